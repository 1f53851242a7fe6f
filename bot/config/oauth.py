"""Tokens instead of passwords: the tables `microsoft365` and `google` of config.toml."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.config.secret import Secret

Lack = tuple[str, str]
"""A key, and what is to be said of it."""


@dataclass(frozen=True, slots=True)
class Microsoft365Config:
    """An app registration that may read the mailbox and send from it.

    Attributes:
        tenant_id: the directory's ID, or one of its domains.
        client_id: the application's ID.
        client_secret: its value; empty with a certificate.
        certificate_file: PEM with certificate and private key, or PKCS #12; None with a secret.
        certificate_passphrase: of its private key; may be empty.
        authority: https address of the cloud's login service.
        scope: the resource, ending in /.default.
        ca_file: authority of the login service's certificate; None for the usual ones.
    """

    tenant_id: str
    client_id: str
    client_secret: Secret
    certificate_file: Path | None
    certificate_passphrase: Secret
    authority: str
    scope: str
    ca_file: Path | None

    def lacking(self) -> Iterator[Lack]:
        """Yield what is needed before a token can be had."""
        if not self.client_secret and self.certificate_file is None:
            yield (
                "microsoft365.client_secret",
                "no client secret and no certificate_file: see docs/oauth.md",
            )


@dataclass(frozen=True, slots=True)
class GoogleConfig:
    """How Google gives tokens for one mailbox.

    Attributes:
        user: the mailbox.
        service_account_file: JSON key; None with a refresh token.
        client_id: of the OAuth client that the refresh token belongs to.
        client_secret: of the same.
        refresh_token: what the mailbox's owner consented to.
        token_url: https address; empty for Google's.
        scope: what is asked for.
        ca_file: authority of the token service's certificate; None for the usual ones.
    """

    user: str
    service_account_file: Path | None
    client_id: str
    client_secret: Secret
    refresh_token: Secret
    token_url: str
    scope: str
    ca_file: Path | None

    def lacking(self) -> Iterator[Lack]:
        """Yield what is needed before a token can be had."""
        if self.service_account_file is not None:
            return
        for name in ("client_secret", "refresh_token"):
            if not getattr(self, name):
                yield f"google.{name}", "missing: see docs/oauth.md"


OAuthConfig = Microsoft365Config | GoogleConfig

PASSWORDLESS = re.compile(r"outlook\.office(365)?\.com|partner\.outlook\.cn", re.IGNORECASE)
"""IMAP servers of Microsoft 365: none has taken a password since 2023."""
