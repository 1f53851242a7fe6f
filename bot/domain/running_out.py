"""Orders that will soon no longer pay for the work they are for. Pure; sums are net.

A blanket order runs out when it is used up or its period ends. An order for one piece of work is
used up by its last invoice, as it should be: it only runs out when its period ends before that.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from bot.domain.blanket_warnings import watched_blankets
from bot.domain.burn_down import BurnDown, is_blanket
from bot.domain.ledger import PurchaseOrder, Snapshot
from bot.domain.order_accounts import accounts, key_of
from bot.domain.order_book import Account
from bot.domain.purchase_order import OrderStatus

PERCENT = Decimal(80)
"""Of a blanket order used: from here on a further order takes as long to get as the rest lasts."""

BLANKET_DAYS = 60
"""Days before a blanket order's end: what a renewal takes a large buyer."""

ORDER_DAYS = 30
"""Days before another order's end, while not all of it is invoiced."""


@dataclass(frozen=True, slots=True)
class RunningOut:
    """An order that runs out, why, and the day that matters; None where it is used up."""

    order: PurchaseOrder
    why: str
    on: date | None


def running_out(snapshot: Snapshot, today: date) -> tuple[RunningOut, ...]:
    """Return the orders that run out, the most urgent first."""
    found = (*_blankets(snapshot, today), *_orders(snapshot, today))
    return tuple(sorted(found, key=lambda one: one.on or today))


def _blankets(snapshot: Snapshot, today: date) -> Iterator[RunningOut]:
    for burn in watched_blankets(snapshot, today):
        whys = tuple(_whys(burn, today))
        if whys:
            days = (burn.account.valid_to, burn.runs_out_on if burn.runs_out_early else None)
            soonest = min((day for day in days if day), default=None)
            yield RunningOut(burn.order, ", ".join(whys), soonest)


def _whys(burn: BurnDown, today: date) -> Iterator[str]:
    end, last = burn.account.valid_to, today + timedelta(days=BLANKET_DAYS)
    if burn.percent is not None and burn.percent >= PERCENT:
        yield f"{burn.whole_percent} % used, {_sum(burn.free, burn.account)} left"
    if burn.runs_out_early and burn.runs_out_on and burn.runs_out_on <= last:
        yield f"runs out on {burn.runs_out_on}"
    if end and end <= last:
        yield f"ends on {end}"


def _orders(snapshot: Snapshot, today: date) -> Iterator[RunningOut]:
    active = {e.engagement_id for e in snapshot.engagements if e.status == "active"}
    known = accounts(snapshot)
    for order in snapshot.purchase_orders:
        account = known[key_of(order)]
        end = account.valid_to
        if end is None or not today <= end <= today + timedelta(days=ORDER_DAYS):
            continue
        if is_blanket(order, snapshot) or account.status(today) is not OrderStatus.OPEN:
            continue
        if not active.isdisjoint(order.engagement_ids) and (open_ := _open(account)):
            yield RunningOut(order, f"ends on {end}, {open_}", end)


def _open(account: Account) -> str:
    """Return what of an order is not invoiced yet, in words; "" where that is nothing."""
    if account.authorised is None:
        return "states no sum" if not account.drawn else ""
    left = account.authorised - account.invoiced
    return f"{_sum(left, account)} not invoiced yet" if left > 0 else ""


def _sum(amount: Decimal | None, account: Account) -> str:
    return "nothing" if amount is None else f"{amount:,.2f} {account.currency}".strip()
