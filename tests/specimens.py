"""Answers with known mistakes, and right ones in many styles, about random smooth functions.

The proof in ``tests/unit/lesson/test_diagnosis.py`` and the figures of ``bench/diagnosis.py``
are both made from these. A seed is a specimen. Each mistake is committed as a student would,
with PyTorch, and not by asking the misconception what it predicts; and each case carries
every fact that a check could know, so that all misconceptions have their say.
"""

from __future__ import annotations

import math
import random
import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import torch

from autograder.lesson.door.data import Raised, as_raised
from autograder.lesson.kit.engines import Array, engine_mistakes
from autograder.lesson.kit.expressions import random_expression
from autograder.lesson.misconceptions import Case
from autograder.lesson.numbers.oracles import by_autograd, by_central_difference
from autograder.lesson.numbers.probes import probe as probe_point

Function = Callable[[torch.Tensor], torch.Tensor]
Shape = tuple[int, ...]

VECTORS: tuple[Shape, ...] = ((), (1,), (2,), (3,), (5,), (7,))
MATRICES: tuple[Shape, ...] = ((2, 2), (2, 3), (3, 2), (4, 1), (3, 3), (2, 5))
CUBES: tuple[Shape, ...] = ((2, 3, 2), (3, 1, 2), (2, 2, 3))


@dataclass(frozen=True)
class Smooth:
    """A function that works entry by entry, with its derivative by hand."""

    value: Function
    slope: Function

    def after(self, inner: Smooth) -> Smooth:
        return Smooth(
            lambda t: self.value(inner.value(t)),
            lambda t: self.slope(inner.value(t)) * inner.slope(t),
        )


def smooth(rng: random.Random) -> Smooth:
    """Return a polynomial, a sine, an exponential or a tanh, its constants at random."""
    a, b, c = (rng.choice([-1, 1]) * rng.uniform(0.3, 0.9) for _ in range(3))
    return rng.choice(
        [
            Smooth(lambda t: a + b * t + c * t**2, lambda t: b + 2 * c * t),
            Smooth(lambda t: a * t**3 + b * t, lambda t: 3 * a * t**2 + b),
            Smooth(lambda t: torch.sin(a + b * t), lambda t: b * torch.cos(a + b * t)),
            Smooth(lambda t: torch.exp(a * t) + b, lambda t: a * torch.exp(a * t)),
            Smooth(lambda t: torch.tanh(a * t + b), lambda t: a / torch.cosh(a * t + b) ** 2),
        ]
    )


@dataclass(frozen=True)
class Problem:
    """``f(x)``: the weighted sum, or the plain mean, of ``outer(inner(x)) * other(x)``.

    A sum may have a third part, a quadratic form in ``tanh(x)``, through matrix products.
    """

    outer: Smooth
    inner: Smooth
    other: Smooth
    mean: bool
    mixed: bool
    phase: float

    def weights(self, x: torch.Tensor) -> torch.Tensor:
        if self.mean:
            return torch.full_like(x, 1 / x.numel())
        places = torch.arange(x.numel(), dtype=x.dtype)
        return (1.5 + torch.cos(2 * places + self.phase)).reshape(x.shape)

    def matrix(self, x: torch.Tensor) -> torch.Tensor:
        places = torch.arange(x.numel(), dtype=x.dtype)
        return torch.sin(places[:, None] + 2 * places[None, :] + self.phase)

    def product(self, x: torch.Tensor, held: torch.Tensor | None = None) -> torch.Tensor:
        """The first part; ``held`` goes into the second factor in the place of ``x``."""
        terms = self.outer.after(self.inner).value(x) * self.other.value(
            x if held is None else held
        )
        return terms.mean() if self.mean else (self.weights(x) * terms).sum()

    def form(self, x: torch.Tensor) -> torch.Tensor:
        row = torch.tanh(x).reshape(1, -1)
        return (row @ self.matrix(x) @ row.mT).sum() / x.numel()

    def f(self, x: torch.Tensor) -> torch.Tensor:
        return self.product(x) + self.form(x) if self.mixed else self.product(x)

    def parts(self, x: torch.Tensor) -> tuple[torch.Tensor, ...]:
        """The gradient's parts by hand: one factor, the other factor, the form."""
        composed, c = self.outer.after(self.inner), self.weights(x)
        both = (
            c * composed.slope(x) * self.other.value(x),
            c * composed.value(x) * self.other.slope(x),
        )
        if not self.mixed:
            return both
        t = torch.tanh(x).flatten()
        A = self.matrix(x)
        return (*both, (((A + A.mT) @ t) * (1 - t**2)).reshape(x.shape) / x.numel())

    def slopes(self, x: torch.Tensor) -> torch.Tensor:
        """The slopes of both factors, multiplied with each other."""
        return self.weights(x) * self.outer.after(self.inner).slope(x) * self.other.slope(x)

    def gradient(self, x: torch.Tensor) -> torch.Tensor:
        parts = self.parts(x)
        return torch.stack(parts).sum(0)


ONE = Smooth(torch.ones_like, torch.zeros_like)


def problem(rng: random.Random, **settings: Any) -> Problem:
    drawn: dict[str, Any] = {
        "outer": smooth(rng),
        "inner": smooth(rng),
        "other": smooth(rng),
        "mean": rng.random() < 0.3,
        "mixed": rng.random() < 0.5,
        "phase": rng.uniform(0, 6),
    }
    drawn.update(settings)
    if drawn["mean"]:
        drawn["mixed"] = False
    return Problem(**drawn)


def points(rng: random.Random, pool: Sequence[Shape], count: int = 3) -> list[torch.Tensor]:
    """Return probe points; all different, and of different sizes where the pool allows."""
    shapes = rng.sample(pool, min(count, len(pool)))
    shapes += rng.choices(pool, k=count - len(shapes))
    return [probe_point(shape, rng.randrange(10**6)) for shape in shapes]


ANY = VECTORS + MATRICES + CUBES
SEVERAL = tuple(shape for shape in ANY if math.prod(shape) > 1)


@dataclass
class Setting:
    """A problem, where it is asked, and what surrounds it."""

    rng: random.Random
    problem: Problem
    points: list[torch.Tensor]
    before: Problem = field(init=False)
    after: Problem = field(init=False)

    def __post_init__(self) -> None:
        self.before, self.after = problem(self.rng), problem(self.rng)

    def case(self, x: torch.Tensor, answer: torch.Tensor | None, **facts: Any) -> Case:
        """Return all that a check could know about the gradient at ``x``."""
        p = self.problem
        parts = p.parts(x)
        known: dict[str, Any] = {
            "x": x,
            "reference": p.gradient(x),
            "answer": answer,
            "f": p.f,
            "formula": p.gradient,
            "earlier": self.before.gradient(x),
            "later": self.after.gradient(x),
            "shown": p.gradient(torch.full((4,), 0.7, dtype=torch.float64)),
            "paths": parts,
            "product": None if p.mixed else (parts[0], parts[1]),
            "foretold": {} if p.mixed or p.other is ONE else {"slopes-multiplied": (p.slopes(x),)},
            "inner": None if p.mixed or p.other is not ONE else p.inner.slope(x),
            "whole": p.gradient(x),
            "kept": p.gradient(x) - parts[1],
            "edited": 1.5 * x,
            "head": self.before.inner.value(x),
        }
        return Case(**{**known, **facts})


