"""Whatever stops a command that grades: the next one finds nothing lost and nothing half-written.

`make kill` does it 50 times while it grades from nothing, in turn at any moment and at one after
the first grade is recorded; here there are a few, and grades are kept from before, so that all
moments fall where things are written.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import textwrap
import time
from contextlib import closing, suppress
from pathlib import Path

import pytest
from rich.console import Console
from rich.table import Table
from sqlalchemy.orm import Session

from autograder.chapter.notebook_file import read_notebook
from autograder.classroom.grade import grade_course
from autograder.classroom.gradebook_rows import put_back, rows
from autograder.classroom.grading_alone import alone
from autograder.classroom.reading import read_steadily
from autograder.classroom.trouble import told
from autograder.course import Course
from autograder.errors import AlreadyGrading, GradebookUnusable, GradingError, NoRoom

from .conftest import CHAPTER, answered, hand_in

#: How often the command is killed, and whether each time it has to begin from nothing.
KILLS = int(os.environ.get("KILLS", "4"))
FROM_NOTHING = "KILLS" in os.environ
SEED = int(os.environ.get("SEED", random.randrange(10**6)))

#: A process that has imported everything; for each line it reads it grades in a fork of its own.
SERVER = textwrap.dedent("""
    import os, sys
    from pathlib import Path
    from autograder.classroom.grade import grade_course
    from autograder.course import Course
    course = Course(Path(sys.argv[1]))
    print("ready", flush=True)
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            grade_course(course, [sys.argv[2]])
            os._exit(0)
        print(child, flush=True)
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
""")


def a_class(pristine: Course, root: Path) -> Course:
    """Return a course in which three have handed in, and a person has given marks to one."""
    course = Course(shutil.copytree(pristine.root, root))
    blank = read_notebook(course.entered(CHAPTER))
    hand_in(course, "ada", answered(blank))
    hand_in(course, "ben", answered(blank, double="def double(x):\n    return 5"))
    hand_in(course, "cut", "{")
    return course


@pytest.fixture(scope="module")
def marked(pristine: Course, tmp_path_factory: pytest.TempPathFactory) -> Course:
    """A class that was graded, and by hand too; since then answers have changed."""
    course = a_class(pristine, tmp_path_factory.mktemp("marked") / "course")
    grade_course(course, [CHAPTER])
    with closing(sqlite3.connect(course.gradebook)) as gradebook, gradebook:
        gradebook.execute(
            "UPDATE grade SET manual_score = 2, needs_manual_grade = 0 WHERE cell_id IN "
            "(SELECT id FROM base_cell WHERE name = 'why')"
        )
        gradebook.execute("UPDATE comment SET manual_comment = 'Nearly.'")
    blank = read_notebook(course.entered(CHAPTER))
    hand_in(course, "ada", answered(blank, why="For another reason."))
    hand_in(course, "ben", answered(blank, double="def double(x):\n    return 6"))
    return course


def state(course: Course) -> dict[str, object]:
    """Return all that a class gets: what is in the gradebook, in files, and in the outcomes."""
    of_class = rows(course.gradebook, CHAPTER)
    bare = {  # without the rows' own names, which are random
        student: {kind: sorted(map(str, (row[1:] for row in each))) for kind, each in of.items()}
        for student, of in of_class.items()
    }
    outcomes = json.loads(course.outcomes.read_text())
    for result in outcomes:
        result.pop("seconds")
        for test in result["tests"]:
            test.pop("seconds", None)
    folders = [course.var / name for name in ("autograded", "feedback", "hand_graded")]
    files = sorted(path for folder in folders for path in folder.rglob("*") if path.is_file())
    return {
        "gradebook": bare,
        "outcomes": outcomes,
        "csv": course.grades.read_text(),
        **{str(path.relative_to(course.root)): path.read_bytes() for path in files},
    }


def test_killed_at_random_moments(marked: Course, tmp_path: Path) -> None:
    print(f"SEED={SEED}")
    moments = random.Random(SEED)
    whole = Course(shutil.copytree(marked.root, tmp_path / "whole"))
    grade_course(whole, [CHAPTER])
    expected = state(whole)

    course = Course(shutil.copytree(marked.root, tmp_path / "killed"))
    if not FROM_NOTHING:
        shutil.copytree(whole.kept_grades, course.kept_grades, dirs_exist_ok=True)
    command = [sys.executable, "-c", SERVER, str(course.root), CHAPTER]
    table = Table("kill", "after (s)", "grades kept", "recorded", "half-written files")
    killed = 0
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as server:
        assert server.stdin
        assert server.stdout
        server.stdout.readline()
        if FROM_NOTHING:
            start = time.monotonic()
            print("go", file=server.stdin, flush=True)
            server.stdout.readline()
            assert server.stdout.readline().strip() == "0"
            duration = time.monotonic() - start
            table.title = f"kills of a run of {duration:.1f} s; after each, a rerun ends as it does"
        while killed < KILLS:
            if FROM_NOTHING:
                shutil.rmtree(course.root)
                shutil.copytree(marked.root, course.root)
            start = time.monotonic()
            print("go", file=server.stdin, flush=True)
            child = int(server.stdout.readline())
            if FROM_NOTHING and killed % 2:
                time.sleep(moments.uniform(0, duration))
            else:
                _wait_for_the_first_record(course)
                time.sleep(moments.uniform(0, 0.5))
            with suppress(ProcessLookupError):  # it was done before
                os.kill(child, signal.SIGKILL)
            moment = time.monotonic() - start
            if int(server.stdout.readline()) != -signal.SIGKILL:
                if FROM_NOTHING:
                    continue  # it was done before: another moment
                break  # nothing is left to kill
            killed += 1
            if FROM_NOTHING:
                table.add_row(str(killed), f"{moment:.2f}", *_stood(course, marked))
                grade_course(course, [CHAPTER])
                assert state(course) == expected, f"SEED={SEED}, kill {killed}"
        server.stdin.close()
    assert killed
    if FROM_NOTHING:
        Console(width=100).print(table)
    grade_course(course, [CHAPTER])
    assert state(course) == expected, f"SEED={SEED}"
    assert not list(course.root.rglob("*.part"))


def _stood(course: Course, before: Course) -> tuple[str, str, str]:
    """Return what a killed command left: grades kept, submissions recorded, drafts of files."""
    receipts = course.receipt("x", CHAPTER).parent
    old = before.receipt("x", CHAPTER).parent
    kept = sum(path.is_file() for path in course.kept_grades.rglob("*"))
    kept -= sum(path.is_file() for path in before.kept_grades.rglob("*"))
    recorded = sum(
        path.read_bytes() != (old / path.name).read_bytes() for path in receipts.glob("*.json")
    )
    return str(kept), str(recorded), str(sum(1 for _ in course.root.rglob("*.part")))


def _wait_for_the_first_record(course: Course) -> None:
    """Wait until a submission is being recorded, or is found to be."""
    seen = _written(course)
    for _ in range(3000):
        if any(seen.get(path) != when for path, when in _written(course).items()):
            return
        time.sleep(0.01)


def _written(course: Course) -> dict[Path, int]:
    """Return when each receipt was written; the command may be about to replace one."""
    found = {}
    for path in course.receipt("x", CHAPTER).parent.glob("*.json"):
        with suppress(FileNotFoundError):
            found[path] = path.stat().st_mtime_ns
    return found


class Killed(BaseException):
    """Stands for SIGKILL in the midst of a commit."""


def test_killed_at_a_commit(
    marked: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between two commits there are milliseconds, which random moments seldom meet."""
    monkeypatch.setattr("autograder.classroom.graders.stop", lambda: None)
    commit = Session.commit
    count, last = 0, 10**9

    def counted(self: Session) -> None:
        nonlocal count
        commit(self)
        count += 1
        if count == last:
            raise Killed

    monkeypatch.setattr(Session, "commit", counted)
    whole = Course(shutil.copytree(marked.root, tmp_path / "whole"))
    grade_course(whole, [CHAPTER])
    expected = state(whole)
    moments = random.Random(SEED).sample(range(1, count + 1), k=min(count, KILLS * 2))
    for moment in moments:
        course = Course(shutil.copytree(marked.root, tmp_path / str(moment)))
        shutil.copytree(whole.kept_grades, course.kept_grades, dirs_exist_ok=True)
        count, last = 0, moment
        with pytest.raises(Killed):
            grade_course(course, [CHAPTER])
        last = 10**9
        grade_course(course, [CHAPTER])
        assert state(course) == expected, f"SEED={SEED}, commit {moment}"


