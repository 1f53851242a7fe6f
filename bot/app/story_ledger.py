"""What the ledger itself tells of an order or an invoice: rows that no mail of ours changed. Pure.

Sums of orders are net, those of invoices and payments gross, as said.
"""

from collections.abc import Collection, Iterable, Iterator
from datetime import UTC, date, datetime, time, tzinfo

from bot.app.story import Step
from bot.app.story_words import net, works
from bot.domain.calendar import local_day
from bot.domain.ledger import Invoice, PurchaseOrder, Snapshot
from bot.domain.order_accounts import account_of
from bot.domain.order_book import Entry, Movement
from bot.domain.purchase_order import canonical
from bot.ports import JournalEntry

FOLDER = "ledger folder"
"""The occasion of what came with an import."""

_BOOKED = frozenset({"record_order", "complete_order", "raise_order"})


def order_steps(
    order: PurchaseOrder,
    book: Iterable[Entry],
    journal: Iterable[JournalEntry],
    zone: tzinfo = UTC,
) -> Iterator[Step]:
    """Yield what imports did to an order.

    Args:
        order: as it stands.
        book: its entries in the book of orders, oldest first.
        journal: what pobot did, of which the book has entries, too: these are left out.
        zone: the one by whose days the book is kept.
    """
    told = tuple(journal)
    days: dict[date, list[str]] = {}
    for entry in book:
        if not any(_same(entry, each, zone) for each in told):
            days.setdefault(entry.on, []).append(_moved(entry, order))
    for day, lines in days.items():
        yield _on(day, lines)


def payment_steps(invoices: Iterable[Invoice], snapshot: Snapshot) -> Iterator[Step]:
    """Yield the payments of invoices, as the ledger holds them."""
    for invoice in invoices:
        for payment in snapshot.payments_of(invoice.invoice_number):
            reference = f", reference {payment.reference}" if payment.reference else ""
            sum_ = net(payment.amount, invoice.currency)
            line = f"paid: {sum_} gross for {invoice.invoice_number}{reference}"
            yield _on(payment.paid_on, (line,))


def issue_steps(invoice: Invoice, journal: Collection[JournalEntry]) -> Iterator[Step]:
    """Yield the day an invoice went out, where pobot did not send it."""
    if invoice.issued_on and not any(entry.kind == "issue_invoice" for entry in journal):
        yield _on(invoice.issued_on, (f"issued {invoice.invoice_number}",))


def invoices_on(order: PurchaseOrder, snapshot: Snapshot) -> tuple[Invoice, ...]:
    """Return the invoices that carry an order's number, in ledger order."""
    key = canonical(order.po_number)
    return tuple(
        invoice
        for work in snapshot.engagements_of(order.client_id)
        for invoice in snapshot.invoices_of(work.engagement_id)
        if invoice.po_number and canonical(invoice.po_number) == key
    )


def order_stands(order: PurchaseOrder, snapshot: Snapshot, today: date) -> Iterator[str]:
    """Yield how an order stands."""
    account = account_of(order, snapshot)
    yield f"{account.status(today).value}{_period(order)}"
    if account.authorised is None:
        yield f"states no sum; {net(account.invoiced, order.currency)} net is invoiced"
    else:
        yield (
            f"{net(account.authorised, order.currency)} net: {net(account.invoiced)} invoiced, "
            f"{net(account.reserved)} to be invoiced, {net(account.remaining)} left"
        )
    if order.engagement_ids:
        yield f"for {works(order.engagement_ids, snapshot)}"
    if carried := invoices_on(order, snapshot):
        yield f"on {', '.join(f'{i.invoice_number} ({_status(i)})' for i in carried)}"


def invoice_stands(invoice: Invoice, snapshot: Snapshot) -> Iterator[str]:
    """Yield how an invoice stands."""
    due = snapshot.due_on(invoice)
    yield f"{_status(invoice)}{f', due {due}' if due and invoice.issued_on else ''}"
    owed = snapshot.outstanding(invoice)
    yield f"{net(invoice.gross, invoice.currency)} gross, {net(owed)} outstanding"
    yield f"for {works((invoice.engagement_id,), snapshot)}"
    yield f"carries PO {invoice.po_number}" if invoice.po_number else "carries no PO number"


def _on(day: date, lines: Iterable[str]) -> Step:
    return Step(datetime.combine(day, time(), UTC), FOLDER, tuple(lines), only_day=True)


def _same(entry: Entry, done: JournalEntry, zone: tzinfo) -> bool:
    """Return whether something that pobot did is what an entry of the book tells."""
    if local_day(done.at, zone) != entry.on:
        return False
    match entry.movement:
        case Movement.AUTHORISED:
            return done.kind in _BOOKED
        case Movement.ENDED | Movement.REOPENED:
            return done.kind in {"close_order", *_BOOKED}
        case _:
            return entry.document in {done.data.get("invoice_number"), done.data.get("po_number")}


def _moved(entry: Entry, order: PurchaseOrder) -> str:
    match entry.movement:
        case Movement.AUTHORISED:
            sum_ = net(entry.amount, entry.currency)
            period = f", valid to {entry.valid_to}" if entry.valid_to else ""
            return f"PO {order.po_number} {f'over {sum_} net' if sum_ else 'without a sum'}{period}"
        case Movement.COMMITTED:
            return f"{entry.document} is to be invoiced on it, {net(entry.amount)} net"
        case Movement.INVOICED:
            return f"{entry.document} went out on it, {net(entry.amount)} net"
        case Movement.RELEASED | Movement.RETURNED:
            return f"{entry.document} no longer stands on it"
        case Movement.ENDED:
            return f"PO {order.po_number} is {entry.document}"
        case Movement.REOPENED:
            return f"PO {order.po_number} is open again"


def _status(invoice: Invoice) -> str:
    return invoice.status.value.replace("_", " ")


def _period(order: PurchaseOrder) -> str:
    start = f", valid from {order.valid_from}" if order.valid_from else ""
    return f"{start}{f', valid to {order.valid_to}' if order.valid_to else ''}"
