"""Monthly statements of account, for the clients that wish one: all that is open, due or not.

Each goes once a month, on the client's first working day of it on which no other letter goes; it
states facts and asks for nothing, so promises and disputes do not stop it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from bot.app.dunning_letters import invoice_values, money_of, totals
from bot.app.quiet import ReminderSettings
from bot.domain.arrears import Overdue, overdue_of
from bot.domain.calendar import end_of_day
from bot.domain.company import Company
from bot.domain.decision import Letter
from bot.domain.dunning import CHASE, REMIND, recipient, wrote
from bot.domain.dunning_conditions import stated
from bot.domain.ledger import Client, Contact, Snapshot
from bot.domain.managers import looks_after
from bot.domain.message import Address
from bot.domain.outgoing import Condition, Outgoing, OutgoingClass
from bot.ports import Holds, Store
from bot.stages.compose import Templates, compose

LAST_DAY = 14
"""A statement of the month is of no use after this day of it."""

EVERY_AGE = -100_000
"""Days past due from which an invoice counts: all that are open."""

READERS = ("finance",)
"""Role of the contacts who get statements."""


@dataclass(frozen=True, slots=True)
class Statements:
    """Writes statements of account."""

    store: Store
    templates: Templates
    company: Company
    settings: ReminderSettings

    def due(self, snapshot: Snapshot, holds: Holds, now: datetime) -> tuple[Outgoing, ...]:
        """Return the statements that are to be queued at this moment."""
        clients = (snapshot.client.get(each) for each in self.settings.statements)
        return tuple(
            mail
            for client in clients
            if client and not self.settings.closed(client, now)
            for mail in self._of(client, snapshot, holds, now)
        )

    def _of(
        self, client: Client, snapshot: Snapshot, holds: Holds, now: datetime
    ) -> Iterator[Outgoing]:
        day = self.settings.day_of(client, now)
        to = recipient(snapshot, client.client_id, holds, READERS)
        lines = overdue_of(snapshot, client, day, EVERY_AGE)
        if day.day > LAST_DAY or to is None or not lines or self._said(client, day):
            return
        yield compose(
            _letter(client, to, lines, snapshot, day, self._key(client, day)),
            self.templates,
            self.company,
            self.settings.secret,
            now,
            OutgoingClass.REMINDER,
            condition=Condition(
                client.client_id,
                owed=tuple((o.invoice.invoice_number, stated(o.outstanding)) for o in lines),
            ),
            expires_at=end_of_day(day, self.settings.zone_of(client)),
        )

    def _said(self, client: Client, day: date) -> bool:
        """Return whether the month's statement was written, or another letter goes on this day."""
        letters = (
            f"{self.settings.prefix}{key}"
            for kind in (REMIND, CHASE)
            for key in wrote(kind, client.client_id, 1, day)
        )
        return bool(self.store.has_queued((self._key(client, day), *letters)))

    def _key(self, client: Client, day: date) -> str:
        return f"{self.settings.prefix}statement:{client.client_id}:{day:%Y-%m}"


def _letter(
    client: Client,
    to: Contact,
    lines: tuple[Overdue, ...],
    snapshot: Snapshot,
    day: date,
    key: str,
) -> Letter:
    works = dict.fromkeys(snapshot.engagement[line.invoice.engagement_id] for line in lines)
    late = tuple(line for line in lines if line.days_past_due > 0)
    return Letter(
        template="statement",
        to=Address(to.name, to.email.lower()),
        language=client.language or "en",
        idem_key=key,
        values={
            "recipient": to.name,
            "client": client.name,
            "as_of": day,
            "person": looks_after(works),
            "references": tuple(work.engagement_id for work in works),
            "invoices": tuple(invoice_values(line) for line in lines),
            "totals": money_of(totals(line.outstanding for line in lines)),
            "overdue": money_of(totals(line.outstanding for line in late)),
        },
        client_id=client.client_id,
    )
