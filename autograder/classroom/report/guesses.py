"""Predictions as students wrote them down, and whether they came true."""

from __future__ import annotations

import ast
import math
import operator
from collections.abc import Callable

Guess = bool | float | list["Guess"]

_OPERATIONS: dict[type[ast.AST], Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}


def read_guess(source: str) -> Guess | None:
    """Return the value that an answer assigns last, None where only running it would tell.

    Numbers, ``True`` and ``False``, lists of them, the four operations, and any call around a list,
    such as ``torch.tensor([1.0, 2.0])``.
    """
    try:
        body = ast.parse(source).body
        assigned = [each.value for each in body if isinstance(each, ast.Assign)]
        return _value(assigned[-1]) if assigned else None
    except (SyntaxError, ValueError, ArithmeticError, RecursionError, MemoryError):
        return None


def _value(node: ast.expr) -> Guess:
    match node:
        case ast.Constant(value=bool() as truth):
            return truth
        case ast.Constant(value=int() | float() as number):
            return float(number)
        case ast.List(elts=entries) | ast.Tuple(elts=entries):
            return [_value(entry) for entry in entries]
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -_number(operand)
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _OPERATIONS:
            return _OPERATIONS[type(op)](_number(left), _number(right))
        case ast.Call(args=[ast.List() | ast.Tuple() as inner, *_]):
            return _value(inner)
    raise ValueError("no value that can be read")


def _number(node: ast.expr) -> float:
    value = _value(node)
    if isinstance(value, list):
        raise ValueError("a list is no number")
    return float(value)


def came_true(guess: Guess, truth: Guess) -> bool:
    """Tell whether a guess is what came out, as closely as the notebook wants it."""
    if isinstance(guess, list) and isinstance(truth, list):
        return len(guess) == len(truth) and all(map(came_true, guess, truth))
    if isinstance(guess, list) or isinstance(truth, list) or type(guess) is not type(truth):
        return False
    return math.isclose(guess, truth, rel_tol=1e-4, abs_tol=1e-6)


def shown(guess: Guess) -> str:
    """Return a guess as a reader wants it: "[0, 4, 8, 12]", "True", "0.5"."""
    if isinstance(guess, list):
        return f"[{', '.join(map(shown, guess))}]"
    return str(guess) if isinstance(guess, bool) else f"{guess:g}"
