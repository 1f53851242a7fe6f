"""Warns of blanket orders that run low or end: the client's buyers, and the account manager.

Work is "due and not said yet" (`bot.domain.blanket_warnings`). The client gets one letter for all
that is new of an order; each registered procurement and finance contact has it as a mail of their
own that names the others, since a mail here has one recipient. The account manager gets a note.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

import structlog

from bot.app.blanket_letters import client_letter, staff_note
from bot.app.quiet import ReminderSettings, paused, stopped
from bot.domain.blanket_warnings import Alert, Thresholds, alerts, keys_passed
from bot.domain.calendar import end_of_day, local_day
from bot.domain.company import Company
from bot.domain.decision import Letter
from bot.domain.ledger import ClientId, PoPolicy, Snapshot
from bot.domain.message import Address
from bot.domain.outgoing import Condition, Outgoing, OutgoingClass
from bot.ports import Clock, Store
from bot.stages.compose import Templates, compose

BUYERS = ("procurement", "finance")
"""Roles of the contacts who raise and renew orders, and who plan the money for them."""

GOOD_FOR = timedelta(days=4)
"""A warning that could not leave within four days tells old figures."""

log = structlog.get_logger()


@dataclass(slots=True)
class Blankets:
    """The warnings, run against the store on the days and in the hours of the reminders."""

    store: Store
    templates: Templates
    company: Company
    clock: Clock
    settings: ReminderSettings
    thresholds: Thresholds = field(default_factory=Thresholds)

    def run(self) -> int:
        """Queue what there is to say; return how many mails were new.

        Raises:
            Transient: the store is away. Nothing is lost: the next run finds the same.
        """
        now = self.clock.now()
        today = local_day(now, self.settings.timezone)
        if stopped(self.store, self.settings, now):
            return 0
        queued = self.store.queue(
            list(self._mails(today, now)),
            now,
            held_because=self.settings.held_because,
            cause="a blanket order runs low or ends",
        )
        if queued:
            log.info("mails about blanket orders queued", count=queued)
        return queued

    def _mails(self, today: date, now: datetime) -> Iterator[Outgoing]:
        snapshot = self.store.snapshot()
        said = self._said(keys_passed(snapshot, self.thresholds, today))
        news = alerts(snapshot, self.thresholds, said, today)
        paused = self._paused(snapshot, today, now) if news else {}
        for alert in news:
            if alert.burn.order.client_id not in paused:
                yield from self._mails_of(alert, snapshot, today)

    def _mails_of(self, alert: Alert, snapshot: Snapshot, today: date) -> Iterator[Outgoing]:
        """Yield the mails of one order; the first stands for all of them as "said"."""
        covers = alert.covers
        for letter, kind in self._letters(alert, snapshot):
            own = tuple(f"{key}:to:{letter.to.email}" for key in alert.covers)
            said = self._said(frozenset(own))
            if {f"{warned.key}:to:{letter.to.email}" for warned in alert.fresh} <= said:
                continue
            new = tuple(key for key in own if key not in said)
            yield self._mail(letter, alert, kind, (*covers, *new), today)
            covers = ()

    def _letters(self, alert: Alert, snapshot: Snapshot) -> Iterator[tuple[Letter, OutgoingClass]]:
        bad = self.store.holds().bad_addresses
        buyers = buyers_of(alert, snapshot, bad)
        for to in buyers:
            others = tuple(other for other in buyers if other != to)
            letter = client_letter(alert, snapshot, to)
            yield replace(letter, named_with=others), OutgoingClass.CHASER
        for address in managers_of(alert):
            if address not in bad:
                yield staff_note(alert, snapshot, address, buyers), OutgoingClass.DIGEST

    def _mail(
        self,
        letter: Letter,
        alert: Alert,
        kind: OutgoingClass,
        covers: tuple[str, ...],
        today: date,
    ) -> Outgoing:
        key = f"{self.settings.prefix}{alert.fresh[0].key}:{today}:to:{letter.to.email}"
        mail = compose(
            replace(letter, idem_key=key),
            self.templates,
            self.company,
            self.settings.secret,
            self.clock.now(),
            kind,
            condition=Condition(
                client_id=alert.burn.order.client_id,
                blankets=tuple(warned.key for warned in alert.fresh),
            ),
            expires_at=end_of_day(today + GOOD_FOR, self.settings.timezone),
        )
        return replace(mail, covers=tuple(f"{self.settings.prefix}{key}" for key in covers))

    def _said(self, keys: frozenset[str]) -> frozenset[str]:
        """Return those of the keys that were said in this mode, shadow or live."""
        found = self.store.has_queued([f"{self.settings.prefix}{key}" for key in sorted(keys)])
        return frozenset(key.removeprefix(self.settings.prefix) for key in found)

    def _paused(self, snapshot: Snapshot, today: date, now: datetime) -> Mapping[ClientId, str]:
        """Return the clients who are not written to today, and why; what is due waits for them.

        One that uses no orders is asked for none, whatever stands on file.
        """
        without = {
            client.client_id: "uses no purchase orders"
            for client in snapshot.clients
            if client.po_policy is PoPolicy.NOT_USED
        }
        away = paused(self.store, self.settings, snapshot, today, now)
        return {**without, **away}


def buyers_of(alert: Alert, snapshot: Snapshot, bad: frozenset[str]) -> tuple[Address, ...]:
    """Return the client's registered procurement and finance contacts, each address once."""
    contacts = snapshot.contacts_of(alert.burn.order.client_id)
    found = {
        contact.email.lower(): Address(contact.name, contact.email.lower())
        for role in BUYERS
        for contact in contacts
        if contact.role == role and contact.email and contact.email.lower() not in bad
    }
    return tuple(found.values())


def managers_of(alert: Alert) -> tuple[str, ...]:
    """Return the addresses of the account managers of the order's work, each once."""
    addresses = (work.account_manager.lower() for work in alert.burn.works)
    return tuple(dict.fromkeys(address for address in addresses if address))
