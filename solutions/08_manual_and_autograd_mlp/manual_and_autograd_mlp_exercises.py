"""What the visible tests of chapter 8 ask about and compare with, in the order of the chapter."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping
from typing import Any

import torch
from torch import nn

from autograder.lesson import device
from autograder.lesson.kit import Curves, explained_by

Function = Callable[[torch.Tensor], torch.Tensor]
Answer = Callable[..., Any]

# backward_by_hand


def waves(rows: int, columns: int, speed: float) -> torch.Tensor:
    """Return numbers that are not alike, of the given shape."""
    places = torch.arange(rows * columns, dtype=torch.float64, device=device())
    return torch.sin(speed * places + 1).reshape(rows, columns)


def tanh_loss(x: torch.Tensor, y: torch.Tensor, w1: torch.Tensor, w2: torch.Tensor) -> torch.Tensor:
    """Return the loss of the network with tanh."""
    return ((torch.tanh(x @ w1) @ w2 - y) ** 2).sum()


def one_of_two(pair: Any, which: int) -> Any:
    """Return one of the two gradients.

    Raises:
        TypeError: if they are not two.

    """
    if pair is None or (isinstance(pair, tuple | list) and len(pair) == 2):
        return pair and pair[which]
    raise TypeError("return a pair: the gradient for w1, and the gradient for w2")


def _examples(rows: int) -> tuple[torch.Tensor, torch.Tensor]:
    return waves(5, 3, 1.3)[:rows], waves(5, 2, 0.7)[:rows]


def _output(w1: torch.Tensor) -> torch.Tensor:
    return waves(w1.shape[1], 2, 1.7)


def gradients_by_hand(backward_by_hand: Answer) -> list[tuple[Answer, Function, dict[str, Any]]]:
    """Return questions: the gradient for w2; that for w1, of one example and of five."""

    def for_w1(rows: int) -> Answer:
        x, y = _examples(rows)
        return lambda w1: one_of_two(backward_by_hand(x, y, w1, _output(w1)), 0)

    def of_w1(rows: int) -> Function:
        x, y = _examples(rows)
        return lambda w1: tanh_loss(x, y, w1, _output(w1))

    def inner(w1: torch.Tensor) -> dict[str, Any]:
        return {"inner": (1 - torch.tanh(_examples(1)[0] @ w1) ** 2).expand_as(w1)}

    (x, y), w1 = _examples(5), waves(3, 4, 2.1)
    return [
        (
            lambda w2: one_of_two(backward_by_hand(x, y, w1, w2), 1),
            lambda w2: tanh_loss(x, y, w1, w2),
            {"shapes": [(4, 2), (4, 2)], "part": "the gradient for w2", "told": "w2"},
        ),
        (
            for_w1(1),
            explained_by(inner)(of_w1(1)),
            {
                "shapes": [(3, 4), (3, 6)],
                "part": "the gradient for w1, one example",
                "told": "w1",
            },
        ),
        (
            for_w1(5),
            of_w1(5),
            {"shapes": [(3, 5), (3, 3)], "part": "the gradient for w1", "told": "w1"},
        ),
    ]


# descent_losses


def descended(
    slope: Function,
    loss_of: Function,
    w: torch.Tensor,
    rate: float,
    steps: int,
    clears: bool = True,
) -> torch.Tensor:
    """Descend by formula, without autograd; wrongly, if gradients are not cleared."""
    noted, gradient = [], torch.zeros_like(w)
    for _ in range(steps):
        noted.append(loss_of(w))
        gradient = slope(w) if clears else gradient + slope(w)
        w = w - rate * gradient
    return torch.stack(noted)


def bowl(w: torch.Tensor) -> torch.Tensor:
    """Return the loss to descend."""
    return (w**2 + w.sin()).sum()


def _slope_of_bowl(w: torch.Tensor) -> torch.Tensor:
    return 2 * w + w.cos()


def _explained(w: torch.Tensor) -> Mapping[str, Any]:
    right = descended(_slope_of_bowl, bowl, w, 0.15, 7)
    summed = descended(_slope_of_bowl, bowl, w, 0.15, 6, clears=False)
    return {"earlier": summed - right[:6], "steps": right}


@explained_by(_explained)
def six_losses(w: torch.Tensor) -> Mapping[str, torch.Tensor]:
    """Return the losses before each of six steps with the rate 0.15."""
    return {"losses": descended(_slope_of_bowl, bowl, w, 0.15, 6)}


def with_rate(descent_losses: Answer, rate: float, steps: int) -> Answer:
    """Return a function of w: the losses of so many steps down the bowl."""
    return lambda w: descent_losses(bowl, w, rate, steps)


# as_linear


def twice_the_identity(as_linear: Answer) -> Answer:
    """Return a function of w: what its layer makes of twice the identity matrix."""
    return lambda w: as_linear(w)(
        2 * torch.eye(w.shape[0], dtype=w.dtype, device=w.device)
    ).detach()


def after_training(as_linear: Answer) -> Answer:
    """Return a function of w: what is left of w when the layer's weight was filled with 7."""

    def kept(w: torch.Tensor) -> torch.Tensor:
        layer = as_linear(w)
        with torch.no_grad():
            layer.weight.fill_(7)
        return w.clone()

    return kept


