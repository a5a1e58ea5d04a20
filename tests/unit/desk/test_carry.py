"""Carrying a student's answers into a newer release: worked cases, then random edits."""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path

import nbformat
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from nbgrader.utils import compute_checksum

from autograder.chapter.cards import Card
from autograder.chapter.notebook_file import parse_notebook
from autograder.desk.carry import EDITED, VANISHED, carry_answers
from autograder.lesson.memory.states import State
from autograder.lesson.standing.stored import read_stored


def lesson(name: str, text: str | None = None) -> NotebookNode:
    return new_markdown_cell(f"Lesson {name}" if text is None else text, id=name)


def code(name: str, text: str) -> NotebookNode:
    return new_code_cell(text, id=name)


def marked(cell: NotebookNode, name: str, **marks: object) -> NotebookNode:
    cell.metadata.nbgrader = {
        "grade_id": name,
        "grade": False,
        "solution": False,
        "locked": False,
        "schema_version": 3,
        **marks,
    }
    if "points" in marks or marks.get("solution"):
        cell.metadata.nbgrader["checksum"] = compute_checksum(cell)
    return cell


def answer(name: str, stub: str = "raise NotImplementedError()") -> NotebookNode:
    return marked(code(f"id-{name}", f"# {name}\n{stub}"), name, solution=True)


def exam(name: str, text: str | None = None) -> NotebookNode:
    cell = code(f"id-test_{name}", f"check({name!r})" if text is None else text)
    cell.metadata.deletable = False
    return marked(cell, f"test_{name}", grade=True, locked=True, points=1)


def question(name: str, stub: str = "YOUR ANSWER HERE") -> NotebookNode:
    cell = new_markdown_cell(f"{stub} ({name})", id=f"id-{name}")
    return marked(cell, name, grade=True, solution=True, points=2)


def notebook(*cells: NotebookNode) -> NotebookNode:
    made = new_notebook(cells=[deepcopy(cell) for cell in cells])
    made.metadata.release = "ours"
    return made


def sources(made: NotebookNode) -> list[str]:
    return [cell.source for cell in made.cells]


def cell_named(made: NotebookNode, name: str) -> NotebookNode:
    [found] = [c for c in made.cells if c.metadata.get("nbgrader", {}).get("grade_id") == name]
    return found


OLD = notebook(
    lesson("intro"), answer("slope"), exam("slope"), code("show", "x"), question("why"),
    lesson("end"),
)  # fmt: skip


def edited(made: NotebookNode, edits: dict[str, str]) -> NotebookNode:
    copy = deepcopy(made)
    for cell in copy.cells:
        if cell.id in edits:
            cell.source = edits[cell.id]
    return copy


def test_an_untouched_copy_becomes_the_new_release_exactly() -> None:
    new = notebook(lesson("intro", "Better words"), answer("slope", "raise NotImplementedError"))

    assert carry_answers(new, OLD, OLD) == new
    assert carry_answers(OLD, OLD, OLD) == OLD


def test_answers_go_into_their_exercise_with_what_they_showed() -> None:
    student = edited(OLD, {"id-slope": "slope = 4", "id-why": "Because."})
    cell_named(student, "slope").outputs = [new_output("stream", text="hello")]
    cell_named(student, "slope").execution_count = 7
    new = notebook(
        lesson("first"), question("why", "WRITE HERE"), answer("slope", "..."), exam("slope", "v2")
    )
    result = carry_answers(new, student, OLD)

    assert sources(result) == ["Lesson first", "Because.", "slope = 4", "v2"]
    assert cell_named(result, "slope").outputs == [new_output("stream", text="hello")]
    assert cell_named(result, "slope").execution_count == 7
    assert cell_named(result, "slope").metadata == cell_named(new, "slope").metadata


def test_a_picture_pasted_into_an_open_answer_goes_with_it() -> None:
    student = edited(OLD, {"id-why": "![sketch](attachment:a.png)"})
    cell_named(student, "why").attachments = {"a.png": {"image/png": "AAAA"}}
    result = carry_answers(notebook(question("why")), student, OLD)

    assert cell_named(result, "why").attachments == {"a.png": {"image/png": "AAAA"}}


