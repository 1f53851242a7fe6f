"""Invoices as files: made from the ledger's records and the configured seller, or supplied."""

from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from bot.config import Config
from bot.domain.invoice_document import Form, InvoiceDocument, Seller
from bot.domain.invoice_drafting import drafted, form_of
from bot.domain.ledger import Invoice, Snapshot
from bot.errors import Permanent

if TYPE_CHECKING:
    from bot.app.issuing import Papers
    from bot.documents import RenderedInvoice

LARGEST_PDF = 20_000_000
"""Bytes of an invoice that accounts supply: what mail servers take, less its encoding."""


def invoice_file(
    config: Config,
    ledger: Snapshot,
    invoice: Invoice,
    form: Form | None = None,
    issued_on: date | None = None,
) -> "RenderedInvoice | tuple[str, ...]":
    """Return an invoice as a file, or in sentences what is missing for it.

    Args:
        config: names the seller.
        ledger: where the invoice's work and client are.
        invoice: what to make.
        form: None takes the client's `invoice_format`, and PDF where that is empty.
        issued_on: the invoice's date, where the ledger has none yet.

    Raises:
        Permanent: the extra `einvoice` is not installed, or the file cannot be made.
    """
    form = form or form_of(ledger.client_of(invoice))
    draft = drafted(invoice, ledger, config.seller, form, issued_on)
    return _rendered(draft.document, form) if draft.document else draft.missing


@lru_cache(maxsize=64)
def _rendered(document: InvoiceDocument, form: Form) -> "RenderedInvoice":
    """Make a file once: what lies ready is looked at in every poll."""
    from bot.documents import rendered

    return rendered(document, form)


class InvoicePrinter:
    """The port `Printer` of `bot.app.issuing`.

    A PDF that accounts supplied, named by exactly the invoice's number, goes as it is. Else the
    invoice is made in the client's form, with a PDF for people beside a UBL file.
    """

    def __init__(self, config: Config) -> None:
        self.config = config

    @property
    def makes(self) -> bool:
        """Return whether any invoice can come out: there is a seller, or a folder of PDFs."""
        return self.config.seller != Seller() or self.config.invoices.supplied is not None

    def papers(self, invoice: Invoice, ledger: Snapshot, issued_on: date) -> "Papers":
        """Return the files of an invoice under this date, or what is missing for them."""
        from bot.app.issuing import Papers

        try:
            supplied = self._supplied(invoice)
            return supplied or self._made(invoice, ledger, issued_on)
        except Permanent as error:
            return Papers(missing=(str(error),))

    def _supplied(self, invoice: Invoice) -> "Papers | None":
        from bot.app.issuing import Papers
        from bot.documents import PDF, file_name
        from bot.domain.decision import Attachment

        folder = self.config.invoices.supplied
        path = folder / f"{_exact(invoice.invoice_number)}.pdf" if folder else None
        if path is None or not path.is_file():
            return None
        name = file_name(invoice.invoice_number, invoice.po_number, PDF)
        return Papers((Attachment(name, PDF, _pdf_of(path)),))

    def _made(self, invoice: Invoice, ledger: Snapshot, issued_on: date) -> "Papers":
        from bot.app.issuing import Papers
        from bot.domain.decision import Attachment

        form = form_of(ledger.client_of(invoice))
        files: list[Attachment] = []
        for each in (form, Form.PDF) if form is Form.UBL else (form,):
            made = invoice_file(self.config, ledger, invoice, each, issued_on)
            if isinstance(made, tuple):
                return Papers(missing=made)
            files.append(Attachment(made.filename, made.media_type, made.payload))
        return Papers(tuple(files))


def _exact(number: str) -> str:
    """Return a number as a file name that no other number has: PR/1 is "PR%2F1"."""
    return quote(number, safe=" +,;=@()[]&'!#$~")


def _pdf_of(path: Path) -> bytes:
    """Return the bytes of a PDF that accounts supplied.

    Raises:
        Permanent: it cannot be read, is none, or is too large to mail.
    """
    try:
        if path.stat().st_size > LARGEST_PDF:
            raise Permanent(f"{path} is larger than {LARGEST_PDF:,} bytes: too large to mail")
        content = path.read_bytes()
    except OSError as error:
        raise Permanent(f"{path} cannot be read: {error.strerror}") from error
    if not content.startswith(b"%PDF-"):
        raise Permanent(f"{path} is no PDF")
    return content
