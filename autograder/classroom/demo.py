"""A sample class, from release to feedback: what grading does with submissions of every kind."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from autograder.chapter.answers import Answer, read_all_answers
from autograder.chapter.cells import SOLUTION, grade_id, marks, without_markers
from autograder.chapter.notebook_file import read_notebook
from autograder.classroom.collecting.collect import collect
from autograder.classroom.entering import enter_in_gradebook
from autograder.classroom.grade import Progress, grade_course
from autograder.classroom.results import Result
from autograder.course import Course
from autograder.desk.submission import archive_name
from autograder.errors import GradingError

#: A folder that the demo made, and may therefore empty.
_OURS = ".autograder-demo"

#: The demo's class would wait long for the endless loop; no honest cell takes more than a few.
_SECONDS_PER_CELL = 6

#: The sample class, by what each of them does.
STUDENTS = {
    "ada": "right, as the author has it",
    "bruno": "a typical wrong answer to every exercise",
    "carla": "wrong wherever a sign can be",
    "dilip": "wrong wherever a factor can be, or all can be zeros",
    "emmy": "right, in another style",
    "fatima": "a notebook without a cell",
    "goro": "the notebook as it was handed out",
    "hana": "an answer and two test cells deleted",
    "ivan": "an answer cell copied and pasted",
    "jun": "a file that was cut short",
    "kofi": "an endless loop in one answer",
    "lena": "an answer that ends Python",
}

#: Who makes which mistakes, by the names that the checks give them.
MISTAKES = {"carla": ("sign",), "dilip": ("factor", "zeros")}

_HANDED_IN = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


def run_demo(
    course: Course,
    folder: Path,
    *,
    progress: Progress,
    chapter: str | None = None,
    students: Collection[str] = tuple(STUDENTS),
) -> list[Result]:
    """Release, collect, grade and hand back for a sample class.

    Args:
        course: The course whose chapter, configuration and sample answers are used; nothing
            in it is changed.
        folder: Where the demo's own course is made, afresh each time.
        progress: Called with a line for each step.
        chapter: The chapter to grade, by default the course's first.
        students: Those of the sample class who hand in.

    Returns:
        A result for each of them.

    Raises:
        GradingError: if there is no chapter, if ``folder`` holds something else, or if
            nbgrader refuses the release.

    """
    chapters = course.authored()
    if not chapters:
        raise GradingError(f"{course.solutions} holds no chapter to make a demo of.")
    chapter = chapter or chapters[0]
    demo = _fresh_course(course, folder, chapter)
    progress(f"releasing {chapter}")
    released = enter_in_gradebook(demo, chapter)
    everybody = sample_class(
        read_notebook(released),
        read_notebook(demo.solution(chapter)),
        read_all_answers(course.answers(chapter)),
    )
    submissions = {name: content for name, content in everybody.items() if name in students}
    _collect(demo, chapter, submissions)
    for student in submissions:
        progress(f"collected {student}: {STUDENTS[student]}")
    results = grade_course(demo, [chapter], progress=progress)
    progress(f"The points are in {demo.grades}, the feedback is in {demo.feedbacks}")
    return results


def _fresh_course(course: Course, folder: Path, chapter: str) -> Course:
    """Make a course with one chapter in ``folder``, in place of the last demo.

    Raises:
        GradingError: if ``folder`` holds what no demo made, or there is no solution notebook.

    """
    if not course.solution(chapter).is_file():
        raise GradingError(
            f"{course.solution(chapter)} is missing. Run `autograder build {chapter}` first."
        )
    if folder.exists() and any(folder.iterdir()) and not (folder / _OURS).exists():
        raise GradingError(
            f"{folder} is not empty and was not made by the demo. Give another --folder."
        )
    shutil.rmtree(folder, ignore_errors=True)
    demo = Course(folder.resolve())
    shutil.copytree(
        course.solution(chapter).parent,
        demo.solution(chapter).parent,
        ignore=shutil.ignore_patterns(course.answers(chapter).name),
    )
    (folder / _OURS).touch()
    config = course.config.read_text(encoding="utf-8")
    limit = (
        f"\n# So that the demo's endless loop ends soon.\nc.Execute.timeout = {_SECONDS_PER_CELL}\n"
    )
    demo.config.write_text(config + limit, encoding="utf-8")
    return demo


def _collect(demo: Course, chapter: str, submissions: Mapping[str, bytes]) -> None:
    """Zip ``submissions`` as `autograder submit` does, and collect them."""
    archive = demo.downloaded(chapter)
    archive.mkdir(parents=True)
    for student, content in submissions.items():
        name = archive_name(student, _HANDED_IN, chapter)
        with zipfile.ZipFile(archive / name, "w", zipfile.ZIP_DEFLATED) as file:
            file.writestr(f"{chapter}.ipynb", content)
    collect(demo, [demo.downloads])


def sample_class(
    release_nb: NotebookNode, solution_nb: NotebookNode, answers: Sequence[Answer]
) -> dict[str, bytes]:
    """Return what each student of the sample class hands in, by name.

    Args:
        release_nb: The chapter as students get it.
        solution_nb: The chapter with the author's answers.
        answers: Right and wrong sample answers. An exercise without any keeps the author's,
            as predictions and open questions do.

    Returns:
        The bytes of each student's notebook; of one they are no notebook.

    """
    model = {
        name: without_markers(cell.source, SOLUTION)
        for cell in solution_nb.cells
        if (name := grade_id(cell)) and marks(cell).solution
    }
    exercises = [
        name
        for cell in solution_nb.cells
        if (name := grade_id(cell)) in model
        and cell.cell_type == "code"
        and not name.startswith("predict_")
    ]
    first, last = exercises[0], exercises[-1]

    def handing_in(sources: Mapping[str, str]) -> NotebookNode:
        return _answered(release_nb, {**model, **sources})

    perfect = handing_in({})
    deleted = {first, f"test_{first}", f"test_{last}"}
    notebooks = {
        "ada": perfect,
        "bruno": handing_in(_first(answer for answer in answers if not answer.right)),
        **{
            student: handing_in(_first(a for a in answers if a.looks_like in mistakes))
            for student, mistakes in MISTAKES.items()
        },
        "emmy": handing_in(_first(answer for answer in answers if answer.right)),
        "fatima": _keep(release_nb, lambda name: False),
        "goro": release_nb,
        "hana": _keep(perfect, lambda name: name not in deleted),
        "ivan": _with_copy(perfect, first),
        "kofi": handing_in({first: "while True:\n    pass\n"}),
        "lena": handing_in({first: "import os\n\nos._exit(1)\n"}),
    }
    written = {name: nbformat.writes(nb).encode("utf-8") for name, nb in notebooks.items()}
    written["jun"] = written["ada"][: len(written["ada"]) // 2]
    return {name: written[name] for name in STUDENTS}


def _answered(release_nb: NotebookNode, sources: Mapping[str, str]) -> NotebookNode:
    """Return a copy of ``release_nb`` with ``sources`` in its solution cells, by name."""
    notebook = nbformat.from_dict(release_nb)
    for cell in notebook.cells:
        cell.source = sources.get(grade_id(cell) or "", cell.source)
    return notebook


def _first(answers: Iterable[Answer]) -> dict[str, str]:
    """Return the source of the first of ``answers`` to each exercise, by the exercise's name."""
    sources: dict[str, str] = {}
    for answer in answers:
        sources.setdefault(answer.exercise, answer.source)
    return sources


def _keep(notebook: NotebookNode, wanted: Callable[[str | None], bool]) -> NotebookNode:
    """Return a copy of ``notebook`` with only the cells whose name is ``wanted``."""
    kept = nbformat.from_dict(notebook)
    kept.cells = [cell for cell in kept.cells if wanted(grade_id(cell))]
    return kept


def _with_copy(notebook: NotebookNode, name: str) -> NotebookNode:
    """Return a copy of ``notebook`` in which the cell called ``name`` stands twice."""
    copy = nbformat.from_dict(notebook)
    place = next(i for i, cell in enumerate(copy.cells) if grade_id(cell) == name)
    copy.cells.insert(place, nbformat.from_dict({**copy.cells[place], "id": f"{name}-copy"}))
    return copy
