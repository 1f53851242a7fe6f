"""What config.toml may hold: types, defaults and limits, for pydantic.

Imported only when a configuration is loaded, so that `pobot --version` stays fast. Messages name
no value: it may be a secret.
"""

from datetime import time, timedelta
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    SecretStr,
    model_validator,
)

from bot.config.kinds import (
    Beside,
    Bytes,
    Domain,
    Duration,
    Email,
    Megabytes,
    Pattern,
    Port,
    Seconds,
    Security,
    Text,
    Words,
    as_database,
    as_time,
    as_zone,
    folder_of,
)
from bot.config.oauth_sections import Auth, GoogleSection, Microsoft365Section
from bot.config.operation_sections import AlertsSection, MetricsSection, RetentionSection
from bot.config.section import Section, wrong
from bot.config.seller import SellerSection
from bot.domain.company import SIGNATURE

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

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


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
    signature: Text = SIGNATURE
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
    auth: Auth = "password"
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
        given = [n for n in ("password", "token_command", "token_file") if getattr(self, n)]
        if len(given) > 1:
            raise wrong("password", "give one of password, token_command and token_file")
        if given and self.auth != "password":
            raise wrong(given[0], f'auth = "{self.auth}" needs none: remove one of the two')
        if self.auth != "password" and self.host and not self.user:
            raise wrong("user", "must not be empty: it names the mailbox")
        return self


class InboxSection(ServerSection):
    """An inbox besides the billing inbox."""

    kind: Literal["imap", "maildir"] = "imap"
    path: Beside | None = None
    folder: Text = "INBOX"
    more_folders: tuple[Text, ...] = ()
    folders: FoldersSection = FoldersSection()

    @model_validator(mode="after")
    def _is_there(self) -> "InboxSection":
        if self.kind == "maildir" and self.path is None:
            raise wrong("path", "a Maildir needs its path")
        if self.kind == "imap" and not (self.host and self.user):
            raise wrong("host" if not self.host else "user", "must not be empty")
        return self


class MailboxSection(InboxSection):
    """The billing inbox, and what holds for every inbox."""

    poll_seconds: int = Field(default=60, ge=5, le=86_400)
    size_limit: Bytes = 25_000_000
    day_limit: Bytes = 2_000_000_000
    answer_since: Duration = timedelta(days=7)
    copies_to_self: bool = False
    idle: bool = True


class SmtpSection(ServerSection):
    """The server that takes our mail."""

    visible_after: Duration = timedelta(minutes=10)


class AccountsSection(Section):
    """Who looks after what pobot cannot decide."""

    digest_to: tuple[Email, ...] = ()
    managers: bool = True
    digest_time: Annotated[time, BeforeValidator(as_time)] = time(8, 30)
    timezone: Annotated[Any, BeforeValidator(as_zone)] = ZoneInfo("Europe/London")
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
    instead: dict[Text, Text] = Field(default_factory=dict)
    statements: tuple[Text, ...] = ()


class GatesSection(Section):
    """The start-of-work gate."""

    days: tuple[Annotated[int, Field(ge=0, le=366)], ...] = (10, 3)


class InvoicesSection(Section):
    """Invoices going out."""

    send: bool = False
    folder: Beside = Field(default=Path("invoices"), validate_default=True)
    supplied: Beside | None = None


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

    database: Annotated[str, AfterValidator(as_database)] = Field(
        default="sqlite:///pobot.db", validate_default=True
    )
    ledger: Beside = Field(default=Path("ledger"), validate_default=True)
    write_back: Beside | None = None
    send: bool = False
    workers: bool = False
    stop_file: Beside | None = Field(default=Path("STOP"), validate_default=True)
    secrets_dir: Beside | None = None
    rules: Annotated[Path, folder_of(".toml")] | None = None
    templates: Annotated[Path, folder_of(".j2", "words.*.toml", "clients/*/*.j2")] | None = None
    company: CompanySection = CompanySection()
    seller: SellerSection = SellerSection()
    mailbox: MailboxSection
    inbox: dict[str, InboxSection] = Field(default_factory=dict)
    smtp: SmtpSection = SmtpSection()
    microsoft365: Microsoft365Section = Microsoft365Section()
    google: GoogleSection = GoogleSection()
    accounts: AccountsSection = AccountsSection()
    trust: TrustSection = TrustSection()
    readers: ReadersSection = ReadersSection()
    reminders: RemindersSection = RemindersSection()
    gates: GatesSection = GatesSection()
    invoices: InvoicesSection = Field(default_factory=dict, validate_default=True)
    blankets: BlanketsSection = BlanketsSection()
    alerts: AlertsSection = AlertsSection()
    metrics: MetricsSection = MetricsSection()
    retention: RetentionSection = RetentionSection()
    log: LogSection = LogSection()

    @model_validator(mode="after")
    def _writes_elsewhere(self) -> "Schema":
        if self.write_back == self.ledger:
            raise wrong("write_back", "must not be the folder that `ledger` names")
        return self

    @model_validator(mode="after")
    def _knows_where_tokens_come_from(self) -> "Schema":
        inboxes = ((f"inbox.{name}", inbox.auth) for name, inbox in self.inbox.items())
        for name, auth in (("mailbox", self.mailbox.auth), ("smtp", self.smtp.auth), *inboxes):
            if auth == "microsoft365" and (missing := self.microsoft365.lacks()):
                raise wrong(f"{name}.auth", f"needs [microsoft365] with {' and '.join(missing)}")
            if auth.startswith("google") and (missing := self.google.lacks(auth)):
                raise wrong(f"{name}.auth", f"needs [google] with {' and '.join(missing)}")
        return self

    @model_validator(mode="after")
    def _has_a_database_for_workers(self) -> "Schema":
        if self.workers and self.database.startswith("sqlite"):
            raise wrong("workers", "needs PostgreSQL: set `database`")
        return self

    @model_validator(mode="after")
    def _has_invoices_to_send(self) -> "Schema":
        if self.invoices.send and not (self.seller.legal_name or self.invoices.supplied):
            raise wrong("invoices.send", "needs a [seller], or a folder of PDFs: invoices.supplied")
        return self
