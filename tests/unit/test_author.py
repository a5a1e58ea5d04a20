"""A chapter written by following docs/author.md builds, and its list of files is the whole list."""

from __future__ import annotations

import importlib
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.authoring.build import build_release, build_solution
from autograder.authoring.lint import lint_chapter
from autograder.chapter import cards
from autograder.chapter.answers import read_all_answers
from autograder.chapter.key import read_key
from autograder.course import MARKER, Course
from autograder.errors import CheckFailed
from autograder.lesson import checks, explorers
from tests.browser.test_explorers import EXPLORERS

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "docs" / "author.md").read_text(encoding="utf-8")
NAME = "01_cubes"

SETUP = '# %% nbgrader={"grade_id": "setup", "locked": true}\nfrom autograder.lesson import check\n'


def section(heading: str) -> str:
    """Return what stands under a heading, up to the next of its kind."""
    marks = heading.split()[0]
    found = re.search(
        rf"^{re.escape(heading)}\n(.*?)(?=^{marks} |\Z)", TEXT, re.MULTILINE | re.DOTALL
    )
    assert found, heading
    return found[1]


def examples(text: str) -> list[str]:
    return re.findall(r"```python\n(.*?)```", text, re.DOTALL)


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """A course whose chapter is made of the manual's examples, in their order, and nothing else."""
    course = Course(tmp_path_factory.mktemp("author"))
    shutil.copy(ROOT / MARKER, course.root)
    chapter_card, exercise_card, cells, answers, _ = examples(section("## The text file"))
    source = course.source(NAME)
    course.answers(NAME).mkdir(parents=True)
    source.write_text("\n".join([chapter_card, SETUP, exercise_card, cells]), encoding="utf-8")
    (course.answers(NAME) / "gradient_of_cubes.py").write_text(answers, encoding="utf-8")
    build_solution(course, NAME)
    build_release(course, NAME)
    return course


def test_a_chapter_and_its_exercise_need_two_files(course: Course) -> None:
    lint_chapter(course, NAME)
    [card] = cards.load(cards.beside(course.release(NAME))).cards
    key = read_key(NAME, course.solution(NAME), course.release(NAME))
    assert list(key.named) == ["setup", card.name, f"test_{card.name}"]
    assert key.max_points == card.points


def test_its_sample_answers_are_told_apart_by_its_test(course: Course) -> None:
    key = read_key(NAME, course.solution(NAME), course.release(NAME))
    right, wrong = read_all_answers(course.answers(NAME))
    setup, test = key.named["setup"].full, key.named["test_gradient_of_cubes"].full

    def grade(answer: str) -> None:
        namespace: dict[str, object] = {}
        for cell in (setup, answer, test):
            exec(cell, namespace)

    grade(right.source)
    with pytest.raises(CheckFailed, match=wrong.words):
        grade(wrong.source)


def listed(kind: str) -> list[str]:
    """Return the files that a new one of ``kind`` touches, as the manual's table has them."""
    [row] = re.findall(
        rf"^\| {kind} \| (.*) \|$", section("## What a new one touches"), re.MULTILINE
    )
    return [part for part in re.findall(r"`([^`]+)`", row) if "/" in part or part.endswith(".md")]


@pytest.mark.parametrize(
    ("kind", "most"),
    [("chapter", 4), ("exercise", 2), ("misconception", 2), ("check", 3), ("explorer", 4)],
)
def test_the_list_is_short_and_its_places_are_there(kind: str, most: int) -> None:
    files = listed(kind)
    assert len(files) <= most
    for file in files:
        pattern = re.sub(r"NN_topic|NAME", "*", file).replace("topic_exercises", "*_exercises")
        if "_exercises" not in pattern:  # no chapter must have one
            assert list(ROOT.glob(pattern)), file


def test_every_check_is_where_the_list_says() -> None:
    kinds = [name for name in vars(checks.Check()) if not name.startswith("_")]
    assert "gradient" in kinds
    for kind in kinds:
        assert importlib.import_module(f"autograder.lesson.checks.{kind}")
        assert f".. autofunction:: autograder.lesson.checks.{kind}.{kind}" in TEXT
        assert f"| `check.{kind}(" in TEXT


def test_every_explorer_is_where_the_list_says() -> None:
    names = explorers.__all__
    tried = "\n".join(source for source, _ in EXPLORERS.values())
    for name in names:
        module = getattr(explorers, name).__module__.rpartition(".")[2]
        assert (ROOT / "tests/unit/lesson/explorers" / f"test_{module}.py").is_file()
        assert f"explore.{name}(" in tried


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A copy of the package to add to."""
    return Path(shutil.copytree(ROOT / "autograder", tmp_path / "autograder"))


def say(package: Path, code: str) -> str:
    """Return what some code prints in a plain Python that has the copied package."""
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, cwd=package.parent, capture_output=True, text=True, check=False)
    return done.stdout + done.stderr.strip().rpartition("\n")[2]


def test_the_manuals_example_of_a_check_works_with_its_two_lines(package: Path) -> None:
    source, *_ = examples(section("### How to add a check"))
    room = package / "lesson" / "checks"
    (room / "shape.py").write_text(source, encoding="utf-8")
    register = "        self.training = self._hints.noting(training)\n"
    named = (room / "__init__.py").read_text(encoding="utf-8")
    assert register in named
    named = named.replace(register, f"{register}        self.shape = self._hints.noting(shape)\n")
    named = named.replace(
        "from autograder.lesson.checks.training import training\n",
        "from autograder.lesson.checks.shape import shape\n"
        "from autograder.lesson.checks.training import training\n",
    )
    (room / "__init__.py").write_text(named, encoding="utf-8")
    ask = "import torch; from autograder.lesson import check; check.shape('two', {}, expected=(2,))"
    assert "✓ two: the shape is right" in say(package, ask.format("torch.ones(2)"))
    assert "the shape is right" not in say(package, ask.format("torch.ones(3)"))


def test_the_manuals_example_of_an_explorer_works_with_its_two_lines(package: Path) -> None:
    source, *_ = examples(section("### How to add an explorer"))
    room = package / "lesson" / "explorers"
    (room / "line.py").write_text(source, encoding="utf-8")
    named = (room / "__init__.py").read_text(encoding="utf-8")
    named = named.replace(
        "__all__ = [\n",
        'from autograder.lesson.explorers.line import line\n\n__all__ = [\n    "line",\n',
    )
    (room / "__init__.py").write_text(named, encoding="utf-8")
    shown = say(package, "from autograder.lesson import explore; explore.line()")
    assert "From 0 to 1 the line rises by 1." in shown
