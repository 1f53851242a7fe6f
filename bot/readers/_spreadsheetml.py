"""Reads workbooks of Office 2003 in XML, which older systems still export as .xls."""

from collections.abc import Iterator
from xml.etree import ElementTree as ET

from bot.readers._formats import plain
from bot.readers._tables import Sheet
from bot.readers.orders.tree import NAMESPACE, parsed, root_of

SPREADSHEET = "urn:schemas-microsoft-com:office:spreadsheet"
MAX_INDEX = 16_384
"""Columns of the broadest sheet; a cell may say that it stands further right than the last."""


def looks_like(beginning: bytes) -> bool:
    """Recognise the root element."""
    root = root_of(beginning)
    return root is not None and root.tag == "Workbook" and root.get(NAMESPACE) == SPREADSHEET


def sheets(payload: bytes) -> Iterator[Sheet]:
    """Yield each sheet.

    Raises:
        Unreadable: corrupt, or too large.
    """
    for sheet in parsed(payload).iter("Worksheet"):
        rows = [(row.get("Hidden") == "1", _cells(row)) for row in sheet.iter("Row")]
        hidden = "Hidden" in sheet.findtext("WorksheetOptions/Visible", "")
        yield Sheet(sheet.get("Name", ""), rows, hidden)


def _cells(row: ET.Element) -> list[str]:
    cells: list[str] = []
    for cell in row.iter("Cell"):
        index = cell.get("Index", "")
        if index.isascii() and index.isdigit() and len(cells) < int(index) <= MAX_INDEX:
            cells += [""] * (int(index) - 1 - len(cells))
        cells.append(_text(cell.find("Data")))
    return cells


def _text(data: ET.Element | None) -> str:
    """Return a cell's text. Excel writes long whole numbers with an exponent: 4.500123456E9."""
    if data is None:
        return ""
    text = " ".join("".join(data.itertext()).split())
    if data.get("Type") == "DateTime":
        return text.removesuffix("T00:00:00.000")
    if data.get("Type") != "Number" or "e" not in text.lower():
        return text
    try:
        return plain(float(text))
    except ValueError:
        return text