def test_an_untouched_stub_takes_the_new_stub_known_by_the_old_release_or_by_its_checksum() -> None:
    new = notebook(answer("slope", "slope = ..."))

    assert sources(carry_answers(new, OLD, OLD)) == sources(new)
    assert sources(carry_answers(new, OLD, None)) == [
        "Lesson intro", "# slope\nslope = ...", "x", "Lesson end"
    ]  # fmt: skip


def test_own_cells_stay_after_the_cell_that_they_followed() -> None:
    student = deepcopy(OLD)
    student.cells.insert(0, code("top", "my_top"))
    student.cells.insert(3, code("a", "my_a"))  # after the answer
    student.cells.insert(4, code("b", "my_b"))
    student.cells.append(code("z", "my_z"))
    new = notebook(exam("slope"), answer("slope"), lesson("intro"), lesson("brand-new"))
    result = carry_answers(new, student, OLD)

    # "end", which my_z followed, is gone: it stays above the next one, and so at the end.
    assert [cell.id for cell in result.cells] == [
        "top", "id-test_slope", "id-slope", "a", "b", "intro", "brand-new", "z",
    ]  # fmt: skip


@pytest.mark.parametrize("knows_old", [True, False])
def test_a_lesson_cell_that_both_changed_stands_twice(knows_old: bool) -> None:
    student = edited(OLD, {"show": "x + 1"})
    new = notebook(lesson("intro"), code("show", "x.grad"), lesson("end"))
    result = carry_answers(new, student, OLD if knows_old else None)

    assert sources(result)[:4] == ["Lesson intro", "x.grad", EDITED, "x + 1"]


def test_a_lesson_cell_that_only_the_student_changed_stays_theirs() -> None:
    student = edited(OLD, {"show": "x + 1"})
    new = notebook(lesson("intro", "Better words"), code("show", "x"))

    assert sources(carry_answers(new, student, OLD)) == ["Better words", "x + 1"]


def test_a_test_cell_is_always_the_instructors() -> None:
    student = edited(OLD, {"id-test_slope": "pass"})
    result = carry_answers(notebook(answer("slope"), exam("slope")), student, OLD)

    assert cell_named(result, "test_slope") == exam("slope")
    assert sources(result)[-2:] == [EDITED, "pass"]
    assert "nbgrader" not in result.cells[-1].metadata
    assert "deletable" not in result.cells[-1].metadata


def test_answers_whose_exercise_vanished_stand_at_the_end() -> None:
    student = edited(OLD, {"id-slope": "slope = 4"})
    result = carry_answers(notebook(lesson("intro"), lesson("end")), student, OLD)

    assert sources(result) == ["Lesson intro", "Lesson end", VANISHED, "slope = 4"]
    assert "nbgrader" not in result.cells[-1].metadata


def test_an_exercise_that_became_an_open_question_keeps_the_old_answer_below_it() -> None:
    student = edited(OLD, {"id-slope": "slope = 4"})
    result = carry_answers(notebook(question("slope")), student, OLD)

    assert sources(result)[:3] == ["YOUR ANSWER HERE (slope)", EDITED, "slope = 4"]


def test_of_a_copied_exercise_the_copy_that_was_worked_in_counts() -> None:
    student = deepcopy(OLD)
    copy = deepcopy(cell_named(OLD, "slope"))
    copy.id, copy.source = "copied", "slope = 4"
    student.cells.append(copy)
    result = carry_answers(OLD, student, OLD)

    assert sources(result) == sources(edited(OLD, {"id-slope": "slope = 4"}))


def test_two_answers_to_one_exercise_are_both_kept_and_one_is_graded() -> None:
    student = edited(OLD, {"id-slope": "slope = 3"})
    copy = deepcopy(cell_named(student, "slope"))
    copy.id, copy.source = "copied", "slope = 4"
    student.cells.append(copy)
    result = carry_answers(OLD, student, OLD)

    assert cell_named(result, "slope").source == "slope = 3"
    assert sources(result)[-1] == "slope = 4"


