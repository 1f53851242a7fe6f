"""What config.toml may say of alerts, metrics and retention, for pydantic."""

from datetime import timedelta
from typing import Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, model_validator

from bot.config.kinds import Beside, Bytes, Duration, Email, Port, Seconds, Security
from bot.config.section import Section, wrong

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


class AlertMailSection(Section):
    """The server for alerts alone."""

    host: str = ""
    port: Port = 0
    security: Security = "tls"
    user: str = ""
    password: SecretStr = SecretStr("")
    ca_file: Beside | None = None
    sender: Email | Literal[""] = ""
    to: tuple[Email, ...] = ()
    timeout: Seconds = 15.0

    @model_validator(mode="after")
    def _is_whole(self) -> "AlertMailSection":
        if self.security == "none" and self.host and self.host not in LOOPBACK:
            raise wrong("security", "alerts would cross the network unencrypted: write tls")
        if self.host and not self.to:
            raise wrong("to", "nobody gets the alerts")
        if self.host and not self.sender:
            raise wrong("sender", "must not be empty")
        return self


class AlertsSection(Section):
    """Who hears of trouble."""

    name: str = ""
    webhook: SecretStr = SecretStr("")
    heartbeat: SecretStr = SecretStr("")
    form: Literal["text", "teams", "json"] = "text"
    ca_file: Beside | None = None
    after: Duration = timedelta(minutes=12)
    again: Duration = timedelta(hours=6)
    disk_free: Bytes = 500_000_000
    mail: AlertMailSection = AlertMailSection()

    @model_validator(mode="after")
    def _is_safe(self) -> "AlertsSection":
        for key, url in (("webhook", self.webhook), ("heartbeat", self.heartbeat)):
            if problem := _problem_of(url.get_secret_value()):
                raise wrong(key, problem)
        return self


class MetricsSection(Section):
    """Metrics for Prometheus."""

    port: Port = 0


class RetentionSection(Section):
    """How long raw mail is kept."""

    raw_mail_days: int = Field(default=90, ge=0, le=36_500)


def _problem_of(url: str) -> str:
    """Return what is wrong with an address, without repeating it; empty where nothing is."""
    if not url:
        return ""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return "not an address: write https://HOST/…"
    if parts.scheme == "https" and host:
        return ""
    if parts.scheme == "http" and host in LOOPBACK:
        return ""
    return "must begin with https://: what is posted, and the address, would be read on the way"
