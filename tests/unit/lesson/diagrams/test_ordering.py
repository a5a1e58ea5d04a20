"""Parts come after what they were made of, each once, the first operand first."""

from __future__ import annotations

import sys

import pytest

from autograder.lesson.diagrams.ordering import ordered


@pytest.mark.parametrize(
    ("made_of", "starts", "order"),
    [
        ({"a": ""}, "a", "a"),
        ({"a": "", "b": "", "c": "ab"}, "c", "abc"),
        ({"a": "", "b": "", "c": "ba"}, "c", "bac"),
        # b is waiting as an operand of d already when c turns out to need it first.
        ({"a": "", "b": "a", "c": "b", "d": "cb"}, "d", "abcd"),
        ({"a": "", "b": "a", "c": "b", "d": "bc"}, "d", "abcd"),
        ({"a": "", "b": "aa"}, "b", "ab"),
        # Several starts, one of them made of another, one of them twice.
        ({"a": "", "b": "a", "c": "a"}, "bc", "abc"),
        ({"a": "", "b": "a"}, "bab", "ab"),
    ],
)
def test_each_part_stands_once_after_what_it_was_made_of(made_of, starts, order):
    assert ordered(starts, lambda part: made_of[part]) == list(order)


def test_each_part_is_asked_once():
    made_of = {"a": "", "b": "aa", "c": "ab"}
    asked = []

    def ask(part):
        asked.append(part)
        return made_of[part]

    ordered("cb", ask)
    assert sorted(asked) == ["a", "b", "c"]


def test_the_key_tells_parts_apart():
    first, second = [], []  # neither can be hashed, and they are equal
    made_of = {id(first): (), id(second): (first,)}
    order = ordered([second], lambda part: made_of[id(part)], key=id)
    assert [id(part) for part in order] == [id(first), id(second)]


def test_a_chain_may_be_deeper_than_the_stack():
    length = 10 * sys.getrecursionlimit()
    assert ordered([length], lambda n: range(n - 1, n) if n else ()) == list(range(length + 1))
