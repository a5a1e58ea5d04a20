"""A name of Python's own that a cell has taken is found where its absence does harm."""

from __future__ import annotations

import math

import pytest
import torch

from autograder.errors import CheckFailed
from autograder.lesson.checks import Check
from autograder.lesson.door.names import taken_names


def error_in_a_notebook(source, **names):
    """What a notebook's last line raises, whose cells have made these names."""
    try:
        exec(source, {"__name__": "__main__", "torch": torch, "math": math, **names})
    except Exception as error:
        return error
    raise AssertionError("it went well")


@pytest.mark.parametrize(
    ("source", "names", "taken"),
    [
        ("list(range(3))", {"range": torch.ones(2)}, (("range", "Tensor"),)),
        ("math.cos(1)", {"math": 90}, (("math", "int"),)),
        ("max(1, 2)", {"max": 3.5}, (("max", "float"),)),
        ("torch.ones(2) + 'a'", {}, ()),
        ("len(3)", {"mine": len}, ()),
        ("undefined(3)", {"range": 3}, ()),
    ],
)
def test_a_taken_name_is_told_with_what_it_is_now(source, names, taken):
    assert taken_names(error_in_a_notebook(source, **names)) == taken


def test_the_message_says_which_cell_to_look_for():
    notebook = {"__name__": "__main__", "range": torch.ones(())}
    exec("def doubled(x):\n    return sum(x for _ in range(2))", notebook)
    with pytest.raises(CheckFailed, match="range is not what it was") as failure:
        Check().function("double", notebook["doubled"], reference=lambda x: 2 * x, shapes=[(2,)])
    assert "run del range" in str(failure.value).replace("\n  ", " ")
