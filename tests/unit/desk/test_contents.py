"""The contents page of an invented course of three chapters, half done."""

from __future__ import annotations

import json
import runpy
import zipfile
from dataclasses import replace
from html.parser import HTMLParser
from importlib.util import find_spec
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from autograder.chapter import cards
from autograder.chapter.cards import Card
from autograder.chapter.notebook_file import read_notebook
from autograder.course import MARKER, Course
from autograder.desk.contents import contents, course_map, write_contents
from autograder.desk.submission import submit
from autograder.desk.workspace import prepare, reset
from autograder.errors import CourseNotFound
from tests.tiny_course import ROOT, TinyCourse, marked

CHAPTERS = ("01_slopes", "02_heads", "03_detach")


def chapter_cards(chapter: str) -> list[Card]:
    """Return a prediction, an exercise with a test and one in words."""
    topic = chapter.split("_")[1]
    hints = ("Look at it.", "Think of it.", "Begin with it.")
    return [
        Card(f"predict_{topic}", f"what {topic} do", "prediction", 1, 2, 1, hints),
        Card(f"{topic}", f"your own `{topic}`", "code", 3, 10, 2, hints),
        Card(f"why_{topic}", f"why {topic}?", "open", 4, 15, 2, hints),
    ]


def chapter_notebook(chapter: str) -> NotebookNode:
    """Return a chapter as nbgrader releases it."""
    number, topic = chapter.split("_")
    cells = [new_markdown_cell(f"# {int(number)} · All about {topic}\n\n**facts**", id="title")]
    for count, card in enumerate(chapter_cards(chapter)):
        kind = "Exercise" if count else "Prediction"
        heading = f"### {kind} {max(count, 1)} · {card.title}"
        cells.append(new_markdown_cell(heading, id=f"heading-{count}"))
        if card.kind == "open":
            answer = new_markdown_cell("YOUR ANSWER HERE", id=card.name)
            cells.append(marked(answer, card.name, grade=True, solution=True, points=card.points))
            continue
        stub = f"{topic} = ..." if card.kind == "prediction" else "raise NotImplementedError()"
        cells.append(marked(new_code_cell(stub, id=card.name), card.name, solution=True))
        name = f"test_{card.name}"
        test = new_code_cell(f"check.values('{card.name}', {topic})", id=name)
        cells.append(marked(test, name, grade=True, locked=True, points=card.points))
    return new_notebook(
        cells=cells, metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}}
    )


def make_course(root: Path) -> Course:
    """Return a course of three chapters, released with their cards."""
    course = Course(root)
    for chapter in CHAPTERS:
        course.release(chapter).parent.mkdir(parents=True)
        nbformat.write(chapter_notebook(chapter), course.release(chapter))
        text = cards.dump(cards.Deck(chapter, tuple(chapter_cards(chapter))))
        cards.beside(course.release(chapter)).write_text(text, encoding="utf-8")
    (root / MARKER).write_bytes((ROOT / MARKER).read_bytes())
    return course


def save(course: Course, chapter: str, **outcomes: str) -> None:
    """Save the student's copy with its tests run: ``passed``, or the name of an error.

    What is meant for a cell that is answered in words is written into it.
    """
    path = course.working_copy(chapter)
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        outcome = outcomes.get(cell.id)
        if outcome and cell.cell_type == "markdown":
            cell.source = outcome
        elif outcome:
            cell.execution_count = 7
            error = new_output("error", ename=outcome, evalue="", traceback=[])
            passed = new_output("stream", name="stdout", text="✓ right\n")
            cell.outputs = [passed if outcome == "passed" else error]
    nbformat.write(notebook, path)


def do_half(course: Course) -> None:
    """Finish and hand in the first chapter, begin the second, leave the third."""
    prepare(course)
    save(
        course,
        CHAPTERS[0],
        test_predict_slopes="passed",
        test_slopes="passed",
        why_slopes="Because they are steep.",
    )
    submit(course, [CHAPTERS[0]], "ada")
    save(course, CHAPTERS[1], test_predict_heads="passed", test_heads="CheckFailed")


