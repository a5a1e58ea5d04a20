"""The report in a browser: light and dark, narrow and wide, with no fault that axe can see."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from autograder.classroom.report.page import page
from tests.told_class import findings

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("report") / "report.html"
    path.write_text(page([findings()], real_names=True), encoding="utf-8")
    return path.as_uri()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_can_be_read_and_says_so_to_a_screen_reader(
    browser: Browser, address: str, scheme: str
) -> None:
    tab = browser.new_page(color_scheme=scheme, viewport={"width": 1100, "height": 900})
    tab.goto(address)
    tab.locator("details").evaluate_all("each => each.forEach(one => one.open = true)")
    paper = tab.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (paper == "rgb(255, 255, 255)") == (scheme == "light")
    result = Axe().run(tab)
    assert result.response["passes"], "axe has looked at nothing"
    assert result.response["violations"] == [], result.generate_report()
    picture = tab.get_by_role("img", name="How many students made which mistake")
    assert picture.is_visible()
    tab.close()


def test_a_narrow_window_need_not_be_scrolled_sideways(browser: Browser, address: str) -> None:
    tab = browser.new_page(viewport={"width": 390, "height": 800})
    tab.goto(address)
    assert tab.evaluate("document.documentElement.scrollWidth") <= 390
    tab.close()
