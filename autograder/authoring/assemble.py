"""Make a shorter course from a plan: text files of ordinary chapters, in a course of their own.

What is taken keeps its words. Numbers of sections, exercises and formulas are made anew, and a
reference to what was left out says where it stands in the whole course.
"""

from __future__ import annotations

import ast
import itertools
import re
import shutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path

import jupytext
import nbformat
import yaml
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_raw_cell

from autograder.authoring.library import Library, Piece, read_library, without
from autograder.authoring.parsing import parsed
from autograder.authoring.plan import Plan, PlannedChapter, Replaced, read_plan
from autograder.authoring.questionnaire.forms import chosen, form_text, names
from autograder.authoring.questionnaire.questions import QUESTIONS
from autograder.authoring.references import FORMULA, REFERENCE, TAG
from autograder.authoring.set_up import merged
from autograder.chapter.companions import exercises_module
from autograder.chapter.files import write_atomically
from autograder.course import MARKER, Course
from autograder.errors import PlanError

#: Marks a folder that an earlier run may have filled.
_OURS = ".assembled"

_IMPORT = re.compile(r"^import (\w+_exercises) as ", re.MULTILINE)

_HOW_TO_WORK = """\
**How to work.** Run each cell with <kbd>Shift</kbd>+<kbd>Enter</kbd>, from the top.

- Where you are asked for a **prediction**, write it down before you run on. Any well-formed
  answer earns the point, and your first one is kept.
- Each **exercise** is followed by a test cell that tells you what is right and what is not (a
  *probe point* is an input that it tried). For a hint, make a new cell (<kbd>Esc</kbd>, then
  <kbd>B</kbd>) and run `check.hint()`; run it again for the next one.
- After a restart, run the set-up cell below, and then the cells of your section.

The sections were taken from a longer course, whose chapters the text means where it speaks of a
chapter. Each says where it stands there."""

_WHERE_YOU_STAND = """\
## Where you stand

Save, and run this cell to see what is done and what comes next."""


def assemble(course: Course, plan_file: Path, folder: Path) -> tuple[Plan, Course]:
    """Write the text files of a plan's chapters into a new course in ``folder``.

    Args:
        course: The whole course; nothing in it is changed.
        plan_file: The plan.
        folder: Where the new course goes; what an earlier run left there is replaced.

    Returns:
        The plan, and the new course. Its chapters are not built yet.

    Raises:
        PlanError: if the plan cannot be carried out, or ``folder`` holds something else.

    """
    library = read_library(course)
    plan = read_plan(plan_file, library)
    if folder.exists() and any(folder.iterdir()) and not (folder / _OURS).exists():
        raise PlanError(
            f"{folder} is not empty and was not made by `autograder assemble`. Give another --to."
        )
    shutil.rmtree(folder / "solutions", ignore_errors=True)
    shutil.rmtree(folder / "notebooks", ignore_errors=True)
    new = Course(folder.resolve())
    folder.mkdir(parents=True, exist_ok=True)
    (folder / _OURS).touch()
    shutil.copy(course.config, folder / MARKER)
    if not plan.chapters:
        shutil.copytree(course.solutions, new.solutions)
        _write_questionnaire(plan, set(library.pieces), new)
        return plan, new
    words = _words(plan, library)
    for chapter in plan.chapters:
        _write(chapter, library, words, new)
    sections = {taken.piece.name for chapter in plan.chapters for taken in chapter.taken}
    _write_questionnaire(plan, sections, new)
    return plan, new


def _write_questionnaire(plan: Plan, sections: set[str], new: Course) -> None:
    """Write the two forms of the plan's questionnaire, before its chapters and after them."""
    asked = chosen(QUESTIONS, sections)
    for form, name in enumerate(names(new.authored())) if asked else ():
        _write_text(new.source(name), form_text(plan.title, asked, form))


