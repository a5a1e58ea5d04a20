"""A one-variable function as numbers: its values and its slopes."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass
from typing import NamedTuple

import torch

from autograder.errors import PictureError
from autograder.lesson.devices import device
from autograder.lesson.explorers.arguments import TensorFunction, muted, name_of, number_at
from autograder.lesson.numbers.numerals import number

#: What an axis has room for: matplotlib's own arithmetic needs some, short of the largest float.
TOO_LARGE = 1e100


@dataclass(frozen=True)
class Curve:
    """``values`` and autograd's ``slopes`` of a function at the points ``x``.

    All are tensors of shape (n,) on the CPU, of float64 but for ``is_reached``: whether a path
    leads from the value back to the point. A slope is NaN where none does, for autograd has none
    to give there, and where the value is not finite.
    """

    x: torch.Tensor
    values: torch.Tensor
    slopes: torch.Tensor
    is_reached: torch.Tensor


def curve(f: TensorFunction, x: torch.Tensor, role: str = "f") -> Curve:
    """Return ``f`` and its derivative at each of the points ``x``, a float64 tensor (n,).

    ``f`` is asked at one point at a time, as a tensor of shape ``()``, so it may contain control
    flow. Where it is not defined, autograd often gives a slope even so (1/x for log x, left of
    0): that one is not returned.

    Raises:
        PictureError: as ``number_at`` does.

    """
    # Whatever mode the notebook was left in.
    with torch.inference_mode(False), torch.enable_grad():
        values, slopes = torch.empty(2, len(x), dtype=torch.float64, device="cpu")
        is_reached = torch.empty(len(x), dtype=torch.bool, device="cpu")
        for index, number in enumerate(x.tolist()):
            at = torch.tensor(number, dtype=torch.float64, device=device(), requires_grad=True)
            y = number_at(f, at, role)
            values[index] = y.detach()
            slope = None
            if y.requires_grad:
                (slope,) = torch.autograd.grad(y, at, allow_unused=True)
            slopes[index] = math.nan if slope is None else slope
            is_reached[index] = slope is not None
    slopes[~values.isfinite()] = math.nan
    return Curve(x, values, slopes, is_reached)


@dataclass(frozen=True)
class Pieces:
    """A curve cut where its function jumps or turns a corner, so that no line bridges a jump.

    ``curve`` has NaN between its pieces. ``jumps`` says where the function jumps, ``sizes`` by how
    much: float64 tensors of shape (m,), in order.
    """

    curve: Curve
    jumps: torch.Tensor
    sizes: torch.Tensor


def pieces(f: TensorFunction, x: torch.Tensor) -> Pieces:
    """Return ``f`` at the points ``x``, a float64 tensor (n,) in order, cut into its pieces.

    Where two neighbours' values do not differ by what autograd's slopes promise, or their slopes
    differ much, the gap between them is narrowed down until either the contradiction has gone, or
    the two are as good as one. At most one jump is found between two points of ``x``.

    Raises:
        PictureError: as ``curve`` does, or if the values or slopes are too large to draw.

    """
    with muted():
        whole = curve(f, x)
        _check_room(f, whole)
        return _cut(f, whole)


def jumps_between(f: TensorFunction, x: torch.Tensor) -> list[tuple[float, float]]:
    """Return where ``f`` jumps between the points ``x``, and by how much, as ``pieces`` does."""
    with muted():
        cut = _cut(f, curve(f, x))
    return list(zip(cut.jumps.tolist(), cut.sizes.tolist(), strict=True))


def _check_room(f: TensorFunction, whole: Curve) -> None:
    largest = max(map(abs, (*limits(whole.values), *limits(whole.slopes))))
    if largest > TOO_LARGE:
        raise PictureError(
            f"{name_of(f)} or its slope goes beyond {number(TOO_LARGE)} between "
            f"{number(whole.x[0].item())} and {number(whole.x[-1].item())}, too far to draw. "
            "Move the ends."
        )


def _cut(f: TensorFunction, whole: Curve) -> Pieces:
    parts = _samples(whole)
    tolerance = _Tolerance.of(whole)
    samples, jumps = [parts[0]], []
    for left, right in itertools.pairwise(parts):
        if cut := _narrowed(f, left, right, tolerance):
            before, after = cut
            gap = _Sample(before[0], math.nan, math.nan, False)
            if tolerance.is_pole(before, after):
                samples.append(gap)
            else:
                # What else there is between the two points is left out, rather than bridged.
                samples += [gap, before] if any(tolerance.quarrel(left, before)) else [before]
                samples += [gap, after]
                samples += [gap] if any(tolerance.quarrel(after, right)) else []
                rise = after[1] - before[1]
                # Floats grow ever denser towards 0, so a jump there is never quite reached.
                place = 0.0 if before[0] <= 0 <= after[0] else after[0]
                jumps += [(place, rise)] if abs(rise) > tolerance.value else []
        samples.append(right)
    x, values, slopes, is_reached = torch.tensor(
        samples, dtype=torch.float64, device="cpu"
    ).T.contiguous()
    slopes = slopes.where(is_reached.bool(), math.nan)
    where, by = torch.tensor(jumps, dtype=torch.float64, device="cpu").reshape(-1, 2).T.contiguous()
    return Pieces(Curve(x, values, slopes, is_reached.bool()), where, by)


class _Sample(NamedTuple):
    """A point, f's value and its slope there: where no path leads to the point, 0 is assumed."""

    x: float
    value: float
    slope: float
    is_reached: bool


