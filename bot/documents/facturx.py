"""An invoice as Factur-X: the PDF that people read, with the XML that programs read inside.

Standards: Factur-X 1.0 and ZUGFeRD 2, profile EN 16931; PDF/A-3 with the XML as its alternative.
The library writes the moment of the call into the file in four places; here the date of the invoice
takes its place, so that the same document makes the same bytes.
"""

import re
from datetime import date
from io import BytesIO
from typing import Any

from facturx import generate_from_binary
from pypdf import PdfWriter
from pypdf.generic import NameObject, TextStringObject

from bot.documents.cii import cii
from bot.documents.pdf import pdf
from bot.documents.unrenderable import Unrenderable
from bot.domain.invoice_document import InvoiceDocument

XMP_DATE = re.compile(rb"(<xmp:(?:Create|Modify)Date>)[^<]*")


def facturx(document: InvoiceDocument) -> bytes:
    """Return the PDF with the XML in it.

    Raises:
        Unrenderable: a character is in none of the fonts, or the XML breaks the schema.
    """
    title = "Credit note" if document.is_credit_note else "Invoice"
    about = {
        "author": document.seller.name,
        "keywords": f"Factur-X, {title}",
        "title": f"{title} {document.number}",
        "subject": f"{title} {document.number} of {document.issued_on.isoformat()}",
    }
    source, page = cii(document), pdf(document)
    try:
        made: bytes = generate_from_binary(
            page,
            source,
            flavor="factur-x",
            level="en16931",
            pdf_metadata=about,
            lang="en-GB",
            afrelationship="alternative",
            xmp_compression=False,
        )
    except Exception as error:  # the library raises nothing more particular
        raise Unrenderable(str(error)) from error
    return _dated(made, document.issued_on)


def _dated(source: bytes, day: date) -> bytes:
    """Return the PDF with every date in it set to midnight UTC of one day."""
    writer = PdfWriter(clone_from=BytesIO(source))
    writer.pdf_header = "%PDF-1.7"
    written = TextStringObject(day.strftime("D:%Y%m%d000000+00'00'"))
    writer.add_metadata({"/CreationDate": written, "/ModDate": written})
    root: Any = writer.root_object
    for attached in root["/AF"]:
        embedded = attached.get_object()["/EF"]["/F"]
        embedded["/Params"][NameObject("/ModDate")] = written
    xmp = root["/Metadata"]
    moment = rb"\g<1>" + day.isoformat().encode() + b"T00:00:00+00:00"
    xmp.set_data(XMP_DATE.sub(moment, xmp.get_data()))
    target = BytesIO()
    writer.write(target)
    return target.getvalue()