@pytest.fixture
def course(tmp_path: Path) -> Course:
    return make_course(tmp_path / "course")


def test_the_map_shows_what_is_done_begun_and_open_and_leads_there(course: Course) -> None:
    assert not course_map(course).table.rows
    for chapter in CHAPTERS:
        topic = chapter.split("_")[1]
        section = cards.Section(topic, f"All {topic}", "core", (), "It is.", 1, 5, 5, 8)
        deck = [replace(card, section=topic) for card in chapter_cards(chapter)]
        text = cards.dump(cards.Deck(chapter, tuple(deck), (section,)))
        cards.beside(course.release(chapter)).write_text(text, encoding="utf-8")
    assert course_map(course).table.rows[0][1].link == "", "there is no copy to open yet"
    do_half(course)
    shown = course_map(course)
    assert [[cell.text for cell in row] for row in shown.table.rows] == [
        ["1", "✓ 1. All slopes"],
        ["2", "… 1. All heads"],
        ["3", "1. All detach"],
    ]
    place = "02_heads/02_heads.ipynb#cell-id=section-heads"
    assert shown.table.rows[1][1].link == place
    assert "1 sections are done, 1 are begun" in shown._repr_html_()
    page = nbformat.read(write_contents(course), as_version=4)
    assert [cell.id for cell in page.cells] == ["title", "contents", "map-title", "map"]
    assert place in page.cells[-1].outputs[0].data["text/html"]


def rows(course: Course) -> list[list[str]]:
    return [[cell.text for cell in row] for row in contents(course).rows]


def test_half_a_course_is_told_chapter_by_chapter(course: Course) -> None:
    do_half(course)
    first, second, third = rows(course)

    assert first[:4] == ["1 · All about slopes", "4 of 4", "1 of 1", "0 left"]
    assert first[4].startswith("✓ done, zip made on 20")
    assert first[5] == ""
    assert second == [
        "2 · All about heads",
        "1 of 4",
        "1 of 1",
        "25 left",
        "… begun",
        "Exercise 1 · your own `heads`",
    ]
    assert third == [
        "3 · All about detach",
        "0 of 4",
        "0 of 1",
        "27 left",
        "– not started",
        "Start",
    ]
    text = repr(contents(course))
    assert "In all 5 of the 12 points that tests give; 7 still open." in text
    assert "A person gives the other 12" in text
    assert "About 52 minutes left for exercises and predictions" in text


def test_what_nobody_has_seen_is_left_to_do(course: Course) -> None:
    total = "About 81 minutes left"
    assert total in repr(contents(course))  # No copies yet.
    prepare(course)
    assert total in repr(contents(course))
    course.working_copy(CHAPTERS[0]).write_text("{")
    assert total in repr(contents(course))
    # An answer in words whose cell was deleted.
    path = course.working_copy(CHAPTERS[1])
    notebook = read_notebook(path)
    notebook.cells = [cell for cell in notebook.cells if cell.id != "why_heads"]
    nbformat.write(notebook, path)
    assert total in repr(contents(course))
    assert [row[3] for row in rows(course)] == ["27 left"] * 3


def test_points_outlive_an_update_of_the_chapter(course: Course) -> None:
    do_half(course)
    before = rows(course)
    for chapter in CHAPTERS:
        released = read_notebook(course.release(chapter))
        released.cells[0].source += " A typo mended."
        nbformat.write(released, course.release(chapter))
    assert len(prepare(course)) == 3
    assert rows(course) == before


def test_a_folder_without_a_number_is_shown_by_its_name(course: Course) -> None:
    course.release("my_draft").parent.mkdir()
    nbformat.write(new_notebook(cells=[new_markdown_cell("Ideas")]), course.release("my_draft"))
    prepare(course)
    row = contents(course).rows[-1]
    assert [row[0].text, row[0].link] == ["My draft", "my_draft/my_draft.ipynb"]
    assert len(rows(course)) == 4


