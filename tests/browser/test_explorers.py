"""Explorers in the real JupyterLab: dragged, and by the keyboard alone, the picture follows.

What a picture shows is read from its alternative text and its caption, which carry its numbers,
and compared with the same numbers computed here.
"""

from __future__ import annotations

import math
import re
import time
from collections.abc import Callable, Iterator

import nbformat
import pytest
from axe_playwright_python.sync_playwright import Axe
from nbformat.v4 import new_code_cell, new_notebook
from playwright.sync_api import Browser, Locator, expect

from tests.browser.lab_page import PATIENCE
from tests.browser.student import Student, at_work, course_copy

pytestmark = pytest.mark.browser

SETUP = """
import torch
from autograder.lesson import explore, show_graph, step_backward
x = torch.ones(2, 2, requires_grad=True)
y = x + 2
z = 3 * y**2
o = z.mean()
"""

RAISED = "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"


def number(text: str) -> float:
    """Read a number as captions write it, with a real minus sign and raised powers of ten."""
    factor, _, power = text.replace("−", "-").rpartition("10")
    if not power or power[0] not in RAISED:
        return float(text.replace("−", "-"))
    exponent = power.translate(str.maketrans(RAISED, "-0123456789"))
    return float(f"{factor.removesuffix('·') or 1}e{exponent}")


def found(pattern: str, text: str) -> list[float]:
    """Return the numbers that stand in a caption where the pattern has ``#``."""
    match = re.search(re.escape(pattern).replace(r"\#", rf"([−\d.·]*\d[{RAISED}]*)"), text)
    assert match, f"{pattern!r} is not in {text!r}"
    return [number(group) for group in match.groups()]


def tangent_is_true(caption: str, readings: list[str]) -> None:
    x, value, slope = found("At x = #: sin(x) = #, and autograd gives the slope #", caption)
    assert x == pytest.approx(number(readings[0]), abs=0.006)
    assert value == pytest.approx(math.sin(x), abs=2e-3)
    assert slope == pytest.approx(math.cos(x), abs=2e-3)


def difference_is_true(caption: str, readings: list[str]) -> None:
    h, slope = found("h = #", caption)[0], found("slope #,", caption)[0]
    assert h == pytest.approx(number(readings[0]), rel=1e-9, abs=0)
    back = h if "central" in caption else 0
    if h >= (1e-2 if "float32" in caption else 1e-6):  # above all rounding
        exact = (math.sin(1 + h) - math.sin(1 - back)) / (h + back)
        assert slope == pytest.approx(exact, rel=2e-3)


def head_gradient_is_true(caption: str, readings: list[str]) -> None:
    v = found("v = (#, #)", caption)
    direction = found("(#, #)", readings[0])
    assert v == pytest.approx([number(readings[1]) * part for part in direction], abs=2e-2)
    assert found("Jᵀv = (#, #)", caption) == pytest.approx(
        [v[0] + v[1], -v[0] + 2 * v[1]], abs=2e-2
    )


def detach_is_true(caption: str, readings: list[str]) -> None:
    x, reported = found("at x = #", caption)[0], found("reports #", caption)[0]
    assert x == pytest.approx(number(readings[0]), abs=0.06)
    is_detached = caption.startswith("u is detached")
    assert reported == pytest.approx(x**2 if is_detached else 3 * x**2, rel=2e-3)


def control_flow_is_true(caption: str, readings: list[str]) -> None:
    a, doublings = found("a = #: # doublings", caption)
    assert a == pytest.approx(number(readings[0]), abs=0.03)
    # The seeds' function, on the numbers that are said to have led there.
    b, count = 2 * a, 0
    while abs(b) < 1000:
        b, count = 2 * b, count + 1
    assert doublings == count
    k = 2 ** (count + 1) * (1 if a > 0 else 100)
    assert found("derivative # = f(a)/a", caption) == [k]
    assert found("f(a) = #,", caption)[0] == pytest.approx(k * a, rel=2e-3)


def learning_rate_is_true(caption: str, readings: list[str]) -> None:
    assert found("Learning rate #", caption)[0] == number(readings[0])
    if "diverged" not in caption:
        steps, before, after = found("in # steps the loss fell from # to #", caption)
        assert steps == number(readings[1])
        assert 0 < after < before


