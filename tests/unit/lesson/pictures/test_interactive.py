"""An explorer in a real kernel: its picture follows the controls, and errors are not lost."""

from __future__ import annotations

import re

from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from nbformat.v4 import new_code_cell, new_notebook

from autograder.chapter.notebook_file import drop_widgets
from autograder.lesson import explore

SHOW = """
import torch
from autograder.lesson import explore

def f(x):
    if x > 2:
        raise RuntimeError("no <further>")
    return x * x

explore.tangent(f, between=(-1, 1.5))
"""

MOVE = """
from ipywidgets.widgets.widget import _instances
from autograder.lesson.pictures.widget import Controls
[controls] = [w for w in _instances.values() if isinstance(w, Controls)]
controls.values = {"x": %s}
print(controls.status)
"""


def run(*cells: str):
    """Run the cells in a real kernel and return them, with the outputs that came of it."""
    notebook = new_notebook(cells=[new_code_cell(source) for source in cells])
    client = NotebookClient(
        notebook, timeout=120, kernel_name="python3", extra_arguments=["--log-level=ERROR"]
    )
    try:
        client.execute()
    except CellExecutionError as error:
        return notebook, error
    return notebook, None


def test_the_picture_is_an_output_of_its_own_and_follows_the_controls():
    notebook, error = run(SHOW, MOVE % 0.5)
    assert error is None
    controls, picture = notebook.cells[0].outputs
    assert (
        "At x = 0.50: f(x) = 0.2500, and autograd gives the slope 1.000."
        in picture.data["text/html"]
    )
    assert re.search(
        r'alt="[^"]*At x = 0.50: f\(x\) = 0.2500, and autograd gives the slope 1.000\."',
        picture.data["text/html"],
    )
    # A screen reader is told the same.
    assert (
        notebook.cells[1].outputs[0].text
        == "At x = 0.50: f(x) = 0.2500, and autograd gives the slope 1.000.\n"
    )

    assert "application/vnd.jupyter.widget-view+json" in controls.data
    drop_widgets(notebook)
    said = "Controls (x): to use them, run the set-up cell and then this one."
    assert controls.data == {"text/plain": said, "text/html": f"<p><em>{said}</em></p>"}


def test_an_error_while_a_control_is_moved_takes_the_pictures_place_and_raises():
    notebook, error = run(SHOW, MOVE % 2.5)
    assert "no <further>" in str(error)
    picture = notebook.cells[0].outputs[1].data
    assert 'role="alert"' in picture["text/html"]
    assert "RuntimeError: no &lt;further&gt;" in picture["text/html"]
    assert "RuntimeError: no <further>" in picture["text/plain"]


def test_outside_a_notebook_the_picture_is_printed_as_text(capsys):
    explore.tangent(lambda x: x * x)
    assert (
        "At x = 1.00: f(x) = 1.000, and autograd gives the slope 2.000." in capsys.readouterr().out
    )
