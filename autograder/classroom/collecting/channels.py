"""Tell who handed a file in, by the names that learning platforms give to what one downloads.

A platform knows who uploaded what, and says so in the outermost name that is of its form: a folder
for each student, or what it puts before a file's own name. All that stands further inside is the
student's, and may say anything. So the way to a file is read from outside, and the first step that
is of a platform's form decides; within it the form is matched from the left.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import PurePosixPath
from typing import Any

import yaml

from autograder.classroom.collecting.archives import Kind, Sent, Step
from autograder.course import is_student_id


@dataclass(frozen=True)
class Sender:
    """Who handed something in, as far as a channel says.

    Attributes:
        channel: What it came through, such as ``Canvas``.
        key: What the channel knows this person by, and nobody else.
        numbered_anew: Whether the same person has another key in another assignment.
        names: Their name, or their group's, as it may stand in a roster; the likeliest first.
        login: What they log in as; may do as a student id.
        email: Their address.
        vouched: Whether a platform says so; otherwise only a file's name does.
        when: When it was handed in, by the channel's clock.
        late: Whether the channel calls it late.
        sequence: Grows with every file that is handed in; 0 where the channel counts none.
        secret: What nbgrader's exchange knows this hand-in by, to give feedback back for it.

    """

    channel: str
    key: str
    numbered_anew: bool = False
    names: tuple[str, ...] = ()
    login: str = ""
    email: str = ""
    vouched: bool = True
    when: datetime | None = None
    late: bool = False
    sequence: int = 0
    secret: str = ""


@dataclass(frozen=True)
class Recognised:
    """Whose a file is.

    Attributes:
        senders: Nobody, where that cannot be told; several, who handed in together.
        inner: The student's own part of the way to it, outermost first.
        why_not: Why nobody can be named.

    """

    senders: tuple[Sender, ...] = ()
    inner: tuple[str, ...] = ()
    why_not: str = ""


@dataclass(frozen=True)
class Sidecars:
    """What platforms put into a download beside the students' files.

    Attributes:
        read: The ways to these files: they are the platform's own, and no hand-ins.
        blackboard: Name and login by the way to a file, as far as ``_attempt_``.
        gradescope: What ``submission_metadata.yml`` says, by the way to the folder it is about.
        nbgrader: The time in ``timestamp.txt``, by the way to the folder.
        secrets: What ``submission_secret.txt`` says, by the way to the folder.
        owners: Whose files lie in a folder of this machine, by the way to it; one's own aside.

    """

    read: frozenset[str]
    blackboard: dict[str, tuple[str, str]]
    gradescope: dict[str, dict[str, Any]]
    nbgrader: dict[str, datetime]
    secrets: dict[str, str]
    owners: dict[str, set[str]]


def recognise(sent: Sent, sidecars: Sidecars) -> Recognised:
    """Tell whose file ``sent`` is, by the way to it."""
    for place, step in enumerate(sent.steps):
        matches = [
            (form, match)
            for form in _FORMS
            if step.kind in form.kinds and (match := form.pattern.fullmatch(step.name))
        ]
        if matches:
            # A student may call a file as another platform would: the outermost form is the
            # shortest, which leaves most of the name to the student.
            form, match = max(matches, key=lambda pair: len(_own(pair[1])))
            way = "/".join(each.name for each in sent.steps[: place + 1])
            inner = [_own(match), *(inside.name for inside in sent.steps[place + 1 :])]
            found = form.read(match, way, sidecars)
            return replace(found, inner=tuple(filter(None, inner)))
    return _by_folders(sent.steps, sidecars) or Recognised(
        inner=tuple(step.name for step in sent.steps),
        why_not="nothing in its name, or in those around it, says whose it is",
    )


def _own(match: re.Match[str]) -> str:
    """Return what is the student's own in a name."""
    return match.groupdict().get("own") or ""


