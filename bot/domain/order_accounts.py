"""Every order of the ledger as an account: what it authorises, and what stands on it.

The ledger's rows say how things are; `bot.domain.order_book` keeps how they came to be so. Both
agree after every transaction, because the entries are the difference of two such accounts.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import TypeVar

from bot.domain.credits import OUT, gives_back
from bot.domain.ledger import ClientId, Invoice, InvoiceStatus, PurchaseOrder, Snapshot
from bot.domain.order_book import Account, Entry, OrderKey, moves
from bot.domain.purchase_order import OrderKind, OrderStatus, canonical

T = TypeVar("T")

ENDED = frozenset({OrderStatus.SUPERSEDED, OrderStatus.CANCELLED})


def key_of(order: PurchaseOrder) -> OrderKey:
    """Return the key of an order on file."""
    return OrderKey.of(order.client_id, order.po_number)


def accounts(snapshot: Snapshot, keys: Iterable[OrderKey] | None = None) -> dict[OrderKey, Account]:
    """Return the orders on file as accounts: those of these keys, or all."""
    wanted = None if keys is None else set(keys)
    orders = [o for o in snapshot.purchase_orders if wanted is None or key_of(o) in wanted]
    called = _called_off({order.client_id for order in orders}, snapshot)
    below = None if wanted is None else _with_call_offs(wanted, called)
    invoices = standing(snapshot, below)

    def account(order: PurchaseOrder, above: frozenset[OrderKey] = frozenset()) -> Account:
        key = key_of(order)
        # Orders that name one another as parents go round once, not for ever.
        taken = {
            canonical(each.po_number): call_off_takes(each, account(each, above | {key}))
            for each in called.get(key, ())
            if key_of(each) not in above
            and not differ(currency_of(each, snapshot), currency_of(order, snapshot))
        }
        return _account(order, invoices.get(key, ()), taken, snapshot)

    return {key_of(order): account(order) for order in orders}


def account_of(order: PurchaseOrder, snapshot: Snapshot) -> Account:
    """Return one order on file as an account."""
    key = key_of(order)
    return accounts(snapshot, (key,))[key]


def currency_of(order: PurchaseOrder, snapshot: Snapshot) -> str:
    """Return the currency of an order's sum, ISO 4217: its own, else its client's; "" for none."""
    client = snapshot.client.get(order.client_id)
    return order.currency or (client.currency if client else "")


def differ(one: str, other: str) -> bool:
    """Return whether two currencies are known, and not the same."""
    return bool(one and other) and one != other


def is_call_off(order: PurchaseOrder) -> bool:
    """Return whether an order takes from another, which it names as its parent.

    Of what kind the parent is on file does not matter: accounts keep blanket orders as standard
    ones, too. An order that names itself takes from none.
    """
    return (
        bool(order.parent_po)
        and order.kind is OrderKind.STANDARD
        and canonical(order.parent_po) != canonical(order.po_number)
    )


def blanket_of(order: PurchaseOrder, snapshot: Snapshot) -> PurchaseOrder | None:
    """Return the order that a call-off takes from; None for any other order."""
    return snapshot.order(order.client_id, order.parent_po) if is_call_off(order) else None


def call_off_takes(call_off: PurchaseOrder, stands: Account) -> Decimal:
    """Return what a call-off takes of its blanket order, net.

    Its sum, or what stands on it where it states none or is overdrawn. Of one that was cancelled
    or replaced only what was invoiced on it stays taken.
    """
    if call_off.status in ENDED:
        return stands.invoiced
    return max(call_off.amount or Decimal(0), stands.invoiced + stands.reserved)


def _account(
    order: PurchaseOrder,
    invoices: Iterable[Invoice],
    call_offs: Mapping[str, Decimal],
    snapshot: Snapshot,
) -> Account:
    currency = currency_of(order, snapshot)
    drawn: dict[str, Decimal] = {}
    committed: dict[str, Decimal] = {}
    for invoice in invoices:
        net = _effect(invoice, currency, snapshot)
        if net is not None:
            (drawn if invoice.status in OUT else committed)[str(invoice.invoice_number)] = net
    return Account(
        authorised=order.amount,
        currency=currency,
        valid_from=order.valid_from,
        valid_to=order.valid_to,
        drawn=drawn,
        committed=committed | {number: net for number, net in call_offs.items() if net},
        ended=order.status if order.status is not OrderStatus.OPEN else None,
        is_known=True,
    )


def _effect(invoice: Invoice, currency: str, snapshot: Snapshot) -> Decimal | None:
    """Return what an invoice or credit note draws on an order, net; None for nothing at all.

    Sums in another currency than the order's are never added up with it.
    """
    client = snapshot.client_of(invoice)
    own = invoice.currency or (client.currency if client else "")
    if differ(own, currency):
        return None
    if invoice.credits_invoice:
        return gives_back(invoice, snapshot) or None
    return invoice.net if invoice.net >= 0 else None


def order_number_of(invoice: Invoice, snapshot: Snapshot) -> str:
    """Return the number of the order that an invoice stands on; a credit note's is its invoice's.

    "" for none, and for a void invoice.
    """
    if invoice.status is InvoiceStatus.VOID:
        return ""
    if not invoice.credits_invoice:
        return invoice.po_number
    credited = snapshot.invoice.get(invoice.credits_invoice)
    return credited.po_number if credited else ""


def touched(before: Snapshot, after: Snapshot) -> frozenset[OrderKey]:
    """Return the orders that two states of the ledger may have in different standing."""
    orders = differing(before.purchase_orders, after.purchase_orders)
    moved = {client.client_id for client in differing(before.clients, after.clients)}
    works = {work.engagement_id for work in differing(before.engagements, after.engagements)}
    names = {
        name
        for invoice in differing(before.invoices, after.invoices)
        for name in (invoice.invoice_number, invoice.credits_invoice)
        if name
    }
    keys = {key_of(order) for order in orders}
    keys |= {OrderKey.of(order.client_id, order.parent_po) for order in orders if order.parent_po}
    for snapshot in (before, after):
        keys |= {key_of(order) for client_id in moved for order in snapshot.orders_of(client_id)}
        for invoice in snapshot.invoices:
            is_named = invoice.invoice_number in names or invoice.credits_invoice in names
            if is_named or invoice.engagement_id in works:
                keys |= _keys_of(invoice, snapshot)
    return frozenset(keys | _parents(keys, before) | _parents(keys, after))


def _parents(keys: Collection[OrderKey], snapshot: Snapshot) -> set[OrderKey]:
    """Return the orders that those of these keys take from: what stands on one stands on all."""
    found, new = set(keys), set(keys)
    while new:
        new = {
            OrderKey.of(order.client_id, order.parent_po)
            for client_id in {key.client_id for key in new}
            for order in snapshot.orders_of(client_id)
            if order.parent_po and key_of(order) in new
        } - found
        found |= new
    return found


def entries(before: Snapshot, after: Snapshot, on: date) -> tuple[Entry, ...]:
    """Return what the book says of the way from one state of the ledger to another."""
    keys = touched(before, after)
    old, new = accounts(before, keys), accounts(after, keys)
    return tuple(
        entry
        for key in sorted(keys)
        if key in new
        for entry in moves(key, old.get(key, Account()), new[key], on)
    )


def standing(
    snapshot: Snapshot, wanted: Collection[OrderKey] | None
) -> dict[OrderKey, list[Invoice]]:
    """Return the invoices and credit notes that carry the numbers of orders, whatever they draw."""
    found: dict[OrderKey, list[Invoice]] = {}
    clients = None if wanted is None else {key.client_id for key in wanted}
    for invoice in snapshot.invoices:
        engagement = snapshot.engagement.get(invoice.engagement_id)
        if engagement is None or (clients is not None and engagement.client_id not in clients):
            continue
        for key in _keys_of(invoice, snapshot):
            if wanted is None or key in wanted:
                found.setdefault(key, []).append(invoice)
    return found


def _keys_of(invoice: Invoice, snapshot: Snapshot) -> set[OrderKey]:
    number = order_number_of(invoice, snapshot)
    engagement = snapshot.engagement.get(invoice.engagement_id)
    return {OrderKey.of(engagement.client_id, number)} if number and engagement else set()


def _called_off(
    clients: Iterable[ClientId], snapshot: Snapshot
) -> dict[OrderKey, list[PurchaseOrder]]:
    """Return the call-offs of these clients' orders by the order that they take from."""
    found: dict[OrderKey, list[PurchaseOrder]] = {}
    for client_id in clients:
        for order in snapshot.orders_of(client_id):
            if is_call_off(order):
                found.setdefault(OrderKey.of(client_id, order.parent_po), []).append(order)
    return found


def _with_call_offs(
    keys: Collection[OrderKey], called: Mapping[OrderKey, Iterable[PurchaseOrder]]
) -> set[OrderKey]:
    """Return keys with those of all that takes from them, call-offs of call-offs too."""
    found, new = set(keys), set(keys)
    while new:
        new = {key_of(each) for key in new for each in called.get(key, ())} - found
        found |= new
    return found


def differing(before: tuple[T, ...], after: tuple[T, ...]) -> tuple[T, ...]:
    """Return the rows that only one of two states holds. A row that stays is the same object."""
    if before is after:
        return ()
    # In a ledger of ten thousand rows this is most of a booking's work: what C can do, C does.
    moved = set(map(id, before)).symmetric_difference(map(id, after))
    return tuple(one for one in (*before, *after) if id(one) in moved) if moved else ()
