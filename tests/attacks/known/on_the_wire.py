"""Attacks on the grader's own protocol, from a student's process that knows all of its code."""

from __future__ import annotations

from autograder.grading import Limits
from tests.attacks.attack import FIND, Attack, everywhere, with_right_answers

#: Replaces what a snapshot answers.
_ANSWER = """
from autograder.grading import serving, wire, values
"""


def _answers_with(expression: str) -> dict[str, str]:
    return everywhere(
        f"{_ANSWER}\nserving._answer = lambda request, namespace, objects: ({expression})"
    )


#: A list of more than a million empty ones.
_EMPTY_LISTS = "b'\\xdd' + (1_200_000).to_bytes(4, 'big') + b'\\x90' * 1_200_000"

_NOBODY = "from autograder.lesson.door.data import Numbers\n"

ATTACKS = [
    Attack(
        "forged-outputs",
        "Says itself what all cells have put out, before they have run.",
        everywhere(
            FIND
            + """
from autograder.grading import wire
from autograder.grading.plan import Done
for _ in ours["plan"].steps:
    wire.send(ours["connection"], wire.pack(Done(())))
"""
        ),
    ),
    Attack(
        "forged-verdicts",
        "Sends grades in place of outputs.",
        everywhere(
            FIND
            + """
import pickle
from autograder.grading import wire
from autograder.grading.verdicts import TestGrade, Verdict
grade = pickle.dumps((0, TestGrade("test_square", Verdict.PASSED, 1.0, 1.0)))
for _ in range(20):
    wire.send(ours["connection"], grade)
"""
        ),
    ),
    Attack(
        "answers-before-questions",
        "Fills the snapshots' sockets with answers of True before anybody has asked.",
        everywhere(
            FIND
            + """
import socket
from autograder.grading import wire, values
true = wire.pack(values.Answer(values.Scalar(True)))
for handle in ours["snapshots"]:
    snapshot = socket.socket(fileno=handle)
    for _ in range(20):
        wire.send(snapshot, true)
    snapshot.detach()
"""
        ),
    ),
    Attack(
        "half-a-frame",
        "Sends half a frame in place of a cell's outputs, and ends.",
        with_right_answers(
            "",
            slope=FIND
            + """
import os, struct
ours["connection"].sendall(struct.pack(">I", 1000) + b"half")
os._exit(0)
""",
        ),
        worth=2,
    ),
    Attack(
        "frames-drop-by-drop",
        "Sends an answer one byte at a time.",
        everywhere(
            _ANSWER
            + """
import time
def drip(to, content):
    while True:
        to.sendall(b"\\0\\1\\0\\0"[:1])
        time.sleep(0.05)
honest = wire.send
def send(to, content):
    import traceback
    if any(f.name == "serve" for f in traceback.extract_stack()):
        drip(to, content)
    honest(to, content)
wire.send = send
"""
        ),
        limits=Limits(cell_seconds=0.4),
    ),
    Attack(
        "frames-of-gigabytes",
        "Says of a frame that it is 4 GB long.",
        everywhere(
            _ANSWER
            + """
import struct
serving.wire = type("Wire", (), {
    "receive": staticmethod(wire.receive), "pack": staticmethod(wire.pack),
    "send": staticmethod(lambda to, content: to.sendall(b"\\xff\\xff\\xff\\xff")),
})
"""
        ),
    ),
    Attack(
        "frames-that-swell",
        "A frame of 18 MB that would become a gigabyte of empty lists.",
        _answers_with(f"b'\\x9f' + 15 * ({_EMPTY_LISTS})"),
    ),
    Attack(
        "outputs-that-swell",
        "Says that each cell has put out as many.",
        with_right_answers(
            f"""
from autograder.grading import wire
pack = wire.pack
def swollen(value):
    if type(value).__name__ == "Done":
        return b"\\x9f" + 15 * ({_EMPTY_LISTS})
    return pack(value)
wire.pack = swollen
"""
        ),
        worth=2,
    ),
    Attack(
        "outputs-beyond-the-limit",
        "Says itself that a cell has put out 20 MB, past whoever counts.",
        with_right_answers(
            FIND
            + """
from autograder.grading.plan import Done, Stream
import autograder.grading.student as side
side._Recorder.end = lambda self: (Stream("stdout", "x" * 20_000_000),)
"""
        ),
        worth=2,
    ),
    Attack(
        "outputs-that-are-no-outputs",
        "Puts out what no notebook can hold: JSON as deep as its text is long, kinds of no kind.",
        with_right_answers(
            FIND
            + """
from autograder.grading.plan import Done, Shown
import autograder.grading.student as side
side._Recorder.end = lambda self: (
    Shown({"application/json": "[" * 100_000}),
    Shown({"x json": "{}", "": "x", "text/plain": "NaN", "application/x+json": "NaN"}),
    Shown({"application/json": "1" * 5000}, True),
)
"""
        ),
        worth=2,
    ),
    Attack(
        "nesting",
        "A frame of lists in lists, a million deep.",
        _answers_with("b'\\x91' * 1_000_000"),
    ),
    Attack(
        "no-message-at-all",
        "Answers with random bytes.",
        _answers_with("__import__('os').urandom(1000)"),
    ),
    Attack(
        "names-that-nobody-asked-for",
        "When it is asked for a name, gives abs, all and a test's own functions as well.",
        everywhere(
            _ANSWER
            + """
def zero(*_, **__): return 0.0
def yes(*_, **__): return True
def lookup(namespace, names):
    found = {name: namespace[name] for name in names if name in namespace}
    return found | {
        "abs": zero, "len": zero, "torch": serving, "gradcheck": yes, "__builtins__": {"abs": zero},
        "sum": lambda *_: 317, "enumerate": lambda *_: [],
    }
serving.lookup = lookup
"""
        ),
    ),
    Attack(
        "handles-of-others",
        "Gives numbers of objects that the grader holds, or that nobody has.",
        _answers_with("wire.pack(values.Answer(values.Known(-1, ('__main__.X',), True, False)))"),
    ),
    Attack(
        "changes-what-it-was-not-given",
        "Says that arguments have changed, at places and of kinds that there are not.",
        _answers_with(
            "wire.pack(values.Answer(values.Scalar(None), None,"
            " {'0': values.Table((), ()), '7': values.Scalar(1), '\\u00b2': values.Scalar(1),"
            " 'self': values.Scalar(1)}))"
        ),
    ),
    Attack(
        "tensor-for-a-number",
        "Gives a tensor the number of the test's own expected one, with other entries.",
        everywhere(
            _NOBODY
            + _ANSWER
            + """
honest = serving._answer
def answer(request, namespace, objects):
    said = honest(request, namespace, objects)
    try:
        found = wire.unpack(said, values.Answer)
    except Exception:
        return said
    if isinstance(found.value, values.TensorValue):
        from dataclasses import replace
        found = replace(found, value=replace(found.value, number=-1))
        return wire.pack(found)
    return said
serving._answer = answer
""",
            slope="def slope(x): return 3 * x**2 if x[0] == 1 else x",
        ),
    ),
    Attack(
        "dtypes-of-no-kind",
        "Arrays of objects, of pointers, of structures and of dtypes that are none.",
        _answers_with(
            "wire.pack(values.Answer(values.Several('list', tuple("
            "values.ArrayValue(d, (1,), b'\\1' * 8) for d in "
            "('O', 'T', '|V8', 'f8,O', '(2,)i4', 'U2', '<M8[ns]', '', '>x9', 'i8' * 9999)))))"
        ),
    ),
    Attack(
        "truth-of-two",
        "A truth value of NumPy's whose byte is 2.",
        _answers_with("wire.pack(values.Answer(values.ArrayValue('|b1', None, b'\\2')))"),
    ),
    Attack(
        "keys-that-collide",
        "A dictionary of 300 000 integers that all have the same hash.",
        _answers_with(
            "wire.pack(values.Answer(values.Table(tuple("
            "values.Written('int', hex(k * (2**61 - 1))) for k in range(300_000)),"
            " (values.Scalar(None),) * 300_000)))"
        ),
        limits=Limits(cell_seconds=1),
    ),
    Attack(
        "errors-with-names",
        "Errors of classes that Python has, or has not, of names that are none, of texts of 20 MB.",
        _answers_with(
            "wire.pack(values.Answer(None, __import__('autograder.lesson.door.data', fromlist='x')"
            ".Raised('x\\0', ('x\\0', 'SystemExit', 'TimeoutError', 'UnicodeDecodeError'),"
            " 'x' * 20_000_000)))"
        ),
    ),
    Attack(
        "leaves-without-end",
        "Tensors whose graph has leaves that come from further leaves, on and on.",
        everywhere(
            _NOBODY
            + _ANSWER
            + """
count = 10**6
def answer(request, namespace, objects):
    global count
    count += 1
    numbers = Numbers("torch.float64", (1,), "cpu", True, False, b"\\0" * 8)
    return wire.pack(values.Answer(values.TensorValue(count, numbers, None, (count + 1,))))
serving._answer = answer
"""
        ),
        limits=Limits(cell_seconds=1),
    ),
    Attack(
        "gradients-of-no-kind",
        "Answers to the request for a gradient with objects, texts and other shapes.",
        everywhere(
            _ANSWER
            + """
serving.pull_back.__code__ = (lambda result, leaves, head, again: ["x"] * len(leaves)).__code__
"""
        ),
    ),
    Attack(
        "stdout-like-the-protocol",
        "Prints frames, verdicts and scores, on every stream there is.",
        everywhere(
            """
            import os, sys
            from autograder.grading import wire
            from autograder.grading.plan import Done
            frame = wire.pack(Done(()))
            for handle in range(3):
                try:
                    os.write(handle, len(frame).to_bytes(4, "big") + frame)
                except OSError:
                    pass
            print("test_square: Verdict.PASSED 1.0")
            sys.stderr.write("5/5")
            """
        ),
    ),
    Attack(
        "every-descriptor",
        "Writes to every file descriptor that it has, and then closes them all.",
        with_right_answers(
            "",
            slope="""
            import os
            for handle in range(3, 1024):
                try:
                    os.write(handle, b"\\0\\0\\0\\1\\xc3" * 5)
                except OSError:
                    pass
            os.closerange(0, 1024)
            """,
        ),
        worth=2,
    ),
    Attack(
        "one-answers-for-all",
        "One process answers for all snapshots, so that it sees all questions together.",
        everywhere(
            FIND
            + """
import os, socket
from autograder.grading import serving, wire, values
if os.fork() == 0:
    import selectors
    wait = selectors.DefaultSelector()
    for handle in ours["snapshots"]:
        wait.register(socket.socket(fileno=os.dup(handle)), selectors.EVENT_READ)
    while True:
        for key, _ in wait.select():
            wire.receive(key.fileobj)
            wire.send(key.fileobj, wire.pack(values.Answer(values.Scalar(True))))
"""
        ),
        limits=Limits(cell_seconds=1),
    ),
]
