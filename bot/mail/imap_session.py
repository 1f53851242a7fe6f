"""One kept IMAP connection: opened when needed, thrown away after any error.

Standards: IMAP4rev1 (RFC 3501), SASL PLAIN (RFC 4616) for what LOGIN cannot carry, XOAUTH2.
Fails: refused credentials raise `LoginRefused`; whatever else goes wrong on the wire raises
`ServerGone`. In both cases, and when anything else passes through, the socket is closed: a
connection after a timeout or a half-read answer is worth nothing.
"""

import logging
import socket
from collections.abc import Iterator
from contextlib import contextmanager

from imapclient import IMAPClient, SocketTimeout
from imapclient.exceptions import IMAPClientAbortError, IMAPClientError, LoginError

from bot.errors import LoginRefused, ServerBusy, ServerGone
from bot.mail.security import Credentials, Endpoint, Security

# At DEBUG imapclient logs whole mails: clients' letters do not belong in a log.
logging.getLogger("imapclient").setLevel(logging.INFO)

WIRE_ERRORS = (IMAPClientError, OSError, ValueError, LookupError, TypeError, AttributeError)
"""What imaplib and imapclient raise for a broken connection; the last four for garbled answers."""

BUSY_CODES = ("[UNAVAILABLE]", "[INUSE]", "[LIMIT]", "[SERVERBUG]", "[THROTTLED]")
"""Response codes that say "not now" where the answer would else mean "wrong" (RFC 5530 3)."""


THROTTLES = (
    "[UNAVAILABLE]",
    "[LIMIT]",
    "[THROTTLED]",
    "BANDWIDTH LIMITS",  # Gmail: "Account exceeded command or bandwidth limits"
    "TOO MANY SIMULTANEOUS",  # Gmail and Dovecot, of connections
)
"""What servers say when we ask too much: those that go on asking are locked out for a day."""

GOODBYE = 2.0
"""Seconds that the answer to LOGOUT is waited for: nothing depends on it."""

_log = logging.getLogger(__name__)


class ImapSession:
    """A connection to one account."""

    def __init__(self, endpoint: Endpoint, credentials: Credentials) -> None:
        self._endpoint = endpoint
        self._credentials = credentials
        self._client: IMAPClient | None = None
        self.generation = 0
        """Counts the connections: what was known of an older one holds no more."""

    @property
    def is_open(self) -> bool:
        """Return whether a connection is kept, as far as we know."""
        return self._client is not None

    @property
    def lent(self) -> IMAPClient | None:
        """Return the client that another thread may be using, only to cut it off."""
        return self._client

    @contextmanager
    def connection(self) -> Iterator[IMAPClient]:
        """Lend the client, logged in.

        Raises:
            Transient: the server is away, or refuses the login.
        """
        try:
            yield self._open()
        except WIRE_ERRORS as error:
            self.drop()
            text = _one_line(error)
            throttled = any(code in text.upper() for code in THROTTLES)
            kind = ServerBusy if throttled else ServerGone
            raise kind(f"{self._endpoint}: {text}") from error
        except BaseException:
            self.drop()
            raise

    def close(self) -> None:
        """Log out if there is anything to log out of; never complain."""
        if self._client is not None:
            try:
                self._client.socket().settimeout(GOODBYE)
                self._client.logout()
            except WIRE_ERRORS:
                _log.debug("%s: gone before logout", self._endpoint)
            self.drop()

    def drop(self) -> None:
        """Close the socket without a word."""
        client, self._client = self._client, None
        if client is not None:
            _shut(client)

    def _open(self) -> IMAPClient:
        if self._client is not None:
            self._credentials.keep_fresh()
        else:
            self._credentials.prepare()
            try:
                self._client = self._logged_in()
            except LoginRefused:
                if not self._credentials.renew():
                    raise
                self._client = self._logged_in()
            self.generation += 1
        return self._client

    def _logged_in(self) -> IMAPClient:
        client = self._connect()
        try:
            if self._endpoint.security is Security.STARTTLS:
                client.starttls(self._endpoint.tls())
            self._login(client)
        except BaseException:
            _shut(client)
            raise
        return client

    def _connect(self) -> IMAPClient:
        endpoint = self._endpoint
        encrypted = endpoint.security is Security.TLS
        client = IMAPClient(
            endpoint.host,
            endpoint.port,
            ssl=encrypted,
            ssl_context=endpoint.tls() if encrypted else None,
            timeout=SocketTimeout(endpoint.connect_timeout, endpoint.read_timeout),
        )
        # imapclient turns on imaplib's tracing, which formats every body twice for nobody.
        client._imap.debug = 0  # noqa: SLF001
        client.normalise_times = False
        _pass_on_alerts(client, str(endpoint))
        # imaplib sends a command in several writes; without this each waits for an ACK.
        client.socket().setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return client

    def _login(self, client: IMAPClient) -> None:
        who = self._credentials
        try:
            if who.token is not None:
                _login_by_token(client, who)
            elif f"{who.user}{who.password}".isascii():
                client.login(who.user, who.password)
            else:
                client.plain_login(who.user, who.password)
        except LoginError as error:
            # A connection lost while logging in looks like a refusal, and is none.
            lost = isinstance(error.__context__, IMAPClientAbortError)
            farewell = client._imap.untagged_responses.get("BYE")  # noqa: SLF001
            if "TOKENEXPIRED" in f"{error} {farewell}".upper():
                who.renew()  # Exchange says so by hanging up
            if lost or any(code in str(error).upper() for code in BUSY_CODES):
                raise
            text = f"{self._endpoint}: {who.user}: {_one_line(error)}{who.advice('IMAP')}"
            raise LoginRefused(text) from error


def _pass_on_alerts(client: IMAPClient, server: str) -> None:
    """Log what a server wants people to read (RFC 3501 7.1, ALERT); imaplib throws it away."""
    keep = client._imap._append_untagged  # noqa: SLF001

    def listening(kind: str, data: object) -> None:
        if isinstance(data, bytes) and data[:7].upper() == b"[ALERT]":
            text = data.decode("utf-8", "replace")
            _log.warning("%s says: %s", server, " ".join(text.split())[:300])
        keep(kind, data)

    client._imap._append_untagged = listening  # noqa: SLF001


def _login_by_token(client: IMAPClient, who: Credentials) -> None:
    # imapclient's own capabilities() would be remembered after the login, when there are more.
    announced = client._imap.capabilities  # noqa: SLF001
    login = who.sasl({str(name).upper().removeprefix("AUTH=") for name in announced})
    client.sasl_login(login.mechanism, login)


def _shut(client: IMAPClient) -> None:
    try:
        client.shutdown()
    except WIRE_ERRORS:
        client.socket().close()


def _one_line(error: BaseException) -> str:
    return " ".join(str(error).split())[:300] or type(error).__name__
