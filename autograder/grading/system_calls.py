"""Which system calls a submission may make: a filter that the kernel runs before each of them.

It is not to be undone, and children inherit it.
"""

from __future__ import annotations

import ctypes
import platform
import struct
from collections.abc import Mapping
from dataclasses import dataclass

from autograder.grading.kernel import NotShutIn, call

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
        "inotify_init": 253, "inotify_init1": 294, "inotify_add_watch": 254,
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
        "msgget": 186, "mq_open": 180, "inotify_init1": 26, "inotify_add_watch": 27,
    },
}  # fmt: skip
#: The same, where files, users, processes and networks are not a submission's own: what changes
#: settings of files and processes that merely belong to the same user, or leads to other programs.
_FORBIDDEN_IN_THE_OPEN: Mapping[str, Mapping[str, int]] = {
    "x86_64": {
        "socket": 41, "connect": 42, "bind": 49, "listen": 50, "shmctl": 31, "semop": 65,
        "semctl": 66, "semtimedop": 220, "msgsnd": 69, "msgrcv": 70, "msgctl": 71,
        "mq_unlink": 241, "sched_setaffinity": 203, "sched_setscheduler": 144,
        "sched_setparam": 142, "sched_setattr": 314, "ioprio_set": 251, "chown": 92,
        "fchown": 93, "lchown": 94, "fchownat": 260, "setxattr": 188, "lsetxattr": 189,
        "fsetxattr": 190, "removexattr": 197,
        "lremovexattr": 198, "fremovexattr": 199, "setxattrat": 463, "removexattrat": 466,
        "file_setattr": 469, "pidfd_send_signal": 424, "process_madvise": 440,
        "process_mrelease": 448, "quotactl_fd": 443, "statmount": 457, "listmount": 458,
        "open_tree_attr": 467,
    },
    "aarch64": {
        "socket": 198, "connect": 203, "bind": 200, "listen": 201, "shmctl": 195, "semop": 193,
        "semctl": 191, "semtimedop": 192, "msgsnd": 189, "msgrcv": 188, "msgctl": 187,
        "mq_unlink": 181, "sched_setaffinity": 122, "sched_setscheduler": 119,
        "sched_setparam": 118, "sched_setattr": 274, "ioprio_set": 30, "fchown": 55,
        "fchownat": 54, "setxattr": 5, "lsetxattr": 6, "fsetxattr": 7,
        "removexattr": 14, "lremovexattr": 15, "fremovexattr": 16,
        "setxattrat": 463, "removexattrat": 466, "file_setattr": 469, "pidfd_send_signal": 424,
        "process_madvise": 440, "process_mrelease": 448, "quotactl_fd": 443, "statmount": 457,
        "listmount": 458, "open_tree_attr": 467,
    },
}  # fmt: skip
#: Those that say yes and do nothing there: rights and times of files that only their maker sees.
_WITHOUT_EFFECT: Mapping[str, Mapping[str, int]] = {
    "x86_64": {
        "chmod": 90, "fchmod": 91, "fchmodat": 268, "fchmodat2": 452, "utime": 132,
        "utimes": 235, "futimesat": 261, "utimensat": 280,
    },
    "aarch64": {"fchmod": 52, "fchmodat": 53, "fchmodat2": 452, "utimensat": 88},
}  # fmt: skip
#: The number by which the kernel knows the machine, and those of calls that need a look.
_MACHINES: Mapping[str, tuple[int, Mapping[str, int]]] = {
    "x86_64": (
        0xC000003E,
        {
            "clone": 56, "clone3": 435, "socket": 41, "socketpair": 53, "ioctl": 16, "fcntl": 72,
            "setpriority": 141, "prlimit64": 302,
        },
    ),
    "aarch64": (
        0xC00000B7,
        {
            "clone": 220, "clone3": 435, "socket": 198, "socketpair": 199, "ioctl": 29,
            "fcntl": 25, "setpriority": 140, "prlimit64": 261,
        },
    ),
}  # fmt: skip

#: What makes new namespaces, in the first argument of ``clone`` and ``unshare``.
NEW_CGROUP = 0x2000000
NEW_NAMESPACES = 0x20000 | NEW_CGROUP | 0x4000000 | 0x8000000 | 0x10000000 | 0x20000000 | 0x40000000

_SET_FILTER = 22
_LOAD, _EQUAL, _GREATER, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_ALLOW, _KILL, _ERROR = 0x7FFF0000, 0x80000000, 0x00050000
_NOT_PERMITTED, _NOT_FOR_THIS, _NO_SUCH_CALL, _NO_SUCH_FAMILY = 1, 25, 38, 97
#: Where a call's number, its machine and its first argument's lower half stand.
_NUMBER, _MACHINE, _FIRST = 0, 4, 16

Instruction = tuple[int, int, int, int]


