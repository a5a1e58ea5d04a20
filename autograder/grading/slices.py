"""What of a notebook need not be done, since no answer and no test depends on it.

Most of a chapter's time is lesson cells that show something and are done. What is left out is an
author's cell as it was released, and nothing that is kept may share an object with it: an object
belongs to all cells that use it, from the one that made it on, and these stay or go together. What
a cell may change beyond that, or what cannot be told from its text, keeps it.

A good part of the rest is snapshots. A test can be asked later than where it stands, of the
snapshot that another one needs, where nothing that runs in between gives what it looks at another
value or shares an object with it.

A slice can only confirm: where a test fails in one, the whole notebook is run, with a snapshot for
each test.
"""

from __future__ import annotations

import builtins
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from autograder.grading.cell_names import RANDOM, CellNames, cell_names
from autograder.grading.intake import Rebuilt
from autograder.grading.trusted_names import parse

#: Characters of a cell that is looked at; a student's may be anything.
_LONGEST = 20_000
_EVERYTHING = CellNames(reaches_far=True, sees_all=True)
_BUILT_IN = frozenset(dir(builtins)) | {"__name__", "__file__", "display"}


@dataclass(frozen=True)
class Slice:
    """What is left of a notebook; cells are told by their places.

    Attributes:
        left_out: The cells that can be left out.
        asked_before: For some tests, the later one before which they can be asked as well.

    """

    left_out: frozenset[int] = frozenset()
    asked_before: Mapping[int, int] = field(default_factory=dict)


def slice_of(cells: Sequence[Rebuilt]) -> Slice:
    """Return what of a notebook can be left out.

    Args:
        cells: A notebook as it is graded.

    """
    code = {place: cell for place, cell in enumerate(cells) if cell.cell_type == "code"}
    names = {place: _names_of(cell) for place, cell in code.items()}
    lesson = {place for place, cell in code.items() if _is_lesson(cell)}
    given = {name for each in names.values() for name in each.gives} | _BUILT_IN
    for place in code.keys() - lesson:
        cell = code[place]
        # A word that is no name may be a magic: IPython reads a single line so.
        is_one_line = "\n" not in cell.source.strip()
        is_students = not _is_test(cell)
        is_strange = is_students and is_one_line and names[place].reads - given
        if names[place].sees_all or is_strange:
            return Slice()
    links = _Links(names)
    left_out = frozenset(lesson - _kept(names, links, lesson, given))
    tests = {place for place in code.keys() - lesson if _is_test(code[place])}
    run = {place: each for place, each in names.items() if place not in left_out}
    return Slice(left_out, _asked_before(run, links, tests))


def _is_test(cell: Rebuilt) -> bool:
    return cell.key is not None and cell.key.marks.is_test


def _is_lesson(cell: Rebuilt) -> bool:
    """Whether it is an author's cell that earns nothing and says what it said in the release."""
    key = cell.key
    if key is None or key.marks.grade or key.marks.solution or key.marks.task:
        return False
    return cell.source.strip() == key.released.strip()


def _names_of(cell: Rebuilt) -> CellNames:
    if cell.key is not None and cell.key.marks.is_test:
        shown, full = _read_once(cell.key.released), _read_once(cell.key.full)
        # Of a test the student's side runs what is shown, and is asked for what is hidden.
        return replace(
            shown,
            reads=shown.reads | (full.reads - {RANDOM}),  # a hidden part draws the referee's
            looks_up=shown.looks_up | full.looks_up,
            sees_all=shown.sees_all or full.sees_all,
        )
    if cell.key is None or not _is_lesson(cell):
        return _read(cell.source)
    names = _read_once(cell.source)
    raises = "raises-exception" in cell.key.tags
    return replace(names, surely=frozenset()) if raises else names


def _read(source: str) -> CellNames:
    if len(source) > _LONGEST:
        return _EVERYTHING
    try:
        module = parse(source)
        says = any(line.strip() and line.strip()[0] != "#" for line in source.splitlines())
        # What is no Python may be IPython's.
        return cell_names(module) if module.body or not says else _EVERYTHING
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return _EVERYTHING


@lru_cache(maxsize=1000)
def _read_once(source: str) -> CellNames:
    """Do the same with an author's cell, which comes with each submission."""
    return _read(source)


def _asked_before(
    run: Mapping[int, CellNames], links: _Links, tests: Collection[int]
) -> dict[int, int]:
    """Return before which later test each can be asked, if there is one.

    Args:
        run: What each cell that is run does to names, by place, in order.
        links: How cells hang together.
        tests: The places of the tests.

    """
    latest = {}
    for test in tests:
        latest[test] = test
        for place in run:
            if place > test and place in tests:
                latest[test] = place
            if place >= test and not _leaves_alone(place, test, run, links, tests):
                break
    found: dict[int, int] = {}
    for first in sorted(tests, key=latest.__getitem__):
        # Whoever has to be asked soonest says when: no fewer snapshots would do.
        if first not in found:
            place = latest[first]
            together = [test for test in tests if test <= place <= latest[test]]
            found |= {test: place for test in together if test not in found}
    return {test: place for test, place in found.items() if test != place}


