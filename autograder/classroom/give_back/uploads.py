"""The names in what one downloads from a platform: by these it knows whose a file is.

Canvas lays all files side by side, and puts before a file's own name whose it is and which:
``bergada_LATE_12345_67890_NAME`` or ``anon_a1B2c_67890_NAME``. Moodle makes a folder for each
participant, ``Ada Berg_4711_assignsubmission_file``, before version 4.1 with one more underscore,
or puts that before the file's own name.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from autograder.errors import GiveBackError

_CANVAS = re.compile(
    r"(?:LATE_)?(?P<who>[^\W_]+(?:_(?!LATE_)[^\W\d_]+)*)_(?:LATE_)?"
    r"(?P<key>[^\W_]+)_(?P<file>\d+)_(?P<own>.+)"
)
_MOODLE = re.compile(r"(?P<name>(?P<who>[^_]+)_(?P<key>\d+)_assignsubmission_file_?)(?P<own>.*)")

#: What a student's own file is called, if `autograder submit` made it.
_OURS = re.compile(r"([A-Za-z0-9][A-Za-z0-9._-]*?)__\d{4}-\d\d-\d\d-\d{6}__.+")


@dataclass(frozen=True)
class Upload:
    """A file that somebody handed in through a platform.

    Attributes:
        key: What the platform knows them by: Canvas's user id, Moodle's participant.
        who: Their name, as the platform writes it.
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
        match = _OURS.fullmatch(self.own)
        return match[1] if match else ""


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
        if match := _MOODLE.fullmatch(part):
            inside = "/".join(way.parts[place + 1 :])
            own = match["own"] or inside
            return Upload(match["key"], match["who"], match["name"], PurePosixPath(own).name)
    return None


def _canvas(way: PurePosixPath) -> Upload | None:
    match = _CANVAS.fullmatch(way.name)
    if not match or not (match["who"] == "anon" or match["key"].isdigit()):
        return None
    return Upload(match["key"], match["who"], way.name, match["own"], int(match["file"]))
