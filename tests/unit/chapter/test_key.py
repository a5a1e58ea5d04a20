"""A key is a value: made from two notebooks, written, read, and known by its hash."""

from __future__ import annotations

from dataclasses import replace

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from autograder.chapter.cells import Marks
from autograder.chapter.key import Companion, Key, KeyCell, dump, load, make_key, read_key
from autograder.errors import KeyUnreadable

CHAPTER = "01_tiny"


def cells(answer: str, hidden: str) -> list:
    slope = {"grade_id": "slope", "solution": True}
    test = {"grade_id": "test_slope", "grade": True, "locked": True, "points": 3}
    return [
        new_markdown_cell("# Slopes", id="title"),
        new_code_cell("1 / 0", id="zero", metadata={"tags": ["raises-exception"]}),
        new_code_cell(answer, id="slope", metadata={"nbgrader": slope}),
        new_code_cell(f"assert slope{hidden}", id="test_slope", metadata={"nbgrader": test}),
    ]


SOLUTION = cells("slope = 2", "\n### BEGIN HIDDEN TESTS\nassert slope == 2\n### END HIDDEN TESTS")
RELEASE = cells("slope = ...", "")
FILES = (
    Companion("cards.json", b"{}"),
    Companion("tiny_exercises.py", b"TWO = 2\n"),
    Companion("data/points.csv", b"\xff\x00"),
)


@pytest.fixture
def key() -> Key:
    return make_key(CHAPTER, SOLUTION, RELEASE, FILES)


def test_it_holds_what_students_got_and_what_the_author_has(key: Key) -> None:
    assert [cell.id for cell in key.cells] == ["title", "zero", "slope", "test_slope"]
    assert key.cells[1] == KeyCell(
        "zero", "code", "1 / 0", "1 / 0", Marks(), tags=("raises-exception",)
    )
    assert list(key.named) == ["slope", "test_slope"]
    slope, test = key.named.values()
    assert (slope.released, slope.full) == ("slope = ...", "slope = 2")
    assert (test.released, test.full) == ("assert slope", SOLUTION[3].source)
    assert test.marks == Marks("test_slope", grade=True, locked=True, points=3.0)
    assert key.max_points == 3
    assert key.companions == FILES


def test_what_is_dumped_is_loaded(key: Key) -> None:
    again = load(dump(key))
    assert again == key
    assert again.digest == key.digest
    assert hash(again) == hash(key)


@pytest.mark.parametrize(
    "other",
    [
        lambda key: replace(key, chapter="02_tiny"),
        lambda key: replace(key, cells=key.cells[:-1]),
        lambda key: replace(key, cells=(*key.cells[:-1], replace(key.cells[-1], full="assert 1"))),
        lambda key: replace(key, companions=()),
        lambda key: replace(key, companions=(*FILES[:2], Companion("data/points.csv", b""))),
    ],
)
def test_whatever_is_different_is_another_key(key: Key, other) -> None:
    assert other(key) != key
    assert other(key).digest != key.digest


@pytest.mark.parametrize("spoilt", [RELEASE[:-1], RELEASE[::-1], cells("slope = ...", "")[1:]])
def test_a_notebook_that_is_not_the_solutions_release_is_refused(spoilt: list) -> None:
    with pytest.raises(KeyUnreadable, match="autograder build 01_tiny"):
        make_key(CHAPTER, SOLUTION, spoilt)


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"chapter": "x", "cells": [{}], "companions": []}', "null"]
)
def test_what_is_no_key_is_refused(text: str) -> None:
    with pytest.raises(KeyUnreadable, match="not the key of a chapter"):
        load(text)


def test_it_is_read_from_the_files_of_a_course(key: Key, tmp_path) -> None:
    paths = [tmp_path / home / f"{CHAPTER}.ipynb" for home in ("solutions", "notebooks")]
    for path, content in zip(paths, (SOLUTION, RELEASE), strict=True):
        path.parent.mkdir()
        nbformat.write(new_notebook(cells=content), path)
    (tmp_path / "solutions" / "data").mkdir()
    for companion in FILES:
        (tmp_path / "solutions" / companion.name).write_bytes(companion.content)
    assert read_key(CHAPTER, *paths) == key
