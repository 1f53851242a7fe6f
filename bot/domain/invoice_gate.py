"""Whether an invoice may go out, and which order's number it carries.

An invoice of a client that requires POs waits while its number is missing, unusable or too small
for it; that of any client waits while no finance contact is registered to send it to. A client that
uses no POs, or of whom it is unknown, gets its invoices without, unless the one order that it gave
covers them; a number that is on an invoice already must be good, whatever the policy. One order an
invoice: EN 16931 BT-13 is a single value. An order must be valid on the invoice's own date. Sums
are net.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from bot.domain.call_offs import beyond_blanket, commit, without
from bot.domain.credits import credit_trouble
from bot.domain.issue_days import planned_on
from bot.domain.ledger import (
    Client,
    Engagement,
    Invoice,
    InvoiceStatus,
    PoPolicy,
    PurchaseOrder,
    Snapshot,
)
from bot.domain.order_accounts import accounts, blanket_of, key_of
from bot.domain.order_book import Account, OrderKey, refusal
from bot.domain.payees import has_payee
from bot.domain.purchase_order import canonical
from bot.domain.successors import gives_way
from bot.domain.supplements import cancelled_main, fills_up, is_addition

NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class Gated:
    """One invoice at the gate.

    Attributes:
        invoice: as it stands.
        order: the order whose number it carries or gets; None without one.
        passes: whether it may go out.
        why: a sentence with the figures.
        split: orders that would pay for it only together, for a person to split it.
    """

    invoice: Invoice
    order: PurchaseOrder | None
    passes: bool
    why: str
    split: tuple[PurchaseOrder, ...] = ()

    @property
    def gets_number(self) -> bool:
        """Return whether the order's number is to be put on it, in the client's own print."""
        return self.passes and self.order is not None and not self._is_printed

    @property
    def _is_printed(self) -> bool:
        return self.order is not None and self.invoice.po_number == self.order.po_number


def at_gate(snapshot: Snapshot, today: date) -> tuple[Gated, ...]:
    """Judge every invoice that has not gone out, in due order; each may draw what is then left.

    Invoices that accounts mark as waiting for a number get theirs from the client's mail alone.
    """
    book = accounts(snapshot)
    judged: list[Gated] = []
    waiting = sorted(
        filter(_is_ready, snapshot.invoices), key=lambda invoice: _due_order(invoice, snapshot)
    )
    later = {str(invoice.invoice_number) for invoice in waiting}
    for invoice in waiting:
        later.discard(str(invoice.invoice_number))
        found = _judged(invoice, snapshot, book, later, _day_of(invoice, snapshot, today))
        if found is None:
            continue
        found = _after(found, (one.invoice for one in judged if one.passes), snapshot)
        judged.append(found)
        if found.gets_number and found.order is not None:
            commit(book, found.order, invoice, snapshot)
    return tuple(judged)


def _is_ready(invoice: Invoice) -> bool:
    return invoice.status is InvoiceStatus.DRAFT


def _day_of(invoice: Invoice, snapshot: Snapshot, today: date) -> date:
    """Return the date that an invoice will carry: its own, else the day on which it may leave."""
    return invoice.issued_on or max(planned_on(invoice, snapshot) or today, today)


def _after(found: Gated, before: Iterable[Invoice], snapshot: Snapshot) -> Gated:
    """Keep back a credit note that is too much together with those that go out before it."""
    if not found.passes or not found.invoice.credits_invoice:
        return found
    why = credit_trouble(found.invoice, snapshot, before)
    return replace(found, passes=False, why=why) if why else found


def _due_order(invoice: Invoice, snapshot: Snapshot) -> tuple[date, str]:
    return snapshot.due_on(invoice) or date.max, invoice.invoice_number


def _judged(
    invoice: Invoice,
    snapshot: Snapshot,
    book: Mapping[OrderKey, Account],
    later: Collection[str],
    day: date,
) -> Gated | None:
    """Judge an invoice on the day that it is of. `later` are the drafts that come after it."""
    engagement = snapshot.engagement.get(invoice.engagement_id)
    client = snapshot.client.get(engagement.client_id) if engagement else None
    if engagement is None or client is None:
        return None
    if why := _unlisted(invoice, snapshot) or credit_trouble(invoice, snapshot):
        return Gated(invoice, None, passes=False, why=why)
    if invoice.credits_invoice:
        found = Gated(invoice, None, True, "A credit note goes with its invoice's order.")
    elif invoice.po_number:
        found = _numbered(invoice, client, snapshot, (book, later), day)
        if not found.passes and gives_way(invoice, found.order, day):
            other = _unnumbered(invoice, engagement, snapshot, book, day)
            found = other if other.gets_number else found
    else:
        found = _unnumbered(invoice, engagement, snapshot, book, day)
        if client.po_policy is not PoPolicy.REQUIRED and not found.gets_number:
            found = _without_orders(invoice, client)
    return found if has_payee(snapshot, client.client_id) else _without_payee(found, client)


def _without_payee(found: Gated, client: Client) -> Gated:
    """Keep an invoice back that nobody would get; the order that it waits for is named as well."""
    why = f"{client.name} has no registered finance contact to send it to."
    return replace(found, passes=False, why=why if found.passes else f"{found.why} {why}")


def _unlisted(invoice: Invoice, snapshot: Snapshot) -> str:
    if invoice.invoice_number not in snapshot.unlisted:
        return ""
    return f"{invoice.invoice_number} is not in the ledger folder any more."


def _without_orders(invoice: Invoice, client: Client) -> Gated:
    if client.po_policy is PoPolicy.NOT_USED:
        why = f"{client.name} needs no PO for it."
    else:
        why = f"{client.name} has not said that it needs a PO for it."
    return Gated(invoice, None, passes=True, why=why)


def _numbered(
    invoice: Invoice,
    client: Client,
    snapshot: Snapshot,
    standing: tuple[Mapping[OrderKey, Account], Collection[str]],
    day: date,
) -> Gated:
    """Judge an invoice by the number on it. `standing`: the accounts, and later drafts on them."""
    order = snapshot.order(client.client_id, invoice.po_number)
    if order is None:
        why = f"PO {invoice.po_number} is on it, and no such order is on file."
        return Gated(invoice, None, passes=False, why=why)
    accounts_, later = standing
    number = str(invoice.invoice_number)
    both = (order, blanket_of(order, snapshot))
    # The earlier due goes first: what comes after it reserves nothing yet.
    gone = {*later, number}
    book = {key_of(o): without(o, gone, snapshot, accounts_) for o in both if o}
    why = (
        refusal(book[key_of(order)], order, number, invoice.net, day)
        or _other_currency(invoice, client, order)
        or _other_work(invoice, order)
        or _beyond_parent(order, invoice, snapshot, book)
    )
    return Gated(invoice, order, passes=not why, why=why or f"PO {order.po_number} covers it.")


def _unnumbered(
    invoice: Invoice,
    engagement: Engagement,
    snapshot: Snapshot,
    book: Mapping[OrderKey, Account],
    day: date,
) -> Gated:
    if engagement.po_scope == "invoice":
        return Gated(invoice, None, passes=False, why="It needs a PO of its own, and has none.")
    client = snapshot.client[engagement.client_id]
    offered = _orders_for(invoice, engagement, snapshot)
    refused = {
        order.po_number: _why_not(invoice, engagement, order, snapshot, book, day)
        or _other_currency(invoice, client, order)
        or _beyond_parent(order, invoice, snapshot, book)
        for order in offered
    }
    fitting = _nearest(invoice, (order for order in offered if not refused[order.po_number]))
    if len(fitting) == 1:
        why = f"PO {fitting[0].po_number} covers it."
        return Gated(invoice, fitting[0], passes=True, why=why)
    if fitting:
        names = ", ".join(order.po_number for order in fitting)
        return Gated(invoice, None, passes=False, why=f"Several orders would cover it: {names}.")
    if not offered:
        why = f"No order for {engagement.title} ({engagement.engagement_id}) is on file."
        return Gated(invoice, None, passes=False, why=why)
    split = _together(invoice, offered, book, day)
    return Gated(invoice, None, False, " ".join(refused.values()), split)


def _orders_for(
    invoice: Invoice, engagement: Engagement, snapshot: Snapshot
) -> tuple[PurchaseOrder, ...]:
    """Return the orders for this work.

    A supplementary one pays for change requests alone, unless its order is below the work's value.
    """
    return tuple(
        order
        for order in snapshot.orders_of(engagement.client_id)
        if engagement.engagement_id in order.engagement_ids
        and (
            invoice.change_request_id
            or not is_addition(order)
            or fills_up(order, engagement, snapshot)
        )
    )


def _nearest(invoice: Invoice, orders: Iterable[PurchaseOrder]) -> tuple[PurchaseOrder, ...]:
    """Of orders that would all do, keep those made for it: a call-off, for a change an addition.

    The agreed work takes of an addition only what its own order does not have.
    """
    every = tuple(orders)
    if invoice.change_request_id is None:
        every = tuple(order for order in every if not is_addition(order)) or every
    return tuple(order for order in every if order.parent_po) or every


def _why_not(
    invoice: Invoice,
    engagement: Engagement,
    order: PurchaseOrder,
    snapshot: Snapshot,
    book: Mapping[OrderKey, Account],
    day: date,
) -> str:
    """Say why an order cannot take an invoice. A change request draws on what is left for it.

    What the agreed work still needs of its order is kept for it; an order without a sum is none
    for a change request, because nothing says that it was raised.
    """
    account, number = book[key_of(order)], str(invoice.invoice_number)
    if why := refusal(account, order, number, invoice.net, day):
        return why
    if invoice.change_request_id is None or is_addition(order):
        return ""
    if account.remaining is None or engagement.value is None:
        return f"Nothing says that PO {order.po_number} covers {invoice.change_request_id}."
    works = [snapshot.engagement.get(name) for name in order.engagement_ids]
    kept = sum((_kept(work, snapshot) for work in works if work), NOTHING)
    if invoice.net > account.remaining - kept:
        return (
            f"PO {order.po_number} has {account.remaining:,.2f} left, of which {kept:,.2f} are for "
            f"the agreed work; {number} for {invoice.change_request_id} needs {invoice.net:,.2f}."
        )
    return ""


def _kept(work: Engagement, snapshot: Snapshot) -> Decimal:
    """Return what agreed work still needs of its order, net; nothing once it is closed."""
    if work.value is None or work.status == "closed":
        return NOTHING
    return max(work.value - _billed(work, snapshot), NOTHING)


def _billed(engagement: Engagement, snapshot: Snapshot) -> Decimal:
    """Return what of the agreed work was invoiced or carries a number already, net."""
    return sum(
        (
            invoice.net
            for invoice in snapshot.invoices_of(engagement.engagement_id)
            if invoice.change_request_id is None
            and invoice.status is not InvoiceStatus.VOID
            and (invoice.po_number or (invoice.issued_on and not _is_ready(invoice)))
        ),
        NOTHING,
    )


def _together(
    invoice: Invoice,
    offered: Iterable[PurchaseOrder],
    book: Mapping[OrderKey, Account],
    day: date,
) -> tuple[PurchaseOrder, ...]:
    """Return the two usable orders that only together pay for an invoice; () if there are none."""
    usable = [
        (left, order)
        for order in offered
        if (left := book[key_of(order)].remaining) is not None
        and left > 0
        and not refusal(book[key_of(order)], order, "", NOTHING, day)
    ]
    usable.sort(key=lambda each: (-each[0], canonical(each[1].po_number)))
    two = usable[:2]
    if len(two) == 2 and sum((left for left, _ in two), NOTHING) >= invoice.net:
        return tuple(order for _, order in two)
    return ()


def _beyond_parent(
    order: PurchaseOrder, invoice: Invoice, snapshot: Snapshot, book: Mapping[OrderKey, Account]
) -> str:
    """Say why the order that an addition or a call-off belongs to lets it pay for nothing."""
    if why := cancelled_main(order, snapshot):
        return f"{why}."
    return beyond_blanket(order, invoice, snapshot, book)


def _other_currency(invoice: Invoice, client: Client, order: PurchaseOrder) -> str:
    wanted, has = invoice.currency or client.currency, order.currency or client.currency
    if not has or not wanted or has == wanted:
        return ""
    return f"PO {order.po_number} is in {has}, {invoice.invoice_number} in {wanted}."


def _other_work(invoice: Invoice, order: PurchaseOrder) -> str:
    if not order.engagement_ids or invoice.engagement_id in order.engagement_ids:
        return ""
    works = ", ".join(order.engagement_ids)
    return (
        f"PO {order.po_number} is for {works}, "
        f"{invoice.invoice_number} for {invoice.engagement_id}."
    )
