"""Reads attachments in a child process that has nothing to steal and nowhere to go.

A file from a stranger meets native code (pdfium, lexbor). So a helper process, the zygote, imports
the readers once and forks a child per file, which is locked in before it looks at the file (see
`sandbox`) and ends after it. A crash, an endless loop or a memory bomb costs that one attachment.
Measured: some 4 ms a file on top of reading it; a fresh Python would cost 175 ms.
"""

import json
import os
import subprocess
import sys
import threading
import time
import weakref
from collections.abc import Sequence
from pathlib import Path

import bot
from bot.domain.message import Part, Reading
from bot.readers import cleaned, plain
from bot.readers.confined import frames, wire

MEGABYTE = 1_000_000
START_SECONDS = 30.0
GRACE_SECONDS = 5.0
"""What the zygote gets on top of a child's time before it is itself taken to hang."""

ATTEMPTS = 2
"""A zygote that somebody killed is replaced, and the file read again, once."""

STOPPED = "the reader process stopped"


class ConfinedReaders:
    """The port `Readers`, confined. Safe to share between threads; files are read one by one.

    Args:
        confinement: "required" reads nothing where the sandbox is not in force; "best_effort"
            reads with resource limits only, where the kernel offers no more.
        timeout: seconds of wall clock, and of CPU, per file.
        memory: address space per file, in megabytes.
        largest: bytes; a larger file is not read.
        extra_readers: reader modules outside the package, by file. For tests of hostile files.
        sandbox: false leaves the kernel's part out. For tests of what happens then.
    """

    def __init__(
        self,
        confinement: str = "best_effort",
        timeout: float = 6.0,
        memory: int = 600,
        largest: int = 50 * MEGABYTE,
        *,
        extra_readers: Sequence[Path] = (),
        sandbox: bool = True,
    ) -> None:
        self.required = confinement == "required"
        self.timeout = timeout
        self.largest = largest
        self.options = json.dumps(
            {
                "timeout": timeout,
                "memory": memory * MEGABYTE,
                "extra": [str(path) for path in extra_readers],
                "sandbox": sandbox,
            }
        )
        self._lock = threading.Lock()
        self._zygote: _Child | None = None

    @property
    def confinement(self) -> str:
        """Return "sandboxed", "limited", or "none" where no child can be started at all."""
        with self._lock:
            child = self._started()
            return child.confinement if child else "none"

    @property
    def gaps(self) -> tuple[str, ...]:
        """Return what the self-test could do that it should not; empty when sandboxed."""
        with self._lock:
            child = self._started()
            return child.gaps if child else ("no child process",)

    def read(self, parts: Sequence[Part]) -> tuple[Reading, ...]:
        """Return one reading per part, in order. Never raises for bad content."""
        with self._lock:
            return tuple(self._read(part) for part in parts)

    def close(self) -> None:
        """End the zygote; the next `read` starts another."""
        with self._lock:
            self._end()

    def _read(self, part: Part) -> Reading:
        if len(part.payload) > self.largest:
            return Reading(part.path, problem=f"larger than {self.largest // MEGABYTE} MB")
        if part.media_type == "text/plain" and not part.attachment:
            # A mail's own text needs Python's codecs and no lock, and nearly every mail has one.
            pages = plain.read(part)
            return Reading(part.path, tuple(map(cleaned, pages.texts)), problem=pages.problem)
        for _ in range(ATTEMPTS):
            child = self._started()
            if child is None:
                break
            if self.required and child.confinement != "sandboxed":
                return Reading(part.path, problem=wire.NOT_IN_FORCE)
            try:
                return self._asked(child, part)
            except frames.Gone:
                self._end()
            except TimeoutError:
                self._end()
                break
        return Reading(part.path, problem=STOPPED)

    def _asked(self, child: "_Child", part: Part) -> Reading:
        outcome, record = child.ask(part, time.monotonic() + self.timeout + GRACE_SECONDS)
        if outcome != "read":
            return Reading(part.path, problem=outcome)
        try:
            return wire.reading_from(record, part.path)
        except ValueError:
            return Reading(part.path, problem="crashed the reader")

    def _started(self) -> "_Child | None":
        if self._zygote is None:
            try:
                self._zygote = _Child(self.options)
            except (OSError, frames.Gone):
                return None
        return self._zygote

    def _end(self) -> None:
        if self._zygote:
            self._zygote.end()
            self._zygote = None


class _Child:
    """The zygote, seen from the daemon."""

    def __init__(self, options: str) -> None:
        self.process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
            [sys.executable, "-P", "-s", "-m", "bot.readers.confined.zygote", options],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            # No secret of the daemon's environment reaches the readers, and Ctrl-C in a terminal
            # stops the daemon, which then ends its zygote itself.
            env={"PYTHONPATH": str(Path(bot.__file__).parent.parent), "PYTHONUTF8": "1"},
            cwd="/",
            start_new_session=True,
        )
        self.end = weakref.finalize(self, _ended, self.process)
        self.pid = self.process.pid
        self.questions, self.answers = _descriptors(self.process)
        try:
            hello = json.loads(self._received(time.monotonic() + START_SECONDS))
        except (frames.Gone, TimeoutError):
            self.end()
            raise
        self.confinement = str(hello["confinement"])
        self.gaps = tuple(map(str, hello["gaps"]))

    def ask(self, part: Part, deadline: float) -> tuple[str, bytes]:
        """Return how the reading of a part ended, and the reading."""
        frames.send(self.questions, wire.part_header(part), deadline)
        frames.send(self.questions, part.payload, deadline)
        return self._received(deadline).decode("utf-8", "replace"), self._received(deadline)

    def _received(self, deadline: float) -> bytes:
        return frames.receive(self.answers, wire.MAX_READING, deadline)


def _descriptors(process: subprocess.Popen[bytes]) -> tuple[int, int]:
    if process.stdin is None or process.stdout is None:
        raise OSError("no pipes to the reader process")
    for pipe in (process.stdin, process.stdout):
        os.set_blocking(pipe.fileno(), False)
    return process.stdin.fileno(), process.stdout.fileno()


def _ended(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait()
    for pipe in (process.stdin, process.stdout):
        if pipe:
            pipe.close()
