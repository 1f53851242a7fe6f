"""The header block of a mail or a part: fields, decoded values, and MIME parameters.

RFC 5322 and 6532 for fields, RFC 2047 for encoded words, RFC 2231 for parameters. What no standard
allows is read as far as it makes sense and noted as a defect. Linear in the size of the block.
"""

import re
import unicodedata
from dataclasses import dataclass
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message as MimeHeaders

from bot.stages._charsets import decoded, header_text

MAX_BLOCK = 256 * 1024
"""Octets of a header block that are read; real ones stay below 64 KiB."""

MAX_FIELDS = 1000
"""Header fields that are read in one block."""

_MAX_MIME_VALUE = 4096
"""Characters of a Content-* value: the standard library splits parameters in quadratic time."""

_MAX_ENCODED = 16 * 1024
"""Characters of a value in which encoded words are looked for: the same, for joining words."""

_BLANK_LINE = re.compile(rb"\r\n\r\n|\n\r?\n")
_FIELD = re.compile(rb"([!-9;-~]{1,100})[ \t]*:(.*)", re.DOTALL)
_WORD = r"=\?[^?\s]{1,64}\?[bBqQ]\?[^?]*\?="
_WORDS = re.compile(rf"{_WORD}(?:[ \t]*{_WORD})*")


@dataclass(frozen=True, slots=True)
class Block:
    """A header block taken apart.

    Attributes:
        fields: (name in lower case, value as one line, encoded words still encoded), in order.
        body: what follows the block.
        defects: a sentence each.
    """

    fields: tuple[tuple[str, str], ...]
    body: bytes
    defects: tuple[str, ...] = ()

    def first(self, name: str) -> str:
        """Return the first value of a field, or an empty string."""
        return next((value for field, value in self.fields if field == name), "")

    def every(self, name: str) -> tuple[str, ...]:
        """Return all values of a field, topmost first."""
        return tuple(value for field, value in self.fields if field == name)


def block(source: bytes) -> Block:
    """Split bytes with LF or CRLF line ends into header fields and body."""
    if source.startswith((b"\n", b"\r\n")):
        return Block((), source.partition(b"\n")[2])
    head, body, defects = _divided(source)
    fields: list[tuple[str, bytes]] = []
    lines = head.splitlines()
    for number, line in enumerate(lines):
        if line[:1] in b" \t" and fields:
            fields[-1] = (fields[-1][0], fields[-1][1] + b" " + line.strip())
        elif match := _FIELD.fullmatch(line):
            fields.append((match[1].decode("ascii").lower(), match[2].strip()))
        elif line.strip() and not line.lstrip(b">").startswith(b"From "):
            if line.startswith(b"--") or not _more_fields(lines[number + 1 : number + 3]):
                body = b"\n".join(lines[number:]) + b"\n\n" + body
                defects.append("the header block is not closed by an empty line")
                break
            defects.append("a line of the header block is no header field")
    if len(fields) > MAX_FIELDS:
        defects.append(f"more than {MAX_FIELDS} header fields; the rest is not read")
    texts = tuple((name, _one_line(header_text(value))) for name, value in fields[:MAX_FIELDS])
    return Block(texts, body, tuple(dict.fromkeys(defects)))


def unencoded(value: str) -> str:
    """Return a header value with its encoded words decoded (RFC 2047), on one line.

    Words that cannot be decoded stay as they are.
    """
    if "=?" not in value:
        return value
    head, tail = value[:_MAX_ENCODED], value[_MAX_ENCODED:]
    return _one_line(_WORDS.sub(_decoded_words, head) + tail)


def mime_headers(fields: Block) -> MimeHeaders:
    """Return the Content-* fields as the standard library's message, which reads parameters."""
    headers = MimeHeaders()
    for name in ("content-type", "content-disposition", "content-transfer-encoding"):
        if value := fields.first(name):
            headers[name] = value[:_MAX_MIME_VALUE]
    return headers


def parameter(headers: MimeHeaders, name: str, header: str = "content-type") -> str:
    """Return a MIME parameter, decoded (RFC 2231 and, as many send it, RFC 2047), or ""."""
    try:
        value = headers.get_param(name, "", header)
        if isinstance(value, tuple):
            value = decoded(value[2].encode("latin-1", "replace"), value[0] or "utf-8")
    except (ValueError, LookupError, TypeError, AttributeError):
        # Malformed continuations: the standard library sorts and converts what is not there.
        return ""
    return unencoded(str(value)).strip().strip('"')


def _divided(source: bytes) -> tuple[bytes, bytes, list[str]]:
    blank = _BLANK_LINE.search(source)
    end, start = (blank.start(), blank.end()) if blank else (len(source), len(source))
    if end <= MAX_BLOCK:
        return source[:end], source[start:], []
    defect = f"the header block is longer than {MAX_BLOCK} octets; its end is not read"
    return source[:MAX_BLOCK].rpartition(b"\n")[0], source[start:], [defect]


def _more_fields(lines: list[bytes]) -> bool:
    return any(_FIELD.fullmatch(line) for line in lines)


def _decoded_words(match: re.Match[str]) -> str:
    words = match[0]
    try:
        chunks = decode_header(words)
    except (HeaderParseError, ValueError):
        return words
    return "".join(
        chunk if isinstance(chunk, str) else decoded(chunk, charset or "")
        for chunk, charset in chunks
    )


def _one_line(value: str) -> str:
    """Replace line breaks and other control characters by spaces; lone surrogates go too."""
    if value.isascii() and value.isprintable():
        return value
    return "".join(" " if unicodedata.category(c) in _CONTROL else c for c in value).strip()


_CONTROL = {"Cc", "Cs", "Zl", "Zp"}