def read_sidecars(found: Iterable[Sent]) -> Sidecars:
    """Read what the platforms themselves have to say about a download."""
    read, blackboard, gradescope, nbgrader, secrets = set(), {}, {}, {}, {}
    owners: dict[str, set[str]] = defaultdict(set)
    for sent in found:
        # Only what lies in the same folder is told by it: a student may hand in such a file too.
        folder = sent.where.rpartition("/")[0]
        if sent.owner:
            owners[folder].add(sent.owner)
        if sent.content is None:
            continue
        if form := _BLACKBOARD_NOTE.fullmatch(sent.name):
            text = sent.content.read_bytes()[:2000].decode("utf-8", "replace")
            if said := re.search(r"^\s*Name:\s*(.+?)\s*\(([^()\s]+)\)\s*$", text, re.MULTILINE):
                blackboard[f"{folder}/{form['who']}"] = (said[1], said[2])
                read.add(sent.where)
        elif sent.name == "submission_metadata.yml":
            for name, about in _metadata(sent.content.read_bytes()).items():
                gradescope[f"{folder}/{name}"] = about
            read.add(sent.where)
        elif sent.name == "timestamp.txt":
            text = sent.content.read_bytes()[:100].decode("utf-8", "replace").strip()
            if when := _iso(text.replace(" UTC", "+00:00")):
                nbgrader[folder] = when if when.tzinfo else when.replace(tzinfo=UTC)
                read.add(sent.where)
        elif sent.name == "submission_secret.txt":
            secrets[folder] = sent.content.read_bytes()[:1000].decode("utf-8", "replace").strip()
            read.add(sent.where)
    return Sidecars(frozenset(read), blackboard, gradescope, nbgrader, secrets, owners)


def typed_id(name: str) -> str | None:
    """Return the student id that a student typed, where a file's name has our form."""
    match = _BY_HAND.fullmatch(name)
    return match["student"] if match else None


def typed_time(name: str) -> datetime | None:
    """Return the time in a file's name that has our form: the clock of the student's machine."""
    match = _BY_HAND.fullmatch(name)
    return _time(match["when"], "%Y-%m-%d-%H%M%S", UTC) if match else None


# What each form says. The forms themselves stand below, with where they are to be read.


def _canvas(match: re.Match[str], _: str, __: Sidecars) -> Recognised:
    anonymous = match["anonymous"]
    sender = Sender(
        "Canvas",
        anonymous or match["user"],
        numbered_anew=bool(anonymous),
        names=(match["name"],) if match["name"] else (),
        late=bool(match["late"] or match["late_anonymous"]),
        sequence=int(match["file"]),
    )
    return Recognised((sender,))


def _moodle(match: re.Match[str], _: str, __: Sidecars) -> Recognised:
    name, key = match["name"], match["key"]
    blind = name == "Participant"
    sender = Sender(
        "Moodle",
        key or name,
        numbered_anew=True,
        names=() if blind else (name,),
    )
    return Recognised((sender,))


def _blackboard(match: re.Match[str], way: str, sidecars: Sidecars) -> Recognised:
    who = match["who"]
    # A login may hold an underscore, and so may the assignment: only the note beside is sure.
    note = sidecars.blackboard.get(way.rpartition("/")[0] + "/" + who)
    name, login = note or ("", who.rpartition("_")[2])
    sender = Sender(
        "Blackboard",
        login if note else who,
        numbered_anew=note is None,
        names=(name,) if name else (),
        login=login,
        when=_time(match["when"], "%Y-%m-%d-%H-%M-%S"),
    )
    return Recognised((sender,))


def _brightspace(match: re.Match[str], _: str, __: Sidecars) -> Recognised:
    when = None
    for form in ("%b %d %Y %I%M %p", "%B %d %Y %I%M %p", "%d %B %Y %H%M", "%d %b %Y %H%M"):
        when = when or _time(re.sub(r"[,:]", "", match["when"]), form)
    sender = Sender("Brightspace", match["user"], names=(match["name"],), when=when)
    return Recognised((sender,))


