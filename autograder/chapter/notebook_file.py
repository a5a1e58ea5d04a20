"""Read a notebook that a person, and whatever editors they use, have had their hands on.

Only what a grade depends on can make a notebook unreadable: that it is JSON and has cells, their
kinds and their texts. All else is mended, or left out where it makes no sense.
"""

from __future__ import annotations

import re
import uuid
import warnings
from collections.abc import Mapping, MutableMapping
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from autograder.chapter.json_file import read_json
from autograder.errors import NotebookUnreadable

_VERSION, _MINOR = 4, 5
_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
_HALF_SURROGATE = re.compile("[\ud800-\udfff]")

#: What an output of each kind says, and what stands for it where it does not.
_OUTPUTS: dict[str, dict[str, Any]] = {
    "stream": {"name": "stdout", "text": ""},
    "display_data": {"data": {}, "metadata": {}},
    "execute_result": {"data": {}, "metadata": {}, "execution_count": None},
    "error": {"ename": "", "evalue": "", "traceback": []},
}


def parse_notebook(content: bytes, path: Path) -> NotebookNode:
    """Return the notebook in ``content``, in format 4.5, every cell with an id of its own.

    Lines end as ours do, and all text can be written in UTF-8.

    Args:
        content: What the file holds.
        path: Where it came from, for the message.

    Raises:
        NotebookUnreadable: if it is no notebook; the message says what it is.

    """
    try:
        return _mended(_in_format_4(_sayable(read_json(content))))
    except ValueError as error:
        raise NotebookUnreadable(f"{path} {error}") from error
    except RecursionError as error:
        raise NotebookUnreadable(f"{path} is nested deeper than any notebook") from error


def read_notebook(path: Path) -> NotebookNode:
    """Return the notebook in the file ``path``; see `parse_notebook`."""
    if path.is_dir():
        raise NotebookUnreadable(f"{path} is a folder, not a file")
    return parse_notebook(path.read_bytes(), path)


def _in_format_4(raw: Any) -> Mapping[str, Any]:
    """Return a notebook of any format as one of format 4: its ``cells`` are a list.

    Raises:
        ValueError: if it is no notebook.

    """
    if not isinstance(raw, dict):
        raise ValueError("is JSON, but not a notebook")
    said = raw.get("nbformat")
    if isinstance(said, int | float) and said >= 5:
        raise ValueError(f"is in notebook format {said}, which is newer than what is known here")
    is_old = "cells" not in raw and isinstance(raw.get("worksheets"), list)
    notebook: Mapping[str, Any] = _upgraded(raw) if is_old else raw
    if not isinstance(notebook.get("cells"), list):
        raise ValueError("is JSON, but not a notebook: it has no list of cells")
    return notebook


