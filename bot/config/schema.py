"""What config.toml may hold: types, defaults and limits, for pydantic.

Imported only when a configuration is loaded, so that `pobot --version` stays fast. Messages name
no value: it may be a secret.
"""

import re
import shlex
from datetime import time, timedelta
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    SecretStr,
    ValidationInfo,
    model_validator,
)

from bot.config.section import Section, wrong
from bot.config.seller import SellerSection

PORTALS = (
    "ansmtp.ariba.com",
    "eusmtp.ariba.com",
    "smtp.mn1.ariba.com",
    "coupahost.com",
    "jaggaer.com",
    "sciquest.com",
    "tradeshift.com",
    "basware.com",
    "concursolutions.com",
    "coupa.com",
    "elcom.com",
    "gep.com",
    "ivalua.app",
    "ivalua.com",
    "myworkday.com",
    "notification.intuit.com",
    "oracle-mail.com",
    "oraclecloud.com",
    "cloud.oracle.com",
    "pagero.com",
    "pecosipm.com",
    "post.xero.com",
    "precoro.com",
    "procurify.com",
    "proactis.com",
    "proactisservices.com",
    "sent-via.netsuite.com",
    "unimarket.com",
    "wax-live.com",
    "ziphq.com",
)
"""Domains from which procurement platforms write in their customers' names."""

UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
DURATION = re.compile(r"(\d{1,6})\s*(s|m|h|d|w)(?:ec|in|our|ay|eek|econd|inute)?s?", re.IGNORECASE)
SIZE = re.compile(r"(\d{1,9})\s*(KB|MB|GB)?", re.IGNORECASE)
BYTES = {"": 1, "KB": 1_000, "MB": 1_000_000, "GB": 1_000_000_000}
EMAIL = re.compile(r"[^\s@<>,;\"]+@[^\s@<>,;\"]+\.[^\s@<>,;\"]+")
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


def _duration(value: object) -> object:
    found = DURATION.fullmatch(value.strip()) if isinstance(value, str) else None
    if not found:
        raise ValueError('write a number and a unit, as "7 days" or "12 hours"')
    return timedelta(**{UNITS[found[2].lower()]: int(found[1])})


def _bytes(value: object) -> object:
    found = SIZE.fullmatch(str(value).strip()) if not isinstance(value, bool) else None
    if not found:
        raise ValueError('write a number of bytes, or as "25 MB"')
    return int(found[1]) * BYTES[(found[2] or "").upper()]


def _megabytes(value: object) -> object:
    return value if type(value) is int else int(str(_bytes(value))) // BYTES["MB"]


def _zone(value: object) -> object:
    try:
        return ZoneInfo(str(value))
    except (KeyError, ValueError, OSError) as error:
        raise ValueError("unknown time zone: write its name, as Europe/London") from error


def _time(value: object) -> object:
    if not isinstance(value, str) or not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", value):
        raise ValueError('write hours and minutes, as "08:30"')
    return time.fromisoformat(value)


def _words(value: object) -> object:
    return shlex.split(value) if isinstance(value, str) else value


def _email(value: str) -> str:
    if not EMAIL.fullmatch(value):
        raise ValueError("not an e-mail address")
    return value.lower()


def _domain(value: str) -> str:
    if "@" in value or "." not in value:
        raise ValueError("not a domain: write what follows the @, as example.com")
    return value.lower()


def _pattern(value: str) -> str:
    try:
        compiled = re.compile(value)
    except re.error as error:
        raise ValueError(f"not a regular expression: {error}") from error
    if compiled.fullmatch(""):
        raise ValueError("matches the empty text, and so everything")
    return value


def _folder(info: ValidationInfo) -> Path:
    return Path((info.context or {})["folder"])


def _beside(value: Path, info: ValidationInfo) -> Path:
    """Read a relative path as relative to the configuration file."""
    return Path(_folder(info), value.expanduser())


def _folder_of(suffix: str) -> AfterValidator:
    def check(value: Path, info: ValidationInfo) -> Path:
        folder = _beside(value, info)
        if not folder.is_dir():
            raise ValueError(f"there is no folder {folder}")
        if not any(folder.glob(f"*{suffix}")):
            raise ValueError(f"the folder {folder} holds no {suffix} file")
        return folder

    return AfterValidator(check)


def _database(value: str, info: ValidationInfo) -> str:
    scheme, separator, rest = value.partition("://")
    if not separator or scheme.partition("+")[0] not in {"sqlite", "postgresql"}:
        raise ValueError("write sqlite:///FILE or postgresql://USER@HOST/NAME")
    if scheme == "postgresql":
        return f"postgresql+psycopg://{rest}"
    if scheme == "sqlite" and rest.startswith("/") and rest not in {"/", "/:memory:"}:
        return f"sqlite:///{Path(_folder(info), rest[1:])}"
    return value


Email = Annotated[str, AfterValidator(_email)]
Domain = Annotated[str, AfterValidator(_domain)]
Pattern = Annotated[str, AfterValidator(_pattern)]
Duration = Annotated[timedelta, BeforeValidator(_duration)]
Bytes = Annotated[int, BeforeValidator(_bytes), Field(ge=10_000)]
Megabytes = Annotated[int, BeforeValidator(_megabytes), Field(ge=150)]
Words = Annotated[tuple[str, ...], BeforeValidator(_words)]
Beside = Annotated[Path, AfterValidator(_beside)]
Text = Annotated[str, Field(min_length=1)]
Port = Annotated[int, Field(ge=0, le=65535)]
Seconds = Annotated[float, Field(gt=0, le=3600)]
Security = Literal["tls", "starttls", "none"]


