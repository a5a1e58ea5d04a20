"""What releasing a chapter again will do to what its gradebook holds: worked out, not done."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum

from autograder.chapter.cells import HIDDEN_TESTS, outside
from autograder.chapter.key import Key, KeyCell
from autograder.classroom.rerelease.held import Held, HeldCell, HeldGrade
from autograder.grading.changes import Changes, changes


class Fate(Enum):
    """What becomes of what students have for a cell."""

    KEPT = "kept"
    REGRADED = "regraded"
    GONE = "gone"
    NEW = "new"


@dataclass(frozen=True)
class CellPlan:
    """What happens to one cell.

    Attributes:
        name: Its name, from now on.
        fate: What becomes of what students have for it.
        why: What has changed, empty where nothing has.
        was: What it was called, where that has changed.
        before: What it was worth, None if it was not there.
        now: What it is worth, None if it is there no longer.
        by_hand: The students who have points for it by hand.
        waits: Whether these wait for a person to look at them again.

    """

    name: str
    fate: Fate
    why: str = ""
    was: str = ""
    before: float | None = None
    now: float | None = None
    by_hand: tuple[str, ...] = ()
    waits: bool = False


@dataclass(frozen=True)
class Plan:
    """What happens to a chapter's cells and to the points for them.

    Attributes:
        chapter: Its name.
        cells: The cells that earn points or take answers: those there are now in their order, then
            those that go.
        elsewhere: What has changed beside them and makes each submission be graded as a whole.
        gone: What students have for cells that go.
        students: How many have a submission.
        move: How many of their totals are others for certain, before anything is graded again.
        may_move: How many may be others once it is.
        is_other: Whether nbgrader would find other cells, of whatever kind.

    """

    chapter: str
    cells: tuple[CellPlan, ...] = ()
    elsewhere: tuple[str, ...] = ()
    gone: tuple[HeldGrade, ...] = ()
    students: int = 0
    move: int = 0
    may_move: int = 0
    is_other: bool = False

    @property
    def asks(self) -> bool:
        """Whether points may come out otherwise, so that somebody should say yes to it."""
        return any(c.fate is not Fate.KEPT or c.was or c.waits for c in self.cells)

    @property
    def renamed(self) -> dict[str, str]:
        """The names that cells had, each with the one that they have now."""
        return {cell.was: cell.name for cell in self.cells if cell.was}


_WORTH = "its maximum has changed"

#: nbgrader's kinds of cells; what it merely keeps the text of has none.
GRADE, SOLUTION, TASK = "GradeCell", "SolutionCell", "TaskCell"


def kinds(cell: KeyCell) -> frozenset[str]:
    """Return of which of nbgrader's kinds a cell is."""
    said = cell.marks
    found = {GRADE: said.grade, SOLUTION: said.solution, TASK: said.task}
    return frozenset(kind for kind, is_so in found.items() if is_so)


def saved(key: Key) -> dict[str, KeyCell]:
    """Return the cells that nbgrader enters in the gradebook, by name."""
    return {name: c for name, c in key.named.items() if kinds(c) or c.marks.locked}


def plan_of_changes(held: Held, former: Key | None, key: Key) -> Plan:
    """Return what releasing ``key`` will do to what is ``held``.

    Args:
        held: What the gradebook holds of the chapter.
        former: The key that it was released with, if that was kept. Without it the gradebook tells
            what tests said, and nothing tells that a rubric has changed.
        key: The chapter as it is now.

    """
    old = {cell.name: cell for cell in held.cells}
    new = saved(key)
    was = _renamed(old, former, new)
    since = changes(former, key) if former is not None else Changes()
    rows = [
        _stays(old[was.get(name, name)], cell, held, former, since)
        if was.get(name, name) in old
        else _comes(cell, is_there=_answer_above(key, name) in {*old, *was})
        for name, cell in new.items()
        if kinds(cell)
    ]
    gone = [name for name in old if name not in new and name not in was.values()]
    rows += [_goes(old[name], held) for name in gone if old[name].kinds]
    told = {name for row in rows for name in (row.name, row.was)}
    surely, perhaps = _moves(rows, held)
    return Plan(
        chapter=key.chapter,
        cells=tuple(rows),
        elsewhere=tuple(name for name in since.elsewhere if name not in told),
        gone=tuple(
            g for g in held.grades if g.cell in gone and (g.score or g.is_by_hand or g.comment)
        ),
        students=len(held.students),
        move=len(surely),
        may_move=len(surely | perhaps),
        is_other={name: cell.kinds for name, cell in old.items()}
        != {name: kinds(cell) for name, cell in new.items()},
    )


def _renamed(
    old: Mapping[str, HeldCell], former: Key | None, new: Mapping[str, KeyCell]
) -> dict[str, str]:
    """Return the former names of cells that have another now: the text tells, and no other can be.

    A test may say the name of what it tests, so it is compared under the new name.
    """
    lost = [name for name in old if name not in new]
    come = [name for name in new if name not in old]
    named = former.named if former is not None else {}
    pairs = [
        (name, earlier)
        for name in come
        for earlier in lost
        if old[earlier].kinds == kinds(new[name])
        and old[earlier].cell_type == new[name].cell_type
        and _reads_the_same(earlier, _text(old[earlier], named), name, new[name].full)
    ]
    is_one = {
        each
        for each in {part for pair in pairs for part in pair}
        if sum(each in pair for pair in pairs) == 1
    }
    return {name: earlier for name, earlier in pairs if {name, earlier} <= is_one}


