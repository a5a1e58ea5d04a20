"""Reading is strict and says what is wrong."""

from __future__ import annotations

import json
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

from autograder.chapter.files import write_atomically
from autograder.chapter.notebook_file import (
    drop_widgets,
    parse_notebook,
    read_notebook,
)
from autograder.errors import NotebookUnreadable


def test_a_notebook_survives_being_written_and_read(tmp_path):
    notebook = new_notebook(cells=[new_code_cell("x = 1", id="one")])
    path = tmp_path / "deep" / "a.ipynb"
    write_atomically(path, nbformat.writes(notebook).encode())
    assert read_notebook(path) == notebook


def test_an_old_notebook_gets_ids():
    old = new_notebook(cells=[new_code_cell("x = 1")])
    del old.cells[0]["id"]
    old.nbformat_minor = 2
    read = parse_notebook(json.dumps(old).encode(), Path("old.ipynb"))
    assert read.nbformat_minor == 5
    assert read.cells[0].id


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b"null", b"\xff\xfe", b'{"cells": 3}', b'{"nbformat": 99}']
)
def test_what_is_no_notebook_is_named(content):
    with pytest.raises(NotebookUnreadable, match=r"hers\.ipynb is not a readable notebook"):
        parse_notebook(content, Path("hers.ipynb"))


def test_a_widget_gives_way_to_what_can_be_read_without_a_kernel():
    view = "application/vnd.jupyter.widget-view+json"
    outputs = [
        new_output("display_data", {view: {"model_id": "1"}, "text/html": "<p>Run me.</p>"}),
        new_output("display_data", {view: {"model_id": "2"}}),
        new_output("stream", text="said"),
    ]
    notebook = new_notebook(cells=[new_code_cell(outputs=outputs)])
    notebook.metadata["widgets"] = {"state": {}}
    drop_widgets(notebook)
    readable, bare, stream = notebook.cells[0].outputs
    assert readable.data == {"text/html": "<p>Run me.</p>"}
    assert bare.data == {view: {"model_id": "2"}}  # it would say nothing at all
    assert stream.text == "said"
    assert "widgets" not in notebook.metadata
