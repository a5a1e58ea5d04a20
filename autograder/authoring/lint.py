"""Rules that a chapter keeps, each a function from the chapter to complaints.

They look at the text file, the executed solution and the student notebook, and catch what no
single tool would: a leaked answer, a graded cell that is worth nothing, an exercise without
hints, a picture that a screen reader cannot read.
"""

from __future__ import annotations

import ast
import builtins
import re
import symtable
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat.notebooknode import NotebookNode

from autograder.authoring.build import build_release
from autograder.authoring.chapter import Chapter, read_chapter
from autograder.authoring.glossary import course_terms, twice
from autograder.authoring.parsing import parsed
from autograder.authoring.section_rules import section_faults
from autograder.authoring.test_cells import OF_THE_TEST, unknown_evidence, visible_faults
from autograder.chapter import cards
from autograder.chapter.cells import (
    HIDDEN_TESTS,
    REGIONS,
    SOLUTION,
    inside,
    is_balanced,
    markers,
    marks,
    outside,
)
from autograder.chapter.companions import exercises_module
from autograder.course import Course
from autograder.errors import LintError

#: Numbers too common to give anything away.
_COMMON = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10}
_HINTS = 3


@dataclass(frozen=True)
class Draft:
    """The three states of a chapter that the rules look at."""

    chapter: Chapter
    solution: NotebookNode
    release: NotebookNode


Rule = Callable[[Draft], Iterator[str]]


def answers_stay_home(draft: Draft) -> Iterator[str]:
    """Refuse an answer, a hidden test or an output in the student notebook."""
    for cell in draft.release.cells:
        for mark in markers(cell.source):
            yield f"{cell.id}: the student notebook holds a '{mark}' marker"
        if cell.get("outputs") or cell.get("execution_count"):
            yield f"{cell.id}: the student notebook holds an output"
        if cell.get("attachments"):
            yield f"{cell.id}: the student notebook holds an attachment"
    student = "\n".join(cell.source for cell in draft.release.cells)
    for cell in draft.chapter.notebook.cells:
        secrets = inside(cell.source, HIDDEN_TESTS)
        if marks(cell).solution:
            secrets += inside(cell.source, SOLUTION)
            secrets += [cell.source] if cell.cell_type == "markdown" else []
        for secret in secrets:
            if secret.strip() in student:
                yield f"{cell.id}: its answer or hidden test stands in the student notebook"


def graded_cells_have_points(draft: Draft) -> Iterator[str]:
    """Refuse a graded cell without points, and a card without its graded cell."""
    graded = {c.id for c in draft.chapter.notebook.cells if marks(c).grade}
    for cell in draft.chapter.notebook.cells:
        if marks(cell).grade and not marks(cell).points > 0:
            yield f"{cell.id}: a graded cell without points; is its card missing?"
    for card in draft.chapter.cards:
        cell_id = card.name if card.kind == "open" else f"test_{card.name}"
        if cell_id not in graded:
            yield f"{card.name}: no graded cell '{cell_id}' follows its card"


def markers_are_balanced(draft: Draft) -> Iterator[str]:
    """Refuse a solution or hidden-test region that is not closed, or closed twice."""
    for cell in draft.chapter.notebook.cells:
        for region in REGIONS:
            if not is_balanced(cell.source, region):
                yield f"{cell.id}: {region.begin} and {region.end} do not stand in pairs"
        if SOLUTION.begin in cell.source and not marks(cell).solution:
            yield f"{cell.id}: an answer in a cell that is not marked as a solution"


def exercises_have_hints(draft: Draft) -> Iterator[str]:
    """Refuse a card that has not three hints, each of a sentence at least."""
    for card in draft.chapter.cards:
        if card.kind == "question":
            continue
        if len(card.hints) != _HINTS or any(len(hint) < 20 for hint in card.hints):
            yield f"{card.name}: an exercise has {_HINTS} hints, each a sentence"


def pictures_have_alternative_text(draft: Draft) -> Iterator[str]:
    """Refuse an image without alternative text, in a text or in an output."""
    for cell in draft.solution.cells:
        html = cell.source if cell.cell_type == "markdown" else ""
        if re.search(r"!\[\s*\][(\[]", html):
            yield f"{cell.id}: a Markdown image without alternative text"
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            if any(kind.startswith("image/") for kind in data):
                yield f"{cell.id}: a bare image as output; use show(figure, alt=...)"
            html += data.get("text/html", "")
        if re.search(r"<svg\b(?![^>]*aria-label)", html):
            yield f"{cell.id}: an inline <svg>, which says nothing to a screen reader"
        for image in re.findall(r"<img\b[^>]*>", html):
            if not re.search(r"""\balt=["'][^"']+""", image):
                yield f"{cell.id}: an <img> without alternative text"


