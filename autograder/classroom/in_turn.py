"""Keep a few tasks under way at a time, and take each as it is done."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait
from typing import Any, TypeVar

T = TypeVar("T")
R = TypeVar("R")


def as_they_are_done(
    things: Iterable[T], start: Callable[[T], R], at_once: int
) -> Iterator[tuple[T, R]]:
    """Start something for each of ``things``; yield each with what came of it, once it is done.

    So memory does not grow with their number.

    Args:
        things: What is worked on; the next is only asked for when its turn has come.
        start: Begins the work; what is no future is done at once.
        at_once: How many may be under way.

    """
    waiting: dict[Future[Any], tuple[T, R]] = {}
    rest = iter(things)
    is_over = False
    while True:
        while not is_over and len(waiting) < at_once:
            try:
                thing = next(rest)
            except StopIteration:
                is_over = True
                break
            begun = start(thing)
            if isinstance(begun, Future):
                waiting[begun] = thing, begun
            else:
                yield thing, begun
        if not waiting:
            return
        done, _ = wait(waiting, return_when=FIRST_COMPLETED)
        for future in done:
            yield waiting.pop(future)
