"""Where in the course an exercise stands, and where a mistake is taught about."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from nbformat import NotebookNode

from autograder.chapter import cards
from autograder.chapter.answers import read_all_answers
from autograder.chapter.cells import SOLUTION, grade_id, marks, without_markers
from autograder.chapter.notebook_file import read_notebook
from autograder.course import Course
from autograder.errors import NotebookUnreadable

#: Mistakes that exercises provoke elsewhere than where the course speaks of them: the chapter's
#: number and the section's heading.
SPOKEN_OF = {
    "accumulated": ("01", "3. The same question twice"),
    "degrees": ("05", "1. Two hundred slopes at once"),
    "forward-for-central": ("01", "7. The best step"),
    "no-graph": ("01", "5. What can require a gradient, and what goes wrong"),
    "not-zeroed": ("01", "3. The same question twice"),
    "numpy-mix": ("01", "5. What can require a gradient, and what goes wrong"),
    "sent-early": ("07", "4. Each value once"),
    "single-precision": ("08", "4. The same in `float32`"),
    "step-too-large": ("01", "7. The best step"),
    "step-too-small": ("01", "7. The best step"),
}


@dataclass(frozen=True)
class Section:
    """A section of a chapter."""

    chapter: str
    heading: str


@dataclass(frozen=True)
class Exercise:
    """What earns points in a chapter.

    Attributes:
        name: The name of the cell with the answer.
        graded: The name of the cell that earns the points: the same, or a test's.
        title: What it is called.
        kind: ``code``, ``plot``, ``open`` or ``prediction``.
        points: What it is worth.
        section: Where it stands.
        model: The author's answer.

    """

    name: str
    graded: str
    title: str
    kind: str
    points: float
    section: Section
    model: str


def title_of(notebook: NotebookNode) -> str:
    """Return the first heading of a chapter, empty if it has none."""
    for cell in notebook.cells:
        if cell.cell_type == "markdown" and (found := re.match(r"# (.+)", cell.source)):
            return found[1].strip()
    return ""


def exercises(course: Course, chapter: str) -> list[Exercise]:
    """Return what earns points in ``chapter``, in its order.

    Raises:
        NotebookUnreadable: if there is no solution notebook.

    """
    notebook = read_notebook(course.solution(chapter))
    deck = cards.by_name(course.solution(chapter))
    title = title_of(notebook) or chapter
    heading, models, found = "", {"": ""}, []
    above = ""
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            heading = ([heading, *re.findall(r"^## (.+)$", cell.source, re.MULTILINE)])[-1]
        name, said = grade_id(cell) or "", marks(cell)
        if said.solution:
            above = name
            models[name] = without_markers(cell.source, SOLUTION)
        if said.grade:
            own = name.removeprefix("test_")
            answer = own if own in models else above
            card = deck.get(answer)
            kind = card.kind if card else "open" if said.solution else "code"
            found.append(
                Exercise(
                    name=answer,
                    graded=name,
                    title=card.title if card else own,
                    kind="prediction" if answer.startswith("predict_") else kind,
                    points=said.points,
                    section=Section(title, heading.strip()),
                    model=models[answer],
                )
            )
    return found


def teaching(course: Course) -> dict[str, Section]:
    """Return the section with which the course first teaches about each mistake, by its name.

    Authors give each exercise wrong sample answers, and name the mistake that each one makes. Of
    the first chapter that has a mistake, it is the section whose exercises have it most often; of
    two, the later one, for an exercise comes before what is said about its mistakes. Where that
    would miss the section that speaks of it, `SPOKEN_OF` names it.
    """
    first: dict[str, Section] = {}
    spoken_of: dict[str, Section] = {}
    for chapter in course.authored():
        try:
            sections = {each.name: each.section for each in exercises(course, chapter)}
        except (OSError, NotebookUnreadable):  # A chapter that is not made yet.
            continue
        answers = read_all_answers(course.answers(chapter))
        named = [(a.looks_like.replace(" ", "-"), a.exercise) for a in answers if a.looks_like]
        for name, section in _most_often(named, sections).items():
            first.setdefault(name, section)
        there = {section.heading: section for section in sections.values()}
        for name, (number, heading) in SPOKEN_OF.items():
            if chapter.startswith(number) and heading in there:
                spoken_of[name] = there[heading]
    return first | spoken_of


def _most_often(
    named: Iterable[tuple[str, str]], sections: Mapping[str, Section]
) -> dict[str, Section]:
    order = list(dict.fromkeys(sections.values()))
    counts: dict[str, Counter[Section]] = {}
    for mistake, exercise in named:
        if exercise in sections:
            counts.setdefault(mistake, Counter())[sections[exercise]] += 1
    return {
        mistake: max(count, key=lambda section: (count[section], order.index(section)))
        for mistake, count in counts.items()
    }
