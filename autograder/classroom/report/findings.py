"""What a class's outcomes and answers tell, as data: the report shows it, and its JSON holds it."""

from __future__ import annotations

import math
import statistics
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from autograder.classroom.report import alike, guesses
from autograder.classroom.report.lessons import Exercise, Section
from autograder.classroom.report.names import Names
from autograder.classroom.results import Outcome, Result
from autograder.grading import TestGrade, Verdict

#: Points are counted in so many steps at most, and so many of the slowest are told.
_STEPS, _SLOWEST = 10, 5

#: What each student answered, by the name of the cell: those who have a grade.
Answers = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class Step:
    """How many have points from ``low`` on and below ``high``; the last step holds its end too."""

    low: float
    high: float
    students: int


@dataclass(frozen=True)
class ExerciseFindings:
    """How an exercise went, in numbers of students."""

    name: str
    title: str
    kind: str
    section: str
    points: float
    mean: float
    passed: int = 0
    partly: int = 0
    failed: int = 0
    blank: int = 0
    lost: int = 0
    waiting: int = 0

    @property
    def asked(self) -> int:
        """How many have a verdict; nobody as long as a person has not read all."""
        verdicts = self.passed + self.partly + self.failed + self.blank + self.lost
        return 0 if self.waiting else verdicts


@dataclass(frozen=True)
class Mistake:
    """A mistake with a name: who made it where, and what cures it."""

    name: str
    says: str
    students: tuple[str, ...]
    exercises: tuple[str, ...]
    cure: Section


@dataclass(frozen=True)
class WrongAnswer:
    """An answer that several students gave, but for style."""

    exercise: str
    students: tuple[str, ...]
    source: str
    mistakes: tuple[str, ...]
    message: str


@dataclass(frozen=True)
class Prediction:
    """What was predicted, by how many, and what came out."""

    exercise: str
    title: str
    truth: str
    came_true: int
    students: int
    unreadable: int
    guesses: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class OddVerdict:
    """A test that ended neither well nor badly."""

    verdict: str
    exercise: str
    students: tuple[str, ...]


@dataclass(frozen=True)
class OddOutcome:
    """Submissions that did not simply get a grade."""

    outcome: str
    students: tuple[str, ...]


@dataclass(frozen=True)
class Slow:
    """How long a submission took to grade, in seconds."""

    student: str
    seconds: float


@dataclass(frozen=True)
class AlikePair:
    """Two students whose answers are alike where others' are not."""

    students: tuple[str, str]
    likeness: float
    exercises: tuple[str, ...]


@dataclass(frozen=True)
class Findings:
    """What one chapter's outcomes tell; there is no mean and no median where nobody has a grade."""

    chapter: str
    title: str
    students: int
    graded: int
    max_points: float
    mean: float | None
    median: float | None
    waiting: int
    distribution: tuple[Step, ...]
    exercises: tuple[ExerciseFindings, ...]
    mistakes: tuple[Mistake, ...]
    wrong_answers: tuple[WrongAnswer, ...]
    predictions: tuple[Prediction, ...]
    verdicts: tuple[OddVerdict, ...]
    outcomes: tuple[OddOutcome, ...]
    slowest: tuple[Slow, ...]
    pairs: tuple[AlikePair, ...]


