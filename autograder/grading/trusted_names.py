"""Which names in a test cell are the author's, and which are the student's.

A test may use what the author's cells above it define: modules, functions, classes and constants.
These are made anew on the referee's side from the key, so that nothing a student does to them
counts. Every other name, a tensor that a lesson cell made for one, is the student's: its value
may rightly have changed since.
"""

from __future__ import annotations

import ast
import builtins
import dis
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from types import CodeType

from IPython.core.inputtransformer2 import TransformerManager

from autograder.chapter.cells import HIDDEN_TESTS, lines_inside
from autograder.chapter.key import KeyCell
from autograder.grading.magics import plain_magics

#: The module whose state, the figures, belongs to the notebook.
DRAWS = "matplotlib.pyplot"

_AWAITS = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT


@dataclass(frozen=True)
class Definition:
    """Where a name gets its value.

    Attributes:
        place: Its place among all definitions.
        statement: The author's statement that gives it; None: a student's cell gives it.
        needs: Names that this statement, or what it defines, uses.

    """

    place: int
    statement: ast.stmt | None
    needs: frozenset[str] = frozenset()


@dataclass
class Definitions:
    """What the cells above a test define, by name; the latest counts."""

    by_name: dict[str, Definition] = field(default_factory=dict)
    count: int = 0
    #: ``from module import *``, in order: nobody knows its names before it is run.
    stars: list[ast.stmt] = field(default_factory=list)
    #: Names of classes, and of packages, whose objects an answer may be.
    classes: set[str] = field(default_factory=set)
    #: Names that functions outside of tests look up when they are called.
    shared: set[str] = field(default_factory=set)
    #: Those of them that such functions give new values to.
    changing: set[str] = field(default_factory=set)

    def enter(self, cell: KeyCell) -> None:
        """Take in what a cell of the author's defines."""
        is_students = cell.marks.solution
        body = parse_once(cell.full).body
        if not cell.marks.is_test:
            self._note_shared(body)
        hidden = lines_inside(cell.full, HIDDEN_TESTS)
        for statement in body:
            if isinstance(statement, ast.ImportFrom) and statement.names[0].name == "*":
                self.stars.append(statement)
                continue
            # What an answer imports, a test may use: a library is the same on both sides.
            is_import = isinstance(statement, ast.Import | ast.ImportFrom) and not _draws(statement)
            is_trusted = is_import or (not is_students and _can_be_made_anew(statement))
            # What stands in a hidden part, the student's side has never run.
            is_value = isinstance(statement, ast.Assign | ast.AnnAssign)
            is_trusted = is_trusted or (
                is_value and cell.marks.is_test and statement.lineno in hidden
            )
            self.count += 1
            if isinstance(statement, ast.ClassDef | ast.Import | ast.ImportFrom):
                self.classes |= _bound(statement) | _packages(statement)
            definition = Definition(
                self.count, statement if is_trusted else None, names_used([statement])
            )
            for name in _bound(statement):
                self.by_name[name] = definition

    def needed_for(self, body: Sequence[ast.stmt]) -> tuple[list[ast.stmt], set[str]]:
        """Return the author's statements that ``body`` needs, in their order, and other names.

        The other names are the student's, if anybody's.
        """
        statements: dict[int, ast.stmt] = {}  # by place
        others: set[str] = set()
        waiting = list(names_used(body))
        seen: set[str] = set()
        while waiting:
            name = waiting.pop()
            if name in seen:
                continue
            seen.add(name)
            definition = self.by_name.get(name)
            is_changing = name in self.changing
            if definition is not None and definition.statement is not None and not is_changing:
                statements[definition.place] = definition.statement
                waiting += definition.needs
            elif definition is not None or not hasattr(builtins, name):
                others.add(name)
        return [statements[place] for place in sorted(statements)], others

    def _note_shared(self, body: list[ast.stmt]) -> None:
        try:
            waiting = [compile(ast.Module(body, []), "<cell>", "exec", _AWAITS)]
        except SyntaxError:  # a return outside of a function, say
            return
        for code in waiting:
            inner = [each for each in code.co_consts if isinstance(each, CodeType)]
            waiting += inner
            for step in (step for each in inner for step in dis.get_instructions(each)):
                if step.opname in ("LOAD_GLOBAL", "LOAD_NAME"):
                    self.shared.add(step.argval)
                elif step.opname in ("STORE_GLOBAL", "DELETE_GLOBAL"):
                    self.shared.add(step.argval)
                    self.changing.add(step.argval)


