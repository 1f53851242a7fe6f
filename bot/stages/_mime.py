"""The MIME tree of a mail, as its leaves (RFC 2045 to 2049, 2183, 3676).

Own splitting, because the standard library recurses and keeps everything twice: here no nesting
deeper than ten levels and no more than a hundred parts are entered, and no text is lost: what
cannot be divided is kept whole, as text.
"""

import binascii
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import Message as MimeHeaders

from bot.domain.message import Part
from bot.stages._headers import Block, block, mime_headers, parameter, unencoded

MAX_PARTS = 100
MAX_DEPTH = 10
MAX_BODY_OCTETS = 256 * 1024
"""Of a text body no more is read; real ones stay below 64 KiB."""

_MAX_NAME = 120
_GUESSED_BOUNDARY = re.compile(rb"(?m)^--(\S[^\r\n]{0,69})\r?\n(?:[Cc]ontent-[!-9;-~]+:|\r?\n)")
_OWN_TEXT = {"text/plain", "text/html", "text/enriched", "text/watch-html"}
_NOT_ASCII_NAMES = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def leaves(headers: Block) -> tuple[tuple[Part, ...], tuple[str, ...]]:
    """Return the leaves of a mail in document order, and the defects of its structure.

    An attached mail (message/rfc822, or a file named .eml) gives one part of that media type that
    holds its header block, and then its own leaves with `inside` set to that part's path.
    """
    walk = _Walk()
    walk.enter(headers, "", 0, "", "text/plain")
    return tuple(walk.parts), tuple(dict.fromkeys(walk.defects))


