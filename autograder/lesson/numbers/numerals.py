"""Numbers as text: as captions, boxes, axes, sliders and messages write them."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from matplotlib.axis import Axis


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


def counted(value: float) -> str:
    """Return a number as ``number`` does, and a long whole one with all its digits.

    For slopes, which are often whole numbers.
    """
    is_long = 1e4 <= abs(value) < 1e7
    return f"{value:.0f}".replace("-", "−") if is_long else number(value)


def listed(values: Iterable[float]) -> str:
    """Return numbers as a caption has them, with commas between."""
    return ", ".join(map(number, values))


def typed(value: float) -> str:
    """Return a number as somebody would type it in a caption, without a slider's rounding."""
    return f"{round(value, 12) + 0.0:.6g}".replace("-", "−")


def given(value: float) -> str:
    """Return an argument as it stands in the call, for a message about it: −4 is -4 there."""
    return f"{value:g}"


def entry(value: complex | float | int | bool) -> str:
    """Return a tensor's entry: four digits, a whole number below a million in full."""
    if isinstance(value, complex):
        imaginary = entry(value.imag)
        return f"{entry(value.real)}{'' if imaginary.startswith('-') else '+'}{imaginary}j"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e6 else f"{value:.4g}"
    return str(value)


def measured(value: float, digits: int = 6) -> str:
    """Return a number that was found, as a check's message has it: so many digits, no more."""
    return f"{value:.{digits}g}"


def apart(*values: float, digits: int = 6) -> list[str]:
    """Return numbers with so many digits, or with as many more as it takes to tell them apart."""
    for count in (digits, *(more for more in (6, 9, 12, 17) if more > digits)):
        texts = [measured(v, count) if isinstance(v, float) else str(v) for v in values]
        if len(set(texts)) == len(texts):
            break
    return texts


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


def unit_of(largest: float) -> tuple[float, str]:
    """Return what to count an axis in, up to ``largest``, and how to say so behind its name.

    That is 1 and nothing, or, where the numbers would be long, a power of ten.
    """
    exponent = math.floor(math.log10(largest)) if 0 < largest < math.inf else 0
    return (1.0, "") if -1 <= exponent < 3 else (10.0**exponent, f", in {power_of_ten(exponent)}")


def count_in_powers(*axes: Axis) -> str:
    """Count all ``axes`` in one power of ten if their numbers are long; return what to call it.

    Beside long numbers an axis' label has no room.
    """
    unit, said = unit_of(max(abs(end) for axis in axes for end in axis.get_view_interval()))
    for axis in axes:
        axis.set_major_formatter(lambda tick, _: f"{tick / unit:.6g}".replace("-", "−"))
    return said


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
