"""What must hold after any number of crashes, once pobot has come to rest.

The history is taken from outside: what the SMTP server accepted, what lies in Dovecot's folders.
"""

import hashlib
from collections import Counter

from bot.domain.outgoing import OutboxRow, OutgoingState
from bot.domain.purchase_order import canonical
from bot.ports import Store
from tests.crash.world import World

FOLDERS = ("INBOX", "Processed", "Review", "Ignored")


def broken(world: World, store: Store) -> list[str]:
    """Return every invariant that does not hold, a line each."""
    return [
        *_messages(world, store),
        *_bookings(world, store),
        *_outgoing(world, store),
        *_issued(store),
        *_mailbox(world),
        *store.verify(),
    ]


def _messages(world: World, store: Store) -> list[str]:
    """I1, I2: one row and one terminal state for each mail that was fed."""
    waiting = store.unsettled(10_000)
    rows = store.messages_since(world.beginning)
    wrong = [f"mail {m.rfc_message_id} is still {m.state}" for m in waiting]
    if len(rows) != len(world.fed):
        wrong.append(f"{len(world.fed)} mails fed, {len(rows)} stored")
    wrong += [f"mail {m.rfc_message_id} has no end" for m in rows if not m.state.terminal]
    wrong += [
        f"mail {m.rfc_message_id} was quarantined: {m.last_error}"
        for m in rows
        if m.state.value == "quarantined"
    ]
    return wrong


def _bookings(world: World, store: Store) -> list[str]:
    """I3: each number booked once, on its own invoice; nothing else booked."""
    snapshot = store.snapshot()
    wanted = {fed.invoice: fed.po_number for fed in world.fed if fed.po_number}
    found = {str(i.invoice_number): i.po_number for i in snapshot.invoices if i.po_number}
    wrong = [
        f"invoice {invoice}: expected {wanted.get(invoice, '')!r}, found {found.get(invoice, '')!r}"
        for invoice in sorted({*wanted, *found})
        if wanted.get(invoice) != found.get(invoice)
    ]
    orders = Counter(canonical(order.po_number) for order in snapshot.purchase_orders)
    wrong += [f"order {number} recorded {n} times" for number, n in orders.items() if n > 1]
    if set(orders) != set(wanted.values()):
        wrong.append(f"orders: {len(orders)} recorded, {len(wanted)} given")
    return wrong


def _issued(store: Store) -> list[str]:
    """I8: an invoice that has its number is issued, and its mail is there, or neither."""
    mails = {row.mail.idem_key for row in store.outbox()}
    numbered = [invoice for invoice in store.snapshot().invoices if invoice.po_number]
    wrong = [f"{i.invoice_number} is {i.status}" for i in numbered if i.issued_on is None]
    return wrong + [
        f"{i.invoice_number} is {i.status} without a mail"
        for i in numbered
        if f"invoice:{i.invoice_number}" not in mails
    ]


def _outgoing(world: World, store: Store) -> list[str]:
    """I4 to I7: each reply accepted once, the very bytes that were queued, none left in doubt."""
    rows = store.outbox()
    accepted = Counter(mail.message_id for mail in world.sink.accepted())
    known = {row.mail.message_id: row for row in rows}
    wrong = [f"the sink has {i}, the outbox does not" for i in accepted if i not in known]
    wrong += [f"{i} was accepted {n} times" for i, n in accepted.items() if n > 1]
    for row in rows:
        arrived = row.mail.message_id in accepted
        if not _well_ended(row, arrived=arrived):
            wrong.append(f"{row.mail.idem_key}: {row.state}, arrived: {arrived}; {row.evidence}")
    hashes = {m.message_id: hashlib.sha256(m.source).digest() for m in world.sink.accepted()}
    wrong += [
        f"{row.mail.idem_key}: other bytes arrived than were queued"
        for row in rows
        if row.mail.message_id in hashes
        and hashes[row.mail.message_id] != hashlib.sha256(row.mail.source).digest()
    ]
    replies = sum(row.mail.idem_key.startswith("reply:") for row in rows)
    if replies != sum(fed.answered for fed in world.fed):
        wrong.append(f"{replies} replies for {sum(fed.answered for fed in world.fed)} mails")
    return wrong


def _well_ended(row: OutboxRow, *, arrived: bool) -> bool:
    """Sent and called so; or not sent since it was no longer true; or visibly held."""
    match row.state:
        case OutgoingState.ACCEPTED:
            return arrived
        case OutgoingState.SUPPRESSED:
            return not arrived
        case OutgoingState.HELD:
            return not row.mail.kind.may_be_sent_again or row.may_have_arrived
        case _:
            return False


def _mailbox(world: World) -> list[str]:
    """I9: no mail missing, all of them filed, and `Seen` as people left it."""
    held = {folder: len(world.dovecot.files(folder)) for folder in FOLDERS}
    wrong = []
    if sum(held.values()) != len(world.fed) + world.copies:
        wrong.append(f"{len(world.fed) + world.copies} mails delivered, folders hold {held}")
    if held["INBOX"]:
        wrong.append(f"{held['INBOX']} mails are still in the inbox")
    seen = sum("S" in flags for folder in FOLDERS for flags in world.dovecot.flags(folder))
    if seen != world.seen:
        wrong.append(f"people had read {world.seen} mails, now {seen} are marked as read")
    return wrong
