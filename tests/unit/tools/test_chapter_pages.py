"""A chapter's page shows what a student gets, links where it refers, and gives no answer away."""

from __future__ import annotations

import re
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from autograder.authoring.references import REFERENCE
from autograder.chapter import cards
from autograder.chapter.cells import HIDDEN_TESTS, SOLUTION, inside, marks
from autograder.course import find_course
from tests.tiny_course import marked
from tools.chapter_pages import Places, page, write_pages

COURSE = find_course(Path(__file__))
CHAPTERS = COURSE.released()

WHERE = Places(
    {1: "01_lines", 2: "02_curves"},
    {(1, "section 2"): "run", (2, "section 1"): "bend", (2, "exercise 1"): "turn"},
)


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pages")
    (folder / "12_gone.md").write_text("")
    write_pages(COURSE, folder)
    return folder


def page_of(*cells: nbformat.NotebookNode) -> str:
    """Return the page of a second chapter whose release is its solution."""
    notebook = new_notebook(cells=[new_markdown_cell("# 2 · Curves"), *cells])
    return page(notebook, notebook, "02_curves", WHERE)


def test_texts_refer_by_links() -> None:
    said = page_of(
        new_markdown_cell("## 1. The bend\n\n*Core*"),
        new_markdown_cell("### Exercise 1 · turn\n\n2 points"),
        new_markdown_cell(
            "See section 1, chapter 1,\nsection 2, exercise 1 and chapter 1; chapters 3 and 4 of "
            "`section 1`, $x$ in section 7, [section 1](https://x.y)."
        ),
    )
    assert "(bend)=\n## 1. The bend" in said
    assert "(turn)=\n### Exercise 1 · turn" in said
    assert (
        "See [section 1](#bend), [chapter 1,\nsection 2](#run), [exercise 1](#turn) and "
        "[chapter 1](01_lines.md); chapters 3 and 4 of `section 1`, $x$ in section 7, "
        "[section 1](https://x.y)."
    ) in said


def test_outputs_stand_below_their_cells() -> None:
    said = page_of(
        new_code_cell(
            "print('```')",
            id="a",
            outputs=[
                new_output("stream", text="```\n"),
                new_output("error", traceback=["\x1b[31mE\x1b[39m: no"], ename="E", evalue="no"),
                new_output("display_data", {"text/html": "<b>x</b>", "text/plain": "plain"}),
                new_output("execute_result", {"text/plain": "7"}),
            ],
        )
    )
    assert "````ipython\nprint('```')\n````" in said
    assert "````{code-block} none\n:class: output\n\n```\n````" in said
    assert "\n\nE: no\n```" in said
    assert '```{raw} html\n<div class="output"><b>x</b></div>\n```' in said
    assert "\n\n7\n```" in said
    assert "plain" not in said


def test_an_answers_output_is_left_out_and_what_depends_on_it_says_so() -> None:
    seven = [new_output("stream", text="seven")]
    answer = marked(new_code_cell("x = 7", id="x", outputs=seven), "x", solution=True)
    said = page_of(answer, new_code_cell("print(x)", id="p", outputs=seven))
    assert "seven" not in said
    assert "What comes out here depends on your answers." in said


def test_each_chapter_has_a_page_and_one_that_is_gone_has_none(pages: Path) -> None:
    assert sorted(path.stem for path in pages.iterdir()) == CHAPTERS


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_no_answer_hidden_test_or_hint_stands_in_a_page(pages: Path, chapter: str) -> None:
    released = nbformat.read(COURSE.release(chapter), as_version=4)
    given = "\n".join(cell.source for cell in released.cells)
    secrets = {"you predicted", "Model answer", "Rubric"}
    for cell in nbformat.read(COURSE.solution(chapter), as_version=4).cells:
        hidden = inside(cell.source, SOLUTION) + inside(cell.source, HIDDEN_TESTS)
        if cell.cell_type == "markdown" and marks(cell).solution:
            hidden = [cell.source]
        secrets |= {line.strip() for text in hidden for line in text.splitlines()}
    for card in cards.load(cards.beside(COURSE.release(chapter))).cards:
        secrets |= set(card.hints)
    long = {line for line in secrets if len(re.sub(r"\W", "", line)) > 9}
    telling = {line for line in long if line not in given}
    assert len(telling) > 100
    text = (pages / f"{chapter}.md").read_text(encoding="utf-8")
    assert [line for line in telling if line in text] == []


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_each_reference_of_the_author_is_a_link(pages: Path, chapter: str) -> None:
    written = COURSE.source(chapter).read_text(encoding="utf-8")
    texts = re.findall(r"^# %% \[markdown\]\n((?:#.*\n)*)", written, re.MULTILINE)
    wanted = {name for text in texts for _, name in REFERENCE.findall(text)}
    text = (pages / f"{chapter}.md").read_text(encoding="utf-8")
    linked = set(re.findall(r"\]\(#([a-z][a-z0-9_]*)\)", text))
    assert wanted - linked == set()
