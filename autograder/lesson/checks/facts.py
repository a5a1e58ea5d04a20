"""What a check of derivatives knows about a function at a probe point."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

import torch

from autograder.lesson import oracles
from autograder.lesson.checks.trial import Evidence
from autograder.lesson.oracles import Function


def facts_of(
    f: Function,
    formula: Function | None,
    x: torch.Tensor,
    evidence: Evidence | None = None,
    **facts: Any,
) -> Mapping[str, Any]:
    """Return what is known of ``f`` at ``x`` as fields of ``Probe``; the author's own come last."""
    return {
        "f": f,
        "formula": formula or partial(oracles.by_autograd, f),
        **facts,
        **({} if evidence is None else evidence(x)),
    }
