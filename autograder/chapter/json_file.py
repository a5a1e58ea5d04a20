"""Get the JSON out of a file that should be a notebook, or tell what the file is instead."""

from __future__ import annotations

import json
import re
from typing import Any

#: How files begin that have been handed in, or saved, in a notebook's place.
_KINDS = {
    b"%PDF": "is a PDF: an export of the notebook, not the notebook itself",
    b"\x1f\x8b": "is compressed with gzip: it must be unpacked first",
    b"PK\x03\x04": "is a zip file, or an office document: what is in it must be taken out first",
    b"PK\x05\x06": "is an empty zip file",
    b"Rar!": "is a rar archive: what is in it must be taken out first",
    b"7z\xbc\xaf": "is a 7z archive: what is in it must be taken out first",
    b"\xfd7zXZ": "is compressed with xz: it must be unpacked first",
    b"\x89PNG": "is a picture, not a notebook",
    b"\xff\xd8\xff": "is a picture, not a notebook",
    b"{\\rtf": "is a text document (RTF), not a notebook",
    b"version https://git-lfs": "is a pointer of Git LFS: the file itself was not fetched",
}
_CONFLICT = re.compile(r"^(<{7}|>{7}) ", re.MULTILINE)
_WEB_PAGE = re.compile(
    r"\s*(<\?xml[^>]*>\s*|<!--.*?-->\s*)*<(!doctype\s+html|html|head|body)", re.I
)


def read_json(content: bytes) -> Any:
    """Return what ``content`` says, in whichever of Unicode's encodings it is.

    Raises:
        ValueError: if it is no JSON; the message goes on where the file's name has been said.

    """
    if not content.strip():
        raise ValueError("is empty")
    if not content.strip(b"\0"):
        raise ValueError("holds nothing but zeros: a disk or an upload failed")
    for beginning, kind in _KINDS.items():
        if content.startswith(beginning):
            raise ValueError(kind)
    text = _decoded(content)
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise ValueError(_what_it_is(text, error)) from error
    except RecursionError as error:
        raise ValueError("is nested deeper than any notebook") from error


def _decoded(content: bytes) -> str:
    # Other encodings cannot be told from each other; these can, by their first bytes.
    encoding = json.detect_encoding(content)
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        before = content[: error.start].decode(encoding, errors="replace")
        if encoding != "utf-8" or not before.lstrip().startswith(("{", "<")):
            raise ValueError("is some other kind of file, not a notebook") from error
        if error.reason == "unexpected end of data":
            raise ValueError(_CUT_SHORT) from error
        raise ValueError(
            f"is not in UTF-8 (line {before.count(chr(10)) + 1}): an editor saved it in another "
            "encoding, or it is damaged there"
        ) from error


_CUT_SHORT = "is cut short: it breaks off before its end"


def _what_it_is(text: str, error: json.JSONDecodeError) -> str:
    """Return what may be said of ``text``, which is no JSON from ``error`` on."""
    if _WEB_PAGE.match(text):
        return "is a web page (a sign-in page, or a view of the notebook), saved in its place"
    if conflict := _CONFLICT.search(text):
        line = text.count("\n", 0, conflict.start()) + 1
        return f"holds both sides of a merge: git left conflict marks in it (line {line})"
    if not text.lstrip().startswith("{"):
        return "is a text file of another kind, not a notebook"
    rest = text[error.pos :].strip()
    is_at_the_end = len(rest) < len("false") and not rest.endswith(("}", "]", '"'))
    if error.msg.startswith("Unterminated string") or is_at_the_end:
        return _CUT_SHORT
    if error.msg == "Extra data":
        return f"goes on behind its end (line {error.lineno}): it is damaged, or two files in one"
    return f"is damaged: from line {error.lineno} on it is no JSON"
