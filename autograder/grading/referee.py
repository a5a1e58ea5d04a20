"""The trusted side: run each test cell, hidden part included, against its snapshot.

It runs in a fork of the grader, one for each submission, so that no test finds what an earlier
submission's left behind.
"""

from __future__ import annotations

import ast
import asyncio
import builtins
import contextlib
import inspect
import io
import linecache
import math
import signal
import socket
import subprocess
import sys
import time
import tokenize
import traceback
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch

from autograder.chapter.cells import HIDDEN_TESTS, lines_inside
from autograder.chapter.key import KeyCell
from autograder.errors import CheckBroken, CheckFailed
from autograder.grading import wire
from autograder.grading.asking_there import TypeOf, asking_there
from autograder.grading.connection import Connection
from autograder.grading.errors_there import Told
from autograder.grading.limits import Limits, sentence
from autograder.grading.remote import Remote
from autograder.grading.trusted_names import Definitions, draws, names_bound, parse_once
from autograder.grading.verdicts import TestGrade, Verdict
from autograder.lesson.door import through
from autograder.lesson.memory import own_cards
from autograder.lesson.misconceptions import KNOWN
from autograder.lesson.numbers.words import with_article

#: What a student may read when a hidden test failed; nothing else of it is told.
HIDDEN = "A hidden test failed: the answer is not right for every input."
#: Where a mistake is told in several ways, by how much or by which axis, its name must do: which of
#: them a hidden test met is not told.
_SENTENCES = {
    mistake.name: mistake.says
    if len({each.says for each in KNOWN if each.name == mistake.name}) == 1
    else f"It looks like: {mistake.name.replace('-', ' ')}."
    for mistake in KNOWN
}
#: Characters of a message; some of them may be the student's.
_LONGEST = 10_000
_OUT_OF_MEMORY = ("MemoryError", "OutOfMemoryError")


class _TookTooLong(BaseException):
    """A test computes for ever. No ``TimeoutError``, which a student's code can raise as well."""


@dataclass(frozen=True)
class Hurt:
    """How a test ended that did not pass."""

    verdict: Verdict
    message: str
    mistakes: tuple[str, ...]
    in_hidden_part: bool
    #: The kind of the error, if it is one of Python's own.
    kind: str = ""


