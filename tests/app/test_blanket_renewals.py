"""Renewals are asked for in time, and only while true; and a whole year of a retainer."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from bot.domain.blanket_warnings import (
    Thresholds,
    alerts,
    has_successor,
    not_so_any_more,
    watched_blankets,
)
from bot.domain.burn_down import months_after
from bot.domain.ledger import EngagementId, Snapshot
from bot.domain.purchase_order import OrderStatus
from bot.ports import Store
from bot.store.engine import open_store
from bot.store.memory import MemoryStore
from tests.app.blanket_desk import (
    OCTOBER,
    PO,
    WORK,
    YEAR,
    Desk,
    books,
    desk,
    words,
)

# --- the renewal ---------------------------------------------------------------------------------

NOVEMBER = date(2026, 11, 2)


def successor(**columns: object) -> Snapshot:
    next_year = replace(
        YEAR, po_number="4500099999", valid_from=date(2027, 1, 1), valid_to=date(2027, 12, 31)
    )
    return books(6, purchase_orders=(YEAR, replace(next_year, **columns)))  # type: ignore[arg-type]


def test_the_renewal_is_asked_for_before_the_period_ends_with_the_values() -> None:
    scene = desk(books(9), NOVEMBER)
    scene.run()
    assert scene.rows[0].mail.subject.startswith(f"Purchase order {PO} ends on 31 December 2026")
    text = words(scene.rows[0])
    for said in (
        "agreed value £18,400.00",
        "present order from 1 January 2026 to 31 December 2026",
        "over £12,000.00, £9,000.00 used, £3,000.00 left",
        "quotation Q-0007, statement of work SOW-0007",
    ):
        assert said in text
    assert "We have no order for the time after it yet" not in text


def test_at_the_second_threshold_it_is_asked_for_again_and_says_so() -> None:
    scene = desk(books(9), NOVEMBER)
    scene.run()
    assert scene.on(date(2026, 12, 2)).run() == 3
    assert "We have no order for the time after it yet" in words(scene.rows[3])
    assert scene.on(date(2026, 12, 30)).run() == 0


@pytest.mark.parametrize(
    ("columns", "asked"),
    [
        ({}, False),
        ({"valid_from": date(2027, 1, 4)}, False),
        ({"valid_from": date(2027, 3, 1)}, True),
        ({"valid_to": date(2026, 12, 31), "valid_from": date(2026, 11, 1)}, True),
        ({"status": OrderStatus.CANCELLED}, True),
        ({"engagement_ids": ()}, True),
    ],
    ids=["follows", "after the holidays", "too late", "ends as early", "cancelled", "other work"],
)
def test_no_renewal_is_asked_for_where_a_successor_is_on_file(
    columns: dict[str, object], *, asked: bool
) -> None:
    assert bool(desk(successor(**columns), NOVEMBER).run()) is asked


def test_the_order_of_next_years_retainer_is_a_successor_too() -> None:
    next_work = replace(
        WORK, engagement_id=EngagementId("ENG-0019"), starts_on=date(2027, 1, 1), title="2027"
    )
    found = replace(
        successor(engagement_ids=(next_work.engagement_id,)), engagements=(WORK, next_work)
    )
    (burn,) = watched_blankets(found, NOVEMBER)
    assert has_successor(burn, found)
    later = replace(next_work, starts_on=date(2027, 6, 1))
    assert not has_successor(burn, replace(found, engagements=(WORK, later)))


# --- still true when it is sent ------------------------------------------------------------------


def test_what_was_raised_renewed_or_cancelled_since_is_not_sent() -> None:
    scene = desk(books(10), NOVEMBER)
    scene.run()
    condition = scene.rows[0].mail.condition
    assert not not_so_any_more(condition, books(10), NOVEMBER)
    raised = (replace(YEAR, amount=Decimal(20000)),)
    cancelled = (replace(YEAR, status=OrderStatus.CANCELLED),)
    for changed in (raised, cancelled, successor().purchase_orders):
        assert not_so_any_more(condition, books(10, purchase_orders=changed), NOVEMBER)


# --- a whole year --------------------------------------------------------------------------------


@pytest.fixture(params=["memory", "sqlite"])
def make_store(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], Store]:
    if request.param == "memory":
        return MemoryStore
    return lambda: open_store(f"sqlite:///{tmp_path / 'pobot.db'}")


def test_a_retainer_year_of_twelve_invoices_is_warned_of_at_each_threshold_once(
    make_store: Callable[[], Store],
) -> None:
    """1,000 a month of 11,500: 80 % in October, too small for December's, renewal in November."""
    scene = Desk(make_store())
    blanket = (replace(YEAR, amount=Decimal(11500)),)
    told: dict[date, str] = {}
    day, known = date(2026, 1, 5), 0
    while day < date(2027, 1, 20):
        scene.on(day)
        months = sum(months_after(date(2026, 1, 15), n) <= day for n in range(12))
        if months != known or day == date(2026, 1, 5):
            known = months
            scene.store.import_ledger(books(months, purchase_orders=blanket), (), scene.clock.now())
        before = len(scene.rows)
        scene.run()
        if len(scene.rows) > before:
            told[day] = scene.rows[-1].mail.subject
        day += timedelta(days=1)
    # 9,200 is 80 %: ten invoices are 87 %. After eleven, 500 is left and December needs 1,000.
    # 2 November is the first working day within 60 days of the end; 1 December of 30.
    assert {day: subject.split(": ")[1].split(" [")[0] for day, subject in told.items()} == {
        date(2026, 10, 15): "86 % is used (warned at 80 %)",
        date(2026, 11, 2): "it ends in 59 days (warned at 60)",
        date(2026, 11, 16): "the next invoice will not fit",
        date(2026, 12, 1): "it ends in 30 days (warned at 30)",
        date(2026, 12, 15): "104 % is used (warned at 100 %)",
    }
    assert len(scene.rows) == 15
    first = scene.rows[0].mail.condition
    assert first.blankets == (f"blanket:northgate:{PO}:2026-12-31/11500.00:percent:80",)
    assert not_so_any_more(first, scene.store.snapshot(), date(2026, 12, 20)) == ""
    scene.store.close()


def test_the_alerts_of_a_ledger_are_pure() -> None:
    found = books(10)
    (alert,) = alerts(found, Thresholds(), (), OCTOBER)
    assert alert.runs_low
    assert not alert.ends_soon
    assert alerts(found, Thresholds(), alert.covers, OCTOBER) == ()
    assert alerts(found, Thresholds((90,), ()), (), OCTOBER) == ()
