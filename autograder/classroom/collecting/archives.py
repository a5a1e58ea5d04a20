"""Find every file in a download, in folders and archives of any depth, and trust none of them.

No name from inside an archive becomes a path on this machine: what may be a submission is copied to
a scratch folder under a number. Size, depth and count are capped, so that one hostile archive costs
little time and nobody else's work.
"""

from __future__ import annotations

import bz2
import gzip
import itertools
import lzma
import os
import re
import stat
import sys
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from enum import Enum
from functools import partial
from pathlib import Path, PurePosixPath
from typing import IO, Any

if sys.platform != "win32":
    import pwd

_MB = 1_000_000
_LONG_AGO = datetime(1980, 1, 1, tzinfo=UTC)

#: Archives in archives: a class's, a student's, and two more by accident.
DEPTH = 5
#: Files in one archive.
MEMBERS = 20_000
#: Bytes of one file that is no archive, and of one that is.
LARGEST_FILE, LARGEST_ARCHIVE = 50 * _MB, 4000 * _MB
#: Bytes that an archive may hold, whatever its own size, and as many times its own size. What is in
#: archives inside counts too; a class's download may hold more than a student's.
ALLOWANCE, RATIO, CLASS_ALLOWANCE = 100 * _MB, 25, 2000 * _MB

#: What operating systems, Jupyter and we leave behind; nobody handed it in.
_LITTER = re.compile(
    r"\._.*|\.DS_Store|__MACOSX|Thumbs\.db|desktop\.ini|\.ipynb_checkpoints|\.autograder"
)

#: How the names of files end that are looked into: notebooks, and what platforms say of them.
_LOOKED_INTO = (".ipynb", ".json", ".txt", ".yml", "")

#: One packed file, by how its name ends.
_PACKED: dict[str, Callable[[Path], Any]] = {
    ".gz": gzip.GzipFile,
    ".bz2": bz2.BZ2File,
    ".xz": lzma.LZMAFile,
}
_FOREIGN = (".rar", ".7z")


class Kind(Enum):
    """What a step on the way to a file is."""

    FOLDER = "folder"
    ARCHIVE = "archive"
    FILE = "file"


@dataclass(frozen=True)
class Step:
    """A folder, an archive or the file itself, on the way to a file."""

    name: str
    kind: Kind


@dataclass(frozen=True)
class Sent:
    """A file of a download.

    Attributes:
        steps: The way to it, from what was given to the file itself.
        source: The file on this machine that it came in.
        content: Where what it holds can be read; None where nobody looks into it.
        packed: When it was last changed, by the clock of whoever packed it.
        why_not: Why it cannot be read; empty where it can.
        owner: The login of whoever it belongs to on this machine; empty for one's own, in archives,
            and where nobody has that number.

    """

    steps: tuple[Step, ...]
    source: Path
    content: Path | None = None
    packed: datetime = _LONG_AGO
    why_not: str = ""
    owner: str = ""

    @property
    def name(self) -> str:
        """The file's own name."""
        return self.steps[-1].name

    @property
    def where(self) -> str:
        """The way to it, as one reads it."""
        return "/".join(step.name for step in self.steps)


