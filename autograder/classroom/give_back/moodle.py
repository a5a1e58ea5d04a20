"""What Moodle takes back: the grading worksheet, and feedback files in the folders of its download.

In the assignment, *Upload grading worksheet* takes the one (``assignfeedback_offline`` reads the
columns ``Identifier``, ``Grade`` and ``Last modified (grade)``), *Upload multiple feedback files in
a zip* the other (``assignfeedback_file`` reads the participant off the folder's name).
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from autograder.classroom.export import inert
from autograder.classroom.give_back.people import Someone
from autograder.classroom.give_back.points import number
from autograder.classroom.give_back.uploads import Upload
from autograder.classroom.results import Result
from autograder.errors import GiveBackError

IDENTIFIER, GRADE, MODIFIED = "Identifier", "Grade", "Last modified (grade)"
_NAME, _EMAIL, _COMMENT, _MOST = "Full name", "Email address", "Feedback comments", "Maximum grade"
_FRESH = (IDENTIFIER, _NAME, GRADE, _MOST, MODIFIED, _COMMENT)

#: What Moodle puts before a participant's number.
_PARTICIPANT = "Participant "


class Worksheet:
    """A grading worksheet: Moodle's own, or one that is made from the names of its download."""

    def __init__(self, columns: list[str], rows: list[dict[str, str]]) -> None:
        self.columns, self.rows = columns, rows

    @classmethod
    def read(cls, text: str) -> Worksheet:
        """Return the worksheet that Moodle let download.

        Raises:
            GiveBackError: if it is none, or in another language than English.

        """
        table = csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""))
        columns = list(table.fieldnames or [])
        missing = {IDENTIFIER, GRADE, MODIFIED} - set(columns)
        if missing:
            raise GiveBackError(
                "This is no grading worksheet of Moodle's: it has no column "
                f"{sorted(missing)[0]!r}. Set Moodle's language to English and download it again."
            )
        return cls(columns, [{k: v or "" for k, v in row.items() if k} for row in table])

    @classmethod
    def fresh(cls, uploads: Iterable[Upload], now: datetime | None = None) -> Worksheet:
        """Return a worksheet with a row for each participant who handed something in.

        Moodle leaves a grade alone that is newer than its row says; a fresh row says now.
        """
        when = f"{now or datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC"
        people = {upload.key: upload.who for upload in uploads}
        return cls(
            list(_FRESH),
            [
                {IDENTIFIER: f"{_PARTICIPANT}{key}", _NAME: who, MODIFIED: when}
                for key, who in people.items()
            ],
        )

    @property
    def people(self) -> list[Someone]:
        """Those whom it has a row for."""
        return [
            Someone(
                _key(row),
                row.get(_NAME, ""),
                row.get(_EMAIL, ""),
                tuple(filter(None, (row.get("ID number"), row.get("Username")))),
            )
            for row in self.rows
        ]

    def filled(self, results: Mapping[str, Result]) -> str:
        """Return the worksheet with the grades of ``results``, which are by Moodle's key.

        A row without a result stays as it is.
        """
        columns = [*self.columns, *([_COMMENT] if _COMMENT not in self.columns else [])]
        text = io.StringIO()
        table = csv.DictWriter(text, columns, restval="", lineterminator="\r\n")
        table.writeheader()
        for row in self.rows:
            result = results.get(_key(row))
            said = {k: inert(v) if k in (_NAME, _EMAIL) else v for k, v in row.items()}
            if result is not None and result.points is not None:
                said[GRADE] = number(result.points)
                said[_COMMENT] = row.get(_COMMENT) or comment(result)
                said.setdefault(_MOST, number(result.max_points))
            table.writerow({k: v for k, v in said.items() if k in columns})
        return text.getvalue()


def _key(row: Mapping[str, str]) -> str:
    """Return the number behind "Participant", in whatever language that is written."""
    return row[IDENTIFIER].rpartition(" ")[2]


def comment(result: Result) -> str:
    """Return what a student reads beside the grade; the page says the rest."""
    said = [f"{number(result.points)} of {number(result.max_points)} points"]
    if result.late_penalty:
        said.append(f"{number(result.late_penalty)} taken off for lateness")
    if result.to_grade_by_hand:
        said.append(f"{number(result.to_grade_by_hand)} more wait to be graded by a person")
    return ", ".join(said) + "."


def feedback_folder(key: str, name: str, uploads: Iterable[Upload]) -> str:
    """Return the folder for somebody's feedback: that of the download, else one of its form."""
    for upload in uploads:
        if upload.key == key:
            return upload.name
    who = " ".join(re.sub(r"[_/\\]", " ", name).split()) or "Participant"
    return f"{who}_{key}_assignsubmission_file_"
