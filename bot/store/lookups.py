"""The look-ups of a ledger, kept while rows change one at a time. Pure.

`Snapshot` makes each look-up when it is first asked for, from all rows of a table. After a booking
that would be done again, for every mail and for thousands of rows; so the ledger after a booking
inherits what the booking did not touch, and what it touched in one place is mended in that place.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from bot.domain.ledger import Snapshot
from bot.domain.purchase_order import canonical

Key = Callable[[Any], object]

SINGLE: Mapping[str, Mapping[str, Key]] = {
    "clients": {"client": lambda row: row.client_id},
    "engagements": {"engagement": lambda row: row.engagement_id},
    "change_requests": {"change_request": lambda row: row.change_request_id},
    "invoices": {"invoice": lambda row: row.invoice_number},
}
"""Look-ups that hold one row under each key, by table."""

GROUPED: Mapping[str, Mapping[str, Key]] = {
    "contacts": {
        "contacts_by_email": lambda row: row.email.lower(),
        "_contacts_by_client": lambda row: row.client_id,
    },
    "engagements": {"_engagements_by_client": lambda row: row.client_id},
    "purchase_orders": {
        "_orders_by_client": lambda row: row.client_id,
        "_orders_by_key": lambda row: canonical(row.po_number),
    },
    "invoices": {"_invoices_by_engagement": lambda row: row.engagement_id},
    "payments": {"_payments": lambda row: row.invoice_number},
}
"""Look-ups that hold several rows under each key, in the ledger's order, by table."""

OTHER: Mapping[str, tuple[str, ...]] = {
    "clients": ("clients_by_domain",),
    "engagements": ("managers",),
    "invoices": ("_credits",),
}
"""Look-ups that are made anew when their table changes."""


def renumbered(ledger: Snapshot, version: int) -> Snapshot:
    """Return the same ledger with another version, and all its look-ups."""
    fresh = replace(ledger, version=version)
    fresh.__dict__.update(_made(ledger))
    return fresh


def changed(ledger: Snapshot, table: str, rows: tuple[Any, ...], new: Any, old: Any) -> Snapshot:
    """Return the ledger with other rows in one table.

    Args:
        ledger: before.
        table: whose rows change.
        rows: all its rows afterwards.
        new: the one row that is new among them.
        old: the row in whose place it stands; None where it stands at the end.
    """
    values: dict[str, Any] = {table: rows}
    fresh = replace(ledger, **values)
    touched = {*SINGLE.get(table, ()), *GROUPED.get(table, ()), *OTHER.get(table, ())}
    made = _made(ledger)
    fresh.__dict__.update({name: made[name] for name in made.keys() - touched})
    for name, key in SINGLE.get(table, {}).items():
        if name in made and (old is None or key(old) == key(new)):
            fresh.__dict__[name] = {**made[name], key(new): new}
    for name, key in GROUPED.get(table, {}).items():
        if name in made and (old is None or key(old) == key(new)):
            fresh.__dict__[name] = _regrouped(made[name], key(new), new, old)
    return fresh


def _made(ledger: Snapshot) -> dict[str, Any]:
    """Return the look-ups that were asked for so far, by name."""
    return {name: each for name, each in vars(ledger).items() if name in _NAMES}


def _regrouped(
    groups: Mapping[object, tuple[Any, ...]], key: object, new: Any, old: Any
) -> dict[object, tuple[Any, ...]]:
    group = groups.get(key, ())
    if old is None:
        return {**groups, key: (*group, new)}
    return {**groups, key: tuple(new if row is old else row for row in group)}


_NAMES = frozenset(
    name for tables in (SINGLE, GROUPED, OTHER) for names in tables.values() for name in names
)
