"""Opening JupyterLab: the address, the port, the end, and what it leaves behind."""

from __future__ import annotations

import os
import socket
import sys
import tomllib
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import pytest

from autograder.desk.lab import CONFIG, arguments, environment, open_lab
from autograder.errors import LabError
from tests.browser.lab_server import ask, serving
from tests.tiny_course import ROOT, TinyCourse


@pytest.fixture
def tiny(tmp_path: Path) -> TinyCourse:
    return TinyCourse(tmp_path / "course")


# That six servers have each a port of their own, and tell it, is seen in test_server, ten times.
def test_labs_started_at_once_have_each_its_own_chapters_and_end_at_ctrl_c(tmp_path: Path) -> None:
    homes = [tmp_path / f"home{number}" for number in range(3)]
    courses = [TinyCourse(tmp_path / f"course{number}").course for number in range(3)]
    courses[2].contents.mkdir(parents=True)  # No file can take a folder's place: there is no page.
    labs = [serving(course.root, home) for course, home in zip(courses, homes, strict=True)]
    with ExitStack() as evening, ThreadPoolExecutor(len(labs)) as pool:
        *addresses, without_a_page = pool.map(evening.enter_context, labs)
        assert "/lab?token=" in without_a_page
        servers = {address.split("/lab")[0] for address in (*addresses, without_a_page)}
        assert len(servers) == len(labs)
        for address, course in zip(addresses, courses, strict=False):
            listing = ask(address, "api/contents/")
            assert {entry["name"] for entry in listing["content"]} == {
                TinyCourse.chapter,
                course.contents.name,
            }
            (course.work / "mine").touch()
            assert "mine" in str(ask(address, "api/contents/"))
        page = ask(addresses[0], f"api/contents/{courses[0].contents.name}")
        [output] = page["content"]["cells"][1]["outputs"]
        assert 'href="01_tiny/01_tiny.ipynb"' in "".join(output["data"]["text/html"])
        ask(addresses[0], "api/kernels", {"name": "python3"})

    runtime = homes[0] / ".local" / "share" / "jupyter" / "runtime"
    assert [p.name for p in runtime.glob("*.json")] == []  # server and kernel signed off
    assert not (homes[0] / ".jupyter").exists()


def test_a_busy_port_is_one_clear_line(tiny: TinyCourse) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(LabError, match=f"Port {port} is in use .*make lab PORT=") as caught:
            open_lab(tiny.course, port=port, browser=False)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("package", ["jupyterlab", "nbgrader"])
def test_without_jupyterlab_the_line_names_the_package(
    tiny: TinyCourse, monkeypatch: pytest.MonkeyPatch, package: str
) -> None:
    for name in [name for name in sys.modules if name.split(".")[0] == package]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, package, None)
    monkeypatch.setattr(sys, "executable", "true")  # in place of the contents page's process

    with pytest.raises(LabError, match=f"the package '{package}' is not installed"):
        open_lab(tiny.course, browser=False)


def test_ours_comes_first_and_what_was_set_stays() -> None:
    found = environment({"JUPYTER_CONFIG_PATH": "theirs"})

    assert found["JUPYTER_CONFIG_PATH"].split(os.pathsep) == [str(CONFIG), "theirs"]
    assert found["JUPYTER_PATH"] == str(Path(sys.prefix) / "share" / "jupyter")


def test_a_port_that_was_asked_for_is_not_traded_for_another(tiny: TinyCourse) -> None:
    assert "--ServerApp.port_retries=0" in arguments(tiny.course, 8899, browser=True)
    assert not any(
        a.startswith("--ServerApp.port") for a in arguments(tiny.course, None, browser=True)
    )


def test_the_configuration_is_part_of_the_package() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    patterns = project["tool"]["setuptools"]["package-data"]["autograder.desk"]
    shipped = {path for pattern in patterns for path in CONFIG.parent.glob(pattern)}

    assert {path for path in CONFIG.rglob("*") if path.is_file()} <= shipped
