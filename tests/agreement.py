"""Our points beside stock nbgrader's, for courses that know nothing of this workbook.

``python -m tests.agreement`` writes the table in ``docs/agreement.md``.
"""

from __future__ import annotations

import functools
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import nbformat
import nbgrader
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell

from autograder.chapter.key import Companion, make_key
from autograder.chapter.notebook_file import parse_notebook
from autograder.grading import Limits, Sandbox, grade
from tests.grading.foreign_course import ASSIGNMENTS, Assignment
from tests.stock import SECONDS, Stock
from tests.written_notebook import notebook

PAGE = Path(__file__).parents[1] / "docs" / "agreement.md"
BEGIN, END = "<!-- made by tests/agreement.py -->\n", "<!-- end -->\n"

#: Where we differ on purpose: by test, why stock nbgrader is at fault.
WHY = {
    "test_speaks_on_stderr": "For any word on stderr nbgrader takes all points.",
    "test_too_many_points": "For more points than there are nbgrader grades no cell at all.",
    "test_fewer_than_none": "For a number below 0 nbgrader gives all points.",
    "test_one": "The answer is an object that is equal to everything.",
}

_ROOT = Path(nbgrader.__file__).parent
_GUIDE = _ROOT / "docs" / "source" / "user_guide"
_FILES = _ROOT / "tests" / "apps" / "files"

#: nbgrader's own notebooks: the author's, and what is handed in.
OWN: dict[str, tuple[Path, Path]] = {
    "the manual's author": (_GUIDE / "source/ps1/problem1.ipynb",) * 2,
    "the manual's bitdiddle": (
        _GUIDE / "source/ps1/problem1.ipynb",
        _GUIDE / "submitted/bitdiddle/ps1/problem1.ipynb",
    ),
    "the manual's hacker": (
        _GUIDE / "source/ps1/problem1.ipynb",
        _GUIDE / "submitted/hacker/ps1/problem1.ipynb",
    ),
    "an answer": (_FILES / "submitted-unchanged.ipynb", _FILES / "submitted-changed.ipynb"),
    "a changed test": (
        _FILES / "submitted-unchanged.ipynb",
        _FILES / "submitted-grade-cell-changed.ipynb",
    ),
    "an attempt to cheat": (
        _FILES / "submitted-unchanged.ipynb",
        _FILES / "submitted-cheat-attempt.ipynb",
    ),
    "hidden tests": (_FILES / "test-hidden-tests.ipynb",) * 2,
    "autotests": (
        _FILES / "autotest-multi-unchanged.ipynb",
        _FILES / "autotest-multi-changed.ipynb",
    ),
    "hashed autotests": (
        _FILES / "autotest-hashed-unchanged.ipynb",
        _FILES / "autotest-hashed-changed.ipynb",
    ),
}

#: By notebook and by who hands it in.
CASES = [(name, who) for name, of in ASSIGNMENTS.items() for who in of.answers]
CASES += [("nbgrader's own", what) for what in OWN]

Points = float | str | None


@dataclass(frozen=True)
class Row:
    """A graded test cell: stock nbgrader's points, or what it says instead, and ours."""

    test: str
    stock: Points
    ours: float
    message: str

    @property
    def is_same(self) -> bool:
        return self.stock == self.ours


@functools.cache
def rows(name: str, who: str, sandbox: Sandbox) -> tuple[Row, ...]:
    """Return what becomes of each test of a submission."""
    files: Mapping[str, bytes] = {}
    if name in ASSIGNMENTS:
        of = ASSIGNMENTS[name]
        source, files = notebook(of.source), of.files
        stock = Stock(source)
        handed = submission(stock.release, source, of, who)
    else:
        source, handed = (nbformat.read(path, as_version=4) for path in OWN[who])
        stock = Stock(source)
    with tempfile.TemporaryDirectory() as folder:
        for file, content in files.items():
            (Path(folder) / file).write_bytes(content)
        theirs = stock.points(handed, Path(folder))
    key = make_key(
        name,
        _read(source).cells,
        _read(stock.release).cells,
        [Companion(file, content) for file, content in files.items()],
    )
    limits = Limits(cell_seconds=SECONDS)
    found = grade(_bytes(handed), key, sandbox=sandbox, limits=limits)
    return tuple(Row(t.name, theirs.get(t.name), t.points, t.message) for t in found.tests)


def submission(
    release: NotebookNode, source: NotebookNode, of: Assignment, who: str
) -> NotebookNode:
    """Return what ``who`` hands in."""
    authors = {cell.metadata.get("nbgrader", {}).get("grade_id"): cell for cell in source.cells}
    handed = nbformat.from_dict(release)
    cells = []
    for cell in handed.cells:
        marks = cell.metadata.get("nbgrader", {})
        name = marks.get("grade_id")
        if name in of.own.get(who, {}):
            cells.append(new_code_cell(of.own[who][name]))
        if marks.get("solution") and who != "blank":
            cell.source = of.answers[who].get(name) or authors[name].source
        cells.append(cell)
    handed.cells = cells
    return handed


def _bytes(of: NotebookNode) -> bytes:
    return nbformat.writes(of).encode()


def _read(of: NotebookNode) -> NotebookNode:
    return parse_notebook(_bytes(of), Path("notebook"))


def table(sandbox: Sandbox) -> str:
    """Return both tables of the page."""
    lines = ["| notebook | handed in by | tests | the same points |", "|---|---|---|---|"]
    differences = ["| test | stock nbgrader | here | why |", "|---|---|---|---|"]
    seen = set()
    for name, who in CASES:
        found = rows(name, who, sandbox)
        if found:
            same = sum(row.is_same for row in found)
            lines.append(f"| {name} | {who} | {len(found)} | {same} |")
        for row in found:
            line = f"| `{row.test}` | {row.stock} | {row.ours:g} | {WHY.get(row.test, '')} |"
            if not row.is_same and line not in seen:
                seen.add(line)
                differences.append(line)
    return "\n".join([*lines, "", "Where the points differ:", "", *differences, ""])


if __name__ == "__main__":
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    after = rest.partition(END)[2]
    with Sandbox() as sandbox:
        made = table(sandbox)
    PAGE.write_text(f"{before}{BEGIN}\n{made}\n{END}{after}", encoding="utf-8")
