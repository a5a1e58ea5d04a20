"""What chapters may use is written down here: a change of it is a change for every author."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import autograder.lesson
import autograder.lesson.kit
from autograder.course import find_course

COURSE = find_course(Path(__file__))
WRITTEN = sorted(COURSE.solutions.glob("*/**/*.py"))

LESSON = {"check", "device", "explore", "progress", "show", "show_graph", "step_backward"}
KIT = {
    "Array",
    "AsModule",
    "Curves",
    "Noted",
    "Shallow",
    "TensorsMade",
    "backward_only",
    "columns_or_rows",
    "doublings",
    "engine_mistakes",
    "engines",
    "explained_by",
    "forward_and_backward",
    "gradients",
    "hushed",
    "learning_process",
    "not_called_from",
    "random_expression",
    "reachable",
    "shares_of",
    "sum_to_shape",
    "untouched",
}


def test_the_lesson_shows_this_face():
    assert set(autograder.lesson.__all__) == LESSON
    assert all(hasattr(autograder.lesson, name) for name in LESSON)


def test_the_kit_shows_this_face():
    assert set(autograder.lesson.kit.__all__) == KIT
    assert all(hasattr(autograder.lesson.kit, name) for name in KIT)


@pytest.mark.parametrize("path", WRITTEN, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_chapter_imports_from_nothing_deeper(path):
    lines = ["" if line.startswith("# %") else line for line in path.read_text().splitlines()]
    for node in ast.walk(ast.parse("\n".join(lines))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("autograder"):
            assert node.module in ("autograder.lesson", "autograder.lesson.kit")
        if isinstance(node, ast.Import):
            assert not any(name.name.startswith("autograder") for name in node.names)
