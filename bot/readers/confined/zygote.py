"""The process that reads attachments: imports every reader once, then forks a child per file.

Started by `ConfinedReaders`; speaks frames on standard input and output:

    hello       JSON {"confinement", "gaps"} once, after the self-test
    -> part     JSON header, then the payload
    <- outcome  "read", or why there is no reading; then the reading as JSON, or nothing

With the option "idle" it reads pictures too, and ends after so many seconds without a file.

Single-threaded by intent: forking is safe here as it is not in the daemon. While the daemon works
on a reading, the child for the next file is already forked and locked in. A child that crashes,
runs wild or runs out of its limits costs its own file and nothing else.
"""

import contextlib
import encodings
import gc
import importlib.util
import json
import math
import os
import signal
import socket
import sys
import time
from pathlib import Path
from pkgutil import iter_modules
from typing import NoReturn, cast

from bot.domain.message import Part, Reading
from bot.readers import Reader, Registry, registry
from bot.readers.confined import frames, kernel, wire
from bot.readers.confined.frames import FOREVER
from bot.readers.confined.sandbox import Limits, confine, confine_by_kernel_alone, escapes

MAPPED = 1_500_000_000
"""Octets of address space for the libraries and models that read pictures; measured: 800 MB."""

INHERITED = 150_000_000
"""Octets of its zygote's memory that count as a child's own: the models, ready for use."""

NOT_CONFINED = 75
"""Exit status of a child that could not be locked in (EX_TEMPFAIL)."""

RUSSIAN = "Заказ на поставку".encode("koi8-r")
PAGE = b"<html><body><p>Purchase order 4500123456</p></body></html>"


class Zygote:
    """What the process knows: its readers, its limits, and whether the lock holds."""

    def __init__(self, options: dict[str, object], answers: int) -> None:
        self.timeout = float(cast("float", options["timeout"]))
        self.idle = cast("float | None", options.get("idle"))
        self.limits = _limits(options, pictures=self.idle is not None)
        self.sample = Part("", "text/html", "", PAGE)
        self.registry = _registry(cast("list[str]", options["extra"]))
        self.answers = answers
        self.kernel_too = bool(options["sandbox"])

    def serve(self) -> None:
        """Say hello, then read parts until the daemon hangs up."""
        self._warm_up()
        gaps = self._self_test()
        self.kernel_too = not gaps
        hello = {"confinement": "limited" if gaps else "sandboxed", "gaps": gaps}
        frames.send(self.answers, json.dumps(hello).encode(), FOREVER)
        gc.collect()
        gc.freeze()
        with contextlib.suppress(AttributeError):  # musl has none, and keeps nothing either.
            kernel.LIBC.malloc_trim(0)
        while True:
            child = self._forked()
            try:
                header = frames.receive(0, wire.MAX_PART, self._end_of_idleness())
            except TimeoutError:
                child.end()
                return
            payload = frames.receive(0, wire.MAX_PART, FOREVER)
            outcome, record = child.ask(header, payload, self.timeout)
            frames.send(self.answers, outcome.encode(), FOREVER)
            frames.send(self.answers, record, FOREVER)
            child.end()

    def _end_of_idleness(self) -> float:
        return FOREVER if self.idle is None else time.monotonic() + self.idle

    def _warm_up(self) -> None:
        """Let every library load what it loads on first use: inside the lock it is too late."""
        for module in iter_modules(encodings.__path__):
            # Decoding, not just importing: the tables of Chinese and Japanese come last.
            with contextlib.suppress(LookupError, ImportError, ValueError):
                b"a\xa4\xa4\x81\x40".decode(module.name, "replace")
        for reader in self.registry.readers:
            for payload in (PAGE, RUSSIAN, b"%PDF-1.4", b"PK\x03\x04"):
                part = Part("", next(iter(reader.MEDIA_TYPES)), "", payload)
                Registry([reader]).read(part)
        if self.idle is not None:
            self.sample = _with_models()

    def _self_test(self) -> list[str]:
        """Return the ways out of the lock, as a child finds them; none where it holds."""
        if not self.kernel_too:
            return ["switched off"]
        child = self._forked(probe=True)
        outcome, record = child.ask(b"", b"", self.timeout)
        child.end()
        return list(wire.reading_from(record, "").pages) if outcome == "read" else [outcome]

    def _forked(self, *, probe: bool = False) -> "_Child":
        """Return a child that waits, locked in, for the part it is to read; or tries the lock."""
        ours, theirs = socket.socketpair()
        parent = os.getpid()
        pid = os.fork()
        if pid == 0:
            self._child(theirs.fileno(), parent, probe=probe)
        theirs.close()
        ours.setblocking(False)
        return _Child(pid, ours)

    def _child(self, pipe: int, parent: int, *, probe: bool) -> NoReturn:
        """Lock in, read, answer, end. Nothing of the zygote survives in here but memory."""
        status = 1
        try:
            os.dup2(pipe, 0)
            os.closerange(1, os.sysconf("SC_OPEN_MAX"))
            reading = self._probed(parent) if probe else self._read_one()
            frames.send(0, wire.reading_bytes(reading), FOREVER)
            status = 0
        except kernel.Unsupported:
            status = NOT_CONFINED
        finally:
            os._exit(status)

    def _read_one(self) -> Reading:
        confine(self.limits, kernel_too=self.kernel_too)
        header = frames.receive(0, wire.MAX_PART, FOREVER)
        payload = frames.receive(0, wire.MAX_PART, FOREVER)
        return self.registry.read(wire.part_from(header, payload))

    def _probed(self, parent: int) -> Reading:
        """Return the ways out as pages. Reading must work inside the lock, or it is of no use."""
        confine_by_kernel_alone()
        reading = self.registry.read(self.sample)
        gaps = escapes(parent)
        return Reading(
            "", tuple(gaps if "4500123456" in "".join(reading.pages) else ["cannot read"])
        )


