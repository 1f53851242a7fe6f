"""Takes a mail apart that was found inside a file, into parts.

The standard library does it. It recurses and keeps everything twice, which `bot.stages._mime` may
not, and which does no harm in a child that has limits and ends after one file.
"""

# Imported by the library only when needed, which is too late in a child that is locked in.
import email.charset
import email.generator
import email.iterators
import email.quoprimime  # noqa: F401
import re
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import Message
from email.parser import BytesParser
from email.policy import compat32

from bot.readers._mail import Parts, file_name
from bot.readers._pages import Unreadable

MAX_DEPTH = 10
"""Levels of one mail, as in `bot.stages._mime`."""

MAX_HEAD = 65_536
OWN_TEXT = ("text/plain", "text/html", "text/enriched", "text/watch-html")
_MEDIA_TYPE = re.compile(r"(?!multipart/)[!-.0-~]+/[!-.0-~]+")
KEPT_FIELDS = ("From", "Sender", "To", "Cc", "Subject", "Date", "Message-ID", "In-Reply-To")


def entity_of(payload: bytes) -> Message:
    """Return a mail or a MIME entity.

    Raises:
        Unreadable: nested deeper than any mail is.
    """
    try:
        return BytesParser(policy=compat32).parsebytes(payload.lstrip(b"\xef\xbb\xbf\r\n"))
    except RecursionError as error:
        raise Unreadable("nested too deep") from error


def add_mail(parts: Parts, name: str, mail: Message, inside: str = "", depth: int = 0) -> None:
    """Add an attached mail and everything in it.

    Args:
        parts: what is added to.
        name: what the mail is called as a file, with its folder.
        mail: the mail.
        inside: path of the mail that it is attached to.
        depth: levels above it.
    """
    path = parts.mail(name, _head(mail), inside)
    add_entity(parts.within(name), mail, path, depth)


def add_entity(parts: Parts, entity: Message, inside: str, depth: int = 0) -> None:
    """Add the leaves of an entity, as parts of the mail with the path `inside`."""
    if depth > MAX_DEPTH:
        parts.refused.append(f"{parts.folder}: nested too deep")
    elif entity.get_content_type() == "message/rfc822":
        _add_attached(parts, entity, inside, depth)
    elif entity.is_multipart():
        for child in _children(entity):
            add_entity(parts, child, inside, depth + 1)
    else:
        _add_leaf(parts, entity, inside)


def _add_attached(parts: Parts, entity: Message, inside: str, depth: int) -> None:
    """Add a mail attached to a mail; some encode it, which RFC 2046 5.2.1 forbids."""
    mail = next(iter(_children(entity)), entity)
    if not mail.keys() and entity.get("content-transfer-encoding"):
        mail.add_header("content-transfer-encoding", str(entity["content-transfer-encoding"]))
        mail = entity_of(_payload(mail))
    name = file_name(_name(entity)) or "mail.eml"
    add_mail(parts, parts.named(name), mail, inside, depth + 1)


def _add_leaf(parts: Parts, entity: Message, inside: str) -> None:
    declared, name = entity.get_content_type(), file_name(_name(entity))
    # RFC 2045 5.2: what is malformed is text, and so is a multipart without parts.
    media_type = declared if _MEDIA_TYPE.fullmatch(declared) else "text/plain"
    payload, charset = _payload(entity), _parameter(entity, "charset").lower()[:40]
    if _is_attachment(entity, media_type, name):
        parts.file(name, payload, inside, media_type, charset)
    elif media_type in OWN_TEXT:
        parts.text(media_type, payload, inside, charset, _flow(entity))


def _is_attachment(entity: Message, media_type: str, name: str) -> bool:
    """Say whether a leaf is an attachment; as `bot.stages._mime` does."""
    if entity.get_content_disposition() == "attachment":
        return True
    if media_type in OWN_TEXT:
        return bool(name)
    return not media_type.startswith(("message/", "text/rfc822", "text/calendar"))


def _children(entity: Message) -> list[Message]:
    children = entity.get_payload()
    if not isinstance(children, list):
        return []
    return [child for child in children if isinstance(child, Message)]


def _payload(entity: Message) -> bytes:
    found = entity.get_payload(decode=True)
    return found if isinstance(found, bytes) else b""


def _head(mail: Message) -> bytes:
    """Return the fields of a header block that say whose mail it is."""
    fields = ((name, value) for name in KEPT_FIELDS for value in mail.get_all(name, ())[:5])
    lines = [f"{name}: {' '.join(str(value).split())}\r\n" for name, value in fields]
    return "".join(lines).encode("utf-8", "surrogateescape")[:MAX_HEAD] + b"\r\n"


def _name(entity: Message) -> str:
    found = _parameter(entity, "filename", "content-disposition") or _parameter(entity, "name")
    try:
        return str(make_header(decode_header(found)))
    except (HeaderParseError, ValueError, LookupError):
        return found


def _parameter(entity: Message, name: str, header: str = "content-type") -> str:
    """Return a MIME parameter (RFC 2231), "" where it is missing or malformed."""
    try:
        value = entity.get_param(name, "", header)
        if isinstance(value, tuple):
            return value[2].encode("latin-1", "replace").decode(value[0] or "utf-8", "replace")
        return str(value).encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    except (ValueError, LookupError, TypeError, AttributeError):
        return ""


def _flow(entity: Message) -> str:
    if _parameter(entity, "format").lower() != "flowed":
        return ""
    return "delsp" if _parameter(entity, "delsp").lower() == "yes" else "flowed"
