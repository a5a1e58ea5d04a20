"""Any nbgrader notebook gets the points that stock nbgrader gives, save where that one errs."""

from __future__ import annotations

import pytest

from autograder.grading import Sandbox
from tests import agreement


@pytest.mark.parametrize(("name", "who"), agreement.CASES)
def test_points_differ_only_where_stock_nbgrader_is_at_fault(
    name: str, who: str, sandbox: Sandbox
) -> None:
    found = agreement.rows(name, who, sandbox)
    assert [row for row in found if not row.is_same and row.test not in agreement.WHY] == []


def test_who_does_it_right_gets_all_points_and_who_does_it_wrong_does_not(
    sandbox: Sandbox,
) -> None:
    for name in ("classes", "gradients"):
        assert all(row.ours > 0 for row in agreement.rows(name, "careful", sandbox))
        lost = [row for row in agreement.rows(name, "wrong", sandbox) if row.ours == 0]
        assert len(lost) > len(agreement.rows(name, "wrong", sandbox)) / 2


def test_the_page_says_so(sandbox: Sandbox) -> None:
    page = agreement.PAGE.read_text(encoding="utf-8")
    assert agreement.table(sandbox) in page
