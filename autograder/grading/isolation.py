"""Shut a process in: namespaces, an empty folder, no rights, few system calls, limits.

Runs in a child of the warm parent, before any code of a student's does. Python has no names for
most of these calls before 3.12, so the C library is asked directly.
"""

from __future__ import annotations

import ctypes
import os
import platform
import resource
import struct
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

_LIBC = ctypes.CDLL(None, use_errno=True)

_NEW_MOUNTS, _NEW_CGROUP, _NEW_HOST, _NEW_IPC = 0x20000, 0x2000000, 0x4000000, 0x8000000
_NEW_USER, _NEW_PIDS, _NEW_NET = 0x10000000, 0x20000000, 0x40000000
_ALL_NEW = _NEW_MOUNTS | _NEW_HOST | _NEW_IPC | _NEW_USER | _NEW_PIDS | _NEW_NET

_READ_ONLY, _NO_SUID, _NO_DEVICES, _RECURSIVE, _PRIVATE = 1, 2, 4, 0x4000, 1 << 18

_SET_DUMPABLE, _DROP_BOUND, _NO_NEW_RIGHTS, _SET_FILTER = 4, 24, 38, 22
_DIE_WITH_PARENT = 1

#: Who a student's code is, in its own eyes; on this machine it is nobody.
_INSIDE = 1000
NOBODY = 65534


@dataclass(frozen=True)
class Walls:
    """What a submission may use, as numbers for the kernel.

    Attributes:
        memory: Bytes that a process may take beyond what it has now.
        processes: Processes and threads at once.
        folder: Bytes that its files may take.
        seconds: Of processor time, for each process.

    """

    memory: int
    processes: int
    folder: int
    seconds: int


class NotShutIn(OSError):
    """The kernel refused a part of the wall; no student's code runs without it."""


def _call(name: str, *arguments: object) -> None:
    if getattr(_LIBC, name)(*arguments) != 0:
        number = ctypes.get_errno()
        raise NotShutIn(number, f"{name}: {os.strerror(number)}")


def die_with_parent() -> None:
    """Let the kernel kill this process when its parent ends."""
    _call("prctl", _DIE_WITH_PARENT, 9, 0, 0, 0)


def enter_namespaces() -> None:
    """Leave the namespaces of the warm parent: the next child is number 1 of its own world.

    Raises:
        NotShutIn: if the kernel does not let it.

    """
    if os.getuid() == 0:  # limits on processes do not count root
        os.setgroups([])
        os.setresgid(NOBODY, NOBODY, NOBODY)
        os.setresuid(NOBODY, NOBODY, NOBODY)
        # Who changes their id may not read their own entries in /proc without this.
        _call("prctl", _SET_DUMPABLE, 1, 0, 0, 0)
    user, group = os.geteuid(), os.getegid()
    _call("unshare", _ALL_NEW)
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{_INSIDE} {user} 1")
    Path("/proc/self/gid_map").write_text(f"{_INSIDE} {group} 1")


def make_private_folders(folders: Sequence[Path], size: int) -> None:
    """Hide processes, and give empty folders in place of all that others could write to.

    Args:
        folders: Where the notebook runs, and what else it may write to.
        size: Bytes that each of them holds.

    Raises:
        NotShutIn: if the kernel does not let it.

    """
    # The watcher, in whose namespace this process began, must go on seeing processes.
    _call("unshare", _NEW_MOUNTS)
    _call("mount", None, b"/", None, _RECURSIVE | _PRIVATE, None)
    flags = _NO_SUID | _NO_DEVICES
    sizes = f"size={size},nr_inodes=20000,mode=0755".encode()
    for private in (*folders, Path("/tmp"), Path("/var/tmp"), Path("/dev/shm")):
        if private.is_dir() and not _holds_python(private):
            _call("mount", b"tmpfs", bytes(private), b"tmpfs", flags, sizes)
    nothing = b"size=4k,nr_inodes=2,mode=0555"
    _call("mount", b"tmpfs", b"/proc", b"tmpfs", flags | _READ_ONLY, nothing)


def _holds_python(folder: Path) -> bool:
    """Whether Python lies in a folder, as in a course that somebody tries out in ``/tmp``.

    It is read-only there, and must go on being seen.
    """
    places = (sys.prefix, sys.base_prefix, *filter(None, sys.path))
    return any(Path(place).is_relative_to(folder) for place in places)


