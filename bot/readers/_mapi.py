"""A mail as Outlook keeps it: properties by number (MS-OXPROPS), in .msg and winmail.dat alike."""

import codecs
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.parser import HeaderParser
from email.policy import compat32
from email.utils import format_datetime

from bot.domain.message import Part
from bot.readers import rtf
from bot.readers._mail import Parts, file_name, head
from bot.readers._pages import Unreadable
from bot.readers._rtfmail import html_in, unpacked

Value = str | bytes | int
Properties = Mapping[int, Value]
"""Property number to value: text decoded where its encoding is known, and bytes where it is not."""

TEXT_IN_BYTES, TEXT, BINARY, OBJECT = 0x1E, 0x1F, 0x102, 0x0D
INTEGER, TRUTH, LONG, TIME = 0x02, 0x0B, 0x03, 0x40
"""Property types (MS-OXCDATA 2.11.1)."""

SUBJECT, HEADERS, SUBMITTED, DELIVERED = 0x0037, 0x007D, 0x0039, 0x0E06
SENDER_NAME, SENDER_ADDRESS, SENDER_SMTP = 0x0C1A, 0x0C1F, 0x5D01
AUTHOR_NAME, AUTHOR_ADDRESS, AUTHOR_SMTP = 0x0042, 0x0065, 0x5D02
BODY, RTF, HTML = 0x1000, 0x1009, 0x1013
CODEPAGE, INTERNET_CODEPAGE = 0x3FFD, 0x3FDE
DATA, METHOD, LONG_NAME, SHORT_NAME, TITLE = 0x3701, 0x3705, 0x3707, 0x3704, 0x3001
MIME_TYPE = 0x370E

EMBEDDED = 5
"""The method of an attachment that is a mail itself."""

BY_REFERENCE = {2, 3, 4, 7}
"""Methods of attachments that are somewhere else: a link is sent instead of the file."""

_OTHER_PAGES = {1200: "utf-16-le", 50220: "iso2022_jp", 51932: "euc_jp", 54936: "gb18030"} | {
    28590 + part: f"iso8859_{part}" for part in range(2, 16) if part != 12
}
_MIME_TYPE = re.compile(r"[a-z0-9!#$&^_.+-]{1,60}/[a-z0-9!#$&^_.+-]{1,100}")
_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)


def add_body(parts: Parts, properties: Properties, inside: str) -> None:
    """Add a mail's text: plain, HTML, or both; from RTF where there is nothing else."""
    plain = text(properties, BODY)
    html = properties.get(HTML, "")
    if not html and isinstance(packed := properties.get(RTF), bytes) and packed:
        try:
            hidden, written = _from_rtf(unpacked(packed))
        except Unreadable as unreadable:
            parts.refused.append(f"{parts.folder or 'the text'}: {unreadable}")
        else:
            html, plain = hidden, plain if plain.strip() else written
    if plain.strip():
        parts.text("text/plain", plain.encode("utf-8", "replace"), inside, "utf-8", "")
    if isinstance(html, bytes):
        parts.text("text/html", html, inside, codec(properties, INTERNET_CODEPAGE), "")
    elif html:
        parts.text("text/html", str(html).encode("utf-8", "replace"), inside, "utf-8", "")


def _from_rtf(source: bytes) -> tuple[str, str]:
    """Return the HTML hidden in RTF, else its text."""
    if html := html_in(source):
        return html, ""
    pages = rtf.read(Part("", "text/rtf", "", source))
    return "", "\n".join(pages.texts)


def head_of(properties: Properties) -> bytes:
    """Return what a mail's properties say of its author, subject and date, as a header block."""
    sent = HeaderParser(policy=compat32).parsestr(text(properties, HEADERS)[:65_536])
    subject = text(properties, SUBJECT).lstrip("\x01\x02\x03\x04\x05\x06") or str(
        sent.get("subject", "")
    )
    date = str(sent.get("date", "")) or _date(properties)
    if sent.get("from"):
        return head("", str(sent["from"]), subject, date)
    return head(*_author(properties), subject, date)


def _author(properties: Properties) -> tuple[str, str]:
    """Return who wrote a mail: for whom it was sent, before who sent it."""
    for name, *addresses in (
        (AUTHOR_NAME, AUTHOR_SMTP, AUTHOR_ADDRESS),
        (SENDER_NAME, SENDER_SMTP, SENDER_ADDRESS),
    ):
        for address in addresses:
            if "@" in (found := text(properties, address)):
                return text(properties, name), found
    return text(properties, AUTHOR_NAME) or text(properties, SENDER_NAME), ""


def _date(properties: Properties) -> str:
    for number in (SUBMITTED, DELIVERED):
        ticks = properties.get(number)
        if isinstance(ticks, int) and 0 < ticks < 1 << 60:
            return format_datetime(_EPOCH + timedelta(microseconds=ticks // 10))
    return ""


def add_attachment(parts: Parts, properties: Properties, inside: str, title: str = "") -> None:
    """Add a file attached to a mail, or say that it is somewhere else."""
    name = file_name(text(properties, LONG_NAME) or text(properties, SHORT_NAME) or title)
    name = name or file_name(text(properties, TITLE))
    if properties.get(METHOD) in BY_REFERENCE:
        parts.refused.append(f"{parts.named(name)}: a link, not a file")
        return
    data = properties.get(DATA, b"")
    declared = text(properties, MIME_TYPE).lower()
    media_type = declared if _MIME_TYPE.fullmatch(declared) else "application/octet-stream"
    if isinstance(data, bytes):
        parts.file(name, data, inside, media_type)


def text(properties: Properties, number: int) -> str:
    """Return a text without what ends it, "" where there is none."""
    value = properties.get(number, "")
    if isinstance(value, bytes):
        value = value.decode(codec(properties, CODEPAGE), "replace")
    return value.rstrip("\0") if isinstance(value, str) else ""


def codec(properties: Properties, number: int) -> str:
    """Return the name of the encoding that a property names by a Windows code page."""
    value = properties.get(number, 0)
    page = value if isinstance(value, int) else 0
    try:
        return codecs.lookup("utf-8" if page == 65001 else f"cp{page}").name
    except LookupError:
        return _OTHER_PAGES.get(page, "cp1252")