transposed: dict[str, Any] = {"reference": torch.t, "shapes": [(3, 3), (2, 4)], "told": "w"}


def layers(as_linear: Answer) -> list[tuple[Answer, Function, dict[str, Any]]]:
    """Return questions: what the layer computes, and what training it leaves of w."""
    return [
        (
            twice_the_identity(as_linear),
            lambda w: 2 * w,
            {"shapes": [(3, 3), (4, 2)], "seed": 1, "told": "w"},
        ),
        (after_training(as_linear), torch.clone, {"shapes": [(2, 2), (3, 5)], "told": "w"}),
    ]


def has_no_bias(as_linear: Answer) -> Callable[[], bool]:
    """Return a function that looks whether a layer has no bias."""
    return lambda: as_linear(torch.ones(2, 3, device=device())).bias is None


# mean_square


def targets_for(p: torch.Tensor) -> torch.Tensor:
    """Return as many targets as there are predictions, in a list."""
    return torch.linspace(-1, 2, p.numel(), dtype=p.dtype, device=p.device).cos()


def with_a_list(mean_square: Answer) -> Answer:
    """Return a function of p: its mean square, with targets of shape (n,)."""
    return lambda p: mean_square(p, targets_for(p))


def slope_with_a_column(mean_square: Answer) -> Answer:
    """Return a function of p: the gradient by p, with targets of shape (n, 1)."""

    def slope(p: torch.Tensor) -> Any:
        leaf = p.clone().requires_grad_()
        mean_square(leaf, targets_for(p).reshape(-1, 1)).backward()
        return leaf.grad

    return slope


def _all_pairs(p: torch.Tensor) -> Mapping[str, Any]:
    y = targets_for(p)
    return {
        "foretold": {"broadcast": ((p.reshape(-1, 1) - y) ** 2).mean()},
        "f": lambda t: ((t.reshape(-1, len(y)) - y) ** 2).mean(),
    }


def _slope_of_all_pairs(p: torch.Tensor) -> Mapping[str, Any]:
    return {"foretold": {"broadcast": 2 * (p - targets_for(p).mean()) / p.numel()}}


def _mean(p: torch.Tensor) -> torch.Tensor:
    return nn.functional.mse_loss(p.flatten(), targets_for(p))


mean_of_pairs: dict[str, Any] = {
    "reference": explained_by(_all_pairs)(_mean),
    "shapes": [(4, 1), (3, 1), (5, 1)],
    "told": "p",
}
#: For predictions of shape (n,), and of shape (n, 1).
slopes: list[dict[str, Any]] = [
    {
        "of": explained_by(_slope_of_all_pairs)(_mean),
        "shapes": [(4,), (3,)],
        "seed": 2,
        "part": "the gradient",
        "told": "p",
    },
    {"of": _mean, "shapes": [(6, 1)], "seed": 2, "part": "the gradient", "told": "p"},
]