def _gradescope(_: re.Match[str], way: str, sidecars: Sidecars) -> Recognised:
    about = sidecars.gradescope.get(way)
    if about is None:
        return Recognised(
            why_not="submission_metadata.yml, which says whose it is, is not beside its folder"
        )
    created = about.get(":created_at")
    when = created if isinstance(created, datetime) else _iso(str(created))
    if when is not None and when.tzinfo is None:
        when = when.replace(tzinfo=UTC)
    people = [each for each in about.get(":submitters") or [] if isinstance(each, dict)]
    said = [{key: str(each.get(key) or "") for key in _SAID} for each in people]
    return Recognised(
        tuple(
            Sender(
                "Gradescope",
                each[":sid"] or each[":email"] or each[":name"],
                names=(each[":name"],) if each[":name"] else (),
                login=each[":sid"] or each[":email"].partition("@")[0],
                email=each[":email"],
                when=when,
            )
            for each in said
            if any(each.values())
        ),
        why_not="submission_metadata.yml names nobody for it",
    )


_SAID = (":sid", ":email", ":name")


def _exchange(match: re.Match[str], way: str, sidecars: Sidecars) -> Recognised:
    student = match["student"]
    # Whoever may hand in may give a folder any name; the files' owner is set by the machine.
    if others := sidecars.owners.get(way, set()) - {student}:
        return Recognised(
            why_not=f"its folder says {student}, but it belongs to {', '.join(sorted(others))} on "
            "this machine (where all hand in as one user, collect from a copy of the folder)"
        )
    when, secret = _iso(match["when"].replace(" UTC", "+00:00")), sidecars.secrets.get(way, "")
    sender = Sender("nbgrader's exchange", student, login=student, when=when, secret=secret)
    return Recognised((sender,))


def _ilias(match: re.Match[str], _: str, __: Sidecars) -> Recognised:
    name = f"{match['first']} {match['last']}"
    return Recognised((Sender("ILIAS", match["key"], names=(name,), login=match["login"]),))


def _by_hand(match: re.Match[str], _: str, __: Sidecars) -> Recognised:
    student, when = match["student"], _time(match["when"], "%Y-%m-%d-%H%M%S", UTC)
    sender = Sender("its name", student, login=student, vouched=False, when=when)
    return Recognised((sender,))


def _by_folders(steps: Sequence[Step], sidecars: Sidecars) -> Recognised | None:
    """Return whose ``STUDENT/CHAPTER/NAME.ipynb`` is: nbgrader's order of folders, on a disk."""
    names = [step.name for step in steps]
    on_disk = all(step.kind is Kind.FOLDER for step in steps[:-1])
    if len(steps) < 4 or not on_disk or names[-2] != PurePosixPath(names[-1]).stem:
        return None
    student = names[-3]
    if not is_student_id(student):
        return None
    way = "/".join(names[:-1])
    when, secret = sidecars.nbgrader.get(way), sidecars.secrets.get(way, "")
    sender = Sender("nbgrader's folders", student, login=student, when=when, secret=secret)
    return Recognised((sender,), tuple(names[-2:]))


@dataclass(frozen=True)
class _Form:
    """How a platform names a step on the way to a student's file."""

    pattern: re.Pattern[str]
    kinds: tuple[Kind, ...]
    read: Callable[[re.Match[str], str, Sidecars], Recognised]


_FOLDER, _FILES, _ANY = (Kind.FOLDER,), (Kind.ARCHIVE, Kind.FILE), tuple(Kind)

_BY_HAND = re.compile(
    r"(?P<student>[A-Za-z0-9][A-Za-z0-9._-]*?)__(?P<when>\d{4}-\d\d-\d\d-\d{6})__(?P<own>.+)"
)
_WHO = r"(?P<who>.+?_.+?)_attempt_(?P<when>\d{4}(?:-\d\d?){5})"
_BLACKBOARD_NOTE = re.compile(_WHO + r"\.txt")

