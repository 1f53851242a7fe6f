"""The one place where adapters are constructed and put together.

Each function imports what it needs, so that a command starts no more than it uses.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from bot.config import Config, load_config
from bot.errors import BadInput, Permanent, Problem
from bot.resources import locate
from bot.wiring.adapters import (
    csv_ledger,
    open_inboxes,
    open_mailbox,
    open_mailer,
    procedures,
    templates,
)
from bot.wiring.parts import Parts, outbox_settings

__all__ = [
    "SystemClock",
    "csv_ledger",
    "libpq",
    "open_crew",
    "open_desk",
    "open_mailbox",
    "open_mailer",
    "opened_intake",
    "opened_round",
    "opened_store",
    "outbox_settings",
    "procedures",
    "read_config",
    "start_logging",
    "templates",
    "today",
]

if TYPE_CHECKING:
    from bot.app.intake import Intake
    from bot.app.judgement import Desk
    from bot.app.round import Round
    from bot.ports import Clock, Crew
    from bot.store.sql import SqlStore


@dataclass(frozen=True, slots=True)
class SystemClock:
    """See `bot.ports.Clock`."""

    def now(self) -> datetime:
        """Return this moment, aware, UTC."""
        return datetime.now(UTC)


# --- what a command opens ------------------------------------------------------------------------


def read_config(path: Path | None) -> Config:
    """Return the configuration, or the values of config.example.toml without one."""
    return load_config(path, os.environ)


@contextmanager
def open_desk(config: Config) -> "Iterator[Desk]":
    """Give what mails are judged with; the confined child ends with the context."""
    from bot.app.judgement import Desk
    from bot.readers.confined import ConfinedReaders
    from bot.resources.rules import load_rules

    rules = load_rules(config.rules or locate("rules"), proven=config.rules is None)
    limits = config.readers
    readers = ConfinedReaders(limits.confinement, limits.timeout, limits.memory)
    try:
        yield Desk(config.company, rules, readers)
    finally:
        readers.close()


@contextmanager
def opened_store(config: Config) -> "Iterator[SqlStore]":
    """Give the store; its connections close with the context.

    Raises:
        BadInput: there is no configuration, so nobody said where the database is.
    """
    if config.path is None:
        what = "no configuration: name one with --config, or write one with `pobot init`"
        raise BadInput((Problem(Path("config.toml"), 0, what),))
    from bot.store.engine import open_store

    store = open_store(config.database, timezone=config.accounts.timezone)
    try:
        yield store
    finally:
        store.close()


@contextmanager
def opened_round(
    config: Config,
    *,
    clock: "Clock | None" = None,
    shadow: bool = False,
    stop: Callable[[], bool] = bool,
) -> "Iterator[Round]":
    """Give everything the daemon does, put together.

    Args:
        config: the configuration.
        clock: the time of day; the system's without.
        shadow: send nothing, whatever the configuration says.
        stop: says whether to end after the mail at hand.
    """
    from bot.app.pulse import Pulse
    from bot.app.round import Round
    from bot.wiring.renewal import renewal

    held = "" if config.send and not shadow else "shadow"
    pulse = Pulse()
    now = clock or SystemClock()
    start_logging(config)
    with opened_store(config) as store, open_desk(config) as desk:
        parts = Parts(config, store, desk, templates(config), now, held, stop, pulse)
        inboxes = open_inboxes(config)
        mailbox = next(iter(inboxes))
        crew = open_crew(config, store, stop)
        try:
            work = Round(
                store=store,
                ledger=csv_ledger(config.ledger),
                intake=parts.intake(mailbox, crew, inboxes),
                gates=parts.gates,
                invoicing=parts.invoicing,
                issuing=parts.issuing,
                outbox=parts.outbox(mailbox),
                reminders=parts.reminders,
                top_ups=parts.top_ups,
                blankets=parts.blankets,
                policy_questions=parts.policy_questions,
                follow_ups=parts.follow_ups,
                missing_contacts=parts.missing_contacts,
                digest=parts.digest,
                clock=now,
                write_back=parts.write_back,
                retention=parts.retention,
                stop=stop,
                pulse=pulse,
            )
            work.renew = renewal(work, parts)
            yield work
        finally:
            for each, archives in inboxes.items():
                for opened in (each, *archives):
                    opened.close()
            if crew is not None:
                crew.close()


@contextmanager
def opened_intake(config: Config, *, shadow: bool = False) -> "Iterator[Intake]":
    """Give what a worker decides mails with; it never looks at the mailbox."""
    held = "" if config.send and not shadow else "shadow"
    start_logging(config)
    with opened_store(config) as store, open_desk(config) as desk:
        parts = Parts(config, store, desk, templates(config), SystemClock(), held, bool)
        yield parts.intake(open_mailbox(config.mailbox))


def open_crew(config: Config, store: "SqlStore", stop: Callable[[], bool]) -> "Crew | None":
    """Return who decides the mails instead of this process; None where it does so itself.

    Raises:
        Permanent: the extra `scale` is not installed.
    """
    if not config.workers:
        return None
    try:
        from bot.scale import ProcrastinateCrew
    except ModuleNotFoundError as error:
        raise Permanent("workers need the queue: pip install 'pobot[scale]'") from error
    return ProcrastinateCrew(libpq(config.database), store, stop)


def libpq(database: str) -> str:
    """Return a PostgreSQL address as PostgreSQL's own library takes it."""
    scheme, _, rest = database.partition("://")
    return f"{scheme.partition('+')[0]}://{rest}"


def start_logging(config: Config) -> None:
    """Send the log to standard error, as text or JSON. No body and no secret is ever logged."""
    from bot.edges.logs import start_logging as start

    start(config.log.level, config.log.format, config.secrets)


def today(config: Config) -> date:
    """Return the accounts team's local day."""
    return datetime.now(config.accounts.timezone).date()
