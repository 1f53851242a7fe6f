"""When a client may be written to: by its own clock, on its own working days."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.app.calendars import weekend_of
from bot.app.quiet import ReminderSettings
from bot.domain.ledger import Client, PoPolicy
from tests.app.office import office, overdue_ledger
from tests.builders import client

SETTINGS: ReminderSettings = office().reminders.settings

AUCKLAND = client(timezone="Pacific/Auckland", country="NZ")
NEW_YORK = client(timezone="America/New_York", country="US")
LONDON = client(timezone="Europe/London", country="GB")


def opened(firm: Client, day: date) -> list[int]:
    """Return the hours of a UTC day in which a client may be written to."""
    hours = (datetime(day.year, day.month, day.day, hour, tzinfo=UTC) for hour in range(24))
    return [at.hour for at in hours if not SETTINGS.closed(firm, at)]


def test_the_sending_hours_are_those_of_the_clients_own_clock() -> None:
    tuesday = date(2026, 11, 24)
    assert opened(LONDON, tuesday) == list(range(7, 17))
    assert opened(NEW_YORK, tuesday) == list(range(12, 22))
    assert opened(AUCKLAND, tuesday) == [*range(4), *range(18, 24)]


@pytest.mark.parametrize(
    ("firm", "before", "after"),
    [
        (LONDON, date(2027, 3, 26), date(2027, 3, 30)),
        (NEW_YORK, date(2027, 3, 12), date(2027, 3, 15)),
        (AUCKLAND, date(2027, 4, 1), date(2027, 4, 6)),
    ],
)
def test_summer_time_moves_the_hours_and_not_the_clients_morning(
    firm: Client, before: date, after: date
) -> None:
    zone = SETTINGS.zone_of(firm)
    for day in (before - timedelta(days=2), after):
        moments = [
            datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(hours=n)
            for n in range(24)
        ]
        here = {at.astimezone(zone).hour for at in moments if not SETTINGS.closed(firm, at)}
        assert here == set(range(7, 17))


def test_a_client_without_a_time_zone_or_with_none_that_exists_has_ours() -> None:
    for name in ("", "Mars/Olympus", "../etc/passwd"):
        assert SETTINGS.zone_of(client(timezone=name)) == SETTINGS.timezone


@pytest.mark.parametrize(
    ("post_code", "holiday", "day"),
    [
        ("G1 1AA", True, date(2026, 11, 30)),
        ("EC1A 1BB", False, date(2026, 11, 30)),
        ("BT1 5GS", True, date(2027, 3, 17)),
        ("G1 1AA", False, date(2027, 3, 17)),
        ("EC1A 1BB", True, date(2027, 3, 29)),
    ],
)
def test_each_nation_of_the_united_kingdom_keeps_its_own_bank_holidays(
    post_code: str, holiday: bool, day: date
) -> None:
    why = SETTINGS.away(client(country="GB", post_code=post_code), day)
    assert why == ("a public holiday in GB" if holiday else "")


def test_a_country_that_works_on_other_days_has_its_own_weekend() -> None:
    riyadh = client(country="SA")
    assert weekend_of("SA") == {4, 5}
    assert SETTINGS.away(riyadh, date(2026, 11, 27)) == "no working day in SA"
    assert SETTINGS.away(riyadh, date(2026, 11, 26)) == ""


def test_our_own_holidays_are_no_days_to_write_on_either() -> None:
    boxing_day = date(2026, 12, 28)
    assert SETTINGS.day_off(NEW_YORK, boxing_day) == "not a working day"


@pytest.mark.parametrize(
    ("now", "opens"),
    [
        (datetime(2026, 11, 24, 9, tzinfo=UTC), datetime(2026, 11, 24, 9, tzinfo=UTC)),
        (datetime(2026, 11, 24, 5, tzinfo=UTC), datetime(2026, 11, 24, 7, tzinfo=UTC)),
        (datetime(2026, 11, 27, 18, tzinfo=UTC), datetime(2026, 11, 30, 7, tzinfo=UTC)),
        (datetime(2026, 12, 24, 18, tzinfo=UTC), datetime(2026, 12, 29, 7, tzinfo=UTC)),
        (datetime(2027, 3, 25, 17, tzinfo=UTC), datetime(2027, 3, 30, 6, tzinfo=UTC)),
    ],
)
def test_what_waits_waits_until_the_clients_next_working_morning(
    now: datetime, opens: datetime
) -> None:
    assert SETTINGS.opens_at(LONDON, now) == opens


def test_each_client_is_reminded_in_its_own_hours_of_its_own_day() -> None:
    books = overdue_ledger()
    desk = office(replace(books, clients=(replace(AUCKLAND, po_policy=PoPolicy.NOT_USED),)))
    desk.clock.at = datetime(2026, 11, 24, 12, tzinfo=UTC)
    assert desk.reminders.run() == 0
    assert desk.reminders.stopped(desk.clock.at) == "no client works at this hour"

    desk.clock.at = datetime(2026, 11, 24, 18, 30, tzinfo=UTC)
    assert desk.reminders.run() == 1

    (row,) = desk.store.outbox()
    assert row.mail.idem_key == "remind:northgate:2026-11-25"
    assert row.mail.expires_at == datetime(2026, 11, 27, 10, 59, 59, 999999, tzinfo=UTC)
