"""Local days, working days and the send window."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.app.calendars import holidays_of
from bot.domain.calendar import (
    SendWindow,
    end_of_day,
    is_working_day,
    local_day,
    next_working_day,
)

LONDON = ZoneInfo("Europe/London")
AUCKLAND = ZoneInfo("Pacific/Auckland")


def test_a_local_day_is_the_date_on_the_wall() -> None:
    late = datetime(2026, 11, 24, 23, 30, tzinfo=UTC)

    assert local_day(late, LONDON) == date(2026, 11, 24)
    assert local_day(late, AUCKLAND) == date(2026, 11, 25)


def test_a_day_ends_before_local_midnight() -> None:
    assert end_of_day(date(2026, 7, 1), LONDON) == datetime(
        2026, 7, 1, 22, 59, 59, 999999, tzinfo=UTC
    )


def test_weekends_and_holidays_are_no_working_days() -> None:
    christmas = date(2026, 12, 25)

    assert is_working_day(date(2026, 11, 24), {christmas})
    assert not is_working_day(date(2026, 11, 28), {christmas})
    assert not is_working_day(christmas, {christmas})


def test_the_next_working_day_skips_weekends_and_holidays() -> None:
    holidays = holidays_of("GB", year=2026)

    assert next_working_day(date(2026, 11, 24)) == date(2026, 11, 25)
    assert next_working_day(date(2026, 12, 24), holidays) == date(2026, 12, 29)
    assert next_working_day(date(2026, 12, 31), holidays) == date(2027, 1, 4)


def test_the_window_opens_on_the_wall_clock_in_summer_and_winter() -> None:
    window = SendWindow(time(7), time(17))

    assert window.holds(datetime(2026, 7, 1, 6, 0, tzinfo=UTC), LONDON)
    assert not window.holds(datetime(2026, 12, 1, 6, 59, tzinfo=UTC), LONDON)
    assert window.holds(datetime(2026, 12, 1, 16, 59, tzinfo=UTC), LONDON)
    assert not window.holds(datetime(2026, 12, 1, 17, 0, tzinfo=UTC), LONDON)


def test_three_years_of_hours_give_every_date_once_however_the_clocks_change() -> None:
    window = SendWindow()
    start = datetime(2026, 1, 1, tzinfo=UTC)
    hours = [start + timedelta(hours=h) for h in range(3 * 365 * 24)]

    opened = [local_day(hour, LONDON) for hour in hours if window.holds(hour, LONDON)]
    firsts = [day for i, day in enumerate(opened) if i == 0 or opened[i - 1] != day]

    assert firsts == [date(2026, 1, 1) + timedelta(days=n) for n in range(len(firsts))]
    assert len(firsts) == 3 * 365


def test_england_is_meant_when_britain_has_no_region() -> None:
    assert date(2026, 4, 6) in holidays_of("GB", year=2026)
    assert holidays_of("uk", year=2026) == holidays_of("GB", year=2026)
    assert date(2026, 4, 6) not in holidays_of("GB", "SCT", year=2026)


def test_an_unknown_country_has_no_holidays() -> None:
    assert holidays_of("", year=2026) == frozenset()
    assert holidays_of("XX", year=2026) == frozenset()