def hidden_tests_are_new(draft: Draft) -> Iterator[str]:
    """Refuse a hidden test that repeats a visible statement, or a telling visible number."""
    for cell in draft.chapter.notebook.cells:
        hidden = "\n".join(inside(cell.source, HIDDEN_TESTS))
        if not hidden:
            continue
        shown = nbformat.from_dict({"source": outside(cell.source, HIDDEN_TESTS)})
        secret = nbformat.from_dict({"source": hidden})
        visible, unseen = parsed(shown.source), parsed(secret.source)
        statements = {ast.dump(statement) for statement in visible.body}
        if any(ast.dump(statement) in statements for statement in unseen.body):
            yield f"{cell.id}: a hidden test repeats a visible statement"
        if _probes(visible) & _probes(unseen):
            yield f"{cell.id}: a hidden check has the probe points of a visible one: give it a seed"
        repeated = (_numbers(visible) & _numbers(unseen)) - _COMMON
        if repeated:
            listed = ", ".join(map(str, sorted(repeated)))
            yield f"{cell.id}: a hidden test repeats the visible number {listed}"


def _probes(tree: ast.AST) -> set[tuple[str, str]]:
    """Return the shapes and the seed of each check: together they are its probe points."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            given = {k.arg: ast.unparse(k.value) for k in node.keywords}
            if "shapes" in given:
                found.add((given["shapes"], given.get("seed", "0")))
    return found


def _numbers(tree: ast.AST) -> set[float]:
    return {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, int | float)
        and not isinstance(node.value, bool)
    }


def test_cells_are_ends(draft: Draft) -> Iterator[str]:
    """Refuse a test cell that binds a name which a later cell of the lesson reads.

    It may import again what the lesson has imported: ``check``, for a student may have taken it.
    """
    bound: dict[str, str] = {}
    imported: dict[str, str] = {}
    for cell in draft.chapter.notebook.cells:
        if cell.cell_type != "code":
            continue
        tree = parsed(cell.source)
        stored, loaded = _stored(tree), _loaded(tree)
        imports = _imported(tree)
        if marks(cell).grade:
            again = {name for name in imports if imports[name] == imported.get(name)}
            bound.update(dict.fromkeys(stored - again, cell.id))
            continue
        imported |= imports
        for name in sorted(loaded & bound.keys()):
            yield f"{cell.id}: reads '{name}', which the test cell {bound[name]} made"
        for name in stored:
            bound.pop(name, None)


def _stored(tree: ast.Module) -> set[str]:
    """Return the names that running a cell binds at its top level."""
    symbols = symtable.symtable(ast.unparse(tree), "cell", "exec").get_symbols()
    return {symbol.get_name() for symbol in symbols if symbol.is_assigned() or symbol.is_imported()}


def _imported(tree: ast.Module) -> dict[str, str]:
    """Return from where each name comes that a cell imports at its top level."""
    return {
        each.asname or each.name: f"{getattr(statement, 'module', '')}.{each.name}"
        for statement in tree.body
        if isinstance(statement, ast.Import | ast.ImportFrom)
        for each in statement.names
    }


def _modules(tree: ast.Module) -> set[str]:
    """Return the names that a cell's imports give, at its top level."""
    return {
        each.asname or each.name.partition(".")[0]
        for statement in tree.body
        if isinstance(statement, ast.Import | ast.ImportFrom)
        for each in statement.names
    }


def _loaded(tree: ast.Module) -> set[str]:
    return {
        node.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)
    }


def test_cells_take_no_names(draft: Draft) -> Iterator[str]:
    """Refuse a test cell that gives a name which a student may have given: a helper's, say."""
    for cell in draft.chapter.notebook.cells:
        if cell.cell_type != "code" or not marks(cell).grade or marks(cell).solution:
            continue
        tree = parsed(cell.source)
        for name in sorted(_stored(tree) - _modules(tree)):
            if not name.startswith(OF_THE_TEST):
                yield f"{cell.id}: '{name}' may be a student's; call it {OF_THE_TEST}..."


def test_cells_import_what_they_use(draft: Draft) -> Iterator[str]:
    """Refuse a visible test that trusts in a name which a student's scratch line may have taken.

    It may use what answers define, and what lesson cells define as a function or a class.
    """
    given = set(dir(builtins))
    tests = []
    for cell in draft.chapter.notebook.cells:
        if cell.cell_type != "code":
            continue
        tree = parsed(outside(cell.source, HIDDEN_TESTS))
        if marks(cell).grade and not marks(cell).solution:
            tests.append((cell.id, tree))
        elif marks(cell).solution:
            given |= _stored(tree)
        else:
            definitions = ast.FunctionDef | ast.ClassDef
            given |= {each.name for each in tree.body if isinstance(each, definitions)}
    for name, tree in tests:
        for used in sorted(_looked_up(tree) - _stored(tree) - given):
            yield f"{name}: '{used}' may be a student's by now; the test has to import it"


def _looked_up(tree: ast.Module) -> set[str]:
    """Return the names that a cell, or a function in it, looks up among those of the notebook."""
    found = set()
    tables = [symtable.symtable(ast.unparse(tree), "cell", "exec")]
    for table in tables:
        tables += table.get_children()
        is_outermost = table.get_type() == "module"
        for symbol in table.get_symbols():
            if symbol.is_referenced() and (is_outermost or symbol.is_global()):
                found.add(symbol.get_name())
    return found


