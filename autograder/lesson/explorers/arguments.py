"""What somebody hands to an explorer: functions, numbers, places on an axis."""

from __future__ import annotations

import contextlib
import io
import math
from collections.abc import Callable, Iterator
from typing import Any

import torch

from autograder.errors import PictureError
from autograder.lesson.numbers.numerals import given

TensorFunction = Callable[[torch.Tensor], torch.Tensor]


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


def number_at(f: TensorFunction, x: torch.Tensor, role: str = "f") -> torch.Tensor:
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
        f"returned {got} at {given(x.item())}.{help_}"
    )


@contextlib.contextmanager
def muted() -> Iterator[None]:
    """Discard what is printed: a function that prints is sampled hundreds of times."""
    with contextlib.redirect_stdout(io.StringIO()):
        yield


def name_of(f: Callable[..., object]) -> str:
    """Return what a function is called: its own name, or f."""
    name = getattr(f, "__name__", "f")
    return "f" if name == "<lambda>" else name


def as_number(value: Any, role: str = "at") -> float:
    """Return a number that somebody gave, perhaps as a tensor, as a float.

    Raises:
        PictureError: if it is none; the message calls it by its ``role``, the argument's name.

    """
    try:
        # Of a tensor that requires grad, float alone would warn.
        return float(value.item() if hasattr(value, "item") else value)
    except (TypeError, ValueError, ArithmeticError, RuntimeError):
        raise PictureError(f"{role}={value!r} is no number. Give one, such as 1.0.") from None


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
        raise PictureError(
            f"at={given(at)} lies outside of {given(low)} to {given(high)}. Move it or the ends."
        )
    return at, (low, high)
