"""Archives that want to harm: nothing is written outside the scratch folder, and all are named."""

from __future__ import annotations

import gzip
import io
import stat
import tarfile
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from autograder.classroom.collecting import archives
from autograder.classroom.collecting.archives import Kind, Sent, Unpacker

from .conftest import tarred, write, zipped


def found(tmp_path: Path, name: str, content: bytes) -> dict[str, Sent]:
    """Return what is found in a file ``name`` with this ``content``, by the way to it."""
    folder = write(tmp_path / "in", {name: content})
    (tmp_path / "scratch").mkdir(exist_ok=True)
    return {each.where: each for each in Unpacker(tmp_path / "scratch").find(folder / name)}


def test_archives_in_archives_are_read_to_the_bottom(tmp_path: Path) -> None:
    inner = zipped({"a\\b.ipynb": b"deep", "__MACOSX/x": b"", "movie.mp4": b"1" * 99})
    seen = found(tmp_path, "x.zip", zipped({"s/y.tgz": tarred({"z.zip": inner, "n.txt": b"t"})}))
    assert set(seen) == {
        f"x.zip/s/y.tgz/y.tar/{name}" for name in ("z.zip/a/b.ipynb", "z.zip/movie.mp4", "n.txt")
    }
    deep = seen["x.zip/s/y.tgz/y.tar/z.zip/a/b.ipynb"]
    assert deep.content
    assert deep.content.read_bytes() == b"deep"
    assert [step.kind for step in deep.steps][-3:] == [Kind.ARCHIVE, Kind.FOLDER, Kind.FILE]
    assert seen["x.zip/s/y.tgz/y.tar/z.zip/movie.mp4"].content is None


def test_a_packed_notebook_is_unpacked_and_so_is_one_that_is_a_zip(tmp_path: Path) -> None:
    packed = found(tmp_path, "a.ipynb.gz", gzip.compress(b"{}"))["a.ipynb.gz/a.ipynb"]
    assert packed.content
    assert packed.content.read_bytes() == b"{}"
    assert set(found(tmp_path, "b.ipynb", zipped({"c.ipynb": b"{}"}))) == {"b.ipynb/c.ipynb"}


def test_paths_that_lead_out_are_named_and_not_followed(tmp_path: Path) -> None:
    names = ("../../out.ipynb", "/etc/out.ipynb", "C:\\out.ipynb", "a/../../out.ipynb")
    for seen in (
        found(tmp_path, "x.zip", zipped(dict.fromkeys(names, b"{}"))),
        found(tmp_path, "x.tar.gz", tarred(dict.fromkeys(names, b"{}"))),
    ):
        assert len(seen) == 4
        assert all("leads out" in each.why_not for each in seen.values())
    assert not list(tmp_path.rglob("out.ipynb"))


def test_a_file_without_a_name_takes_nobody_along(tmp_path: Path) -> None:
    seen = found(tmp_path, "x.zip", zipped({"\0": b"{}", "a.ipynb": b"{}"}))
    assert set(seen) == {"x.zip/unnamed", "x.zip/a.ipynb"}
    assert not any(each.why_not for each in seen.values())


def test_links_and_locked_files_are_named(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        link = zipfile.ZipInfo("link.ipynb")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
        archive.writestr("fine.ipynb", "{}")
    locked = bytearray(buffer.getvalue())
    at = locked.rindex(b"PK\x01\x02")
    locked[at + 8] |= 1
    seen = found(tmp_path, "x.zip", bytes(locked))
    assert "link" in seen["x.zip/link.ipynb"].why_not
    assert "password" in seen["x.zip/fine.ipynb"].why_not

    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as tar:
        for kind in (tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE, tarfile.CHRTYPE):
            member = tarfile.TarInfo(f"{kind.decode()}.ipynb")
            member.type, member.linkname = kind, "/etc/passwd"
            tar.addfile(member)
    seen = found(tmp_path, "x.tar", buffer.getvalue())
    assert len(seen) == 4
    assert all("link or a device" in each.why_not for each in seen.values())


def test_a_bomb_costs_little_and_nobody_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archives, "ALLOWANCE", 300_000)
    monkeypatch.setattr(archives, "LARGEST_FILE", 200_000)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(9):
            archive.writestr(f"{number}.ipynb", b"0" * 190_000)
    large = zipped({"large.ipynb": b"0" * 201_000, "small.ipynb": b"{}"})
    seen = found(
        tmp_path,
        "class.zip",
        zipped({"a.zip": buffer.getvalue(), "b.zip": large, "c.ipynb": b"{}"}),
    )
    assert "far more than its size" in seen["class.zip/a.zip"].why_not
    assert len([way for way in seen if way.startswith("class.zip/a.zip/")]) < 9
    assert "more than 0 MB" in seen["class.zip/b.zip/large.ipynb"].why_not
    assert seen["class.zip/b.zip/small.ipynb"].content
    assert seen["class.zip/c.ipynb"].content


def test_depth_and_count_are_capped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    content = b"{}"
    for number in range(9):
        content = zipped({f"{number}.zip" if number else "x.ipynb": content})
    [only] = found(tmp_path, "x.zip", content).values()
    assert "archives deep" in only.why_not
    monkeypatch.setattr(archives, "MEMBERS", 3)
    crowd = {f"{number}.ipynb": b"{}" for number in range(5)}
    [only] = found(tmp_path, "x.zip", zipped(crowd)).values()
    assert "more than 3 files" in only.why_not
    assert "more than 3 files" in found(tmp_path, "x.tgz", tarred(crowd))["x.tgz/x.tar"].why_not


_WHOLE = zipped({"a/b.ipynb": b'{"cells": []}', "c.zip": zipped({"d.ipynb": b"{}"})})
_ODD = "ab./\\:\n\x7f é李\u202e*"
_TAR = gzip.decompress(tarred({"a/b.ipynb": b"{}", "c.gz": gzip.compress(b"{}")}))


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    whole=st.sampled_from([("x.zip", _WHOLE), ("x.tar", _TAR), ("x.gz", gzip.compress(_TAR))]),
    cut=st.integers(0, 400),
    changes=st.lists(st.tuples(st.integers(0, 20_000), st.binary(min_size=1, max_size=4))),
)
def test_whatever_is_in_it_it_is_named_and_stays_inside(
    tmp_path: Path, whole: tuple[str, bytes], cut: int, changes: list[tuple[int, bytes]]
) -> None:
    name, content = whole
    changed = bytearray(content[: len(content) - cut % len(content)] if cut % 3 == 0 else content)
    for place, piece in changes:
        place %= len(changed) or 1
        changed[place : place + len(piece)] = piece
    seen = found(tmp_path, name, bytes(changed))
    for each in seen.values():
        assert each.why_not or each.content is None or each.content.is_file()
    inside = {p for p in tmp_path.rglob("*") if p.is_file()}
    assert {p.parent.name for p in inside} <= {"in", "scratch"}


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.dictionaries(st.text(_ODD, min_size=1, max_size=12), st.just(b"{}"), max_size=5))
def test_no_name_is_too_odd(tmp_path: Path, files: dict[str, bytes]) -> None:
    seen = found(tmp_path, "x.zip", zipped(files))
    assert len(seen) <= max(1, len(files))
    assert {p.parent.name for p in tmp_path.rglob("*") if p.is_file()} <= {"in", "scratch"}
