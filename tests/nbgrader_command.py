"""nbgrader's commands as a person types them, run in this process: starting one takes seconds."""

from __future__ import annotations

import contextlib
import io
import logging
import warnings

from jupyter_core.application import NoStart
from nbgrader.apps.nbgraderapp import NbGraderApp

from autograder.classroom.nbgrader_steps import alembic_at_hand
from autograder.course import Course


def nbgrader(course: Course, *arguments: str) -> str:
    """Run ``nbgrader`` with ``arguments`` in a course's folder; return what it logged.

    Raises:
        AssertionError: if it ends with an error.

    """
    log = io.StringIO()
    handler = logging.StreamHandler(log)
    status: object = 0
    with contextlib.chdir(course.root), alembic_at_hand(), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        app = NbGraderApp()
        try:
            app.initialize(list(arguments))
            app.subapp.log.addHandler(handler)
            with contextlib.suppress(NoStart):  # how an app of Jupyter's says that a part of it ran
                app.start()
        except SystemExit as end:
            status = end.code
        finally:
            innermost = app
            while innermost.subapp is not None:
                innermost = innermost.subapp
            innermost.log.removeHandler(handler)
            for each in [app, *_below(app)]:
                type(each).clear_instance()
    assert not status, log.getvalue()
    return log.getvalue()


def _below(app: NbGraderApp) -> list[NbGraderApp]:
    return [] if app.subapp is None else [app.subapp, *_below(app.subapp)]