def test_a_tool_that_drops_ids_and_marks_loses_nothing() -> None:
    student = edited(OLD, {"id-slope": "slope = 4"})
    for number, cell in enumerate(student.cells):
        cell.id = f"random-{number}"
    result = carry_answers(OLD, student, OLD)
    assert sources(result) == sources(student)

    unmarked = edited(OLD, {"id-slope": "slope = 4"})
    del unmarked.cells[1].metadata["nbgrader"]
    assert sources(carry_answers(OLD, unmarked, OLD)) == sources(unmarked)


@pytest.mark.parametrize("knows_old", [True, False])
@pytest.mark.parametrize("ids", ["kept", "dropped"])
def test_an_editor_that_writes_other_line_ends_changes_nothing(knows_old: bool, ids: str) -> None:
    student = edited(OLD, {"id-slope": "slope = 4\nprint(slope)"})
    student.cells.insert(1, code("mine", "one\ntwo"))
    new = edited(OLD, {"intro": "Better\nwords"})
    known = OLD if knows_old else None
    windows = deepcopy(student)
    for number, cell in enumerate(windows.cells):
        cell.source = cell.source.replace("\n", "\r\n")
        if ids == "dropped":
            cell.id = student.cells[number].id = f"random-{number}"
    read = parse_notebook(nbformat.writes(windows).encode(), Path("windows.ipynb"))
    assert sources(carry_answers(new, read, known)) == sources(carry_answers(new, student, known))


def test_what_followed_a_cell_that_was_reworded_follows_the_new_wording() -> None:
    # An edited lesson cell has another id, for ids are made from the text.
    student = edited(OLD, {"show": "x + 1"})
    student.cells.insert(1, code("mine", "about the intro"))
    new = notebook(lesson("intro2"), answer("slope"), exam("slope"), code("show2", "x.grad"))
    result = carry_answers(new, student, OLD)

    assert sources(result) == [
        "Lesson intro2", "about the intro", *sources(new)[1:], EDITED, "x + 1"
    ]  # fmt: skip


def test_own_cell_that_reads_like_a_dropped_lesson_cell_is_not_taken_for_it() -> None:
    student = notebook(lesson("intro"), code("mine", "x"))
    result = carry_answers(notebook(lesson("intro")), student, OLD)

    assert sources(result) == ["Lesson intro", "x"]


# What was run ------------------------------------------------------------------------------

SLOPE = Card("slope", "the slope", "code", 3, 10, 2, ())


def ran(made: NotebookNode, name: str, error: str | None = None, count: int = 7) -> NotebookNode:
    """Return ``made`` with the cell ``name`` run: passed or, with ``error``, ended by that."""
    copy = deepcopy(made)
    cell = cell_named(copy, name)
    cell.execution_count = count
    cell.outputs = [
        new_output("error", ename=error, evalue="", traceback=[])
        if error
        else new_output("stream", text="✓ right\n")
    ]
    return copy


ANSWERED = edited(OLD, {"id-slope": "slope = 4"})


def state(made: NotebookNode, folder: Path) -> State:
    """Return how far the exercise is, as progress and the contents page read it."""
    path = folder / "chapter.ipynb"
    nbformat.write(made, path)
    saved = read_stored(path, [SLOPE])
    assert saved
    return saved.states["slope"]


@pytest.mark.parametrize("knows_old", [True, False])
@pytest.mark.parametrize(
    ("error", "verdict"), [(None, State.PASSED), ("CheckFailed", State.FAILED)]
)
def test_a_verdict_outlives_a_typo_mended_elsewhere(
    tmp_path: Path, error: str | None, verdict: State, knows_old: bool
) -> None:
    student = ran(ANSWERED, "test_slope", error)
    new = edited(OLD, {"intro": "Better words"})
    result = carry_answers(new, student, OLD if knows_old else None)

    assert state(result, tmp_path) is verdict
    expected = deepcopy(cell_named(new, "test_slope"))
    expected.outputs = cell_named(student, "test_slope").outputs
    expected.execution_count = 7
    assert cell_named(result, "test_slope") == expected
    assert cell_named(new, "test_slope").outputs == []


