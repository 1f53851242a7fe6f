"""What a mail that a person looks at would change, had they accepted what speaks against it.

The orders of the mail, its client and its work are those that `match` found; the checks that ask a
person are passed, and everything else is booked as a mail of that sender would. What cannot be
booked even so gives an obstacle, with what can be done instead.
"""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from bot.domain.company import Company
from bot.domain.decision import (
    AssignOrder,
    Change,
    CloseOrder,
    Letter,
    Match,
    Placement,
    RaiseOrder,
    RecordOrder,
    Reply,
    Screening,
    SetPoPolicy,
    Standing,
    Trust,
    Verdict,
)
from bot.domain.ledger import (
    Client,
    ClientId,
    Engagement,
    EngagementId,
    Invoice,
    PurchaseOrder,
    Snapshot,
)
from bot.domain.message import Message
from bot.domain.proposal import Choice, Proposal
from bot.domain.purchase_order import OrderKind, OrderStatus, canonical
from bot.domain.understanding import StatedOrder, Understanding
from bot.stages._booking import booking, is_only_order, new_end, on_file, stated_amount, to_be
from bot.stages._call_offs import called_off, is_call_off
from bot.stages._case import Case, Ruling
from bot.stages._coverage import invoices_on, needs_order, waiting
from bot.stages._fitting import by_due_date, fitting, only, other_currency, unfit, used_of
from bot.stages._known import without_total
from bot.stages._letters import letters
from bot.stages._mails import besides, policy_wanted
from bot.stages._orders import two_for_one
from bot.stages._withdrawn import sent_invoices_on, superseded, taken_back_unsaid, withdrawn

_CLOSED = {OrderStatus.CANCELLED, OrderStatus.SUPERSEDED, OrderStatus.EXPIRED}
_NEVER = {
    Trust.FORGED: "our mail host says that the sender is not who the mail claims",
    Trust.LOOKALIKE: "the sender's address only looks like a registered one",
}

Placed = tuple[StatedOrder, Placement]


def propose(  # noqa: PLR0913, PLR0917 - the facts of a case, each from its own step
    message: Message,
    screening: Screening,
    standing: Standing,
    understanding: Understanding,
    match: Match,
    snapshot: Snapshot,
    company: Company,
    today: date,
    choice: Choice | None = None,
    *,
    answered: bool = True,
    given_before: tuple[str, ...] = (),
) -> Proposal:
    """Return what approving a mail would do.

    Args:
        message: the mail.
        screening: whether it may be answered.
        standing: how far its sender is believed.
        understanding: what it says; with a choice, as `chosen` has it.
        match: what in the ledger it is about.
        snapshot: the ledger.
        company: our own names.
        today: decides which orders on file have run out.
        choice: where a person says that its order belongs; None where nobody did.
        answered: whether the mail was young enough to be answered when it came.
        given_before: the numbers of the orders that this sender's mail before gave.
    """
    stated = Case(message, screening, standing, understanding, match, snapshot, company, today)
    case = called_off(replace(stated, given_before=given_before))
    proposal = _proposed(case, choice)
    if proposal.obstacle:
        return replace(proposal, engagements=_where(case))
    return proposal if answered else replace(proposal, letters=())


def chosen(understanding: Understanding, choice: Choice) -> Understanding:
    """Return what a mail says, of its orders only the one whose number a person named."""
    if not choice.po_number:
        return understanding
    key = canonical(choice.po_number)
    given = tuple(o for o in understanding.orders if canonical(o.po_number) == key)
    return replace(understanding, orders=given[:1] or (StatedOrder(po_number=choice.po_number),))


def speaking_for(standing: Standing, client_id: ClientId) -> Standing:
    """Return a sender's standing for the client that a person chose.

    Who does not speak for that client is booked by the person's word, and told nothing of it.
    """
    if client_id in standing.clients or not standing.trust.answerable or standing.carrier:
        return replace(standing, clients=(client_id,))
    return Standing(Trust.UNKNOWN, (client_id,), reasons=standing.reasons)


def by_hand(choice: Choice, snapshot: Snapshot) -> Proposal:
    """Return what an order changes of which a person names number and work, and no mail more."""
    if not choice.po_number:
        return Proposal(obstacle="Its mail cannot be read: name the number as well.")
    work = snapshot.engagement[choice.engagement]
    known = snapshot.order(work.client_id, choice.po_number)
    if known and known.status in _CLOSED:
        return Proposal(obstacle=_closed(known))
    number = known.po_number if known else choice.po_number
    entry: RecordOrder | RaiseOrder | None = None
    if known is None:
        entry = RecordOrder(work.client_id, number, OrderKind.STANDARD, (work.engagement_id,))
    elif work.engagement_id not in known.engagement_ids:
        entry = RaiseOrder(work.client_id, number, None, engagement_ids=(work.engagement_id,))
    left = known.amount if known else None
    if known and left is not None:
        left -= used_of(work.client_id, number, snapshot)
    new = known or PurchaseOrder(number, work.client_id, currency=work.currency)
    able = (i for i in waiting(work, snapshot) if not other_currency(i, new, snapshot))
    due = sorted(able, key=by_due_date(snapshot))
    assigned = (AssignOrder(work.client_id, number, i.invoice_number) for i in fitting(due, left))
    changes = (*((entry,) if entry else ()), *assigned)
    return Proposal(changes) if changes else Proposal(obstacle=f"PO {number} is on file already.")


