"""Each misconception is recognised by its own numbers, and nobody is accused without evidence."""

from __future__ import annotations

import random
import re
from dataclasses import replace

import pytest
import torch

from autograder.lesson.misconceptions import KNOWN, Case, Misconception, diagnose
from autograder.lesson.numbers.oracles import by_autograd
from autograder.lesson.numbers.probes import probes
from tests.specimens import MAKERS, right_answers, specimen, unknown

FAMILY = {m.name: m.family for m in KNOWN}
CLASSES = sorted({type(m) for m in KNOWN}, key=lambda cls: cls.name)
SYMPTOMS = {m.name for m in KNOWN if m.symptom}


def squares(x):
    return (x**2).sum()


def asked(wrong, shapes=((3,), (2, 2)), f=squares, **facts):
    """Return what a wrong gradient of ``f`` looks like at some probe points."""
    return [
        Case(
            x=x,
            reference=by_autograd(f, x),
            answer=wrong(x),
            f=f,
            **{name: fact(x) if callable(fact) else fact for name, fact in facts.items()},
        )
        for x in probes(shapes, seed=9)
    ]


def names(found):
    return [m.name for m in found]


def test_every_misconception_has_a_specimen():
    assert set(FAMILY) == set(MAKERS)
    assert len(CLASSES) >= 28


@pytest.mark.parametrize("name", MAKERS)
@pytest.mark.parametrize("seed", range(2))
def test_each_is_recognised_by_its_own_numbers(name, seed):
    found = diagnose(specimen(name, seed))
    assert [m.family for m in found] == [FAMILY[name]]


@pytest.mark.parametrize("name", sorted(set(MAKERS) - SYMPTOMS))
def test_one_probe_is_no_evidence(name):
    for case in specimen(name, 0):
        assert diagnose([case]) == ()


@pytest.mark.parametrize("name", sorted(set(MAKERS) - SYMPTOMS))
def test_the_same_probe_twice_is_no_evidence(name):
    case = specimen(name, 0)[-1]
    assert diagnose([case, replace(case)]) == ()


@pytest.mark.parametrize("name", sorted(set(MAKERS) - SYMPTOMS))
def test_one_probe_that_does_not_fit_silences(name):
    *fitting, last = specimen(name, 1)
    strange = replace(last, answer=last.reference + 0.123)
    assert diagnose([*fitting, strange]) == ()


@pytest.mark.parametrize("seed", range(2))
def test_a_right_answer_fits_no_misconception(seed):
    for _, answered in right_answers(seed):
        assert diagnose(answered) == ()
        for case in answered:
            assert not [m.name for m in KNOWN if m.fits(case)]


@pytest.mark.parametrize("seed", range(20))
def test_numbers_that_nothing_explains_accuse_nobody(seed):
    assert diagnose(unknown(random.Random(seed))) == ()


def test_a_slope_taken_beside_the_point_is_no_quotient_with_a_large_step():
    def cubes(x):
        return (x**3).sum()

    quotient = asked(lambda x: ((x + 0.002) ** 3 - x**3) / 0.002, f=cubes)
    assert names(diagnose(quotient)) == ["step-too-large"]
    assert diagnose(asked(lambda x: 3 * (x + 0.001) ** 2, f=cubes)) == ()


def test_twice_a_gradient_of_equal_entries_is_no_sum_along_an_axis():
    def seen(right):
        return [
            Case(x=x, reference=right(x), answer=right(x).sum(1, keepdim=True).expand(3, 2))
            for x in probes(((3, 2), (3, 2)), seed=9)
        ]

    assert names(diagnose(seen(torch.square))) == ["summed-axis"]
    assert "summed-axis" not in names(diagnose(seen(lambda x: torch.full_like(x, 512.0))))


def test_an_answer_kept_for_a_shape_belongs_to_another_point():
    kept = {}
    shapes = ((3,), (3,), (2, 2))
    seen = asked(lambda x: kept.setdefault(x.shape, 2 * x), shapes=shapes)
    assert names(diagnose(seen)) == ["remembered"]
    # Written down: right at one of the points, by whatever luck, and no number differs.
    ones = [replace(seen[0], reference=torch.ones(3), answer=torch.ones(3)), seen[1]]
    assert diagnose([ones[0], replace(ones[1], answer=torch.ones(3))]) == ()


def test_the_answer_for_another_function_at_the_same_point_is_not_remembered():
    first, *_ = asked(lambda x: 2 * x, shapes=((3,),))
    other = replace(first, reference=3 * first.x**2)
    assert "remembered" not in names(diagnose([first, other]))


def test_a_transpose_that_only_a_square_hides_is_told_apart_from_a_reshape():
    def seen(wrong):
        shapes = ((2, 3), (3, 3), (3, 3))
        return diagnose([Case(x=x, reference=x, answer=wrong(x)) for x in probes(shapes, seed=9)])

    [square] = seen(lambda x: x.mT if x.shape == (3, 3) else x)
    [reshaped] = seen(lambda x: x.mT.reshape(x.shape))
    assert "square" in square.says
    assert "reshape" in reshaped.says


