"""The checks that a notebook calls: ``check.gradient(...)``, ``check.prediction(...)`` and so on.

Each takes the exercise's name and the student's answer, prints one line when the answer is
right, and raises :class:`~autograder.errors.CheckFailed` when it is wrong. They return
``None``, so that a test cell has no value that nbgrader could take for partial credit.
``NotImplementedError``, the mark of an unanswered exercise, always passes through.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import torch

from autograder.errors import CheckBroken, CheckFailed
from autograder.lesson import cards, messages, oracles
from autograder.lesson.asking import ask, refuse_changed_input, refuse_changed_results
from autograder.lesson.comparison import TOLERANCES, Difference, difference
from autograder.lesson.devices import device
from autograder.lesson.misconceptions import Evidence, explain
from autograder.lesson.oracles import Function
from autograder.lesson.plots import figures_closed, plot_difference
from autograder.lesson.predictions import Predictions, read_guess
from autograder.lesson.probes import Shape, probes

if TYPE_CHECKING:
    from matplotlib.axes import Axes


class Check:
    """The checks of the course, as one object: ``from autograder.lesson import check``."""

    def __init__(self) -> None:
        self._hints_opened: dict[str, int] = {}
        self._predictions = Predictions()

    def gradient(
        self,
        name: str,
        answer: Callable[[torch.Tensor], Any],
        *,
        of: Function | Sequence[Function],
        analytic: Function | Sequence[Function] | None = None,
        shapes: Sequence[Shape],
        seed: int = 0,
        leaf: bool = False,
        autograd: bool = True,
    ) -> None:
        """Check a function that returns a gradient, against three oracles.

        Args:
            name: the exercise.
            answer: the student's function of a float64 tensor; returns the gradient, or as
                many gradients as ``of`` has functions.
            of: the scalar function whose gradient is wanted, or several of them.
            analytic: its gradient as a formula (one for each, if there are several).
            shapes: of the probe points.
            seed: of the probe points.
            leaf: hand the student a leaf that requires a gradient, not a plain tensor.
            autograd: False switches autograd off while the student's function runs, for
                exercises that ask for a formula.

        Raises:
            CheckFailed: if the answer is wrong; the message says how.
            CheckBroken: if the oracles disagree with each other.

        """
        functions = [of] if callable(of) else list(of)
        formulas: list[Function | None] = [None] * len(functions)
        if analytic is not None:
            formulas = [analytic] if callable(analytic) else list(analytic)
        evidence: list[list[Evidence]] = [[] for _ in functions]
        first: tuple[int, Difference, torch.Tensor] | None = None
        points = probes(shapes, seed)
        kept: list[tuple[torch.Tensor, torch.Tensor]] = []
        for x in points:
            given = x.clone().requires_grad_(leaf)
            answers = ask(name, answer, given, autograd)
            refuse_changed_input(name, given, x, leaf)
            if callable(of):
                answers = (answers,)
            elif not isinstance(answers, tuple | list) or len(answers) != len(functions):
                raise CheckFailed(
                    messages.problem(name, f"Return {len(functions)} gradients, as a tuple.")
                )
            references = [
                oracles.gradient(name, f, g, x) for f, g in zip(functions, formulas, strict=True)
            ]
            for k, (got, reference) in enumerate(zip(answers, references, strict=True)):
                found = difference(got, reference)
                if found is None:
                    kept.append((got, got.clone()))
                if found is None or found.comparable:
                    evidence[k].append(
                        Evidence(
                            x,
                            functions[k],
                            got.clone(),
                            reference,
                            earlier=references[k - 1] if k else None,
                            later=references[k + 1] if k + 1 < len(references) else None,
                        )
                    )
                if found is not None and (first is None):
                    first = k, found, x
        if first is None:
            refuse_changed_results(name, kept)
        if first is not None:
            k, found, x = first
            part = None if len(functions) == 1 else f"gradient {k + 1} of {len(functions)}"
            complete = len(evidence[k]) == len(points)
            raise CheckFailed(
                messages.wrong(name, found, x, part, explain(evidence[k]) if complete else None)
            )
        print(messages.passed(name, len(points)))

    def derivative(
        self,
        name: str,
        operator: Callable[[Function, torch.Tensor], Any],
        *,
        of: Sequence[Function],
        analytic: Sequence[Function],
        shapes: Sequence[Shape],
        seed: int = 0,
        integers: Sequence[Sequence[int]] = (),
    ) -> None:
        """Check an operator ``operator(f, x)`` that returns gradients, on unseen functions.

        Args:
            name: the exercise.
            operator: the student's; takes a scalar function and a tensor.
            of: the functions to try it on, each at every probe point, twice.
            analytic: the gradient of each, as a formula.
            shapes: of the probe points.
            seed: of the probe points.
            integers: further points, handed over as integer tensors; the gradient there is
                wanted in float64.

        Raises:
            CheckFailed: if the answer is wrong; the message says how.
            CheckBroken: if the oracles disagree with each other.

        """
        points = probes(shapes, seed) + probes(shapes[:1], seed + 1, torch.float32)
        points += [torch.tensor(values, device=device()) for values in integers]
        for f, formula in zip(of, analytic, strict=True):
            evidence = []
            kept: list[tuple[torch.Tensor, torch.Tensor]] = []
            first: tuple[Difference, torch.Tensor, str | None] | None = None
            for x in points:
                reference = oracles.gradient(name, f, formula, x.to(torch.float64))
                # Asked twice about the same tensor, a gradient that adds up shows itself; asked
                # about somebody's leaf, one that delivers to the wrong address.
                given = x.clone()
                questions: list[tuple[str | None, torch.Tensor]] = [
                    (None, given),
                    ("asked a second time about the same tensor", given),
                ]
                if x.is_floating_point():
                    somebodys = x.clone().requires_grad_()
                    somebodys.grad = torch.full_like(x, 7.0)
                    questions.append(("x requiring a gradient itself", somebodys))
                for part, asked in questions:
                    before = asked.detach().clone().requires_grad_(asked.requires_grad)
                    before.grad = None if asked.grad is None else asked.grad.clone()
                    got = ask(name, lambda point, f=f: operator(f, point), asked)
                    refuse_changed_input(name, asked, before, leaf=False)
                    found = difference(got, reference)
                    if found is None:
                        kept.append((got, got.clone()))
                    if found is None or found.comparable:
                        evidence.append(Evidence(x.to(torch.float64), f, got.clone(), reference))
                    if found is not None and first is None:
                        first = found, x, part
            if first is None:
                refuse_changed_results(name, kept)
            if first is not None:
                found, x, part = first
                complete = len(evidence) == 3 * len(points) - len(integers)
                raise CheckFailed(
                    messages.wrong(name, found, x, part, explain(evidence) if complete else None)
                )
        print(messages.passed(name, len(points) * len(of)))

    def function(
        self,
        name: str,
        answer: Callable[[torch.Tensor], Any],
        *,
        reference: Function,
        shapes: Sequence[Shape],
        seed: int = 0,
        rtol: float | None = None,
    ) -> None:
        """Check a function of one tensor, point by point, against a reference.

        Args:
            name: the exercise.
            answer: the student's function of a float64 tensor.
            reference: the right one.
            shapes: of the probe points.
            seed: of the probe points.
            rtol: relative tolerance; by default that of ``torch.testing`` for float64.

        Raises:
            CheckFailed: if the answer is wrong; the message says how.

        """
        points = probes(shapes, seed)
        for x in points:
            expected = reference(x.clone()).detach()
            if expected.dtype not in TOLERANCES or not expected.isfinite().all():
                raise CheckBroken(
                    f"{name}: the reference at {x} is no finite floating-point tensor. This is a "
                    "fault of the check, not of your answer: please tell your instructor."
                )
            given = x.clone()
            got = ask(name, answer, given)
            refuse_changed_input(name, given, x, leaf=False)
            found = difference(got, expected, rtol=rtol)
            if found is not None:
                raise CheckFailed(messages.wrong(name, found, x))
        print(messages.passed(name, len(points)))

    def plot(
        self,
        name: str,
        draw: Callable[[], Axes],
        *,
        x: torch.Tensor,
        curves: Mapping[str, torch.Tensor],
        rtol: float,
        atol: torch.Tensor,
        scale: str = "linear",
    ) -> None:
        """Check a plot by what was plotted, not by its pixels.

        Args:
            name: the exercise.
            draw: calls the student's function and returns the matplotlib Axes it drew on.
            x: where the curves are wanted, shape (n,).
            curves: the wanted y of each labelled line, shape (n,) each.
            rtol: relative tolerance on y.
            atol: absolute tolerance on y for each x, shape (n,).
            scale: "linear" or "log", wanted on both axes.

        Raises:
            CheckFailed: if lines, data, labels, scales or title are not as asked.

        """
        x = x.clone()  # the student's function may have been given this very tensor
        with figures_closed():
            axes = ask(name, draw)
            found = plot_difference(axes, x=x, curves=curves, rtol=rtol, atol=atol, scale=scale)
        if found is not None:
            raise CheckFailed(messages.wrong(name, found))
        print(f"✓ {name}: {len(curves)} curves, labelled, with the right data")

    def prediction(
        self,
        name: str,
        guess: Any,
        *,
        shape: Shape = (),
        choices: Sequence[bool] | Sequence[int] | None = None,
    ) -> None:
        """Take down a prediction. Any well-formed one is accepted: it is yours to be wrong.

        Args:
            name: the exercise.
            guess: a number, a truth value or a (nested) list of them.
            shape: that the guess must have.
            choices: the values to choose from, if not every number makes sense.

        Raises:
            NotImplementedError: if nothing was predicted yet.
            CheckFailed: if the guess has the wrong form.

        """
        if guess is ...:
            unwritten = NotImplementedError(f"{name}: replace the three dots by your prediction.")
            unwritten._render_traceback_ = lambda: [f"… {unwritten}"]  # type: ignore[attr-defined]
            raise unwritten
        values, fault = read_guess(guess, shape, choices)
        if values is None:
            raise CheckFailed(messages.problem(name, fault))
        first = self._predictions.keep(name, values)
        print(
            f"✓ {name}: your prediction is noted" + ("." if first else "; your first one stands.")
        )

    def reveal(self, name: str, outcome: Any) -> None:
        """Set the first prediction of ``name`` beside what came out. Scores nothing."""
        print(self._predictions.compare(name, outcome))

    def hint(self, name: str) -> None:
        """Print the next hint of an exercise; ask again for the one after it.

        Raises:
            UnknownExercise: if no exercise has this name.

        """
        hints = cards.find(name).hints
        opened = min(self._hints_opened.get(name, 0) + 1, len(hints))
        self._hints_opened[name] = opened
        for number, text in enumerate(hints[:opened], start=1):
            print(f"Hint {number} of {len(hints)}: {text}")


check = Check()
