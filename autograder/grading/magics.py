"""IPython's magics in the author's cells: those that only measure or record, as what they run."""

from __future__ import annotations

import ast

#: Line and cell magics that run what they are given, where the test's names are.
_RUN = ("time", "timeit", "prun")
#: Cell magics that only show something.
_SHOW = ("html", "HTML", "markdown", "latex", "svg", "SVG", "javascript", "js")


def plain_magics(module: ast.Module) -> ast.Module:
    """Return a cell, whose magics are calls, with what some of them run in their place.

    Raises:
        SyntaxError: if that is no Python.

    """
    body: list[ast.stmt] = []
    for statement in module.body:
        body += _plain(statement)
    return ast.fix_missing_locations(ast.Module(body, []))


def _plain(statement: ast.stmt) -> list[ast.stmt]:
    value = statement.value if isinstance(statement, ast.Expr | ast.Assign) else None
    said = _magic(value)
    if said is None:
        return [statement]
    kind, name, *rest = said
    if kind == "run_line_magic" and name in _RUN and isinstance(statement, ast.Assign):
        inner = ast.parse(_code(rest[0]), mode="eval").body
        return [ast.copy_location(ast.Assign(statement.targets, inner), statement)]
    if kind == "run_line_magic" and name in _RUN:
        return _moved(ast.parse(_code(rest[0])).body, statement.lineno - 1)
    if kind == "run_cell_magic" and name in _SHOW:
        return []
    if kind == "run_cell_magic" and name in (*_RUN, "capture"):
        inside = plain_magics(ast.parse(_transformed(rest[1]))).body
        body = _moved(inside, statement.lineno)
        return [_recorded(rest[0], body)] if name == "capture" else body
    return [statement]


def _magic(value: ast.expr | None) -> list[str] | None:
    """Return the name of the shell's method and what it is given, None if it is no magic."""
    if not (isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute)):
        return None
    shell = value.func.value
    is_shell = isinstance(shell, ast.Call) and isinstance(shell.func, ast.Name)
    if not (is_shell and shell.func.id == "get_ipython"):  # type: ignore[attr-defined]
        return None
    given = [each.value for each in value.args if isinstance(each, ast.Constant)]
    return [value.func.attr, *map(str, given)]


def _transformed(source: str) -> str:
    from IPython.core.inputtransformer2 import TransformerManager

    plain: str = TransformerManager().transform_cell(source)
    return plain


def _code(line: str) -> str:
    """Return what a line magic runs: the line without the magic's own options."""
    words = line.split(" ")
    while words and words[0].startswith("-"):
        words.pop(0)
    return " ".join(words).strip()


def _moved(body: list[ast.stmt], by: int) -> list[ast.stmt]:
    for statement in body:
        ast.increment_lineno(statement, by)
    return body


def _recorded(line: str, body: list[ast.stmt]) -> ast.stmt:
    """Return ``body`` in a ``with`` block that records what it puts out under a name."""
    names = [word for word in line.split() if not word.startswith("-")]
    call = "__import__('IPython.utils.capture').utils.capture.capture_output()"
    (block,) = ast.parse(f"with {call}{f' as {names[0]}' if names else ''}:\n pass").body
    assert isinstance(block, ast.With)
    block.body = body or block.body
    return block
