"""Random expressions of sums and products, on which two engines can be compared."""

from __future__ import annotations

import operator
import random
from dataclasses import dataclass
from string import ascii_lowercase
from typing import Any

_OPERATORS = {"+": operator.add, "*": operator.mul}
#: Products beyond this many would grow too fast for a finite difference to follow.
_PRODUCTS = 4


@dataclass(frozen=True)
class Expression:
    """A function of some numbers, tensors or values of an engine: whatever has + and *."""

    inputs: int
    #: The operator of each step, and the numbers of its operands among all that is there by then.
    steps: tuple[tuple[str, int, int], ...]

    def __call__(self, *values: Any) -> Any:
        """Return what the last step makes of ``values``."""
        if len(values) != self.inputs:
            raise TypeError(f"This expression takes {self.inputs} values, not {len(values)}.")
        there = list(values)
        for sign, first, second in self.steps:
            there.append(_OPERATORS[sign](there[first], there[second]))
        return there[-1]

    def __str__(self) -> str:
        return ", ".join(
            f"{_name(self.inputs + k)} = {_name(first)} {sign} {_name(second)}"
            for k, (sign, first, second) in enumerate(self.steps)
        )


def random_expression(seed: int, *, inputs: int = 3, reuse: bool = True) -> Expression:
    """Return an expression that uses each of its inputs, always the same for one seed.

    Args:
        seed: of the random choices.
        inputs: how many values it takes, two or more.
        reuse: whether values, those computed on the way among them, are used more than once;
            otherwise each is used exactly once.

    """
    if inputs < 2:
        raise ValueError("An expression needs two inputs or more to combine.")
    rng = random.Random(f"{seed} {inputs} {reuse}")
    steps: list[tuple[str, int, int]] = []
    unused = list(range(inputs))
    rng.shuffle(unused)
    products = 0

    def step(first: int, second: int, sign: str = "") -> int:
        nonlocal products
        sign = sign or rng.choice("+*")
        sign = "+" if products >= _PRODUCTS else sign
        products += sign == "*"
        left, right = rng.sample([first, second], 2)
        steps.append((sign, left, right))
        return inputs + len(steps) - 1

    if reuse:  # a value that is computed, and then used at once and again later
        early = step(unused.pop(), rng.randrange(inputs))
        unused = [k for k in unused if k not in steps[-1][1:]]
        later = step(early, rng.randrange(inputs), "*")
        unused = [k for k in unused if k not in steps[-1][1:]]
        unused += [later, step(early, early)] if rng.random() < 0.5 else [early, later]
    while len(unused) > 1:
        made = step(unused.pop(0), unused.pop(0))
        unused.append(made)
        if reuse and rng.random() < 0.3:
            unused.append(rng.randrange(inputs, made + 1))
    return Expression(inputs, tuple(steps))


def _name(number: int) -> str:
    return ascii_lowercase[number] if number < len(ascii_lowercase) else f"v{number}"
