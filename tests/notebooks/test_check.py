"""`autograder check` says of a real chapter what the lab says: all right, and one named mistake."""

from __future__ import annotations

import shutil
from pathlib import Path

import nbformat

from autograder.chapter.answers import read_all_answers
from autograder.classroom.demo import sample_class
from autograder.course import find_course
from autograder.desk.check import check_notebook
from autograder.grading import Verdict

COURSE = find_course(Path(__file__))
CHAPTER = COURSE.released()[0]


def test_a_right_notebook_passes_but_for_one_sample_answer(tmp_path: Path) -> None:
    answers = read_all_answers(COURSE.answers(CHAPTER))
    wrong = next(answer for answer in answers if answer.looks_like == "sign")
    shutil.copytree(COURSE.release(CHAPTER).parent, tmp_path / CHAPTER)
    path = tmp_path / CHAPTER / f"{CHAPTER}.ipynb"
    notebook = nbformat.read(path, as_version=4)
    solution = nbformat.read(COURSE.solution(CHAPTER), as_version=4)
    ada = nbformat.reads(sample_class(notebook, solution, answers)["ada"].decode(), as_version=4)
    for cell in ada.cells:
        if cell.metadata.get("nbgrader", {}).get("grade_id") == wrong.exercise:
            cell.source = wrong.source
    nbformat.write(ada, path)

    done = check_notebook(path)
    failed = [test for test in done.tests if test.verdict is not Verdict.PASSED]
    assert [test.name for test in failed] == [wrong.exercise]
    assert "sign" in failed[0].message
    assert done.max_points - done.points == failed[0].max_points
    assert all(question.is_answered for question in done.questions)
