"""What calamine does not tell of an Office Open XML workbook (ECMA-376 part 1, 18).

How a number is shown, which rows are hidden, notes on cells, and text in drawings. All of it is an
addition: where a part of the package cannot be understood, the cells' plain values remain.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from posixpath import dirname, join, normpath
from xml.etree import ElementTree as ET
from xml.parsers import expat

from bot.readers import Unreadable
from bot.readers._archive import Archive
from bot.readers._formats import BUILT_IN
from bot.readers.orders.tree import parsed

MAX_CELLS = 400_000
_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_TRUE = frozenset({"1", "true"})


class TooManyCells(Exception):
    """A sheet has more cells than are read."""


@dataclass(slots=True)
class Looks:
    """How a sheet looks. Rows and columns are counted from nought.

    Attributes:
        formats: number format of the cells that have an uncommon one.
        hidden: rows that are hidden.
        last: the last row and the last column with a cell.
        notes: what is written beside the cells: notes, and text boxes.
    """

    formats: dict[tuple[int, int], str] = field(default_factory=dict)
    hidden: set[int] = field(default_factory=set)
    last: tuple[int, int] = (0, 0)
    notes: list[str] = field(default_factory=list)


def looks_of(archive: Archive) -> dict[str, Looks]:
    """Return how each sheet looks, by its name.

    Raises:
        TooManyCells: a sheet has more cells than are read.
    """
    try:
        book = parsed(archive.read("xl/workbook.xml"))
        targets = _related(archive, "xl/workbook.xml")
        codes = _codes(archive)
    except Unreadable:
        return {}
    found: dict[str, Looks] = {}
    for sheet in book.iter("sheet"):
        path = targets.get(sheet.get("id", ""), ("", ""))[1]
        if path in archive.names:
            found[sheet.get("name", "")] = _sheet(archive, path, codes)
    return found


def _related(archive: Archive, path: str) -> dict[str, tuple[str, str]]:
    """Return a part's relations: by id, the last word of their type, and the target's path."""
    rels = join(dirname(path), "_rels", f"{path.rpartition('/')[2]}.rels")
    if rels not in archive.names:
        return {}
    return {
        relation.get("Id", ""): (
            relation.get("Type", "").rpartition("/")[2],
            normpath(join("/", dirname(path), relation.get("Target", ""))).lstrip("/"),
        )
        for relation in parsed(archive.read(rels)).iter("Relationship")
    }


def _codes(archive: Archive) -> list[str]:
    """Return the number format of each cell style."""
    if "xl/styles.xml" not in archive.names:
        return []
    styles = parsed(archive.read("xl/styles.xml"))
    codes = dict(BUILT_IN)
    for custom in styles.iter("numFmt"):
        codes[_number(custom.get("numFmtId"))] = custom.get("formatCode", "")
    cells = styles.find("cellXfs")
    uses = cells if cells is not None else ()
    return [codes.get(_number(use.get("numFmtId")), "") for use in uses]


def _sheet(archive: Archive, path: str, codes: list[str]) -> Looks:
    scan = _Scan(codes)
    try:
        scan.parse(archive.read(path))
        for kind, target in _related(archive, path).values():
            if target in archive.names and kind == "comments":
                scan.looks.notes += _comments(parsed(archive.read(target)))
            elif target in archive.names and kind == "drawing":
                scan.looks.notes += _paragraphs(parsed(archive.read(target)))
    except Unreadable:
        pass  # The values are calamine's; only their looks are lost.
    return scan.looks


class _Scan:
    """Goes through a sheet's cells without building a tree: there may be hundreds of thousands."""

    def __init__(self, codes: list[str]) -> None:
        self.codes = [code if code != "General" else "" for code in codes]
        self.looks = Looks()
        self.row = self.column = -1
        self.cells = 0

    def parse(self, source: bytes) -> None:
        if b"<!DOCTYPE" in source or b"<!ENTITY" in source:
            raise Unreadable("corrupt")
        parser = expat.ParserCreate()
        parser.StartElementHandler = self.start
        try:
            parser.Parse(source, True)
        except (expat.ExpatError, ValueError, LookupError) as error:
            raise Unreadable("corrupt") from error

    def start(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(":")[2]
        if local == "row":
            self.row = _number(attributes.get("r"), self.row + 2) - 1
            self.column = -1
            if attributes.get("hidden") in _TRUE:
                self.looks.hidden.add(self.row)
        elif local == "c":
            self._cell(attributes)

    def _cell(self, attributes: dict[str, str]) -> None:
        self.cells += 1
        if self.cells > MAX_CELLS:
            raise TooManyCells
        place = _REFERENCE.fullmatch(attributes.get("r", ""))
        self.column = _column(place[1]) if place else self.column + 1
        last = self.looks.last
        self.looks.last = (max(last[0], self.row), max(last[1], self.column))
        style = _number(attributes.get("s"))
        if style < len(self.codes) and self.codes[style]:
            self.looks.formats[self.row, self.column] = self.codes[style]


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def _comments(root: ET.Element) -> Iterator[str]:
    for comment in root.iter("comment"):
        text = "".join(run.text or "" for run in comment.iter("t"))
        yield " ".join(text.split())


def _paragraphs(root: ET.Element) -> Iterator[str]:
    for paragraph in root.iter("p"):
        yield " ".join("".join(run.text or "" for run in paragraph.iter("t")).split())


def _number(text: str | None, default: int = 0) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 9 else default
