"""Two years, hour by hour: the right letter on the right day, and never a wrong one.

The rules are functions that return what breaks them; the years are lived through once for all.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import datetime
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from holidays import country_holidays

from bot.app.unasked import COPY, UNASKED
from bot.store.engine import open_store
from bot.store.memory import MemoryStore
from tests.receivables.world import BEGIN, LONDON, PLACES, Arrived, World

TWO_YEARS = 2 * 365 * 24
NATION = {"London": "ENG", "Glasgow": "SCT", "Belfast": "NIR"}
PLACE = {name.lower(): (name, ZoneInfo(zone), country) for name, zone, country, _ in PLACES}
OPENS, CLOSES = 7, 17

Letters = list[Arrived]
Rule = Callable[[Letters], Iterable[object]]


def said_twice(letters: Letters) -> list[str]:
    """Each level is said once of each invoice and work."""
    keys = (key for one in letters for key in one.mail.covers if not key.startswith("wrote:"))
    return [key for key, times in Counter(keys).items() if times > 1]


def two_on_a_day(letters: Letters) -> list[object]:
    """No client gets two letters on one of its days; copies of one letter are one."""
    each = {(client_of(one), local(one).date(), letter_of(one)) for one in letters}
    return [day for day, n in Counter((who, day) for who, day, _ in each).items() if n > 1]


def got_twice(letters: Letters) -> list[object]:
    """Nobody gets the same letter twice."""
    got = Counter((one.mail.recipient, letter_of(one)) for one in letters)
    return [one for one, times in got.items() if times > 1]


def at_rest(letters: Letters) -> list[datetime]:
    """Nothing arrives on a weekend or a holiday, of the client's nation or ours."""
    return [here for one in letters if is_day_off(one, here := local(one))]


def at_night(letters: Letters) -> list[datetime]:
    """Nothing arrives outside the sending hours of the client's own clock."""
    return [local(one) for one in letters if not OPENS <= local(one).hour < CLOSES]


def paid_before(letters: Letters) -> list[str]:
    """Nothing is asked for that was known to be paid when it arrives."""
    return [one.mail.idem_key for one in letters if min(one.owed.values(), default=1) <= 0]


def wrong_sums(letters: Letters) -> list[str]:
    """The sums are those still owed when it arrives."""
    return [one.mail.idem_key for one in letters if sums_in(one) != one.owed]


def disputed_or_promised(letters: Letters) -> list[str]:
    """What is known to be disputed or promised is left alone."""
    return [one.mail.idem_key for one in letters if is_held(one) or is_promised(one)]


def ordered_before(letters: Letters) -> list[str]:
    """No order is asked for that was known to have come."""
    asked = ((one, set(one.mail.condition.without_po)) for one in letters)
    return [one.mail.idem_key for one, works in asked if works & one.ordered]


def unheard(letters: Letters) -> list[datetime]:
    """No client is written to while a mail of its own is unread."""
    return [one.at for one in letters if client_of(one) in one.unread]


RULES: tuple[Rule, ...] = (
    said_twice,
    two_on_a_day,
    got_twice,
    at_rest,
    at_night,
    paid_before,
    wrong_sums,
    disputed_or_promised,
    ordered_before,
    unheard,
)


@pytest.mark.parametrize("seed", [1])
def test_two_years_in_three_time_zones_break_no_rule(seed: int) -> None:
    world = World(MemoryStore(), seed)
    world.live(TWO_YEARS)
    letters = [one for one in world.letterbox.arrived if one.mail.kind in UNASKED]

    assert {rule.__doc__: list(rule(letters)) for rule in RULES if rule(letters)} == {}
    assert_busy(world, letters)


def assert_busy(world: World, letters: Letters) -> None:
    """Fail where so little happened that no rule could have been broken."""
    kinds = Counter(key.split(":")[0] for one in letters for key in one.mail.covers)
    assert len(letters) > 250
    assert kinds["remind"] > 300
    assert kinds["chase"] > 30
    assert {client_of(one) for one in letters} == set(PLACE)
    assert world.mails > 100
    assert any(":broken-promise-" in key for one in letters for key in one.mail.covers)
    assert any(COPY in one.mail.idem_key for one in letters)
    assert any(one.mail.idem_key.startswith("tell:") for one in world.letterbox.arrived)


def test_both_clock_changes_were_lived_through_in_every_zone() -> None:
    hours = [BEGIN.timestamp() + 3600 * n for n in range(TWO_YEARS)]
    for _, zone, _, _ in PLACES:
        offsets = [BEGIN.fromtimestamp(at, ZoneInfo(zone)).utcoffset() for at in hours[::24]]
        changes = sum(before != after for before, after in pairwise(offsets))
        assert changes == 4, zone


def test_three_weeks_on_a_database_brings_the_same_letters_as_in_memory(tmp_path: Path) -> None:
    found = []
    for store in (MemoryStore(), open_store(f"sqlite:///{tmp_path}/pobot.db")):
        world = World(store, 7)
        for number, work in enumerate(world.books.engagements):
            world.bill(work, days_ago=20 + 2 * number)
        world.live(21 * 24)
        found.append([(one.at, one.mail.idem_key) for one in world.letterbox.arrived])
        store.close()

    assert len(found[0]) > 10
    assert found[0] == found[1]


def client_of(one: Arrived) -> str:
    return str(one.mail.condition.client_id)


def letter_of(one: Arrived) -> str:
    return one.mail.idem_key.partition(COPY)[0]


def local(one: Arrived) -> datetime:
    return one.at.astimezone(PLACE[client_of(one)][1])


def is_day_off(one: Arrived, here: datetime) -> bool:
    name, _, country = PLACE[client_of(one)]
    theirs = country_holidays(country, NATION.get(name), years=here.year)
    ours = country_holidays("GB", "ENG", years=here.year)
    return here.weekday() >= 5 or here.date() in theirs or here.date() in ours


def sums_in(one: Arrived) -> dict[str, Decimal]:
    return {number: Decimal(said.split()[0]) for number, said in one.mail.condition.owed}


def is_held(one: Arrived) -> bool:
    return not one.held.isdisjoint(one.mail.condition.unpaid)


def is_promised(one: Arrived) -> bool:
    today = one.at.astimezone(LONDON).date()
    days = [one.promised[n] for n in one.mail.condition.unpaid if n in one.promised]
    return any(today <= day for day in days)
