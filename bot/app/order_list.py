"""Purchase orders in a list: what each authorises, what is used of it, and what is left."""

import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from bot.domain.ledger import PurchaseOrder
from bot.domain.money import Money
from bot.domain.order_accounts import key_of
from bot.domain.order_book import Account, replayed
from bot.ports import Store

NARROWEST, WIDEST = 10, 40
"""Characters of a balance bar."""

BESIDE = 60
"""Characters that stand beside the bar."""


@dataclass(frozen=True, slots=True)
class OrderRow:
    """One order of the list, as of a day. Sums are net, in the order's currency."""

    order: PurchaseOrder
    account: Account
    day: date

    @property
    def used(self) -> Decimal | None:
        """Return the share that is invoiced or reserved; None where the order states no sum."""
        account = self.account
        if not account.authorised:
            return None
        return (account.invoiced + account.reserved) / account.authorised

    def as_json(self) -> dict[str, object]:
        """Return the row with sums as decimal strings and days in ISO form."""
        order, account = self.order, self.account
        return {
            "client_id": order.client_id,
            "po_number": order.po_number,
            "kind": order.kind.value,
            "status": account.status(self.day).value,
            "currency": account.currency,
            "authorised": _figure(account.authorised),
            "invoiced": _figure(account.invoiced),
            "reserved": _figure(account.reserved),
            "remaining": _figure(account.remaining),
            "valid_from": _iso(account.valid_from),
            "valid_to": _iso(account.valid_to),
            "parent_po": order.parent_po,
            "engagement_ids": list(order.engagement_ids),
        }


def listed(
    store: Store, as_of: date | None, today: date, client_id: str = ""
) -> tuple[OrderRow, ...]:
    """Return the orders on file in ledger order, as of a day; those not known then are left out.

    Args:
        store: holds the ledger and the book of orders.
        as_of: the day whose end is looked at; None for now.
        today: the local day.
        client_id: of one client only; "" for all.
    """
    book = replayed(store.order_entries(), as_of)
    return tuple(
        OrderRow(order, book[key_of(order)], as_of or today)
        for order in store.snapshot().purchase_orders
        if key_of(order) in book and client_id in {"", order.client_id}
    )


def printed(rows: Iterable[OrderRow], encoding: str = "utf-8") -> Iterator[str]:
    """Yield the list for a terminal: two lines an order, the second with its balance as a bar."""
    width = min(WIDEST, max(NARROWEST, shutil.get_terminal_size().columns - BESIDE))
    found = tuple(rows)
    if not found:
        yield "no purchase order is on file"
    for row in found:
        order, account = row.order, row.account
        works = ", ".join(order.engagement_ids) or "no engagement"
        kind = "" if order.kind == "standard" else f", {order.kind.value}"
        yield (
            f"{order.client_id}  PO {order.po_number}{kind}, {account.status(row.day).value}"
            f"{_period(account)}  {works}"
        )
        yield f"  {_bar(row.used, width, encoding)} {_balance(account)}"


def _bar(used: Decimal | None, width: int, encoding: str) -> str:
    full, empty = ("█", "░") if encoding.lower().replace("-", "") == "utf8" else ("#", ".")
    if used is None:
        return " " * width
    filled = min(width, max(0, int(used * width)))
    return full * filled + empty * (width - filled)


def _balance(account: Account) -> str:
    used = account.invoiced + account.reserved
    if account.authorised is None or account.remaining is None:
        return f"{Money(used, account.currency)} used, the order states no sum"
    percent = f" ({used / account.authorised:.0%})" if account.authorised else ""
    return (
        f"{Money(used, account.currency)} used{percent} of "
        f"{Money(account.authorised, account.currency)}, "
        f"{Money(account.remaining, account.currency)} left"
    )


def _period(account: Account) -> str:
    if account.valid_from and account.valid_to:
        return f", {account.valid_from} to {account.valid_to}"
    if account.valid_to:
        return f", to {account.valid_to}"
    return f", from {account.valid_from}" if account.valid_from else ""


def _figure(amount: Decimal | None) -> str | None:
    return None if amount is None else format(amount, "f")


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
