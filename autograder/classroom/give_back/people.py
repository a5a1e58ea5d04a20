"""Which of a platform's people is which student, and never somebody else."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from autograder.classroom.give_back.uploads import Upload
from autograder.classroom.roster import Roster


@dataclass(frozen=True)
class Someone:
    """Somebody as a platform's download or spreadsheet tells of them.

    Attributes:
        key: What the platform knows them by.
        name: Their name there.
        email: Their address there.
        ids: What else may be their student id, such as a login.

    """

    key: str
    name: str = ""
    email: str = ""
    ids: tuple[str, ...] = ()


@dataclass(frozen=True)
class Matched:
    """Who is who.

    Attributes:
        students: The student's id, by the platform's key.
        doubtful: A line for each student whom more than one of the platform's people may be.

    """

    students: dict[str, str]
    doubtful: tuple[str, ...] = ()


def from_uploads(uploads: Iterable[Upload]) -> list[Someone]:
    """Return those who handed something in, each once."""
    found: dict[str, Someone] = {}
    for upload in uploads:
        before = found.get(upload.key, Someone(upload.key, upload.who))
        ids = (*before.ids, upload.typed) if upload.typed else before.ids
        found[upload.key] = Someone(upload.key, upload.who, ids=ids)
    return list(found.values())


def match(
    people: Iterable[Someone],
    students: Iterable[str],
    roster: Roster,
    platform: str,
    settled: Mapping[str, str],
) -> Matched:
    """Return who is who.

    The roster counts first: the platform's number, the address, the name; then under which id the
    platform's people were collected. An id that a student typed counts where neither knows
    anything, and nobody else claims it.

    Args:
        people: The platform's.
        students: Those who have a result.
        roster: The class.
        platform: ``moodle`` or ``canvas``.
        settled: The ids under which work was collected, by the platform's key.

    """
    there = {student.casefold(): student for student in students}
    claims: dict[str, set[str]] = defaultdict(set)
    for each in people:
        student = _student(each, there, roster, platform, settled)
        if student is not None:
            claims[student].add(each.key)
    sure = {next(iter(keys)): student for student, keys in claims.items() if len(keys) == 1}
    doubtful = [
        f"{student}  may be {' or '.join(sorted(keys))}: nothing is given back. "
        f"Say in var/roster.csv who is who"
        for student, keys in claims.items()
        if len(keys) > 1
    ]
    return Matched(sure, tuple(doubtful))


def _student(
    each: Someone,
    there: Mapping[str, str],
    roster: Roster,
    platform: str,
    settled: Mapping[str, str],
) -> str | None:
    person = (
        roster.by_lms(platform, each.key)
        or (roster.by_email(each.email) if each.email else None)
        or (roster.by_name(each.name) if each.name else None)
    )
    collected = settled.get(each.key)
    ids = each.ids if collected is None else (collected,)
    if person is not None:
        ids = (person.id,)
    return next((there[id_.casefold()] for id_ in ids if id_.casefold() in there), None)
