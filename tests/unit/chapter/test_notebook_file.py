"""Reading minds only what a grade depends on, and says truly what a file is."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode
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


def read(content: bytes) -> NotebookNode:
    return parse_notebook(content, Path("hers.ipynb"))


def written(**changes: object) -> bytes:
    """Return a notebook of one code cell, ``changes`` made to the notebook."""
    return json.dumps({**new_notebook(cells=[code()]), "nbformat_minor": 5, **changes}).encode()


def code(**changes: object) -> NotebookNode:
    """Return a code cell with ``changes``, which the format need not allow."""
    cell = new_code_cell("x = 1", id="one", outputs=[new_output("stream", text="said")])
    cell.update(changes)
    return cell


def lacking(key: str) -> NotebookNode:
    return NotebookNode({k: v for k, v in code().items() if k != key})


SLIPS = {
    "no execution count": {"cells": [lacking("execution_count")]},
    "no outputs": {"cells": [lacking("outputs")]},
    "outputs are none": {"cells": [code(outputs=None)]},
    "no metadata": {"cells": [lacking("metadata")]},
    "no id": {"cells": [lacking("id")]},
    "an id that is none": {"cells": [code(id="two words")]},
    "two with an id": {"cells": [code(), code()]},
    "a key of its own": {"cells": [code(prompt_number=3)]},
    "tags twice": {"cells": [code(metadata={"tags": ["a", "a"]})]},
    "attachments of no kind": {
        "cells": [{**code(cell_type="markdown"), "attachments": {"a.png": 3}}]
    },
    "a count that is none": {"cells": [code(execution_count=True)]},
    "metadata in a stream": {
        "cells": [
            code(outputs=[{"output_type": "stream", "name": "o", "text": ["a"], "metadata": {}}])
        ]
    },
    "no metadata in an output": {
        "cells": [code(outputs=[{"output_type": "display_data", "data": {"text/plain": ["a"]}}])]
    },
    "outputs of no kind": {"cells": [code(outputs=[{"output_type": "smell"}, 3, {}])]},
    "data of no kind": {
        "cells": [code(outputs=[{"output_type": "display_data", "data": {"text/plain": [1]}}])]
    },
    "lines": {"cells": [code(source=["x = ", "1"])]},
    "a later minor format": {"nbformat_minor": 77, "later": {}},
    "no format said": {"nbformat": None, "nbformat_minor": None},
    "metadata is none": {"metadata": None},
    "authors of no kind": {"metadata": {"authors": 3}},
}


@pytest.mark.parametrize("slip", SLIPS)
def test_a_slip_of_form_breaks_no_notebook(slip):
    notebook = read(written(**SLIPS[slip]))
    assert {cell.source for cell in notebook.cells} == {"x = 1"}
    assert len({cell.id for cell in notebook.cells}) == len(notebook.cells)
    nbformat.validate(notebook)


def test_what_makes_sense_beside_a_slip_is_kept():
    mark = {"nbgrader": {"grade_id": "one"}}
    outputs = [new_output("stream", text="said"), {"output_type": "smell"}]
    cell = code(outputs=outputs, execution_count=3, metadata={**mark, "tags": 3})
    [kept] = read(written(cells=[cell])).cells
    assert kept.outputs == outputs[:1]
    assert kept.execution_count == 3
    assert kept.metadata == mark


def test_no_text_is_empty_text():
    assert [cell.source for cell in read(written(cells=[code(source=None)])).cells] == [""]
    assert [cell.source for cell in read(written(cells=[lacking("source")])).cells] == [""]


def test_lines_end_as_ours_do():
    [cell] = read(written(cells=[code(source=["x = 1\r\n", "y = 2\r", "z"])])).cells
    assert cell.source == "x = 1\ny = 2\nz"


def test_half_an_emoji_becomes_a_letter_that_can_be_written():
    half = "a \ud83d b"
    outputs = [new_output("stream", text=half)]
    cell = code(source=half, outputs=outputs, metadata={"note": {half: [half]}})
    notebook = read(written(cells=[cell], metadata={"title": half}))
    assert notebook.cells[0].source == "a \ufffd b"
    assert "\ufffd" in nbformat.writes(notebook).encode().decode()
    assert (
        read(b'{"cells": [{"cell_type": "raw", "source": "\\ud83d\\ude00"}]}').cells[0].source
        == "\U0001f600"
    )


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_every_encoding_of_unicode_is_read(encoding):
    content = '{"cells": [{"cell_type": "raw", "source": "Größe"}]}'.encode(encoding)
    assert [cell.source for cell in read(content).cells] == ["Größe"]


def test_a_notebook_of_format_3_is_read_also_with_outputs_of_no_kind():
    cell = {"cell_type": "code", "input": "x", "language": "python", "outputs": [3]}
    old = {"nbformat": 3, "nbformat_minor": 0, "metadata": {}, "worksheets": [{"cells": [cell]}]}
    [read_cell] = read(json.dumps(old).encode()).cells
    assert (read_cell.source, read_cell.outputs) == ("x", [])


WHOLE = written(metadata={"title": "Größe"})
LAID_OUT = json.dumps(json.loads(WHOLE), indent=1, ensure_ascii=False)

WHAT_IT_IS = {
    "empty": (b" \n", "is empty"),
    "zeros": (b"\0" * 99, "nothing but zeros"),
    "pdf": (b"%PDF-1.7 ...", "is a PDF"),
    "gzip": (gzip.compress(WHOLE), "compressed with gzip"),
    "zip": (b"PK\x03\x04...", "is a zip file"),
    "picture": (b"\x89PNG\r\n", "is a picture"),
    "bytes": (bytes(range(1, 256)), "some other kind of file"),
    "text": (b"Dear teacher,", "a text file of another kind"),
    "web page": (b"\n\n<!DOCTYPE html>\n<html><body>Sign in", "is a web page"),
    "xhtml": (b'<?xml version="1.0"?>\n<html>', "is a web page"),
    "conflict": (
        LAID_OUT.replace(' "cells"', "<<<<<<< HEAD\n=======\n>>>>>>> a\n").encode(),
        r"git left conflict marks in it \(line 7\)",
    ),
    "code page": (LAID_OUT.encode("cp1252"), r"is not in UTF-8 \(line 5\)"),
    "cut": (WHOLE[:60], "is cut short"),
    "cut before its end": (WHOLE.rstrip()[:-1], "is cut short"),
    "cut inside a letter": ('{"ö'.encode()[:-1], "is cut short"),
    "damaged": (LAID_OUT.replace('"outputs":', '"outputs"').encode(), r"from line 14 on"),
    "twice": (WHOLE + WHOLE, "two files in one"),
    "list": (b"[]", "JSON, but not a notebook"),
    "null": (b"null", "JSON, but not a notebook"),
    "other JSON": (b'{"cells": 3}', "no list of cells"),
    "later format": (b'{"nbformat": 99}', "notebook format 99"),
    "format 3 without cells": (b'{"nbformat": 3, "worksheets": [3]}', "is in format 3"),
    "deep": (b"[" * 100_000, "nested deeper"),
    "cell of no kind": (written(cells=[code(cell_type="spell")]), "cell number 1"),
    "no cell": (written(cells=[code(), 3]), "cell number 2"),
    "no text": (written(cells=[code(source=[1])]), "the text of its cell number 1"),
}


@pytest.mark.parametrize("kind", WHAT_IT_IS)
def test_what_is_no_notebook_is_called_what_it_is(kind):
    content, words = WHAT_IT_IS[kind]
    with pytest.raises(NotebookUnreadable, match=rf"^hers\.ipynb .*{words}"):
        read(content)


def test_a_folder_is_no_notebook(tmp_path):
    with pytest.raises(NotebookUnreadable, match="is a folder"):
        read_notebook(tmp_path)


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
