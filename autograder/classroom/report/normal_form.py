"""What is left of an answer when its style is taken away: names, layout, comments."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator

#: A part of code that cannot be parsed: a word, a number or a sign.
_PIECES = re.compile(r"\w+|[^\w\s]")

#: What says nothing of what is computed.
_STYLE = {"ctx", "annotation", "returns", "type_comment", "kind", "decorator_list", "type_params"}


def normal_form(source: str) -> tuple[str, ...]:
    """Return an answer as a row of words, the same for two answers that differ in style alone.

    Names that the answer itself gives are numbered in order; comments, layout, annotations,
    documentation and ``print`` are left out; a number is the same however it is written.
    """
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return tuple(_PIECES.findall(re.sub(r"#.*", "", source)))
    return tuple(_Words(_own_names(tree)).of(tree))


def _own_names(tree: ast.Module) -> set[str]:
    """Return the names that an answer gives, but for those that it was asked to give."""
    asked = {each.name for each in tree.body if isinstance(each, ast.FunctionDef | ast.ClassDef)}
    given = {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
    given |= {
        node.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }
    given |= {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    return given - asked


class _Words:
    def __init__(self, own: set[str]) -> None:
        self._own = own
        self._numbers: dict[str, int] = {}

    def of(self, node: ast.AST) -> Iterator[str]:
        if isinstance(node, ast.Constant):
            yield _constant(node.value)
            return
        yield type(node).__name__
        for name, value in ast.iter_fields(node):
            if name in _STYLE:
                continue
            if isinstance(value, list):
                yield from self._list(name, value)
            elif isinstance(value, ast.AST):
                yield from self.of(value)
            elif isinstance(value, str):
                yield self._name(name, value)
        yield ")"

    def _list(self, name: str, nodes: Iterable[object]) -> Iterator[str]:
        for node in nodes:
            if isinstance(node, ast.AST) and not (name == "body" and _says_nothing(node)):
                yield from self.of(node)

    def _name(self, field: str, value: str) -> str:
        if field in ("id", "arg", "name") and value in self._own:
            return f"name {self._numbers.setdefault(value, len(self._numbers) + 1)}"
        return value


def _constant(value: object) -> str:
    if isinstance(value, str | bytes):
        return "text"
    if isinstance(value, int | float) and not isinstance(value, bool):
        try:
            return repr(float(value))
        except OverflowError:
            return "large"
    return repr(value)


def _says_nothing(node: ast.AST) -> bool:
    """Tell whether a statement computes nothing: a sentence, a ``pass``, a ``print``."""
    if isinstance(node, ast.Pass):
        return True
    if not isinstance(node, ast.Expr):
        return False
    value = node.value
    is_print = (
        isinstance(value, ast.Call)
        and isinstance(value.func, ast.Name)
        and value.func.id == "print"
    )
    return is_print or (isinstance(value, ast.Constant) and isinstance(value.value, str))
