"""Why an invoice or a missing order is not written about for now."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Protocol

from bot.domain.arrears import MissingOrder, Overdue, usable_order
from bot.domain.ledger import Client, InvoiceStatus, Snapshot
from bot.domain.money import Money
from bot.domain.procedure import Level, Procedure, in_days


class Holds(Protocol):
    """What stops letters; the store's `Holds` is one. Addresses are lower case."""

    @property
    def invoices(self) -> Mapping[str, str]:
        """Invoices held until a person has looked, with why (a dispute, a remittance)."""
        ...

    @property
    def promised_orders(self) -> Mapping[str, date | None]:
        """Engagements with a promised order, and the date if one was given."""
        ...

    @property
    def promised_payments(self) -> Mapping[str, date | None]:
        """Invoices with a promised payment, and the date if one was given."""
        ...

    @property
    def bad_addresses(self) -> frozenset[str]:
        """Addresses that bounced for good."""
        ...


def promise(
    what: str, promises: Mapping[str, date | None], subject: str, procedure: Procedure, today: date
) -> str:
    """Say that a promise is believed, or "" without one or once its date and grace are over."""
    if subject not in promises:
        return ""
    promised_on = promises[subject]
    if promised_on is None:
        return f"{what} promised, no date given"
    believed_to = procedure.believed_until(promised_on)
    if today > believed_to:
        return ""
    return f"{what} promised for {promised_on}, believed until {believed_to}"


def why_not_reminded(
    snapshot: Snapshot, line: Overdue, procedure: Procedure, holds: Holds, today: date
) -> str:
    """Return why no letter mentions an invoice, or ""."""
    number = line.invoice.invoice_number
    if not procedure.overdue:
        return f"no reminders: procedure {procedure.name!r}"
    if line.invoice.status is InvoiceStatus.DISPUTED:
        return "disputed"
    if why := holds.invoices.get(number):
        return f"held: {why}"
    if why := promise("payment", holds.promised_payments, number, procedure, today):
        return why
    return our_slip(snapshot, line, today)


def our_slip(snapshot: Snapshot, line: Overdue, today: date) -> str:
    """Say that an invoice lacks an order that the client has sent, or "".

    A change request may need an order of its own; all else that is ordered is our own slip.
    """
    engagement = snapshot.engagement[line.invoice.engagement_id]
    order = usable_order(snapshot, engagement, today)
    if line.awaits_po and order and not line.invoice.change_request_id:
        return f"order {order.po_number} is on file and not on the invoice: ours to put right"
    return ""


def covered_by_credit(
    snapshot: Snapshot, client: Client, lines: Iterable[Overdue]
) -> dict[str, str]:
    """Return the invoices that money of the client would cover that is on none of them, with why.

    What was paid beyond an invoice's sum is such money: it may be meant for another one. It is
    laid against the invoices in the order given, oldest first, each as a whole.
    """
    spare: dict[str, Decimal] = {}
    for engagement in snapshot.engagements_of(client.client_id):
        for invoice in snapshot.invoices_of(engagement.engagement_id):
            over = -snapshot.outstanding(invoice)
            if over > 0 and snapshot.payments_of(invoice.invoice_number):
                currency = invoice.currency or client.currency
                spare[currency] = spare.get(currency, Decimal(0)) + over
    covered: dict[str, str] = {}
    for line in lines:
        owed = line.outstanding
        left = spare.get(owed.currency, Decimal(0))
        if 0 < owed.amount <= left:
            paid = Money(left, owed.currency)
            covered[line.invoice.invoice_number] = (
                f"{paid} was paid beyond what other invoices cost, and would cover it: "
                "accounts allocate it"
            )
            spare[owed.currency] = left - owed.amount
    return covered


def why_not_chased(gap: MissingOrder, days: int, levels: tuple[Level, ...]) -> str:
    """Return why it is no time to ask for an order, or "".

    Args:
        gap: the work without an order.
        days: since it starts; negative before.
        levels: of the chasers' ladder.
    """
    if levels and days < levels[0].days and not gap.waiting:
        return f"the work starts in {in_days(-days)}"
    if levels and days > levels[-1].days and not gap.waiting:
        return "no invoice waits for an order"
    return ""
