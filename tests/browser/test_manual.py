"""The manual as a site: it builds offline without a warning, and a chapter's page can be read."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from autograder.course import find_course

COURSE = find_course(Path(__file__))
DOCS = COURSE.root / "docs"
FETCHED = re.compile(r"<(?:script|link|img|iframe)\b[^>]*(?:src|href)=\"(https?:[^\"]*)")

#: A section with formulas, an output and a picture.
CHAPTER, SECTION = COURSE.released()[0], "#mean-over-matrix"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("manual")
    command = [sys.executable, "-m", "sphinx", "--quiet", "--fail-on-warning", "--keep-going"]
    folders = ["--doctree-dir", str(folder / "trees"), str(DOCS), str(folder / "html")]
    done = subprocess.run([*command, *folders], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return folder / "html"


def test_each_page_is_there_and_fetches_nothing(site: Path) -> None:
    pages = {path.relative_to(site).with_suffix("").as_posix() for path in site.rglob("*.html")}
    assert {path.stem for path in DOCS.glob("*.md")} <= pages
    assert {f"chapters/{name}" for name in COURSE.released()} <= pages
    for page in pages:
        fetched = FETCHED.findall((site / f"{page}.html").read_text(encoding="utf-8"))
        assert not fetched, f"{page} fetches {fetched}"


def test_links_lead_to_the_chapters_sections(site: Path) -> None:
    names = [f"chapters/{CHAPTER}.html#words", f"chapters/{CHAPTER}.html#first-gradient"]
    for page in ("course", "glossary"):
        text = (site / f"{page}.html").read_text(encoding="utf-8")
        assert all(f'href="{name}"' in text for name in names), page
    chapter = (site / names[0].partition("#")[0]).read_text(encoding="utf-8")
    assert 'id="words"' in chapter
    assert 'id="first-gradient"' in chapter


def test_every_formula_is_set(site: Path) -> None:
    for name in COURSE.released():
        page = (site / "chapters" / f"{name}.html").read_text(encoding="utf-8")
        written = (DOCS / "chapters" / f"{name}.md").read_text(encoding="utf-8")
        text = re.sub(r"^(`{3,}).*?^\1$|`[^`]*`", "", written, flags=re.DOTALL | re.MULTILINE)
        formulas = re.findall(r"\$\$.+?\$\$|\$[^$]+\$", text, re.DOTALL)
        assert page.count("<math ") == len(formulas) > 40
        assert 'class="latex"' not in page  # what could not be understood


@pytest.mark.browser
@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 390)])
def test_a_chapter_can_be_read(browser: Browser, site: Path, scheme: str, width: int) -> None:
    tab = browser.new_page(color_scheme=scheme, viewport={"width": width, "height": 900})
    complaints = listened_to(tab)
    tab.goto((site / "chapters" / f"{CHAPTER}.html").as_uri() + SECTION)
    brightness = sum(map(int, re.findall(r"\d+", paper(tab))[:3]))
    assert (brightness > 600) == (scheme == "light")
    assert tab.evaluate("document.documentElement.scrollWidth") <= width
    for shown in ("math >> nth=0", "div.output img >> nth=0", ".output pre >> nth=0"):
        assert tab.locator(f"{SECTION} {shown}").bounding_box()["height"] > 8
    assert complaints == []  # axe itself will ask for the styles
    result = Axe().run(tab, SECTION)
    assert result.response["passes"], "axe has looked at nothing"
    assert result.response["violations"] == [], result.generate_report()
    tab.close()


def paper(tab: Page) -> str:
    return str(tab.evaluate("getComputedStyle(document.body).backgroundColor"))


def listened_to(tab: Page) -> list[str]:
    """Return a list of what will go wrong in ``tab``, and of what it will ask of the network."""
    heard: list[str] = []
    own = ("file:", "data:")
    tab.on("console", lambda m: heard.append(m.text) if m.type in ("error", "warning") else None)
    tab.on("pageerror", lambda error: heard.append(str(error)))
    tab.on("requestfailed", lambda request: heard.append(request.url))
    tab.on("request", lambda r: None if r.url.startswith(own) else heard.append(r.url))
    return heard
