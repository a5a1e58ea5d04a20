"""The page that goes back to a student: their notebook, graded, and nothing that it must not show.

Three steps of ``nbgrader generate_feedback``, switched on in ``nbgrader_config.py``:
`GetGrades` looks up what was earned, `HideTests` takes out what could show a hidden test,
and `FeedbackExporter` writes a page that runs no script and fetches nothing.
"""

from __future__ import annotations

import base64
import html
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
from jinja2 import BytecodeCache, Environment, pass_context
from jinja2.bccache import Bucket
from jinja2.runtime import Context
from nbconvert.exporters import HTMLExporter, TemplateExporter
from nbconvert.filters import Highlight2HTML
from nbformat import NotebookNode
from nbgrader.preprocessors import GetGrades as GetScores
from nbgrader.preprocessors import NbGraderPreprocessor
from traitlets import Bool, List, Unicode

from autograder.chapter import cards
from autograder.chapter.cells import HIDDEN_TESTS, grade_id, inside, marks, outside, raw_marks
from autograder.classroom import hand_grades
from autograder.classroom.safe_html import NO_DESCRIPTION, clean, markdown
from autograder.course import find_course
from autograder.grading import Verdict
from autograder.lesson.misconceptions import KNOWN

Resources = dict[str, Any]

#: What stands where hidden tests were.
HIDDEN = "# Hidden tests ran here."

#: What stands where an output was that quotes one.
REMOVED = "[This output quoted a hidden test and was removed.]"

#: Kinds of output that the page can show; widgets and scripts are not among them.
_SHOWN = (
    "text/html",
    "text/markdown",
    "text/latex",
    "text/plain",
    "image/svg+xml",
    "image/png",
    "image/jpeg",
)

#: A line of code with fewer letters and digits than this could be anyone's.
_TELLING = 10


class GetGrades(GetScores):  # type: ignore[misc]
    """nbgrader's scores, whether an answer still waits for a person, and what it is called.

    Without that a student reads "0 of 3" for an answer that nobody has looked at yet, or an old
    comment under a new answer.
    """

    def preprocess(self, nb: NotebookNode, resources: Resources) -> tuple[NotebookNode, Resources]:
        """Add to each graded cell its title, score and state, to ``resources`` the sums."""
        said = resources["nbgrader"]
        said["waiting"] = 0.0
        course = find_course(Path(resources["metadata"]["path"]))
        self.readings = hand_grades.load(course.hand_graded(said["student"], said["notebook"]))
        self.cards = cards.by_name(course.solution(said["notebook"]))
        nb, resources = super().preprocess(nb, resources)
        said["title"] = _heading(nb) or said["notebook"]
        # A mark given by hand after the penalty was worked out may be lower than it.
        said["score"] = max(0.0, said["score"])
        return nb, resources

    def preprocess_cell(
        self, cell: NotebookNode, resources: Resources, cell_index: int
    ) -> tuple[NotebookNode, Resources]:
        """Add to ``cell``, if nbgrader knows it by name, what the page says of it."""
        if name := grade_id(cell):
            exercise = name.removeprefix("test_")
            card = self.cards.get(exercise)
            cell.metadata.nbgrader["title"] = card.title if card else exercise
            cell.metadata.nbgrader["hint"] = first_hint(cell, card)
        return super().preprocess_cell(cell, resources, cell_index)  # type: ignore[no-any-return]

    def _get_comment(self, cell: NotebookNode, resources: Resources) -> None:
        super()._get_comment(cell, resources)
        said = cell.metadata.nbgrader
        reading = self.readings.get(said["grade_id"])
        earlier = reading.earlier_comment if reading else None
        said["earlier"] = earlier is not None and earlier == said["comment"]

    def _get_score(self, cell: NotebookNode, resources: Resources) -> None:
        super()._get_score(cell, resources)
        said = cell.metadata.nbgrader
        grade = self.gradebook.find_grade(
            said["grade_id"], self.notebook_id, self.assignment_id, self.student_id
        )
        waiting = grade.needs_manual_grade
        said["waiting"] = waiting
        said["state"] = _state(waiting, said["score"], said["points"])
        resources["nbgrader"]["waiting"] += said["points"] if waiting else 0.0


def first_hint(cell: NotebookNode, card: cards.Card | None) -> str:
    """Return what ``check.hint()`` would open first after this test, empty if that is nothing.

    It is about the mistake that the test named, if it named one alone.
    """
    said = cell.metadata.get("autograder", {})
    if not marks(cell).is_test or said.get("verdict") == Verdict.PASSED.value:
        return ""
    mistakes = said.get("mistakes", [])
    keyed = [known.hints[0] for known in KNOWN if mistakes == [known.name]]
    return (keyed + list(card.hints if card else ()) + [""])[0]


def _heading(nb: NotebookNode) -> str:
    """Return the first heading of a notebook, empty if there is none."""
    texts = "\n".join(cell.source for cell in nb.cells if cell.cell_type == "markdown")
    found = re.search(r"^# +(.+)$", texts, re.MULTILINE)
    return found[1].strip() if found else ""


def _state(waiting: bool, score: float, points: float) -> str:
    """Return the name by which the page's style knows a score."""
    if waiting:
        return "wait"
    if score >= points:
        return "full"
    return "some" if score > 0 else "none"


