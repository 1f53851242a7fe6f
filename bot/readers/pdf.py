"""Reads PDF, as laid out on the page.

pdfium gives text in the order in which the producer drew it, which for forms is often labels first
and values later. So the runs of text are put back on the rows on which a person sees them (see
`_layout`), without those that nobody can see (see `_pdfsight`), and with the values of forms. Pages
that are pictures are read as such, in the process that reads pictures.

Not thread-safe (pdfium), and native code that reads hostile files: runs in a confined child.
"""

from dataclasses import replace

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from bot.domain.message import Part
from bot.readers import _ocr, _scans
from bot.readers._layout import laid_out
from bot.readers._pages import Pages, Unreadable
from bot.readers._pdfattached import attached, form_data
from bot.readers._pdfnotes import missing, notes
from bot.readers._pdfsight import Sight
from bot.readers._pdftext import cells

MEDIA_TYPES = frozenset({"application/pdf", "application/x-pdf", "application/acrobat"})
SUFFIXES = frozenset({".pdf"})

MAX_PAGES = 50

XFA_FORMS = frozenset({pdfium_c.FORMTYPE_XFA_FULL, pdfium_c.FORMTYPE_XFA_FOREGROUND})


def looks_like(payload: bytes) -> bool:
    """Recognise the header that every PDF starts with (ISO 32000-2, 7.5.2)."""
    return payload.lstrip(b"\0\t\n\f\r \xef\xbb\xbf").startswith(b"%PDF-")


def read(part: Part) -> Pages:
    """Return the text of the first 50 pages, and the orders and files that are attached."""
    document = _opened(part.payload)
    try:
        pages = _pages(document, min(len(document), MAX_PAGES))
        files = attached(document, part)
    except pdfium.PdfiumError as error:
        raise Unreadable("corrupt") from error
    finally:
        document.close()
    return replace(
        pages,
        orders=tuple(files.orders),
        inside=tuple(files.parts),
        problem=_joined([pages.problem, *files.problems]),
    )


def _pages(document: pdfium.PdfDocument, count: int) -> Pages:
    layer = _TextLayer(document)
    read = [layer.page(index) for index in range(count)]
    texts = [text for text, _ in read]
    kinds = {number: kind for number, (_, kind) in enumerate(read, 1) if kind}
    scanned = tuple(kinds)
    problems = [_rest(len(document)), _hidden(layer.hidden)]
    if document.get_formtype() in XFA_FORMS and (filled := form_data(document)):
        texts.append(filled)
    if not (_ocr.is_loaded() and scanned):
        problems.append(_without_text(texts, scanned))
        return Pages(tuple(texts) if any(texts) else (), (), _joined(problems), scanned=scanned)
    found = _scans.pictured(document, scanned, texts)
    pictured: list[int] = []
    for number, text in found.texts.items():
        if kinds[number] is _scans.Kind.BESIDE:
            # What the text layer says, it says with certainty: it stays as it is.
            texts.append(text)
            pictured.append(len(texts))
        else:
            texts[number - 1] = text
            pictured.append(number)
    return Pages(
        tuple(texts),
        problem=_joined([*problems, found.problem]),
        pictured=tuple(pictured),
        doubtful=tuple(sorted(found.doubtful)),
    )


def _opened(payload: bytes) -> pdfium.PdfDocument:
    try:
        document = pdfium.PdfDocument(payload)
    except pdfium.PdfiumError as error:
        locked = pdfium_c.FPDF_GetLastError() == pdfium_c.FPDF_ERR_PASSWORD
        raise Unreadable("password-protected" if locked else "corrupt") from error
    if document.get_formtype() != pdfium_c.FORMTYPE_NONE:
        document.init_forms()
    return document


def _rest(count: int) -> str:
    return f"only the first {MAX_PAGES} of {count} pages were read" if count > MAX_PAGES else ""


def _without_text(texts: list[str], scanned: tuple[int, ...]) -> str:
    """Say which pages cannot be read without reading pictures."""
    if not any(texts):
        return "no text layer"
    blank = ", ".join(str(number) for number in scanned if not texts[number - 1])
    return f"no text layer on page {blank}" if blank else ""


def _joined(problems: list[str]) -> str:
    return "; ".join(filter(None, problems))


def _hidden(pages: list[int]) -> str:
    return f"hidden text on page {', '.join(map(str, pages))}" if pages else ""


class _TextLayer:
    """Reads the text layer of one page after the other.

    Attributes:
        hidden: numbers of the pages on which something is written that nobody can see.
    """

    def __init__(self, document: pdfium.PdfDocument) -> None:
        self.document = document
        self.hidden: list[int] = []
        self._spent = 0.0

    def page(self, index: int) -> tuple[str, _scans.Kind | None]:
        """Return the text layer of a page, and whether the page is a picture nevertheless."""
        page = self.document[index]
        written = notes(self.document, page)
        if (written or self.document.formenv) and _flattened(page):
            page.close()
            page = self.document[index]
        textpage = page.get_textpage()
        try:
            sight = Sight(page, textpage, self._spent)
            found = cells(page, textpage, sight)
            text = laid_out([*found, *missing(written, found, page.get_rotation())])
            self._spent = sight.spent
            if sight.hidden:
                self.hidden.append(index + 1)
            return text, _scans.kind(page, text)
        finally:
            textpage.close()
            page.close()


def _flattened(page: pdfium.PdfPage) -> bool:
    """Make what was typed into a form part of the page: it is seen once that is loaded again."""
    mode = pdfium_c.FLAT_NORMALDISPLAY
    return bool(pdfium_c.FPDFPage_Flatten(page, mode) == pdfium_c.FLATTEN_SUCCESS)
