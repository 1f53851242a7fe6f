"""The last look at a reminder or a chaser before it leaves, often long after it was written.

A server that was away, a stop file or a person's approval may keep a letter for days. It leaves on
a working day and in the sending hours of its client, straight after ledger and inbox were read,
never to a client whose own mail waits for one of us, and as the only one of its client on that day.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.app.pauses import believed, clients_whose_mail_waits
from bot.app.quiet import ReminderSettings
from bot.app.unallocated import maybe_paid
from bot.domain.dunning_reasons import promise
from bot.domain.ledger import Client, ClientId, Snapshot
from bot.domain.outgoing import OutboxRow, OutgoingClass
from bot.ports import Store

UNASKED = frozenset({OutgoingClass.REMINDER, OutgoingClass.CHASER})

AGAIN = timedelta(minutes=1)
"""Wait of a letter that may leave as soon as ledger and inbox were read."""

COPY = ":to:"
"""Divides the key of a letter from the address of one of several who get it."""


@dataclass(frozen=True, slots=True)
class Unasked:
    """What holds for letters that nobody asked for, looked at when they are sent."""

    store: Store
    settings: ReminderSettings
    _seen: dict[object, Mapping[ClientId, str]] = field(default_factory=dict, compare=False)

    def waits_until(
        self, row: OutboxRow, now: datetime, *, all_read: bool
    ) -> tuple[datetime, str] | None:
        """Return when a letter may be looked at again and why it waits; None if it may leave.

        `all_read`: whether the ledger folder and all of the inbox were read right before this.
        """
        client = self._client(row)
        if client is None:
            return None
        if not all_read or self.store.unsettled(1):
            return now + AGAIN, "ledger and inbox are read first"
        if why := self.settings.closed(client, now):
            return self.settings.opens_at(client, now), why
        if self._wrote_today(client, row, now):
            morrow = self.settings.day_of(client, now) + timedelta(days=1)
            begin = datetime.combine(
                morrow, self.settings.window.opens, self.settings.zone_of(client)
            )
            return self.settings.opens_at(client, begin.astimezone(now.tzinfo)), (
                "another letter went to this client today"
            )
        return None

    def not_wanted(self, row: OutboxRow, now: datetime) -> str:
        """Return why a letter must not go at all any more, or ""; a statement asks for nothing."""
        client, condition = self._client(row), row.mail.condition
        if client is None or not (condition.unpaid or condition.without_po):
            return ""
        if why := self._promised(row, client, now):
            return why
        snapshot = self.store.snapshot()
        paid = maybe_paid(self.store, snapshot)
        if why := next((paid[number] for number in condition.unpaid if number in paid), ""):
            return why
        return self._clients_waiting(snapshot, now).get(client.client_id, "")

    def _clients_waiting(self, snapshot: Snapshot, now: datetime) -> Mapping[ClientId, str]:
        """Return the clients whose mail waits for one of us; found anew when an item came or went.

        Many letters leave one after the other, and thousands of mails may wait.
        """
        items = tuple(item.item_id for item in self.store.review_items())
        state = (snapshot.version, now.replace(minute=0, second=0, microsecond=0), items)
        if state not in self._seen:
            self._seen.clear()
            self._seen[state] = clients_whose_mail_waits(self.store, snapshot, now)
        return self._seen[state]

    def leaves(self, row: OutboxRow, now: datetime) -> None:
        """Remember that a client is written to on this day, before the letter is handed over."""
        client = self._client(row)
        if client is not None:
            self.store.put_note(
                _name(client), f"{self.settings.day_of(client, now)} {_letter(row)}"
            )

    def _promised(self, row: OutboxRow, client: Client, now: datetime) -> str:
        """Return what was promised of what the letter asks for since it was written, or ""."""
        procedure, today = self.settings.procedure, self.settings.day_of(client, now)
        holds, condition = believed(self.store, procedure, now), row.mail.condition
        found = (
            *(
                promise("payment", holds.promised_payments, n, procedure, today)
                for n in condition.unpaid
            ),
            *(
                promise("order", holds.promised_orders, n, procedure, today)
                for n in condition.without_po
            ),
        )
        return next((why for why in found if why), "")

    def _client(self, row: OutboxRow) -> Client | None:
        """Return whom a reminder or chaser is for; None for every other mail."""
        condition = row.mail.condition
        about = condition.unpaid or condition.without_po or condition.owed
        if row.mail.kind not in UNASKED or not about:
            return None
        if condition.client_id is None:
            return None
        return self.store.snapshot().client.get(condition.client_id)

    def _wrote_today(self, client: Client, row: OutboxRow, now: datetime) -> bool:
        day, _, letter = self.store.note(_name(client)).partition(" ")
        return day == str(self.settings.day_of(client, now)) and letter != _letter(row)


def _name(client: Client) -> str:
    return f"last_letter:{client.client_id}"


def _letter(row: OutboxRow) -> str:
    return row.mail.idem_key.partition(COPY)[0]
