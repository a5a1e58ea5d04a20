"""The forward-and-backward picture says what autograd does."""

from __future__ import annotations

import matplotlib.pyplot as plt
import torch

from autograder.lesson.pictures.drawings import (
    columns_or_rows,
    forward_and_backward,
    learning_process,
)


def test_its_numbers_are_autograds():
    x = torch.tensor(3.0, requires_grad=True)
    s = x * x
    s.retain_grad()
    y = 5 * s
    y.backward()
    figure = forward_and_backward()
    said = " ".join(text.get_text() for text in figure.axes[0].texts)
    plt.close(figure)
    for node, number in (("", s), ("", y), ("∂y/∂s = ", s.grad), ("∂y/∂x = ", x.grad)):
        assert f"{node}{number.item():g}" in said


def test_the_circle_of_learning_is_numbered_and_told_apart_by_more_than_colour():
    figure = learning_process()
    said = " ".join(text.get_text() for text in figure.axes[0].texts)
    styles = {arrow.get_linestyle() for arrow in figure.axes[0].patches}
    plt.close(figure)
    for words in ("1 forward", "2 compare", "3 backward", "4 update", "w − rate · gradient"):
        assert words in said
    assert len(styles) == 3


def test_a_forward_pass_fills_a_column_and_a_backward_pass_a_row():
    figure = columns_or_rows(results=6, entries=3)
    filled = [
        sorted(box.get_xy()[::-1] for box in axes.patches if box.get_fill()) for axes in figure.axes
    ]
    titles = [axes.get_title() for axes in figure.axes]
    plt.close(figure)
    assert filled == [[(row, 1) for row in range(6)], [(1, column) for column in range(3)]]
    assert "3 passes" in titles[0]
    assert "6 passes" in titles[1]
