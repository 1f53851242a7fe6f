"""Booking the orders of a mail: the changes to the ledger that they make."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from bot.domain.decision import (
    AssignOrder,
    Change,
    Placement,
    RaiseOrder,
    RecordOrder,
    Verdict,
)
from bot.domain.ledger import (
    Client,
    Engagement,
    InvoiceStatus,
    PoPolicy,
    PurchaseOrder,
)
from bot.domain.money import rounded
from bot.domain.purchase_order import OrderKind, OrderStatus, canonical
from bot.domain.understanding import Intent, StatedOrder
from bot.stages._additions import known_mains, named_mains
from bot.stages._call_offs import blanket_of, is_call_off
from bot.stages._case import Case, Ruling, nothing, review
from bot.stages._coverage import usable_orders
from bot.stages._fitting import used_of, waiting_on
from bot.stages._withdrawn import closings, corrected


def book(case: Case) -> Ruling:
    """Return the changes that the orders of a mail make; nothing, where all is on file."""
    client = case.client
    if client is None:
        return review("No single client is meant.")
    named, unnamed = closings(case), corrected(case)
    if isinstance(named, Ruling):
        return named
    if isinstance(unnamed, Ruling):
        return unnamed
    closed = (*named, *unnamed)
    changes: list[Change] = []
    reasons: list[str] = []
    shown: list[str] = []
    for order, placement in case.placed:
        fits, waits = paid_by(case, order, placement)
        changes += booking(case, client, order, fits)
        reasons.append(_booked(client, order, fits))
        shown += waits
    if not changes and not closed:
        numbers = ", ".join(order.po_number for order, _ in case.placed)
        return nothing(
            f"PO {numbers} is on file already, and nothing waits for it.", *_unreserved(case)
        )
    if client.po_policy is not PoPolicy.REQUIRED:
        reasons.append(f"{client.name} is on file as {client.po_policy.value} about POs.")
    return Ruling(Verdict.APPLY, (*reasons, *shown), (*changes, *closed), shown=tuple(shown))


def paid_by(
    case: Case, order: StatedOrder, placement: Placement
) -> tuple[Placement, tuple[str, ...]]:
    """Return a placement with those invoices that its order pays for, and why others wait on."""
    if case.client is None:
        return placement, ()
    known = on_file(case, order)
    total = new_total(case, order, known) if known else _net_amount(case, order, placement)
    if known and total is None:
        total = known.amount
    used = used_of(case.client.client_id, order.po_number, case.snapshot)
    left = None if total is None else total - used
    return waiting_on(placement, to_be(case, order, placement), left, case.snapshot, case.today)


def to_be(case: Case, order: StatedOrder, placement: Placement) -> PurchaseOrder:
    """Return an order as the mail leaves it, with its currency and period; its sum stays out."""
    if known := on_file(case, order):
        return replace(known, valid_to=new_end(case, known) or known.valid_to)
    facts = case.understanding.facts
    owners = (engagement.client_id for engagement in placement.engagements)
    return PurchaseOrder(
        po_number=order.po_number,
        client_id=next(owners, case.standing.clients[0]),
        currency=order.currency or placement.currency,
        valid_from=facts.valid_from if is_only_order(case) else None,
        valid_to=facts.valid_to if is_only_order(case) else None,
    )


def on_file(case: Case, order: StatedOrder) -> PurchaseOrder | None:
    """Return this client's order of that number, as the ledger has it."""
    return case.snapshot.order(case.client.client_id, order.po_number) if case.client else None


def stated_amount(case: Case, order: StatedOrder) -> tuple[Decimal | None, bool | None]:
    """Return the sum stated for an order, and whether it is net."""
    facts = case.understanding.facts
    if order.amount is None and is_only_order(case):
        return facts.amount, facts.net
    return order.amount, order.net


def new_total(case: Case, order: StatedOrder, known: PurchaseOrder) -> Decimal | None:
    """Return the net sum that an order on file is raised to; None if it stays."""
    amount, net = stated_amount(case, order)
    if amount is None or net is False or is_call_off(case):
        return None
    if known.kind is OrderKind.BLANKET and Intent.PO_TOPUP not in case.intents:
        return None
    return amount if known.amount is None or amount > known.amount else None


def new_end(case: Case, known: PurchaseOrder) -> date | None:
    """Return the last day that an order on file is extended to; None if its period stays.

    One that the ledger calls expired without saying since when is extended by any day to come.
    """
    until = case.understanding.facts.valid_to if is_only_order(case) else None
    if until is None or is_call_off(case):
        return None
    if known.valid_to is None:
        return until if known.status is OrderStatus.EXPIRED and until >= case.today else None
    return until if until > known.valid_to else None


def rivals(case: Case, order: StatedOrder, engagement: Engagement) -> tuple[str, ...]:
    """Return the orders that are open for this work in the same period."""
    key = canonical(order.po_number)
    starts = case.understanding.facts.valid_from if is_only_order(case) else None
    return tuple(
        known.po_number
        for known in usable_orders(engagement, case.snapshot, case.today)
        if canonical(known.po_number) != key
        and not (starts and known.valid_to and starts > known.valid_to)
    )


