"""The daemon: which work runs when, signals, and the lease.

APScheduler keeps a handful of static ticks in memory; they only wake the bot. What is due is rows
in the database, so a tick that is late, doubled or missed does nothing wrong. One worker thread
runs all ticks, one after another: mailbox, store and mailer are never used by two at once.

STANDARDS: SIGTERM and SIGINT finish the mail at hand and end with status 0; a second one ends now.
DIAGNOSTICS: exit status 75 (EX_TEMPFAIL) when another process holds the lease.
"""

import os
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

import structlog
from apscheduler.events import EVENT_JOB_ERROR, JobExecutionEvent
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler

from bot.app.round import Round
from bot.errors import BadInput
from bot.ports import Lease, Store
from bot.wiring import opened_round, read_config

OUTBOX_SECONDS = 20
"""How often deferred mail is looked at; replies go out with the poll that made them."""

DUE_SECONDS = 300
"""How often the ledger, reminders and the digest are looked at."""

OK, FAILED, TRY_LATER = 0, 1, 75

log = structlog.get_logger()


def run(path: Path | None, *, once: bool, shadow: bool) -> int:
    """Run the daemon, or one round of its work; return the exit status.

    Raises:
        BadInput: the configuration cannot be used, or lacks what only the daemon needs.
    """
    config = read_config(path)
    if lacking := config.lacking():
        raise BadInput(lacking)
    stop = threading.Event()
    with opened_round(config, shadow=shadow, stop=stop.is_set) as work:
        if once:
            return run_once(work.store, work)
        return run_forever(work.store, work, stop, config.mailbox.poll_seconds)


def run_once(store: Store, work: Round) -> int:
    """Do everything that is due now; return the exit status."""
    lease = _lease(store)
    if lease is None:
        return TRY_LATER
    try:
        work.start()
        return OK if work.everything() else TRY_LATER
    finally:
        lease.release()


def run_forever(store: Store, work: Round, stop: threading.Event, poll_seconds: float) -> int:
    """Work until told to stop; return the exit status."""
    lease = _lease(store)
    if lease is None:
        return TRY_LATER
    try:
        work.start()
        with _signals(stop):
            scheduler = _scheduler(work, poll_seconds)
            scheduler.start()
            log.info("started", pid=os.getpid(), poll_seconds=poll_seconds)
            stop.wait()
            scheduler.shutdown(wait=True)
        log.info("stopped")
        return OK
    finally:
        lease.release()


def _lease(store: Store) -> Lease | None:
    owner = f"{socket.gethostname()}:{os.getpid()}"
    lease = store.acquire_lease("pobot", owner)
    if lease is None:
        log.error("another pobot works on this database; this one ends")
    return lease


def _scheduler(work: Round, poll_seconds: float) -> BackgroundScheduler:
    scheduler = BackgroundScheduler(
        executors={"default": ThreadPoolExecutor(max_workers=1)},
        job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        timezone="UTC",
    )
    ticks: tuple[tuple[str, Callable[[], object], float], ...] = (
        ("due", work.due, DUE_SECONDS),
        ("poll", work.poll, poll_seconds),
        ("outbox", work.send, OUTBOX_SECONDS),
    )
    for name, tick, seconds in ticks:
        scheduler.add_job(tick, "interval", seconds=seconds, id=name, name=name)
    scheduler.add_job(work.due, id="first", name="first")
    scheduler.add_listener(_report_bug, EVENT_JOB_ERROR)
    return scheduler


def _report_bug(event: JobExecutionEvent) -> None:
    log.error("a tick failed", tick=event.job_id, error=repr(event.exception))


@contextmanager
def _signals(stop: threading.Event) -> Iterator[None]:
    def ask(signum: int, _frame: FrameType | None) -> None:
        if stop.is_set():
            os._exit(FAILED)
        log.info("stopping after the mail at hand", signal=signal.Signals(signum).name)
        stop.set()

    before = {s: signal.signal(s, ask) for s in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for signum, handler in before.items():
            signal.signal(signum, handler)
