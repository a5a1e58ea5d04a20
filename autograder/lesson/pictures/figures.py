"""Show figures that everyone can read: with alternative text, in any theme, without a kernel."""

from __future__ import annotations

import base64
import html
import io
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

#: Okabe and Ito's colours, told apart with any colour vision; black is left for text.
#: https://jfly.uni-koeln.de/color/
PALETTE = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9")

#: CSS pixels: what fits beside JupyterLab's file browser on a small screen.
COLUMN = 760
#: A light card of its own keeps axes and labels legible on a dark page.
_CARD = (
    "margin: 0.5em 0; padding: 0.5em; background: #ffffff; border-radius: 4px; "
    "display: inline-block; max-width: 100%;"
)
_TEXT = "color: #000000; font-size: 0.95em; padding: 0.2em 0.4em;"


@dataclass(frozen=True)
class Image:
    """A drawing with its alternative text, ``width`` × ``height`` CSS pixels on the page."""

    data: bytes
    kind: Literal["png", "svg+xml"]
    alt: str
    width: int
    height: int

    @property
    def is_wide(self) -> bool:
        """Whether it is wider than a page's column."""
        return self.width > COLUMN

    def __post_init__(self) -> None:
        if not self.alt.strip():
            raise ValueError("Say in alt what a reader should take from the picture.")

    def _repr_html_(self) -> str:
        data = base64.b64encode(self.data).decode("ascii")
        # A narrow page shrinks what would still be legible; the rest is scrolled. JupyterLab's own
        # style would shrink that, too.
        size = "none" if self.is_wide else "100%; height: auto"
        # Width and height keep the page still while one picture takes another's place.
        return (
            f'<img alt="{html.escape(self.alt, quote=True)}" '
            f'src="data:image/{self.kind};base64,{data}" width="{self.width}" '
            f'height="{self.height}" style="max-width: {size};">'
        )


@dataclass(frozen=True)
class Picture:
    """An HTML figure of embedded images, with a caption above them.

    Images are embedded, so they survive in an untrusted notebook and on a page without a
    kernel. As plain text it is what the images say, their alternative texts.
    """

    images: Sequence[Image]
    caption: str = ""

    def __repr__(self) -> str:
        lines = [f"<Figure: {' '.join(image.alt for image in self.images)}>"]
        return "\n".join(lines + ([self.caption] if self.caption else []))

    def _repr_html_(self) -> str:
        parts = [image._repr_html_() for image in self.images]
        size = ""
        if self.caption:
            # Room for two lines, and the same width for every caption: a picture that is drawn
            # again stays where it is.
            caption = html.escape(self.caption)
            parts.insert(
                0, f'<figcaption style="{_TEXT} min-height: 2.6em;">{caption}</figcaption>'
            )
            size = f" width: {max(COLUMN, *(image.width for image in self.images))}px;"
        # What scrolls must be reached by the keyboard.
        wide = ' tabindex="0"' if any(image.is_wide for image in self.images) else ""
        return f'<figure{wide} style="{_CARD} overflow-x: auto;{size}">{"".join(parts)}</figure>'


@dataclass(frozen=True)
class Transcript:
    """What a picture shows in several steps, in words: for screen readers and for print."""

    heading: str
    steps: Sequence[str]

    def __repr__(self) -> str:
        lines = [f"{number}. {step}" for number, step in enumerate(self.steps, start=1)]
        return "\n".join([self.heading, *lines])

    def _repr_html_(self) -> str:
        steps = "".join(f"<li>{html.escape(step)}</li>" for step in self.steps)
        # Open: what is folded away is missing in print.
        return (
            f'<details open style="{_CARD} {_TEXT} max-width: 44em;">'
            f"<summary>{html.escape(self.heading)}</summary><ol>{steps}</ol></details>"
        )


def display(shown: Picture | Transcript) -> None:
    """Show a picture in a notebook; in a plain Python, print what it says."""
    if is_in_notebook():
        from IPython.display import display as display_in_notebook

        display_in_notebook(shown)
    else:
        print(shown)


def is_in_notebook() -> bool:
    """Whether IPython runs the program. Nothing is imported to find out: it may not be there."""
    ipython = sys.modules.get("IPython")
    return ipython is not None and ipython.get_ipython() is not None


def image_of(figure: Figure, *, alt: str, width: float = 640) -> Image:
    """Return a matplotlib figure as an image ``width`` CSS pixels wide, and close the figure.

    Raises:
        ValueError: if ``alt`` is empty.

    """
    import matplotlib.pyplot as plt

    buffer = io.BytesIO()
    # Twice the pixels of its place on the page, for screens that have them.
    figure.savefig(buffer, format="png", dpi=2 * width / figure.get_figwidth(), facecolor="white")
    plt.close(figure)
    height = width * figure.get_figheight() / figure.get_figwidth()
    return Image(buffer.getvalue(), "png", alt, round(width), round(height))


def show(figure: Figure | Axes, *, alt: str, width: float = 640) -> None:
    """Display a matplotlib figure, ``width`` CSS pixels wide, with alternative text ``alt``.

    Axes stand for the figure that they are part of. The figure is closed, so it is not shown a
    second time at the end of the cell.

    Raises:
        ValueError: if ``alt`` is empty.
        TypeError: if ``figure`` is neither a Figure nor Axes.

    """
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    whole = figure.get_figure(root=True) if isinstance(figure, Axes) else figure
    if not isinstance(whole, Figure):
        raise TypeError(
            f"show needs a Figure or Axes, and got {figure!r}. Does your function return its axes?"
        )
    display(Picture([image_of(whole, alt=alt, width=width)]))
