"""Beside which edge, and on which side of it, its label stands clear of everything else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from autograder.lesson.diagrams.boxes import Box
from autograder.lesson.diagrams.smoothing import Point

#: CSS pixels between a label and a line.
GAP = 4.0
#: CSS pixels from its upper end in which a line shows where it turns.
_BEND = 24.0
#: Where along its line a label is tried.
_SHARES = (0.5, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8, 0.1, 0.9, 0.0, 1.0)


@dataclass(frozen=True)
class Label:
    """The room for what stands at an edge, and on which side of the edge: 1 right, -1 left."""

    room: Box
    side: int


def place(
    rooms: Sequence[Box | None], lines: Sequence[Sequence[Point]], boxes: Sequence[Box], free: float
) -> list[Label | None]:
    """Return where the labels of lines stand.

    Args:
        rooms: for each line the room that its label needs, somewhere on the line or near it, and
            None for a line without one.
        lines: points on each line, from top to bottom.
        boxes: what must not be covered.
        free: CSS pixels to keep free beside a line, for a second one.

    A label stands beside its line, at the height of its room or else somewhere along it, where it
    covers nothing. Where there is no such place it stands on its line, which passes behind it.

    """
    labels: list[Label | None] = [None] * len(rooms)
    wanted = [(number, room) for number, room in enumerate(rooms) if room]
    # Short lines first: there are fewer places along them.
    for own, room in sorted(wanted, key=lambda one: lines[one[0]][-1][1] - lines[one[0]][0][1]):
        line = lines[own]
        taken = [*boxes, *(label.room for label in labels if label)]
        near = [each for n, each in enumerate(lines) if n != own and _share_height(each, line)]
        heights = list(_along(room, line))
        on = [_on(at, line) for at in heights]
        beside = [label for at in heights for label in _beside(at, line, free)]
        # What covers a line can still be read; what covers a box or another label cannot.
        apart = [label for label in beside + on if not _covers(label.room, taken)]
        clear = (
            label
            for label in apart
            if not _covers(label.room.grown(GAP), taken) and not _is_passed(label.room, near, free)
        )
        labels[own] = next(clear, None) or next((at for at in on if at in apart), (apart + on)[0])
    return labels


def _along(room: Box, line: Sequence[Point]) -> Iterator[Box]:
    """Move a room along its line: not at all first, then from the middle to the ends."""
    low, high = line[0][1] + GAP, line[-1][1] - GAP - room.height
    yield replace(room, top=min(max(room.top, low), max(low, high)))
    for share in _SHARES:
        if low < high:
            yield replace(room, top=low + share * (high - low))


def _beside(room: Box, line: Sequence[Point], free: float) -> Iterator[Label]:
    """Try the better side first."""
    low, high = _extent(line, room.top - GAP, room.bottom + GAP)
    right = Label(replace(room, left=high + free + GAP), 1)
    left = Label(replace(room, left=low - free - GAP - room.width), -1)
    # On the outer side of the first bend there is more room for a second line.
    aside = _x_at(line, line[0][1] + _BEND) - line[0][0]
    if abs(aside) < _BEND / 2:
        aside = (low + high) / 2 - 1 - room.center[0]
    yield from (left, right) if aside > 0 else (right, left)


def _on(room: Box, line: Sequence[Point]) -> Label:
    return Label(replace(room, left=_x_at(line, room.center[1]) - room.width / 2), 1)


def _covers(room: Box, taken: Sequence[Box]) -> bool:
    return any(room.overlaps(other) for other in taken)


def _is_passed(room: Box, lines: Sequence[Sequence[Point]], free: float) -> bool:
    """Return whether one of the lines, or a second one beside it, passes behind a room."""
    for line in lines:
        if line[0][1] < room.bottom and room.top < line[-1][1]:
            low, high = _extent(line, room.top, room.bottom)
            if low - free - GAP < room.right and room.left < high + free + GAP:
                return True
    return False


def _share_height(line: Sequence[Point], other: Sequence[Point]) -> bool:
    return line[0][1] <= other[-1][1] and other[0][1] <= line[-1][1]


def _extent(line: Sequence[Point], top: float, bottom: float) -> tuple[float, float]:
    """Return how far to the left and to the right a line gets between two heights."""
    passing = [_x_at(line, top), *(x for x, y in line if top < y < bottom), _x_at(line, bottom)]
    return min(passing), max(passing)


def _x_at(line: Sequence[Point], height: float) -> float:
    """Return where a line that leads downward is at a height, or its nearer end."""
    for (x, y), (z, w) in pairwise(line):
        if height <= w:
            return x + (z - x) * min(max((height - y) / (w - y or 1), 0), 1)
    return line[-1][0]
