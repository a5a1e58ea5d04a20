"""What a reply is made of: plain data, capped in size, that could cross a pipe.

Nothing here is an object of the student's: a tensor is its bytes, an error its kind and text, a
plot its lines, a graph the names of its nodes.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import torch

from autograder.lesson.door.names import taken_names

#: A tensor with more entries than this is known by its shape alone, a curve likewise.
MOST_ENTRIES = 2**22
#: Of a list, a graph or a plot, so many parts are read, and lists in lists so deep.
MOST_PARTS, DEEPEST = 10_000, 4
#: Of a text, so many characters.
LONGEST = 4_000


@dataclass(frozen=True)
class Numbers:
    """A tensor: what can be said of it, and its entries."""

    #: As PyTorch writes it: "torch.float64".
    dtype: str
    shape: tuple[int, ...]
    #: As PyTorch writes it: "cpu", "cuda:0".
    device: str
    requires_grad: bool
    is_leaf: bool
    #: The entries' bytes, row by row. None where there are none to be read: the tensor is sparse,
    #: nested, quantised, on no device, or larger than any answer of the course.
    content: bytes | None
    #: Whether it is dense and of ordinary numbers, so that only its size can be in the way.
    is_ordinary: bool = True

    @property
    def is_floating_point(self) -> bool:
        """Whether the entries are real numbers, not integers, truth values or complex ones."""
        return dtype_of(self.dtype).is_floating_point

    def tensor(self, device: torch.device | str = "cpu") -> torch.Tensor:
        """Return the entries as a new tensor that belongs to no graph.

        Raises:
            ValueError: if there are none to be read.

        """
        if self.content is None:
            raise ValueError("This tensor came without its entries.")
        dtype = dtype_of(self.dtype)
        if not self.content:
            return torch.empty(self.shape, dtype=dtype, device=device)
        flat = torch.frombuffer(bytearray(self.content), dtype=dtype)
        return flat.reshape(self.shape).to(device)


@dataclass(frozen=True)
class Items:
    """A list, a tuple or a mapping."""

    #: The name of its type.
    kind: str
    items: tuple[Data, ...]
    #: The keys of a mapping, as texts.
    names: tuple[str, ...] | None = None

    def by_name(self) -> dict[str, Data]:
        """Return the parts of a mapping by their names; nothing of a list."""
        return dict(zip(self.names or (), self.items, strict=False))


@dataclass(frozen=True)
class Other:
    """Anything else: the name of its type, and its value where that is a plain one."""

    kind: str
    value: bool | int | float | str | None = None


#: What an answer may be.
Data: TypeAlias = "Numbers | Items | Other | Drawing | Nodes | None"


@dataclass(frozen=True)
class Raised:
    """An error: the names of its class and of those that it derives from, and what it says."""

    kind: str
    kinds: tuple[str, ...]
    text: str
    #: Names of Python's own, or of modules, that stood for something else where it happened; each
    #: with the name of that thing's type.
    taken: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Line:
    """A curve of a plot."""

    label: str
    #: Whether it leaves a mark on the picture: visible, with a line or with markers.
    is_seen: bool
    #: Whether neighbouring points are joined.
    has_line: bool
    #: All that tells it apart but its colour.
    looks: str
    x: tuple[float, ...]
    y: tuple[float, ...]


@dataclass(frozen=True)
class Drawing:
    """A plot as data."""

    lines: tuple[Line, ...]
    #: What the legends say, and None where there is none.
    legend: tuple[str, ...] | None
    xscale: str
    yscale: str
    title: str
    xlabel: str
    ylabel: str
    #: Whether the axes are part of a figure.
    in_figure: bool = True
    #: Whether ``plt.show()`` was called on the way.
    was_shown: bool = False
    #: The ends of the two axes, the smaller one first.
    xlim: tuple[float, float] = (-math.inf, math.inf)
    ylim: tuple[float, float] = (-math.inf, math.inf)
    #: Labels of lines, each with the label of another one that a legend gives the line instead.
    misnamed: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Nodes:
    """A tensor's place in its graph."""

    requires_grad: bool
    is_leaf: bool
    #: The name of the node that made it, if one did.
    made_by: str | None
    #: The names of the nodes that can be reached from there, each as often as there are such nodes.
    nodes: tuple[str, ...]
    #: For each node, its name and that of each node that it hands on to.
    edges: tuple[tuple[str, str], ...]


def dtype_of(name: str) -> torch.dtype:
    """Return the dtype that PyTorch writes as ``name``.

    Raises:
        ValueError: if there is none.

    """
    dtype = getattr(torch, name.removeprefix("torch."), None)
    if not isinstance(dtype, torch.dtype):
        raise ValueError(f"{name!r} is no dtype of this PyTorch.")
    return dtype


def kind_of(data: Data) -> str:
    """Return the name of the type of what came."""
    if data is None:
        return "NoneType"
    if isinstance(data, Numbers):
        return "Tensor"
    return data.kind if isinstance(data, Items | Other) else type(data).__name__


def as_raised(error: BaseException) -> Raised:
    """Return an error as data; one whose text cannot be had says nothing."""
    try:
        text = str(error).strip()[:LONGEST]
    except Exception:  # an exception class of the student's own
        text = ""
    kinds = tuple(cls.__name__ for cls in type(error).__mro__[:20])
    return Raised(kinds[0], kinds, text, taken_names(error))


def as_numbers(tensor: torch.Tensor) -> Numbers:
    """Return a tensor as data."""
    dense = tensor.layout == torch.strided and not (tensor.is_nested or tensor.is_quantized)
    shape = tuple(int(size) for size in tensor.shape) if not tensor.is_nested else ()
    content = None
    if dense and not tensor.is_meta and tensor.numel() <= MOST_ENTRIES:
        content = _bytes(tensor)
    return Numbers(
        dtype=str(tensor.dtype),
        shape=shape,
        device=str(tensor.device),
        requires_grad=bool(tensor.requires_grad),
        is_leaf=bool(tensor.is_leaf),
        content=content,
        is_ordinary=dense,
    )


def _bytes(tensor: torch.Tensor) -> bytes:
    plain = tensor.detach().cpu().resolve_conj().resolve_neg()
    plain = plain.clone(memory_format=torch.contiguous_format).reshape(-1)
    content: bytes = plain.view(torch.uint8).numpy().tobytes() if plain.numel() else b""
    return content


def as_data(value: Any, depth: int = 0) -> Data:
    """Return whatever a student's code can give as data."""
    if value is None:
        return None
    if isinstance(value, torch.Tensor):
        return as_numbers(value)
    kind = type(value).__name__[:100]
    if isinstance(value, bool | int | float | str):
        if isinstance(value, int) and not isinstance(value, bool) and value.bit_length() > 64:
            return Other(kind)
        plain = value[:LONGEST] if isinstance(value, str) else value
        return Other(kind, next(t(plain) for t in (bool, int, float, str) if isinstance(value, t)))
    if isinstance(value, np.generic):
        return Other(kind)
    if depth < DEEPEST and isinstance(value, Mapping):
        parts = list(value.items())[:MOST_PARTS]
        items = tuple(as_data(part, depth + 1) for _, part in parts)
        return Items(kind, items, tuple(str(name)[:LONGEST] for name, _ in parts))
    if depth < DEEPEST and isinstance(value, list | tuple):
        return Items(kind, tuple(as_data(part, depth + 1) for part in value[:MOST_PARTS]))
    return Other(kind)
