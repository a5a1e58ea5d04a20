"""What students are called in a report: by their names, or by numbers that tell nobody."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable
from pathlib import Path

from autograder.chapter.files import write_atomically
from autograder.classroom.roster import Roster
from autograder.errors import GradingError

#: From an id to what a report says instead.
Names = dict[str, str]


def real_names(students: Iterable[str], roster: Roster) -> Names:
    """Return each student's name with the id behind it, the id alone where no name is known."""
    found = {}
    for student in students:
        person = roster.by_id(student)
        found[student] = f"{person.name} ({student})" if person and person.name else student
    return found


def pseudonyms(students: Iterable[str], path: Path) -> Names:
    """Return a number for each student, the same one each time: who has which stands in ``path``.

    Numbers are drawn by chance: they follow no order that a reader could know.

    Raises:
        GradingError: if the file is damaged.

    """
    try:
        known: Names = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
        taken = {int(said.removeprefix("Student ")) for said in known.values()}
    except (ValueError, AttributeError) as error:
        raise GradingError(
            f"{path} cannot be read ({error}). Delete it, and everybody gets another number."
        ) from error
    wanted = list(students)
    new = sorted(set(wanted) - known.keys())
    free = [n for n in range(1, len(new) + len(taken) + 1) if n not in taken][: len(new)]
    random.SystemRandom().shuffle(free)
    if new:
        known |= {student: f"Student {n}" for student, n in zip(new, free, strict=True)}
        write_atomically(path, (json.dumps(known, indent=1) + "\n").encode())
    return {student: known[student] for student in wanted}
