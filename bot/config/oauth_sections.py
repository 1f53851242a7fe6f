"""What config.toml may hold of OAuth: the tables `microsoft365` and `google`."""

import re
from typing import Annotated, Literal, TypeAlias

from pydantic import AfterValidator, SecretStr, model_validator

from bot.config.kinds import Beside
from bot.config.section import Section, wrong

Auth: TypeAlias = Literal[
    "password", "microsoft365", "google_service_account", "google_refresh_token"
]
"""How we prove who we are to IMAP and SMTP."""

TENANT = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]*")
SHARED_TENANTS = frozenset({"common", "organizations", "consumers"})
"""Names that stand for any tenant: an app that acts by itself belongs to one."""


def _tenant(value: str) -> str:
    if not TENANT.fullmatch(value) or value.lower() in SHARED_TENANTS:
        raise ValueError("write the directory (tenant) ID, or a domain of it, as example.com")
    return value


def _https(value: str) -> str:
    if not re.fullmatch(r"https://[^\s/?#@]+(/[^\s?#]*)?", value):
        raise ValueError("write an address that begins with https://: a secret is sent there")
    return value


def _scope(value: str) -> str:
    if not value.endswith("/.default"):
        raise ValueError("write the resource and /.default: https://outlook.office365.com/.default")
    return value


Https: TypeAlias = Annotated[str, AfterValidator(lambda value: value and _https(value))]


class Microsoft365Section(Section):
    """An app registration of Microsoft Entra."""

    tenant_id: Annotated[str, AfterValidator(lambda value: value and _tenant(value))] = ""
    client_id: str = ""
    client_secret: SecretStr = SecretStr("")
    certificate_file: Beside | None = None
    certificate_passphrase: SecretStr = SecretStr("")
    authority: Annotated[str, AfterValidator(_https)] = "https://login.microsoftonline.com"
    scope: Annotated[str, AfterValidator(_scope)] = "https://outlook.office365.com/.default"
    ca_file: Beside | None = None

    @model_validator(mode="after")
    def _proves_itself_once(self) -> "Microsoft365Section":
        if self.client_secret and self.certificate_file:
            raise wrong("client_secret", "give one of client_secret and certificate_file")
        return self

    def lacks(self) -> tuple[str, ...]:
        """Return keys without which it is nobody's."""
        return tuple(name for name in ("tenant_id", "client_id") if not getattr(self, name))


class GoogleSection(Section):
    """A service account, or a consent of the mailbox's owner."""

    service_account_file: Beside | None = None
    client_id: str = ""
    client_secret: SecretStr = SecretStr("")
    refresh_token: SecretStr = SecretStr("")
    token_url: Https = ""
    scope: str = "https://mail.google.com/"
    ca_file: Beside | None = None

    def lacks(self, auth: str) -> tuple[str, ...]:
        """Return keys that this way needs."""
        needed = "service_account_file" if auth == "google_service_account" else "client_id"
        return () if getattr(self, needed) else (needed,)
