"""A training run is followed step by step."""

from __future__ import annotations

import pytest
import torch

from autograder.errors import CheckFailed
from autograder.lesson.checks import Check

STEPS, RATE = 5, 0.1


def run(w, slope=lambda w: w.cos() + 2 * w, steps=STEPS):
    """Descend sin w + w² and write down each loss, gradient and weight."""
    losses, gradients, weights = [], [], []
    for _ in range(steps):
        losses.append((w.sin() + w**2).sum())
        gradients.append(slope(w))
        w = w - RATE * gradients[-1]
        weights.append(w)
    return {
        "loss": torch.stack(losses),
        "gradient": torch.stack(gradients),
        "weights": torch.stack(weights),
    }


def training(answer, **more):
    Check().training("descent", answer, reference=run, shapes=[(2,), (3,)], **more)


def message(answer):
    with pytest.raises(CheckFailed) as failure:
        training(answer)
    return str(failure.value)


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
@pytest.mark.parametrize(
    "shaped", [lambda r: r, lambda r: tuple(r.values()), lambda r: [list(v) for v in r.values()]]
)
def test_the_same_run_passes_in_any_wrapping(dtype, shaped, capsys):
    training(lambda w: shaped(run(w)), dtype=dtype)
    assert capsys.readouterr().out == "✓ descent: right at each of 5 steps\n"


def test_the_first_step_that_differs_is_named():
    def slips(w):
        result = run(w)
        result["weights"][3:] += 0.5
        return result

    text = message(slips)
    assert text.startswith("✗ descent, weights")
    assert "first wrong step  number 4 of 5" in text


def test_gradients_that_add_up_leave_the_path_at_the_second_step():
    def accumulating(w):
        held = torch.zeros_like(w)
        return run(w, slope=lambda w: held.add_(w.cos() + 2 * w).clone())

    assert "number 3 of 5" in message(accumulating)


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (lambda w: run(w, steps=4), "4 steps; 5 are wanted"),
        (lambda w: run(w)["loss"], "Return loss, gradient, weights"),
        (lambda w: (None, None, None), "None"),
        (lambda w: 1 / 0, "ZeroDivisionError"),
        (lambda w: run(w.add_(1)), "changed the values of its input"),
    ],
)
def test_each_fault_has_its_own_words(answer, words):
    assert words in message(answer).replace("\n  ", " ")