def _upgraded(raw: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a notebook of format 3 in format 4; without outputs where these do not let it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for outputs in (True, False):
            old = nbformat.from_dict(raw)
            try:
                for cell in [] if outputs else [c for s in old.worksheets for c in s.cells]:
                    cell["outputs"] = []
                upgraded: dict[str, Any] = nbformat.convert(old, 4)
                return upgraded
            except Exception as error:  # Broken input makes nbformat stumble in a dozen ways.
                reason = error
    raise ValueError(f"is in format 3, and cannot be brought into format 4: {reason}")


def _sayable(value: Any) -> Any:
    """Return ``value`` with U+FFFD for what JSON can say and UTF-8 cannot: half a surrogate pair.

    JavaScript writes one where it cuts an emoji in two.
    """
    if isinstance(value, str):
        return value if value.isascii() else _HALF_SURROGATE.sub("\ufffd", value)
    if isinstance(value, list):
        return [_sayable(part) for part in value]
    if isinstance(value, dict):
        return {_sayable(key): _sayable(part) for key, part in value.items()}
    return value


def _mended(raw: Mapping[str, Any]) -> NotebookNode:
    taken: set[str] = set()
    notebook = nbformat.from_dict(
        {
            "cells": [_cell(cell, place, taken) for place, cell in enumerate(raw["cells"], 1)],
            "metadata": _dict(raw.get("metadata")),
            "nbformat": _VERSION,
            "nbformat_minor": _MINOR,
        }
    )
    if not _keeps_the_format(notebook):  # Looking at each part takes longer, and is rare.
        _drop_what_breaks_the_format(notebook)
    assert isinstance(notebook, NotebookNode)
    return notebook


def _cell(raw: Any, place: int, taken: set[str]) -> dict[str, Any]:
    """Return the cell that stands at ``place``, with an id that is not ``taken``.

    Raises:
        ValueError: if its kind or its text makes no sense.

    """
    kind = raw.get("cell_type") if isinstance(raw, dict) else None
    if kind not in ("code", "markdown", "raw"):
        raise ValueError(f"is no whole notebook: its cell number {place} is of no kind of cell")
    text = _joined(raw.get("source", ""))
    if text is None:
        text = ""
    if not isinstance(text, str):
        raise ValueError(f"is no whole notebook: the text of its cell number {place} is no text")
    own = raw.get("id")
    while not isinstance(own, str) or not _ID.fullmatch(own) or own in taken:
        own = uuid.uuid4().hex[:8]
    taken.add(own)
    cell: dict[str, Any] = {
        "id": own,
        "cell_type": kind,
        "metadata": _dict(raw.get("metadata")),
        "source": text.replace("\r\n", "\n").replace("\r", "\n"),
    }
    if kind == "code":
        count, outputs = raw.get("execution_count"), raw.get("outputs")
        is_count = isinstance(count, int) and not isinstance(count, bool) and count >= 0
        cell["execution_count"] = count if is_count else None
        cell["outputs"] = _outputs(outputs if isinstance(outputs, list) else [])
    elif isinstance(raw.get("attachments"), dict):
        cell["attachments"] = raw["attachments"]
    return cell


def _outputs(raw: list[Any]) -> list[dict[str, Any]]:
    """Return the outputs that are of a known kind, with what belongs to one of that kind."""
    found = []
    for output in raw:
        kind = output.get("output_type") if isinstance(output, dict) else None
        if isinstance(kind, str) and kind in _OUTPUTS:
            parts = {
                key: default if output.get(key) is None else output[key]
                for key, default in _OUTPUTS[kind].items()
            }
            if "text" in parts:
                parts["text"] = _joined(parts["text"])
            if isinstance(data := parts.get("data"), dict):
                parts["data"] = {
                    mime: part if mime.endswith("json") else _joined(part)
                    for mime, part in data.items()
                }
            found.append({"output_type": kind, **parts})
    return found


def _drop_what_breaks_the_format(notebook: NotebookNode) -> None:
    for cell in notebook.cells:
        kind = f"{cell.cell_type}_cell"
        if cell.cell_type == "code":
            cell.outputs = [o for o in cell.outputs if _keeps_the_format(o, "output")]
        if not _keeps_the_format(cell, kind):
            marks = cell.metadata.get("nbgrader")
            cell.metadata = NotebookNode({"nbgrader": marks} if isinstance(marks, dict) else {})
        if not _keeps_the_format(cell, kind):
            cell.pop("attachments", None)
    if not _keeps_the_format(notebook):
        notebook.metadata = NotebookNode()


def _keeps_the_format(part: NotebookNode, kind: str | None = None) -> bool:
    """Tell whether a notebook, or a part of that kind, is one by the letter."""
    try:
        nbformat.validate(part, ref=kind, version=_VERSION, version_minor=_MINOR)
    except nbformat.ValidationError:
        return False
    return True


def _joined(text: Any) -> Any:
    """Return lines as one text, anything else as it is."""
    is_lines = isinstance(text, list) and all(isinstance(line, str) for line in text)
    return "".join(text) if is_lines else text


def _dict(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


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
