"""Which blanket orders run low or end soon, and what of it is still to be said.

Each threshold is said once for an order, its period and its sum: one that is raised or extended
starts anew. Of several thresholds passed at once only the strongest is said.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from bot.domain.burn_down import RETAINER, BurnDown, burn_down, is_blanket
from bot.domain.ledger import Engagement, PurchaseOrder, Snapshot
from bot.domain.order_accounts import ENDED, account_of
from bot.domain.outgoing import Condition
from bot.domain.purchase_order import OrderStatus, canonical

FRESH = timedelta(days=62)
"""An order that nothing drew on for two months, and no invoice waits for, is not spoken of."""

SUCCESSION = timedelta(days=31)
"""An order, or a retainer, that starts so soon after another ended is its successor."""


class WarningKind(StrEnum):
    """What is warned of: the share that is used, the end of the period, the next invoice."""

    PERCENT = "percent"
    DAYS = "days"
    NEXT = "next"


@dataclass(frozen=True, slots=True)
class Thresholds:
    """When to warn: at so many percent used, and so many days before the last day."""

    percent: tuple[int, ...] = (80, 100)
    days: tuple[int, ...] = (60, 30)


@dataclass(frozen=True, slots=True)
class Warned:
    """A threshold that an order has passed. `threshold`: percent or days; 0 for NEXT."""

    kind: WarningKind
    threshold: int
    key: str


@dataclass(frozen=True, slots=True)
class Alert:
    """Something new to say of one order.

    Attributes:
        burn: the order with its figures.
        fresh: the strongest threshold of each kind that is new.
        covers: keys of all that is said with it, the weaker thresholds too.
        asked_before: whether the renewal of this period was asked for already.
    """

    burn: BurnDown
    fresh: tuple[Warned, ...]
    covers: tuple[str, ...]
    asked_before: bool

    @property
    def ends_soon(self) -> bool:
        """Return whether it is the end of the period that is new."""
        return any(w.kind is WarningKind.DAYS for w in self.fresh)

    @property
    def runs_low(self) -> bool:
        """Return whether it is the money that is new."""
        return any(w.kind is not WarningKind.DAYS for w in self.fresh)


def watched_blankets(snapshot: Snapshot, today: date) -> tuple[BurnDown, ...]:
    """Return the blanket orders that are in force, in ledger order, with how they are used up.

    In force: neither superseded nor cancelled, within their period, and for work that goes on.
    """
    found = (
        burn_down(order, snapshot, today)
        for order in snapshot.purchase_orders
        if is_blanket(order, snapshot) and _is_in_force(order, today)
    )
    return tuple(b for b in found if not b.works or _going_on(b))


def passed(burn: BurnDown, snapshot: Snapshot, thresholds: Thresholds) -> tuple[Warned, ...]:
    """Return every threshold that an order has passed, the strongest of each kind first."""
    return (
        *(_percent(burn, thresholds) if _is_live(burn, snapshot) else ()),
        *(_next(burn) if _is_live(burn, snapshot) else ()),
        *_days(burn, snapshot, thresholds),
    )


def alerts(
    snapshot: Snapshot, thresholds: Thresholds, said: Collection[str], today: date
) -> tuple[Alert, ...]:
    """Return what is new of the blanket orders in force. `said` holds the keys already said."""
    found = (
        _alert(burn, passed(burn, snapshot, thresholds), said)
        for burn in watched_blankets(snapshot, today)
    )
    return tuple(alert for alert in found if alert)


def keys_passed(snapshot: Snapshot, thresholds: Thresholds, today: date) -> frozenset[str]:
    """Return the keys of every threshold passed, said or not."""
    burns = watched_blankets(snapshot, today)
    return frozenset(w.key for burn in burns for w in passed(burn, snapshot, thresholds))


def not_so_any_more(condition: Condition, snapshot: Snapshot, today: date) -> str:
    """Return why what a queued mail says of blanket orders is no longer true, or ""."""
    keys = condition.blankets
    if not keys:
        return ""
    asked = [key.rsplit(":", 2)[1:] for key in keys]
    numbers = {
        kind: tuple(int(threshold) for name, threshold in asked if name == kind)
        for kind in WarningKind
    }
    asked_of = Thresholds(numbers[WarningKind.PERCENT], numbers[WarningKind.DAYS])
    gone = set(keys) - keys_passed(snapshot, asked_of, today)
    return "the order was raised, renewed or ended since" if gone else ""


def has_successor(burn: BurnDown, snapshot: Snapshot) -> bool:
    """Return whether an order is on file that goes on where this one ends, for all of its work."""
    works = [work for work in burn.works if work.status == "active"]
    return bool(works) and all(
        any(_succeeds(other, work, burn, snapshot) for other in _other_blankets(burn, snapshot))
        for work in works
    )


def _is_in_force(order: PurchaseOrder, today: date) -> bool:
    started = order.valid_from is None or order.valid_from <= today
    over = order.valid_to is not None and order.valid_to < today
    return started and not over and order.status not in {*ENDED, OrderStatus.EXPIRED}


def _going_on(burn: BurnDown) -> bool:
    return any(work.status == "active" for work in burn.works)


def _is_live(burn: BurnDown, snapshot: Snapshot) -> bool:
    """Return whether its money matters: old books hold orders that only look used up.

    Something waits for it or was drawn of late, and no other blanket order pays for the work.
    """
    waits = burn.next_invoice is not None and bool(burn.next_invoice.number)
    last = burn.last_draw_on
    drawn_of_late = last is not None and burn.day - last <= FRESH
    return (waits or drawn_of_late) and not _is_relieved(burn, snapshot)


def _is_relieved(burn: BurnDown, snapshot: Snapshot) -> bool:
    needed = burn.next_invoice.net if burn.next_invoice else Decimal(0)
    return any(
        set(other.engagement_ids) & {work.engagement_id for work in burn.works}
        and _is_in_force(other, burn.day)
        and _has_left(other, needed, snapshot)
        for other in _other_blankets(burn, snapshot)
    )


def _has_left(order: PurchaseOrder, net: Decimal, snapshot: Snapshot) -> bool:
    left = account_of(order, snapshot).remaining
    return left is None or (left > 0 and left >= net)


def _other_blankets(burn: BurnDown, snapshot: Snapshot) -> Iterator[PurchaseOrder]:
    own = canonical(burn.order.po_number)
    for order in snapshot.orders_of(burn.order.client_id):
        if canonical(order.po_number) != own and is_blanket(order, snapshot):
            yield order


def _succeeds(other: PurchaseOrder, work: Engagement, burn: BurnDown, snapshot: Snapshot) -> bool:
    """Return whether another order goes on with this work, or with the retainer that follows it."""
    end = burn.account.valid_to
    if end is None or other.status in {*ENDED, OrderStatus.EXPIRED}:
        return False
    begins_in_time = other.valid_from is None or other.valid_from <= end + SUCCESSION
    lasts_longer = other.valid_to is None or other.valid_to > end
    return (
        begins_in_time
        and lasts_longer
        and any(
            _goes_on_with(snapshot.engagement.get(which), work, end)
            for which in other.engagement_ids
        )
    )


def _goes_on_with(next_work: Engagement | None, work: Engagement, end: date) -> bool:
    if next_work is None or next_work.engagement_id == work.engagement_id:
        return next_work is not None
    starts_on = next_work.starts_on
    if starts_on is None or RETAINER not in {next_work.kind} & {work.kind}:
        return False
    return end < starts_on <= end + SUCCESSION


def _percent(burn: BurnDown, thresholds: Thresholds) -> Iterator[Warned]:
    for percent in sorted(thresholds.percent, reverse=True):
        if burn.percent is not None and burn.percent >= percent:
            yield _warned(burn, WarningKind.PERCENT, percent)


def _next(burn: BurnDown) -> Iterator[Warned]:
    if burn.next_invoice and not burn.next_invoice.fits:
        yield _warned(burn, WarningKind.NEXT, 0)


def _days(burn: BurnDown, snapshot: Snapshot, thresholds: Thresholds) -> Iterator[Warned]:
    left = burn.days_left
    if left is None or has_successor(burn, snapshot):
        return
    for days in sorted(thresholds.days):
        if 0 <= left <= days:
            yield _warned(burn, WarningKind.DAYS, days)


def _warned(burn: BurnDown, kind: WarningKind, threshold: int) -> Warned:
    """Return a threshold with its key: the end of a period says nothing of its sum."""
    account, order = burn.account, burn.order
    revision = f"{account.valid_to or 'open'}"
    if kind is not WarningKind.DAYS:
        revision += f"/{account.authorised or 0:.2f}"
    number = canonical(order.po_number)
    key = f"blanket:{order.client_id}:{number}:{revision}:{kind}:{threshold}"
    return Warned(kind, threshold, key)


def _alert(burn: BurnDown, found: tuple[Warned, ...], said: Collection[str]) -> Alert | None:
    strongest: dict[WarningKind, Warned] = {}
    for warned in found:
        strongest.setdefault(warned.kind, warned)
    fresh = tuple(w for w in strongest.values() if w.key not in said)
    if not fresh:
        return None
    covers = tuple(w.key for w in found if w.key not in said)
    asked = any(w.kind is WarningKind.DAYS and w.key in said for w in found)
    return Alert(burn, fresh, covers, asked)
