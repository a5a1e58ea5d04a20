"""What an operation keeps for its derivative, and whether it still has it."""

from __future__ import annotations

import pytest
import torch

from autograder.lesson.diagrams.saved import saved_by


class Cube(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, exponent):
        ctx.save_for_backward(x)
        ctx.exponent = exponent
        return x**exponent

    @staticmethod
    def backward(ctx, head):
        (x,) = ctx.saved_tensors
        return head * ctx.exponent * x ** (ctx.exponent - 1), None


class Negative(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        return -x

    @staticmethod
    def backward(ctx, head):
        return -head


def vector():
    return torch.tensor([1.0, 2.0], requires_grad=True)


def test_tensors_and_telling_numbers():
    x = vector()
    saved = saved_by((x**3).grad_fn)
    assert [(name, tensor is x) for name, tensor in saved.tensors] == [("self", True)]
    assert saved.numbers == (("exponent", "3"),)
    # Sizes, alpha = 1 and keepdim tell a student nothing.
    assert saved_by((x + x).grad_fn).numbers == ()
    assert saved_by(x.reshape(2, 1).sum(-1).grad_fn).numbers == (("dim", "(-1)"),)
    assert saved_by(torch.sub(x, x, alpha=2).grad_fn).numbers == (("alpha", "2"),)


def test_the_first_operand_comes_first():
    x = vector()
    assert [name for name, _ in saved_by((x * x).grad_fn).tensors] == ["self", "other"]


def test_operands_are_told_from_results():
    x, rows = vector(), torch.tensor([1, 0])
    assert saved_by(x.exp().grad_fn).operands == ()
    assert saved_by(x.max(0)[0].grad_fn).operands == ()
    [index] = saved_by(x[rows].grad_fn).operands
    assert torch.equal(index, rows)


#: Which survive a second backward pass (chapter 6, exercise on saved tensors).
SURVIVE = [
    lambda x: x.sum(),
    lambda x: x.mean(),
    lambda x: x + 2,
    lambda x: -x,
    lambda x: x.view(2, 1),
    lambda x: Negative.apply(x),
]
FALL = [
    lambda x: x**2,
    lambda x: x.exp(),
    lambda x: 2 * x,
    lambda x: x * x,
    lambda x: x[torch.tensor([0, 1])],
    lambda x: Cube.apply(x, 3),
]


@pytest.mark.parametrize("make", SURVIVE + FALL)
def test_freed_is_what_a_second_backward_pass_raises_at(make):
    result = make(vector())
    head = torch.ones_like(result)
    assert saved_by(result.grad_fn).state == "live"
    result.backward(head)
    if saved_by(result.grad_fn).state == "freed":
        assert make in FALL
        with pytest.raises(RuntimeError, match="second time"):
            result.backward(head)
    else:
        assert make in SURVIVE
        result.backward(head)


def test_stale_is_what_was_changed_in_place():
    x = vector()
    factor = torch.tensor([3.0, 4.0])
    result = (x * factor).sum()
    factor.add_(1)
    assert saved_by(result.grad_fn.next_functions[0][0]).state == "stale"
    with pytest.raises(RuntimeError, match="modified by an inplace operation"):
        result.backward()


def test_a_custom_function_tells_its_tensors_and_numbers():
    x = vector()
    saved = saved_by(Cube.apply(x, 3).grad_fn)
    assert [(name, tensor is x) for name, tensor in saved.tensors] == [("saved_tensors", True)]
    assert saved.numbers == (("ctx.exponent", "3"),)


def test_what_a_hook_has_packed_stays_packed():
    def unpack(_):
        pytest.fail("unpacked")

    with torch.autograd.graph.saved_tensors_hooks(lambda tensor: tensor.numpy(force=True), unpack):
        x = vector()
        built_in, custom = x.exp(), Cube.apply(x, 3)
    assert saved_by(built_in.grad_fn).numbers == (("result", "packed by a hook"),)
    assert ("saved_tensors", "packed by a hook") in saved_by(custom.grad_fn).numbers
