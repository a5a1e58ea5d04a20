"""What is done to a grader is called by its name: a fault of the answer, of the test, a limit."""

from __future__ import annotations

from dataclasses import replace

import pytest

from autograder.chapter.key import Key
from autograder.grading import Grade, Limits, Sandbox, Verdict, grade
from tests.attacks.assignment import HONEST, KEY, key_of, notebook, written
from tests.attacks.known import ATTACKS


def graded(name: str, sandbox: Sandbox) -> Grade:
    attack = next(attack for attack in ATTACKS if attack.name == name)
    key = key_of(attack.exercises)
    return grade(attack.submission(), key, sandbox=sandbox, limits=attack.limits)


def with_test(name: str, text: str) -> Key:
    cells = (replace(cell, full=text) if cell.id == name else cell for cell in KEY.cells)
    return replace(KEY, cells=tuple(cells))


def test_an_error_like_the_graders_own_is_the_answers_fault(sandbox: Sandbox) -> None:
    found = graded("signals-of-this-side", sandbox)
    assert all(test.verdict is Verdict.FAILED for test in found.tests), found.tests


@pytest.mark.parametrize("name", ["memory-in-many-processes", "memory-that-is-shared"])
def test_memory_counts_wherever_it_is(name: str, sandbox: Sandbox) -> None:
    found = graded(name, sandbox)
    assert [each.verdict for each in found.stopped] == [Verdict.OUT_OF_MEMORY]


def test_what_snapshots_share_counts_once(sandbox: Sandbox) -> None:
    large = "kept = torch.ones(20_000_000, dtype=torch.float64)\n"
    submission = written(notebook({**HONEST, "square": large + HONEST["square"]}))
    found = grade(submission, KEY, sandbox=sandbox, limits=Limits(total_memory_mb=600))
    assert found.points == 5, found.stopped


@pytest.mark.parametrize(
    "test",
    [
        "import os\nos._exit(1)",
        "while True:\n    try:\n        sum(range(10**9))\n    except BaseException:\n        pass",
    ],
)
def test_a_test_that_ends_or_hangs_the_referee_costs_itself_alone(
    test: str, sandbox: Sandbox
) -> None:
    submission = written(notebook(HONEST))
    limits = Limits(cell_seconds=1)
    found = grade(submission, with_test("test_slope", test), sandbox=sandbox, limits=limits)
    verdicts = {each.name: each.verdict for each in found.tests}
    assert verdicts.pop("test_slope") is Verdict.HARNESS_ERROR
    assert set(verdicts.values()) == {Verdict.PASSED}
