"""Parses XML that a stranger wrote.

A document type may be named (every cXML order names one) and is never loaded; entities cannot be
declared, so neither an entity bomb nor a file of ours gets in. Depth and size are bounded, and the
whole document is given to expat at once, so long tokens cost linear time (CVE-2023-52425).
"""

import re
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from contextlib import suppress
from xml.etree import ElementTree as ET
from xml.parsers import expat

from bot.readers import Unreadable

MAX_BYTES = 10_000_000
MAX_DEPTH = 64
MAX_ELEMENTS = 200_000

NAMESPACE = "xmlns"
"""Attribute of the two outermost levels that keeps their namespace; names are local ones."""

_DOCTYPE = re.compile(rb"<!DOCTYPE[^<>\[\]]{0,2000}>")
_CLAIMS_UTF16 = re.compile(rb"<\?xml[^>]{0,100}encoding\s*=\s*[\"']utf-?16", re.IGNORECASE)
"""What .NET writes into a string that is then stored as UTF-8."""


class _Found(Exception):
    """The root element was reached."""


def parsed(source: bytes) -> ET.Element:
    """Return the root element. Names are local; see `NAMESPACE`.

    Raises:
        Unreadable: not well-formed, too large or deep, or it declares entities.
    """
    if len(source) > MAX_BYTES:
        raise Unreadable("too large")
    builder = _Builder()
    _parse(source, builder, final=True)
    return builder.tree.close()


def root_of(beginning: bytes) -> ET.Element | None:
    """Return the root element, empty, of a document whose first bytes these are."""
    if not beginning.lstrip().removeprefix(BOM_UTF8).startswith((b"<", BOM_UTF16_LE, BOM_UTF16_BE)):
        return None
    builder = _Builder(only_root=True)
    with suppress(Unreadable, _Found):
        _parse(beginning, builder, final=False)
    return builder.root


def _parse(source: bytes, builder: "_Builder", *, final: bool) -> None:
    text, encoding = _prepared(source)
    parser = expat.ParserCreate(encoding, namespace_separator="}")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = builder.doctype
    parser.EndDoctypeDeclHandler = builder.end_of_doctype
    parser.EntityDeclHandler = builder.entity
    parser.StartElementHandler = builder.start
    parser.EndElementHandler = builder.end
    parser.CharacterDataHandler = builder.text
    try:
        parser.Parse(text, final)
    except (expat.ExpatError, LookupError, ValueError) as error:
        raise Unreadable("corrupt") from error


def _prepared(source: bytes) -> tuple[bytes, str | None]:
    """Return the source without a mere name of a document type, and its encoding if it lies.

    With such a name left in, expat would drop undeclared entities from attributes in silence, and
    a number with one in it would be another number.
    """
    encoding = None
    if source.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        source = source[: len(source) // 2 * 2].decode("utf-16", "replace").encode()
        encoding = "utf-8"
    source = source.lstrip().removeprefix(BOM_UTF8).lstrip()
    if _CLAIMS_UTF16.match(source):
        encoding = "utf-8"
    return _DOCTYPE.sub(b"", source[:4096], count=1) + source[4096:], encoding


class _Builder:
    """Builds the tree, and refuses what has no place in an order."""

    def __init__(self, *, only_root: bool = False) -> None:
        self.tree = ET.TreeBuilder()
        self.root: ET.Element | None = None
        self.only_root = only_root
        self.declares = False
        self.depth = 0
        self.elements = 0

    def doctype(self, _name: str, _system: str | None, _public: str | None, inside: int) -> None:
        self.declares = bool(inside)

    def end_of_doctype(self) -> None:
        if self.declares:
            raise Unreadable("declarations inside the document are not allowed")

    def entity(self, *_declaration: object) -> None:
        raise Unreadable("entity declarations are not allowed")

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        self.elements += 1
        if self.depth > MAX_DEPTH:
            raise Unreadable("nested too deeply")
        if self.elements > MAX_ELEMENTS:
            raise Unreadable("too large")
        namespace, _, local = name.rpartition("}")
        own = {key.rpartition("}")[2]: value for key, value in attributes.items()}
        if self.depth <= 2:
            own[NAMESPACE] = namespace
        element = self.tree.start(local, own)
        if self.only_root:
            self.root = element
            raise _Found

    def end(self, name: str) -> None:
        self.depth -= 1
        self.tree.end(name.rpartition("}")[2])

    def text(self, text: str) -> None:
        self.tree.data(text)