def setting(rng: random.Random, pool: Sequence[Shape] = ANY, **settings: Any) -> Setting:
    return Setting(rng, problem(rng, **settings), points(rng, pool))


def leaf_at(x: torch.Tensor) -> torch.Tensor:
    return x.clone().requires_grad_()


def grad_of(f: Function, x: torch.Tensor) -> torch.Tensor:
    leaf = leaf_at(x)
    f(leaf).backward()
    assert leaf.grad is not None
    return leaf.grad


Maker = Callable[[random.Random], list[Case]]
MAKERS: dict[str, Maker] = {}


def mistake(maker: Maker) -> Maker:
    """Enter a maker under its misconception's name."""
    MAKERS[maker.__name__.replace("_", "-")] = maker
    return maker


@mistake
def accumulated(rng):
    s, times, told = setting(rng), rng.randint(2, 10), rng.random() < 0.5

    def answer(x):
        leaf = leaf_at(x)
        for _ in range(times):
            s.problem.f(leaf).backward()
        return leaf.grad

    return [s.case(x, answer(x), adding_passes=times if told else None) for x in s.points]


@mistake
def not_zeroed(rng):
    s = setting(rng)

    def answer(x):
        leaf = leaf_at(x)
        s.before.f(leaf).backward()
        s.problem.f(leaf).backward()
        return leaf.grad

    return [s.case(x, answer(x), backward_passes=rng.choice([None, 1, 2])) for x in s.points]


@mistake
def live_name(rng):
    s, clears = setting(rng), rng.random() < 0.5

    def answer(x):
        leaf = leaf_at(x)
        s.problem.f(leaf).backward()
        kept = leaf.grad
        if clears:
            leaf.grad.zero_()
        s.after.f(leaf).backward()
        return kept

    return [s.case(x, answer(x)) for x in s.points]


@mistake
def other_gradient(rng):
    s, found = setting(rng), []
    first = rng.random() < 0.5
    for x in s.points:
        answer = grad_of((s.before if first else s.after).f, x)
        found.append(s.case(x, answer, shared=False))
    return found


@mistake
def overwritten(rng):
    s = setting(rng)

    def answer(x):
        for part in s.problem.parts(x):
            gradient = part
        return gradient

    return [s.case(x, answer(x), backward_passes=rng.choice([None, 2, 3])) for x in s.points]


@mistake
def own_value(rng):
    s, spread = setting(rng), rng.random() < 0.7

    def answer(x):
        y = s.problem.f(x)
        return y * torch.ones_like(x) if spread else y

    return [s.case(x, answer(x)) for x in s.points]


@mistake
def sign(rng):
    s = setting(rng)
    return [s.case(x, grad_of(lambda t: -s.problem.f(t), x)) for x in s.points]


@mistake
def factor(rng):
    s, by = setting(rng), rng.choice([2, 3, 4, 5, 7, 10, 1 / 2, 1 / 3, 1 / 4, 3 / 2, 2 / 3])
    told = rng.choice([None, 0, 1])
    return [
        s.case(x, grad_of(lambda t: by * s.problem.f(t), x), adding_passes=told) for x in s.points
    ]


@mistake
def mean_first(rng):
    # Each example's gradient is to be limited, and the mean of them is.
    s = setting(rng, SEVERAL)
    scales = torch.linspace(0.5, 2.5, 4, dtype=torch.float64)
    bound, found = rng.uniform(0.4, 0.9), []

    def limited(t):
        return t * (bound / t.norm()).clamp(max=1)

    for x in s.points:
        # Not all in one direction, or the mean's limit and the limits' mean would agree.
        each = [scale * torch.sin(3 * scale * x) for scale in scales]
        wanted = torch.stack([limited(t) for t in each]).mean(0)
        early = limited(torch.stack(each).mean(0))
        facts = {"f": None, "formula": None, "paths": (), "product": None, "kept": None}
        facts |= {"whole": wanted, "shown": None, "earlier": None, "later": None, "inner": None}
        found.append(
            s.case(x, early, reference=wanted, foretold={"mean-first": early.clone()}, **facts)
        )
    return found


@mistake
def mean_forgotten(rng):
    s = setting(rng, SEVERAL, mean=True)
    total = replace(s.problem, mean=False, phase=0.0)

    def answer(x):
        return grad_of(
            lambda t: (total.outer.after(total.inner).value(t) * total.other.value(t)).sum(), x
        )

    return [s.case(x, answer(x)) for x in s.points]


@mistake
def mean_taken(rng):
    s = setting(rng, SEVERAL, mean=False)
    s.points = [probe_point(shape, rng.randrange(10**6)) for shape in [(2,), (2, 3), (5,)]]
    return [s.case(x, grad_of(lambda t: s.problem.f(t) / t.numel(), x)) for x in s.points]


@mistake
def once_per_entry(rng):
    s = setting(rng, mean=False)
    s.points = points(rng, [(2,), (3,), (2, 2), (5,), (2, 3), (2, 2, 2)])
    while len({x.numel() for x in s.points}) == 1:
        s.points = points(rng, [(2,), (3,), (2, 3)])

    def answer(x):
        total = torch.zeros_like(x)
        for _ in x.flatten():
            total += grad_of(s.problem.f, x)
        return total

    return [s.case(x, answer(x)) for x in s.points]


@mistake
def transposed(rng):
    s = setting(rng, [shape for shape in MATRICES + CUBES if max(shape[-2:]) > 1])
    reshapes = rng.random() < 0.3

    def turned(right):
        return right.mT.reshape(right.shape) if reshapes else right.mT

    return [s.case(x, turned(s.problem.gradient(x))) for x in s.points]


@mistake
def summed_axis(rng):
    axis = rng.randrange(2)
    s = setting(rng, [shape for shape in SEVERAL if len(shape) > axis and shape[axis] > 1])
    how = rng.choice(["dropped", "kept", "stretched"])

    def answer(x):
        summed = grad_of(s.problem.f, x).sum(axis, keepdim=how != "dropped")
        return summed + torch.zeros_like(x) if how == "stretched" else summed

    return [s.case(x, answer(x)) for x in s.points]


@mistake
def zeros(rng):
    s = setting(rng)

    def answer(x):
        leaf = leaf_at(x)
        s.problem.f(leaf).backward()
        result = leaf.grad
        leaf.grad.zero_()
        return result

    return [s.case(x, answer(x)) for x in s.points]


def vectors(rng: random.Random, square: bool) -> tuple[Setting, Callable[..., torch.Tensor]]:
    """Return a setting and a function with several outputs, its matrix made for each point."""
    s = setting(rng, [(2,), (3,), (5,), (2, 2), (2, 3)])

    def several(x: torch.Tensor) -> torch.Tensor:
        rows = x.numel() if square else x.numel() + 1
        i, j = torch.arange(rows)[:, None], torch.arange(x.numel())[None, :]
        B = torch.sin(i + 3.0 * j + s.problem.phase).to(x.dtype)
        return B @ (s.problem.inner.value(x) * s.problem.other.value(x)).flatten()

    return s, several


