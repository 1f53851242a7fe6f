"""Which invoices may leave today, and under which date. Pure.

An invoice leaves once the invoice gate lets it and its day has come. Its date (BT-2) is the one
that the ledger plans for it, else the day on which it leaves; an invoice that waited keeps the
date that it was given.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from bot.domain.invoice_gate import Gated
from bot.domain.issue_days import planned_on
from bot.domain.ledger import (
    Client,
    Contact,
    Engagement,
    Invoice,
    InvoiceNumber,
    InvoiceStatus,
    Snapshot,
)
from bot.domain.outgoing import Condition
from bot.domain.payees import FINANCE
from bot.domain.purchase_order import OrderStatus


@dataclass(frozen=True, slots=True)
class Leaving:
    """An invoice that may go out.

    Attributes:
        invoice: as it stands, with the number of the order on it where the client needs one.
        engagement: its work.
        client: who pays it.
        issued_on: the date that it carries.
    """

    invoice: Invoice
    engagement: Engagement
    client: Client
    issued_on: date


@dataclass(frozen=True, slots=True)
class Staying:
    """An invoice that passed the gate and still may not go out; `why` is a sentence."""

    invoice: Invoice
    why: str


def leaving(
    gated: Iterable[Gated], snapshot: Snapshot, today: date
) -> tuple[tuple[Leaving, ...], tuple[Staying, ...]]:
    """Sort the drafts that passed the gate and carry what they need, in the gate's order.

    Returns those that may leave today, and those that only accounts can send: their dates do not
    go together, or they are over nothing. Drafts whose day is still to come are in neither.
    """
    out: list[Leaving] = []
    kept: list[Staying] = []
    for invoice in (one.invoice for one in gated if one.passes and not one.gets_number):
        engagement = snapshot.engagement.get(invoice.engagement_id)
        client = snapshot.client_of(invoice)
        planned = planned_on(invoice, snapshot)
        if engagement is None or client is None or (planned and planned > today):
            continue
        issued_on = invoice.issued_on or today
        if not invoice.gross:
            kept.append(Staying(invoice, f"{invoice.invoice_number} is over 0.00: nothing to pay."))
        elif invoice.due_on and invoice.due_on < issued_on:
            why = f"{invoice.invoice_number} would be dated {issued_on} and due on {invoice.due_on}"
            kept.append(Staying(invoice, f"{why}: give it another due date."))
        else:
            out.append(Leaving(invoice, engagement, client, issued_on))
    return tuple(out), tuple(kept)


_TO_BE_PAID = frozenset({InvoiceStatus.ISSUED, InvoiceStatus.DISPUTED})


def numbered_later(numbers: Iterable[InvoiceNumber], snapshot: Snapshot) -> tuple[Invoice, ...]:
    """Return, of invoices that got their PO number when they were out, those still to be paid."""
    found = (snapshot.invoice.get(number) for number in dict.fromkeys(numbers))
    return tuple(
        invoice
        for invoice in found
        if invoice and invoice.po_number and invoice.status in _TO_BE_PAID
    )


def payee(snapshot: Snapshot, client: Client, bounced: frozenset[str]) -> Contact | None:
    """Return the finance contact whom a client's invoices go to; None where none can be reached."""
    return next(
        (
            contact
            for contact in snapshot.contacts_of(client.client_id)
            if contact.role == FINANCE and contact.email and contact.email.lower() not in bounced
        ),
        None,
    )


def fingerprint(invoice: Invoice, snapshot: Snapshot) -> str:
    """Return what tells apart two papers of one invoice: its sums, dates, work, client and order.

    Sums (net, tax, gross) count by value, so 5000 and 5000.00 are the same paper.
    """
    engagement = snapshot.engagement.get(invoice.engagement_id)
    stated = (
        *(f"{amount.normalize():f}" for amount in (invoice.net, invoice.tax, invoice.gross)),
        invoice.currency,
        invoice.po_number,
        invoice.engagement_id,
        engagement.client_id if engagement else "",
        invoice.change_request_id or "",
        invoice.credits_invoice or "",
        str(invoice.issued_on),
        str(snapshot.due_on(invoice)),
    )
    return sha256("\n".join(stated).encode()).hexdigest()[:16]


def taken_back(condition: Condition, snapshot: Snapshot, recipient: str) -> str:
    """Return why an invoice on its way to `recipient` must not arrive any more, or ""."""
    papers = dict(condition.papers)
    for number, po_number in condition.invoices:
        invoice = snapshot.invoice.get(number)
        if invoice is None or invoice.status is InvoiceStatus.VOID:
            return f"{number} is void now"
        if invoice.status is InvoiceStatus.DRAFT:
            return f"{number} is a draft again"
        if invoice.po_number != po_number:
            return f"{number} carries {invoice.po_number or 'no PO number'} now, not {po_number}"
        if papers.get(number) not in {None, fingerprint(invoice, snapshot)}:
            return f"{number} has another sum, date, work or client now than its paper states"
        if why := order_gone(invoice, snapshot) or _not_to(invoice, snapshot, recipient):
            return why
    return ""


def order_gone(invoice: Invoice, snapshot: Snapshot) -> str:
    """Return that the order on an invoice was cancelled or replaced, or ""."""
    client = snapshot.client_of(invoice)
    order = snapshot.order(client.client_id, invoice.po_number) if client else None
    if order is None or order.status not in {OrderStatus.CANCELLED, OrderStatus.SUPERSEDED}:
        return ""
    return f"{invoice.invoice_number} carries PO {order.po_number}, which is {order.status} now"


def _not_to(invoice: Invoice, snapshot: Snapshot, recipient: str) -> str:
    client = snapshot.client_of(invoice)
    contacts = snapshot.contacts_of(client.client_id) if client else ()
    if any(c.role == FINANCE and c.email.lower() == recipient.lower() for c in contacts):
        return ""
    return f"{recipient} is no finance contact for {invoice.invoice_number} any more"
