"""Which misconception explains what a check saw: one, two that fit equally, or none."""

from __future__ import annotations

from collections.abc import Sequence

import torch

from autograder.lesson.misconceptions.case import Case
from autograder.lesson.misconceptions.known import KNOWN
from autograder.lesson.misconceptions.misconception import Misconception

#: With more explanations than this there is none.
_AT_MOST = 2


def diagnose(cases: Sequence[Case]) -> tuple[Misconception, ...]:
    """Return the misconception that explains all ``cases``, or two that explain them equally.

    An error, a warning or a missing answer speaks first; where there is none, numbers are
    compared at all probe points. Nothing is returned where every answer is right, where too
    few points speak, or where three or more explanations are left: better silent than unjust.
    """
    # Whatever mode the notebook was left in: predictions may need autograd.
    with torch.inference_mode(False), torch.enable_grad():
        ruled_out = {name for case in cases for name in case.ruled_out}
        likely = [m for m in KNOWN if m.name not in ruled_out]
        fitting = [m for m in likely if m.symptom and any(m.fits(case) for case in cases)]
        if not fitting and not all(case.right for case in cases):
            fitting = [m for m in likely if not m.symptom and _explains(m, cases)]
    best: dict[str, Misconception] = {}
    for misconception in fitting:
        rival = best.get(misconception.family)
        if rival is None or misconception.rank > rival.rank:
            best[misconception.family] = misconception
    return tuple(best.values()) if len(best) <= _AT_MOST else ()


def _explains(misconception: Misconception, cases: Sequence[Case]) -> bool:
    try:
        return misconception.explains(cases)
    except Exception:
        # The exercise's function may refuse what a prediction asks of it, such as a point nearby.
        # That must not cost the student the message about the numbers.
        return False
