"""A loss as a landscape, and the way gradient descent takes through it at each learning rate."""

from __future__ import annotations

import functools
import math
import operator
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import torch

from autograder.errors import PictureError
from autograder.lesson.devices import device
from autograder.lesson.explorers.arguments import as_number, asked, muted
from autograder.lesson.numbers.numerals import count_in_powers, given, number
from autograder.lesson.pictures.controls import Slider
from autograder.lesson.pictures.figures import PALETTE, Picture, image_of
from autograder.lesson.pictures.interactive import show_explorer, styled_figure

if TYPE_CHECKING:
    from matplotlib.figure import Figure

#: Everything keeps its place when a control moves, and matplotlib need not look for one.
_PLACES = {"left": 0.115, "right": 0.98, "bottom": 0.26, "top": 0.93, "wspace": 0.3}
#: Multiples of these have few digits: beside −0.075 the label of an axis would be cut off.
_TICKS = (1, 2, 5, 10)
_OTHER_COLORS = (PALETTE[2], PALETTE[0], PALETTE[3])

Loss = Callable[[torch.Tensor], torch.Tensor]

#: From where the built-in network's loss creeps to where it diverges.
RATES = (0.005, 0.01, 0.02, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.7, 1.0)
_HIDDEN = 8
_GRID = 41
#: A loss this many times what it was at the start has diverged.
_DIVERGED = 1e6
#: A loss this many times what it was at the start is as good as 0, and below the picture.
_VANISHED = 1e-12


def mlp_loss(parameters: torch.Tensor) -> torch.Tensor:
    """Return how far a 1–8–1 network is from sin 2x: the mean squared error at 32 points.

    Args:
        parameters: float64 tensor of shape (25,): weights and biases of the hidden layer, which
            ends in tanh, then weights and bias of the output.

    """
    x = torch.linspace(-2, 2, 32, dtype=torch.float64, device=parameters.device)
    weight, bias, output_weight = parameters[:-1].reshape(3, _HIDDEN)
    output = torch.tanh(x[:, None] * weight + bias) @ output_weight + parameters[-1]
    return torch.mean((output - torch.sin(2 * x)) ** 2)


def mlp_start() -> torch.Tensor:
    """Return the parameters from which the network starts: float64 (25,), from −1 to 1."""
    generator = torch.Generator().manual_seed(2)
    size = 3 * _HIDDEN + 1
    return 2 * torch.rand(size, generator=generator, dtype=torch.float64, device="cpu") - 1


@dataclass(frozen=True)
class Descent:
    """A run of gradient descent, on the CPU.

    ``places`` has shape (k + 1, n), the parameters before the first step and after each of k;
    ``losses`` has shape (k + 1,). A run that diverges ends there.
    """

    rate: float
    places: torch.Tensor
    losses: torch.Tensor
    has_diverged: bool


def descend(loss: Loss, start: torch.Tensor, rate: float, steps: int) -> Descent:
    """Take ``steps`` steps θ ← θ − rate · ∇loss(θ) from ``start``, a float64 tensor (n,).

    The run has diverged, and ends, once the loss is not finite or a million times what it was.

    Raises:
        PictureError: if ``loss`` does not turn the parameters into one number that depends on
            them.

    """
    with muted():
        return _descend(loss, start, rate, steps)


def _descend(loss: Loss, start: torch.Tensor, rate: float, steps: int) -> Descent:
    place = start
    places, losses = [], []
    has_diverged = False
    for _ in range(steps + 1):
        value, gradient = _value_and_gradient(loss, place)
        places.append(place)
        losses.append(value)
        has_diverged = not abs(value) <= _DIVERGED * (abs(losses[0]) or 1.0)  # NaN is no number
        if has_diverged:
            break
        place = place - rate * gradient
    numbers = torch.tensor(losses, dtype=torch.float64, device="cpu")
    return Descent(rate, torch.stack(places).cpu(), numbers, has_diverged)


def _value_and_gradient(loss: Loss, place: torch.Tensor) -> tuple[float, torch.Tensor]:
    with torch.inference_mode(False), torch.enable_grad():
        parameters = place.clone().requires_grad_()
        value = asked(loss, parameters, "loss")
        if isinstance(value, torch.Tensor) and value.numel() == 1 and not value.is_complex():
            gradient = None
            if value.requires_grad:
                (gradient,) = torch.autograd.grad(value.reshape(()), parameters, allow_unused=True)
            if gradient is not None:
                return value.item(), gradient
    raise PictureError(
        "loss must turn a flat tensor of parameters into one real number as a tensor that depends "
        f"on them, and it returned {value!r}."
    )


