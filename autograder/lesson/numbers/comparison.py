"""Compare an answer with a reference, and say in data how it differs."""

from __future__ import annotations

from dataclasses import dataclass

import torch

from autograder.lesson.door.data import Data, Numbers, as_numbers, kind_of
from autograder.lesson.numbers.numerals import apart, measured
from autograder.lesson.numbers.words import with_article

#: rtol and atol that ``torch.testing.assert_close`` documents for each dtype.
TOLERANCES = {
    torch.float16: (1e-3, 1e-5),
    torch.bfloat16: (1.6e-2, 1e-5),
    torch.float32: (1.3e-6, 1e-5),
    torch.float64: (1e-7, 1e-7),
}


@dataclass(frozen=True)
class Difference:
    """How an answer differs from the reference: what is wrong, then the details, line by line."""

    problem: str
    details: tuple[tuple[str, str], ...] = ()
    #: Both are float tensors of the same shape, all finite: the numbers can be compared.
    comparable: bool = False
    #: What ``problem`` may mean; not said beside a misconception, which knows better.
    advice: str = ""
    #: ``problem`` quotes something, an error for instance, and is said in any case.
    quoted: bool = False


def _place(index: tuple[int, ...]) -> str:
    return f"[{', '.join(map(str, index))}]" if index else "the only entry"


def difference(
    answer: Data | torch.Tensor,
    reference: torch.Tensor,
    atol: torch.Tensor | None = None,
    rtol: float | None = None,
    is_plain: bool = True,
) -> Difference | None:
    """Return how ``answer`` differs from ``reference``, or ``None`` where it does not.

    ``answer`` may be whatever comes through the door, or a tensor. The tolerances are those that
    ``torch.testing`` documents for the reference's dtype unless given; ``atol`` may be a
    tensor with one tolerance per entry. ``is_plain`` asks for numbers that belong to no graph.
    """
    if answer is None:
        return Difference(
            "The answer is None. Is a return missing? Or was .grad read too early, "
            "or from another tensor?"
        )
    came = as_numbers(answer) if isinstance(answer, torch.Tensor) else answer
    if not isinstance(came, Numbers):
        return Difference(f"The answer is {with_article(kind_of(came))}; a torch.Tensor is wanted.")
    if not came.is_ordinary:
        return Difference("The answer is no ordinary (dense) tensor. Its to_dense() would be.")
    if came.shape != tuple(reference.shape):
        return Difference(
            "The answer has the wrong shape.",
            (
                ("your shape", str(came.shape)),
                ("expected shape", str(tuple(reference.shape))),
            ),
        )
    if came.dtype != str(reference.dtype):
        return Difference(f"The answer has dtype {came.dtype}; {reference.dtype} is wanted.")
    if came.device != str(reference.device):
        return Difference(f"The answer lies on {came.device}; {reference.device} is wanted.")
    if is_plain and came.requires_grad:
        return Difference(
            "The answer itself requires a gradient; plain numbers are wanted. "
            "Which of the tensors that it was made from requires one?"
        )
    return _numeric_difference(came.tensor(reference.device), reference, atol, rtol)


def _numeric_difference(
    answer: torch.Tensor,
    reference: torch.Tensor,
    atol: torch.Tensor | None,
    rtol: float | None,
) -> Difference | None:
    """Return how numbers differ that are alike in all else."""
    if not answer.isfinite().all():
        where = tuple((~answer.isfinite()).nonzero()[0].tolist())
        return Difference(
            f"The answer is not finite: {measured(answer[where].item())} at {_place(where)}."
        )
    # Integers and truth values are compared exactly, as torch.testing does.
    default_rtol, default_atol = TOLERANCES.get(reference.dtype, (0.0, 0.0))
    if reference.dtype in TOLERANCES:
        allowed = (default_atol if atol is None else atol) + (
            default_rtol if rtol is None else rtol
        ) * reference.abs()
        wrong = ~((answer - reference).abs() <= allowed)
    else:
        wrong = answer != reference
    if not wrong.any():
        return None
    where = tuple(wrong.nonzero()[0].tolist())
    yours, expected = apart(answer[where].item(), reference[where].item())
    return Difference(
        "The numbers differ.",
        (
            ("shape", f"{tuple(answer.shape)}, as it should be"),
            ("wrong entries", f"{int(wrong.sum())} of {answer.numel()}"),
            ("first one at", _place(where)),
            ("yours", yours),
            ("expected", expected),
        ),
        comparable=True,
    )