def test_a_verdict_on_another_test_goes(tmp_path: Path) -> None:
    student = ran(ANSWERED, "test_slope")
    new = notebook(answer("slope"), exam("slope", "check('slope', harder=True)"))
    result = carry_answers(new, student, OLD)

    assert state(result, tmp_path) is State.UNTRIED
    assert cell_named(result, "test_slope") == cell_named(new, "test_slope")


def test_a_verdict_on_a_test_that_the_student_changed_goes(tmp_path: Path) -> None:
    student = ran(edited(ANSWERED, {"id-test_slope": "pass"}), "test_slope")
    unchanged = notebook(answer("slope"), exam("slope"))
    as_theirs = notebook(answer("slope"), exam("slope", "pass"))

    for new in (unchanged, as_theirs):
        assert state(carry_answers(new, student, OLD), tmp_path) is State.UNTRIED


def test_a_verdict_on_an_answer_that_gave_way_goes(tmp_path: Path) -> None:
    new = notebook(answer("slope", "slope = ..."), exam("slope"))
    result = carry_answers(new, ran(OLD, "test_slope", "CheckFailed"), OLD)
    assert state(result, tmp_path) is State.UNTRIED

    # The exercise became one in words: the answer stands below it, and is not its answer.
    new = notebook(question("slope"), exam("slope"))
    result = carry_answers(new, ran(ANSWERED, "test_slope"), OLD)
    assert state(result, tmp_path) is State.UNTRIED


def test_a_verdict_on_nobodys_answer_goes() -> None:
    # Whether the answers that such a test looks at are the same, its name does not tell.
    old = notebook(answer("slope"), exam("all"))
    result = carry_answers(old, ran(edited(old, {"id-slope": "4"}), "test_all"), old)
    assert cell_named(result, "test_all") == exam("all")


def test_of_copies_of_a_test_the_one_that_progress_reads_gives_the_verdict(
    tmp_path: Path,
) -> None:
    student = ran(ANSWERED, "test_slope", "CheckFailed")
    again, played, idle = (deepcopy(cell_named(student, "test_slope")) for _ in range(3))
    again.id, again.outputs, again.execution_count = "again", [], 9
    played.id, played.source, played.execution_count = "played", "check('x')", 10
    idle.id, idle.outputs, idle.execution_count = "idle", [], None
    student.cells += [again, played, idle]
    result = carry_answers(edited(OLD, {"intro": "Better words"}), student, OLD)

    assert state(result, tmp_path) is State.PASSED
    assert cell_named(result, "test_slope").execution_count == 9
    assert "check('x')" in sources(result)


def test_a_verdict_survives_an_update_that_was_cut_short_before_it_was_recorded(
    tmp_path: Path,
) -> None:
    new = edited(OLD, {"intro": "Better words"})
    new.cells[2] = exam("slope", "v2")
    student = ran(carry_answers(new, ANSWERED, OLD), "test_slope")

    assert state(carry_answers(new, student, OLD), tmp_path) is State.PASSED


def test_every_cell_of_ours_that_reads_the_same_still_shows_what_it_showed() -> None:
    setup = marked(code("setup", "import torch"), "setup", locked=True)
    old = notebook(setup, code("show", "x"), code("other", "y"))
    student = deepcopy(old)
    for count, cell in enumerate(student.cells, 1):
        cell.execution_count = count
        cell.outputs = [new_output("stream", text=f"{count}\n")]
    new = notebook(lesson("intro"), setup, code("show", "x"), code("other", "y.grad"))
    result = carry_answers(new, student, old)

    assert [cell.get("execution_count") for cell in result.cells] == [None, 1, 2, None]
    assert result.cells[1].outputs == student.cells[0].outputs
    assert result.cells[3].outputs == []


# Random edits -----------------------------------------------------------------------------

words = st.text("abc", min_size=1, max_size=3)


