"""Whether an order pays for what it is to be put on. Sums are net unless the order's is gross."""

from decimal import Decimal

from bot.domain.decision import Placement
from bot.domain.ledger import InvoiceStatus
from bot.domain.money import rounded
from bot.domain.understanding import StatedOrder
from bot.stages._booking import (
    gross_rate,
    new_total,
    on_file,
    paid_by,
    stated_amount,
    to_be,
)
from bot.stages._case import Case, Ruling, review
from bot.stages._coverage import invoices_on
from bot.stages._fitting import other_period


def too_little(case: Case, order: StatedOrder, placement: Placement) -> Ruling | None:
    """Review an order whose sum is below what is to be invoiced, by a penny or more."""
    amount, net = stated_amount(case, order)
    if amount is None or placement.expected is None:
        return None
    expected = placement.expected
    if net is False:
        rate = gross_rate(case, placement)
        if rate == 1:
            return review(
                f"PO {order.po_number} is for {amount:,.2f} with tax in it, and our invoices carry "
                "none: nobody can say what it covers."
            )
        expected = rounded(expected * rate)
    if amount >= expected:
        return None
    kind = "gross" if net is False else "net"
    return review(
        f"PO {order.po_number} is for {amount:,.2f}, below the {expected:,.2f} {kind} "
        "that it must cover."
    )


def used_up(case: Case, order: StatedOrder, placement: Placement) -> Ruling | None:
    """Review an order on file that has too little left for the invoices it is to be put on."""
    known = on_file(case, order)
    if known is None or not placement.invoices:
        return None
    used = sum((i.net for i in invoices_on(known, case.snapshot)), Decimal(0))
    wanted = sum((i.net for i in placement.invoices), Decimal(0))
    total = new_total(case, order, known) or known.amount
    if total is None or total - used >= wanted:
        return None
    return review(
        f"PO {known.po_number} has {total - used:,.2f} of {total:,.2f} left, "
        f"less than the {wanted:,.2f} that wait for it."
    )


def pays_for_none(case: Case, order: StatedOrder, placement: Placement) -> Ruling | None:
    """Review an order that cannot pay for any of the invoices that wait for it.

    One for another period is booked, unless the sender names an invoice: that one waits on.
    """
    fits, waits = paid_by(case, order, placement)
    if fits.invoices or fits.further or not waits:
        return None
    waiting = (*placement.invoices, *placement.further)
    new = to_be(case, order, placement)
    if not set(waiting) & set(case.match.invoices) and all(
        other_period(each, new, case.snapshot, case.today) for each in waiting
    ):
        return None
    return review(*waits)


def for_settled_invoice(case: Case, order: StatedOrder, placement: Placement) -> Ruling | None:
    """Review an order that names nothing but invoices that nobody is to pay: void, or paid.

    Booked, its sum would stand open for the whole work.
    """
    goes_on = placement.invoices or placement.further or placement.change_requests
    if goes_on or placement.choices or placement.expected is not None or on_file(case, order):
        return None
    ids = {engagement.engagement_id for engagement in placement.engagements}
    named = [invoice for invoice in case.match.invoices if invoice.engagement_id in ids]
    if not named or any(i.po_number or i.status not in _SETTLED for i in named):
        return None
    states = ", ".join(f"{i.invoice_number} over {i.net:,.2f}, which is {i.status}" for i in named)
    return review(f"PO {order.po_number} is for {states}.")


_SETTLED = frozenset({InvoiceStatus.VOID, InvoiceStatus.PAID})
