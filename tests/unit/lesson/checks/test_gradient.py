"""A gradient: one line when right, a message in a fixed order when wrong."""

from __future__ import annotations

import warnings

import pytest
import torch

from autograder.errors import CheckBroken, CheckFailed
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


def message(check, answer, **more):
    with pytest.raises(CheckFailed) as failure:
        gradient(check, answer, **more)
    return str(failure.value)


def test_a_right_answer_gets_one_line_and_no_value(check, capsys):
    assert gradient(check, by_autograd, analytic=lambda x: 3 * x**2) is None
    assert capsys.readouterr().out == "✓ cubes: right at 2 probe points\n"


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_both_precisions_are_checked_in_their_own_tolerance(check, capsys, dtype):
    gradient(check, by_autograd, dtype=dtype)
    off = {torch.float32: 1 + 1e-4, torch.float64: 1 + 1e-6}[dtype]
    assert "differ" in message(check, lambda x: by_autograd(x) * off, dtype=dtype)


def test_the_message_of_a_mistake_keeps_its_order(check):
    text = message(check, lambda x: -3 * x**2)
    lines = text.splitlines()
    keys = ["✗ cubes · looks like: ", "?", "shape", "probe point"]
    keys += ["wrong entries", "first one at", "yours", "expected", "check.hint()"]
    places = [next(k for k, line in enumerate(lines) if key in line) for key in keys]
    assert places == sorted(places)


def test_numbers_that_nothing_explains_are_set_side_by_side(check):
    assert message(check, lambda x: 3 * x**2 + x.sin()) == (
        "✗ cubes\n"
        "  The numbers differ.\n"
        "    shape          (4,), as it should be\n"
        "    probe point    x = [-0.8285, 1.1248, -1.4253, -1.9387]\n"
        "    wrong entries  4 of 4\n"
        "    first one at   [0]\n"
        "    yours          1.32239\n"
        "    expected       2.05932\n"
        "  Stuck? check.hint() opens a hint; ask again for the next one."
    )


def test_a_mistake_is_named_before_any_number(check):
    def twice(x):
        leaf = x.clone().requires_grad_()
        for _ in range(2):
            cubes(leaf).backward()
        return leaf.grad

    assert message(check, twice) == (
        "✗ cubes · looks like: accumulated\n"
        "  This is twice the gradient, and backward ran twice or more: it added up.\n"
        "  What did .grad hold when the last backward began?\n"
        "    shape          (4,), as it should be\n"
        "    probe point    x = [-0.8285, 1.1248, -1.4253, -1.9387]\n"
        "    wrong entries  4 of 4\n"
        "    first one at   [0]\n"
        "    yours          4.11863\n"
        "    expected       2.05932\n"
        "  Stuck? check.hint() opens a hint; ask again for the next one."
    )


def test_an_error_is_explained_and_quoted(check):
    def again(x):
        y = cubes(x.clone().requires_grad_())
        y.backward()
        y.backward()

    lines = message(check, again).splitlines()
    assert lines[:4] == [
        "✗ cubes · looks like: graph freed",
        "  An earlier backward pass used this graph up, and a second one needs what it",
        "  kept. Where is the forward pass that builds a new graph?",
        "  Your code raised RuntimeError at x = [-0.8285, 1.1248, -1.4253, -1.9387]:",
    ]
    assert lines[4].startswith("  Trying to backward through the graph a second time")


def test_an_error_elsewhere_does_not_explain_the_numbers_shown(check):
    def wrong_then_freed(x):
        if x.dim() == 1:
            return 3 * x**2 + x.sin()
        y = cubes(x.clone().requires_grad_())
        y.backward()
        return y.backward()

    assert message(check, wrong_then_freed).startswith("✗ cubes\n  The numbers differ.")


def test_the_message_never_prints_the_whole_answer(check):
    right = []

    def wrong(x):
        right.append(3 * x**2)
        return 3 * x**2 + 1

    text = message(check, wrong)
    shown = [f"{entry:.6g}" in text for entry in right[0].tolist()]
    assert shown == [True, False, False, False]


def test_a_message_replaces_the_traceback(check):
    with pytest.raises(CheckFailed) as failure:
        gradient(check, lambda x: None)
    assert failure.value._render_traceback_() == str(failure.value).splitlines()


def test_a_mistake_is_recognised_in_single_precision(check):
    text = message(check, lambda x: -3 * x**2, dtype=torch.float32)
    assert text.startswith("✗ cubes · looks like: sign")


