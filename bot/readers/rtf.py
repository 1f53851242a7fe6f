r"""Reads Rich Text Format (Microsoft's specification 1.9.1): lines, and table cells by tabs.

Characters come in the code page of the document or of their font (\'e4), or as Unicode (\u228).
What is no text of the document is left out: pictures, objects, hidden and deleted words, tables of
fonts and styles, the instructions of fields.
"""

import codecs
import re
from dataclasses import dataclass, field, replace

from bot.domain.message import Part
from bot.readers import Pages, Unreadable

MEDIA_TYPES = frozenset({"application/rtf", "text/rtf", "application/x-rtf", "text/richtext"})
SUFFIXES = frozenset({".rtf"})

MAX_BYTES = 20_000_000
MAX_CHARS = 500_000
MAX_DEPTH = 1_000
MAX_TOKENS = 1_500_000

SKIPPED = frozenset(
    re.findall(
        r"\S+",
        "fonttbl colortbl stylesheet info pict objdata fldinst listtable listoverridetable "
        "rsidtbl generator themedata colorschememapping datastore latentstyles xmlnstbl filetbl "
        "revtbl bkmkstart bkmkend sp sn sv shprslt template pgptbl mmathPr datafield formfield "
        "atnid atnauthor atndate atnref atnicn nonshppict ftnsep ftnsepc aftnsep listtext pntext",
    )
)
"""Groups that hold no words of the document; so is every \\* group that is not in `KEPT`."""

KEPT = frozenset({"shpinst", "shptxt", "footnote", "annotation", "fldrslt", "shppict", "hlinkbase"})

WRITTEN = {
    "par": "\n", "line": "\n", "sect": "\n", "page": "\n", "row": "\n", "nestrow": "\n",
    "cell": "\t", "nestcell": "\t", "tab": "\t", "emdash": "—", "endash": "–",
    "bullet": "•", "lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”",
    "emspace": " ", "enspace": " ", "qmspace": " ", "footnote": "\n", "annotation": "\n",
    "header": "", "footer": "\n", "~": "\N{NO-BREAK SPACE}", "_": "-", "-": "",
    "\\": "\\", "{": "{", "}": "}", "\n": "\n", "\r": "\n",
}  # fmt: skip

CHARSETS = {
    0: "cp1252", 77: "mac-roman", 128: "cp932", 129: "cp949", 134: "gbk", 136: "big5",
    161: "cp1253", 162: "cp1254", 163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257",
    204: "cp1251", 222: "cp874", 238: "cp1250",
}  # fmt: skip
"""Code page of a font by its \\fcharset."""

TOKEN = re.compile(
    rb"\\(?:'([0-9a-fA-F]{2})|([a-zA-Z]{1,32})(-?[0-9]{1,10})? ?|([^a-zA-Z0-9']))"
    rb"|([{}])|([^\\{}\r\n]+)|[\r\n]+|\\",
    re.DOTALL,
)


def looks_like(payload: bytes) -> bool:
    """Recognise the first group."""
    return payload.lstrip(b"\xef\xbb\xbf\0 \t\r\n").startswith(b"{\\rt")


def read(part: Part) -> Pages:
    """Return the text as one page.

    Raises:
        Unreadable: "corrupt", or nested too deeply.
    """
    if not looks_like(part.payload[:64]):
        raise Unreadable("corrupt")
    document = _Document()
    text = _tidied(document.read(part.payload[:MAX_BYTES]))
    if not text.strip():
        raise Unreadable("no text")
    whole = document.whole and len(text) <= MAX_CHARS
    return Pages((text[:MAX_CHARS],), problem="" if whole else "only the beginning was read")