@dataclass(frozen=True)
class Landscape:
    """``losses`` (41, 41) on a plane through weight space, rows along its second axis.

    The plane goes through ``origin`` (n,) along the two rows of ``axes`` (2, n), of length 1 and
    at right angles; ``across`` and ``up`` (41,) are the distances along them. The ``length`` of the
    way from start to end is the plane's scale.
    """

    origin: torch.Tensor
    axes: torch.Tensor
    across: torch.Tensor
    up: torch.Tensor
    losses: torch.Tensor
    length: float

    def shadow(self, places: torch.Tensor) -> torch.Tensor:
        """Return where the ``places`` (k, n) lie when seen from above the plane, as (k, 2)."""
        return (places - self.origin) @ self.axes.T

    def height(self, place: torch.Tensor) -> float:
        """Return the distance of a ``place`` (n,) from the plane."""
        away = place - self.origin
        return float((away - self.axes.T @ (self.axes @ away)).norm())


def landscape(loss: Loss, descent: Descent) -> Landscape:
    """Return ``loss`` on a plane through the start and the end of ``descent``.

    The first axis leads from the start to the end. The second is, of all directions at right
    angles to it, the one in which the loss curves most at the end: there, a step that is too
    long shows as a zigzag. (A random plane shows no path at all: Li et al., Visualizing the Loss
    Landscape of Neural Nets, 2018, section 7. They take the path's two principal components
    instead; those of a smooth path do not hold the zigzags of the others.)
    """
    with muted():
        return _landscape(loss, descent)


def _landscape(loss: Loss, descent: Descent) -> Landscape:
    start, end = descent.places[0], descent.places[-1]
    length = (end - start).norm().item()
    along = (end - start) / length
    axes = torch.stack([along, _most_curved(loss, end, along, length)])
    shadow = (descent.places - start) @ axes.T
    margin = length / 4
    # Square, and the path in its middle.
    low, high = shadow.min(dim=0).values, shadow.max(dim=0).values
    half = (high - low).max().item() / 2 + margin
    middle = (low + high) / 2
    across, up = (
        torch.linspace(-half, half, _GRID, dtype=torch.float64, device="cpu") + center
        for center in middle
    )
    points = start + across[None, :, None] * axes[0] + up[:, None, None] * axes[1]
    with torch.no_grad():
        losses = [loss(point).item() for point in points.reshape(-1, len(start)).to(device())]
    grid = torch.tensor(losses, dtype=torch.float64, device="cpu").reshape(_GRID, _GRID)
    return Landscape(start, axes, across, up, grid, length)


def _most_curved(
    loss: Loss, place: torch.Tensor, along: torch.Tensor, length: float
) -> torch.Tensor:
    """Return the direction (n,) at right angles to ``along`` in which ``loss`` curves most.

    Power iteration on the Hessian; its products with a vector are differences of two gradients,
    so the loss need not be differentiable twice.
    """

    def project(vector: torch.Tensor) -> torch.Tensor:
        return vector - (vector @ along) * along

    generator = torch.Generator().manual_seed(0)
    guess = project(
        torch.rand(len(place), generator=generator, dtype=torch.float64, device="cpu") - 0.5
    )
    vector: torch.Tensor = guess / guess.norm()
    h = 1e-4 * length
    for _ in range(40):
        ahead, behind = (
            _value_and_gradient(loss, (place + sign * h * vector).to(device()))[1].cpu()
            for sign in (1, -1)
        )
        product = project(ahead - behind)
        size = product.norm().item()
        if not 0 < size < math.inf:  # flat in every direction: one is as good as another
            break
        vector = product / size
    return vector


