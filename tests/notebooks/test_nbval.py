"""nbval compares outputs for real: a changed number, a missing run, a vanished error all fail.

The solutions themselves are collected as notebooks by ``pytest --nbval`` (see pyproject.toml);
these tests prove that such a run can fail.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from autograder.course import find_course

COURSE = find_course(Path(__file__))
SANITIZE = Path(__file__).with_name("sanitize.cfg")
CHAPTER = COURSE.authored()[0]


def nbval(path: Path) -> subprocess.CompletedProcess[str]:
    """Run nbval, strict, on one notebook, far from this project's pytest settings."""
    command = [sys.executable, "-m", "pytest", "-q", "-c", "/dev/null", "--rootdir", path.parent]
    command += ["-p", "no:cacheprovider", "--nbval", "--nbval-sanitize-with", SANITIZE, path]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=path.parent)


def test_a_changed_digit_and_a_changed_alternative_text_fail_and_nothing_else(tmp_path):
    notebook = nbformat.read(COURSE.solution(CHAPTER), as_version=4)
    last = next(
        k for k, c in enumerate(notebook.cells) if "y.backward()" in c.source and c.get("outputs")
    )
    notebook.cells = notebook.cells[: last + 1]  # up to the first gradient
    [output] = notebook.cells[-1].outputs
    assert "12." in output.text
    output.text = output.text.replace("12.", "13.", 1)
    drawn, picture = next(
        (c, o)
        for c in notebook.cells
        for o in c.get("outputs", [])
        if "Forward" in o.get("data", {}).get("text/html", "")
    )
    picture.data["text/html"] = picture.data["text/html"].replace("Forward", "Sideways", 1)
    path = tmp_path / "altered.ipynb"
    nbformat.write(notebook, path)

    done = nbval(path)
    assert done.returncode == 1
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    failed = re.findall(r"^FAILED .*::Cell (\d+)", done.stdout, re.MULTILINE)
    assert failed == [str(code.index(drawn)), str(len(code) - 1)]
    assert f"{len(code) - 2} passed" in done.stdout
    assert "13." in done.stdout


@pytest.mark.parametrize("chapter", COURSE.authored())
def test_every_solution_cell_was_run_in_order(chapter):
    # nbval passes a cell that was never executed, so its count is checked here.
    notebook = nbformat.read(COURSE.solution(chapter), as_version=4)
    counts = [c.execution_count for c in notebook.cells if c.cell_type == "code"]
    assert counts == list(range(1, len(counts) + 1))