def _tidied(text: str) -> str:
    """Return the text without the tab that ends each row, and of blank lines only one."""
    lines = (re.sub(r"\t+$", "", line).rstrip(" ") for line in text.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n\0")


@dataclass(slots=True)
class _State:
    """What holds until the end of a group.

    Attributes:
        skipped: whether nothing in the group is text.
        hidden: whether the words are hidden or deleted.
        codec: code page of the bytes.
        fallback: how many characters stand for one of Unicode, for old readers.
        fonts: whether it is the table of fonts.
        table: whether the paragraph stands in a table's cell.
    """

    skipped: bool = False
    hidden: bool = False
    codec: str = "cp1252"
    fallback: int = 1
    fonts: bool = False
    table: bool = False


@dataclass(slots=True)
class _Document:
    """A document while it is read."""

    state: _State = field(default_factory=_State)
    stack: list[_State] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    octets: bytearray = field(default_factory=bytearray)
    default: str = "cp1252"
    codecs: dict[int, str] = field(default_factory=dict)
    font: int = 0
    ignore: int = 0
    optional: bool = False
    half: int = 0
    chars: int = 0
    whole: bool = True

    def read(self, source: bytes) -> str:
        """Return the text; of an endless one, the beginning."""
        position = 0
        for _ in range(MAX_TOKENS):
            match = TOKEN.match(source, position)
            if match is None or self.chars > 2 * MAX_CHARS:
                break
            position = match.end() + self._token(match)
        self.whole = position >= len(source)
        self._flush()
        return "".join(self.text)

    def _token(self, match: re.Match[bytes]) -> int:
        """Take one token in; return how many bytes of binary data follow it."""
        octet, word, parameter, symbol, brace, plain = match.groups()
        if octet is not None:
            self._bytes(bytes.fromhex(octet.decode()))
        elif plain is not None:
            self._bytes(plain)
        elif brace is not None:
            self._group(opens=brace == b"{")
        elif word is not None:
            return self._word(word.decode(), int(parameter) if parameter else None)
        elif symbol == b"*":
            self.optional = True
        elif symbol is not None:
            self._write(WRITTEN.get(symbol.decode("latin-1"), ""))
        return 0

    def _bytes(self, octets: bytes) -> None:
        if self.ignore:
            ignored = min(self.ignore, len(octets))
            octets, self.ignore = octets[ignored:], self.ignore - ignored
        if not (self.state.skipped or self.state.hidden):
            self.octets += octets

    def _write(self, text: str) -> None:
        if self.ignore and text:
            self.ignore -= 1
            return
        if text and not (self.state.skipped or self.state.hidden):
            self._flush()
            self.text.append(text)
            self.chars += len(text)

    def _flush(self) -> None:
        """Decode the bytes that have gathered: a character may be two of them."""
        if self.octets:
            text = self.octets.decode(self.state.codec, "replace")
            self.text.append(text)
            self.chars += len(text)
            self.octets.clear()

    def _group(self, *, opens: bool) -> None:
        self._flush()
        self.ignore, self.optional = 0, False
        if opens:
            if len(self.stack) >= MAX_DEPTH:
                raise Unreadable("nested too deeply")
            self.stack.append(replace(self.state))
        elif self.stack:
            self.state = self.stack.pop()

    def _word(self, word: str, parameter: int | None) -> int:
        """Take one control word in; return how many bytes of binary data follow it."""
        optional, self.optional = self.optional, False
        if word == "bin":
            return max(parameter or 0, 0)
        if word == "u":
            self._unicode(parameter or 0)
        elif word in SKIPPED or (optional and word not in KEPT):
            self._skip(fonts=word == "fonttbl")
        elif word in WRITTEN:
            in_cell = self.state.table and word in {"par", "line"}
            self._write(" " if in_cell else WRITTEN[word])
        elif not self._setting(word, parameter):
            self._charset(word, parameter)
        return 0

    def _setting(self, word: str, parameter: int | None) -> bool:
        """Follow what holds until the end of a group; say whether the word was one of these."""
        if word == "uc":
            self.state.fallback = min(max(parameter or 0, 0), 8)
        elif word in {"v", "deleted", "plain"}:
            self._flush()
            self.state.hidden = word != "plain" and parameter != 0
        elif word in {"intbl", "pard"}:
            self.state.table = word == "intbl"
        else:
            return False
        return True

    def _skip(self, *, fonts: bool) -> None:
        self._flush()
        self.state.skipped = True
        self.state.fonts = fonts

    def _unicode(self, number: int) -> None:
        """Write a UTF-16 unit, which is a signed number, and pass over what stands in its place."""
        unit = number & 0xFFFF
        if 0xD800 <= unit < 0xDC00:
            self.half = unit
        elif 0xDC00 <= unit < 0xE000 and self.half:
            self._write(chr(0x10000 + ((self.half - 0xD800) << 10) + unit - 0xDC00))
            self.half = 0
        else:
            self._write(chr(unit))
        self.ignore = self.state.fallback

    def _charset(self, word: str, parameter: int | None) -> None:
        """Follow what says which code page the bytes are in: the document, a font, its use."""
        if word == "ansicpg":
            self.default = self.state.codec = _code_page(parameter)
        elif word in {"mac", "pc", "pca"}:
            names = {"mac": "mac-roman", "pc": "cp437", "pca": "cp850"}
            self.default = self.state.codec = names[word]
        elif self.state.fonts and word == "f":
            self.font = parameter or 0
        elif self.state.fonts and word == "fcharset" and parameter in CHARSETS:
            self.codecs[self.font] = CHARSETS[parameter]
        elif word == "f" and not self.state.skipped:
            self._flush()
            codec = self.codecs.get(parameter or 0, self.default)
            self.state.codec = self.default if codec == "cp1252" else codec


def _code_page(number: int | None) -> str:
    if number == 65001:
        return "utf-8"
    try:
        return codecs.lookup(f"cp{number}").name
    except LookupError:
        return "cp1252"