def find(
    chapter: str,
    title: str,
    exercises: Sequence[Exercise],
    results: Sequence[Result],
    answers: Answers,
    stubs: Mapping[str, str],
    teaching: Mapping[str, Section],
    sentences: Mapping[str, str],
    names: Names,
) -> Findings:
    """Return what a chapter's outcomes tell.

    Args:
        chapter: Its name.
        title: What it is called.
        exercises: What earns points in it.
        results: How each submission ended, absentees with them.
        answers: The answers of those who have a grade, by the name of the cell.
        stubs: What stands in an answer's cell before anything is answered, by its name.
        teaching: Where the course teaches about a mistake, by its name.
        sentences: What a student reads of a mistake, by its name.
        names: What students are called, by id.

    """
    graded = [result for result in results if result.points is not None]
    points = [result.points for result in graded if result.points is not None]
    most = max((result.max_points for result in results), default=0.0)
    told = _Told(exercises, graded, answers, stubs, names)
    return Findings(
        chapter=chapter,
        title=title or chapter,
        students=len(results),
        graded=len(graded),
        max_points=most,
        mean=round(statistics.fmean(points), 2) if points else None,
        median=round(statistics.median(points), 2) if points else None,
        waiting=sum(result.to_grade_by_hand > 0 for result in graded),
        distribution=distribution(points, most),
        exercises=tuple(told.exercise(each) for each in exercises),
        mistakes=told.mistakes(teaching, sentences),
        wrong_answers=told.wrong_answers(),
        predictions=tuple(
            found for each in exercises if (found := told.prediction(each)) is not None
        ),
        verdicts=told.verdicts(),
        outcomes=_outcomes(results, names),
        slowest=tuple(
            Slow(names[r.student], round(r.seconds, 2))
            for r in sorted(graded, key=lambda r: -r.seconds)[:_SLOWEST]
            if r.seconds
        ),
        pairs=told.pairs(),
    )


