"""Public holidays, from the package `holidays`.

Computed per country and year and kept. A country that the package does not know has none: pobot
then writes on a holiday, which is no harm, rather than never.
"""

from datetime import date
from functools import cache

from bot.domain.calendar import WEEKEND

DEFAULT_SUBDIVISIONS = {"GB": "ENG"}
"""Where a country has only regional holidays: those of the region that is meant if none is given.

Without it, `holidays` leaves out Easter Monday and the August bank holiday of England.
"""


@cache
def holidays_of(country: str, subdivision: str = "", *, year: int) -> frozenset[date]:
    """Return the public holidays of a year and of the one after it.

    Args:
        country: ISO 3166-1 alpha-2, either case; "UK" is taken for GB. "" has no holidays.
        subdivision: ISO 3166-2 part after the hyphen; "" for the usual one.
        year: the first of the two years, so that the last days of December see New Year.
    """
    # Imported late: the package takes a moment, and most commands never ask for a holiday.
    from holidays import country_holidays

    code = {"UK": "GB"}.get(country.upper(), country.upper())
    if not code:
        return frozenset()
    region = subdivision or DEFAULT_SUBDIVISIONS.get(code)
    try:
        return frozenset(country_holidays(code, region, years=(year, year + 1)))
    except NotImplementedError:
        return frozenset()


@cache
def weekend_of(country: str) -> frozenset[int]:
    """Return the days of the week (`date.weekday()`) on which a country does not work.

    Args:
        country: as for `holidays_of`; Saturday and Sunday where it is not known.
    """
    from holidays import country_holidays

    code = {"UK": "GB"}.get(country.upper(), country.upper())
    try:
        return frozenset(country_holidays(code).weekend) if code else WEEKEND
    except NotImplementedError:
        return WEEKEND
