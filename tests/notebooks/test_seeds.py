"""The numbers of the lessons that this course grew from are stored, where nbval compares them.

All that those lessons print is here, but what they draw at random. Chapters yet to be written have
the rest: the second backward pass (6) and the multilayer perceptron (8).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest

from autograder.course import find_course

COURSE = find_course(Path(__file__))

#: What each chapter's outputs hold, once for each time that it is listed.
PRINTED = {
    "01_scalar_and_vector_gradients": [
        "None",  # x.grad before any backward pass
        "tensor([0., 1., 2., 3.]",
        "tensor(28., grad_fn=<MulBackward0>)",
        "tensor([ 0.,  4.,  8., 12.])",
        "tensor([True, True, True, True])",  # x.grad == 4 * x
        "tensor([1., 1., 1., 1.])",
        "tensor([[1., 1.],\n        [1., 1.]], requires_grad=True)",
        "tensor([[3., 3.],\n        [3., 3.]], grad_fn=<AddBackward0>)",
        "tensor([[27., 27.],\n        [27., 27.]], grad_fn=<MulBackward0>)",
        "tensor(27., grad_fn=<MeanBackward0>)",
        "tensor([[4.5000, 4.5000],\n        [4.5000, 4.5000]])",
        "SumBackward0",
    ],
    "02_head_gradients": [
        "grad can be implicitly created only for scalar outputs",
        "tensor([0., 1., 4., 9.], grad_fn=<MulBackward0>)",
        "tensor([0., 2., 4., 6.])",  # with a head of ones,
        "tensor([0., 2., 4., 6.])",  # after a sum,
        "tensor([0., 2., 4., 6.])",  # and after Python's sum
        "tensor(14., grad_fn=<AddBackward0>)",
        "tensor([ 3., 12.], grad_fn=<MulBackward0>)",
        "tensor([ 6., 12.])",
        "tensor([  6., 120.])",
        "retain_graph=None, create_graph=False",
    ],
    "03_detach": [
        "tensor([0., 1., 4., 9.])",  # u, which is also the gradient of u * x
        "tensor([True, True, True, True])",  # x.grad == u,
        "tensor([0., 2., 4., 6.])",
        "tensor([True, True, True, True])",  # and x.grad == 2 * x
        "True\nTrue\nFalse\n",  # requires_grad of x, of x**2, and of x**2 under no_grad
        "tensor(True)",  # x.eq(x.detach()).all()
    ],
    "04_control_flow": [
        "tensor(1.2009, requires_grad=True)",
        "tensor(1024.)",
        "tensor([True])",  # a.grad == f(a) / a, of shape (1,),
        "tensor(True)",  # of shape (),
        "tensor([[True, True, True],\n        [True, True, True]])",  # and of shape (2, 3)
        "tensor([[512., 512., 512.],\n        [512., 512., 512.]])",
        "tensor(0.2000, grad_fn=<DivBackward0>)",
        "tensor(200., requires_grad=True)",
        "tensor(0.0010)",
        "tensor(0.0010, grad_fn=<DivBackward0>)",
        "tensor(False)",  # a.grad == d / a, rounded twice
    ],
}


def texts(chapter: str) -> Iterator[str]:
    """Yield what the cells of a solution have printed, returned or raised."""
    for cell in nbformat.read(COURSE.solution(chapter), as_version=4).cells:
        for output in cell.get("outputs", []):
            if output.output_type == "error":
                yield output.evalue
            yield output.get("text", output.get("data", {}).get("text/plain", ""))


@pytest.mark.parametrize(
    ("chapter", "number"),
    [(chapter, number) for chapter, numbers in PRINTED.items() for number in sorted(set(numbers))],
)
def test_what_the_lessons_print_is_stored(chapter, number):
    # A line break inside a tensor is moved by what is printed before it.
    pattern = r"\s+".join(map(re.escape, number.split()))
    found = sum(len(re.findall(pattern, text)) for text in texts(chapter))
    assert found >= PRINTED[chapter].count(number)
