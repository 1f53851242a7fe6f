"""Invoices as files: the ledger's records and the configured seller, put together."""

from datetime import date
from typing import TYPE_CHECKING

from bot.config import Config
from bot.domain.invoice_document import Form
from bot.domain.invoice_drafting import drafted, form_of
from bot.domain.ledger import Invoice, Snapshot

if TYPE_CHECKING:
    from bot.documents import RenderedInvoice


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
    from bot.documents import rendered

    form = form or form_of(ledger.client_of(invoice))
    draft = drafted(invoice, ledger, config.seller, form, issued_on)
    return rendered(draft.document, form) if draft.document else draft.missing
