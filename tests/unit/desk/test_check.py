"""The tests of a notebook, without Jupyter's pages."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from xml.etree import ElementTree

import nbformat
import pytest
from click.testing import CliRunner
from nbformat.v4 import new_code_cell, new_markdown_cell

from autograder.cli import main
from autograder.desk import check
from autograder.desk.check import Checked, check_notebook
from autograder.desk.workspace import prepare
from autograder.grading import Verdict
from tests.tiny_course import TinyCourse, marked

TESTS = {
    "test_two": "assert two == 2, 'two is not 2\\nbut something else'",
    "test_half": "0.5 * 1 + 0.5 * (two == 3)",
    "test_message": "print(open('data/points.csv').read())\nraise ValueError('\\x1b[31mred')",
    "test_late": "import time\ntime.sleep(slow)",
    "test_end": "import os\nos._exit(1)\n",
    "test_behind": "",
}


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> TinyCourse:
    """A course whose one chapter has tests that end in every way, laid out for a student."""
    tiny = TinyCourse(tmp_path_factory.mktemp("check"))
    path = tiny.course.release(tiny.chapter)
    notebook = nbformat.read(path, as_version=4)
    notebook.cells = notebook.cells[:2] + [
        marked(new_code_cell(source, id=name), name, grade=True, locked=True, points=1)
        for name, source in TESTS.items()
    ]
    why = marked(new_markdown_cell("YOUR ANSWER HERE", id="why"), "why", grade=True, points=3)
    why.metadata.nbgrader["solution"] = True
    notebook.cells.append(why)
    nbformat.write(notebook, path)
    prepare(tiny.course)
    return tiny


@pytest.fixture(scope="module")
def checked(tiny: TinyCourse) -> Checked:
    """What is said of a notebook in which a test was changed and another deleted."""
    notebook = tiny.copy()
    notebook.cells[1].source = "two = 2\nslow = 30"
    notebook.cells[2].source = "pass"
    del notebook.cells[3]
    path = tiny.course.working_copy(tiny.chapter)
    nbformat.write(notebook, path)
    before = {p: p.stat().st_mtime_ns for p in path.parent.rglob("*")}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(check, "_SECONDS_PER_CELL", 2)
        done = check_notebook(path)
    assert {p: p.stat().st_mtime_ns for p in path.parent.rglob("*")} == before
    return done


def test_each_way_to_end_has_its_verdict(checked: Checked) -> None:
    said = {test.name: (test.verdict, test.points, test.message) for test in checked.tests}
    assert said == {
        "two": (Verdict.PASSED, 1.0, ""),
        "half": (Verdict.PARTIAL, 0.5, ""),
        "message": (Verdict.FAILED, 0.0, "ValueError: red"),
        "late": (Verdict.TIMED_OUT, 0.0, "It took more than 2 seconds."),
        "end": (Verdict.CRASHED, 0.0, "Python ended in the cell test_end."),
        "behind": (Verdict.CRASHED, 0.0, "Python ended in the cell test_end."),
    }
    assert not checked.passed
    assert (checked.points, checked.max_points) == (1.5, 6.0)
    [question] = checked.questions
    assert (question.name, question.is_answered) == ("why", False)


def test_changed_and_missing_cells_come_from_the_release(checked: Checked) -> None:
    assert checked.restored == ("test_two", "test_half")


def quick(root: Path, answer: str) -> Path:
    """Return a student's copy of a chapter with one test, answered so."""
    tiny = TinyCourse(root)
    prepare(tiny.course)
    tiny.answer(answer)
    return tiny.course.working_copy(tiny.chapter)


def test_the_command_says_it_three_ways_and_mends(tmp_path: Path) -> None:
    good, bad = quick(tmp_path / "good", "two = 2"), quick(tmp_path / "bad", "two = 3")
    notebook = nbformat.read(bad, as_version=4)
    notebook.cells[2].source = "assert True"
    nbformat.write(notebook, bad)
    junk = tmp_path / "junk.ipynb"
    junk.write_text("<html>")
    junit = tmp_path / "out" / "junit.xml"

    done = CliRunner().invoke(main, ["check", str(good)])
    assert done.exit_code == 0
    assert "1 of 1 points" in done.output

    names = [str(bad), str(junk), str(good)]
    done = CliRunner().invoke(main, ["check", "--fix", "--json", "--junit", str(junit), *names])
    assert done.exit_code == 1
    said = json.loads(done.output)
    assert [each["passed"] for each in said] == [False, False, True]
    assert said[0]["tests"][0] == {
        "exercise": "two",
        "verdict": "failed",
        "points": 0.0,
        "max_points": 1.0,
        "message": "AssertionError",
    }
    assert "web page" in said[1]["remark"]
    suites = ElementTree.parse(junit).getroot()
    counts = [(s.get("tests"), s.get("failures"), s.get("errors")) for s in suites]
    assert counts == [("1", "1", "0"), ("1", "0", "1"), ("1", "0", "0")]
    assert suites[0][0][0].get("message") == "AssertionError"

    mended = nbformat.read(bad, as_version=4)
    assert [cell.source for cell in mended.cells] == ["Lesson", "two = 3", "assert two == 2"]
    assert mended.cells[2].metadata.nbgrader["grade_id"] == "test_two"
    [before] = bad.parent.glob("before-fix/*.ipynb")
    assert nbformat.read(before, as_version=4).cells[2].source == "assert True"
    assert junk.read_text() == "<html>"


def test_outside_a_course_the_notebooks_own_tests_count(tmp_path: Path) -> None:
    path = quick(tmp_path / "course", "two = 2")
    alone = tmp_path / "alone" / path.name
    alone.parent.mkdir()
    shutil.copy(path, alone)
    done = check_notebook(alone)
    assert done.passed
    assert "as they stand" in done.remark


def test_a_notebook_that_was_pushed_alone_gets_its_companions(tmp_path: Path) -> None:
    tiny = TinyCourse(tmp_path)
    path = tmp_path / "mine.ipynb"
    notebook = nbformat.read(tiny.course.release(tiny.chapter), as_version=4)
    notebook.cells[1].source = "two = int(open('data/points.csv').read()[2])"
    nbformat.write(notebook, path)
    done = check_notebook(path)
    assert (done.chapter, done.passed, done.remark) == (tiny.chapter, True, "")


def test_what_nobody_wrote_is_called_so(tmp_path: Path) -> None:
    path = quick(tmp_path, "raise NotImplementedError")
    notebook = nbformat.read(path, as_version=4)
    notebook.cells[1].source = "def two():\n    raise NotImplementedError"
    notebook.cells[2].source = "two()"
    nbformat.write(notebook, tmp_path / "mine.ipynb")
    (tmp_path / "nbgrader_config.py").unlink()
    [test] = check_notebook(tmp_path / "mine.ipynb").tests
    assert test.message == "It is not written yet."
