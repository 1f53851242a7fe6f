"""Locks the child in before it looks at a file, and checks that the lock holds.

Three layers, each of which suffices against something: resource limits (endless loops, memory,
fork bombs), an unprivileged user where we are root, and the kernel's Landlock and seccomp (files,
network, programs, other processes). After the lock only memory, time and one pipe are left.
"""

import contextlib
import os
import resource
import signal
import socket
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bot.readers.confined import kernel

NOBODY = 65534
"""The user that owns nothing (nobody, on every Linux system)."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one child may use.

    Attributes:
        cpu_seconds: seconds of CPU.
        memory: bytes of address space.
        own: bytes of memory that it does not share with a file, None for no other limit.
    """

    cpu_seconds: int
    memory: int
    own: int | None = None


def confine(limits: Limits, *, kernel_too: bool) -> None:
    """Lock this process in, for good.

    Args:
        limits: what it may use.
        kernel_too: with seccomp and Landlock; without, resource limits and user only.

    Raises:
        Unsupported: the lock cannot be built; nothing must be read then.
    """
    os.environ.clear()
    signal.signal(signal.SIGXCPU, signal.SIG_DFL)
    if os.getuid() == 0:
        _become_nobody()
    if kernel_too:
        # Before the limits: Landlock needs a descriptor to be built with.
        _deny_files()
    _limit(limits)
    if kernel_too:
        kernel.allow_only_reading()


def confine_by_kernel_alone() -> None:
    """Lock this process in with Landlock and seccomp only, for the self-test.

    A limit of no descriptors, or another user, would hide what these two let through.
    """
    _deny_files()
    kernel.allow_only_reading()


def _deny_files() -> None:
    """Take away files, sockets' connections and other processes, as far as Landlock can."""
    kernel.die_with_parent(signal.SIGKILL)
    kernel.no_new_privileges()
    version = kernel.landlock_version()
    if version:
        kernel.deny_files(version)


def _limit(limits: Limits) -> None:
    cpu = limits.cpu_seconds
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory, limits.memory))
    if limits.own is not None:
        resource.setrlimit(resource.RLIMIT_DATA, (limits.own, limits.own))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu, cpu + 1))
    for nothing in (
        resource.RLIMIT_FSIZE,
        resource.RLIMIT_CORE,
        resource.RLIMIT_NPROC,
        resource.RLIMIT_NOFILE,
    ):
        resource.setrlimit(nothing, (0, 0))


def _become_nobody() -> None:
    # In a container that maps no other user than root this fails; seccomp still holds there, and
    # the self-test says what does not.
    with contextlib.suppress(OSError):
        os.setgroups([])
        os.setresgid(NOBODY, NOBODY, NOBODY)
        os.setresuid(NOBODY, NOBODY, NOBODY)


def escapes(parent: int) -> list[str]:
    """Try to get out of the lock; return the ways that were open. To be called inside it."""
    attempts: dict[str, Callable[[], object]] = {
        "open a file": lambda: os.open("/etc/passwd", os.O_RDONLY),
        "create a file": lambda: os.open("/tmp", os.O_TMPFILE | os.O_WRONLY),  # noqa: S108
        "list a folder": lambda: list(Path("/").iterdir()),
        "open a socket": socket.socket,
        "open a datagram socket": lambda: socket.socket(type=socket.SOCK_DGRAM),
        "start a program": lambda: os.execv("/bin/true", ["true"]),  # noqa: S606
        "start a process": _fork,
        "signal the parent": lambda: os.kill(parent, 0),
    }
    return [name for name, attempt in attempts.items() if _succeeds(attempt)]


def _succeeds(attempt: Callable[[], object]) -> bool:
    try:
        attempt()
    except OSError:
        return False
    return True


def _fork() -> None:
    if os.fork() == 0:
        os._exit(0)