def distribution(points: Sequence[float], most: float) -> tuple[Step, ...]:
    """Return how many have how many points, in steps of whole points from 0 to ``most``."""
    width = max(1, math.ceil(most / _STEPS))
    steps = math.ceil(most / width)
    counts = Counter(min(int(each // width), steps - 1) for each in points)
    return tuple(Step(k * width, min((k + 1) * width, most), counts[k]) for k in range(steps))


def _outcomes(results: Sequence[Result], names: Names) -> tuple[OddOutcome, ...]:
    who = {
        outcome: tuple(names[r.student] for r in results if r.outcome is outcome)
        for outcome in Outcome
        if outcome is not Outcome.GRADED
    }
    return tuple(
        OddOutcome(outcome.value, students) for outcome, students in who.items() if students
    )


class _Told:
    """What the graded submissions of a chapter tell."""

    def __init__(
        self,
        exercises: Sequence[Exercise],
        graded: Sequence[Result],
        answers: Answers,
        stubs: Mapping[str, str],
        names: Names,
    ) -> None:
        self._exercises = exercises
        self._graded = graded
        self._answers = answers
        self._stubs = stubs
        self._names = names
        self._tests = {
            result.student: {test.name: test for test in result.tests} for result in graded
        }

    def exercise(self, each: Exercise) -> ExerciseFindings:
        """Return how an exercise went."""
        scores = [r.scores[each.graded] for r in self._graded if each.graded in r.scores]
        counts = Counter(self._fate(each, result) for result in self._graded)
        return ExerciseFindings(
            name=each.name,
            title=each.title,
            kind=each.kind,
            section=each.section.heading,
            points=each.points,
            mean=round(statistics.fmean(scores), 2) if scores else 0.0,
            **{fate: count for fate, count in counts.items() if fate},
        )

    def _fate(self, each: Exercise, result: Result) -> str:
        if each.name == each.graded:
            score = result.scores.get(each.graded, 0.0)
            if self._is_blank(each, result.student):
                return "blank"
            if result.to_grade_by_hand:
                return "waiting"
            return "passed" if score >= each.points else "partly" if score else "failed"
        test = self._tests[result.student].get(each.graded)
        if test is None:
            return ""
        if test.verdict is Verdict.PASSED:
            return "passed"
        if self._is_blank(each, result.student):
            return "blank"
        fates = {Verdict.PARTIAL: "partly", Verdict.FAILED: "failed"}
        return fates.get(test.verdict, "lost")

    def _is_blank(self, each: Exercise, student: str) -> bool:
        answer = self._answers.get(student, {}).get(each.name, "")
        return answer.strip() in ("", self._stubs.get(each.name, "").strip())

    def _wrong(self, each: Exercise) -> dict[str, TestGrade]:
        """Return the tests that students failed at an exercise which they did answer, by id."""
        return {
            student: test
            for student, tests in self._tests.items()
            if (test := tests.get(each.graded))
            and test.verdict in (Verdict.FAILED, Verdict.PARTIAL)
            and not self._is_blank(each, student)
        }

    def mistakes(
        self, teaching: Mapping[str, Section], sentences: Mapping[str, str]
    ) -> tuple[Mistake, ...]:
        """Return the mistakes that have a name, the most frequent first."""
        who: dict[str, dict[str, None]] = defaultdict(dict)
        where: dict[str, dict[Exercise, None]] = defaultdict(dict)
        for each in self._exercises:
            for student, test in self._wrong(each).items():
                for name in test.mistakes:
                    who[name][student] = None
                    where[name][each] = None
        found = [
            Mistake(
                name=name,
                says=sentences.get(name, ""),
                students=self._called(students),
                exercises=tuple(each.title for each in where[name]),
                cure=teaching.get(name, next(iter(where[name])).section),
            )
            for name, students in who.items()
        ]
        return tuple(sorted(found, key=lambda m: (-len(m.students), m.name)))

    def wrong_answers(self) -> tuple[WrongAnswer, ...]:
        """Return the wrong answers that more than one student gave, the most frequent first."""
        found = []
        for each in self._exercises:
            tests = self._wrong(each)
            if each.kind == "prediction":
                continue
            given = {student: self._answers[student].get(each.name, "") for student in tests}
            for group in alike.groups(given):
                if len(group) > 1:
                    test = tests[group[0]]
                    source = given[group[0]].strip()
                    who = self._called(group)
                    found.append(
                        WrongAnswer(each.title, who, source, test.mistakes, test.message.strip())
                    )
        return tuple(sorted(found, key=lambda w: -len(w.students)))

    def prediction(self, each: Exercise) -> Prediction | None:
        """Return what was predicted, None for an exercise of another kind."""
        truth = guesses.read_guess(each.model) if each.kind == "prediction" else None
        if truth is None:
            return None
        given = [
            guesses.read_guess(self._answers[student].get(each.name, ""))
            for student in self._answers
            if not self._is_blank(each, student)
        ]
        read = [guess for guess in given if guess is not None]
        said = Counter(guesses.shown(guess) for guess in read)
        return Prediction(
            exercise=each.name,
            title=each.title,
            truth=guesses.shown(truth),
            came_true=sum(guesses.came_true(guess, truth) for guess in read),
            students=len(given),
            unreadable=len(given) - len(read),
            guesses=tuple(said.most_common()),
        )

    def verdicts(self) -> tuple[OddVerdict, ...]:
        """Return the tests that ended in another way than passed, partly passed or failed."""
        plain = (Verdict.PASSED, Verdict.PARTIAL, Verdict.FAILED)
        who: dict[tuple[str, str], list[str]] = defaultdict(list)
        for each in self._exercises:
            for student, tests in self._tests.items():
                test = tests.get(each.graded)
                if test and test.verdict not in plain:
                    who[test.verdict.value, each.title].append(student)
        return tuple(OddVerdict(*what, self._called(students)) for what, students in who.items())

    def pairs(self) -> tuple[AlikePair, ...]:
        """Return the pairs whose answers in code are alike where others' are not."""
        titles = {e.name: e.title for e in self._exercises if e.kind in ("code", "plot")}
        given = {
            student: {
                name: source
                for name, source in theirs.items()
                if name in titles and source.strip() != self._stubs.get(name, "").strip()
            }
            for student, theirs in self._answers.items()
        }
        return tuple(
            AlikePair(
                (self._names[pair.students[0]], self._names[pair.students[1]]),
                pair.likeness,
                tuple(titles[name] for name in pair.exercises),
            )
            for pair in alike.pairs(given)
        )

    def _called(self, students: Iterable[str]) -> tuple[str, ...]:
        return tuple(self._names[student] for student in students)
