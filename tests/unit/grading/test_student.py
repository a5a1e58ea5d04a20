"""What a notebook puts out when it runs behind the wall, in order and within its limits."""

from __future__ import annotations

import json
import re
from typing import Any

import nbformat
from nbformat.v4 import new_code_cell, new_notebook

from autograder.chapter.key import Companion, make_key
from autograder.grading import Grade, Limits, Sandbox, Verdict, grade
from tests.written_notebook import notebook

FILES = [Companion("data/words.txt", b"one two")]


def graded(sandbox: Sandbox, *cells: str, test: str = "pass", **limits: Any) -> Grade:
    """Return the grade of a notebook of these cells, the student's own, and one test."""
    release = notebook(f"# %% test test 1\n{test}").cells
    handed = new_notebook(cells=[*map(new_code_cell, cells), *release])
    key = make_key("nb", release, release, FILES)
    allowed = Limits(**{"cell_seconds": 20, **limits})
    return grade(nbformat.writes(handed).encode(), key, sandbox=sandbox, limits=allowed)


def outputs(of: Grade) -> list[list[dict[str, Any]]]:
    return [cell["outputs"] for cell in json.loads(of.notebook)["cells"]]


def test_outputs_stand_in_their_order(sandbox: Sandbox) -> None:
    said, *_ = outputs(
        graded(
            sandbox,
            "import sys\nfrom IPython.display import display, Markdown\n"
            "print('a')\nprint('b')\nprint('c', file=sys.stderr)\ndisplay(Markdown('*d*'))\n"
            "print('e')\n6 * 7",
        )
    )
    assert [(o["output_type"], o.get("name"), o.get("text")) for o in said] == [
        ("stream", "stdout", "a\nb\n"),
        ("stream", "stderr", "c\n"),
        ("display_data", None, None),
        ("stream", "stdout", "e\n"),
        ("execute_result", None, None),
    ]
    assert said[2]["data"]["text/markdown"] == "*d*"
    assert said[4]["data"]["text/plain"] == "42"
    assert said[4]["execution_count"] == 1


def test_rich_outputs(sandbox: Sandbox) -> None:
    figure, table, quiet, cleared, *_ = outputs(
        graded(
            sandbox,
            "import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()",
            "class T:\n    def _repr_html_(self): return '<b>x</b>'\nT()",
            "1;",
            "from IPython.display import clear_output\nprint('a')\nclear_output()\nprint('b')",
        )
    )
    assert [o["output_type"] for o in figure] == ["display_data"]
    assert figure[0]["data"]["image/png"].startswith("iVBOR")
    assert table[0]["data"]["text/html"] == "<b>x</b>"
    assert quiet == []
    assert [o["text"] for o in cleared] == ["b\n"]


def test_errors_and_what_came_before_them(sandbox: Sandbox) -> None:
    failed, asked, after, *_ = outputs(
        graded(sandbox, "print('x')\n1 / 0", "input('? ')", "print('still here')")
    )
    assert [o["output_type"] for o in failed] == ["stream", "error"]
    assert failed[1]["ename"] == "ZeroDivisionError"
    words = re.sub("\x1b\\[[0-9;]*m", "", "\n".join(failed[1]["traceback"]))
    assert "1 / 0" in words
    assert "nobody" in asked[0]["evalue"]
    assert after[0]["text"] == "still here\n"


def test_magics_programs_and_files(sandbox: Sandbox) -> None:
    listed, timed, written, awaited, *_ = outputs(
        graded(
            sandbox,
            "!ls data\n!echo to stderr >&2",
            "%%time\nx = 1",
            "%%writefile mine.txt\nhello",
            "import asyncio\nawait asyncio.sleep(0)\nopen('mine.txt').read()",
        )
    )
    words = "".join(o.get("text", "") for o in listed)
    assert "words.txt" in words
    assert "to stderr" in words
    assert "Wall time" in "".join(o.get("text", "") for o in timed)
    assert "mine.txt" in written[0]["text"]
    assert awaited[-1]["data"]["text/plain"] == "'hello\\n'"


def test_each_test_is_asked_of_the_state_before_it(sandbox: Sandbox) -> None:
    found = graded(sandbox, "x = 1", test="assert x == 1\nx = 2")
    assert found.points == 1
    assert graded(sandbox, "x = 1", "x = 3", test="assert x == 3").points == 1


def test_a_cell_that_takes_too_long_is_stopped_and_the_rest_runs(sandbox: Sandbox) -> None:
    found = graded(sandbox, "while True: pass", "x = 1", test="assert x == 1", cell_seconds=1.0)
    assert found.points == 1
    assert [s.verdict for s in found.stopped] == [Verdict.TIMED_OUT]


def test_a_cell_that_puts_out_too_much_is_stopped(sandbox: Sandbox) -> None:
    found = graded(sandbox, "while True: print('x' * 1000)", "x = 1", test="assert x == 1",
                   output_mb=0.1)  # fmt: skip
    assert found.points == 1
    assert len(found.stopped) == 1
    assert len(found.notebook) < 400_000


def test_a_cell_that_ends_python_costs_itself_alone(sandbox: Sandbox) -> None:
    found = graded(sandbox, "x = 1", "import os\nos._exit(3)", "y = 2", test="assert x + y == 3")
    assert found.points == 1
    assert [s.verdict for s in found.stopped] == [Verdict.CRASHED]


def test_what_is_left_out_after_too_many_ends_says_so(sandbox: Sandbox) -> None:
    ends = ["import os\nos._exit(3)"] * 13
    found = graded(sandbox, "x = 1", *ends, "y = 2", test="assert x + y == 3")
    assert found.tests[0].verdict is Verdict.CRASHED
    assert found.tests[0].shown.startswith("Not run: too many cells of this notebook ended Python")
    found = graded(sandbox, "x = 1", *ends, "y = 2", test="assert x == 1")
    assert found.points == 1, "what there is can be asked"


def test_an_endless_recursion_is_an_error_like_any(sandbox: Sandbox) -> None:
    found = graded(sandbox, "def f(): return f()\nf()", "x = 1", test="assert x == 1")
    assert outputs(found)[0][0]["ename"] == "RecursionError"
    assert found.points == 1


def test_what_a_test_writes_below_itself_is_in_the_notebook(sandbox: Sandbox) -> None:
    found = graded(sandbox, "x = 1", test="print('checking')\nassert x == 2")
    cell = json.loads(found.notebook)["cells"][-1]
    assert [o["output_type"] for o in cell["outputs"]] == ["stream", "error"]
    assert found.tests[0].verdict is Verdict.FAILED
