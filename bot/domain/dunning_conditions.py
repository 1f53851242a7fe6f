"""What must still be true of a reminder or a chaser at the moment it is sent."""

from collections.abc import Mapping
from datetime import date
from typing import Protocol

from bot.domain.arrears import usable_order
from bot.domain.dunning_reasons import Holds
from bot.domain.ledger import EngagementId, InvoiceNumber, InvoiceStatus, PoPolicy, Snapshot
from bot.domain.money import Money
from bot.domain.outgoing import Condition

INTEREST, FIXED_SUM = "interest", "fixed_sum"
"""What a letter may quote for late payment."""


class Waived(Protocol):
    """What people decided not to ask for; the store's `Holds` is one."""

    @property
    def waived_interest(self) -> Mapping[str, str]:
        """Invoices without interest, with why."""
        ...

    @property
    def waived_fixed_sums(self) -> Mapping[str, str]:
        """Invoices without fixed sum, with why."""
        ...


class HoldsAndWaivers(Holds, Waived, Protocol):
    """Both."""


def condition_holds(
    condition: Condition, snapshot: Snapshot, holds: HoldsAndWaivers, today: date | None = None
) -> str:
    """Return why a queued letter is no longer true, or "" if it still is.

    Args:
        condition: of the letter.
        snapshot: the ledger now.
        holds: what stops letters now.
        today: the local day, by which promises and the periods of orders are judged; without it
            promises do not count, and an open order is good whatever its period.
    """
    reasons = (
        *(_why_not_owed(snapshot, holds, number, today) for number in condition.unpaid),
        *(_why_not_so_much(snapshot, number, owed) for number, owed in condition.owed),
        *(_why_not_charged(holds, number, what) for number, what in condition.charged),
        *(_why_not_missing(snapshot, holds, which, today) for which in condition.without_po),
    )
    return next((why for why in reasons if why), "")


def stated(money: Money) -> str:
    """Return a sum as a condition holds it: "11040.00 GBP"."""
    return f"{money.amount:.2f} {money.currency}".strip()


def _why_not_owed(
    snapshot: Snapshot, holds: Holds, number: InvoiceNumber, today: date | None
) -> str:
    invoice = snapshot.invoice.get(number)
    if invoice is None:
        return f"{number} is not in the ledger any more"
    if invoice.status not in {InvoiceStatus.ISSUED, InvoiceStatus.AWAITING_PO}:
        return f"{number} is {invoice.status.value} now"
    if snapshot.outstanding(invoice) <= 0:
        return f"{number} has been paid"
    if why := holds.invoices.get(number):
        return f"{number} is held: {why}"
    promised_on = holds.promised_payments.get(number)
    if today and promised_on and promised_on >= today:
        return f"payment of {number} is promised for {promised_on}"
    return ""


def _why_not_so_much(snapshot: Snapshot, number: InvoiceNumber, said: str) -> str:
    invoice = snapshot.invoice.get(number)
    client = snapshot.client_of(invoice) if invoice else None
    if invoice is None or client is None:
        return ""
    owed = stated(Money(snapshot.outstanding(invoice), invoice.currency or client.currency))
    return "" if owed == said else f"{owed} of {number} is owed now, not {said}"


def _why_not_charged(waived: Waived, number: InvoiceNumber, what: str) -> str:
    gone = waived.waived_interest if what == INTEREST else waived.waived_fixed_sums
    return f"{what.replace('_', ' ')} of {number} is waived" if number in gone else ""


def _why_not_missing(
    snapshot: Snapshot, holds: Holds, engagement_id: EngagementId, today: date | None
) -> str:
    engagement = snapshot.engagement.get(engagement_id)
    if engagement is None or engagement.status != "active":
        return f"{engagement_id} is not active any more"
    if snapshot.client[engagement.client_id].po_policy is not PoPolicy.REQUIRED:
        return f"the client of {engagement_id} does not require purchase orders"
    if order := usable_order(snapshot, engagement, today):
        return f"order {order.po_number} covers {engagement_id}"
    promised_on = holds.promised_orders.get(engagement_id)
    if today and promised_on and promised_on >= today:
        return f"an order for {engagement_id} is promised for {promised_on}"
    return ""
