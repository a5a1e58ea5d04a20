"""What a check says. Always in this order: the mistake, the shape, where, yours, expected."""

from __future__ import annotations

import textwrap

import torch

from autograder.lesson.comparison import Difference
from autograder.lesson.misconceptions import Misconception

_WIDTH = 78


def _wrapped(text: str) -> str:
    return textwrap.fill(text, _WIDTH, initial_indent="  ", subsequent_indent="  ")


def _point(x: torch.Tensor) -> str:
    """Name a probe point: its entries where they are few, else its shape."""
    if x.numel() <= 4:
        entries = x.detach().cpu().to(torch.float64)
        return f"x = {(entries * 1e4).round().div(1e4).tolist()}"
    return f"an x of shape {tuple(x.shape)}"


def passed(name: str, points: int) -> str:
    """Return the line for a right answer."""
    return f"✓ {name}: right at {points} probe points"


def problem(name: str, text: str) -> str:
    """Return the message for an answer that is wrong in kind, before any number is looked at."""
    return f"✗ {name}\n{_wrapped(text)}\n{_wrapped(_way_on(name))}"


def raised(name: str, error: Exception, x: torch.Tensor) -> str:
    """Return the message for student code that raised."""
    text = str(error).strip().splitlines()
    return problem(
        name,
        f"Your code raised {type(error).__name__} at {_point(x)}: {text[0] if text else ''}",
    )


def wrong(
    name: str,
    found: Difference,
    x: torch.Tensor | None = None,
    part: str | None = None,
    mistake: Misconception | None = None,
) -> str:
    """Return the message for a wrong answer.

    Args:
        name: the exercise.
        found: how the answer differs.
        x: the probe point where it does.
        part: which part of the answer is meant, if it has several.
        mistake: the misconception that explains it, if exactly one does.

    """
    where = [text for text in (part, None if x is None else f"at {_point(x)}") if text]
    lines = [f"✗ {name}" + (f", {', '.join(where)}" if where else "")]
    if mistake is not None:
        lines.append(_wrapped(mistake.says))
    elif found.problem:
        lines.append(_wrapped(found.problem))
    width = max((len(key) for key, _ in found.details), default=0)
    lines += [f"    {key:<{width}}  {value}" for key, value in found.details]
    lines.append(_wrapped(_way_on(name)))
    return "\n".join(lines)


def _way_on(name: str) -> str:
    return f'Stuck? check.hint("{name}") opens the next hint.'
