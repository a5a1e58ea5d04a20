"""From text to two notebooks: executed and clean the one, stripped and repeatable the other."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import nbformat
import pytest

import autograder
from autograder.authoring import build
from autograder.authoring.chapter import read_chapter
from autograder.authoring.stubs import ClearSolutionsKeepingStubs
from autograder.chapter import cards
from autograder.course import MARKER, Course
from autograder.errors import AuthoringError, ExecutionError

from .conftest import NAME, ROOT


def cells(path):
    return {c.id: c for c in nbformat.read(path, as_version=4).cells}


def test_the_solution_is_executed_with_its_outputs(built):
    solution = nbformat.read(built.solution(NAME), as_version=4)
    nbformat.validate(solution)
    code = [c for c in solution.cells if c.cell_type == "code"]
    assert [c.execution_count for c in code] == list(range(1, len(code) + 1))
    assert "a lesson cell\n" in [o.text for c in code for o in c.outputs if "text" in o]


def test_a_kept_error_shows_the_lessons_frames_only(built):
    [error] = [
        o
        for c in nbformat.read(built.solution(NAME), as_version=4).cells
        for o in c.get("outputs", [])
        if o.output_type == "error"
    ]
    assert error.ename == "ZeroDivisionError"
    assert not re.search(r"File .*/", "\n".join(error.traceback))


def test_nothing_that_changes_from_run_to_run_is_stored(built):
    for path in (built.solution(NAME), built.release(NAME)):
        raw = json.loads(path.read_text(encoding="utf-8"))
        assert "jupytext" not in raw["metadata"]
        assert "widgets" not in raw["metadata"]
        assert not any("execution" in c["metadata"] for c in raw["cells"])


def test_widget_state_and_times_are_stripped(draft):
    notebook = draft.solution
    notebook.metadata["widgets"] = {"state": {"model": "leaked"}}
    notebook.metadata["jupytext"] = {"formats": "ipynb,py"}
    notebook.cells[0].metadata["execution"] = {"iopub.execute_input": "2026-01-01"}
    clean = build.without_traces(notebook)
    assert "leaked" not in str(clean)
    assert "jupytext" not in str(clean)
    assert "2026" not in str(clean)
    assert "widgets" in notebook.metadata  # the input is left alone


def test_the_student_gets_stubs_and_nothing_else(built):
    student = cells(built.release(NAME))
    assert student["predict_two"].source == "guess = ...  # a number"
    assert student["slope"].source == (
        "def slope(rise, run):\n    # YOUR CODE HERE\n    raise NotImplementedError()"
    )
    assert student["test_slope"].source == "assert slope(12, 4) == 3"
    assert student["why"].source == "YOUR ANSWER HERE"
    text = built.release(NAME).read_text(encoding="utf-8")
    for secret in ("rise / run", "35", "secret reason", "BEGIN", "a lesson cell\\n"):
        assert secret not in text
    handed_out = {p.name for p in built.release(NAME).parent.iterdir()}
    assert handed_out == {f"{NAME}.ipynb", "cards.json"}


def test_the_cards_lie_beside_both_notebooks_and_nowhere_else(built):
    written = tuple(read_chapter(built.source(NAME)).cards)
    for notebook in (built.solution(NAME), built.release(NAME)):
        assert cards.load(cards.beside(notebook)) == cards.Deck(NAME, written)
    assert not list(Path(autograder.__file__).parent.rglob(f"{NAME}*"))


def test_the_same_solution_gives_the_same_bytes(built, tmp_path):
    again = build.build_release(built, NAME, target=tmp_path)
    assert again.read_bytes() == built.release(NAME).read_bytes()


def test_releasing_touches_no_gradebook(built):
    # The configuration makes the folder; nothing is put into it.
    assert list(built.var.iterdir()) == []


def test_the_exercises_module_is_released_unchanged_and_imported_beside_each_notebook(
    text, tmp_path
):
    source = text.replace("assert slope(12, 4) == 3", "assert slope(12, 4) == asked.THREE")
    source = source.replace("import torch", "import slopes_exercises as asked")
    shutil.copy(ROOT / MARKER, tmp_path)
    course = Course(tmp_path)
    module = course.source(NAME).with_name("slopes_exercises.py")
    module.parent.mkdir(parents=True)
    course.source(NAME).write_text(source, encoding="utf-8")
    module.write_text("THREE = 3\n", encoding="utf-8")
    (module.parent / "answers").mkdir()
    (module.parent / "answers" / "slope.py").write_text("# %% right: as the author has it\n")
    build.build_solution(course, NAME)
    build.build_release(course, NAME)

    released = course.release(NAME).parent
    assert (released / "slopes_exercises.py").read_bytes() == module.read_bytes()
    assert {p.name for p in released.iterdir()} == {f"{NAME}.ipynb", "cards.json", module.name}
    student = nbformat.read(course.release(NAME), as_version=4)
    with pytest.raises(ExecutionError, match="NotImplementedError"):  # no answer yet, no more
        build.execute(student, released)


def test_a_cell_that_raises_unasked_stops_the_build_and_names_itself(write, text, tmp_path):
    broken = read_chapter(write(text.replace('print("a lesson cell")', "undefined_name")))
    with pytest.raises(ExecutionError, match="undefined_name"):
        build.execute(broken.notebook, tmp_path)


def test_a_release_without_a_solution_says_what_to_run(tmp_path):
    with pytest.raises(AuthoringError, match="autograder build --solutions"):
        build.build_release(Course(tmp_path), NAME)


def test_what_nbgrader_refuses_leaves_the_old_release(built, tmp_path):
    course = Course(tmp_path)
    (tmp_path / "nbgrader_config.py").write_text((built.root / "nbgrader_config.py").read_text())
    course.solution(NAME).parent.mkdir(parents=True)
    bad = built.solution(NAME).read_text().replace("### END SOLUTION", "### THE END")
    course.solution(NAME).write_text(bad)
    course.release(NAME).parent.mkdir(parents=True)
    course.release(NAME).write_text("the old one")
    with pytest.raises(AuthoringError, match="could not release"):
        build.build_release(course, NAME)
    assert course.release(NAME).read_text() == "the old one"


@pytest.mark.parametrize("indent", ["", "    "])
def test_a_region_may_name_its_stub(indent):
    cell = nbformat.v4.new_code_cell(
        f"{indent}### BEGIN SOLUTION stub: a = ...\n{indent}a = 1\n{indent}### END SOLUTION\n"
        f"{indent}b = 2\n{indent}### BEGIN SOLUTION\n{indent}c = 3\n{indent}### END SOLUTION"
    )
    assert ClearSolutionsKeepingStubs()._replace_solution_region(cell, "python")
    lines = ["a = ...", "b = 2", "# YOUR CODE HERE", "raise NotImplementedError()"]
    assert cell.source.split("\n") == [indent + line for line in lines]
