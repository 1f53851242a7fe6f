"""Whose work a digest tells of: all of it for accounts, a manager's own for that manager. Pure."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from bot.domain.dunning import Notice
from bot.domain.ledger import EngagementId, PurchaseOrder, Snapshot
from bot.domain.purchase_order import canonical
from bot.ports import JournalEntry, ReviewItem, StoredMessage

_WORD = re.compile(r"[\w/.-]*[\w]")


@dataclass(frozen=True)
class Scope:
    """The work of one reader.

    Attributes:
        reader: the manager's address, lower case; "" for accounts, who see everything.
        snapshot: the whole ledger.
    """

    reader: str
    snapshot: Snapshot = field(default_factory=Snapshot)

    @property
    def is_all(self) -> bool:
        """Return whether everything is told."""
        return not self.reader

    @cached_property
    def works(self) -> frozenset[str]:
        """The ids of the engagements that this reader manages."""
        return frozenset(
            str(work.engagement_id)
            for work in self.snapshot.engagements
            if self.reader in {work.account_manager.lower(), work.project_manager.lower()}
        )

    @cached_property
    def ledger(self) -> Snapshot:
        """The ledger with no other work in it, for what is asked of invoices.

        Not for the balances of orders: other work may draw on them, too.
        """
        if self.is_all:
            return self.snapshot
        whole = self.snapshot
        works = tuple(e for e in whole.engagements if e.engagement_id in self.works)
        clients = {work.client_id for work in works}
        return replace(
            whole,
            engagements=works,
            clients=tuple(c for c in whole.clients if c.client_id in clients),
            invoices=tuple(i for i in whole.invoices if i.engagement_id in self.works),
        )

    def has_work(self, which: str) -> bool:
        """Return whether an engagement is told of."""
        return self.is_all or which in self.works

    def has_subject(self, subject: str) -> bool:
        """Return whether an invoice or an engagement, by its number, is told of."""
        return self.is_all or subject in self.works or subject in self.ledger.invoice

    def has_order(self, order: PurchaseOrder) -> bool:
        """Return whether an order pays for work that is told of."""
        return self.is_all or not self.works.isdisjoint(map(str, order.engagement_ids))

    def has_entry(self, entry: JournalEntry) -> bool:
        """Return whether what an entry of the journal did is told of."""
        if self.is_all:
            return True
        data = entry.data
        if str(data.get("invoice_number") or "") in self.ledger.invoice:
            return True
        named = data.get("engagement_ids")
        if isinstance(named, list | tuple) and named:
            return not self.works.isdisjoint(map(str, named))
        order = (str(data.get("client_id")), canonical(str(data.get("po_number") or "")))
        return order in self._orders

    def has_item(self, item: ReviewItem, mails: Mapping[int, StoredMessage]) -> bool:
        """Return whether a review item is told of.

        That is what its mail was found to be about; without a mail, or where it was about nothing
        in particular, what the item itself names, and at last the client's work as a whole.
        """
        if self.is_all:
            return True
        found = _found(mails.get(item.message_id or 0))
        works = set(map(str, found.get("engagement_ids") or ()))
        if works:
            return not self.works.isdisjoint(works)
        words = {
            w.upper() for text in (item.subject, *item.reasons, item.key) for w in _words(text)
        }
        if words & self._names:
            return True
        return str(found.get("client_id") or "") in self._sole_clients

    def notice(self, notice: Notice) -> Notice | None:
        """Return the part of a letter to a client that is told of; None where there is none."""
        if self.is_all:
            return notice
        overdue = tuple(x for x in notice.overdue if x.invoice.engagement_id in self.works)
        missing = tuple(x for x in notice.missing if x.engagement.engagement_id in self.works)
        return replace(notice, overdue=overdue, missing=missing) if overdue or missing else None

    @cached_property
    def _names(self) -> frozenset[str]:
        numbers = (number.upper() for number in self.ledger.invoice)
        return frozenset((*(w.upper() for w in self.works), *numbers))

    @cached_property
    def _orders(self) -> frozenset[tuple[str, str]]:
        return frozenset(
            (str(order.client_id), canonical(order.po_number))
            for order in self.snapshot.purchase_orders
            if self.has_order(order)
        )

    @cached_property
    def _sole_clients(self) -> frozenset[str]:
        """The clients all of whose work is this reader's."""
        others = {
            work.client_id
            for work in self.snapshot.engagements
            if not self.has_work(work.engagement_id)
        }
        return frozenset(str(c.client_id) for c in self.ledger.clients if c.client_id not in others)


def managers(snapshot: Snapshot, others: Iterable[str]) -> tuple[str, ...]:
    """Return the addresses of all managers of work that is not closed, sorted.

    `others` get everything anyhow, and are left out.
    """
    found = {
        address.lower()
        for work in snapshot.engagements
        if work.status != "closed" or snapshot.invoices_of(EngagementId(work.engagement_id))
        for address in (work.account_manager, work.project_manager)
        if address
    }
    return tuple(sorted(found - {address.lower() for address in others}))


def _found(message: StoredMessage | None) -> Mapping[str, Any]:
    found: Mapping[str, Any] = {}
    if message and message.judgement:
        found = json.loads(message.judgement)
    return found


def _words(text: str) -> Iterable[str]:
    return (part for word in _WORD.findall(text) for part in (word, *word.split("/")))
