"""Stage 2, parse: bytes to `Message`, whatever the bytes.

Speaks RFC 5322, 6532, 2045 to 2049, 2183 and 2231, and reads what senders send instead. Total: it
raises for no input; what is wrong is kept in `defects`, a sentence each. Everything is capped:
header block 256 KiB, 1,000 fields, 100 parts, 10 levels, 200 addresses a field.

The content key names the content of a mail wherever copies of it turn up. It covers Message-ID,
From, Subject, Date, and the decoded body and attachments with plain line ends, and no trace
header: copies by BCC, alias or migration collapse, another mail under a re-used Message-ID does
not. A mail without a Message-ID gets a key from the rest.
"""

import hashlib
import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from mailparser.dates import parse_mail_date

from bot.domain.message import Address, Message, Part, RawMessage
from bot.stages._addresses import ANYWHERE, SEVERAL_AUTHORS, addresses
from bot.stages._headers import Block, block, unencoded
from bot.stages._mime import leaves

EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
"""No mail client is older than this and still dates its mail so."""

LATEST = timedelta(days=366)
"""A Date this long after the mail arrived is absurd, not a wrong clock."""

_MAX_REFERENCES = 200
_MAX_AUTHOR = 2000
"""Characters of From in which a group's colon is looked for."""

_MESSAGE_ID = re.compile(r"<[^<>\s]{1,998}>")
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"')


def parse(raw: RawMessage) -> Message:
    """Turn the bytes of a mail into a `Message`. Never raises."""
    headers = block(_line_ends(raw.source))
    parts, structure = leaves(headers) if raw.complete else ((), (_only_headers(raw),))
    author, doubts = _author(headers)
    date, lateness = _date(headers.first("date"), raw.received_at)
    message_id = _first_id(headers.first("message-id"))
    subject = unencoded(headers.first("subject"))
    return Message(
        content_key=_content_key(headers, author, subject, parts, raw),
        message_id=message_id,
        date=date,
        author=author,
        reply_to=_recipients(headers, "reply-to"),
        to=_recipients(headers, "to"),
        cc=_recipients(headers, "cc"),
        subject=subject,
        in_reply_to=_first_id(headers.first("in-reply-to")),
        references=tuple(_MESSAGE_ID.findall(headers.first("references"))[-_MAX_REFERENCES:]),
        headers=tuple((name, unencoded(value)) for name, value in headers.fields),
        parts=parts,
        defects=_sentences(headers.defects, doubts, lateness, _doubled(headers), structure),
        complete=raw.complete,
    )


def _line_ends(source: bytes) -> bytes:
    """Return the bytes with LF or CRLF line ends, from the first header field on."""
    source = source.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n")
    if b"\r\r\n" in source:
        return source.replace(b"\r\r\n", b"\r\n")
    return source if b"\n" in source else source.replace(b"\r", b"\n")


def _only_headers(raw: RawMessage) -> str:
    return f"the mail has {raw.size} octets, more than the limit; only its headers were fetched"


def _author(headers: Block) -> tuple[Address, tuple[str, ...]]:
    """Return the From address as written, empty where it cannot be read for certain."""
    values = headers.every("from")
    value = values[0] if values else ""
    found, reasons = addresses(value)
    defects = [f"From: {reason}" for reason in reasons]
    if len(values) > 1 or len(found) > 1:
        defects.append(SEVERAL_AUTHORS)
    if value.rstrip().endswith(";") and ":" in _QUOTED.sub("", value[:_MAX_AUTHOR]):
        defects.append("From is a group, not an address")
        return Address(unencoded(value), ""), tuple(defects)
    if not found:
        defects.append("there is no readable From address")
        return Address(unencoded(value), ""), tuple(defects)
    author = found[0]
    if ANYWHERE.search(author.name):
        defects.append("the display name in From contains another address")
    return author, tuple(defects)


def _recipients(headers: Block, name: str) -> tuple[Address, ...]:
    return addresses(", ".join(headers.every(name)))[0]


def _first_id(value: str) -> str:
    """Return the first message id of a value with its angle brackets, or ""."""
    if match := _MESSAGE_ID.search(value):
        return match[0]
    bare = value.split(maxsplit=1)[0].strip("<>") if value.split() else ""
    return f"<{bare[:998]}>" if bare else ""


def _date(value: str, received_at: datetime) -> tuple[datetime | None, tuple[str, ...]]:
    if not value:
        return None, ("there is no Date",)
    try:
        result = parse_mail_date(value[:200]).value
        date = result.replace(tzinfo=result.tzinfo or UTC).astimezone(UTC)
    except (ValueError, OverflowError, TypeError, AttributeError):
        return None, ("the Date cannot be read",)
    if not EARLIEST <= date <= received_at.astimezone(UTC) + LATEST:
        return None, ("the Date is absurd",)
    return date, ()


def _doubled(headers: Block) -> tuple[str, ...]:
    """Return a defect for each field that may stand once (RFC 5322 3.6) and does not."""
    once = ("subject", "date", "message-id", "content-type")
    return tuple(
        f"several {name} headers; the first is read"
        for name in once
        if len(headers.every(name)) > 1
    )


def _sentences(*groups: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(defect for group in groups for defect in group if defect))


def _content_key(
    headers: Block, author: Address, subject: str, parts: tuple[Part, ...], raw: RawMessage
) -> str:
    """Return the key as hexadecimal SHA-256; each field is preceded by its length."""
    fields = [
        " ".join(headers.first("message-id").split()).encode("utf-8", "replace"),
        (author.email or author.name).encode("utf-8", "replace"),
        " ".join(subject.split()).encode("utf-8", "replace"),
        " ".join(headers.first("date").split()).encode("utf-8", "replace"),
        b"" if raw.complete else b"headers of %d octets" % raw.size,
    ]
    fields += [_normalised(part) for part in parts]
    digest = hashlib.sha256()
    for value in fields:
        digest.update(b"%d:" % len(value))
        digest.update(value)
    return digest.hexdigest()


def _normalised(part: Part) -> bytes:
    """Return a payload as every road delivers it: texts lose line ends and trailing blanks."""
    if part.media_type == "message/rfc822":
        # Its own leaves follow; its header block may gain trace headers on the way.
        return b""
    if not part.media_type.startswith("text/"):
        return part.payload
    return b"\n".join(line.rstrip() for line in part.payload.rstrip().splitlines())
