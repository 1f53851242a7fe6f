"""Whether work on an engagement may begin: a contract or an order, as the client's process asks.

Only what the ledger holds opens a gate. A promise or a requisition is a note in the sentence.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from bot.domain.ledger import Client, Engagement, EngagementId, PoPolicy, PurchaseOrder, Snapshot
from bot.domain.money import Money
from bot.domain.order_accounts import accounts, blanket_of, key_of
from bot.domain.order_book import Account, OrderKey
from bot.domain.start_orders import currency_of, grounds, orders_for

CONTRACT, PO, EITHER = "contract", "po", ""
"""What must exist before work begins; EITHER where the client's process is not on file."""

NO_PROMISES: Mapping[str, date | None] = MappingProxyType({})

IDLE: Mapping[str, str] = MappingProxyType({"on_hold": "it is on hold", "closed": "it is closed"})
"""Statuses of an engagement on which nobody works, in words."""


@dataclass(frozen=True, slots=True)
class Gate:
    """The gate before an engagement, on one day.

    Attributes:
        engagement: the work.
        client: whose it is.
        is_open: whether work may begin.
        rule: what must exist: CONTRACT, PO or EITHER.
        why: the evidence, a clause.
        opens_on: the day from which it is open, where that is still to come.
        order: the order that opens it, alone or with what adds to it; None where none does.
    """

    engagement: Engagement
    client: Client
    is_open: bool
    rule: str
    why: str
    opens_on: date | None = None
    order: PurchaseOrder | None = None

    @property
    def sentence(self) -> str:
        """Return the answer, with the evidence."""
        may = "may start" if self.is_open else "may not start"
        later = f" from {self.opens_on}" if self.opens_on else ""
        return f"{self.engagement.engagement_id} {may}{later}: {self.why}."


def start_gate(
    snapshot: Snapshot,
    engagement_id: str,
    today: date,
    promised: Mapping[str, date | None] = NO_PROMISES,
) -> Gate | None:
    """Judge one engagement; None for one that is not in the ledger.

    Args:
        snapshot: the ledger.
        engagement_id: the work.
        today: the local day. A contract must be signed by then; an order must be valid on the day
            the work starts, or on this day once that has come.
        promised: engagements with a promised order, and the day if one was given.
    """
    work = snapshot.engagement.get(EngagementId(engagement_id))
    return next(iter(start_gates(snapshot, (work,) if work else (), today, promised)), None)


def start_gates(
    snapshot: Snapshot,
    works: Iterable[Engagement],
    today: date,
    promised: Mapping[str, date | None] = NO_PROMISES,
) -> tuple[Gate, ...]:
    """Judge several engagements, in their order; see `start_gate`."""
    judged = tuple(works)
    orders = [order for work in judged for order in orders_for(work, snapshot)]
    blankets = [blanket for order in orders if (blanket := blanket_of(order, snapshot))]
    book = accounts(snapshot, [key_of(order) for order in (*orders, *blankets)])
    return tuple(
        _gate(_Case(work, client, promised, _evidence(work, snapshot, book, today)), today)
        for work in judged
        if (client := snapshot.client.get(work.client_id))
    )


@dataclass(frozen=True, slots=True)
class _Evidence:
    """What is on file for a work.

    Attributes:
        signed_on: the day of its contract, past or to come; None without one.
        orders: those that let it begin, the one that others add to first; () without any.
        covers: what they cover, in words.
        refused: why its other orders do not, a clause each.
    """

    signed_on: date | None
    orders: tuple[PurchaseOrder, ...]
    covers: str
    refused: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Case:
    work: Engagement
    client: Client
    promised: Mapping[str, date | None]
    found: _Evidence

    @property
    def rule(self) -> str:
        return CONTRACT if self.client.po_policy is PoPolicy.NOT_USED else self.client.start_rule


def _evidence(
    work: Engagement, snapshot: Snapshot, book: Mapping[OrderKey, Account], today: date
) -> _Evidence:
    judged = grounds(work, snapshot, book, today)
    orders = next((ground.orders for ground in judged if not ground.why_not), ())
    covers = _covers(orders, work, currency_of(work, snapshot)) if orders else ""
    refused = tuple(ground.why_not for ground in judged if ground.why_not)
    return _Evidence(work.contract_signed_on, orders, covers, refused)


def _gate(case: _Case, today: date) -> Gate:
    work, found, rule = case.work, case.found, case.rule
    if idle := IDLE.get(work.status):
        return Gate(work, case.client, is_open=False, rule=rule, why=idle)
    is_signed = found.signed_on is not None and found.signed_on <= today
    unknown = "" if rule else f"; {case.client.name}'s process is not on file"
    if is_signed and rule != PO:
        why = f"the contract was signed on {found.signed_on}{unknown}"
        return Gate(work, case.client, is_open=True, rule=rule, why=why)
    if found.orders and rule != CONTRACT:
        begins = max(order.valid_from or today for order in found.orders)
        why = f"{found.covers}{unknown}"
        ahead = begins if begins > today else None
        return Gate(work, case.client, True, rule, why, ahead, found.orders[0])
    return Gate(work, case.client, is_open=False, rule=rule, why=_lacking(case, today))


def _covers(orders: tuple[PurchaseOrder, ...], work: Engagement, currency: str) -> str:
    """Say what orders cover: the work's value, or an order's sum where that is all there is."""
    order, *added = orders
    name = _named(order)
    if added and work.value is not None:
        names = " and ".join(map(_named, orders))
        return f"{names} cover {Money(work.value, currency or order.currency)} together"
    if order.amount is None:
        return f"{name} is on file, and states no sum"
    of_all = work.value is None or work.po_scope == "invoice"
    covered = order.amount if of_all or work.value is None else work.value
    return f"{name} covers {Money(covered, currency or order.currency)}"


def _named(order: PurchaseOrder) -> str:
    return f"PO {order.po_number}" + (f" of {order.received_on}" if order.received_on else "")


def _lacking(case: _Case, today: date) -> str:
    """Say what the client's process needs, and why what is on file is not it."""
    name, rule, found = case.client.name, case.rule, case.found
    if rule == PO:
        return (
            f"{name}'s process needs a PO{_on_file(found.refused, 'none')}{_promise(case, today)}"
        )
    later = (f"the contract is of {found.signed_on}, still to come",) if found.signed_on else ()
    if rule == EITHER:
        both = _on_file((*later, *found.refused), "neither")
        needs = f"it needs a signed contract or a PO{both}{_promise(case, today)}"
        return f"{needs}; {name}'s process is not on file"
    if case.client.po_policy is PoPolicy.NOT_USED:
        return f"{name} uses no POs and needs a signed contract{_on_file(later, 'none')}"
    beside = f"; PO {found.orders[0].po_number} alone is not enough" if found.orders else ""
    return f"{name}'s process needs a signed contract{_on_file(later, 'none')}{beside}"


def _on_file(refused: tuple[str, ...], nothing: str) -> str:
    return f"; {'; '.join(refused)}" if refused else f", and {nothing} is on file"


def _promise(case: _Case, today: date) -> str:
    if case.work.engagement_id not in case.promised:
        return ""
    day = case.promised[case.work.engagement_id]
    if day is None:
        return "; a PO is promised, no date given"
    one = "a PO" if case.found.refused else "one"
    return f"; {one} {'is' if day >= today else 'was'} promised for {day}"