def addresses_taken() -> int:
    """Return how many bytes of addresses this process takes; asked before ``/proc`` is hidden."""
    pages = Path("/proc/self/statm").read_text().split()[0]
    return int(pages) * resource.getpagesize()


def limit_memory(more: int) -> None:
    """Let this process take no more than so many bytes beyond what it has."""
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    most = addresses_taken() + more
    resource.setrlimit(
        resource.RLIMIT_AS, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard)
    )


def give_up_rights(walls: Walls, addresses: int) -> None:
    """Take from this process, for good, whatever could get it out of here or fill the machine.

    Args:
        walls: What it may use.
        addresses: What it takes already, by :func:`addresses_taken`.

    Raises:
        NotShutIn: if the kernel does not let it.

    """
    _call("prctl", _NO_NEW_RIGHTS, 1, 0, 0, 0)
    for capability in range(64):
        if _LIBC.prctl(_DROP_BOUND, capability, 0, 0, 0) != 0:
            break
    # Version 3 of the header; both halves of all three sets are empty.
    _call("capset", struct.pack("II", 0x20080522, 0), bytes(24))
    for what, most in {
        resource.RLIMIT_AS: addresses + walls.memory,
        resource.RLIMIT_NPROC: walls.processes,
        resource.RLIMIT_FSIZE: walls.folder,
        resource.RLIMIT_CPU: walls.seconds,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_NOFILE: 1024,
        resource.RLIMIT_MEMLOCK: 1 << 20,
        resource.RLIMIT_MSGQUEUE: 0,
        resource.RLIMIT_STACK: 64 << 20,
    }.items():
        _, hard = resource.getrlimit(what)
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (most, most))
    forbid_system_calls()


# --- System calls -------------------------------------------------------------------------------

#: What no answer needs, and what gets out of walls: by machine, each call's number. Memory that no
#: process maps (a memfd, System V's) is forbidden too, since nobody could count it.
_FORBIDDEN: Mapping[str, Mapping[str, int]] = {
    "x86_64": {
        "ptrace": 101, "process_vm_readv": 310, "process_vm_writev": 311, "kcmp": 312,
        "pidfd_getfd": 438, "pidfd_open": 434, "mount": 165, "umount2": 166, "pivot_root": 155,
        "chroot": 161, "move_mount": 429, "open_tree": 428, "fsopen": 430, "fsconfig": 431,
        "fsmount": 432, "fspick": 433, "mount_setattr": 442, "unshare": 272, "setns": 308,
        "bpf": 321, "perf_event_open": 298, "userfaultfd": 323, "add_key": 248,
        "request_key": 249, "keyctl": 250, "io_uring_setup": 425, "io_uring_enter": 426,
        "io_uring_register": 427, "kexec_load": 246, "kexec_file_load": 320, "init_module": 175,
        "finit_module": 313, "delete_module": 176, "open_by_handle_at": 304,
        "name_to_handle_at": 303, "acct": 163, "swapon": 167, "swapoff": 168, "reboot": 169,
        "settimeofday": 164, "clock_settime": 227, "adjtimex": 159, "clock_adjtime": 305,
        "sethostname": 170, "setdomainname": 171, "quotactl": 179, "syslog": 103,
        "personality": 135, "modify_ldt": 154, "iopl": 172, "ioperm": 173, "move_pages": 279,
        "migrate_pages": 256, "fanotify_init": 300, "lookup_dcookie": 212, "vhangup": 153,
        "nfsservctl": 180, "mknod": 133, "mknodat": 259, "memfd_create": 319,
        "memfd_secret": 447, "shmget": 29, "shmat": 30, "semget": 64, "msgget": 68, "mq_open": 240,
    },
    "aarch64": {
        "ptrace": 117, "process_vm_readv": 270, "process_vm_writev": 271, "kcmp": 272,
        "pidfd_getfd": 438, "pidfd_open": 434, "mount": 40, "umount2": 39, "pivot_root": 41,
        "chroot": 51, "move_mount": 429, "open_tree": 428, "fsopen": 430, "fsconfig": 431,
        "fsmount": 432, "fspick": 433, "mount_setattr": 442, "unshare": 97, "setns": 268,
        "bpf": 280, "perf_event_open": 241, "userfaultfd": 282, "add_key": 217,
        "request_key": 218, "keyctl": 219, "io_uring_setup": 425, "io_uring_enter": 426,
        "io_uring_register": 427, "kexec_load": 104, "kexec_file_load": 294, "init_module": 105,
        "finit_module": 273, "delete_module": 106, "open_by_handle_at": 265,
        "name_to_handle_at": 264, "acct": 89, "swapon": 224, "swapoff": 225, "reboot": 142,
        "settimeofday": 170, "clock_settime": 112, "adjtimex": 171, "clock_adjtime": 266,
        "sethostname": 161, "setdomainname": 162, "quotactl": 60, "syslog": 116,
        "personality": 92, "move_pages": 239, "migrate_pages": 238, "fanotify_init": 262,
        "lookup_dcookie": 18, "vhangup": 58, "nfsservctl": 42, "mknodat": 33,
        "memfd_create": 279, "memfd_secret": 447, "shmget": 194, "shmat": 196, "semget": 190,
        "msgget": 186, "mq_open": 180,
    },
}  # fmt: skip
#: The number by which the kernel knows the machine, and those of three calls that need a look.
_MACHINES = {
    "x86_64": (0xC000003E, {"clone": 56, "clone3": 435, "socket": 41}),
    "aarch64": (0xC00000B7, {"clone": 220, "clone3": 435, "socket": 198}),
}