def _samples(whole: Curve) -> list[_Sample]:
    slopes = whole.slopes.where(whole.is_reached | ~whole.values.isfinite(), 0.0)
    columns = (whole.x, whole.values, slopes, whole.is_reached)
    return [_Sample(*each) for each in zip(*(each.tolist() for each in columns), strict=True)]


@dataclass(frozen=True)
class _Tolerance:
    """How far neighbours' values and slopes may be from what a smooth function would have."""

    value: float
    slope: float

    @classmethod
    def of(cls, whole: Curve) -> _Tolerance:
        spreads = []
        for column in (whole.values, whole.slopes):
            low, high = limits(column)
            noise = 1e-9 * max(abs(low), abs(high))
            spreads.append((high - low, noise))
        (value, value_noise), (slope, slope_noise) = spreads
        return cls(1e-3 * value + value_noise, 0.05 * slope + slope_noise)

    def quarrel(self, left: _Sample, right: _Sample) -> tuple[float, float]:
        """Return how much two samples contradict each other, in values and then in slopes.

        Each is 0 if it is tolerable. Between its ends a smooth, short piece rises no less than the
        smaller of its slopes promises and no more than the larger, however steep it is.
        """
        width, rise, turn = right.x - left.x, right.value - left.value, right.slope - left.slope
        if not math.isfinite(rise + turn):
            return 0.0, 0.0
        least, most = sorted((width * left.slope, width * right.slope))
        value = max(least - rise, rise - most) / self.value
        slope = abs(turn) / self.slope
        return value if value > 1 else 0.0, slope if slope > 1 else 0.0

    def is_pole(self, left: _Sample, right: _Sample) -> bool:
        """Tell a pole, where slopes explode, from a jump or a corner, where they do not."""
        return (right.x - left.x) * max(abs(left.slope), abs(right.slope)) > self.value


def _narrowed(
    f: TensorFunction, left: _Sample, right: _Sample, tolerance: _Tolerance
) -> tuple[_Sample, _Sample] | None:
    quarrel = tolerance.quarrel(left, right)
    # At 0 float64 could go on for a thousand steps, and a student's loop with it.
    enough = 1e-16 * (right[0] - left[0])
    while any(quarrel):
        # Not the middle: between a and −a that is 0, where a student's loop may never end.
        x = left[0] + 0.45 * (right[0] - left[0])
        if not left[0] < x < right[0] or right[0] - left[0] < enough:
            return left, right
        [middle] = _samples(curve(f, torch.tensor([x], dtype=torch.float64, device="cpu")))
        if not math.isfinite(middle.value + middle.slope):
            return left, right
        before, after = tolerance.quarrel(left, middle), tolerance.quarrel(middle, right)
        quarrel = max(before, after)
        left, right = (left, middle) if before >= after else (middle, right)
    return None


def limits(values: torch.Tensor) -> tuple[float, float]:
    """Return where an axis begins and ends that shows ``values``, with a margin.

    ``values`` are samples of a curve in order. A pole must not flatten all the rest: samples that
    stand alone, far from both their neighbours, are left outside, and then those that stand alone
    among what is left.
    """
    finite = values.isfinite()
    if not finite.any():
        return -1.0, 1.0
    shown = finite
    while (alone := _alone(values, shown)).any():
        shown = shown & ~alone
    # A pole is a rare thing. What stands alone everywhere is too few samples to tell.
    kept = values[shown if shown.sum() > 0.75 * finite.sum() else finite]
    low, high = kept.min().item(), kept.max().item()
    margin = 0.08 * (high - low) or 0.5
    return low - margin, high + margin


def _alone(values: torch.Tensor, shown: torch.Tensor) -> torch.Tensor:
    if not shown.any():
        return shown
    reach = (values[shown].max() - values[shown].min()) / 7
    is_near = shown[1:] & shown[:-1] & (values.diff().abs() <= reach)
    alone = shown.clone()
    alone[1:] &= ~is_near
    alone[:-1] &= ~is_near
    return alone
