"""The checks that a notebook calls: ``check.gradient(...)``, ``check.prediction(...)`` and so on.

Each takes the exercise's name and the student's answer, prints one line when the answer is
right, and raises :class:`~autograder.errors.CheckFailed` when it is wrong. They return
``None``, so that a test cell has no value that nbgrader could take for partial credit.
``NotImplementedError``, the mark of an unanswered exercise, always passes through.

One module here is one kind of check, a function whose docstring says what it takes.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from autograder.lesson.checks.derivative import derivative
from autograder.lesson.checks.function import function
from autograder.lesson.checks.gradient import gradient
from autograder.lesson.checks.graph import graph
from autograder.lesson.checks.jacobian import jacobian
from autograder.lesson.checks.plot import plot
from autograder.lesson.checks.prediction import take_down
from autograder.lesson.checks.raises import raises
from autograder.lesson.checks.training import training
from autograder.lesson.checks.values import values
from autograder.lesson.memory.hints import Hints
from autograder.lesson.memory.predictions import Predictions
from autograder.lesson.memory.states import State
from autograder.lesson.numbers.probes import Shape


class Check:
    """The checks of the course, as one object: ``from autograder.lesson import check``.

    It keeps what must outlive a cell: first predictions, and what each check said last.
    """

    def __init__(self) -> None:
        self._hints = Hints()
        self._hints.verdicts.follow_cells()
        self._predictions = Predictions()
        self.values = self._hints.noting(values)
        self.gradient = self._hints.noting(gradient)
        self.derivative = self._hints.noting(derivative)
        self.function = self._hints.noting(function)
        self.jacobian = self._hints.noting(jacobian)
        self.graph = self._hints.noting(graph)
        self.raises = self._hints.noting(raises)
        self.plot = self._hints.noting(plot)
        self.training = self._hints.noting(training)

    @property
    def verdicts(self) -> dict[str, State]:
        """The state of each exercise that was checked in this kernel, by name, the latest last."""
        return self._hints.verdicts.all()

    def prediction(
        self,
        name: str,
        guess: Any,
        *,
        shape: Shape = (),
        choices: Sequence[bool] | Sequence[int] | None = None,
        between: tuple[int, int] | None = None,
    ) -> None:
        """Take down a prediction. Any well-formed one is accepted: it is yours to be wrong.

        Args:
            name: the exercise.
            guess: a number, a truth value or a (nested) list of them.
            shape: that the guess must have.
            choices: the values to choose from, if not every number makes sense.
            between: the least and the greatest whole number to choose from, both included.

        Raises:
            NotImplementedError: if nothing was predicted yet.
            CheckFailed: if the guess has the wrong form.

        """
        with self._hints.watching(name):
            whole = range(between[0], between[1] + 1) if between else choices
            take_down(self._predictions, name, guess, shape, whole)

    def reveal(self, name: str, outcome: Any) -> None:
        """Set the first prediction of ``name`` beside what came out. Scores nothing."""
        print(self._predictions.compare(name, outcome))

    def hint(self, name: str | None = None) -> None:
        """Print the next hint of an exercise; ask again for the one after it.

        Args:
            name: the exercise; without it, the one whose check failed last.

        Raises:
            UnknownExercise: if no exercise has this name.

        """
        print(self._hints.next(name))


check = Check()
