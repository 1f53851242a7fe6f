"""Mail in: what was fetched, how far it is dealt with, and where it lies."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Connection, Row, Select, case, exists, false, or_, select, update

from bot.domain.message import Location, RawMessage
from bot.errors import Permanent
from bot.ports import MessageState, Registration, StoredMessage
from bot.store.dialects import insert
from bot.store.schema import location, mailbox, message
from bot.store.text import bare, clean, json_text

T = TypeVar("T")

NOT_KEPT = "the text of this mail is not kept any more; `pobot why` says what it did"
"""Why the bytes of an old mail cannot be had (`bot.store.retention`)."""

CHUNK = 500
"""Values in one IN (...) list: far below SQLite's limit of 32,766."""

_NAMES = tuple(StoredMessage.__dataclass_fields__)
_FIELDS = tuple(message.c[name] for name in _NAMES if name != "row_id")
_OPEN = (MessageState.RECEIVED, MessageState.WORKING)


def chunks(values: Iterable[T]) -> Iterator[list[T]]:
    """Yield the values in lists that fit into one statement."""
    whole = list(values)
    for start in range(0, len(whole), CHUNK):
        yield whole[start : start + CHUNK]


# --- the mailbox ---------------------------------------------------------------------------------


def scanned_to(connection: Connection, name: str, uid_validity: int) -> int:
    """Return the UID up to which every mail has a row."""
    found = connection.scalar(
        select(mailbox.c.scanned_to_uid).where(
            mailbox.c.name == name, mailbox.c.uid_validity == uid_validity
        )
    )
    return found or 0


def scan(connection: Connection, upto: Location) -> None:
    """Move `scanned_to_uid` forward, never back."""
    put = insert(connection, mailbox).values(
        name=upto.mailbox, uid_validity=upto.uid_validity, scanned_to_uid=upto.uid
    )
    held, new = mailbox.c.scanned_to_uid, put.excluded.scanned_to_uid
    connection.execute(
        put.on_conflict_do_update(
            index_elements=[mailbox.c.name, mailbox.c.uid_validity],
            set_={"scanned_to_uid": case((held > new, held), else_=new)},
        )
    )


# --- arrival -------------------------------------------------------------------------------------


def register(
    connection: Connection, registrations: Sequence[Registration], now: datetime
) -> tuple[StoredMessage, ...]:
    """Insert messages, once per content key, and their locations; return them in order."""
    if not registrations:
        return ()
    connection.execute(
        insert(connection, message).on_conflict_do_nothing(index_elements=["content_key"]),
        [_message_row(each, now) for each in registrations],
    )
    stored: dict[str, StoredMessage] = {}
    for keys in chunks({clean(each.content_key) for each in registrations}):
        found = _messages(connection, _select().where(message.c.content_key.in_(keys)))
        stored |= {each.content_key: each for each in found}
    messages = tuple(stored[clean(each.content_key)] for each in registrations)
    places = [each.raw.location for each in registrations]
    for name, validity in {(place.mailbox, place.uid_validity) for place in places}:
        scan(connection, Location(name, validity, uid=0))
    connection.execute(
        insert(connection, location).on_conflict_do_nothing(),
        [
            _place(place) | {"message_id": found.row_id}
            for place, found in zip(places, messages, strict=True)
        ],
    )
    return messages


def _message_row(each: Registration, now: datetime) -> dict[str, Any]:
    return {
        "content_key": each.content_key,
        "rfc_message_id": each.rfc_message_id,
        "sender": each.sender,
        "subject": each.subject,
        "received_at": each.raw.received_at,
        "registered_at": now,
        "size": each.raw.size,
        "complete": each.raw.complete,
        "sha256": hashlib.sha256(each.raw.source).hexdigest(),
        "state": MessageState.RECEIVED,
        "raw": each.raw.source,
    }


# --- work ----------------------------------------------------------------------------------------


def unsettled(connection: Connection, limit: int) -> tuple[StoredMessage, ...]:
    """Return mails without a terminal state, oldest first."""
    query = _select().where(message.c.state.in_(_OPEN)).order_by(message.c.id).limit(limit)
    return _messages(connection, query)


def stored(connection: Connection, row_id: int) -> StoredMessage | None:
    """Return the mail of a row."""
    return next(iter(_messages(connection, _select().where(message.c.id == row_id))), None)


def source(connection: Connection, stored: StoredMessage) -> RawMessage:
    """Return the bytes, with the place where the mail was seen first.

    Raises:
        Permanent: they were dropped (`bot.store.retention`).
    """
    row = connection.execute(
        select(
            location.c.mailbox,
            location.c.uid_validity,
            location.c.uid,
            message.c.received_at,
            message.c.raw,
            message.c.size,
            message.c.complete,
        )
        .join_from(message, location)
        .where(message.c.id == stored.row_id)
        .order_by(location.c.mailbox, location.c.uid_validity, location.c.uid)
        .limit(1)
    ).one()
    if row.size and not row.raw:
        raise Permanent(NOT_KEPT)
    place = Location(row.mailbox, row.uid_validity, row.uid)
    return RawMessage(place, row.received_at, row.raw, row.size, row.complete)


