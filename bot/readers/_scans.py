"""Pages of a PDF that are pictures: which they are, and their pictures."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import islice

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from bot.domain.pictures import tokens
from bot.readers import _ocr
from bot.readers._engine import Array

FEW_WORDS = 40
"""A header or a footer that a machine put on a scan; an order has more."""

FILLING = 0.25
"""Share of the page that pictures cover, where it is one: a screenshot below a header."""

MANY_OUTLINES = 100
"""So many paths without any text may be text drawn as outlines; a frame or a logo has fewer."""

GARBAGE = 0.3
"""Share of characters that are no letters, digits or marks, from which a text cannot be meant."""

MOST_OBJECTS = 2_000
LARGEST_SIDE, RESOLUTION = 2600, 200
"""Pixels, and dots per inch, at which a page is drawn."""


class Kind(StrEnum):
    """How a page's picture stands to its text layer."""

    INSTEAD = "instead"
    """The layer is empty, garbage, or what another program read on the picture."""
    BESIDE = "beside"
    """The layer is a header or a few words beside the picture."""


def kind(page: pdfium.PdfPage, text: str) -> Kind | None:
    """Say whether the text of a page stands in a picture; None where the text layer has it all."""
    if len(text.split()) > FEW_WORDS and not _is_garbage(text) and not _is_invisible(page):
        return None
    covered, pictures, paths = _objects(page)
    if not text.strip():
        return Kind.INSTEAD if pictures or paths > MANY_OUTLINES else None
    if pictures and (_is_garbage(text) or _is_invisible(page)):
        return Kind.INSTEAD
    return Kind.BESIDE if covered >= FILLING else None


@dataclass(slots=True)
class Pictured:
    """What was read on the pages that are pictures.

    Attributes:
        texts: by page number, from 1.
        doubtful: words on which two readings differ.
        problem: why not all of them were read, or "".
    """

    texts: dict[int, str] = field(default_factory=dict)
    doubtful: set[str] = field(default_factory=set)
    problem: str = ""


def pictured(
    document: pdfium.PdfDocument, numbers: Sequence[int], layer: Sequence[str]
) -> Pictured:
    """Read pages as pictures, as far as time allows.

    Args:
        document: the PDF.
        numbers: the pages, from 1.
        layer: the text layer of every page of the document; what it says is not doubted.
    """
    result = Pictured()
    for number in numbers:
        if not _ocr.has_time():
            result.problem = f"took too long: the picture on page {number} was not read"
            break
        page = document[number - 1]
        try:
            found = _ocr.read_picture(drawn(page))
        finally:
            page.close()
        result.texts[number] = found.text
        result.doubtful |= found.doubtful - set(tokens(layer[number - 1]))
        if not found.complete:
            result.problem = f"took too long: the picture on page {number} was read in part"
            break
    return result


def warm_up() -> None:
    """Draw a page once."""
    document = pdfium.PdfDocument.new()
    drawn(document.new_page(100, 100))
    document.close()


def drawn(page: pdfium.PdfPage) -> Array:
    """Return a page as a picture, blue-green-red."""
    side = max(page.get_width(), page.get_height(), 1)
    bitmap = page.render(scale=min(RESOLUTION / 72, LARGEST_SIDE / side))
    try:
        return bitmap.to_numpy()[:, :, :3].copy()
    finally:
        bitmap.close()


def _is_garbage(text: str) -> bool:
    """Say whether most of a text is what fonts without a table of characters give."""
    seen = [c for c in text if not c.isspace()]
    strange = sum(c == "\ufffd" or not c.isprintable() for c in seen)
    return strange > len(seen) * GARBAGE


def _is_invisible(page: pdfium.PdfPage) -> bool:
    """Say whether all text of a page is drawn as invisible, as that of a searchable scan is."""
    texts = page.get_objects(filter=(pdfium_c.FPDF_PAGEOBJ_TEXT,), max_depth=3)
    modes = [pdfium_c.FPDFTextObj_GetTextRenderMode(t.raw) for t in islice(texts, MOST_OBJECTS)]
    return bool(modes) and set(modes) == {pdfium_c.FPDF_TEXTRENDERMODE_INVISIBLE}


def _objects(page: pdfium.PdfPage) -> tuple[float, int, int]:
    """Return the share of the page that pictures cover, how many there are, and how many paths."""
    kinds = (pdfium_c.FPDF_PAGEOBJ_IMAGE, pdfium_c.FPDF_PAGEOBJ_PATH)
    whole = page.get_width() * page.get_height() or 1
    covered, pictures, paths = 0.0, 0, 0
    for number, thing in enumerate(page.get_objects(filter=kinds, max_depth=3)):
        if number > MOST_OBJECTS:
            break
        if thing.type == pdfium_c.FPDF_PAGEOBJ_PATH:
            paths += 1
            continue
        left, bottom, right, top = thing.get_bounds()
        covered += abs(right - left) * abs(top - bottom) / whole
        pictures += 1
    return covered, pictures, paths
