"""Draw the rooms of the code from their imports: ``make rooms`` makes docs/images/rooms.svg.

A room is a package or a module right below ``autograder``, or below ``autograder.lesson``. The
order from top to bottom is that of the contracts in pyproject.toml; each arc is a room that
imports from one further down, and is as wide as it has imports.
"""

from __future__ import annotations

import ast
import html
import textwrap
import tomllib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import grimp

ROOT = Path(__file__).parents[1]
TARGET = ROOT / "docs" / "images" / "rooms.svg"

_ROW, _BOX, _WIDTH, _LEFT = 58, 44, 520, 20
#: An arc over so many rows stands out so far to the right.
_REACH = 34
_INK, _ARC, _GROUND = "#1a1a1a", "#0072b2", "#ffffff"


@dataclass(frozen=True)
class House:
    """Some rooms, from top to bottom, and who imports how often from whom."""

    title: str
    rooms: tuple[str, ...]
    says: tuple[str, ...]
    imports: Counter[tuple[str, str]]


def house(package: str) -> House:
    """Return the rooms of ``package`` in the order of its contract, and their imports."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    rooms = _order(contracts["tool"]["importlinter"]["contracts"], package)
    graph = grimp.build_graph("autograder", cache_dir=None)
    imports: Counter[tuple[str, str]] = Counter()
    for module in graph.modules:
        for imported in graph.find_modules_directly_imported_by(module):
            pair = _room(module, package), _room(imported, package)
            if None not in pair and pair[0] != pair[1]:
                imports[pair] += 1  # type: ignore[index]
    return House(package, rooms, tuple(_says(package, room) for room in rooms), imports)


def _order(contracts: Sequence[dict[str, object]], package: str) -> tuple[str, ...]:
    for contract in contracts:
        if contract["type"] != "layers":
            continue
        inside = contract.get("containers", [])
        prefix = f"{package}." if not inside else ""
        if inside == [package] or (not inside and package == "autograder"):
            layers = [name for layer in contract["layers"] for name in layer.split(" | ")]  # type: ignore[attr-defined]
            return tuple(name.removeprefix(prefix) for name in layers)
    raise ValueError(f"pyproject.toml has no contract on the layers of {package}.")


def _room(module: str, package: str) -> str | None:
    before, _, name = module.partition(f"{package}.")
    return name.split(".")[0] if name and not before else None


def _says(package: str, room: str) -> str:
    """Return the first sentence of a room's docstring."""
    path = ROOT / package.replace(".", "/") / room
    source = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    text = ast.get_docstring(ast.parse(source.read_text(encoding="utf-8"))) or ""
    return " ".join(text.partition("\n\n")[0].replace("``", "").split())


def draw(houses: Sequence[House]) -> str:
    """Return the picture of some houses, one below the other, as SVG."""
    height = sum(_height(each) for each in houses) + _LEFT
    width = _WIDTH + _LEFT + _REACH * max(len(each.rooms) for each in houses) // 2 + 60
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}" role="img" aria-label="{_alt(houses)}" '
        'font-family="DejaVu Sans, sans-serif">',
        f'<rect width="100%" height="100%" fill="{_GROUND}"/>',
    ]
    top = 0
    for each in houses:
        parts += _drawn(each, top)
        top += _height(each)
    return "\n".join([*parts, "</svg>", ""])


def _height(each: House) -> int:
    return _ROW * len(each.rooms) + 60


def _alt(houses: Sequence[House]) -> str:
    told = (
        f"{upper} imports from {lower}"
        for each in houses
        for (upper, lower), _ in sorted(each.imports.items())
    )
    return html.escape(f"The rooms of the code. {'; '.join(told)}.", quote=True)


def _drawn(each: House, top: int) -> list[str]:
    parts = [_text(_LEFT, top + 34, each.title, size=17, bold=True)]
    places = {room: top + 50 + _ROW * row for row, room in enumerate(each.rooms)}
    for room, says in zip(each.rooms, each.says, strict=True):
        y = places[room]
        parts.append(
            f'<rect x="{_LEFT}" y="{y}" width="{_WIDTH}" height="{_BOX}" rx="6" '
            f'fill="#f4f6f8" stroke="{_INK}"/>'
        )
        parts.append(_text(_LEFT + 12, y + 27, room, size=15, bold=True))
        for line, words in enumerate(textwrap.wrap(says, 56)[:2]):
            parts.append(_text(_LEFT + 150, y + 19 + 15 * line, words, size=11))
    for (upper, lower), count in sorted(each.imports.items()):
        if upper in places and lower in places:
            parts.append(_arc(places[upper], places[lower], count, f"{upper} → {lower}: {count}"))
    return parts


def _arc(start: int, end: int, count: int, title: str) -> str:
    """Return an arc on the right from one room down to another."""
    x, y, z = _LEFT + _WIDTH, start + _BOX * 2 / 3, end + _BOX / 3
    out = x + _REACH * (end - start) / _ROW / 2 + 24
    width = min(1 + count / 6, 5)
    return (
        f'<g><title>{html.escape(title)}</title><path d="M {x} {y:.0f} C {out:.0f} {y:.0f} '
        f'{out:.0f} {z:.0f} {x + 8} {z:.0f}" fill="none" stroke="{_ARC}" '
        f'stroke-width="{width:.1f}"/>'
        f'<path d="M {x} {z:.0f} l 9 -5 v 10 z" fill="{_ARC}"/></g>'
    )


def _text(x: float, y: float, words: str, *, size: int, bold: bool = False) -> str:
    weight = ' font-weight="bold"' if bold else ""
    place = f'x="{x}" y="{y}" font-size="{size}"'
    return f'<text {place}{weight} fill="{_INK}">{html.escape(words)}</text>'


if __name__ == "__main__":
    TARGET.write_text(draw([house("autograder"), house("autograder.lesson")]), encoding="utf-8")
