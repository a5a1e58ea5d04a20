"""What a wrong number may mean: each misconception predicts the number it would lead to.

One is named only if its prediction fits every probe point and the right answer fits none,
and only if it is the sole one that fits.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch

from autograder.lesson.oracles import Function


@dataclass(frozen=True)
class Evidence:
    """One probe: the point, the function if known, the student's numbers and the right ones."""

    x: torch.Tensor
    f: Function | None
    answer: torch.Tensor
    reference: torch.Tensor
    #: Right answers to what was asked for before and after this one, on the same leaf.
    earlier: torch.Tensor | None = None
    later: torch.Tensor | None = None


class Misconception:
    """A mistake with a name. Subclasses predict the wrong numbers it produces."""

    #: What the student is told: one sentence, then one question that leads on.
    says: str

    def predicts(self, evidence: Evidence) -> torch.Tensor | None:
        """Return the answer that this mistake would give, or None where it gives none."""
        raise NotImplementedError

    def fits(self, evidence: Evidence) -> bool:
        """Whether the prediction is the student's answer."""
        predicted = self.predicts(evidence)
        return (
            predicted is not None
            and predicted.shape == evidence.answer.shape
            and torch.allclose(predicted.to(evidence.answer), evidence.answer, rtol=1e-6, atol=1e-9)
        )


class AddedUp(Misconception):
    """A gradient to which an earlier one on the same leaf was added."""

    says = (
        "This is the right gradient plus the one asked for before it: the two have added up. "
        "What did .grad hold when the second backward began?"
    )

    def predicts(self, evidence: Evidence) -> torch.Tensor | None:
        return None if evidence.earlier is None else evidence.reference + evidence.earlier


class LiveGrad(Misconception):
    """A name for ``.grad`` where its value was wanted: later passes changed what it shows."""

    says = (
        "This is, or contains, the gradient that was asked for second. Is the order right? And if "
        "you kept a name for .grad: how would you keep its value instead, before .grad moves on?"
    )

    def predicts(self, evidence: Evidence) -> torch.Tensor | None:
        return evidence.later

    def fits(self, evidence: Evidence) -> bool:
        """Whether the answer is the later gradient, or the sum of both."""
        if evidence.later is None:
            return False
        return super().fits(evidence) or torch.allclose(
            evidence.reference + evidence.later, evidence.answer, rtol=1e-6, atol=1e-9
        )


class Zeros(Misconception):
    """No gradient arrived, or it was zeroed before it was read."""

    says = (
        "Every entry is zero. Did a gradient reach the leaf? And if you zeroed one: "
        "who else still looks at that tensor?"
    )

    def predicts(self, evidence: Evidence) -> torch.Tensor:
        return torch.zeros_like(evidence.reference)


class Sign(Misconception):
    """The gradient with the other sign."""

    says = "Every entry has the wrong sign, otherwise it is right. Where did a minus come in?"

    def predicts(self, evidence: Evidence) -> torch.Tensor:
        return -evidence.reference


class Doubled(Misconception):
    """Twice the gradient: two backward passes added up, or a factor 2."""

    says = (
        "Every entry is exactly twice what it should be. Is there a factor 2 too many? "
        "Or, if you call backward: what did .grad hold before?"
    )

    def predicts(self, evidence: Evidence) -> torch.Tensor:
        return 2 * evidence.reference


class Halved(Misconception):
    """Half the gradient."""

    says = (
        "Every entry is exactly half of what it should be. "
        "Is there a factor 2 missing, or one divided away?"
    )

    def predicts(self, evidence: Evidence) -> torch.Tensor:
        return evidence.reference / 2


class ForgottenMean(Misconception):
    """The gradient of the sum where that of the mean is wanted."""

    says = (
        "Every entry is too large by the number of entries: this is the gradient of the sum, "
        "not of the mean. Where does the mean's 1/n go?"
    )

    def predicts(self, evidence: Evidence) -> torch.Tensor | None:
        count = evidence.x.numel()
        if count < 3 or evidence.f is None or not _is_mean(evidence.f, evidence.x):
            return None
        return evidence.reference * count


class OncePerEntry(Misconception):
    """A gradient that was accumulated in a loop over the entries."""

    says = (
        "Every entry is too large by the number of entries. "
        "Was the whole gradient added up once for each entry?"
    )

    def predicts(self, evidence: Evidence) -> torch.Tensor | None:
        count = evidence.x.numel()
        if count < 3 or evidence.f is None or _is_mean(evidence.f, evidence.x):
            return None
        return evidence.reference * count


def _is_mean(f: Function, x: torch.Tensor) -> bool:
    """Whether ``f`` does not care if every entry comes twice, as means do and sums do not."""
    try:
        once, twice = f(x.detach().clone()), f(torch.stack([x, x]).detach())
        return bool(torch.allclose(once.detach(), twice.detach(), rtol=1e-9))
    except (RuntimeError, IndexError):  # made for one shape only
        return False


class OwnValue(Misconception):
    """The function's value where its derivative is wanted."""

    says = "This is the function's own value, not its derivative. Which of the two is asked for?"

    def predicts(self, evidence: Evidence) -> torch.Tensor | None:
        if evidence.f is None:
            return None
        value = evidence.f(evidence.x.detach().clone()).detach()
        return value.expand_as(evidence.reference) if value.numel() == 1 else value


KNOWN: tuple[Misconception, ...] = (
    AddedUp(),
    LiveGrad(),
    Zeros(),
    Sign(),
    Doubled(),
    Halved(),
    ForgottenMean(),
    OncePerEntry(),
    OwnValue(),
)


def explain(probes: list[Evidence]) -> Misconception | None:
    """Return the one misconception that explains every probe, or None.

    None, too, where fewer than two probes speak or where two misconceptions fit: better
    silent than unjust.
    """
    if len(probes) < 2:
        return None
    fitting = [m for m in KNOWN if all(m.fits(evidence) for evidence in probes)]
    return fitting[0] if len(fitting) == 1 else None
