"""How a mail server is reached, and how we prove who we are.

Standards: TLS by default (RFC 8314), certificates always verified; STARTTLS (RFC 3207, RFC 9051
6.2.1) only when chosen, and then mandatory; no encryption only on this very machine. Passwords by
LOGIN or PLAIN, tokens by XOAUTH2, or by OAUTHBEARER (RFC 7628) where only that is offered.
Fails: a bad endpoint or CA file raises `Permanent` when it is constructed or first used; a token
that cannot be had raises `LoginRefused`, or what `bot.mail.oauth` says. Secrets are in no message
and in no repr.
"""

import ipaddress
import ssl
import subprocess
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Protocol

from bot.errors import LoginRefused, Permanent, PobotError

TOKEN_TIMEOUT = 60.0
"""Seconds for a token command: it may have to ask an identity provider over a slow line."""


class Security(StrEnum):
    """How a connection is encrypted."""

    TLS = "tls"
    STARTTLS = "starttls"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A server to connect to.

    Attributes:
        host: name as in its certificate, or an address.
        port: TCP port.
        security: encryption; `NONE` is refused unless the host is this machine.
        ca_file: PEM file of the authority that signed its certificate; None for the system's.
        connect_timeout: seconds for connecting and the greeting.
        read_timeout: seconds of silence after which a server counts as gone.
    """

    host: str
    port: int
    security: Security = Security.TLS
    ca_file: Path | None = None
    connect_timeout: float = 15.0
    read_timeout: float = 60.0

    def __post_init__(self) -> None:
        if self.security is Security.NONE and not is_loopback(self.host):
            raise Permanent(f"{self}: mail and password would travel unencrypted")

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"

    def tls(self) -> ssl.SSLContext:
        """Return the verifying context, the same object every time."""
        return _tls_context(self.ca_file)


class TokenSource(Protocol):
    """Where an access token comes from."""

    def read(self) -> str:
        """Return a token that is valid now.

        Raises:
            LoginRefused: there is none.
            TokenRefused: the token service refuses one.
            ServerGone: the token service is away.
        """
        ...

    def prepare(self) -> None:
        """Ask for a token now if one that is kept has to be replaced. Raises as `read` does."""
        ...

    def forget(self) -> bool:
        """Be told that a server refused the token; return whether another may be had at once."""
        ...

    def advise(self, protocol: str) -> str:
        """Say why "IMAP" or "SMTP" may have refused the token; "" where that cannot be known."""
        ...


class _FromElsewhere:
    """A token that some other program looks after."""

    __slots__ = ()

    def prepare(self) -> None:
        """See `TokenSource`: nothing is kept."""

    def forget(self) -> bool:
        """See `TokenSource`: it is read anew each time, so there is nothing to forget."""
        return False

    def advise(self, protocol: str) -> str:  # noqa: ARG002 - of the protocol
        """See `TokenSource`."""
        return ""


@dataclass(frozen=True, slots=True)
class TokenFile(_FromElsewhere):
    """An access token that some other program keeps fresh in a file."""

    path: Path

    def read(self) -> str:
        """See `TokenSource`."""
        try:
            token = self.path.read_text(encoding="ascii").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise LoginRefused(f"{self.path}: no token can be read") from error
        return _nonempty(token, str(self.path))


@dataclass(frozen=True, slots=True)
class TokenCommand(_FromElsewhere):
    """An access token that a command prints, such as `oama access billing@example.com`."""

    argv: tuple[str, ...]

    def read(self) -> str:
        """See `TokenSource`."""
        name = self.argv[0]
        try:
            # The command stands in the configuration, which only the operator writes.
            done = subprocess.run(  # noqa: S603
                self.argv, capture_output=True, timeout=TOKEN_TIMEOUT, check=True
            )
            token = done.stdout.decode("ascii").strip()
        except (OSError, subprocess.SubprocessError, UnicodeDecodeError) as error:
            # What the command printed may hold a secret; only its kind of failure is told.
            raise LoginRefused(f"{name}: gave no token ({type(error).__name__})") from None
        return _nonempty(token, name)


@dataclass(frozen=True, slots=True)
class Credentials:
    """Who we are to a server: a user with a password, or with a source of XOAUTH2 tokens."""

    user: str
    password: str = field(default="", repr=False)
    token: TokenSource | None = field(default=None, repr=False)

    def prepare(self) -> None:
        """Have a token at hand before a server is connected to, which would not wait for it."""
        if self.token is not None:
            self.token.prepare()

    def keep_fresh(self) -> None:
        """Replace a token early while a connection stands; trouble with that is no trouble yet."""
        with suppress(PobotError):
            self.prepare()

    def renew(self) -> bool:
        """After a refused login: return whether to try again at once, with another token."""
        return self.token is not None and self.token.forget()

    def advice(self, protocol: str) -> str:
        """Return what to add to a refusal by "IMAP" or "SMTP": "", or "; " and a hint."""
        hint = self.token.advise(protocol) if self.token is not None else ""
        return f"; {hint}" if hint else ""

    def sasl(self, offered: Collection[str]) -> "Sasl":
        """Return how to log in with a token fetched now.

        Args:
            offered: SASL mechanisms that the server announces, in capitals.
        """
        if "OAUTHBEARER" in offered and "XOAUTH2" not in offered:
            return Sasl("OAUTHBEARER", self._oauthbearer(), "\x01")
        return Sasl("XOAUTH2", self.xoauth2(), "")

    def xoauth2(self) -> str:
        """Return the XOAUTH2 response with a token fetched now.

        The form is that of Google's and Microsoft's documentation of SASL XOAUTH2.
        """
        return f"user={self.user}\x01auth=Bearer {self.access_token()}\x01\x01"

    def access_token(self) -> str:
        """Return a token fetched now."""
        if self.token is None:
            raise LoginRefused(f"{self.user}: no token source is configured")
        return self.token.read()

    def _oauthbearer(self) -> str:
        """Return the response of RFC 7628 3.1; the name is a `saslname` of RFC 5801."""
        name = self.user.replace("=", "=3D").replace(",", "=2C")
        return f"n,a={name},\x01auth=Bearer {self.access_token()}\x01\x01"


@dataclass(frozen=True, slots=True)
class Sasl:
    """A login by token.

    Attributes:
        mechanism: its name.
        response: what is said first.
        acknowledgement: what answers the server's error text, before it refuses.
    """

    mechanism: str
    response: str = field(repr=False)
    acknowledgement: str

    def __call__(self, challenge: bytes | None = None) -> str:
        """Return what answers a challenge: the first one is empty, a second one is an error."""
        return self.acknowledgement if challenge else self.response


def is_loopback(host: str) -> bool:
    """Return whether a host is this very machine: 127.0.0.0/8, ::1 or localhost."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower().rstrip(".") == "localhost"


@cache
def _tls_context(ca_file: Path | None) -> ssl.SSLContext:
    # Loading the system's authorities takes some 20 ms, so once per process and not per poll.
    try:
        return ssl.create_default_context(cafile=ca_file)
    except (OSError, ValueError) as error:
        raise Permanent(f"{ca_file}: no certificates can be read from it: {error}") from error


def _nonempty(token: str, source: str) -> str:
    if not token:
        raise LoginRefused(f"{source}: gave an empty token")
    return token
