"""The daemon: which work runs when, signals, and the lease.

APScheduler keeps a handful of static ticks in memory; they only wake the bot. What is due is rows
in the database, so a tick that is late, doubled or missed does nothing wrong. One worker thread
runs all ticks, one after another: mailbox, store and mailer are never used by two at once.

A mail server's hint that mail came (`bot.app.doorbell`) only brings the next poll forward.

STANDARDS: SIGTERM and SIGINT finish the mail at hand and end with status 0; a second one ends now.
SIGHUP takes rules and letters anew between two ticks; bad ones change nothing. What looks after the
daemon (alerts, watchdog, metrics: `bot.wiring.duty`) shares no thread with the work.
DIAGNOSTICS: exit status 75 (EX_TEMPFAIL) when another process holds the lease.
"""

import os
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType

import structlog
from apscheduler.events import EVENT_JOB_ERROR, EVENT_JOB_EXECUTED, JobExecutionEvent
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler

from bot.app.pulse import Pulse
from bot.app.round import Round
from bot.config import Config
from bot.edges.supervisor import Supervisor
from bot.errors import BadInput, Problem, StoreBusy
from bot.ports import Lease, Store
from bot.wiring import opened_round, read_config
from bot.wiring.doorbells import listening
from bot.wiring.duty import fed, tell_of_failed_start, watched

OUTBOX_SECONDS = 20
"""How often deferred mail is looked at; replies go out with the poll that made them."""

DUE_SECONDS = 300
"""How often the ledger, reminders and the digest are looked at."""

SIGNAL_SECONDS = 1.0
"""How often the mark of a SIGHUP is looked for."""

STANDBY_SECONDS = 2
"""How long one that stands by waits between two trials to take over."""

OK, FAILED, TRY_LATER = 0, 1, 75

log = structlog.get_logger()


def run(path: Path | None, *, once: bool, shadow: bool) -> int:
    """Run the daemon, or one round of its work; return the exit status.

    Raises:
        BadInput: the configuration cannot be used, or lacks what only the daemon needs.
    """
    config = read_config(path)
    stop = threading.Event()
    try:
        _refuse(config.lacking())
        with opened_round(config, shadow=shadow, stop=stop.is_set) as work:
            if once:
                return run_once(work.store, work)
            return run_forever(work.store, work, stop, config)
    except Exception as error:
        if not once:
            _tell(config, error)
        raise


def _refuse(problems: tuple[Problem, ...]) -> None:
    if problems:
        raise BadInput(problems)


def _tell(config: Config, error: Exception) -> None:
    """Tell whoever is on duty; a bug in that must not hide why the daemon ends."""
    try:
        tell_of_failed_start(config, error)
    except Exception:
        log.exception("nobody could be told")


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


def run_forever(store: Store, work: Round, stop: threading.Event, config: Config) -> int:
    """Work until told to stop; return the exit status. With workers, wait to take over first."""
    with _signals(stop) as reload, fed(work.pulse) as supervisor:
        if config.workers:
            supervisor.ready("standing by")
        lease = _awaited(store, stop, work.pulse) if config.workers else _lease(store)
        if lease is None:
            return OK if stop.is_set() else TRY_LATER
        try:
            work.start()
            with watched(config, work):
                scheduler = _scheduler(work, config.mailbox.poll_seconds)
                scheduler.start()
                supervisor.ready("working")
                log.info("started", pid=os.getpid(), poll_seconds=config.mailbox.poll_seconds)
                with listening(config, work.clock, lambda: _ring(work, scheduler)):
                    _wait(stop, reload, lambda: _reload(work, scheduler, supervisor))
                    supervisor.stopping()
                scheduler.shutdown(wait=True)
            log.info("stopped")
            return OK
        finally:
            lease.release()


def _wait(stop: threading.Event, reload: list[int], act: Callable[[], None]) -> None:
    """Wait until told to stop; act whenever told to reload.

    A signal handler may do little, so it leaves a mark that is looked for every second.
    """
    while not stop.wait(SIGNAL_SECONDS):
        if reload:
            reload.clear()
            act()


def _reload(work: Round, scheduler: BackgroundScheduler, supervisor: Supervisor) -> None:
    """Let the worker take rules and letters anew, between two ticks."""

    def reload() -> None:
        supervisor.reloading()
        taken = work.reload()
        supervisor.ready("working" if taken else "the old rules and letters stay: see the log")

    scheduler.add_job(reload, id="reload", name="reload", replace_existing=True)


def _ring(work: Round, scheduler: BackgroundScheduler) -> None:
    """Read the inboxes as soon as the worker is free; a poll that waits already is enough."""
    scheduler.add_job(work.poll, id="hint", name="hint", replace_existing=True)


def _awaited(store: Store, stop: threading.Event, pulse: Pulse) -> Lease | None:
    """Return the lease once its holder has ended; None when told to stop before that."""
    owner, told = _owner(), False
    while not stop.wait(STANDBY_SECONDS if told else 0):
        pulse.beat()
        with suppress(StoreBusy):
            if lease := store.acquire_lease("pobot", owner):
                return lease
        if not told:
            log.info("standing by: another pobot works on this database", owner=owner)
        told = True
    return None


def _lease(store: Store) -> Lease | None:
    lease = store.acquire_lease("pobot", _owner())
    if lease is None:
        log.error("another pobot works on this database; this one ends")
    return lease


def _owner() -> str:
    return f"{socket.gethostname()}:{os.getpid()}"


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
    scheduler.add_listener(lambda event: _ended(work, event), EVENT_JOB_ERROR | EVENT_JOB_EXECUTED)
    return scheduler


def _ended(work: Round, event: JobExecutionEvent) -> None:
    """Note how a tick ended: an exception that gets as far as this is a bug, and is told."""
    part = f"tick {event.job_id}"
    if event.exception is None:
        work.pulse.worked(part)
        return
    work.pulse.failed(part, event.exception, work.clock.now())
    log.error("a tick failed", tick=event.job_id, exc_info=event.exception)


@contextmanager
def _signals(stop: threading.Event) -> Iterator[list[int]]:
    """Give the marks that SIGHUP leaves; let SIGTERM and SIGINT set `stop`."""
    marks: list[int] = []

    def mark(signum: int, _frame: FrameType | None) -> None:
        marks.append(signum)

    def ask(signum: int, _frame: FrameType | None) -> None:
        if stop.is_set():
            os._exit(FAILED)
        log.info("stopping after the mail at hand", signal=signal.Signals(signum).name)
        stop.set()

    before = {s: signal.signal(s, ask) for s in (signal.SIGTERM, signal.SIGINT)}
    before[signal.SIGHUP] = signal.signal(signal.SIGHUP, mark)
    try:
        yield marks
    finally:
        for signum, handler in before.items():
            signal.signal(signum, handler)
