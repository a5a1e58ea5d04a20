"""Graders on other machines: the workers of a Dask scheduler.

Each worker hands what it gets to a grader process of its own, behind the same wall as here, or
refuses. The scheduler gives the tasks of a worker that is lost to another one.
"""

from __future__ import annotations

import socket
from concurrent.futures import Future
from types import TracebackType
from typing import Any

from autograder.chapter import key as keys
from autograder.chapter.key import Key
from autograder.classroom.grader_version import grader_version
from autograder.classroom.graders import graders
from autograder.errors import ClusterError, SandboxRefused
from autograder.grading import Grade, Limits

#: Seconds in which the scheduler must answer.
_PATIENCE = 10.0


class Cluster:
    """The graders of a scheduler. Use it in a ``with`` statement.

    Args:
        address: The scheduler's, as in ``tcp://10.0.0.1:8786``.

    Raises:
        ClusterError: on entering, if it cannot be reached, or has no worker.

    """

    def __init__(self, address: str) -> None:
        self._address = address
        self._client: Any = None
        self._keys: dict[str, Any] = {}

    def __enter__(self) -> Cluster:
        from distributed import Client

        try:
            self._client = Client(self._address, timeout=_PATIENCE, set_as_default=False)
        except (OSError, ValueError) as error:
            raise ClusterError(
                f"No scheduler answers at {self._address} ({error}). Start one with "
                "`dask scheduler`, and name the address that it prints."
            ) from error
        if not self.at_once:
            self._client.close()
            raise ClusterError(
                f"The scheduler at {self._address} has no workers. Start some with "
                f"`dask worker {self._address} --nthreads 1 --nworkers -1`."
            )
        self._executor = self._client.get_executor(pure=False)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._executor.shutdown(wait=False)
        self._client.close()

    @property
    def at_once(self) -> int:
        """How many submissions the workers grade at the same time."""
        return sum(self._client.nthreads().values())

    def hand_over(
        self,
        submission: bytes,
        key: Key,
        limits: Limits,
        name: str,
        only: frozenset[str] | None = None,
    ) -> Future[Grade]:
        """Give a submission to the workers."""
        if key.digest not in self._keys:
            # A task of its own: it goes to each worker once, and is done again if one is lost.
            self._keys[key.digest] = self._client.submit(keys.load, keys.dump(key))
        future: Future[Grade] = self._executor.submit(
            _graded_there,
            submission,
            self._keys[key.digest],
            limits,
            name,
            only,
            grader_version(),
        )
        return future


def _graded_there(
    submission: bytes,
    key: Key,
    limits: Limits,
    name: str,
    only: frozenset[str] | None,
    version: str,
) -> Grade:
    """Grade a submission on a worker's machine.

    Raises:
        ClusterError: if the graders there are not those of whoever asks.
        SandboxRefused: if no wall can be built there.

    """
    here = socket.gethostname()
    if grader_version() != version:
        raise ClusterError(
            f"The worker on {here} has another version of this program, of Python or of torch, "
            "and could judge otherwise. Install the same there: requirements.lock names it."
        )
    try:
        return graders().hand_over(submission, key, limits, name, only).result()
    except SandboxRefused as error:
        raise SandboxRefused(f"On {here}: {error}") from error
