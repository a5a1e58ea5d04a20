"""Ask nbgrader's gradebook what was released, and what was earned."""

from __future__ import annotations

from dataclasses import dataclass

from nbgrader.api import Gradebook

from autograder.course import Course


@dataclass(frozen=True)
class ReleasedCell:
    """A cell of a release that nbgrader knows by name.

    ``source`` is the student's version of a solution cell, and the full version, hidden
    tests included, of a test cell.
    """

    grade_id: str
    cell_type: str
    grade: bool
    solution: bool
    locked: bool
    points: float
    source: str
    checksum: str

    @property
    def marks(self) -> dict[str, object]:
        """The cell's ``nbgrader`` metadata."""
        marks: dict[str, object] = {
            "grade": self.grade,
            "grade_id": self.grade_id,
            "locked": self.locked,
            "schema_version": 3,
            "solution": self.solution,
            "task": False,
            "cell_type": self.cell_type,
            "checksum": self.checksum,
        }
        return marks | {"points": self.points} if self.grade else marks


@dataclass(frozen=True)
class Grades:
    """What a student earned in a chapter.

    Attributes:
        scores: Points per graded cell, by ``grade_id``.
        to_grade_by_hand: Points of the answers that wait for a person. Where a person graded
            an earlier version of the notebook, the answer waits for a second look.
        unscored: Test cells for which no score was stored.

    """

    scores: dict[str, float]
    to_grade_by_hand: float
    unscored: tuple[str, ...]

    @property
    def points(self) -> float:
        """The sum of the scores."""
        return float(sum(self.scores.values()))


def open_gradebook(course: Course) -> Gradebook:
    """Return the gradebook of ``course``, to be used in a ``with`` statement."""
    return Gradebook(f"sqlite:///{course.gradebook}")


def released_cells(gradebook: Gradebook, chapter: str) -> list[ReleasedCell]:
    """Return the named cells of ``chapter``, in the order of the release.

    Raises:
        nbgrader.api.MissingEntry: if the gradebook does not know the chapter.

    """
    notebook = gradebook.find_notebook(chapter, chapter)
    points = {cell.name: float(cell.max_score) for cell in notebook.grade_cells}
    solutions = {cell.name for cell in notebook.solution_cells}
    return [
        ReleasedCell(
            grade_id=cell.name,
            cell_type=cell.cell_type,
            grade=cell.name in points,
            solution=cell.name in solutions,
            locked=cell.locked,
            points=points.get(cell.name, 0.0),
            source=cell.source,
            checksum=cell.checksum,
        )
        for cell in notebook.source_cells
    ]


def read_grades(gradebook: Gradebook, chapter: str, student: str) -> Grades:
    """Return what ``student`` earned in ``chapter``.

    Raises:
        nbgrader.api.MissingEntry: if no submission of theirs was graded.

    """
    notebook = gradebook.find_submission_notebook(chapter, chapter, student)
    return Grades(
        scores={grade.name: float(grade.score) for grade in notebook.grades},
        to_grade_by_hand=float(
            sum(grade.max_score for grade in notebook.grades if grade.needs_manual_grade)
        ),
        unscored=tuple(
            grade.name
            for grade in notebook.grades
            if not grade.needs_manual_grade and grade.auto_score is None
        ),
    )
