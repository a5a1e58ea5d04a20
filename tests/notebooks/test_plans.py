"""Each plan that comes with the course makes chapters that run, are released, and grade.

They run behind the wall, with the author's answers; one of them is also built and checked by the
command that an instructor types.
"""

from __future__ import annotations

import re
from pathlib import Path

import nbformat
import pytest
from click.testing import CliRunner

from autograder.authoring.assemble import assemble
from autograder.authoring.chapter import read_chapter
from autograder.authoring.release import load_config, release_steps, student_version
from autograder.chapter import cards
from autograder.chapter.companions import companions
from autograder.chapter.key import Companion, Key, make_key
from autograder.chapter.notebook_file import parse_notebook
from autograder.cli import main
from autograder.course import Course, find_course
from autograder.grading import Sandbox, grade

COURSE = find_course(Path(__file__))
CUT = [plan for plan in COURSE.plans() if plan != "whole"]


def test_the_plans_that_the_manual_names_are_there() -> None:
    assert COURSE.plans() == ["for_practitioners", "four_weeks", "one_session", "seeds", "whole"]
    manual = (COURSE.root / "docs" / "instructor.md").read_text(encoding="utf-8")
    assert all(f"`{plan}`" in manual for plan in COURSE.plans())


def hours(new: Course) -> float:
    """Return how long a newcomer needs for a course, its questionnaires aside, to half an hour."""
    chapters = [name for name in new.authored() if "_questions_" not in name]
    return round(sum(read_chapter(new.source(name)).minutes for name in chapters) / 30) / 2


def told(plan: str) -> float:
    """Return the hours of a plan in the manual's table."""
    manual = (COURSE.root / "docs" / "instructor.md").read_text(encoding="utf-8")
    [said] = re.findall(rf"^\| `{plan}` \| .* \| ([\d.]+) hours \|$", manual, re.MULTILINE)
    return float(said)


def test_the_whole_course_is_the_course(tmp_path: Path) -> None:
    _, new = assemble(COURSE, COURSE.plan("whole"), tmp_path / "whole")
    assert told("whole") == hours(new)
    for chapter in COURSE.authored():
        assert new.source(chapter).read_bytes() == COURSE.source(chapter).read_bytes()


def key_of(new: Course, chapter: str) -> tuple[Key, bytes]:
    """Return the key of a chapter that was only written, and the notebook with all answers."""
    read = read_chapter(new.source(chapter))
    cards.beside(new.solution(chapter)).write_text(cards.dump(read.deck), encoding="utf-8")
    written = read.notebook
    text = nbformat.writes(written).encode()
    released = student_version(written, chapter, release_steps(load_config(new.config)))
    folder = new.source(chapter).parent
    files = [Companion(name, (folder / name).read_bytes()) for name in companions(folder, chapter)]
    cells = [
        parse_notebook(each, Path(chapter)).cells
        for each in (text, nbformat.writes(released).encode())
    ]
    return make_key(chapter, *cells, files), text


@pytest.mark.parametrize("plan", CUT)
def test_a_plans_chapters_run_and_give_the_author_all_points(
    sandbox: Sandbox, plan: str, tmp_path: Path
) -> None:
    _, new = assemble(COURSE, COURSE.plan(plan), tmp_path / plan)
    assert told(plan) == hours(new)
    for chapter in new.authored():
        key, answers = key_of(new, chapter)
        found = grade(answers, key, sandbox=sandbox)
        lost = {t.name: t.message for t in found.tests if t.points < t.max_points}
        assert lost == {}, chapter
        may_raise = {cell.id for cell in key.cells if "raises-exception" in cell.tags}
        for cell in parse_notebook(found.notebook, Path(chapter)).cells:
            raised = [o.ename for o in cell.get("outputs", []) if o.output_type == "error"]
            if cell.id not in may_raise:
                assert not raised, f"{chapter}, {cell.source[:200]}: {raised}"


def test_the_command_builds_checks_and_tells_minutes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(COURSE.root)
    done = CliRunner().invoke(main, ["assemble", "one_session", "--to", str(tmp_path / "new")])
    assert done.exit_code == 0, done.output
    assert "1 · Gradients in one session: 90 minutes" in done.output
    new = Course(tmp_path / "new")
    forms = ["00_questions_before", "02_questions_after"]
    assert new.released() == new.authored() == [forms[0], "01_one_session", forms[1]]
