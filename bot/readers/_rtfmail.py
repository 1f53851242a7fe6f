"""The RTF that Outlook keeps a mail's text in: unpacks it, and gives back the HTML hidden in it.

MS-OXRTFCP says how it is packed, MS-OXRTFEX how HTML is hidden. For other RTF there is `rtf`.
"""

import codecs
import re
import struct
from dataclasses import dataclass, field, replace

from bot.readers._pages import Unreadable

MAX_UNPACKED = 10_000_000
MAX_DEPTH = 200

_HEADER = struct.Struct("<4I")
_PACKED, _PLAIN = 0x75465A4C, 0x414C454D
_DICTIONARY = (
    rb"{\rtf1\ansi\mac\deff0\deftab720{\fonttbl;}{\f0\fnil \froman \fswiss \fmodern \fscript "
    rb"\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\colortbl\red0\green0\blue0"
    b"\r\n"
    rb"\par \pard\plain\f0\fs20\b\i\u\tab\tx"
)
_WINDOW = 4096


def unpacked(source: bytes) -> bytes:
    """Return RTF from its packed form.

    Raises:
        Unreadable: "corrupt", or "too large when unpacked".
    """
    if len(source) < _HEADER.size:
        raise Unreadable("corrupt")
    _, size, kind, _ = _HEADER.unpack_from(source)
    if kind not in {_PACKED, _PLAIN}:
        raise Unreadable("corrupt")
    if size > MAX_UNPACKED:
        raise Unreadable("too large when unpacked")
    if kind == _PLAIN:
        return source[_HEADER.size :][:size]
    return _inflated(source, size)


def _inflated(source: bytes, size: int) -> bytes:
    """Undo the compression (MS-OXRTFCP 2.2.2): bytes, and references to earlier ones, by eights."""
    window = bytearray(_DICTIONARY.ljust(_WINDOW, b"\0"))
    write, at, result = len(_DICTIONARY), _HEADER.size, bytearray()
    while at < len(source) and len(result) < size:
        flags = source[at]
        at += 1
        for bit in range(8):
            width = 2 if flags >> bit & 1 else 1
            if at + width > len(source):
                return bytes(result)
            piece = source[at : at + 1]
            if width == 2:
                reference = int.from_bytes(source[at : at + 2], "big")
                if reference >> 4 == write:
                    return bytes(result)
                piece = _repeated(window, reference >> 4, (reference & 0xF) + 2, write)
            for byte in piece:
                window[write] = byte
                write = (write + 1) % _WINDOW
            result += piece
            at += width
    return bytes(result)


def _repeated(window: bytearray, start: int, length: int, write: int) -> bytes:
    """Return earlier bytes, which may run into those that they themselves write."""
    gap = (write - start) % _WINDOW or _WINDOW
    return bytes(window[(start + i % gap) % _WINDOW] for i in range(length))


def html_in(rtf: bytes) -> str:
    """Return the HTML that is hidden in RTF, "" where none is (MS-OXRTFEX 2.1.3)."""
    head = rtf[:1024]
    if b"\\fromhtml1" not in head:
        return ""
    codepage = _CODEPAGE.search(head)
    reading = _Reading(_codec(int(codepage[1])) if codepage else "cp1252")
    for match in _TOKEN.finditer(rtf):
        reading.take(match)
    reading.flush()
    return "".join(reading.pieces)


_CODEPAGE = re.compile(rb"\\ansicpg(\d{1,5})")
_TOKEN = re.compile(
    rb"\\(?P<word>[A-Za-z]{1,32})(?P<number>-?\d{1,10})? ?|\\'(?P<hex>[0-9A-Fa-f]{2})"
    rb"|\\(?P<symbol>[^A-Za-z'])|(?P<brace>[{}])|(?P<text>[^\\{}\r\n]+)",
    re.DOTALL,
)

_WRITTEN = {
    "par": "\n", "line": "\n", "tab": "\t", "lquote": "&lsquo;", "rquote": "&rsquo;",
    "ldblquote": "&ldquo;", "rdblquote": "&rdquo;", "bullet": "&bull;", "endash": "&ndash;",
    "emdash": "&mdash;", "~": "&nbsp;", "_": "-", "{": "{", "}": "}", "\\": "\\",
}  # fmt: skip
_NO_TEXT = frozenset({"fonttbl", "colortbl", "stylesheet", "info", "pict", "object"})


@dataclass(slots=True)
class _State:
    """What holds inside one group, and is forgotten at its end.

    Attributes:
        silent: whether nothing in it belongs to the HTML.
        shadow: whether it is what programs show that know no HTML.
        skip: how many bytes stand for one character of Unicode, for old programs.
    """

    silent: bool = False
    shadow: bool = False
    skip: int = 1


@dataclass(slots=True)
class _Reading:
    """Goes through RTF once, and keeps the HTML."""

    charset: str
    pieces: list[str] = field(default_factory=list)
    raw: bytearray = field(default_factory=bytearray)
    groups: list[_State] = field(default_factory=list)
    state: _State = field(default_factory=_State)
    starred: bool = False
    surplus: int = 0

    def take(self, match: re.Match[bytes]) -> None:
        """Take one token."""
        starred, self.starred = self.starred, False
        if match["brace"]:
            self._brace(match["brace"])
        elif match["word"]:
            number = int(match["number"]) if match["number"] else None
            self._word(match["word"].decode(), number, starred=starred)
        elif match["hex"]:
            self._bytes(bytes.fromhex(match["hex"].decode()))
        elif match["text"]:
            self._bytes(match["text"])
        elif match["symbol"] == b"*":
            self.starred = True
        else:
            self._text(_WRITTEN.get(match["symbol"].decode("latin-1"), ""))

    def flush(self) -> None:
        """Decode the bytes that were collected: two of them may be one character."""
        if self.raw:
            self.pieces.append(self.raw.decode(self.charset, "replace"))
            self.raw.clear()

    def _brace(self, brace: bytes) -> None:
        self.flush()
        self.surplus = 0
        if brace == b"}":
            self.state = self.groups.pop() if self.groups else self.state
        elif len(self.groups) < MAX_DEPTH:
            self.groups.append(self.state)
            self.state = replace(self.state)
        else:
            raise Unreadable("nested too deep")

    def _word(self, word: str, number: int | None, *, starred: bool) -> None:
        if word in _NO_TEXT or (starred and word != "htmltag"):
            self.state.silent = True
        elif word == "htmltag":
            self.state.shadow = False
        elif word == "htmlrtf":
            self.state.shadow = number != 0
        elif word == "u" and number is not None:
            self._text(f"&#{number & 0xFFFF};" if number & 0xF800 != 0xD800 else "")
            self.surplus = self.state.skip
        elif word == "uc":
            self.state.skip = min(max(number or 0, 0), 8)
        elif word in _WRITTEN:
            self._text(_WRITTEN[word])

    def _text(self, text: str) -> None:
        self.flush()
        if not (self.state.silent or self.state.shadow):
            self.pieces.append(text)

    def _bytes(self, found: bytes) -> None:
        """Take bytes of text, without those that repeat a character of Unicode."""
        dropped = min(self.surplus, len(found))
        self.surplus -= dropped
        if not (self.state.silent or self.state.shadow):
            self.raw += found[dropped:]


def _codec(codepage: int) -> str:
    try:
        return codecs.lookup("utf-8" if codepage == 65001 else f"cp{codepage}").name
    except LookupError:
        return "cp1252"
