"""The one place where adapters are constructed and put together.

Each function imports what it needs, so that a command starts no more than it uses.
"""

import os
import secrets
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from bot.config import Config, MailboxConfig, SmtpConfig, load_config
from bot.errors import BadInput, Problem
from bot.resources import locate

if TYPE_CHECKING:
    from bot.app.digest import Digest
    from bot.app.intake import Intake
    from bot.app.invoicing import Invoicing
    from bot.app.judgement import Desk
    from bot.app.outbox import Outbox, OutboxSettings
    from bot.app.reminders import Reminders
    from bot.app.round import Round
    from bot.app.writeback import WriteBack
    from bot.domain.procedure import Procedure
    from bot.ledgers.csv import CsvLedger
    from bot.mail.security import Credentials, Endpoint
    from bot.mail.smtp import SmtpMailer
    from bot.ports import Clock, Mailbox, Store
    from bot.resources.templates import LoadedTemplates
    from bot.store.sql import SqlStore

SECRET = "message_id_secret"  # noqa: S105 - the name of a note, not what it holds
"""Name of the note with the key that our Message-IDs are derived with."""


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

    rules = load_rules(config.rules or locate("rules"))
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

    store = open_store(config.database)
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
    from bot.app.round import Round

    held = "" if config.send and not shadow else "shadow"
    now = clock or SystemClock()
    start_logging(config)
    with opened_store(config) as store, open_desk(config) as desk:
        parts = _Parts(config, store, desk, templates(config), now, held, stop)
        mailbox = open_mailbox(config.mailbox)
        try:
            yield Round(
                store=store,
                ledger=csv_ledger(config.ledger),
                intake=parts.intake(mailbox),
                invoicing=parts.invoicing,
                outbox=parts.outbox(mailbox),
                reminders=parts.reminders,
                digest=parts.digest,
                clock=now,
                write_back=parts.write_back,
                stop=stop,
            )
        finally:
            mailbox.close()


def start_logging(config: Config) -> None:
    """Send the log to standard error, as text or JSON. No body and no secret is ever logged."""
    import logging

    import structlog

    level = logging.getLevelNamesMapping()[config.log.level.upper()]
    logging.basicConfig(stream=sys.stderr, level=level, format="%(levelname)s %(name)s %(message)s")
    # At DEBUG imapclient would print whole mails; APScheduler reports every tick.
    logging.getLogger("imapclient").setLevel(max(level, logging.INFO))
    logging.getLogger("apscheduler").setLevel(max(level, logging.ERROR))
    logging.getLogger("alembic").setLevel(max(level, logging.WARNING))
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer()
            if config.log.format == "json"
            else structlog.dev.ConsoleRenderer(colors=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )


def today(config: Config) -> date:
    """Return the accounts team's local day."""
    return datetime.now(config.accounts.timezone).date()


# --- single adapters -----------------------------------------------------------------------------


def csv_ledger(folder: Path) -> "CsvLedger":
    """Return the ledger folder."""
    from bot.ledgers.csv import CsvLedger

    return CsvLedger(folder)


def open_mailbox(config: MailboxConfig) -> "Mailbox":
    """Return the configured mailbox, not connected yet."""
    from bot.ports import Filing

    folders = config.folders
    filing = {
        Filing.PROCESSED: folders.processed,
        Filing.REVIEW: folders.review,
        Filing.IGNORED: folders.ignored,
    }
    if config.kind == "maildir":
        from bot.mail.maildir import MaildirMailbox

        assert config.path is not None  # noqa: S101 - the schema checked it
        return MaildirMailbox("inbox", config.path, filing=filing, sent_folder=folders.sent)
    from bot.mail.imap import ImapMailbox

    return ImapMailbox(
        f"{config.user}/{config.folder}",
        _endpoint(config),
        _credentials(config),
        folder=config.folder,
        filing=filing,
        sent_folder=folders.sent,
        copies_to_self=config.copies_to_self,
    )


def open_mailer(config: SmtpConfig) -> "SmtpMailer":
    """Return the configured SMTP server, not connected yet."""
    from bot.mail.smtp import SmtpMailer

    return SmtpMailer(_endpoint(config), _credentials(config) if config.user else None)


def templates(config: Config) -> "LoadedTemplates":
    """Return the letters, those of the configured folder in place of the shipped ones."""
    from bot.resources.templates import load_templates

    return load_templates(locate("templates"), [config.templates] if config.templates else [])