#: torch's and NumPy's numbers come as values, and are not among them.
_COMPUTED_WITH = {f"{name}." for name in ("pandas", "scipy", "sympy", "fractions", "decimal")} | {
    "datetime.",
    "collections.",
    "pathlib.",
}


def _packages(statement: ast.stmt) -> set[str]:
    """Return those of the packages that a statement imports whose objects can be computed with."""
    names = [each.name for each in getattr(statement, "names", [])]
    if isinstance(statement, ast.ImportFrom):
        names = [statement.module or ""]
    is_import = isinstance(statement, ast.Import | ast.ImportFrom)
    found = {name.partition(".")[0] + "." for name in names if name} if is_import else set()
    return found & _COMPUTED_WITH


def parse(source: str) -> ast.Module:
    """Return a cell's statements; of one that is no Python, none.

    Magics become calls, those that only measure or record become what they run.
    """
    try:
        return plain_magics(ast.parse(TransformerManager().transform_cell(source)))
    except SyntaxError:
        return ast.Module([], [])


@lru_cache(maxsize=1000)
def parse_once(source: str) -> ast.Module:
    """Do the same with an author's cell, which comes with each submission; to be read only."""
    return parse(source)


def names_used(statements: Iterable[ast.AST]) -> frozenset[str]:
    """Return the names that are read anywhere in ``statements``."""
    return frozenset(
        node.id
        for statement in statements
        for node in ast.walk(statement)
        if isinstance(node, ast.Name)
    )


def names_bound(statements: Iterable[ast.stmt]) -> set[str]:
    """Return the names that ``statements`` give values to, in the notebook's namespace."""
    return {name for statement in statements for name in _bound(statement)}


def _bound(statement: ast.stmt) -> set[str]:
    """Return the names that a statement gives a value to, in the notebook's namespace."""
    if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return {statement.name}
    if isinstance(statement, ast.Import | ast.ImportFrom):
        return {(each.asname or each.name).partition(".")[0] for each in statement.names}
    found: set[str] = set()
    waiting: list[ast.AST] = [statement]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            found.add(node.name)
            continue
        if isinstance(node, ast.Import | ast.ImportFrom):
            found |= _bound(node)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store | ast.Del):
            found.add(node.id)
        if not isinstance(node, ast.Lambda):
            waiting += ast.iter_child_nodes(node)
    return found


def draws(module: str, names: Collection[str]) -> bool:
    """Whether an import of these names from a module is one of what holds the pictures.

    Nothing else of the library is asked of the student's side: a test may compare with what its
    functions give. Nor are all names at once, which could be any.
    """
    if "*" in names:
        return False
    package, _, last = DRAWS.rpartition(".")
    return module == DRAWS or (module == package and set(names) == {last})


def _draws(statement: ast.Import | ast.ImportFrom) -> bool:
    if isinstance(statement, ast.ImportFrom):
        names = [each.name for each in statement.names]
        return statement.level == 0 and draws(statement.module or "", names)
    return any(draws(each.name, ()) for each in statement.names)


def _can_be_made_anew(statement: ast.stmt) -> bool:
    """Whether a statement gives the same value, and one that cannot have changed since."""
    if isinstance(statement, ast.Import | ast.ImportFrom):
        return not _draws(statement)
    if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return True
    if isinstance(statement, ast.Assign | ast.AnnAssign) and statement.value is not None:
        targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
        return all(isinstance(t, ast.Name) for t in targets) and _is_constant(statement.value)
    return False


def _is_constant(value: ast.expr) -> bool:
    if isinstance(value, ast.Tuple):
        return all(map(_is_constant, value.elts))
    if isinstance(value, ast.UnaryOp):
        return _is_constant(value.operand)
    return isinstance(value, ast.Constant | ast.Lambda)
