"""Call a student's code, hold it to good manners, and write down what happens."""

from __future__ import annotations

import contextlib
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from typing import Any

import torch
from torch._C._functorch import TransformType
from torch.autograd import forward_ad
from torch.overrides import TorchFunctionMode

from autograder.errors import CheckFailed
from autograder.lesson.door.counting import BackwardCount
from autograder.lesson.door.data import LONGEST, MOST_PARTS, Data, Raised, as_data, as_raised


@dataclass(frozen=True)
class Given:
    """What a function is called with."""

    #: A plain tensor; the function gets a copy.
    x: torch.Tensor
    #: Make the copy a leaf that requires a gradient.
    requires_grad: bool = False
    #: What stands in each entry of its ``.grad`` already.
    grad: float | None = None
    #: Give the very tensor that the question before this one gave.
    again: bool = False


@dataclass(frozen=True)
class Question:
    """One question to a student's code."""

    #: A function, to be called; or the answer itself.
    answer: Any
    #: What it is called with, None: nothing.
    given: Given | None = None
    #: Whether autograd is on while it runs.
    autograd: bool = True
    #: Turns what came into data.
    read: Callable[[Any], Data] = as_data
    #: What surrounds the call and the reading.
    within: Callable[[], AbstractContextManager[Any]] = contextlib.nullcontext
    #: Whether an answer that can be called, and is given nothing, is called.
    is_called: bool = True


@dataclass(frozen=True)
class Noted:
    """What a question may return: a value, and what else there is to know of how it came about.

    The names are those of fields of :class:`~autograder.lesson.misconceptions.Case`.
    """

    value: Any
    facts: Mapping[str, bool | None]


@dataclass(frozen=True)
class Mark:
    """What belongs to a tensor beside its values: a flag, and a gradient's first entry."""

    requires_grad: bool
    grad: float | None


@dataclass(frozen=True)
class Reply:
    """What came of one question, as plain data."""

    value: Data = None
    error: Raised | None = None
    #: It is still the stub, which raises NotImplementedError without a text.
    is_stub: bool = False
    #: The texts of the warnings that it caused, one a line.
    warning: str | None = None
    backward_passes: int = 0
    #: How many of them add to ``.grad``.
    adding_passes: int = 0
    #: Whether the values of what was given are others now.
    input_changed: bool = False
    #: How what was given was marked before and after, where that differs.
    input_marked: tuple[Mark, Mark] | None = None
    #: Whether what was given is a leaf afterwards.
    leaf: bool | None = None
    #: For the answer, or each of its parts: whether it lives in the memory of another one or of
    #: the given tensor's ``.grad``.
    shared: tuple[bool, ...] = ()
    #: The same: whether it was still what it had been after all questions had been answered.
    lasting: tuple[bool, ...] = ()
    #: What the question itself had to say.
    noted: Mapping[str, bool | None] = field(default_factory=dict)


Door = Callable[[Sequence[Question]], list[Reply]]


def _goes_forward() -> bool:
    """Whether derivatives are on their way in a forward pass: dual tensors, ``jvp``, ``jacfwd``."""
    # Neither has a public name in PyTorch: dual tensors live in a level, transforms on a stack.
    stack = torch._C._functorch.get_interpreter_stack() or ()
    differentiating = (TransformType.Jvp, TransformType.Grad)
    return forward_ad._current_level >= 0 or any(
        transform.key() in differentiating for transform in stack
    )


class _AutogradStaysOff(TorchFunctionMode):
    """Where it is off, ``torch.func`` and ``enable_grad`` would switch it on again."""

    def __torch_function__(
        self,
        func: Callable[..., Any],
        types: Any,
        args: tuple[Any, ...] = (),
        kwargs: dict[str, Any] | None = None,
    ) -> Any:
        if torch.is_grad_enabled() or _goes_forward():
            raise RuntimeError("autograd is switched off in this exercise")
        return func(*args, **(kwargs or {}))


def observe(questions: Sequence[Question]) -> list[Reply]:
    """Return what comes of each question, in their order; after a stub no more is asked.

    Autograd is on or off as the question says, whatever the notebook does to torch's modes, and
    where it is off the function cannot switch it on; the default dtype and anomaly mode are put
    back. Warnings are kept for the diagnosis and not shown: they may be the very symptom, and
    nbgrader takes points for what is on stderr.
    """
    replies: list[Reply] = []
    returned: list[list[tuple[torch.Tensor, torch.Tensor] | None]] = []
    given: torch.Tensor | None = None
    for question in questions:
        given = _given(question.given, given)
        reply, parts = _observed(question, given)
        replies.append(reply)
        returned.append([_with_copy(part) for part in parts])
        if reply.is_stub:
            break
    return [
        replace(reply, lasting=tuple(_is_lasting(pair) for pair in pairs))
        for reply, pairs in zip(replies, returned, strict=True)
    ]


