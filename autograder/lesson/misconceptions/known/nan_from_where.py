"""A gradient spoiled by the side that ``torch.where`` did not take."""

from __future__ import annotations

from autograder.lesson.misconceptions.case import Case
from autograder.lesson.misconceptions.misconception import Misconception


class NanFromWhere(Misconception):
    """NaN in just those entries whose other side was masked."""

    name = "nan-from-where"
    symptom = True
    says = "The gradient is NaN in just the entries where the other side of torch.where is taken."
    asks = "Which operation still sees those entries, although its result is not used?"
    hints = (
        "A side that was not taken has made a NaN. Print what each line computes at such an "
        "entry, before the choice is made. Which line has an infinity or a NaN?",
        "To keep 1 / t from t = 0 it is no use to throw its result away: 0 times infinity is NaN. "
        "Put 1 where t is 0 first. What is the harmless number in your case?",
        "A first torch.where chooses a harmless argument, a second one the result. Begin with the "
        "first, and print what the dangerous line sees.",
    )

    def fits(self, case: Case) -> bool:
        if case.masked is None or case.answer is None or not case.masked.any():
            return False
        return (
            case.answer.shape == case.masked.shape
            and bool(case.reference.isfinite().all())
            and bool((case.answer.isnan() == case.masked).all())
        )
