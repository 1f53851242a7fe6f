"""The ledger in the database: read whole, and written row by row or by an import."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields
from datetime import datetime
from json import dumps, loads
from typing import Any, cast

from sqlalchemy import ColumnElement, Connection, Table, bindparam, delete, select, update

from bot.domain.ledger import (
    ChangeRequest,
    Client,
    Contact,
    Engagement,
    Invoice,
    InvoiceNumber,
    Payment,
    PurchaseOrder,
    Snapshot,
)
from bot.domain.purchase_order import canonical
from bot.ports import Holds
from bot.store import schema
from bot.store.booking import Booking, Hold, HoldKind, Put
from bot.store.dialects import insert
from bot.store.merge import Books, Merged
from bot.store.records import KEYS, Record, cell, rows_of
from bot.store.review import read_note, write_note

_TABLES: Mapping[str, tuple[Table, type]] = {
    "clients": (schema.client, Client),
    "contacts": (schema.contact, Contact),
    "engagements": (schema.engagement, Engagement),
    "change_requests": (schema.change_request, ChangeRequest),
    "purchase_orders": (schema.purchase_order, PurchaseOrder),
    "invoices": (schema.invoice, Invoice),
    "payments": (schema.payment, Payment),
}
_KEY_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "clients": ("client_id",),
    "contacts": ("client_id", "email_key"),
    "engagements": ("engagement_id",),
    "change_requests": ("change_request_id",),
    "purchase_orders": ("client_id", "canonical"),
    "invoices": ("invoice_number",),
}
UNLISTED = "unlisted_drafts"
"""The note that holds `Snapshot.unlisted`."""

_MADE: Mapping[str, Callable[[Any], dict[str, str]]] = {
    "contacts": lambda row: {"email_key": row.email.lower()},
    "purchase_orders": lambda row: {"canonical": canonical(row.po_number)},
}
"""Columns that are made from others, for a key to be unique on."""


# --- reading -------------------------------------------------------------------------------------


def version(connection: Connection) -> int:
    """Return the number of times that the ledger has changed."""
    return connection.scalar(select(schema.ledger_version.c.version)) or 0


def load(connection: Connection, number: int) -> Snapshot:
    """Read the whole ledger; `number` is its version."""
    tables: dict[str, Any] = {name: _load(connection, name) for name in _TABLES}
    unlisted = frozenset(map(InvoiceNumber, loads(read_note(connection, UNLISTED) or "[]")))
    return Snapshot(**tables, version=number, unlisted=unlisted)


def _load(connection: Connection, name: str) -> tuple[Any, ...]:
    table, kind = _TABLES[name]
    columns = [table.c[each.name] for each in fields(kind)]
    rows = connection.execute(select(*columns).order_by(table.c.id))
    return tuple(kind(*row) for row in rows)


def holds(connection: Connection) -> Holds:
    """Return what stops reminders."""
    rows = connection.execute(select(schema.hold).order_by(schema.hold.c.at)).all()

    def of(kind: HoldKind) -> dict[str, Any]:
        return {row.subject: row for row in rows if row.kind == kind}

    return Holds(
        invoices={subject: row.why for subject, row in of(HoldKind.INVOICE).items()},
        promised_orders={s: row.until for s, row in of(HoldKind.PROMISED_ORDER).items()},
        promised_payments={s: row.until for s, row in of(HoldKind.PROMISED_PAYMENT).items()},
        bad_addresses=frozenset(of(HoldKind.ADDRESS)),
        waived_interest={s: row.why for s, row in of(HoldKind.WAIVED_INTEREST).items()},
        waived_fixed_sums={s: row.why for s, row in of(HoldKind.WAIVED_FIXED_SUM).items()},
        paused={s: row.until for s, row in of(HoldKind.PAUSED).items()},
    )


# --- booking -------------------------------------------------------------------------------------


def happen(connection: Connection, booking: Booking, message_id: int | None, now: datetime) -> bool:
    """Write a booking's effect; false if it has happened before."""
    put = (
        insert(connection, schema.effect)
        .on_conflict_do_nothing(index_elements=["kind", "key"])
        .returning(schema.effect.c.id)
    )
    row = {"kind": booking.effect, "key": booking.key, "message_id": message_id, "at": now}
    return connection.scalar(put, row) is not None


