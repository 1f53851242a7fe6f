"""Mail out: queued once for all time, claimed, and moved through its states."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, func, select, update

from bot.domain.ledger import ChangeRequestId, ClientId, EngagementId, InvoiceNumber
from bot.domain.outgoing import (
    Condition,
    OutboxRow,
    Outgoing,
    OutgoingClass,
    OutgoingState,
)
from bot.errors import LeaseLost
from bot.store import journal
from bot.store.chain import NewEntry
from bot.store.dialects import insert
from bot.store.inbox import chunks
from bot.store.schema import outbox, outbox_cover, outbox_reference
from bot.store.text import bare, clean
from bot.store.travel import (
    FOUND_COMMITTING,
    InvoiceMail,
    answered,
    entry,
    evidence_after,
    is_noted,
    may_follow,
)
from bot.store.travel import unsent as none_left

_NEVER_WENT = (OutgoingState.FAILED, OutgoingState.SUPPRESSED)

LATEST = 2000
"""Mails of the outbox among which those to one address are looked for: no index has addresses."""


def queue(
    connection: Connection,
    mails: Iterable[Outgoing],
    now: datetime,
    held_because: str,
    cause: str,
) -> tuple[NewEntry, ...]:
    """Queue mails whose key is new and that say nothing twice.

    Returns the journal's lines, one for each mail queued: the caller appends them.
    """
    state = OutgoingState.HELD if held_because else OutgoingState.QUEUED
    more = {"state": state, "created_at": now, "next_at": now, "evidence": held_because}
    return tuple(
        entry(mail, state, held_because, cause) for mail in mails if _queue(connection, mail, more)
    )


def _queue(connection: Connection, mail: Outgoing, more: Mapping[str, Any]) -> bool:
    if _said(connection, mail.covers):
        return False
    put = (
        insert(connection, outbox)
        .on_conflict_do_nothing(index_elements=["idem_key"])
        .returning(outbox.c.id)
    )
    row_id = connection.scalar(put, {**_columns(mail), **more})
    if row_id is None:
        return False
    for table, column, values in (
        (outbox_reference, "message_id", answered(mail.source)),
        (outbox_cover, "key", tuple(dict.fromkeys(mail.covers))),
    ):
        if values:
            links = [{column: value, "outbox_id": row_id} for value in values]
            connection.execute(table.insert(), links)
    return True


def claim(connection: Connection, limit: int, now: datetime) -> tuple[OutboxRow, ...]:
    """Claim mails that are due, oldest first, and count the attempt."""
    due = (
        select(outbox.c.id)
        .where(
            outbox.c.state.in_((OutgoingState.QUEUED, OutgoingState.DEFERRED)),
            outbox.c.next_at <= now,
        )
        .order_by(outbox.c.id)
        .limit(limit)
    )
    claimed = connection.execute(
        update(outbox)
        .where(outbox.c.id.in_(due.scalar_subquery()))
        .values(state=OutgoingState.CLAIMED, attempts=outbox.c.attempts + 1)
        .returning(outbox)
    )
    return tuple(sorted((_row(row) for row in claimed), key=lambda row: row.row_id))


def advance(
    connection: Connection,
    row: OutboxRow,
    state: OutgoingState,
    now: datetime,
    evidence: str,
    next_at: datetime | None,
) -> None:
    """Move a mail to another state.

    Raises:
        LeaseLost: somebody else has moved it where this step cannot follow: the final dot must
            not be sent for a mail that is not claimed, and what was accepted stays accepted.
    """
    query = select(outbox.c.state, outbox.c.evidence).where(outbox.c.id == row.row_id)
    held, was = connection.execute(query).one()
    if not may_follow(held, state):
        raise LeaseLost(f"outgoing mail {row.row_id} is {held} already, it cannot become {state}")
    news: dict[str, Any] = {"state": state}
    if (known := evidence_after(held, was, state, evidence)) != was:
        news["evidence"] = known
    if next_at is not None:
        news["next_at"] = next_at
    connection.execute(update(outbox).where(outbox.c.id == row.row_id).values(**news))
    if state is OutgoingState.SUPPRESSED:
        connection.execute(delete(outbox_cover).where(outbox_cover.c.outbox_id == row.row_id))
    if is_noted(state) and state is not held:
        journal.append(connection, [entry(row.mail, state, evidence)], now)


def rows(connection: Connection, states: Sequence[OutgoingState]) -> tuple[OutboxRow, ...]:
    """Return the mails in these states (all, without), oldest first."""
    query = select(outbox).order_by(outbox.c.id)
    if states:
        query = query.where(outbox.c.state.in_(states))
    return tuple(_row(row) for row in connection.execute(query))


def unsent(connection: Connection) -> frozenset[InvoiceNumber]:
    """Return the invoices that mails were to bring, and of which none has left."""
    query = select(outbox.c.idem_key, outbox.c.state, outbox.c.condition, outbox.c.evidence)
    mails = connection.execute(query.where(outbox.c.kind == OutgoingClass.INVOICE))
    return none_left(
        InvoiceMail(row.idem_key, row.state, _condition(row.condition), row.evidence)
        for row in mails
    )


def recover(connection: Connection, now: datetime, visible_at: datetime | None) -> int:
    """Put right what a dead process left: return how many mails are in doubt now."""
    for row in rows(connection, (OutgoingState.COMMITTING,)):
        advance(connection, row, OutgoingState.IN_DOUBT, now, FOUND_COMMITTING, visible_at)
    connection.execute(
        update(outbox)
        .where(outbox.c.state == OutgoingState.CLAIMED)
        .values(state=OutgoingState.QUEUED)
    )
    doubtful = select(func.count()).where(outbox.c.state == OutgoingState.IN_DOUBT)
    return connection.scalar(doubtful) or 0


def queued(connection: Connection, keys: Sequence[str]) -> frozenset[str]:
    """Return those of the keys that a mail has as its idem_key, or that one covers."""
    found = _said(connection, keys)
    for some in chunks(keys):
        found.update(
            connection.scalars(select(outbox.c.idem_key).where(outbox.c.idem_key.in_(some)))
        )
    return frozenset(found)


def _said(connection: Connection, keys: Sequence[str]) -> set[str]:
    found: set[str] = set()
    for some in chunks(keys):
        found.update(
            connection.scalars(select(outbox_cover.c.key).where(outbox_cover.c.key.in_(some)))
        )
    return found


def by_message_id(connection: Connection, message_id: str) -> OutboxRow | None:
    """Return the mail that carries this Message-ID, with or without angle brackets."""
    name = clean(bare(message_id))
    query = select(outbox).where(outbox.c.message_id.in_((name, f"<{name}>")))
    row = connection.execute(query).first()
    return _row(row) if row else None


def written_to(connection: Connection, recipient: str, since: datetime) -> tuple[OutboxRow, ...]:
    """Return the mails to one address since, oldest first, among the latest ones of the outbox."""
    newest = connection.scalar(select(func.max(outbox.c.id))) or 0
    query = (
        select(outbox)
        .where(
            outbox.c.id > newest - LATEST,
            outbox.c.created_at >= since,
            func.lower(outbox.c.recipient) == clean(recipient).lower(),
            outbox.c.state.not_in(_NEVER_WENT),
        )
        .order_by(outbox.c.id)
    )
    return tuple(_row(row) for row in connection.execute(query))


def replies(connection: Connection, message_ids: Sequence[str], since: datetime) -> int:
    """Count the replies since that answer or cite any of these Message-IDs."""
    found: set[int] = set()
    for names in chunks({clean(bare(each)) for each in message_ids}):
        found.update(
            connection.scalars(
                select(outbox.c.id)
                .join(outbox_reference, outbox_reference.c.outbox_id == outbox.c.id)
                .where(
                    outbox_reference.c.message_id.in_(names),
                    outbox.c.kind == OutgoingClass.REPLY,
                    outbox.c.created_at >= since,
                    outbox.c.state.not_in(_NEVER_WENT),
                )
            )
        )
    return len(found)


def _columns(mail: Outgoing) -> dict[str, Any]:
    return {
        "idem_key": mail.idem_key,
        "message_id": mail.message_id,
        "kind": mail.kind,
        "sender": mail.sender,
        "recipient": mail.recipient,
        "subject": mail.subject,
        "source": mail.source,
        "condition": asdict(mail.condition),
        "covers": mail.covers,
        "expires_at": mail.expires_at,
    }


def _row(row: Row[Any]) -> OutboxRow:
    mail = Outgoing(
        idem_key=row.idem_key,
        message_id=row.message_id,
        kind=row.kind,
        sender=row.sender,
        recipient=row.recipient,
        subject=row.subject,
        source=row.source,
        condition=_condition(row.condition),
        expires_at=row.expires_at,
        covers=row.covers,
    )
    return OutboxRow(
        row.id, mail, row.state, row.attempts, row.created_at, row.next_at, row.evidence
    )


def _condition(held: Mapping[str, Any]) -> Condition:
    client_id = held["client_id"]
    return Condition(
        client_id=None if client_id is None else ClientId(client_id),
        unpaid=tuple(InvoiceNumber(each) for each in held["unpaid"]),
        without_po=tuple(EngagementId(each) for each in held["without_po"]),
        # Mails queued by an older version say nothing of changes and gates.
        unordered=tuple(ChangeRequestId(each) for each in held.get("unordered", ())),
        gates_open=tuple(EngagementId(each) for each in held.get("gates_open", ())),
        gates_shut=tuple(EngagementId(each) for each in held.get("gates_shut", ())),
        blankets=tuple(held.get("blankets", ())),
        invoices=tuple((InvoiceNumber(n), po) for n, po in held.get("invoices", ())),
        papers=tuple((InvoiceNumber(n), print_) for n, print_ in held.get("papers", ())),
        policy_unknown=tuple(ClientId(each) for each in held.get("policy_unknown", ())),
        without_payee=tuple(ClientId(each) for each in held.get("without_payee", ())),
        owed=tuple((InvoiceNumber(n), owed) for n, owed in held.get("owed", ())),
        charged=tuple((InvoiceNumber(n), what) for n, what in held.get("charged", ())),
    )
