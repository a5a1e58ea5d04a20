"""What ``nbgrader_config.py`` says of grading."""

from __future__ import annotations

from dataclasses import fields

from traitlets.config import Config

from autograder.errors import GradingError
from autograder.grading import Limits


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
