"""Points and comments that a person gave stand as long as the answer that they were given for.

nbgrader keeps what was given by hand when a submission is graded again, whatever stands there now,
and asks for a second look at all of it. Here the answers are compared: where the text is the same,
points stand and nothing waits; where it changed they no longer count, and the new answer waits.

nbgrader has no field for the text that somebody graded, so a digest of it lies in
``var/hand_graded``. Without that file nbgrader's own way is taken: all is kept, and all waits.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from nbformat import NotebookNode
from nbgrader.preprocessors import SaveAutoGrades

from autograder.chapter.cells import marks
from autograder.chapter.files import write_atomically
from autograder.course import find_course

Resources = dict[str, Any]


@dataclass(frozen=True)
class Reading:
    """What is known of one cell: which answer a person saw, and what they gave for it.

    Attributes:
        shown: Digest of the answer that was last made ready for a person to read.
        graded: Digest of the answer that the points in the gradebook were given for; None if
            none were given, or nobody knows for which.
        earlier: Points that were given for an answer which has changed since.
        earlier_comment: A comment on an answer which has changed since.
        most: The maximum when it was last made ready for a person to read.
        given: Points that wait, for they were given out of another maximum; None if none do.
        out_of: The maximum that the points in the gradebook were given out of; None as above.

    """

    shown: str
    graded: str | None = None
    earlier: float | None = None
    earlier_comment: str | None = None
    most: float | None = None
    given: float | None = None
    out_of: float | None = None


Readings = dict[str, Reading]


def load(path: Path) -> Readings:
    """Return what is known of a submission's cells; nothing if the file is missing or damaged."""
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
        return {name: Reading(**reading) for name, reading in said.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}


def store(path: Path, readings: Readings) -> None:
    """Write ``readings`` for `load`."""
    text = json.dumps({name: asdict(reading) for name, reading in readings.items()}, indent=1)
    write_atomically(path, f"{text}\n".encode())


def remark(readings: Readings) -> str:
    """Return what is to be said of points that no longer count, or wait; empty if none do."""
    gone = [f"{name} {r.earlier:g}" for name, r in readings.items() if r.earlier is not None]
    wait = [
        f"{name} {r.given:g} (of {r.out_of:g})"
        for name, r in readings.items()
        if r.given is not None and r.out_of is not None
    ]
    said = {
        "Given by hand for an earlier answer, and no longer counted": gone,
        "Given by hand out of another maximum, and waiting for you": wait,
    }
    return " ".join(f"{what}: {', '.join(each)}." for what, each in said.items() if each)


def digest(answer: str) -> str:
    """Return what identifies ``answer``; a line break at its end changes nothing."""
    return hashlib.sha256(answer.strip().encode("utf-8", "surrogatepass")).hexdigest()


class SaveGrades(SaveAutoGrades):  # type: ignore[misc]
    """nbgrader's step that stores scores, which here looks whether the answer is still the same.

    A test's points may be changed by hand too; they belong to the answer above the test.
    """

    def preprocess(self, nb: NotebookNode, resources: Resources) -> tuple[NotebookNode, Resources]:
        """Store the scores of ``nb``, and what a person will see of it."""
        names = resources["nbgrader"]
        # Formgrader's server may have been started anywhere; the notebook lies in its course.
        course = find_course(Path(resources["metadata"]["path"]))
        path = course.hand_graded(names["student"], names["notebook"])
        self.before = load(path)
        self.now: Readings = {}
        self.answer = digest("")
        nb, resources = super().preprocess(nb, resources)
        store(path, self.now)
        return nb, resources

    def preprocess_cell(
        self, cell: NotebookNode, resources: Resources, cell_index: int
    ) -> tuple[NotebookNode, Resources]:
        """Store the score and the comment of ``cell``."""
        of = marks(cell)
        if of.solution:
            self.answer = digest(cell.source)
        if of.grade_id and (of.grade or of.solution):
            self.now[of.grade_id] = Reading(self.answer)
        return super().preprocess_cell(cell, resources, cell_index)  # type: ignore[no-any-return]

    def _add_score(self, cell: NotebookNode, resources: Resources) -> None:
        name = cell.metadata.nbgrader["grade_id"]
        place = (name, self.notebook_id, self.assignment_id, self.student_id)
        grade = self.gradebook.find_grade(*place)
        given = grade.manual_score is not None or grade.extra_credit is not None
        final = given and not grade.needs_manual_grade
        super()._add_score(cell, resources)
        self.now[name] = replace(self.now[name], most=float(grade.max_score))
        before = self.before.get(name)
        if before is None:
            return
        graded = before.shown if final else before.graded
        out_of = before.most if final else before.out_of
        earlier, waits = None if final else before.earlier, None
        if given and graded == self.answer:
            # Fewer points than were given may have become the most that there are.
            too_many = (grade.manual_score or 0.0) > grade.max_score
            grade.needs_manual_grade = grade.auto_score is None and grade.manual_score is None
            grade.needs_manual_grade |= too_many
            if out_of is not None and out_of != grade.max_score:
                grade.needs_manual_grade, waits = True, grade.manual_score or 0.0
        elif given and graded is not None:
            earlier = (grade.manual_score or 0.0) + (grade.extra_credit or 0.0)
            graded = out_of = grade.manual_score = grade.extra_credit = None
            grade.needs_manual_grade = grade.auto_score is None
        self.now[name] = replace(
            self.now[name], graded=graded, earlier=earlier, given=waits, out_of=out_of
        )
        self.gradebook.db.commit()

    def _add_comment(self, cell: NotebookNode, resources: Resources) -> None:
        super()._add_comment(cell, resources)
        name = cell.metadata.nbgrader["grade_id"]
        before = self.before.get(name)
        place = (name, self.notebook_id, self.assignment_id, self.student_id)
        said = self.gradebook.find_comment(*place).manual_comment
        if before and (before.shown != self.answer or before.earlier_comment == said):
            self.now[name] = replace(self.now[name], earlier_comment=said)
