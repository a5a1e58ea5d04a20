"""A corpus of names, generated from the platforms' own rules: none lost, none merged."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from autograder.classroom.collecting.collect import collect
from autograder.course import Course

from .conftest import OTHER, TINY, answers, notebook, write, zipped

#: As people are called: accents, particles, one word, no Latin letter, digits, the same twice.
PEOPLE = (
    "Jane Doe",
    "Jürgen Müller",
    "Siobhán O'Neil",
    "Anna-Lena von der Höhe",
    "李 军",
    "Sukarno",
    "Jun Li",
    "Jun Li",
    "Ludwig XIV 2nd",
    "María José Carreño Quiñones",
    "Nguyễn Văn An",
    "late anon",
)

#: What students call a file: as released, renamed, numbered by a browser, as a platform would.
CALLED = (
    f"{TINY}.ipynb",
    f"{TINY} (1).ipynb",
    f"{TINY}-1.ipynb",
    "my_1_2_work.ipynb",
    "Kopie von Übung #1.ipynb",
    "x_99_assignsubmission_file_y.ipynb",
    f"victim__2026-03-02-093000__{TINY}.ipynb",
    f"{TINY}.ipynb.txt",
)


@dataclass(frozen=True)
class Person:
    """Somebody, with all that platforms call them by."""

    name: str
    number: int

    @property
    def sortable(self) -> str:
        """As Canvas squeezes it: last name first, word characters only."""
        *first, last = self.name.split()
        return "".join(c for c in "".join([last, *first]).lower() if c.isalnum() or c == "_")

    @property
    def login(self) -> str:
        return f"u_{self.number}"


CLASS = [Person(name, 1000 + i) for i, name in enumerate(PEOPLE)]


def canvas(who: Person, called: str, late: bool) -> str:
    return f"{who.sortable}{'_LATE' * late}_{who.number}_{who.number * 7}_{called}"


def canvas_anonymous(who: Person, called: str, late: bool) -> str:
    return f"{'LATE_' * late}anon_{who.number:x}Zz_{who.number * 7}_{called}"


def moodle_folder(who: Person, called: str, late: bool) -> str:
    return f"{who.name}_{who.number}_assignsubmission_file{'_' * late}/{called}"


def moodle_flat(who: Person, called: str, late: bool) -> str:
    return f"{who.name}_{who.number}_assignsubmission_file_{called}"


def moodle_blind(who: Person, called: str, late: bool) -> str:
    word = "Teilnehmer/in" if late else "Participant"
    return f"{word.replace('/', '')}_{who.number}_assignsubmission_file/{called}"


def moodle_group(who: Person, called: str, late: bool) -> str:
    return f"Group {who.number % 3}-{who.name}_{who.number}_assignsubmission_file/{called}"


def blackboard(who: Person, called: str, late: bool) -> str:
    return f"Exercise_1_{who.login}_attempt_2026-03-02-09-30-00_{called}"


def brightspace(who: Person, called: str, late: bool) -> str:
    separator = " - " if late else "/"
    return f"{who.number}-77 - {who.name} - Mar 2, 2026 930 AM{separator}{called}"


def ilias(who: Person, called: str, late: bool) -> str:
    *first, last = who.name.split()
    return f"{last}_{' '.join(first) or '-'}_{who.login}_{who.number}/{called}"


def exchange(who: Person, called: str, late: bool) -> str:
    return f"{who.login}+{TINY}+2026-03-02 09:30:00.000000 UTC/{called}"


def gradescope(who: Person, called: str, late: bool) -> str:
    return f"assignment_5_export/submission_{who.number}/{called}"


def ours(who: Person, called: str, late: bool) -> str:
    return f"{who.login}__2026-03-02-093000__{TINY}.{'zip' if late else 'ipynb'}"


PLATFORMS = (
    canvas,
    canvas_anonymous,
    moodle_folder,
    moodle_flat,
    moodle_blind,
    moodle_group,
    blackboard,
    brightspace,
    ilias,
    exchange,
    gradescope,
    ours,
)

METADATA = "".join(
    f"submission_{p.number}:\n  :submitters:\n  - :name: {p.name!r}\n    :sid: {p.number}\n"
    for p in CLASS
)


def download(platform, first: int) -> Iterator[tuple[str, str, bytes]]:
    """Yield a class's download: way, what the student wrote, and the file; zipped every third."""
    turns = itertools.islice(itertools.cycle(CALLED), first, None)
    for place, (who, called) in enumerate(zip(CLASS, turns, strict=False)):
        wrote = f"{platform.__name__} {who.number}"
        content = notebook(wrote)
        way = platform(who, called, late=place % 2 == 1)
        if way.endswith(".zip"):
            content = zipped({"sub/x.ipynb": content})
        elif place % 4 == 3 and platform is not ours:
            inside = {f"a/{called}": content, "b.ipynb": notebook(f"{wrote} too", OTHER)}
            way, content = f"{way}.zip", zipped(inside)
        yield way, wrote, content
    if platform is gradescope:
        yield "assignment_5_export/submission_metadata.yml", "", METADATA.encode()


@pytest.mark.parametrize("platform", PLATFORMS)
def test_a_class_is_found_whole(platform, course: Course, tmp_path) -> None:
    names = 0
    for first in (0, 3, 5):  # A class collected again from other downloads stays the same class.
        files = list(download(platform, first))
        given = {way: content for way, _, content in files}
        assert len(given) == len(files)
        names += len(given)
        folder = tmp_path / f"in{first}"
        packed = write(folder, {"download.zip": zipped(given)})
        done = collect(course, [packed if first else write(tmp_path / "flat", given)])
        assert done.left == []
        assert sorted(answers(course).values()) == sorted(wrote for _, wrote, _ in files if wrote)
        assert len({each.student for each in done.collected}) == len(CLASS)
    assert names >= 3 * len(CLASS)


def test_the_corpus_is_large() -> None:
    ways = {way for platform in PLATFORMS for i in (0, 3, 5) for way, *_ in download(platform, i)}
    assert len(ways) >= 300


def test_all_platforms_at_once_merge_nobody(course: Course, tmp_path) -> None:
    files = [each for platform in PLATFORMS for each in download(platform, 0)]
    # Two numberings of one assignment on one platform are no download that Moodle or Canvas makes.
    apart = [f for f in files if not f[1].startswith(("moodle", "canvas_anonymous"))]
    done = collect(course, [write(tmp_path / "in", {way: content for way, _, content in apart})])
    wrote = sorted(wrote for _, wrote, _ in apart if wrote)
    left = {each.where for each in done.left}
    assert (
        sorted([*answers(course).values(), *(w for y, w, _ in apart if f"in/{y}" in left)]) == wrote
    )
