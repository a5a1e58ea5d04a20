"""Put each student's newest notebook into ``var/submitted``, and keep the older ones."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum
from pathlib import Path

from autograder.chapter.files import write_atomically
from autograder.classroom.collecting.channels import Sender
from autograder.classroom.collecting.records import Record, Standing
from autograder.classroom.gradebook import read_time
from autograder.course import Course

_LONG_AGO = datetime.min.replace(tzinfo=UTC)

#: How nbgrader writes a time into timestamp.txt, and how ours names a folder after it.
_AS_NBGRADER, _AS_A_NAME = "%Y-%m-%d %H:%M:%S UTC", "%Y-%m-%d-%H%M%S"


class Status(Enum):
    """What became of a notebook that was handed in."""

    NEW = "new"
    NEWER = "newer"
    SAME = "the same"
    OLDER = "older"


@dataclass(frozen=True)
class HandIn:
    """A notebook, whose and for which chapter.

    Attributes:
        student: The student id.
        chapter: The chapter.
        sender: What the channel said.
        path: Where what it holds can be read.
        packed: When it was last changed, by the clock of whoever packed it.
        typed: The time in its name, by the clock of the student's machine.
        where: The way to it.
        source: The file on this machine that it came in.

    """

    student: str
    chapter: str
    sender: Sender
    path: Path
    packed: datetime
    typed: datetime | None
    where: str
    source: str

    @property
    def rank(self) -> tuple[bool, int, datetime, datetime]:
        """What makes one count before another: the greatest is the newest.

        A platform's word goes before a name's; then its own count of files, then its time. Where it
        tells none, the time stands in that it wrote into the archive, and then the student's own.
        """
        said = self.sender.when or (_LONG_AGO if self.sender.sequence else self.packed)
        return (self.sender.vouched, self.sender.sequence, said, self.typed or _LONG_AGO)

    @property
    def when(self) -> datetime | None:
        """When it was handed in, as far as anybody says; the platform, if it does."""
        return self.sender.when or self.typed


def place(course: Course, record: Record, hand_in: HandIn) -> Status:
    """Let ``hand_in`` count if it is the newest; otherwise keep it beside. Nothing is lost."""
    path = course.submission(hand_in.student, hand_in.chapter)
    key = (hand_in.student, hand_in.chapter)
    standing = record.standings.get(key)
    now = path.read_bytes() if path.is_file() else None
    content = hand_in.path.read_bytes()
    this = _standing(hand_in, content)
    rank = standing.rank if standing and path.parent.is_dir() else _rank_on_disk(course, *key)
    # By the record, for what lies there may have been mended by hand since.
    if now == content or (now and standing and standing.digest == this.digest):
        if hand_in.rank > rank:
            record.standings[key] = this
        return Status.SAME
    if path.parent.is_dir():
        if hand_in.rank <= rank:
            return Status.OLDER if _keep(course, hand_in, content) else Status.SAME
        _put_aside(course, *key)
    write_atomically(path, content)
    if hand_in.when:
        stamp = f"{hand_in.when.astimezone(UTC):{_AS_NBGRADER}}\n"
        write_atomically(course.timestamp(*key), stamp.encode())
    if secret := hand_in.sender.secret:
        write_atomically(course.submission_secret(*key), secret.encode())
    record.standings[key] = this
    return Status.NEW if now is None else Status.NEWER


def _standing(hand_in: HandIn, content: bytes) -> Standing:
    sender, digest = hand_in.sender, hashlib.sha256(content).hexdigest()
    known = hand_in.when is not None
    return Standing(hand_in.rank, digest, sender.late, known, sender.channel)


def _rank_on_disk(
    course: Course, student: str, chapter: str
) -> tuple[bool, int, datetime, datetime]:
    """Return the rank of what lies there, whoever put it there: what a name says, and no more."""
    path = course.submission(student, chapter)
    when = _time_on_disk(course, student, chapter)
    if when is None and path.is_file():
        when = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    return (False, 0, when or _LONG_AGO, when or _LONG_AGO)


def _time_on_disk(course: Course, student: str, chapter: str) -> datetime | None:
    path = course.timestamp(student, chapter)
    if not path.is_file():
        return None
    when = read_time(path.read_text(encoding="utf-8", errors="replace").strip())
    return when.replace(tzinfo=UTC) if when else None


def _put_aside(course: Course, student: str, chapter: str) -> None:
    """Move what counted until now to where older versions are kept."""
    folder = course.submission(student, chapter).parent
    when = _time_on_disk(course, student, chapter)
    kept = next(_free(course, student, chapter, when))
    kept.parent.mkdir(parents=True, exist_ok=True)
    shutil.move(folder, kept)


def _keep(course: Course, hand_in: HandIn, content: bytes) -> bool:
    """Keep an older version; return False if it is kept already."""
    path = course.submission(hand_in.student, hand_in.chapter)
    above = course.submitted_before(hand_in.student, hand_in.chapter)
    if any(each.read_bytes() == content for each in above.glob(f"*/{path.name}")):
        return False
    kept = next(_free(course, hand_in.student, hand_in.chapter, hand_in.when))
    write_atomically(kept / path.name, content)
    return True


def _free(course: Course, student: str, chapter: str, when: datetime | None) -> Iterator[Path]:
    """Yield folders that do not exist yet, named after the time of handing in."""
    above = course.submitted_before(student, chapter)
    name = f"{when:{_AS_A_NAME}}" if when else "without-a-time"
    number = 1
    while True:
        folder = above / (name if number == 1 else f"{name}-{number}")
        if not folder.exists():
            yield folder
        number += 1