def _text(cell: HeldCell, named: Mapping[str, KeyCell]) -> str | None:
    """Return the author's text of a cell; of an answer only a kept key knows it."""
    if cell.name in named:
        return named[cell.name].full
    return None if SOLUTION in cell.kinds else cell.text


def _reads_the_same(earlier: str, before: str | None, name: str, now: str) -> bool:
    if before is None:
        return False
    bare = earlier.removeprefix("test_"), name.removeprefix("test_")
    return now.strip() in (before.strip(), before.replace(*bare).strip())


def _stays(
    old: HeldCell, cell: KeyCell, held: Held, former: Key | None, since: Changes
) -> CellPlan:
    """Return what happens to a cell that is there before and after."""
    name = cell.marks.grade_id or ""
    was = old.name if old.name != name else ""
    by_hand = _by_hand(old.name, held)
    is_scored = bool(kinds(cell) & {GRADE, TASK})
    worth = cell.marks.points if is_scored else 0.0
    is_another = old.kinds != kinds(cell) or old.cell_type != cell.cell_type
    changed = "" if is_another else _what_changed(old, cell, former, bool(by_hand))
    if was:
        named = former.named if former is not None else {}
        is_same = _text(old, named) == cell.full or not cell.marks.is_test
        changed = "" if is_same else "its test says the new name"
    if not (was or changed or is_another) and worth == old.points and name in since.tests:
        changed = "what its hidden part uses has changed"
    reasons = {
        f"it was called {was}": bool(was),
        "it is another kind of cell": is_another,
        changed: bool(changed),
        _WORTH: worth != old.points,
    }
    asked = is_another or (cell.marks.is_test and bool(changed or worth != old.points))
    return CellPlan(
        name=name,
        fate=Fate.REGRADED if asked else Fate.KEPT,
        why="; ".join(reason for reason, is_so in reasons.items() if is_so),
        was=was,
        before=old.points if old.kinds & {GRADE, TASK} else None,
        now=worth if is_scored else None,
        by_hand=by_hand,
        waits=bool(by_hand) and (worth != old.points or is_another),
    )


def _what_changed(old: HeldCell, cell: KeyCell, former: Key | None, is_by_hand: bool) -> str:
    """Return what has changed in a cell's text, empty if nothing has."""
    before = former.named.get(old.name) if former is not None else None
    if cell.marks.is_test:
        full = old.text if before is None else before.full
        shown = outside(full, HIDDEN_TESTS) if before is None else before.released
        now = outside(cell.full, HIDDEN_TESTS) if before is None else cell.released
        if shown.strip() != now.strip():
            return "its test has changed"
        return "its hidden part has changed" if full.strip() != cell.full.strip() else ""
    if before is None or not cell.marks.grade:
        return ""
    if before.full.strip() != cell.full.strip():
        graded = ": graded under the former rubric" * is_by_hand
        return f"rubric or model answer is another{graded}"
    return ""


_OF_AN_ANSWER = "a test of an answer that is there"


def _comes(cell: KeyCell, *, is_there: bool) -> CellPlan:
    is_scored = bool(kinds(cell) & {GRADE, TASK})
    if cell.marks.is_test and is_there:
        why = _OF_AN_ANSWER
    else:
        why = "nobody has answered it yet"
        why += ": it counts as 0 until somebody hands in again" * is_scored
    worth = cell.marks.points if is_scored else None
    return CellPlan(cell.marks.grade_id or "", Fate.NEW, why, now=worth)


def _answer_above(key: Key, name: str) -> str:
    """Return the name of the answer that stands last above a cell, or is it."""
    answer = ""
    for each, cell in key.named.items():
        answer = each if cell.marks.solution else answer
        if each == name:
            break
    return answer


def _goes(cell: HeldCell, held: Held) -> CellPlan:
    have = {g.student for g in held.grades if g.cell == cell.name and (g.score or g.is_by_hand)}
    is_scored = bool(cell.kinds & {GRADE, TASK})
    why = f"the points of {len(have)} for it go" if is_scored else "answers to it are not looked at"
    points = cell.points if is_scored else None
    return CellPlan(cell.name, Fate.GONE, why, before=points, by_hand=_by_hand(cell.name, held))


def _by_hand(name: str, held: Held) -> tuple[str, ...]:
    return tuple(sorted(g.student for g in held.grades if g.cell == name and g.is_by_hand))


def _moves(rows: list[CellPlan], held: Held) -> tuple[set[str], set[str]]:
    """Return whose totals are others for certain, and whose may be."""
    by_name = {row.was or row.name: row for row in rows}
    surely: set[str] = set()
    perhaps = set(held.students) if any(row.why == _OF_AN_ANSWER for row in rows) else set[str]()
    for grade in held.grades:
        row = by_name.get(grade.cell)
        if row is None:
            continue
        if row.fate is Fate.GONE and grade.score:
            surely.add(grade.student)
        elif row.fate is Fate.REGRADED and grade.manual is None:
            # A test that stayed as it is gives the same share of what it is worth.
            is_a_share = row.why == _WORTH
            moved = surely if is_a_share else perhaps
            if grade.score or not is_a_share:
                moved.add(grade.student)
    return surely, perhaps


def gone_lines(plan: Plan) -> Iterator[list[str]]:
    """Yield the rows of a table of all that students had for cells that go, names above."""
    yield ["student", "cell", "automatic", "by_hand", "extra_credit", "comment"]
    for g in plan.gone:
        numbers = ["" if n is None else f"{n:g}" for n in (g.auto, g.manual, g.extra)]
        yield [g.student, g.cell, *numbers, g.comment or ""]