def test_cells_can_be_read(draft: Draft) -> Iterator[str]:
    """Refuse a visible test that is long or holds the author's matters, and unknown evidence."""
    for cell in draft.chapter.notebook.cells:
        if cell.cell_type != "code" or not marks(cell).grade or marks(cell).solution:
            continue
        for fault in visible_faults(outside(cell.source, HIDDEN_TESTS)):
            yield f"{cell.id}: {fault}"
        for fault in unknown_evidence(parsed(cell.source)):
            yield f"{cell.id}: {fault}"


def checks_name_their_exercise(draft: Draft) -> Iterator[str]:
    """Refuse a call of ``check`` whose first argument is no exercise of the chapter."""
    names = {card.name for card in draft.chapter.cards}
    for cell in draft.chapter.notebook.cells:
        if cell.cell_type != "code":
            continue
        for node in ast.walk(parsed(cell.source)):
            if isinstance(node, ast.Call) and ast.unparse(node.func).startswith("check."):
                named = (
                    node.args[0].value
                    if node.args and isinstance(node.args[0], ast.Constant)
                    else None
                )
                if named not in names:
                    yield f"{cell.id}: {ast.unparse(node.func)} names no exercise: {named!r}"


def solution_is_executed(draft: Draft) -> Iterator[str]:
    """Refuse a solution cell that was never run: nbval would pass it in silence."""
    for cell in draft.solution.cells:
        if cell.cell_type == "code" and cell.source.strip() and cell.execution_count is None:
            yield f"{cell.id}: the solution notebook was not executed"


RULES: tuple[Rule, ...] = (
    answers_stay_home,
    graded_cells_have_points,
    markers_are_balanced,
    exercises_have_hints,
    pictures_have_alternative_text,
    hidden_tests_are_new,
    test_cells_are_ends,
    test_cells_take_no_names,
    test_cells_import_what_they_use,
    test_cells_can_be_read,
    checks_name_their_exercise,
    solution_is_executed,
)


def complaints(draft: Draft) -> list[str]:
    """Return what all rules have to say about ``draft``, in their order."""
    return [complaint for rule in RULES for complaint in rule(draft)]


def unusual_points(draft: Draft) -> list[str]:
    """Return a remark on each exercise whose points differ from those of the same work elsewhere.

    Points are the instructor's to set, so this is no complaint.
    """
    usual = {"prediction": 1, "question": 1, "plot": 4, "open": 4}
    return [
        f"{card.name} is worth {card.points}; "
        f"elsewhere in the course the same work is worth {worth}"
        for card in draft.chapter.cards
        if card.points != (worth := usual.get(card.kind, 1 + card.difficulty))
    ]


def lint_chapter(course: Course, chapter: str) -> list[str]:
    """Hold a built chapter against all rules, and its notebooks against what would be built.

    Returns:
        Remarks: what is worth a look, and no fault.

    Raises:
        LintError: with a line for each complaint.

    """
    draft = Draft(
        chapter=read_chapter(course.source(chapter)),
        solution=nbformat.read(course.solution(chapter), as_version=4),
        release=nbformat.read(course.release(chapter), as_version=4),
    )
    found = [*complaints(draft), *_stale(course, chapter, draft), *twice(course_terms(course))]
    found += section_faults(course, draft.chapter)
    if found:
        raise LintError(
            f"{chapter} breaks {len(found)} rules:\n" + "\n".join(f"  {c}" for c in found)
        )
    return unusual_points(draft)


def _stale(course: Course, chapter: str, draft: Draft) -> Iterator[str]:
    """Complain of what was not made by the build: whatever it is, nobody has looked at it."""
    inputs = [
        [(cell.id, cell.source, cell.metadata) for cell in notebook.cells]
        for notebook in (draft.chapter.notebook, draft.solution)
    ]
    if inputs[0] != inputs[1]:
        yield "the solution notebook is not what the text file says: run make solutions"
    if cards.load(cards.beside(course.solution(chapter))).cards != tuple(draft.chapter.cards):
        yield "the cards beside the solution are not the text file's: run make solutions"
    with tempfile.TemporaryDirectory() as scratch:
        made = _files(build_release(course, chapter, target=Path(scratch)).parent)
    there = _files(course.release(chapter).parent)
    module = f"{exercises_module(chapter)}.py"
    text = there.get(module, b"").decode("utf-8", "replace")
    for mark in markers(text):
        yield f"{module}: students get it as it is, and it holds a '{mark}' marker"
    for fault in unknown_evidence(ast.parse(text)):
        yield f"{module}: {fault}"
    for name in sorted(made.keys() | there.keys()):
        if made.get(name) != there.get(name):
            yield f"{name} in the release is not what make notebooks makes"


def _files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.parent.name != "__pycache__"
    }
