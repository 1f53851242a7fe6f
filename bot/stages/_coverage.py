"""What an order pays for, once its work is known: invoices, change requests, and the sum."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from bot.domain.ledger import (
    ChangeRequest,
    Engagement,
    Invoice,
    InvoiceStatus,
    PurchaseOrder,
    Snapshot,
)
from bot.domain.purchase_order import OrderStatus, canonical
from bot.domain.understanding import Intent
from bot.stages._references import Named
from bot.stages._titles import fold, named_in

ADDITIONS = frozenset({Intent.PO_SUPPLEMENT, Intent.PO_TOPUP})
"""Orders that pay for more than what was agreed at first."""


_NO_CHANGES = re.compile(
    r"\b(?:no|not|without|excl\w*|except|keine?|nicht|ohne|pas|sans|hors|sin|no para|senza|non|geen"
    r"|niet|zonder|sem|nao|inga|inte|utan|ingen|ikke|uden|uten|ei|ilman|bez|nie|ne|nem|fara|nu)\b"
    r"[^.;!?\n]{0,15}\b(?:changes?|change requests?|extras?|additions?|variations?|anderung\w*"
    r"|nachtrag\w*|mehrleistung\w*|zusatz\w*|evolutions?|avenants?|travaux supplementaires"
    r"|cambios?|ampliacion\w*|adicional\w*|varianti|modifiche|extra|meerwerk|wijziging\w*"
    r"|alterac\w*|andring\w*|tillag\w*|aendring\w*|tillaeg\w*|endring\w*|tillegg\w*"
    r"|muutok\w*|lisaty\w*|zmian\w*|zmen\w*|viceprac\w*|modificar\w*)\b"
)
"""How an order is said to be for what was agreed at first only: "monthly fees only, no extras"."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """What an order covers; `further` as in a placement.

    `expected` is net; None where the ledger does not say.
    """

    invoices: tuple[Invoice, ...]
    change_requests: tuple[ChangeRequest, ...]
    expected: Decimal | None
    choices: tuple[Invoice, ...] = ()
    further: tuple[Invoice, ...] = ()


@dataclass(frozen=True, slots=True)
class Ordered:
    """What coverage must know of an order.

    Attributes:
        amount: as stated; net unless the order says otherwise.
        words: what is said of it, for the titles of change requests.
        intents: of the mail.
        on_file: the ledger's order of the same number.
    """

    amount: Decimal | None
    words: str
    intents: frozenset[Intent]
    on_file: PurchaseOrder | None = None

    @property
    def addition(self) -> bool:
        """Return whether it pays for something on top."""
        return bool(self.intents & ADDITIONS)

    @property
    def call_off(self) -> bool:
        """Return whether it draws on a blanket order rather than opens one."""
        return Intent.PO_BLANKET in self.intents and Intent.PO_NEW not in self.intents

    @property
    def without_changes(self) -> bool:
        """Return whether the sender says that change requests are not paid on it."""
        return bool(_NO_CHANGES.search(fold(self.words)))

    @property
    def top_up(self) -> bool:
        """Return whether it raises an order under its old number."""
        return Intent.PO_TOPUP in self.intents


def waiting(engagement: Engagement, snapshot: Snapshot) -> tuple[Invoice, ...]:
    """Return the invoices of an engagement that wait for a PO number."""
    return tuple(
        invoice
        for invoice in snapshot.invoices_of(engagement.engagement_id)
        if invoice.status is InvoiceStatus.AWAITING_PO and not invoice.po_number
    )


def usable_orders(
    engagement: Engagement, snapshot: Snapshot, today: date
) -> tuple[PurchaseOrder, ...]:
    """Return the orders that the engagement can still be invoiced against."""
    return tuple(
        order
        for order in snapshot.orders_of(engagement.client_id)
        if engagement.engagement_id in order.engagement_ids
        and order.status is OrderStatus.OPEN
        and (order.valid_to is None or order.valid_to >= today)
    )


def needs_order(engagement: Engagement, snapshot: Snapshot, today: date) -> bool:
    """Return whether an order for this engagement is missing."""
    if waiting(engagement, snapshot):
        return True
    return engagement.status == "active" and not usable_orders(engagement, snapshot, today)


def invoices_on(order: PurchaseOrder, snapshot: Snapshot) -> tuple[Invoice, ...]:
    """Return the invoices of that client which carry this order's number, void ones left out."""
    key = canonical(order.po_number)
    return tuple(
        invoice
        for engagement in snapshot.engagements_of(order.client_id)
        for invoice in snapshot.invoices_of(engagement.engagement_id)
        if invoice.status is not InvoiceStatus.VOID and canonical(invoice.po_number) == key
    )


def cover(
    engagements: tuple[Engagement, ...], named: Named, order: Ordered, snapshot: Snapshot
) -> Coverage:
    """Say what an order for these engagements covers.

    Args:
        engagements: where it belongs.
        named: what the sender names, inside these engagements.
        order: what is said of it.
        snapshot: the ledger.
    """
    open_ = tuple(i for e in engagements for i in waiting(e, snapshot))
    further: tuple[Invoice, ...] = ()
    requests = _change_requests(engagements, named, order, open_, snapshot)
    if named.invoices:
        invoices = tuple(i for i in named.invoices if _may_get_number(i))
        further = _further(engagements, named)
    elif requests:
        ids = {request.change_request_id for request in requests}
        invoices = tuple(i for i in open_ if i.change_request_id in ids)
    elif any(e.po_scope == "invoice" for e in engagements):
        return _one_of(open_, order)
    elif order.addition and len(extra := _for_changes(open_)) > 1:
        return _one_of(extra, order)
    else:
        invoices = _affordable(open_, named, order)
    expected = _expected(engagements, named, order, requests, (*invoices, *further))
    return Coverage(invoices, requests, expected, further=further)


