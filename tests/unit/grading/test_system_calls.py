"""The filter of system calls, run step by step as the kernel would."""

from __future__ import annotations

import pytest

from autograder.grading.system_calls import _MACHINES, _program

ALLOWED, ENDS, ERROR = 0x7FFF0000, 0x80000000, 0x00050000
REFUSED = ERROR | 1


def answer(machine: str, call: int, *arguments: int, in_the_open: bool) -> int:
    """Return what the filter says to a call by its number."""
    program = _program(machine, in_the_open)
    kernel, _ = _MACHINES[machine]
    data = {0: call, 4: kernel}
    data |= {16 + 8 * k: argument for k, argument in enumerate((*arguments, 0, 0, 0)[:3])}
    at = accumulator = 0
    while True:
        code, if_true, if_false, number = program[at]
        at += 1
        if code == 0x06:
            return number
        if code == 0x20:
            accumulator = data[number]
            continue
        is_true = {
            0x15: accumulator == number,
            0x35: accumulator >= number,
            0x45: bool(accumulator & number),
        }[code]
        at += if_true if is_true else if_false


@pytest.mark.parametrize("machine", _MACHINES)
@pytest.mark.parametrize("in_the_open", [False, True])
def test_calls_that_depend_on_an_argument(machine: str, in_the_open: bool) -> None:
    numbers = _MACHINES[machine][1]

    def said(name: str, *arguments: int) -> int:
        return answer(machine, numbers[name], *arguments, in_the_open=in_the_open)

    assert said("clone", 0x003D0F00) == ALLOWED  # a thread
    assert said("clone", 0x10000011) == REFUSED  # a user namespace
    assert said("clone3") == ERROR | 38
    assert said("fcntl", 3, 1030) == ALLOWED  # a copy of a handle
    assert said("fcntl", 3, 1) == ALLOWED
    assert said("fcntl", 3, 1024) == REFUSED  # a lease
    assert said("fcntl", 3, 1026) == REFUSED  # a notice
    # Streams between two of one's own processes, and what asyncio makes of them.
    assert said("socketpair", 1, 1) == said("socketpair", 1, 0x80801) == ALLOWED
    assert said("prlimit64", 0) == said("setpriority", 0, 0) == ALLOWED
    assert said("ioctl", 3, 0x5401) == ALLOWED  # is it a terminal?
    assert said("socket", 17) != ALLOWED
    assert said("socket", 1) == (REFUSED if in_the_open else ALLOWED)
    if in_the_open:
        assert said("socketpair", 1, 2) == REFUSED  # datagrams
        assert said("socketpair", 2, 1) == ERROR | 97
        assert said("prlimit64", 4711) == REFUSED
        assert said("setpriority", 0, 4711) == said("setpriority", 2, 0) == REFUSED
        assert said("ioctl", 3, 0x5412) == ERROR | 25  # types into a terminal


def test_calls_by_their_numbers() -> None:
    for in_the_open in (False, True):
        assert answer("x86_64", 0, in_the_open=in_the_open) == ALLOWED  # read
        assert answer("x86_64", 101, in_the_open=in_the_open) == REFUSED  # ptrace
        assert answer("x86_64", 0x40000000, in_the_open=in_the_open) == ENDS  # other numbers
    assert answer("x86_64", 90, in_the_open=False) == ALLOWED  # chmod
    assert answer("x86_64", 90, in_the_open=True) == ERROR  # no error, and no effect