def head_probe(
    s: Setting, several: Function, x: torch.Tensor, v: torch.Tensor, answer: Any
) -> Case:
    jacobian = torch.autograd.functional.jacobian(several, x).reshape(v.numel(), x.numel())
    right = (jacobian.mT @ v).reshape(x.shape)
    facts = {"f": None, "formula": None, "paths": (), "product": None, "kept": None}
    return s.case(
        x, answer, reference=right, whole=right, jacobian=jacobian, head=v, shown=None, **facts
    )


def head_for(rng: random.Random, several: Function, x: torch.Tensor) -> torch.Tensor:
    return probe_point(tuple(several(x).shape), rng.randrange(10**6))


@mistake
def head_ignored(rng):
    s, several = vectors(rng, rng.random() < 0.5)
    return [
        head_probe(s, several, x, head_for(rng, several, x), grad_of(lambda t: several(t).sum(), x))
        for x in s.points
    ]


@mistake
def head_twice(rng):
    s, several = vectors(rng, rng.random() < 0.5)
    found = []
    for x in s.points:
        leaf, v = leaf_at(x), head_for(rng, several, x)
        (v * several(leaf)).backward(v)
        found.append(head_probe(s, several, x, v, leaf.grad))
    return found


@mistake
def head_as_scale(rng):
    s, several = vectors(rng, square=True)
    found = []
    for x in s.points:
        v = head_for(rng, several, x)
        scaled = v.reshape(x.shape) * grad_of(lambda t: several(t).sum(), x)
        found.append(head_probe(s, several, x, v, scaled))
    return found


@mistake
def diagonal_only(rng):
    s, several = vectors(rng, square=True)
    found = []
    for x in s.points:
        v = head_for(rng, several, x)
        own = torch.autograd.functional.jacobian(several, x).reshape(v.numel(), -1).diagonal()
        found.append(head_probe(s, several, x, v, (v * own).reshape(x.shape)))
    return found


def rows_by_backward(rng: random.Random, cleared: bool, copied: bool) -> list[Case]:
    """Gather a Jacobian in one leaf, row by row, as a student would."""
    s, several = vectors(rng, square=False)
    found = []
    for x in s.points:
        leaf, rows = leaf_at(x), []
        leaf.grad = torch.zeros_like(x)
        results = several(leaf)
        for head in torch.eye(len(results), dtype=x.dtype):
            if cleared:
                leaf.grad.zero_()
            results.backward(head, retain_graph=True)
            rows.append(leaf.grad.clone() if copied else leaf.grad)
        right = torch.autograd.functional.jacobian(several, x)
        facts = {"f": None, "formula": None, "paths": (), "product": None, "kept": None}
        flat = right.reshape(len(results), -1)
        found.append(
            s.case(
                x,
                torch.stack(rows),
                reference=right,
                whole=right,
                jacobian=flat,
                head=None,
                shown=None,
                **facts,
            )
        )
    return found


@mistake
def rows_added_up(rng):
    return rows_by_backward(rng, cleared=False, copied=True)


@mistake
def one_row_for_all(rng):
    return rows_by_backward(rng, cleared=rng.random() < 0.5, copied=False)


@mistake
def row_for_column(rng):
    s, several = vectors(rng, square=True)
    one_hot, found = rng.random() < 0.5, []
    for x in s.points:
        v = head_for(rng, several, x)
        if one_hot:
            v = torch.eye(v.numel(), dtype=v.dtype)[rng.randrange(v.numel())]
        _, forward = torch.autograd.functional.jvp(several, x, v.reshape(x.shape))
        found.append(head_probe(s, several, x, v, forward.reshape(x.shape)))
    return found


@mistake
def hessian_row_sums(rng):
    s = setting(rng, SEVERAL, mean=False, mixed=True)
    found = []
    for x in s.points:
        leaf = leaf_at(x)
        (slope,) = torch.autograd.grad(s.problem.f(leaf), leaf, create_graph=True)
        slope.sum().backward()
        hessian = torch.autograd.functional.hessian(s.problem.f, x).reshape(x.numel(), -1)
        diagonal = hessian.diagonal().reshape(x.shape)
        facts = {"formula": None, "paths": (), "kept": None, "shown": None}
        found.append(
            s.case(x, leaf.grad, reference=diagonal, whole=diagonal, hessian=hessian, **facts)
        )
    return found


@mistake
def one_path(rng):
    s = setting(rng, mixed=False)
    facts = {"kept": None, "product": None}
    return [
        s.case(x, grad_of(lambda t: s.problem.product(t, t.detach()), x), **facts) for x in s.points
    ]


def by_engine(
    rng: random.Random, walk: Callable[[Array], None], *, paths: bool = False
) -> list[Case]:
    """Return cases of a random expression, with gradients from an engine that goes ``walk``."""
    f = random_expression(rng.randrange(10**6))
    mistakes = engine_mistakes(f, paths=paths)

    def ask(x: torch.Tensor) -> Case:
        leaves = [Array(entry) for entry in x]
        walk(f(*leaves))
        answer = torch.stack([torch.as_tensor(leaf.grad, dtype=x.dtype) for leaf in leaves])
        reference = grad_of(lambda t: f(*t), x)
        return Case(x=x, reference=reference, answer=answer, f=lambda t: f(*t), **mistakes(x))

    return [ask(x) for x in points(rng, [(3,)])]


@mistake
def sent_again(rng):
    def on_arrival(value, head=1.0):
        value.grad += head
        for k, parent in enumerate(value.parents):
            on_arrival(parent, value.shares(value.grad)[k])

    def as_often_as_used(result):
        order = []

        def visit(value):
            for parent in value.parents:
                visit(parent)
            order.insert(0, value)

        visit(result)
        result.grad = 1.0
        for value in order:
            for k, parent in enumerate(value.parents):
                parent.grad = parent.grad + value.shares(value.grad)[k]

    return by_engine(rng, rng.choice([on_arrival, as_often_as_used]))


@mistake
def stopped_short(rng):
    def to_the_parents(value):
        value.grad = 1.0
        for parent, share in zip(value.parents, value.shares(1.0), strict=True):
            parent.grad += share

    def once(value, head=1.0):
        value.grad += head
        if value.parents and not hasattr(value, "was_here"):
            value.was_here = True
            for k, parent in enumerate(value.parents):
                once(parent, value.shares(head)[k])

    return by_engine(rng, rng.choice([to_the_parents, once]), paths=True)


@mistake
def sent_early(rng):
    def parents_first(result):
        order = []

        def visit(value):
            for parent in value.parents:
                if parent not in order:
                    visit(parent)
            order.append(value)

        visit(result)
        send(order, result)

    def by_distance(result):
        order, level = [], [result]
        while level:
            order += level
            above = [parent for value in level for parent in value.parents]
            level = [value for value in dict.fromkeys(above) if value not in order]
        send(order, result)

    def send(order, result):
        result.grad = 1.0
        for value in order:
            for k, parent in enumerate(value.parents):
                parent.grad += value.shares(value.grad)[k]

    return by_engine(rng, rng.choice([parents_first, by_distance]))


