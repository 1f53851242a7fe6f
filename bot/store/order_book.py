"""The book of purchase orders in the database: entries are added, and never changed."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import Connection, insert, select

from bot.domain.ledger import ClientId, Snapshot
from bot.domain.order_accounts import accounts, entries
from bot.domain.order_book import Entry, OrderKey, replayed
from bot.store.schema import order_entry


def record(connection: Connection, before: Snapshot, after: Snapshot, on: date) -> None:
    """Add what led from one state of the ledger to the other.

    An empty book starts with all that is on file: the database is older than the book.
    """
    if before.purchase_orders and _is_empty(connection):
        before = Snapshot()
    append(connection, entries(before, after, on))


def append(connection: Connection, news: Iterable[Entry]) -> None:
    """Add entries at the end."""
    rows = [_row(entry) for entry in news]
    if rows:
        connection.execute(insert(order_entry), rows)


def load(connection: Connection) -> tuple[Entry, ...]:
    """Return all entries, oldest first."""
    rows = connection.execute(select(order_entry).order_by(order_entry.c.id))
    return tuple(
        Entry(
            order=OrderKey(ClientId(row.client_id), row.canonical),
            movement=row.movement,
            on=row.on,
            amount=row.amount,
            currency=row.currency,
            document=row.document,
            valid_from=row.valid_from,
            valid_to=row.valid_to,
        )
        for row in rows
    )


def problems(connection: Connection, ledger: Snapshot) -> tuple[str, ...]:
    """Return where the book and the ledger's rows disagree, order by order."""
    book, rows = replayed(load(connection)), accounts(ledger)
    if not book:
        return ()
    return tuple(
        f"order {key.number} of {key.client_id}: the book and the ledger disagree"
        for key in sorted(book.keys() | rows.keys())
        if book.get(key) != rows.get(key)
    )


def _is_empty(connection: Connection) -> bool:
    return connection.execute(select(order_entry.c.id).limit(1)).first() is None


def _row(entry: Entry) -> dict[str, object]:
    return {
        "client_id": entry.order.client_id,
        "canonical": entry.order.number,
        "movement": entry.movement,
        "on": entry.on,
        "amount": entry.amount,
        "currency": entry.currency,
        "document": entry.document,
        "valid_from": entry.valid_from,
        "valid_to": entry.valid_to,
    }
