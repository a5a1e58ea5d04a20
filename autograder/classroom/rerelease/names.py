"""What cells were called in earlier releases: students' copies still call them so."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace

from autograder.chapter.files import write_atomically
from autograder.chapter.key import Key
from autograder.classroom import hand_grades
from autograder.course import Course


def formerly(course: Course, chapter: str) -> dict[str, str]:
    """Return what cells were called in earlier releases, each with its name now."""
    try:
        said = json.loads(course.former_names(chapter).read_bytes())
        return {str(old): str(new) for old, new in said.items()}
    except (OSError, ValueError, AttributeError):
        return {}


def with_former_names(course: Course, key: Key) -> Key:
    """Return ``key`` with what its cells were called, but for names that others have now."""
    named = key.named
    known = formerly(course, key.chapter).items()
    pairs = sorted((old, new) for old, new in known if old not in named and new in named)
    return replace(key, formerly=tuple(pairs))


def note_names(course: Course, chapter: str, renamed: Mapping[str, str]) -> None:
    """Let answers be found under their former names, and stay the ones that a person graded.

    Args:
        course: The course.
        chapter: The chapter's name.
        renamed: What cells were called, each with its name now.

    """
    known = {old: renamed.get(name, name) for old, name in formerly(course, chapter).items()}
    text = json.dumps({**known, **renamed}, indent=1) + "\n"
    write_atomically(course.former_names(chapter), text.encode())
    everybodys = course.hand_graded("STUDENT", chapter).parents[1]
    for path in sorted(everybodys.glob(f"*/{chapter}.json")):
        readings = hand_grades.load(path)
        again = {renamed[name]: reading for name, reading in readings.items() if name in renamed}
        hand_grades.store(path, {**again, **readings})
