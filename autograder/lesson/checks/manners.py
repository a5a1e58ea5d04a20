"""Good manners of a student's function towards its caller, as a reply tells of them."""

from __future__ import annotations

from collections.abc import Iterable

from autograder.errors import CheckFailed
from autograder.lesson.checks import messages
from autograder.lesson.door import Reply
from autograder.lesson.numbers.comparison import Difference
from autograder.lesson.numbers.numerals import measured


def changed_input(
    reply: Reply, *, leaf: bool = False, told: messages.Told = "x"
) -> Difference | None:
    """Return how the input was spoiled: its values, its marks; of a ``leaf`` to use, not .grad."""
    if reply.input_changed:
        return Difference("Your function changed the values of its input.", quoted=True)
    if reply.input_marked is None:
        return None
    before, after = reply.input_marked
    x = told if isinstance(told, str) else "x"
    if leaf and before.requires_grad == after.requires_grad:
        return None
    if leaf:
        return Difference(
            f"Your function left its mark on its input: afterwards {x}.requires_grad is "
            f"{after.requires_grad}, where it was {before.requires_grad}. The caller may go on "
            "with it: which line changes it?",
            quoted=True,
        )
    return Difference(
        f"Your function left its mark on its input: afterwards {x}.requires_grad is "
        f"{after.requires_grad} and {x}.grad is {_shown(after.grad)}, where they were "
        f"{before.requires_grad} and {_shown(before.grad)}. Work on a tensor of your own: "
        f"is yours a leaf, and cut off from {x}?",
        quoted=True,
    )


def refuse_changed_results(name: str, lasting: Iterable[bool]) -> None:
    """Refuse right results that are no longer what they were, told for each whether it is.

    Raises:
        CheckFailed: if one has changed.

    """
    if not all(lasting):
        raise CheckFailed(
            messages.problem(
                name,
                "An earlier result changed when your function was called again: you returned a "
                "tensor that your function still writes to. How do you keep its value?",
            )
        )


def _shown(gradient: float | None) -> str:
    return "None" if gradient is None else f"a gradient that begins with {measured(gradient)}"