def procedures(config: Config, letters: "LoadedTemplates") -> "Mapping[str, Procedure]":
    """Return the dunning procedures by name; each letter that they name must be there."""
    from bot.resources.procedures import load_procedures

    folder = (config.rules or locate("rules")) / "dunning"
    found = load_procedures(folder, letters.names())
    if config.reminders.procedure not in found:
        what = f"there is no procedure {config.reminders.procedure}; there are {', '.join(found)}"
        file = config.path or Path("config.toml")
        raise BadInput((Problem(file, 0, what, "reminders.procedure"),))
    return found


# --- putting together ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Parts:
    """What use cases are made of."""

    config: Config
    store: "SqlStore"
    desk: "Desk"
    letters: "LoadedTemplates"
    clock: "Clock"
    held: str
    stop: Callable[[], bool]

    @property
    def invoicing(self) -> "Invoicing":
        from bot.app.invoicing import Invoicing

        return Invoicing(self.store, self.clock, self.config.accounts.timezone)

    @property
    def write_back(self) -> "WriteBack | None":
        from bot.app.writeback import WriteBack

        folder = self.config.write_back
        return WriteBack(self.store, csv_ledger(folder)) if folder else None

    @property
    def reminders(self) -> "Reminders":
        from bot.app.reminders import Reminders, ReminderSettings

        config = self.config
        procedure = procedures(config, self.letters)[config.reminders.procedure]
        settings = ReminderSettings(
            procedure,
            config.accounts.timezone,
            _secret(self.store),
            country=config.accounts.country,
            subdivision=config.accounts.subdivision,
            held_because=self.held,
            most_at_once=config.reminders.most_at_once,
            enabled=config.reminders.enabled,
        )
        return Reminders(self.store, self.letters, config.company, self.clock, settings)

    @property
    def digest(self) -> "Digest":
        from bot.app.digest import Digest, DigestSettings

        config = self.config
        settings = DigestSettings(
            config.accounts.digest_to,
            config.accounts.timezone,
            _secret(self.store),
            at=config.accounts.digest_time,
            country=config.accounts.country,
            subdivision=config.accounts.subdivision,
            held_because=self.held,
        )
        return Digest(
            self.store, self.letters, config.company, self.clock, settings, self.reminders
        )

    def intake(self, mailbox: "Mailbox") -> "Intake":
        from bot.app.intake import Intake, IntakeSettings

        config = self.config
        settings = IntakeSettings(
            size_limit=config.mailbox.size_limit,
            answer_within=config.mailbox.answer_since,
            timezone=config.accounts.timezone,
            secret=_secret(self.store),
            held_because=self.held,
        )
        return Intake(mailbox, self.store, self.desk, self.letters, self.clock, settings, self.stop)

    def outbox(self, mailbox: "Mailbox") -> "Outbox":
        from bot.app.outbox import Outbox

        settings = outbox_settings(self.config, shadow=bool(self.held))
        mailer = open_mailer(self.config.smtp)
        return Outbox(self.store, mailer, mailbox, self.clock, settings, self.stop)


def outbox_settings(config: Config, *, shadow: bool) -> "OutboxSettings":
    """Return what is configured about sending; in shadow nothing is sent, whatever it says."""
    from bot.app.outbox import OutboxSettings

    return OutboxSettings(
        send=config.send and not shadow,
        stop_file=config.stop_file,
        timezone=config.accounts.timezone,
        visible_after=config.smtp.visible_after,
    )


def _secret(store: "Store") -> bytes:
    """Return the key of our Message-IDs; made once, and kept with the data it belongs to."""
    known = store.note(SECRET)
    if not known:
        known = secrets.token_hex(32)
        store.put_note(SECRET, known)
    return bytes.fromhex(known)


def _endpoint(config: MailboxConfig | SmtpConfig) -> "Endpoint":
    from bot.mail.security import Endpoint, Security

    return Endpoint(
        config.host,
        config.port,
        Security(config.security),
        config.ca_file,
        read_timeout=config.timeout,
    )


def _credentials(config: MailboxConfig | SmtpConfig) -> "Credentials":
    from bot.mail.security import Credentials, TokenCommand, TokenFile

    token: TokenCommand | TokenFile | None = None
    if config.token_command:
        token = TokenCommand(config.token_command)
    elif config.token_file:
        token = TokenFile(config.token_file)
    return Credentials(config.user, config.password.reveal(), token)
