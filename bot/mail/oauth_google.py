"""Google: tokens for a Workspace mailbox by a service account, or for any mailbox that consented.

Standards: JWT bearer grants (RFC 7523) with domain-wide delegation, and refresh tokens (RFC 6749 6)
by `google-auth`. The second serves any service with a token address of its own.
Fails: see `bot.mail.oauth`. The service account's file is read anew each time, so that its key can
be replaced.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.errors import ServerGone, TokenRefused
from bot.mail.oauth import Granted, granted
from bot.mail.oauth_http import TokenHttp
from bot.mail.oauth_refusals import DOCS, refusal

if TYPE_CHECKING:
    from google.auth.credentials import Credentials

SCOPE = "https://mail.google.com/"
"""The one scope of Google that IMAP and SMTP take."""

TOKEN_URL = "https://oauth2.googleapis.com/token"  # noqa: S105 - an address
"""Where Google gives tokens."""


@dataclass(frozen=True, slots=True)
class GoogleServiceAccount:
    """A service account that stands in for one mailbox of the domain.

    Attributes:
        file: its key, as JSON.
        user: the mailbox.
        scope: what is asked for.
        token_url: where; empty for what the file says.
        http: the way there.
    """

    file: Path
    user: str
    scope: str = SCOPE
    token_url: str = ""
    http: TokenHttp = field(default_factory=TokenHttp, repr=False)

    def __str__(self) -> str:
        return f"Google service account for {self.user}"

    def inspect(self) -> None:
        """See `Grantor`."""
        self._credentials()

    def ask(self) -> Granted:
        """See `Grantor`."""
        return _refreshed(self._credentials(), self.http, str(self))

    def flaw(self, token: str, protocol: str) -> str:  # noqa: ARG002 - of the protocol
        """See `Grantor`: Google's tokens tell nothing."""
        return ""

    def advise(self, protocol: str) -> str:
        """See `Grantor`."""
        return _advice(protocol)

    def _credentials(self) -> "Credentials":
        _google()
        from google.auth.exceptions import GoogleAuthError
        from google.oauth2.service_account import Credentials

        try:
            info = json.loads(self.file.read_text("utf-8"))
            if self.token_url:
                info["token_uri"] = self.token_url
            made: Credentials = Credentials.from_service_account_info(  # type: ignore[no-untyped-call]
                info, scopes=[self.scope], subject=self.user
            )
        except OSError as error:
            raise TokenRefused(f"{self.file}: cannot be read: {error.strerror}") from None
        except (GoogleAuthError, ValueError, TypeError, AttributeError):
            # What the library says of a key may quote it.
            what = "not the JSON key of a service account"
            raise TokenRefused(f"{self.file}: {what}; {DOCS}") from None
        return made


@dataclass(frozen=True, slots=True)
class GoogleRefreshToken:
    """A mailbox whose owner consented once.

    Attributes:
        client_id: of the OAuth client that was consented to.
        client_secret: of the same.
        refresh_token: what the consent gave.
        user: the mailbox.
        scope: what was consented to.
        token_url: where tokens are given.
        http: the way there.
    """

    client_id: str
    client_secret: str = field(repr=False)
    refresh_token: str = field(repr=False)
    user: str = ""
    scope: str = SCOPE
    token_url: str = TOKEN_URL
    http: TokenHttp = field(default_factory=TokenHttp, repr=False)

    def __str__(self) -> str:
        return f"refresh token for {self.user}"

    def inspect(self) -> None:
        """See `Grantor`."""
        _google()

    def ask(self) -> Granted:
        """See `Grantor`."""
        _google()
        from google.oauth2.credentials import Credentials

        made = Credentials(  # type: ignore[no-untyped-call]
            None,
            refresh_token=self.refresh_token,
            token_uri=self.token_url or TOKEN_URL,
            client_id=self.client_id,
            client_secret=self.client_secret,
            scopes=[self.scope],
        )
        given = _refreshed(made, self.http, str(self))
        scopes = made.granted_scopes
        if scopes is not None and self.scope not in scopes:
            what = f"the consent was not for {self.scope}: get a refresh token with that scope"
            raise TokenRefused(f"{self}: {what}; {DOCS}")
        return given

    def flaw(self, token: str, protocol: str) -> str:  # noqa: ARG002 - of the protocol
        """See `Grantor`: Google's tokens tell nothing."""
        return ""

    def advise(self, protocol: str) -> str:
        """See `Grantor`."""
        return _advice(protocol)


def _refreshed(credentials: "Credentials", http: TokenHttp, who: str) -> Granted:
    from google.auth.exceptions import GoogleAuthError, RefreshError

    try:
        credentials.refresh(http)  # type: ignore[no-untyped-call]
    except RefreshError as error:
        answer = next((arg for arg in error.args if isinstance(arg, Mapping)), {})
        raise refusal(answer, who) from None
    except GoogleAuthError as error:
        raise ServerGone(f"{who}: {type(error).__name__}") from None
    return granted(credentials.token, _lives(credentials.expiry), who)


def _lives(expiry: datetime | None) -> float | None:
    """Return the seconds until then: google-auth gives a naive time in UTC."""
    return (
        None if expiry is None else (expiry.replace(tzinfo=UTC) - datetime.now(UTC)).total_seconds()
    )


def _advice(protocol: str) -> str:
    return (
        f"is {protocol} allowed for this mailbox, and is `user` the mailbox's own address? {DOCS}"
    )


def _google() -> Any:
    """Return the library: it takes 60 ms to load, so only who uses it pays."""
    try:
        import google.auth
    except ImportError:
        what = "Google's tokens need the extra `oauth`: pip install 'pobot[oauth]'"
        raise TokenRefused(what) from None
    return google.auth
