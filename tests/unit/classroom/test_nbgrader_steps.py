"""What is said of a command of nbgrader's that failed."""

from __future__ import annotations

import pytest

from autograder.classroom.nbgrader_steps import Finished


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
    assert Finished(ok=False, log=log).last_words.startswith(last)
