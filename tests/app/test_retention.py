"""Old raw mail goes once a day."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.app.retention import BATCH, Retention
from bot.errors import Permanent
from bot.ports import Evidence, MessageState, Settlement
from bot.store.memory import MemoryStore
from tests.app.office import TestClock
from tests.store.samples import NOW, arrived

LONDON = ZoneInfo("Europe/London")


def dealt_with(store: MemoryStore, uid: int) -> None:
    end = Settlement(
        arrived(store, uid), MessageState.DONE, "apply", "{}", evidence=Evidence("a mail")
    )
    store.settle(end, NOW)


def test_mail_is_kept_for_the_configured_days_and_dropped_then() -> None:
    store, clock = MemoryStore(), TestClock(NOW)
    dealt_with(store, 1)
    work = Retention(store, clock, 90, LONDON)
    clock.at = NOW + timedelta(days=90)
    assert work.run() == 0
    clock.at += timedelta(days=1)
    assert work.run() == 1
    (message,) = store.messages_since(NOW)
    with pytest.raises(Permanent):
        store.source(message)


def test_it_is_looked_for_once_a_day() -> None:
    store, clock = MemoryStore(), TestClock(NOW + timedelta(days=91))
    work = Retention(store, clock, 90, LONDON)
    assert work.run() == 0
    dealt_with(store, 1)
    assert work.run() == 0
    clock.at += timedelta(days=1)
    assert work.run() == 1


def test_a_whole_year_of_mail_goes_in_batches() -> None:
    store = MemoryStore()
    for uid in range(1, BATCH + 2):
        dealt_with(store, uid)
    assert Retention(store, TestClock(NOW + timedelta(days=91)), 90, LONDON).run() == BATCH + 1


def test_who_wants_to_keep_everything_does() -> None:
    store = MemoryStore()
    dealt_with(store, 1)
    assert Retention(store, TestClock(NOW + timedelta(days=5000)), 0, LONDON).run() == 0
