"""The store in memory, its lower part: the lease, the journal, what waits for a person, notes."""

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from typing import Any

from bot.errors import LeaseLost
from bot.ports import JournalEntry, NewReviewItem, ReviewDecision, ReviewItem
from bot.store import chain
from bot.store.booking import closed


@dataclass(slots=True)
class MemoryLease:
    """See `bot.ports.Lease`."""

    epoch: int
    store: "MemoryPeople"
    name: str

    def release(self) -> None:
        """See `bot.ports.Lease`."""
        if self.store.epochs.get(self.name) == self.epoch:
            del self.store.epochs[self.name]


@dataclass(slots=True)
class MemoryPeople:
    """What every write passes, and what people read."""

    epochs: dict[str, int] = field(default_factory=dict)
    _leases: dict[str, int] = field(default_factory=dict)
    _journal: list[chain.Link] = field(default_factory=list)
    _review: dict[int, tuple[str, ReviewItem]] = field(default_factory=dict)
    _notes: dict[str, str] = field(default_factory=dict)

    # the lease
    def acquire_lease(self, name: str, owner: str) -> MemoryLease | None:
        """See `bot.ports.Store`."""
        del owner
        if name in self.epochs:
            return None
        return MemoryLease(self._take(name), self, name)

    def usurp(self, name: str) -> None:
        """Play the other process that takes the lease over: this store may write no more."""
        held = self.epochs[name]
        self._take(name)
        self.epochs[name] = held

    def close(self) -> None:
        """See `bot.ports.Store`."""

    # transactions
    @contextmanager
    def together(self) -> Iterator[None]:
        """See `bot.ports.Store`."""
        self._write()
        # The lease is no part of it: it may pass to another in the middle of a transaction.
        names = {each.name for each in fields(self)} - {"epochs", "_leases"}
        before = {name: _copied(getattr(self, name)) for name in names}
        try:
            yield
        except BaseException:
            for name, value in before.items():
                setattr(self, name, value)
            raise

    def _take(self, name: str) -> int:
        self._leases[name] = self.epochs[name] = self._leases.get(name, 0) + 1
        return self.epochs[name]

    def _write(self) -> None:
        for name, epoch in self.epochs.items():
            if self._leases[name] != epoch:
                raise LeaseLost(f"another process works on {name} now; this one stops writing")

    # people
    def open_review(self, items: Iterable[NewReviewItem], now: datetime) -> int:
        """See `bot.ports.Store`."""
        self._write()
        return self._open(items, now)

    def review_items(self, *, closed: bool = False, kind: str = "") -> tuple[ReviewItem, ...]:
        """See `bot.ports.Store`."""
        items = (item for _, item in self._review.values() if item.kind == kind or not kind)
        return tuple(item for item in items if closed or item.closed_at is None)

    def _open(
        self, items: Iterable[NewReviewItem], now: datetime, message_id: int | None = None
    ) -> int:
        before = len(self._review)
        for new in items:
            waiting = {key for key, item in self._review.values() if item.closed_at is None}
            if new.key not in waiting:
                row_id = len(self._review) + 1
                item = ReviewItem(
                    row_id, new.kind, new.subject, new.reasons, now, message_id, key=new.key
                )
                self._review[row_id] = (new.key, item)
        return len(self._review) - before

    def _open_unseen(self, items: Iterable[NewReviewItem], now: datetime) -> None:
        """Open those items whose key was never opened: what a person closed stays closed."""
        known = {key for key, _ in self._review.values()}
        self._open([item for item in items if item.key not in known], now)

    def _open_item(self, item_id: int) -> ReviewItem | None:
        _, item = self._review.get(item_id, ("", None))
        return item if item and item.closed_at is None else None

    def _close(self, item: ReviewItem, decision: ReviewDecision, now: datetime) -> None:
        done = replace(item, closed_at=now, closed_by=decision.by)
        self._review[item.item_id] = (item.key, done)
        self._write_down([closed(done, decision)], now)

    # notes and the journal
    def note(self, name: str) -> str:
        """See `bot.ports.Store`."""
        return self._notes.get(name, "")

    def put_note(self, name: str, value: str) -> None:
        """See `bot.ports.Store`."""
        self._write()
        self._notes[name] = value

    def journal(self, since: datetime | None = None) -> tuple[JournalEntry, ...]:
        """See `bot.ports.Store`."""
        return tuple(
            JournalEntry(
                each.seq, each.at, each.kind, each.subject, json.loads(each.data), each.digest
            )
            for each in self._journal
            if since is None or each.at >= since
        )

    def verify(self) -> tuple[str, ...]:
        """See `bot.ports.Store`."""
        return chain.broken(self._journal)

    def _write_down(self, entries: Iterable[chain.NewEntry], now: datetime) -> None:
        last = self._journal[-1].digest if self._journal else chain.GENESIS
        self._journal += chain.linked(entries, now, len(self._journal), last)


def _copied(value: Any) -> Any:
    """Return a value that later writes do not change: a container's own values may be mutable."""
    if isinstance(value, dict):
        return {key: copy(inner) for key, inner in value.items()}
    return copy(value)
