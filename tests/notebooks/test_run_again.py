"""A cell can be run again: nothing in a chapter works only the first time."""

from __future__ import annotations

import pytest

from tests.plain_python import COURSE, run_solution


@pytest.mark.parametrize("chapter", COURSE.authored())
def test_a_solution_runs_twice_in_one_process(chapter):
    assert run_solution(chapter) == []
    assert run_solution(chapter) == []