class _Child:
    """A child, seen from the zygote."""

    def __init__(self, pid: int, pipe: socket.socket) -> None:
        self.pid = pid
        self.pipe = pipe
        self.status: int | None = None

    def ask(self, header: bytes, payload: bytes, timeout: float) -> tuple[str, bytes]:
        """Return how the reading of a part ended, and the reading."""
        deadline = time.monotonic() + timeout
        pipe = self.pipe.fileno()
        try:
            frames.send(pipe, header, deadline)
            frames.send(pipe, payload, deadline)
            return "read", frames.receive(pipe, wire.MAX_READING, deadline)
        except TimeoutError:
            return "took too long", b""
        except frames.Gone:
            return self._cause(deadline), b""

    def end(self) -> None:
        """Kill it, whatever it is doing, if it has not ended yet."""
        self.pipe.close()
        if self.status is None:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)

    def _cause(self, deadline: float) -> str:
        """Return why it hung up without an answer."""
        while self.status is None and time.monotonic() < deadline:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.status = status
            else:
                time.sleep(0.001)
        if self.status is None:
            return "took too long"
        code = os.waitstatus_to_exitcode(self.status)
        if code == NOT_CONFINED:
            return wire.NOT_IN_FORCE
        if code == -signal.SIGXCPU:
            return "took too long"
        return "crashed the reader" + (f" ({signal.Signals(-code).name})" if code < 0 else "")


def _limits(options: dict[str, object], *, pictures: bool) -> Limits:
    """Return what a child may use.

    The libraries that read pictures map much that they never touch, so there the memory that a
    child has for itself is limited, and its address space only coarsely.
    """
    seconds = math.ceil(float(cast("float", options["timeout"])))
    memory = int(cast("int", options["memory"]))
    if pictures:
        return Limits(seconds, memory + MAPPED, memory + INHERITED)
    return Limits(seconds, memory)


def _with_models() -> Part:
    """Load the models, and use each library once; return a picture that must be readable."""
    from bot.readers import _ocr, _scans, picture

    _ocr.load()
    _scans.warm_up()
    sample = picture.warm_up("PO 4500123456")
    registry().read(sample)
    return sample


def _registry(extra: list[str]) -> Registry:
    """Return the registry; with reader modules from outside the package, which tests bring."""
    return Registry([*registry().readers, *map(_loaded, extra)]) if extra else registry()


def _loaded(path: str) -> Reader:
    spec = importlib.util.spec_from_file_location(Path(path).stem, path)
    if spec is None or spec.loader is None:
        raise ImportError(path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return cast("Reader", module)


def main() -> None:
    """Run until standard input is closed."""
    answers = os.dup(1)
    os.dup2(2, 1)
    for descriptor in (0, answers):
        os.set_blocking(descriptor, True)
    try:
        Zygote(json.loads(sys.argv[1]), answers).serve()
    except frames.Gone:
        return


if __name__ == "__main__":
    main()
