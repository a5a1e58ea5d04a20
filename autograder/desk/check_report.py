"""Show what a notebook's tests say: as a table, for a workflow as JUnit, for a program as JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from xml.etree import ElementTree

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from autograder.chapter.files import write_atomically
from autograder.desk.check import Checked
from autograder.grading import TestGrade, Verdict

#: Columns that a table gets where no terminal says how wide it is.
_WIDTH_WHEN_PIPED = 120

_COLOURS = {Verdict.PASSED: "green", Verdict.PARTIAL: "yellow"}


def show(checked: Sequence[Checked], console: Console | None = None) -> None:
    """Print a table for each notebook, and under it what else to know."""
    console = console or Console()
    if not console.is_terminal:
        console.width = _WIDTH_WHEN_PIPED
    for each in checked:
        if each.tests:
            console.print(_table(each))
        for line in remarks(each):
            console.print(Text(line))


def remarks(checked: Checked) -> list[str]:
    """Return lines on points, on what waits for a person, and on cells that were brought back."""
    said = [f"{checked.path}: {checked.remark}"] if checked.remark else []
    if checked.tests:
        said.append(
            f"{checked.points:g} of {checked.max_points:g} points in the tests that you see."
        )
    if checked.restored:
        said.append(
            f"Missing or changed, and taken from the release: {', '.join(checked.restored)}."
        )
    return said


def _table(checked: Checked) -> Table:
    table = Table(title=checked.chapter, title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("exercise", overflow="fold")
    table.add_column("verdict", no_wrap=True)
    table.add_column("points", justify="right", no_wrap=True)
    table.add_column("message", overflow="fold")
    for test in checked.tests:
        table.add_row(
            Text(test.name),
            Text(test.verdict.value, style=_COLOURS.get(test.verdict, "red")),
            f"{test.points:g} / {test.max_points:g}",
            Text(_first_line(test)),
        )
    for question in checked.questions:
        state = "for a person to read" if question.is_answered else "not answered"
        table.add_row(Text(question.name), Text(state), f"— / {question.max_points:g}", "")
    return table


def _first_line(test: TestGrade) -> str:
    return next(iter(test.message.splitlines()), "")


def as_json(checked: Sequence[Checked]) -> str:
    """Return the same as JSON: a list with an entry for each notebook."""
    return json.dumps(
        [
            {
                "notebook": str(each.path),
                "chapter": each.chapter,
                "passed": each.passed,
                "points": each.points,
                "max_points": each.max_points,
                "tests": [
                    {
                        "exercise": test.name,
                        "verdict": test.verdict.value,
                        "points": test.points,
                        "max_points": test.max_points,
                        "message": test.message,
                    }
                    for test in each.tests
                ],
                "questions": [
                    {"exercise": q.name, "max_points": q.max_points, "answered": q.is_answered}
                    for q in each.questions
                ],
                "restored": list(each.restored),
                "remark": each.remark,
            }
            for each in checked
        ],
        indent=1,
        ensure_ascii=False,
    )


def write_junit(path: Path, checked: Sequence[Checked]) -> None:
    """Write the same to ``path`` in the XML of JUnit, which workflows show beside a push."""
    top = ElementTree.Element("testsuites")
    for each in checked:
        failed = [test for test in each.tests if test.verdict is not Verdict.PASSED]
        unread = not each.tests
        suite = ElementTree.SubElement(
            top,
            "testsuite",
            name=each.chapter,
            tests=str(len(each.tests) + unread),
            failures=str(len(failed)),
            errors=str(int(unread)),
        )
        for test in each.tests:
            case = ElementTree.SubElement(suite, "testcase", classname=each.chapter, name=test.name)
            if test in failed:
                said = {"message": _sayable(_first_line(test)), "type": test.verdict.value}
                ElementTree.SubElement(case, "failure", said).text = _sayable(test.message)
        if unread:
            case = ElementTree.SubElement(
                suite, "testcase", classname=each.chapter, name=each.path.name
            )
            ElementTree.SubElement(case, "error", message=_sayable(each.remark or "no tests"))
    content = ElementTree.tostring(top, encoding="utf-8", xml_declaration=True)
    write_atomically(path, content)


def _sayable(text: str) -> str:
    """Return ``text`` without the characters that XML has no way to write."""
    return "".join(c if c.isprintable() or c in "\n\t" else "\ufffd" for c in text)
