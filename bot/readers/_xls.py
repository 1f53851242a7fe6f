"""What calamine does not tell of a workbook in Excel's old binary form (MS-XLS): number formats."""

import struct
from collections.abc import Iterator

from bot.readers._formats import BUILT_IN
from bot.readers._xlsx import Looks

_FORMAT, _XF, _BOUNDSHEET, _BOF, _EOF = 0x041E, 0x00E0, 0x0085, 0x0809, 0x000A
_NUMBER, _RK, _MULRK, _FORMULA, _ROW = 0x0203, 0x027E, 0x00BD, 0x0006, 0x0208
_CELLS = frozenset({_NUMBER, _RK, _FORMULA})
_BIFF8 = 0x0600
_GLOBALS = 0x0005
_ROW_HIDDEN = 0x20
_FILEPASS = 0x002F

MAX_RECORDS = 2_000_000


def is_locked(stream: bytes) -> bool:
    """Say whether a workbook asks for a password (FILEPASS, 2.4.117)."""
    try:
        return any(kind == _FILEPASS for kind, _ in _records(stream, 0))
    except struct.error:
        return False


def formats_of(stream: bytes) -> dict[str, Looks]:
    """Return how each sheet looks, by its name; nothing where the stream is of another age.

    Whatever is damaged is left out: the cells' plain values are calamine's.
    """
    try:
        return _looks(stream)
    except (struct.error, IndexError, UnicodeDecodeError):
        return {}


def _looks(stream: bytes) -> dict[str, Looks]:
    if struct.unpack_from("<HHHH", stream)[0::2] != (_BOF, _BIFF8):
        return {}
    formats: dict[int, str] = dict(BUILT_IN)
    styles: list[int] = []
    sheets: list[tuple[int, str]] = []
    for kind, record in _records(stream, 0):
        if kind == _FORMAT:
            formats[struct.unpack_from("<H", record)[0]] = _string(record, 2, 2)
        elif kind == _XF:
            styles.append(struct.unpack_from("<H", record, 2)[0])
        elif kind == _BOUNDSHEET:
            sheets.append((struct.unpack_from("<I", record)[0], _string(record, 6, 1)))
    codes = [formats.get(style, "") for style in styles]
    codes = ["" if code == "General" else code for code in codes]
    return {name: _sheet(stream, offset, codes) for offset, name in sheets}


def _sheet(stream: bytes, offset: int, codes: list[str]) -> Looks:
    looks = Looks()
    for kind, record in _records(stream, offset):
        if kind in _CELLS:
            row, column, style = struct.unpack_from("<HHH", record)
            _note(looks, codes, row, column, style)
        elif kind == _MULRK:
            row, column = struct.unpack_from("<HH", record)
            for place in range((len(record) - 6) // 6):
                style = struct.unpack_from("<H", record, 4 + 6 * place)[0]
                _note(looks, codes, row, column + place, style)
        elif kind == _ROW and record[12] & _ROW_HIDDEN:
            looks.hidden.add(struct.unpack_from("<H", record)[0])
    return looks


def _note(looks: Looks, codes: list[str], row: int, column: int, style: int) -> None:
    if style < len(codes) and codes[style]:
        looks.formats[row, column] = codes[style]


def _records(stream: bytes, offset: int) -> Iterator[tuple[int, bytes]]:
    """Yield the type and content of each record of the substream that begins there."""
    for _ in range(MAX_RECORDS):
        if offset + 4 > len(stream):
            return
        kind, size = struct.unpack_from("<HH", stream, offset)
        yield kind, stream[offset + 4 : offset + 4 + size]
        offset += 4 + size
        if kind == _EOF:
            return


def _string(record: bytes, at: int, width: int) -> str:
    """Return a string of BIFF8 (MS-XLS 2.5.294): its length, a byte of flags, the characters."""
    length = int.from_bytes(record[at : at + width], "little")
    start = at + width + 1
    if record[at + width] & 1:
        return record[start : start + 2 * length].decode("utf-16-le")
    return record[start : start + length].decode("latin-1")