@dataclass
class Unpacker:
    """Takes downloads apart into ``scratch``, which must last as long as what is found is read."""

    scratch: Path
    _numbers: Iterator[int] = field(default_factory=itertools.count)

    def find(self, given: Path) -> Iterator[Sent]:
        """Yield every file in ``given``, a file or a folder, in the order of their names."""
        if given.is_dir():
            for folder, folders, files in os.walk(given):
                folders[:] = sorted(name for name in folders if not _is_litter(name))
                above = [given.resolve().name, *Path(folder).relative_to(given).parts]
                steps = tuple(Step(name, Kind.FOLDER) for name in above)
                for name in sorted(name for name in files if not _is_litter(name)):
                    yield from self._on_disk(Path(folder) / name, steps)
        else:
            yield from self._on_disk(given, ())

    def _on_disk(self, path: Path, above: tuple[Step, ...]) -> Iterator[Sent]:
        sent = Sent((*above, Step(path.name, Kind.FILE)), path)
        try:
            status = path.lstat()
        except OSError as error:
            yield replace(sent, why_not=f"it cannot be read ({error.strerror})")
            return
        packed = datetime.fromtimestamp(status.st_mtime, UTC)
        sent = replace(sent, packed=packed, owner=_somebody_else(status.st_uid))
        if not stat.S_ISREG(status.st_mode):
            yield replace(sent, why_not="it is a link or a device, not a file")
            return
        if _is_archive(path.name) or _is_looked_into(path.name):
            sent = replace(sent, content=path)
        yield from self._opened(sent, None)

    def _opened(self, sent: Sent, around: _Budget | None) -> Iterator[Sent]:
        """Yield ``sent``, or what is in it."""
        suffix = PurePosixPath(sent.name).suffix.lower()
        if suffix in _FOREIGN:
            yield replace(sent, why_not=f"it is a {suffix[1:]} archive. Ask for a zip file")
        elif sent.content is None or not (_is_archive(sent.name) or _is_zip(sent.content)):
            yield sent
        elif sum(step.kind is Kind.ARCHIVE for step in sent.steps) >= DEPTH:
            yield replace(sent, why_not=f"it lies {DEPTH} archives deep. Ask for the notebook")
        else:
            steps = (*sent.steps[:-1], Step(sent.name, Kind.ARCHIVE))
            try:
                yield from self._members(replace(sent, steps=steps), sent.content, around)
            except _TooMuch as error:
                yield replace(sent, why_not=f"{error}. The rest of it was left alone")
            except Exception as error:  # A broken archive is told in two dozen ways.
                said = str(error) or type(error).__name__
                yield replace(
                    sent, why_not=f"it is cut short or damaged ({said}). Ask for the file again"
                )

    def _members(self, archive: Sent, path: Path, around: _Budget | None) -> Iterator[Sent]:
        allowance = CLASS_ALLOWANCE if around is None else ALLOWANCE
        budget = _Budget(allowance + RATIO * path.stat().st_size, around)
        suffix = PurePosixPath(archive.name).suffix.lower()
        if suffix == ".tar":
            with tarfile.open(path, "r:") as tar:
                yield from self._from_tar(archive, tar, budget)
        elif suffix in (".tgz", *_PACKED):
            with _PACKED.get(suffix, _PACKED[".gz"])(path) as stream:
                content = self._spooled(stream, LARGEST_ARCHIVE, budget)
            name = archive.name[: -len(suffix)] + (".tar" if suffix == ".tgz" else "")
            inner = Step(name or "unnamed", Kind.FILE)
            inside = replace(archive, steps=(*archive.steps, inner), content=content)
            yield from self._opened(inside, budget)
        else:
            with zipfile.ZipFile(path) as file:
                yield from self._from_zip(archive, file, budget)

    def _from_zip(self, archive: Sent, file: zipfile.ZipFile, budget: _Budget) -> Iterator[Sent]:
        members = [m for m in file.infolist() if not m.filename.endswith("/")]
        _refuse_a_crowd(len(members))
        for member in members:
            sent = _inside(archive, member.filename, _local_time(*member.date_time))
            if sent is None:
                continue
            if stat.S_ISLNK(member.external_attr >> 16):
                sent = replace(sent, why_not="it is a link, not a file")
            elif member.flag_bits & 1:
                sent = replace(sent, why_not="it is locked with a password")
            yield from self._unpacked(sent, partial(file.open, member), budget)

    def _from_tar(self, archive: Sent, tar: tarfile.TarFile, budget: _Budget) -> Iterator[Sent]:
        for number, member in enumerate(tar):
            _refuse_a_crowd(number)
            if member.isdir():
                continue
            packed = datetime.fromtimestamp(max(0, min(member.mtime, 2**33)), UTC)
            sent = _inside(archive, member.name, packed)
            if sent is None:
                continue
            if not member.isreg():
                sent = replace(sent, why_not="it is a link or a device, not a file")
            yield from self._unpacked(sent, partial(_open_in_tar, tar, member), budget)

    def _unpacked(
        self, sent: Sent, open_: Callable[[], IO[bytes]], budget: _Budget
    ) -> Iterator[Sent]:
        """Yield a member of an archive, or what is in it; of one that cannot be read, why."""
        is_archive = _is_archive(sent.name)
        if sent.why_not or not (is_archive or _is_looked_into(sent.name)):
            yield sent
            return
        try:
            with open_() as stream:
                largest = LARGEST_ARCHIVE if is_archive else LARGEST_FILE
                content = self._spooled(stream, largest, budget)
        except _TooLarge as error:
            yield replace(sent, why_not=str(error))
        except _TooMuch:
            raise
        except Exception as error:  # As above.
            said = str(error) or type(error).__name__
            yield replace(
                sent, why_not=f"it is cut short or damaged ({said}). Ask for the file again"
            )
        else:
            yield from self._opened(replace(sent, content=content), budget)

    def _spooled(self, stream: IO[bytes], largest: int, budget: _Budget) -> Path:
        """Copy ``stream`` to the scratch folder, as far as it may go; return where it is."""
        path = self.scratch / str(next(self._numbers))
        size = 0
        with path.open("wb") as copy:
            while block := stream.read(1 << 20):
                size += len(block)
                budget.spend(len(block))
                if size > largest:
                    raise _TooLarge(f"it unpacks to more than {largest // _MB} MB")
                copy.write(block)
        return path


