"""When pobot writes of its own accord, and to whom not: the same for every such letter."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from bot.app.calendars import holidays_of, weekend_of
from bot.app.pauses import clients_whose_mail_waits
from bot.domain.calendar import SendWindow, is_working_day, local_day, nation_of
from bot.domain.ledger import Client, ClientId, Snapshot
from bot.domain.procedure import Procedure
from bot.ports import Store

SHADOW = "shadow:"
"""Starts every key in shadow mode, so that going live says again what only was shown."""

SWITCHED_OFF = "reminders are switched off (reminders.enabled)"

UNSETTLED = "the inbox has mails that are not settled yet"

LONGEST_PAUSE = timedelta(days=30)
"""No country rests longer."""


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
        statements: the clients that wish a statement of account every month, by id.
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
    statements: tuple[ClientId, ...] = ()

    @property
    def prefix(self) -> str:
        """Return what every key of a letter starts with: SHADOW, or ""."""
        return SHADOW if self.held_because else ""

    def holidays(self, country: str, day: date, post_code: str = "") -> frozenset[date]:
        """Return a country's public holidays in the year of a day.

        Those of its nation in the United Kingdom, if the post code tells which.
        """
        subdivision = self.subdivision if country == self.country else ""
        if post_code and country.upper() in {"GB", "UK"}:
            subdivision = nation_of(post_code) or subdivision
        return holidays_of(country, subdivision, year=day.year)

    def zone_of(self, client: Client) -> ZoneInfo:
        """Return a client's own time zone; the accounts team's where the ledger names none."""
        return _zone(client.timezone) or self.timezone

    def day_of(self, client: Client, now: datetime) -> date:
        """Return the date at this moment (aware) where a client is."""
        return local_day(now, self.zone_of(client))

    def day_off(self, client: Client, day: date) -> str:
        """Return why a client is not written to on a local day of its own, or ""."""
        if not is_working_day(day, self.holidays(self.country, day)):
            return "not a working day"
        return self.away(client, day)

    def away(self, client: Client, day: date) -> str:
        """Return why nobody works on a day where a client is, or ""."""
        country = client.country
        if country and day.weekday() in weekend_of(country):
            return f"no working day in {country}"
        if country and day in self.holidays(country, day, client.post_code):
            return f"a public holiday in {country}"
        return ""

    def closed(self, client: Client, now: datetime) -> str:
        """Return why this is no moment to write to a client unasked, by its own clock, or ""."""
        zone = self.zone_of(client)
        if why := self.day_off(client, local_day(now, zone)):
            return why
        return "" if self.window.holds(now, zone) else f"outside the sending hours, {self.window}"

    def opens_at(self, client: Client, now: datetime) -> datetime:
        """Return the next moment, from now on, at which a client may be written to unasked."""
        if not self.closed(client, now):
            return now
        zone = self.zone_of(client)
        today = local_day(now, zone)
        days = (today + timedelta(days=n) for n in range(LONGEST_PAUSE.days))
        moments = (datetime.combine(day, self.window.opens, zone) for day in days)
        opens = (at for at in moments if at > now and not self.closed(client, at))
        return next(opens, now + LONGEST_PAUSE).astimezone(now.tzinfo)


def stopped(store: Store, settings: ReminderSettings, now: datetime) -> str:
    """Return why no letter may be queued at this moment, or ""."""
    if not settings.enabled:
        return SWITCHED_OFF
    if why := outside_hours(settings, now):
        return why
    if store.unsettled(1):
        return UNSETTLED
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
        client.client_id: why
        for client in snapshot.clients
        if (why := settings.away(client, today))
    }
    return {**away, **clients_whose_mail_waits(store, snapshot, now)}


@cache
def _zone(name: str) -> ZoneInfo | None:
    """Return a time zone; None where the ledger names none that there is."""
    try:
        return ZoneInfo(name) if name else None
    except (KeyError, ValueError, OSError):
        return None
