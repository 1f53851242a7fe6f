"""Reads workbooks: Excel's of every age (XLSX, XLSB, XLS), a page per sheet, a line per row.

Cells of a row are set apart by tabs. A number comes as it is shown where its format says something
that its value does not (the zeros of 0004892049, a currency), and as plain digits otherwise. Hidden
sheets and rows are read and called hidden.

What is named like a workbook often is none: exports that are HTML, or text with a workbook's name.
"""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from io import BytesIO
from itertools import islice

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetVisibleEnum,
)

from bot.domain.message import Part
from bot.readers import Pages, Unreadable, _ole, csvtext, doc, html, spreadsheetml
from bot.readers._archive import MAGIC, Archive
from bot.readers._formats import plain, shown
from bot.readers._xlsx import MAX_CELLS, Looks, TooManyCells, looks_of

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

MAX_SHEETS = 50
MAX_ROWS = 5_000
"""Per sheet: an order of a hundred lines has a hundred; a price list has thousands."""

MAX_AREA = 10_000_000
"""calamine lays out every cell between the first and the last, and one may stand far away."""

MAX_CHARS = 500_000
ORDINARY_NAMES = ("sheet", "tabelle", "feuil", "foglio", "hoja", "blad", "planilha", "ark", "list")

_Value = int | float | str | bool | time | date | datetime | timedelta


def looks_like(payload: bytes) -> bool:
    """Recognise the archive by the names of its first members."""
    return payload.startswith(MAGIC) and b"xl/" in payload


def read(part: Part) -> Pages:
    """Return the text of each sheet."""
    payload = part.payload
    if payload.startswith(_ole.MAGIC):
        return _old(part, _ole.Compound(payload).names)
    if payload.startswith(MAGIC):
        return _packaged(payload)
    beginning = payload[:4096].lstrip().removeprefix(b"\xef\xbb\xbf").lower()
    if spreadsheetml.looks_like(payload[:4096]):
        return spreadsheetml.read(part)
    if beginning.startswith(b"<"):
        return html.read(part)
    if b"\0" in payload[:4096] and not payload.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Unreadable("corrupt")
    return csvtext.read(part)
