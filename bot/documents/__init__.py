"""Invoices going out, as files: PDF, Factur-X and UBL. Needs the extra `einvoice`.

One call makes any of them; it reads nothing but the document, and the same document always makes
the same bytes. What each file is and which standard it follows stands in its module.
"""

import re
import unicodedata
from dataclasses import dataclass

from bot.documents.unrenderable import Unrenderable
from bot.domain.invoice_document import Form, InvoiceDocument
from bot.errors import Permanent

XML, PDF = "application/xml", "application/pdf"
LONGEST_NAME = 80
"""Characters of each number in a file name: file systems take 255 bytes in all."""


@dataclass(frozen=True, slots=True)
class RenderedInvoice:
    """A file to attach to a mail or to hand to an access point."""

    filename: str
    media_type: str
    payload: bytes


def rendered(document: InvoiceDocument, form: Form) -> RenderedInvoice:
    """Return the document as a file.

    Raises:
        Permanent: the extra is not installed, or the document cannot be this file: a character
            that no font has or that XML cannot hold.
    """
    try:
        payload, media_type = _made(document, form)
    except ImportError as error:
        raise Permanent(
            f"invoices as documents need pobot's extra einvoice: {error.name} is not installed"
        ) from error
    except Unrenderable as error:
        raise Permanent(f"{document.number} cannot be made as {form}: {error}") from error
    name = file_name(document.number, document.references.purchase_order, media_type)
    return RenderedInvoice(name, media_type, payload)


def file_name(number: str, order: str, media_type: str) -> str:
    """Return an invoice's number and the client's PO number ("" for none), as a safe file name."""
    parts = [safe(number), f"PO-{safe(order)}" if safe(order) else ""]
    return "_".join(filter(None, parts)) + (".pdf" if media_type == PDF else ".xml")


def safe(number: str) -> str:
    """Return what is left of a number in letters, digits, dots and hyphens of ASCII."""
    plain = unicodedata.normalize("NFKD", number).encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Za-z0-9.]+", "-", plain)[:LONGEST_NAME].strip(".-")


def _made(document: InvoiceDocument, form: Form) -> tuple[bytes, str]:
    match form:
        case Form.PDF:
            from bot.documents.pdf import pdf

            return pdf(document), PDF
        case Form.FACTURX:
            from bot.documents.facturx import facturx

            return facturx(document), PDF
        case Form.UBL:
            from bot.documents.ubl import ubl

            return ubl(document), XML
