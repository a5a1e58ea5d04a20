"""Which answers are alike beyond style: groups of the same mistake, and pairs to have a look at."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations

from autograder.classroom.report.normal_form import normal_form

#: A fragment of an answer is so many words of its normal form; some six or eight of Python's.
_WORDS = 16

#: A fragment that more have than this share of a class, or than this many, is common knowledge.
_SHARE, _MOST, _LEAST = 0.05, 10, 2

#: A pair is listed from so many rare fragments on, if they are such a part of what is rare in both,
#: and stand in so many exercises, where there are more than one.
_FRAGMENTS, _LIKENESS, _EXERCISES = 40, 0.7, 2

Answers = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class Pair:
    """Two students whose answers are alike where others' are not.

    Attributes:
        students: Their ids.
        likeness: How much of what is rare in their answers both have, from 0 to 1.
        exercises: Where it stands, by name.

    """

    students: tuple[str, str]
    likeness: float
    exercises: tuple[str, ...]


def groups(answers: Mapping[str, str]) -> list[list[str]]:
    """Return who gave answers that are the same but for style, the largest group first."""
    alike: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for student, source in answers.items():
        alike[normal_form(source)].append(student)
    return sorted((sorted(group) for group in alike.values()), key=lambda g: (-len(g), g))


def pairs(answers: Answers) -> list[Pair]:
    """Return the pairs of students whose answers share what is rare in the class.

    What many have written, the task suggests; what only these two have, they may have talked about.

    Args:
        answers: What each student answered, by exercise.

    Returns:
        The most alike first.

    """
    holders: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for student, theirs in answers.items():
        for fragment in _fragments(theirs):
            holders[fragment].add(student)
    limit = max(_LEAST, min(_MOST, int(_SHARE * len(answers))))
    rare = {fragment: who for fragment, who in holders.items() if len(who) <= limit}
    own = Counter(student for who in rare.values() for student in who)
    shared = Counter(pair for who in rare.values() for pair in combinations(sorted(who), 2))
    exercises = {name for theirs in answers.values() for name in theirs}
    found = []
    for (one, other), count in shared.items():
        likeness = count / max(own[one], own[other])
        if count >= _FRAGMENTS and likeness >= _LIKENESS:
            where = _where(answers, (one, other), rare)
            if len(where) >= min(_EXERCISES, len(exercises)):
                found.append(Pair((one, other), round(likeness, 2), where))
    return sorted(found, key=lambda pair: (-pair.likeness, pair.students))


def _fragments(answers: Mapping[str, str]) -> Iterator[tuple[str, ...]]:
    """Yield the fragments of a student's answers, each with the exercise that it stands in."""
    for exercise, source in answers.items():
        words = normal_form(source)
        for start in range(max(1, len(words) - _WORDS + 1)):
            yield (exercise, *words[start : start + _WORDS])


def _where(
    answers: Answers, pair: tuple[str, str], rare: Mapping[tuple[str, ...], set[str]]
) -> tuple[str, ...]:
    """Return the exercises whose rare fragments both have, in their order."""
    one, other = (set(_fragments(answers[student])) & rare.keys() for student in pair)
    both: Iterable[tuple[str, ...]] = one & other
    names = {fragment[0] for fragment in both}
    return tuple(name for name in answers[pair[0]] if name in names)
