"""Each verb has help, and an error that a person can mend is one line without a traceback."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from autograder.cli import main


@pytest.mark.parametrize("verb", sorted(main.commands))
def test_each_verb_explains_itself(verb):
    done = CliRunner().invoke(main, [verb, "--help"])
    assert done.exit_code == 0
    assert main.commands[verb].help


@pytest.mark.parametrize(
    "command",
    [
        ["lint"],
        ["build"],
        ["grade"],
        ["report"],
        ["give-back", "1", "--to", "csv"],
        ["reset", "1"],
        ["submit"],
        ["dist"],
        ["demo"],
    ],
)
def test_outside_a_course_each_verb_says_one_clear_line(command, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(main, command)
    assert done.exit_code == 1
    assert done.output.startswith("Error: ")
    assert "not in a course folder" in done.output
    assert len(done.output.splitlines()) == 1


def test_an_unknown_chapter_is_one_clear_line(tmp_path, monkeypatch):
    (tmp_path / "nbgrader_config.py").touch()
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(main, ["lint", "heads"])
    assert done.exit_code == 1
    assert "no chapter 'heads'" in done.output
