"""A tiny course without torch, and one class of it that the tests of this folder share."""

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode

from autograder.chapter import cards
from autograder.chapter.cells import grade_id
from autograder.chapter.notebook_file import read_notebook
from autograder.classroom.entering import enter_in_gradebook
from autograder.classroom.grade import grade_course
from autograder.classroom.results import Result
from autograder.course import Course

ROOT = Path(__file__).parents[3]
CHAPTER = "01_tiny"

SECRET = "8642.125"

SOLUTIONS = {
    "double": "def double(x):\n    ### BEGIN SOLUTION\n    return 2 * x\n    ### END SOLUTION\n",
    "predict_sum": "### BEGIN SOLUTION stub: guess = ...\nguess = 10\n### END SOLUTION\n",
    "why": "Because $2x = x + x$.",
}

TESTS = {
    "test_double": (
        "assert double(3) == asked.SIX, 'twice three is six'\n"
        "### BEGIN HIDDEN TESTS\n"
        f"assert double({SECRET}) == 2 * {SECRET}, 'not right everywhere'\n"
        "### END HIDDEN TESTS\n"
    ),
    "test_predict_sum": "assert isinstance(guess, int)\nprint('✓ a number')\n",
    "test_partly": "0.5 * (double(1) == 2) + 0.5 * (double('a') == 'aa')",
}

CARDS = [
    cards.Card("double", "twice as much", "code", 2, 5, 1, ("Add.", "Multiply.", "Return.")),
    cards.Card("why", "why it is so", "open", 3, 5, 1, ("Think.", "Write.", "Read.")),
]

POINTS = {"test_double": 2.0, "test_predict_sum": 1.0, "test_partly": 1.0, "why": 3.0}


def marked(name: str, source: str, kind: str = "code") -> NotebookNode:
    """Return a cell with nbgrader's metadata, as an author would write it."""
    graded, solution = name in POINTS, name in SOLUTIONS
    marks = {
        "grade": graded,
        "grade_id": name,
        "locked": not solution,
        "schema_version": 3,
        "solution": solution,
        "task": False,
    }
    if graded:
        marks["points"] = POINTS[name]
    make = nbformat.v4.new_code_cell if kind == "code" else nbformat.v4.new_markdown_cell
    return make(source, id=name, metadata={"nbgrader": marks})


def solution_notebook() -> NotebookNode:
    """Return the tiny chapter with its answers."""
    notebook = nbformat.v4.new_notebook(
        cells=[
            nbformat.v4.new_markdown_cell("# Tiny", id="title"),
            marked("imports", "import tiny_exercises as asked"),
            marked("double", SOLUTIONS["double"]),
            marked("test_double", TESTS["test_double"]),
            marked("test_partly", TESTS["test_partly"]),
            marked("predict_sum", SOLUTIONS["predict_sum"]),
            marked("test_predict_sum", TESTS["test_predict_sum"]),
            marked("why", SOLUTIONS["why"], "markdown"),
        ],
        metadata={"kernelspec": {"name": "python3", "display_name": "p", "language": "python"}},
    )
    notebook.nbformat_minor = 5
    return notebook


def make_course(root: Path, seconds_per_cell: int = 4) -> Course:
    """Return a course at ``root`` with the tiny chapter and the real configuration."""
    course = Course(root)
    folder = course.solutions / CHAPTER
    folder.mkdir(parents=True)
    (folder / f"{CHAPTER}.py").write_text("# what an author edits\n")
    for name in HANDED_ON:
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text("SIX = 6\n")
    (folder / cards.FILE).write_text(cards.dump(cards.Deck(CHAPTER, tuple(CARDS))))
    (folder / "answers").mkdir()
    (folder / "answers" / "double.py").write_text("# %% right: as the author has it\n")
    nbformat.write(solution_notebook(), course.solution(CHAPTER))
    shutil.copy(ROOT / "nbgrader_config.py", root)
    with (root / "nbgrader_config.py").open("a") as config:
        config.write(f"\nc.Execute.timeout = {seconds_per_cell}\n")
    return course


#: What lies beside the notebook and goes where it goes.
HANDED_ON = ("cards.json", "tiny_exercises.py", "data/points.csv")

ANSWERS = {"double": "def double(x):\n    return x + x", "predict_sum": "guess = 7"}


def answered(release: NotebookNode, **answers: str) -> NotebookNode:
    """Return ``release`` with right answers, those given in ``answers`` in their place."""
    notebook = nbformat.from_dict(release)
    for cell in notebook.cells:
        name = cell.metadata.get("nbgrader", {}).get("grade_id")
        cell.source = {**ANSWERS, "why": "Since.", **answers}.get(name, cell.source)
    return notebook


def without(notebook: NotebookNode, *names: str) -> NotebookNode:
    """Return ``notebook`` without the cells called ``names``."""
    left = nbformat.from_dict(notebook)
    left.cells = [
        c for c in left.cells if c.metadata.get("nbgrader", {}).get("grade_id") not in names
    ]
    return left


