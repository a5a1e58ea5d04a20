"""Enter a chapter in the gradebook: release it there, for the first time or once more.

Where students have points for it already, and it has changed, a plan says what will become of them,
and somebody must agree.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable
from pathlib import Path

from autograder.authoring.release import load_config, release_steps, student_version
from autograder.chapter.companions import companions
from autograder.chapter.files import write_atomically
from autograder.chapter.key import Companion, Key, dump, load, make_key, read_key
from autograder.chapter.notebook_file import read_notebook
from autograder.classroom import gradebook_rows, receipts
from autograder.classroom.nbgrader_steps import release_into
from autograder.classroom.receipts import Unfinished
from autograder.classroom.rerelease.doing import do
from autograder.classroom.rerelease.held import read_held
from autograder.classroom.rerelease.plan import Plan, plan_of_changes
from autograder.classroom.rerelease.table import as_text
from autograder.course import Course
from autograder.errors import AuthoringError, GradingError, KeyUnreadable, NotAgreed

#: Told what will happen, says whether it shall.
Agreement = Callable[[Plan], bool]


def nobody(plan: Plan) -> bool:
    """Agree to nothing."""
    return False


def enter_in_gradebook(course: Course, chapter: str, agreed: Agreement = nobody) -> Path:
    """Make sure that the gradebook holds ``chapter`` as it is now; return the student notebook.

    The student notebook goes to ``var/entered``, never to ``notebooks``. Nothing is done
    where it was made from the chapter as it is.

    Args:
        course: The course.
        chapter: The chapter's name.
        agreed: Asked where points that students have may come out otherwise; nothing is done
            before.

    Raises:
        GradingError: if there is no solution notebook, or nbgrader refuses it.
        NotAgreed: if it was asked and did not agree.

    """
    solution = course.solution(chapter)
    if not solution.is_file():
        raise GradingError(f"{solution} is missing. Run `autograder build {chapter}` first.")
    released, note = course.entered(chapter), course.entered_from(chapter)
    parts = [course.config, solution]  # Not by time: clocks are set, and files copied.
    source = " ".join(hashlib.sha256(p.read_bytes()).hexdigest() for p in parts if p.is_file())
    is_known = note.is_file() and note.read_text(encoding="utf-8") == source
    if not (released.is_file() and is_known and _holds(course, chapter)):
        course.var.mkdir(parents=True, exist_ok=True)
        _change(course, chapter, agreed)
        note.unlink(missing_ok=True)
        done = release_into(course, chapter)
        if not done.ok or not released.is_file():
            shutil.rmtree(released.parent, ignore_errors=True)
            raise GradingError(f"nbgrader could not release {chapter}: {done.last_words}")
        _keep(course, read_key(chapter, solution, released))
        write_atomically(note, source.encode())
    elif not course.entered_key(chapter).is_file():
        _keep(course, read_key(chapter, solution, released))
    return released


def _keep(course: Course, key: Key) -> None:
    """Keep a key, to compare later ones with."""
    write_atomically(course.entered_key(key.chapter), dump(key).encode())


def _holds(course: Course, chapter: str) -> bool:
    return bool(gradebook_rows.class_fingerprint(course.gradebook, chapter))


def _change(course: Course, chapter: str, agreed: Agreement) -> None:
    """Let the gradebook have other cells, if the chapter has and students have points for them."""
    for path in sorted(course.receipt("STUDENT", chapter).parent.glob("*.json")):
        begun = receipts.read(path)
        if isinstance(begun, Unfinished):  # What a killed command had begun to change counts.
            gradebook_rows.put_back(course.gradebook, begun.before)
    held = read_held(course.gradebook, chapter)
    if not held.students:
        return
    try:
        key = _as_it_is(course, chapter)
    except (AuthoringError, KeyUnreadable):
        return  # nbgrader says why.
    plan = plan_of_changes(held, _former(course, chapter), key)
    if plan.asks and not agreed(plan):
        raise NotAgreed(
            f"{as_text(plan)}\n\nNothing was done. To do it: autograder grade {chapter} --yes. "
            f"What {course.gradebook.name} holds now is then kept in "
            f"{course.before_release(chapter, 'TIME').relative_to(course.root)}."
        )
    if plan.asks or plan.is_other:
        do(course, plan, key)
        _keep(course, key)  # Whatever ends this now, nobody is asked again.


def _as_it_is(course: Course, chapter: str) -> Key:
    """Return the chapter's key as it will be once it is released."""
    solution = read_notebook(course.solution(chapter))
    release = student_version(solution, chapter, release_steps(load_config(course.config)))
    folder = course.solution(chapter).parent
    beside = [Companion(n, (folder / n).read_bytes()) for n in companions(folder, chapter)]
    return make_key(chapter, solution.cells, release.cells, beside)


def _former(course: Course, chapter: str) -> Key | None:
    """Return the key that the chapter was released with; None if it was not kept."""
    try:
        return load(course.entered_key(chapter).read_text(encoding="utf-8"))
    except (OSError, ValueError, KeyUnreadable):
        return None
