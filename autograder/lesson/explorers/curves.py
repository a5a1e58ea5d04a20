"""A one-variable function as numbers: its values and its slopes."""

from __future__ import annotations

import contextlib
import io
import itertools
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeAlias

import torch

from autograder.errors import PictureError
from autograder.lesson.devices import device

Function = Callable[[torch.Tensor], torch.Tensor]

#: What an axis has room for: matplotlib's own arithmetic needs some, short of the largest float.
TOO_LARGE = 1e100


@dataclass(frozen=True)
class Curve:
    """``values`` and autograd's ``slopes`` of a function at the points ``x``.

    All are float64 tensors of shape (n,) on the CPU. A slope is NaN where the value is not finite.
    """

    x: torch.Tensor
    values: torch.Tensor
    slopes: torch.Tensor


def curve(f: Function, x: torch.Tensor, role: str = "f") -> Curve:
    """Return ``f`` and its derivative at each of the points ``x``, a float64 tensor (n,).

    ``f`` is asked at one point at a time, as a tensor of shape ``()``, so it may contain control
    flow. Where it does not depend on its argument, the slope is 0. Where it is not defined,
    autograd often gives a slope even so (1/x for log x, left of 0): that one is not returned.

    Raises:
        PictureError: as ``number_at`` does.

    """
    # Whatever mode the notebook was left in.
    with torch.inference_mode(False), torch.enable_grad():
        values, slopes = torch.empty(2, len(x), dtype=torch.float64)
        for index, number in enumerate(x.tolist()):
            at = torch.tensor(number, dtype=torch.float64, device=device(), requires_grad=True)
            y = number_at(f, at, role)
            values[index] = y.detach()
            slopes[index] = 0.0
            if y.requires_grad:
                (slope,) = torch.autograd.grad(y, at, allow_unused=True)
                slopes[index] = 0.0 if slope is None else slope
    slopes[~values.isfinite()] = math.nan
    return Curve(x, values, slopes)


def number_at(f: Function, x: torch.Tensor, role: str = "f") -> torch.Tensor:
    """Return ``f(x)``, a real number as a tensor of shape ``()``; ``x`` has this shape, too.

    Raises:
        PictureError: if ``f`` returns something else, or as ``asked`` does.

    """
    y = asked(f, x, role)
    if isinstance(y, torch.Tensor) and y.numel() == 1 and not y.is_complex():
        return y.reshape(())
    if isinstance(y, torch.Tensor):
        got, help_ = f"shape {tuple(y.shape)}, {y.dtype}", ""
    else:
        got, help_ = f"{y!r}", " Compute with torch alone: torch.sin, say, and not math.sin."
    raise PictureError(
        f"{name_of(f)} must turn a tensor of shape () into one real number as a tensor, and it "
        f"returned {got} at {x.item():g}.{help_}"
    )


def asked(f: Callable[[torch.Tensor], object], x: torch.Tensor, role: str = "f") -> object:
    """Return what ``f`` makes of the tensor ``x``, whatever it is.

    Args:
        f: what somebody gave as a function.
        x: what it is asked with.
        role: the argument's name as which ``f`` was given.

    Raises:
        PictureError: if ``f`` is no function, or math and NumPy are to compute it, which know no
            tensors.

    """
    if not callable(f):
        raise PictureError(f"{role} must be a function, such as torch.sin, and it is {f!r}.")
    end = f"{role} is asked with a tensor and must return one."
    # NumPy's sin has no module, but its class, ufunc, does.
    library = str(getattr(f, "__module__", None) or type(f).__module__).partition(".")[0]
    if library in ("math", "cmath", "numpy"):
        name = name_of(f)
        instead = f"torch.{name}" if hasattr(torch, name) else "torch's functions"
        raise PictureError(f"{library}.{name} knows no tensors. Use {instead}: {end}")
    try:
        return f(x)
    except RuntimeError as error:
        if "call numpy() on Tensor" not in str(error):
            raise
        raise PictureError(
            f"{name_of(f)} hands its tensor to NumPy, where autograd cannot follow. Use torch's "
            f"functions: {end}"
        ) from error


@contextlib.contextmanager
def muted() -> Iterator[None]:
    """Discard what is printed: a function that prints is sampled hundreds of times."""
    with contextlib.redirect_stdout(io.StringIO()):
        yield