def _write(
    chapter: PlannedChapter, library: Library, words: Mapping[str, str], new: Course
) -> None:
    """Write a chapter's text file, and what lies beside it."""
    path = new.source(chapter.name)
    notebook = chapter_text(chapter, library, words)
    _write_text(path, notebook)
    for module in _modules(notebook.cells):
        home = next(
            t.piece.chapter for t in chapter.taken if module == exercises_module(t.piece.chapter)
        )
        shutil.copy(library.course.source(home).with_name(f"{module}.py"), path.parent)
    for taken in chapter.taken:
        answers = library.course.answers(taken.piece.chapter)
        for name in set(taken.piece.exercises) - set(taken.without):
            if (answers / f"{name}.py").is_file():
                new.answers(chapter.name).mkdir(parents=True, exist_ok=True)
                shutil.copy(answers / f"{name}.py", new.answers(chapter.name))


def _write_text(path: Path, notebook: NotebookNode) -> None:
    text = jupytext.writes(notebook, fmt="py:percent")
    # Without jupytext's own header: an author's text file has none.
    text = re.sub(r"\A# ---\n.*?\n# ---\n\n?", "", text, flags=re.DOTALL)
    write_atomically(path, text.encode())


def chapter_text(
    chapter: PlannedChapter, library: Library, words: Mapping[str, str]
) -> NotebookNode:
    """Return a chapter of a plan as its author would have written it.

    Args:
        chapter: What it takes.
        library: The whole course.
        words: How to speak of each section and exercise that this plan does not hold in this
            chapter, by name.

    """
    kept = {taken.piece.name: without(taken.piece, taken.without) for taken in chapter.taken}
    refuse_lost_names(chapter, kept)
    own = set(kept)
    own |= {e for t in chapter.taken for e in t.piece.exercises if e not in t.without}
    new_tags = _tags_anew(chapter, kept)
    pieces = [taken.piece for taken in chapter.taken]
    modules = sorted(_modules(itertools.chain.from_iterable(kept.values())))
    card = {"chapter": chapter.title, "builds_on": chapter.builds_on, "modules": modules}
    cells = [
        new_raw_cell(_yaml(card)),
        new_markdown_cell(_HOW_TO_WORK),
        new_code_cell(
            merged([library.set_ups[name] for name in dict.fromkeys(p.chapter for p in pieces)]),
            metadata={"nbgrader": {"grade_id": "setup", "locked": True}},
        ),
    ]
    for part in chapter.parts:
        if isinstance(part, Replaced):
            said = _reworded(part.text, own, words, new_tags, part.piece)
            cells.append(new_markdown_cell(f"> **In short** ({part.piece.place}). {said}"))
            continue
        _, *rest = kept[part.piece.name]
        cells.append(new_raw_cell(_section_card(part.piece, own)))
        cells += [nbformat.from_dict(cell) for cell in rest]
        for cell in cells[-len(rest) - 1 :]:
            in_words = partial(_reworded, own=own, words=words, tags=new_tags, piece=part.piece)
            # New words can have a colon in them, which in YAML begins a mapping.
            is_card = cell.cell_type == "raw"
            cell.source = _in_a_card(in_words, cell.source) if is_card else in_words(cell.source)
    cells += [new_markdown_cell(_WHERE_YOU_STAND), new_code_cell("progress()")]
    return new_notebook(cells=cells)


def _section_card(piece: Piece, own: set[str]) -> str:
    """Return a section's card: with its origin, and without needs that were left out."""
    needs = [need for need in piece.card["needs"] if need in own]
    return _yaml({**piece.card, "needs": needs, "origin": piece.place})


def _yaml(content: Mapping[str, object]) -> str:
    return yaml.safe_dump(
        dict(content), sort_keys=False, allow_unicode=True, width=10_000, default_flow_style=None
    ).rstrip("\n")


def _in_a_card(reworded: Callable[[str], str], source: str) -> str:
    """Return a card with each of its texts reworded."""

    def inside(content: object) -> object:
        if isinstance(content, str):
            return reworded(content)
        if isinstance(content, list):
            return [inside(part) for part in content]
        return content

    return _yaml({key: inside(content) for key, content in yaml.safe_load(source).items()})