def test_a_chapter_opens_by_its_name_and_where_to_go_on_by_its_heading(course: Course) -> None:
    do_half(course)
    links = Links()
    links.feed(contents(course)._repr_html_())
    assert links.found == [
        "01_slopes/01_slopes.ipynb",
        "02_heads/02_heads.ipynb",
        "02_heads/02_heads.ipynb#cell-id=heading-1",
        "03_detach/03_detach.ipynb",
        "03_detach/03_detach.ipynb",  # to start there
    ]
    for link in links.found:
        assert (course.work / link.partition("#")[0]).is_file()


class Links(HTMLParser):
    """The addresses that a piece of HTML links to."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str | None] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self.found.append(dict(attrs)["href"])


def test_a_chapter_that_was_not_laid_out_has_no_link(course: Course) -> None:
    [row, *_] = contents(course).rows
    assert [row[0].text, row[0].link, row[4].text] == ["1 · All about slopes", "", "– not started"]
    assert row[5].text == ""


@pytest.mark.parametrize("content", ["", "{", "[]", '{"cells": 3}', '{"cells": [{}, 1]}', "\x00"])
def test_a_copy_that_cannot_be_read_is_one_state_among_the_others(
    course: Course, content: str
) -> None:
    do_half(course)
    course.working_copy(CHAPTERS[1]).write_text(content)
    _, broken, other = rows(course)
    assert broken[4:] == ["✗ cannot be read: 'make reset' brings a fresh copy", ""]
    assert other[4] == "– not started"


def test_a_strange_file_among_the_submissions_does_no_harm(course: Course) -> None:
    do_half(course)
    with zipfile.ZipFile(course.work / "submissions" / "z__later__02_heads.zip", "w"):
        pass
    assert rows(course)[1][4] == "… begun"


def test_the_page_holds_the_table_before_any_kernel_runs(course: Course) -> None:
    do_half(course)
    path = write_contents(course)
    assert path == course.contents
    _, code = read_notebook(path).cells
    [output] = code.outputs
    assert output.data["text/html"] == contents(course)._repr_html_()
    assert output.data["text/plain"] == repr(contents(course))
    before = path.read_bytes()
    write_contents(course)
    assert path.read_bytes() == before


def test_the_cell_on_the_page_makes_the_table_anew(tmp_path: Path) -> None:
    tiny = TinyCourse(tmp_path / "course")
    prepare(tiny.course)
    page = read_notebook(write_contents(tiny.course))
    page.cells[1].outputs = []
    NotebookClient(page, resources={"metadata": {"path": str(tiny.course.work)}}).execute()
    [output] = page.cells[1].outputs
    assert "1 · Tiny" in output.data["text/plain"]
    assert 'href="01_tiny/01_tiny.ipynb"' in output.data["text/html"]


def test_nothing_takes_the_page_for_a_chapter(course: Course) -> None:
    do_half(course)
    page = write_contents(course)
    before = page.read_bytes()

    assert prepare(course) == []
    assert [path.name.split("__")[2] for path in submit(course, list(CHAPTERS), "ada")] == [
        "01_slopes.zip"
    ]
    reset(course, CHAPTERS[0])
    assert page.read_bytes() == before
    assert course.released() == list(CHAPTERS)


@pytest.mark.parametrize("harm", ["no course", "a folder in its place", "no character"])
def test_where_there_can_be_no_page_a_line_says_why(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    harm: str,
) -> None:
    if harm != "no course":
        tiny = TinyCourse(tmp_path)
        prepare(tiny.course)
    if harm == "a folder in its place":
        tiny.course.contents.mkdir()
    if harm == "no character":  # Half of a pair, which JSON can hold and a file cannot.
        broken = tiny.copy()
        broken.cells[0].source = "# 1 · \ud800"
        tiny.course.release(tiny.chapter).write_text(json.dumps(broken))
    monkeypatch.chdir(tmp_path)
    runpy.run_path(find_spec("autograder.desk.contents").origin, run_name="__main__")
    made = capsys.readouterr()
    assert made.out == ""
    [line] = made.err.splitlines()
    assert line.startswith("There is no contents page this time: ")


def test_a_page_outside_a_course_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(CourseNotFound):
        contents()
