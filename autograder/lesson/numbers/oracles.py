"""Three independent opinions on a gradient: a formula, autograd, and finite differences.

A reference that only one of them supports is not used: if they disagree, the check itself
is broken and says so, and no student is blamed.
"""

from __future__ import annotations

from collections.abc import Callable

import torch

from autograder.errors import CheckBroken

TensorFunction = Callable[[torch.Tensor], torch.Tensor]


def by_autograd(f: TensorFunction, x: torch.Tensor) -> torch.Tensor:
    """Return the gradient of the scalar function ``f`` at ``x`` by reverse-mode autograd.

    ``x`` is any real tensor; the result has its shape. ``x`` itself is left alone.
    """
    leaf = x.detach().clone().requires_grad_()
    (gradient,) = torch.autograd.grad(f(leaf), leaf, allow_unused=True, materialize_grads=True)
    return gradient


def by_central_difference(
    f: TensorFunction, x: torch.Tensor, h: float | None = None
) -> torch.Tensor:
    """Return the gradient of the scalar function ``f`` at ``x`` by central differences.

    Each entry is ``(f(x + h e) - f(x - h e)) / 2h``, computed in float64 whatever ``x`` is.
    The default ``h`` is the cube root of float64's machine epsilon, which balances the
    truncation error h²|f'''|/6 against the rounding error eps|f|/h (Nocedal and Wright,
    Numerical Optimization, 2nd ed., section 8.1).
    """
    point = x.detach().to(torch.float64)
    entries = [_central(f, point, index, h) for index in range(point.numel())]
    return torch.cat(entries).reshape(point.shape) if entries else point


def _central(
    f: TensorFunction, x: torch.Tensor, index: int, h: float | None = None
) -> torch.Tensor:
    """Return the central difference of ``f``, flattened, as one entry of ``x`` moves."""
    step = torch.finfo(torch.float64).eps ** (1 / 3) if h is None else h
    point = x.detach().to(torch.float64)
    shift = torch.zeros_like(point, memory_format=torch.contiguous_format)
    shift.view(-1)[index] = step
    difference = f(point + shift).detach() - f(point - shift).detach()
    return difference.to(torch.float64).reshape(-1) / (2 * step)


def gradient(
    name: str, f: TensorFunction, analytic: TensorFunction | None, x: torch.Tensor
) -> torch.Tensor:
    """Return the gradient of ``f`` at ``x`` on which all oracles agree.

    Args:
        name: the exercise, for the message.
        f: a scalar function of a tensor, smooth near ``x``.
        analytic: its gradient as a formula, if there is one.
        x: a real tensor on any device.

    Raises:
        CheckBroken: if the oracles disagree.

    """
    # Whatever mode the notebook was left in.
    with torch.inference_mode(False), torch.enable_grad():
        return _agreed(name, f, analytic, x.clone())


def jacobian(name: str, f: TensorFunction, x: torch.Tensor) -> torch.Tensor:
    """Return the Jacobian of ``f`` at ``x``, shape of the result and then that of ``x``.

    Args:
        name: the exercise, for the message.
        f: a function from a tensor to a tensor, smooth near ``x``.
        x: a float64 tensor.

    Raises:
        CheckBroken: if autograd and finite differences disagree.

    """
    with torch.inference_mode(False), torch.enable_grad():
        leaf = x.detach().clone().requires_grad_()
        y = f(leaf)
        rows = [_row(entry, leaf).reshape(-1) for entry in y.reshape(-1)]
        reference = torch.stack(rows)
        # A column for each entry of x: f is asked twice, however many results it has.
        columns = [_central(f, x, index) for index in range(x.numel())]
        _agree(name, "finite differences", torch.stack(columns, 1), reference, x)
    return reference.reshape(y.shape + x.shape)


def _row(entry: torch.Tensor, leaf: torch.Tensor) -> torch.Tensor:
    """Return the gradient of one result by one leaf; zeros where no path leads there."""
    if not entry.requires_grad:
        return torch.zeros_like(leaf)
    (row,) = torch.autograd.grad(
        entry, leaf, retain_graph=True, allow_unused=True, materialize_grads=True
    )
    return row


def _agreed(
    name: str, f: TensorFunction, analytic: TensorFunction | None, x: torch.Tensor
) -> torch.Tensor:
    reference = by_autograd(f, x)
    _agree(name, "finite differences", by_central_difference(f, x), reference, x)
    if analytic is not None:
        _agree(name, "the formula", analytic(x.detach().clone()), reference, x)
    return reference


def _agree(
    name: str, oracle: str, opinion: torch.Tensor, reference: torch.Tensor, x: torch.Tensor
) -> None:
    """Refuse a reference with which another oracle disagrees."""
    # Differences carry an error of about 1e-10 (1e-3 where f itself rounds to float32).
    loose = oracle == "finite differences"
    rtol = 1e-6 if loose else torch.finfo(reference.dtype).eps ** 0.75
    if not torch.allclose(opinion.to(reference), reference, rtol=rtol, atol=rtol):
        raise CheckBroken(
            f"{name}: autograd and {oracle} disagree about the reference at {x}. This is a "
            "fault of the check, not of your answer: please tell your instructor."
        )
