"""The forward-and-backward picture says what autograd does."""

from __future__ import annotations

import matplotlib.pyplot as plt
import torch

from autograder.lesson.pictures import forward_and_backward


def test_its_numbers_are_autograds():
    x = torch.arange(4.0, requires_grad=True)
    s = x.dot(x)
    s.retain_grad()
    y = 2 * s
    y.backward()
    figure = forward_and_backward()
    said = " ".join(text.get_text() for text in figure.axes[0].texts)
    plt.close(figure)
    for number in (s.item(), y.item(), s.grad.item()):
        assert f"{number:g}" in said
    assert str([int(entry) for entry in x.grad.tolist()]) in said
