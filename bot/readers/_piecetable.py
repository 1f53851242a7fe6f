"""Takes a Word document of 1997 to 2003 apart (MS-DOC): its characters, and what they are.

The text lies in pieces, each in one byte a character or in two, which the piece table puts in order
(2.8.35). What a paragraph or a run of characters is - the end of a table's row, hidden, deleted -
lies in pages of 512 bytes (2.9.22, 2.9.175), by the place of the text in the file.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

MAX_CHARS = 1_000_000
MAX_RUNS = 200_000

_PIECES, _CHARACTERS, _PARAGRAPHS = 0x1A2, 0xFA, 0x102
"""Where the FIB says where the three tables lie (2.5.5 to 2.5.9)."""

_LENGTHS = 0x4C
_IN_TABLE, _ROW_END, _DELETED, _HIDDEN = 0x2416, 0x2417, 0x0800, 0x083C
_DEFINES_TABLE = 0xD608
_OPERANDS = {0: 1, 1: 1, 2: 2, 3: 4, 4: 2, 5: 2, 7: 3}
_PAGE = 512


@dataclass(slots=True)
class _Properties:
    """Places in the file, in bytes: ends of paragraphs, and runs of characters."""

    in_table: set[int] = field(default_factory=set)
    row_ends: set[int] = field(default_factory=set)
    unseen: list[tuple[int, int]] = field(default_factory=list)


ROW_END = "\x1a"
CELL_BREAK = "\x19"
"""Stand for the end of a row, and for a paragraph's end inside a cell; Word uses neither."""


def texts(document: bytes, table: bytes) -> dict[str, str]:
    """Return the parts of a document, with Word's marks in them.

    Args:
        document: the stream WordDocument.
        table: the stream 0Table or 1Table.

    Returns:
        "body", "footnotes", "headers", "comments", "endnotes", "boxes", "header boxes".

    Raises:
        struct.error, ValueError: damaged.
    """
    properties = _properties(document, table)
    text = "".join(_pieces(document, table, properties))
    names = ("body", "footnotes", "headers", "", "comments", "endnotes", "boxes", "header boxes")
    found: dict[str, str] = {}
    for name, length in zip(names, struct.unpack_from("<8I", document, _LENGTHS), strict=True):
        found[name], text = text[:length], text[length:]
    return found


def _pieces(document: bytes, table: bytes, properties: _Properties) -> Iterator[str]:
    plc = _piece_table(_located(document, table, _PIECES))
    count = (len(plc) - 4) // 12
    if count < 1:
        raise ValueError("no pieces")
    places = struct.unpack_from(f"<{count + 1}I", plc)
    read = 0
    for index in range(count):
        start = struct.unpack_from("<I", plc, 4 * (count + 1) + 8 * index + 2)[0]
        length = min(places[index + 1] - places[index], MAX_CHARS - read)
        if length < 0:
            raise ValueError("pieces out of order")
        read += length
        wide = not start & 0x40000000
        offset = start & 0x3FFFFFFF if wide else (start & 0x3FFFFFFF) // 2
        yield _piece(document, offset, length, 1 + wide, properties)


def _piece(document: bytes, offset: int, length: int, width: int, properties: _Properties) -> str:
    """Return a piece, with what is not seen left as NUL: lengths are counted with it."""
    octets = document[offset : offset + length * width]
    text = octets.decode("utf-16-le" if width == 2 else "cp1252", "replace")
    if width == 2 and len(text) < len(octets) // 2:
        # Characters outside the basic plane count as two.
        text = "".join(c if ord(c) < 0x10000 else f"{c}\0" for c in text)
    characters = list(text)
    for start, end in properties.unseen:
        first, last = (max(start, offset) - offset) // width, (end - offset) // width
        if first < last and first < len(characters):
            last = min(last, len(characters))
            characters[first:last] = ["\0"] * (last - first)
    for at, character in enumerate(characters):
        if character in "\r\x07":
            end = offset + (at + 1) * width
            if end in properties.row_ends:
                characters[at] = ROW_END
            elif character == "\r" and end in properties.in_table:
                characters[at] = CELL_BREAK
    return "".join(characters)


def _piece_table(clx: bytes) -> bytes:
    """Return the PlcPcd of a Clx, past the property modifiers that stand before it."""
    position = 0
    while clx[position : position + 1] == b"\x01":
        position += 3 + struct.unpack_from("<h", clx, position + 1)[0]
        if position < 0:
            raise ValueError("negative length")
    if clx[position : position + 1] != b"\x02":
        raise ValueError("no piece table")
    size = struct.unpack_from("<I", clx, position + 1)[0]
    return clx[position + 5 : position + 5 + size]


def _properties(document: bytes, table: bytes) -> _Properties:
    found = _Properties()
    for _, end, modifiers in _runs(document, table, _PARAGRAPHS):
        settings = dict(_modifiers(modifiers[2:]))
        if settings.get(_ROW_END):
            found.row_ends.add(end)
        if settings.get(_IN_TABLE):
            found.in_table.add(end)
    for start, end, modifiers in _runs(document, table, _CHARACTERS):
        settings = dict(_modifiers(modifiers))
        if 1 in {settings.get(_HIDDEN), settings.get(_DELETED)}:
            found.unseen.append((start, end))
    return found


def _runs(document: bytes, table: bytes, where: int) -> Iterator[tuple[int, int, bytes]]:
    """Yield start, end and modifiers of the runs that the pages at that place describe."""
    plc = _located(document, table, where)
    count = (len(plc) - 4) // 8
    pages = struct.unpack_from(f"<{count}I", plc, 4 * (count + 1)) if count > 0 else ()
    left = MAX_RUNS
    for number in pages[: MAX_RUNS // 8]:
        page = document[number * _PAGE : (number + 1) * _PAGE]
        if len(page) < _PAGE:
            continue
        runs = page[-1]
        left -= runs
        if left < 0:
            return
        yield from _page(page, min(runs, 101), paragraphs=where == _PARAGRAPHS)


def _page(page: bytes, runs: int, *, paragraphs: bool) -> Iterator[tuple[int, int, bytes]]:
    places = struct.unpack_from(f"<{runs + 1}I", page)
    width = 13 if paragraphs else 1
    for index in range(runs):
        offset_at = 4 * (runs + 1) + width * index
        at = page[offset_at] * 2 if offset_at < _PAGE else 0
        if at:
            yield places[index], places[index + 1], _content(page, at, paragraphs=paragraphs)


def _content(page: bytes, at: int, *, paragraphs: bool) -> bytes:
    size = page[at]
    if not paragraphs:
        return page[at + 1 : at + 1 + size]
    if size:
        return page[at + 1 : at + 2 * size]
    return page[at + 2 : at + 2 + 2 * page[at + 1]] if at + 1 < _PAGE else b""


def _modifiers(grpprl: bytes) -> Iterator[tuple[int, int]]:
    """Yield each single property modifier and the first byte of its operand (2.6.1)."""
    position = 0
    while position + 3 <= len(grpprl):
        code = struct.unpack_from("<H", grpprl, position)[0]
        position += 2
        yield code, grpprl[position]
        if code == _DEFINES_TABLE:
            position += 1 + int.from_bytes(grpprl[position : position + 2], "little")
        else:
            position += _OPERANDS.get(code >> 13, 1 + grpprl[position])


def _located(document: bytes, table: bytes, where: int) -> bytes:
    """Return what lies in the table stream where the FIB says at that offset."""
    start, size = struct.unpack_from("<II", document, where)
    return table[start : start + size]
