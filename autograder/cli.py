"""The command line: one verb per job, each done by the module that it imports.

Imports stand inside the verbs, because nbgrader alone takes seconds to import and a
student who asks for a hint should not wait for it.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

import click

from autograder import __version__
from autograder.course import find_course, pick
from autograder.errors import AutograderError

if TYPE_CHECKING:
    from autograder.classroom.graders import Graders
    from autograder.classroom.rerelease.plan import Plan
    from autograder.classroom.watching import Watch

_NOTHING_CHANGED = "Nothing has changed since: all stands as it was graded."


class _OneClearLine(click.Group):
    """Report an error that a person can mend as its message, without a traceback."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except AutograderError as error:
            raise click.ClickException(str(error)) from error
        except ModuleNotFoundError as error:
            raise click.ClickException(
                f"{error.name} is not installed: this command is for authors and instructors. "
                "Run `make setup`, or pip install -c requirements.lock -e '.[dev]'."
            ) from error


@click.group(cls=_OneClearLine, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__)
def main() -> None:
    """The autograd workbook: study it, write it, grade it."""


@main.command()
@click.option(
    "--port", type=click.IntRange(1, 65535), help="Port to serve on [default: a free one]."
)
@click.option("--browser/--no-browser", default=True, help="Open a browser window.")
def lab(port: int | None, browser: bool) -> None:
    """Open JupyterLab on your own copies of the chapters."""
    from autograder.desk.lab import open_lab
    from autograder.desk.workspace import prepare

    course = find_course()
    for line in prepare(course):
        click.echo(line)
    sys.exit(open_lab(course, port=port, browser=browser))


@main.command()
@click.argument("chapter")
def reset(chapter: str) -> None:
    """Bring a chapter back fresh; your version is kept as a dated backup."""
    from autograder.desk.workspace import reset as reset_chapter

    course = find_course()
    [name] = pick([chapter], course.released())
    backup = reset_chapter(course, name)
    click.echo(
        f"{name} is fresh again." + (f" Your version is kept in {backup}." if backup else "")
    )


@main.command()
@click.argument("chapters", nargs=-1)
@click.option("--student", envvar="STUDENT", help="Your student id [default: your login name].")
def submit(chapters: tuple[str, ...], student: str | None) -> None:
    """Make the zip files to hand in, one per chapter that you have started."""
    from autograder.desk.submission import submit as submit_chapters

    course = find_course()
    for path in submit_chapters(course, pick(chapters, course.released()), student):
        click.echo(f"Hand in {path}")


@main.command()
@click.argument(
    "notebooks",
    nargs=-1,
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
)
@click.option("--fix", is_flag=True, help="Bring missing and changed locked cells back.")
@click.option(
    "--junit", metavar="FILE", type=click.Path(path_type=Path), help="Write JUnit's XML as well."
)
@click.option("--json", "as_text", is_flag=True, help="Print JSON in place of the table.")
def check(notebooks: tuple[Path, ...], fix: bool, junit: Path | None, as_text: bool) -> None:
    """Run the tests that stand in notebooks, and end with 1 if one does not pass.

    It runs the notebook on this machine as it is, without a wall: check your own work with it.
    """
    from autograder.desk.check import check_notebook
    from autograder.desk.check_report import as_json, show, write_junit

    checked = [check_notebook(path, fix=fix) for path in notebooks]
    if as_text:
        click.echo(as_json(checked))
    else:
        show(checked)
    if junit is not None:
        write_junit(junit, checked)
    sys.exit(0 if all(each.passed for each in checked) else 1)


@main.command()
def doctor() -> None:
    """Tell what this machine has, and what is missing."""
    from autograder.desk.doctor import examine, report

    findings = examine()
    click.echo(report(findings))
    sys.exit(0 if all(f.fine or not f.needed for f in findings) else 1)


@main.command()
@click.argument("chapters", nargs=-1)
@click.option("--solutions", "what", flag_value="solutions", help="Only the executed solutions.")
@click.option("--notebooks", "what", flag_value="notebooks", help="Only the student notebooks.")
def build(chapters: tuple[str, ...], what: str | None) -> None:
    """Make solution and student notebooks from the chapters' text files."""
    from autograder.authoring.build import build_release, build_solution
    from autograder.authoring.course_page import update_course_page
    from autograder.authoring.glossary import update_glossary
    from autograder.authoring.overview import write_overview

    course = find_course()
    for chapter in pick(chapters, course.authored()):
        if what != "notebooks":
            click.echo(f"Wrote {build_solution(course, chapter).relative_to(course.root)}")
        if what != "solutions":
            click.echo(f"Wrote {build_release(course, chapter).relative_to(course.root)}")
    write_overview(course)
    if update_glossary(course):
        click.echo(f"Wrote {course.glossary.relative_to(course.root)}")
    if update_course_page(course):
        click.echo(f"Wrote {course.course_page.relative_to(course.root)}")


