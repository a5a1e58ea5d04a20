"""Show the graph of a student's tensors, and let a backward pass through it be watched."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Any

import torch

from autograder.errors import GraphTooLarge, PictureError
from autograder.lesson.diagrams.causes import why_no_gradient
from autograder.lesson.diagrams.model import Graph
from autograder.lesson.diagrams.names import names_in
from autograder.lesson.diagrams.stepping import backward_steps
from autograder.lesson.diagrams.tracing import trace
from autograder.lesson.diagrams.value_tracing import is_value, trace_values
from autograder.lesson.diagrams.wording import describe
from autograder.lesson.pictures.controls import Slider
from autograder.lesson.pictures.figures import Picture, Transcript, display
from autograder.lesson.pictures.interactive import show_explorer

#: How many nodes a picture holds.
_MOST = 60


def show_graph(*results: Any) -> None:
    """Draw the graph that led to a tensor, or to several, with the names of your own variables.

    Leaves stand on top, the result at the bottom. Each operation is shown with PyTorch's name for
    it, what it made, and what it keeps for the backward pass; each leaf with what is in its
    ``.grad``. Nothing is computed and nothing changed.

    What PyTorch does not keep cannot be shown: a detached ``u`` is seen in ``u * x``, which keeps
    it, and not in ``u + x``, nor after a backward pass has freed what was kept.

    Args:
        results: tensors, or values of an engine of your own, alone or in a list.

    Raises:
        TypeError: if there is nothing to draw, or it is something else.
        GraphTooLarge: if the graph has more than 60 nodes.

    """
    from autograder.lesson.diagrams import drawing
    from autograder.lesson.diagrams.layout import lay_out

    variables = _variables()
    asked = [each for result in results for each in _flat(result)]
    caption = ""
    if asked and all(map(is_value, asked)):
        graph = trace_values(asked, variables)
    else:
        names = names_in(variables)
        graph = trace(asked, names).graph
        if not any(each.requires_grad for each in asked):
            caption = f"No gradient is required here. {why_no_gradient(asked[0], names)}"
    _check_size(graph)
    display(Picture([drawing.image(graph, lay_out(graph), describe(graph))], caption))


def step_backward(result: torch.Tensor, gradient: Any = None) -> None:
    """Show ``result.backward(gradient)`` step by step, with a slider, and below in words.

    PyTorch's engine runs once, and the steps are its own; hooks of yours run with it. The graph is
    kept and no ``.grad`` of your variables changes, so you can still call ``backward()`` yourself.

    Args:
        result: a tensor that requires a gradient.
        gradient: what the pass starts from, a tensor or numbers of the shape of ``result``; a
            single number starts from 1.

    Raises:
        PictureError: if there is no such pass, or an earlier one has freed the graph.
        GraphTooLarge: if the graph has more than 60 nodes.

    """
    from autograder.lesson.diagrams import drawing
    from autograder.lesson.diagrams.layout import lay_out

    if not isinstance(result, torch.Tensor):
        raise PictureError(f"step_backward needs a tensor, and got {result!r}.")
    if gradient is not None:
        try:
            gradient = torch.as_tensor(gradient, dtype=result.dtype, device=result.device)
        except (TypeError, ValueError) as error:
            raise PictureError(f"gradient must be numbers, and is {gradient!r}.") from error
    names = names_in(_variables())
    traced = trace(result, names)
    graph = traced.graph
    _check_size(graph)
    steps = backward_steps(traced, result, names, gradient)
    last = len(steps)
    # One layout for all steps, with room for the last one's gradients: nothing moves.
    layout = lay_out(graph, steps[-1].highlight)

    def draw(step: float) -> Picture:
        now = steps[round(step) - 1]
        caption = f"Step {round(step)} of {last}. {now.words}"
        alt = f"The graph during its backward pass. {caption}"
        image = drawing.image(graph, layout, alt, now.highlight)
        return Picture([image], caption)

    readings = tuple(f"{number} of {last}" for number in range(1, last + 1))
    # It begins at the end, for a picture without a kernel is to show the whole pass.
    slider = Slider("step", "Step", last, 1, last, 1, readings, has_buttons=True)
    show_explorer(draw, [slider], label="Steps of the backward pass")
    display(Transcript("The backward pass in words", [step.words for step in steps]))


def _check_size(graph: Graph) -> None:
    if (size := len(graph.nodes)) > _MOST:
        raise GraphTooLarge(
            f"This graph has {size} nodes; a picture holds {_MOST}. Ask about a tensor from an "
            "earlier step of the computation, or compute it with fewer steps or layers."
        )


def _flat(result: Any) -> list[Any]:
    return list(result) if type(result) in (list, tuple) else [result]


def _variables() -> Mapping[str, object]:
    """Return the variables where ``show_graph`` or ``step_backward`` was called."""
    caller = sys._getframe(2)
    return {**caller.f_globals, **caller.f_locals}
