"""A misconception is named when it alone explains all probes, and never otherwise."""

from __future__ import annotations

import pytest
import torch

from autograder.lesson.misconceptions import KNOWN, Evidence, explain
from autograder.lesson.oracles import by_autograd
from autograder.lesson.probes import probes


def squares(x):
    return (x**2).sum()


def mean_square(x):
    return (x**2).mean()


def evidence(wrong, shapes=((3,), (2, 2)), f=squares, **others):
    """Return what a wrong gradient of ``f`` looks like at some probe points."""
    return [
        Evidence(x, f, wrong(x), by_autograd(f, x), **{k: v(x) for k, v in others.items()})
        for x in probes(shapes, seed=9)
    ]


@pytest.mark.parametrize(
    ("wrong", "name"),
    [
        (lambda x: 0 * x, "Zeros"),
        (lambda x: -2 * x, "Sign"),
        (lambda x: 4 * x, "Doubled"),
        (lambda x: x, "Halved"),
        (lambda x: 2 * x * x.numel(), "OncePerEntry"),
        (lambda x: squares(x).expand(x.shape), "OwnValue"),
    ],
)
def test_each_is_recognised_by_its_own_numbers(wrong, name):
    assert type(explain(evidence(wrong))).__name__ == name


def test_forgetting_a_mean_needs_a_mean_to_forget():
    summed = evidence(lambda x: 2 * x, f=mean_square)
    assert type(explain(summed)).__name__ == "ForgottenMean"


def test_gradients_that_met_are_told_apart():
    ones = torch.ones_like
    added = evidence(lambda x: 2 * x + 1, earlier=ones)
    assert type(explain(added)).__name__ == "AddedUp"
    overtaken = evidence(lambda x: torch.ones_like(x), later=ones)
    assert type(explain(overtaken)).__name__ == "LiveGrad"


@pytest.mark.parametrize(
    "wrong", [lambda x: 2 * x + 0.1, lambda x: 3 * x, lambda x: 2 * x * x, lambda x: 4 * x + 1e-3]
)
def test_numbers_that_nothing_explains_accuse_nobody(wrong):
    assert explain(evidence(wrong)) is None


def test_a_right_answer_is_never_accused():
    assert explain(evidence(lambda x: 2 * x)) is None


def test_one_probe_is_no_evidence():
    assert explain(evidence(lambda x: -2 * x, shapes=((3,),))) is None


def test_two_that_fit_cancel_out():
    # With two entries, forgetting the mean and doubling are the same number.
    assert explain(evidence(lambda x: 4 * x, shapes=((2,), (1, 2)))) is not None
    both = [e for e in KNOWN if type(e).__name__ in ("Doubled", "ForgottenMean")]
    fits = [m for m in both if all(m.fits(e) for e in evidence(lambda x: 4 * x, ((2,), (2,))))]
    assert [type(m).__name__ for m in fits] == ["Doubled"]


def test_every_misconception_says_a_sentence_and_asks_a_question():
    for misconception in KNOWN:
        assert misconception.says.count("?") >= 1
        assert misconception.says.count(".") + misconception.says.count(":") >= 1
