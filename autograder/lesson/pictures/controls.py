"""What controls an explorer's picture can have, as data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, TypeAlias


@dataclass(frozen=True)
class Slider:
    """A number from ``low`` to ``high`` in steps of ``step``."""

    kind: ClassVar[str] = "slider"
    name: str
    label: str
    start: float
    low: float
    high: float
    step: float
    #: What each position is called, where the number itself says too little.
    readings: tuple[str, ...] = ()
    #: Buttons for one step back and one step on.
    has_buttons: bool = False


@dataclass(frozen=True)
class Switch:
    """On or off."""

    kind: ClassVar[str] = "toggle"
    name: str
    label: str
    start: bool = False


@dataclass(frozen=True)
class Choice:
    """One of several words."""

    kind: ClassVar[str] = "choice"
    name: str
    label: str
    start: str
    options: tuple[str, ...]


Control: TypeAlias = Slider | Switch | Choice