def _proposed(case: Case, choice: Choice | None) -> Proposal:
    if choice is None and (why := _NEVER.get(case.standing.trust)):
        return Proposal(obstacle=f"It cannot be approved: {why}. Ask the client by telephone.")
    if case.client is None:
        return Proposal(obstacle="No single client is meant.")
    if choice and len(case.placed) > 1:
        numbers = ", ".join(order.po_number for order, _ in case.placed)
        return Proposal(obstacle=f"The mail gives several orders, {numbers}: name the one meant.")
    if case.placed:
        return _with_orders(case, case.client)
    return _without_orders(case, case.client)


def _with_orders(case: Case, client: Client) -> Proposal:
    if unread := case.understanding.unread_sums:
        said = "; ".join(unread)  # An order without a sum would authorise any.
        return Proposal(obstacle=f"It states {said}. Put the order into the ledger folder.")
    for check in (_unplaced, _on_file_closed, without_total, _below_use):
        for order, placement in case.placed:
            if why := check(case, order, placement):
                return Proposal(obstacle=why)
    if ruling := two_for_one(case):
        return Proposal(obstacle=f"{ruling.reasons[0]} Choose the one that is meant.")
    bare, leaves = _adjusted(case)
    changes = [
        change
        for order, placement in bare.placed
        for change in _lowered(bare, order, booking(bare, client, order, placement))
    ]
    closed, kept = _closings(bare)
    if not changes and not closed:
        return Proposal(obstacle="All that it gives is on file already.", leaves=leaves)
    every = (*changes, *closed, *besides(bare))
    return Proposal(every, _confirmation(bare, every), leaves=(*leaves, *kept))


def _without_orders(case: Case, client: Client) -> Proposal:
    wanted = policy_wanted(case)
    if wanted and wanted is not client.po_policy:
        changes: tuple[Change, ...] = (SetPoPolicy(client.client_id, wanted),)
        return Proposal(changes, _confirmation(case, changes))
    closed, kept = _closings(case)
    if closed:
        return Proposal(closed, leaves=kept)
    return Proposal(obstacle="The mail gives nothing that could be booked.", leaves=kept)


# --- what stands in the way, whoever accepts it --------------------------------------------------


def _unplaced(case: Case, order: StatedOrder, placement: Placement) -> str:
    del case
    if not placement.engagements:
        return f"Nothing says what PO {order.po_number} is for."
    if placement.choices:
        numbers = ", ".join(i.invoice_number for c in placement.choices for i in c.invoices)
        return f"PO {order.po_number} could be for one of several invoices: {numbers}."
    return ""


def _on_file_closed(case: Case, order: StatedOrder, placement: Placement) -> str:
    del placement
    known = on_file(case, order)
    if known is None or known.status not in _CLOSED:
        return ""
    extended = known.status is OrderStatus.EXPIRED and (new_end(case, known) or date.min)
    return "" if extended and extended >= case.today else _closed(known)


def _below_use(case: Case, order: StatedOrder, placement: Placement) -> str:
    del placement
    known, lower = on_file(case, order), _lower_total(case, order)
    if known is None or lower is None:
        return ""
    used = used_of(known.client_id, known.po_number, case.snapshot)
    if lower >= used:
        return ""
    return f"PO {known.po_number} cannot fall to {lower:,.2f}: {used:,.2f} stand on it."


def _closed(known: PurchaseOrder) -> str:
    return (
        f"PO {known.po_number} is on file as {known.status.value}: only the ledger folder opens it."
    )


# --- what is booked, and what stays as it is -----------------------------------------------------


def _adjusted(case: Case) -> tuple[Case, tuple[str, ...]]:
    """Return the case with those invoices alone that the orders can pay for, and why not others."""
    placed: list[Placed] = []
    leaves: list[str] = []
    for order, placement in case.placed:
        stated = _in_its_currency(case, order)
        kept: list[Invoice] = []
        every = (*placement.invoices, *placement.further)
        for invoice in sorted(every, key=by_due_date(case.snapshot)):
            if why := _why_not(case, stated, placement, invoice, kept):
                leaves.append(f"{invoice.invoice_number} stays as it is: {why}.")
            else:
                kept.append(invoice)
        placed.append((stated, only(placement, kept)))
    orders, placements = tuple(o for o, _ in placed), tuple(p for _, p in placed)
    understanding = replace(case.understanding, orders=orders)
    match = replace(case.match, placements=placements)
    return replace(case, understanding=understanding, match=match), tuple(leaves)


