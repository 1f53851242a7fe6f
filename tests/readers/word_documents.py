"""Writes Word documents of 1997 to 2003 (MS-DOC)."""

import struct
from collections.abc import Sequence

from tests.readers.containers import compound

SECTOR = 512


def word(
    text: str,
    *,
    lengths: Sequence[int] = (),
    row_ends: Sequence[int] = (),
    in_table: Sequence[int] = (),
    hidden: tuple[int, int] | None = None,
    flags: int = 0x0200,
    narrow: int = 0,
) -> bytes:
    """Return a Word document.

    Args:
        text: its text with Word's marks, all parts of it.
        lengths: characters of body, footnotes, headers and so on; all is body by default.
        row_ends: places in the text of the marks that end a table's row.
        in_table: places of the marks that end a paragraph in a table.
        hidden: first and last place of hidden text.
        flags: of the FIB; 0x0100 is encrypted.
        narrow: so many characters at the beginning lie in one byte each.
    """
    start = 2048
    body = text[:narrow].encode("cp1252") + text[narrow:].encode("utf-16-le")

    def place(at: int) -> int:
        return start + (at if at <= narrow else narrow + 2 * (at - narrow))

    fib = bytearray(start)
    struct.pack_into("<HH", fib, 0, 0xA5EC, 0x00C1)
    struct.pack_into("<H", fib, 0x0A, flags)
    struct.pack_into("<8I", fib, 0x4C, *(lengths or [len(text)]), *[0] * (8 - len(lengths or [0])))
    pieces = [(0, narrow, start * 2 | 0x40000000)] if narrow else []
    pieces.append((narrow, len(text), start + narrow))
    plc = struct.pack(f"<{len(pieces) + 1}I", *(p[0] for p in pieces), pieces[-1][1])
    plc += b"".join(struct.pack("<HIH", 0, p[2], 0) for p in pieces)
    clx = b"\x01\x02\x00\x00\x00\x02" + struct.pack("<I", len(plc)) + plc
    document = bytearray(bytes(fib) + body)
    document = document.ljust(-(-len(document) // SECTOR) * SECTOR, b"\0")
    page = len(document) // SECTOR
    marks = sorted({*row_ends, *in_table})
    runs = [
        (
            place(at),
            place(at + 1),
            b"\0\0\x16\x24\x01" + (b"\x17\x24\x01" if at in row_ends else b""),
        )
        for at in marks
    ]
    document += _page(runs, 13)
    concealed = [(place(hidden[0]), place(hidden[1]), b"\x3c\x08\x01")] if hidden else []
    document += _page(concealed, 1)
    table = b""
    for where, content in (
        (0x1A2, clx),
        (0x102, struct.pack("<III", start, start + len(body), page)),
        (0xFA, struct.pack("<III", start, start + len(body), page + 1)),
    ):
        struct.pack_into("<II", document, where, len(table), len(content))
        table += content
    return compound({"WordDocument": bytes(document), "1Table": table})


def _page(runs: list[tuple[int, int, bytes]], width: int) -> bytes:
    """Return a page of properties; between the runs stand others without any."""
    places: list[int] = []
    content: list[bytes] = []
    for start, end, modifiers in runs:
        if not places or places[-1] != start:
            places.append(start)
            content += [b""] if len(places) > 1 else []
        places.append(end)
        content.append(modifiers)
    page = bytearray(SECTOR)
    count = max(len(places) - 1, 0)
    struct.pack_into(f"<{len(places)}I", page, 0, *places)
    at = SECTOR - 2
    for number, modifiers in enumerate(content):
        if not modifiers:
            continue
        packed = _packed(modifiers, paragraphs=width == 13)
        at -= len(packed) + len(packed) % 2
        page[at : at + len(packed)] = packed
        page[4 * len(places) + width * number] = at // 2
    page[-1] = count
    return bytes(page)


def _packed(modifiers: bytes, *, paragraphs: bool) -> bytes:
    if not paragraphs:
        return bytes([len(modifiers)]) + modifiers
    if len(modifiers) % 2:
        return bytes([(len(modifiers) + 1) // 2]) + modifiers
    return bytes([0, len(modifiers) // 2]) + modifiers
