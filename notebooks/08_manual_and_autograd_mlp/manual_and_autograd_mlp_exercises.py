"""What the visible tests of chapter 8 ask about and compare with, in the order of the chapter."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping
from typing import Any

import torch
from torch import nn

from autograder.lesson import device
from autograder.lesson.kit import Curves, explained_by, untouched

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


def gradients_by_hand(backward_by_hand: Answer) -> list[dict[str, Any]]:
    """Return questions: the gradient for w2; that for w1, of one example and of five."""

    def for_w1(rows: int) -> Answer:
        x, y = _examples(rows)
        return lambda w1: one_of_two(untouched(backward_by_hand)(x, y, w1, _output(w1)), 0)

    def of_w1(rows: int) -> Function:
        x, y = _examples(rows)
        return explained_by(lambda w1: _other_slopes(x, y, w1))(
            lambda w1: tanh_loss(x, y, w1, _output(w1))
        )

    def hidden(w2: torch.Tensor) -> torch.Tensor:
        return waves(3, len(w2), 2.1)

    x, y = _examples(5)
    return [
        {
            "answer": lambda w2: one_of_two(untouched(backward_by_hand)(x, y, hidden(w2), w2), 1),
            "of": lambda w2: tanh_loss(x, y, hidden(w2), w2),
            # In a square one the shapes do not tell which product it is.
            "shapes": [(4, 2), (2, 2), (2, 2)],
            "part": "the gradient for w2",
            "told": "w2",
        },
        {
            "answer": for_w1(1),
            "of": of_w1(1),
            "shapes": [(3, 4), (3, 6)],
            "part": "the gradient for w1, one example",
            "told": "w1",
        },
        {
            "answer": for_w1(5),
            "of": of_w1(5),
            "shapes": [(3, 5), (3, 3), (3, 2)],
            "part": "the gradient for w1",
            "told": "w1",
        },
    ]


def _other_slopes(x: torch.Tensor, y: torch.Tensor, w1: torch.Tensor) -> dict[str, Any]:
    """Return what comes out without the slope of tanh, or with another one."""
    h, w2 = x @ w1, _output(w1)
    a = h.tanh()
    arrived = 2 * (a @ w2 - y) @ w2.T
    slopes = (1 - h**2, 1 - a.tanh() ** 2, (h > 0).to(h.dtype))
    told = {"wrong-slope": tuple(x.T @ (arrived * slope) for slope in slopes)}
    if len(x) > 1:
        return {"foretold": told}
    return {"inner": (1 - a**2).expand_as(w1), "foretold": told}


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


def descended_otherwise(
    slope: Function, loss_of: Function, w: torch.Tensor, rate: float, steps: int
) -> tuple[torch.Tensor, ...]:
    """Return the losses with momentum, with the first gradient, without an update, and so on."""
    first = slope(w)

    def noted(update: Callable[[torch.Tensor, torch.Tensor], torch.Tensor]) -> torch.Tensor:
        here, moved, found = w, torch.zeros_like(w), []
        for _ in range(steps):
            found.append(loss_of(here))
            moved = update(slope(here), moved)
            here = here - moved
        return torch.stack(found)

    return (
        noted(lambda gradient, before: rate * gradient + 0.9 * before),
        noted(lambda gradient, before: rate * first),
        noted(lambda gradient, before: 0 * gradient),
        noted(lambda gradient, before: rate * gradient / gradient.norm()),
        noted(lambda gradient, before: gradient),
    )


def bowl(w: torch.Tensor) -> torch.Tensor:
    """Return the loss to descend."""
    return (w**2 + w.sin()).sum()


def _slope_of_bowl(w: torch.Tensor) -> torch.Tensor:
    return 2 * w + w.cos()


def _explained(w: torch.Tensor) -> Mapping[str, Any]:
    return {
        "steps": descended(_slope_of_bowl, bowl, w, 0.15, 7),
        "foretold": {
            "not-zeroed": (descended(_slope_of_bowl, bowl, w, 0.15, 6, clears=False),),
            "sign": (descended(_slope_of_bowl, bowl, w, -0.15, 6),),
            "other-update": descended_otherwise(_slope_of_bowl, bowl, w, 0.15, 6),
        },
    }


@explained_by(_explained)
def six_losses(w: torch.Tensor) -> Mapping[str, torch.Tensor]:
    """Return the losses before each of six steps with the rate 0.15."""
    return {"losses": descended(_slope_of_bowl, bowl, w, 0.15, 6)}


def six_steps(descent_losses: Answer) -> dict[str, Any]:
    """Return the question for the losses of six steps down the bowl."""
    return {
        "answer": lambda w: descent_losses(bowl, w, 0.15, 6),
        "reference": six_losses,
        "shapes": [(3,), (3,), (2, 2), (3, 2)],
        "told": "w",
    }


# as_linear


def twice_the_identity(as_linear: Answer) -> Answer:
    """Return a function of w: what its layer makes of twice the identity matrix."""
    return lambda w: as_linear(w)(
        2 * torch.eye(w.shape[0], dtype=w.dtype, device=w.device)
    ).detach()


def after_training(as_linear: Answer) -> Answer:
    """Return a function of w: what is left of w when the layer's weight was filled with 7."""

    def kept(w: torch.Tensor) -> torch.Tensor:
        theirs = w.clone()
        layer = as_linear(theirs)
        with torch.no_grad():
            layer.weight.fill_(7)
        return theirs

    return kept


