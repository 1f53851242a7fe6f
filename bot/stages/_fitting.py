"""Which of the invoices that wait for an order it can pay for. Sums are net.

As at the invoice gate, an order pays in its own currency and inside its period only.
"""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal

from bot.domain.decision import Placement
from bot.domain.issue_days import planned_on
from bot.domain.ledger import ClientId, Invoice, PurchaseOrder, Snapshot
from bot.domain.order_accounts import account_of, currency_of, differ
from bot.stages._coverage import invoices_on


def by_due_date(snapshot: Snapshot) -> Callable[[Invoice], tuple[date, str]]:
    """Return the key that puts invoices into due order; those without a due date come last."""
    return lambda invoice: (snapshot.due_on(invoice) or date.max, invoice.invoice_number)


def fitting(invoices: Iterable[Invoice], left: Decimal | None) -> Iterator[Invoice]:
    """Yield the invoices that a sum pays for, each from what the former ones leave.

    Args:
        invoices: in due order.
        left: what the order still has; None for one without a sum, which pays for all.
    """
    for invoice in invoices:
        if left is None or invoice.net <= left:
            left = None if left is None else left - invoice.net
            yield invoice


def used_of(client_id: ClientId, po_number: str, snapshot: Snapshot) -> Decimal:
    """Return what stands on a number: invoiced, and reserved by drafts and call-offs.

    Invoices may carry the number of an order that only comes now.
    """
    known = snapshot.order(client_id, po_number)
    if known is None:
        carrying = invoices_on(PurchaseOrder(po_number, client_id), snapshot)
        return sum((invoice.net for invoice in carrying), Decimal(0))
    account = account_of(known, snapshot)
    return account.invoiced + account.reserved


def waiting_on(
    placement: Placement,
    order: PurchaseOrder,
    left: Decimal | None,
    snapshot: Snapshot,
    today: date,
) -> tuple[Placement, tuple[str, ...]]:
    """Return a placement with the invoices that its order pays for, and what is to be shown.

    Shown is why the others wait on, and which of those that get the number are older than it.

    Args:
        placement: where the order belongs.
        order: as it is going to be: its number, currency and period.
        left: what the order still has; None where it states no sum.
        snapshot: the ledger, for the due order.
        today: the day of invoices that have no date yet.
    """
    due = sorted((*placement.invoices, *placement.further), key=by_due_date(snapshot))
    why_not = {i.invoice_number: unfit(i, order, snapshot, today) for i in due}
    paid = tuple(fitting((i for i in due if not why_not[i.invoice_number]), left))
    rest = (left or Decimal(0)) - sum((invoice.net for invoice in paid), Decimal(0))
    waits = (
        f"{invoice.invoice_number} over {invoice.net:,.2f} waits on for a PO: PO {order.po_number} "
        f"{why_not[invoice.invoice_number] or f'has {rest:,.2f} left'}."
        for invoice in due
        if invoice not in paid
    )
    early = (
        f"{invoice.invoice_number} gets PO {order.po_number}, which {why}."
        for invoice in paid
        if (why := begins_later(invoice, order))
    )
    return only(placement, paid), (*waits, *early)


def unfit(invoice: Invoice, order: PurchaseOrder, snapshot: Snapshot, today: date) -> str:
    """Say, as a clause about the order, why it pays not for an invoice whatever is left, or ""."""
    return other_currency(invoice, order, snapshot) or other_period(invoice, order, snapshot, today)


def other_currency(invoice: Invoice, order: PurchaseOrder, snapshot: Snapshot) -> str:
    """Say, as a clause about the order, that its currency is not the invoice's; "" if it is."""
    client = snapshot.client_of(invoice)
    has, wanted = currency_of(order, snapshot), invoice.currency or (client and client.currency)
    return f"is in {has}, not {wanted}" if wanted and differ(wanted, has) else ""


def other_period(invoice: Invoice, order: PurchaseOrder, snapshot: Snapshot, today: date) -> str:
    """Say, as a clause about the order, that it is not valid on the invoice's day; "" if it is.

    An invoice without a date waits for the order to begin, and is dated then. A beginning without
    an end ("from the 5th") may be said of something else: `begins_later` shows it.
    """
    day = invoice.issued_on or max(planned_on(invoice, snapshot) or today, today)
    if order.valid_to and day > order.valid_to:
        return f"is valid to {order.valid_to}, the invoice is of {day}"
    return begins_later(invoice, order) if order.valid_to else ""


def begins_later(invoice: Invoice, order: PurchaseOrder) -> str:
    """Say, as a clause about the order, that it begins after the date of an invoice, or ""."""
    day = invoice.issued_on
    if day is None or order.valid_from is None or day >= order.valid_from:
        return ""
    return f"is valid from {order.valid_from}, the invoice is of {day}"


def only(placement: Placement, paid: Collection[Invoice]) -> Placement:
    """Return a placement with those of its invoices alone that are paid for."""
    return replace(
        placement,
        invoices=tuple(invoice for invoice in placement.invoices if invoice in paid),
        further=tuple(invoice for invoice in placement.further if invoice in paid),
    )
