"""The report as a page: everything is in it, it runs no script and fetches nothing."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from autograder.classroom.report.charts import Bar, Part, bars, columns
from autograder.classroom.report.findings import Findings
from autograder.classroom.report.gains import Gain

_TEMPLATES = Path(__file__).parents[1] / "templates" / "report"

#: So many mistakes are in the picture, and so many wrong answers are not folded away.
_FIRST = 12


def page(chapters: Sequence[Findings], gained: Sequence[Gain] = (), *, real_names: bool) -> str:
    """Return the report on ``chapters``, and on a questionnaire's two forms, as HTML."""
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["number"] = number
    environment.filters["percent"] = percent
    style = Markup((_TEMPLATES / "report.css").read_text(encoding="utf-8"))
    template = environment.get_template("report.html.j2")
    pictures = {found.chapter: _pictures(found) for found in chapters}
    return template.render(
        chapters=chapters,
        gains=gained,
        pictures=pictures,
        real_names=real_names,
        style=style,
        first=_FIRST,
    )


def number(value: float | None) -> str:
    """Return a number to two decimals, without those that say nothing; a dash for none."""
    return "—" if value is None else f"{round(value, 2):g}"


def percent(part: int, whole: int) -> str:
    """Return "75 %", a dash where there is no whole."""
    return f"{round(100 * part / whole)}\N{NO-BREAK SPACE}%" if whole else "—"


def _pictures(found: Findings) -> dict[str, Markup]:
    drawn = {
        "distribution": _distribution(found),
        "exercises": _exercises(found),
        "mistakes": _mistakes(found),
        "predictions": _predictions(found),
    }
    return {name: Markup(svg) for name, svg in drawn.items()}


def _distribution(found: Findings) -> str:
    steps = [(f"{s.low:g}–{s.high:g}", s.students) for s in found.distribution]
    text = "; ".join(f"{label} points: {count} students" for label, count in steps)
    return columns(
        f"{found.chapter}-points",
        f"How many students have how many of {found.max_points:g} points",
        text,
        steps,
    )


def _exercises(found: Findings) -> str:
    asked = [each for each in found.exercises if each.asked]
    rows = [
        Bar(
            each.title,
            (
                Part(each.passed, "full"),
                Part(each.partly, "some"),
                Part(each.failed + each.lost, "none"),
                Part(each.blank, "blank"),
            ),
            f"{percent(each.passed, each.asked)} passed",
        )
        for each in asked
    ]
    text = "; ".join(f"{row.label}: {row.says}" for row in rows)
    return bars(
        f"{found.chapter}-exercises",
        "How each exercise went",
        text,
        rows,
        max((e.asked for e in asked), default=0),
    )


def _mistakes(found: Findings) -> str:
    most = max((len(mistake.students) for mistake in found.mistakes), default=0)
    rows = [
        Bar(
            mistake.name.replace("-", " "),
            (Part(len(mistake.students), "none"),),
            f"{len(mistake.students)}",
        )
        for mistake in found.mistakes[:_FIRST]
    ]
    text = "; ".join(f"{row.label}: {row.says} students" for row in rows)
    return bars(
        f"{found.chapter}-mistakes", "How many students made which mistake", text, rows, most
    )


def _predictions(found: Findings) -> str:
    rows = [
        Bar(
            each.title,
            (
                Part(each.came_true, "full"),
                Part(each.students - each.came_true, "none"),
            ),
            f"{percent(each.came_true, each.students)} came true",
        )
        for each in found.predictions
    ]
    text = "; ".join(f"{row.label}: {row.says}" for row in rows)
    most = max((each.students for each in found.predictions), default=0)
    return bars(f"{found.chapter}-predictions", "How many predictions came true", text, rows, most)
