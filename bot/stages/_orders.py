"""What speaks against booking the orders of a mail, checked one by one; then the booking."""

import re
from collections.abc import Callable
from decimal import Decimal

from bot.domain.decision import Placement, Trust
from bot.domain.ledger import Client, InvoiceStatus
from bot.domain.message import Layer
from bot.domain.money import rounded
from bot.domain.purchase_order import canonical
from bot.domain.understanding import Intent, StatedOrder
from bot.stages._booking import (
    book,
    gross_rate,
    is_only_order,
    on_file,
    rivals,
)
from bot.stages._case import Asks, Case, Question, Ruling, ask, review
from bot.stages._enough import for_settled_invoice, pays_for_none, too_little, used_up
from bot.stages._known import (
    adds_up_not,
    closed_order,
    lowered,
    other_work,
    raised_to_what,
    raised_unsaid,
)
from bot.stages._names import is_incorporated, is_of_group, same_company
from bot.stages._parents import beyond_parent
from bot.stages._references import resolve
from bot.stages._withdrawn import taken_back_unsaid, withdrawn

Check = Callable[[Case, StatedOrder, Placement], Ruling | None]


def another_clients(case: Case, order: StatedOrder, placement: Placement) -> Ruling | None:
    """Review a number that another client uses."""
    del placement
    if on_file(case, order) or not case.snapshot.owners_of(order.po_number):
        return None
    return review(f"PO {order.po_number} is on file for another client.")


def another_supplier(case: Case, order: StatedOrder, placement: Placement) -> Ruling | None:
    """Review an order that is made out to somebody else."""
    del placement
    ours = (case.company.name, *case.company.aliases)
    seller = order.seller or _addressee(case, order)
    if not seller or any(same_company(seller, name) for name in ours):
        return None
    return review(f"PO {order.po_number} is made out to {seller!r}, not to {case.company.name}.")


def _addressee(case: Case, order: StatedOrder) -> str:
    """Return the one company in an order's address blocks that is not the client or its group."""
    if case.client is None:
        return ""
    others = {name for name in order.addressees if not is_of_group(name, case.client)}
    return others.pop() if len(others) == 1 else ""


def another_buyer(case: Case, order: StatedOrder, placement: Placement) -> Ruling | None:
    """Review an order that another company issues: one of our clients, or one that is none.

    A name that is nobody's counts only where it is a whole company's, and nothing else in the
    document is the client's.
    """
    del placement
    if not order.buyer or case.client is None or _is_called(case.client, order.buyer):
        return None
    others = (c.name for c in case.snapshot.clients if _is_called(c, order.buyer))
    other = next(others, "")
    if not other and is_incorporated(order.buyer) and not _is_named_in(order.words, case.client):
        other = order.buyer
    if other:
        return review(f"PO {order.po_number} is issued by {other}, not by {case.client.name}.")
    return None


def unknown_top_up(case: Case, order: StatedOrder, placement: Placement) -> Ruling | None:
    """Review a top-up of an order that is not on file."""
    del placement
    alone = Intent.PO_TOPUP in case.intents and Intent.PO_NEW not in case.intents
    if not alone or on_file(case, order):
        return None
    return review(f"PO {order.po_number} is to be raised, but no such order is on file.")


def broken_format(case: Case, order: StatedOrder, placement: Placement) -> Ruling | None:
    """Ask about a number that this client's orders cannot have."""
    del placement
    pattern = case.client.po_format if case.client else ""
    if not pattern or on_file(case, order):
        return None
    if _has_form(order.po_number, pattern):
        return None
    return ask(
        Question(Asks.FORMAT, order.po_number),
        f"{order.po_number!r} does not have the form of this client's PO numbers, {pattern}.",
    )


def unplaced(case: Case, order: StatedOrder, placement: Placement) -> Ruling | None:
    """Ask where an order belongs, if nothing says so."""
    del case
    if placement.engagements and not placement.choices:
        return None
    places = len(placement.choices)
    return ask(
        Question(Asks.WORK, order.po_number, placement.choices),
        f"PO {order.po_number} could be for {places} pieces of work, and nothing chooses."
        if places > 1
        else f"Nothing says what PO {order.po_number} is for.",
    )


def only_pictured(case: Case, order: StatedOrder, placement: Placement) -> Ruling | None:
    """Ask about a number that only OCR read, unless its picture holds what the ledger has too.

    That two readings agree on it is a condition of its being read at all, and `broken_format` has
    asked already where it cannot be one of the client's.
    """
    if not order.pictured or on_file(case, order):
        return None
    if _names_the_work(case, order, placement) or _states_its_sum(case, order, placement):
        return None
    return ask(
        Question(Asks.FORMAT, order.po_number),
        f"PO {order.po_number} was only read from a picture, and nothing beside it confirms it.",
    )


def _names_the_work(case: Case, order: StatedOrder, placement: Placement) -> bool:
    """Say whether the picture with the number names the work by one of our own numbers."""
    key = canonical(order.po_number)
    pictures = {
        c.origin.rpartition("#")[0]
        for c in case.understanding.candidates
        if c.accepted and c.layer is Layer.ATTACHMENT and canonical(c.number) == key
    }
    beside = (m for m in case.understanding.mentions if m.origin.rpartition("#")[0] in pictures)
    named = resolve(beside, case.standing.clients, case.snapshot).engagements
    return bool(set(named) & set(placement.engagements))


def _states_its_sum(case: Case, order: StatedOrder, placement: Placement) -> bool:
    """Say whether the sum beside the number is the work's: the order's own, never the mail's."""
    if order.amount is None:
        return False
    invoices = placement.invoices
    sums = {
        placement.expected,
        *(e.value for e in placement.engagements),
        *(i.net for i in invoices),
        sum((i.net for i in invoices), Decimal(0)) or None,
    } - {None}
    if order.net is False:
        rate = gross_rate(case, placement)
        sums = {rounded(amount * rate) for amount in sums if amount is not None}
    return order.amount in sums


