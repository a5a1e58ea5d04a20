r"""What stands in a chapter is read alike by JupyterLab, by VS Code and in the manual.

JupyterLab sets formulas with MathJax, VS Code with KaTeX, the manual as MathML. All formulas
of the chapters went through VS Code's own parser, markdown-it with ``@vscode/markdown-it-katex``
1.1, and came out right; what they are made of is held here.
"""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from autograder.chapter.cells import source
from autograder.course import find_course

COURSE = find_course(Path(__file__))

#: Commands that all three set alike. ``\label``, ``\eqref``, ``\require`` are MathJax's alone, and
#: ``\newcommand`` lasts for the page there and for one formula in KaTeX.
COMMANDS = frozenset(
    re.findall(
        r"\w+",
        """
    Longrightarrow approx begin bigl bigr cdot cdots cos dots ell end eta exp frac ge in
    infty lambda langle le left leftarrow log mapsto max min nabla ne neq operatorname
    partial pi pm prod qquad quad rangle right sin sqrt sum tag tan tanh text texttt tfrac
    theta times to top varepsilon
    """,
    )
)
ENVIRONMENTS = {"pmatrix"}
#: Elements that no editor takes out of a text.
ELEMENTS = {"dfn", "kbd"}

FORMULA = re.compile(r"\$\$(.+?)\$\$|\$([^$]+?)\$", re.DOTALL)


@cache
def cells(chapter: str) -> list[dict[str, Any]]:
    """Return a solution's cells as they lie in the file."""
    return list(json.loads(COURSE.solution(chapter).read_text(encoding="utf-8"))["cells"])


def texts(chapter: str) -> list[str]:
    """Return a chapter's texts, model answers among them, without code."""
    code = re.compile(r"```.*?```|`[^`]*`", re.DOTALL)
    markdown = (cell for cell in cells(chapter) if cell["cell_type"] == "markdown")
    return [code.sub("", source(cell)) for cell in markdown]


@pytest.mark.parametrize("chapter", COURSE.authored())
def test_formulas_are_made_of_what_all_know(chapter: str) -> None:
    formulas = [a or b for text in texts(chapter) for a, b in FORMULA.findall(text)]
    assert len(formulas) > 40
    for formula in formulas:
        assert set(re.findall(r"\\([a-zA-Z]+)", formula)) <= COMMANDS, formula
        assert set(re.findall(r"\\begin\{(\w+)\}", formula)) <= ENVIRONMENTS, formula


@pytest.mark.parametrize("chapter", COURSE.authored())
def test_formulas_begin_and_end_where_all_see_it(chapter: str) -> None:
    for text in texts(chapter):
        # To VS Code a dollar before a space opens nothing, one after a space or before a digit
        # closes nothing.
        for found in FORMULA.finditer(text):
            if inline := found[2]:
                assert inline == inline.strip(), found[0]
                assert not re.match(r"\w", text[found.end() :]), found[0]
            # Several lines of a formula are one paragraph.
            assert "\n\n" not in found[0], found[0]
        assert "$" not in FORMULA.sub("", text), text


@pytest.mark.parametrize("chapter", COURSE.authored())
def test_texts_hold_no_element_that_an_editor_takes_out(chapter: str) -> None:
    for text in texts(chapter):
        assert set(re.findall(r"</?([a-z]+)[^>]*>", FORMULA.sub("", text))) <= ELEMENTS, text


@pytest.mark.parametrize("chapter", COURSE.authored())
def test_outputs_need_no_style_script_or_address_of_jupyterlab(chapter: str) -> None:
    foreign = re.compile(r"var\(--jp-[^,)]*\)|<script|href=\"(?!https://|#)")
    for cell in cells(chapter):
        for output in cell.get("outputs", []):
            html = "".join(output.get("data", {}).get("text/html", ""))
            assert not foreign.search(html), cell["id"]


def test_controls_are_coloured_as_the_page_where_it_is_not_jupyterlabs() -> None:
    # Black on the dark page of another editor could not be read.
    style = (COURSE.package / "lesson" / "pictures" / "controls.css").read_text(encoding="utf-8")
    colours = re.findall(r"([\w-]+): .*var\(--jp-[\w-]+, (.+?)\);", style)
    assert ("color", "inherit") in colours
    assert {value for name, value in colours if "#" in value and name != "border"} == set()