def step_is_true(caption: str, readings: list[str]) -> None:
    step, last = found("Step # of #.", caption)
    assert readings == [f"{step:g} of {last:g}"]
    assert caption.partition(". ")[2] == PASS[int(step) - 1]


#: The backward pass of the set-up cell's o, as it is told.
PASS = [
    "The pass starts at o with the gradient 1, the derivative of o by itself.",
    "o, made by MeanBackward0: 1 comes in. By each entry of z the local derivative is 0.25: "
    "1 × 0.25 = 0.25 goes to each entry of z.",
    "z, made by MulBackward0: 0.25 everywhere comes in. By each entry of the result of "
    "PowBackward0 the local derivative is 3: 0.25 × 3 = 0.75 goes to each entry of the result of "
    "PowBackward0.",
    "PowBackward0: 0.75 everywhere comes in. By each entry of y the local derivative is 6: "
    "0.75 × 6 = 4.5 goes to each entry of y.",
    "y, made by AddBackward0: 4.5 everywhere comes in. By each entry of x the local derivative is "
    "1: 4.5 × 1 = 4.5 goes to each entry of x.",
    "x has its gradient, 4.5 everywhere. o.backward() would put it into x.grad; watching leaves "
    ".grad alone.",
]

#: What to run, and what must be true of its caption wherever the controls stand.
EXPLORERS: dict[str, tuple[str, Callable[[str, list[str]], None]]] = {
    "tangent": ("explore.tangent(torch.sin)", tangent_is_true),
    "finite differences": ("explore.finite_differences(torch.sin)", difference_is_true),
    "head gradient": ("explore.head_gradient()", head_gradient_is_true),
    "detach": ("explore.detach()", detach_is_true),
    "control flow": ("explore.control_flow()", control_flow_is_true),
    "learning rate": ("explore.learning_rate()", learning_rate_is_true),
    "backward pass": ("step_backward(o)", step_is_true),
}
CELLS = {name: number for number, name in enumerate(EXPLORERS, start=1)}


@pytest.fixture(scope="module")
def student(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Student]:
    """A student who has run a cell for each explorer, and looked at a graph; one for all tests."""
    folder = tmp_path_factory.mktemp("explorers")
    course = course_copy(folder / "course")
    path = course.work / "90_pictures" / "90_pictures.ipynb"
    path.parent.mkdir(parents=True)
    sources = [SETUP, *(source for source, _ in EXPLORERS.values()), "show_graph(o)"]
    notebook = new_notebook(cells=[new_code_cell(source.strip()) for source in sources])
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3"}
    nbformat.write(notebook, path)
    with at_work(browser, course, folder / "home") as student:
        student.lab.open_chapter("90_pictures", len(notebook.cells))
        for cell in range(len(notebook.cells)):
            said = student.lab.run(cell)
            assert "Error" not in said, said
        yield student


@pytest.fixture(params=EXPLORERS)
def explorer(request: pytest.FixtureRequest, student: Student) -> tuple[str, Locator]:
    """The name of an explorer, and the outputs of its cell."""
    cell = student.lab.cells.nth(CELLS[request.param])
    cell.scroll_into_view_if_needed()
    return request.param, cell


def caption(cell: Locator) -> str:
    return cell.locator("figcaption").inner_text()


def readings(cell: Locator) -> list[str]:
    return cell.locator(".autograder-reading").all_inner_texts()


def expect_to_follow(name: str, cell: Locator, before: str = "") -> None:
    """Wait until the picture is true of where the controls stand, and not the one ``before``.

    On a busy machine several pictures come before the last one.
    """
    expect(cell.locator("figcaption")).not_to_have_text(before)
    deadline = time.monotonic() + PATIENCE / 1000
    while True:
        try:
            check(name, cell)
            return
        except AssertionError:
            if time.monotonic() > deadline:
                raise
            cell.page.wait_for_timeout(100)


def check(name: str, cell: Locator) -> None:
    """Check that all that is said about a picture is true of where the controls stand."""
    said = caption(cell)
    EXPLORERS[name][1](said, readings(cell))
    alts = [image.get_attribute("alt") or "" for image in cell.locator("figure img").all()]
    assert said in " ".join(alts)
    assert cell.get_by_role("status").text_content() == said


