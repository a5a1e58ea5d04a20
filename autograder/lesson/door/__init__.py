"""The one door to a student's code: questions go through it, and plain data comes back.

A check *observes* here and *judges* elsewhere. ``asking`` calls the student's code and writes down
what happened; what it writes (``data``) holds no object of the student's and could cross a pipe.
In a notebook both halves run in one process; in grading they need not.
"""

from autograder.lesson.door.asking import Given, Noted, Question, Reply, ask, through
from autograder.lesson.door.data import Data, Drawing, Items, Line, Nodes, Numbers, Other, Raised

__all__ = [
    "Data",
    "Drawing",
    "Given",
    "Items",
    "Line",
    "Nodes",
    "Noted",
    "Numbers",
    "Other",
    "Question",
    "Raised",
    "Reply",
    "ask",
    "through",
]
