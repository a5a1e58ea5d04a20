"""Collect what a class handed in, from whatever a learning platform lets one download.

Nothing is lost: what does not become a submission is named, with the reason. Nobody is merged with
somebody else, and nobody is taken for the person whose id they typed: who handed something in is
told by the platform, and by a file's name only where there was none.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from autograder.classroom.collecting.archives import Sent, Unpacker
from autograder.classroom.collecting.channels import (
    Recognised,
    Sender,
    Sidecars,
    read_sidecars,
    recognise,
    typed_id,
    typed_time,
)
from autograder.classroom.collecting.chapters import Chapters, is_notebook
from autograder.classroom.collecting.identities import Identity, Register, Settled
from autograder.classroom.collecting.placing import HandIn, Status, place
from autograder.classroom.collecting.records import Left, Record, load, store
from autograder.classroom.roster import Roster, read_roster
from autograder.course import Course
from autograder.errors import CollectingError


@dataclass(frozen=True)
class Collected:
    """A notebook that became a submission, or one of its versions.

    Attributes:
        student: The student id.
        name: The student's name, where the roster or the platform tells it.
        chapter: The chapter.
        status: What became of it.
        channel: Who says whose it is.
        when: When it was handed in; None where nobody says.
        late: Whether a platform calls it late.
        notes: What to look at.
        where: The way to it in the download.

    """

    student: str
    name: str
    chapter: str
    status: Status
    channel: str
    when: datetime | None
    late: bool
    notes: tuple[str, ...]
    where: str


@dataclass
class Round:
    """What one call of `collect` did."""

    collected: list[Collected] = field(default_factory=list)
    left: list[Left] = field(default_factory=list)


@dataclass(frozen=True)
class _Found:
    """A notebook of a download, before it is known whose it is in this class."""

    sent: Sent
    recognised: Recognised
    chapter: str
    notes: tuple[str, ...] = ()


def collect(course: Course, given: Sequence[Path], *, chapter: str | None = None) -> Round:
    """Put the newest notebook of each student and chapter into ``var/submitted``.

    Args:
        course: The course.
        given: Files and folders as they were downloaded, archives unopened or not.
        chapter: The chapter of a notebook that does not tell it, by what is in it or its name.

    Returns:
        What became of each notebook, and every file that did not become a submission.

    Raises:
        CollectingError: if something given does not exist; nothing was collected then.
        RosterError: if ``var/roster.csv`` cannot be read.

    """
    for path in given:
        if not path.exists():
            raise CollectingError(f"There is no {path}. Give the file or folder as it was saved.")
    record, roster, done = load(course.collected), read_roster(course.roster), Round()
    with TemporaryDirectory() as scratch:
        unpacker = Unpacker(Path(scratch))
        sent = [each for path in given for each in unpacker.find(path)]
        found = _sorted_out(sent, Chapters(course), chapter, done)
        hand_ins = _with_owners(found, record, roster, done)
        # The newest first: then what is older is kept beside at once, and counts at no time.
        hand_ins.sort(key=lambda pair: pair[0].rank, reverse=True)
        for hand_in, notes in hand_ins:
            _place(course, record, hand_in, notes, roster, done)
    done.collected.sort(key=lambda c: (c.chapter, c.student, c.status.value))
    _remember(record, sent, done)
    store(course.collected, record)
    return done


def _sorted_out(
    sent: Iterable[Sent], chapters: Chapters, chapter: str | None, done: Round
) -> list[_Found]:
    """Return the notebooks, each with its chapter; name the other files in ``done``."""
    sent = list(sent)
    sidecars = read_sidecars(sent)
    whose = {id(each): recognise(each, sidecars) for each in sent}
    _doubt_doubled_numbers(sent, whose)
    found = []
    for each in sent:
        recognised = whose[id(each)]
        result = _looked_at(each, recognised, sidecars, chapters, chapter)
        if isinstance(result, str):
            who = recognised.senders[0].names[:1] if recognised.senders else ()
            done.left.append(Left(each.where, result, str(each.source), *who))
        elif result is not None:
            found.append(result)
    return found


def _looked_at(
    sent: Sent, recognised: Recognised, sidecars: Sidecars, chapters: Chapters, chapter: str | None
) -> _Found | str | None:
    """Return a notebook, why it is none, or None for what nobody needs to know of."""
    if sent.where in sidecars.read or sent.name in chapters.companions:
        return None
    if sent.why_not:
        return sent.why_not
    if sent.content is None or not is_notebook(sent.name, sent.content):
        return "it is neither a notebook nor an archive"
    if not recognised.senders:
        return f"{recognised.why_not}. {_RENAME}"
    names = [*(step.name for step in sent.steps[:-1]), *recognised.inner]
    inside, called = chapters.of_content(sent.content.read_bytes()), chapters.of_names(names)
    if not (inside or called or chapter):
        return "neither what is in it nor its name tells its chapter. Say it with --chapter"
    notes = (f"called {called}",) if inside and called and inside != called else ()
    return _Found(sent, recognised, inside or called or chapter or "", notes)


_RENAME = "If you know it, call the file STUDENT__TIME__CHAPTER and collect again"


def _doubt_doubled_numbers(sent: Sequence[Sent], whose: dict[int, Recognised]) -> None:
    """Take back what looks like Canvas where two files have one number: there each has its own."""
    by_number: dict[int, set[tuple[str, str]]] = defaultdict(set)
    for each in sent:
        for sender in whose[id(each)].senders:
            if sender.sequence:
                by_number[sender.sequence].add((sender.key, whose[id(each)].inner[0]))
    for each in sent:
        numbers = {sender.sequence for sender in whose[id(each)].senders}
        if any(len(by_number[number]) > 1 for number in numbers if number):
            whose[id(each)] = Recognised(
                inner=(each.name,),
                why_not="its name looks like one of Canvas's, but another file has the same number",
            )


def _with_owners(
    found: Sequence[_Found], record: Record, roster: Roster, done: Round
) -> list[tuple[HandIn, tuple[str, ...]]]:
    """Return each notebook as that of a student, or of all in a group, with what to know of it."""
    settled = Register(roster, record.identities).settle(
        (sender, each.chapter) for each in found for sender in each.recognised.senders
    )
    warnings = _typed_by_others(found, settled, roster)
    hand_ins = []
    for each in found:
        for sender in each.recognised.senders:
            theirs = settled[Identity.of(sender)]
            if theirs.why_not:
                source = str(each.sent.source)
                left = Left(each.sent.where, theirs.why_not, source, chapter=each.chapter)
                done.left.append(left)
            notes = (*each.notes, *warnings.get(each.sent.where, ()), theirs.note)
            for student in theirs.students:
                hand_ins.append((_hand_in(each, sender, student), tuple(filter(None, notes))))
    return hand_ins


def _typed_by_others(
    found: Sequence[_Found], settled: dict[Identity, Settled], roster: Roster
) -> dict[str, tuple[str, ...]]:
    """Return a note for each file whose name carries the id of somebody else, by the way to it.

    Without a roster an id is somebody else's only if another person has it, or typed it too.
    """
    users: dict[str, set[str]] = defaultdict(set)
    typed: list[tuple[_Found, str, tuple[str, ...]]] = []
    for each in found:
        sender = each.recognised.senders[0]
        own = next(filter(None, map(typed_id, each.recognised.inner)), None)
        students = settled[Identity.of(sender)].students
        for student in students:
            users[student.casefold()].add(student)
        if own and sender.vouched:
            typed.append((each, own, students))
            users[own.casefold()].update(students)
    return {
        each.sent.where: (f"calls itself '{own}', which it is not by {_channel(each)}",)
        for each, own, students in typed
        if own not in students and (roster or len(users[own.casefold()]) > 1)
    }


def _channel(found: _Found) -> str:
    return found.recognised.senders[0].channel


def _place(
    course: Course,
    record: Record,
    hand_in: HandIn,
    notes: tuple[str, ...],
    roster: Roster,
    done: Round,
) -> None:
    sender, student = hand_in.sender, hand_in.student
    try:
        status = place(course, record, hand_in)
    except OSError as error:  # The others are collected.
        why = f"it cannot be stored: {error}"
        done.left.append(Left(hand_in.where, why, hand_in.source, student, hand_in.chapter))
        return
    person = roster.by_id(student)
    done.collected.append(
        Collected(
            student,
            person.name if person else next(iter(sender.names), ""),
            hand_in.chapter,
            status,
            sender.channel,
            hand_in.when,
            sender.late,
            notes,
            hand_in.where,
        )
    )


def _hand_in(found: _Found, sender: Sender, student: str) -> HandIn:
    sent = found.sent
    assert sent.content is not None, "it was looked into"
    names = [*(step.name for step in sent.steps), *found.recognised.inner]
    typed = next(filter(None, map(typed_time, names)), None)
    source = str(sent.source)
    return HandIn(
        student, found.chapter, sender, sent.content, sent.packed, typed, sent.where, source
    )


def _remember(record: Record, sent: Iterable[Sent], done: Round) -> None:
    """Write down which files were looked at, and what of them was left over."""
    sources = {str(each.source.resolve()): each.source for each in sent}
    record.left = [each for each in record.left if each.source not in sources]
    record.left += [replace(each, source=str(Path(each.source).resolve())) for each in done.left]
    for name, path in sources.items():
        if path.exists():
            record.sources[name] = path.stat().st_mtime