@main.command()
@click.argument("plan", type=click.Path(path_type=Path))
@click.option(
    "--to",
    "folder",
    metavar="DIR",
    type=click.Path(file_okay=False, path_type=Path),
    help="Where the course goes [default: var/courses/PLAN].",
)
def assemble(plan: Path, folder: Path | None) -> None:
    """Make a shorter course from the sections that PLAN chooses.

    PLAN is a file of YAML, or the name of one in plans/.
    """
    from autograder.authoring.assemble import assemble as assemble_course
    from autograder.authoring.build import build_release, build_solution
    from autograder.authoring.chapter import read_chapter
    from autograder.authoring.lint import lint_chapter

    course = find_course()
    file = plan if plan.suffix else course.plan(plan.name)
    made, new = assemble_course(course, file, folder or course.assembled(file.stem))
    click.echo(f"{made.title}: {made.about}")
    for chapter in new.authored():
        build_solution(new, chapter)
        build_release(new, chapter)
        lint_chapter(new, chapter)
        read = read_chapter(new.source(chapter))
        click.echo(f"  {read.title}: {read.minutes} minutes, {read.points} points")
    click.echo(f"The course is in {new.root}: run `autograder lab`, `dist` or `grade` there.")


@main.command()
@click.argument("chapters", nargs=-1)
def lint(chapters: tuple[str, ...]) -> None:
    """Refuse leaked answers, missing points, missing hints and other slips."""
    from autograder.authoring.lint import lint_chapter

    course = find_course()
    for chapter in pick(chapters, course.authored()):
        remarks = lint_chapter(course, chapter)
        click.echo(f"{chapter}: no complaint")
        for remark in remarks:
            click.echo(f"  {remark}")


@main.command()
@click.argument("given", metavar="FILE-OR-FOLDER...", nargs=-1, type=click.Path(path_type=Path))
@click.option("--chapter", help="The chapter of notebooks that do not tell it themselves.")
def collect(given: tuple[Path, ...], chapter: str | None) -> None:
    """Collect what students handed in [default: all that lies in var/downloaded].

    A download of Canvas, Moodle, Blackboard, Brightspace, Gradescope or ILIAS is taken as it is,
    unpacked or not, and so are files that students sent.
    """
    from autograder.classroom.collecting.collect import collect as collect_files
    from autograder.classroom.collecting.table import show

    course = find_course()
    name = pick([chapter], course.released() or course.authored())[0] if chapter else None
    show(collect_files(course, given or (course.downloads,), chapter=name))


@main.command()
@click.argument("chapters", nargs=-1)
@click.option("--student", metavar="ID", help="Grade this student alone.")
@click.option(
    "--course",
    "folder",
    metavar="DIR",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Grade assignments of any nbgrader course in this folder.",
)
@click.option(
    "--workers",
    type=click.IntRange(min=1),
    help="How many submissions to grade at once [default: as many as there are cores].",
)
@click.option(
    "--scheduler",
    metavar="ADDRESS",
    help="Grade on the workers of a Dask scheduler, tcp://HOST:PORT.",
)
@click.option("--fresh", is_flag=True, help="Take no grade from earlier runs.")
@click.option(
    "--yes", is_flag=True, help="Do what a change of a chapter does to points that there are."
)
def grade(
    chapters: tuple[str, ...],
    student: str | None,
    folder: Path | None,
    workers: int | None,
    scheduler: str | None,
    fresh: bool,
    yes: bool,
) -> None:
    """Grade what lies in var/submitted, write feedback and var/grades.csv.

    With --course CHAPTERS are the assignments of another course of nbgrader's.
    """
    from autograder.classroom.class_summary import report_is_due, unchanged
    from autograder.classroom.results import show
    from autograder.classroom.unchanged_assignment import unchanged as unchanged_assignment

    if folder is not None and not chapters:
        raise click.UsageError("Which assignment? autograder grade ASSIGNMENT --course DIR")
    if folder is None:
        course = find_course()
        wanted = pick(chapters, course.authored())
        stands = None if student or fresh else unchanged(course, wanted)
        if stands and not report_is_due(course, stands.results):
            for line in (*stands.lines, _NOTHING_CHANGED):
                click.echo(line)
            show(stands.results)
            return
    elif student is None and not fresh:
        before = [unchanged_assignment(folder.resolve(), name) for name in chapters]
        if all(before):
            click.echo(_NOTHING_CHANGED)
            show([result for results in before for result in results or ()])
            return

    from autograder.classroom.graders import WORKERS

    if workers is not None:
        os.environ[WORKERS] = str(workers)
    with _graders(scheduler) as by, _watch() as watch, _stopped_cleanly():
        if folder is not None:
            from autograder.classroom.any_course import grade_assignment

            results = [
                result
                for assignment in chapters
                for result in grade_assignment(
                    folder, assignment, student=student, fresh=fresh, by=by, watch=watch
                )
            ]
        else:
            from autograder.classroom.grade import grade_course

            results = grade_course(
                course,
                wanted,
                student=student,
                fresh=fresh,
                by=by,
                watch=watch,
                agreed=lambda plan: _agreed(plan, yes),
            )
    show(results)
    if folder is None and student is None:
        from autograder.classroom.report import after_grading

        click.echo(after_grading(course, results))


