"""Once a week accounts get a look back: counts, sums, and what waits the longest."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from bot.app.digest_week import Week, week_before, week_key
from bot.domain.decision import AssignOrder, RecordOrder
from bot.domain.ledger import EngagementId, InvoiceNumber, InvoiceStatus, Payment
from bot.domain.purchase_order import OrderKind
from bot.ports import NewReviewItem
from tests.app.office import LONDON, Office, morning, office
from tests.builders import LEDGER, NORTHGATE, TODAY

MONDAY = TODAY
WORK = EngagementId("ENG-0007")
WEDNESDAY = morning(MONDAY - timedelta(days=5))
ORDER = RecordOrder(NORTHGATE, "4500012345", OrderKind.STANDARD, (WORK,), Decimal(12000), "GBP")


def a_week() -> Office:
    """Return an office in which something happened in the week before."""
    sent = replace(
        LEDGER.invoices[1],
        status=InvoiceStatus.ISSUED,
        issued_on=MONDAY - timedelta(days=6),
        po_number="4500012345",
    )
    paid = Payment(sent.invoice_number, MONDAY - timedelta(days=3), Decimal("500.00"))
    invoices = (LEDGER.invoices[0], sent, *LEDGER.invoices[2:])
    desk = office(replace(LEDGER, invoices=invoices, payments=(paid,)))
    desk.clock.at = WEDNESDAY
    desk.receives(
        changes=(ORDER, AssignOrder(NORTHGATE, "4500012345", InvoiceNumber("PR-2026-0117")))
    )
    item = NewReviewItem("mail", "mail:x", "new bank details", ("ring them",))
    desk.receives(verdict="review", review=(item,))
    desk.clock.at = morning(MONDAY)
    return desk


def weeks(desk: Office) -> list[str]:
    return [r.mail.idem_key for r in desk.store.outbox() if "week" in r.mail.idem_key]


def test_it_counts_and_sums_what_the_week_brought() -> None:
    text, html = a_week().digest().preview(MONDAY, week=True)

    for said in (
        "The week of 16 Nov to 22 Nov 2026.",
        "Orders booked: 1, £12,000.00 net",
        "Invoices that got their PO number: 1",
        "Invoices sent: 1, £11,040.00 gross",
        "Payments: 1, £500.00 gross",
        "Mails: 2",
        "For a person: 2 came, 0 closed, 2 open now",
        "5 days: #2 mail: new bank details",
    ):
        assert said in text
    assert "new bank details" in html


def test_it_goes_out_once_on_monday_and_not_again_that_week() -> None:
    desk = a_week()

    desk.digest().run()
    for days in range(1, 5):
        desk.clock.at = morning(MONDAY + timedelta(days=days))
        desk.digest().run()

    assert weeks(desk) == ["digest:week:accounts@progressiverobot.com:2026-W48"]


def test_after_a_monday_that_was_missed_it_goes_out_later_in_the_week() -> None:
    desk = a_week()
    desk.clock.at = morning(MONDAY + timedelta(days=2))

    desk.digest().run()

    assert weeks(desk) == ["digest:week:accounts@progressiverobot.com:2026-W48"]


def test_there_is_none_for_a_week_before_pobot_was_there() -> None:
    desk = office(LEDGER)
    desk.receives()

    desk.digest().run()

    assert weeks(desk) == []


def test_what_happened_before_and_after_the_week_does_not_count() -> None:
    desk = a_week()
    for when in (MONDAY - timedelta(days=8), MONDAY):
        desk.clock.at = morning(when)
        desk.receives(changes=(replace(ORDER, po_number=f"45-{when}"),))

    text, _ = desk.digest().preview(MONDAY, week=True)

    assert "Orders booked: 1," in text
    assert "Mails: 2" in text


def test_a_week_runs_from_monday_to_monday_on_our_own_clock() -> None:
    week = week_before(date(2026, 10, 28), LONDON)

    assert week == Week(date(2026, 10, 19), LONDON)
    assert week.has(datetime(2026, 10, 18, 23, 0, tzinfo=UTC))
    assert not week.has(datetime(2026, 10, 18, 22, 59, tzinfo=UTC))
    assert week.has(datetime(2026, 10, 25, 23, 59, tzinfo=UTC))
    assert not week.has(datetime(2026, 10, 26, 0, 0, tzinfo=UTC))


@pytest.mark.parametrize(
    ("day", "key"),
    [
        (date(2026, 11, 23), "2026-W48"),
        (date(2027, 1, 1), "2026-W53"),
        (date(2027, 1, 4), "2027-W01"),
    ],
)
def test_weeks_are_named_as_iso_8601_does(day: date, key: str) -> None:
    assert week_key(day) == key
