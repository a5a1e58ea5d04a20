"""``pyproject.toml``, the lock and this installation agree, and so does what others install from.

That is ``environment.yml``, the ``Dockerfile``, ``binder/`` and ``.devcontainer/``, which are read
here, and not built.
"""

from __future__ import annotations

import ast
import importlib.metadata
import itertools
import json
import os
import re
import subprocess
import sys
import sysconfig
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import Version

from autograder.classroom.bundle import FILES

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
PINS = [
    Requirement(line)
    for line in (ROOT / "requirements.lock").read_text().splitlines()
    if line and not line.startswith("#")
]
PYTHONS = ["3.11.0", "3.11.7", "3.12.1", "3.13.0", "3.14.0"]
SYSTEMS = [
    ("linux", "posix", "Linux", "x86_64"),
    ("linux", "posix", "Linux", "aarch64"),
    ("darwin", "posix", "Darwin", "arm64"),
    ("win32", "nt", "Windows", "AMD64"),
]


def machine(python: str, system: tuple[str, str, str, str]) -> dict[str, str]:
    """Return the values that environment markers ask for, on some other machine."""
    platform, os_name, platform_system, platform_machine = system
    return {
        **default_environment(),
        "python_version": python.rpartition(".")[0],
        "python_full_version": python,
        "implementation_version": python,
        "sys_platform": platform,
        "os_name": os_name,
        "platform_system": platform_system,
        "platform_machine": platform_machine,
    }


MACHINES = [machine(python, system) for python, system in itertools.product(PYTHONS, SYSTEMS)]


def pins_for(environment: dict[str, str]) -> dict[str, list[Version]]:
    """Return the pinned versions of each package on one machine."""
    found: dict[str, list[Version]] = {}
    for pin in PINS:
        if pin.marker is None or pin.marker.evaluate(environment):
            [specifier] = pin.specifier
            found.setdefault(canonicalize_name(pin.name), []).append(Version(specifier.version))
    return found


def wanted() -> list[Requirement]:
    """Return what pyproject.toml asks for, extras included, but for the extras' own names."""
    lines = [*PROJECT["dependencies"], *itertools.chain(*PROJECT["optional-dependencies"].values())]
    return [r for r in map(Requirement, lines) if r.name != PROJECT["name"]]


def test_the_lock_pins_exactly_and_for_every_system_at_once() -> None:
    assert len(PINS) > 100
    for pin in PINS:
        assert re.fullmatch(r"==\d[^*+]*", str(pin.specifier)), f"{pin} is not one public version"
        assert pin.url is None
    for environment in MACHINES:
        for name, versions in pins_for(environment).items():
            assert len(versions) == 1, f"{name} has several pins on {environment}"


def test_the_lock_leaves_the_build_of_torch_to_the_machine() -> None:
    names = [canonicalize_name(pin.name) for pin in PINS]
    assert not [n for n in names if re.match(r"nvidia-|cuda-|triton|pytorch-triton", n)]
    assert "torch==2.13.0" in map(str, PINS)
    text = (ROOT / "requirements.lock").read_text()
    assert "://" not in text
    assert "--index" not in text


@pytest.mark.parametrize("requirement", wanted(), ids=str)
def test_every_dependency_is_pinned_on_every_machine(requirement: Requirement) -> None:
    for environment in MACHINES:
        if requirement.marker is None or requirement.marker.evaluate(environment):
            [version] = pins_for(environment)[canonicalize_name(requirement.name)]
            assert requirement.specifier.contains(version, prereleases=True)


def test_what_the_packages_need_in_turn_is_pinned_too() -> None:
    here = default_environment()
    pinned = pins_for(here)
    torchs_own = re.compile(r"nvidia-|cuda-|triton")
    queue = wanted()
    seen: set[str] = set()
    # Not in the dev extra, so they are not installed here: their own needs cannot be read.
    not_here = {Requirement(line).name for line in PROJECT["optional-dependencies"]["wall"]}
    while queue:
        requirement = queue.pop()
        name = canonicalize_name(requirement.name)
        assert name in pinned, f"{name} is not in the lock; run `make lock`"
        key = f"{name}[{','.join(sorted(requirement.extras))}]"
        if key in seen:
            continue
        seen.add(key)
        if name in not_here:
            continue
        for line in importlib.metadata.requires(name) or ():
            inner = Requirement(line)
            applies = inner.marker is None or any(
                inner.marker.evaluate({**here, "extra": extra})
                for extra in (*requirement.extras, "")
            )
            if applies and not torchs_own.match(inner.name):
                queue.append(inner)
    assert len(seen) > 100


