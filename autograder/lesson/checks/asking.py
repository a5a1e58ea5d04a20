"""Call a student's function, and hold it to good manners towards its caller."""

from __future__ import annotations

import contextlib
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch.overrides import TorchFunctionMode

from autograder.errors import CheckFailed
from autograder.lesson.checks import messages
from autograder.lesson.checks.counting import BackwardCount
from autograder.lesson.numbers.comparison import Difference


@dataclass(frozen=True)
class Reply:
    """What came of one call of a student's function: its value, or what it raised."""

    value: Any = None
    error: BaseException | None = None
    #: Whether autograd was on.
    autograd: bool = True
    #: The texts of the warnings that it caused, one a line.
    warning: str | None = None
    backward_passes: int = 0
    #: The message for the error, as a difference from what was wanted.
    raised: Difference | None = None


class _AutogradStaysOff(TorchFunctionMode):
    """Where it is off, ``torch.func`` and ``enable_grad`` would switch it on again."""

    def __torch_function__(
        self,
        func: Callable[..., Any],
        types: Any,
        args: tuple[Any, ...] = (),
        kwargs: dict[str, Any] | None = None,
    ) -> Any:
        if torch.is_grad_enabled():
            raise RuntimeError("autograd is switched off in this exercise")
        return func(*args, **(kwargs or {}))


def ask(
    name: str, answer: Callable[..., Any], x: torch.Tensor | None = None, autograd: bool = True
) -> Reply:
    """Return what comes of ``answer(x)``, or of ``answer()`` where there is no ``x``.

    Autograd is on or off as ``autograd`` says, whatever the notebook does to torch's modes, and
    where it is off the function cannot switch it on; the default dtype is put back. Warnings are
    kept for the diagnosis and not shown: they may be the very symptom, and nbgrader takes points
    for what is on stderr.

    Raises:
        NotImplementedError: the stub's own, unchanged but for how IPython shows it.

    """
    before = None if x is None else x.detach().clone()
    dtype = torch.get_default_dtype()
    value, failure = None, None
    with warnings.catch_warnings(record=True) as caught, BackwardCount() as count:
        warnings.simplefilter("always")
        try:
            stays = contextlib.nullcontext() if autograd else _AutogradStaysOff()
            with torch.inference_mode(False), torch.set_grad_enabled(autograd), stays:
                value = answer() if x is None else answer(x)
        except (Exception, SystemExit) as error:
            # torch raises NotImplementedError too, but with a text: only a stub's has none.
            if isinstance(error, NotImplementedError) and not error.args:
                # One line instead of thirty: the frames are ours, not the student's.
                error._render_traceback_ = lambda: [messages.not_written(name)]  # type: ignore[attr-defined]
                raise
            if isinstance(error, CheckFailed):
                raise
            failure = error
        finally:
            torch.set_default_dtype(dtype)
    return Reply(
        value=value,
        error=failure,
        autograd=autograd,
        warning="\n".join(str(each.message) for each in caught) or None,
        backward_passes=count.passes,
        raised=None if failure is None else messages.raised(failure, before, autograd),
    )


def unanswered(name: str, by: str = "your answer") -> NotImplementedError:
    """Return the error for an answer that is still ``...``, to be raised."""
    error = NotImplementedError(f"{name}: replace the three dots by {by}.")
    error._render_traceback_ = lambda: [f"… {error}"]  # type: ignore[attr-defined]
    return error


def changed_input(x: torch.Tensor, before: torch.Tensor, leaf: bool) -> Difference | None:
    """Return how ``x`` was spoiled: its values, or (unless it is a ``leaf`` to use) gradient."""
    if x.shape != before.shape or not torch.equal(x.detach(), before.detach()):
        return Difference("Your function changed the values of its input.", quoted=True)
    if leaf or (x.requires_grad == before.requires_grad and _same(x.grad, before.grad)):
        return None
    return Difference(
        "Your function left its mark on its input: afterwards x.requires_grad is "
        f"{x.requires_grad} and x.grad is {_shown(x.grad)}, where they were "
        f"{before.requires_grad} and {_shown(before.grad)}. Work on a tensor of your own: "
        "is yours a leaf, and cut off from x?",
        quoted=True,
    )


def refuse_changed_results(name: str, results: Sequence[tuple[torch.Tensor, torch.Tensor]]) -> None:
    """Refuse results that are no longer what they were, given each with its copy from then.

    Raises:
        CheckFailed: if one has changed.

    """
    if any(not torch.equal(now, then) for now, then in results):
        raise CheckFailed(
            messages.problem(
                name,
                "An earlier result changed when your function was called again: you returned a "
                "tensor that your function still writes to. How do you keep its value?",
            )
        )


def _same(a: torch.Tensor | None, b: torch.Tensor | None) -> bool:
    return a is b if a is None or b is None else torch.equal(a, b)


def _shown(gradient: torch.Tensor | None) -> str:
    if gradient is None:
        return "None"
    return f"a gradient that begins with {gradient.flatten()[0].item():.6g}"
