"""The invoice gate at work: drafts get the number of the order that covers them, or wait.

Runs after the inbox in the same poll, so that an order that just came releases what waited for it.
What waits is shown in the digest; nothing is guessed. While a mail is unsettled, or one of the
client's waits for a person, its orders may be about to change: then nothing is released.

An invoice that waits for its number and carries one (accounts typed it) waits no longer, once that
order is on file: with a date it is issued and a copy is owed, without one it is a draft.
"""

from collections.abc import Collection
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import structlog

from bot.app.pauses import UNDECIDED, clients_whose_mail_waits
from bot.crash import crashpoint
from bot.domain.calendar import local_day
from bot.domain.decision import AssignOrder
from bot.domain.invoice_gate import Gated, at_gate
from bot.domain.ledger import ClientId, Engagement, PurchaseOrder, Snapshot
from bot.domain.waiting_numbers import Waiting, numbered_waiting
from bot.ports import Clock, Evidence, NewReviewItem, Store

log = structlog.get_logger()


@dataclass(slots=True)
class Invoicing:
    """Puts numbers on drafts. `timezone` is the accounts team's, for "today"."""

    store: Store
    clock: Clock
    timezone: ZoneInfo

    def run(self) -> int:
        """Release the drafts that an order on file covers; return how many were new.

        Raises:
            Transient: the store is away; the next run finds the same.
        """
        if self.store.unsettled(1):
            return 0
        snapshot, now = self.store.snapshot(), self.clock.now()
        unsure = clients_whose_mail_waits(self.store, snapshot, now, UNDECIDED)
        if self._end_waiting(snapshot, unsure):
            snapshot = self.store.snapshot()
        gated = at_gate(snapshot, local_day(now, self.timezone))
        released = sum(
            self._release(one, snapshot)
            for one in gated
            if one.gets_number and one.order and one.order.client_id not in unsure
        )
        crashpoint("after-release")
        self.store.open_review([_split(one) for one in gated if one.split], now)
        if released:
            log.info("drafts released", count=released)
        return released

    def _end_waiting(self, snapshot: Snapshot, unsure: Collection[ClientId]) -> int:
        """Take up invoices that wait and carry a number; return how many, and show the others."""
        found = tuple(numbered_waiting(snapshot))
        if stuck := [_stuck(one) for one in found if one.why]:
            self.store.open_review(stuck, self.clock.now())
        ready = (one for one in found if not one.why)
        return sum(
            self._put(one, one.order)
            for one in ready
            if one.order and one.order.client_id not in unsure
        )

    def _put(self, one: Waiting, order: PurchaseOrder) -> int:
        number = one.invoice.invoice_number
        why = f"{number} waited for a PO number and carries {order.po_number}, which is on file."
        change = AssignOrder(order.client_id, order.po_number, number)
        evidence = Evidence(cause=f"number on {number}", reasons=(why,))
        return self.store.book((change,), evidence, self.clock.now())

    def _release(self, gated: Gated, snapshot: Snapshot) -> int:
        order, invoice = gated.order, gated.invoice
        if order is None:
            return 0
        work = _work(gated, snapshot)
        evidence = Evidence(
            cause=f"invoice gate {invoice.invoice_number}",
            reasons=(f"{invoice.invoice_number} for {work}: {gated.why}",),
        )
        change = AssignOrder(order.client_id, order.po_number, invoice.invoice_number)
        return self.store.book((change,), evidence, self.clock.now())


def waiting(snapshot: Snapshot, gated: tuple[Gated, ...]) -> tuple[str, ...]:
    """Return a line for each draft that waits, with the reason."""
    return tuple(
        f"{one.invoice.invoice_number} for {_work(one, snapshot)}: {one.why}"
        for one in gated
        if not one.passes
    )


def passing(snapshot: Snapshot, gated: tuple[Gated, ...]) -> tuple[str, ...]:
    """Return a line for each draft that may go out, or goes with the next poll."""
    return tuple(
        f"{one.invoice.invoice_number} for {_work(one, snapshot)}: {one.why}"
        for one in gated
        if one.passes
    )


def _stuck(one: Waiting) -> NewReviewItem:
    number, order = one.invoice.invoice_number, one.invoice.po_number
    return NewReviewItem(
        "invoice", f"invoice:{number}:waits:{order}", f"{number} waits with PO {order}", (one.why,)
    )


def _split(gated: Gated) -> NewReviewItem:
    number = gated.invoice.invoice_number
    orders = " and ".join(order.po_number for order in gated.split)
    proposal = (
        f"{number} needs {gated.invoice.net:,.2f} net; only {orders} together have it. "
        "An invoice carries one PO number: make two invoices of it."
    )
    return NewReviewItem(
        "split",
        f"split:{number}:{orders}",
        f"{number} needs to be split",
        (proposal, gated.why),
    )


def _work(gated: Gated, snapshot: Snapshot) -> str:
    engagement: Engagement | None = snapshot.engagement.get(gated.invoice.engagement_id)
    return f"{engagement.title} ({engagement.engagement_id})" if engagement else "unknown work"
