"""A bar for a terminal, lines for everything else, and Ctrl-C."""

from __future__ import annotations

import io

import pytest
from click.testing import CliRunner
from rich.console import Console

from autograder.classroom.results import Outcome, Result
from autograder.classroom.watching import Bar, Lines
from autograder.cli import main
from autograder.course import MARKER

RESULTS = [
    Result("ada", "01_tiny", Outcome.GRADED, 4, 4),
    Result("ben", "01_tiny", Outcome.TIMED_OUT, 0, 4),
    Result("cut", "01_tiny", Outcome.GRADED, 4, 4),
]


def test_lines_tell_of_each_submission() -> None:
    lines: list[str] = []
    watch = Lines(lines.append)
    watch.begin("01_tiny", 3)
    watch.done(RESULTS[1], 2.04)
    watch.say("nobody else")
    assert lines == ["ben  01_tiny  timed out  2.0 s", "nobody else"]


def test_a_bar_counts_how_they_ended() -> None:
    out = io.StringIO()
    console = Console(file=out, force_terminal=True, width=120, color_system=None)
    with Bar(console) as bar:
        bar.begin("01_tiny", 4)
        bar.say("[not markup]")
        for result in RESULTS:
            bar.done(result, 1.0)
    text = out.getvalue()
    assert "[not markup]" in text
    last = [line for line in text.splitlines() if "3/4" in line][-1]
    assert "01_tiny" in last
    assert "/min" in last
    assert "2 graded, 1 timed out" in last


def test_ctrl_c_says_what_is_left(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(*arguments: object, **options: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("autograder.classroom.grade.grade_course", stopped)
    (tmp_path / MARKER).touch()
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(main, ["grade"])
    assert done.exit_code == 130
    assert done.output.startswith("Stopped. What is graded is kept")
