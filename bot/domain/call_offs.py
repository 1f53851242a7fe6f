"""Call-offs of a blanket order: what an invoice on one needs of both. Sums are net.

A call-off has no authority of its own: what is invoiced on it must fit its blanket order, too,
which must be open and in the same currency.
"""

from collections.abc import Collection, Mapping, MutableMapping
from dataclasses import replace
from decimal import Decimal

from bot.domain.ledger import Invoice, PurchaseOrder, Snapshot
from bot.domain.order_accounts import (
    ENDED,
    blanket_of,
    call_off_takes,
    currency_of,
    differ,
    is_call_off,
    key_of,
)
from bot.domain.order_book import Account, OrderKey
from bot.domain.purchase_order import canonical


def closed_blanket(order: PurchaseOrder, snapshot: Snapshot) -> str:
    """Say, as a clause, why a call-off's blanket order gives it no authority; "" if it does."""
    blanket = blanket_of(order, snapshot)
    if blanket is None:
        return ""
    what = f"PO {order.po_number} is a call-off of {blanket.po_number}, which is"
    if blanket.status in ENDED:
        return f"{what} {blanket.status}"
    if above := blanket_of(blanket, snapshot):
        return f"{what} itself a call-off of {above.po_number}"
    own, its = currency_of(order, snapshot), currency_of(blanket, snapshot)
    return f"{what} in {its}, not {own}" if differ(own, its) else ""


def beyond_blanket(
    order: PurchaseOrder, invoice: Invoice, snapshot: Snapshot, book: Mapping[OrderKey, Account]
) -> str:
    """Say why an invoice on a call-off goes beyond its blanket order, with the figures, or ""."""
    if why := closed_blanket(order, snapshot):
        return f"{why}."
    blanket = blanket_of(order, snapshot)
    if blanket is None:
        return ""
    own, its = book[key_of(order)], book[key_of(blanket)]
    # What the call-off holds of its blanket order is free for its own invoices.
    left = left_for(order, snapshot, book)
    if left is None:
        return ""
    standing = {**own.committed, **own.drawn}
    standing.pop(str(invoice.invoice_number), None)
    left -= sum(standing.values(), Decimal(0))
    if invoice.net <= left:
        return ""
    return (
        f"PO {order.po_number} is a call-off of {blanket.po_number}, which has {left:,.2f} of "
        f"{its.authorised:,.2f} left for it, {invoice.invoice_number} needs {invoice.net:,.2f}."
    )


def left_for(
    order: PurchaseOrder, snapshot: Snapshot, book: Mapping[OrderKey, Account]
) -> Decimal | None:
    """Return what a call-off may be invoiced for as a whole, net, as its blanket order stands.

    None where nothing limits it: the order is no call-off, or its blanket order states no sum.
    """
    blanket = blanket_of(order, snapshot)
    its = book.get(key_of(blanket)) if blanket else None
    if its is None or its.remaining is None:
        return None
    return its.remaining + its.committed.get(canonical(order.po_number), Decimal(0))


def without(
    order: PurchaseOrder,
    documents: Collection[str],
    snapshot: Snapshot,
    book: Mapping[OrderKey, Account],
) -> Account:
    """Return an order's account without what some documents reserve on it, or on its call-offs.

    A call-off without a sum holds of its blanket order what stands on it, and no more.
    """
    account = book[key_of(order)]
    kept = {number: net for number, net in account.committed.items() if number not in documents}
    for each in snapshot.orders_of(order.client_id):
        if not is_call_off(each) or canonical(each.parent_po) != key_of(order).number:
            continue
        number, own = canonical(each.po_number), book.get(key_of(each))
        if number in kept and own is not None:
            free = {name: net for name, net in own.committed.items() if name not in documents}
            kept[number] = call_off_takes(each, replace(own, committed=free))
    return replace(account, committed=kept)


def commit(
    book: MutableMapping[OrderKey, Account],
    order: PurchaseOrder,
    invoice: Invoice,
    snapshot: Snapshot,
) -> None:
    """Reserve an invoice on an order in `book`, and on the blanket order of a call-off."""
    key, number = key_of(order), str(invoice.invoice_number)
    own = book[key] = replace(book[key], committed={**book[key].committed, number: invoice.net})
    blanket = blanket_of(order, snapshot)
    if blanket is not None and not closed_blanket(order, snapshot):
        its = book[key_of(blanket)]
        taken = {**its.committed, canonical(order.po_number): call_off_takes(order, own)}
        book[key_of(blanket)] = replace(its, committed=taken)
