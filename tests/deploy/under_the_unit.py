"""A process as deploy/pobot.service leaves it: what of pobot works in it?

    python -m tests.deploy.under_the_unit read CALL CALL ...
    python -m tests.deploy.under_the_unit demo CALL CALL ...

Installs what systemd installs for NoNewPrivileges, SystemCallFilter (the named calls are allowed,
others fail with EPERM) and MemoryDenyWriteExecute (no memory is both written and run). Then it lets
the confined readers read a page and a picture, and prints as JSON how that went; or becomes
`pobot demo` in the current folder: a server, a poll, letters, a digest.
"""

import ctypes
import ctypes.util
import errno
import json
import os
import sys

from bot.domain.message import Part

PR_SET_NO_NEW_PRIVS = 38
ALLOW, REFUSE = 0x7FFF0000, 0x00050000 | errno.EPERM
MASKED_EQUAL = 7
PROT_WRITE_AND_EXEC, PROT_EXEC = 6, 4
UNKNOWN = -1

PAGE = b"<html><body><p>Purchase order 4500123456</p></body></html>"


class Compare(ctypes.Structure):
    """What libseccomp calls struct scmp_arg_cmp."""

    _fields_ = (
        ("arg", ctypes.c_uint),
        ("op", ctypes.c_int),
        ("mask", ctypes.c_uint64),
        ("value", ctypes.c_uint64),
    )


def library() -> ctypes.CDLL:
    """Return libseccomp, which systemd uses too."""
    found = ctypes.CDLL(ctypes.util.find_library("seccomp") or "libseccomp.so.2")
    found.seccomp_init.restype = ctypes.c_void_p
    found.seccomp_load.argtypes = [ctypes.c_void_p]
    found.seccomp_rule_add_array.argtypes = [
        ctypes.c_void_p,
        ctypes.c_uint32,
        ctypes.c_int,
        ctypes.c_uint,
        ctypes.POINTER(Compare),
    ]
    return found


def allow_only(seccomp: ctypes.CDLL, calls: list[str]) -> None:
    """SystemCallFilter= with SystemCallErrorNumber=EPERM."""
    context = seccomp.seccomp_init(REFUSE)
    for call in calls:
        number = seccomp.seccomp_syscall_resolve_name(call.encode())
        if number != UNKNOWN:
            seccomp.seccomp_rule_add_array(context, ALLOW, number, 0, None)
    check(seccomp.seccomp_load(context))


def deny_write_execute(seccomp: ctypes.CDLL) -> None:
    """MemoryDenyWriteExecute=, as in systemd's seccomp-util.c."""
    context = seccomp.seccomp_init(ALLOW)
    for call, mask in (("mmap", PROT_WRITE_AND_EXEC), ("mprotect", PROT_EXEC)):
        number = seccomp.seccomp_syscall_resolve_name(call.encode())
        protection = Compare(2, MASKED_EQUAL, mask, mask)
        check(seccomp.seccomp_rule_add_array(context, REFUSE, number, 1, ctypes.byref(protection)))
    check(seccomp.seccomp_load(context))


def check(result: int) -> None:
    """Fail where the kernel did not take it: a test without the filter would show nothing."""
    if result:
        raise OSError(-result, "seccomp")


def main() -> None:
    """Lock in, and do what is asked for."""
    what, *calls = sys.argv[1:]
    seccomp = library()
    check(ctypes.CDLL(None).prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
    deny_write_execute(seccomp)
    allow_only(seccomp, calls)
    if what == "demo":
        os.execv(sys.executable, [sys.executable, "-m", "bot", "demo", "--dir", "demo"])  # noqa: S606
    read()


def read() -> None:
    """Read a page and a picture, and tell."""
    from bot.readers.confined import ConfinedReaders
    from tests.readers import pictures

    readers = ConfinedReaders("required")
    try:
        page, picture = readers.read(
            [
                Part("1", "text/html", "", PAGE),
                pictures.part(pictures.saved(pictures.drawn())),
            ]
        )
        told = {
            "confinement": readers.confinement,
            "page": "".join(page.pages),
            "picture": picture.problem or "read",
        }
    finally:
        readers.close()
    print(json.dumps(told))


if __name__ == "__main__":
    main()