class Referee:
    """Runs the tests of one submission.

    Args:
        cells: The author's code cells, in order.
        folder: Where the chapter's files lie: modules and data that tests use.
        limits: What a test may take.

    """

    def __init__(self, cells: Sequence[KeyCell], folder: Path, limits: Limits) -> None:
        self._folder, self._limits = folder, limits
        self._waiting = list(cells)
        self._definitions = Definitions()
        own_cards.FOLDER = folder

    def judge(self, name: str, connection: socket.socket) -> TestGrade:
        """Return what becomes of the test called ``name``, asking the snapshot at the other end.

        Tests are judged in the order of the key.
        """
        start = time.monotonic()
        cell = self._reach(name)
        definitions = self._definitions
        asked = Connection(
            connection,
            start + self._limits.cell_seconds,
            definitions.shared & definitions.by_name.keys(),
            definitions.changing,
        )
        asked.classes = frozenset(definitions.classes)
        with _alarm(self._limits.cell_seconds + 1.0):
            found = self._ended(cell, asked)
        seconds = time.monotonic() - start
        most = cell.marks.points
        if isinstance(found, Hurt):
            return TestGrade(
                name=name,
                verdict=found.verdict,
                points=0.0,
                max_points=most,
                message=found.message,
                shown=_shown(found),
                mistakes=found.mistakes,
                in_hidden_part=found.in_hidden_part,
                seconds=seconds,
            )
        points = most if found is None else min(max(found, 0.0), most)
        verdict = Verdict.PASSED if points == most else Verdict.PARTIAL
        return TestGrade(name, verdict, points, most, seconds=seconds)

    def _reach(self, name: str) -> KeyCell:
        """Take in what stands above the test called ``name``; return the test."""
        while self._waiting:
            cell = self._waiting.pop(0)
            if cell.marks.grade_id == name:
                self._waiting.insert(0, cell)  # what it defines, the next test may use
                return cell
            self._definitions.enter(cell)
        raise LookupError(f"The key has no test {name} further down.")

    def _ended(self, cell: KeyCell, asked: Connection) -> Hurt | float | None:
        """Return how a test ended badly, or the points that it gave, None for all of them."""
        hidden = lines_inside(cell.full, HIDDEN_TESTS)
        name = f"<{cell.marks.grade_id}>"
        line = 0
        try:
            with self._in_folder(), through(asked.observe), asking_there(), _Statements() as run:
                body = parse_once(cell.full).body
                namespace = self._namespace(body, asked)
                linecache.cache[name] = (len(cell.full), None, cell.full.splitlines(True), name)
                value: Any = None
                run.wants_loop = any(map(_wants_loop, body))
                for k, statement in enumerate(body):
                    line = statement.end_lineno or statement.lineno
                    value = run.execute(statement, namespace, name, k == len(body) - 1)
                asked.refuse_silence()
                return _points(None if _ends_quietly(cell.full) else value)
        except wire.Late:
            said = sentence("time", self._limits)
            return Hurt(Verdict.TIMED_OUT, said, (), line in hidden)
        except _TookTooLong as error:
            return Hurt(Verdict.HARNESS_ERROR, f"The test itself took too long: {error}", (), False)
        except wire.Gone:
            return Hurt(Verdict.CRASHED, sentence("death", self._limits), (), line in hidden)
        except wire.Garbled as error:
            said = f"What came back makes no sense: {error}"
            return Hurt(Verdict.REFUSED, said, (), line in hidden)
        except CheckBroken as error:
            return Hurt(Verdict.HARNESS_ERROR, str(error), (), line in hidden)
        except BaseException as error:
            verdict = Verdict.FAILED
            if any(kind in _OUT_OF_MEMORY for kinds in asked.raised[-1:] for kind in kinds):
                verdict = Verdict.OUT_OF_MEMORY
            mistakes = error.mistakes if isinstance(error, CheckFailed) else ()
            kind = type(error).__name__
            return Hurt(
                verdict,
                _message(error, name),
                mistakes,
                line in hidden,
                kind if _is_pythons(kind) and not isinstance(error, CheckFailed) else "",
            )

    def _namespace(self, body: Sequence[ast.stmt], asked: Connection) -> dict[str, Any]:
        """Return the names that a test finds: the author's made anew, the student's asked for."""
        namespace: dict[str, Any] = {
            "__name__": "__main__",
            "__builtins__": {**vars(builtins), "__import__": _import_with(asked)},
            "get_ipython": _NoShell,
        }
        statements, names = self._definitions.needed_for(body)
        for star in self._definitions.stars:
            with contextlib.suppress(ImportError):
                _run([star], namespace, "<author>")
        if _calls_for_all(body):
            # What Python has built in, a test means, whatever a notebook calls by such a name.
            names |= set(asked.public_names()) - set(dir(builtins))
        names -= set(namespace)
        own = names_bound(body)
        namespace.update(asked.names(sorted(names), own) if names else {})
        for statement in statements:
            try:
                _run([statement], namespace, "<author>")
            except ImportError:  # not here, but perhaps there
                bound = [a.asname or a.name for a in getattr(statement, "names", [])]
                namespace.update(asked.names(bound))
            except Exception:
                # A value of an earlier test's hidden part that cannot be had again.
                if not isinstance(statement, ast.Assign | ast.AnnAssign):
                    raise
        if any(_asks_for_a_type(each) for each in (*body, *statements)):
            namespace["type"] = TypeOf
        asked.begin(namespace)
        return namespace

    @contextlib.contextmanager
    def _in_folder(self) -> Iterator[None]:
        with (
            contextlib.chdir(self._folder),
            contextlib.redirect_stdout(io.StringIO()),
            contextlib.redirect_stderr(io.StringIO()),
            warnings.catch_warnings(),
            _path(self._folder),
        ):
            warnings.simplefilter("ignore")
            yield


@contextlib.contextmanager
def _path(folder: Path) -> Iterator[None]:
    sys.path.insert(0, str(folder))
    sys.path_importer_cache.pop(str(folder), None)  # a test may have written a module there
    try:
        yield
    finally:
        sys.path.remove(str(folder))


def _calls_for_all(body: Sequence[ast.stmt]) -> bool:
    looks = {"globals", "locals", "vars", "eval", "exec"}
    return any(
        isinstance(node, ast.Name) and node.id in looks
        for statement in body
        for node in ast.walk(statement)
    )


class _NoShell:
    """Stands for IPython's shell in a test: its magics do nothing here."""

    def run_line_magic(self, *_: Any, **__: Any) -> None:
        """Do nothing."""

    def system(self, *_: Any) -> None:
        """Do nothing."""

    def getoutput(self, command: str, *_: Any, **__: Any) -> list[str]:
        """Return the lines that the author's command writes."""
        return subprocess.run(
            command, shell=True, check=False, text=True, capture_output=True
        ).stdout.splitlines()

    def run_cell_magic(self, name: str, line: str, body: str) -> None:
        """Refuse: what a cell magic would do with the test cannot be known."""
        raise CheckBroken(
            f"%%{name} stands in a test cell. This is a fault of the test, not of your answer: "
            "please tell your instructor."
        )


