"""What was booked since some time, order by order, as the journal tells it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from bot.app.quoting import quoted
from bot.domain.ledger import ClientId, EngagementId, Snapshot
from bot.domain.purchase_order import canonical
from bot.ports import JournalEntry

DONE = {
    "record_order": "recorded",
    "raise_order": "raised",
    "close_order": "closed",
    "assign_order": "put on invoices",
    "set_po_policy": "policy noted",
}
"""Kinds of journal entries that are bookings, in the order in which they name what was done."""


@dataclass(slots=True)
class Booked:
    """All that was booked for one order of one client (or, without a number, its policy)."""

    client_id: str
    po_number: str
    kinds: set[str] = field(default_factory=set)
    engagement_ids: dict[str, None] = field(default_factory=dict)
    invoices: dict[str, None] = field(default_factory=dict)
    quote: str = ""
    policy: str = ""

    def add(self, entry: JournalEntry) -> None:
        """Take in one more entry of the journal."""
        self.kinds.add(entry.kind)
        self.engagement_ids |= dict.fromkeys(_names(entry.data.get("engagement_ids")))
        if invoice := entry.data.get("invoice_number"):
            self.invoices[str(invoice)] = None
        self.quote = self.quote or str(entry.data.get("quote") or "")
        self.policy = str(entry.data.get("policy") or self.policy)

    def values(self, snapshot: Snapshot) -> Mapping[str, object]:
        """Return what the digest's template is given."""
        client = snapshot.client.get(ClientId(self.client_id))
        works = self.engagement_ids or self._works_of_invoices(snapshot)
        return {
            "client": client.name if client else self.client_id,
            "po_number": quoted(self.po_number, 60),
            "done": ", ".join(word for kind, word in DONE.items() if kind in self.kinds),
            "works": tuple(_title(EngagementId(which), snapshot) for which in works),
            "invoices": tuple(self.invoices),
            "quote": quoted(self.quote),
            "policy": self.policy.replace("_", " "),
        }

    def _works_of_invoices(self, snapshot: Snapshot) -> dict[str, None]:
        invoices = (i for i in snapshot.invoices if i.invoice_number in self.invoices)
        return dict.fromkeys(str(invoice.engagement_id) for invoice in invoices)


def booked_since(
    journal: Iterable[JournalEntry], snapshot: Snapshot
) -> tuple[Mapping[str, object], ...]:
    """Return the orders that these entries booked, each once, in the order of the journal."""
    found: dict[tuple[str, str], Booked] = {}
    for entry in journal:
        if entry.kind not in DONE:
            continue
        client_id, number = str(entry.data.get("client_id")), str(entry.data.get("po_number") or "")
        booked = found.setdefault((client_id, canonical(number)), Booked(client_id, number))
        booked.add(entry)
    return tuple(booked.values(snapshot) for booked in found.values())


def _title(engagement_id: EngagementId, snapshot: Snapshot) -> str:
    engagement = snapshot.engagement.get(engagement_id)
    return f"{engagement.title} ({engagement_id})" if engagement else engagement_id


def _names(value: object) -> tuple[str, ...]:
    return tuple(str(name) for name in value) if isinstance(value, list | tuple) else ()
