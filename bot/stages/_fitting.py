"""Which of the invoices that wait for an order it can pay for. Sums are net."""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal

from bot.domain.decision import Placement
from bot.domain.ledger import ClientId, Invoice, PurchaseOrder, Snapshot
from bot.domain.order_accounts import account_of
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
    placement: Placement, po_number: str, left: Decimal | None, snapshot: Snapshot
) -> tuple[Placement, tuple[str, ...]]:
    """Return a placement with the invoices that its order pays for, and why the others wait on.

    Args:
        placement: where the order belongs.
        po_number: of the order, for the sentences.
        left: what the order still has; None where it states no sum.
        snapshot: the ledger, for the due order.
    """
    if left is None:
        return placement, ()
    due = sorted((*placement.invoices, *placement.further), key=by_due_date(snapshot))
    paid = tuple(fitting(due, left))
    rest = left - sum((invoice.net for invoice in paid), Decimal(0))
    reasons = (
        f"{invoice.invoice_number} over {invoice.net:,.2f} waits on for a PO: "
        f"PO {po_number} has {rest:,.2f} left."
        for invoice in due
        if invoice not in paid
    )
    return only(placement, paid), tuple(reasons)


def only(placement: Placement, paid: Collection[Invoice]) -> Placement:
    """Return a placement with those of its invoices alone that are paid for."""
    return replace(
        placement,
        invoices=tuple(invoice for invoice in placement.invoices if invoice in paid),
        further=tuple(invoice for invoice in placement.further if invoice in paid),
    )
