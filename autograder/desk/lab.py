"""Open JupyterLab on a student's copies: quiet, offline, and without the instructor's panels.

What is switched off stands in ``lab_config/``, a folder of Jupyter's own configuration files
that is put before the student's for this one server. Nothing is written into the virtual
environment or the home folder that JupyterLab would not write anyway.
"""

from __future__ import annotations

import os
import secrets
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any

from autograder.chapter.notebook_file import drop_widgets
from autograder.course import Course
from autograder.desk.ports import require_free
from autograder.errors import LabError

if TYPE_CHECKING:
    from jupyter_server.serverapp import ServerApp

CONFIG = Path(__file__).parent / "lab_config"


def open_lab(course: Course, port: int | None = None, browser: bool = True) -> int:
    """Serve JupyterLab on ``work/`` until Ctrl-C, and say on stdout where.

    Changes this process's environment and working folder: it is the last thing that the
    process does.

    Args:
        course: The course whose ``work/`` is served.
        port: The port to serve on; None for the first free one from 8888 on.
        browser: Whether to open a browser window.

    Returns:
        0, after a clean stop.

    Raises:
        LabError: if JupyterLab or nbgrader is not installed, or the port cannot be had.

    """
    if port is not None:
        require_free(port)
    course.work.mkdir(exist_ok=True)
    # In a process of its own: it imports torch, while this one imports JupyterLab and stays small.
    command = [sys.executable, "-m", "autograder.desk.contents"]
    with subprocess.Popen(command, cwd=course.root, stdout=subprocess.PIPE, text=True) as writer:
        app = _lab_app()
        written = writer.communicate()[0].strip()
    # Where nothing can be written, one can still read.
    page = f"lab/tree/{written}" if written else "lab"
    os.environ.update(environment(os.environ))
    # The Validate button reads nbgrader_config.py from the server's working folder.
    os.chdir(course.root)
    try:
        server = app.initialize_server(arguments(course, port, browser, page))
    except SystemExit as error:  # Jupyter has logged why.
        raise LabError("JupyterLab did not start; the lines above say why.") from error
    server.contents_manager.register_pre_save_hook(_without_widgets)
    _stop_at_ctrl_c(server)
    # Once the loop runs and the server answers.
    server.io_loop.add_callback(_tell, f"{server.connection_url}{page}?token={server.token}")
    server.start()
    return 0


def _tell(address: str) -> None:
    """Say where the lab is."""
    print(f"JupyterLab is open at\n\n    {address}\n")
    print("Save your notebooks, then stop it here with Ctrl-C.", flush=True)


def _without_widgets(model: dict[str, Any], **_: Any) -> None:
    """Save the text that an explorer's controls leave, and not the widget, which dies with today.

    Jupyter calls this with what it is about to save.
    """
    if model.get("type") == "notebook" and model.get("content"):
        drop_widgets(model["content"])


def _lab_app() -> Any:
    """Return JupyterLab's application class, on our server.

    Raises:
        LabError: if JupyterLab or nbgrader is not installed.

    """
    try:
        import nbgrader  # noqa: F401  # The Validate button is its.
        from jupyterlab.labapp import LabApp

        from autograder.desk.server import KeepingServer
    except ModuleNotFoundError as error:
        package = (error.name or "jupyterlab").split(".")[0]
        raise LabError(
            f"JupyterLab cannot be opened: the package '{package}' is not installed here. "
            "Run 'make lab', or 'pip install -c requirements.lock -e .[student]' in the "
            "course's virtual environment."
        ) from error
    LabApp.serverapp_class = KeepingServer
    return LabApp


def environment(current: Mapping[str, str]) -> dict[str, str]:
    """Return the variables to set so that our configuration and this Python's kernel come first.

    A kernel called ``python3`` in the student's home would otherwise start another Python,
    without torch or this package.
    """

    def first(path: Path, variable: str) -> str:
        return os.pathsep.join(filter(None, [str(path), current.get(variable, "")]))

    return {
        "JUPYTER_CONFIG_PATH": first(CONFIG, "JUPYTER_CONFIG_PATH"),
        "JUPYTER_PATH": first(Path(sys.prefix) / "share" / "jupyter", "JUPYTER_PATH"),
    }


def arguments(course: Course, port: int | None, browser: bool, page: str = "lab") -> list[str]:
    """Return JupyterLab's command line, ``page`` being the address that a browser is sent to."""
    chosen = [f"--ServerApp.port={port}", "--ServerApp.port_retries=0"] if port else []
    return [
        f"--ServerApp.root_dir={course.work}",
        f"--ServerApp.open_browser={browser}",
        # A token of our own keeps Jupyter from printing the address a second time.
        f"--IdentityProvider.token={secrets.token_urlsafe(24)}",
        f"--LabApp.default_url=/{page}",
        # Open tabs belong to the course, not to every JupyterLab that the student has.
        f"--LabApp.workspaces_dir={course.lab_workspaces}",
        # In a container one often is root, and the server can be reached from this machine only.
        "--ServerApp.allow_root=True",
        "--ServerApp.log_level=ERROR",
        "--LabApp.log_level=ERROR",
        *chosen,
    ]


def _stop_at_ctrl_c(server: ServerApp) -> None:
    """Make one Ctrl-C stop kernels and server, unasked; Jupyter's own handler asks, or drops both.

    A second Ctrl-C ends the process at once.
    """

    def stop(_signal: int, _frame: FrameType | None) -> None:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        print("\nStopping the kernels and JupyterLab.", flush=True)
        server.stop(from_signal=True)

    signal.signal(signal.SIGINT, stop)