def test_marks_come_back_but_not_over_newer_ones(marked: Course, tmp_path: Path) -> None:
    path = Path(shutil.copy(marked.gradebook, tmp_path / "gradebook.db"))
    before = rows(path, CHAPTER, "ada")["ada"]
    with closing(sqlite3.connect(path)) as gradebook, gradebook:
        gradebook.execute("UPDATE grade SET manual_score = NULL, needs_manual_grade = 1")
    put_back(path, before)
    assert rows(path, CHAPTER, "ada")["ada"] == before
    with closing(sqlite3.connect(path)) as gradebook, gradebook:
        gradebook.execute("UPDATE grade SET manual_score = 1")
    put_back(path, before)
    assert {row[3] for row in rows(path, CHAPTER, "ada")["ada"]["grade"]} == {1.0}


def test_two_at_once(marked: Course) -> None:
    with (
        alone(marked.grading_lock),
        pytest.raises(AlreadyGrading, match=rf"already \(process {os.getpid()}\)"),
    ):
        grade_course(marked, [CHAPTER])
    with alone(marked.grading_lock):
        pass  # the lock has ended with its holder


def test_a_locked_gradebook(marked: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("autograder.classroom.gradebook_rows.PATIENCE", 0.1)
    before = marked.gradebook.read_bytes()
    with closing(sqlite3.connect(marked.gradebook)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(GradebookUnusable, match=r"database is locked\. Another program"):
            grade_course(marked, [CHAPTER])
    assert marked.gradebook.read_bytes() == before


def test_a_gradebook_that_is_none(marked: Course, tmp_path: Path) -> None:
    course = Course(shutil.copytree(marked.root, tmp_path / "course"))
    course.gradebook.write_bytes(b"not a database" * 99)
    with pytest.raises(GradebookUnusable, match=r"Move it away, or bring a backup back"):
        grade_course(course, [CHAPTER])


#: Grades with a limit on the size of files, as a full disk would have it.
SMALL_DISK = """
import resource, sys
from pathlib import Path
from autograder.classroom.grade import grade_course
from autograder.course import Course
from autograder.errors import AutograderError
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[3]), -1))
try:
    grade_course(Course(Path(sys.argv[1])), [sys.argv[2]])
except AutograderError as error:
    sys.exit(f"{type(error).__name__}: {error}")
"""


def test_a_full_disk(marked: Course, tmp_path: Path) -> None:
    course = Course(shutil.copytree(marked.root, tmp_path / "course"))
    whole = Course(shutil.copytree(marked.root, tmp_path / "whole"))
    grade_course(whole, [CHAPTER])
    shutil.copytree(whole.kept_grades, course.kept_grades, dirs_exist_ok=True)
    command = [sys.executable, "-c", SMALL_DISK, str(course.root), CHAPTER, "3000"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1, done.stderr
    assert done.stderr.startswith(("NoRoom: ", "GradebookUnusable: ")), done.stderr
    assert "Make room" in done.stderr
    assert not list(course.root.rglob("*.part"))
    grade_course(course, [CHAPTER])
    assert state(course) == state(whole)


def test_a_disk_that_cannot_be_written_is_named() -> None:
    with pytest.raises(NoRoom, match=r"/x/y cannot be written: No space left"), told(Path("g.db")):
        raise OSError(28, "No space left on device", "/x/y")


def test_a_submission_that_changes_while_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "nb.ipynb"
    path.write_bytes(b"one")
    read = Path.read_bytes
    changes = iter([b"two", b"three", None, None, None, None, None])

    def read_while_written(self: Path) -> bytes:
        content = read(self)
        if (change := next(changes)) is not None:
            self.write_bytes(change)
        return content

    monkeypatch.setattr("autograder.classroom.reading._PAUSE", 0.001)
    monkeypatch.setattr(Path, "read_bytes", read_while_written)
    assert read_steadily(path) == b"three"
    changes = iter(str(k).encode() * k for k in range(4, 99))
    with pytest.raises(GradingError, match=r"nb\.ipynb changes while it is read"):
        read_steadily(path)


def test_a_clock_that_was_wrong(marked: Course, tmp_path: Path) -> None:
    course = Course(shutil.copytree(marked.root, tmp_path / "course"))
    future = time.time() + 10**7
    for path in (course.entered(CHAPTER), course.gradebook, *course.submitted.rglob("*.ipynb")):
        os.utime(path, (future, future))
    solution = course.solution(CHAPTER)
    solution.write_text(solution.read_text().replace("# Tiny", "# Mended"))
    os.utime(solution, (1, 1))
    grade_course(course, [CHAPTER])
    assert "# Mended" in course.entered(CHAPTER).read_text()