def test_the_names_of_the_mistakes_go_with_the_failure(check):
    with pytest.raises(CheckFailed) as failure:
        gradient(check, lambda x: -3 * x**2)
    [name] = failure.value.mistakes
    assert f"looks like: {name}" in str(failure.value)


def test_passes_that_were_counted_tell_accumulation_from_a_factor(check):
    def twice(x):
        leaf = x.clone().requires_grad_()
        cubes(leaf).backward()
        cubes(leaf).backward()
        return leaf.grad

    accumulated, factor = message(check, twice), message(check, lambda x: 6 * x**2)
    assert "accumulated" in accumulated.splitlines()[0]
    assert accumulated.splitlines()[0] != factor.splitlines()[0]


def test_an_unanswered_exercise_passes_through(check):
    def stub(x):
        raise NotImplementedError

    with pytest.raises(NotImplementedError):
        gradient(check, stub)


def test_student_code_that_raises_is_quoted(check):
    assert "raised ZeroDivisionError at x" in message(check, lambda x: 1 / 0).replace("\n  ", " ")


def test_warnings_of_student_code_are_not_shown(check, capsys):
    def warns(x):
        warnings.warn("careful", stacklevel=2)
        return by_autograd(x)

    gradient(check, warns)
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("spoil", [lambda x: x.add_(1), lambda x: x.requires_grad_()])
def test_a_changed_input_is_reported(check, spoil):
    def answer(x):
        right = by_autograd(x)
        spoil(x)
        return right

    assert "input" in message(check, answer)


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


def test_a_part_of_an_exercise_is_named_in_every_message(check, capsys):
    check.gradient("one", lambda x: 3 * x**2, of=cubes, shapes=[(3,)], part="for w1")
    assert capsys.readouterr().out == "✓ one, for w1: right at 1 probe point\n"
    with pytest.raises(CheckFailed, match=r"^✗ one, for w1\n"):
        check.gradient("one", lambda x: x.exp(), of=cubes, shapes=[(3,), (2,)], part="for w1")


def test_what_the_author_knows_reaches_the_diagnosis(check):
    """Only with the inner derivative can its absence be recognised."""

    def sine_of_squares(x):
        return (x**2).sin().sum()

    def outer_alone(x):
        return (x**2).cos()

    texts = []
    for evidence in (None, lambda x: {"inner": 2 * x}):
        with pytest.raises(CheckFailed) as failure:
            check.gradient(
                "chain", outer_alone, of=sine_of_squares, shapes=[(4,), (5,)], evidence=evidence
            )
        texts.append(str(failure.value).splitlines()[0])
    assert "looks like" not in texts[0]
    assert "looks like" in texts[1]


def test_a_check_leaves_the_random_numbers_alone(check, capsys):
    before = torch.random.get_rng_state()
    gradient(check, by_autograd)
    assert torch.equal(torch.random.get_rng_state(), before)


def test_what_is_held_stays_fixed_in_every_oracle_and_tells_who_did_not_hold_it(check, capsys):
    """eˣ times x, the first factor detached: eˣ, and (1 + x)eˣ if it moves along."""

    def hold(answer):
        check.gradient(
            "held",
            answer,
            of=lambda x, u: (u * x).sum(),
            held=torch.exp,
            analytic=torch.exp,
            shapes=[(4,), (2, 3)],
        )

    hold(torch.exp)
    assert capsys.readouterr().out.startswith("✓ held")
    with pytest.raises(CheckFailed, match="looks like: not detached"):
        hold(lambda x: (1 + x) * x.exp())
    # Without being told, the differences would move it, and the oracles disagree.
    with pytest.raises(CheckBroken):
        check.gradient("held", torch.exp, of=lambda x: (x.detach().exp() * x).sum(), shapes=[(4,)])


@pytest.mark.cuda
@pytest.mark.skipif(not torch.cuda.is_available(), reason="no CUDA device here")
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_a_gpu_gives_the_same_verdicts(check, capsys, monkeypatch, dtype):
    monkeypatch.setenv("AUTOGRADER_DEVICE", "cuda")
    gradient(check, by_autograd, dtype=dtype)
    assert "looks like" in message(check, lambda x: -3 * x**2, dtype=dtype)
    assert "lies on cpu" in message(check, lambda x: by_autograd(x).cpu(), dtype=dtype)