def begin(
    connection: Connection, every: Sequence[StoredMessage], *, counted: bool
) -> tuple[int, ...]:
    """Mark mails that are not dealt with as worked on; return their attempts, in order."""
    counts: dict[int, int] = {}
    for ids in chunks(stored.row_id for stored in every):
        connection.execute(
            update(message)
            .where(message.c.id.in_(ids), message.c.state.in_(_OPEN))
            .values(attempts=message.c.attempts + int(counted), state=MessageState.WORKING)
        )
        rows = connection.execute(
            select(message.c.id, message.c.attempts).where(message.c.id.in_(ids))
        )
        counts |= {row.id: row.attempts for row in rows}
    return tuple(counts[stored.row_id] for stored in every)


def finish(connection: Connection, stored: StoredMessage, end: Mapping[str, object]) -> bool:
    """Give a mail its final state; false if it has one."""
    done = connection.execute(
        update(message)
        .where(message.c.id == stored.row_id, message.c.state.in_(_OPEN))
        .values(**end)
    )
    return done.rowcount == 1


# --- filing --------------------------------------------------------------------------------------


def unfiled(
    connection: Connection, name: str, limit: int
) -> tuple[tuple[Location, StoredMessage], ...]:
    """Return the locations of settled mails that are not moved yet, in the mailbox's order."""
    rows = connection.execute(
        _select(location.c.mailbox, location.c.uid_validity, location.c.uid)
        .join(location, location.c.message_id == message.c.id)
        .where(
            location.c.mailbox == name,
            location.c.state == "pending",
            message.c.state.not_in(_OPEN),
        )
        .order_by(location.c.uid_validity, location.c.uid)
        .limit(limit)
    )
    return tuple((Location(row.mailbox, row.uid_validity, row.uid), _stored(row)) for row in rows)


def filed(connection: Connection, place: Location, *, gone: bool) -> None:
    """Remember that a location was moved, or vanished."""
    connection.execute(
        update(location)
        .where(*(location.c[name] == value for name, value in _place(place).items()))
        .values(state="gone" if gone else "filed")
    )


# --- look-ups ------------------------------------------------------------------------------------


def find(connection: Connection, rfc_message_id: str) -> StoredMessage | None:
    """Return the newest mail with this Message-ID, with or without angle brackets."""
    name = clean(bare(rfc_message_id))
    query = (
        _select()
        .where(message.c.rfc_message_id.in_((name, f"<{name}>")))
        .order_by(message.c.id.desc())
        .limit(1)
    )
    return next(iter(_messages(connection, query)), None)


def namesakes(
    connection: Connection, messages: Sequence[StoredMessage]
) -> tuple[StoredMessage, ...]:
    """Return those of the mails that have the Message-ID of an earlier, different mail."""
    earlier = message.alias()
    rows = [each.row_id for each in messages if each.rfc_message_id]
    taken = exists().where(
        earlier.c.rfc_message_id == message.c.rfc_message_id, earlier.c.id < message.c.id
    )
    found: list[StoredMessage] = []
    for some in chunks(rows):
        query = _select().where(message.c.id.in_(some), taken).order_by(message.c.id)
        found += _messages(connection, query)
    return tuple(found)


def since(connection: Connection, moment: datetime) -> tuple[StoredMessage, ...]:
    """Return the mails registered since, oldest first."""
    query = _select().where(message.c.registered_at >= moment).order_by(message.c.id)
    return _messages(connection, query)


def mails_from(connection: Connection, sender: str, moment: datetime) -> tuple[StoredMessage, ...]:
    """Return the mails of one From address registered since, oldest first."""
    query = (
        _select()
        .where(message.c.registered_at >= moment, message.c.sender == clean(sender))
        .order_by(message.c.id)
    )
    return _messages(connection, query)


def naming(connection: Connection, words: Sequence[str]) -> tuple[StoredMessage, ...]:
    """Return the mails whose judgement holds one of these texts, in either case, oldest first."""
    held = (message.c.judgement.icontains(json_text(word), autoescape=True) for word in words)
    query = _select().where(or_(false(), *held)).order_by(message.c.id)
    return _messages(connection, query)


def _select(*more: Any) -> Select[Any]:
    return select(message.c.id.label("row_id"), *_FIELDS, *more)


def _messages(connection: Connection, query: Select[Any]) -> tuple[StoredMessage, ...]:
    return tuple(_stored(row) for row in connection.execute(query))


def _stored(row: Row[Any]) -> StoredMessage:
    return StoredMessage(**{name: getattr(row, name) for name in _NAMES})


def _place(place: Location) -> dict[str, Any]:
    return {"mailbox": place.mailbox, "uid_validity": place.uid_validity, "uid": place.uid}
