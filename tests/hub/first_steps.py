"""What a student does first with a chapter, in the folder in which it lies, without a browser.

``python -m tests.hub.first_steps CHAPTER EXERCISE < WRONG`` runs the set-up cell, a wrong answer
that it reads, its test, a hint and ``progress()``, and prints all that they say.
"""

from __future__ import annotations

import sys

import nbformat
from IPython.core.interactiveshell import InteractiveShell

if __name__ == "__main__":
    chapter, exercise = sys.argv[1:]
    cells = nbformat.read(f"{chapter}.ipynb", as_version=4).cells
    by_name = {c.metadata.nbgrader.grade_id: c.source for c in cells if "nbgrader" in c.metadata}
    sys.path.insert(0, "")
    shell = InteractiveShell.instance()
    for source in (
        by_name["setup"],
        sys.stdin.read(),
        by_name[f"test_{exercise}"],
        "check.hint()",
        "print(progress())",
    ):
        shell.run_cell(source)