def learning_rate(
    loss: Loss = mlp_loss,
    start: torch.Tensor | None = None,
    *,
    rate: float = 0.2,
    rates: Sequence[float] = RATES,
    steps: int = 100,
) -> None:
    """Show the landscape of ``loss`` and the path of gradient descent, with a slider for the rate.

    Args:
        loss: turns a float64 tensor of shape (n,), all parameters, into one number. By default
            a small network that learns a sine. It is asked some 2000 times before the picture
            appears, and the paths are kept: for thousands of parameters, not for millions. What
            it prints is shown for the start alone.
        start: the parameters at first, of shape (n,).
        rate: the learning rate at first, at which the loss must fall; the landscape is drawn
            around its path.
        rates: the learning rates of the slider, ``rate`` among them.
        steps: how many steps a run takes.

    Raises:
        PictureError: if one of these cannot be drawn; the message says which and why.

    """
    begin = _checked_start(loss, start)
    rates, chosen = _checked_rates(rate, rates)
    rate = rates[chosen]
    steps = _checked_steps(steps)
    at_start, _ = _value_and_gradient(loss, begin)
    if not math.isfinite(at_start):
        raise PictureError(f"At start the loss is {given(at_start)}. Start elsewhere.")

    # A rate's path is the same each time that the slider comes by.
    @functools.cache
    def run(rate: float) -> Descent:
        return descend(loss, begin, rate, steps)

    reference = run(rate)
    if reference.has_diverged:
        raise PictureError(
            f"At rate={given(rate)} the loss diverges within {len(reference.losses) - 1} steps, "
            "and there is no path to draw a landscape around. Begin with a smaller rate."
        )
    if torch.equal(reference.places[0], reference.places[-1]):
        raise PictureError(
            f"At rate={given(rate)} the run ends where it started, so there is no way to draw. "
            "Start elsewhere, if the gradient is 0 there, or change the rate."
        )
    ground = landscape(loss, reference)
    others = (run(rates[0]), reference, run(rates[-1]))
    compared = " ".join(describe(other, ground, steps) for other in others)

    def draw(position: float, taken: float) -> Picture:
        descent = run(rates[round(position)])
        caption = describe(descent, ground, round(taken))
        alt = (
            "Left, contours of the loss on a plane through weight space with the path of gradient "
            f"descent; right, the loss after each step. {caption} To compare: {compared}"
        )
        figure = learning_rate_figure(ground, descent, others, round(taken))
        return Picture([image_of(figure, alt=alt, width=720)], caption)

    readings = tuple(number(one) for one in rates)
    controls = [
        Slider("position", "learning rate", chosen, 0, len(rates) - 1, 1, readings),
        Slider("taken", "steps", steps, 0, steps, 1, has_buttons=True),
    ]
    show_explorer(draw, controls, label="Learning rate")


def _checked_start(loss: Loss, start: torch.Tensor | None) -> torch.Tensor:
    """Return ``start`` as a float64 tensor (n,) on the course's device."""
    if start is None:
        if loss is not mlp_loss:
            raise PictureError("Your own loss needs its start: give start= a flat tensor.")
        start = mlp_start()
    is_flat = isinstance(start, torch.Tensor) and start.dim() == 1 and len(start) > 1
    if not is_flat or not start.isfinite().all():
        got = f"shape {tuple(start.shape)}" if isinstance(start, torch.Tensor) else f"{start!r}"
        raise PictureError(
            f"start must be a flat tensor of at least two finite numbers, and it has {got}. "
            "torch.cat([w.flatten() for w in parameters]) makes one of several."
        )
    return start.detach().to(device(), torch.float64)


def _checked_rates(rate: Any, rates: Any) -> tuple[tuple[float, ...], int]:
    """Return the learning rates, and which of them is ``rate``."""
    first = as_number(rate, "rate")
    try:
        numbers = tuple(as_number(one, "rates") for one in rates)
    except TypeError:
        raise PictureError(f"rates={rates!r} must be several numbers, such as (0.1, 1).") from None
    for index, one in enumerate(numbers):
        if math.isclose(one, first, rel_tol=1e-6):  # float32's 0.2 is another one
            return numbers, index
    raise PictureError(f"rate={given(first)} is not among rates. Add it, or choose one of them.")


def _checked_steps(steps: Any) -> int:
    try:
        count = operator.index(steps)
    except TypeError:
        raise PictureError(f"steps={steps!r} is no whole number. Give one, such as 100.") from None
    if count < 1:
        raise PictureError(f"steps={count} draws no path. Take one step at least.")
    return count