@dataclass(slots=True)
class _Walk:
    """The state of one walk through the tree."""

    parts: list[Part] = field(default_factory=list)
    defects: list[str] = field(default_factory=list)
    names: dict[str, int] = field(default_factory=dict)

    def enter(self, entity: Block, path: str, depth: int, inside: str, default: str) -> None:
        """Add the leaves of one entity. `default` is its media type where none is declared."""
        self.defects.extend(entity.defects)
        headers = mime_headers(entity)
        media_type = _media_type(headers, default)
        if len(self.parts) >= MAX_PARTS:
            self.defects.append(f"more than {MAX_PARTS} parts; the rest is not read")
        elif media_type.startswith("multipart/"):
            self._multipart(entity, headers, media_type, path, depth, inside)
        else:
            self._leaf(entity.body, headers, media_type, path or "1", depth, inside)

    def _multipart(
        self,
        entity: Block,
        headers: MimeHeaders,
        media_type: str,
        path: str,
        depth: int,
        inside: str,
    ) -> None:
        if depth >= MAX_DEPTH:
            self.defects.append(f"parts are nested deeper than {MAX_DEPTH}; those are not read")
            return
        segments = self._segments(entity.body, parameter(headers, "boundary"))
        if not segments:
            self.defects.append("a multipart without parts; read as text")
            self._leaf(entity.body, MimeHeaders(), "text/plain", path or "1", depth, inside)
            return
        default = "message/rfc822" if media_type == "multipart/digest" else "text/plain"
        for number, segment in enumerate(segments, 1):
            child = f"{path}.{number}" if path else str(number)
            self.enter(block(segment), child, depth + 1, inside, default)

    def _segments(self, body: bytes, boundary: str) -> list[bytes]:
        segments = list(_between(body, boundary.encode("utf-8", "replace"))) if boundary else []
        if segments or not (guess := _GUESSED_BOUNDARY.search(body)):
            return segments
        self.defects.append("the declared boundary does not occur; another one is used")
        return list(_between(body, guess[1].rstrip()))

    def _leaf(
        self,
        body: bytes,
        headers: MimeHeaders,
        media_type: str,
        path: str,
        depth: int,
        inside: str,
    ) -> None:
        encoding = str(headers.get("content-transfer-encoding", "")).split(";")[0].strip().lower()
        payload = self._transferred(body, encoding)
        filename = _filename(headers)
        if _is_mail(media_type, filename, payload):
            self._attached_mail(payload, filename, path, depth, inside)
            return
        attachment = _is_attachment(headers, media_type, filename)
        if len(payload) > MAX_BODY_OCTETS and media_type in _OWN_TEXT and not attachment:
            self.defects.append(f"a text is longer than {MAX_BODY_OCTETS} octets; its end is cut")
        self.parts.append(
            Part(
                path=path,
                media_type=media_type,
                filename=self._unique(filename or f"part-{path}") if attachment else filename,
                payload=payload,
                charset=parameter(headers, "charset").lower()[:40],
                attachment=attachment,
                inside=inside,
                flow=_flow(headers),
            )
        )

    def _attached_mail(
        self, payload: bytes, filename: str, path: str, depth: int, inside: str
    ) -> None:
        mail = block(payload.lstrip(b"\r\n"))
        head = payload[: len(payload) - len(mail.body)]
        name = self._unique(filename or f"part-{path}.eml")
        self.parts.append(Part(path, "message/rfc822", name, head, attachment=True, inside=inside))
        if depth >= MAX_DEPTH:
            self.defects.append(f"parts are nested deeper than {MAX_DEPTH}; those are not read")
            return
        self.enter(mail, f"{path}.1", depth + 1, path, "text/plain")

    def _transferred(self, body: bytes, encoding: str) -> bytes:
        if encoding == "base64":
            return self._from_base64(body)
        if encoding == "quoted-printable":
            return binascii.a2b_qp(body)
        if encoding in {"x-uuencode", "uuencode", "uue", "x-uue"}:
            return _from_uu(body)
        return body

    def _from_base64(self, body: bytes) -> bytes:
        try:
            return binascii.a2b_base64(body)
        except binascii.Error:
            self.defects.append("base64 text is damaged; what can be read of it is kept")
        letters = re.sub(rb"[^A-Za-z0-9+/]", b"", body)
        return binascii.a2b_base64(letters[: len(letters) // 4 * 4])

    def _unique(self, filename: str) -> str:
        """Number the second file of a name: an origin must name one file."""
        count = self.names[filename] = self.names.get(filename, 0) + 1
        if count == 1:
            return filename
        stem, dot, suffix = filename.rpartition(".")
        return f"{stem} ({count}).{suffix}" if dot else f"{filename} ({count})"


def _media_type(headers: MimeHeaders, default: str) -> str:
    """Return the declared media type; RFC 2045 5.2: what is malformed is plain text."""
    words = str(headers.get("content-type", "")).partition(";")[0].lower().split()
    if not words:
        return default
    declared = words[0].strip('"')
    return declared if re.fullmatch(r"[!-.0-~]+/[!-.0-~]+", declared) else "text/plain"


def _between(body: bytes, boundary: bytes) -> Iterator[bytes]:
    """Yield what stands between delimiter lines (RFC 2046 5.1.1), closed or not."""
    line = re.compile(rb"(?m)^--" + re.escape(boundary) + rb"(--)?[ \t]*\r?$")
    start = -1
    for number, delimiter in enumerate(line.finditer(body)):
        if start >= 0:
            yield body[start : delimiter.start()].removesuffix(b"\n").removesuffix(b"\r")
        start = delimiter.end() + 1
        if delimiter[1] or number > MAX_PARTS:
            return
    if 0 <= start < len(body):
        yield body[start:]


def _is_mail(media_type: str, filename: str, payload: bytes) -> bool:
    if media_type in {"message/rfc822", "message/global"}:
        return True
    named = filename.lower().endswith(".eml") and media_type != "text/rfc822-headers"
    return named and b":" in payload[:200].split(b"\n")[0]


def _is_attachment(headers: MimeHeaders, media_type: str, filename: str) -> bool:
    declared = str(headers.get("content-disposition", "")).partition(";")[0].strip().lower()
    if declared == "attachment":
        return True
    if media_type in _OWN_TEXT:
        return bool(filename)
    return not media_type.startswith(("message/", "text/rfc822", "text/calendar"))


def _flow(headers: MimeHeaders) -> str:
    if parameter(headers, "format").lower() != "flowed":
        return ""
    return "delsp" if parameter(headers, "delsp").lower() == "yes" else "flowed"


def _filename(headers: MimeHeaders) -> str:
    """Return the sender's name for a part, fit to be shown: one line, no folders, no tricks."""
    name = parameter(headers, "filename", "content-disposition") or parameter(headers, "name")
    visible = "".join(c for c in unencoded(name) if unicodedata.category(c) not in _NOT_ASCII_NAMES)
    last = " ".join(re.split(r"[/\\]", visible)[-1].split()).strip(". ")
    stem, dot, suffix = last.rpartition(".")
    if len(last) > _MAX_NAME and dot and len(suffix) <= 8:
        return f"{stem[: _MAX_NAME - len(suffix) - 1]}.{suffix}"
    return last[:_MAX_NAME]


def _from_uu(body: bytes) -> bytes:
    lines: list[bytes] = []
    for line in body.splitlines():
        if line == b"end":
            break
        if line and not line.startswith(b"begin "):
            try:
                lines.append(binascii.a2b_uu(line))
            except binascii.Error:
                continue
    return b"".join(lines)