def wrong_currency(case: Case, order: StatedOrder, placement: Placement) -> Ruling | None:
    """Review an order in another currency than the work's."""
    stated = order.currency or (case.understanding.facts.currency if is_only_order(case) else None)
    if not stated or not placement.currency or stated == placement.currency:
        return None
    return review(f"PO {order.po_number} is in {stated}, the work in {placement.currency}.")


def disputed_invoice(case: Case, order: StatedOrder, placement: Placement) -> Ruling | None:
    """Review an order that names an invoice in dispute: perhaps for want of this very number."""
    del case
    numbers = [i.invoice_number for i in placement.further if i.status is InvoiceStatus.DISPUTED]
    if not numbers:
        return None
    return review(f"PO {order.po_number} is for {', '.join(numbers)}, which is in dispute.")


def run_out(case: Case, order: StatedOrder, placement: Placement) -> Ruling | None:
    """Review an order whose period was over before this day."""
    del placement
    until = case.understanding.facts.valid_to if is_only_order(case) else None
    if until is None or until >= case.today:
        return None
    return review(f"PO {order.po_number} was valid to {until}, which is past.")


def other_number_there(case: Case, order: StatedOrder, placement: Placement) -> Ruling | None:
    """Review an order for an invoice that carries another number."""
    if len(case.placed) > 1:
        return None
    ids = {e.engagement_id for e in placement.engagements}
    key = canonical(order.po_number)
    for invoice in case.match.invoices:
        number = invoice.po_number
        if invoice.engagement_id in ids and number and canonical(number) != key:
            return review(f"Invoice {invoice.invoice_number} carries PO {number} already.")
    return None


def second_order(case: Case, order: StatedOrder, placement: Placement) -> Ruling | None:
    """Review a further order for work that has one, if nothing waits and nobody says why."""
    explained = {Intent.PO_SUPPLEMENT, Intent.PO_BLANKET}
    if withdrawn(case) or taken_back_unsaid(case):
        explained |= {Intent.PO_REPLACE, Intent.PO_CORRECTION}
    waiting = placement.invoices or placement.further or placement.change_requests
    if case.intents & explained or waiting or on_file(case, order):
        return None
    for engagement in placement.engagements:
        for known in rivals(case, order, engagement):
            return review(f"{engagement.engagement_id} has an open order already: {known}.")
    return None


CHECKS: tuple[Check, ...] = (
    another_clients,
    another_supplier,
    another_buyer,
    closed_order,
    other_work,
    raised_unsaid,
    unknown_top_up,
    wrong_currency,
    broken_format,
    unplaced,
    adds_up_not,
    raised_to_what,
    only_pictured,
    too_little,
    run_out,
    lowered,
    used_up,
    pays_for_none,
    for_settled_invoice,
    disputed_invoice,
    beyond_parent,
    other_number_there,
    second_order,
)
"""In this order, each for every order of the mail."""


def judge(case: Case) -> Ruling | None:
    """Judge a mail that gives orders; None for one that gives none."""
    if not case.placed:
        return None
    if case.client is None and not any(p.choices for _, p in case.placed):
        return review("No single client is meant.")
    for check in CHECKS:
        for order, placement in case.placed:
            if ruling := check(case, order, placement):
                return ruling
    return two_for_one(case) or portal_doubt(case) or doubtful(case) or book(case)


def doubtful(case: Case) -> Ruling | None:
    """Review an order that the mail or its document itself speaks against."""
    if case.understanding.doubts:
        return review(f"The mail speaks of {'; '.join(case.understanding.doubts)}.")
    apart = case.understanding.set_apart
    invoices = (i.invoice_number for _, p in case.placed for i in p.invoices)
    beside = [number for number in invoices if number in apart]
    if beside:
        return review(f"The mail says that {', '.join(beside)} waits for another order.")
    return None


def two_for_one(case: Case) -> Ruling | None:
    """Review two numbers for one invoice, or for one piece of work with nothing between them."""
    seen: dict[str, str] = {}
    for order, placement in case.placed:
        waiting = (*placement.invoices, *placement.further)
        things: list[str] = [str(i.invoice_number) for i in waiting]
        if not things and not placement.change_requests and not on_file(case, order):
            things = [str(e.engagement_id) for e in placement.engagements]
        for thing in things:
            other = seen.setdefault(thing, order.po_number)
            if canonical(other) != canonical(order.po_number):
                return review(f"PO {other} and PO {order.po_number} are both for {thing}.")
    return None


def portal_doubt(case: Case) -> Ruling | None:
    """Review a portal's notice that does not name exactly one client and one order."""
    if case.standing.trust is not Trust.PORTAL:
        return None
    if len(case.standing.clients) == 1 and len(case.placed) == 1:
        return None
    return review("The portal's mail does not name exactly one client and one order.")


def _has_form(number: str, pattern: str) -> bool:
    """Say whether a whole number has the form of its client's; a broken pattern excludes none."""
    try:
        form = re.compile(pattern, re.IGNORECASE)
    except re.error:
        return True
    return any(form.fullmatch(spelling) for spelling in (number, "".join(number.split())))


def _is_named_in(words: str, client: Client) -> bool:
    """Say whether a document names a client, or one of its domains."""
    return _is_called(client, words) or any(d.lower() in words for d in client.domains if d)


def _is_called(client: Client, name: str) -> bool:
    return any(same_company(name, known) for known in (client.name, *client.aliases))
