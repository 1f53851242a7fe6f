"""Writes workbooks in the formats that no library writes: XLSB (MS-XLSB), locked XLS (MS-XLS)."""

import struct
import zipfile
from collections.abc import Sequence
from io import BytesIO

from tests.readers.containers import compound

RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def xlsb(rows: Sequence[Sequence[str | float]], name: str = "PO") -> bytes:
    """Return a binary workbook with one sheet."""
    book = _record(0x83) + _record(0x8F)
    book += _record(0x9C, struct.pack("<II", 0, 1) + _string("rId1") + _string(name))
    book += _record(0x90) + _record(0x84)
    cells = (
        _record(0x81) + _record(0x94, struct.pack("<4I", 0, len(rows) - 1, 0, 9)) + _record(0x91)
    )
    for number, row in enumerate(rows):
        cells += _record(0x00, struct.pack("<I", number) + bytes(13))
        for column, value in enumerate(row):
            place = struct.pack("<II", column, 0)
            if isinstance(value, str):
                cells += _record(0x06, place + _string(value))
            else:
                cells += _record(0x05, place + struct.pack("<d", value))
    cells += _record(0x92) + _record(0x82)
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.bin", book)
        archive.writestr("xl/worksheets/sheet1.bin", cells)
        archive.writestr(
            "xl/_rels/workbook.bin.rels",
            f'<Relationships xmlns="{PACKAGE}"><Relationship Id="rId1" '
            f'Type="{RELATION}/worksheet" Target="worksheets/sheet1.bin"/></Relationships>',
        )
    return buffer.getvalue()


def locked_xls() -> bytes:
    """Return a workbook of Excel 97 that asks for a password (FILEPASS, MS-XLS 2.4.117)."""
    begin = struct.pack("<HHHHHHII", 0x0809, 16, 0x0600, 0x0005, 0, 0, 0, 0)
    locked = struct.pack("<HHHHH", 0x002F, 54, 1, 1, 1) + bytes(48)
    return compound({"Workbook": begin + locked + struct.pack("<HH", 0x000A, 0) + bytes(4096)})


def _record(kind: int, content: bytes = b"") -> bytes:
    """Return a record of BIFF12: type and size in seven bits a byte, then the content."""
    number = bytes([kind]) if kind < 0x80 else bytes([kind, 0x01])
    size = len(content)
    length = bytes([size]) if size < 0x80 else bytes([size & 0x7F | 0x80, size >> 7])
    return number + length + content


def _string(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")
