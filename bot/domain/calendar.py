"""Days and hours on which pobot writes: local days, working days, the send window.

Timers only wake the bot; what is due is asked per local date. So a clock that is put forward or
back (an hour that is missing or comes twice) neither skips nor doubles anything.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

SATURDAY = 5
"""`date.weekday()` of the first day of the weekend."""

WEEKEND = frozenset({SATURDAY, SATURDAY + 1})
"""`date.weekday()` of the days on which most countries do not work."""

SCOTTISH = frozenset(
    ("AB", "DD", "DG", "EH", "FK", "G", "HS", "IV", "KA", "KW", "KY", "ML", "PA", "PH", "TD", "ZE")
)
"""Postcode areas in Scotland (Royal Mail); of TD, only TD15 (Berwick-upon-Tweed) is in England."""

NORTHERN_IRISH = "BT"


@dataclass(frozen=True, slots=True)
class SendWindow:
    """The hours of a local day in which letters that nobody asked for may be queued.

    `opens` is included, `closes` is not; both are wall-clock times. Choose them inside 07:00 to
    17:00: no time zone changes its clocks then.
    """

    opens: time = time(7)
    closes: time = time(17)

    def __str__(self) -> str:
        return f"{self.opens:%H:%M} to {self.closes:%H:%M}"

    def holds(self, now: datetime, zone: tzinfo) -> bool:
        """Return whether this moment (aware) lies in the window, on the wall clock of `zone`."""
        return self.opens <= now.astimezone(zone).time() < self.closes


def local_day(now: datetime, zone: tzinfo) -> date:
    """Return the date that a calendar on the wall shows in `zone` at this moment (aware)."""
    return now.astimezone(zone).date()


def end_of_day(day: date, zone: tzinfo) -> datetime:
    """Return the last moment of a local day, aware, UTC."""
    midnight = datetime.combine(day + timedelta(days=1), time(), zone)
    return midnight.astimezone(UTC) - timedelta(microseconds=1)


def shifted(day: date, days: int) -> date:
    """Return the day so many days later (earlier, if negative), at most the ends of the calendar.

    Some systems write "never" as the year 9999: reckoning with it must not fail.
    """
    ordinal = day.toordinal() + days
    return date.fromordinal(min(max(ordinal, 1), date.max.toordinal()))


def is_working_day(day: date, holidays: Collection[date] = ()) -> bool:
    """Return whether a day is from Monday to Friday and no holiday."""
    return day.weekday() < SATURDAY and day not in holidays


def next_working_day(day: date, holidays: Collection[date] = ()) -> date:
    """Return the first working day after `day`."""
    day += timedelta(days=1)
    while not is_working_day(day, holidays):
        day += timedelta(days=1)
    return day


def nation_of(post_code: str) -> str:
    """Return the part of the United Kingdom that a post code lies in: "SCT", "NIR" or "ENG".

    England and Wales share their bank holidays, and "ENG" stands for both. "" without a post code.
    """
    code = post_code.upper().replace(" ", "")
    area = code[: 2 if code[1:2].isalpha() else 1]
    if not area.isalpha():
        return ""
    if area == NORTHERN_IRISH:
        return "NIR"
    return "SCT" if area in SCOTTISH and not code.startswith("TD15") else "ENG"
