"""pobot's own sides: what it fetches, and everything from the fetch to the queued answer."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.clock import NOW, FixedClock
from bench.inbox import letters
from bench.peers import Target, Timed
from bot.app.bookkeeping import import_if_changed
from bot.app.judgement import judge
from bot.app.round import Round
from bot.config import Config
from bot.domain.message import Location, Part, RawMessage
from bot.wiring import open_mailbox, opened_round, read_config

SIZE_LIMIT = 25_000_000


def fetch(target: Target, folder: Path) -> Timed:
    """List and fetch every mail through the adapter, and keep none."""
    del folder
    mailbox = open_mailbox(_config(target).mailbox)
    began = time.perf_counter()
    mailbox.uid_validity()
    arrivals = mailbox.arrivals(0)
    count = sum(1 for _ in mailbox.fetch(arrivals, SIZE_LIMIT))
    mailbox.close()
    return count, time.perf_counter() - began


def pipeline(target: Target, folder: Path) -> Timed:
    """Fetch, store, parse, read, decide, write the answers and queue them, all of it durable."""
    del folder
    with _round(target) as work:
        began = time.perf_counter()
        work.intake.fetch()
        count = work.intake.settle()
        return count, time.perf_counter() - began


def opened(target: Target, folder: Path) -> Timed:
    """Do all that comes before the first mail, and nothing else."""
    del folder
    with _round(target):
        return 0, 0.0


def filed(target: Target, folder: Path) -> Timed:
    """Do the same, and move every mail to its folder on the server."""
    del folder
    with _round(target) as work:
        began = time.perf_counter()
        count = work.intake.poll()
        return count, time.perf_counter() - began


@contextmanager
def _round(target: Target) -> Iterator[Round]:
    """Give a daemon's work as it stands once the daemon runs: rules compiled, ledger read."""
    with opened_round(_config(target), clock=FixedClock()) as work:
        import_if_changed(work.ledger, work.store, work.clock)
        lease = work.store.acquire_lease("pobot", "bench")
        assert lease is not None  # noqa: S101 - nobody else has this database
        _warm_up(work)
        yield work
        lease.release()


def _warm_up(work: Round) -> None:
    """Judge one mail, which compiles the rules and starts the reader process; keep nothing."""
    (letter,) = letters(1)
    place = Location("warm", 1, 1)
    raw = RawMessage(place, letter.received_at, letter.source, len(letter.source))
    judge(raw, work.store.snapshot(), work.intake.desk, NOW.date())
    work.intake.desk.readers.read((Part("1", "text/html", "", b"<p>one</p>"),))


def _config(target: Target) -> Config:
    return read_config(Path(target.config))