def weights(as_linear: Answer) -> dict[str, Any]:
    """Return the question for the weight of a layer."""
    return {
        "answer": lambda w: as_linear(w).weight.detach(),
        "reference": torch.t,
        "shapes": [(3, 3), (2, 4)],
        # A copy is exact, also of digits that a float32 has no room for.
        "points": [[[1e5 / 3, 1e5 / 7], [1e5 / 9, 1e5 / 11]], [[1e5 / 13, 1e5 / 17]]],
        "rtol": 1e-12,
        "told": "w",
    }


def layers(as_linear: Answer) -> list[dict[str, Any]]:
    """Return questions: what the layer computes, and what training it leaves of w."""
    return [
        {
            "answer": twice_the_identity(as_linear),
            "reference": lambda w: 2 * w,
            "shapes": [(3, 3), (4, 2)],
            "seed": 1,
            "told": "w",
        },
        {
            "answer": after_training(as_linear),
            "reference": torch.clone,
            # Of a single row the transpose is contiguous, and still no copy.
            "shapes": [(2, 2), (3, 5), (1, 4)],
            "told": "w",
            "part": "w itself, after the layer has learned",
        },
    ]


def kind_of(as_linear: Answer) -> Callable[[], dict[str, bool]]:
    """Return a function that looks at what kind of layer it is."""

    def looked_at() -> dict[str, bool]:
        layer = as_linear(torch.ones(2, 3, device=device()))
        return {
            "whether it has no bias": layer.bias is None,
            "whether it is an nn.Linear": isinstance(layer, nn.Linear),
        }

    return looked_at


linear_without_bias = {"whether it has no bias": True, "whether it is an nn.Linear": True}


# mean_square


def targets_for(p: torch.Tensor) -> torch.Tensor:
    """Return as many targets as there are predictions, in a list."""
    return torch.linspace(-1, 2, p.numel(), dtype=p.dtype, device=p.device).cos()


def with_a_list(mean_square: Answer) -> Answer:
    """Return a function of p: its mean square, with targets of shape (n,)."""
    return lambda p: untouched(mean_square)(p, targets_for(p))


def all_with_all(p: torch.Tensor) -> Mapping[str, Any]:
    """Return what comes out if each prediction is compared with each target."""
    return {"foretold": {"broadcast": (p.reshape(-1, 1) - targets_for(p)).square().mean()}}


