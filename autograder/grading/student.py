"""The student's side: run a notebook as it was released, and leave snapshots for the referee.

All of this runs behind the wall, in one process with the student's code. Nothing that it says is
believed; it can only answer for the student.
"""

from __future__ import annotations

import base64
import contextlib
import json
import os
import signal
import socket
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from autograder.grading import serving, wire
from autograder.grading.late_imports import import_what_torch_wants_late
from autograder.grading.plan import Done, Error, Plan, Shown, Step, Stream

_shell: Any = None

#: Of an endless recursion, so many frames are shown from each end.
_FRAMES = 5


class Stopped(KeyboardInterrupt):
    """The cell has used up what it may. An interrupt, since answers swallow ``Exception``."""


def warm_up() -> None:
    """Import what notebooks want, and make a shell ready; called once, in the warm parent."""
    import cloudpickle  # noqa: F401
    import matplotlib
    import numpy  # noqa: F401
    import torch
    from IPython.core.interactiveshell import InteractiveShell
    from traitlets.config import Config

    import autograder.lesson
    import autograder.lesson.kit  # noqa: F401

    torch.set_num_threads(1)
    global _shell
    config = Config()
    config.HistoryManager.enabled = False
    config.InteractiveShell.cache_size = 0
    _shell = InteractiveShell.instance(config=config)
    _shell.enable_gui = lambda gui=None: None
    # As in a kernel: figures are shown when their cell ends.
    matplotlib.use("module://matplotlib_inline.backend_inline")
    from matplotlib_inline.backend_inline import configure_inline_support

    configure_inline_support(_shell, "inline")
    _shell.set_custom_exc((RecursionError,), _show_few_frames)
    _import_what_comes_late()


def _show_few_frames(shell: Any, kind: Any, error: Any, trace: Any, tb_offset: Any = None) -> None:
    """Show an endless recursion's error without its thousand frames: each takes IPython long."""
    frames = [trace]
    while frames[-1].tb_next is not None:
        frames.append(frames[-1].tb_next)
    if len(frames) > 2 * _FRAMES:
        frames[_FRAMES - 1].tb_next = frames[-_FRAMES]
    shell.showtraceback((kind, error, trace), tb_offset=tb_offset)


def _import_what_comes_late() -> None:
    """Let torch, matplotlib and IPython import what they import when it is first needed."""
    import io

    import matplotlib.pyplot as plt
    import torch

    import_what_torch_wants_late()
    figure, axes = plt.subplots()
    axes.plot([1, 2], label="$x$")
    axes.legend()
    figure.savefig(io.BytesIO(), format="png")
    plt.close(figure)
    with contextlib.suppress(Exception):  # it draws without it, only later
        from autograder.lesson import show_graph

        with contextlib.redirect_stdout(io.StringIO()):
            show_graph(torch.ones(2, requires_grad=True).square().sum())
    plt.close("all")
    try:
        raise NotImplementedError
    except NotImplementedError:
        _shell.InteractiveTB.structured_traceback(*sys.exc_info())


def run(handle: int, snapshots: Sequence[int]) -> None:
    """Run the notebook that comes through the socket ``handle``, and say what it puts out.

    Args:
        handle: Of the socket that leads to the grader.
        snapshots: Of the sockets for the snapshots, one for each test, in order.

    """
    connection = socket.socket(fileno=handle)
    plan = wire.unpack(wire.receive(connection), Plan)
    for name, content in plan.files.items():
        path = Path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    _start_afresh()
    recorder = _Recorder(plan.output_bytes, plan.sentences["output"])
    with recorder.watching():
        for step in plan.steps:
            if step.answers:
                _leave_snapshot(connection, snapshots, step.answers)
            wire.send(connection, wire.pack(_run(step, plan, recorder)))
    os._exit(0)


def _start_afresh() -> None:
    """Make this fork of the warm parent a process of its own."""
    import random

    import numpy as np

    from autograder.lesson.memory import own_cards

    own_cards.FOLDER = Path.cwd()
    sys.path.insert(0, "")
    random.seed()
    np.random.seed()
    _shell.user_ns["__name__"] = "__main__"
    try:
        for handle in os.openpty():
            os.close(handle)
    except OSError:  # no terminals behind this wall: what "!" runs writes past Python
        _shell.system = _shell.system_raw

    def nobody_answers(*_: object, **__: object) -> str:
        raise RuntimeError("input() has nobody to answer it while a notebook is graded.")

    import builtins
    import getpass

    builtins.input = nobody_answers
    getpass.getpass = nobody_answers


def _leave_snapshot(
    connection: socket.socket, snapshots: Sequence[int], tests: Sequence[int]
) -> None:
    """Leave a fork of this process behind, to answer for the state that there is now.

    Several tests ask it one after the other, each through a socket of its own.
    """
    if os.fork() == 0:
        for other, handle in enumerate(snapshots):
            if other not in tests:
                with contextlib.suppress(OSError):
                    os.close(handle)
        connection.close()
        for test in tests:
            serving.serve(socket.socket(fileno=snapshots[test]), _shell.user_ns)
        os._exit(0)
    for test in tests:
        os.close(snapshots[test])


