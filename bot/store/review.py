"""What waits for a person, and the named notes."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, select, text, update

from bot.ports import NewReviewItem, ReviewItem
from bot.store.booking import HoldKind
from bot.store.dialects import insert
from bot.store.schema import hold, note, review_item


def open_items(
    connection: Connection,
    items: Iterable[NewReviewItem],
    now: datetime,
    message_id: int | None = None,
) -> int:
    """Open items whose key is not among the open ones; return how many were opened."""
    opened = 0
    for item in items:
        put = (
            insert(connection, review_item)
            .on_conflict_do_nothing(index_elements=["key"], index_where=text("closed_at IS NULL"))
            .returning(review_item.c.id)
        )
        row = asdict(item) | {"message_id": message_id, "opened_at": now}
        opened += connection.scalar(put, row) is not None
    return opened


def never_seen(connection: Connection, items: Iterable[NewReviewItem]) -> tuple[NewReviewItem, ...]:
    """Return the items whose key was never opened: what a person closed stays closed."""
    known = set(connection.scalars(select(review_item.c.key)))
    return tuple(item for item in items if item.key not in known)


def items(connection: Connection, *, closed: bool, kind: str) -> tuple[ReviewItem, ...]:
    """Return the open items, oldest first; with `closed`, all of them; with `kind`, of it only."""
    query = select(review_item).order_by(review_item.c.id)
    if not closed:
        query = query.where(review_item.c.closed_at.is_(None))
    if kind:
        query = query.where(review_item.c.kind == kind)
    return tuple(_item(row) for row in connection.execute(query))


def close(connection: Connection, item_id: int, by: str, now: datetime) -> ReviewItem | None:
    """Close an open item and lift the reminder holds of its mail: a person has looked."""
    row = connection.execute(
        update(review_item)
        .where(review_item.c.id == item_id, review_item.c.closed_at.is_(None))
        .values(closed_at=now, closed_by=by)
        .returning(review_item)
    ).first()
    if row is None:
        return None
    if row.message_id is not None:
        connection.execute(
            delete(hold).where(hold.c.message_id == row.message_id, hold.c.kind == HoldKind.INVOICE)
        )
    return _item(row)


def read_note(connection: Connection, name: str) -> str:
    """Return a named note, or an empty string."""
    return connection.scalar(select(note.c.value).where(note.c.name == name)) or ""


def write_note(connection: Connection, name: str, value: str) -> None:
    """Remember a named note."""
    put = insert(connection, note).values(name=name, value=value)
    connection.execute(put.on_conflict_do_update(index_elements=["name"], set_={"value": value}))


def _item(row: Row[Any]) -> ReviewItem:
    return ReviewItem(
        item_id=row.id,
        kind=row.kind,
        subject=row.subject,
        reasons=row.reasons,
        opened_at=row.opened_at,
        message_id=row.message_id,
        closed_at=row.closed_at,
        closed_by=row.closed_by,
        key=row.key,
    )
