"""Show figures that everyone can read: with alternative text, in any theme, without a kernel."""

from __future__ import annotations

import base64
import html
import io
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

#: Okabe and Ito's colours, told apart with any colour vision; black is left for text.
#: https://jfly.uni-koeln.de/color/
PALETTE = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9")


class _Picture:
    """An HTML figure around an embedded PNG, with its alternative text as plain text."""

    def __init__(self, png: bytes, alt: str) -> None:
        self._png = png
        self._alt = alt

    def __repr__(self) -> str:
        return f"<Figure: {self._alt}>"

    def _repr_html_(self) -> str:
        data = base64.b64encode(self._png).decode("ascii")
        # A light card of its own keeps axes and labels legible on a dark page.
        return (
            '<figure style="margin: 0.5em 0; padding: 0.5em; background: #ffffff; '
            'border-radius: 4px; display: inline-block; max-width: 100%;">'
            f'<img alt="{html.escape(self._alt, quote=True)}" '
            f'src="data:image/png;base64,{data}" style="max-width: 100%; height: auto;">'
            "</figure>"
        )


def show(figure: Figure | Axes, *, alt: str, width: float = 640) -> None:
    """Display a matplotlib figure, ``width`` CSS pixels wide, with alternative text ``alt``.

    Axes stand for the figure that they are part of.

    The image is embedded, so it survives in an untrusted notebook and on a page without a
    kernel; the figure is closed, so it is not shown a second time at the end of the cell.

    Raises:
        ValueError: if ``alt`` is empty.
        TypeError: if ``figure`` is neither a Figure nor Axes.

    """
    import matplotlib.pyplot as plt
    from IPython.display import display
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    whole = figure.get_figure(root=True) if isinstance(figure, Axes) else figure
    if not isinstance(whole, Figure):
        raise TypeError(
            f"show needs a Figure or Axes, and got {figure!r}. Does your function return its axes?"
        )

    if not alt.strip():
        raise ValueError("Say in alt what a reader should take from the picture.")
    buffer = io.BytesIO()
    # Twice the pixels of its place on the page, for screens that have them.
    whole.savefig(buffer, format="png", dpi=2 * width / whole.get_figwidth(), facecolor="white")
    plt.close(whole)
    picture = _Picture(buffer.getvalue(), alt)
    display(picture)