@mistake
def not_summed(rng):
    s, rows = setting(rng, [(1, 2), (1, 3), (3, 1), (1, 4), (4, 1)]), rng.randint(2, 4)

    def ask(x):
        weights = torch.linspace(0.3, 2, rows * x.numel(), dtype=x.dtype)
        weights = weights.reshape((rows, -1) if x.shape[0] == 1 else (-1, rows))
        each = weights * (3 * x).cos() * 3
        summed = each.sum_to_size(x.shape)
        return s.case(
            x,
            each.clone(),
            reference=summed,
            f=lambda t: (weights * (3 * t).sin()).sum(),
            formula=None,
            foretold={"not-summed": each},
            **dict.fromkeys(("shown", "product", "inner", "whole", "kept")),
            paths=(),
        )

    return [ask(x) for x in s.points]


@mistake
def product_rule(rng):
    s, term = setting(rng, mixed=False), rng.randrange(2)
    u, v = s.problem.outer.after(s.problem.inner), s.problem.other

    def answer(x):
        terms = u.slope(x) * v.value(x) if term == 0 else u.value(x) * v.slope(x)
        return s.problem.weights(x) * terms

    return [s.case(x, answer(x)) for x in s.points]


@mistake
def slopes_multiplied(rng):
    s, added = setting(rng, mixed=False), rng.random() < 0.5

    def answer(x):
        u = grad_of(lambda t: s.problem.outer.value(s.problem.inner.value(t)).sum(), x)
        v = grad_of(lambda t: (s.problem.weights(t) * s.problem.other.value(t)).sum(), x)
        return u * v

    if not added:
        return [s.case(x, answer(x)) for x in s.points]
    found = []
    for x in s.points:
        case, both = s.case(x, answer(x)), answer(x)
        foretold = {"slopes-multiplied": (both, case.reference + both)}
        found.append(replace(case, answer=case.reference + both, foretold=foretold))
    return found


@mistake
def sign_of_a_path(rng):
    s, term = setting(rng, mixed=True, mean=False), rng.randrange(3)

    def answer(x):
        signs = [-1 if place == term else 1 for place in range(3)]
        return sum(sign * part for sign, part in zip(signs, s.problem.parts(x), strict=True))

    return [s.case(x, answer(x)) for x in s.points]


@mistake
def detached(rng):
    s = setting(rng)

    def answer(x):
        def f(t):
            cut = s.problem.product(t, t.detach())
            return cut + s.problem.form(t) if s.problem.mixed else cut

        return grad_of(f, x)

    return [s.case(x, answer(x)) for x in s.points]


@mistake
def not_detached(rng):
    s, found = setting(rng), []
    for x in s.points:
        parts = s.problem.parts(x)
        wanted = torch.stack((parts[0], *parts[2:])).sum(0)
        facts = {"paths": (parts[0], *parts[2:]), "kept": torch.zeros_like(x), "product": None}
        found.append(
            s.case(x, grad_of(s.problem.f, x), reference=wanted, f=None, formula=None, **facts)
        )
    return found


@mistake
def data_edit(rng):
    # One operation that looks its input up again: what a composition keeps is not the leaf.
    name = rng.choice(["sin", "square", "cube"])
    functions = {"sin": torch.sin, "square": lambda t: t * t, "cube": lambda t: t**3}
    slopes = {"sin": torch.cos, "square": lambda t: 2 * t, "cube": lambda t: 3 * t**2}
    s = setting(
        rng,
        outer=Smooth(functions[name], slopes[name]),
        mean=False,
        mixed=False,
        other=ONE,
        inner=Smooth(lambda t: t, torch.ones_like),
    )

    def answer(x):
        leaf = leaf_at(x)
        y = (s.problem.weights(x) * functions[name](leaf)).sum()
        leaf.data.mul_(1.7)
        y.backward()
        return leaf.grad

    return [s.case(x, answer(x), edited=1.7 * x) for x in s.points]


@mistake
def whose_decision(rng):
    # What decides how often to double: the norm of all entries, or each entry's own size.
    s, is_whole = setting(rng, SEVERAL), rng.random() < 0.5

    def doubled(b, size):
        while (small := size(b) < 1000).any():
            b = torch.where(small, 2 * b, b)
        return b

    found = []
    for x in s.points:
        whole, each = doubled(x, torch.Tensor.norm), doubled(x, torch.abs)
        wanted, answer = (each, whole) if is_whole else (whole, each)
        facts = {"f": None, "formula": None, "paths": (), "product": None, "kept": None}
        facts |= {"whole": wanted, "shown": None, "earlier": None, "later": None, "inner": None}
        other = doubled(x, torch.Tensor.norm if is_whole else torch.abs)
        told = {"whose-decision": (other,) if is_whole else other}
        found.append(s.case(x, answer, reference=wanted, foretold=told, **facts))
    return found


def verdicts(rng, judge):
    """Return cases whose answers are verdicts on two tensors: 1 for right, 2 for wrong.

    ``judge`` is the student's. The two tensors are equal, differ by rounding, or are small and
    differ by percents, twice each; or are large and differ by rounding.
    """
    found = []
    kinds = ["equal", "rounded", "small", "large"]
    for kind in rng.sample(kinds * 3, 12):
        v = probe_point(rng.choice(ANY), rng.randrange(10**6)).abs() + 1
        v = v * {"small": 1e-5, "large": 1e9}.get(kind, 1.0)
        u = v * {"equal": 1.0, "small": 1 + rng.uniform(0.02, 0.09)}.get(kind, 1 + 1e-7)
        right = torch.tensor(2.0 if kind == "small" else 1.0).double()
        said = [
            torch.tensor(1.0 if bool(verdict.all()) else 2.0).double()
            for verdict in (judge(u, v), u == v, (u - v).abs() < 1e-3)
        ]
        found.append(Case(x=v, reference=right, answer=said[0], exact=said[1], absolute=said[2]))
    return found


@mistake
def exact_comparison(rng):
    narrow = rng.choice([0, 1e-12, 1e-9])
    return verdicts(rng, lambda u, v: torch.isclose(u, v, rtol=narrow, atol=0))


@mistake
def absolute_tolerance(rng):
    if rng.random() < 0.3:
        places = rng.choice([2, 3, 4])
        return verdicts(rng, lambda u, v: u.round(decimals=places) == v.round(decimals=places))
    bound = 10.0 ** -rng.randint(2, 5)
    return verdicts(rng, lambda u, v: (u - v).abs() < bound)


@mistake
def one_sided_difference(rng):
    # The three slopes at one number: from the left, by the formula, from the right.
    s, h, fault = setting(rng, ((), (1,))), rng.choice([0.5, 0.25, 0.1]), rng.randrange(3)
    f, found = s.problem.f, []
    for x in [probe_point(rng.choice(((), (1,))), rng.randrange(10**6)) for _ in range(3)]:
        left, right = (f(x) - f(x - h)) / h, (f(x + h) - f(x)) / h
        middle = s.problem.gradient(x).reshape(())
        answer = [
            ((f(x - h) - f(x)) / h, right),
            (right, left),
            ((f(x) - f(x - h)) / (2 * h), (f(x + h) - f(x)) / (2 * h)),
        ][fault]
        wanted = torch.stack([left, middle, right])
        found.append(
            Case(
                x=x,
                reference=wanted,
                answer=torch.stack([answer[0], middle, answer[1]]),
                f=f,
                step=h,
                whole=wanted,
            )
        )
    return found


