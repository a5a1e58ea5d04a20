"""Servers that start at the same moment: each has a port of its own before it tells it."""

from __future__ import annotations

import json
import multiprocessing
import os
import socket
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Queue
from threading import Barrier

import pytest

from autograder.desk.server import KeepingServer, listen
from autograder.errors import LabError

SERVERS = 6

#: Processes of their own, each a copy of one that has imported Jupyter already.
PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload(["autograder.desk.server"])


def serve(folder: Path, start: Barrier, told: Queue[tuple[str, str]]) -> None:
    """Serve ``folder``, whose name is the token, and tell the address; until it is killed."""
    os.environ["HOME"] = str(folder)  # no setting of ours is at work
    os.chdir(folder)
    start.wait()
    server = KeepingServer.instance()
    server.initialize(
        [
            "--ServerApp.allow_root=True",
            "--ServerApp.open_browser=False",
            "--ServerApp.log_level=CRITICAL",
            f"--IdentityProvider.token={folder.name}",
        ],
        find_extensions=False,
    )
    told.put((folder.name, server.connection_url))
    server.start()


@contextmanager
def racing(folders: list[Path]) -> Iterator[dict[str, str]]:
    """Start a server for each folder at once; yield their addresses by their tokens."""
    start, told = PROCESSES.Barrier(len(folders)), PROCESSES.Queue()
    processes = [PROCESSES.Process(target=serve, args=(f, start, told)) for f in folders]
    for process in processes:
        process.start()
    try:
        yield dict(told.get(timeout=60) for _ in folders)
    finally:
        for process in processes:
            process.kill()
        for process in processes:
            process.join()


@pytest.mark.parametrize("attempt", range(10))
def test_servers_started_at_once_answer_each_at_its_own_address(
    tmp_path: Path, attempt: int
) -> None:
    folders = [tmp_path / f"token{number}" for number in range(SERVERS)]
    for folder in folders:
        folder.mkdir()
        (folder / f"of-{folder.name}").touch()
    with racing(folders) as addresses:
        assert len(set(addresses.values())) == SERVERS
        for token, address in addresses.items():
            with urllib.request.urlopen(f"{address}api/contents?token={token}") as answer:
                names = [entry["name"] for entry in json.load(answer)["content"]]
            assert f"of-{token}" in names


# Of a socket that it could not bind, Tornado leaves the closing to Python.
half_open = pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning")


@half_open
def test_a_port_that_was_found_is_held(free_port: int) -> None:
    first = listen("localhost", free_port, retries=0)
    second = listen("localhost", free_port, retries=50)
    ports = [sockets[0].getsockname()[1] for sockets in (first, second)]
    for taken in first + second:
        taken.close()
    assert ports[0] == free_port < ports[1]


@half_open
def test_a_port_that_cannot_be_had_is_one_clear_line(free_port: int) -> None:
    with (
        socket.create_server(("127.0.0.1", free_port)),
        pytest.raises(LabError, match=f"Port {free_port} is in use .*make lab PORT="),
    ):
        listen("localhost", free_port, retries=0)


@pytest.fixture
def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])
