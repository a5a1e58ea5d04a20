"""What a check of derivatives knows about a function at a probe point."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

import torch

from autograder.lesson.checks.trial import Evidence
from autograder.lesson.numbers import oracles
from autograder.lesson.numbers.oracles import TensorFunction


def facts_of(
    f: TensorFunction,
    formula: TensorFunction | None,
    x: torch.Tensor,
    evidence: Evidence | None = None,
    **facts: Any,
) -> Mapping[str, Any]:
    """Return what is known of ``f`` at ``x`` as fields of ``Case``; the author's own come last."""
    return {
        "f": f,
        "formula": formula or partial(oracles.by_autograd, f),
        **facts,
        **({} if evidence is None else evidence(x)),
    }
