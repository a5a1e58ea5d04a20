"""Attacks by functions, lists and tensors that a test hands to an answer, and that are the test's.

A function that writes down how it is called runs on the trusted side: the answer's call goes there,
and the result comes back. So these answers ask where others only reply.
"""

from __future__ import annotations

from textwrap import dedent

from autograder.grading import Limits
from tests.attacks.assignment import HONEST_WITH_CALLS
from tests.attacks.attack import Attack

#: Sends what looks like a call by the way on which answers go.
_FORGE = """
from autograder.grading import serving, wire
from autograder.grading.values import Call, Known, Scalar, Several, Table, TensorValue
def forge(step, number, *arguments, **named):
    session = step._session
    wire.send(session._connection, wire.pack(Call(number, arguments, named)))
    kind, (value, error, _) = session._read(wire.receive(session._connection))
    if error is not None:
        raise error
    return value
"""


def _with(before: str = "", **answers: str) -> dict[str, str]:
    """Return these answers, with ``before`` in the first cell."""
    said = {name: dedent(text).strip() for name, text in answers.items()}
    first = next(iter(said))
    return said | {first: f"{dedent(before).strip()}\n\n{said[first]}"}


ATTACKS = [
    Attack(
        "calls-ten-thousand-times",
        "Calls the test's function over and over again, and hopes that it wears out.",
        _with(
            walk="""
            def walk(step, place, times):
                for _ in range(10_000):
                    step(place)
                return place + 2.0 * times
            """
        ),
        limits=Limits(cell_seconds=2),
    ),
    Attack(
        "calls-with-giants",
        "Calls it with tensors, texts and lists far larger than any answer.",
        _with(
            walk="""
            def walk(step, place, times):
                for giant in (
                    torch.ones(30_000_000), "x" * 100_000_000, bytes(100_000_000),
                    [0.0] * 5_000_000, torch.ones(1).expand(10**9), 10 ** 100_000,
                    {k: [k] * 50 for k in range(50_000)},
                ):
                    try:
                        step(giant)
                    except BaseException:
                        pass
                return place + 2.0 * times
            """
        ),
    ),
    Attack(
        "calls-with-depths",
        "Calls it with lists in lists without an end, and with a list that holds itself.",
        _with(
            walk="""
            def walk(step, place, times):
                deep = []
                for _ in range(100_000):
                    deep = [deep]
                ring = []
                ring.append(ring)
                for thing in (deep, ring):
                    try:
                        step(thing)
                    except BaseException:
                        pass
                return place + 2.0 * times
            """
        ),
    ),
    Attack(
        "calls-within-calls",
        "Gives it an object whose sum calls it again, without an end.",
        _with(
            walk="""
            def walk(step, place, times):
                class Again:
                    def __add__(self, other):
                        return step(self)
                try:
                    step(Again())
                except BaseException:
                    pass
                return place + 2.0 * times
            """
        ),
        limits=Limits(cell_seconds=5),
    ),
    Attack(
        "calls-after-the-reply",
        "A thread goes on calling when the answer has long been given.",
        _with(
            walk="""
            def walk(step, place, times):
                import threading
                def later():
                    import time
                    while True:
                        time.sleep(0.001)
                        try:
                            step(0.0)
                        except BaseException:
                            return
                threading.Thread(target=later, daemon=True).start()
                return place + 2.0 * times
            """
        ),
        limits=Limits(cell_seconds=3),
    ),
    Attack(
        "calls-from-everywhere",
        "Threads and forks call at the same time, each by the one way there is.",
        _with(
            walk="""
            def walk(step, place, times):
                import os, threading
                if os.fork() == 0:
                    while True:
                        step(place)
                threads = [threading.Thread(target=step, args=(k,)) for k in range(5)]
                for thread in threads:
                    thread.start()
                for thread in threads:
                    thread.join(0.2)
                return place + 2.0 * times
            """
        ),
        limits=Limits(cell_seconds=3),
    ),
    Attack(
        "functions-never-handed-over",
        "Calls functions by numbers that nobody has given it.",
        _with(
            _FORGE,
            walk="""
            def walk(step, place, times):
                for number in (-1, 1, 2, 10**6, 2**62):
                    forge(step, number, Scalar(place))
                return place + 2.0 * times
            """,
        ),
    ),
    Attack(
        "arguments-that-lie",
        "Says of its arguments that they are objects of the test's, of Python's, of nobody's.",
        _with(
            _FORGE,
            walk="""
            def walk(step, place, times):
                for lie in (
                    Known(4711, ("builtins.float", "builtins.object"), True, True),
                    Known(-1, ("builtins.function",), True, False),
                    Known(1, ("builtins.BaseException",), False, True),
                    Table((Scalar("x"),), (Scalar(1.0),), -1),
                    Several("list", (Scalar(73.0),), -1),
                    Several("attack deepcopy __class__", (Scalar(1.0), Scalar(2.0))),
                ):
                    try:
                        forge(step, step._number, lie)
                    except BaseException:
                        pass
                return place + 2.0 * times
            """,
        ),
    ),
    Attack(
        "equals-by-callback",
        "Has the test write down objects that are equal to everything, in place of numbers.",
        _with(
            walk="""
            class Any:
                def __eq__(self, other): return True
                def __hash__(self): return 0
                def __add__(self, other): return self
                __radd__ = __sub__ = __rsub__ = __abs__ = __add__
                def __lt__(self, other): return True
            def walk(step, place, times):
                for _ in range(times):
                    step(Any())
                return place + 2.0 * times
            """,
            total="""
            class Any:
                def __eq__(self, other): return True
                def __mul__(self, other): return self
                __rmul__ = __add__ = __radd__ = __sub__ = __abs__ = __mul__
                def __lt__(self, other): return True
            def total(listener, numbers):
                return sum(listener(Any()) for _ in numbers)
            """,
        ),
    ),
    Attack(
        "names-of-parameters",
        "Calls it by names: of the list that it writes to, of itself, of what stands in no name.",
        _with(
            _FORGE,
            walk="""
            def walk(step, place, times):
                for named in (
                    {"calls": Several("list", ())}, {"self": Scalar(None)}, {"": Scalar(1)},
                    {"place": Scalar(1.0), "__class__": Scalar(None)}, {"__defaults__": Scalar(1)},
                ):
                    try:
                        forge(step, step._number, **named)
                    except BaseException:
                        pass
                return place + 2.0 * times
            """,
            total="""
            def total(listener, numbers):
                for named in ({"side_effect": None}, {"return_value": 1.0}, {"spec": int}):
                    try:
                        listener(**named)
                    except BaseException:
                        pass
                return 2.0 * len(numbers)
            """,
        ),
    ),
    Attack(
        "reaches-into-the-function",
        "Looks in what stands for the function for its code, its list, its mock.",
        _with(
            walk="""
            def walk(step, place, times):
                for path in ("__globals__", "__closure__", "__code__", "__wrapped__", "__dict__"):
                    try:
                        found = getattr(step, path)
                        found["calls"][:] = [place + 2.0 * k for k in range(times)]
                    except BaseException:
                        pass
                return place + 2.0 * times
            """,
            total="""
            def total(listener, numbers):
                for path in ("call_count", "call_args_list", "side_effect", "return_value"):
                    try:
                        setattr(listener, path, len(numbers))
                    except BaseException:
                        pass
                return 2.0 * len(numbers)
            """,
        ),
    ),
    Attack(
        "ends-within-a-call",
        "Ends Python while the test's function asks its object for a sum.",
        _with(
            walk="""
            import os
            class End:
                def __add__(self, other): os._exit(0)
            def walk(step, place, times):
                return step(End())
            """
        ),
    ),
    Attack(
        "raises-within-a-call",
        "Raises the referee's own errors while the test's function asks its object for a sum.",
        _with(
            walk="""
            from autograder.grading import wire
            from autograder.grading.referee import _TookTooLong
            kinds = [wire.Late, wire.Gone, wire.Garbled, _TookTooLong, TimeoutError, SystemExit,
                     KeyboardInterrupt, GeneratorExit, StopIteration, MemoryError, RecursionError]
            class Raise:
                def __init__(self, kind): self.kind = kind
                def __add__(self, other): raise self.kind("x")
            def walk(step, place, times):
                for kind in kinds:
                    try:
                        step(Raise(kind))
                    except BaseException:
                        pass
                return place + 2.0 * times
            """
        ),
    ),
    Attack(
        "never-comes-back",
        "Sleeps while the test's function asks its object for a sum.",
        _with(
            walk="""
            import time
            class Sleep:
                def __add__(self, other): time.sleep(60)
            def walk(step, place, times):
                return step(Sleep())
            """
        ),
        limits=Limits(cell_seconds=1),
    ),
    Attack(
        "tells-what-functions-give",
        "Right answers that tell by all ways what they are called with and what functions give.",
        _with(
            """
            import os, sys, warnings
            def tell(*things):
                text = " ".join(map(str, things))
                print(text)
                print(text, file=sys.stderr)
                warnings.warn(text)
                os.write(1, text.encode())
                get_ipython().display_pub.publish({"text/plain": text})
            """,
            walk="""
            def walk(step, place, times):
                for _ in range(times):
                    tell("walk", place)
                    place = step(place)
                return place
            """,
            fill="""
            def fill(kept, n):
                tell("fill", kept)
                kept.extend(k * k for k in range(1, n + 1))
                tell("fill", kept)
            """,
            descend="""
            def descend(loss, w, rate, times):
                for _ in range(times):
                    w.grad = None
                    value = loss(w)
                    value.backward()
                    tell("descend", w.grad.tolist(), value.item())
                    with torch.no_grad():
                        w -= rate * w.grad
            """,
        ),
        worth=3,
    ),
    Attack(
        "raises-what-functions-give",
        "Raises errors whose text, class and notes are what the test's function has given.",
        _with(
            walk="""
            def walk(step, place, times):
                for _ in range(times):
                    place = step(place)
                if times != 3:
                    error = type(f"Found {place}", (ValueError,), {})(f"found {place}")
                    error.add_note(f"found {place}")
                    raise error from KeyError(place)
                return place
            """,
            total="""
            def total(listener, numbers):
                if len(numbers) == 2:
                    return sum(map(listener, numbers))
                try:
                    listener("x", "y", "z")
                except BaseException as error:
                    raise RuntimeError(f"{error} {listener(1.0)} {error.__traceback__}")
            """,
        ),
    ),
    Attack(
        "changes-what-is-shared",
        "Changes the lists and tensors that it was given, so that what is expected changes too.",
        _with(
            fill="""
            given = []
            def fill(kept, n):
                given.append(kept)
                kept.clear()
                kept.extend([5357.016205013, 1, 4, 9, 16] if len(given) == 9 else [0])
            """,
            descend="""
            def descend(loss, w, rate, times):
                result = loss(w)
                for thing in (result, w, w.grad, *[leaf for leaf in (result.grad_fn,) if leaf]):
                    try:
                        thing.data.fill_(float("nan"))
                    except BaseException:
                        pass
                loss(w).backward()
            """,
        ),
    ),
    Attack(
        "says-that-all-has-changed",
        "Says of everything by its number that it has changed: lists, tensors, the test's names.",
        _with(
            """
            from autograder.grading import values
            from autograder.grading.values import Scalar, Several
            honest = values.Numbering.news
            def news(self):
                told = honest(self)
                for number in range(-30, 30):
                    told.setdefault(str(number), Several("list", (Scalar(7.0),)))
                return told
            values.Numbering.news = news
            """,
            walk="""
            def walk(step, place, times):
                return place + 2.0 * times
            """,
            total="""
            def total(listener, numbers):
                return 2.0 * len(numbers)
            """,
        ),
    ),
    Attack(
        "calls-in-place-of-everything",
        "Answers each request, whatever it is, by a call of the test's function.",
        _with(
            _FORGE
            + """
honest = serving._Session.answer
kept = []
def answer(self, request):
    for step in kept:
        for _ in range(3):
            try:
                forge(step, step._number, Scalar(0.0))
            except BaseException:
                pass
    return honest(self, request)
serving._Session.answer = answer
""",
            walk="""
            def walk(step, place, times):
                kept.append(step)
                return place + 2.0 * times
            """,
        ),
        limits=Limits(cell_seconds=4),
    ),
]

