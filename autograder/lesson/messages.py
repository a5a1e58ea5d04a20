"""What a check says. Always in this order: the mistake, the shape, where, yours, expected."""

from __future__ import annotations

import textwrap

import torch

from autograder.lesson.comparison import Difference
from autograder.lesson.misconceptions import Misconception

_WIDTH = 78

#: What PyTorch's commonest errors mean, by a part of their text.
_IN_OTHER_WORDS = {
    "grad can be implicitly created only for scalar outputs": "backward starts from one number, "
    "and this tensor has several. Which number did you want to differentiate?",
    "does not require grad and does not have a grad_fn": "No path leads from this result back to a "
    "leaf that requires a gradient. Where does the path break off, or was no leaf told?",
    "Trying to backward through the graph a second time": "An earlier backward used this graph up. "
    "Where is the forward pass that builds a new one?",
    "ensors of floating point": "These are integers. What must they become first?",
    "a leaf Variable that requires grad is being used in an in-place operation": "A leaf that "
    "requires a gradient must not be overwritten. Can you compute a new tensor instead?",
}


def _wrapped(text: str) -> str:
    return textwrap.fill(text, _WIDTH, initial_indent="  ", subsequent_indent="  ")


def _point(x: torch.Tensor) -> str:
    """Name a probe point: its entries where they are few, else its shape."""
    if x.numel() <= 4:
        entries = x.detach().cpu()
        if not entries.is_floating_point():
            return f"x = {entries.tolist()}, {entries.dtype}"
        return f"x = {(entries.to(torch.float64) * 1e4).round().div(1e4).tolist()}"
    return f"an x of shape {tuple(x.shape)}"


def passed(name: str, points: int) -> str:
    """Return the line for a right answer."""
    return f"✓ {name}: right at {points} probe points"


def problem(name: str, text: str) -> str:
    """Return the message for an answer that is wrong in kind, before any number is looked at."""
    return f"✗ {name}\n{_wrapped(text)}\n{_wrapped(_way_on(name))}"


def raised(
    name: str, error: BaseException, x: torch.Tensor | None = None, autograd: bool = True
) -> str:
    """Return the message for student code that raised, with autograd switched on or off."""
    try:
        whole = str(error).strip()
    except Exception:  # an exception class of the student's own
        whole = ""
    text = textwrap.shorten(whole.partition("\n")[0], 300, placeholder=" …").rstrip(".")
    first = f": {text}." if text else ", without a message."
    meaning = next((plain for part, plain in _IN_OTHER_WORDS.items() if part in whole), "")
    if not autograd and "grad" in whole:
        meaning = "(Autograd is switched off here: a formula is asked for.)"
    where = "" if x is None else f" at {_point(x)}"
    return problem(name, f"Your code raised {type(error).__name__}{where}{first} {meaning}".strip())


def not_written(name: str) -> str:
    """Return the line for an exercise that is still a stub."""
    return f"… {name} is not written yet: put your code in place of raise NotImplementedError()."


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
