"""A reader that does what a hostile file could make one do. Loaded by tests only."""

import ctypes
import os
import signal
import socket
import time
from collections.abc import Callable
from pathlib import Path

from bot.domain.message import Part
from bot.readers import Pages

MEDIA_TYPES = frozenset({"application/x-hostile"})
SUFFIXES: frozenset[str] = frozenset()


def looks_like(_payload: bytes) -> bool:
    return False


def read(part: Part) -> Pages:
    if part.payload not in ATTACKS:
        return Pages(("harmless",))
    return Pages((ATTACKS[part.payload](),))


def _segfault() -> str:
    ctypes.string_at(0)
    return "survived"


def _loop() -> str:
    while True:
        pass


def _sleep() -> str:
    time.sleep(60)
    return "slept"


def _allocate() -> str:
    return f"held {len(bytearray(4 << 30))}"


def _allocate_slowly() -> str:
    held = []
    while True:
        held.append(bytearray(1 << 20))


def _read_file() -> str:
    return Path("/etc/passwd").read_text("utf-8")


def _read_memory() -> str:
    return Path("/proc/self/maps").read_text("utf-8")


def _write_file() -> str:
    Path("/dev/shm/pobot-was-here").write_text("x", "utf-8")  # noqa: S108
    return "wrote"


def _environment() -> str:
    return repr(dict(os.environ))


def _connect() -> str:
    with socket.socket() as outside:
        outside.connect(("127.0.0.1", 9))
    return "connected"


def _listen() -> str:
    with socket.socket() as inside:
        inside.listen()
    return "listening"


def _execute() -> str:
    os.execv("/bin/true", ["true"])  # noqa: S606


def _fork_bomb() -> str:
    while True:
        os.fork()


def _kill_parent() -> str:
    os.kill(os.getppid(), signal.SIGKILL)
    return "killed"


def _kill_all() -> str:
    os.kill(-1, signal.SIGKILL)
    return "killed"


def _recurse() -> str:
    return _recurse()


def _shout() -> str:
    return "x" * 20_000_000


def _forge() -> str:
    for descriptor in range(3, 64):
        try:
            os.write(descriptor, b"\0\0\0\x04read\0\0\0\x02{}")
        except OSError:
            continue
        return f"wrote to {descriptor}"
    return "nothing to write to"


def _interrupt() -> str:
    raise KeyboardInterrupt


ATTACKS: dict[bytes, Callable[[], str]] = {
    name.removeprefix("_").encode(): attack
    for name, attack in list(globals().items())
    if name.startswith("_") and not name.startswith("__") and callable(attack)
}
