"""A function that spoils what it is given, or what it gave before, is told so."""

from __future__ import annotations

import pytest

from autograder.errors import CheckFailed
from autograder.lesson.checks.manners import changed_input, refuse_changed_results
from autograder.lesson.door import Reply
from autograder.lesson.door.asking import Mark

MARKED = Reply(input_marked=(Mark(True, 1.0), Mark(True, None)))


def test_changed_values_come_first():
    assert changed_input(Reply()) is None
    changed = changed_input(Reply(input_changed=True, input_marked=MARKED.input_marked))
    assert "changed the values" in changed.problem


def test_a_leafs_own_gradient_is_its_own_affair():
    assert changed_input(MARKED, leaf=True) is None
    assert "x.grad is None, where they were True and a gradient that begins with 1" in (
        changed_input(MARKED).problem
    )


def test_a_leaf_that_stops_requiring_a_gradient_is_the_callers_affair():
    stopped = Reply(input_marked=(Mark(True, None), Mark(False, 1.0)))
    told = changed_input(stopped, leaf=True).problem
    assert "afterwards x.requires_grad is False, where it was True" in told
    assert "grad is" not in told.replace("requires_grad is", "")


def test_a_result_that_changes_later_is_refused():
    refuse_changed_results("slope", [True, True])
    with pytest.raises(CheckFailed, match="earlier result changed"):
        refuse_changed_results("slope", [True, False])
