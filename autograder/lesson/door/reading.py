"""How what came is turned into data, where a check wants it in a certain form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import torch

from autograder.lesson.door.data import Data, Items, Other, as_data, as_numbers
from autograder.lesson.door.graphs import read_graph
from autograder.lesson.door.plots import read_plot


def plain_numbers(value: Any) -> Data:
    """Read numbers as float64 and truth values as they are, from whatever can be read so."""
    if value is None:
        return None
    try:
        tensor = _one_tensor(value).detach()
        return as_numbers(tensor if tensor.dtype == torch.bool else tensor.to(torch.float64))
    except Exception:  # an answer may be anything
        return Other(type(value).__name__)


def _one_tensor(value: Any) -> torch.Tensor:
    """Return numbers as one tensor; rows may be tensors, which PyTorch takes for numbers only."""
    if isinstance(value, list | tuple) and any(
        isinstance(row, torch.Tensor) and row.dim() for row in value
    ):
        return torch.stack([_one_tensor(row) for row in value])
    return torch.as_tensor(value, device="cpu")


def numbers_by_name(value: Any) -> Data:
    """Read a mapping from names to what :func:`plain_numbers` can read; what is none as it is."""
    if not isinstance(value, Mapping):
        return as_data(value)
    names = tuple(str(name) for name in value)
    return Items("dict", tuple(map(plain_numbers, value.values())), names)


def guessed_numbers(value: Any) -> Data:
    """Read a guess: numbers that are no tensor's as float64, all others as they are."""
    try:
        tensor = torch.as_tensor(value, device="cpu")
        if not isinstance(value, torch.Tensor) and tensor.is_floating_point():
            tensor = torch.as_tensor(value, dtype=torch.float64, device="cpu")
        return as_numbers(tensor)
    except Exception:  # a guess may be anything
        return Other(type(value).__name__)


def steps_by_name(value: Any, names: Sequence[str]) -> Data:
    """Read what a run wrote down, each list of steps as one tensor.

    It may be a mapping with these names, or a tuple in their order, or alone if there is one name.
    What is none of these is read as it is.
    """
    if isinstance(value, Mapping) and all(name in value for name in names):
        return _named(names, [value[name] for name in names])
    if len(names) == 1 and not isinstance(value, Mapping):
        return _named(names, [value])
    if isinstance(value, tuple | list) and len(value) == len(names):
        return _named(names, value)
    return Other(type(value).__name__)


def _named(names: Sequence[str], runs: Sequence[Any]) -> Items:
    return Items("dict", tuple(as_data(_stacked(run)) for run in runs), tuple(names))


def _stacked(run: Any) -> Any:
    """Return a list of steps as one tensor, and anything else unchanged."""
    if not isinstance(run, list | tuple) or not run:
        return run
    try:
        if isinstance(run[0], torch.Tensor):
            return torch.stack(list(run))
        return torch.tensor(run, dtype=torch.float64)
    except Exception:  # a student's list may hold anything
        return run


def plot_of(axes: Any) -> Data:
    """Read a plot; what is no Axes is read as it is."""
    from matplotlib.axes import Axes

    return read_plot(axes) if isinstance(axes, Axes) else as_data(axes)


def graph_of(tensor: Any) -> Data:
    """Read a tensor's graph; what is no tensor is read as it is."""
    return read_graph(tensor) if isinstance(tensor, torch.Tensor) else as_data(tensor)
