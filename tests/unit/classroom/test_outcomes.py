import json
from pathlib import Path

import pytest

from autograder.classroom.outcomes import load, store
from autograder.classroom.results import Outcome, Result
from autograder.errors import GradingError
from autograder.grading import TestGrade, Verdict

TESTS = (
    TestGrade("test_a", Verdict.PASSED, 3.5, 3.5, seconds=0.25),
    TestGrade("test_b", Verdict.FAILED, 0.0, 0.5, "no", "no", ("sign", "factor"), True),
)
ADA = Result(
    "ada",
    "01_one",
    Outcome.GRADED,
    3.5,
    4.0,
    1.0,
    "é",
    "2026-03-01",
    {"test_a": 3.5},
    0.0,
    TESTS,
    2.0,
)
JUN = Result("jun", "01_one", Outcome.BROKEN, None, 4.0)
NEXT = Result("ada", "02_two", Outcome.TIMED_OUT, 0.0, 4.0)


def test_what_was_stored_comes_back(tmp_path: Path) -> None:
    path = tmp_path / "var" / "outcomes.json"
    assert load(path) == []
    store(path, [JUN, ADA], ["01_one"])
    assert load(path) == [ADA, JUN]


def test_grading_a_chapter_leaves_the_others_alone(tmp_path: Path) -> None:
    path = tmp_path / "outcomes.json"
    store(path, [ADA, JUN], ["01_one"])
    assert store(path, [NEXT], ["02_two"]) == [ADA, JUN, NEXT]
    assert store(path, [ADA], ["01_one"]) == [ADA, NEXT]


def test_what_an_earlier_version_wrote_can_be_read(tmp_path: Path) -> None:
    path = tmp_path / "outcomes.json"
    store(path, [JUN], ["01_one"])
    records = json.loads(path.read_text())
    for name in ("tests", "seconds"):
        del records[0][name]
    path.write_text(json.dumps(records))
    assert load(path) == [JUN]


@pytest.mark.parametrize("content", ["{", '[{"student": "ada"}]', '[{"outcome": "abducted"}]'])
def test_a_damaged_file_is_named_with_its_remedy(tmp_path: Path, content: str) -> None:
    path = tmp_path / "outcomes.json"
    path.write_text(content)
    with pytest.raises(GradingError, match=r"outcomes\.json cannot be read .* Delete it"):
        load(path)
