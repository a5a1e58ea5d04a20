"""The last verdict on each exercise, and cells that fail outside their checks."""

from __future__ import annotations

import pytest
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_notebook

from autograder.errors import CheckFailed
from autograder.lesson.memory.states import State, Verdicts


def test_the_last_verdict_counts_and_the_latest_stands_last():
    verdicts = Verdicts()
    verdicts.note("slope", NotImplementedError())
    verdicts.note("valley")
    assert verdicts.all() == {"slope": State.UNTRIED, "valley": State.PASSED}
    verdicts.note("slope", CheckFailed("wrong"))
    assert list(verdicts.all().items())[-1] == ("slope", State.FAILED)


def guess(name, value):
    return f"check.prediction('{name}', {value})"


SLOPE = guess("slope", 1.0)

#: What a cell makes of an exercise that had passed before.
CELLS = {
    f"{SLOPE}\n{SLOPE}": "PASSED",
    f"{SLOPE}\n{guess('slope', '[1, 2]')}": "FAILED",
    f"{SLOPE}\n{guess('slope', '1 / 0')}": "FAILED",
    "1 / 0\ncheck.prediction(\n    'slope',\n    1.0)": "FAILED",
    guess("slope", "..."): "UNTRIED",
    f"raise NotImplementedError\n{SLOPE}": "UNTRIED",
    f"not Python\n{SLOPE}": "FAILED",
    # Another exercise's failure, and a lesson cell that only names this one.
    f"{SLOPE}\n{guess('valley', '[1, 2]')}": "PASSED",
    "check.reveal('slope', undefined)": "PASSED",
}


@pytest.fixture(scope="module")
def seen(tmp_path_factory):
    """The state after each of the cells, in a real kernel."""
    sources = ["from autograder.lesson import check\nseen = []"]
    for cell in CELLS:
        sources += [SLOPE, cell, "seen.append(check.verdicts['slope'].name)"]
    notebook = new_notebook(cells=[new_code_cell(source) for source in [*sources, "print(*seen)"]])
    resources = {"metadata": {"path": str(tmp_path_factory.mktemp("anywhere"))}}
    NotebookClient(notebook, allow_errors=True, resources=resources).execute()
    # A busy kernel may send what one print writes in parts.
    printed = "".join(output.text for output in notebook.cells[-1].outputs)
    return dict(zip(CELLS, printed.split(), strict=True))


@pytest.mark.parametrize("cell", CELLS)
def test_what_passed_before_is_what_the_last_cell_makes_of_it(seen, cell):
    assert seen[cell] == CELLS[cell]
