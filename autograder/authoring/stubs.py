"""The one step of nbgrader's release that we change: a solution may name its own stub."""

from __future__ import annotations

import re

from nbformat.notebooknode import NotebookNode
from nbgrader.preprocessors import ClearSolutions

from autograder.chapter.cells import OWN_STUB, SOLUTION

_REGION = re.compile(
    rf"^(?P<indent>[ \t]*)### {SOLUTION.begin}{OWN_STUB}(?P<stub>.+)\n"
    rf"(?:.*\n)*?[ \t]*### {SOLUTION.end}[ \t]*$",
    re.MULTILINE,
)


class ClearSolutionsKeepingStubs(ClearSolutions):  # type: ignore[misc]
    """nbgrader's ``ClearSolutions``, for regions that bring a stub which does not raise.

    A region that begins ``### BEGIN SOLUTION stub: guess = ...`` leaves the text after the
    colon in the student's notebook; every other region leaves nbgrader's own stub.
    """

    def _replace_solution_region(self, cell: NotebookNode, language: str) -> bool:
        cell.source, kept = _REGION.subn(r"\g<indent>\g<stub>", cell.source)
        replaced: bool = super()._replace_solution_region(cell, language)
        return replaced or kept > 0