def describe(descent: Descent, ground: Landscape, taken: int) -> str:
    """Say in numbers how ``descent`` goes in its first ``taken`` steps."""
    losses = descent.losses[: taken + 1]
    first, last = losses[0].item(), losses[-1].item()
    done = len(losses) - 1
    name = f"Learning rate {number(descent.rate)}"
    if descent.has_diverged and taken >= len(descent.losses) - 1:
        return (
            f"{name}: diverged after {_steps(done)}; the loss was {number(first)} at the start "
            f"and is {number(last)}."
        )
    if done == 0:
        return f"{name}: before the first step the loss is {number(first)}."
    text = f"{name}: in {_steps(done)} the loss "
    if {number(loss) for loss in losses.tolist()} == {number(first)}:
        text += f"stayed at {number(first)}."
    else:
        rises = int((losses.diff() > 0).sum())
        went = "fell" if last < first else "went"
        text += f"{went} from {number(first)} to {number(last)}"
        text += f"; {rises} of them led uphill." if rises else ", downhill all the way."
    height = ground.height(descent.places[done])
    if height > ground.length / 4:
        text += f" Its end lies {number(height)} off the plane: the map shows its shadow."
    return text


def _steps(count: int) -> str:
    return "1 step" if count == 1 else f"{count} steps"


def learning_rate_figure(
    ground: Landscape, descent: Descent, others: Sequence[Descent], taken: int
) -> Figure:
    """Draw the first ``taken`` steps of ``descent`` on the ``ground``; beside it, the losses.

    The losses of three ``others`` are there to compare; the second is the run that the landscape
    was drawn around.
    """
    finite = ground.losses[ground.losses.isfinite()]
    low, high = finite.min().item(), finite.max().item()
    # Closer and closer towards the valley's floor, whatever its height.
    levels = low + (high - low) * torch.logspace(-3, 0, 13, dtype=torch.float64, device="cpu")[:-1]
    losses = descent.losses[: taken + 1]
    path = ground.shadow(descent.places[: taken + 1])
    with styled_figure(7.2, 4.1) as figure:
        figure.set_layout_engine("none")
        plane, history = figure.subplots(1, 2, gridspec_kw=_PLACES)
        lines = plane.contour(
            ground.across, ground.up, ground.losses, levels.tolist(), colors="0.55", linewidths=0.8
        )
        plane.clabel(lines, lines.levels[3::3], fmt="%.2g", fontsize=8)
        plane.plot(*path.T, ".-", color=PALETTE[1], linewidth=1, markersize=4, label="path")
        plane.plot(*path[0], "s", color="black", label="start")
        plane.plot(*path[-1], "o", color="black", label="now")
        ends = [(axis[0].item(), axis[-1].item()) for axis in (ground.across, ground.up)]
        plane.set(xlim=ends[0], ylim=ends[1], aspect="equal", title="loss on a plane of weights")
        plane.locator_params(nbins=5, steps=_TICKS)
        said = count_in_powers(plane.xaxis, plane.yaxis)
        plane.set(xlabel=f"from the start along the valley{said}", ylabel=f"across it{said}")
        plane.grid(False)

        for one, style, color in zip(others, (":", "--", "-."), _OTHER_COLORS, strict=True):
            history.plot(one.losses, style, color=color, label=f"rate {number(one.rate)}")
        history.plot(
            losses,
            ".-",
            color=PALETTE[1],
            linewidth=1,
            markersize=4,
            label=f"now: {number(descent.rate)}",
        )
        history.plot([len(losses) - 1], losses[-1:], "o", color="black")
        # From below the middle run's end to well above the start; what diverges leaves at the top.
        best, top = others[1].losses.min().item(), losses[0].item()
        if best >= 0 and top > 0:
            history.set(yscale="log", ylim=(max(best, _VANISHED * top) / 2, 20 * top))
            history.minorticks_off()
            said = ""
        else:
            spread = (top - best) or 1.0
            history.set(ylim=(best - 0.1 * spread, top + 0.5 * spread))
            history.locator_params(axis="y", nbins=5, steps=_TICKS)
            said = count_in_powers(history.yaxis)
        last = len(others[1].losses) - 1
        history.set(xlim=(-0.02 * last, 1.02 * last), xlabel="step")
        # The title names the y axis: between the plots there is room for numbers alone.
        history.set(title=f"loss after each step{said}", box_aspect=1)
        place = {"loc": "upper center", "bbox_to_anchor": (0.5, -0.17), "frameon": False}
        plane.legend(ncols=3, columnspacing=1.2, **place)
        history.legend(ncols=2, **place)
    return figure
