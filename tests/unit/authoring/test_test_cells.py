"""A student can read the visible part of a test cell; the author's matters stand elsewhere."""

from __future__ import annotations

import ast

import pytest

from autograder.authoring.test_cells import MOST_LINES, unknown_evidence, visible_faults

CALL = "check.function('double', double, reference=asked.doubled, shapes=[(3,)])\n"


def test_a_short_cell_is_fine():
    assert list(visible_faults("# twice\n\n" + CALL * (MOST_LINES - 1))) == []


@pytest.mark.parametrize(
    ("source", "words"),
    [
        (CALL * (MOST_LINES + 1), "has 9 lines"),
        ("check.function('double', double, evidence=asked.mistakes)", "holds evidence"),
        ("wrong = {'foretold': {'sign': -x}}", "foretells"),
        ("def doubled(x):\n    return 2 * x", "defines 'doubled'"),
    ],
)
def test_what_a_student_should_not_scroll_past_is_refused(source, words):
    assert words in "; ".join(visible_faults(source))


@pytest.mark.parametrize(
    "source",
    [
        "check.function('double', double, evidence=lambda x: {KEY: x})",
        "@explained_by(lambda x: {'f': x, KEY: x})\ndef doubled(x): ...",
        "def known(x):\n    return {KEY: x}\n\ndoubled = kit.explained_by(known)(double)",
        "curves = Curves(x, {}, evidence={'line': {KEY: x}})",
    ],
)
def test_evidence_that_no_check_knows_is_refused(source):
    unknown = source.replace("KEY", "'innner'")
    assert "'innner'" in "; ".join(unknown_evidence(ast.parse(unknown)))
    assert list(unknown_evidence(ast.parse(source.replace("KEY", "'inner'")))) == []
