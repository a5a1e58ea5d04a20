"""Run a chapter's cells in plain Python: no kernel, no Jupyter, on any device.

What ``tests/notebooks`` leaves to real kernels on the CPU is run here where there may be neither:
a machine with a GPU and whatever version of torch it has.
"""

from __future__ import annotations

import ast
import contextlib
import io
import json
import linecache
import sys
import warnings
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any
from unittest import mock

import matplotlib.pyplot as plt
import torch

from autograder.chapter.answers import Answer
from autograder.course import find_course
from autograder.lesson.memory import own_cards

COURSE = find_course(Path(__file__))


@cache
def code_cells(chapter: str) -> dict[str, dict[str, Any]]:
    """Return a solution's code cells by id, in order, each as nbformat has it."""
    notebook = json.loads(COURSE.solution(chapter).read_text(encoding="utf-8"))
    return {cell["id"]: cell for cell in notebook["cells"] if cell["cell_type"] == "code"}


def execute(source: str, namespace: dict[str, Any], name: str) -> None:
    """Run one cell as a kernel does: without its magics, and with its last value printed."""
    lines = ["" if line.startswith("%") else line for line in source.split("\n")]
    filename = f"<{name}>"
    # inspect.getsource and torch.jit read a function's source here.
    linecache.cache[filename] = (len(source), None, [f"{line}\n" for line in lines], filename)
    parsed = ast.parse("\n".join(lines))
    last = parsed.body.pop() if parsed.body and isinstance(parsed.body[-1], ast.Expr) else None
    exec(compile(parsed, filename, "exec"), namespace)
    if isinstance(last, ast.Expr):
        value = eval(compile(ast.Expression(last.value), filename, "eval"), namespace)
        if value is not None:
            print(repr(value))


def run_solution(chapter: str) -> list[str]:
    """Run a solution from top to bottom and return what went wrong, a line for each cell."""
    wrong = []
    namespace: dict[str, Any] = {"__name__": "__main__"}
    with _as_in_a_kernel(chapter):
        for cell_id, cell in code_cells(chapter).items():
            must_raise = "raises-exception" in cell["metadata"].get("tags", [])
            try:
                execute("".join(cell["source"]), namespace, f"{chapter[:2]} {cell_id}")
            except Exception as error:
                if not must_raise:
                    wrong.append(f"{cell_id}: {type(error).__name__}: {error}")
            else:
                if must_raise:
                    wrong.append(f"{cell_id} is tagged as raising and does not raise")
            plt.close("all")
    return wrong


def grade(chapter: str, answer: Answer) -> None:
    """Run set-up, answer and test cell, hidden tests included, in a namespace of their own."""
    cells = code_cells(chapter)
    namespace: dict[str, Any] = {"__name__": "__main__"}
    with _as_in_a_kernel(chapter):
        execute("".join(cells["setup"]["source"]), namespace, "setup")
        execute(answer.source, namespace, "answer")
        execute("".join(cells[f"test_{answer.exercise}"]["source"]), namespace, "test")


@contextlib.contextmanager
def _as_in_a_kernel(chapter: str) -> Iterator[None]:
    """Begin in the chapter's folder, swallow what is printed, put Python and torch back.

    The chapter's modules are imported from that folder, and its cards are read there. Warnings
    cost nothing.
    """
    folder = COURSE.solution(chapter).parent
    dtype, threads = torch.get_default_dtype(), torch.get_num_threads()
    recursion = sys.getrecursionlimit()
    with (
        contextlib.chdir(folder),
        mock.patch.object(sys, "path", [str(folder), *sys.path]),
        mock.patch.object(own_cards, "FOLDER", folder),
        warnings.catch_warnings(),
        contextlib.redirect_stdout(io.StringIO()),
        torch.set_grad_enabled(True),
    ):
        warnings.simplefilter("ignore")
        try:
            yield
        finally:
            torch.set_default_dtype(dtype)
            torch.set_default_device(None)
            torch.set_num_threads(threads)
            sys.setrecursionlimit(recursion)
            plt.close("all")
