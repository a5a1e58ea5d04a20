"""Attacks on the machine, on other submissions, and on whoever comes after."""

from __future__ import annotations

from autograder.grading import Limits
from tests.attacks.attack import FIND, Attack, first, with_right_answers

#: Try something that the wall forbids: it must raise, and it says so if it does not.
_MUST_FAIL = """
import ctypes, os, socket, sys
libc = ctypes.CDLL(None, use_errno=True)
def must_fail(what, call):
    try:
        result = call()
    except Exception as error:
        return print(what, "refused:", type(error).__name__)
    if isinstance(result, int) and result < 0:
        return print(what, "refused")
    print(what, "ESC" + "APED", result)
"""


def _tries(code: str) -> dict[str, str]:
    return with_right_answers(f"{_MUST_FAIL}\n{code}")


#: Cheap answers to an attack that is about what comes after.
_SMALL = Limits(cell_seconds=1, notebook_seconds=8, memory_mb=512, total_memory_mb=700, folder_mb=8)

ATTACKS = [
    Attack(
        "network",
        "Connects to addresses outside, to names, to this machine, to the cloud's metadata.",
        _tries(
            """
for where in (("1.1.1.1", 53), ("169.254.169.254", 80), ("127.0.0.1", 8888), ("10.0.0.1", 22)):
    must_fail(where, lambda: socket.create_connection(where, timeout=0.3))
must_fail("dns", lambda: socket.getaddrinfo("example.org", 80))
inet = (socket.AF_INET, socket.SOCK_DGRAM)
must_fail("udp", lambda: socket.socket(*inet).sendto(b"x", ("1.1.1.1", 53)))
must_fail("raw", lambda: socket.socket(socket.AF_INET, socket.SOCK_RAW, 1))
must_fail("packet", lambda: socket.socket(socket.AF_PACKET, socket.SOCK_RAW))
"""
        ),
        worth=2,
    ),
    Attack(
        "sockets-of-other-families",
        "Opens sockets to the hypervisor, the kernel and its cryptography.",
        _tries(
            """
for family in (40, 16, 38, 30, 31, 44, 21):
    must_fail(family, lambda: socket.socket(family, socket.SOCK_DGRAM))
    must_fail(family, lambda: socket.socketpair(family) if family != 1 else None)
"""
        ),
        worth=2,
    ),
    Attack(
        "abstract-sockets",
        "Looks for abstract sockets of programs on this machine, and of other submissions.",
        _tries(
            """
for name in ("\\0/tmp/.X11-unix/X0", "\\0dbus", "\\0attack-was-here"):
    must_fail(name, lambda: socket.socket(socket.AF_UNIX).connect(name))
for path in ("/run/docker.sock", "/var/run/docker.sock", "/run/dbus/system_bus_socket"):
    must_fail(path, lambda: socket.socket(socket.AF_UNIX).connect(path))
listening = socket.socket(socket.AF_UNIX)
listening.bind("\\0attack-was-here")
listening.listen()
"""
        ),
        worth=2,
    ),
    Attack(
        "processes-of-others",
        "Looks into /proc: environments, memory, command lines, descriptors, of whomever it finds.",
        _tries(
            """
import glob, resource
for pattern in ("/proc/[0-9]*", "/proc/self/*", "/proc/*/environ", "/proc/1/root", "/proc/sys"):
    must_fail(pattern, lambda: os.listdir(glob.glob(pattern)[0]))
first = os.getppid()  # of this submission; who was there before it belongs to others
for process in {1, *range(max(2, first - 20), first)} - {first}:
    for name in ("exe", "cwd", "root"):
        must_fail(name, lambda: os.readlink(f"/proc/{process}/{name}"))
    for name in ("environ", "cmdline", "maps", "status", "mem"):
        must_fail(name, lambda: open(f"/proc/{process}/{name}", "rb").read(1))
    for name in ("fd", "task"):
        must_fail(name, lambda: os.listdir(f"/proc/{process}/{name}"))
    must_fail("limits", lambda: resource.prlimit(process, resource.RLIMIT_CPU))
must_fail("mount", lambda: libc.mount(b"proc", b"/submission", b"proc", 0, None))
must_fail("memory", lambda: open("/proc/1/mem", "rb").read(1))
"""
        ),
        worth=2,
    ),
    Attack(
        "system-calls",
        "Tries ptrace, namespaces, mounts, keys, io_uring, bpf, userfaultfd and other doors.",
        _tries(
            """
import platform
if platform.machine() == "x86_64":
    for name, number in {
        "ptrace": 101, "process_vm_readv": 310, "unshare": 272, "setns": 308, "mount": 165,
        "io_uring_setup": 425, "bpf": 321, "userfaultfd": 323, "keyctl": 250, "add_key": 248,
        "perf_event_open": 298, "pidfd_open": 434, "pidfd_getfd": 438, "clone3": 435,
        "open_by_handle_at": 304, "kexec_load": 246, "personality": 135, "chroot": 161,
        "mknod": 133, "memfd_create": 319, "memfd_secret": 447, "shmget": 29, "msgget": 68,
        "semget": 64, "mq_open": 240,
    }.items():
        must_fail(name, lambda: libc.syscall(number, 0, 0, 0, 0, 0, 0))
    for flag in (0x10000000, 0x20000000, 0x40000000, 0x20000, 0x8000000, 0x2000000):
        must_fail(hex(flag), lambda: libc.syscall(56, flag | 17, 0, 0, 0, 0))
"""
        ),
        worth=2,
    ),
    Attack(
        "calls-in-32-bits",
        "Calls the kernel by int 0x80, whose numbers a filter for 64 bits does not know.",
        _tries(
            """
import mmap
pid = os.fork()
if pid == 0:
    # mov eax, 20 (getpid); int 0x80; ret
    code = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
    code.write(b"\\xb8\\x14\\0\\0\\0\\xcd\\x80\\xc3")
    address = ctypes.addressof(ctypes.c_char.from_buffer(code))
    ctypes.CFUNCTYPE(ctypes.c_int)(address)()
    os._exit(42)
_, status = os.waitpid(pid, 0)
must_fail("int 0x80", lambda: -1 if os.WIFSIGNALED(status) else 1)
"""
        ),
        worth=2,
    ),
    Attack(
        "becomes-root",
        "Sets user ids, runs setuid programs, makes device files, writes to system folders.",
        _tries(
            """
import subprocess
must_fail("setuid", lambda: os.setuid(0))
must_fail("setresuid", lambda: os.setresuid(0, 0, 0))
must_fail("su", lambda: -subprocess.run(["su", "-c", "id"], capture_output=True).returncode or 1)
must_fail("mknod", lambda: os.mknod("/tmp/disk", 0o60600, os.makedev(8, 0)))
for place in ("/usr/x", "/etc/x", "/x", "/dev/x", "/root/x", "/proc/x", "/var/x", "/dev/pts/x"):
    must_fail(place, lambda: open(place, "w"))
for place in sys.path:
    if place and os.path.isdir(place):
        must_fail(place, lambda: open(place + "/attack-was-here", "w"))
must_fail("chroot", lambda: os.chroot("/tmp"))
"""
        ),
        worth=2,
    ),
    Attack(
        "devices",
        "Opens devices, and keeps something in one for whoever comes next.",
        _tries(
            """
for device in ("sda", "vda", "mem", "kmsg", "fuse", "kvm", "net/tun", "loop0", "nvidia0", "tty"):
    must_fail(device, lambda: open("/dev/" + device, "rb"))
for folder in ("/dev", "/dev/pts", "/dev/mqueue", "/run", "/sys", "/home", "/root"):
    must_fail(folder, lambda: open(folder + "/attack-was-here", "w"))
"""
        ),
        worth=2,
    ),
    Attack(
        "files-of-the-course",
        "Looks for the course, other submissions, homes and the grader's own temporary files.",
        _tries(
            """
import glob, pathlib
found = [
    path for top in ("/work", "/home", "/root", "/srv", "/opt", "/mnt", "/var", "/tmp", "/course")
    for path in glob.glob(top + "/**/*", recursive=True)
    if path.endswith((".ipynb", ".db", "_config.py", ".csv", ".sqlite"))
    and "/site-packages/" not in path and "/matplotlib/" not in path and "/lib/python" not in path
]
must_fail("files", lambda: found[0])
must_fail("referee", lambda: glob.glob("/tmp/referee-*")[0])
"""
        ),
        worth=2,
    ),
    Attack(
        "links",
        "Symbolic and hard links out of the folder, in place of the chapter's files and of itself.",
        _tries(
            """
os.symlink("/etc/passwd", "passwd")
os.symlink("../../../../../../etc/shadow", "shadow")
must_fail("passwd", lambda: open("passwd").read())
must_fail("shadow", lambda: open("shadow").read())
must_fail("hard", lambda: os.link("/usr/bin/env", "env"))
must_fail("folder", lambda: os.rename("/submission", "/tmp/elsewhere"))
"""
        ),
        worth=2,
    ),
    Attack(
        "settings-of-others",
        "Changes rights, times, owners and attributes of files that it may only read.",
        _tries(
            """
import stat
for path in (sys.executable, torch.__file__, os.path.dirname(torch.__file__), "/usr"):
    before = os.stat(path)
    for change in (
        lambda: os.chmod(path, 0o777), lambda: os.utime(path, (0, 0)),
        lambda: os.chown(path, os.getuid(), os.getgid()),
        lambda: os.setxattr(path, "user.note", b"attack-was-here"),
    ):
        try:
            change()
        except OSError:
            pass
    after = os.stat(path)
    must_fail(path, lambda: -1 if before[:9] == after[:9] else 1)
    must_fail("note", lambda: os.getxattr(path, "user.note"))
"""
        ),
        worth=2,
    ),
    Attack(
        "letters-without-an-envelope",
        "Sends datagrams to sockets that have a name, by a pair that was never connected to one.",
        _tries(
            """
for kind in (socket.SOCK_DGRAM, socket.SOCK_STREAM):
    for path in ("/run/systemd/notify", "/dev/log", "/run/systemd/journal/socket"):
        def send():
            mine, _ = socket.socketpair(socket.AF_UNIX, kind)
            return mine.sendto(b"attack-was-here", path)
        must_fail((kind, path), send)
"""
        ),
        worth=2,
    ),
    Attack(
        "messages-of-others",
        "Tries the numbers of queues, semaphores and shared memory of other programs.",
        _tries(
            """
import platform
if platform.machine() == "x86_64":
    status = ctypes.create_string_buffer(256)
    for number in range(32):
        must_fail("shmctl", lambda: libc.syscall(31, number, 2, status))
        must_fail("msgctl", lambda: libc.syscall(71, number, 2, status))
        must_fail("semctl", lambda: libc.syscall(66, number, 0, 2, status))
        must_fail("shmat", lambda: libc.syscall(30, number, 0, 0))
"""
        ),
        worth=2,
    ),
    Attack(
        "watches-and-leases",
        "Has itself told what others open, and makes them wait before they may write.",
        _tries(
            """
import fcntl
must_fail("inotify", lambda: libc.inotify_add_watch(libc.inotify_init(), b"/usr", 0xFFF))
handle = os.open(torch.__file__, os.O_RDONLY)
must_fail("lease", lambda: fcntl.fcntl(handle, fcntl.F_SETLEASE, fcntl.F_RDLCK) or 1)
folder = os.open(os.path.dirname(torch.__file__), os.O_RDONLY)
must_fail("notify", lambda: fcntl.fcntl(folder, fcntl.F_NOTIFY, fcntl.DN_ACCESS) or 1)
"""
        ),
        worth=2,
    ),
    Attack(
        "files-without-names",
        "Fills the disk with files whose names it takes away, open or only mapped.",
        with_right_answers(
            "",
            powers="""
            import mmap, os, time
            kept = []
            for number in range(12):
                file = open("full", "w+b")
                file.write(b"x" * (7 << 20))
                file.flush()
                os.remove("full")
                kept.append(file if number % 2 else mmap.mmap(file.fileno(), 4096))
                time.sleep(0.1)
            time.sleep(1)
            print("ESC" + "APED")
            """,
        ),
        worth=1,
        limits=_SMALL,
    ),
    Attack(
        "folders-without-an-end",
        "Makes a folder in a folder in a folder, deeper than a path can be.",
        with_right_answers(
            """
            import os
            here = os.getcwd()
            for _ in range(3000):
                os.mkdir("deeper")
                os.chdir("deeper")
            os.chdir(here)
            """
        ),
        worth=2,
    ),
    Attack(
        "signals-to-everybody",
        "Sends SIGKILL to its process group, which the grader's processes might belong to.",
        with_right_answers(
            "",
            powers="""
            import os, signal
            os.killpg(0, signal.SIGKILL)
            """,
        ),
        worth=1,
    ),
    Attack(
        "signals-to-all-it-sees",
        "Sends SIGKILL, SIGSTOP and SIGTERM to all processes, its parent and number 1.",
        with_right_answers(
            "",
            powers="""
            import os, signal
            for number in (signal.SIGSTOP, signal.SIGTERM, signal.SIGHUP, signal.SIGKILL):
                for process in (1, os.getppid(), *range(2, 5)):
                    try:
                        if process != os.getpid():
                            os.kill(process, number)
                    except OSError:
                        pass
            os.kill(-1, signal.SIGKILL)
            """,
        ),
        worth=1,
    ),
    Attack(
        "fork-bomb",
        "Forks without an end.",
        with_right_answers(
            "",
            powers="""
            import os
            while True:
                try:
                    os.fork()
                except OSError:
                    pass
            """,
        ),
        worth=1,
        limits=Limits(cell_seconds=0.3, processes=16),
    ),
    Attack(
        "thread-bomb",
        "Starts threads without an end, each of which computes.",
        with_right_answers(
            "",
            powers="""
            import threading
            def work():
                while True: pass
            while True:
                try:
                    threading.Thread(target=work, daemon=True).start()
                except BaseException:
                    break
            while True: pass
            """,
        ),
        worth=1,
        limits=Limits(cell_seconds=0.3, processes=16),
    ),
    Attack(
        "memory-bomb",
        "Takes memory without an end, in one process.",
        with_right_answers(
            "", powers="kept = []\nwhile True:\n    kept.append(bytearray(1 << 26))"
        ),
        worth=1,
        limits=_SMALL,
    ),
    Attack(
        "memory-in-many-processes",
        "Takes memory in many processes, each of which takes little; forked by a thread.",
        with_right_answers(
            "",
            powers="""
            import os, threading, time
            def spread():
                for _ in range(12):
                    if os.fork() == 0:
                        kept = [bytearray(b"x") * (1 << 20) for _ in range(100)]
                        time.sleep(60)
            thread = threading.Thread(target=spread)
            thread.start()
            time.sleep(60)
            """,
        ),
        worth=1,
        limits=Limits(cell_seconds=4, total_memory_mb=500, memory_mb=400),
    ),
    Attack(
        "memory-that-is-shared",
        "Takes memory that belongs to no process: shared mappings in many processes.",
        with_right_answers(
            "",
            powers="""
            import mmap, os, time
            for _ in range(8):
                if os.fork() == 0:
                    shared = mmap.mmap(-1, 150 << 20)
                    for place in range(0, len(shared), 1 << 20):
                        shared[place : place + (1 << 20)] = b"x" * (1 << 20)
                    time.sleep(60)
            time.sleep(60)
            """,
        ),
        worth=1,
        limits=Limits(cell_seconds=4, total_memory_mb=500, memory_mb=400),
    ),
    Attack(
        "memory-in-files-without-names",
        "Fills files in memory that no process maps: memfd, System V shared memory.",
        _tries(
            """
must_fail("memfd", lambda: os.memfd_create("x"))
must_fail("shmget", lambda: libc.shmget(0, 1 << 20, 0o1600))
total = 0
for name in ("/submission/full", "/tmp/full", "/var/tmp/full", "/dev/shm/full"):
    try:
        with open(name, "wb") as file:
            while total < 200 << 20:
                total += file.write(b"x" * (1 << 20))
    except OSError as error:
        print(name, type(error).__name__)
    os.path.exists(name) and os.remove(name)
must_fail("disk", lambda: -1 if total < 100 << 20 else total)
"""
        ),
        worth=2,
        limits=Limits(folder_mb=8),
    ),
    Attack(
        "sparse-files",
        "Makes files of terabytes that take no room, and thousands of empty ones.",
        _tries(
            """
must_fail("truncate", lambda: os.truncate("big", 1 << 40) or open("big", "wb").truncate(1 << 40))
try:
    for number in range(50_000):
        open(f"/tmp/{number}", "w").close()
    print("files", "ESC" + "APED")
except OSError:
    pass
"""
        ),
        worth=2,
    ),
    Attack(
        "core-dumps",
        "Ends by a fault of memory, so that a picture of it is written somewhere.",
        with_right_answers("", powers="import ctypes\nctypes.string_at(0)"),
        worth=1,
    ),
    Attack(
        "daemon",
        "Leaves a process behind that leaves its session, closes everything, and waits.",
        with_right_answers(
            """
            import os, sys, time
            if os.fork() == 0:
                try:
                    os.setsid()
                except OSError:
                    pass
                if os.fork():
                    os._exit(0)
                os.closerange(0, 100)
                time.sleep(600)
                os._exit(0)
            import subprocess
            subprocess.Popen(["sleep", "601"], stdin=subprocess.DEVNULL)
            """
        ),
        worth=2,
    ),
    Attack(
        "waits-for-the-end",
        "Leaves work to atexit, to after-fork hooks, to weak references and to other threads.",
        with_right_answers(
            """
            import atexit, os, threading, time, weakref, gc
            def late(*_):
                open("/tmp/attack-was-here", "w").close()
                print("late")
            atexit.register(late)
            os.register_at_fork(after_in_child=late, after_in_parent=late, before=late)
            class Thing: pass
            kept = Thing()
            weakref.finalize(kept, late)
            def wait():
                while True:
                    time.sleep(0.01)
                    late()
            threading.Thread(target=wait, daemon=True).start()
            """
        ),
        worth=2,
    ),
    Attack(
        "own-limits",
        "Sets limits on itself, so that the grader's code fails in the same process.",
        with_right_answers(
            "",
            powers="""
            import resource
            for limit in (resource.RLIMIT_NOFILE, resource.RLIMIT_AS, resource.RLIMIT_NPROC):
                resource.setrlimit(limit, (0, 0))
            """,
        ),
        worth=1,
    ),
    Attack(
        "handlers-and-hooks",
        "Takes over all signals, tracing, exceptions and imports in its process.",
        with_right_answers(
            """
            import signal, sys, threading, builtins
            for number in range(1, 65):
                try:
                    signal.signal(number, signal.SIG_IGN)
                except (OSError, ValueError):
                    pass
            sys.settrace(lambda *_: None)
            threading.settrace(lambda *_: None)
            sys.setprofile(lambda *_: None)
            sys.excepthook = sys.unraisablehook = lambda *_: None
            sys.setrecursionlimit(80)
            """,
        ),
        worth=2,
        limits=Limits(cell_seconds=3),
    ),
    Attack(
        "another-memory",
        "Forks before the seal, shares memory with that process, and lets it read on after it.",
        with_right_answers(
            FIND
            + """
import mmap, os, time
shared = mmap.mmap(-1, 4096)
if os.fork() == 0:
    for _ in range(100):
        time.sleep(0.05)
        if shared[0]:
            print(shared[:])
    os._exit(0)
""",
            slope="""
            def slope(x):
                shared[0:8] = x.numpy().tobytes()[:8]
                print(x)
                x = x.detach().clone().requires_grad_()
                (x**3).sum().backward()
                return x.grad
            """,
        ),
        worth=3,
        limits=Limits(cell_seconds=5),
    ),
    Attack(
        "priorities",
        "Asks for more of the processors than others get, and for the end of others' share.",
        _tries(
            """
must_fail("nice", lambda: os.nice(-5))
must_fail("fifo", lambda: os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(1)))
must_fail("others", lambda: os.setpriority(os.PRIO_PROCESS, 1, -5))
os.setpriority(os.PRIO_USER, 0, 10)
os.setpriority(os.PRIO_PGRP, 0, 10)
"""
        ),
        worth=2,
    ),
    Attack(
        "runs-others",
        "Runs shells, compilers and Pythons, which look for a way out in its place.",
        first(
            """
            import subprocess, sys
            for command in (
                "cat /etc/passwd /etc/shadow; ls / /home /root; env",
                "(sleep 600 &) ; (nohup sleep 602 > /dev/null 2>&1 &)",
                f"{sys.executable} -c 'import os; os.fork(); os.fork()'",
            ):
                subprocess.run(["sh", "-c", command], timeout=2, capture_output=True)
            """
        ),
    ),
]
