"""A store that forgets when the process ends: for unit tests, and `explain` without a database.

Behaves as the one in a database does, and shares its rules (`changes`, `merge`, `travel`, `chain`).
What it cannot have is another process: its lease is lost by nobody but `MemoryStore.usurp`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, tzinfo

from bot.domain.calendar import local_day
from bot.domain.decision import Change
from bot.domain.ledger import Snapshot
from bot.domain.message import Location
from bot.domain.order_accounts import entries
from bot.domain.order_book import Entry
from bot.domain.outgoing import Outgoing
from bot.errors import Problem
from bot.ports import (
    Evidence,
    Holds,
    ImportReport,
    MessageState,
    Registration,
    ReviewDecision,
    ReviewItem,
    Settlement,
    StoredMessage,
)
from bot.store.booking import (
    Booking,
    Hold,
    HoldKind,
    Occasion,
    after,
    entry,
    moved_by,
    settled,
    stands,
    still_stands,
)
from bot.store.changes import bookings
from bot.store.contradictions import contradictions
from bot.store.memory_upkeep import Mail, MemoryUpkeep
from bot.store.merge import merged, taken
from bot.store.records import KEYS, cell
from bot.store.text import bare, json_text


@dataclass(slots=True)
class _Held:
    hold: Hold
    message_id: int | None


@dataclass(slots=True)
class MemoryStore(MemoryUpkeep):
    """Keeps everything in lists and dicts. For one thread."""

    ledger: Snapshot = field(default_factory=Snapshot)
    timezone: tzinfo = UTC
    _scanned: dict[tuple[str, int], int] = field(default_factory=dict)
    _effects: set[tuple[str, str]] = field(default_factory=set)
    _books: dict[tuple[str, str], Mapping[str, str]] = field(default_factory=dict)
    _holds: dict[tuple[HoldKind, str], _Held] = field(default_factory=dict)
    _entries: list[Entry] = field(default_factory=list)

    # mail in
    def scanned_to(self, mailbox: str, uid_validity: int) -> int:
        """See `bot.ports.Store`."""
        return self._scanned.get((mailbox, uid_validity), 0)

    def register(
        self, registrations: Sequence[Registration], scanned_to: Location | None, now: datetime
    ) -> tuple[StoredMessage, ...]:
        """See `bot.ports.Store`."""
        self._write()
        mails = [self._arrive(each, now) for each in registrations]
        if scanned_to is not None:
            place = (scanned_to.mailbox, scanned_to.uid_validity)
            self._scanned[place] = max(self._scanned.get(place, 0), scanned_to.uid)
        return tuple(mail.message for mail in mails)

    def _arrive(self, each: Registration, now: datetime) -> Mail:
        mail = self._mails.get(each.content_key)
        if mail is None:
            message = StoredMessage(
                row_id=len(self._mails) + 1,
                content_key=each.content_key,
                rfc_message_id=each.rfc_message_id,
                sender=each.sender,
                subject=each.subject,
                received_at=each.raw.received_at,
                complete=each.raw.complete,
                state=MessageState.RECEIVED,
                attempts=0,
                last_error="",
                verdict="",
                judgement="",
                size=each.raw.size,
            )
            mail = self._mails[each.content_key] = Mail(message, each.raw, now)
        mail.places.setdefault(each.raw.location, "pending")
        return mail

    def unsettled(self, limit: int) -> tuple[StoredMessage, ...]:
        """See `bot.ports.Store`."""
        waiting = [m.message for m in self._mails.values() if not m.message.state.terminal]
        return tuple(waiting[:limit])

    def stored(self, row_id: int) -> StoredMessage | None:
        """See `bot.ports.Store`."""
        every = (mail.message for mail in self._mails.values())
        return next((message for message in every if message.row_id == row_id), None)

    def begin(self, message: StoredMessage, now: datetime) -> int:
        """See `bot.ports.Store`."""
        del now
        return self._begun(message, 1)

    def begin_all(self, messages: Sequence[StoredMessage], now: datetime) -> tuple[int, ...]:
        """See `bot.ports.Store`."""
        del now
        return tuple(self._begun(message, 0) for message in messages)

    def _begun(self, message: StoredMessage, more: int) -> int:
        self._write()
        mail = self._mails[message.content_key]
        if not mail.message.state.terminal:
            attempts = mail.message.attempts + more
            mail.message = replace(mail.message, attempts=attempts, state=MessageState.WORKING)
        return mail.message.attempts

    def settle(self, settlement: Settlement, now: datetime) -> bool:
        """See `bot.ports.Store`."""
        self._write()
        mail = self._mails[settlement.message.content_key]
        if mail.message.state.terminal:
            return False
        still_stands(settlement, self.ledger)
        evidence, message = settlement.evidence, mail.message
        occasion = Occasion(message.content_key, self._day(now))
        before = self.ledger
        self._apply(settlement.changes, evidence, occasion, now, message.row_id)
        self._queue(settlement.outgoing, now, settlement.held_because, evidence.cause)
        for each in settlement.closes:
            if item := self._open_item(each.item_id):
                self._end(item, each, now)
        self._open(settlement.review, now, message.row_id)
        self._open_unseen(contradictions(before, self.ledger), now)
        self._write_down([settled(settlement)], now)
        mail.message = replace(
            message,
            state=settlement.state,
            verdict=settlement.verdict,
            judgement=settlement.judgement,
            last_error=settlement.error,
        )
        return True

    def unfiled(self, mailbox: str, limit: int) -> tuple[tuple[Location, StoredMessage], ...]:
        """See `bot.ports.Store`."""
        waiting = [
            (place, mail.message)
            for mail in self._mails.values()
            for place, state in mail.places.items()
            if place.mailbox == mailbox and state == "pending" and mail.message.state.terminal
        ]
        return tuple(sorted(waiting, key=lambda each: (each[0].uid_validity, each[0].uid)))[:limit]

    def filed(self, location: Location, *, gone: bool) -> None:
        """See `bot.ports.Store`."""
        self._write()
        for mail in self._mails.values():
            if location in mail.places:
                mail.places[location] = "gone" if gone else "filed"

    def find_message(self, rfc_message_id: str) -> StoredMessage | None:
        """See `bot.ports.Store`."""
        name = bare(rfc_message_id)
        found = [m.message for m in self._mails.values() if bare(m.message.rfc_message_id) == name]
        return found[-1] if found else None

    def namesakes(self, messages: Sequence[StoredMessage]) -> tuple[StoredMessage, ...]:
        """See `bot.ports.Store`."""
        first: dict[str, int] = {}
        for held in self._mails.values():
            first.setdefault(held.message.rfc_message_id, held.message.row_id)
        asked = {each.row_id: each for each in messages if each.rfc_message_id}
        named = sorted(asked.items())
        return tuple(each for row, each in named if first.get(each.rfc_message_id, row) < row)

    def messages_since(self, since: datetime) -> tuple[StoredMessage, ...]:
        """See `bot.ports.Store`."""
        return tuple(m.message for m in self._mails.values() if m.registered_at >= since)

    def mails_from(self, sender: str, since: datetime) -> tuple[StoredMessage, ...]:
        """See `bot.ports.Store`."""
        return tuple(m for m in self.messages_since(since) if m.sender == sender)

    def mails_naming(self, words: Sequence[str]) -> tuple[StoredMessage, ...]:
        """See `bot.ports.Store`."""
        told, texts = (m.message for m in self._mails.values()), [json_text(w) for w in words]
        return tuple(m for m in told if any(t.lower() in m.judgement.lower() for t in texts))

    # the ledger
    def snapshot(self) -> Snapshot:
        """See `bot.ports.Store`."""
        return self.ledger

    def import_ledger(
        self,
        ledger: Snapshot,
        rejected: tuple[Problem, ...],
        now: datetime,
        *,
        dry_run: bool = False,
    ) -> ImportReport:
        """See `bot.ports.Store`. A conflict that a person closed is reported, not opened again."""
        news = merged(self.ledger, self._books, ledger, rejected, self._unsent())
        if dry_run:
            return news.report
        self._write()
        self._books |= news.books
        known = {key for key, _ in self._review.values()}
        opened = self._open([item for item in news.review if item.key not in known], now)
        if news.is_new or opened:
            self._write_down([taken(news)], now)
        if news.is_new:
            self._write_orders(news.ledger, now)
            self.ledger = replace(news.ledger, version=self.ledger.version + 1)
        return news.report

    def book(
        self,
        changes: Sequence[Change],
        evidence: Evidence,
        now: datetime,
        *,
        outgoing: Iterable[Outgoing] = (),
        held_because: str = "",
    ) -> int:
        """See `bot.ports.Store`."""
        self._write()
        known = len(self._effects)
        self._apply(changes, evidence, Occasion(evidence.cause, self._day(now)), now, None)
        self._queue(outgoing, now, held_because, evidence.cause)
        return len(self._effects) - known

    def order_entries(self) -> tuple[Entry, ...]:
        """See `bot.ports.Store`."""
        return tuple(self._entries)

    def _write_orders(self, after: Snapshot, now: datetime) -> None:
        before = self.ledger if self._entries else Snapshot()
        self._entries += entries(before, after, self._day(now))

    def _day(self, now: datetime) -> date:
        return local_day(now, self.timezone)

    def holds(self) -> Holds:
        """See `bot.ports.Store`."""

        def of(kind: HoldKind) -> dict[str, Hold]:
            return {key[1]: held.hold for key, held in self._holds.items() if key[0] is kind}

        orders, payments = of(HoldKind.PROMISED_ORDER), of(HoldKind.PROMISED_PAYMENT)
        return Holds(
            invoices={subject: hold.why for subject, hold in of(HoldKind.INVOICE).items()},
            promised_orders={subject: hold.until for subject, hold in orders.items()},
            promised_payments={subject: hold.until for subject, hold in payments.items()},
            bad_addresses=frozenset(of(HoldKind.ADDRESS)),
            waived_interest={s: h.why for s, h in of(HoldKind.WAIVED_INTEREST).items()},
            waived_fixed_sums={s: h.why for s, h in of(HoldKind.WAIVED_FIXED_SUM).items()},
            paused={s: h.until for s, h in of(HoldKind.PAUSED).items()},
        )

    # people
    def close_review(
        self,
        item_id: int,
        by: str,
        now: datetime,
        *,
        changes: Sequence[Change] = (),
        outgoing: Iterable[Outgoing] = (),
    ) -> bool:
        """See `bot.ports.Store`."""
        decision = ReviewDecision(item_id, by, changes=tuple(changes), outgoing=tuple(outgoing))
        return self.decide_review(decision, now)

    def decide_review(self, decision: ReviewDecision, now: datetime) -> bool:
        """See `bot.ports.Store`."""
        self._write()
        item = self._open_item(decision.item_id)
        if item is None:
            return False
        stands(decision, self.ledger)
        self._may_move(decision.moves)
        grounds, occasion = decision.grounds, Occasion(f"review:{item.item_id}", self._day(now))
        before = self.ledger
        self._apply(decision.changes, grounds, occasion, now, item.message_id)
        self._open_unseen(contradictions(before, self.ledger), now)
        self._queue(decision.outgoing, now, decision.held_because, grounds.cause)
        for row, state in decision.moves:
            self.advance(row, state, now, evidence=moved_by(decision), next_at=now)
        self._end(item, decision, now)
        return True

    def _end(self, item: ReviewItem, decision: ReviewDecision, now: datetime) -> None:
        """Close an item; the reminders that its mail held may go again."""
        self._close(item, decision, now)
        for key, held in tuple(self._holds.items()):
            if key[0] is HoldKind.INVOICE and held.message_id == item.message_id is not None:
                del self._holds[key]

    # the parts of T3
    def _apply(
        self,
        changes: Iterable[Change],
        evidence: Evidence,
        occasion: Occasion,
        now: datetime,
        message_id: int | None,
    ) -> None:
        """Work everything out first: a change that the ledger refuses leaves nothing behind."""
        ledger, done = self.ledger, []
        effects = set(self._effects)
        for change in changes:
            for booking in bookings(change, ledger, occasion):
                if (booking.effect, booking.key) in effects:
                    continue
                effects.add((booking.effect, booking.key))
                ledger = after(ledger, booking)
                done.append(booking)
        for booking in done:
            self._book(booking, message_id)
        self._effects = effects
        self._write_down([entry(booking, evidence) for booking in done], now)
        if ledger is not self.ledger:
            self._write_orders(ledger, now)
            self.ledger = replace(ledger, version=ledger.version + 1)

    def _book(self, booking: Booking, message_id: int | None) -> None:
        for put in booking.puts:
            if put.booked:
                row = (put.table, KEYS[put.table](put.record))
                before = {name: cell(getattr(put.before, name, None)) for name in put.booked}
                self._books[row] = before | dict(self._books.get(row, {}))
        for hold in booking.holds:
            self._holds[hold.kind, hold.subject] = _Held(hold, message_id)
        for hold in booking.lifts:
            self._holds.pop((hold.kind, hold.subject), None)