@mistake
def broadcast(rng):
    # A mean of squares over a column of predictions and a row of targets; or its gradient.
    s, slope = setting(rng, SEVERAL), rng.random() < 0.5
    phase = rng.uniform(0, 3)

    def ask(x):
        targets = torch.cos(torch.arange(x.numel(), dtype=x.dtype) + phase)

        def paired(p):
            return ((p.flatten() - targets) ** 2).mean()

        def stretched(p):
            return ((p.reshape(-1, 1) - targets) ** 2).mean()

        of = (lambda f: grad_of(f, x)) if slope else (lambda f: f(x))
        facts = {"f": None, "formula": None, "paths": (), "product": None, "kept": None}
        facts |= {"whole": None, "shown": None, "earlier": None, "later": None, "inner": None}
        return s.case(
            x,
            of(stretched),
            reference=of(paired),
            foretold={"broadcast": of(stretched).clone()},
            **facts,
        )

    return [ask(x) for x in s.points]


@mistake
def training_mode(rng):
    # Batch norm with the batch's own mean and variance, where the running ones are wanted.
    s, means = setting(rng, SEVERAL), rng.uniform(0.5, 1.5)

    def ask(x):
        rows = x.reshape(-1, 1)
        model = torch.nn.BatchNorm1d(1, dtype=x.dtype)
        model.running_mean.fill_(means)
        model.running_var.fill_(2 * means)
        used = model.eval()(rows).detach().reshape(x.shape)
        practised = model.train()(rows).detach().reshape(x.shape)
        mean, spread = x.mean(), x.var(correction=0)
        facts = {"f": None, "formula": None, "paths": (), "product": None, "kept": None}
        facts |= {"whole": None, "shown": None, "earlier": None, "later": None, "inner": None}
        known = (x - mean) / (spread + 1e-5).sqrt()
        return s.case(x, practised, reference=used, foretold={"training-mode": known}, **facts)

    return [ask(x) for x in s.points]


@mistake
def nan_from_where(rng):
    s, bad = setting(rng), rng.choice([torch.sqrt, torch.log, lambda t: t**0.5])

    def ask(x):
        leaf, masked = leaf_at(x - x.min()), x == x.min()
        torch.where(masked, torch.zeros_like(leaf), bad(leaf)).sum().backward()
        wanted = grad_of(lambda t: bad(torch.where(masked, 1, t)).sum(), leaf.detach())
        return s.case(x, leaf.grad, reference=wanted, masked=masked)

    return [ask(x) for x in s.points]


@mistake
def exponent_rule(rng):
    n, too_many = rng.randint(2, 6), rng.random() < 0.5
    power = Smooth(lambda t: t**n, lambda t: n * t ** (n - 1))
    s = setting(
        rng, outer=power, inner=Smooth(lambda t: t, torch.ones_like), other=ONE, mixed=False
    )

    def answer(x):
        return s.problem.weights(x) * n * x ** (n if too_many else n - 2)

    facts = {"inner": None, "product": None, "paths": (), "kept": None}
    return [s.case(x, answer(x), **facts) for x in s.points]


@mistake
def inner_derivative(rng):
    s = setting(rng, other=ONE, mixed=False)

    def answer(x):
        return s.problem.weights(x) * s.problem.outer.slope(s.problem.inner.value(x))

    return [s.case(x, answer(x)) for x in s.points]


def by_quotient(f: Function, x: torch.Tensor, h: float, central: bool) -> torch.Tensor:
    gradient = torch.zeros_like(x)
    for i in range(x.numel()):
        e = torch.zeros_like(x)
        e.view(-1)[i] = h
        if central:
            gradient.view(-1)[i] = (f(x + e) - f(x - e)) / (2 * h)
        else:
            gradient.view(-1)[i] = (f(x + e) - f(x)) / h
    return gradient


@mistake
def step_too_large(rng):
    central = rng.random() < 0.5
    h = rng.choice([0.5, 0.2, 0.1, 0.05, 0.01, 0.001] if central else [0.1, 0.01, 1e-3, 1e-4, 1e-5])
    s = setting(rng)
    return [s.case(x, by_quotient(s.problem.f, x, h, central)) for x in s.points]


@mistake
def step_too_small(rng):
    central, h = rng.random() < 0.5, 10.0 ** -rng.randint(10, 15)
    s = setting(rng)
    return [s.case(x, by_quotient(s.problem.f, x, h, central)) for x in s.points]


@mistake
def forward_for_central(rng):
    s, h, found = setting(rng), rng.choice([0.5, 0.25, 0.1]), []
    for x in s.points:
        wanted = by_quotient(s.problem.f, x, h, central=True)
        answer = by_quotient(s.problem.f, x, h, central=False)
        facts = {"formula": None, "whole": wanted, "paths": (), "product": None, "kept": None}
        found.append(s.case(x, answer, reference=wanted, step=h, shown=None, **facts))
    return found


@mistake
def not_normalised(rng):
    s, several = vectors(rng, square=True)
    found = []
    for x in s.points:
        # The way in which the first result grows fastest, stretched by what stands before it.
        long = grad_of(lambda t: several(t).flatten()[0], x)
        facts = {"formula": None, "f": None, "paths": (), "product": None, "kept": None}
        right = long / long.norm()
        found.append(s.case(x, long, reference=right, whole=right, length=1.0, shown=None, **facts))
    return found


@mistake
def degrees(rng):
    s, unit = setting(rng), rng.choice([math.pi / 180, 180 / math.pi])
    kind = rng.choice(["inside", "outside", "both"]) if unit < 1 else "outside"

    def answer(x):
        if kind == "outside":
            return unit * s.problem.gradient(x)
        if kind == "inside":
            return s.problem.gradient(torch.deg2rad(x))
        return grad_of(lambda t: s.problem.f(torch.deg2rad(t)), x)

    return [s.case(x, answer(x)) for x in s.points]


@mistake
def hard_coded(rng):
    if rng.random() < 0.2:  # an argument of the shown call, as the check foretells it
        s, shown = setting(rng), rng.uniform(2, 4)
        return [replace(s.case(x, shown * x), foretold={"hard-coded": shown * x}) for x in s.points]
    if rng.random() < 0.5:
        shape = rng.choice(SEVERAL)
        s = setting(rng, [shape])
        shown = s.problem.gradient(probe_point(shape, 4711))
        return [
            s.case(x, torch.tensor(shown.tolist(), dtype=torch.float64), shown=shown)
            for x in s.points
        ]
    s = setting(rng, [shape for shape in SEVERAL if math.prod(shape) not in (1, 4)], mean=True)
    while len({x.numel() for x in s.points}) == 1:
        s.points = points(rng, [(2,), (3,), (2, 3)])
    return [s.case(x, s.problem.gradient(x) * x.numel() / 4) for x in s.points]


