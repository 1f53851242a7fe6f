"""Two years, hour by hour: the right letter on the right day, and never a wrong one."""

from collections import Counter
from datetime import datetime
from decimal import Decimal
from functools import cache
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
SEEDS = (1,)
NATION = {"London": "ENG", "Glasgow": "SCT", "Belfast": "NIR"}
PLACE = {name.lower(): (name, ZoneInfo(zone), country) for name, zone, country, _ in PLACES}


@cache
def lived(seed: int) -> World:
    world = World(MemoryStore(), seed)
    world.live(TWO_YEARS)
    return world


@pytest.fixture(params=SEEDS)
def world(request: pytest.FixtureRequest) -> World:
    return lived(request.param)


@pytest.fixture
def arrived(world: World) -> list[Arrived]:
    """Return the letters to clients, oldest first."""
    return [one for one in world.letterbox.arrived if one.mail.kind in UNASKED]


def test_the_world_is_busy_enough_to_mean_something(world: World, arrived: list[Arrived]) -> None:
    keys = Counter(key.split(":")[0] for one in arrived for key in one.mail.covers)
    clients = {one.mail.condition.client_id for one in arrived}

    assert len(arrived) > 250
    assert keys["remind"] > 300
    assert keys["chase"] > 30
    assert len(clients) == len(PLACES)
    assert world.mails > 100
    assert any(":broken-promise-" in key for one in arrived for key in one.mail.covers)
    assert any(COPY in one.mail.idem_key for one in arrived)
    assert any(one.mail.idem_key.startswith("tell:") for one in world.letterbox.arrived)


def test_each_level_is_said_once_of_each_invoice_and_work(arrived: list[Arrived]) -> None:
    said = Counter(
        key for one in arrived for key in one.mail.covers if not key.startswith("wrote:")
    )
    assert [key for key, times in said.items() if times > 1] == []


def test_no_client_gets_two_letters_on_one_of_its_days(arrived: list[Arrived]) -> None:
    letters = {
        (one.mail.condition.client_id, local(one).date(), one.mail.idem_key.partition(COPY)[0])
        for one in arrived
    }
    days = Counter((client, day) for client, day, _ in letters)
    assert [day for day, count in days.items() if count > 1] == []


def test_nobody_gets_the_same_letter_twice(arrived: list[Arrived]) -> None:
    got = Counter((one.mail.recipient, one.mail.idem_key.partition(COPY)[0]) for one in arrived)
    assert [one for one, times in got.items() if times > 1] == []


def test_nothing_arrives_on_a_holiday_a_weekend_or_outside_the_hours(
    arrived: list[Arrived],
) -> None:
    for one in arrived:
        name, _, country = PLACE[str(one.mail.condition.client_id)]
        here = local(one)
        theirs = country_holidays(country, NATION.get(name), years=here.year)
        ours = country_holidays("GB", "ENG", years=here.year)
        assert here.weekday() < 5, here
        assert here.date() not in theirs, here
        assert here.date() not in ours, here
        assert 7 <= here.hour < 17, here


def test_nothing_is_asked_for_that_was_known_to_be_paid(arrived: list[Arrived]) -> None:
    paid = [one.mail.idem_key for one in arrived if min(one.owed.values(), default=1) <= 0]
    assert paid == []


def test_the_sums_are_those_still_owed_when_it_arrives(arrived: list[Arrived]) -> None:
    for one in arrived:
        said = {number: Decimal(sum_.split()[0]) for number, sum_ in one.mail.condition.owed}
        assert said == one.owed


def test_what_is_disputed_or_promised_is_left_alone(arrived: list[Arrived]) -> None:
    for one in arrived:
        numbers = set(one.mail.condition.unpaid)
        assert not numbers & one.held
        today = one.at.astimezone(LONDON).date()
        assert not [n for n in numbers if n in one.promised and today <= one.promised[n]]


def test_no_client_is_written_to_while_a_mail_of_its_own_is_unread(arrived: list[Arrived]) -> None:
    assert [one.at for one in arrived if one.mail.condition.client_id in one.unread] == []


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


def local(one: Arrived) -> datetime:
    return one.at.astimezone(PLACE[str(one.mail.condition.client_id)][1])
