"""Write what a platform takes back for a chapter, and tell who was left out."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.chapter.files import write_atomically
from autograder.chapter.notebook_file import read_notebook
from autograder.classroom.collecting import records
from autograder.classroom.export import class_and_results
from autograder.classroom.give_back import canvas, moodle
from autograder.classroom.give_back.people import Matched, Someone, from_uploads, match
from autograder.classroom.give_back.points import points_csv
from autograder.classroom.give_back.uploads import Upload, uploads
from autograder.classroom.gradebook import Student
from autograder.classroom.report.lessons import title_of
from autograder.classroom.results import Result
from autograder.classroom.roster import Roster, read_roster
from autograder.course import Course
from autograder.errors import GiveBackError

PLATFORMS = ("moodle", "canvas", "csv")


@dataclass(frozen=True)
class GivenBack:
    """What was written, and a line for whatever could not be."""

    files: tuple[Path, ...]
    remarks: tuple[str, ...] = ()


def give_back(
    course: Course,
    chapter: str,
    platform: str,
    *,
    downloads: Sequence[Path] = (),
    sheet: Path | None = None,
    assignment: str | None = None,
) -> GivenBack:
    """Write grades and feedback of ``chapter`` to ``var/give_back`` as ``platform`` takes them.

    Args:
        course: The course.
        chapter: The chapter.
        platform: ``moodle``, ``canvas``, or ``csv`` for points alone.
        downloads: What the platform let download; by default all in ``var/downloaded/CHAPTER``.
        sheet: Moodle's grading worksheet or Canvas's gradebook, to be filled in.
        assignment: What Canvas calls the assignment; by default the chapter's title.

    Raises:
        GiveBackError: if nothing was graded, or the platform's own files do not say who is who.

    """
    students, results = class_and_results(course)
    ours = {result.student: result for result in results if result.chapter == chapter}
    if all(result.points is None for result in ours.values()):
        raise GiveBackError(f"No submission of {chapter} has a grade yet. Run `autograder grade`.")
    folder = course.give_back(chapter)
    people = {student.id: student for student in students}
    written = [_write(folder / "points.csv", points_csv(list(ours.values()), people).encode())]
    if platform == "csv":
        return GivenBack(tuple(written))
    where = downloads or [d for d in [course.downloaded(chapter)] if d.exists()]
    sent = uploads(platform, where)
    text = sheet.read_text(encoding="utf-8-sig") if sheet else None
    roster = read_roster(course.roster)
    giving = {"moodle": _to_moodle, "canvas": _to_canvas}[platform]
    task = _Task(course, chapter, ours, people, sent, text, roster)
    grades, archive, matched = giving(task, assignment or _title(course, chapter))
    written.append(_write(folder / f"{platform}_grades.csv", grades.encode("utf-8")))
    if archive:
        written.append(_write(folder / f"{platform}_feedback.zip", _zipped(archive)))
    return GivenBack(tuple(written), tuple(_remarks(task, matched, bool(archive))))


@dataclass(frozen=True)
class _Task:
    """What there is to give back, and what is known of the platform's people."""

    course: Course
    chapter: str
    results: dict[str, Result]
    students: dict[str, Student]
    sent: list[Upload]
    sheet: str | None
    roster: Roster

    def matched(self, people: Iterable[Someone], platform: str) -> Matched:
        """Return which of the platform's people is which student."""
        settled = {
            identity.key: known.student
            for identity, known in records.load(self.course.collected).identities.items()
            # Moodle numbers its people anew in each assignment.
            if identity.channel.casefold() == platform and self.chapter in known.chapters
        }
        return match(people, self.results, self.roster, platform, settled)

    def by_key(self, matched: Matched) -> dict[str, Result]:
        """Return the results by the platform's key."""
        return {key: self.results[student] for key, student in matched.students.items()}

    def page(self, student: str) -> bytes | None:
        """Return a student's feedback page, None where there is none."""
        path = self.course.feedback(student, self.chapter)
        return path.read_bytes() if path.is_file() else None


_Archive = dict[str, bytes]


