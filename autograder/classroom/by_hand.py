"""Put answers into the hands of a person that nbgrader would give no points unseen."""

from __future__ import annotations

from collections.abc import Iterable

from nbgrader.api import Gradebook


def await_a_person(
    gradebook: Gradebook, chapter: str, student: str, answers: Iterable[str]
) -> None:
    """Let the ``answers`` wait for a person; points that one has given them stay."""
    for name in answers:
        grade = gradebook.find_grade(name, chapter, chapter, student)
        grade.auto_score = None
        grade.needs_manual_grade = True
    gradebook.db.commit()
