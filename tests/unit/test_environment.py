"""``pyproject.toml``, ``requirements.lock``, ``environment.yml`` and this installation agree."""

from __future__ import annotations

import ast
import importlib.metadata
import itertools
import re
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
    # Not in the dev extra, so it is not installed here: its own needs cannot be read.
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
    setup = ast.parse((ROOT / "tools" / "setup.py").read_text())
    newest = next(
        ast.literal_eval(node.value)
        for node in setup.body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "NEWEST"
    )
    assert max(v for v in every_minor if v in conda).release[:2] == newest
    assert min(v for v in every_minor if v in ours) in conda


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
