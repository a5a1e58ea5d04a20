"""Find a Python that the course runs on and let it make ``.venv`` (see make_venv.py).

Plain code that even Python 2.7 can read, because the first thing it may have to say is that the
Python which runs it is too old. It needs nothing installed::

    python3 tools/setup.py student     to study
    python3 tools/setup.py dev         to write, grade and test as well
"""

import subprocess
import sys

OLDEST = (3, 11)  # pyproject.toml's requires-python
NEWEST = (3, 14)  # the newest that every package in requirements.lock has been built for

OTHERS = ["python3.13", "python3.12", "python3.11", "python3.14"]


def fits(version):
    """Tell whether the course runs on a Python of this (major, minor) version."""
    return OLDEST <= tuple(version) <= NEWEST


def version_of(python):
    """Return the (major, minor) version of a Python command, None if there is no such command."""
    ask = "import sys; print('%d %d' % sys.version_info[:2])"
    try:
        process = subprocess.Popen(
            [python, "-c", ask], stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
    except OSError:
        return None
    answer = process.communicate()[0].split()
    return (
        (int(answer[0]), int(answer[1])) if process.returncode == 0 and len(answer) == 2 else None
    )


def refusal(version):
    """Return the sentence for a machine on which no fitting Python was found."""
    return (
        "This is Python {}.{}, and the course needs one from {}.{} to {}.{}. Install one of these "
        "and name it: make lab PYTHON=python3.12 (without make: python3.12 tools/setup.py student)."
    ).format(*(tuple(version) + OLDEST + NEWEST))


def main(arguments):
    """Set up with this Python if it fits, else with the first on PATH that does."""
    here = sys.version_info[:2]
    if fits(here):
        import make_venv

        return make_venv.main(arguments)
    for python in OTHERS:
        found = version_of(python)
        if found and fits(found):
            return subprocess.call([python, __file__] + arguments)  # noqa: RUF005 (old syntax)
    sys.stderr.write(refusal(here) + "\n")
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
