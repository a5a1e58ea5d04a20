"""What a check of derivatives knows about a function at a probe point."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import torch

from autograder.lesson import oracles
from autograder.lesson.checks.trial import Evidence
from autograder.lesson.oracles import Function

#: Points with more entries are explained without second derivatives: n² numbers, n passes.
_CHEAP = 16


class Known:
    """Facts for the diagnosis of a gradient, worked out only when an answer is wrong."""

    def __init__(
        self,
        x: torch.Tensor,
        f: Function,
        formula: Function | None,
        evidence: Evidence | None = None,
        **facts: Any,
    ) -> None:
        self.x, self.f, self.formula, self.evidence, self.facts = x, f, formula, evidence, facts

    def __call__(self) -> Mapping[str, Any]:
        """Return them as fields of ``Probe``."""
        return {
            "f": self.f,
            "formula": self.formula or (lambda x: oracles.by_autograd(self.f, x)),
            "hessian": oracles.hessian(self.f, self.x) if self.x.numel() <= _CHEAP else None,
            **self.facts,
            **({} if self.evidence is None else self.evidence(self.x)),
        }
