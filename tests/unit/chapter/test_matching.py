"""Cells are known by name, else by id, else by text."""

from __future__ import annotations

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell

from autograder.chapter.matching import by_id, by_name, by_text, matched, same


def cell(id: str, text: str, name: str | None = None) -> NotebookNode:
    return new_code_cell(text, id=id, metadata={"nbgrader": {"grade_id": name}} if name else {})


RELEASE = [cell("a", "one", "first"), cell("b", "two", "second"), cell("c", "three")]


def found(*student: NotebookNode) -> dict[str, str]:
    """Return the ids of the student's cells by those of the release's."""
    rules = (by_name, by_id, by_text)
    versions = matched(RELEASE, student, rules, lambda new, copies: copies[-1])
    return {new: version.id for new, version in versions.items()}


def test_a_name_is_surer_than_an_id_and_an_id_than_a_text() -> None:
    assert found(cell("b", "two", "first"), cell("a", "two", "second")) == {"a": "b", "b": "a"}
    assert found(cell("c", "two"), cell("x", "three")) == {"c": "c"}
    assert found(cell("x", "two\n"), cell("y", "three")) == {"b": "x", "c": "y"}


def test_of_copies_the_chosen_one_counts_and_the_others_are_nobodys() -> None:
    assert found(cell("x", "one"), cell("y", "one")) == {"a": "y"}


def test_a_text_is_no_version_where_the_cell_has_another_name() -> None:
    assert found(cell("x", "one", "third")) == {}


def test_two_kinds_of_cell_are_never_the_same() -> None:
    assert same(new_code_cell("x "), new_code_cell("x"))
    assert not same(new_code_cell("x"), new_markdown_cell("x"))
