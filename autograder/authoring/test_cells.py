"""What the visible part of a test cell may hold: a student is to read it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import fields

from autograder.lesson.misconceptions import Case

#: Lines that are not blank.
MOST_LINES = 8
#: A test cell shares its names with the student's cells. Those that it gives begin like this.
OF_THE_TEST = "_asked"

_FIELDS = frozenset(field.name for field in fields(Case))
#: The keyword under which a check takes evidence, and the decorator that gives it to a reference.
_EVIDENCE, _DECORATOR = "evidence", "explained_by"


def visible_faults(source: str) -> Iterator[str]:
    """Say what is wrong with the visible part of a test cell.

    It is short; what a mistake would lead to, and whatever else explains a wrong answer, stands in
    the exercises' module.
    """
    lines = [line for line in source.splitlines() if line.strip()]
    if len(lines) > MOST_LINES:
        yield f"the visible test has {len(lines)} lines; {MOST_LINES} can say what is asked"
    if "foretold" in source:
        yield "the visible test foretells a wrong answer: that belongs to the exercises' module"
    if any(keyword.arg == _EVIDENCE for keyword in _keywords(ast.parse(source))):
        yield "the visible test holds evidence: that belongs to its reference, @explained_by(...)"
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield f"the visible test defines '{node.name}': that belongs to the exercises' module"


def unknown_evidence(tree: ast.Module) -> Iterator[str]:
    """Say which evidence no check knows: keys that are no fields of ``Case``.

    Looked at are mappings written out as ``evidence=``, by ``@explained_by``, and by functions that
    are named there.
    """
    given = [word.value for word in _keywords(tree) if word.arg == _EVIDENCE]
    given += [
        node.args[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and node.args and _name(node.func) == _DECORATOR
    ]
    functions = {n.name: n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef)}
    for evidence in given:
        for mapping in _mappings(evidence, functions):
            for key in mapping.keys:
                if isinstance(key, ast.Constant) and key.value not in _FIELDS:
                    yield f"no check knows the evidence {key.value!r}: it is no field of Case"


def _keywords(tree: ast.AST) -> Iterator[ast.keyword]:
    return (word for node in ast.walk(tree) if isinstance(node, ast.Call) for word in node.keywords)


def _name(function: ast.expr) -> str:
    return function.id if isinstance(function, ast.Name) else getattr(function, "attr", "")


def _mappings(evidence: ast.expr, functions: dict[str, ast.FunctionDef]) -> Iterator[ast.Dict]:
    """Yield the mappings that an evidence may be, where they are written out."""
    if isinstance(evidence, ast.Lambda) and isinstance(evidence.body, ast.Dict):
        yield evidence.body
    elif isinstance(evidence, ast.Dict):  # one for each curve of a plot
        yield from (value for value in evidence.values if isinstance(value, ast.Dict))
    elif isinstance(evidence, ast.Name) and evidence.id in functions:
        for node in ast.walk(functions[evidence.id]):
            if isinstance(node, ast.Return) and isinstance(node.value, ast.Dict):
                yield node.value