class Series(Section):
    """Patterns of our own numbers."""

    invoice: Pattern = r"PR-\d{4}-\d{4}"
    quote: Pattern = r"Q-\d{4}"
    sow: Pattern = r"SOW-\d{4}"
    engagement: Pattern = r"ENG-\d{4}"
    change_request: Pattern = r"CR-\d{4}"


class CompanySection(Section):
    """Who we are; the defaults are those of the company that pobot was made for."""

    name: Text = "Progressive Robot"
    aliases: tuple[Text, ...] = ("Progressive Robot Ltd",)
    inbox: Email = "billing@progressiverobot.com"
    domains: Annotated[tuple[Domain, ...], Field(min_length=1)] = ("progressiverobot.com",)
    signature: Text = "Accounts team"
    staff: tuple[Email, ...] = ()
    authserv_ids: tuple[Text, ...] = ("mx.progressiverobot.com",)
    portal_domains: tuple[Domain, ...] = PORTALS
    series: Series = Series()


class FoldersSection(Section):
    """Where handled mail goes."""

    processed: Text = "Processed"
    review: Text = "Review"
    ignored: Text = "Ignored"
    sent: Text = "Sent"


class ServerSection(Section):
    """What IMAP and SMTP servers have in common."""

    host: str = ""
    port: Port = 0
    security: Security = "tls"
    user: str = ""
    password: SecretStr = SecretStr("")
    token_command: Words = ()
    token_file: Beside | None = None
    ca_file: Beside | None = None
    timeout: Seconds = 30.0

    @model_validator(mode="after")
    def _is_safe(self) -> "ServerSection":
        if self.security == "none" and self.host and self.host not in LOOPBACK:
            raise wrong(
                "security", "passwords and mail would cross the network unencrypted: write tls"
            )
        if sum(map(bool, (self.password, self.token_command, self.token_file))) > 1:
            raise wrong("password", "give one of password, token_command and token_file")
        return self


class MailboxSection(ServerSection):
    """The billing inbox."""

    kind: Literal["imap", "maildir"] = "imap"
    path: Beside | None = None
    folder: Text = "INBOX"
    folders: FoldersSection = FoldersSection()
    poll_seconds: int = Field(default=60, ge=5, le=86_400)
    size_limit: Bytes = 25_000_000
    answer_since: Duration = timedelta(days=7)
    copies_to_self: bool = False

    @model_validator(mode="after")
    def _is_there(self) -> "MailboxSection":
        if self.kind == "maildir" and self.path is None:
            raise wrong("path", "a Maildir needs its path")
        if self.kind == "imap" and not (self.host and self.user):
            raise wrong("host" if not self.host else "user", "must not be empty")
        return self


class SmtpSection(ServerSection):
    """The server that takes our mail."""

    visible_after: Duration = timedelta(minutes=10)


class AccountsSection(Section):
    """Who looks after what pobot cannot decide."""

    digest_to: tuple[Email, ...] = ()
    digest_time: Annotated[time, BeforeValidator(_time)] = time(8, 30)
    timezone: Annotated[Any, BeforeValidator(_zone)] = ZoneInfo("Europe/London")
    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$")] = "GB"
    subdivision: str = ""


class TrustSection(Section):
    """Whom to believe."""

    require_authentication: bool = False


class ReadersSection(Section):
    """How attachments are read."""

    confinement: Literal["required", "best_effort"] = "best_effort"
    timeout: Seconds = 6.0
    memory: Megabytes = 600


class RemindersSection(Section):
    """Reminders and PO chasers."""

    enabled: bool = True
    procedure: Text = "default"
    most_at_once: int = Field(default=50, ge=1, le=10_000)


class GatesSection(Section):
    """The start-of-work gate."""

    days: tuple[Annotated[int, Field(ge=0, le=366)], ...] = (10, 3)


class BlanketsSection(Section):
    """Warnings of blanket orders."""

    percent: tuple[Annotated[int, Field(ge=1, le=100)], ...] = (80, 100)
    days: tuple[Annotated[int, Field(ge=1, le=366)], ...] = (60, 30)


class LogSection(Section):
    """What is logged, and how."""

    level: Literal["debug", "info", "warning", "error"] = "info"
    format: Literal["text", "json"] = "text"


class Schema(Section):
    """The whole file."""

    database: Annotated[str, AfterValidator(_database)] = Field(
        default="sqlite:///pobot.db", validate_default=True
    )
    ledger: Beside = Field(default=Path("ledger"), validate_default=True)
    write_back: Beside | None = None
    send: bool = False
    stop_file: Beside | None = Field(default=Path("STOP"), validate_default=True)
    secrets_dir: Beside | None = None
    rules: Annotated[Path, _folder_of(".toml")] | None = None
    templates: Annotated[Path, _folder_of(".j2")] | None = None
    company: CompanySection = CompanySection()
    seller: SellerSection = SellerSection()
    mailbox: MailboxSection
    smtp: SmtpSection = SmtpSection()
    accounts: AccountsSection = AccountsSection()
    trust: TrustSection = TrustSection()
    readers: ReadersSection = ReadersSection()
    reminders: RemindersSection = RemindersSection()
    gates: GatesSection = GatesSection()
    blankets: BlanketsSection = BlanketsSection()
    log: LogSection = LogSection()

    @model_validator(mode="after")
    def _writes_elsewhere(self) -> "Schema":
        if self.write_back == self.ledger:
            raise wrong("write_back", "must not be the folder that `ledger` names")
        return self
