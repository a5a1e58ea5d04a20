"""A student's code is called with care, and what happens is written down as plain data."""

from __future__ import annotations

import pickle

import pytest
import torch
from torch.autograd import forward_ad

from autograder.errors import CheckFailed
from autograder.lesson.door import Given, Noted, Question, Raised, Reply, ask, through
from autograder.lesson.door.asking import observe

X = torch.tensor([1.0, 2.0])


def raiser(error):
    def answer(x):
        raise error

    return answer


def told(answer, x=X, **how):
    """The reply to one question about ``x``."""
    [reply] = ask("slope", [Question(answer, Given(x), **how)])
    return reply


def test_a_stub_passes_through_and_is_shown_as_one_line():
    with pytest.raises(NotImplementedError) as caught:
        told(raiser(NotImplementedError()))
    assert caught.value._render_traceback_() == [
        "… slope is not written yet: put your code in place of raise NotImplementedError()."
    ]


def test_after_a_stub_no_more_is_asked():
    asked = []

    def stub(x):
        asked.append(x)
        raise NotImplementedError

    assert [reply.is_stub for reply in observe([Question(stub, Given(X))] * 3)] == [True]
    assert len(asked) == 1


def test_torchs_own_not_implemented_is_no_stub():
    assert "no softmax" in told(raiser(NotImplementedError("no softmax for integers"))).error.text


@pytest.mark.parametrize("error", [ValueError("odd"), SystemExit(3), RecursionError("deep")])
def test_what_it_raises_is_kind_and_text(error):
    reply = told(raiser(error))
    assert reply.error.kind == type(error).__name__
    assert reply.error.text == str(error)
    assert "BaseException" in reply.error.kinds


def test_a_failed_check_inside_an_answer_is_that_checks_failure():
    with pytest.raises(CheckFailed, match="inner"):
        told(raiser(CheckFailed("inner")))


def test_an_error_that_cannot_be_read_or_never_ends_is_taken_down_shortly():
    class Silent(Exception):
        def __str__(self):
            raise RuntimeError

    assert told(raiser(Silent())).error.text == ""
    assert len(told(raiser(ValueError("long " * 10_000))).error.text) <= 4000


def test_warnings_and_backward_passes_are_taken_down():
    def passes_twice(x):
        y = x.clone().requires_grad_() * 2
        torch.autograd.grad(y.sum(), y)
        y.sum().backward()
        return y.grad

    reply = told(passes_twice)
    assert (reply.backward_passes, reply.adding_passes) == (2, 1)
    assert "not a leaf" in reply.warning


def test_autograd_works_whatever_the_notebook_left_behind():
    with torch.no_grad():
        assert told(lambda x: torch.is_grad_enabled()).value.value is True
        assert told(lambda x: torch.is_grad_enabled(), autograd=False).value.value is False


def test_modes_that_it_changes_are_put_back():
    def careless(x):
        torch.set_grad_enabled(False)
        torch.set_default_dtype(torch.float64)

    told(careless)
    assert torch.is_grad_enabled()
    assert torch.get_default_dtype() == torch.float32


def test_anomaly_mode_that_is_left_on_is_put_back():
    told(lambda x: torch.autograd.set_detect_anomaly(True))
    assert not torch.is_anomaly_enabled()


def test_an_input_is_a_copy_and_its_change_is_told():
    reply = told(lambda x: x.zero_())
    assert reply.input_changed
    assert X.tolist() == [1, 2]
    assert not told(lambda x: x * 2).input_changed


def test_a_mark_on_the_input_is_told_with_what_was_there_before():
    def clears(x):
        x.grad = None

    [reply] = observe([Question(clears, Given(X, requires_grad=True, grad=7.0))])
    before, after = reply.input_marked
    assert (before.grad, after.grad) == (7.0, None)
    assert told(lambda x: x.requires_grad_()).input_marked[1].requires_grad
    assert told(lambda x: x).input_marked is None


def test_the_same_tensor_can_be_given_again():
    def adds_up(x):
        x.requires_grad_()
        (x * x).sum().backward()
        return x.grad.clone()

    first, second = observe([Question(adds_up, Given(X)), Question(adds_up, Given(X, again=True))])
    assert first.value.tensor().tolist() == [2, 4]
    assert second.value.tensor().tolist() == [4, 8]


def test_a_result_that_changes_later_is_not_lasting():
    kept = torch.zeros(2)
    replies = observe([Question(lambda x: kept.add_(1), Given(X))] * 2)
    assert [reply.lasting for reply in replies] == [(False,), (True,)]
    assert replies[0].value.tensor().tolist() == [1, 1]  # as it was when it came


def test_memory_shared_with_another_part_or_with_the_gradient_is_told():
    def aliased(x):
        (x * x).sum().backward()
        return x.grad, torch.ones(2), x.grad[:]

    [reply] = observe([Question(aliased, Given(X, requires_grad=True))])
    assert reply.shared == (True, False, True)


def test_what_a_question_notes_comes_with_its_value():
    reply = told(lambda x: Noted(x * 2, {"leaf": False}))
    assert reply.noted == {"leaf": False}
    assert reply.value.tensor().tolist() == [2, 4]


def test_an_answer_that_is_no_function_is_read_and_one_that_is_may_be_left_alone():
    [reply] = observe([Question(3.5)])
    assert reply.value.value == 3.5
    [reply] = observe([Question(dict, is_called=False)])
    assert reply.value.kind == "type"


def dual(x):
    with forward_ad.dual_level():
        return forward_ad.unpack_dual(forward_ad.make_dual(x, x) ** 2).tangent


@pytest.mark.parametrize(
    "answer",
    [
        lambda x: torch.func.grad(lambda t: (t**2).sum())(x),
        lambda x: torch.enable_grad()(lambda: x.requires_grad_() * 2)(),
        lambda x: torch.func.jacfwd(lambda t: t**2)(x),
        lambda x: torch.func.jvp(lambda t: t**2, (x,), (x,)),
        dual,
    ],
)
def test_where_autograd_is_off_nothing_switches_it_on(answer):
    assert "autograd is switched off" in told(answer, autograd=False).error.text
    assert told(answer).error is None


def test_where_autograd_is_off_other_transforms_stay():
    squares = told(lambda x: torch.func.vmap(lambda t: t**2)(x), autograd=False)
    assert squares.value.tensor().tolist() == [1, 4]


def test_questions_go_through_the_door_that_was_set():
    reply = Reply(error=Raised("Lost", ("Lost",), "on the way"))
    with through(lambda questions: [reply for _ in questions]):
        assert told(lambda x: x) is reply
    assert told(lambda x: x).error is None


def test_a_reply_holds_no_object_of_the_students():
    class Mine(torch.nn.Module):
        pass

    def answer(x):
        return {"model": Mine(), "numbers": [x, 1.5, "text"], "function": answer}

    assert pickle.loads(pickle.dumps(told(answer))) == told(answer)