def _agreed(plan: Plan, yes: bool) -> bool:
    """Show what a chapter that has changed does to points, and ask, where somebody can answer."""
    from autograder.classroom.rerelease.table import as_text

    if not yes and not sys.stdin.isatty():
        return False  # The error shows the table.
    click.echo(as_text(plan))
    return yes or click.confirm("Do it?", abort=True)


def _graders(scheduler: str | None) -> AbstractContextManager[Graders | None]:
    if scheduler is None:
        return nullcontext()
    from autograder.classroom.cluster import Cluster

    return Cluster(scheduler)


def _watch() -> AbstractContextManager[Watch]:
    """Return a bar for a terminal, plain lines for everything else."""
    from autograder.classroom.watching import Bar, Lines

    return Bar() if sys.stdout.isatty() else nullcontext(Lines(click.echo))


@contextmanager
def _stopped_cleanly() -> Iterator[None]:
    """Say what Ctrl-C has left, and end as a shell expects it."""
    try:
        yield
    except KeyboardInterrupt:
        click.echo(
            "Stopped. What is graded is kept; the same command goes on from there.", err=True
        )
        sys.exit(130)


@main.command()
@click.argument("chapters", nargs=-1)
@click.option(
    "--names/--pseudonyms",
    default=True,
    help="Name the students, or number them [default: name them].",
)
def report(chapters: tuple[str, ...], names: bool) -> None:
    """Write what the class got right and wrong to var/report, from kept grades."""
    from autograder.classroom.report import write_report

    course = find_course()
    page = write_report(course, pick(chapters, course.authored()), with_names=names)
    click.echo(f"Wrote {page}")


@main.command()
@click.argument("student")
@click.argument("chapters", nargs=-1)
def tell(student: str, chapters: tuple[str, ...]) -> None:
    """Print what a student may read of their results, from kept grades."""
    from autograder.chapter.cards import by_name
    from autograder.classroom import outcomes
    from autograder.classroom.telling import tell as told

    course = find_course()
    wanted = pick(chapters, course.authored())
    results = [r for r in outcomes.load(course.outcomes) if r.student == student]
    for result in results:
        if result.chapter in wanted:
            cards = by_name(course.solution(result.chapter))
            click.echo(told(result, {name: card.title for name, card in cards.items()}))
    if not any(result.chapter in wanted for result in results):
        raise click.ClickException(f"'{student}' has no result yet. Run `autograder grade` first.")


@main.command("give-back")
@click.argument("chapter")
@click.option(
    "--to",
    "platform",
    type=click.Choice(["moodle", "canvas", "csv"]),
    required=True,
    help="Who shall take it; csv: points per exercise alone.",
)
@click.option(
    "--download",
    "downloads",
    metavar="ZIP-OR-FOLDER",
    multiple=True,
    type=click.Path(exists=True, path_type=Path),
    help="The platform's download of submissions [default: what was put into var/downloaded].",
)
@click.option(
    "--sheet",
    metavar="CSV",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Moodle's grading worksheet or Canvas's exported gradebook, to be filled in.",
)
@click.option("--assignment", help="What Canvas calls the chapter [default: its title].")
def give_back(
    chapter: str,
    platform: str,
    downloads: tuple[Path, ...],
    sheet: Path | None,
    assignment: str | None,
) -> None:
    """Write grades and feedback to var/give_back as a learning platform takes them back."""
    from autograder.classroom.give_back import give_back as give

    course = find_course()
    [name] = pick([chapter], course.authored())
    given = give(course, name, platform, downloads=downloads, sheet=sheet, assignment=assignment)
    for path in given.files:
        click.echo(f"Wrote {path}")
    for line in given.remarks:
        click.echo(line)


@main.command()
@click.option(
    "--folder", type=click.Path(path_type=Path), help="Where to put the class [default: var/demo]."
)
def demo(folder: Path | None) -> None:
    """Release, collect, grade and hand back for a sample class, and show its points."""
    from autograder.classroom.demo import run_demo
    from autograder.classroom.results import show

    course = find_course()
    show(run_demo(course, folder or course.demo, progress=click.echo))


@main.command()
@click.option("--plan", default="", metavar="NAME", help="The course that this plan made.")
def dist(plan: str) -> None:
    """Zip what students get, without any answer, and make the package's wheel."""
    from autograder.authoring.lint import lint_chapter
    from autograder.classroom.bundle import make_bundle
    from autograder.classroom.wheel import make_wheel

    course = find_course()
    for chapter in course.authored():
        lint_chapter(course, chapter)  # nothing goes out that the build did not make
    click.echo(f"Wrote {make_bundle(course, plan)}")
    click.echo(f"Wrote {make_wheel(course)}")
