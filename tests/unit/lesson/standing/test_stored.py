"""A saved notebook is read for what it shows, and a broken one stops nobody."""

from __future__ import annotations

import json

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from autograder.chapter.cards import Card
from autograder.lesson.memory.states import State
from autograder.lesson.standing.stored import read_stored, title_of

SLOPE = Card("slope", "the slope", "code", 2, 5, 1, ())
WHY = Card("why", "why", "open", 4, 15, 2, ())


def cell(name, source="", kind=new_code_cell, **content):
    return kind(source, metadata={"nbgrader": {"grade_id": name}}, **content)


def error(name):
    return new_output("error", ename=name, evalue="", traceback=[])


def run(*outputs):
    return cell("test_slope", execution_count=3, outputs=list(outputs))


def saved(path, *cells, cards=(SLOPE,)):
    nbformat.write(new_notebook(cells=list(cells)), path / "x.ipynb")
    return read_stored(path / "x.ipynb", cards)


@pytest.mark.parametrize(
    ("test", "state"),
    [
        (run(), State.PASSED),
        (run(new_output("stream", text="✓ slope\n")), State.PASSED),
        (run(error("CheckFailed")), State.FAILED),
        (run(new_output("stream", text="…\n"), error("NameError")), State.FAILED),
        (run(error("NotImplementedError")), State.UNTRIED),
        (cell("test_slope"), State.UNTRIED),
    ],
)
def test_a_test_cell_shows_how_its_last_run_ended(tmp_path, test, state):
    assert saved(tmp_path, test).states == {"slope": state}


def test_of_copies_the_one_that_was_run_counts(tmp_path):
    for cells in ([run(), cell("test_slope")], [cell("test_slope"), run()]):
        assert saved(tmp_path, *cells).states == {"slope": State.PASSED}


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("YOUR ANSWER HERE", State.UNTRIED),
        (" \n", State.UNTRIED),
        ("It adds up.", State.WRITTEN),
        ("YOUR ANSWER HERE\n\nIt adds up.", State.WRITTEN),
    ],
)
def test_words_count_as_written_beyond_nbgraders_stub(tmp_path, text, state):
    answer = cell("why", text, kind=new_markdown_cell)
    assert saved(tmp_path, answer, cards=[WHY]).states == {"why": state}


def test_headings_are_found_by_their_text(tmp_path):
    found = saved(
        tmp_path,
        new_markdown_cell("# 1 · All about slopes\n\nfacts", id="title"),
        new_markdown_cell("### Exercise 1 · the slope\n\nfacts", id="a1b2"),
        run(),
    )
    assert found.title == "All about slopes"
    assert found.link_to("Exercise 1 · the slope", "01_slopes.ipynb") == (
        "01_slopes.ipynb#cell-id=a1b2"
    )
    assert found.link_to("Exercise 2 · none", "01_slopes.ipynb") == ""


def test_a_chapter_is_called_by_its_title_or_else_by_its_name(tmp_path):
    heading = new_markdown_cell("# 1 · All about slopes", id="title")
    assert title_of("01_steep_slopes", saved(tmp_path, heading, run())) == "1 · All about slopes"
    assert title_of("01_steep_slopes", saved(tmp_path, run())) == "1 · Steep slopes"
    assert title_of("12_steep_slopes", None) == "12 · Steep slopes"
    for name, title in [("draft", "Draft"), ("my_draft", "My draft"), ("01", "01")]:
        assert title_of(name, None) == title
    assert title_of("my_draft", saved(tmp_path, heading, run())) == "My draft"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[" * 100_000,
        b"\xff\xfe\x00",
        b"[]",
        b"3",
        b'{"cells": {}}',
        b'{"cells": [null, {"metadata": [], "source": 3}, {"metadata": {"nbgrader": 1}}]}',
        json.dumps({"worksheets": [{"cells": []}]}).encode(),
    ],
)
def test_what_is_no_notebook_of_ours_is_no_saved_state(tmp_path, content):
    path = tmp_path / "x.ipynb"
    path.write_bytes(content)
    assert read_stored(path, [SLOPE]) is None


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-32"])
def test_another_editors_encoding_and_line_ends_hide_nothing(tmp_path, encoding):
    heading = new_markdown_cell("# 1 · All about slopes\r\n\r\nfacts", id="title")
    text = nbformat.writes(new_notebook(cells=[heading, run()])).replace("\n", "\r\n")
    path = tmp_path / "x.ipynb"
    path.write_bytes(text.encode(encoding))
    found = read_stored(path, [SLOPE])
    assert found.title == "All about slopes"
    assert found.states == {"slope": State.PASSED}


@pytest.mark.parametrize("source", [None, 3, {}, [None, 3, "\n"]])
def test_a_source_that_is_no_text_is_nothing_written(tmp_path, source):
    answer = {"metadata": {"nbgrader": {"grade_id": "why"}}, "source": source}
    path = tmp_path / "x.ipynb"
    path.write_text(json.dumps({"cells": [answer]}))
    assert read_stored(path, [WHY]).states == {"why": State.UNTRIED}


@pytest.mark.parametrize("outputs", ["none", [3], [{"ename": []}]])
def test_outputs_of_a_strange_form_do_no_harm(tmp_path, outputs):
    broken = {"metadata": {"nbgrader": {"grade_id": "test_slope"}}, "execution_count": 1}
    path = tmp_path / "x.ipynb"
    path.write_text(json.dumps({"cells": [{**broken, "outputs": outputs}]}))
    assert set(read_stored(path, [SLOPE]).states) == {"slope"}


def test_no_file_and_a_folder_are_no_saved_state(tmp_path):
    assert read_stored(tmp_path / "none.ipynb", [SLOPE]) is None
    assert read_stored(tmp_path, [SLOPE]) is None


def test_an_authors_solution_is_no_students_state(tmp_path):
    answer = cell("slope", "### BEGIN SOLUTION\nslope = 2\n### END SOLUTION")
    assert saved(tmp_path, answer, run()) is None
