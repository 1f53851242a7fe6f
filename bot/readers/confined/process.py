"""The zygote, seen from the daemon: started when it is first needed, replaced when it is gone."""

import json
import os
import subprocess
import sys
import time
import weakref
from collections.abc import Mapping
from pathlib import Path

import bot
from bot.domain.message import Part
from bot.readers.confined import frames, wire

START_SECONDS = 30.0

QUIET = {"ORT_DISABLE_TELEMETRY": "1", "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
"""No library of the readers reports to anybody, or starts threads: forking is unsafe after that."""


class Kept:
    """A zygote that is kept between files. None exists before the first one.

    Args:
        options: what the zygote is told; see `zygote.Zygote`.
    """

    def __init__(self, options: Mapping[str, object]) -> None:
        self.options = json.dumps(options)
        self.zygote: Process | None = None

    def started(self) -> "Process | None":
        """Return the zygote; None where none can be started."""
        if self.zygote and self.zygote.process.poll() is not None:
            self.end()  # It was idle for long enough, or somebody killed it.
        if self.zygote is None:
            try:
                self.zygote = Process(self.options)
            except (OSError, frames.Gone, TimeoutError):
                return None
        return self.zygote

    def end(self) -> None:
        """End the zygote, if there is one."""
        if self.zygote:
            self.zygote.end()
            self.zygote = None


class Process:
    """A zygote that runs."""

    def __init__(self, options: str) -> None:
        self.process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
            [sys.executable, "-P", "-s", "-m", "bot.readers.confined.zygote", options],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            # No secret of the daemon's environment reaches the readers, and Ctrl-C in a terminal
            # stops the daemon, which then ends its zygote itself.
            env={"PYTHONPATH": str(Path(bot.__file__).parent.parent), "PYTHONUTF8": "1"} | QUIET,
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
