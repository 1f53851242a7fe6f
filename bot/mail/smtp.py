"""Our SMTP server: hands over one mail to one recipient, and says how that ended.

Standards: SMTP (RFC 5321) with STARTTLS, AUTH (RFC 4954), SIZE, 8BITMIME and PIPELINING (RFC 2920)
where offered. Lines end in CRLF and nothing else: a lone CR or LF, by which a mail could smuggle
in a second one, is refused here.
Fails: `ServerGone` and `LoginRefused` before anything was sent. An unfinished mail is dropped by
the server (RFC 5321 4.1.1.4), so up to the commit everything unclear is DEFERRED; from the final
dot on, everything unclear is IN_DOUBT. Unclear or broken connections are not used again.
"""

import re
import selectors
import smtplib
import socket
from base64 import b64encode
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress

from bot.crash import crashpoint
from bot.domain.outgoing import Outgoing
from bot.errors import LoginRefused, ServerGone
from bot.mail.security import Credentials, Endpoint, Security
from bot.ports import Commit, CommitAll, Delivered, Receipt

FINAL_REPLY_TIMEOUT = 600.0
"""Seconds to wait for the answer to the final dot: ten minutes, by RFC 5321 4.5.3.2.6. Giving up
sooner turns slow acceptance into doubt."""

LOGIN_CODES = {530, 534, 535, 538}
"""Replies that complain about us and not about the mail (RFC 4954 6)."""

_LONE_LINE_END = re.compile(rb"\r(?!\n)|(?<!\r)\n")
_UNSAFE_IN_ADDRESS = re.compile(r"[^\x21-\x7e]|[<>]")

_Reply = tuple[int, bytes]


def flaw_of(mail: Outgoing) -> str:
    """Return what makes a mail unfit for any SMTP server, or an empty string."""
    if _LONE_LINE_END.search(mail.source):
        return "a line of the mail does not end in CR LF"
    for address in (mail.sender, mail.recipient):
        if _UNSAFE_IN_ADDRESS.search(address):
            return f"not an address that SMTP can carry: {address!r}"
    return "" if mail.recipient else "no recipient"


