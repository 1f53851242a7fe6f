"""Delivery reports: believed only of mails that pobot wrote, to the address that is given up.

Anybody can write a report (RFC 3464). It quotes the mail that could not be delivered, and our
Message-IDs cannot be guessed: who does not have ours never had the mail.
"""

import re
from dataclasses import replace

from bot.domain.decision import Decision, MarkAddress
from bot.domain.message import Message
from bot.domain.outgoing import OutboxRow, OutgoingClass
from bot.ports import NewReviewItem, Store

MOST_IDS = 20
"""Message-IDs of one report that are looked up; a report returns one mail."""

_RETURNED = frozenset({"message/rfc822", "text/rfc822-headers", "message/delivery-status"})
_MESSAGE_ID = re.compile(rb"(?im)^(?:Original-)?(?:X-Original-)?Message-ID:\s*(<[^<>\s]{3,250}>)")


def proven(decision: Decision, message: Message, store: Store) -> Decision:
    """Return a decision without the addresses whose mail a report does not give back."""
    marked = [change for change in decision.changes if isinstance(change, MarkAddress)]
    if not marked:
        return decision
    reached = _recipients(message, store)
    doubtful = {change.email for change in marked if change.email.lower() not in reached}
    if not doubtful:
        return decision
    kept = tuple(
        change
        for change in decision.changes
        if not isinstance(change, MarkAddress) or change.email not in doubtful
    )
    names = ", ".join(sorted(doubtful))
    why = f"The report gives back no mail of ours to {names}: nothing is noted of it."
    return replace(decision, changes=kept, reasons=(*decision.reasons, why))


def lost_invoices(decision: Decision, message: Message, store: Store) -> tuple[NewReviewItem, ...]:
    """Return an item for each invoice whose mail a proven report gives back (see `proven`)."""
    given_up = {c.email.lower() for c in decision.changes if isinstance(c, MarkAddress)}
    return tuple(
        _lost(number, row)
        for row in (_returned(message, store) if given_up else ())
        if row.mail.kind is OutgoingClass.INVOICE and row.mail.recipient.lower() in given_up
        for number, _ in row.mail.condition.invoices
    )


def _lost(number: str, row: OutboxRow) -> NewReviewItem:
    to = row.mail.recipient
    why = f"The mail with {number} to {to} came back: the client has not got this invoice."
    return NewReviewItem("bounced", f"bounced:{number}:{to}", f"{number} did not arrive", (why,))


def _recipients(message: Message, store: Store) -> frozenset[str]:
    """Return to whom the mails of ours went that a report returns or answers."""
    return frozenset(row.mail.recipient.lower() for row in _returned(message, store))


def _returned(message: Message, store: Store) -> tuple[OutboxRow, ...]:
    rows = {row.row_id: row for n in _names(message) if (row := store.outgoing_by_message_id(n))}
    return tuple(rows.values())


def _names(message: Message) -> tuple[str, ...]:
    returned = (
        found.decode("ascii", "replace")
        for part in message.parts
        if part.media_type in _RETURNED
        for found in _MESSAGE_ID.findall(part.payload[:65536])
    )
    names = (*returned, message.in_reply_to, *message.references)
    return tuple(dict.fromkeys(name for name in names if name))[:MOST_IDS]
