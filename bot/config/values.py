"""The configuration as the rest of the program sees it: frozen values, standard library only.

What each key means to the person who sets it stands in config.example.toml.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.config.oauth import PASSWORDLESS, OAuthConfig
from bot.config.operation import AlertsConfig, MetricsConfig, RetentionConfig
from bot.config.secret import Secret, password_in, secrets_in
from bot.domain.company import Company
from bot.domain.invoice_document import Seller
from bot.errors import Problem


@dataclass(frozen=True, slots=True)
class Folders:
    """Names of the folders that handled mail moves to, and of the one that holds sent mail."""

    processed: str
    review: str
    ignored: str
    sent: str


@dataclass(frozen=True, slots=True)
class MailboxConfig:
    """The billing inbox.

    Attributes:
        kind: "imap" or "maildir".
        path: of the Maildir; None for IMAP.
        port: as given, or the standard port of `security` (993, 143).
        security: "tls", "starttls" or "none".
        password: for login; empty where a token is used.
        oauth: where access tokens come from; None for a password or one of the following.
        token_command: prints an OAuth access token (XOAUTH2).
        token_file: holds one, renewed by somebody else.
        more_folders: others of this account that are read as well.
        size_limit: octets; of a larger mail only the headers are fetched.
        day_limit: octets that are fetched from each folder in a day.
        answer_since: mail older than this is booked or shown, never answered.
        idle: whether inboxes are asked to say at once when mail comes.
        copies_to_self: whether what we send also comes back to this inbox.
        timeout: seconds for any answer of the server.
    """

    kind: str
    path: Path | None
    host: str
    port: int
    security: str
    user: str
    password: Secret
    oauth: OAuthConfig | None
    token_command: tuple[str, ...]
    token_file: Path | None
    ca_file: Path | None
    folder: str
    more_folders: tuple[str, ...]
    folders: Folders
    poll_seconds: int
    size_limit: int
    day_limit: int
    answer_since: timedelta
    copies_to_self: bool
    idle: bool
    timeout: float


@dataclass(frozen=True, slots=True)
class SmtpConfig:
    """Our SMTP server. An empty `host` means none; an empty `user` means no login.

    Letters come from the inbox, so that answers
    reach it. `visible_after` is how long the Sent folder may take to show a mail.
    """

    host: str
    port: int
    security: str
    user: str
    password: Secret
    oauth: OAuthConfig | None
    token_command: tuple[str, ...]
    token_file: Path | None
    ca_file: Path | None
    visible_after: timedelta
    timeout: float


@dataclass(frozen=True, slots=True)
class AccountsConfig:
    """Who gets digests, and at which local time.

    `managers` says whether project and account managers get one of their own work.
    `country` (ISO 3166-1 alpha-2) and `subdivision` say which holidays are ours.
    """

    digest_to: tuple[str, ...]
    managers: bool
    digest_time: time
    timezone: ZoneInfo
    country: str
    subdivision: str


@dataclass(frozen=True, slots=True)
class ReadersConfig:
    """How attachments are read. `timeout` in seconds, `memory` in megabytes, per file."""

    confinement: str
    timeout: float
    memory: int


@dataclass(frozen=True, slots=True)
class RemindersConfig:
    """Whether reminders go out, and by which procedure of rules/.

    More letters than `most_at_once` in one run are held for a person. `instead` names the procedure
    of single clients, engagements or invoices, "none" for no letters; `statements` the clients that
    wish a statement of account every month.
    """

    enabled: bool
    procedure: str
    most_at_once: int
    instead: Mapping[str, str]
    statements: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GatesConfig:
    """How many days before its start a shut gate is spoken of; the day of the start always is."""

    days: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class BlanketsConfig:
    """When to warn of a blanket order: at so many percent used, and so many days before its end."""

    percent: tuple[int, ...]
    days: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class InvoicesConfig:
    """Invoices going out.

    Attributes:
        send: false lays them ready for accounts.
        folder: where they lie ready.
        supplied: folder of PDFs that go as they are, each named NUMBER.pdf; None for none.
    """

    send: bool
    folder: Path
    supplied: Path | None


@dataclass(frozen=True, slots=True)
class LogConfig:
    """`level`: debug, info, warning or error. `format`: text or json."""

    level: str
    format: str


@dataclass(frozen=True, slots=True)
class Config:
    """Everything that is configured.

    Attributes:
        path: the file it came from; None for the values of config.example.toml.
        database: SQLAlchemy URL; may hold a password, so it is not in `repr`.
        ledger: folder of the CSV files.
        write_back: folder that gets the ledger after every change of it; None for none.
        send: false decides and records, and sends nothing (shadow).
        workers: whether other processes, `pobot worker`, decide the mails.
        stop_file: nothing is sent while this file is there; None for no such file.
        rules: folder used instead of the rules that come with pobot; None for these.
        templates: the same for letters.
        inboxes: those that are read besides `mailbox`, each with its name in the file.
        seller: ourselves as invoices name us; empty where not configured.
    """

    path: Path | None
    database: str = field(repr=False)
    ledger: Path
    write_back: Path | None
    send: bool
    workers: bool
    stop_file: Path | None
    rules: Path | None
    templates: Path | None
    company: Company
    seller: Seller
    mailbox: MailboxConfig
    inboxes: tuple[tuple[str, MailboxConfig], ...]
    smtp: SmtpConfig
    accounts: AccountsConfig
    readers: ReadersConfig
    reminders: RemindersConfig
    gates: GatesConfig
    invoices: InvoicesConfig
    blankets: BlanketsConfig
    alerts: AlertsConfig
    metrics: MetricsConfig
    retention: RetentionConfig
    log: LogConfig

    @property
    def secrets(self) -> tuple[str, ...]:
        """Return every password in it, for whoever must keep them out of something."""
        return (*secrets_in(self), *password_in(self.database))

    def lacking(self) -> tuple[Problem, ...]:
        """Return what `pobot run` needs and reading a mail from a file does not."""
        file = self.path or Path("config.toml")
        return tuple(Problem(file, 0, what, key) for key, what in self._lacking())

    def _lacking(self) -> Iterator[tuple[str, str]]:
        smtp = self.smtp
        read: set[tuple[object, ...]] = set()
        for key, box in self.every_inbox():
            yield from _lacks(key, box)
            for folder in (box.folder, *box.more_folders):
                place = (box.host or box.path, box.port, box.user, folder.casefold())
                if place in read:
                    yield key, f"{folder} is read already"
                read.add(place)
        if smtp.user:
            yield from _lacks_login("smtp", smtp)
        if not self.accounts.digest_to:
            yield "accounts.digest_to", "nobody gets the digest"

    def every_inbox(self) -> Iterator[tuple[str, MailboxConfig]]:
        """Yield the first inbox and the further ones, each with its section in the file."""
        yield "mailbox", self.mailbox
        yield from ((f"inbox.{name}", box) for name, box in self.inboxes)


def _lacks(key: str, box: MailboxConfig) -> Iterator[tuple[str, str]]:
    if box.kind == "imap":
        yield from _lacks_login(key, box)
        if PASSWORDLESS.fullmatch(box.host) and box.password:
            yield f"{key}.password", f"{box.host} takes none: see docs/oauth.md"
    read = {folder.casefold() for folder in (box.folder, *box.more_folders)}
    for name in ("processed", "review", "ignored"):
        if getattr(box.folders, name).casefold() in read:
            yield f"{key}.folders.{name}", "is the inbox itself: handled mail must leave it"


def _lacks_login(name: str, server: MailboxConfig | SmtpConfig) -> Iterator[tuple[str, str]]:
    if server.oauth is not None:
        yield from server.oauth.lacking()
    elif not (server.password or server.token_command or server.token_file):
        yield f"{name}.password", "no password and no token: see config.example.toml"
