"""The names in what one downloads from a platform: by these it knows whose a file is.

Canvas lays all files side by side, and puts before a file's own name whose it is and which. Moodle
makes a folder for each participant, or puts that before the file's own name. They are read as
collecting reads them.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from autograder.classroom.collecting.channels import CANVAS, MOODLE_FILE, MOODLE_FOLDER, typed_id
from autograder.errors import GiveBackError


@dataclass(frozen=True)
class Upload:
    """A file that somebody handed in through a platform.

    Attributes:
        key: What the platform knows them by: Canvas's user id, Moodle's participant.
        who: Their name, as the platform writes it; empty where it hides that.
        name: The name to give back: the file's in Canvas, the folder's in Moodle.
        own: What the student called the file.
        number: The file's, where the platform numbers files.

    """

    key: str
    who: str
    name: str
    own: str
    number: int = 0

    @property
    def typed(self) -> str:
        """The student id that stands in the file's own name, empty where there is none."""
        return typed_id(self.own) or ""


def uploads(platform: str, given: Iterable[Path]) -> list[Upload]:
    """Return what was handed in through ``platform``, by the names in its downloads.

    Args:
        platform: ``moodle`` or ``canvas``.
        given: Downloads, zipped or unpacked, or folders that hold some.

    Raises:
        GiveBackError: if one is not there.

    """
    read = {"moodle": _moodle, "canvas": _canvas}[platform]
    found = {}
    for path in given:
        for upload in _read(path, read):
            found[upload.name, upload.own] = upload
    return list(found.values())


def _read(path: Path, read: Callable[[PurePosixPath], Upload | None]) -> Iterator[Upload]:
    """Yield the uploads in a download; what a student has packed is not looked into."""
    if not path.exists():
        raise GiveBackError(f"{path} is not there. Name what the platform let you download.")
    files = sorted(p for p in path.rglob("*") if p.is_file()) if path.is_dir() else [path]
    for file in files:
        way = file.relative_to(path) if path.is_dir() else Path(file.name)
        if upload := read(PurePosixPath(way.as_posix())):
            yield upload
        elif file.suffix == ".zip":
            yield from filter(None, map(read, _members(file)))


def _members(path: Path) -> list[PurePosixPath]:
    try:
        with zipfile.ZipFile(path) as archive:
            return [PurePosixPath(m.filename) for m in archive.infolist() if not m.is_dir()]
    except (OSError, zipfile.BadZipFile, NotImplementedError, ValueError):
        return []  # A file that somebody sent, cut short: it is no platform's download.


def _moodle(way: PurePosixPath) -> Upload | None:
    for place, part in enumerate(way.parts):
        is_file = place == len(way.parts) - 1
        match = (MOODLE_FILE if is_file else MOODLE_FOLDER).fullmatch(part)
        # Feedback is for a participant, and goes where their files were.
        if match and match["key"] and match["plugin"] == "file":
            own = match["own"] if is_file else way.name
            name = part.removesuffix(own) if is_file else part
            return Upload(match["key"], match["name"], name, own)
    return None


def _canvas(way: PurePosixPath) -> Upload | None:
    match = CANVAS.fullmatch(way.name)
    if not match:
        return None
    key = match["anonymous"] or match["user"]
    return Upload(key, match["name"] or "", way.name, match["own"], int(match["file"]))