def three_and_one(mean_square: Answer) -> Callable[[], Any]:
    """Return a function that asks for the mean square of three predictions and one target."""
    return lambda: mean_square(torch.ones(3, 1, device=device()), torch.ones(1, device=device()))


def refused() -> None:
    """Raise what unequal numbers should raise."""
    raise ValueError


# plot_rates


def after(
    steps: int, curvature: torch.Tensor, begin: torch.Tensor, rates: torch.Tensor
) -> torch.Tensor:
    """Return the loss after so many steps, at each rate, by equation (3)."""
    shrunk = (1 - 2 * curvature * rates[:, None]) ** steps * begin
    return (curvature * shrunk**2).sum(1)


_curvature = torch.tensor([1.0, 0.25], dtype=torch.float64, device="cpu")
_begin = torch.tensor([2.0, -3.0], dtype=torch.float64, device="cpu")
_rates = torch.logspace(-2, -0.5, 9, dtype=torch.float64, device="cpu")


def two_valleys(plot_rates: Answer) -> Callable[[], Any]:
    """Return a function that has w₀² + w₁²/4 drawn, from (2, −3)."""
    return lambda: plot_rates(lambda w: (_curvature * w**2).sum(), _begin.clone(), _rates.clone())


losses_of_valleys = Curves(
    x=_rates,
    curves={f"{steps} steps": after(steps, _curvature, _begin, _rates) for steps in (10, 100)},
    rtol=1e-6,
    atol=1e-14,
    scale="log",
)

# evaluate


def model_for(x: torch.Tensor, training: bool = True, drop: float = 0.4) -> nn.Sequential:
    """Return a model with batch norm and dropout that has seen some batches."""
    columns = x.shape[1]
    norm, layer = nn.BatchNorm1d(columns), nn.Linear(columns, 2)
    model = nn.Sequential(norm, nn.Dropout(drop), layer).double()
    assert norm.running_mean is not None
    assert norm.running_var is not None
    with torch.no_grad():
        norm.running_mean.copy_(torch.linspace(-1, 1, columns))
        norm.running_var.copy_(torch.linspace(1, 3, columns))
        layer.weight.copy_(torch.linspace(-1, 1, 2 * columns).cos().reshape(2, columns))
        layer.bias.zero_()
    return model.train(training)


def _normed(x: torch.Tensor, mean: torch.Tensor, variance: torch.Tensor) -> torch.Tensor:
    weight = torch.linspace(-1, 1, 2 * x.shape[1]).cos().double().reshape(2, -1)
    return (x - mean) / (variance + 1e-5).sqrt() @ weight.T


def _used(x: torch.Tensor) -> torch.Tensor:
    columns = x.shape[1]
    return _normed(
        x, torch.linspace(-1, 1, columns).double(), torch.linspace(1, 3, columns).double()
    )


@explained_by(
    lambda x: {"foretold": {"training-mode": _normed(x, x.mean(0), x.var(0, correction=0))}}
)
def normed(x: torch.Tensor) -> torch.Tensor:
    """Return what the model makes of x in evaluation mode, where it has no dropout."""
    return _used(x)


def used(x: torch.Tensor) -> torch.Tensor:
    """Return what the model makes of x in evaluation mode."""
    return _used(x)


#: The kind of model, and what it should return.
models: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({"drop": 0.0}, {"reference": normed, "shapes": [(6, 3), (4, 5)]}),
    ({}, {"reference": used, "shapes": [(5, 3), (4, 2)]}),
    (
        {"training": False},
        {"reference": used, "shapes": [(3, 3), (6, 2)], "part": "a model in evaluation mode"},
    ),
]


def asked_of(evaluate: Answer, kind: Mapping[str, Any]) -> Answer:
    """Return a function of x: what ``evaluate`` returns for a fresh model of this kind."""
    return lambda x: evaluate(model_for(x, **kind), x)


def batch() -> torch.Tensor:
    """Return four rows of three numbers."""
    return torch.linspace(-1, 2, 12, dtype=torch.float64, device=device()).reshape(4, 3)


