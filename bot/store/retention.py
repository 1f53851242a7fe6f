"""What is not kept for ever: the bytes of old mails, and a person's traces.

The journal is never touched: its chain of hashes proves that nobody changed it, and it holds
what an order was booked on. So the evidence quoted there stays, and so do the hash and the size of
bytes that are dropped: who has the mail itself can still be shown to have sent just that.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, func, or_, select, update

from bot.domain.outgoing import OutgoingState
from bot.errors import Permanent
from bot.ports import MessageState
from bot.store import journal
from bot.store.booking import HoldKind
from bot.store.chain import NewEntry
from bot.store.inbox import chunks
from bot.store.schema import contact, effect, hold, message, outbox, review_item
from bot.store.schema import journal as entries

_OPEN = (MessageState.RECEIVED, MessageState.WORKING)
_ENDED = (OutgoingState.ACCEPTED, OutgoingState.SUPPRESSED, OutgoingState.FAILED)

KEPT_OF_JUDGEMENT = (
    "intents",
    "po_numbers",
    "client_id",
    "engagement_ids",
    "invoice_numbers",
    "verdict",
    "reply",
)
"""What was decided, without anybody's words."""


def dropped(before: datetime, count: int) -> NewEntry:
    """Return the journal's line for bytes that were dropped."""
    return NewEntry("raw_dropped", "", {"before": before.isoformat(), "messages": count})


def droppable(connection: Connection, before: datetime, limit: int) -> Sequence[int]:
    """Return rows of mails dealt with, stored before a moment, whose bytes are still there.

    A mail that an open item waits on is not among them: a person must be able to look at it.
    """
    waiting = select(review_item.c.message_id).where(
        review_item.c.closed_at.is_(None), review_item.c.message_id.is_not(None)
    )
    query = (
        select(message.c.id)
        .where(
            message.c.registered_at < before,
            message.c.state.not_in(_OPEN),
            message.c.id.not_in(waiting),
            func.length(message.c.raw) > 0,
        )
        .order_by(message.c.id)
        .limit(limit)
    )
    return connection.scalars(query).all()


def drop(connection: Connection, rows: Sequence[int], before: datetime, now: datetime) -> None:
    """Drop the bytes of these mails, overwriting them, and note how many."""
    overwrite(connection)
    connection.execute(update(message).where(message.c.id.in_(rows)).values(raw=b""))
    journal.append(connection, [dropped(before, len(rows))], now)


def overwrite(connection: Connection) -> None:
    """Let SQLite write zeros over what is deleted, instead of leaving it in free pages."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA secure_delete=ON")


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What was done about an address, by the count, and where it still stands.

    Attributes:
        journal: entries that name it.
        contact_of: clients that have it as a contact in the ledger, by their ids; "" for none.
    """

    messages: int
    outgoing: int
    items: int
    journal: int
    contact_of: str = ""


def forget(
    connection: Connection, address: str, pseudonym: str, by: str, now: datetime
) -> Forgotten:
    """Take a person's address and words out of everything but ledger and journal.

    Raises:
        Permanent: something with this address is not finished yet; nothing was changed.
    """
    mails = connection.scalars(
        select(message.c.id).where(func.lower(message.c.sender) == address)
    ).all()
    _refuse_unfinished(connection, address, mails)
    overwrite(connection)
    for rows in chunks(mails):
        _blank_mails(connection, rows, pseudonym)
    sent = connection.execute(
        update(outbox)
        .where(func.lower(outbox.c.recipient) == address)
        .values(recipient=pseudonym, subject="", source=b"", evidence="")
    ).rowcount
    items = _blank_items(connection, address, mails, pseudonym)
    _rename(connection, address, pseudonym)
    left = _named_in_journal(connection, address)
    clients = connection.scalars(
        select(contact.c.client_id).where(contact.c.email_key == address)
    ).all()
    done = {"by": by, "messages": len(mails), "outgoing": sent, "items": items}
    journal.append(connection, [NewEntry("forgotten", pseudonym, done)], now)
    return Forgotten(len(mails), sent, items, left, ", ".join(sorted(clients)))


def _refuse_unfinished(connection: Connection, address: str, mails: Sequence[int]) -> None:
    open_mails = sum(
        connection.scalar(
            select(func.count()).where(message.c.id.in_(rows), message.c.state.in_(_OPEN))
        )
        or 0
        for rows in chunks(mails)
    )
    on_their_way = connection.scalar(
        select(func.count()).where(
            func.lower(outbox.c.recipient) == address, outbox.c.state.not_in(_ENDED)
        )
    )
    items = [
        str(row.id)
        for row in connection.execute(select(review_item).where(review_item.c.closed_at.is_(None)))
        if row.message_id in set(mails) or address in row.subject.lower()
    ]
    problems = (
        f"{open_mails} mails of this address are not decided yet" if open_mails else "",
        f"{on_their_way} mails to it are not done" if on_their_way else "",
        f"review items wait: {', '.join(items)}" if items else "",
    )
    if any(problems):
        raise Permanent("nothing was forgotten: " + "; ".join(filter(None, problems)))


def _blank_mails(connection: Connection, rows: Sequence[int], pseudonym: str) -> None:
    found = connection.execute(
        select(message.c.id, message.c.judgement).where(message.c.id.in_(rows))
    ).all()
    for row in found:
        blank = {"sender": pseudonym, "subject": "", "raw": b"", "last_error": ""}
        connection.execute(
            update(message)
            .where(message.c.id == row.id)
            .values(**blank, judgement=without_words(row.judgement))
        )


def without_words(judgement: str) -> str:
    """Return a judgement with what was decided, and none of what was read."""
    if not judgement:
        return ""
    found = json.loads(judgement)
    return json.dumps({key: found[key] for key in KEPT_OF_JUDGEMENT if key in found})


def _blank_items(connection: Connection, address: str, mails: Sequence[int], pseudonym: str) -> int:
    about = [review_item.c.message_id.in_(rows) for rows in chunks(mails)]
    named = func.lower(review_item.c.subject).contains(address, autoescape=True)
    return connection.execute(
        update(review_item).where(or_(named, *about)).values(subject=pseudonym, reasons=())
    ).rowcount


def _rename(connection: Connection, address: str, pseudonym: str) -> None:
    """Take the address out of holds and of the keys that say what was done already."""
    connection.execute(
        delete(hold).where(hold.c.kind == HoldKind.ADDRESS, func.lower(hold.c.subject) == address)
    )
    named = func.lower(effect.c.key).contains(address, autoescape=True)
    for row in connection.execute(select(effect.c.id, effect.c.key).where(named)).all():
        key = row.key.lower().replace(address, pseudonym)
        connection.execute(update(effect).where(effect.c.id == row.id).values(key=key))


def _named_in_journal(connection: Connection, address: str) -> int:
    named = func.lower(entries.c.data).contains(address, autoescape=True)
    subject = func.lower(entries.c.subject).contains(address, autoescape=True)
    return connection.scalar(select(func.count()).where(or_(named, subject))) or 0