@dataclass(frozen=True)
class Pieces:
    """A curve cut where its function jumps or turns a corner, so that no line bridges a jump.

    ``curve`` has NaN between its pieces. ``jumps`` says where the function jumps, ``sizes`` by how
    much: float64 tensors of shape (m,), in order.
    """

    curve: Curve
    jumps: torch.Tensor
    sizes: torch.Tensor


def pieces(f: Function, x: torch.Tensor) -> Pieces:
    """Return ``f`` at the points ``x``, a float64 tensor (n,) in order, cut into its pieces.

    Where two neighbours' values do not differ by what autograd's slopes promise, or their slopes
    differ much, the gap between them is narrowed down until either the contradiction has gone, or
    the two are as good as one. At most one jump is found between two points of ``x``.

    Raises:
        PictureError: as ``curve`` does, or if the values or slopes are too large to draw.

    """
    with muted():
        return _pieces(f, x)


def _pieces(f: Function, x: torch.Tensor) -> Pieces:
    whole = curve(f, x)
    largest = max(map(abs, (*limits(whole.values), *limits(whole.slopes))))
    if largest > TOO_LARGE:
        raise PictureError(
            f"{name_of(f)} or its slope goes beyond {number(TOO_LARGE)} between "
            f"{number(x[0].item())} and {number(x[-1].item())}, too far to draw. Move the ends."
        )
    parts = list(zip(x.tolist(), whole.values.tolist(), whole.slopes.tolist(), strict=True))
    tolerance = _Tolerance.of(whole)
    samples, jumps = [parts[0]], []
    for left, right in itertools.pairwise(parts):
        if cut := _narrowed(f, left, right, tolerance):
            before, after = cut
            gap = (before[0], math.nan, math.nan)
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
    columns = torch.tensor(samples, dtype=torch.float64).T.contiguous()
    where, by = torch.tensor(jumps, dtype=torch.float64).reshape(-1, 2).T.contiguous()
    return Pieces(Curve(*columns), where, by)


#: A point, f's value and its slope there.
_Sample: TypeAlias = tuple[float, float, float]


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
        width, rise, turn = (after - before for before, after in zip(left, right, strict=True))
        if not math.isfinite(rise + turn):
            return 0.0, 0.0
        least, most = sorted((width * left[2], width * right[2]))
        value = max(least - rise, rise - most) / self.value
        slope = abs(turn) / self.slope
        return value if value > 1 else 0.0, slope if slope > 1 else 0.0

    def is_pole(self, left: _Sample, right: _Sample) -> bool:
        """Tell a pole, where slopes explode, from a jump or a corner, where they do not."""
        return (right[0] - left[0]) * max(abs(left[2]), abs(right[2])) > self.value


def _narrowed(
    f: Function, left: _Sample, right: _Sample, tolerance: _Tolerance
) -> tuple[_Sample, _Sample] | None:
    quarrel = tolerance.quarrel(left, right)
    # At 0 float64 could go on for a thousand steps, and a student's loop with it.
    enough = 1e-16 * (right[0] - left[0])
    while any(quarrel):
        # Not the middle: between a and −a that is 0, where a student's loop may never end.
        x = left[0] + 0.45 * (right[0] - left[0])
        if not left[0] < x < right[0] or right[0] - left[0] < enough:
            return left, right
        here = curve(f, torch.tensor([x], dtype=torch.float64))
        middle = (x, here.values.item(), here.slopes.item())
        if not all(map(math.isfinite, middle)):
            return left, right
        before, after = tolerance.quarrel(left, middle), tolerance.quarrel(middle, right)
        quarrel = max(before, after)
        left, right = (left, middle) if before >= after else (middle, right)
    return None


def name_of(f: Callable[..., object]) -> str:
    """Return what a function is called: its own name, or f."""
    name = getattr(f, "__name__", "f")
    return "f" if name == "<lambda>" else name


def number(value: float) -> str:
    """Return a number as a caption has it: up to four digits, a real minus sign, real powers.

    What is smaller than 1e-12 is mostly rounding noise, and shown with one digit.
    """
    size = abs(value)
    digits = 1 if size < 1e-12 else 4 if 1e-2 <= size < 1e4 else 3
    return _written(value, digits, has_zeros=False)


def rounded(value: float, digits: int = 4) -> str:
    """Return a number with exactly so many digits, as ``number`` writes it.

    Numbers that are rounded alike then look alike: −0.9900 beside 0.1411.
    """
    return _written(value, 1 if 0 < abs(value) < 1e-12 else digits, has_zeros=True)