def _in_its_currency(case: Case, order: StatedOrder) -> StatedOrder:
    currency = order.currency or (case.understanding.facts.currency if is_only_order(case) else "")
    return replace(order, currency=currency or None)


def _why_not(
    case: Case, order: StatedOrder, placement: Placement, invoice: Invoice, kept: list[Invoice]
) -> str:
    """Say why an invoice does not get this order's number, or ""."""
    if invoice.invoice_number in case.understanding.set_apart:
        return "the mail says that it waits for another order"
    if order.currency and invoice.currency and order.currency != invoice.currency:
        return f"it is in {invoice.currency}, PO {order.po_number} in {order.currency}"
    if why := unfit(invoice, to_be(case, order, placement), case.snapshot, case.today):
        return f"PO {order.po_number} {why}"
    left = _left(case, order, placement)
    drawn = sum((each.net for each in kept), Decimal(0))
    if left is not None and drawn + invoice.net > left:
        return f"its {invoice.net:,.2f} net do not fit into the {left - drawn:,.2f} left"
    return ""


def _left(case: Case, order: StatedOrder, placement: Placement) -> Decimal | None:
    """Return the net sum that an order leaves for its invoices; None where it has none."""
    known = on_file(case, order)
    booked = booking(case, case.client, order, placement) if case.client else ()
    stated = next((c.amount for c in booked if isinstance(c, RecordOrder | RaiseOrder)), None)
    lower = _lower_total(case, order)
    total = lower if lower is not None else stated
    if total is None and known:
        total = known.amount
    return (
        None
        if total is None
        else total
        - (used_of(known.client_id, known.po_number, case.snapshot) if known else Decimal(0))
    )


def _lower_total(case: Case, order: StatedOrder) -> Decimal | None:
    """Return the net sum that an order on file falls to; None where it does not fall."""
    known = on_file(case, order)
    amount, net = stated_amount(case, order)
    if known is None or known.amount is None or amount is None or net is False or is_call_off(case):
        return None
    return amount if amount < known.amount and known.kind is not OrderKind.BLANKET else None


def _lowered(case: Case, order: StatedOrder, booked: tuple[Change, ...]) -> tuple[Change, ...]:
    """Return what an order changes, with its sum lowered in the same step where it falls."""
    known, lower = on_file(case, order), _lower_total(case, order)
    if known is None or lower is None:
        return booked
    entry = next((c for c in booked if isinstance(c, RaiseOrder)), None)
    fallen = replace(entry or RaiseOrder(known.client_id, known.po_number, None), amount=lower)
    return (fallen, *(c for c in booked if c is not entry))


def _closings(case: Case) -> tuple[tuple[CloseOrder, ...], tuple[str, ...]]:
    """Return the orders that the mail withdraws, and on which invoices their numbers stay."""
    closed: list[CloseOrder] = []
    kept: list[str] = []
    for old, successor in withdrawn(case):
        known = case.snapshot.order(case.client.client_id, old) if case.client else None
        if known is None or known.status in {OrderStatus.CANCELLED, OrderStatus.SUPERSEDED}:
            continue
        status = OrderStatus.SUPERSEDED if successor else OrderStatus.CANCELLED
        closed.append(CloseOrder(known.client_id, known.po_number, status.value, successor))
        kept += (
            f"{i.invoice_number} keeps PO {known.po_number}."
            for i in invoices_on(known, case.snapshot)
        )
    for known in taken_back_unsaid(case):
        closed.append(superseded(case, known))
        kept += (
            f"{i.invoice_number} keeps PO {known.po_number}."
            for i in sent_invoices_on(known, case.snapshot)
        )
    return tuple(closed), tuple(kept)


def _confirmation(case: Case, changes: tuple[Change, ...]) -> tuple[Letter, ...]:
    """Return the letter that an order of this sender gets, said once however often it is asked."""
    if not case.answerable:
        return ()
    ruling = Ruling(Verdict.APPLY, (), changes)
    key = f"approved:{case.message.content_key}"
    return tuple(
        replace(letter, idem_key=key) for letter in letters(case, ruling, Reply.CONFIRMATION)
    )


def _where(case: Case) -> tuple[EngagementId, ...]:
    """Return the engagements to choose from: those found, else what the clients' orders lack."""
    found = (c.engagement for p in case.match.placements for c in p.choices)
    clients = (case.client.client_id,) if case.client else case.standing.clients
    pool: tuple[Engagement, ...] = tuple(
        e for client_id in clients for e in case.snapshot.engagements_of(client_id)
    )
    lacking = (e for e in pool if needs_order(e, case.snapshot, case.today))
    choices = tuple(found) or tuple(lacking) or case.match.engagements
    return tuple(dict.fromkeys(e.engagement_id for e in choices))