def _modules(cells: Iterable[NotebookNode]) -> set[str]:
    """Return the exercises' modules that tests in these cells import."""
    code = (cell.source for cell in cells if cell.cell_type == "code")
    return {name for source in code for name in _IMPORT.findall(source)}


def _words(plan: Plan, library: Library) -> dict[str, str]:
    """Return how to speak of every section and exercise outside the chapter where one reads."""
    found = {piece.name: piece.place for piece in library.pieces.values()}
    for piece in library.pieces.values():
        for name, card in piece.exercises.items():
            found[name] = f'the exercise "{card["title"]}" of {piece.place}'
    for chapter in plan.chapters:
        for number, taken in enumerate(chapter.taken, 1):
            place = f'section {number} of "{chapter.title}"'
            found[taken.piece.name] = place
            for name, card in taken.piece.exercises.items():
                if name not in taken.without:
                    found[name] = f'the exercise "{card["title"]}" of "{chapter.title}"'
    return found


def _tags_anew(
    chapter: PlannedChapter, kept: Mapping[str, Sequence[NotebookNode]]
) -> dict[tuple[str, str], str]:
    """Return the new number of each formula, by its chapter and its number there."""
    found: dict[tuple[str, str], str] = {}
    for taken in chapter.taken:
        for cell in kept[taken.piece.name]:
            for tag in TAG.findall(cell.source):
                found[taken.piece.chapter, tag] = str(len(found) + 1)
    return found


def _reworded(
    text: str,
    own: set[str],
    words: Mapping[str, str],
    tags: Mapping[tuple[str, str], str],
    piece: Piece,
) -> str:
    def named(found: re.Match[str]) -> str:
        capital, name = found.groups()
        if name in own:
            return found[0]
        said = words[name]
        return said[0].upper() + said[1:] if capital else said

    def numbered(found: re.Match[str]) -> str:
        if new := tags.get((piece.chapter, found[1])):
            return f"(#{new})"
        return f"({found[1]}) of {piece.place.partition(',')[0]}"

    text = TAG.sub(lambda found: rf"\tag{{{tags[piece.chapter, found[1]]}}}", text)
    return FORMULA.sub(numbered, REFERENCE.sub(named, text))


def refuse_lost_names(chapter: PlannedChapter, kept: Mapping[str, Sequence[NotebookNode]]) -> None:
    """Refuse to leave out an exercise whose answer a lesson cell goes on with.

    Raises:
        PlanError: naming the exercise and what uses it.

    """
    for taken in chapter.taken:
        for name in taken.without:
            lost = _bound_by_answer(taken.piece, name)
            for other in chapter.taken:
                for cell in kept[other.piece.name]:
                    if used := lost & _loaded(cell):
                        raise PlanError(
                            f"{chapter.name}: a cell of {other.piece.name} uses "
                            f"{', '.join(sorted(used))}, the answer to {name}. Take the exercise, "
                            f"or leave {other.piece.name} out."
                        )


def _bound_by_answer(piece: Piece, exercise: str) -> set[str]:
    for cell in piece.cells:
        if cell.metadata.get("nbgrader", {}).get("grade_id") == exercise:
            return _bound(cell) if cell.cell_type == "code" else set()
    return set()


def _tree(cell: NotebookNode) -> ast.Module:
    """Parse a code cell; other cells count as empty."""
    return parsed(cell.source if cell.cell_type == "code" else "")


def _bound(cell: NotebookNode) -> set[str]:
    found = set()
    for statement in _tree(cell).body:
        if isinstance(statement, ast.FunctionDef | ast.ClassDef):
            found.add(statement.name)
        elif isinstance(statement, ast.Assign):
            found |= {t.id for t in statement.targets if isinstance(t, ast.Name)}
    return found


def _loaded(cell: NotebookNode) -> set[str]:
    """Return the names that a cell reads and does not bind itself."""
    names = [n for n in ast.walk(_tree(cell)) if isinstance(n, ast.Name)]
    return {n.id for n in names if isinstance(n.ctx, ast.Load)} - _bound(cell)
