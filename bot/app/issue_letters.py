"""Invoices as mails to a client's finance contact: the values that the template is given."""

from dataclasses import replace

from bot.domain.decision import Attachment, Letter
from bot.domain.issuing import Leaving
from bot.domain.ledger import Invoice, Snapshot
from bot.domain.managers import looks_after
from bot.domain.message import Address
from bot.domain.our_slips import was_given
from bot.domain.purchase_order import canonical


def issue_letter(
    one: Leaving, snapshot: Snapshot, to: Address, files: tuple[Attachment, ...]
) -> Letter:
    """Return the mail that an invoice or credit note goes out with, its files attached."""
    invoice = replace(one.invoice, issued_on=one.issued_on)
    return Letter(
        template="invoice_issued",
        to=to,
        language=one.client.language or "en",
        idem_key=f"invoice:{invoice.invoice_number}",
        values={
            "recipient": to.name,
            "client": one.client.name,
            "number": invoice.invoice_number,
            "work": one.engagement.title,
            "engagement_id": one.engagement.engagement_id,
            "change_request": invoice.change_request_id or "",
            "po_number": invoice.po_number,
            "amended": False,
            "ours": False,
            "credits": invoice.credits_invoice or "",
            "net": invoice.net,
            "gross": invoice.gross,
            "currency": invoice.currency or one.client.currency,
            "issued_on": invoice.issued_on,
            "due_on": None if invoice.credits_invoice else snapshot.due_on(invoice),
            "person": looks_after((one.engagement,)),
            "references": (one.engagement.engagement_id,),
        },
        attachments=files,
        client_id=one.client.client_id,
    )


def amended_letter(
    one: Leaving, snapshot: Snapshot, to: Address, files: tuple[Attachment, ...]
) -> Letter:
    """Return the mail with the copy of an invoice that got its PO number after it was sent.

    Where the number had come before the invoice went out, it says that the slip is ours.
    """
    plain = issue_letter(one, snapshot, to, files)
    own = {"amended": True, "ours": was_given(snapshot, one.invoice)}
    return replace(plain, idem_key=copy_key(one.invoice), values={**plain.values, **own})


def copy_key(invoice: Invoice) -> str:
    """Return the key of the mail with the copy of an invoice that got its number late."""
    return f"invoice:{invoice.invoice_number}:{canonical(invoice.po_number)}"