def hand_in(course: Course, student: str, content: NotebookNode | dict | str | bytes) -> None:
    """Put ``content`` where ``zip_collect`` would; a dict need not keep the format."""
    path = course.submission(student, CHAPTER)
    path.parent.mkdir(parents=True, exist_ok=True)
    if isinstance(content, NotebookNode):
        content = nbformat.writes(content)
    elif isinstance(content, dict):
        content = json.dumps(content)
    path.write_bytes(content.encode() if isinstance(content, str) else content)


def changed(notebook: NotebookNode, change: Callable[[dict], object]) -> dict:
    """Return ``notebook`` as JSON has it, ``change`` done to each of its cells."""
    raw = json.loads(nbformat.writes(notebook))
    for cell in raw["cells"]:
        change(cell)
    return raw


def with_own(notebook: NotebookNode, after: str, own: NotebookNode) -> NotebookNode:
    """Return ``notebook`` with the student's ``own`` cell below the one called ``after``."""
    longer = nbformat.from_dict(notebook)
    place = next(i for i, cell in enumerate(longer.cells) if grade_id(cell) == after)
    longer.cells.insert(place + 1, own)
    return longer


def hand_in_as_tools_save(course: Course, blank: NotebookNode) -> None:
    """Hand in what editors make of a right notebook, or of a ``blank`` one."""
    perfect = answered(blank)
    text, code = nbformat.v4.new_markdown_cell, nbformat.v4.new_code_cell

    def pycharm(cell: dict) -> None:
        cell.pop("execution_count", None)
        cell["saved_by"] = "an editor"
        if cell["cell_type"] == "code":
            cell["outputs"] = [{"output_type": "stream", "text": "a", "metadata": {}}, 3]

    def wiped(cell: dict) -> None:
        cell["metadata"] = {}

    def windows(cell: dict) -> None:
        cell["source"] = [line.replace("\n", "\r\n") for line in cell["source"]]

    def spaced(cell: dict) -> None:
        cell["source"] = [*cell["source"], "\n"]

    half = answered(blank, why="It doubles \ud83d since.")
    moved = answered(blank)
    moved.cells[2:4] = moved.cells[2:4][::-1]
    own_cells = blank
    for name, source in {**ANSWERS, "why": "Since."}.items():
        own_cells = with_own(own_cells, name, (text if name == "why" else code)(source))

    hand_in(course, "pycharm", changed(perfect, pycharm))
    hand_in(course, "marked", b"\xef\xbb\xbf" + nbformat.writes(perfect).encode())
    hand_in(course, "wiped", changed(perfect, wiped))
    hand_in(course, "nameless", changed(perfect, lambda c: (wiped(c), c.pop("id"))))
    hand_in(course, "half", json.dumps(half))
    hand_in(course, "moved", moved)
    hand_in(course, "windows", changed(blank, windows))
    hand_in(course, "spaced", changed(blank, spaced))
    hand_in(course, "below", with_own(answered(blank, why="YOUR ANSWER HERE"), "why", text("So.")))
    hand_in(course, "own", own_cells)
    hand_in(course, "wrong_own", with_own(blank, "double", code("def double(x):\n    return 5")))
    hand_in(course, "letter", nbformat.v4.new_notebook(cells=[text("Dear teacher")]))


