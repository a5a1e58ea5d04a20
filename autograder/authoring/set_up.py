"""One set-up cell out of those of several chapters."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterable

from autograder.authoring.parsing import parsed


def merged(texts: Iterable[str]) -> str:
    """Return one set-up cell that does what those of several chapters do.

    Imports come first, each name once; what must stand before an import (an environment variable)
    stays before them, and a remark at the very top of the first.
    """
    plain: dict[str, None] = {}
    names: dict[str, set[str]] = {}
    before: dict[str, None] = {}
    after: dict[str, None] = {}
    texts = list(texts)
    remark = [line for line in texts[0].split("\n\n")[0].split("\n") if line.startswith("#")]
    for text in texts:
        blocks = _blocks(text)
        last = max((i for i, (_, node) in enumerate(blocks) if _is_import(node)), default=0)
        for number, (block, node) in enumerate(blocks):
            if isinstance(node, ast.Import):
                plain.setdefault(block)
            elif isinstance(node, ast.ImportFrom):
                names.setdefault(node.module or "", set()).update(a.name for a in node.names)
            else:
                (before if number < last else after).setdefault(block)
    lines = list(plain) + [
        f"from {module} import {', '.join(sorted(found))}" for module, found in names.items()
    ]
    groups = ["\n".join(sorted(group)) for group in _by_origin(lines) if group]
    head = ["\n".join(before)] if before else []
    needed = [line for line in plain if line == "import os"] if before else []
    parts = "\n\n".join([*needed, *head, *groups])
    return "\n".join([*remark, parts]) + "\n\n" + "\n".join(after)


def _is_import(node: ast.stmt | None) -> bool:
    return isinstance(node, ast.Import | ast.ImportFrom)


def _by_origin(lines: Iterable[str]) -> tuple[list[str], list[str], list[str]]:
    """Sort import lines into Python's own, others', and this course's."""
    groups: tuple[list[str], list[str], list[str]] = ([], [], [])
    for line in lines:
        top = line.split()[1].partition(".")[0]
        groups[2 if top == "autograder" else 0 if top in sys.stdlib_module_names else 1].append(
            line
        )
    return groups


def _blocks(text: str) -> list[tuple[str, ast.stmt | None]]:
    """Return a cell's statements with their text, comments and magics before them included."""
    lines = text.split("\n")
    found: list[tuple[str, ast.stmt | None]] = []
    done = 0
    for node in parsed(text).body:
        first = min([node.lineno, *(d.lineno for d in getattr(node, "decorator_list", ()))]) - 1
        found += _magics(lines[done:first])
        end = node.end_lineno or node.lineno
        block = "\n".join(lines[first:end])
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            block = f"\n\n{block}"
        found.append((block, node))
        done = end
    return found + _magics(lines[done:])


def _magics(lines: list[str]) -> list[tuple[str, ast.stmt | None]]:
    return [(line, None) for line in lines if line.startswith("%")]
