"""What was collected so far: ``var/collected.json``."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from autograder.chapter.files import write_atomically
from autograder.classroom.collecting.identities import Identity, Known
from autograder.errors import CollectingError


@dataclass(frozen=True)
class Standing:
    """The hand-in that counts, of one student in one chapter.

    Attributes:
        rank: What it is compared by with others; see `autograder.classroom.collecting.placing`.
        digest: A hash of what was handed in; what lies there now may have been mended by hand.
        late: Whether a platform calls it late.
        has_time: Whether it is known when it was handed in.
        channel: What it came through.

    """

    rank: tuple[Any, ...]
    digest: str
    late: bool
    has_time: bool
    channel: str


@dataclass(frozen=True)
class Left:
    """A file that did not become a submission.

    Attributes:
        where: The way to it, from what was given.
        why: Why it did not, and what to do.
        source: The file on this machine that it came in.
        who: Whose it is, as far as that is known.
        chapter: Which chapter it is of, where that is known.

    """

    where: str
    why: str
    source: str
    who: str = ""
    chapter: str = ""


@dataclass
class Record:
    """What was collected, of whom, and what was left over."""

    identities: dict[Identity, Known] = field(default_factory=dict)
    standings: dict[tuple[str, str], Standing] = field(default_factory=dict)
    left: list[Left] = field(default_factory=list)
    sources: dict[str, float] = field(default_factory=dict)


def load(path: Path) -> Record:
    """Return the record in ``path``; an empty one where there is none yet.

    Raises:
        CollectingError: if the file is not what `store` writes.

    """
    if not path.exists():
        return Record()
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
        return Record(
            {
                Identity(each["channel"], each["key"]): Known(
                    each["student"], tuple(each["chapters"])
                )
                for each in said["identities"]
            },
            {
                (student, chapter): Standing(**each | {"rank": _rank(each["rank"])})
                for student, chapters in said["standings"].items()
                for chapter, each in chapters.items()
            },
            [Left(**each) for each in said["left"]],
            said["sources"],
        )
    except (ValueError, TypeError, KeyError, AttributeError, OSError) as error:
        raise CollectingError(
            f"{path} cannot be read ({error}). Move it away and collect everything again: what "
            "lies in var/submitted stays, unless something newer takes its place."
        ) from error


def store(path: Path, record: Record) -> None:
    """Write ``record`` to ``path``."""
    standings: dict[str, dict[str, Any]] = {}
    for (student, chapter), standing in sorted(record.standings.items()):
        standings.setdefault(student, {})[chapter] = asdict(standing)
    said = {
        "identities": [asdict(who) | asdict(known) for who, known in record.identities.items()],
        "standings": standings,
        "left": [asdict(each) for each in record.left],
        "sources": record.sources,
    }
    text = json.dumps(said, indent=1, ensure_ascii=False, default=datetime.isoformat) + "\n"
    write_atomically(path, text.encode("utf-8", "replace"))


def _rank(said: list[Any]) -> tuple[Any, ...]:
    vouched, sequence, *times = said
    return (vouched, sequence, *(datetime.fromisoformat(each).astimezone(UTC) for each in times))
