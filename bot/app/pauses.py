"""What makes pobot wait before it writes to a client of its own accord."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta

from bot.domain.ledger import ClientId, Snapshot
from bot.domain.procedure import Procedure
from bot.ports import Holds, ReviewItem, Store, StoredMessage

WAITING = frozenset({"mail", "to_answer", "quarantine", "question"})
"""Kinds of review items behind which stands a mail that one of us, or the client, must answer."""

UNDECIDED = frozenset({"mail", "quarantine"})
"""Kinds of review items after which a client's orders may be others."""

TIME_TO_ANSWER = timedelta(days=5)
"""How long a client that was asked something is not written to again."""

LONGEST_READING = timedelta(days=30)
"""How long before its review item was opened a mail may have been registered (long downtime)."""


def believed(store: Store, procedure: Procedure, now: datetime) -> Holds:
    """Return the holds, without those promises that gave no date and were made too long ago.

    When a promise was made stands in the journal, as `note_promise`.
    """
    holds = store.holds().on(now.date())
    if all((*holds.promised_orders.values(), *holds.promised_payments.values())):
        return holds
    recent = _promised_since(store, now - timedelta(days=procedure.undated_days))

    def kept(promises: Mapping[str, date | None]) -> dict[str, date | None]:
        return {what: when for what, when in promises.items() if when or what in recent}

    return replace(
        holds,
        promised_orders=kept(holds.promised_orders),
        promised_payments=kept(holds.promised_payments),
    )


def clients_whose_mail_waits(
    store: Store, snapshot: Snapshot, now: datetime, kinds: frozenset[str] = WAITING
) -> dict[ClientId, str]:
    """Return the clients of whom a mail waits for one of us, with the review item that says so.

    A client that was asked a question is left in peace for a while to answer it. `kinds` are those
    of the review items that count.
    """
    items = [
        item
        for item in store.review_items()
        if item.message_id is not None
        and item.kind in kinds
        and (item.kind != "question" or now - item.opened_at < TIME_TO_ANSWER)
    ]
    if not items:
        return {}
    since = min(item.opened_at for item in items) - LONGEST_READING
    messages = {message.row_id: message for message in store.messages_since(since)}
    return {
        client_id: f"their own mail waits for one of us (review item {item.item_id})"
        for item in reversed(items)
        for client_id in _clients_behind(item, messages, snapshot)
    }


def _promised_since(store: Store, since: datetime) -> frozenset[str]:
    entries = (entry for entry in store.journal(since) if entry.kind == "note_promise")
    return frozenset(
        str(subject)
        for entry in entries
        for name in ("engagement_ids", "invoice_numbers")
        for subject in _listed(entry.data.get(name))
    )


def _clients_behind(
    item: ReviewItem, messages: Mapping[int, StoredMessage], snapshot: Snapshot
) -> frozenset[ClientId]:
    """Return the clients that a mail comes from, or that it was found to be about."""
    message = messages.get(item.message_id or 0)
    if message is None:
        return frozenset()
    about = json.loads(message.judgement).get("client_id") if message.judgement else None
    named = {ClientId(about)} if about in snapshot.client else set()
    return frozenset(named | clients_of(message.sender.lower(), snapshot))


def clients_of(email: str, snapshot: Snapshot) -> set[ClientId]:
    """Return the clients of an address: registered, or on a registered domain or below one."""
    if contacts := snapshot.contacts_by_email.get(email, ()):
        return {contact.client_id for contact in contacts}
    labels = email.rpartition("@")[2].split(".")
    domains = (".".join(labels[start:]) for start in range(len(labels)))
    return {c.client_id for d in domains for c in snapshot.clients_by_domain.get(d, ())}


def _listed(value: object) -> Iterable[object]:
    return value if isinstance(value, list | tuple) else ()