def test_dragged_with_the_mouse_the_picture_follows(explorer: tuple[str, Locator]) -> None:
    name, cell = explorer
    before = caption(cell)
    slider = cell.get_by_role("slider").first
    slider.scroll_into_view_if_needed()
    box = slider.bounding_box()
    assert box
    mouse, middle = cell.page.mouse, box["y"] + box["height"] / 2
    mouse.move(box["x"] + box["width"] / 2, middle)
    mouse.down()
    for part in range(10):
        mouse.move(box["x"] + box["width"] * (0.5 - part / 25), middle)
    mouse.up()
    expect_to_follow(name, cell, before)


def test_the_keyboard_alone_reaches_and_moves_every_control(explorer: tuple[str, Locator]) -> None:
    name, cell = explorer
    page = cell.page
    controls = cell.locator(".autograder-controls :is(input, select, button)")
    controls.first.focus()
    for position in range(controls.count()):
        control = controls.nth(position)
        expect(control).to_be_focused()
        before = caption(cell)
        kind = control.evaluate("c => c.type")
        if kind == "range":
            page.keyboard.press("Home")
            page.keyboard.press("ArrowRight")
            page.keyboard.press("ArrowUp")
            low, step, value = control.evaluate("c => [c.min, c.step, c.value].map(Number)")
            assert value == pytest.approx(low + 2 * step)  # JupyterLab took no key for its own
        else:
            page.keyboard.press({"checkbox": "Space", "select-one": "ArrowDown"}.get(kind, "Enter"))
        if kind == "range":  # it may have stood there before
            expect_to_follow(name, cell)
        elif kind != "button":  # Next has nowhere to go from the last step
            expect_to_follow(name, cell, before)
        page.keyboard.press("Tab")
    assert "jp-mod-commandMode" in (
        page.locator(".jp-NotebookPanel:not(.lm-mod-hidden) .jp-Notebook").get_attribute("class")
        or ""
    )


def test_axe_finds_no_fault_in_what_we_show(explorer: tuple[str, Locator]) -> None:
    _, cell = explorer
    cell.evaluate("cell => cell.setAttribute('data-under-test', '')")
    result = Axe().run(cell.page, "[data-under-test] .jp-OutputArea")
    cell.evaluate("cell => cell.removeAttribute('data-under-test')")
    assert result.response["passes"], "axe has looked at nothing"
    assert result.response["violations"] == []


def test_every_picture_has_alternative_text_and_nothing_is_fetched(student: Student) -> None:
    images = student.lab.panel.locator(".jp-OutputArea img").all()
    assert images
    for image in images:
        assert (image.get_attribute("alt") or "").strip()
        assert (image.get_attribute("src") or "").startswith("data:")
    assert student.strangers == []
    assert student.complaints == []


def test_a_saved_notebook_keeps_the_picture_and_no_widget(student: Student) -> None:
    student.lab.save()
    path = student.course.work / "90_pictures" / "90_pictures.ipynb"
    saved = nbformat.read(path, as_version=4)
    assert "widgets" not in saved.metadata
    for name, cell in CELLS.items():
        controls, picture, *_ = saved.cells[cell].outputs
        assert caption(student.lab.cells.nth(cell)) in picture.data["text/html"], name
        assert set(controls.data) == {"text/html", "text/plain"}
        assert "run the set-up cell" in controls.data["text/plain"]


def test_controls_that_nobody_answers_say_so(student: Student) -> None:
    """Last: the kernel is another one afterwards."""
    page, cell = student.lab.page, student.lab.cells.nth(CELLS["tangent"])
    page.locator(".lm-MenuBar-item").get_by_text("Kernel", exact=True).click()
    page.locator(".lm-Menu-item").get_by_text("Restart Kernel…", exact=True).click()
    page.locator(".jp-Dialog").get_by_role("button", name="Confirm Kernel Restart").click()
    expect(page.locator("#jp-main-statusbar")).to_contain_text("| Idle")
    slider = cell.get_by_role("slider")
    slider.scroll_into_view_if_needed()
    slider.focus()
    page.keyboard.press("ArrowLeft")
    expect(cell.get_by_role("alert")).to_contain_text("run the set-up cell and then this one")
