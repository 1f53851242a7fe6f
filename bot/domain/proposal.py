"""What a person is offered to approve: changes and letters, bound by a digest to what was shown."""

import hashlib
from dataclasses import dataclass
from decimal import Decimal

from bot.domain.decision import (
    AssignOrder,
    Change,
    CloseOrder,
    Letter,
    RaiseOrder,
    RecordOrder,
    SetPoPolicy,
)
from bot.domain.ledger import EngagementId, Snapshot
from bot.domain.purchase_order import OrderKind

REVISION_LENGTH = 8
"""Hexadecimal digits: enough that nobody approves another proposal of the item by accident."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What a person chose for a mail: where its order belongs, and which number is meant."""

    engagement: EngagementId
    po_number: str = ""


@dataclass(frozen=True, slots=True)
class Proposal:
    """What approving an item would do.

    Attributes:
        changes: to the ledger.
        letters: to the sender, where one may be answered.
        releases: idem_key of an outgoing mail that would be sent after all.
        leaves: what stays as it is, a sentence each.
        obstacle: why it cannot be approved, and what can be done instead; "" where it can.
        engagements: where the order could belong: for a person to choose from.
    """

    changes: tuple[Change, ...] = ()
    letters: tuple[Letter, ...] = ()
    releases: str = ""
    leaves: tuple[str, ...] = ()
    obstacle: str = ""
    engagements: tuple[EngagementId, ...] = ()

    @property
    def revision(self) -> str:
        """Return the digest of what would be done: another proposal has another; "" for none."""
        if self.obstacle:
            return ""
        said = [(letter.template, letter.to.email, letter.language) for letter in self.letters]
        whole = repr((self.changes, said, self.releases)).encode()
        return hashlib.sha256(whole).hexdigest()[:REVISION_LENGTH]


def in_words(change: Change, ledger: Snapshot) -> str:
    """Return what a change of an order, an invoice or a policy does, in a line; sums are net."""
    match change:
        case RecordOrder():
            kind = "" if change.order_kind is OrderKind.STANDARD else f"{change.order_kind.value} "
            terms = _sum(change.amount, change.currency)
            parent = f", to {change.parent_po}" if change.parent_po else ""
            until = f", valid to {change.valid_to}" if change.valid_to else ""
            works = _works(change.engagement_ids, ledger)
            owner = _client(change.client_id, ledger)
            return f"record {kind}PO {change.po_number} of {owner}{terms}{until}{parent}{works}"
        case AssignOrder():
            return f"put PO {change.po_number} on {change.invoice_number}"
        case RaiseOrder():
            terms = _sum(change.amount, "")
            until = f", valid to {change.valid_to}" if change.valid_to else ""
            works = _works(change.engagement_ids, ledger)
            return f"change PO {change.po_number}{terms}{until}{works}"
        case CloseOrder():
            after = f", {change.successor} follows it" if change.successor else ""
            return f"close PO {change.po_number} as {change.status}{after}"
        case SetPoPolicy():
            policy = change.policy.value.replace("_", " ")
            return f"note that POs are {policy} at {_client(change.client_id, ledger)}"
        case _:
            words = "".join(f" {c.lower()}" if c.isupper() else c for c in type(change).__name__)
            return words.strip()


def _client(client_id: str, ledger: Snapshot) -> str:
    return next((c.name for c in ledger.clients if c.client_id == client_id), client_id)


def _sum(amount: Decimal | None, currency: str) -> str:
    return "" if amount is None else f", {amount:,.2f} {currency}".rstrip() + " net"


def _works(ids: tuple[EngagementId, ...], ledger: Snapshot) -> str:
    titles = {e.engagement_id: e.title for e in ledger.engagements}
    return f", for {', '.join(f'{titles.get(i, i)} ({i})' for i in ids)}" if ids else ""
