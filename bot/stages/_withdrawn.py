"""Orders that a mail cancels or replaces."""

from bot.domain.decision import CloseOrder
from bot.domain.ledger import PurchaseOrder
from bot.domain.purchase_order import OrderStatus, canonical
from bot.domain.understanding import Intent
from bot.stages._case import Case, Ruling, nothing, review
from bot.stages._coverage import invoices_on


def closings(case: Case) -> tuple[CloseOrder, ...] | Ruling:
    """Return the orders to close, or the ruling that one of them cannot be closed by mail."""
    closed: list[CloseOrder] = []
    for old, successor in withdrawn(case):
        known = _on_file(case, old)
        if known is None:
            if case.snapshot.owners_of(old):
                return review(f"PO {old} is to be withdrawn, and is another client's.")
            continue
        if invoices := invoices_on(known, case.snapshot):
            numbers = ", ".join(i.invoice_number for i in invoices)
            return review(f"PO {known.po_number} is to be withdrawn, but is on {numbers}.")
        if known.status not in {OrderStatus.CANCELLED, OrderStatus.SUPERSEDED}:
            status = OrderStatus.SUPERSEDED if successor else OrderStatus.CANCELLED
            closed.append(CloseOrder(known.client_id, known.po_number, status.value, successor))
    return tuple(closed)


def cancelled(case: Case) -> Ruling:
    """Judge a mail that only withdraws orders: nothing to book, unless they are on invoices."""
    if not case.understanding.withdrawn:
        return review("An order is cancelled, and the mail does not say which.")
    closed = closings(case)
    if isinstance(closed, Ruling):
        return closed
    numbers = ", ".join(case.understanding.withdrawn)
    return nothing(f"PO {numbers} is cancelled, and is on no invoice.", changes=closed)


def withdrawn(case: Case) -> tuple[tuple[str, str], ...]:
    """Return each withdrawn number once, with its successor or ""."""
    pairs: dict[str, tuple[str, str]] = {}
    orders = case.understanding.orders
    for order in orders:
        for old in order.replaces:
            pairs.setdefault(canonical(old), (old, order.po_number))
    replaced = case.intents & {Intent.PO_REPLACE, Intent.PO_CORRECTION}
    successor = orders[0].po_number if replaced and len(orders) == 1 else ""
    for old in case.understanding.withdrawn:
        pairs.setdefault(canonical(old), (old, successor))
    live = {canonical(order.po_number) for order in orders}
    return tuple(pair for key, pair in pairs.items() if key not in live)


def _on_file(case: Case, number: str) -> PurchaseOrder | None:
    return case.snapshot.order(case.client.client_id, number) if case.client else None