def power_of_ten(exponent: int) -> str:
    """Return 10⁻⁸ for −8, and 1 for 0."""
    return f"10{str(exponent).translate(_SUPERSCRIPTS)}" if exponent else "1"


_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def _written(value: float, digits: int, *, has_zeros: bool) -> str:
    if not math.isfinite(value):
        return f"{value}".replace("-", "−")
    # Adding 0 turns −0 into 0.
    short = f"{value + 0.0:.{digits - 1}e}"
    mantissa, _, power = short.partition("e")
    exponent = int(power)
    is_plain = -4 < exponent < 4
    if is_plain:
        mantissa = f"{float(short):.{max(digits - 1 - exponent, 0)}f}"
    if "." in mantissa and not has_zeros:
        mantissa = mantissa.rstrip("0").rstrip(".")
    mantissa = mantissa.replace("-", "−")
    if is_plain:
        return mantissa
    ten = power_of_ten(exponent)
    return f"{mantissa.removesuffix('1')}{ten}" if mantissa in ("1", "−1") else f"{mantissa}·{ten}"


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


def unit_of(largest: float) -> tuple[float, str]:
    """Return what to count an axis in, up to ``largest``, and how to say so behind its name.

    That is 1 and nothing, or, where the numbers would be long, a power of ten.
    """
    exponent = math.floor(math.log10(largest)) if 0 < largest < math.inf else 0
    return (1.0, "") if -1 <= exponent < 3 else (10.0**exponent, f", in {power_of_ten(exponent)}")


def as_number(given: Any, role: str = "at") -> float:
    """Return a number that somebody gave, perhaps as a tensor, as a float.

    Raises:
        PictureError: if it is none; the message calls it by its ``role``, the argument's name.

    """
    try:
        # Of a tensor that requires grad, float alone would warn.
        return float(given.item() if hasattr(given, "item") else given)
    except (TypeError, ValueError, ArithmeticError, RuntimeError):
        raise PictureError(f"{role}={given!r} is no number. Give one, such as 1.0.") from None


def as_place(at: Any, between: Any) -> tuple[float, tuple[float, float]]:
    """Return a point and the stretch of the axis that it lies on, as floats.

    Raises:
        PictureError: unless ``between`` is a finite stretch and ``at`` lies on it.

    """
    at = as_number(at)
    try:
        low, high = (as_number(end) for end in between)
    except (TypeError, ValueError):  # not two, or no numbers: a PictureError is a ValueError
        low, high = math.nan, math.nan
    if not -math.inf < low < high < math.inf:
        raise PictureError(
            f"between={between} is no stretch of the axis. Give two numbers, the smaller one first."
        )
    if not low <= at <= high:
        raise PictureError(f"at={at:g} lies outside of {low:g} to {high:g}. Move it or the ends.")
    return at, (low, high)


class Stops(NamedTuple):
    """Where a slider stops: from ``low`` to ``high`` in steps of ``step``, all round numbers."""

    low: float
    high: float
    step: float

    @property
    def readings(self) -> tuple[str, ...]:
        """What each stop is called."""
        count = round((self.high - self.low) / self.step)
        return tuple(reading(self.low + index * self.step, self.step) for index in range(count + 1))


def stops(low: float, high: float, about: int) -> Stops:
    """Return stops between ``low`` and ``high``, ``about`` so many or down to half of them.

    A caption can then call a stop by its few digits, and they are all that it has. 0 is one of
    them if it lies between.
    """
    least = (high - low) / about * (1 - 1e-9)
    tens = math.floor(math.log10(least))
    step = next(
        step for step in (float(f"{digit}e{tens}") for digit in (1, 2, 5, 10)) if step >= least
    )
    decimals = _decimals(step)
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return Stops(round(first * step, decimals), round(last * step, decimals), step)


def reading(at: float, step: float) -> str:
    """Return what to call a place that a slider with such steps has reached.

    All have the same decimals; a place between two stops, which a cell may start at, has all of
    its own.
    """
    decimals = _decimals(step)
    shown = round(at, decimals)
    # A slider adds up its steps, and the sum is off by some rounding.
    text = f"{shown + 0.0:.{decimals}f}" if abs(at - shown) < 1e-6 * step else f"{at:.6g}"
    return text.replace("-", "−")


def _decimals(step: float) -> int:
    return max(0, -math.floor(math.log10(step)))
