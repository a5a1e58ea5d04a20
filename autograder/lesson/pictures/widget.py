"""The controls above an explorer's picture, in the browser and in the kernel."""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import anywidget
import traitlets

from autograder.lesson.pictures.controls import Control


class Controls(anywidget.AnyWidget):
    """A row of controls. ``values`` maps each one's name to where it stands.

    A saved notebook shows a line of text in their place until its cell is run again.
    """

    _esm = Path(__file__).with_name("controls.js")
    _css = Path(__file__).with_name("controls.css")

    label = traitlets.Unicode().tag(sync=True)
    controls = traitlets.List().tag(sync=True)
    values = traitlets.Dict().tag(sync=True)
    #: What the picture says now, for screen readers.
    status = traitlets.Unicode().tag(sync=True)
    #: How many pictures have been drawn since: the browser sees by it that somebody is there.
    drawn = traitlets.Int().tag(sync=True)

    def __init__(self, label: str, controls: Sequence[Control]) -> None:
        self._specified = list(controls)
        super().__init__(
            label=label,
            controls=[{"kind": control.kind, **asdict(control)} for control in controls],
            values={control.name: control.start for control in controls},
        )

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        # Without the widget's identity, which differs from run to run.
        shown = super()._repr_mimebundle_(**kwargs)
        assert shown is not None  # only a widget without a view shows nothing
        bundle, metadata = shown
        names = ", ".join(control.label for control in self._specified)
        text = f"Controls ({names}): to use them, run the set-up cell and then this one."
        replaced = {"text/plain": text, "text/html": f"<p><em>{html.escape(text)}</em></p>"}
        return {**bundle, **replaced}, metadata
