"""What of an assignment of any course is recorded already, so that it need not be done again."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from autograder.classroom import outcomes, receipts
from autograder.classroom.gradebook_rows import fingerprint, rows
from autograder.classroom.grader_version import classroom_version
from autograder.classroom.receipts import Files, Receipt
from autograder.classroom.results import Result


@dataclass(frozen=True)
class RecordedBefore:
    """The receipts of one assignment's submissions.

    Attributes:
        root: The course folder.
        folder: Where the receipts lie.
        gradebook: nbgrader's database; where it is no file, nothing counts as recorded.
        assignment: nbgrader's name of the assignment.

    """

    root: Path
    folder: Path
    gradebook: Path
    assignment: str

    def find(self, made_from: Mapping[str, str]) -> dict[str, Result]:
        """Return the results of those for whom all stands as it would be recorded now.

        Args:
            made_from: By student, what identifies all that their result depends on.

        """
        held = rows(self.gradebook, self.assignment)
        found = {}
        for student, source in made_from.items():
            receipt = receipts.read(self._path(student))
            if (
                isinstance(receipt, Receipt)
                and student in held
                and receipt.made_from == source
                and receipt.gradebook == fingerprint(held[student])
                and receipt.files
                == receipts.files(map(self.root.joinpath, receipt.files), self.root)
            ):
                found[student] = outcomes.from_record(receipt.result)
        return found

    def forget(self, student: str) -> None:
        """Let a student's submission be recorded again, whatever ends this command."""
        self._path(student).unlink(missing_ok=True)

    def note(self, result: Result, made_from: str, written: Iterable[Path]) -> None:
        """Write down that a result is recorded.

        Args:
            result: The result.
            made_from: What identifies all that it depends on.
            written: The files that were written.

        """
        held = rows(self.gradebook, self.assignment, result.student)
        receipt = Receipt(
            made_from=made_from,
            gradebook=fingerprint(held.get(result.student)),
            files=self._as_they_are(written),
            result=outcomes.as_record(result),
        )
        receipts.write(self._path(result.student), receipt)

    def _as_they_are(self, paths: Iterable[Path]) -> Files:
        return receipts.files(paths, self.root)

    def _path(self, student: str) -> Path:
        return self.folder / self.assignment / f"{student}.json"


def source_of(keys: Iterable[str], limits: str, config: Path, handed_in: Path) -> str:
    """Return what identifies all that a submission's result depends on.

    Args:
        keys: The digests of the assignment's keys.
        limits: What a submission may use, in words.
        config: nbgrader's configuration.
        handed_in: The folder with the submission.

    """
    files = [config, *sorted(path for path in handed_in.rglob("*") if path.is_file())]
    parts = [classroom_version(), limits, *keys]
    parts += [f"{path.name} {_digest(path)}" for path in files]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _digest(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return "none"
