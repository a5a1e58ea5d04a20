"""A text file becomes cells: cards become headings, metadata is completed, ids last."""

from __future__ import annotations

import re

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_raw_cell

from autograder.authoring.chapter import METADATA, read_chapter, reading_minutes
from autograder.errors import CardError


@pytest.fixture
def chapter(write, text):
    return read_chapter(write(text))


def test_the_title_adds_up_minutes_and_points(chapter):
    first = chapter.notebook.cells[0]
    assert first.cell_type == "markdown"
    assert first.source.startswith("# 1 · Slopes\n")
    assert "About 10 minutes · 2 exercises and 1 prediction · 8 points" in first.source


def test_reading_takes_a_minute_for_75_words_or_5_lines_of_lesson():
    graded = {"nbgrader": {"grade": True, "solution": True}}
    notebook = new_notebook(
        cells=[
            new_raw_cell("a card " * 99),
            new_markdown_cell("word " * 150),
            new_code_cell("a = 1\n\n" * 10),
            new_markdown_cell("the model answer " * 99, metadata=graded),
            new_code_cell("b = 1\n" * 99, metadata={"nbgrader": {"solution": True}}),
            new_code_cell("c = 1\n" * 99, metadata={"nbgrader": {"grade": True}}),
        ]
    )
    assert reading_minutes(notebook) == 4


def test_each_card_becomes_a_numbered_heading(chapter):
    headings = [
        c.source
        for c in chapter.notebook.cells
        if c.cell_type == "markdown" and c.source.startswith("### ")
    ]
    assert [h.splitlines()[0] for h in headings] == [
        "### Prediction 1 · two",
        "### Exercise 1 · the slope",
        "### Exercise 2 · why",
    ]
    assert 'difficulty ★★☆ · stuck? `check.hint("slope")`' in headings[1]


def test_nbgrader_metadata_is_complete_and_points_come_from_the_card(chapter):
    marks = {c.id: c.metadata.nbgrader for c in chapter.notebook.cells if "nbgrader" in c.metadata}
    assert marks["test_slope"] == {
        "grade": True,
        "grade_id": "test_slope",
        "locked": True,
        "points": 3,
        "schema_version": 3,
        "solution": False,
        "task": False,
    }
    assert marks["why"]["points"] == 4
    assert not marks["why"]["locked"]
    assert marks["setup"]["locked"]
    assert "points" not in marks["slope"]


def test_no_trace_of_the_text_format_remains(chapter):
    assert chapter.notebook.metadata == METADATA
    assert not any("lines_to_next_cell" in c.metadata for c in chapter.notebook.cells)
    nbformat.validate(chapter.notebook)


def test_ids_are_the_same_each_time_and_do_not_move_with_their_neighbours(write, text, chapter):
    again = read_chapter(write(text))
    ids = [c.id for c in chapter.notebook.cells]
    assert [c.id for c in again.notebook.cells] == ids
    grown = text.replace("# %% [markdown]\n# Prose", "# %%\nnew = 1\n\n# %% [markdown]\n# Prose")
    longer = [c.id for c in read_chapter(write(grown)).notebook.cells]
    assert len(longer) == len(ids) + 1
    assert [i for i in longer if i in ids] == ids


def test_equal_cells_get_ids_of_their_own(write, text):
    twice = text.replace('# %%\nprint("a lesson cell")\n', '# %%\nprint("a lesson cell")\n\n' * 2)
    ids = [c.id for c in read_chapter(write(twice)).notebook.cells]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda t: t[t.index("# %% [markdown]") :], "first cell must be the chapter card"),
        (lambda t: t.replace("# points: 3\n", ""), "needs the keys"),
        (lambda t: t.replace("# kind: code", "# kind: riddle"), "slope: kind is one of"),
        (lambda t: t.replace("# difficulty: 2", "# difficulty: 5"), "slope: difficulty"),
        (lambda t: t.replace("# title: the slope", "# title: [the"), "not YAML"),
        (lambda t: re.sub("# chapter: Slopes\n", "", t), "needs the keys"),
    ],
)
def test_a_bad_card_is_named(write, text, change, words):
    with pytest.raises(CardError, match=words) as failure:
        read_chapter(write(change(text)))
    assert "01_slopes.py" in str(failure.value)
