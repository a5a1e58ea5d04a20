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
    assert reading_minutes(notebook.cells) == 4


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
        (lambda t: t.replace("- Begin with", "- Begin: with"), "slope: hint 3 is no text to YAML"),
        (lambda t: re.sub("# chapter: Slopes\n", "", t), "needs the keys"),
    ],
)
def test_a_bad_card_is_named(write, text, change, words):
    with pytest.raises(CardError, match=words) as failure:
        read_chapter(write(change(text)))
    assert "01_slopes.py" in str(failure.value)


SECTIONS = """\
# %% [raw]
# section: rise
# title: The rise
# path: core
# needs: []
# gist: A line rises.

# %% [markdown]
# Words.

"""


@pytest.fixture
def parted(text):
    """The chapter with a section that holds its first two exercises, the second deeper."""
    begins = "# %% [raw]\n# exercise: predict_two"
    text = text.replace(begins, SECTIONS + begins)
    text = text.replace("# difficulty: 2\n", "# difficulty: 2\n# path: deeper\n")
    return text.replace(
        "# %% [raw]\n# exercise: why",
        "# %% [markdown]\n# ## Summary\n\n# %% [raw]\n# exercise: why",
    )


def test_a_section_has_a_number_minutes_and_points_and_a_lasting_id(write, parted):
    chapter = read_chapter(write(parted))
    [section] = chapter.sections
    assert (section.number, section.minutes, section.core_minutes, section.points) == (1, 5, 1, 4)
    [heading] = [c for c in chapter.notebook.cells if c.id == "section-rise"]
    assert heading.source == (
        "## 1. The rise\n\n"
        "*Core · about 5 minutes, 1 without the exercises marked as deeper · 4 points*"
    )
    assert [(c.name, c.section, c.path) for c in chapter.cards] == [
        ("predict_two", "rise", "core"),
        ("slope", "rise", "deeper"),
        ("why", "", "core"),
    ]
    assert "deeper · 3 points" in "".join(c.source for c in chapter.notebook.cells)


def test_references_become_numbers_everywhere(write, parted):
    text = parted.replace("# Words.", "# Words of [](#rise), [S](#slope). $$x \\tag{7}$$ So (#7).")
    text = text.replace('print("a lesson cell")', "a = 1  # see [](#rise)")
    text = text.replace("Print the two values that", "By (#7), print the values that")
    chapter = read_chapter(write(text))
    said = "\n".join(cell.source for cell in chapter.notebook.cells)
    assert "Words of section 1, Exercise 1. $$x \\tag{1}$$ So (1)." in said
    assert "a = 1  # see section 1" in said
    assert chapter.cards[1].hints[0].startswith("By (1), print")


def test_what_stands_in_another_chapter_is_called_by_its_chapter(tmp_path, text, parted):
    for name, content in (("01_slopes", parted), ("02_more", text)):
        path = tmp_path / name / f"{name}.py"
        path.parent.mkdir()
        path.write_text(content.replace("# Prose", "# [S](#rise), [](#rise). Prose"))
    said = read_chapter(path).notebook.cells[1].source
    assert said.startswith("Chapter 1, section 1, chapter 1, section 1. Prose")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda t: t.replace("# Words.", "# As in [](#fall)."), "refers to nothing"),
        (lambda t: t.replace("# Words.", "# By (#3)."), "refers to no formula"),
        (lambda t: t.replace("# Words.", r"# $$a \tag{1}$$ $$b \tag{1}$$"), "two formulas"),
        (lambda t: t.replace("# path: core", "# path: steep"), "rise: path is one of"),
        (lambda t: t.replace("# path: deeper", "# path: steep"), "slope: path is one of"),
        (lambda t: t.replace("section: rise", "section: slope"), "both called slope"),
        (lambda t: t.replace("# gist: A line rises.\n", ""), "needs the keys"),
    ],
)
def test_a_bad_section_is_named(write, parted, change, words):
    with pytest.raises(CardError, match=words) as failure:
        read_chapter(write(change(parted)))
    assert "01_slopes.py" in str(failure.value)