def _to_moodle(task: _Task, _: str) -> tuple[str, _Archive, Matched]:
    if task.sheet is None and not task.sent:
        raise GiveBackError(
            "Moodle numbers participants anew in each assignment, and nothing here says who has "
            "which number. Give the assignment's grading worksheet with --sheet, or its download "
            "of submissions with --download."
        )
    sheet = (
        moodle.Worksheet.fresh(task.sent)
        if task.sheet is None
        else moodle.Worksheet.read(task.sheet)
    )
    known = {each.key: each for each in from_uploads(task.sent)}
    people = [_merged(each, known.get(each.key)) for each in sheet.people]
    matched = task.matched(people, "moodle")
    archive = {}
    for someone in people:
        student = matched.students.get(someone.key)
        if student is not None and (page := task.page(student)):
            place = moodle.feedback_folder(someone.key, someone.name, task.sent)
            archive[f"{place}/{task.chapter}.html"] = page
    return sheet.filled(task.by_key(matched)), archive, matched


def _merged(one: Someone, other: Someone | None) -> Someone:
    return one if other is None else Someone(one.key, one.name, one.email, one.ids + other.ids)


def _to_canvas(task: _Task, assignment: str) -> tuple[str, _Archive, Matched]:
    senders = from_uploads(task.sent)
    if task.sheet is not None:
        book = canvas.Gradebook.read(task.sheet, assignment)
        known = {each.key: each for each in senders}
        people = [_merged(each, known.get(each.key)) for each in book.people]
        matched = task.matched(people, "canvas")
    else:
        people = [*senders, *_of_roster(task.roster, {each.key for each in senders})]
        if not people:
            raise GiveBackError(
                "Nothing here says who has which number in Canvas. Give its exported gradebook "
                "with --sheet, its download of submissions with --download, or a column 'canvas' "
                f"in {task.course.roster}."
            )
        matched = task.matched(people, "canvas")
        rows = [_row(task, key, student) for key, student in matched.students.items()]
        book = canvas.Gradebook.fresh(rows, assignment)
    most = max(result.max_points for result in task.results.values())
    latest: dict[str, Upload] = {}
    for upload in sorted(task.sent, key=lambda upload: upload.number):
        latest[upload.key] = upload
    archive = {}
    senders_matched = task.matched(senders, "canvas").students | matched.students
    for key, upload in latest.items():
        page = task.page(senders_matched[key]) if key in senders_matched else None
        content = canvas.feedback_file(upload, task.chapter, page) if page else None
        if content:
            archive[upload.name] = content
    return book.filled(task.by_key(matched), most), archive, matched


def _of_roster(roster: Roster, known: set[str]) -> list[Someone]:
    return [
        Someone(person.ids["canvas"], person.name, person.email)
        for person in roster.people
        if "canvas" in person.ids and person.ids["canvas"] not in known
    ]


def _row(task: _Task, key: str, student: str) -> dict[str, str]:
    person = task.roster.by_id(student)
    who = task.students.get(student, Student(student))
    name = ", ".join(part for part in (who.last_name, who.first_name) if part) or student
    said = person.ids if person else {}
    return {
        "Student": name,
        "ID": key if key.isdigit() else "",
        "SIS User ID": said.get("sis_user_id", ""),
        "SIS Login ID": said.get("sis_login_id", said.get("login", "")),
        "Section": said.get("section", ""),
    }


def _title(course: Course, chapter: str) -> str:
    path = course.solution(chapter)
    return (title_of(read_notebook(path)) if path.is_file() else "") or chapter


def _remarks(task: _Task, matched: Matched, has_archive: bool) -> Iterable[str]:
    given = set(matched.students.values())
    for student, result in task.results.items():
        if result.points is not None and student not in given:
            yield f"{student}  was left out: none of the platform's people could be told to be them"
    yield from matched.doubtful
    waiting = sum(result.to_grade_by_hand > 0 for result in task.results.values())
    if waiting:
        yield f"Of {waiting} students an answer still waits for a person: theirs are points so far"
    if not has_archive:
        yield "No feedback was packed: no download of submissions says under which names"


def _write(path: Path, content: bytes) -> Path:
    write_atomically(path, content)
    return path


def _zipped(files: Mapping[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in sorted(files.items()):
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return packed.getvalue()
