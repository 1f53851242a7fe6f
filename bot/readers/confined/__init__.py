"""Reads attachments in a child process that has nothing to steal and nowhere to go.

A file from a stranger meets native code (pdfium, lexbor). So a helper process, the zygote, imports
the readers once and forks a child per file, which is locked in before it looks at the file (see
`sandbox`) and ends after it. A crash, an endless loop or a memory bomb costs that one attachment.
Measured: some 4 ms a file on top of reading it; a fresh Python would cost 175 ms.

Pictures have a zygote of their own, which holds the models (180 MB). It is started when the first
picture comes, and ends when none came for five minutes. A file goes there in a second step: if what
was read of it says that there are pages which are pictures.
"""

import threading
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from bot.domain.message import Part, Reading
from bot.readers import cleaned, plain
from bot.readers._engine import is_installed
from bot.readers.confined import frames, wire
from bot.readers.confined.process import Kept, Process

MEGABYTE = 1_000_000
GRACE_SECONDS = 5.0
"""What the zygote gets on top of a child's time before it is itself taken to hang."""

ATTEMPTS = 2
"""A zygote that somebody killed is replaced, and the file read again, once."""

STOPPED = "the reader process stopped"

IDLE_SECONDS = 300.0
"""So long the models stay in memory after the last picture; loading them takes a second."""


class ConfinedReaders:
    """The port `Readers`, confined. Safe to share between threads; files are read one by one.

    Args:
        confinement: "required" reads nothing where the sandbox is not in force; "best_effort"
            reads with resource limits only, where the kernel offers no more.
        timeout: seconds of wall clock, and of CPU, per file.
        memory: megabytes per file: of address space; for pictures, of memory beside the models.
        largest: bytes; a larger file is not read.
        extra_readers: reader modules outside the package, by file. For tests of hostile files.
        sandbox: false leaves the kernel's part out. For tests of what happens then.
        idle: seconds after which the zygote of pictures ends. For tests.
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
        idle: float = IDLE_SECONDS,
    ) -> None:
        self.required = confinement == "required"
        self.timeout = timeout
        self.largest = largest
        options = {
            "timeout": timeout,
            "memory": memory * MEGABYTE,
            "extra": [str(path) for path in extra_readers],
            "sandbox": sandbox,
        }
        self._lock = threading.Lock()
        self._texts = Kept(options)
        self._pictures = Kept(options | {"idle": idle})

    @property
    def confinement(self) -> str:
        """Return "sandboxed", "limited", or "none" where no child can be started at all."""
        with self._lock:
            child = self._texts.started()
            return child.confinement if child else "none"

    @property
    def gaps(self) -> tuple[str, ...]:
        """Return what the self-test could do that it should not; empty when sandboxed."""
        with self._lock:
            child = self._texts.started()
            return child.gaps if child else ("no child process",)

    @property
    def pictures(self) -> bool:
        """Return whether pictures are read: whether the extra `ocr` is installed."""
        return is_installed()

    def read(self, parts: Sequence[Part]) -> tuple[Reading, ...]:
        """Return one reading per part, in order. Never raises for bad content."""
        with self._lock:
            return tuple(self._read(part) for part in parts)

    def close(self) -> None:
        """End the zygotes; the next `read` starts another."""
        with self._lock:
            self._texts.end()
            self._pictures.end()

    def _read(self, part: Part) -> Reading:
        if len(part.payload) > self.largest:
            return Reading(part.path, problem=f"larger than {self.largest // MEGABYTE} MB")
        if part.media_type == "text/plain" and not part.attachment:
            # A mail's own text needs Python's codecs and no lock, and nearly every mail has one.
            pages = plain.read(part)
            return Reading(part.path, tuple(map(cleaned, pages.texts)), problem=pages.problem)
        reading = self._read_by(self._texts, part)
        if self.pictures and _has_pictures(reading):
            return _completed(reading, self._read_by(self._pictures, part))
        return reading

    def _read_by(self, kept: Kept, part: Part) -> Reading:
        for _ in range(ATTEMPTS):
            child = kept.started()
            if child is None:
                break
            if self.required and child.confinement != "sandboxed":
                return Reading(part.path, problem=wire.NOT_IN_FORCE)
            try:
                return self._asked(child, part)
            except frames.Gone:
                kept.end()
            except TimeoutError:
                kept.end()
                break
        return Reading(part.path, problem=STOPPED)

    def _asked(self, child: Process, part: Part) -> Reading:
        outcome, record = child.ask(part, time.monotonic() + self.timeout + GRACE_SECONDS)
        if outcome != "read":
            return Reading(part.path, problem=outcome)
        try:
            return wire.reading_from(record, part.path)
        except ValueError:
            return Reading(part.path, problem="crashed the reader")


def _has_pictures(reading: Reading) -> bool:
    """Say whether pages of a file, or of what is inside it, are pictures that were not read."""
    return bool(reading.scanned) or any(member.reading.scanned for member in reading.inside)


def _completed(texts: Reading, pictures: Reading) -> Reading:
    """Return the reading with pictures; without them, where those cost it its reader."""
    if pictures.problem and not (pictures.pages or pictures.inside):
        return replace(texts, problem=pictures.problem)
    return pictures
