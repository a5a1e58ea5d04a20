"""Real servers, each with a home of its own: ``autograder lab``, and Jupyter Notebook as it is."""

from __future__ import annotations

import json
import os
import queue
import re
import signal
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any


@contextmanager
def serving(course: Path, home: Path, *options: str) -> Iterator[str]:
    """Yield the address, token included, of a lab on ``course``; stopped as by Ctrl-C.

    Args:
        course: The course folder.
        home: An empty folder to be the student's home, so that no setting of ours is at work.
        options: More of the command's options.

    """
    command = [sys.executable, "-m", "autograder", "lab", "--no-browser", *options]
    with _started(command, course, home, signal.SIGINT) as address:
        yield address


@contextmanager
def serving_notebook(folder: Path, home: Path) -> Iterator[str]:
    """Yield the address of a plain Jupyter Notebook in ``folder``, with a new ``home``."""
    command = [sys.executable, "-m", "notebook", "--no-browser", "--allow-root", "--port=0"]
    with _started(command, folder, home, signal.SIGTERM) as address:  # it would ask after Ctrl-C
        yield address


@contextmanager
def _started(command: list[str], folder: Path, home: Path, stop: signal.Signals) -> Iterator[str]:
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("JUPYTER", "XDG_"))}
    # As outside a virtual environment: what lies in the home comes before what is installed.
    at_home = {"HOME": str(home), "USERPROFILE": str(home), "JUPYTER_PREFER_ENV_PATH": "0"}
    with subprocess.Popen(
        command,
        cwd=folder,
        env={**environment, **at_home},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        said: list[str] = []
        address: queue.Queue[str | None] = queue.Queue()
        # Read to the end, so that a full pipe never stops the server.
        reader = threading.Thread(target=_listen, args=(process, said, address))
        reader.start()
        try:
            found = address.get(timeout=300)  # six may start at once, on two cores
            if found is None:
                raise RuntimeError(f"the server did not start: {''.join(said)}")
            yield found
        finally:
            process.send_signal(stop)
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()
            reader.join()
    if process.returncode:
        raise RuntimeError(f"the server ended with {process.returncode}: {''.join(said)}")


def ask(
    address: str, path: str, data: dict[str, str] | None = None, method: str | None = None
) -> Any:
    """Return what the server behind ``address`` answers, as the student of that address."""
    host, _, token = address.partition("/lab/tree/contents.ipynb?token=")
    request = urllib.request.Request(
        f"{host}/{path}",
        data=json.dumps(data).encode() if data else None,
        headers={"Authorization": f"token {token}"},
        method=method,
    )
    with urllib.request.urlopen(request, timeout=30) as response:
        return json.loads(response.read() or "null")


def _listen(
    process: subprocess.Popen[str], said: list[str], address: queue.Queue[str | None]
) -> None:
    """Take down all that the process says; put the first address in it, or None at the end."""
    for line in process.stdout or ():
        said.append(line)
        if found := re.search(r"http://\S+", line):
            address.put(found[0])
    address.put(None)