@mistake
def single_precision(rng):
    s, casts_back = setting(rng), rng.random() < 0.5

    def answer(x):
        gradient = grad_of(s.problem.f, x.to(torch.float32))
        return gradient.to(torch.float64) if casts_back else gradient

    return [s.case(x, answer(x)) for x in s.points]


@mistake
def off_by_one_step(rng):
    s, shift, found = setting(rng), rng.choice([-1, 1]), []
    whole_record = rng.random() < 0.5
    for x in s.points:
        w, states = x.clone(), [x.clone()]
        for _ in range(4):
            w = w - 0.1 * torch.tanh(s.problem.gradient(w))
            states.append(w)
        steps = torch.stack(states)
        at = 2
        reference = steps[1:-1] if whole_record else steps[at]
        answer = steps[1 + shift : len(steps) - 1 + shift] if whole_record else steps[at + shift]
        facts = {"f": None, "formula": None, "paths": (), "product": None, "kept": None}
        found.append(
            s.case(
                x,
                answer.clone(),
                reference=reference,
                whole=reference,
                shown=None,
                steps=steps,
                earlier=None,
                later=None,
                **facts,
            )
        )
    return found


def derivatives(f: Function, x: torch.Tensor, count: int) -> list[torch.Tensor]:
    """Return f, entry by entry, and its first derivatives at x, ``count`` in all."""
    leaf = leaf_at(x)
    found = [f(leaf)]
    while len(found) < count:
        found += torch.autograd.grad(found[-1].sum(), leaf, create_graph=True)
    return [each.detach() for each in found]


#: What a check of a derivative of higher order cannot know.
NO_GRADIENT: dict[str, Any] = {
    **dict.fromkeys(
        ("f", "formula", "product", "kept", "whole", "shown", "earlier", "later", "inner", "head")
    ),
    "paths": (),
}


@mistake
def wrong_order(rng):
    s, order, shift = setting(rng), rng.choice([1, 2]), rng.choice([-1, 1])
    a, b = rng.uniform(0.6, 1.4), rng.uniform(0.5, 2.5)
    found = []
    for x in s.points:
        orders = derivatives(lambda t: torch.exp(a * t) * torch.sin(b * t + a), x, 4)
        facts = {"reference": orders[order], "orders": tuple(orders), **NO_GRADIENT}
        found.append(s.case(x, orders[order + shift], **facts))
    return found


@mistake
def factorial(rng):
    s, plain, degree = setting(rng, [()]), rng.random() < 0.5, rng.randint(3, 6)
    a, b = rng.uniform(0.6, 1.4), rng.uniform(0.5, 2.5)
    found = []
    for x in s.points:
        slopes = torch.stack(
            derivatives(lambda t: torch.exp(a * t) * torch.sin(b * t + a), x, degree + 1)
        )
        right = slopes / torch.tensor([math.factorial(k) for k in range(degree + 1)])
        answer = slopes / torch.arange(degree + 1).clamp(min=1) if plain else slopes
        found.append(s.case(x, answer, reference=right, **NO_GRADIENT))
    return found


@mistake
def reversed_order(rng):
    s, most, a = setting(rng, [()]), rng.randint(4, 6), rng.uniform(0.6, 1.4)
    found = []
    for x in s.points:
        right = torch.stack([torch.exp(a * x) * a**k / math.factorial(k) for k in range(most)])
        found.append(s.case(x, right.flip(0), reference=right, **NO_GRADIENT))
    return found


@mistake
def non_leaf_grad(rng):
    s = setting(rng)

    def ask(x):
        t = leaf_at(x) * 1
        s.problem.f(t).backward()
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            answer = t.grad
        return s.case(x, answer, warning=str(caught[-1].message))

    return [ask(x) for x in s.points]


@mistake
def lost_leaf(rng):
    s = setting(rng)

    def ask(x):
        w = leaf_at(x)
        s.problem.f(w).backward()
        w = w - 0.1 * w.grad
        return s.case(x, None, leaf=w.is_leaf)

    return [ask(x) for x in s.points]


def raised(action: Callable[[], Any]) -> Raised:
    try:
        action()
    except Exception as error:
        return as_raised(error)
    raise AssertionError("it went well")


@mistake
def graph_freed(rng):
    s = setting(rng)

    def ask(x):
        y = s.problem.f(leaf_at(x)).sin().exp()
        y.backward()
        return s.case(x, None, error=raised(y.backward))

    return [ask(x) for x in s.points]


@mistake
def derivative_without_graph(rng):
    s = setting(rng)

    def ask(x):
        leaf = leaf_at(x)
        (slope,) = torch.autograd.grad(s.problem.f(leaf), leaf)
        error = raised(lambda: torch.autograd.grad(slope.sum(), leaf))
        orders = (s.problem.f(x), s.problem.gradient(x))
        return s.case(x, None, error=error, backward_passes=2, orders=orders)

    return [ask(x) for x in s.points]


@mistake
def numpy_mix(rng):
    s = setting(rng)

    def ask(x):
        leaf = leaf_at(x)
        action = rng.choice([lambda: np.sin(leaf), lambda: torch.sin(x.numpy())])
        return s.case(x, None, error=raised(action))

    return [ask(x) for x in s.points]


@mistake
def no_graph(rng):
    s, in_no_grad = setting(rng), rng.random() < 0.5

    def ask(x):
        if in_no_grad:
            with torch.no_grad():
                y = s.problem.f(leaf_at(x))
        else:
            y = s.problem.f(leaf_at(x).detach())
        return s.case(x, None, error=raised(y.backward))

    return [ask(x) for x in s.points]


@mistake
def tracked_update(rng):
    s = setting(rng)

    def ask(x):
        leaf = leaf_at(x)
        s.problem.f(leaf).backward()
        action = rng.choice([lambda: leaf.sub_(leaf.grad), lambda: leaf.view(-1).mul_(0.5)])
        return s.case(x, None, error=raised(action))

    return [ask(x) for x in s.points]


@mistake
def edited_in_place(rng):
    s = setting(rng)

    def ask(x):
        leaf = leaf_at(x)
        y = (s.problem.f(leaf) * leaf.square()).sum()
        leaf.detach().mul_(1.7)
        return s.case(x, None, error=raised(y.backward))

    return [ask(x) for x in s.points]


@mistake
def other_station(rng):
    s, steep = setting(rng), rng.uniform(0.3, 3)

    def ask(x):
        leaf = leaf_at(x)
        middle = (steep * leaf).sin() + leaf
        s.problem.f(middle).backward()
        there = middle.detach()
        slope = steep * (steep * x).cos() + 1
        reference = s.problem.gradient(there)
        return Case(
            x=x,
            reference=reference,
            answer=leaf.grad,
            foretold={"other-station": reference * slope},
        )

    return [ask(x) for x in s.points]


@mistake
def held_anew(rng):
    s, h, found = setting(rng), rng.choice([0.5, 0.25, 0.1]), []
    hold, steep = smooth(rng), rng.uniform(0.5, 2)
    for x in s.points:
        ahead, behind = x + h, x - h
        wanted = hold.value(x) * (ahead**2 - behind**2) * steep / (2 * h)
        moved = (hold.value(ahead) * ahead**2 - hold.value(behind) * behind**2) * steep / (2 * h)
        found.append(
            Case(x=x, reference=wanted, answer=moved, foretold={"held-anew": moved.clone()})
        )
    return found