def _change_requests(
    engagements: tuple[Engagement, ...],
    named: Named,
    order: Ordered,
    open_: tuple[Invoice, ...],
    snapshot: Snapshot,
) -> tuple[ChangeRequest, ...]:
    """Return the change requests meant: named, described, of that amount, or the only one open."""
    if named.change_requests:
        return () if _pays_for_all(named, order) else named.change_requests
    ids = {engagement.engagement_id for engagement in engagements}
    requests = tuple(r for r in snapshot.change_requests if r.engagement_id in ids)
    waits = tuple(
        r for r in requests if any(i.change_request_id == r.change_request_id for i in open_)
    )
    if not order.addition:
        base = any(i.change_request_id is None for i in open_)
        return () if base or named.invoices else _of_amount(waits, order)
    titles = {request.change_request_id: request.title for request in requests}
    described = named_in(order.words, {str(key): title for key, title in titles.items()})
    if len(described) == 1:
        return tuple(r for r in requests if r.change_request_id == described[0])
    return _of_amount(requests, order) or (waits if len(waits) == 1 else ())


def _pays_for_all(named: Named, order: Ordered) -> bool:
    """Say whether an order that names the agreed work and its changes has the sum of both."""
    work = _sum(engagement.value for engagement in named.whole)
    changes = _sum(request.amount for request in named.change_requests)
    if work is None or changes is None or order.amount is None or order.addition:
        return False
    return order.amount >= work + changes


def _of_amount(requests: Iterable[ChangeRequest], order: Ordered) -> tuple[ChangeRequest, ...]:
    before = order.on_file.amount if order.top_up and order.on_file else None
    added = order.amount - before if order.amount is not None and before is not None else None
    hits = tuple(r for r in requests if r.amount is not None and r.amount in {order.amount, added})
    return hits if len(hits) == 1 else ()


def _may_get_number(invoice: Invoice) -> bool:
    return not invoice.po_number and invoice.status in {
        InvoiceStatus.AWAITING_PO,
        InvoiceStatus.ISSUED,
    }


def _further(engagements: tuple[Engagement, ...], named: Named) -> tuple[Invoice, ...]:
    """Return the named invoices that get the number otherwise: see `Placement.further`."""
    own = {e.engagement_id for e in engagements if e.po_scope == "invoice"}
    return tuple(
        i
        for i in named.invoices
        if not i.po_number
        and (
            i.status is InvoiceStatus.DISPUTED
            or (i.status is InvoiceStatus.DRAFT and i.engagement_id in own)
        )
    )


def _for_changes(open_: tuple[Invoice, ...]) -> tuple[Invoice, ...]:
    return tuple(i for i in open_ if i.change_request_id)


def _one_of(open_: tuple[Invoice, ...], order: Ordered) -> Coverage:
    """Return the one invoice that the order is for, or those to choose from."""
    fits = tuple(i for i in open_ if order.amount in {i.net, i.gross})
    chosen = fits if len(fits) == 1 else open_
    if len(chosen) > 1:
        return Coverage((), (), None, choices=chosen)
    return Coverage(chosen, (), chosen[0].net if chosen else None)


def _affordable(open_: tuple[Invoice, ...], named: Named, order: Ordered) -> tuple[Invoice, ...]:
    """Return the waiting invoices that the order is for.

    A quote or Statement of Work does not include change requests; nor does an order whose sum
    covers the agreed work only.
    """
    base = tuple(i for i in open_ if i.change_request_id is None)
    if order.without_changes:
        return base
    if not base:
        return () if named.whole else open_
    if named.whole:
        return open_ if _pays_for_all(named, order) else base
    total = sum((i.net for i in open_), Decimal(0))
    return open_ if order.amount is None or order.amount >= total else base


def _expected(
    engagements: tuple[Engagement, ...],
    named: Named,
    order: Ordered,
    requests: tuple[ChangeRequest, ...],
    invoices: tuple[Invoice, ...],
) -> Decimal | None:
    """Return the net sum the order must cover: quote, SOW or change request; invoices; waiting."""
    before = order.on_file.amount if order.top_up and order.on_file else None
    by_invoice = named.invoices and any(e.po_scope == "invoice" for e in engagements)
    if requests and (added := _sum(request.amount for request in requests)) is not None:
        return added + (before or Decimal(0))
    if named.whole and not order.call_off and not order.addition and not by_invoice:
        return _sum(engagement.value for engagement in named.whole)
    if invoices:
        return sum((i.net for i in invoices), Decimal(0))
    return None


def _sum(amounts: Iterable[Decimal | None]) -> Decimal | None:
    known = tuple(amounts)
    if not known or any(amount is None for amount in known):
        return None
    return sum((amount for amount in known if amount is not None), Decimal(0))
