"""What a check says. Always in this order: the mistake, the shape, where, yours, expected."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import torch

from autograder.errors import ArgumentChanged
from autograder.lesson.door import Raised
from autograder.lesson.numbers.comparison import Difference
from autograder.lesson.numbers.words import with_article

if TYPE_CHECKING:
    from autograder.lesson.misconceptions import Misconception

_WIDTH = 78

#: What PyTorch's commonest errors mean, by a part of their text.
_IN_OTHER_WORDS = {
    "grad can be implicitly created only for scalar outputs": "backward starts from one number, "
    "and this tensor has several. Which number did you want to differentiate?",
    "Mismatch in shape: grad_output": "A head gradient must have the shape of the result that it "
    "is given to. Which two shapes are these?",
    "does not require grad and does not have a grad_fn": "No path leads from this result back to a "
    "leaf that requires a gradient. Where does the path break off, or was requires_grad never set?",
    "Trying to backward through the graph a second time": "An earlier backward used this graph up. "
    "Where is the forward pass that builds a new one?",
    "ensors of floating point": "These are integers. What must they become first?",
    "a leaf Variable that requires grad is being used in an in-place operation": "A leaf that "
    "requires a gradient must not be overwritten. Can you compute a new tensor instead?",
}


def _wrapped(text: str) -> str:
    return textwrap.fill(text, _WIDTH, initial_indent="  ", subsequent_indent="  ")


#: How a message speaks of what was asked: what the exercise calls the point, or, from the point,
#: the student's own arguments in words.
Told = str | Callable[[torch.Tensor], str]


def point(x: torch.Tensor, told: Told = "x") -> str:
    """Name a probe point: its entries where they are few, else its shape."""
    if callable(told):
        return told(x)
    if x.numel() <= 4:
        entries = x.detach().cpu()
        if not entries.is_floating_point():
            return f"{told} = {entries.tolist()}, {entries.dtype}"
        exact = entries.to(torch.float64)
        rounded = (exact * 1e4).round().div(1e4)
        # 1e-12 is not 0, and what lies just below 500 is not 500.
        return f"{told} = {torch.where(rounded == rounded.round(), exact, rounded).tolist()}"
    return f"{with_article(told)} of shape {tuple(x.shape)}"


def passed(name: str, points: int) -> str:
    """Return the line for a right answer."""
    return f"✓ {name}: right at {points} probe point" + ("s" if points > 1 else "")


def problem(name: str, text: str) -> str:
    """Return the message for an answer that is wrong in kind, before any number is looked at."""
    return f"✗ {name}\n{_wrapped(text)}\n{_wrapped(_WAY_ON)}"


def raised(
    error: Raised,
    x: torch.Tensor | None = None,
    autograd: bool = True,
    told: Told = "x",
    call: str = "Your code",
) -> Difference:
    """Return what to say of student code that raised, with autograd switched on or off."""
    if error.kind == ArgumentChanged.__name__:
        return Difference(error.text, quoted=True)
    whole = error.text
    text = textwrap.shorten(whole.partition("\n")[0], 300, placeholder=" …").rstrip(".")
    first = f": {text}." if text else ", without a message."
    meaning = next((plain for part, plain in _IN_OTHER_WORDS.items() if part in whole), "")
    if not autograd and "grad" in whole:
        meaning = "(Autograd is switched off here: it is to be done without.)"
    if error.taken:
        name, kind = error.taken[0]
        meaning = (
            f"{name} is not what it was: a cell of yours gave the name to {with_article(kind)}. "
            f"Call yours otherwise, run del {name}, and the set-up cell again."
        )
    where = "" if x is None else f" at {point(x, told)}"
    return Difference(f"{call} raised {error.kind}{where}{first}", advice=meaning, quoted=True)


def wrong(
    name: str,
    found: Difference,
    x: torch.Tensor | None = None,
    part: str | None = None,
    mistakes: Sequence[Misconception] = (),
    told: Told = "x",
) -> str:
    """Return the message for a wrong answer.

    Args:
        name: the exercise.
        found: how the answer differs.
        x: the probe point where it does.
        part: which part of the answer is meant, if it has several.
        mistakes: the misconceptions that explain it: none, the one, or two that fit equally.
        told: what the exercise calls the point, or the student's own arguments in words.

    """
    names = " or ".join(mistake.name.replace("-", " ") for mistake in mistakes)
    lines = [
        f"✗ {name}" + (f", {part}" if part else "") + (f" · looks like: {names}" * bool(names))
    ]
    if len(mistakes) > 1:
        lines.append(_wrapped("More than one mistake explains these numbers:"))
    for mistake in mistakes:
        dash = "– " if len(mistakes) > 1 else ""
        lines.append(_wrapped(f"{dash}{mistake.says} {mistake.asks}"))
    if not mistakes or found.quoted:
        lines.append(_wrapped(f"{found.problem} {'' if mistakes else found.advice}".rstrip()))
    details = found.details
    if x is not None and not found.quoted:
        first = 1 if found.comparable else len(details)
        details = (
            *details[:first],
            ("asked about" if callable(told) else "probe point", point(x, told)),
            *details[first:],
        )
    width = max((len(key) for key, _ in details), default=0)
    lines += [f"    {key:<{width}}  {value}" for key, value in details]
    lines.append(_wrapped(_WAY_ON))
    return "\n".join(lines)


_WAY_ON = "Stuck? check.hint() opens a hint; ask again for the next one."