@mistake
def step_ignored(rng):
    # Autograd, or a small step of one's own, for the central difference with a large step.
    s, h, own = setting(rng), rng.uniform(0.2, 0.6), rng.random() < 0.5
    hold = smooth(rng)
    found = []
    for x in s.points:
        cubes = hold.value(x).detach()

        def f(t, cubes=cubes):
            return (cubes * t**3).sum()

        answer = 3 * cubes * x**2
        if own:
            answer = cubes * ((x + 1e-5) ** 3 - (x - 1e-5) ** 3) / 2e-5
        reference = cubes * ((x + h) ** 3 - (x - h) ** 3) / (2 * h)
        found.append(Case(x=x, reference=reference, answer=answer, f=f, step=h))
    return found


@mistake
def other_distance(rng):
    # The central difference divided by h, or by 2 and times h; in a gap, or the quotient itself.
    s, h, way, gap = setting(rng), rng.uniform(0.2, 0.6), rng.randrange(2), rng.random() < 0.5
    found = []
    for x in s.points:
        rates, factor = 3 * x**2 + h**2, h**2 if way else 2
        if not gap:
            facts = {"f": lambda t: (t**3).sum(), "step": h}
            found.append(Case(x=x, reference=rates, answer=rates * factor, **facts))
            continue
        right, ways = (rates - 20 * x).abs(), tuple((rates * k - 20 * x).abs() for k in (2, h**2))
        foretold = {"other-distance": ways}
        found.append(Case(x=x, reference=right, answer=ways[way], foretold=foretold))
    return found


@mistake
def absolute_missing(rng):
    s = setting(rng)
    found = []
    for x in s.points:
        gap = x - 3  # negative everywhere, or nearly
        found.append(Case(x=x, reference=gap.abs(), answer=gap, unsigned=True))
    return found


@mistake
def other_branch(rng):
    s, times, way = setting(rng), rng.choice([7, 10, 100]), rng.randrange(2)

    def branched(x, taken):
        return 2 * x if taken else times * 2 * x

    found = []
    for x in s.points:
        positive = bool(x.sum() > 0)
        ways = (branched(x, True), branched(x, not positive))
        found.append(
            Case(
                x=x,
                reference=branched(x, positive),
                answer=branched(x, [True, not positive][way]),
                foretold={"other-branch": ways},
                ruled_out=("factor",),
            )
        )
    return found


@mistake
def rows_counted(rng):
    s = setting(rng, [(2, 2), (2, 3), (3, 2), (3, 3), (2, 5)], mean=True)
    return [s.case(x, s.problem.gradient(x) * x.numel() / x.shape[0]) for x in s.points]


@mistake
def other_clipping(rng):
    s, limit = setting(rng), rng.uniform(0.05, 0.2)
    way, found = rng.choice(["together", "one side", "values"]), []

    def by_norm(t):
        return t * (limit / t.norm()).clamp(max=1)

    def one_side(t):
        return t.clamp(max=limit)

    for x in s.points:
        leaf = leaf_at(x)
        h = (2 * leaf).sin()
        if way == "values":
            s.problem.f(h.clamp(-limit, limit)).backward()
        else:
            h.register_hook(by_norm if way == "together" else one_side)
            s.problem.f(h).backward()
        slope, there = s.problem.gradient(h.detach()), 2 * (2 * x).cos()
        kept = s.problem.gradient(h.detach().clamp(-limit, limit)) * (h.detach().abs() <= limit)
        found.append(
            Case(
                x=x,
                reference=there * slope.clamp(-limit, limit),
                answer=leaf.grad,
                foretold={
                    "other-clipping": (
                        there * by_norm(slope),
                        there * one_side(slope),
                        there * kept,
                    )
                },
            )
        )
    return found


@mistake
def wrong_slope(rng):
    s, way = setting(rng), rng.randrange(3)

    def ask(x):
        slopes = (1 - x**2, 1 - x.tanh().tanh() ** 2, (x > 0).to(x.dtype))
        outer = s.problem.gradient(x.tanh())
        return Case(
            x=x,
            reference=outer * (1 - x.tanh() ** 2),
            answer=outer * slopes[way].clone(),
            foretold={"wrong-slope": tuple(outer * slope for slope in slopes)},
        )

    return [ask(x) for x in s.points]


@mistake
def wrong_partial(rng):
    s, way = setting(rng), rng.randrange(4)

    def ask(x):
        flat = x.reshape(-1)
        # The results are xᵢ² + xᵢ xₖ + xₖ, where k is the entry before i.
        before = flat.roll(1)
        v = flat.sin() + 2

        def pulled(square, alone, own, other):
            later = v * (other + alone)
            return (v * (square * flat + own) + later.roll(-1)).reshape(x.shape)

        ways = (
            pulled(1, 1, before, flat),
            pulled(2, 0, before, flat),
            pulled(2, 1, flat, before),
            pulled(2, 1, flat, before).flatten().expand(2, -1),
        )
        return Case(
            x=x,
            reference=pulled(2, 1, before, flat),
            answer=ways[way].clone(),
            foretold={"wrong-partial": ways},
        )

    return [ask(x) for x in s.points]


@mistake
def other_update(rng):
    s, way, rate = setting(rng), rng.randrange(8), rng.uniform(0.1, 0.4)
    first = {}

    def ask(x):
        gradient = s.problem.gradient(x)
        at_first = first.setdefault(x.shape, gradient + 1)
        ways = (
            x - rate * (gradient + 0.9 * at_first),
            x - rate * at_first,
            x.clone(),
            x - rate * gradient / gradient.norm(),
            x - gradient,
            -rate * gradient,
            gradient,
            x - rate * s.problem.gradient(x + 0.5),
        )
        answer = ways[way].clone()
        foretold = {"other-update": ways}
        return Case(x=x, reference=x - rate * gradient, answer=answer, foretold=foretold)

    return [ask(x) for x in s.points]


@mistake
def state_reset(rng):
    s, begun = setting(rng), rng.uniform(0.5, 2)

    def ask(x):
        right, anew = s.problem.gradient(x + begun), s.problem.gradient(x)
        return Case(x=x, reference=right, answer=anew.clone(), foretold={"state-reset": anew})

    return [ask(x) for x in s.points]