def test_environment_yml_installs_the_student_extra_through_the_lock() -> None:
    environment = yaml.safe_load((ROOT / "environment.yml").read_text())
    python, pip, from_pip = environment["dependencies"]
    assert pip == "pip"
    assert from_pip == {"pip": ["-c requirements.lock", "-e .[student]"]}
    assert "student" in PROJECT["optional-dependencies"]

    conda = SpecifierSet(python.removeprefix("python"))
    ours = SpecifierSet(PROJECT["requires-python"])
    every_minor = [Version(f"3.{minor}.1") for minor in range(6, 25)]
    assert [v for v in every_minor if v in conda] == [v for v in every_minor if v in ours & conda]
    assert max(v for v in every_minor if v in conda).release[:2] == newest()
    assert min(v for v in every_minor if v in ours) in conda


def newest() -> tuple[int, int]:
    """Return the newest Python that the set-up takes."""
    setup = ast.parse((ROOT / "tools" / "setup.py").read_text())
    found: tuple[int, int] = next(
        ast.literal_eval(node.value)
        for node in setup.body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "NEWEST"
    )
    return found


def lines_of(name: str) -> list[str]:
    """Return the lines of a file of the course that are not comments, continued ones joined."""
    text = re.sub(r"^#.*\n", "", (ROOT / name).read_text(), flags=re.MULTILINE)
    return [line for line in re.sub(r"\s*\\\n\s*", " ", text).splitlines() if line]


def dockerfile(instruction: str) -> list[str]:
    """Return the arguments of each of the Dockerfile's instructions of this name."""
    start = f"{instruction} "
    return [line.removeprefix(start) for line in lines_of("Dockerfile") if line.startswith(start)]


def copied() -> list[str]:
    """Return the paths of the course that the images are made of."""
    return [source for arguments in dockerfile("COPY") for source in arguments.split()[:-1]]


ONE_CLICK = [
    "Dockerfile",
    ".devcontainer/devcontainer.json",
    *(f"binder/{path.name}" for path in (ROOT / "binder").iterdir()),
]


def test_images_have_one_python_that_the_course_supports() -> None:
    first, *others = dockerfile("FROM")
    named = re.fullmatch(r"python:(3\.\d+\.\d+)-slim-[a-z]+@sha256:[0-9a-f]{64} AS (\w+)", first)
    assert named, f"{first} is not pinned"
    version = Version(named[1])
    assert version in SpecifierSet(PROJECT["requires-python"])
    assert version.release[:2] <= newest()
    assert [other.split()[0] for other in others] == [named[2]]
    [binder] = lines_of("binder/runtime.txt")
    assert binder == "python-{}.{}".format(*version.release)


def test_images_install_through_the_lock_and_pin_nothing_themselves() -> None:
    pinned = {canonicalize_name(pin.name) for pin in PINS}
    installs = [run for run in dockerfile("RUN") if "pip" in run]
    assert installs
    for run in installs:
        found = re.fullmatch(r"pip install --no-cache-dir (.*)-c requirements\.lock (.*)", run)
        assert found, run
        flags, wanted = found[1].split(), found[2].replace('"', "").split()
        for each in wanted:
            if extras := re.fullmatch(r"\.\[([a-z,]+)\]", each):
                # Else pip would fetch the newest setuptools to build with.
                assert flags == ["--no-build-isolation"]
                assert set(extras[1].split(",")) <= set(PROJECT["optional-dependencies"])
            else:
                assert each in pinned
    assert lines_of("binder/requirements.txt") == ["-c ../requirements.lock", "-e .[student]"]
    for name in ONE_CLICK:
        told = re.findall(r"[=<>~]=|://|--(?:extra-)?index|git\+", "\n".join(lines_of(name)))
        assert not told, f"{name} names versions or places of its own"


def test_which_build_of_torch_an_image_gets_is_its_builders_to_say() -> None:
    lines = lines_of("Dockerfile")
    source = lines.index('ARG PIP_EXTRA_INDEX_URL=""')
    assert source < next(n for n, line in enumerate(lines) if "torch" in line)
    said = json.loads((ROOT / ".devcontainer/devcontainer.json").read_text())
    assert said["build"]["args"] == {"PIP_EXTRA_INDEX_URL": ""}


