"""Bytes to text, whatever the mail says of its character set.

Declared character sets are often wrong or missing. Order: what is declared, if it fits; UTF-8, if
it fits; a guess from a sample; Windows-1252 with replacement. Never raises, loses no ASCII.
"""

import codecs
import re

from charset_normalizer import from_bytes

SAMPLE_OCTETS = 8192
"""Guessing is the slowest step and gains nothing from more text than this."""

ENOUGH_TO_GUESS = 16
"""Octets above 127: with fewer any guess is as good as another, and Western Europe is likeliest."""

SOUND_PER_DAMAGE = 8
"""Octets of sound UTF-8 sequences for each damaged one: no other character set looks so."""

FILES = ("%PDF-", "PK\x03\x04", "GIF8", "\x89PNG")
"""How a file begins that somebody pasted as the text of a mail."""

STRANGE_SHARE = 20
"""One control character in so many is what damage leaves; more is no text at all."""

_MULTIBYTE = re.compile(
    rb"[\xc3-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}|\xc2[\xa0-\xbf]"
)

_STRANGE = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f-\x9f]")

_WEB_NAMES = {
    "iso8859-1": "cp1252", "iso8859-9": "cp1254", "iso8859-11": "cp874", "tis-620": "cp874",
    "gb2312": "gb18030", "gbk": "gb18030", "shift_jis": "cp932", "euc_kr": "cp949",
}  # fmt: skip
"""Declared name -> its superset that senders mean (WHATWG Encoding, 4.2)."""

_NOT_FOR_MAIL = {"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined"}
"""Python codecs that are no character sets of mail; some are quadratic in their input."""


def decoded(payload: bytes, charset: str = "") -> str:
    """Return the text of a body in its declared character set, or in the likeliest one.

    NUL characters are left out: they carry no text, and databases refuse them.
    """
    codec = _codec(charset)
    for name in ("utf-8", codec) if codec == "cp1252" else (codec, "utf-8"):
        text = _strictly(payload, name)
        if text is None and name == "utf-8":
            text = _mostly_utf8(payload)
        if text is not None:
            return text.lstrip("\ufeff").replace("\0", "")
    return payload.decode(_guess(payload), "replace").replace("\0", "")


def is_text(text: str) -> bool:
    """Say whether decoded text is text: data in disguise is full of control characters."""
    if text.startswith(FILES):
        return False
    middle = len(text) // 2
    sample = text[:SAMPLE_OCTETS] + text[middle : middle + SAMPLE_OCTETS]
    return len(_STRANGE.findall(sample)) * STRANGE_SHARE <= len(sample)


def header_text(value: bytes) -> str:
    """Return a raw header value: UTF-8 where it fits (RFC 6532), else Windows-1252."""
    text = _strictly(value, "utf-8")
    return value.decode("cp1252", "replace") if text is None else text


def _codec(charset: str) -> str:
    try:
        name = codecs.lookup(charset.strip()).name
    except (LookupError, ValueError, UnicodeError):
        return ""
    return "" if name in _NOT_FOR_MAIL else _WEB_NAMES.get(name, name)


def _strictly(payload: bytes, codec: str) -> str | None:
    if not codec:
        return None
    try:
        return payload.decode(codec)
    except (LookupError, ValueError, AssertionError):
        # LookupError: a codec that is not from bytes to text, such as rot13.
        return None


def _mostly_utf8(payload: bytes) -> str | None:
    """Return UTF-8 with few damages: a cut in the middle of a character, one foreign quotation."""
    text = payload.decode("utf-8", "replace")
    damages = text.count("\ufffd")
    fitting = sum(map(len, _MULTIBYTE.findall(payload)))
    return text if damages * SOUND_PER_DAMAGE <= fitting and fitting else None


def _guess(payload: bytes) -> str:
    sample = payload[:SAMPLE_OCTETS]
    if sum(octet > 127 for octet in sample) < ENOUGH_TO_GUESS:
        return "cp1252"
    best = from_bytes(sample).best()
    return best.encoding if best else "cp1252"
