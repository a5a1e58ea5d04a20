"""Call a student's function, and hold it to good manners towards its caller."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import torch

from autograder.errors import CheckFailed
from autograder.lesson import messages


def ask(
    name: str, answer: Callable[..., Any], x: torch.Tensor | None = None, autograd: bool = True
) -> Any:
    """Return ``answer(x)``, or ``answer()`` where there is no ``x``.

    Autograd is on or off as ``autograd`` says, whatever the notebook or the function do to
    torch's modes; the default dtype is put back.

    Raises:
        NotImplementedError: the stub's own, unchanged but for how IPython shows it.
        CheckFailed: quotes whatever else the function raises.

    """
    before = None if x is None else x.detach().clone()
    dtype = torch.get_default_dtype()
    try:
        with torch.inference_mode(False), torch.set_grad_enabled(autograd):
            return answer() if x is None else answer(x)
    except CheckFailed:
        raise
    except (Exception, SystemExit) as error:
        # torch raises NotImplementedError too, but with a text: only a stub's has none.
        if isinstance(error, NotImplementedError) and not error.args:
            # One line instead of thirty: the frames are ours, not the student's.
            error._render_traceback_ = lambda: [messages.not_written(name)]  # type: ignore[attr-defined]
            raise
        raise CheckFailed(messages.raised(name, error, before, autograd)) from error
    finally:
        torch.set_default_dtype(dtype)


def refuse_changed_input(name: str, x: torch.Tensor, before: torch.Tensor, leaf: bool) -> None:
    """Refuse an ``x`` whose values, or (unless it is a ``leaf`` to use) gradient, have changed.

    Raises:
        CheckFailed: if they have.

    """
    if x.shape != before.shape or not torch.equal(x.detach(), before.detach()):
        raise CheckFailed(messages.problem(name, "Your function changed the values of its input."))
    if leaf or (x.requires_grad == before.requires_grad and _same(x.grad, before.grad)):
        return
    raise CheckFailed(
        messages.problem(
            name,
            "Your function left its mark on its input: afterwards x.requires_grad is "
            f"{x.requires_grad} and x.grad is {_shown(x.grad)}, where they were "
            f"{before.requires_grad} and {_shown(before.grad)}. Work on a copy that is cut off "
            "from x: x.clone() alone is not always, x.detach().clone() is.",
        )
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