def _observed(question: Question, given: torch.Tensor | None) -> tuple[Reply, Sequence[Any]]:
    """Return what comes of one question, but for what only later ones tell; and its live parts."""
    before = None if given is None else given.detach().clone()
    marked_before = None if given is None else _mark(given)
    gradient_before = None if given is None or given.grad is None else given.grad.clone()
    dtype, anomaly = torch.get_default_dtype(), torch.is_anomaly_enabled()
    value: Any = None
    data: Data = None
    error: BaseException | None = None
    with (
        question.within(),
        warnings.catch_warnings(record=True) as caught,
        BackwardCount() as count,
    ):
        warnings.simplefilter("always")
        try:
            stays = contextlib.nullcontext() if question.autograd else _AutogradStaysOff()
            with torch.inference_mode(False), torch.set_grad_enabled(question.autograd), stays:
                if given is not None:
                    value = question.answer(given)
                elif question.is_called and callable(question.answer):
                    value = question.answer()
                else:
                    value = question.answer
        except (Exception, SystemExit) as raised:
            # torch raises NotImplementedError too, but with a text: only a stub's has none.
            if isinstance(raised, NotImplementedError) and not raised.args:
                return Reply(is_stub=True), ()
            error = raised
        finally:
            torch.set_default_dtype(dtype)
            if torch.is_anomaly_enabled() != anomaly:
                torch.autograd.set_detect_anomaly(anomaly)
        noted: Mapping[str, bool | None] = {}
        if isinstance(value, Noted):
            value, noted = value.value, dict(value.facts)
        texts = [str(each.message) for each in caught]
        try:
            data = question.read(value)
        except Exception as raised:  # an answer may be anything
            error = error or raised
    parts = value[:MOST_PARTS] if isinstance(value, tuple | list) else (value,)
    reply = Reply(
        value=data,
        error=None if error is None else as_raised(error),
        warning="\n".join(texts)[:LONGEST] or None,
        backward_passes=count.passes,
        adding_passes=count.adding,
        shared=_shared(parts, given),
        noted=noted,
    )
    if given is None or before is None or marked_before is None:
        return reply, parts
    marked = given.requires_grad != marked_before.requires_grad or not _same(
        given.grad, gradient_before
    )
    return (
        replace(
            reply,
            input_changed=given.shape != before.shape or not torch.equal(given.detach(), before),
            input_marked=(marked_before, _mark(given)) if marked else None,
            leaf=given.is_leaf,
        ),
        parts,
    )


#: How replies are had. What a test puts here, or a grader, takes the questions elsewhere.
_door: ContextVar[Door] = ContextVar("door", default=observe)


@contextmanager
def through(door: Door) -> Iterator[None]:
    """Let all questions go through ``door`` inside."""
    token = _door.set(door)
    try:
        yield
    finally:
        _door.reset(token)


def ask(name: str, questions: Sequence[Question]) -> list[Reply]:
    """Return the replies to questions about the exercise ``name``, in their order.

    Raises:
        NotImplementedError: if the answer is still the stub.
        CheckFailed: one that the student's own code raised, a check inside it for instance.

    """
    replies = _door.get()(questions)
    for reply in replies:
        if reply.is_stub:
            raise not_written(name)
        if reply.error is not None and reply.error.kind == CheckFailed.__name__:
            raise CheckFailed(reply.error.text)
    return replies


def not_written(name: str) -> NotImplementedError:
    """Return the error of an exercise that is still a stub, to be raised: one line in IPython."""
    return _one_line(
        NotImplementedError(),
        f"… {name} is not written yet: put your code in place of raise NotImplementedError().",
    )


def unanswered(name: str, by: str = "your answer") -> NotImplementedError:
    """Return the error for an answer that is still ``...``, to be raised."""
    error = NotImplementedError(f"{name}: replace the three dots by {by}.")
    return _one_line(error, f"… {error}")


def _one_line(error: NotImplementedError, line: str) -> NotImplementedError:
    # One line instead of thirty: the frames are ours, not the student's.
    error._render_traceback_ = lambda: [line]  # type: ignore[attr-defined]
    return error


def _given(given: Given | None, last: torch.Tensor | None) -> torch.Tensor | None:
    if given is None or given.again:
        return last if given is not None else None
    x = given.x.detach().clone().requires_grad_(given.requires_grad)
    if given.grad is not None:
        x.grad = torch.full_like(given.x, given.grad)
    return x


def _mark(x: torch.Tensor) -> Mark:
    gradient = None if x.grad is None else x.grad.detach().flatten()
    return Mark(x.requires_grad, None if gradient is None else float(gradient[:1].sum()))


def _same(a: torch.Tensor | None, b: torch.Tensor | None) -> bool:
    return a is b if a is None or b is None else torch.equal(a, b)


def _is_dense(thing: Any) -> bool:
    return (
        isinstance(thing, torch.Tensor)
        and thing.layout == torch.strided
        and not (thing.is_nested or thing.is_meta)
    )


def _with_copy(part: Any) -> tuple[torch.Tensor, torch.Tensor] | None:
    return (part, part.detach().clone()) if _is_dense(part) else None


def _is_lasting(pair: tuple[torch.Tensor, torch.Tensor] | None) -> bool:
    return pair is None or torch.equal(*pair)


def _shared(parts: Sequence[Any], given: torch.Tensor | None) -> tuple[bool, ...]:
    places = [_memory(part) for part in parts]
    gradient = _memory(None if given is None else given.grad)
    return tuple(
        bool(place) and place in (gradient, *places[:k], *places[k + 1 :])
        for k, place in enumerate(places)
    )


def _memory(thing: Any) -> int:
    """Return where a tensor's numbers lie, 0 where that cannot be said."""
    return thing.data_ptr() if _is_dense(thing) else 0
