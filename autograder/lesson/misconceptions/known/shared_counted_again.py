"""What several paths share, counted once for each path."""

from __future__ import annotations

from autograder.lesson.misconceptions.misconception import Misconception


class SharedCountedAgain(Misconception):
    """A graph walked like a tree: a node that is used twice counts twice, with all behind it."""

    name = "shared-counted-again"
    says = "What several paths share was counted once for each of them."
    asks = "How does your walk know that it has been somewhere before?"
    hints = (
        "A node was counted each time that a path came by. Print the name of each one as you "
        "count it, for t + t. Which of them do you see twice?",
        "To count the towns on a map you do not add up the stops of all bus lines: a town with two "
        "lines is still one town. Say where your walk writes down the towns that it has seen.",
        "Nodes can be put into a set: begin with seen = set(), and ask node in seen before you "
        "count it.",
    )