@st.composite
def releases(draw: st.DrawFn) -> tuple[NotebookNode, NotebookNode]:
    """Two releases of one chapter, the second with cells changed, moved, dropped and added."""
    makers = {"lesson": [lesson], "slope": [answer, exam], "test": [exam], "open": [question]}
    kinds = draw(st.lists(st.sampled_from(sorted(makers)), max_size=6))
    cells = [make(f"n{i}") for i, kind in enumerate(kinds) for make in makers[kind]]
    newer = []
    for cell in draw(st.permutations(cells)):
        fate = draw(st.sampled_from(["same", "same", "changed", "dropped"]))
        if fate == "dropped":
            continue
        copy = deepcopy(cell)
        if fate == "changed":
            copy.source += f"\nnew words {draw(words)}"
            if "checksum" in copy.metadata.get("nbgrader", {}):
                copy.metadata.nbgrader["checksum"] = compute_checksum(copy)
        newer.append(copy)
    newer += [answer("added")] if draw(st.booleans()) else []
    return notebook(*cells), notebook(*newer)


@st.composite
def students(draw: st.DrawFn, old: NotebookNode) -> NotebookNode:
    """A copy of ``old`` after a student's evening: every text that they wrote is unmistakable."""
    cells: list[NotebookNode] = []
    for number, cell in enumerate(old.cells):
        deed = draw(st.sampled_from(["leave", "leave", "edit", "delete", "copy", "unmark"]))
        copy = deepcopy(cell)
        if deed == "edit":
            copy.source = f"mine {number} {draw(words)}"
        if copy.cell_type == "code" and draw(st.booleans()):
            copy.execution_count = number + 1
        if deed == "unmark":
            copy.metadata.pop("nbgrader", None)
            copy.source = f"mine {number} {draw(words)}"
        if deed != "delete":
            cells.append(copy)
        if deed == "copy":
            twin = deepcopy(copy)
            twin.id, twin.source = f"twin-{number}", f"mine twin {number} {draw(words)}"
            cells.append(twin)
        if draw(st.booleans()):
            cells.append(code(f"own-{number}", f"mine own {number} {draw(words)}"))
    if draw(st.booleans()):
        cells = list(draw(st.permutations(cells)))
    return notebook(*cells)


def names(made: NotebookNode) -> list[str]:
    return [c.metadata.nbgrader.grade_id for c in made.cells if "nbgrader" in c.metadata]


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_whatever_a_student_did_nothing_is_lost_and_the_release_is_whole(
    data: st.DataObject,
) -> None:
    old, new = data.draw(releases())
    student = data.draw(students(old))
    known = data.draw(st.sampled_from([old, None]))
    before = deepcopy((new, student, known))
    result = carry_answers(new, student, known)

    assert (new, student, known) == before
    nbformat.validate(result)
    there = sources(result)
    assert [s for s in sources(student) if s.startswith("mine") and s not in there] == []
    # Ours: every cell, once, in our order; test cells letter for letter.
    ours = [cell.id for cell in new.cells]
    assert [cell.id for cell in result.cells if cell.id in ours] == ours
    assert len({cell.id for cell in result.cells}) == len(result.cells)
    assert names(result) == names(new)
    for cell in new.cells:
        if cell.metadata.get("nbgrader", {}).get("locked"):
            unrun = deepcopy(cell_named(result, cell.metadata.nbgrader.grade_id))
            unrun.execution_count = None
            assert unrun == cell
    # A verdict stands only on the test and the answer that it is of.
    for cell in result.cells:
        name = cell.metadata.get("nbgrader", {}).get("grade_id", "")
        if name.startswith("test_") and cell.execution_count:
            assert cell.source == cell_named(new, name).source
            assert cell.source in sources(student)
            assert cell_named(result, name.removeprefix("test_")).source in sources(student)
    # An answer that was written once is the one that is graded.
    for cell in new.cells:
        marks = cell.metadata.get("nbgrader", {})
        written = [
            c.source
            for c in student.cells
            if c.metadata.get("nbgrader", {}).get("grade_id") == marks.get("grade_id", "none")
            and c.source.startswith("mine")
        ]
        if marks.get("solution") and len(written) == 1:
            assert cell_named(result, marks["grade_id"]).source == written[0]
    # Doing it again, as after a crash before it was recorded, changes nothing.
    assert sources(carry_answers(new, result, known)) == there
    assert sources(carry_answers(new, result, new)) == there
