"""The manual names what there is and nothing else. tests/browser/test_manual.py builds it."""

from __future__ import annotations

import itertools
import json
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from autograder.classroom.results import Outcome
from autograder.cli import main
from autograder.course import find_course

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
PAGES = sorted(DOCS.glob("*.md"))
PROSE = [*PAGES, ROOT / "CONTRIBUTING.md", *ROOT.glob("README.md")]
TARGETS = set(re.findall(r"^([a-z]+):.*## ", (ROOT / "Makefile").read_text(), re.MULTILINE))


def test_every_verb_and_target_is_documented() -> None:
    text = "\n".join(path.read_text() for path in PROSE)
    for verb in main.commands:
        assert re.search(rf"(autograder|make) {verb}\b", text), f"nothing on autograder {verb}"
    for target in TARGETS - {"clean", "check", "format", "bench", "docs", "nbval"}:
        assert re.search(rf"make ([a-z]+ )*{target}\b", text), f"nothing on make {target}"


@pytest.mark.parametrize("page", PROSE, ids=lambda path: path.name)
def test_it_names_only_what_exists(page: Path) -> None:
    code = re.findall(r"`([^`\n]+)`|^((?:make|autograder) .*)$", page.read_text(), re.MULTILINE)
    for command in (line for pair in code for line in pair if line):
        if found := re.match(r"(?:\w+=\S+ )*make ((?:[a-z]+(?: |$))+)", command):
            assert set(found[1].split()) <= TARGETS, command
        if found := re.match(r"autograder ([a-z-]+)", command):
            assert found[1] in main.commands, command
        if re.fullmatch(r"(autograder|tools|tests|docs)/[a-z_./]+", command):
            assert (ROOT / command).exists(), command


def test_every_outcome_is_explained() -> None:
    text = (DOCS / "instructor.md").read_text()
    for outcome in Outcome:
        assert f"| {outcome.value} |" in text


def test_every_dependency_has_its_reason() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extras = project["optional-dependencies"]
    lines = [*project["dependencies"], *itertools.chain(*extras.values())]
    names = {Requirement(line).name for line in lines} - {project["name"]}
    text = (ROOT / "CHANGELOG.md").read_text()
    reasons = re.findall(r"^- ([\w-]+): \S", text, re.MULTILINE)
    assert sorted(reasons) == sorted(names)


def test_the_makefile_lists_every_target() -> None:
    told = subprocess.run(["make"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    makefile = (ROOT / "Makefile").read_text()
    phony = set(re.findall(r"^\.PHONY: ([a-z]+)$", makefile, re.MULTILINE))
    assert phony == TARGETS | {"help"}
    assert set(re.findall(r"^  make ([a-z]+) ", told, re.MULTILINE)) == TARGETS


def test_make_says_which_python_is_missing() -> None:
    done = subprocess.run(
        ["make", "doctor", "PYTHON=python-of-nobody"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode != 0
    assert "There is no command 'python-of-nobody'. Install Python 3.11" in done.stderr


def test_make_opens_and_hands_out_a_shorter_course() -> None:
    def told(target: str) -> str:
        command = ["make", "--dry-run", target, "PLAN=one_session"]
        return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout

    assert "autograder assemble one_session && cd var/courses/one_session && /" in told("lab")
    assert "autograder assemble one_session && .venv/bin/autograder dist --plan" in told("dist")


def test_make_grades_one_student() -> None:
    command = ["make", "--dry-run", "grade", "CHAPTER=1", "STUDENT=anna.berg"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert 'autograder grade 1 --student "anna.berg"' in done.stdout


def test_names_and_addresses_that_nbgrader_exports_stay_out_of_git() -> None:
    assert "/grades.csv" in (ROOT / ".gitignore").read_text().splitlines()


def test_make_reset_asks_which_chapter() -> None:
    done = subprocess.run(["make", "reset"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert "Which chapter?" in done.stderr


NAMED = """
import torch
from autograder.lesson.misconceptions import Case, diagnose

probes = []
for x in (torch.tensor([3.0, 5.0]).double(), torch.tensor([2.0, 7.0, 9.0]).double()):
    probes.append(Case(x=x, reference=x * x, answer=1 / (x * x)))
print([misconception.name for misconception in diagnose(probes)])
"""


def test_the_authors_example_of_a_misconception_is_found_by_itself(tmp_path: Path) -> None:
    text = (DOCS / "author.md").read_text()
    section = text.partition("## How to add a misconception in one file")[2]
    file, source = re.findall(r"`known/(\w+\.py)`.*?```python\n(.*?)```", section, re.DOTALL)[0]
    shutil.copytree(ROOT / "autograder", tmp_path / "autograder")

    def named() -> str:
        command = [sys.executable, "-c", NAMED]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    assert named() == "[]"
    known = tmp_path / "autograder" / "lesson" / "misconceptions" / "known"
    (known / file).write_text(source)
    assert named() == f"['{Path(file).stem}']"


def test_the_readmes_table_has_each_chapters_minutes_and_points() -> None:
    readme = (ROOT / "README.md").read_text()
    for chapter in find_course(ROOT).released():
        notebook = json.loads(find_course(ROOT).release(chapter).read_text())
        title = "".join(notebook["cells"][0]["source"])
        name = re.search(r"^# (.+)$", title, re.MULTILINE)
        facts = re.search(r"About (\d+) minutes, (\d+) of them .* (\d+) points", title)
        assert name
        assert facts
        assert f"| {name[1]} | {facts[1]} | {facts[2]} | {facts[3]} |" in readme
