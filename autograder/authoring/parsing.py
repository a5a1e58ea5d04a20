"""Parse a code cell as Python."""

from __future__ import annotations

import ast


def parsed(source: str) -> ast.Module:
    """Return the tree of a code cell, IPython's own lines left out; lines keep their numbers.

    Raises:
        SyntaxError: if the rest is not Python.

    """
    lines = ("" if line.lstrip().startswith(("%", "!")) else line for line in source.split("\n"))
    return ast.parse("\n".join(lines))
