"""What stands on a PDF page beside its content: form fields, typewriter text, notes.

A viewer shows the values of form fields even where the file says only what they are and not how
they look. So each value is kept with its place, for the page to be completed with.
"""

import ctypes
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from bot.readers._layout import Cell
from bot.readers._pdfsight import Box
from bot.readers._pdftext import turned

MOST = 1_000
"""Annotations of a page; a form of a page has a hundred fields."""

MAX_CHARS = 10_000
LINE = 12.0
"""Points between the lines of a value that has several."""

_HIDDEN = 0x02 | 0x20
"""Flags Hidden and NoView (ISO 32000-2, table 167)."""

_PASSWORD = 1 << 13
_FIELDS = frozenset(
    {
        pdfium_c.FPDF_FORMFIELD_TEXTFIELD,
        pdfium_c.FPDF_FORMFIELD_COMBOBOX,
        pdfium_c.FPDF_FORMFIELD_LISTBOX,
    }
)
_WRITTEN = frozenset({pdfium_c.FPDF_ANNOT_FREETEXT, pdfium_c.FPDF_ANNOT_TEXT})


@dataclass(frozen=True, slots=True)
class Note:
    """A text and its place."""

    text: str
    box: Box


def notes(document: pdfium.PdfDocument, page: pdfium.PdfPage) -> list[Note]:
    """Return what fields and annotations say; to be asked before the page is flattened."""
    found: list[Note] = []
    for index in range(min(pdfium_c.FPDFPage_GetAnnotCount(page), MOST)):
        annotation = pdfium_c.FPDFPage_GetAnnot(page, index)
        if annotation:
            found.extend(_said(document, annotation))
            pdfium_c.FPDFPage_CloseAnnot(annotation)
    return found


def missing(found: list[Note], cells: list[Cell], rotation: int) -> Iterator[Cell]:
    """Yield the notes that the page does not show by itself, as cells in their place."""
    shown = "".join("".join(cell.text.split()) for cell in cells)
    for note in found:
        if "".join(note.text.split()) not in shown:
            left, right, bottom, top = note.box
            lines = note.text.splitlines()
            height = min((top - bottom) / max(len(lines), 1), LINE) or LINE
            # One line stands in the middle of its field, several fill it from the top.
            top = (top + bottom + height) / 2 if len(lines) == 1 else top
            for number, line in enumerate(lines):
                upper = top - number * height
                if text := " ".join(line.split()):
                    yield Cell(text, *turned(rotation, (left, right, upper - height, upper)))


def _said(document: pdfium.PdfDocument, annotation: ctypes.c_void_p) -> Iterator[Note]:
    if pdfium_c.FPDFAnnot_GetFlags(annotation) & _HIDDEN:
        return
    kind = pdfium_c.FPDFAnnot_GetSubtype(annotation)
    text = ""
    if kind == pdfium_c.FPDF_ANNOT_WIDGET and document.formenv:
        text = _value(document, annotation)
    elif kind in _WRITTEN:
        text = _string(lambda *a: pdfium_c.FPDFAnnot_GetStringValue(annotation, b"Contents", *a))
    rect = pdfium_c.FS_RECTF()
    if text.strip() and pdfium_c.FPDFAnnot_GetRect(annotation, ctypes.byref(rect)):
        yield Note(text.replace("\r", "\n"), (rect.left, rect.right, rect.bottom, rect.top))


def _value(document: pdfium.PdfDocument, annotation: ctypes.c_void_p) -> str:
    form = document.formenv
    if pdfium_c.FPDFAnnot_GetFormFieldType(form, annotation) not in _FIELDS:
        return ""
    if pdfium_c.FPDFAnnot_GetFormFieldFlags(form, annotation) & _PASSWORD:
        return ""
    return _string(lambda *a: pdfium_c.FPDFAnnot_GetFormFieldValue(form, annotation, *a))


def _string(get: Callable[..., int]) -> str:
    """Return a string that pdfium writes as UTF-16 into a buffer, after saying how long it is."""
    size = min(get(None, 0), 2 * MAX_CHARS)
    buffer = ctypes.create_string_buffer(max(size, 2))
    get(ctypes.cast(buffer, ctypes.POINTER(pdfium_c.FPDF_WCHAR)), size)
    return buffer.raw[: max(size - 2, 0)].decode("utf-16-le", "replace")