class SmtpMailer:
    """See `bot.ports.Mailer`. Keeps one connection until `close`."""

    def __init__(
        self,
        endpoint: Endpoint,
        credentials: Credentials | None = None,
        *,
        ehlo_name: str | None = None,
        final_reply_timeout: float = FINAL_REPLY_TIMEOUT,
    ) -> None:
        """Prepare; nothing connects before the first mail.

        Args:
            endpoint: the submission server.
            credentials: who we are to it; None where it asks for nothing.
            ehlo_name: how we introduce ourselves; None for this machine's full name.
            final_reply_timeout: seconds to wait for the answer to the final dot.
        """
        self._endpoint = endpoint
        self._credentials = credentials
        self._ehlo_name = ehlo_name
        self._final_reply_timeout = final_reply_timeout
        self._server: smtplib.SMTP | None = None

    def probe(self) -> None:
        """Connect and log in, and send nothing. Raises ServerGone or LoginRefused."""
        self._connected()
        self.close()

    def send(self, mail: Outgoing, commit: Commit) -> Receipt:
        """See `bot.ports.Mailer`."""
        if receipt := self.prepare(mail):
            return receipt
        try:
            commit()
        except BaseException:
            self.drop()  # without the dot, so that the server forgets the mail
            raise
        return self.finish()

    def send_together(
        self, mails: Sequence[Outgoing], commit: CommitAll
    ) -> tuple[Receipt | None, ...]:
        """See `bot.ports.Mailer`. One connection carries one mail at a time: the first of them."""
        first, *others = mails
        return (self.send(first, lambda: commit((0,))), *(None for _ in others))

    def prepare(self, mail: Outgoing) -> Receipt | None:
        """Send a mail up to, but not including, its final dot; return its refusal, if it is one.

        Raises:
            Transient: the server is away or refuses the login, before anything was sent.
        """
        if flaw := flaw_of(mail):
            return Receipt(Delivered.REFUSED, flaw)
        try:
            server = self._offer(mail)
            if isinstance(server, Receipt):
                return server
            _send_body(server, mail.source)
            _expect_silence(server)
        except smtplib.SMTPException as error:
            self.drop()
            return Receipt(Delivered.DEFERRED, _one_line(error))
        crashpoint("before-dot")
        return None

    def finish(self) -> Receipt:
        """Send the final dot of the mail that was prepared."""
        assert self._server is not None  # noqa: S101 - it holds the mail
        return self._send_dot(self._server)

    def close(self) -> None:
        """See `bot.ports.Mailer`."""
        if self._server is not None:
            with suppress(smtplib.SMTPException):  # it may have left before us
                self._server.quit()
            self.drop()

    def _offer(self, mail: Outgoing) -> smtplib.SMTP | Receipt:
        """Send MAIL, RCPT and DATA; return the server that waits for the body, or its refusal."""
        kept = self._server is not None
        try:
            return self._envelope(self._connected(), mail)
        except smtplib.SMTPServerDisconnected:
            # Servers leave idle connections; a new one deserves no second chance.
            self.drop()
            if not kept:
                raise
        return self._envelope(self._connected(), mail)

    def _envelope(self, server: smtplib.SMTP, mail: Outgoing) -> smtplib.SMTP | Receipt:
        options = [f"SIZE={len(mail.source)}"] if server.has_extn("size") else []
        if not mail.source.isascii():
            if not server.has_extn("8bitmime"):
                return Receipt(Delivered.REFUSED, "8-bit mail, and the server takes 7-bit only")
            options.append("BODY=8BITMIME")
        crashpoint("before-data")
        steps = (
            (" ".join([f"MAIL FROM:<{mail.sender}>", *options]), {250}),
            (f"RCPT TO:<{mail.recipient}>", {250, 251}),
            ("DATA", {354}),
        )
        replies = _dialogue(server, steps)
        for reply, (_, good) in zip(replies, steps, strict=False):
            if reply[0] not in good:
                return self._refusal(server, reply, replies[-1])
        return server

    def _refusal(self, server: smtplib.SMTP, reply: _Reply, last: _Reply) -> Receipt:
        """Turn a reply before the body into a receipt, and get ready for the next mail."""
        if reply[0] == 421:
            raise smtplib.SMTPServerDisconnected(_line(reply))
        # A server that was pipelined DATA may wait for a body that nobody wants (RFC 2920 3.1).
        if last[0] == 354 or server.rset()[0] != 250:
            self.drop()
        if reply[0] in LOGIN_CODES:
            self.drop()
            raise LoginRefused(f"{self._endpoint}: {_line(reply)}")
        return _receipt(reply, unclear=Delivered.DEFERRED)

    def _send_dot(self, server: smtplib.SMTP) -> Receipt:
        try:
            _allow_silence(server, self._final_reply_timeout)
            server.send(b".\r\n")
            crashpoint("after-dot")
            reply = server.getreply()
            crashpoint("after-250")
            _allow_silence(server, self._endpoint.read_timeout)
        except (smtplib.SMTPException, OSError) as error:
            self.drop()
            return Receipt(Delivered.IN_DOUBT, _one_line(error))
        receipt = _receipt(reply, unclear=Delivered.IN_DOUBT)
        if receipt.outcome is Delivered.IN_DOUBT or reply[0] == 421:
            self.drop()
        return receipt

    def _connected(self) -> smtplib.SMTP:
        if self._server is None:
            if self._credentials is not None:
                self._credentials.prepare()
            try:
                self._server = self._logged_in()
            except LoginRefused:
                if self._credentials is None or not self._credentials.renew():
                    raise
                self._server = self._logged_in()
        return self._server

    def _logged_in(self) -> smtplib.SMTP:
        with self._translated():
            server = self._connect()
            try:
                self._introduce(server)
            except BaseException:
                server.close()
                raise
        return server

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except smtplib.SMTPAuthenticationError as error:
            text = f"{self._endpoint}: {_one_line(error)}"
            if error.smtp_code < 500:
                raise ServerGone(text) from error
            advice = self._credentials.advice("SMTP") if self._credentials else ""
            raise LoginRefused(f"{text}{advice}") from error
        except (smtplib.SMTPException, OSError, ValueError) as error:
            raise ServerGone(f"{self._endpoint}: {_one_line(error)}") from error

    def _connect(self) -> smtplib.SMTP:
        endpoint = self._endpoint
        place = (endpoint.host, endpoint.port, self._ehlo_name, endpoint.connect_timeout)
        if endpoint.security is Security.TLS:
            host, port, name, timeout = place
            return smtplib.SMTP_SSL(host, port, name, timeout=timeout, context=endpoint.tls())
        return smtplib.SMTP(*place)

    def _introduce(self, server: smtplib.SMTP) -> None:
        if server.sock is not None:
            server.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        _allow_silence(server, self._endpoint.read_timeout)
        if self._endpoint.security is Security.STARTTLS:
            server.starttls(context=self._endpoint.tls())
        server.ehlo_or_helo_if_needed()
        if self._credentials is not None:
            _authenticate(server, self._credentials)

    def drop(self) -> None:
        """Leave the server without a word: it forgets a mail that has no final dot yet."""
        server, self._server = self._server, None
        if server is not None:
            server.close()