def book(connection: Connection, booking: Booking, message_id: int | None, now: datetime) -> None:
    """Write a booking's rows and holds."""
    for put in booking.puts:
        _put(connection, put)
    for hold in booking.holds:
        _hold(connection, hold, message_id, now)
    for hold in booking.lifts:
        lift(connection, hold.kind, hold.subject)


def lift(connection: Connection, kind: HoldKind, subject: str) -> None:
    """Take a hold away."""
    connection.execute(
        delete(schema.hold).where(schema.hold.c.kind == kind, schema.hold.c.subject == subject)
    )


def bump(connection: Connection) -> int:
    """Count one more version of the ledger, and return its number."""
    number = version(connection) + 1
    put = insert(connection, schema.ledger_version).values(id=1, version=number)
    connection.execute(put.on_conflict_do_update(index_elements=["id"], set_={"version": number}))
    return number


def _put(connection: Connection, put: Put) -> None:
    table, _ = _TABLES[put.table]
    row = _row(put.table, put.record)
    if put.before is None:
        connection.execute(table.insert(), row | {"booked": dict.fromkeys(put.booked, "")})
        return
    same = _same(put.table, row)
    held = connection.execute(select(table.c.booked).where(*same)).scalar_one()
    booked = {name: cell(getattr(put.before, name)) for name in put.booked} | held
    before = _row(put.table, put.before)
    news = {name: value for name, value in row.items() if value != before[name]}
    connection.execute(table.update().where(*same).values(**news, booked=booked))


def _hold(connection: Connection, hold: Hold, message_id: int | None, now: datetime) -> None:
    news = {"why": hold.why, "until": hold.until, "message_id": message_id, "at": now}
    put = insert(connection, schema.hold).values(kind=hold.kind, subject=hold.subject, **news)
    connection.execute(put.on_conflict_do_update(index_elements=["kind", "subject"], set_=news))


# --- importing -----------------------------------------------------------------------------------


def books(connection: Connection) -> Books:
    """Return the booked columns of every row that has any."""
    found: dict[tuple[str, str], dict[str, str]] = {}
    for name in KEYS:
        table, _ = _TABLES[name]
        if "booked" in table.c:
            columns = [table.c[column] for column in _KEY_COLUMNS[name]]
            rows = connection.execute(select(table.c.booked, *columns).where(table.c.booked != {}))
            found |= {(name, ":".join(key)): booked for booked, *key in rows}
    return found


def write(connection: Connection, news: Merged) -> None:
    """Write what an import adds and changes, parents first, and which drafts it does not hold."""
    write_note(connection, UNLISTED, dumps(sorted(news.ledger.unlisted)))
    for name, rows in news.added.items():
        table, _ = _TABLES[name]
        connection.execute(table.insert(), [_row(name, row) for row in rows])
    for name, changed in news.changed.items():
        _update(connection, name, [_row(name, row) for row in changed])
    for (name, key), booked in news.books.items():
        row = next(r for r in rows_of(news.ledger, name) if KEYS[name](r) == key)
        table, _ = _TABLES[name]
        connection.execute(
            table.update().where(*_same(name, _row(name, row))).values(booked=booked)
        )


def _update(connection: Connection, name: str, rows: list[dict[str, Any]]) -> None:
    table, _ = _TABLES[name]
    keys = _KEY_COLUMNS[name]
    same = [table.c[column] == bindparam(f"key_{column}") for column in keys]
    values: dict[str, Any] = {column: bindparam(f"new_{column}") for column in rows[0]}
    connection.execute(
        update(table).where(*same).values(values),
        [
            {f"new_{column}": value for column, value in row.items()}
            | {f"key_{column}": row[column] for column in keys}
            for row in rows
        ],
    )


def _same(name: str, row: Mapping[str, Any]) -> Iterable[ColumnElement[bool]]:
    table, _ = _TABLES[name]
    return [table.c[column] == row[column] for column in _KEY_COLUMNS[name]]


def _row(name: str, record: Record | Payment) -> dict[str, Any]:
    row = {each.name: getattr(record, each.name) for each in fields(cast("Any", record))}
    return row | _MADE[name](record) if name in _MADE else row
