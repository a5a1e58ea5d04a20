from pathlib import Path

import pytest

from autograder.classroom.nbgrader_process import Finished, run_nbgrader


def test_a_command_that_fails_says_why(tmp_path: Path) -> None:
    done = run_nbgrader(tmp_path, "autograde", "no_such_chapter", limit=60)
    assert not done.ok
    assert not done.overran
    assert "no_such_chapter" in done.log


@pytest.mark.parametrize(
    ("log", "last"),
    [
        ("", "nothing"),
        ("[App | ERROR] one\n[App | ERROR] two\n\n", "[App | ERROR] two"),
        ("Traceback:\n  nbclient.exceptions.DeadKernelError: Kernel died\n[App] more", "nbclient"),
        ("  sqlite3.OperationalError: disk full\nPlease see the above Error:", "sqlite3"),
    ],
)
def test_the_last_exception_says_most(log: str, last: str) -> None:
    assert Finished(1, False, log, 0.0).last_words.startswith(last)


def test_only_a_status_of_zero_in_time_is_well() -> None:
    assert Finished(0, False, "", 0.0).ok
    assert not Finished(0, True, "", 0.0).ok
    assert not Finished(-9, False, "", 0.0).ok


def test_nbgrader_finds_its_own_tools_where_no_environment_is_activated(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "/usr/bin:/bin")
    done = run_nbgrader(tmp_path, "db", "student", "add", "ada", limit=60)
    assert done.ok, done.log
    assert (tmp_path / "gradebook.db").is_file()