def test_single_numbers_need_three_points():
    def wrong(x):
        return -2 * x

    assert diagnose(asked(wrong, shapes=((), ()))) == ()
    assert names(diagnose(asked(wrong, shapes=((), (), (1,))))) == ["sign"]


def test_a_count_of_passes_tells_a_factor_from_accumulation():
    def wrong(x):
        return 4 * x

    assert names(diagnose(asked(wrong))) == ["factor"]
    assert names(diagnose(asked(wrong, adding_passes=1))) == ["factor"]
    assert names(diagnose(asked(wrong, adding_passes=2))) == ["accumulated"]


def test_a_count_of_passes_tells_overwriting_from_a_missing_path():
    paths = {"paths": lambda x: (x.sin(), 2 * x - x.sin())}

    def wrong(x):
        return 2 * x - x.sin()

    assert names(diagnose(asked(wrong, **paths))) == ["one-path"]
    assert names(diagnose(asked(wrong, backward_passes=2, **paths))) == ["overwritten"]


def test_what_is_foretold_stands_in_for_a_prediction():
    told = {"foretold": lambda x: {"head-ignored": x + 5}}
    assert names(diagnose(asked(lambda x: x + 5, **told))) == ["head-ignored"]
    assert diagnose(asked(lambda x: x + 6, **told)) == ()


def test_a_length_is_a_mistake_only_where_one_was_asked_for():
    def wrong(x):
        return 2 * x * (1 + x.norm())

    assert diagnose(asked(wrong)) == ()
    assert names(diagnose(asked(wrong, length=lambda x: (2 * x).norm()))) == ["not-normalised"]
    assert diagnose(asked(lambda x: -wrong(x), length=lambda x: (2 * x).norm())) == ()


def test_two_that_fit_equally_are_both_named():
    found = diagnose(asked(lambda x: -2 * x, whole=lambda x: -2 * x))
    assert names(found) == ["not-detached", "sign"]


def test_three_that_fit_are_too_many():
    facts = {"whole": lambda x: -2 * x, "paths": lambda x: (-2 * x, 4 * x)}
    assert diagnose(asked(lambda x: -2 * x, **facts)) == ()


def test_where_a_mistake_changes_nothing_it_is_not_contradicted():
    # A gradient of shape (3,) is its own transpose.
    shapes = ((3,), (2, 3), (3, 2))
    assert names(diagnose(asked(lambda x: (2 * x).mT if x.dim() > 1 else 2 * x, shapes))) == [
        "transposed"
    ]


def test_a_mistake_that_changes_too_little_is_not_named():
    nudge = {"earlier": lambda x: 1e-4 * x}
    assert diagnose(asked(lambda x: 2 * x + 1e-4 * x, **nudge)) == ()


def test_ones_are_not_taken_for_a_sum_of_probabilities():
    seen = asked(torch.ones_like, shapes=((3,), (4,)), f=lambda x: x.logsumexp(0))
    assert diagnose(seen) == ()


def test_one_number_may_be_the_value_or_the_sum_of_a_gradient_that_equals_it():
    seen = asked(lambda x: x.exp().sum(), shapes=((3,), (4,)), f=lambda x: x.exp().sum())
    assert names(diagnose(seen)) == ["own-value", "summed-axis"]


def test_a_function_made_for_another_shape_costs_no_message():
    def fussy(x):
        if x.shape != (2, 3):
            raise RuntimeError("shape")
        return x.sum()

    seen = asked(lambda x: -2 * x, f=squares)
    assert names(diagnose([replace(case, f=fussy) for case in seen])) == ["sign"]


def test_it_works_with_autograd_switched_off():
    seen = asked(lambda x: (1.5 * x).sum() + 2 * x, edited=lambda x: 3 * x)
    edited = [replace(case, answer=2 * case.edited) for case in seen]
    with torch.no_grad():
        assert "data-edit" in names(diagnose(edited))
    with torch.inference_mode():
        assert "data-edit" in names(diagnose(edited))


@pytest.mark.parametrize("misconception", KNOWN, ids=lambda m: m.name)
def test_each_speaks_in_a_sentence_a_question_and_three_hints(misconception: Misconception):
    assert misconception.says.endswith(".")
    assert misconception.says[0].isupper()
    assert misconception.asks.endswith("?")
    where, idea, api = misconception.hints
    assert len({where, idea, api}) == 3
    for hint in (where, idea, api):
        assert hint.endswith((".", "?"))
        assert len(hint) < 300
    # The first hint says where to look, in words: no attribute, no call.
    assert not re.search(r"\w\(|\.\w+_|\btorch\.", where)
    # The second is about other numbers than the exercise's, or about other things.
    assert re.search(r"\d|two|three|ten|half|plate|recipe|film|deposit", idea)