@dataclass
class GradedClass:
    """A course after grading: what came back, by student, and what was said meanwhile."""

    course: Course
    results: dict[str, Result]
    lines: list[str] = field(default_factory=list)

    def page(self, student: str) -> str:
        """The student's feedback."""
        return self.course.feedback(student, CHAPTER).read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def pristine(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """The tiny course, released into its gradebook; nobody grades in here."""
    course = make_course(tmp_path_factory.mktemp("pristine"))
    enter_in_gradebook(course, CHAPTER)
    return course


@pytest.fixture(scope="session")
def tiny(pristine: Course, tmp_path_factory: pytest.TempPathFactory) -> Course:
    """A copy of it, in which the class that tests share is graded."""
    return Course(shutil.copytree(pristine.root, tmp_path_factory.mktemp("tiny") / "course"))


@pytest.fixture(scope="session")
def release_notebook(tiny: Course) -> NotebookNode:
    """The tiny chapter as nbgrader releases it."""
    return read_notebook(enter_in_gradebook(tiny, CHAPTER))


def with_attacks(notebook: NotebookNode) -> NotebookNode:
    """Return ``notebook`` with every way known here to smuggle something into its feedback."""
    hostile = nbformat.from_dict(notebook)
    hostile.cells[0].source = MARKDOWN_ATTACK
    hostile.cells.append(nbformat.v4.new_code_cell(OUTPUT_ATTACK))
    return hostile


MARKDOWN_ATTACK = """# Tiny <script>alert("markdown")</script>
<img src=x onerror=alert(1)> <svg onload=alert(2)><a xlink:href="javascript:alert(3)">s</a></svg>
<iframe src="//evil.example/"></iframe> <style>@import url(http://evil.example/x.css);</style>
<link rel=stylesheet href=http://evil.example/y.css> <form action=http://evil.example></form>

[click](javascript:alert(4)) ![pixel](http://evil.example/pixel.png) <a href=" java\tscript:x">w</a>
[the docs](https://pytorch.org/docs/) ![dot](data:image/png;base64,iVBORw0KGgo=)

<div title="

$\\text{<script>alert(5)</script>}$

<script>alert(6)</script> ">

$$ \\href{javascript:alert(7)}{x} $$

$\\begin{aligned} f(x) &= \\tfrac{1}{2} x^2 \\\\ f'(x) &= x \\end{aligned}$ and broken: $x_$
"""

OUTPUT_ATTACK = """
from IPython.display import HTML, SVG, Javascript, Markdown, Math, display
display(HTML('<b>fine</b><script>alert("output")</script><img src=http://evil.example/p.png>'))
display(HTML('<table onclick=alert(8) style="background:url(http://evil.example/b)"></table>'))
display(HTML('<iframe src="http://evil.example"></iframe>'),
        metadata={"text/html": {"isolated": True}})
display(Javascript('alert("javascript")'))
display(Markdown('<script>alert("display")</script>'))
display(Math(r'\\nabla f'))
display(SVG('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(9)"><rect/></svg>'))
display({"image/png": "iVBORw0KGgo="}, raw=True,
        metadata={"image/png": {"width": "1 onload=alert(10)", "alt": 'a "picture"'}})
display({"image/jpeg": "AAAA"}, raw=True,
        metadata={"filenames": {"image/jpeg": "http://evil.example/q.jpg"}})
display({"application/vnd.jupyter.widget-view+json": {"model_id": "0"}, "text/plain": "widget"},
        raw=True)
"""

#: Right, but a word on stderr each time.
WARNS = """
import warnings
warnings.simplefilter("always")
def double(x):
    warnings.warn("something is deprecated")
    return 2 * x
"""

#: Shows a number before it fails; nbgrader by itself takes the number for the score.
BRIBES = """
def double(x):
    get_ipython().displayhook(1.0)
    raise ValueError("caught")
"""

#: Ends the grader.
KILLS = "import os, signal\nos.kill(os.getppid(), signal.SIGKILL)"

#: Prints the lines of the hidden test that calls it, as text, as HTML and as an error.
PEEK = """
def double(x):
    import sys, linecache, html
    from IPython.display import HTML, display
    frame = sys._getframe(1)
    lines = "".join(linecache.getlines(frame.f_code.co_filename))
    if "HIDDEN" in lines:
        print(lines)
        display(HTML(html.escape(lines)))
        raise ValueError(lines)
    return 2 * x
"""


@pytest.fixture(scope="session")
def graded(tiny: Course, release_notebook: NotebookNode) -> GradedClass:
    """The tiny course after one run of `grade_course` on a class of every kind."""
    course = tiny
    perfect = answered(release_notebook)

    tampered = answered(release_notebook, double="def double(x):\n    return 5")
    for cell in tampered.cells:
        marks = cell.metadata.get("nbgrader", {})
        if marks.get("grade_id") == "test_double":
            cell.metadata["tags"] = ["skip-execution"]
            cell.source = "pass"
        elif marks.get("grade_id") == "test_partly":
            marks["grade"] = False
            marks["points"] = 100

    twice = answered(release_notebook)
    twice.cells.append(nbformat.from_dict({**twice.cells[2], "id": "copy"}))

    loop = "def double(x):\n    while True:\n        pass"
    hand_in(course, "ada", with_attacks(perfect))
    hand_in(course, "blank", nbformat.v4.new_notebook())
    hand_in(course, "briber", answered(release_notebook, double=BRIBES))
    hand_in(course, "broken", nbformat.writes(perfect)[:400])
    hand_in(course, "crash", answered(release_notebook, double="import os\nos._exit(1)"))
    hand_in(course, "gaps", without(perfect, "imports", "double", "test_double", "test_partly"))
    hand_in(course, "killer", answered(release_notebook, double=KILLS))
    hand_in(course, "loop", answered(release_notebook, double=loop))
    hand_in(course, "peek", answered(release_notebook, double=PEEK))
    hand_in(course, "tampered", tampered)
    hand_in(course, "twice", twice)
    hand_in(course, "unanswered", release_notebook)
    hand_in_as_tools_save(course, release_notebook)
    hand_in(course, "warned", answered(release_notebook, double=WARNS))
    (course.submitted / "misnamed" / CHAPTER).mkdir(parents=True)
    (course.submitted / "misnamed" / CHAPTER / "Untitled.ipynb").write_text("{}")
    (course.submitted / "nothing").mkdir()
    course.downloaded(CHAPTER).mkdir(parents=True)
    (course.downloaded(CHAPTER) / f"cut__2026-03-02-093000__{CHAPTER}.zip").write_bytes(b"PK")
    (course.submitted / "ada" / "99_unknown").mkdir()
    (course.submitted / "ada" / CHAPTER / "timestamp.txt").write_text("2026-03-01 10:00:00")

    lines: list[str] = []
    results = grade_course(course, [CHAPTER], progress=lines.append)
    return GradedClass(course, {result.student: result for result in results}, lines)
