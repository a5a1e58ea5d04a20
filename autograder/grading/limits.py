"""What a submission may use up, in one place."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """What one submission may use.

    Attributes:
        cell_seconds: Seconds that a cell may take, or all questions of a test.
        notebook_seconds: Seconds that all of it may take.
        memory_mb: Megabytes that each of its processes may take beyond what it starts with.
        total_memory_mb: Megabytes that all its processes may take together.
        processes: Processes and threads that it may have at once; a snapshot is one.
        folder_mb: Megabytes that its files may take.
        output_mb: Megabytes that a cell may put out; pictures count.

    """

    cell_seconds: float = 30.0
    notebook_seconds: float = 600.0
    memory_mb: int = 2048
    total_memory_mb: int = 4096
    processes: int = 128
    folder_mb: int = 64
    output_mb: float = 4.0

    @property
    def output_bytes(self) -> int:
        """What a cell may put out, in bytes."""
        return int(self.output_mb * 1_000_000)


#: Seconds after which a cell that swallows the interrupt of its time limit is killed.
GRACE = 2.0

#: What a student reads when a limit is hit, by what it limits.
SENTENCES = {
    "time": "Stopped after {seconds:g} s: is there a loop that never ends?",
    "memory": "Stopped: it wanted more than {memory_mb} MB of memory. Is something far too large?",
    "output": "Stopped: it put out more than {output_mb:g} MB. Does a loop print in every round?",
    "files": "Stopped: its files took more than {folder_mb} MB, or there were too many.",
    "processes": "Stopped: it had more than {processes} processes and threads at once.",
    "death": "It ended Python. Does it call exit, or did a library crash?",
    "notebook": "Not run: the notebook as a whole was stopped after {notebook_seconds:g} s.",
    "again": "Not run: too many cells of this notebook ended Python before it.",
}


def sentence(what: str, limits: Limits) -> str:
    """Return what a student reads when the limit on ``what`` was hit."""
    return SENTENCES[what].format(
        seconds=limits.cell_seconds,
        memory_mb=limits.memory_mb,
        output_mb=limits.output_mb,
        folder_mb=limits.folder_mb,
        processes=limits.processes,
        notebook_seconds=limits.notebook_seconds,
    )
