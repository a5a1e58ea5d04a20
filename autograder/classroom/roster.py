"""Who is in the class: ``var/roster.csv``, written by hand or with a spreadsheet.

Its first line names the columns: ``id``, ``name`` (or ``first_name`` and ``last_name``), ``email``,
and one for the ids of each learning platform in use, such as ``canvas``. Only ``id`` is needed.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from autograder.course import is_student_id
from autograder.errors import RosterError

#: What a column may be called otherwise; spreadsheets and platforms have their own words.
_ALSO_CALLED = {
    "student": "id",
    "student_id": "id",
    "e-mail": "email",
    "mail": "email",
    "email_address": "email",
    "full_name": "name",
    "surname": "last_name",
    "given_name": "first_name",
}

#: The columns that say who somebody is; every other one holds a platform's ids.
_ABOUT = ("id", "name", "first_name", "last_name", "email")


#: The learning platforms whose ids may stand in a column of that name, each at most once.
LMS = ("canvas", "moodle", "blackboard", "brightspace", "gradescope", "ilias")

_Key = TypeVar("_Key")


@dataclass(frozen=True)
class Person:
    """Somebody in the class.

    Attributes:
        id: The student id, under which everything of theirs is kept.
        name: As one says it: first name first.
        email: Their address.
        ids: What other systems call them, by column: ``{"canvas": "12345"}``.
        last_name: The family name, where the roster has it apart.
        first_name: The given name, where the roster has it apart.

    """

    id: str
    name: str = ""
    email: str = ""
    ids: Mapping[str, str] = field(default_factory=dict)
    last_name: str = ""
    first_name: str = ""


class Roster:
    """The people of a class. Every search answers None where nobody fits, or more than one."""

    def __init__(self, people: Iterable[Person] = ()) -> None:
        self.people = tuple(people)
        self._by_id = {person.id.casefold(): person for person in self.people}
        self._by_email = _one_each((p.email.casefold(), p) for p in self.people if p.email)
        self._by_lms = _one_each(
            ((column, id_.casefold()), p) for p in self.people for column, id_ in p.ids.items()
        )
        self._by_name = _one_each((form, p) for p in self.people for form in _forms(p))

    def __bool__(self) -> bool:
        """Whether anybody is in it."""
        return bool(self.people)

    def by_id(self, student: str) -> Person | None:
        """Return who has this student id, in letters of either case."""
        return self._by_id.get(student.casefold())

    def by_email(self, email: str) -> Person | None:
        """Return whose address this is."""
        return self._by_email.get(email.strip().casefold())

    def by_lms(self, column: str, lms_id: str) -> Person | None:
        """Return who has this id in the column of a learning platform."""
        return self._by_lms.get((column, lms_id.strip().casefold()))

    def by_name(self, name: str) -> Person | None:
        """Return who is called so, whatever the order, case, accents and spaces."""
        return self._by_name.get(letters(name))


def read_roster(path: Path) -> Roster:
    """Return the class that stands in ``path``; nobody where there is no such file.

    Commas, semicolons and tabs separate alike, as spreadsheets write them.

    Raises:
        RosterError: if it cannot be read, has no column ``id``, an id that is none, or one
            twice. The message names the line.

    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return Roster()
    except OSError as error:
        raise RosterError(f"{path} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise RosterError(
            f"{path} is not in UTF-8. Save it once more, in the spreadsheet as 'CSV UTF-8'."
        ) from error
    head = text.partition("\n")[0]
    separator = max(",;\t", key=head.count)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    columns = [_column(name) for name in next(rows, [])]
    if columns.count("id") != 1:
        raise RosterError(
            f"{path} needs one column called 'id'; its first line names: {', '.join(columns)}. "
            "Write there what the columns are, as in: id,name,email,canvas"
        )
    people: dict[str, Person] = {}
    lines: dict[tuple[str, str], int] = {}
    for row in rows:
        if not any(value.strip() for value in row):
            continue
        where = f"{path}, line {rows.line_num}"
        if len(row) > len(columns):
            raise RosterError(
                f"{where} has {len(row)} values for {len(columns)} columns. Put those that hold a "
                f"'{separator}' in quotation marks."
            )
        person = _person(dict(zip(columns, (value.strip() for value in row), strict=False)), where)
        for column, value in (("id", person.id), *person.ids.items()):
            first = lines.setdefault((column, value.casefold()), rows.line_num)
            if first != rows.line_num and column in ("id", *LMS):
                raise RosterError(
                    f"{where}: the {column} '{value}' stands in line {first} too. Each belongs to "
                    "one person; correct one of the lines."
                )
        people[person.id] = person
    return Roster(people.values())


def letters(name: str) -> str:
    """Return the letters and digits of ``name`` in lower case, accents taken off."""
    plain = unicodedata.normalize("NFKD", name).casefold()
    return "".join(c for c in plain if c.isalnum())


def _column(name: str) -> str:
    word = re.sub(r"\s+", "_", name.strip().casefold())
    return _ALSO_CALLED.get(word, word)


def _person(row: Mapping[str, str], where: str) -> Person:
    if not is_student_id(row.get("id", "")):
        raise RosterError(
            f"{where}: '{row.get('id', '')}' cannot be a student id: letters without accents, "
            "digits, '.', '_' and '-' may be in it, a letter or digit first."
        )
    first, last = row.get("first_name", ""), row.get("last_name", "")
    name = row.get("name", "") or f"{first} {last}".strip()
    if name.count(",") == 1:  # "Doe, Jane"
        name = " ".join(part.strip() for part in reversed(name.split(",")))
    ids = {column: value for column, value in row.items() if column not in _ABOUT and value}
    return Person(row["id"], name, row.get("email", ""), ids, last, first)


def _forms(person: Person) -> set[str]:
    """Return what the name may be where a platform writes it its own way: words in any turn."""
    words = person.name.split()
    turned = {letters("".join(words[i:] + words[:i])) for i in range(len(words))}
    return turned | {letters(person.last_name + person.first_name)} - {""}


def _one_each(pairs: Iterable[tuple[_Key, Person]]) -> dict[_Key, Person]:
    """Return the persons by key, without the keys that more than one has."""
    listed = list(pairs)
    count = Counter(key for key, _ in listed)
    return {key: person for key, person in listed if count[key] == 1}
