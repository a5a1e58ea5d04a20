"""Read a notebook that a person has had their hands on."""

from __future__ import annotations

import warnings
from collections.abc import MutableMapping
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbformat.validator import normalize

from autograder.errors import NotebookUnreadable


def parse_notebook(content: bytes, path: Path) -> NotebookNode:
    """Return the notebook in ``content``, in format 4.5, every cell with an id of its own.

    Args:
        content: What the file holds.
        path: Where it came from, for the message.

    Raises:
        NotebookUnreadable: if it is no notebook, or one that breaks the format.

    """
    try:
        with warnings.catch_warnings():
            # Missing and doubled cell ids are mended here, so nobody needs to hear of them.
            warnings.simplefilter("ignore")
            raw = nbformat.reader.reads(content.decode("utf-8"))
            notebook = nbformat.convert(raw, 4)
            notebook.nbformat_minor = max(notebook.nbformat_minor, 5)
            _, notebook = normalize(notebook)
            nbformat.validate(notebook)
    except Exception as error:  # Broken input makes nbformat stumble in a dozen ways.
        reason = (str(error).splitlines() or [type(error).__name__])[0]
        raise NotebookUnreadable(f"{path} is not a readable notebook: {reason}") from error
    return notebook


def read_notebook(path: Path) -> NotebookNode:
    """Return the notebook in the file ``path``; see `parse_notebook`."""
    return parse_notebook(path.read_bytes(), path)


def drop_widgets(notebook: MutableMapping[str, Any]) -> None:
    """Take the widgets out of the outputs that say something without them, and their states.

    A widget lives in a kernel; a stored one shows as an error message in place of what else
    its output holds.
    """
    notebook.get("metadata", {}).pop("widgets", None)
    for cell in notebook.get("cells", []):
        cell.get("metadata", {}).pop("widgets", None)
        for output in cell.get("outputs", []):
            if len(data := output.get("data", {})) > 1:
                data.pop("application/vnd.jupyter.widget-view+json", None)