def _leaves_alone(
    place: int, test: int, run: Mapping[int, CellNames], links: _Links, tests: Collection[int]
) -> bool:
    """Whether a cell that is run after a test, or is its visible part, leaves what it looks at."""
    each = run[place]
    is_far = each.reaches_far and not (place in tests and each.only_by_tools)
    if is_far or each.sees_all or each.bare & links.modules:
        return False
    shares = place != test and place in links.sharing(test)
    looked_at = links.looked_at(test)
    # To import the same again gives nothing another value.
    given_anew = {name for name in each.gives if not links.is_one_import(name)}
    return not shares and not (given_anew | each.changes) & looked_at


def _kept(
    names: Mapping[int, CellNames], links: _Links, lesson: set[int], given: set[str]
) -> set[int]:
    """Return the places of the cells that must run.

    Args:
        names: What each cell does to names, by place, in order.
        links: How they hang together.
        lesson: The places of those that may be left out.
        given: All names that there are.

    """
    kept = set()
    for place, each in names.items():
        is_strange = (each.reads | each.looks_up) - given - {RANDOM}
        hands_on = each.bare & links.modules
        changes = {name for name in each.changes if name in links.inert_at(place)}
        if place not in lesson or each.reaches_far or is_strange or hands_on or changes:
            kept.add(place)
    before: set[int] = set()
    while kept != before:
        before = set(kept)
        for place in before:
            kept |= links.needs[place]
            # Objects that it shares with others are as these have left them.
            kept |= {other for other in links.sharing(place) if other < place}
    return kept


class _Links:
    """Which cells need which, and which of them share objects."""

    def __init__(self, names: Mapping[int, CellNames]) -> None:
        self._names = names
        #: The names that stand for modules.
        self.modules = {name for each in names.values() for name in each.modules}
        #: For each cell, those that define what it uses.
        self.needs: dict[int, set[int]] = {place: set() for place in names}
        self._groups: dict[int, set[int]] = {place: {place} for place in names}
        self._givers: dict[str, list[int]] = defaultdict(list)
        for place, each in names.items():
            for name in each.gives:
                self._givers[name].append(place)
        self._inert = self._find_inert()
        self._looked_at: dict[int, set[str]] = {}
        self._reaching: dict[int, dict[str, set[int]]] = {}
        # Others than torch are not seeded with it.
        seeds_count = not any(each.draws_elsewhere for each in names.values())
        now: dict[str, set[int]] = {}
        for place, each in names.items():
            self._reaching[place] = {
                name: set(now.get(name, ())) for name in each.reads | each.changes
            }
            for name in each.reads:
                self._link(place, name, now.get(name, set()))
            for name in each.looks_up:
                self._link(place, name, self._givers.get(name, ()))
            for name in each.gives:
                is_new = name in each.surely and (name != RANDOM or seeds_count)
                now[name] = {place} if is_new else now.get(name, set()) | {place}

    def sharing(self, place: int) -> set[int]:
        """Return the cells with which a cell shares an object, itself among them."""
        return self._groups[place]

    def looked_at(self, place: int) -> set[str]:
        """Return the names that a cell reads, and those that functions behind them look up."""
        if place not in self._looked_at:
            found = set[str]()
            own = self._names[place]
            new = own.reads | (own.looks_up - own.surely)
            while new:
                found |= new
                givers = {
                    giver
                    for name in new
                    for giver in self._givers.get(name, ())
                    if name not in self._names[giver].imported
                }
                behind = (self._names[giver].looks_up for giver in givers)
                new = frozenset[str]().union(*behind) - found
            self._looked_at[place] = found
        return self._looked_at[place]

    def is_one_import(self, name: str) -> bool:
        """Whether all cells that give a name a value import the same by it."""
        what = {self._names[giver].imported.get(name) for giver in self._givers.get(name, ())}
        return len(what) == 1 and None not in what

    def inert_at(self, place: int) -> set[str]:
        """Return the names that stand for a function, a class or a module where a cell begins."""
        return {
            name
            for name, places in self._reaching[place].items()
            if name in _BUILT_IN or any(name in self._inert[each] for each in places)
        }

    def _find_inert(self) -> dict[int, set[str]]:
        """Return the names of each cell without state: a function that looks up data has some."""
        inert = {place: set(each.inert) for place, each in self._names.items()}
        is_final = False
        while not is_final:
            is_final = True
            for place, each in self._names.items():
                looks_up_data = any(
                    name not in inert[giver]
                    for name in each.looks_up
                    for giver in self._givers.get(name, ())
                )
                if looks_up_data and inert[place] - each.modules:
                    inert[place] &= each.modules
                    is_final = False
        return inert

    def _link(self, place: int, name: str, givers: Iterable[int]) -> None:
        for giver in givers:
            if name in self._inert[giver]:
                self.needs[place].add(giver)
            elif self._groups[giver] is not self._groups[place]:
                group = self._groups[giver] | self._groups[place]
                for each in group:
                    self._groups[each] = group