_LOAD, _EQUAL, _GREATER, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_ALLOW, _KILL, _ERROR = 0x7FFF0000, 0x80000000, 0x00050000
_NOT_PERMITTED, _NO_SUCH_CALL, _NO_SUCH_FAMILY = 1, 38, 97
#: Where a call's number, its machine and its first argument's lower half stand.
_NUMBER, _MACHINE, _FIRST = 0, 4, 16
_FAMILIES = (1, 2, 10)  # AF_UNIX, AF_INET and AF_INET6, which lead nowhere in here

Instruction = tuple[int, int, int, int]


def _program(machine: str) -> list[Instruction]:
    """Return the filter: (code, steps if true, steps if false, number) for each step."""
    number, special = _MACHINES[machine]
    program: list[Instruction] = [
        (_LOAD, 0, 0, _MACHINE),
        (_EQUAL, 1, 0, number),
        (_RETURN, 0, 0, _KILL),  # a 32-bit call: other numbers, another filter's business
        (_LOAD, 0, 0, _NUMBER),
        (_GREATER, 0, 1, 0x40000000),
        (_RETURN, 0, 0, _KILL),
    ]
    for call in _FORBIDDEN[machine].values():
        program += [(_EQUAL, 0, 1, call), (_RETURN, 0, 0, _ERROR | _NOT_PERMITTED)]
    # Its arguments lie where a filter cannot look; without it the C library uses clone.
    program += [(_EQUAL, 0, 1, special["clone3"]), (_RETURN, 0, 0, _ERROR | _NO_SUCH_CALL)]
    program += [
        (_EQUAL, 0, 3, special["clone"]),
        (_LOAD, 0, 0, _FIRST),
        (_ANY_BIT, 0, 1, _ALL_NEW | _NEW_CGROUP),
        (_RETURN, 0, 0, _ERROR | _NOT_PERMITTED),
        (_LOAD, 0, 0, _NUMBER),
        (_EQUAL, 0, len(_FAMILIES) + 2, special["socket"]),
        (_LOAD, 0, 0, _FIRST),
        *((_EQUAL, len(_FAMILIES) - k, 0, family) for k, family in enumerate(_FAMILIES)),
        (_RETURN, 0, 0, _ERROR | _NO_SUCH_FAMILY),
        (_RETURN, 0, 0, _ALLOW),
    ]
    return program


def forbid_system_calls() -> None:
    """Let the kernel refuse what no answer needs; not to be undone, and inherited by children.

    Raises:
        NotShutIn: if the kernel does not let it, or is of a machine that is not known here.

    """
    machine = platform.machine()
    if machine not in _MACHINES:
        raise NotShutIn(0, f"no list of system calls for {machine}")
    program = _program(machine)
    code = b"".join(struct.pack("HBBI", *instruction) for instruction in program)
    buffer = ctypes.create_string_buffer(code, len(code))
    header = struct.pack("HxxxxxxP", len(program), ctypes.addressof(buffer))
    _call("prctl", _SET_FILTER, 2, header, 0, 0)