def _import_with(asked: Connection) -> Any:
    """Return what stands for ``__import__`` in a test: figures are on the student's side."""

    def import_(name: str, *given: Any, **named: Any) -> Any:
        level = named.get("level", given[3] if len(given) > 3 else 0)
        wanted = tuple(named.get("fromlist", given[2] if len(given) > 2 else ()) or ())
        if level == 0 and draws(name, wanted):
            return asked.do(__import__, name, fromlist=wanted)
        return __import__(name, *given, **named)

    return import_


def _run(statements: list[ast.stmt], namespace: dict[str, Any], name: str) -> None:
    exec(compile(ast.Module(statements, []), name, "exec"), namespace)


class _Statements:
    """Runs a test's statements one by one; all in one event loop, where one of them wants it."""

    def __init__(self) -> None:
        self._loop = asyncio.Runner()
        self.wants_loop = False

    def __enter__(self) -> _Statements:
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.close()

    def execute(self, statement: ast.stmt, names: dict[str, Any], file: str, is_last: bool) -> Any:
        """Run a statement; return its value if it is the last of a cell and has one."""
        has_value = is_last and isinstance(statement, ast.Expr)
        part: Any = ast.Module([statement], [])
        if has_value and isinstance(statement, ast.Expr):
            part = ast.Expression(statement.value)
        code = compile(part, file, "eval" if has_value else "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)

        async def run() -> Any:
            value = eval(code, names)
            return await value if code.co_flags & inspect.CO_COROUTINE else value

        value = self._loop.run(run()) if self.wants_loop else eval(code, names)
        return value if has_value else None


def _wants_loop(statement: ast.stmt) -> bool:
    waits = (ast.Await, ast.AsyncFor, ast.AsyncWith)
    return any(
        isinstance(node, waits) or (isinstance(node, ast.Name) and node.id == "asyncio")
        for node in ast.walk(statement)
    )


def _asks_for_a_type(statement: ast.stmt) -> bool:
    return any(
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "type"
        and len(node.args) == 1
        for node in ast.walk(statement)
    )


def _ends_quietly(source: str) -> bool:
    """Whether a semicolon ends a cell: its last value is not shown, and is no number of points."""
    try:
        tokens = list(tokenize.generate_tokens(io.StringIO(source).readline))
    except (tokenize.TokenError, SyntaxError):  # magics
        return source.rstrip().endswith(";")
    passed = (tokenize.ENDMARKER, tokenize.NL, tokenize.NEWLINE, tokenize.COMMENT)
    said = [token for token in tokens if token.type not in passed]
    return bool(said) and said[-1].string == ";"


def _points(value: Any) -> float | None:
    """Return the points that a test's last value stands for; None: all, as nbgrader has it."""
    if type(value) in (np.ndarray, torch.Tensor) or isinstance(value, np.generic):
        # A number is one in NumPy's or torch's clothes too: an answer may have brought these in.
        value = value.item() if math.prod(value.shape) == 1 else None
    if isinstance(value, bool | Remote) or value is None:
        return None
    if isinstance(value, complex):
        return 0.0
    try:
        points = float(repr(value))
    except Exception:  # nbgrader goes by what is written, and so do we
        return None
    return points if points >= 0 else 0.0  # NaN is no points either


def _message(error: BaseException, name: str) -> str:
    if isinstance(error, CheckFailed | NotImplementedError):
        return str(error)[:_LONGEST]
    where = [f for f in traceback.extract_tb(error.__traceback__) if f.filename == name]
    line = f"line {where[-1].lineno}: {where[-1].line}\n" if where else ""
    kind = "an error" if isinstance(error, Told) else type(error).__name__
    try:
        return f"{line}{kind}: {error}"[:_LONGEST]
    except Exception:
        return f"{line}{kind}"


def _is_pythons(kind: str) -> bool:
    """Whether Python has an error of this name."""
    found = getattr(builtins, kind, None)
    return isinstance(found, type) and issubclass(found, BaseException)


def _shown(hurt: Hurt) -> str:
    """Return what the student may read, all of it from a fixed list."""
    if hurt.verdict in (Verdict.TIMED_OUT, Verdict.OUT_OF_MEMORY, Verdict.CRASHED):
        return f"The test was lost: {hurt.verdict.value}."
    if hurt.verdict is Verdict.HARNESS_ERROR:
        return "The test itself is at fault, not your answer. Your instructor sees this."
    if hurt.verdict is Verdict.REFUSED:
        return "What your code gave back could not be read."
    if not hurt.in_hidden_part:
        return "This test failed."
    lines = [HIDDEN]
    lines += [_SENTENCES[name] for name in hurt.mistakes if name in _SENTENCES]
    lines += [f"It raised {with_article(hurt.kind)}."] if hurt.kind else []
    return "\n".join(lines)


@contextlib.contextmanager
def _alarm(seconds: float) -> Iterator[None]:
    """Stop a test that computes for ever without asking anything."""

    def ring(*_: object) -> None:
        raise _TookTooLong(f"more than {seconds:g} s")

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
