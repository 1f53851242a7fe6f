"""Mails as attackers and clients send them: written line by line, so that any header can be wrong.

In every text and header `{question_id}` is the Message-ID of our question to Acme, `{question}` is
that question as a mail program quotes it, `{digest_id}` the Message-ID of the accounts team's
digest, and `{token assign 1|daniel@…|0}` a true token for that command and that reader, issued so
many days ago: what somebody knows who saw our mails.
"""

import base64
import re
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from email import encoders, message_from_bytes
from email.header import Header
from email.message import Message
from email.mime.base import MIMEBase
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.utils import parseaddr
from hashlib import sha256

from bot.domain.command_token import issued

OURS = "mx.progressiverobot.com"
INBOX = "billing@progressiverobot.com"
_TOKEN = re.compile(r"\{token ([^|{}]+)\|([^|{}]+)\|(\d+)\}")


@dataclass(frozen=True, slots=True)
class Seen:
    """What leaked of our mails: Message-IDs and text, and the secret that tokens are made with."""

    message_id: str = "<nothing@progressiverobot.com>"
    text: str = ""
    digest_id: str = "<nothing@progressiverobot.com>"
    secret: bytes = b""
    today: date = date(2026, 11, 24)

    def filled(self, text: str) -> str:
        """Return a text with what was seen put in."""
        if "{" not in text:
            return text
        quoted = "\n".join(f"> {line}".rstrip() for line in self.text.strip().splitlines())
        known = text.replace("{question_id}", self.message_id).replace("{question}", quoted)
        return _TOKEN.sub(self._token, known.replace("{digest_id}", self.digest_id))

    def _token(self, match: re.Match[str]) -> str:
        day = self.today - timedelta(days=int(match[3]))
        return str(issued(self.secret, match[1], match[2], day))


@dataclass(frozen=True, slots=True)
class File:
    """An attachment. `head` replaces its Content-Type and Content-Disposition lines."""

    name: str
    payload: str | bytes
    media_type: str = "application/octet-stream"
    head: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail.

    Attributes:
        name: what it tries, as a sentence; unique.
        sender: its From, as printed.
        text: its plain text.
        subject: as printed; other than ASCII is encoded as RFC 2047 says.
        results: Authentication-Results that our host put on top; None passes for the From domain.
        headers: further header lines, below those.
        html: a second body.
        files: its attachments.
        charset: of its text; `encoding` likewise.
        trusted: whether its sender is who they say, so that they get a bare answer.
    """

    name: str
    sender: str
    text: str
    subject: str = "Purchase order"
    results: tuple[str, ...] | None = None
    headers: tuple[tuple[str, str], ...] = ()
    html: str = ""
    files: tuple[File, ...] = ()
    charset: str = "utf-8"
    encoding: str = "8bit"
    trusted: bool = False
    content_type: str = field(default="")

    @property
    def address(self) -> str:
        """Return the From address, without its name."""
        return parseaddr(self.sender)[1].lower()

    def source(self, now: datetime, seen: Seen) -> bytes:
        """Return the bytes that arrive."""
        body = self._body(seen)
        lines = [f"{name}: {value}" for name, value in self._fields(now, seen)]
        own = [f"{name}: {value}" for name, value in body.items() if name != "MIME-Version"]
        if self.content_type:
            own = [f"Content-Type: {self.content_type}"]
        head = "\n".join((*lines, "MIME-Version: 1.0", *own))
        content = body.as_bytes().partition(b"\n\n")[2]
        return (head.encode("utf-8", "surrogateescape") + b"\n\n" + content).replace(b"\r\n", b"\n")

    def _fields(self, now: datetime, seen: Seen) -> list[tuple[str, str]]:
        given = {name.lower() for name, _ in self.headers}
        slug = sha256(self.name.encode()).hexdigest()[:16]
        plain = [
            ("From", _encoded_sender(self.sender)),
            ("To", INBOX),
            ("Subject", _encoded(seen.filled(self.subject))),
            ("Date", now.strftime("%a, %d %b %Y %H:%M:%S +0000")),
            ("Message-ID", f"<{slug}@{self.address.rpartition('@')[2] or 'nowhere.example'}>"),
        ]
        return [
            *(("Authentication-Results", value) for value in self._results()),
            ("X-Case", base64.b16encode(self.name.encode()).decode()),
            *(field for field in plain if field[0].lower() not in given),
            *((name, seen.filled(value)) for name, value in self.headers),
        ]

    def _results(self) -> tuple[str, ...]:
        return passed(self.address) if self.results is None else self.results

    def _body(self, seen: Seen) -> MIMEBase:
        text = self._text(seen.filled(self.text), "plain")
        body: MIMEBase = text
        if self.html:
            body = MIMEMultipart("alternative", boundary="=_alternative")
            body.attach(text)
            body.attach(self._text(seen.filled(self.html), "html"))
        if not self.files:
            return body
        whole = MIMEMultipart("mixed", boundary="=_mixed")
        whole.attach(body)
        for file in self.files:
            whole.attach(_attached(file, seen))
        return whole

    def _text(self, text: str, subtype: str) -> MIMEText:
        part = MIMEText(text, subtype, self.charset)
        del part["Content-Transfer-Encoding"]
        raw = text.encode(self.charset, "xmlcharrefreplace")
        if self.encoding == "8bit":
            part.set_payload(raw.decode("ascii", "surrogateescape"))
            part["Content-Transfer-Encoding"] = "8bit"
        else:
            part.set_payload(raw)
            encode = encoders.encode_base64 if self.encoding == "base64" else encoders.encode_quopri
            encode(part)
        return part


def passed(address: str) -> tuple[str, ...]:
    """Return what our host writes of a mail whose domain authenticates."""
    domain = address.rpartition("@")[2]
    return (f"{OURS}; dkim=pass header.d={domain}; spf=pass; dmarc=pass header.from={domain}",)


def failed(address: str) -> tuple[str, ...]:
    """Return what our host writes of a mail that does not come from its From domain."""
    domain = address.rpartition("@")[2]
    return (f"{OURS}; dkim=none; spf=fail; dmarc=fail header.from={domain}",)


def case_name(encoded: str) -> str:
    """Return the name that an X-Case header holds."""
    return base64.b16decode(encoded.strip()).decode() if encoded else ""


def _attached(file: File, seen: Seen) -> Message:
    payload = file.payload
    raw = seen.filled(payload).encode() if isinstance(payload, str) else payload
    if file.media_type.startswith("message/"):
        part = message_from_bytes(f"Content-Type: {file.media_type}\n\n".encode() + raw)
    else:
        part = MIMEBase(*file.media_type.split("/"))
        part.set_payload(raw)
        encoders.encode_base64(part)
    if file.head:
        del part["Content-Type"]
        for name, value in file.head:
            part[name] = value
    elif file.name:
        part.add_header("Content-Disposition", "attachment", filename=file.name)
    return part


def _encoded(text: str) -> str:
    return text if text.isascii() else Header(text, "utf-8", maxlinelen=400).encode()


def _encoded_sender(sender: str) -> str:
    if sender.isascii():
        return sender
    name, address = parseaddr(sender)
    return f"{_encoded(name)} <{address}>" if name else sender
