"""An explorer without its display: what draws its picture, its controls, and their places."""

from __future__ import annotations

import itertools
import sys
from collections.abc import Callable, Iterator, Sequence
from typing import Any
from unittest import mock

from autograder.lesson.pictures.controls import Choice, Control, Slider
from autograder.lesson.pictures.figures import Picture


def explored(
    explorer: Callable[..., None], /, *arguments: Any, **options: Any
) -> tuple[Callable[..., Picture], Sequence[Control]]:
    """Call an explorer and return what it would have shown: draw and controls."""
    module = sys.modules[explorer.__module__]
    with mock.patch.object(module, "show_explorer") as show:
        explorer(*arguments, **options)
    draw, controls = show.call_args.args
    return draw, controls


def worth_trying(controls: Sequence[Control]) -> Iterator[dict[str, Any]]:
    """Yield values of all controls, by name: all ends together, and five places of each alone."""
    yield from settings(controls, places=2)
    start = {control.name: control.start for control in controls}
    for control in controls:
        for place in _places(control, 5)[1:-1] if isinstance(control, Slider) else ():
            yield start | {control.name: place}


def settings(controls: Sequence[Control], places: int = 5) -> Iterator[dict[str, Any]]:
    """Yield values of all controls, by name: every combination of ``places`` of each slider."""
    names = [control.name for control in controls]
    for values in itertools.product(*(_places(control, places) for control in controls)):
        yield dict(zip(names, values, strict=True))


def _places(control: Control, places: int) -> Sequence[Any]:
    """Return both ends of a slider and some in between, and of the others all."""
    if isinstance(control, Slider):
        last, parts = round((control.high - control.low) / control.step), places - 1
        return [control.low + control.step * (last * part // parts) for part in range(places)]
    return control.options if isinstance(control, Choice) else (True, False)
