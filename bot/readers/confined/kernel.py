"""What Linux offers to lock a process in, by ctypes: no extra dependency.

Standards: seccomp(2) with a classic BPF filter, landlock(7), prctl(2). The filter is an allow-list:
what a reader needs once everything is imported, which is memory, time, and the pipe it already has.
Every other call fails with EPERM, so that a library that tries something harmless goes on; a call
in another architecture's numbering (the way around a filter) ends the process.

Everything here is called in the child after the fork, and never returns an error silently.
"""

import ctypes
import errno
import os
import platform
import struct

# Loaded before any restriction: Landlock would refuse dlopen, and a sandbox that cannot be
# built must not look like one that was.
LIBC = ctypes.CDLL(None, use_errno=True)

PR_SET_PDEATHSIG, PR_SET_NO_NEW_PRIVS, PR_SET_SECCOMP = 1, 38, 22
SECCOMP_MODE_FILTER = 2
ALLOW, REFUSE, KILL = 0x7FFF0000, 0x00050000 | errno.EPERM, 0x80000000

LANDLOCK_CREATE_RULESET, LANDLOCK_RESTRICT_SELF = 444, 446
LANDLOCK_CREATE_RULESET_VERSION = 1

FILE_RIGHTS = {1: 0x1FFF, 2: 0x3FFF, 3: 0x7FFF, 4: 0x7FFF}
ALL_FILE_RIGHTS = 0xFFFF
"""Access rights to files by ABI version (linux/landlock.h); version 5 added the last one."""

NUMBERS = {
    "x86_64": """
        read=0 write=1 close=3 fstat=5 poll=7 lseek=8 mmap=9 mprotect=10 munmap=11 brk=12
        rt_sigaction=13 rt_sigprocmask=14 rt_sigreturn=15 select=23 sched_yield=24 mremap=25
        madvise=28 nanosleep=35 getpid=39 exit=60 uname=63 gettimeofday=96 getrusage=98 sysinfo=99
        times=100 getuid=102 getgid=104 geteuid=107 getegid=108 getppid=110 sigaltstack=131
        gettid=186 time=201 futex=202 sched_getaffinity=204 restart_syscall=219 clock_gettime=228
        clock_getres=229 clock_nanosleep=230 exit_group=231 pselect6=270 ppoll=271
        set_robust_list=273 getrandom=318 membarrier=324 rseq=334
    """,
    "aarch64": """
        close=57 lseek=62 read=63 write=64 pselect6=72 ppoll=73 fstat=80 exit=93 exit_group=94
        futex=98 set_robust_list=99 nanosleep=101 clock_gettime=113 clock_getres=114
        clock_nanosleep=115 sched_getaffinity=123 sched_yield=124 restart_syscall=128
        sigaltstack=132 rt_sigaction=134 rt_sigprocmask=135 rt_sigreturn=139 times=153 uname=160
        getrusage=165 gettimeofday=169 getpid=172 getppid=173 getuid=174 geteuid=175 getgid=176
        getegid=177 gettid=178 sysinfo=179 brk=214 munmap=215 mremap=216 mmap=222 mprotect=226
        madvise=233 getrandom=278 membarrier=283 rseq=293
    """,
}
"""The allowed system calls by machine (asm/unistd_64.h, asm-generic/unistd.h)."""

ARCHITECTURES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
"""AUDIT_ARCH_* by machine (linux/audit.h)."""

X32_BIT = 0x40000000


class Unsupported(Exception):
    """The kernel or the machine does not offer this."""


def no_new_privileges() -> None:
    """Give up set-user-ID programs for good; Landlock and seccomp demand it."""
    _checked(LIBC.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "no_new_privs")


def die_with_parent(signal_number: int) -> None:
    """Ask for a signal when the parent ends."""
    _checked(LIBC.prctl(PR_SET_PDEATHSIG, signal_number, 0, 0, 0), "pdeathsig")


def landlock_version() -> int:
    """Return the version of the kernel's Landlock, 0 where there is none."""
    found = LIBC.syscall(LANDLOCK_CREATE_RULESET, None, 0, LANDLOCK_CREATE_RULESET_VERSION)
    return max(int(found), 0)


def deny_files(version: int) -> None:
    """Refuse, by Landlock, every file, TCP connection, abstract socket and outside process."""
    rights = [FILE_RIGHTS.get(version, ALL_FILE_RIGHTS), 0b11 if version >= 4 else 0]
    scopes = 0b11 if version >= 6 else 0
    attributes = struct.pack("=QQQ", *rights, scopes)
    size = 24 if version >= 6 else 16 if version >= 4 else 8
    ruleset = LIBC.syscall(LANDLOCK_CREATE_RULESET, attributes, ctypes.c_size_t(size), 0)
    _checked(ruleset, "landlock_create_ruleset")
    _checked(LIBC.syscall(LANDLOCK_RESTRICT_SELF, ruleset, 0), "landlock_restrict_self")
    os.close(ruleset)


def allow_only_reading() -> None:
    """Install the system call filter.

    Raises:
        Unsupported: not on this machine, or not with this kernel.
    """
    machine = platform.machine()
    if machine not in NUMBERS:
        raise Unsupported(f"no system call table for {machine}")
    allowed = [int(pair.partition("=")[2]) for pair in NUMBERS[machine].split()]
    code = _program(ARCHITECTURES[machine], allowed)
    buffer = ctypes.create_string_buffer(code, len(code))
    program = _Program(len(code) // 8, ctypes.addressof(buffer))
    done = LIBC.prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, ctypes.byref(program), 0, 0)
    _checked(done, "seccomp")


class _Program(ctypes.Structure):
    """What the kernel calls struct sock_fprog."""

    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_void_p))


def _program(architecture: int, allowed: list[int]) -> bytes:
    """Return the filter: check the architecture, load the number, compare, refuse."""
    load, jump_equal, jump_above, give = 0x20, 0x15, 0x35, 0x06
    steps = [
        (load, 0, 0, 4),
        (jump_equal, 1, 0, architecture),
        (give, 0, 0, KILL),
        (load, 0, 0, 0),
        (jump_above, 0, 1, X32_BIT),
        (give, 0, 0, KILL),
    ]
    for position, number in enumerate(allowed):
        steps.append((jump_equal, len(allowed) - position, 0, number))
    steps += [(give, 0, 0, REFUSE), (give, 0, 0, ALLOW)]
    return b"".join(struct.pack("=HBBI", *step) for step in steps)


def _checked(result: int, name: str) -> None:
    if result < 0:
        raise Unsupported(f"{name}: {os.strerror(ctypes.get_errno())}")
