"""Jupyter's server, which keeps the port that it found."""

from __future__ import annotations

from socket import socket

from jupyter_server.serverapp import ServerApp
from tornado.netutil import bind_sockets

from autograder.desk.ports import port_refused


class KeepingServer(ServerApp):
    """A server that listens from the moment that it has found a port.

    Jupyter's own tries a port, closes it, and listens there only when all else is ready. Two
    servers that start together then find the same port, and whoever has the loser's address
    meets the winner's login page.
    """

    def _find_http_port(self) -> None:
        """Listen on the first port that is free; Jupyter calls this before anything is told.

        Raises:
            LabError: if no port can be had.

        """
        self._listening = listen(self.ip, self.port, self.port_retries)
        self.port = self._listening[0].getsockname()[1]

    def _bind_http_server_tcp(self) -> bool:
        """Answer what arrives; Jupyter calls this once its loop runs."""
        self.http_server.add_sockets(self._listening)
        return True


def listen(ip: str, port: int, retries: int) -> list[socket]:
    """Return sockets that listen on the first port that is free, ``port`` or one above it.

    Args:
        ip: The address of this machine that is listened on, or a name that stands for several.
        port: The port to try first.
        retries: How many of the following ports may be tried.

    Raises:
        LabError: if none of them can be had.

    """
    for candidate in range(port, port + retries + 1):
        try:
            return bind_sockets(candidate, ip)
        except OSError as error:
            refusal = port_refused(port, error)
    raise refusal
