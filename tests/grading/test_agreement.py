"""Any nbgrader notebook gets the points that stock nbgrader gives, save where that one errs."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests import agreement


@pytest.fixture(scope="module", autouse=True)
def _end() -> Iterator[None]:
    yield
    agreement.close()


@pytest.mark.parametrize(("name", "who"), agreement.CASES)
def test_points_differ_only_where_stock_nbgrader_is_at_fault(name: str, who: str) -> None:
    found = agreement.rows(name, who)
    assert [row for row in found if not row.is_same and row.test not in agreement.WHY] == []


def test_who_does_it_right_gets_all_points_and_who_does_it_wrong_does_not() -> None:
    for name in ("classes", "gradients"):
        assert all(row.ours > 0 for row in agreement.rows(name, "careful"))
        lost = [row for row in agreement.rows(name, "wrong") if row.ours == 0]
        assert len(lost) > len(agreement.rows(name, "wrong")) / 2


def test_the_page_says_so() -> None:
    page = agreement.PAGE.read_text(encoding="utf-8")
    assert agreement.table() in page
