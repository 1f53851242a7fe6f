"""Reads text/plain, in whatever encoding it really is."""

import codecs

from bot.domain.message import Part
from bot.readers import Pages

MEDIA_TYPES = frozenset({"text/plain"})
SUFFIXES = frozenset({".txt", ".text", ".log", ".md"})

MAX_BYTES = 2_000_000
"""A mail's text of more than two megabytes is a log file; what matters stands at its beginning."""

SAMPLE = 16_384
"""Guessing an encoding needs a page or two, and takes time in proportion."""

ASCII = bytes(range(128))
FEW = 0.12
"""French and German have some five non-ASCII letters in a hundred, Czech twelve, Russian eighty."""

MOSTLY = 0.6
"""Share of NULs among the upper bytes of UTF-16: all of them in English, fewer elsewhere."""

BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

NOT_CHARSETS = frozenset(
    {"idna", "punycode", "unicode-escape", "raw-unicode-escape", "undefined", "utf-7"}
)
"""Python codecs that are no mail charsets (punycode takes quadratic time), and UTF-7, which hides
text from every check that looks at it before decoding."""


def looks_like(_payload: bytes) -> bool:
    """Return false: no first bytes say that a file is plain text."""
    return False


def read(part: Part) -> Pages:
    """Return the text as one page, with line feeds as line ends."""
    text = decoded(part.payload[:MAX_BYTES], part.charset)
    cut = f"only the first {MAX_BYTES:,} bytes were read" if len(part.payload) > MAX_BYTES else ""
    return Pages((text.replace("\r\n", "\n").replace("\r", "\n"),), problem=cut)


def decoded(payload: bytes, charset: str) -> str:
    """Return the text: byte order mark, then declared charset, then UTF-8, then a guess."""
    for mark, name in BYTE_ORDER_MARKS:
        if payload.startswith(mark):
            return payload.decode(name, "replace")
    if wide := _wide(payload[:SAMPLE]):
        return payload.decode(wide, "replace")
    for name in (_codec(charset), "utf-8"):
        text = _strictly(payload, name)
        if text is not None:
            return text
    return payload.decode(_guessed(payload), "replace")


def _wide(sample: bytes) -> str:
    """Return the codec of UTF-16 without a mark, which has NUL for every other byte."""
    if len(sample) < 4 or b"\0" not in sample[:64]:
        return ""
    half = len(sample) // 2
    if sample[1::2].count(0) > half * MOSTLY and not sample[::2].count(0):
        return "utf-16-le"
    if sample[::2].count(0) > half * MOSTLY and not sample[1::2].count(0):
        return "utf-16-be"
    return ""


def _codec(charset: str) -> str:
    try:
        name = codecs.lookup(charset.strip().strip("\"'")).name
    except (LookupError, ValueError):
        return ""
    if name in NOT_CHARSETS:
        return ""
    return "cp1252" if name == "iso8859-1" else name


def _strictly(payload: bytes, codec: str) -> str | None:
    try:
        return payload.decode(codec) if codec else None
    except (UnicodeError, LookupError):
        return None


def _guessed(payload: bytes) -> str:
    """Return the likely codec of a text that is not UTF-8.

    A few accents do not tell Windows-1252 from its cousins, so they are taken for what our
    clients write; a text that is mostly not ASCII says more of itself.
    """
    sample = payload[:SAMPLE]
    if len(sample.translate(None, ASCII)) <= len(sample) * FEW:
        return "cp1252"
    # Imported when needed: nearly every mail says its charset, and says it right.
    from charset_normalizer import from_bytes

    best = from_bytes(sample).best()
    return best.encoding if best else "cp1252"
