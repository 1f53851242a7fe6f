"""Mails that call off from a blanket order: the call-off is the order, the blanket its parent.

A call-off, or release, has a number of its own, or is printed as the blanket's number and a dash
("release 4700088-1"). Its sum is its own; what it may be is limited by what its blanket has left.
"""

from dataclasses import replace

from bot.domain.decision import Placement
from bot.domain.ledger import PurchaseOrder
from bot.domain.order_accounts import account_of
from bot.domain.purchase_order import OrderKind, canonical
from bot.domain.understanding import Intent, StatedOrder
from bot.stages._case import Case, Ruling, review

Placed = tuple[tuple[StatedOrder, Placement], ...]


def is_call_off(case: Case) -> bool:
    """Return whether the mail draws on a blanket order rather than opens one."""
    return Intent.PO_BLANKET in case.intents and Intent.PO_NEW not in case.intents


def called_off(case: Case) -> Case:
    """Return a mail's case with its call-offs alone as the orders that it gives.

    The blanket order that they are called off from is named with them, and changes in nothing.
    """
    blankets = _blankets(case)
    if not is_call_off(case) or not blankets:
        return case
    called = tuple(each for each in case.placed if each not in blankets)
    if called and all(_on_file(case, order) for order, _ in called):
        return case
    if not called:
        called = _released(case, *blankets[0]) if len(blankets) == 1 else ()
    elif len(called) == 1 and called[0][0].amount is None and len(blankets) == 1:
        ((order, placement),) = called
        said = blankets[0][0]
        own = replace(order, amount=said.amount, net=said.net, currency=said.currency)
        called = ((own, placement),)
    return _with(case, called) if called else case


def blanket_of(case: Case, order: StatedOrder) -> PurchaseOrder | None:
    """Return the blanket order that a mail's call-off names; None where it names no single one.

    One that is on file as a standard order is believed to be it where the mail gives its number.
    """
    if case.client is None or not is_call_off(case) or _on_file(case, order):
        return None
    every = case.understanding.candidates
    stem = canonical(order.po_number.rpartition("-")[0])
    named = {stem, *(canonical(c.number) for c in every)}
    given = {stem, *(canonical(c.number) for c in every if c.accepted)}
    orders = case.snapshot.orders_of(case.client.client_id)
    blankets = [
        o for o in orders if o.kind is OrderKind.BLANKET and canonical(o.po_number) in named
    ]
    found = blankets or [o for o in orders if _is_whole(o) and canonical(o.po_number) in given]
    return found[0] if len(found) == 1 else None


def beyond_blanket(case: Case, order: StatedOrder, placement: Placement) -> Ruling | None:
    """Review a call-off whose blanket order is closed, over, or has too little left."""
    del placement
    known = _on_file(case, order)
    if not is_call_off(case):
        return None
    blanket = known if known and known.kind is OrderKind.BLANKET else blanket_of(case, order)
    if blanket is None:
        return _of_a_call_off(case, order)
    name = f"PO {blanket.po_number}"
    called = "The release" if blanket is known else f"The call-off {order.po_number}"
    account = account_of(blanket, case.snapshot)
    if account.ended:
        return review(f"{called} is from {name}, which is {account.ended.value}.")
    if blanket.valid_to and blanket.valid_to < case.today:
        return review(f"{called} is from {name}, which was valid to {blanket.valid_to}.")
    amount = case.understanding.facts.amount if order.amount is None else order.amount
    if amount is None or account.remaining is None or amount <= account.remaining:
        return None
    return review(
        f"{called} is over {amount:,.2f}, and {name} has {account.remaining:,.2f} of "
        f"{account.authorised:,.2f} left."
    )


def _of_a_call_off(case: Case, order: StatedOrder) -> Ruling | None:
    """Review a call-off without a sum beside one on file, which the mail may take for its blanket.

    The mail's one sum could then be either's.
    """
    if _on_file(case, order) or order.amount is not None:
        return None
    others = (_on_file(case, other) for other, _ in case.placed)
    known = next((other for other in others if other and other.parent_po), None)
    if known is None:
        return None
    return review(
        f"The call-off {order.po_number} stands beside PO {known.po_number}, which is itself a "
        f"call-off of {known.parent_po}."
    )


def _released(case: Case, order: StatedOrder, placement: Placement) -> Placed:
    """Return the release that is printed as the blanket's number and a dash, as an order."""
    start = f"{canonical(order.po_number)}-"
    found = {
        canonical(c.number): c.number
        for c in case.understanding.candidates
        if canonical(c.number).startswith(start)
    }
    if len(found) != 1:
        return ()
    (number,) = found.values()
    return ((replace(order, po_number=number), replace(placement, po_number=number)),)


def _with(case: Case, placed: Placed) -> Case:
    orders, placements = tuple(o for o, _ in placed), tuple(p for _, p in placed)
    return replace(
        case,
        understanding=replace(case.understanding, orders=orders),
        match=replace(case.match, placements=placements),
    )


def _blankets(case: Case) -> Placed:
    """Return the orders of a mail that are called off from, as far as the ledger tells.

    Accounts keep blanket orders as standard ones, too: where the mail gives none that is on file
    as a blanket order, the one that has no parent is it.
    """
    known = [(each, on_file) for each in case.placed if (on_file := _on_file(case, each[0]))]
    blankets = tuple(each for each, on_file in known if on_file.kind is OrderKind.BLANKET)
    whole = tuple(each for each, on_file in known if _is_whole(on_file))
    return blankets or (whole if len(whole) == 1 else ())


def _is_whole(order: PurchaseOrder) -> bool:
    return order.kind is OrderKind.STANDARD and not order.parent_po


def _on_file(case: Case, order: StatedOrder) -> PurchaseOrder | None:
    return case.snapshot.order(case.client.client_id, order.po_number) if case.client else None
