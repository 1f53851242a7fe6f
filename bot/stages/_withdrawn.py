"""Orders that a mail cancels or replaces."""

from bot.domain.decision import CloseOrder
from bot.domain.ledger import Invoice, InvoiceStatus, PurchaseOrder, Snapshot
from bot.domain.purchase_order import OrderStatus, canonical
from bot.domain.understanding import Intent
from bot.stages._case import Case, Ruling, nothing, review
from bot.stages._coverage import invoices_on
from bot.stages._named import ON_FILE


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


def corrected(case: Case) -> tuple[CloseOrder, ...] | Ruling:
    """Return the order that a correction takes back without a word of it, or why it stays.

    "Please ignore my last mail, it is 456": what that mail booked for the same work makes room, as
    does the one number on file that is told of ("123 was a slip"). Drafts that carry its number go
    over to the successor; what was printed on an invoice that went out stays.
    """
    unnamed = taken_back_unsaid(case)
    if len(unnamed) > 1:
        numbers = ", ".join(known.po_number for known in unnamed)
        return review(f"An order is replaced, and nothing says which of {numbers}.")
    works = {e.engagement_id for _, place in case.placed for e in place.engagements}
    for known in unnamed:
        what = f"PO {known.po_number} over {_sum(known)}"
        if further := [str(e) for e in known.engagement_ids if e not in works]:
            return review(f"{what} is to be withdrawn, but is for {', '.join(further)} as well.")
        if sent := sent_invoices_on(known, case.snapshot):
            numbers = ", ".join(f"{i.invoice_number} over {i.net:,.2f}" for i in sent)
            return review(f"{what} is to be withdrawn, but is on {numbers}.")
    return tuple(superseded(case, known) for known in unnamed)


def taken_back_unsaid(case: Case) -> tuple[PurchaseOrder, ...]:
    """Return the open orders for the corrected work that this mail names, or the one before gave.

    None where the mail says of a number that it is withdrawn.
    """
    orders = case.understanding.orders
    names_old = case.understanding.withdrawn or any(order.replaces for order in orders)
    if case.client is None or names_old or len(case.placed) != 1:
        return ()
    if not case.intents & {Intent.PO_REPLACE, Intent.PO_CORRECTION}:
        return ()
    ((order, placement),) = case.placed
    told = (c.number for c in case.understanding.candidates if c.reason == ON_FILE)
    before = {canonical(number) for number in (*case.given_before, *told)}
    before -= {canonical(order.po_number)}
    works = {engagement.engagement_id for engagement in placement.engagements}
    return tuple(
        known
        for known in case.snapshot.orders_of(case.client.client_id)
        if canonical(known.po_number) in before
        and known.status is OrderStatus.OPEN
        and works & set(known.engagement_ids)
    )


def sent_invoices_on(known: PurchaseOrder, snapshot: Snapshot) -> tuple[Invoice, ...]:
    """Return the invoices that carry an order's number and went out."""
    every = invoices_on(known, snapshot)
    return tuple(invoice for invoice in every if invoice.status is not InvoiceStatus.DRAFT)


def superseded(case: Case, known: PurchaseOrder) -> CloseOrder:
    """Return that an order on file makes room for the one that the mail gives."""
    successor = case.understanding.orders[0].po_number
    return CloseOrder(known.client_id, known.po_number, OrderStatus.SUPERSEDED.value, successor)


def _sum(known: PurchaseOrder) -> str:
    return "no sum" if known.amount is None else f"{known.amount:,.2f}"


def _on_file(case: Case, number: str) -> PurchaseOrder | None:
    return case.snapshot.order(case.client.client_id, number) if case.client else None