def _run(step: Step, plan: Plan, recorder: _Recorder) -> Done:
    """Return what one cell puts out."""
    if step.is_passed_over:
        _shell.execution_count += 1  # errors say in which cell they were raised
        return Done(())
    if step.lost:
        return Done((Error(Stopped.__name__, step.lost, (step.lost,)),))
    recorder.begin()
    hit = ""

    def out_of_time(*_: object) -> None:
        nonlocal hit
        hit = "time"
        raise Stopped(plan.sentences["time"])

    signal.signal(signal.SIGALRM, out_of_time)
    signal.setitimer(signal.ITIMER_REAL, plan.cell_seconds)
    try:
        _shell.run_cell(step.source, store_history=True)
    except BaseException as error:  # raised while IPython was cleaning up
        recorder.error(type(error).__name__, str(error), [])
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
    if step.is_answer:
        _put_back_modes(step.source)
    outputs = recorder.end()
    return Done(outputs, "output" if recorder.is_full else hit)


def _put_back_modes(source: str) -> None:
    """Undo what an answer does to torch as a whole, unless it says so where one can see it."""
    import torch

    torch.set_grad_enabled(True)
    if torch.get_default_dtype() != torch.float32 and "set_default_dtype" not in source:
        torch.set_default_dtype(torch.float32)
    torch.set_num_threads(1)


class _Recorder:
    """Writes down what a cell puts out, in order, and no more than it may."""

    def __init__(self, most: int, sentence: str) -> None:
        self._most, self._sentence = most, sentence
        self._outputs: list[Stream | Shown | Error] = []
        self._size = 0
        # In a folder of limited size, where memory without a name would count for nobody.
        self._kept = tempfile.TemporaryFile()  # noqa: SIM115
        self._file = self._kept.fileno()
        self.is_full = False

    @contextlib.contextmanager
    def watching(self) -> Iterator[None]:
        """Take in all that is written or displayed inside."""
        os.dup2(self._file, 1)
        os.dup2(self._file, 2)
        sys.stdin = open(os.devnull)  # noqa: PTH123, SIM115
        sys.stdout, sys.stderr = _Writer(self, "stdout"), _Writer(self, "stderr")
        publisher, hook = _shell.display_pub, _shell.displayhook
        publisher.publish = self._publish
        hook.write_format_data = lambda data, metadata=None: self.show(data, metadata, True)
        hook.write_output_prompt = lambda: None
        hook.finish_displayhook = lambda: None
        publisher.clear_output = self._clear
        _shell._showtraceback = lambda kind, error, lines: self.error(
            kind.__name__, _text(error), lines
        )
        yield

    def begin(self) -> None:
        """Begin with a new cell."""
        self._outputs, self._size, self.is_full = [], 0, False

    def end(self) -> tuple[Stream | Shown | Error, ...]:
        """Return what the cell has put out."""
        size = os.lseek(self._file, 0, os.SEEK_END)
        if size:  # what programs and libraries wrote, past Python
            said = os.pread(self._file, min(size, self._most + 1), 0)
            os.ftruncate(self._file, 0)
            os.lseek(self._file, 0, os.SEEK_SET)
            with contextlib.suppress(Stopped):
                self.write("stdout", said.decode("utf-8", "replace"))
        return tuple(self._outputs)

    def write(self, name: str, text: str) -> None:
        """Take in text on a stream."""
        self._count(len(text))
        last = self._outputs[-1] if self._outputs else None
        if isinstance(last, Stream) and last.name == name and len(last.text) < 100_000:
            self._outputs[-1] = Stream(name, last.text + text)
        else:
            self._outputs.append(Stream(name, text))

    def show(
        self, data: dict[str, Any], metadata: dict[str, Any] | None, is_result: bool = False
    ) -> None:
        """Take in something displayed."""
        forms = {str(mime): _form(mime, form) for mime, form in data.items()}
        self._count(sum(map(len, forms.values())))
        said = json.dumps(metadata or {}, default=str)
        self._count(len(said))
        self._outputs.append(Shown(forms, said, is_result))

    def error(self, name: str, text: str, lines: Sequence[str]) -> None:
        """Take in an error."""
        self._outputs.append(
            Error(name[:200], text[:10_000], tuple(str(line)[:20_000] for line in lines[:200]))
        )

    def _publish(
        self, data: dict[str, Any], metadata: dict[str, Any] | None = None, **_: Any
    ) -> None:
        self.show(data, metadata)

    def _clear(self, wait: bool = False) -> None:
        self._outputs.clear()

    def _count(self, size: int) -> None:
        self._size += size
        if self._size > self._most:
            self.is_full = True
            raise Stopped(self._sentence)


class _Writer:
    """Stands for a stream."""

    encoding = "utf-8"
    errors = "replace"

    def __init__(self, recorder: _Recorder, name: str) -> None:
        self._recorder, self._name = recorder, name

    def write(self, text: str) -> int:
        """Hand text on to the recorder."""
        if not isinstance(text, str):
            raise TypeError(f"write() takes a str, not {type(text).__name__}")
        self._recorder.write(self._name, text.encode("utf-8", "replace").decode())
        return len(text)

    def writelines(self, lines: Sequence[str]) -> None:
        """Hand lines on."""
        for line in lines:
            self.write(line)

    def flush(self) -> None:
        """Nothing waits to be written."""

    def isatty(self) -> bool:
        """It is no terminal."""
        return False

    def fileno(self) -> int:
        """Return where a program that was started writes."""
        return 1 if self._name == "stdout" else 2

    def readable(self) -> bool:
        """It is only written to."""
        return False

    def writable(self) -> bool:
        """It is written to."""
        return True

    closed = False


def _text(error: object) -> str:
    try:
        return str(error)
    except Exception:  # an error class of the student's own
        return ""


def _form(mime: str, form: Any) -> str:
    if isinstance(form, bytes):
        return base64.b64encode(form).decode()
    if isinstance(form, str):
        return form.encode("utf-8", "replace").decode()
    return json.dumps(form, default=str)
