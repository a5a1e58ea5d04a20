"""Pictures of counts as SVG: colours come from the page, so they follow its light and dark."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

#: Sizes in SVG's units; the page scales a picture to its width.
_WIDTH, _HEIGHT, _BASE = 640, 220, 180
_ROW, _BAR, _WORDS = 46, 18, 150


@dataclass(frozen=True)
class Part:
    """A part of a bar: how long it is, and the class that gives it its colour."""

    value: float
    kind: str


@dataclass(frozen=True)
class Bar:
    """A bar with its label above it, and what it says at its end."""

    label: str
    parts: tuple[Part, ...]
    says: str


def columns(key: str, title: str, text: str, values: Sequence[tuple[str, int]]) -> str:
    """Return columns side by side, each with its count above and its label below.

    Args:
        key: What no other picture of the page is called.
        title: What the picture shows, for who cannot see it.
        text: What it says.
        values: Label and count of each column.

    """
    most = max((value for _, value in values), default=0) or 1
    width = _WIDTH / max(len(values), 1)
    drawn = []
    for k, (label, value) in enumerate(values):
        height = (_BASE - 24) * value / most
        middle = (k + 0.5) * width
        drawn.append(
            f'<rect class="full" x="{k * width + 4:.1f}" y="{_BASE - height:.1f}" '
            f'width="{width - 8:.1f}" height="{height:.1f}" rx="2"/>'
            f'<text x="{middle:.1f}" y="{_BASE - height - 6:.1f}" text-anchor="middle">'
            f"{value}</text>"
            f'<text x="{middle:.1f}" y="{_BASE + 20}" text-anchor="middle" class="quiet">'
            f"{escape(label)}</text>"
        )
    axis = f'<line x1="0" x2="{_WIDTH}" y1="{_BASE}" y2="{_BASE}"/>'
    return _svg(key, title, text, _HEIGHT, axis + "".join(drawn))


def bars(key: str, title: str, text: str, rows: Sequence[Bar], most: float) -> str:
    """Return bars below each other; one of ``most`` has the full length."""
    most = most or 1
    room = _WIDTH - _WORDS
    drawn = []
    for k, row in enumerate(rows):
        top, left = k * _ROW + 18, 0.0
        drawn.append(f'<text x="0" y="{top}">{escape(row.label)}</text>')
        for part in row.parts:
            length = room * part.value / most
            if length:
                drawn.append(
                    f'<rect class="{part.kind}" x="{left:.1f}" y="{top + 6}" '
                    f'width="{max(length - 1, 1):.1f}" height="{_BAR}" rx="2"/>'
                )
            left += length
        drawn.append(
            f'<text x="{left + 6:.1f}" y="{top + 6 + _BAR - 4}" class="quiet">'
            f"{escape(row.says)}</text>"
        )
    return _svg(key, title, text, len(rows) * _ROW + 6, "".join(drawn))


def _svg(key: str, title: str, text: str, height: float, drawn: str) -> str:
    names = f"{key}-name {key}-text"
    return (
        f'<svg viewBox="0 0 {_WIDTH} {height:g}" role="img" aria-labelledby="{names}">'
        f'<title id="{key}-name">{escape(title)}</title>'
        f'<desc id="{key}-text">{escape(text)}</desc>{drawn}</svg>'
    )
