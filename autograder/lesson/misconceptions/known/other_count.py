"""Something else than the nodes of a graph is counted."""

from __future__ import annotations

from autograder.lesson.misconceptions.misconception import InSeveralWays

_WORDS = (
    (
        "This is what comes out if the tensor's own node is left out.",
        "Where does your walk begin, and is that node in the count?",
    ),
    (
        "This is what comes out if None is counted as a node.",
        "What stands in the place of an operand without a gradient, or of a grad_fn that is "
        "missing?",
    ),
    (
        "These are the edges, and not the nodes.",
        "What goes up in your loop: the count of nodes, or that of what they hand on to?",
    ),
    (
        "These are the different names, and not the different nodes.",
        "Are two sines one node, because they have one name?",
    ),
    (
        "Each number is one too large, that of a tensor without a graph as well.",
        "What is counted before your walk begins?",
    ),
)


class OtherCount(InSeveralWays):
    """Nodes without the first one or with None; edges; names; or one more than there are.

    The check foretells these ways, in this order.
    """

    name = "other-count"
    words = _WORDS
    hints = (
        "Your count is that of something else. Draw the graph of a sine of a sine, with all its "
        "nodes and arrows. Which of them does your number count?",
        "A line from A by B to C has three stations and two stretches of track; two stations that "
        "are both called Newtown are two. Count both for a line that runs in a ring of four.",
        "In your loop print each node as it is counted, beginning with y.grad_fn, and beside it "
        "its next_functions. Which line is missing, or should not be there?",
    )
