"""A few tasks at a time, each taken as it is done."""

from __future__ import annotations

from concurrent.futures import Future

import pytest

from autograder.classroom.in_turn import as_they_are_done


def test_no_more_are_begun_than_may_be_under_way() -> None:
    begun: dict[int, Future[int]] = {}

    def start(k: int) -> Future[int]:
        begun[k] = Future()
        begun[k].set_running_or_notify_cancel()
        # The first is done last, all others at once.
        if k:
            begun[k].set_result(k)
        if k == 5:
            begun[0].set_result(0)
        return begun[k]

    seen = []
    for k, future in as_they_are_done(range(8), start, 3):
        seen.append(k)
        assert future.result() == k
        assert sum(each not in seen for each in begun) <= 3
    assert sorted(seen) == list(range(8))
    assert seen[0] != 0


def test_what_is_no_future_is_done_at_once() -> None:
    assert list(as_they_are_done("ab", str.upper, 1)) == [("a", "A"), ("b", "B")]


def test_an_error_of_a_task_is_its_own() -> None:
    failed: Future[int] = Future()
    failed.set_exception(ZeroDivisionError())
    [(_, future)] = as_they_are_done([1], lambda _: failed, 1)
    with pytest.raises(ZeroDivisionError):
        future.result()