def slope_with_a_column(mean_square: Answer) -> Answer:
    """Return a function of p: the gradient by p, with targets of shape (n, 1)."""

    def slope(p: torch.Tensor) -> Any:
        leaf = p.clone().requires_grad_()
        untouched(mean_square)(leaf, targets_for(p).reshape(-1, 1)).backward()
        return leaf.grad

    return slope


def _all_pairs(p: torch.Tensor) -> Mapping[str, Any]:
    y = targets_for(p)
    return {**all_with_all(p), "f": lambda t: ((t.reshape(-1, len(y)) - y) ** 2).mean()}


def _slope_of_all_pairs(p: torch.Tensor) -> Mapping[str, Any]:
    return {"foretold": {"broadcast": 2 * (p - targets_for(p).mean()) / p.numel()}}


def _mean(p: torch.Tensor) -> torch.Tensor:
    return nn.functional.mse_loss(p.flatten(), targets_for(p))


mean_of_pairs: dict[str, Any] = {
    "reference": explained_by(_all_pairs)(_mean),
    "shapes": [(4, 1), (4, 1), (5, 1)],
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


def _with_sums(
    steps: int, curvature: torch.Tensor, begin: torch.Tensor, rates: torch.Tensor
) -> torch.Tensor:
    """Return the same where each gradient is added to those before it."""
    w = begin.expand(len(rates), -1)
    gradient = torch.zeros_like(w)
    for _ in range(steps):
        gradient = gradient + 2 * curvature * w
        w = w - rates[:, None] * gradient
    return (curvature * w**2).sum(1)


def _with_momentum(
    steps: int, curvature: torch.Tensor, begin: torch.Tensor, rates: torch.Tensor
) -> torch.Tensor:
    """Return the same where each step goes on with nine tenths of the one before."""
    w = begin.expand(len(rates), -1)
    moved = torch.zeros_like(w)
    for _ in range(steps):
        moved = 0.9 * moved + rates[:, None] * 2 * curvature * w
        w = w - moved
    return (curvature * w**2).sum(1)


def rates_drawn(
    curvature: torch.Tensor, begin: torch.Tensor, rates: torch.Tensor, rtol: float
) -> Curves:
    """Return the two curves for a valley of this curvature, and what explains others."""
    counts = {f"{steps} steps": steps for steps in (10, 100)}
    valley = (curvature, begin)
    return Curves(
        x=rates,
        curves={label: after(steps, *valley, rates) for label, steps in counts.items()},
        rtol=rtol,
        atol=2e-14,
        scale="log",
        evidence={
            label: {
                "foretold": {
                    "off-by-one-step": (
                        after(steps - 1, *valley, rates),
                        after(steps + 1, *valley, rates),
                    ),
                    "sign": (after(steps, *valley, -rates),),
                    "not-zeroed": (_with_sums(steps, *valley, rates),),
                    "other-update": (_with_momentum(steps, *valley, rates),),
                }
            }
            for label, steps in counts.items()
        },
    )


_curvature = torch.tensor([1.0, 0.25], dtype=torch.float64, device="cpu")
_begin = torch.tensor([2.0, -3.0], dtype=torch.float64, device="cpu")
#: At the last of them the first weight runs away.
_rates = torch.logspace(-2, 0.05, 10, dtype=torch.float64, device="cpu")


def two_valleys(plot_rates: Answer) -> Callable[[], Any]:
    """Return a function that has w₀² + w₁²/4 drawn, from (2, −3)."""
    draw = untouched(plot_rates)
    return lambda: draw(lambda w: (_curvature * w**2).sum(), _begin.clone(), _rates.clone())


losses_of_valleys = rates_drawn(_curvature, _begin, _rates, rtol=1e-9)

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


class _Adding(nn.Module):
    """A layer with a training mode of its own, which no list of PyTorch's layers holds."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x + 2 if self.training else x


@explained_by(lambda x: {"foretold": {"training-mode": x + 2}})
def _passed_through(x: torch.Tensor) -> torch.Tensor:
    return x.clone()


def models(evaluate: Answer) -> list[dict[str, Any]]:
    """Return questions: what ``evaluate`` makes of fresh models of several kinds."""

    def of(**kind: Any) -> Answer:
        return lambda x: evaluate(model_for(x, **kind), x)

    return [
        {"answer": of(drop=0.0), "reference": normed, "shapes": [(6, 3), (4, 5)]},
        {"answer": of(), "reference": used, "shapes": [(5, 3), (4, 2)]},
        {
            "answer": of(training=False),
            "reference": used,
            "shapes": [(3, 3), (6, 2)],
            "part": "a model in evaluation mode",
        },
        {
            "answer": lambda x: evaluate(nn.Sequential(nn.Sequential(_Adding())), x),
            "reference": _passed_through,
            "shapes": [(3, 3), (2,)],
            "part": "a layer with modes of its own",
        },
    ]


def batch() -> torch.Tensor:
    """Return four rows of three numbers."""
    return torch.linspace(-1, 2, 12, dtype=torch.float64, device=device()).reshape(4, 3)


def traces(evaluate: Answer) -> Callable[[], dict[str, Any]]:
    """Return a function that looks at what ``evaluate`` leaves behind."""

    def left() -> dict[str, Any]:
        first, second, mixed = (model_for(batch(), training=k != 1) for k in range(3))
        second(batch()).sum().backward()
        kept = [None if each.grad is None else each.grad.clone() for each in second.parameters()]
        owned, looks = [*second.parameters()], repr(second)
        mixed[0].eval()  # as one does to keep a batch norm as it is
        mixed[2].requires_grad_(False)  # and this to freeze a layer
        outer = nn.Sequential(mixed)
        with torch.enable_grad():
            recorded = evaluate(first, batch()).requires_grad
            evaluate(second, batch())
            evaluate(outer, batch())
            recording = torch.is_grad_enabled()
        with torch.no_grad():
            evaluate(first, batch())
            still_off = not torch.is_grad_enabled()
        return {
            "whether the result requires a gradient": recorded,
            "the modes afterwards": [first.training, second.training],
            "whether autograd records afterwards": recording,
            "whether it is still off where the caller had switched it off": still_off,
            "whether the parameters learn afterwards": all(
                each.requires_grad for each in second.parameters()
            ),
            "whether the gradients are still there": all(
                each.grad is not None and before is not None and torch.equal(each.grad, before)
                for each, before in zip(second.parameters(), kept, strict=True)
            ),
            "whether its parameters are still the same tensors": all(
                each is before for each, before in zip(second.parameters(), owned, strict=True)
            ),
            "whether its parts are set as before, without hooks": repr(second) == looks
            and not any(
                each._forward_hooks or each._forward_pre_hooks for each in second.modules()
            ),
            "the modes of all parts": [each.training for each in outer.modules()],
            "whether a frozen layer is still frozen": not any(
                each.requires_grad for each in mixed[2].parameters()
            ),
        }

    return left


no_traces: dict[str, bool | float | list[Any]] = {
    "whether the result requires a gradient": False,
    "the modes afterwards": [True, False],
    "whether autograd records afterwards": True,
    "whether it is still off where the caller had switched it off": True,
    "whether the parameters learn afterwards": True,
    "whether the gradients are still there": True,
    "whether its parameters are still the same tensors": True,
    "whether its parts are set as before, without hooks": True,
    "the modes of all parts": [True, True, False, True, True],
    "whether a frozen layer is still frozen": True,
}


def _too_wide() -> torch.Tensor:
    return torch.ones(4, 7, device=device())


class _Particular(nn.Module):
    """A model that raises an error of its own choice."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        raise LookupError("this model wants three columns")


def error_inside() -> Any:
    """Give a model seven columns, where it wants three."""
    return _Particular()(_too_wide())


def with_an_error(evaluate: Answer) -> Callable[[], Any]:
    """Return a function that asks ``evaluate`` for the same."""
    return lambda: evaluate(_Particular(), _too_wide())


def mode_after_an_error(evaluate: Answer) -> dict[str, Any]:
    """Return the question what is left of models that raised, each an error of its own kind."""

    def left() -> dict[str, bool]:
        models = nn.Linear(3, 2, device=device()), _Particular()
        for model in models:
            with contextlib.suppress(RuntimeError, LookupError):
                evaluate(model, _too_wide())
        recording = torch.is_grad_enabled()
        return {
            "the mode after an error": models[0].training,
            "the mode after an error of another kind": models[1].training,
            "whether autograd records after an error": recording,
        }

    return {
        "answer": left,
        "expected": {
            "the mode after an error": True,
            "the mode after an error of another kind": True,
            "whether autograd records after an error": True,
        },
    }


# truncated_gradient


def states(w: torch.Tensor, xs: list[float]) -> torch.Tensor:
    """Return all states, one after the other; the first of them is 0."""
    found = [torch.zeros_like(w)]
    for x in xs:
        found.append(torch.tanh(w * found[-1] + x))
    return torch.stack(found)


def sum_of_squares(w: torch.Tensor, held: torch.Tensor, xs: list[float], k: int) -> torch.Tensor:
    """Return the loss, where every k-th state is taken from ``held``."""
    return _squares(w, held, xs, lambda t: t % k == 0).sum()


def _squares(
    w: torch.Tensor, held: torch.Tensor, xs: list[float], cuts: Callable[[int], bool]
) -> torch.Tensor:
    """Return the square of each state, where those before the steps at a cut are held."""
    found, s = [], held[0]
    for t, x in enumerate(xs):
        s = torch.tanh(w * (held[t] if cuts(t) else s) + x)
        found.append((s**2).sum())
    return torch.stack(found)


def gradient_in_pieces(w: torch.Tensor, xs: list[float], k: int) -> torch.Tensor:
    """Return the gradient of the loss by w, every k-th state held."""
    held = states(w, xs)
    gradient: torch.Tensor = torch.func.grad(lambda t: sum_of_squares(t, held, xs, k))(w)
    return gradient


#: By threes they are two full pieces, and one that is shorter.
inputs = [0.5, -0.3, 0.8, 0.2, -0.6, 0.4, -0.7, 0.3]


def in_pieces(truncated_gradient: Answer) -> dict[str, Any]:
    """Return the question for the gradient with a state detached every three time steps."""
    return {
        "answer": lambda w: truncated_gradient(w, inputs, 3),
        "of": loss_in_pieces,
        "held": states_held,
        "shapes": [(3,), (3,), (2, 2)],
        "told": "w",
    }


def states_held(w: torch.Tensor) -> torch.Tensor:
    """Return the states for these inputs."""
    return states(w, inputs)


def _mistakes(w: torch.Tensor) -> Mapping[str, Any]:
    held = states(w, inputs)

    def gradient(which: list[int], cuts: Callable[[int], bool] = lambda t: t % 3 == 0) -> Any:
        """Return the gradient of the squares that are counted, with other cuts perhaps."""
        return torch.func.grad(lambda t: _squares(t, held, inputs, cuts)[which].sum())(w)

    every = list(range(len(inputs)))

    def anew(t: torch.Tensor) -> torch.Tensor:
        return _squares(t, torch.zeros_like(held), inputs, lambda t: t % 3 == 0).sum()

    return {
        "kept": gradient(every, lambda t: True),
        "foretold": {
            "state-reset": torch.func.grad(anew)(w),
            "rest-dropped": gradient(every[:6]),
            # The last piece, the last state, and the last state of each piece.
            "overwritten": (gradient([6, 7]), gradient([7]), gradient([2, 5, 7])),
            "off-by-one-step": (
                gradient(every, lambda t: t % 3 == 2),
                gradient(every, lambda t: t % 3 == 1),
            ),
        },
    }


@explained_by(_mistakes)
def loss_in_pieces(w: torch.Tensor, held: torch.Tensor) -> torch.Tensor:
    """Return the loss, cut every three time steps."""
    return sum_of_squares(w, held, inputs, 3)