@mistake
def rest_dropped(rng):
    s, size, rates = setting(rng), rng.randint(2, 3), torch.linspace(0.3, 1.7, 5)

    def ask(x):
        parts = [s.problem.gradient(rate * x) for rate in rates.tolist()]
        full = sum(parts[: len(parts) // size * size])
        told = {"rest-dropped": full}
        return Case(x=x, reference=sum(parts), answer=full.clone(), foretold=told)

    return [ask(x) for x in s.points]


@mistake
def ones_for_identity(rng):
    s, drift = setting(rng, SEVERAL), rng.uniform(0.5, 2)

    def ask(x):
        given = s.problem.gradient(x).flatten() + drift
        matrix = 0.1 * torch.outer(x.flatten().sin(), x.flatten().cos() + 2)
        one = torch.eye(x.numel(), dtype=x.dtype)
        right, wrong = ((u - matrix) @ given for u in (one, torch.ones_like(one)))
        shaped = wrong.reshape(x.shape)
        told = {"ones-for-identity": shaped}
        return Case(x=x, reference=right.reshape(x.shape), answer=shaped.clone(), foretold=told)

    return [ask(x) for x in s.points]


@mistake
def remembered(rng):
    s, kept = setting(rng, [rng.choice([(3,), (4,), (2, 3)])]), {}

    def answer(x):
        return kept.setdefault(x.shape, s.problem.gradient(x))

    return [s.case(x, answer(x).clone()) for x in s.points]


@mistake
def hook_without_effect(rng):
    s, steep, bend = setting(rng), rng.uniform(0.3, 3), rng.uniform(0.3, 1)
    late = rng.random() < 0.5

    def ask(x):
        leaf = leaf_at(x)
        middle = (steep * leaf).sin() + leaf
        y = s.problem.f(middle)
        if late:
            y.backward()
            middle.register_hook(lambda gradient: gradient * (1 + bend * x**2))
        else:
            middle.register_hook(lambda gradient: None)
            y.backward()
        whole = s.problem.gradient(middle.detach()) * (steep * (steep * x).cos() + 1)
        told = {"hook-without-effect": whole}
        return Case(x=x, reference=whole * (1 + bend * x**2), answer=leaf.grad, foretold=told)

    return [ask(x) for x in s.points]


@mistake
def leaves_left_out(rng):
    s = setting(rng)

    def operations(node, seen):
        if node is not None and node.next_functions and node not in seen:
            seen.add(node)
            for to, _ in node.next_functions:
                operations(to, seen)
        return len(seen)

    cases = []
    for times in rng.sample(range(1, 8), 3):
        y = leaf_at(s.points[0])
        for _ in range(times):
            y = rng.choice([torch.sin, lambda t: t + t, torch.exp])(y)
        told = {"leaves-left-out": torch.tensor(float(times))}
        answer = torch.tensor(float(operations(y.grad_fn, set())))
        right = torch.tensor(times + 1.0)
        cases.append(Case(x=right - 1, reference=right, answer=answer, foretold=told))
    return cases


@mistake
def other_count(rng):
    s, way = setting(rng), rng.randrange(5)

    def counts(y):
        nodes, waiting, edges = {y.grad_fn}, [y.grad_fn], []
        for node in waiting:
            following = [to for to, _ in node.next_functions]
            edges += following
            waiting += [to for to in following if to is not None and to not in nodes]
            nodes.update(following)
        real = nodes - {None}
        names = {node.name() for node in real}
        return [len(real), len(real) - 1, len(nodes), len(edges), len(names), len(real) + 1]

    cases = []
    for times in rng.sample(range(2, 8), 4):
        y = leaf_at(s.points[0])
        for _ in range(times):
            y = y * 2 if way == 1 else rng.choice([torch.sin, lambda t: t + t])(y)
        right, *ways = (torch.tensor(float(count)) for count in counts(y))
        told = {"other-count": tuple(ways)}
        x, answer = torch.tensor(float(times)), ways[way].clone()
        cases.append(Case(x=x, reference=right, answer=answer, foretold=told))
    return cases


@mistake
def shared_counted_again(rng):
    s = setting(rng)

    def visits(node):
        return 1 + sum(visits(to) for to, _ in node.next_functions if to is not None)

    def doubled(x, times):
        for _ in range(times):
            x = x + x
        return x

    cases = []
    for times in rng.sample(range(1, 8), 3):
        at = torch.tensor(float(times))
        answer = torch.tensor(float(visits(doubled(leaf_at(s.points[0]), times).grad_fn)))
        told = {"shared-counted-again": 2.0 ** (1 + at) - 1}
        right = torch.tensor(times + 1.0)
        cases.append(Case(x=at, reference=right, answer=answer, foretold=told))
    return cases


def unknown(rng: random.Random) -> list[Case]:
    """Return cases with wrong numbers that no misconception explains."""
    s = setting(rng)
    off = rng.uniform(0.01, 3)
    spoils: list[Function] = [
        lambda g: torch.tensor(np.random.default_rng(rng.randrange(10**6)).normal(size=g.shape)),
        lambda g: g + off,
        lambda g: g * (1 + math.pi * off / 10),
        lambda g: g**2 + g,
        lambda g: g.flip(tuple(range(g.dim()))) + 1e-3,
        lambda g: g * torch.linspace(1.1, 2.3, g.numel(), dtype=g.dtype).reshape(g.shape),
        lambda g: g.round() + 0.5,
        lambda g: g + 1e-4 * off,
    ]
    spoil = rng.choice(spoils)
    return [s.case(x, spoil(s.problem.gradient(x))) for x in s.points]


def specimen(name: str, seed: int) -> list[Case]:
    """Return the cases of one wrong answer; the seed decides everything.

    Drawn again if it came out right, within tolerance, at all points but one: that is a mistake
    which nobody can see, such as single precision where all digits but the last are the same.
    """
    rng = random.Random(f"{name} {seed}")
    while True:
        cases = MAKERS[name](rng)
        if sum(not case.right for case in cases) > 1:
            return cases


def _entry_by_entry(f: Function, x: torch.Tensor) -> torch.Tensor:
    """One number after the other, each a leaf of its own."""
    leaves = [entry.clone().requires_grad_() for entry in x.flatten()]
    slopes = torch.autograd.grad(f(torch.stack(leaves).reshape(x.shape)), leaves)
    return torch.stack(slopes).reshape(x.shape)


def _summed_backward(p: Problem, x: torch.Tensor) -> torch.Tensor:
    leaf = leaf_at(x)
    p.product(leaf).backward()
    if p.mixed:
        p.form(leaf).backward()
    assert leaf.grad is not None
    return leaf.grad


def right_answers(seed: int) -> Iterator[tuple[str, list[Case]]]:
    """Yield right answers to one problem at three points, each written in another way."""
    s = setting(random.Random(f"right {seed}"))
    p = s.problem
    ways: dict[str, Function] = {
        "formula": p.gradient,
        "terms from last to first": lambda x: torch.stack(p.parts(x)[::-1]).sum(0),
        "terms in turn": lambda x: sum(p.parts(x), torch.zeros_like(x)),
        "backward": lambda x: grad_of(p.f, x),
        "autograd.grad": lambda x: by_autograd(p.f, x),
        "jacobian": lambda x: torch.autograd.functional.jacobian(p.f, x),
        "piece by piece": lambda x: _summed_backward(p, x),
        "scaled and back": lambda x: grad_of(lambda t: 3 * p.f(t), x) / 3,
        "float noise": lambda x: p.gradient(x) * (1 + 4e-16) + 1e-15,
        "entry by entry": lambda x: _entry_by_entry(p.f, x),
        "central differences": lambda x: by_central_difference(p.f, x),
        "backward, step by step": lambda x: by_quotient(p.f, x, 1e-5, central=True),
    }
    known = [s.case(x, None) for x in s.points]
    for way, answer in ways.items():
        yield way, [replace(case, answer=answer(case.x)) for case in known]
