"""The proof: over random functions and shapes, mistakes are named, and right answers left alone.

The specimens are those whose figures ``bench/diagnosis.py`` prints, in larger numbers.
"""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from autograder.lesson.misconceptions import KNOWN, diagnose
from autograder.lesson.numbers.comparison import difference
from tests.specimens import MAKERS, right_answers, specimen

FAMILY = {m.name: m.family for m in KNOWN}
SEEDS = st.integers(0, 2**32 - 1)

#: What is promised: how often the mistake is named, and how often another one.
NAMED, OTHERS = 0.98, 0.005
MISTAKES, PROBLEMS, RIGHT = 700, 300, 10_000


def bounded(examples: int) -> settings:
    slow = [HealthCheck.too_slow]
    return settings(
        max_examples=examples,
        derandomize=True,
        database=None,
        deadline=None,
        suppress_health_check=slow,
    )


def test_a_mistake_is_named_and_no_other():
    made: Counter[str] = Counter()
    named: Counter[str] = Counter()
    others: Counter[str] = Counter()

    @bounded(MISTAKES)
    @given(st.sampled_from(sorted(MAKERS)), SEEDS)
    def look(name: str, seed: int) -> None:
        families = [m.family for m in diagnose(specimen(name, seed))]
        made[name] += 1
        named[name] += FAMILY[name] in families
        others[name] += any(family != FAMILY[name] for family in families)

    look()
    assert set(made) == set(MAKERS)
    assert named.total() >= NAMED * made.total(), made - named
    assert others.total() <= OTHERS * made.total(), others


def test_right_answers_are_neither_refused_nor_accused():
    answers = 0

    @bounded(PROBLEMS)
    @given(SEEDS)
    def look(seed: int) -> None:
        nonlocal answers
        for way, answered in right_answers(seed):
            for case in answered:
                assert difference(case.answer, case.reference) is None, way
            assert diagnose(answered) == (), way
            answers += len(answered)

    look()
    assert answers > RIGHT


@bounded(25)
@given(SEEDS)
def test_a_right_answer_fits_no_misconception_even_alone(seed: int):
    for way, answered in right_answers(seed):
        fitting = [m.name for m in KNOWN for case in answered[:1] if m.fits(case)]
        assert not fitting, way


@pytest.mark.parametrize("name", sorted(MAKERS))
def test_a_specimen_is_wrong_at_two_points_at_least(name):
    assert sum(not case.right for case in specimen(name, 5)) > 1