def traces(evaluate: Answer) -> Callable[[], dict[str, Any]]:
    """Return a function that looks at what ``evaluate`` leaves behind."""

    def left() -> dict[str, Any]:
        first, second, mixed = (model_for(batch(), training=k != 1) for k in range(3))
        second(batch()).sum().backward()
        kept = [None if each.grad is None else each.grad.clone() for each in second.parameters()]
        mixed[0].eval()  # as one does to keep a batch norm as it is
        with torch.enable_grad():
            recorded = evaluate(first, batch()).requires_grad
            evaluate(second, batch())
            evaluate(mixed, batch())
            recording = torch.is_grad_enabled()
        return {
            "whether the result requires a gradient": recorded,
            "the modes afterwards": [first.training, second.training],
            "whether autograd records afterwards": recording,
            "whether the parameters learn afterwards": all(
                each.requires_grad for each in second.parameters()
            ),
            "whether the gradients are still there": all(
                each.grad is not None and before is not None and torch.equal(each.grad, before)
                for each, before in zip(second.parameters(), kept, strict=True)
            ),
            "the modes of all parts": [each.training for each in mixed.modules()],
        }

    return left


no_traces: dict[str, bool | float | list[Any]] = {
    "whether the result requires a gradient": False,
    "the modes afterwards": [True, False],
    "whether autograd records afterwards": True,
    "whether the parameters learn afterwards": True,
    "whether the gradients are still there": True,
    "the modes of all parts": [True, False, True, True],
}


def _too_wide() -> torch.Tensor:
    return torch.ones(4, 7, device=device())


def error_inside() -> Any:
    """Give a model seven columns, where it wants three."""
    return nn.Linear(3, 2, device=device())(_too_wide())


def with_an_error(evaluate: Answer) -> Callable[[], Any]:
    """Return a function that asks ``evaluate`` for the same."""
    return lambda: evaluate(nn.Linear(3, 2, device=device()), _too_wide())


def mode_after_an_error(evaluate: Answer) -> Callable[[], bool]:
    """Return a function that looks at the mode of a model that raised."""

    def mode() -> bool:
        model = nn.Linear(3, 2, device=device())
        with contextlib.suppress(RuntimeError):
            evaluate(model, _too_wide())
        return model.training

    return mode


# truncated_gradient


def states(w: torch.Tensor, xs: list[float]) -> torch.Tensor:
    """Return all states, one after the other; the first of them is 0."""
    found = [torch.zeros_like(w)]
    for x in xs:
        found.append(torch.tanh(w * found[-1] + x))
    return torch.stack(found)


def sum_of_squares(w: torch.Tensor, held: torch.Tensor, xs: list[float], k: int) -> torch.Tensor:
    """Return the loss, where every k-th state is taken from ``held``."""
    total, s = torch.zeros((), dtype=w.dtype, device=w.device), held[0]
    for t, x in enumerate(xs):
        s = torch.tanh(w * (held[t] if t % k == 0 else s) + x)
        total = total + (s**2).sum()
    return total


inputs = [0.5, -0.3, 0.8, 0.2, -0.6]


def in_pieces(truncated_gradient: Answer) -> Answer:
    """Return a function of w: its gradient, with a state detached every three time steps."""
    return lambda w: truncated_gradient(w, inputs, 3)


def states_held(w: torch.Tensor) -> torch.Tensor:
    """Return the states for these inputs."""
    return states(w, inputs)


def _of_the_last_piece(w: torch.Tensor) -> torch.Tensor:
    """Return the gradient if that of the piece before were cleared."""
    last = states(w, inputs)[3:]
    found: torch.Tensor = torch.func.grad(lambda t: sum_of_squares(t, last, inputs[3:], 3))(w)
    return found


def _mistakes(w: torch.Tensor) -> Mapping[str, Any]:
    held = states(w, inputs)
    return {
        "kept": torch.func.grad(lambda t: sum_of_squares(t, held, inputs, 1))(w),
        "foretold": {"overwritten": _of_the_last_piece(w)},
    }


@explained_by(_mistakes)
def loss_in_pieces(w: torch.Tensor, held: torch.Tensor) -> torch.Tensor:
    """Return the loss, cut every three time steps."""
    return sum_of_squares(w, held, inputs, 3)