def gross_rate(case: Case, placement: Placement) -> Decimal:
    """Return gross over net of the work's invoices: 1.2 at 20 % tax; 1 where unknown."""
    invoices = placement.invoices or tuple(
        invoice
        for engagement in placement.engagements
        for invoice in case.snapshot.invoices_of(engagement.engagement_id)
        if invoice.status is not InvoiceStatus.VOID
    )
    net = sum((i.net for i in invoices), Decimal(0))
    gross = sum((i.gross for i in invoices), Decimal(0))
    return gross / net if net > 0 and gross > 0 else Decimal(1)


def is_only_order(case: Case) -> bool:
    """Return whether the mail gives just one order, so that its facts are that order's."""
    return len(case.placed) == 1


def booking(
    case: Case, client: Client, order: StatedOrder, placement: Placement
) -> tuple[Change, ...]:
    """Return what one order changes: its own entry, and the invoices that get its number."""
    known = on_file(case, order)
    entry = _raise(case, order, placement, known) if known else _record(case, order, placement)
    number = known.po_number if known else order.po_number
    assigned = (
        AssignOrder(client.client_id, number, invoice.invoice_number)
        for invoice in (*placement.invoices, *placement.further)
    )
    return (*((entry,) if entry else ()), *assigned)


def _record(case: Case, order: StatedOrder, placement: Placement) -> RecordOrder:
    facts = case.understanding.facts
    engagement = placement.engagements[0]
    kind = _kind(case, placement)
    return RecordOrder(
        client_id=engagement.client_id,
        po_number=order.po_number,
        order_kind=kind,
        engagement_ids=tuple(e.engagement_id for e in placement.engagements),
        amount=_net_amount(case, order, placement),
        currency=order.currency or placement.currency,
        valid_from=facts.valid_from if is_only_order(case) else None,
        valid_to=facts.valid_to if is_only_order(case) else None,
        parent_po=_parent(case, order, engagement, kind),
    )


def _raise(
    case: Case, order: StatedOrder, placement: Placement, known: PurchaseOrder
) -> RaiseOrder | None:
    """Return how an order on file grows: by sum, by period, or by work; None if it does not."""
    total = new_total(case, order, known)
    added = tuple(
        e.engagement_id
        for e in placement.engagements
        if e.engagement_id not in known.engagement_ids
    )
    longer = new_end(case, known)
    unsaid = Intent.PO_TOPUP in case.intents and stated_amount(case, order)[0] is None
    if total is None and not added and longer is None and not unsaid:
        return None
    return RaiseOrder(
        client_id=known.client_id,
        po_number=known.po_number,
        amount=total,
        revision=case.understanding.facts.revision or "",
        engagement_ids=added,
        valid_to=longer,
    )


def _kind(case: Case, placement: Placement) -> OrderKind:
    if Intent.PO_SUPPLEMENT in case.intents and (is_only_order(case) or placement.change_requests):
        return OrderKind.SUPPLEMENTARY
    if {Intent.PO_BLANKET, Intent.PO_NEW} <= case.intents:
        return OrderKind.BLANKET
    return OrderKind.STANDARD


def _parent(case: Case, order: StatedOrder, engagement: Engagement, kind: OrderKind) -> str:
    """Return the order that a supplement adds to, or that a call-off draws on."""
    if kind is OrderKind.BLANKET or (kind is OrderKind.STANDARD and not is_call_off(case)):
        return ""
    if named := blanket_of(case, order):
        return named.po_number
    if kind is OrderKind.SUPPLEMENTARY and named_mains(case, order):
        # Another order in its place would be a guess against the client's own words.
        return next(iter(known_mains(case, order)), "")
    blanket = kind is OrderKind.STANDARD
    for known in rivals(case, order, engagement):
        found = case.snapshot.order(engagement.client_id, known)
        if found and (found.kind is OrderKind.BLANKET) >= blanket and not found.parent_po:
            return found.po_number
    return ""


def _net_amount(case: Case, order: StatedOrder, placement: Placement) -> Decimal | None:
    amount, net = stated_amount(case, order)
    if amount is None or net is not False:
        return amount
    return rounded(amount / gross_rate(case, placement))


def _unreserved(case: Case) -> tuple[str, ...]:
    """Say that a release without a number of its own reserves nothing, with its sum."""
    amount = case.understanding.facts.amount
    if not is_call_off(case) or amount is None:
        return ()
    return (f"Its release over {amount:,.2f} has no number of its own: nothing is reserved.",)


def _booked(client: Client, order: StatedOrder, placement: Placement) -> str:
    works = ", ".join(f"{e.title} ({e.engagement_id})" for e in placement.engagements)
    every = (*placement.invoices, *placement.further)
    invoices = ", ".join(i.invoice_number for i in every)
    tail = f", on {invoices}" if invoices else ""
    return f"PO {order.po_number} of {client.name} is for {works}{tail}."
