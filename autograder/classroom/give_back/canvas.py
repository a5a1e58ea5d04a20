"""What Canvas takes back: the gradebook's CSV, and feedback files under the names of its download.

*Grades*, *Import* uploads the one: Canvas finds the student by ``ID`` and the assignment by the
number in brackets behind its name. *Upload submissions* of the assignment takes the other: Canvas
reads student and file off the name, and shows what is in it as a comment, called as the student's
own file. So what is given back for a zip file is one, and for a notebook a notebook.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import PurePosixPath

import nbformat

from autograder.classroom.export import inert
from autograder.classroom.give_back.people import Someone
from autograder.classroom.give_back.points import number
from autograder.classroom.give_back.uploads import Upload
from autograder.classroom.results import Result
from autograder.errors import GiveBackError

_ABOUT = ("Student", "ID", "SIS User ID", "SIS Login ID", "Section")

#: An assignment's column: its name, and its number in brackets.
_ASSIGNMENT = re.compile(r"(.*) \((\d+)\)")


class Gradebook:
    """The rows of Canvas's gradebook: who is in them, and one assignment's column."""

    def __init__(self, about: Sequence[str], rows: list[list[str]], assignment: str) -> None:
        self.about, self.rows, self.assignment = list(about), rows, assignment

    @classmethod
    def read(cls, text: str, assignment: str) -> Gradebook:
        """Return the gradebook that Canvas exported, with the column of ``assignment``.

        Args:
            text: What the file holds.
            assignment: The assignment's name, with or without its number.

        Raises:
            GiveBackError: if it is no such file, or no column or more than one is called so.

        """
        lines = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))
        head = lines[0] if lines else []
        if head[:2] != ["Student", "ID"] or "Section" not in head:
            raise GiveBackError(
                "This is no gradebook of Canvas's: its first columns are Student and ID, and "
                "Section comes after them. Export it anew under Grades, Export."
            )
        end = head.index("Section") + 1
        fits = [
            name
            for name in head[end:]
            if name == assignment or ((m := _ASSIGNMENT.fullmatch(name)) and m[1] == assignment)
        ]
        if len(fits) != 1:
            there = ", ".join(name for name in head[end:] if _ASSIGNMENT.fullmatch(name))
            raise GiveBackError(
                f"{'No' if not fits else 'More than one'} assignment in this gradebook is called "
                f"'{assignment}'. Name one with --assignment: {there}."
            )
        rows = [line[:end] for line in lines[1:] if len(line) >= end and line[1].strip()]
        return cls(head[:end], rows, fits[0])

    @classmethod
    def fresh(cls, people: Iterable[Mapping[str, str]], assignment: str) -> Gradebook:
        """Return a gradebook with a row for each of ``people``, who are told by its columns."""
        return cls(_ABOUT, [[who.get(name, "") for name in _ABOUT] for who in people], assignment)

    @property
    def people(self) -> list[Someone]:
        """Those whom it has a row for."""
        return [
            Someone(
                row[1],
                row[0],
                ids=tuple(
                    row[self.about.index(name)]
                    for name in ("SIS User ID", "SIS Login ID")
                    if name in self.about and row[self.about.index(name)]
                ),
            )
            for row in self.rows
        ]

    def filled(self, results: Mapping[str, Result], most: float) -> str:
        """Return the CSV with the grades of ``results``, which are by Canvas's ID.

        A cell without a result stays empty, and Canvas leaves that grade as it is.
        """
        text = io.StringIO()
        table = csv.writer(text, lineterminator="\r\n")
        table.writerow([*self.about, self.assignment])
        table.writerow(["    Points Possible", *[""] * (len(self.about) - 1), number(most)])
        for row in self.rows:
            result = results.get(row[1])
            points = result.points if result else None
            table.writerow([*map(inert, row), number(points)])
        return text.getvalue()


def feedback_file(upload: Upload, chapter: str, page: bytes) -> bytes | None:
    """Return a feedback page as what the student's file is; None where that can hold none."""
    kind = PurePosixPath(upload.own).suffix.casefold()
    if kind == ".zip":
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(zipfile.ZipInfo(f"{chapter}.html"), page)
        return packed.getvalue()
    if kind == ".ipynb":
        return _as_notebook(page)
    return page if kind in (".html", ".htm") else None


def _as_notebook(page: bytes) -> bytes:
    """Return a notebook whose one output is the page."""
    data = {"text/html": page.decode("utf-8"), "text/plain": "Trust this notebook to see the page."}
    output = nbformat.v4.new_output("display_data", data)
    cell = nbformat.v4.new_code_cell("# Feedback", id="feedback", outputs=[output])
    notebook: str = nbformat.writes(nbformat.v4.new_notebook(cells=[cell]))
    return notebook.encode("utf-8")