def test_images_are_made_of_what_students_get_and_hold_no_answer() -> None:
    rules = [line for line in lines_of(".dockerignore") if not line.startswith("**/")]
    assert rules[0] == "*"
    assert sorted(rules[1:]) == sorted(f"!{name}" for name in set(copied()))
    assert set(copied()) <= {*FILES, "autograder", "notebooks"}
    assert set(ONE_CLICK) | {".dockerignore"} <= set(FILES)
    for name in copied():
        assert (ROOT / name).exists()


def test_images_are_used_by_somebody_who_is_not_root() -> None:
    users = [line for line in lines_of("Dockerfile") if line.startswith(("FROM", "USER"))]
    last = [line for line, after in itertools.pairwise([*users, "FROM"]) if after[:4] == "FROM"]
    assert last == ["USER jovyan"] * len(dockerfile("FROM"))
    [made] = [run for run in dockerfile("RUN") if "useradd" in run]
    assert re.search(r"--uid 1000 --gid users .* jovyan$", made)


def test_a_devcontainer_is_the_students_image() -> None:
    home = ROOT / ".devcontainer"
    said = json.loads((home / "devcontainer.json").read_text())
    assert (home / said["build"]["dockerfile"]).samefile(ROOT / "Dockerfile")
    assert (home / said["build"]["context"]).samefile(ROOT)
    assert f" AS {said['build']['target']}" in " ".join(dockerfile("FROM"))
    assert said["remoteUser"] == "jovyan"
    assert said["postCreateCommand"] == "sh binder/start true"


def test_the_manual_names_the_images_by_their_names() -> None:
    told = set(re.findall(r"--target (\w+)", (ROOT / "docs" / "anywhere.md").read_text()))
    assert told <= set(re.findall(r" AS (\w+)", "\n".join(dockerfile("FROM"))))
    assert "grader" in told


def test_what_runs_at_a_start_lays_out_the_copies_and_fetches_nothing(tmp_path: Path) -> None:
    python = tmp_path / "python"
    python.write_text('#!/bin/sh\necho "$@"\nexit 1\n')
    python.chmod(0o755)
    done = subprocess.run(
        ["sh", str(ROOT / "binder" / "start"), "echo", "one two", "three"],
        env={**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.splitlines() == [
        "-m autograder.desk.workspace",
        "-m autograder.desk.contents",
        "one two three",
    ]
    assert [line.split()[0] for line in lines_of("binder/start")] == ["python", "python", "exec"]


def test_this_installation_has_the_versions_of_the_lock() -> None:
    pinned = pins_for(default_environment())
    differing = {}
    compared = 0
    # Not sys.path: importing setuptools puts its private copies of packages on it.
    installed = [sysconfig.get_path("purelib"), sysconfig.get_path("platlib")]
    for distribution in importlib.metadata.distributions(path=list(dict.fromkeys(installed))):
        [expected] = pinned.get(canonicalize_name(distribution.metadata["Name"]), [None])
        if expected is None:
            continue
        compared += 1
        if (found := Version(distribution.version)).public != expected.public:
            differing[distribution.metadata["Name"]] = f"{found}, the lock says {expected}"
    assert compared > 100, "this installation was not made from the lock; run `make test`"
    assert not differing


def test_the_python_in_use_is_one_that_the_course_supports() -> None:
    here = Version("{}.{}.{}".format(*sys.version_info))
    assert here in SpecifierSet(PROJECT["requires-python"])


def test_on_a_hub_the_course_is_laid_over_the_students_and_takes_nothing(tmp_path: Path) -> None:
    waiting, home = tmp_path / "srv" / "autograd-workbook", tmp_path / "a home"
    for path, text in {
        waiting / "notebooks" / "new": "",
        waiting / "binder" / "start": 'echo "$PWD: $@"',
        home / "autograd-workbook" / "work" / "mine": "mine",
    }.items():
        path.parent.mkdir(parents=True)
        path.write_text(text)
    first, last = (json.loads(line) for line in dockerfile("ENTRYPOINT"))
    done = subprocess.run(
        [*(part.replace("/srv", f"{tmp_path}/srv") for part in first), "one", "two three"],
        env={**os.environ, "HOME": str(home)},
        capture_output=True,
        text=True,
        check=True,
    )
    course = home / "autograd-workbook"
    assert done.stdout == f"{course}: one two three\n"
    assert (course / "notebooks" / "new").exists()
    assert (course / "work" / "mine").read_text() == "mine"
    # The grader starts with what it is told, in the course that is mounted.
    assert last == []
    assert dockerfile("CMD")[0] == '["jupyterhub-singleuser"]'
