"""A state that begins anew where only its history was to be cut off."""

from __future__ import annotations

from autograder.lesson.misconceptions.misconception import Misconception


class StateReset(Misconception):
    """The number of a state is thrown away with the graph that it came from."""

    name = "state-reset"
    says = "The state begins again at 0 at each cut: its number is gone, and not its history alone."
    asks = "What should be left of the state when its history is cut off?"
    hints = (
        "At a cut the state loses its number, too. Print the state before and after each cut. "
        "Which of the two should be the same?",
        "A runner who hands over the baton after 400 metres tells nobody how he ran them, but the "
        "next one starts where he stopped. Where does yours start?",
        "s.detach() has the numbers of s and no graph; zeros have neither. Print both.",
    )
