"""A student's fresh notebook runs: only unanswered exercises and kept errors raise.

Its explorers draw wherever their controls are moved, and it prints all that its page in the manual
shows.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell

from autograder.course import find_course
from tools.open_outputs import Shown, what_to_show

COURSE = find_course(Path(__file__))

#: Move every control of every explorer that the notebook shows; what goes wrong raises.
MOVE_EVERYTHING = """
import sys
sys.path.append({root!r})
if "anywidget" in sys.modules:  # the notebook shows some
    from ipywidgets.widgets.widget import _instances as widgets
    from autograder.lesson.pictures.widget import Controls
    from tests.explored import worth_trying
    for controls in [w for w in widgets.values() if isinstance(w, Controls)]:
        for values in worth_trying(controls._specified):
            controls.values = values
            assert controls.status, values
"""


@pytest.mark.parametrize("chapter", COURSE.released())
def test_only_unanswered_exercises_raise(chapter, tmp_path):
    home = tmp_path / chapter
    shutil.copytree(COURSE.release(chapter).parent, home)
    notebook = nbformat.read(home / f"{chapter}.ipynb", as_version=4)
    notebook.cells.append(new_code_cell(MOVE_EVERYTHING.format(root=str(COURSE.root))))
    client = NotebookClient(
        notebook,
        timeout=120,
        kernel_name="python3",
        allow_error_names=["NotImplementedError"],
        resources={"metadata": {"path": str(home)}},
        extra_arguments=["--log-level=ERROR"],
    )
    client.execute()  # raises at any error that is neither allowed nor tagged

    for cell in notebook.cells:
        if cell.cell_type != "code":
            continue
        raised = [output.ename for output in cell.outputs if output.output_type == "error"]
        if cell.metadata.get("nbgrader", {}).get("grade"):
            # Fail closed: a test cell of an unanswered exercise never passes.
            assert raised == ["NotImplementedError"], cell.id
        if "raises-exception" in cell.metadata.get("tags", []):
            assert raised, f"{cell.id} is tagged as raising and does not raise"
        warned = [o.text for o in cell.outputs if o.get("name") == "stderr"]
        assert not warned, f"{cell.id} writes to stderr"

    # What the manual shows comes from the solution: it must be what comes out without an answer.
    solution = nbformat.read(COURSE.solution(chapter), as_version=4)
    shown = what_to_show(solution.cells)
    texts = {cell.id: printed(cell) for cell in notebook.cells if cell.cell_type == "code"}
    for cell in solution.cells:
        varies = "nbval-ignore-output" in cell.metadata.get("tags", [])
        if shown.get(cell.id) is Shown.YES and not varies:
            assert printed(cell) == texts[cell.id], f"{cell.id} depends on an answer"


def printed(cell: NotebookNode) -> str:
    """Return what a cell printed, less what differs from run to run, and no picture's text."""
    streams = "".join(o.text for o in cell.outputs if o.output_type == "stream")
    values = [
        o.data["text/plain"] for o in cell.outputs if set(o.get("data", ())) == {"text/plain"}
    ]
    # Where Value is missing, Array stands in for it.
    text = "\n".join([streams, *values]).replace("Array agrees", "Value agrees")
    return re.sub(r"0x[0-9a-f]{6,}", "ADDRESS", text)
