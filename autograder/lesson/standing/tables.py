"""Tables that everyone can read: in any theme, in an untrusted notebook, as plain text."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

# JupyterLab colours table rows by its theme, so each cell brings ground and ink of its own.
_INK = "color: #000000; background: #ffffff;"
_CELL = f"{_INK} padding: 0.25em 0.5em; border-bottom: 1px solid #bbbbbb; vertical-align: middle;"
_CODE = r'<code style="color: inherit; background: #ffffff; padding: 0;">\1</code>'
#: Not <progress>, whose empty part is dark in a dark theme and looks full on a white ground.
_BAR = (
    '<span style="display: inline-block; vertical-align: middle; width: 4em; height: 0.7em; '
    'border: 1px solid #000000; background: #ffffff;">'
    '<span style="display: inline-block; vertical-align: top; height: 100%%; width: %d%%; '
    'background: #0072b2;"></span></span>'
)
_HEAD = f"{_CELL} font-weight: bold;"


@dataclass(frozen=True)
class Cell:
    """What stands in one place of a table; ``link`` is a relative address to go to."""

    text: str
    link: str = ""
    #: The part that is done, and the whole, to be drawn as a bar before the text.
    bar: tuple[int, int] | None = None

    def _repr_html_(self) -> str:
        inner = re.sub(r"`([^`]+)`", _CODE, html.escape(self.text))
        if self.link:
            # The theme's colour for links is made for the theme's ground.
            style = "color: #0057a0; text-decoration: underline;"
            address = quote(self.link, safe="/#=")
            inner = f'<a href="{address}" style="{style}">{inner}</a>'
        if self.bar and self.bar[1]:
            done, whole = self.bar
            bar = _BAR % round(100 * done / whole)
            inner = f'<span style="white-space: nowrap;">{bar} {inner}</span>'
        return inner


@dataclass(frozen=True)
class Table:
    """A table with a title and a lead above, a heading for each column, and lines below."""

    title: str
    heading: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    lines: Sequence[Cell] = ()
    #: What is to be seen first, between the title and the table.
    lead: Sequence[Cell] = ()

    def __repr__(self) -> str:
        grid = [list(self.heading), *([cell.text for cell in row] for row in self.rows)]
        widths = [max(map(len, column)) for column in zip(*grid, strict=True)]
        body = [
            "  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip()
            for row in grid
        ]
        lead = [*(line.text for line in self.lead), ""] if self.lead else []
        return "\n".join([self.title, "", *lead, *body, "", *(line.text for line in self.lines)])

    def _repr_html_(self) -> str:
        head = "".join(
            f'<th scope="col" style="{_HEAD} text-align: left; white-space: nowrap;">'
            f"{html.escape(text)}</th>"
            for text in self.heading
        )
        body = "".join(f"<tr>{_row(row)}</tr>" for row in self.rows)
        lead = "".join(
            f'<p style="{_INK} margin: 0.4em 0 0; font-weight: normal;">{line._repr_html_()}</p>'
            for line in self.lead
        )
        lines = "".join(
            f'<p style="{_INK} margin: 0.4em 0.5em;">{line._repr_html_()}</p>'
            for line in self.lines
        )
        return (
            f'<div style="{_INK} padding: 0.6em 0.3em; border-radius: 4px; max-width: 100%; '
            'display: inline-block; overflow-x: auto;">'
            f'<table style="{_INK} margin: 0; border-collapse: collapse;">'
            f'<caption style="{_HEAD} text-align: left; caption-side: top;">'
            f"{html.escape(self.title)}{lead}</caption>"
            f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{lines}</div>"
        )


def _row(row: Sequence[Cell]) -> str:
    first, *others = row
    style = f"{_CELL} text-align: left;"
    name = f'<th scope="row" style="{style} font-weight: normal;">{first._repr_html_()}</th>'
    return name + "".join(f'<td style="{style}">{cell._repr_html_()}</td>' for cell in others)
