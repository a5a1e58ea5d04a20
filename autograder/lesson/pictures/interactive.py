"""A picture with controls: what all explorers are made of."""

from __future__ import annotations

import html
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from autograder.lesson.pictures.controls import Control
from autograder.lesson.pictures.figures import Picture, display, is_in_notebook

if TYPE_CHECKING:
    from matplotlib.figure import Figure


class _Failure:
    """What stands in the picture's place when it could not be drawn."""

    def __init__(self, error: Exception) -> None:
        self._text = "".join(traceback.format_exception(error))

    def __repr__(self) -> str:
        return f"This picture could not be drawn.\n{self._text}"

    def _repr_html_(self) -> str:
        return (
            '<div role="alert" style="background: #ffffff; color: #000000; padding: 0.5em; '
            'border-left: 4px solid #D55E00;"><strong>This picture could not be drawn.</strong> '
            "Move the control back, or mend the function that it draws and run the cell again."
            f'<pre style="color: #000000; overflow-x: auto;">{html.escape(self._text)}</pre></div>'
        )


def show_explorer(draw: Callable[..., Picture], controls: Sequence[Control], *, label: str) -> None:
    """Display the picture ``draw(**values)`` and above it the controls that draw it anew.

    The controls stand above, so that a picture of another height does not move them away from
    the hand. The picture is an output of its own, which stays when the kernel is gone. What goes
    wrong while the cell runs raises there; what goes wrong later, when a control is moved, takes
    the picture's place and raises in the kernel.

    Args:
        draw: from the controls' values, by name, to a picture whose caption states its numbers.
        controls: in the order in which they are shown.
        label: what the group of controls is called, for screen readers.

    """
    first = draw(**{control.name: control.start for control in controls})
    if not is_in_notebook():  # there is nothing to move
        display(first)
        return

    from IPython.display import display as display_in_notebook

    # Widgets take a while to import; a chapter that shows none does not wait for them.
    from autograder.lesson.pictures.widget import Controls

    widget = Controls(label, controls)
    display_in_notebook(widget)
    place = display_in_notebook(first, display_id=True)
    assert place is not None  # there is a display to update

    def redraw(change: Mapping[str, Any]) -> None:
        try:
            picture = draw(**change["new"])
        except Exception as error:
            place.update(_Failure(error))
            widget.status = f"This picture could not be drawn: {error}"
            raise
        else:
            place.update(picture)
            widget.status = picture.caption
        finally:
            widget.drawn += 1

    widget.observe(redraw, names="values")


@contextmanager
def styled_figure(width: float, height: float) -> Iterator[Figure]:
    """Yield an empty figure, ``width`` by ``height`` inches, to draw on in the course's style.

    pyplot never hears of it, so neither a cell's end nor a student's ``plt`` calls touch it.
    """
    import matplotlib.pyplot as plt
    from matplotlib.figure import Figure

    with plt.style.context("autograder.lesson.course"):
        yield Figure(figsize=(width, height))
