"""When pobot writes of its own accord, and to whom not: the same for every such letter."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.app.calendars import holidays_of
from bot.app.pauses import clients_whose_mail_waits
from bot.domain.calendar import SendWindow, is_working_day, local_day
from bot.domain.ledger import ClientId, Snapshot
from bot.domain.procedure import Procedure
from bot.ports import Store

SHADOW = "shadow:"
"""Starts every key in shadow mode, so that going live says again what only was shown."""

SWITCHED_OFF = "reminders are switched off (reminders.enabled)"


@dataclass(frozen=True, slots=True)
class ReminderSettings:
    """What ops decide about reminders.

    Attributes:
        procedure: the ladders.
        timezone: the accounts team's, for "today" and the window.
        secret: what Message-IDs are derived with.
        country: ISO 3166 alpha-2, for our own holidays, and clients' whose country is unknown.
        subdivision: its region, where holidays are regional; "" for the usual one.
        window: the hours in which letters are queued.
        held_because: why they are held rather than sent ("shadow"), "" to send.
        most_at_once: more letters than this in one run are held for a person.
        enabled: false writes to nobody.
    """

    procedure: Procedure
    timezone: ZoneInfo
    secret: bytes
    country: str = "GB"
    subdivision: str = ""
    window: SendWindow = field(default_factory=SendWindow)
    held_because: str = ""
    most_at_once: int = 50
    enabled: bool = True

    @property
    def prefix(self) -> str:
        """Return what every key of a letter starts with: SHADOW, or ""."""
        return SHADOW if self.held_because else ""

    def holidays(self, country: str, day: date) -> frozenset[date]:
        """Return a country's public holidays in the year of a day."""
        subdivision = self.subdivision if country == self.country else ""
        return holidays_of(country, subdivision, year=day.year)


def stopped(store: Store, settings: ReminderSettings, now: datetime) -> str:
    """Return why no letter may be queued at this moment, or ""."""
    if not settings.enabled:
        return SWITCHED_OFF
    if why := outside_hours(settings, now):
        return why
    if store.unsettled(1):
        return "the inbox has mails that are not settled yet"
    return ""


def outside_hours(settings: ReminderSettings, now: datetime) -> str:
    """Return why this is no moment to write to anybody unasked, or ""."""
    today = local_day(now, settings.timezone)
    if not is_working_day(today, settings.holidays(settings.country, today)):
        return "not a working day"
    if not settings.window.holds(now, settings.timezone):
        return f"outside the sending hours, {settings.window}"
    return ""


def paused(
    store: Store, settings: ReminderSettings, snapshot: Snapshot, today: date, now: datetime
) -> Mapping[ClientId, str]:
    """Return the clients who are not written to on this day, and why."""
    away = {
        client.client_id: f"a public holiday in {client.country}"
        for client in snapshot.clients
        if client.country and today in settings.holidays(client.country, today)
    }
    return {**away, **clients_whose_mail_waits(store, snapshot, now)}