class HideTests(NbGraderPreprocessor):  # type: ignore[misc]
    """Take hidden tests out of a graded notebook, and all that could quote or carry them."""

    def preprocess(self, nb: NotebookNode, resources: Resources) -> tuple[NotebookNode, Resources]:
        """Hide the tests of ``nb``, cut its tracebacks, keep only outputs that a page can show."""
        hidden: set[str] = set()
        for cell in nb.cells:
            if marks(cell).is_test:
                cell.source, lines = hide(cell.source)
                hidden.update(line.strip() for line in lines)
        shown = {line.strip() for cell in nb.cells for line in cell.source.splitlines()}
        secrets = {_telling(line) for line in hidden - shown if _is_code(line)}
        for cell in nb.cells:
            said = raw_marks(cell)
            cell.metadata = nbformat.from_dict({"nbgrader": said} if said else {})
            if cell.cell_type == "code":
                cell.outputs = [_bare(output, secrets) for output in cell.outputs]
        # Widget state and the like; a student's lexer colours nothing of ours.
        nb.metadata = nbformat.from_dict({"language_info": {"name": "python"}})
        return nb, resources


def hide(source: str) -> tuple[str, list[str]]:
    """Return a test cell's ``source`` without its hidden regions, and the lines that went.

    A region that does not end is hidden up to the end of the cell.
    """
    hidden = [line for text in inside(source, HIDDEN_TESTS) for line in text.splitlines()]
    return outside(source, HIDDEN_TESTS, HIDDEN), hidden


def _bare(output: NotebookNode, secrets: set[str]) -> NotebookNode:
    """Return ``output`` without frames of tracebacks, active content, or a line of ``secrets``."""
    if output.output_type == "error":
        # These messages are written for students; their classes' names are not.
        name = "" if output.ename in ("CheckFailed", "Stopped") else output.ename
        message = ": ".join(part for part in (name, output.evalue) if part)
        output.traceback = [REMOVED if _quotes(message, secrets) else message]
        output.evalue = ""
    elif output.output_type == "stream":
        output.text = REMOVED if _quotes(output.text, secrets) else output.text
    else:
        data = {kind: output.data[kind] for kind in _SHOWN if kind in output.data}
        if any(_quotes(text, secrets) for kind, text in data.items() if _is_text(kind)):
            data = {"text/plain": REMOVED}
        alt = output.metadata.get("alt") or next(_alternative_texts(output.metadata), "")
        output.data = nbformat.from_dict(data)
        output.metadata = nbformat.from_dict({"alt": str(alt)})
    return output


def _is_text(kind: str) -> bool:
    return kind.startswith("text/") or kind == "image/svg+xml"


def _alternative_texts(metadata: NotebookNode) -> Iterator[str]:
    for kind in _SHOWN:
        for_kind = metadata.get(kind)
        if isinstance(for_kind, dict) and for_kind.get("alt"):
            yield for_kind["alt"]


def _is_code(line: str) -> bool:
    """Tell whether a hidden line gives something away: a name does not, nor does a message."""
    message = line.startswith(('"', "'", 'f"', "f'"))
    return bool(re.search(r"[(\[=]", line)) and not message and len(_telling(line)) >= _TELLING


def _quotes(text: str, secrets: set[str]) -> bool:
    """Tell whether ``text`` holds one of ``secrets``, escaped or spaced differently or not."""
    said = _telling(html.unescape(text))
    return any(secret in said for secret in secrets)


def _telling(text: str) -> str:
    """Return the letters and digits of ``text``."""
    return re.sub(r"[\W_]+", "", text)


class _Compiled(BytecodeCache):
    """Templates as they were compiled for an earlier page: each exporter would do it anew."""

    def __init__(self) -> None:
        self._by_key: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if code := self._by_key.get(bucket.key):
            bucket.bytecode_from_string(code)

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._by_key[bucket.key] = bucket.bytecode_to_string()


_compiled = _Compiled()


class FeedbackExporter(HTMLExporter):  # type: ignore[misc]
    """A page of its own, without the scripts that nbconvert's templates bring along."""

    # Not configurable: generate_feedback configures every HTMLExporter to nbgrader's template.
    template_name = Unicode("feedback_page")
    extra_template_basedirs = List([str(Path(__file__).with_name("templates"))])
    exclude_output_prompt = Bool(True)

    def _create_environment(self) -> Environment:
        environment: Environment = super()._create_environment()
        environment.bytecode_cache = _compiled
        return environment

    def default_filters(self) -> Iterator[tuple[str, Any]]:
        """Yield nbconvert's filters, with those through which a student's text goes replaced."""
        yield from super().default_filters()
        yield "clean_html", clean
        yield "markdown2html", self.markdown2html
        yield "picture", picture
        yield "number", number
        yield "highlight_code", Highlight2HTML(pygments_lexer="python", parent=self)

    def from_notebook_node(
        self, nb: NotebookNode, resources: Resources | None = None, **kw: Any
    ) -> tuple[str, Resources]:
        """Return the page of a notebook."""
        # HTMLExporter reads the page once more, for pictures without alternative texts and for what
        # JupyterLab's style scrolls, which takes as long as all else. `clean` sees to the pictures.
        found: tuple[str, Resources] = TemplateExporter.from_notebook_node(
            self, nb, self._init_resources(resources), **kw
        )
        return found

    @pass_context
    def markdown2html(self, context: Context, source: str) -> str:
        """Return Markdown as safe HTML, formulas as MathML."""
        return markdown(source, context.get("cell", {}).get("attachments"))


def picture(output: NotebookNode, kind: str) -> str:
    """Return the ``kind`` of ``output``, an image type, as an ``img`` that holds its own data.

    As an ``img`` an SVG runs no script and fetches nothing.
    """
    data = output.data[kind]
    if kind == "image/svg+xml":
        data = base64.b64encode(data.encode("utf-8")).decode("ascii")
    alt = output.metadata.get("alt") or NO_DESCRIPTION
    return clean(f'<img src="data:{kind};base64,{html.escape(data)}" alt="{html.escape(alt)}">')


def number(points: float) -> str:
    """Return points to two decimals, without those that say nothing: "4", "2.5"."""
    return f"{round(points, 2):g}"
