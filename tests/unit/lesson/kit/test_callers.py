"""Which calls have begun and not ended."""

from __future__ import annotations

import pytest
import torch
from torch.autograd import forward_ad

from autograder.lesson.kit.callers import backward_only, not_called_from, unfinished_calls


def nested(depth):
    return nested(depth - 1) if depth else unfinished_calls()


def test_each_call_that_has_not_ended_counts_once():
    assert nested(5) - unfinished_calls() == 6
    assert nested(0) - unfinished_calls() == 1


def double(x):
    return 2 * x


def test_a_function_can_refuse_a_caller_however_far_away():
    def ready_made(f):
        return [f(x) for x in (1, 2)]

    def by_hand(f):
        return f(3)

    guarded = not_called_from({"ready_made"}, double)
    assert guarded.__name__ == "double"
    assert by_hand(guarded) == 6
    with pytest.raises(RuntimeError, match="ready-made"):
        by_hand(lambda x: ready_made(guarded))
    # With a module before it, a name means that module's function alone.
    assert ready_made(not_called_from({"torch.ready_made"}, double)) == [2, 4]
    with pytest.raises(RuntimeError, match="ready-made"):
        ready_made(not_called_from({f"{__name__}.ready_made"}, double))


@pytest.mark.filterwarnings("ignore:`torch.jit.script`:DeprecationWarning")  # torch's own
def test_a_function_can_refuse_to_be_differentiated_forward():
    x, cube = torch.tensor(2.0), backward_only(lambda t: t**3)
    assert torch.func.grad(cube)(x) == 12
    with forward_ad.dual_level(), pytest.raises(RuntimeError, match="backward passes"):
        cube(forward_ad.make_dual(x, x))