#: {sortable name, word characters only}[_LATE]_{user}_{file}_{its name}, or anon_{five characters}
#: in place of name and user: instructure/canvas-lms, lib/content_zipper.rb
CANVAS = re.compile(
    r"(?:(?:(?P<late_anonymous>LATE_)?anon_(?P<anonymous>[A-Za-z0-9]+))"
    r"|(?P<name>\w+?)(?P<late>_LATE)?_(?P<user>\d+))_(?P<file>\d+)_(?P<own>.+)"
)

#: {name}_{participant}_assignsubmission_file, with or without one more underscore; a group's name
#: and number, and no number for all who are in none: moodle/moodle,
#: mod/assign/classes/downloader.php. A folder, or what stands before a file's own name.
MOODLE_FOLDER = re.compile(r"(?P<name>.+?)(?:_(?P<key>\d+))?_assignsubmission_(?P<plugin>[a-z]+)_?")
MOODLE_FILE = re.compile(MOODLE_FOLDER.pattern.removesuffix("?") + r"(?P<own>.+)")

_FORMS = (
    _Form(CANVAS, _FILES, _canvas),
    _Form(MOODLE_FOLDER, _FOLDER, _moodle),
    _Form(MOODLE_FILE, _FILES, _moodle),
    _Form(re.compile(_WHO + r"_(?P<own>.+)"), _FILES, _blackboard),
    _Form(
        # {user}-{submission} - {name} - {Mon d, yyyy hhmm AM} and, where files lie flat, the name
        re.compile(
            r"(?P<user>\d+)-\d+ - (?:[A-Z]?\d{5,} - )?(?P<name>.+?) - "
            r"(?P<when>(?:\d{1,2} \w+|\w+ \d{1,2}),? \d{4},? \d{1,2}:?\d\d(?: [AP]M)?)"
            r"(?: - (?P<own>.+))?"
        ),
        _ANY,
        _brightspace,
    ),
    _Form(re.compile(r"submission_\d+"), _FOLDER, _gradescope),
    _Form(
        # {student}+{assignment}+{time}[+{random}]: nbgrader, exchange/default/submit.py
        re.compile(
            r"(?P<student>[^+]+)\+(?P<own>[^+]+)\+"
            r"(?P<when>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d+)? UTC)(?:\+[^+]+)?"
        ),
        _FOLDER,
        _exchange,
    ),
    _Form(_BY_HAND, _FILES, _by_hand),
    _Form(
        # {last}_{first}_{login}_{id}: DigiKlausur/ilias2nbgrader
        re.compile(r"(?P<last>[^_]+)_(?P<first>[^_]+)_(?P<login>.+)_(?P<key>\d+)"),
        _FOLDER,
        _ilias,
    ),
)


def _time(text: str, form: str, zone: Any = None) -> datetime | None:
    """Return the time that ``text`` tells; without a zone by the clock of this machine's place."""
    try:
        when = datetime.strptime(text, form)
        return (when.replace(tzinfo=zone) if zone else when.astimezone()).astimezone(UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _iso(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


class _Lenient(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """Reads YAML with the tags of another language as if they were not there."""


def _untagged(loader: Any, _: str, node: yaml.Node) -> Any:
    if isinstance(node, yaml.MappingNode):
        return loader.construct_mapping(node, deep=True)
    if isinstance(node, yaml.SequenceNode):
        return loader.construct_sequence(node, deep=True)
    return loader.construct_scalar(node)


_Lenient.add_multi_constructor("!", _untagged)


def _metadata(content: bytes) -> dict[str, dict[str, Any]]:
    """Return what a ``submission_metadata.yml`` says; nothing where it cannot be read."""
    try:
        said = yaml.load(content, Loader=_Lenient)
    except (yaml.YAMLError, ValueError, TypeError, RecursionError):
        return {}
    if not isinstance(said, dict):
        return {}
    return {str(name): about for name, about in said.items() if isinstance(about, dict)}
