"""Make a chapter's two notebooks from its text file.

``solutions/<chapter>/<chapter>.ipynb`` is executed here, outputs stored, for nbval to compare
with; ``notebooks/<chapter>/<chapter>.ipynb`` is what the steps of nbgrader's
``generate_assignment`` make of it.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from nbformat.notebooknode import NotebookNode

from autograder.authoring.chapter import METADATA, read_chapter
from autograder.authoring.release import load_config, release_steps, student_version
from autograder.chapter import cards
from autograder.chapter.companions import companions
from autograder.chapter.files import write_atomically
from autograder.chapter.notebook_file import drop_widgets
from autograder.course import Course
from autograder.errors import AuthoringError, ExecutionError

#: Long enough for a lesson cell on a busy machine, short enough to notice an endless one.
_SECONDS_PER_CELL = 120


def notebook_text(notebook: NotebookNode) -> str:
    """Return a notebook as it is stored; the same notebook gives the same text."""
    text: str = nbformat.writes(notebook, version=nbformat.NO_CONVERT)
    return text + "\n"


def without_traces(notebook: NotebookNode) -> NotebookNode:
    """Return a copy without what differs from run to run or leaks: times, widgets, text format."""
    clean = nbformat.from_dict(notebook)
    clean.metadata = nbformat.from_dict(METADATA)
    drop_widgets(clean)
    for cell in clean.cells:
        for key in ("execution", "jupytext"):
            cell.metadata.pop(key, None)
    return clean


def execute(notebook: NotebookNode, folder: Path) -> NotebookNode:
    """Return a copy of ``notebook`` run from top to bottom in ``folder``.

    Raises:
        ExecutionError: if a cell raises that is not tagged ``raises-exception``.

    """
    run = nbformat.from_dict(notebook)
    client = NotebookClient(
        run,
        timeout=_SECONDS_PER_CELL,
        kernel_name="python3",
        resources={"metadata": {"path": str(folder)}},
        record_timing=False,
        extra_arguments=["--log-level=ERROR"],  # ipykernel warns about TCP at every start
    )
    try:
        client.execute()
    except CellExecutionError as error:
        raise ExecutionError(
            f"A cell raised; tag it raises-exception if it should.\n{error}"
        ) from None
    for cell in run.cells:
        if cell.cell_type == "code":
            cell.outputs = [_own_frames_only(output) for output in _joined_streams(cell.outputs)]
    return run


def _own_frames_only(output: NotebookNode) -> NotebookNode:
    """Drop from a kept error the frames inside libraries: they name this machine's folders."""
    if output.output_type == "error":
        plain = re.compile(r"\x1b\[[0-9;]*m")
        output.traceback = [
            part for part in output.traceback if not plain.sub("", part).startswith("File ")
        ]
    return output


def _joined_streams(outputs: list[NotebookNode]) -> list[NotebookNode]:
    """Join consecutive pieces of one stream: how a kernel cuts them up is chance."""
    joined: list[NotebookNode] = []
    for output in outputs:
        last = joined[-1] if joined else None
        if (
            last is not None
            and output.output_type == last.output_type == "stream"
            and output.name == last.name
        ):
            last.text += output.text
        else:
            joined.append(output)
    return joined


def build_solution(course: Course, chapter: str) -> Path:
    """Write the cards and the executed solution notebook of ``chapter``; return its path.

    Raises:
        CardError: if the text file's cards cannot be read.
        ExecutionError: if a cell raises unasked.

    """
    written = read_chapter(course.source(chapter))
    # Before the run: the notebook's own checks read their cards.
    path = course.solution(chapter)
    write_atomically(cards.beside(path), cards.dump(written.deck).encode())
    executed = execute(written.notebook, path.parent)
    write_atomically(path, notebook_text(without_traces(executed)).encode())
    return path


def build_release(course: Course, chapter: str, target: Path | None = None) -> Path:
    """Write the student notebook of ``chapter`` and its companions; return its path.

    ``target`` is the release folder, by default the course's ``notebooks/``. A failure leaves
    the last release as it was, and no gradebook is touched: the same solution gives the same
    bytes.

    Raises:
        AuthoringError: if there is no solution notebook, or a step of nbgrader's refuses it.

    """
    solution = course.solution(chapter)
    if not solution.is_file():
        raise AuthoringError(f"{solution} is missing. Run `autograder build --solutions` first.")
    made = student_version(
        nbformat.read(solution, as_version=4), chapter, release_steps(load_config(course.config))
    )
    home = (target or course.notebooks) / chapter
    if home.exists():
        shutil.rmtree(home)
    for name in companions(solution.parent, chapter):
        write_atomically(home / name, (solution.parent / name).read_bytes())
    path = home / f"{chapter}.ipynb"
    write_atomically(path, notebook_text(without_traces(made)).encode())
    return path
