"""Reads workbooks: Excel's of every age (XLSX, XLSB, XLS), a page per sheet, a line per row.

Cells of a row are set apart by tabs. A number comes as it is shown where its format says something
that its value does not (the zeros of 0004892049, a currency), and as plain digits otherwise. What
is hidden is counted (see `_tables`).

What is named like a workbook often is none: exports that are HTML, or text with a workbook's name.
"""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from io import BytesIO

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetMetadata,
    SheetVisibleEnum,
)

from bot.domain.message import Part
from bot.readers import Pages, Unreadable, _ole, _spreadsheetml, csvtext, html
from bot.readers._archive import MAGIC, Archive
from bot.readers._formats import plain, shown
from bot.readers._tables import MAX_ROWS, MAX_SHEETS, Sheet, cell_text, pages
from bot.readers._xls import formats_of, is_locked
from bot.readers._xlsx import Looks, TooManyCells, looks_of

MEDIA_TYPES = frozenset(
    {
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.template",
        "application/vnd.ms-excel.sheet.macroenabled.12",
        "application/vnd.ms-excel.sheet.binary.macroenabled.12",
        "application/vnd.ms-excel",
        "application/msexcel",
        "application/x-msexcel",
        "application/excel",
    }
)
SUFFIXES = frozenset({".xlsx", ".xlsm", ".xltx", ".xlsb", ".xls", ".xlt"})

STREAMS = ("Workbook", "Book")
"""Where a workbook stands in an OLE file: since Excel 97, and before."""

MAX_AREA = 5_000_000
"""calamine lays out every cell between the first and the last, and one may stand far away."""

BYTE_ORDER_MARKS = (b"\xff\xfe", b"\xfe\xff")

_Value = int | float | str | bool | time | date | datetime | timedelta


def looks_like(payload: bytes) -> bool:
    """Recognise an archive by the names of its first members, and a workbook in XML."""
    packed = payload.startswith(MAGIC) and b"xl/" in payload
    return packed or _spreadsheetml.looks_like(payload)


def read(part: Part) -> Pages:
    """Return the text of each sheet, and of what has a workbook's name only.

    Raises:
        Unreadable: "corrupt", "password-protected", "too large", or empty.
    """
    payload = part.payload
    if payload.startswith(_ole.MAGIC):
        return _old(payload)
    if payload.startswith(MAGIC):
        return _packaged(payload)
    if _spreadsheetml.looks_like(payload[:4096]):
        found = list(_spreadsheetml.sheets(payload))
        return pages(found[:MAX_SHEETS], len(found))
    return _by_another_name(part)


def _by_another_name(part: Part) -> Pages:
    """Read what exports call a workbook: a table in HTML, or lines of text."""
    beginning = part.payload[:4096]
    if beginning.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return html.read(part)
    if not beginning or (b"\0" in beginning and not beginning.startswith(BYTE_ORDER_MARKS)):
        raise Unreadable("corrupt")
    return csvtext.read(part)


def _old(payload: bytes) -> Pages:
    compound = _ole.Compound(payload)
    stream = next((name for name in STREAMS if name in compound.names), "")
    if not stream:
        raise Unreadable("corrupt")
    content = compound.read(stream)
    if is_locked(content):
        raise Unreadable("password-protected")
    return _workbook(payload, formats_of(content))


def _packaged(payload: bytes) -> Pages:
    archive = Archive(payload)
    try:
        looks = looks_of(archive)
    except TooManyCells as error:
        raise Unreadable("too many cells") from error
    if any((look.last[0] + 1) * (look.last[1] + 1) > MAX_AREA for look in looks.values()):
        raise Unreadable("cells too far apart")
    return _workbook(payload, looks)


def _workbook(payload: bytes, looks: dict[str, Looks]) -> Pages:
    """Return the pages of a workbook in any format that calamine reads."""
    try:
        book = CalamineWorkbook.from_object(BytesIO(payload))
        known = book.sheets_metadata
        sheets = [_sheet(book, one, looks) for one in known[:MAX_SHEETS]]
    except PasswordError as error:
        raise Unreadable("password-protected") from error
    except (CalamineError, OSError, ValueError, OverflowError) as error:
        raise Unreadable("corrupt") from error
    except BaseException as error:
        # A panic of the library is no Exception, and is damage of the file all the same.
        if type(error).__name__ == "PanicException":
            raise Unreadable("corrupt") from error
        raise
    return pages(sheets, len(known))


def _sheet(book: CalamineWorkbook, metadata: SheetMetadata, looks: dict[str, Looks]) -> Sheet:
    look = looks.get(metadata.name) or Looks()
    rows = list(_rows(book.get_sheet_by_name(metadata.name), look))
    hidden = metadata.visible is not SheetVisibleEnum.Visible
    return Sheet(metadata.name, rows, hidden, look.notes)


def _rows(sheet: CalamineSheet, look: Looks) -> Iterator[tuple[bool, list[str]]]:
    """Yield each row: whether it is hidden, and its cells."""
    top, left = sheet.start or (0, 0)
    values = sheet.to_python(nrows=MAX_ROWS + 1)
    for number, row in enumerate(values, top):
        cells = [
            _cell(value, look.formats.get((number, column), ""))
            for column, value in enumerate(row, left)
        ]
        yield number in look.hidden, cells


def _cell(value: _Value, code: str) -> str:
    """Return a cell's text: dates in ISO form, numbers as they are shown or as plain digits."""
    if isinstance(value, str):
        return cell_text(value)
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, int | float):
        as_shown = shown(value, code) if code else None
        return plain(value) if as_shown is None else as_shown
    if isinstance(value, datetime):
        return value.isoformat(" ", "seconds").removesuffix(" 00:00:00")
    return str(value)
