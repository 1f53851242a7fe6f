"""Reads the XML of Word documents (ECMA-376 part 1, 17): blocks as a person sees them.

Text boxes come below the paragraph that they are anchored in, once, although the file holds them
twice for older programs. Deleted and hidden words, the instructions of fields and the prompts of
empty form fields are not there.
"""

import re
from collections.abc import Iterator
from xml.etree import ElementTree as ET

from bot.readers import Unreadable
from bot.readers._tables import side_by_side

MAX_BYTES = 20_000_000
MAX_DEPTH = 100

_WRITTEN = {
    "tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "softHyphen": "",
}  # fmt: skip
_LEFT_OUT = frozenset(
    re.findall(
        r"\S+",
        "del moveFrom instrText delText delInstrText pPr rPr sectPr tblPr trPr tcPr sdtPr sdtEndPr "
        "footnoteRef endnoteRef annotationRef rt blip fillToRect moveFromRangeStart object-data",
    )
)
_OFF = frozenset({"0", "false", "off", "none"})


def parsed(source: bytes) -> ET.Element:
    """Return the root, with local names throughout: strict and transitional files differ in them.

    Raises:
        Unreadable: not well-formed, too large, or it declares entities.
    """
    if len(source) > MAX_BYTES:
        raise Unreadable("too large when unpacked")
    if b"<!DOCTYPE" in source or b"<!ENTITY" in source or source[:2] in {b"\xfe\xff", b"\xff\xfe"}:
        raise Unreadable("corrupt")
    try:
        root = ET.fromstring(source)  # noqa: S314 - no DOCTYPE is left that could declare an entity
    except (ET.ParseError, ValueError, LookupError) as error:
        raise Unreadable("corrupt") from error
    for element in root.iter():
        element.tag = element.tag.rpartition("}")[2]
    return root


def lines(block: ET.Element, depth: int = 0) -> Iterator[str]:
    """Yield the lines of a block's paragraphs and tables, in document order."""
    if depth > MAX_DEPTH:
        return
    for child in _present(block):
        if child.tag == "p":
            yield from _paragraph(child, depth + 1)
        elif child.tag == "tbl":
            for row in _within(child, "tr", depth):
                yield from _row(row, depth + 1)
        else:
            yield from lines(child, depth + 1)


def attribute(element: ET.Element, name: str) -> str:
    """Return an attribute by its local name, "" where there is none."""
    found = (value for key, value in element.attrib.items() if key.rpartition("}")[2] == name)
    return next(found, "")


def _present(block: ET.Element) -> Iterator[ET.Element]:
    """Yield the children that are there for a reader; of alternatives, the first that says much."""
    for child in block:
        if child.tag in _LEFT_OUT or _is_prompt(child):
            continue
        if child.tag == "AlternateContent":
            telling = [one for one in child if next(one.iter("t"), None) is not None]
            yield from telling[:1]
        else:
            yield child


def _is_prompt(element: ET.Element) -> bool:
    """Say whether it is a form field that nobody has filled in."""
    return element.tag == "sdt" and element.find("sdtPr/showingPlcHdr") is not None


def _within(block: ET.Element, tag: str, depth: int) -> Iterator[ET.Element]:
    """Yield the rows of a table or the cells of a row, but none of those in nested tables."""
    for child in _present(block):
        if child.tag == tag:
            if child.find("trPr/del") is None:
                yield child
        elif child.tag not in {"tbl", "tr", "tc", "p"} and depth < MAX_DEPTH:
            yield from _within(child, tag, depth + 1)


def _row(row: ET.Element, depth: int) -> Iterator[str]:
    """Yield a row, its cells side by side; tables inside its cells below it."""
    cells: list[list[str]] = []
    below: list[str] = []
    for cell in _within(row, "tc", depth):
        nested = next(cell.iter("tbl"), None) is not None
        found = list(lines(cell, depth + 1))
        cells.append([] if nested else found)
        below += found if nested else []
    yield from side_by_side(cells)
    yield from below


def _paragraph(paragraph: ET.Element, depth: int) -> Iterator[str]:
    inline: list[str] = []
    boxes: list[str] = []
    _gather(paragraph, inline, boxes, depth)
    text = "".join(inline).rstrip()
    if text or not boxes:
        yield from text.split("\n")
    yield from boxes


def _gather(node: ET.Element, inline: list[str], boxes: list[str], depth: int) -> None:
    """Collect a paragraph's own text, and the lines of the text boxes anchored in it."""
    if depth > MAX_DEPTH or (node.tag == "r" and _is_hidden(node)):
        return
    for child in _present(node):
        if child.tag == "t":
            inline.append(child.text or "")
        elif child.tag in _WRITTEN:
            inline.append(_WRITTEN[child.tag])
        elif child.tag == "txbxContent":
            boxes.extend(lines(child, depth + 1))
        else:
            _gather(child, inline, boxes, depth + 1)


def _is_hidden(run: ET.Element) -> bool:
    vanish = run.find("rPr/vanish")
    return vanish is not None and attribute(vanish, "val") not in _OFF
