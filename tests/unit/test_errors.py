"""The hierarchy drawn at the top of errors.py is the hierarchy there is."""

from __future__ import annotations

import inspect
import re

from autograder import errors


def _drawn() -> dict[str, str]:
    """Return each drawn class with its drawn parent."""
    parents, branch = {}, {}
    for line in (errors.__doc__ or "").splitlines():
        found = re.match(r"^    ([│├└─ ]*)(\w+)", line)
        if found:
            depth = len(found[1]) // 4
            branch[depth] = found[2]
            parents[found[2]] = branch[depth - 1] if depth else "Exception"
    return parents


def test_the_drawing_is_true():
    classes = {
        name: cls.__bases__[0].__name__
        for name, cls in vars(errors).items()
        if inspect.isclass(cls) and cls.__module__ == errors.__name__
    }
    assert _drawn() == classes


def test_a_failed_check_counts_as_a_failed_assertion():
    assert issubclass(errors.CheckFailed, AssertionError)
    assert not issubclass(errors.CheckBroken, AssertionError)


def test_every_error_is_explained():
    for name in _drawn():
        assert getattr(errors, name).__doc__
