"""What a student sees: one line when right, a message in a fixed order when wrong."""

from __future__ import annotations

import pytest
import torch

from autograder.errors import CheckBroken, CheckFailed, UnknownExercise
from autograder.lesson import cards
from autograder.lesson.checks import Check


@pytest.fixture
def check():
    return Check()


def cubes(x):
    return (x**3).sum()


def by_autograd(x):
    leaf = x.clone().requires_grad_()
    cubes(leaf).backward()
    return leaf.grad


def gradient(check, answer, **more):
    return check.gradient("cubes", answer, of=cubes, shapes=[(4,), (2, 3)], **more)


def test_a_right_answer_gets_one_line_and_no_value(check, capsys):
    assert gradient(check, by_autograd, analytic=lambda x: 3 * x**2) is None
    assert capsys.readouterr().out == "✓ cubes: right at 2 probe points\n"


def test_the_message_keeps_its_order(check):
    with pytest.raises(CheckFailed) as failure:
        gradient(check, lambda x: 6 * x**2)
    lines = str(failure.value).splitlines()
    keys = ["✗ cubes, at x", "twice", "shape", "wrong entries", "first one at", "yours", "expected"]
    places = [next(k for k, line in enumerate(lines) if key in line) for key in keys]
    assert places == sorted(places)
    assert 'check.hint("cubes")' in str(failure.value).replace("\n  ", " ")


def test_the_message_never_prints_the_whole_answer(check):
    x_to_right = {}

    def wrong(x):
        x_to_right[x.shape] = 3 * x**2
        return 3 * x**2 + 1

    with pytest.raises(CheckFailed) as failure:
        gradient(check, wrong)
    right = x_to_right[torch.Size([4])]
    shown = [f"{entry:.6g}" in str(failure.value) for entry in right.tolist()]
    assert shown == [True, False, False, False]


def test_a_message_replaces_the_traceback(check):
    with pytest.raises(CheckFailed) as failure:
        gradient(check, lambda x: None)
    assert failure.value._render_traceback_() == str(failure.value).splitlines()


def test_an_unanswered_exercise_passes_through(check):
    def stub(x):
        raise NotImplementedError

    with pytest.raises(NotImplementedError):
        gradient(check, stub)


def test_student_code_that_raises_is_quoted(check):
    with pytest.raises(CheckFailed, match="raised ZeroDivisionError"):
        gradient(check, lambda x: 1 / 0)


@pytest.mark.parametrize("spoil", [lambda x: x.add_(1), lambda x: x.requires_grad_()])
def test_a_changed_input_is_reported(check, spoil):
    def answer(x):
        right = by_autograd(x)
        spoil(x)
        return right

    with pytest.raises(CheckFailed, match="input"):
        gradient(check, answer)


def test_a_wrong_reference_blames_the_check(check):
    with pytest.raises(CheckBroken, match="not of your answer"):
        gradient(check, by_autograd, analytic=lambda x: 2 * x)


def test_several_gradients_are_checked_one_by_one(check, capsys):
    of = [lambda x: x.sum(), cubes]
    check.gradient("both", lambda x: (torch.ones_like(x), 3 * x**2), of=of, shapes=[(3,)])
    with pytest.raises(CheckFailed, match="gradient 2 of 2"):
        check.gradient("both", lambda x: (torch.ones_like(x), x), of=of, shapes=[(3,)])
    with pytest.raises(CheckFailed, match="Return 2 gradients"):
        check.gradient("both", lambda x: x, of=of, shapes=[(3,)])


def derivative(check, operator):
    check.derivative(
        "gradient_of",
        operator,
        of=[cubes, lambda x: x.exp().sum()],
        analytic=[lambda x: 3 * x**2, torch.exp],
        shapes=[(3,)],
        integers=[[1, 2]],
    )


def test_an_operator_is_tried_on_unseen_functions_and_integers(check, capsys):
    def right(f, x):
        leaf = x.detach().clone().to(torch.float64).requires_grad_()
        return torch.autograd.grad(f(leaf), leaf)[0]

    derivative(check, right)
    with pytest.raises(CheckFailed):
        derivative(check, lambda f, x: 3 * x.to(torch.float64) ** 2)


def test_an_operator_that_remembers_is_caught_at_the_second_question(check):
    kept = {}

    def remembering(f, x):
        leaf = kept.setdefault(id(x), x.detach().clone().double().requires_grad_())
        f(leaf).backward()
        return leaf.grad

    with pytest.raises(CheckFailed, match="asked a second time"):
        derivative(check, remembering)


def test_a_function_is_compared_point_by_point(check, capsys):
    check.function("double", lambda x: x + x, reference=lambda x: 2 * x, shapes=[(), (2, 2)])
    with pytest.raises(CheckFailed, match="differ"):
        check.function("double", lambda x: x * x, reference=lambda x: 2 * x, shapes=[(2,)])


@pytest.mark.parametrize(
    ("guess", "shape"),
    [([1, 2, 3], (3,)), (torch.ones(2), (2,)), (4.5, ()), (True, ()), ((1.0, 2.0), (2,))],
)
def test_any_well_formed_prediction_is_noted(check, capsys, guess, shape):
    check.prediction("guess", guess, shape=shape)
    assert capsys.readouterr().out.startswith("✓ guess")


@pytest.mark.parametrize("guess", ["4.5", None, float("nan"), [1, float("inf")], 1j, [1, [2]], {}])
def test_an_ill_formed_prediction_is_refused(check, guess):
    with pytest.raises(CheckFailed):
        check.prediction("guess", guess, shape=())


def test_no_prediction_yet_is_not_implemented(check):
    with pytest.raises(NotImplementedError, match="three dots"):
        check.prediction("guess", ...)


def test_hints_open_one_at_a_time(check, capsys):
    exercise = cards.load(next(iter(sorted(cards.FOLDER.glob("*.json")))))[0]
    for opened in (1, 2, 3, 3):
        check.hint(exercise.name)
        out = capsys.readouterr().out
        assert [hint in out for hint in exercise.hints] == [k < opened for k in range(3)]


def test_a_hint_for_an_unknown_exercise_says_so(check):
    with pytest.raises(UnknownExercise, match="'slopes'"):
        check.hint("slopes")


def test_a_check_leaves_the_random_numbers_alone(check, capsys):
    before = torch.random.get_rng_state()
    gradient(check, by_autograd)
    assert torch.equal(torch.random.get_rng_state(), before)
