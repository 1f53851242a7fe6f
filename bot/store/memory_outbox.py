"""The store in memory, its middle part: mail on its way out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.domain.ledger import InvoiceNumber
from bot.domain.outgoing import OutboxRow, Outgoing, OutgoingClass, OutgoingState
from bot.errors import LeaseLost
from bot.store import travel
from bot.store.memory_people import MemoryPeople
from bot.store.text import bare


@dataclass(slots=True)
class MemoryOutbox(MemoryPeople):
    """The outbox, and what its mails have said."""

    _outbox: dict[int, OutboxRow] = field(default_factory=dict)
    _said: dict[str, int] = field(default_factory=dict)

    def queue(
        self, mails: Iterable[Outgoing], now: datetime, *, held_because: str = "", cause: str = ""
    ) -> int:
        """See `bot.ports.Store`. A mail that covers what was said already is not queued."""
        self._write()
        return self._queue(mails, now, held_because, cause)

    def _queue(
        self, mails: Iterable[Outgoing], now: datetime, held_because: str, cause: str
    ) -> int:
        before = len(self._outbox)
        for mail in mails:
            taken = {row.mail.idem_key for row in self._outbox.values()}
            if mail.idem_key in taken or not self._said.keys().isdisjoint(mail.covers):
                continue
            state = OutgoingState.HELD if held_because else OutgoingState.QUEUED
            row_id = len(self._outbox) + 1
            self._outbox[row_id] = OutboxRow(row_id, mail, state, 0, now, now, held_because)
            self._said |= dict.fromkeys(mail.covers, row_id)
            self._write_down([travel.entry(mail, state, held_because, cause)], now)
        return len(self._outbox) - before

    def claim(self, limit: int, now: datetime) -> tuple[OutboxRow, ...]:
        """See `bot.ports.Store`."""
        self._write()
        due = [
            row
            for row in self.outbox(OutgoingState.QUEUED, OutgoingState.DEFERRED)
            if row.next_at <= now
        ]
        claimed = tuple(
            replace(row, state=OutgoingState.CLAIMED, attempts=row.attempts + 1)
            for row in due[:limit]
        )
        self._outbox |= {row.row_id: row for row in claimed}
        return claimed

    def advance(
        self,
        row: OutboxRow,
        state: OutgoingState,
        now: datetime,
        *,
        evidence: str = "",
        next_at: datetime | None = None,
    ) -> None:
        """See `bot.ports.Store`; `LeaseLost` where somebody else has moved the mail on."""
        self._write()
        self._may_move(((row, state),))
        held = self._outbox[row.row_id]
        self._outbox[row.row_id] = replace(
            held,
            state=state,
            evidence=travel.evidence_after(held.state, held.evidence, state, evidence),
            next_at=next_at or held.next_at,
        )
        if state is OutgoingState.SUPPRESSED:
            self._said = {key: by for key, by in self._said.items() if by != row.row_id}
        if travel.is_noted(state) and state is not held.state:
            self._write_down([travel.entry(row.mail, state, evidence)], now)

    def _may_move(self, moves: Iterable[tuple[OutboxRow, OutgoingState]]) -> None:
        for row, state in moves:
            held = self._outbox[row.row_id].state
            if not travel.may_follow(held, state):
                raise LeaseLost(
                    f"outgoing mail {row.row_id} is {held} already, it cannot become {state}"
                )

    def outbox(self, *states: OutgoingState) -> tuple[OutboxRow, ...]:
        """See `bot.ports.Store`."""
        return tuple(r for r in self._outbox.values() if not states or r.state in states)

    def _unsent(self) -> frozenset[InvoiceNumber]:
        rows = (r for r in self._outbox.values() if r.mail.kind is OutgoingClass.INVOICE)
        return travel.unsent(
            travel.InvoiceMail(row.mail.idem_key, row.state, row.mail.condition, row.evidence)
            for row in rows
        )

    def recover_outbox(self, now: datetime, visible_at: datetime | None = None) -> int:
        """See `bot.ports.Store`."""
        self._write()
        for row in self.outbox(OutgoingState.COMMITTING):
            evidence, later = travel.FOUND_COMMITTING, visible_at
            self.advance(row, OutgoingState.IN_DOUBT, now, evidence=evidence, next_at=later)
        for row in self.outbox(OutgoingState.CLAIMED):
            self._outbox[row.row_id] = replace(row, state=OutgoingState.QUEUED)
        return len(self.outbox(OutgoingState.IN_DOUBT))

    def has_queued(self, idem_keys: Sequence[str]) -> frozenset[str]:
        """See `bot.ports.Store`."""
        taken = {row.mail.idem_key for row in self._outbox.values()} | self._said.keys()
        return frozenset(taken & set(idem_keys))

    def replies_in_thread(self, message_ids: Sequence[str], since: datetime) -> int:
        """See `bot.ports.Store`. Mails that failed or were suppressed do not count."""
        names = {bare(each) for each in message_ids}
        return sum(
            row.mail.kind is OutgoingClass.REPLY
            and row.created_at >= since
            and row.state not in {OutgoingState.FAILED, OutgoingState.SUPPRESSED}
            and not names.isdisjoint(travel.answered(row.mail.source))
            for row in self._outbox.values()
        )

    def written_to(self, recipient: str, since: datetime) -> tuple[OutboxRow, ...]:
        """See `bot.ports.Store`. Mails that failed or were suppressed do not count."""
        return tuple(
            row
            for row in self._outbox.values()
            if row.mail.recipient.lower() == recipient.lower()
            and row.created_at >= since
            and row.state not in {OutgoingState.FAILED, OutgoingState.SUPPRESSED}
        )

    def outgoing_by_message_id(self, message_id: str) -> OutboxRow | None:
        """See `bot.ports.Store`."""
        name = bare(message_id)
        rows = self._outbox.values()
        return next((row for row in rows if bare(row.mail.message_id) == name), None)
