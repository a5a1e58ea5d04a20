"""JupyterLab as a student sees it: cells to type in and run, outputs to read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

#: Long enough for ``import torch`` on a loaded machine, in milliseconds.
PATIENCE = 60_000

#: Whether a cell's number is another one than before, and no star.
_HAS_RUN = """([cell, before]) => {
    const prompt = cell.querySelector(".jp-InputPrompt");
    return prompt && prompt.innerText !== before && /\\[\\d+\\]:/.test(prompt.innerText);
}"""


class LabPage:
    """One tab with JupyterLab in it."""

    def __init__(self, page: Page, address: str) -> None:
        """Open JupyterLab at ``address`` and wait until it can be used."""
        self.page = page
        page.set_default_timeout(PATIENCE)
        expect.set_options(timeout=PATIENCE)
        page.goto(address)
        self.files = page.locator(".jp-DirListing")
        expect(self.files).to_be_visible()
        expect(page.locator("#jupyterlab-splash")).to_have_count(0)

    @property
    def panel(self) -> Locator:
        """The notebook in front."""
        return self.page.locator(".jp-NotebookPanel:not(.lm-mod-hidden)")

    @property
    def cells(self) -> Locator:
        """All cells, in the notebook's order."""
        return self.panel.locator(".jp-Notebook .jp-Cell")

    def open_chapter(self, chapter: str, cells: int) -> None:
        """Double-click through the file browser to a notebook of so many cells."""
        for name in (chapter, f"{chapter}.ipynb"):
            title = re.compile(f"^Name: {re.escape(name)}$", re.MULTILINE)
            self.files.get_by_title(title).dblclick()
        # Cells appear a few at a time, and the kernel takes longer still.
        expect(self.cells).to_have_count(cells)
        expect(self.page.locator("#jp-main-statusbar")).to_contain_text("| Idle")

    def source(self, number: int) -> str:
        """Return the text in a cell's editor; the first cell has number 0."""
        lines = self._cell(number).locator(".cm-line")
        return "\n".join(line.removesuffix("\n") for line in lines.all_inner_texts())

    def paste(self, number: int, source: str) -> None:
        """Replace a cell's text at one stroke."""
        self._clear(number)
        self.page.keyboard.insert_text(source)

    def type(self, number: int, source: str) -> None:
        """Replace a cell's text key by key, as one does who knows of the brackets that appear."""
        self._clear(number)
        for count, line in enumerate(source.rstrip("\n").split("\n")):
            if count:
                # Whatever indentation appeared goes: with a letter behind it, so that there is
                # always something to take away on this line.
                for key in ("Enter", "x", "Shift+Home", "Shift+Home", "Backspace"):
                    self.page.keyboard.press(key)
            self.page.keyboard.type(line)

    def run(self, number: int) -> str:
        """Run a cell by its keys; return what it shows in the end."""
        cell = self._select(number)
        if not self._is_code(cell):
            self.page.keyboard.press("Control+Enter")
            return ""
        with self._until_done(cell):
            self.page.keyboard.press("Control+Enter")
        return self.output(number)

    def walk(self) -> Iterator[tuple[int, str]]:
        """Run all cells from the top with Shift+Enter; yield each code cell's number and output."""
        self._select(0)
        for number in range(self.cells.count()):
            cell = self._cell(number)
            if not self._is_code(cell):
                self.page.keyboard.press("Shift+Enter")
                continue
            with self._until_done(cell):
                self.page.keyboard.press("Shift+Enter")
            yield number, self.output(number)

    def press_run(self, number: int) -> str:
        """Run a cell by the button in the toolbar; return what it shows in the end."""
        cell = self._select(number)
        with self._until_done(cell):
            self.panel.get_by_role("button", name=re.compile("^Run this cell")).click()
        return self.output(number)

    def output(self, number: int) -> str:
        """Return the text of all that a cell shows."""
        parts = self._cell(number).locator(".jp-OutputArea-output").all_inner_texts()
        return "\n".join(parts)

    def save(self) -> None:
        """Save, and wait until the notebook counts as saved."""
        self.page.keyboard.press("Control+s")
        expect(self.page.locator(".lm-TabBar-tab.jp-mod-dirty")).to_have_count(0)

    def validate(self) -> str:
        """Press nbgrader's button; return what its dialog says, and close it."""
        self.panel.get_by_role("button", name="Validate").click()
        dialog = self.page.locator(".jp-Dialog")
        expect(dialog).to_be_visible()
        said = dialog.inner_text()
        dialog.get_by_role("button").last.click()
        return said

    def choose_theme(self, name: str) -> None:
        """Choose a theme, such as ``JupyterLab Dark``, from the menu."""
        self.page.locator(".lm-MenuBar-item").get_by_text("Settings", exact=True).click()
        for entry in ("Theme", name):
            self.page.locator(".lm-Menu-item").get_by_text(entry, exact=True).click()
        expect(self.page.locator(f'body[data-jp-theme-name="{name}"]')).to_be_attached()

    def hide_files(self) -> None:
        """Fold the file browser away."""
        self.page.keyboard.press("Control+b")
        expect(self.files).not_to_be_visible()

    def scroll_to_end_of(self, number: int) -> None:
        """Bring a cell's last line to the bottom of the window."""
        self._cell(number).evaluate("cell => cell.scrollIntoView({block: 'end'})")

    def screenfuls(self, folder: Path, name: str) -> list[Path]:
        """Take pictures of the notebook from top to bottom; return their paths."""
        scroller = self.panel.locator(".jp-WindowedPanel-outer")
        paths: list[Path] = []
        at = -1
        scroller.evaluate("panel => panel.scrollTo(0, 0)")
        while (now := scroller.evaluate("panel => panel.scrollTop")) > at:
            at = now
            path = folder / f"{name}-{len(paths) + 1:02d}.png"
            self.page.wait_for_timeout(200)  # for formulas and pictures to be set
            self.page.screenshot(path=path)
            paths.append(path)
            scroller.evaluate("panel => panel.scrollBy(0, panel.clientHeight - 40)")
        return paths

    def _cell(self, number: int) -> Locator:
        return self.cells.nth(number)

    def _is_code(self, cell: Locator) -> bool:
        return "jp-CodeCell" in (cell.get_attribute("class") or "")

    def _select(self, number: int) -> Locator:
        """Select a cell in command mode by a click on its margin."""
        cell = self._cell(number)
        cell.locator(".jp-InputPrompt").click()
        return cell

    def _clear(self, number: int) -> None:
        """Put the cursor into a cell's empty editor."""
        cell = self._select(number)
        self.page.keyboard.press("Enter")
        expect(cell.locator(".cm-content")).to_be_focused()
        self.page.keyboard.press("Control+a")
        self.page.keyboard.press("Delete")

    @contextmanager
    def _until_done(self, cell: Locator) -> Iterator[None]:
        before = cell.locator(".jp-InputPrompt").inner_text()
        element = cell.element_handle()
        yield
        # Looked at in each frame: an expectation would look again after a tenth of a second, a
        # quarter, a half.
        self.page.wait_for_function(_HAS_RUN, arg=[element, before], timeout=PATIENCE)