class _TooLarge(Exception):
    """One file of an archive is too large; the others may be read."""


class _TooMuch(Exception):
    """An archive holds too much to be read to its end."""


@dataclass
class _Budget:
    left: int
    around: _Budget | None

    def spend(self, size: int) -> None:
        self.left -= size
        if self.around:
            self.around.spend(size)
        if self.left < 0:
            raise _TooMuch("it, or the archive around it, unpacks to far more than its size")


def _open_in_tar(tar: tarfile.TarFile, member: tarfile.TarInfo) -> IO[bytes]:
    stream = tar.extractfile(member)
    assert stream is not None, "it is a regular file"
    return stream


def _refuse_a_crowd(members: int) -> None:
    if members > MEMBERS:
        raise _TooMuch(f"it holds more than {MEMBERS} files")


def _inside(archive: Sent, name: str, packed: datetime) -> Sent | None:
    """Return the member called ``name`` of an archive; None for what nobody handed in."""
    parts = [part for part in re.split(r"[/\\]", name) if part not in ("", ".")] or ["unnamed"]
    if any(map(_is_litter, parts)):
        return None
    shown = ["".join(c if c.isprintable() else "\ufffd" for c in part) for part in parts]
    steps = [Step(part, Kind.FOLDER) for part in shown[:-1]] + [Step(shown[-1], Kind.FILE)]
    leads_out = name.startswith(("/", "\\")) or ".." in parts or re.match("[A-Za-z]:", name)
    why_not = "its path leads out of the archive" if leads_out else ""
    return Sent((*archive.steps, *steps), archive.source, None, packed, why_not)


def _somebody_else(number: int) -> str:
    """Return the login of the user of this number; empty for whoever asks, and for nobody."""
    if sys.platform == "win32" or number == os.geteuid():
        return ""
    try:
        return pwd.getpwuid(number).pw_name
    except KeyError:
        return ""


def _local_time(*parts: int) -> datetime:
    """Return a time of a zip, which is a wall clock's; long ago where it is none."""
    try:
        return datetime(*parts[:6]).astimezone(UTC)  # type: ignore[arg-type]
    except (ValueError, OverflowError, OSError):
        return _LONG_AGO


def _is_litter(name: str) -> bool:
    return _LITTER.fullmatch(name) is not None


def _is_archive(name: str) -> bool:
    return name.lower().endswith((".zip", ".tar", ".tgz", *_PACKED))


def _is_looked_into(name: str) -> bool:
    return PurePosixPath(name).suffix.lower() in _LOOKED_INTO


def _is_zip(path: Path) -> bool:
    """Tell whether a file is a zip under another name, as a notebook that was zipped may be."""
    with path.open("rb") as file:
        return file.read(4) == b"PK\x03\x04"
