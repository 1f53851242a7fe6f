"""Reads any folder of mail, and says what is slow, large, empty or broken: `make sweep DIR=...`.

Every file is taken as a mail, an mbox as several, whatever its name: what is none must do no harm
either. Nothing is decided or stored. A failure is an exception, more than a second of CPU or 150 MB
of memory in the reading process, and a mail with text in it of which nothing was read.
"""

import resource
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import Message as StdlibMessage
from pathlib import Path

from bot.app.judgement import Desk, extraction, open_mail
from bot.domain.message import Layer, Location, RawMessage
from bot.wiring import open_desk, read_config

MAX_CPU_SECONDS = 1.0
MAX_MEGABYTES = 150.0
COUNTED = ("mails", "automatic", "with problems", "with PO numbers")
FRAGMENT = "message/partial"
USUAL_FIELDS = ("from", "to", "subject", "date", "received", "message-id")
MANY_WORDS = 5
"""A text of fewer words may be a caption, a name or white space in disguise."""


@dataclass(slots=True)
class Sweep:
    """What was seen of one folder of mail."""

    counts: Counter[str] = field(default_factory=Counter)
    slowest: tuple[float, str] = (0.0, "")
    failures: list[str] = field(default_factory=list)
    hits: list[str] = field(default_factory=list)
    answerable: list[str] = field(default_factory=list)


def swept(folder: Path, desk: Desk) -> Iterator[tuple[str, Sweep]]:
    """Yield each folder directly below with what was seen in it, or the folder itself."""
    for one in sorted(path for path in folder.iterdir() if path.is_dir()) or [folder]:
        sweep = Sweep()
        for file in sorted(path for path in one.rglob("*") if path.is_file()):
            for name, source in mails(file, str(file.relative_to(folder))):
                _look(source, name, desk, sweep)
        yield one.name, sweep


def mails(file: Path, name: str) -> Iterator[tuple[str, bytes]]:
    """Yield the mails of a file: one, or those of an mbox (RFC 4155), each by its name."""
    source = file.read_bytes()
    parts = b"\n".join([b"", source]).split(b"\nFrom ") if source.startswith(b"From ") else []
    if len(parts) < 3:
        yield name, source
        return
    for number, part in enumerate(parts[1:], 1):
        yield f"{name}:{number}", part.partition(b"\n")[2]


def _look(source: bytes, name: str, desk: Desk, sweep: Sweep) -> None:
    sweep.counts["mails"] += 1
    raw = RawMessage(Location("sweep", 1, 1), datetime.now(UTC), source, len(source))
    before, started = _megabytes(), time.process_time()
    try:
        mail = open_mail(raw, desk)
        found = extraction(mail, desk)
    except Exception as error:  # noqa: BLE001 - finding these is what a sweep is for
        sweep.failures.append(f"{name}: {type(error).__name__}: {error}")
        return
    seconds = time.process_time() - started
    sweep.slowest = max(sweep.slowest, (seconds, name))
    if seconds > MAX_CPU_SECONDS:
        sweep.failures.append(f"{name}: {seconds:.1f} s of CPU")
    if _megabytes() > max(MAX_MEGABYTES, before):
        sweep.failures.append(f"{name}: {_megabytes():.0f} MB")
    texts = [p.text for p in mail.passages if p.layer is not Layer.SUBJECT]
    if not any(text.strip() for text in texts) and _has_text(source):
        sweep.failures.append(f"{name}: nothing was read of its text")
    if mail.screening.automatic is None:
        sweep.answerable.append(name)
    sweep.counts["automatic"] += mail.screening.automatic is not None
    sweep.counts["with problems"] += any(reading.problem for reading in mail.readings)
    sweep.counts["with PO numbers"] += bool(found.understanding.po_numbers)
    sweep.hits += [f"{name}: {number}" for number in found.understanding.po_numbers]


def _megabytes() -> float:
    """Return the most memory that this process has ever had."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _has_text(source: bytes) -> bool:
    """Say whether the standard library finds words in a text part of what is a mail at all.

    A fragment of another mail (message/partial, RFC 2046 5.2.2) has no text of its own.
    """
    with suppress(Exception):
        mail = message_from_bytes(source)
        if any(mail[name] for name in USUAL_FIELDS) and mail.get_content_type() != FRAGMENT:
            return any(map(_words, mail.walk()))
    return False


def _words(part: StdlibMessage) -> bool:
    if part.get_content_type() != "text/plain" or part.get_filename():
        return False
    payload = part.get_payload(decode=True)
    words = payload.split() if isinstance(payload, bytes) else []
    return sum(word.isalpha() for word in words) >= MANY_WORDS


def main(folder: str) -> int:
    """Print what was seen; fail where something failed."""
    failed = 0
    with open_desk(read_config(None)) as desk:
        for name, sweep in swept(Path(folder), desk):
            counts = ", ".join(f"{sweep.counts[key]} {key}" for key in COUNTED)
            seconds, slowest = sweep.slowest
            print(f"{name}: {counts}; slowest {seconds * 1000:.0f} ms ({slowest})")
            for line in sweep.failures:
                print(f"  FAILED {line}")
            for line in sweep.hits:
                print(f"  PO number {line}")
            failed += len(sweep.failures)
    print(f"{failed} failures; at most {_megabytes():.0f} MB")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