@dataclass(frozen=True)
class _Look:
    """A call that depends on an argument, of which the lower half counts.

    Attributes:
        call: Its name.
        argument: Which one, from 0.
        values: Those that it may have; or, ``are_forbidden``, those that it may not.
        error: The number of the error that it ends in otherwise.

    """

    call: str
    argument: int
    values: tuple[int, ...]
    error: int = _NOT_PERMITTED
    are_forbidden: bool = False


#: Leases and notices, by which others would wait or be watched.
_EVERYWHERE = (_Look("fcntl", 1, (1024, 1026), are_forbidden=True),)
#: AF_UNIX, AF_INET and AF_INET6, which lead nowhere in namespaces.
_IN_NAMESPACES = (*_EVERYWHERE, _Look("socket", 0, (1, 2, 10), _NO_SUCH_FAMILY))
_IN_THE_OPEN = (
    *_EVERYWHERE,
    # Pairs of streams: what sends datagrams could send them to any program's socket.
    _Look("socketpair", 0, (1,), _NO_SUCH_FAMILY),
    _Look("socketpair", 1, (1, 1 | 0x800, 1 | 0x80000, 1 | 0x80800)),
    # Of others of the same user: limits and priorities.
    _Look("prlimit64", 0, (0,)),
    _Look("setpriority", 0, (0,)),
    _Look("setpriority", 1, (0,)),
    # Is it a terminal, how wide, how much waits, does it block, is it closed on exec: no others,
    # for some change files that can only be read.
    _Look("ioctl", 1, (0x5401, 0x540F, 0x5413, 0x541B, 0x5421, 0x5450, 0x5451), _NOT_FOR_THIS),
)


def _program(machine: str, in_the_open: bool) -> list[Instruction]:
    """Return the filter: (code, steps if true, steps if false, number) for each step."""
    number, numbers = _MACHINES[machine]
    program: list[Instruction] = [
        (_LOAD, 0, 0, _MACHINE),
        (_EQUAL, 1, 0, number),
        (_RETURN, 0, 0, _KILL),  # a 32-bit call: other numbers, another filter's business
        (_LOAD, 0, 0, _NUMBER),
        (_GREATER, 0, 1, 0x40000000),
        (_RETURN, 0, 0, _KILL),
    ]
    forbidden = [*_FORBIDDEN[machine].values()]
    if in_the_open:
        forbidden += _FORBIDDEN_IN_THE_OPEN[machine].values()
        for each in _WITHOUT_EFFECT[machine].values():
            program += [(_EQUAL, 0, 1, each), (_RETURN, 0, 0, _ERROR)]
    for each in forbidden:
        program += [(_EQUAL, 0, 1, each), (_RETURN, 0, 0, _ERROR | _NOT_PERMITTED)]
    # Its arguments lie where a filter cannot look; without it the C library uses clone.
    program += [(_EQUAL, 0, 1, numbers["clone3"]), (_RETURN, 0, 0, _ERROR | _NO_SUCH_CALL)]
    program += [
        (_EQUAL, 0, 4, numbers["clone"]),
        (_LOAD, 0, 0, _FIRST),
        (_ANY_BIT, 0, 1, NEW_NAMESPACES),
        (_RETURN, 0, 0, _ERROR | _NOT_PERMITTED),
        (_LOAD, 0, 0, _NUMBER),
    ]
    for look in _IN_THE_OPEN if in_the_open else _IN_NAMESPACES:
        program += _looked_at(look, numbers[look.call])
    return [*program, (_RETURN, 0, 0, _ALLOW)]


def _looked_at(look: _Look, number: int) -> list[Instruction]:
    count, forbids = len(look.values), look.are_forbidden
    # A value that stands in the list leads to the error, or past it.
    found = [
        (_EQUAL, count - k - forbids, int(forbids and k == count - 1), value)
        for k, value in enumerate(look.values)
    ]
    steps = [(_LOAD, 0, 0, _FIRST + 8 * look.argument), *found]
    steps += [(_RETURN, 0, 0, _ERROR | look.error), (_LOAD, 0, 0, _NUMBER)]
    return [(_EQUAL, 0, len(steps), number), *steps]


def forbid(in_the_open: bool = False) -> None:
    """Let the kernel refuse what no answer needs.

    Args:
        in_the_open: Whether the process has no namespaces of its own.

    Raises:
        NotShutIn: if the kernel does not let it, or is of a machine that is not known here.

    """
    machine = platform.machine()
    if machine not in _MACHINES:
        raise NotShutIn(0, f"no list of system calls for {machine}")
    program = _program(machine, in_the_open)
    code = b"".join(struct.pack("HBBI", *instruction) for instruction in program)
    buffer = ctypes.create_string_buffer(code, len(code))
    header = struct.pack("HxxxxxxP", len(program), ctypes.addressof(buffer))
    call("prctl", _SET_FILTER, 2, header, 0, 0)
