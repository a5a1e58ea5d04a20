"""A column and a row stretched to a table."""

from __future__ import annotations

from autograder.lesson.misconceptions.misconception import Misconception


class Broadcast(Misconception):
    """Entries that belong together in pairs, each compared with all."""

    name = "broadcast"
    family = "pairs"
    says = "A column met a row: each entry was compared with every entry, and not with its own."
    asks = "Which shapes stand on the two sides of your minus sign?"
    hints = (
        "There are more differences than entries. Print the shape of the difference before you "
        "add anything up. How many entries has it, and how many should it have?",
        "Three runners and three finishing times make three pairs. A column of runners beside a "
        "row of times makes a table of nine. Draw both and count.",
        "t.reshape(-1) makes a list of any tensor, t.reshape(-1, 1) a column. Bring both sides to "
        "one of the two and print the shapes again.",
    )