#: What honest answers do that looks like some of these, by what they do; each earns its points.
HONEST_TWINS: dict[str, dict[str, str]] = {
    "calls often": _with(
        walk="""
        def walk(step, place, times):
            from functools import reduce
            return reduce(lambda place, _: step(place), range(times), place)
        """,
        descend="""
        def descend(loss, w, rate, times):
            optimizer = torch.optim.SGD([w], lr=rate)
            for _ in range(times):
                optimizer.zero_grad()
                loss(w).backward()
                optimizer.step()
        """,
    ),
    "differentiates what it is given, once and again": _with(
        descend="""
        def descend(loss, w, rate, times):
            def scaled(w): return 2.0 * loss(0.5 * (w + w))
            for _ in range(times):
                (slope,) = torch.autograd.grad(scaled(w), w, create_graph=True)
                (bend,) = torch.autograd.grad(slope.sum(), w)
                assert torch.allclose(bend, torch.full_like(w, 4.0))
                with torch.no_grad():
                    w -= 0.5 * rate * slope
        """
    ),
    "calls from a thread that it waits for": _with(
        walk="""
        def walk(step, place, times):
            from concurrent.futures import ThreadPoolExecutor
            with ThreadPoolExecutor(1) as other:
                for _ in range(times):
                    place = other.submit(step, place).result()
            return place
        """
    ),
    "calls within calls": _with(
        walk="""
        def walk(step, place, times):
            return place if times == 0 else walk(step, step(place), times - 1)
        """,
        total="""
        def total(listener, numbers):
            first, *others = numbers
            return listener(first) + (total(listener, others) if others else 0)
        """,
    ),
    "hands the function on, under other names": _with(
        """
        class Walker:
            def __init__(self, step): self.step = step
            def go(self, place): return self.step(place)
        """,
        walk="""
        def walk(step, place, times):
            walker, go = Walker(step), lambda walker, place: walker.go(place)
            for _ in range(times):
                place = go(walker, place)
            return place
        """,
    ),
    "meets an error, and goes on": _with(
        total="""
        def total(listener, numbers):
            found = []
            for number in numbers:
                try:
                    int("none")
                except ValueError:
                    found.append(listener(number))
            return sum(found)
        """
    ),
    "changes the list in other ways": _with(
        fill="""
        def fill(kept, n):
            kept[len(kept):] = [0] * n
            for k in range(n, 0, -1):
                kept[k - n - 1] = k * k
        """
    ),
    "does it as one does": dict(HONEST_WITH_CALLS),
}