def _dialogue(server: smtplib.SMTP, steps: Sequence[tuple[str, set[int]]]) -> list[_Reply]:
    """Send commands and return the replies; without PIPELINING, up to the first bad one."""
    if server.has_extn("pipelining"):
        server.send("".join(f"{command}\r\n" for command, _ in steps))
        return [server.getreply() for _ in steps]
    replies: list[_Reply] = []
    for command, good in steps:
        replies.append(server.docmd(command))
        if replies[-1][0] not in good:
            break
    return replies


def _send_body(server: smtplib.SMTP, source: bytes) -> None:
    stuffed = re.sub(rb"(?m)^\.", b"..", source)
    server.send(stuffed if stuffed.endswith(b"\r\n") else stuffed + b"\r\n")


def _expect_silence(server: smtplib.SMTP) -> None:
    """Raise if the server hung up, or speaks: before the dot it has nothing good to say.

    Found out now, the mail is merely deferred; after the dot, it would be in doubt.
    """
    with selectors.DefaultSelector() as selector:
        if server.sock is None:
            raise smtplib.SMTPServerDisconnected("connection lost while sending the mail")
        selector.register(server.sock, selectors.EVENT_READ)
        if selector.select(0):
            code, text = server.getreply()
            raise smtplib.SMTPServerDisconnected(_line((code, text)))


def _allow_silence(server: smtplib.SMTP, seconds: float) -> None:
    if server.sock is not None:
        server.sock.settimeout(seconds)


def _authenticate(server: smtplib.SMTP, who: Credentials) -> None:
    offered = server.esmtp_features.get("auth", "").upper().split()
    if who.token is not None:
        login = who.sasl(offered)
        # A server that takes no first response with AUTH asks for it with an empty challenge.
        server.auth(login.mechanism, login)
    elif "PLAIN" in offered:
        # smtplib's own PLAIN cannot carry a password with letters beyond ASCII.
        secret = b64encode(f"\0{who.user}\0{who.password}".encode()).decode()
        code, text = server.docmd("AUTH", f"PLAIN {secret}")
        if code != 235:
            raise smtplib.SMTPAuthenticationError(code, text)
    elif offered:
        server.login(who.user, who.password)
    else:
        raise LoginRefused("the server offers no AUTH, and a login is configured")


def _receipt(reply: _Reply, *, unclear: Delivered) -> Receipt:
    outcomes = {2: Delivered.ACCEPTED, 4: Delivered.DEFERRED, 5: Delivered.REFUSED}
    return Receipt(outcomes.get(reply[0] // 100, unclear), _line(reply))


def _line(reply: _Reply) -> str:
    return " ".join(f"{reply[0]} {reply[1].decode('utf-8', 'replace')}".split())[:300]


def _one_line(error: BaseException) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        text = error.smtp_error
        return _line((error.smtp_code, text if isinstance(text, bytes) else text.encode()))
    return " ".join(str(error).split())[:300] or type(error).__name__
