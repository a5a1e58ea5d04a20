"""What ``nbgrader_config.py`` says, for the steps that we call ourselves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from typing import Any

from nbformat import NotebookNode
from nbgrader.converters import Autograde
from traitlets.config import Config
from traitlets.utils.importstring import import_item

from autograder.errors import GradingError
from autograder.grading import Limits

#: From a notebook and what is known about it to the next version of both.
Step = Callable[[NotebookNode, dict[str, Any]], tuple[NotebookNode, dict[str, Any]]]


def limits_in(config: Config) -> Limits:
    """Return the limits of a submission: ``c.Execute.timeout``, nbgrader's own, and ``c.Limits``.

    Raises:
        GradingError: if ``c.Limits`` names one that there is not.

    """
    said = dict(config.get("Limits", {}))
    unknown = set(said) - {field.name for field in fields(Limits)}
    if unknown:
        known = ", ".join(field.name for field in fields(Limits))
        raise GradingError(
            f"nbgrader_config.py sets c.Limits.{sorted(unknown)[0]}, which is no limit. "
            f"The limits are: {known}."
        )
    seconds = config.get("Execute", {}).get("timeout")
    if isinstance(seconds, int | float) and "cell_seconds" not in said:
        said["cell_seconds"] = float(seconds)
    return Limits(**said)


def steps_after_running(config: Config) -> list[Step]:
    """Return the steps of ``nbgrader autograde`` that come after the tests have run.

    They store scores and work out penalties; the first one, which runs the tests, is left out.
    """
    named = Autograde(config=config).autograde_preprocessors
    kinds = [import_item(kind) if isinstance(kind, str) else kind for kind in named]
    return [kind(config=config) for kind in kinds[1:]]
