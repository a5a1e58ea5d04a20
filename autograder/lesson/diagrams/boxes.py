"""Rectangles of the picture."""

from __future__ import annotations

from dataclasses import dataclass, replace

from autograder.lesson.diagrams.smoothing import Point


@dataclass(frozen=True)
class Box:
    """A rectangle, in CSS pixels from the picture's upper left corner."""

    left: float
    top: float
    width: float
    height: float
    #: At the upper border, kept free for the operands' numbers; part of ``height``.
    header: float = 0
    #: At the lower border, kept free for the gradient that arrives; part of ``height``.
    footer: float = 0

    @property
    def right(self) -> float:
        """x of the right border."""
        return self.left + self.width

    @property
    def bottom(self) -> float:
        """y of the lower border."""
        return self.top + self.height

    @property
    def center(self) -> Point:
        """The middle."""
        return self.left + self.width / 2, self.top + self.height / 2

    def grown(self, length: float) -> Box:
        """Return the box with its borders moved out by ``length``."""
        return replace(
            self,
            left=self.left - length,
            top=self.top - length,
            width=self.width + 2 * length,
            height=self.height + 2 * length,
        )

    def overlaps(self, other: Box) -> bool:
        """Return whether the boxes share more than a border."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )

    def holds(self, point: Point) -> bool:
        """Return whether a point lies inside, and not on the border."""
        x, y = point
        return self.left < x < self.right and self.top < y < self.bottom
