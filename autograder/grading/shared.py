"""What a test and a student's code have in common: lists, tensors and functions, by number."""

from __future__ import annotations

import io
import itertools
import types
from collections import deque
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from unittest.mock import NonCallableMock

import numpy as np
import torch

from autograder.grading import wire
from autograder.grading.pictures import (
    CLEARED,
    by_content,
    can_be_shared,
    is_as,
    is_tests_own,
    picture,
)
from autograder.grading.remote import REMOTES
from autograder.grading.staying import stays_here
from autograder.grading.tensors_there import Plain, fitting
from autograder.grading.values import ArrayValue, Several, Table, TensorValue, Value
from autograder.lesson.door.data import MOST_PARTS

if TYPE_CHECKING:
    from autograder.grading.connection import Connection

#: Things whose changes the student's side is told; of more, the oldest are forgotten.
_MOST_FOLLOWED = 400


class Shared:
    """What both sides know by a number, and what each has last been told of it.

    The referee's own numbers are negative.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._things: dict[int, Any] = {}  # which keeps them alive, and their ids their own
        self._numbers: dict[int, int] = {}
        self._pictures: dict[int, Any] = {}
        self._functions: dict[int, Any] = {}
        self._count = 0

    def enter(self, thing: Any, number: int) -> None:
        """Let ``thing`` be known by ``number``, and as it is now."""
        self._things[number] = thing
        self._numbers[id(thing)] = number
        self._pictures[number] = picture(thing)

    def tensor(self, number: int) -> torch.Tensor | None:
        """Return the tensor with this number, if there is one."""
        found = self._things.get(number)
        return found if isinstance(found, torch.Tensor) else None

    def share(self, thing: Any) -> None:
        """Let a list, say, that the test hands over be one and the same on both sides."""
        if type(thing) in REMOTES or id(thing) in self._numbers:
            return
        if can_be_shared(thing):
            self._count += 1
            self._things[-self._count] = thing
            self._numbers[id(thing)] = -self._count

    def function(self, number: int) -> Any:
        """Return a function that was handed over.

        Raises:
            Garbled: if there was none with this number.

        """
        if number not in self._functions:
            raise wire.Garbled("A call of a function that there is not.")
        return self._functions[number]

    def changed(self) -> list[Any]:
        """Return what the student's side knows, and what is different here now."""
        found = []
        for number in list(self._pictures)[-_MOST_FOLLOWED:]:
            thing = self._things[number]
            if isinstance(thing, torch.Tensor) and not (thing.is_leaf and thing.requires_grad):
                continue
            if not is_as(thing, self._pictures[number]):
                found.append(thing)
        return found

    def reference(self, thing: Any) -> Any:
        """Return what stands for ``thing`` in a request, None if it goes over as it is."""
        if isinstance(thing, torch.Tensor):
            return self._tensor_reference(thing)
        number = self._numbers.get(id(thing))
        if number is not None:
            if number in self._pictures and is_as(thing, self._pictures[number]):
                return ("object", number)
            self._pictures[number] = picture(thing)
            return by_content(thing, number)
        if stays_here(thing, self._connection.namespace):
            return ("asked", self._function_number(thing), _name_of(thing))
        if type(thing) is types.GeneratorType:
            return ("iterator", list(itertools.islice(thing, MOST_PARTS)))
        return None

    def _function_number(self, function: Any) -> int:
        for number, known in self._functions.items():
            if known is function:
                return number
        self._functions[len(self._functions)] = function
        return len(self._functions) - 1

    def may_change(self, number: str, arguments: Sequence[Any]) -> bool:
        """Whether the student's code may have changed a thing in a call with these arguments.

        Numbers that a test has handed over earlier are the test's again, but for what is trained.
        """
        thing = self._things.get(int(number)) if number.lstrip("-").isdigit() else None
        if not number.startswith("-") or not isinstance(thing, torch.Tensor | np.ndarray):
            return thing is not None
        if isinstance(thing, torch.Tensor) and thing.requires_grad and thing.is_leaf:
            return True
        parts = [*arguments]
        for part in arguments:
            if type(part) in (list, tuple, set, dict):
                parts += part.values() if type(part) is dict else part
        return any(part is thing for part in parts)

    def _tensor_reference(self, tensor: torch.Tensor) -> Any:
        number = self._numbers.get(id(tensor))
        if number is not None and is_as(tensor, self._pictures[number]):
            return ("object", number)
        if number is None or not tensor.is_leaf:
            self._count += 1
            number = -self._count
        self.enter(tensor, number)
        grad = tensor.grad if tensor.is_leaf else None
        # What is pickled inside must not be numbered in its turn.
        plain = Plain(tensor.detach().clone())
        return ("tensor", number, plain, tensor.requires_grad, Plain(grad))

    def container(self, said: Several | Table | ArrayValue) -> Any:
        """Return a list, dictionary, set or array of the student's."""
        if not said.number:
            return self._connection.fresh(said)
        if said.number in self._things:
            self.hear(str(said.number), said)
            return self._things[said.number]
        made = self._connection.fresh(said)
        self.enter(made, said.number)
        return made

    def hear(self, number: str, said: Value) -> None:
        """Change a thing of this side as it has changed on the student's.

        Raises:
            Garbled: if it cannot be so.

        """
        thing = self._things.get(int(number)) if number.lstrip("-").isdigit() else None
        if isinstance(thing, torch.Tensor) and isinstance(said, TensorValue):
            self._hear_tensor(thing, said)
        elif type(thing) is io.StringIO and isinstance(said, Several) and len(said.items) == 2:
            text, place = map(self._connection.value, said.items)
            thing.seek(0)
            thing.truncate()
            thing.write(str(text))
            thing.seek(int(place))
        elif isinstance(said, ArrayValue | Several | Table) and thing is not None:
            now = self._connection.fresh(said)
            if type(thing) is list and type(now) is list:
                thing[:] = now
            elif type(thing) is deque and type(now) is deque:
                thing.clear()
                thing.extend(now)
            elif type(thing) in CLEARED and type(now) is type(thing):
                thing.clear()
                thing.update(now)
            elif isinstance(thing, np.ndarray) and isinstance(now, np.ndarray):
                if now.shape == thing.shape:
                    np.copyto(thing, now, casting="unsafe")
            elif isinstance(now, dict) and is_tests_own(thing):
                vars(thing).clear()
                vars(thing).update({str(name): part for name, part in now.items()})
        if thing is not None and int(number) in self._pictures:
            self._pictures[int(number)] = picture(thing)

    def _hear_tensor(self, mine: torch.Tensor, said: TensorValue) -> None:
        if said.numbers.content is None:
            return
        now = said.numbers.tensor()
        with torch.no_grad():
            if now.shape == mine.shape:
                mine.data.copy_(now)
            if mine.is_leaf:
                mine.grad = None if said.grad is None else fitting(said.grad, mine)


def _name_of(function: Any) -> str:
    name = "mock" if isinstance(function, NonCallableMock) else function.__name__
    return str(name)
