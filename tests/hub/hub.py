"""A JupyterHub with its proxy, on a machine of its own, set up as ``docs/hub`` says."""

from __future__ import annotations

import shutil
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.browser.student import HERE
from tests.hub.machine import Machine

#: What the manual's page shows.
_DOCS = HERE.root / "docs" / "hub"

#: The course's folder in the exchange, and where what students hand in arrives.
EXCHANGED = "/srv/nbgrader/exchange/autograd-workbook"
INBOUND = f"{EXCHANGED}/inbound"

#: Everybody's password, and how ``openssl passwd -6`` writes it.
PASSWORD = "secret"
_HASHED = (
    "$6$workbook$ywkRIe/fx1uiOmrKqzTthwk/"
    "Ts9CtSy3CNomAJLfIqDx1TXhEC3Kyde6NnXZiN88nEp7OzRjzu8Wg6aJhvYxh0"
)


@dataclass(frozen=True)
class Hub:
    """A hub that runs, and the machine that it runs on."""

    machine: Machine
    address: str


def set_up(folder: Path, people: list[str]) -> Machine:
    """Return a machine in the new folder ``folder``, made ready as the manual's page says."""
    machine = Machine(folder, HERE.root, ("autograder", "tests", "docs/hub"))
    for name in people:
        machine.add_user(name, _HASHED)
    machine.run("root", "sh", str(_DOCS / "install")).check_returncode()
    return machine


def give_course(machine: Machine, instructor: str, chapter: str) -> Path:
    """Copy the course with one chapter to an instructor's home; return where it is there."""
    course = machine.path(f"/home/{instructor}/course")
    for folder in (HERE.solutions, HERE.notebooks):
        shutil.copytree(folder / chapter, course / folder.name / chapter)
    shutil.copy(HERE.config, course)
    machine.give(course, instructor)
    return Path("/", course.relative_to(machine.folder))


@contextmanager
def running(machine: Machine) -> Iterator[Hub]:
    """Yield the hub of a machine; what it started ends with it."""
    port, proxy_port, hub_port = _free_ports(3)
    address = f"http://127.0.0.1:{port}"
    command = [
        "jupyterhub",
        "--config=/etc/jupyterhub/jupyterhub_config.py",
        f"--JupyterHub.bind_url={address}",
        f"--JupyterHub.hub_bind_url=http://127.0.0.1:{hub_port}",
        f"--ConfigurableHTTPProxy.api_url=http://127.0.0.1:{proxy_port}",
    ]
    said = machine.folder / "hub.log"
    with (
        said.open("w") as log,
        subprocess.Popen(
            machine.command(*command), env=machine.environment(), stdout=log, stderr=log
        ) as process,
    ):
        try:
            while not _answers(f"{address}/hub/api"):
                if process.poll() is not None:
                    raise RuntimeError(f"the hub did not start: {said.read_text()}")
                time.sleep(0.2)
            yield Hub(machine, address)
        finally:
            process.kill()


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=5):
            return True
    except OSError:
        return False


def _free_ports(count: int) -> list[int]:
    """Return ports that nobody listens on now."""
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    try:
        return [each.getsockname()[1] for each in sockets]
    finally:
        for each in sockets:
            each.close()
