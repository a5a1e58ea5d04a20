"""Take pictures of a chapter in the real JupyterLab, screenful by screenful, in both themes.

``python -m tools.screenshots`` answers every exercise as the solution does, runs every cell and
leaves the pictures in ``var/screenshots/``; ``--mine`` takes your own copy in ``work/`` as it
stands, ``--fresh`` the chapter as students get it. ``--readme`` takes the README's one picture,
``docs/images/chapter.png``, instead. Needs Chromium and the dev extra.
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import click
import nbformat
from nbformat import NotebookNode
from playwright.sync_api import Browser

from autograder.course import Course, find_course, pick
from autograder.desk.workspace import prepare
from tests.browser.chromium import find_chromium, launched
from tests.browser.lab_page import LabPage
from tests.browser.student import at_work, course_copy, first_exercise, model_answers

THEMES = {"light": "JupyterLab Light", "dark": "JupyterLab Dark"}


@click.command(help=__doc__)
@click.argument("chapters", nargs=-1)
@click.option("--solved", "state", flag_value="solved", default="solved", help="Answered in full.")
@click.option("--mine", "state", flag_value="mine", help="Your own copy.")
@click.option("--fresh", "state", flag_value="fresh", help="As students get it.")
@click.option("--readme", is_flag=True, help="Only the picture of the README.")
def main(chapters: tuple[str, ...], state: str, readme: bool) -> None:
    """Run the command line."""
    here = find_course()
    chosen = pick(chapters, here.released())
    if (executable := find_chromium()) is None:
        raise click.ClickException("There is no Chromium on this machine: install it first.")
    with launched(executable) as browser, tempfile.TemporaryDirectory() as scratch:
        if readme:
            click.echo(f"Wrote {picture_for_readme(browser, here, chosen[0], Path(scratch))}")
            return
        for chapter in chosen:
            folder = Path(scratch, chapter)
            for path in pictures(browser, here, chapter, state, folder):
                click.echo(f"Wrote {path.relative_to(here.root)}")


def pictures(browser: Browser, here: Course, chapter: str, state: str, scratch: Path) -> list[Path]:
    """Return the paths of the new pictures of ``chapter``, from top to bottom, per theme."""
    folder = here.var / "screenshots" / f"{chapter}-{state}"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    course, notebook = _set_out(here, chapter, state, scratch / "course")
    paths = []
    with at_work(browser, course, scratch / "home") as student:
        student.lab.open_chapter(chapter, len(notebook.cells))
        _run(student.lab, notebook)
        for name, theme in THEMES.items():
            student.lab.choose_theme(theme)
            paths += student.lab.screenfuls(folder, name)
    return paths


def picture_for_readme(browser: Browser, here: Course, chapter: str, scratch: Path) -> Path:
    """Return the path of a picture of the chapter's first exercise, answered wrongly.

    A right answer there would be one exercise less for its readers.
    """
    path = here.root / "docs" / "images" / "chapter.png"
    path.parent.mkdir(parents=True, exist_ok=True)
    course, notebook = _set_out(here, chapter, "solved", scratch / "course")
    answer, test, samples = first_exercise(chapter)
    wrong = next(sample for sample in samples if not sample.right)
    size = {"viewport": {"width": 1000, "height": 1000}, "device_scale_factor": 2}
    with at_work(browser, course, scratch / "home", **size) as student:
        student.lab.open_chapter(chapter, len(notebook.cells))
        student.lab.hide_files()
        student.lab.paste(answer, wrong.source.rstrip("\n"))
        _run(student.lab, notebook, last=test)
        student.lab.scroll_to_end_of(test)
        student.lab.page.wait_for_timeout(500)  # for formulas to be set
        student.lab.page.screenshot(path=path)
    return path


def _set_out(here: Course, chapter: str, state: str, folder: Path) -> tuple[Course, NotebookNode]:
    """Return a course in ``folder`` with a student's copy in that state, and the copy."""
    course = course_copy(folder)
    prepare(course)
    path = course.working_copy(chapter)
    if state == "mine":
        shutil.copy(here.working_copy(chapter), path)
    notebook = nbformat.read(path, as_version=4)
    if state == "solved":
        for number, source in model_answers(chapter).items():
            notebook.cells[number].source = source
        nbformat.write(notebook, path)
    return course, notebook


def _run(lab: LabPage, notebook: NotebookNode, last: int | None = None) -> None:
    """Run every code cell, or those up to number ``last``."""
    for number, cell in enumerate(notebook.cells):
        if cell.cell_type == "code" and (last is None or number <= last):
            lab.run(number)


if __name__ == "__main__":
    main()
