"""What a student's function is given is left as it was."""

from __future__ import annotations

import pytest
import torch

from autograder.errors import ArgumentChanged
from autograder.lesson.kit.arguments import untouched


def test_what_leaves_its_arguments_alone_is_let_through():
    assert untouched(lambda x, v: (x * v).sum())(torch.ones(3), torch.ones(3)) == 3


def test_a_nan_that_is_still_there_is_no_change():
    given = torch.tensor([float("nan"), 1.0])
    assert untouched(lambda x: x.isnan().sum())(given) == 1


def doubled(x, weights):
    weights *= 2
    return x * weights


def reshaped(x, weights):
    return x * weights.unsqueeze_(1)


@pytest.mark.parametrize("answer", [doubled, reshaped])
def test_a_changed_argument_is_named_as_the_student_does(answer):
    with pytest.raises(ArgumentChanged, match="changed the values of weights"):
        untouched(answer)(torch.ones(2), torch.ones(2))


def test_of_what_has_no_names_the_place_is_told():
    with pytest.raises(ArgumentChanged, match="values of argument 2"):
        untouched(lambda *given: given[1].zero_())(torch.ones(2), torch.ones(2))


def marked(x, weights):
    (x * weights.requires_grad_()).sum().backward()


def test_a_mark_is_told_too():
    with pytest.raises(ArgumentChanged, match="left its mark on weights"):
        untouched(marked)(torch.ones(2), torch.ones(2))
