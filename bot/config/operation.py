"""What is configured about operation: alerts, metrics, how long raw mail is kept. Values only."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from bot.config.secret import Secret


@dataclass(frozen=True, slots=True)
class AlertMailConfig:
    """The SMTP server for alerts alone. An empty `host` means that none are mailed.

    Attributes:
        port: as given, or the standard port of `security`.
        sender: address in From.
        to: those on duty.
        timeout: seconds for any answer of the server.
    """

    host: str
    port: int
    security: str
    user: str
    password: Secret
    ca_file: Path | None
    sender: str
    to: tuple[str, ...]
    timeout: float


@dataclass(frozen=True, slots=True)
class AlertsConfig:
    """Who hears of trouble, by which way, and when.

    Attributes:
        name: which pobot this is, for whoever reads it; empty for the host's name.
        webhook: where alerts are posted; empty for nowhere. Who knows it may post.
        heartbeat: fetched every five minutes while all is well; empty for nowhere.
        form: of what is posted: "text", "teams" or "json".
        ca_file: PEM file of the authority behind the webhook's certificate.
        after: a trouble that lasts so long is told.
        again: so long after, it is told again while it lasts.
        disk_free: octets that must be left on the disk of the database.
    """

    name: str
    webhook: Secret
    heartbeat: Secret
    form: str
    ca_file: Path | None
    after: timedelta
    again: timedelta
    disk_free: int
    mail: AlertMailConfig


@dataclass(frozen=True, slots=True)
class MetricsConfig:
    """Metrics for Prometheus on 127.0.0.1; `port` 0 serves none."""

    port: int


@dataclass(frozen=True, slots=True)
class RetentionConfig:
    """How many days the bytes of mails are kept once they are dealt with; 0 keeps them for good."""

    raw_mail_days: int
