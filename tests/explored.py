"""An explorer without its display: what draws its picture, and its controls."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from typing import Any
from unittest import mock

from autograder.lesson.pictures.controls import Control
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
