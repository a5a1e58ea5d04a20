"""A class as large as wanted, made from a chapter's sample answers: to look at its report.

    python -m tools.sample_class FOLDER [--students 200] [--chapter 1]

makes a course in FOLDER, hands in for everybody and writes ``var/roster.csv``. Then, in there,
``autograder grade`` and ``autograder report``. The same numbers make the same class.

Each student has a skill, and answers an exercise right about as often as that says. Two hand in
what another one has, under other names; others never end, crash, cut their file short or stay away.
"""

from __future__ import annotations

import argparse
import ast
import csv
import random
import shutil
from collections.abc import Mapping
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from autograder.chapter.answers import Answer, read_all_answers
from autograder.chapter.cells import SOLUTION, grade_id, marks, without_markers
from autograder.chapter.notebook_file import read_notebook
from autograder.course import Course, find_course, pick

_FIRST = "Ada Ben Chloé Deniz Emre Fatou Goro Hana Igor Jun Kofi Lena Mia Noor Oleh Pia Qi Rosa"
_LAST = (
    "Abel Berg Cruz Diallo Eder Fuchs Gruber Haas Ito Jansen Kaya Lang Moreau Novak Okafor Petrov"
)

#: What students do who do not just answer, by their number from the end of the class.
_ODD = {
    1: "stays away",
    2: "stays away",
    3: "cuts the file short",
    4: "never ends",
    5: "ends Python",
    6: "copies the first",
    7: "copies the second",
}


class _Renamed(ast.NodeTransformer):
    """Gives the names that an answer makes other names, as somebody does who hides a copy."""

    def __init__(self) -> None:
        self.names: dict[str, str] = {}

    def visit_arg(self, node: ast.arg) -> ast.arg:
        """Rename a parameter."""
        self.names[node.arg] = node.arg
        return node

    def visit_Name(self, node: ast.Name) -> ast.Name:
        """Rename a name that is assigned to, and wherever it is read after that."""
        if isinstance(node.ctx, ast.Store):
            self.names.setdefault(node.id, f"my_{node.id}")
        return ast.Name(self.names.get(node.id, node.id), node.ctx)


def disguised(source: str) -> str:
    """Return ``source`` with other names, another layout and a comment; it does the same."""
    try:
        tree = _Renamed().visit(ast.parse(source))
    except SyntaxError:
        return source
    return "# my own work\n" + ast.unparse(ast.fix_missing_locations(tree))


class _Class:
    """What the students of a class answer."""

    def __init__(self, solution: NotebookNode, answers: list[Answer], seed: int) -> None:
        self.random = random.Random(seed)
        self.answers = answers
        self.model = {
            name: (cell.cell_type, without_markers(cell.source, SOLUTION))
            for cell in solution.cells
            if (name := grade_id(cell)) and marks(cell).solution
        }

    def sources(self, skill: float) -> dict[str, str]:
        """Return the answers of a student of that skill, by exercise."""
        return {
            name: self._answer(name, skill) for name in self.model if self.random.random() < 0.97
        }

    def _answer(self, name: str, skill: float) -> str:
        kind, right = self.model[name]
        is_right = self.random.random() < skill
        if kind == "markdown":
            return "Because the gradient adds up." if is_right else "I do not know."
        choices = [a.source for a in self.answers if a.exercise == name and a.right == is_right]
        if not choices:
            return right if is_right else self._guess(right)
        # A few answers are given by many, and most by few.
        place = int(len(choices) * self.random.random() ** 2.5)
        return choices[place]

    def _guess(self, right: str) -> str:
        name, _, value = right.partition("=")
        said = ast.literal_eval(value.strip())
        if isinstance(said, bool):
            return f"{name}= {not said}\n"
        if isinstance(said, list):
            return f"{name}= {[self.random.choice([1, 2]) * entry + 1 for entry in said]}\n"
        return f"{name}= {self.random.choice([said * 2, said + 1, 1])}\n"


def make_class(home: Course, folder: Path, chapter: str, size: int, seed: int = 2026) -> Course:
    """Make a course in ``folder`` in which ``size`` students hand in ``chapter`` of ``home``.

    Returns:
        That course.

    """
    course = Course(folder.resolve())
    shutil.copytree(home.solution(chapter).parent, course.solution(chapter).parent)
    shutil.copy(home.config, course.config)
    release = read_notebook(home.release(chapter))
    answers = read_all_answers(home.answers(chapter))
    members = _Class(read_notebook(home.solution(chapter)), answers, seed)
    copied: list[dict[str, str]] = []
    roster = []
    for number in range(size):
        student = f"s{number + 1:03d}"
        first = members.random.choice(_FIRST.split())
        last = members.random.choice(_LAST.split())
        roster.append([student, last, first, f"{student}@example.org"])
        sources = members.sources(0.25 + 0.75 * members.random.random() ** 0.7)
        copied.append(sources)
        odd = _ODD.get(size - number, "") if size > 2 * len(_ODD) else ""
        if odd != "stays away":
            _hand_in(course, chapter, student, _done(release, sources, odd, copied), odd)
    course.var.mkdir(exist_ok=True)
    with (course.var / "roster.csv").open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([["id", "last_name", "first_name", "email"], *roster])
    return course


def _done(
    release: NotebookNode, sources: Mapping[str, str], odd: str, earlier: list[dict[str, str]]
) -> NotebookNode:
    if odd.startswith("copies"):
        original = earlier[odd.endswith("second")]
        sources = {
            name: source if name.startswith("predict_") else disguised(source)
            for name, source in original.items()
        }
    code = [name for name in sources if not name.startswith("predict_")]
    if odd == "never ends":
        sources = {**sources, code[0]: "while True:\n    pass\n"}
    elif odd == "ends Python":
        sources = {**sources, code[0]: "import os\n\nos._exit(1)\n"}
    notebook = nbformat.from_dict(release)
    for cell in notebook.cells:
        cell.source = sources.get(grade_id(cell) or "", cell.source)
    return notebook


def _hand_in(course: Course, chapter: str, student: str, notebook: NotebookNode, odd: str) -> None:
    path = course.submission(student, chapter)
    path.parent.mkdir(parents=True)
    content = nbformat.writes(notebook)
    path.write_text(content[: len(content) // 2] if odd.startswith("cuts") else content)
    course.timestamp(student, chapter).write_text("2026-03-02 09:30:00")


def main() -> None:
    """Make the class that the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--students", type=int, default=200)
    parser.add_argument("--chapter", default="1")
    said = parser.parse_args()
    home = find_course()
    [chapter] = pick([said.chapter], home.authored())
    print(make_class(home, said.folder, chapter, said.students).root)


if __name__ == "__main__":
    main()
