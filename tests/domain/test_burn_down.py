"""Forecasts are the figures that a clerk would work out by hand, and sums are the account's."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.burn_down import Basis, BurnDown, burn_down, is_blanket, months_after
from bot.domain.ledger import Engagement, Invoice, InvoiceNumber, InvoiceStatus, Snapshot
from bot.domain.order_accounts import account_of
from bot.domain.purchase_order import OrderKind
from tests.builders import NORTHGATE, engagement, invoice, ledger, order

PO = "4500012345"
YEAR = order(
    PO,
    "ENG-0007",
    kind=OrderKind.BLANKET,
    amount=Decimal(12000),
    valid_from=date(2026, 1, 1),
    valid_to=date(2026, 12, 31),
)
RETAINER = engagement(kind="retainer", title="Service desk")
Row = tuple[date | None, int]


def drawn(number: int, on: date | None, net: int | Decimal, **columns: Any) -> Invoice:
    status = InvoiceStatus.ISSUED if on else InvoiceStatus.DRAFT
    plain = invoice(f"PR-2026-{number:04}", issued_on=on, status=status, po_number=PO, **columns)
    return replace(plain, net=Decimal(net), gross=Decimal(net) * 2)


def burnt(
    *rows: Row,
    today: date,
    amount: int = 12000,
    work: Engagement = RETAINER,
    **order_columns: object,
) -> BurnDown:
    blanket = replace(YEAR, amount=Decimal(amount), **order_columns)  # type: ignore[arg-type]
    invoices = tuple(drawn(n, on, net) for n, (on, net) in enumerate(rows, 1))
    books = ledger(engagements=(work,), invoices=invoices, purchase_orders=(blanket,))
    return burn_down(blanket, books, today)


def monthly(first: date, count: int, net: int) -> tuple[Row, ...]:
    return tuple((months_after(first, n), net) for n in range(count))


JAN, MARCH = date(2026, 1, 15), date(2026, 3, 15)


@pytest.mark.parametrize(
    ("rows", "amount", "today", "runs_out_on"),
    [
        # 3 of 12 months used; 9 more fit, 15 April to 15 December; that of January 2027 does not.
        (monthly(JAN, 3, 1000), 12000, date(2026, 3, 20), date(2027, 1, 15)),
        # 12000 at 1500: 8 fit (15 August is the 8th), the 9th on 15 September does not.
        (monthly(JAN, 3, 1500), 12000, date(2026, 3, 20), date(2026, 9, 15)),
        # 12500 at 1500: 8.33 fit, so the 9th, on 15 September, is the first that does not.
        (monthly(JAN, 3, 1500), 12500, date(2026, 3, 20), date(2026, 9, 15)),
        # A month's end: 31 January, 28 February, 28 March ...: 3 fit, the 4th is 28 April.
        (
            ((date(2026, 1, 31), 900), (date(2026, 2, 28), 900)),
            2700,
            date(2026, 3, 1),
            date(2026, 4, 28),
        ),
        # Every 14 days: 1, 15, 29 January; 12 and 26 February fit, 12 March does not.
        (
            ((date(2026, 1, 1), 100), (date(2026, 1, 15), 100), (date(2026, 1, 29), 100)),
            500,
            date(2026, 2, 1),
            date(2026, 3, 12),
        ),
        # Every quarter: 15 January, 15 April (90 days); July fits, October does not.
        (((JAN, 400), (date(2026, 4, 15), 400)), 1200, date(2026, 5, 1), date(2026, 10, 15)),
        # Gaps of 10, 20 and 30 days have the median 20; sums 100, 100, 400, 100 the median 100.
        # 700 used of 900: 22 March and 11 April fit, 1 May does not.
        (
            (
                (date(2026, 1, 1), 100),
                (date(2026, 1, 11), 100),
                (date(2026, 1, 31), 400),
                (date(2026, 3, 2), 100),
            ),
            900,
            date(2026, 3, 3),
            date(2026, 5, 1),
        ),
        # Late: the invoice of 15 April never came; counted from today, that of 2 June does not fit.
        (monthly(JAN, 3, 1000), 4000, date(2026, 5, 2), date(2026, 6, 2)),
        # One invoice of a retainer: monthly. 2 of 3 left: 15 February, 15 March fit.
        (((JAN, 1000),), 3000, date(2026, 1, 20), date(2026, 4, 15)),
        # Two invoices on one day are one billing of 300 together: 600 fits twice more.
        (
            ((JAN, 100), (JAN, 200), (date(2026, 2, 15), 300)),
            1200,
            date(2026, 2, 16),
            date(2026, 5, 15),
        ),
        # All is used: the next invoice is the first that does not fit.
        (monthly(JAN, 3, 1000), 3000, date(2026, 3, 20), date(2026, 4, 15)),
        # Nothing was invoiced.
        ((), 12000, date(2026, 3, 20), None),
    ],
)
def test_an_order_runs_out_on_the_day_of_the_first_invoice_that_it_does_not_cover(
    rows: tuple[Row, ...], amount: int, today: date, runs_out_on: date | None
) -> None:
    assert burnt(*rows, today=today, amount=amount).runs_out_on == runs_out_on


def test_one_invoice_of_a_retainer_is_taken_as_monthly_and_of_a_project_tells_nothing() -> None:
    of_retainer = burnt((JAN, 1000), today=JAN)
    assert of_retainer.rhythm is not None
    assert (of_retainer.rhythm.basis, of_retainer.rhythm.every_months) == (Basis.RETAINER, 1)
    assert burnt((JAN, 1000), today=JAN, work=engagement()).rhythm is None


def test_two_invoices_are_a_rhythm_and_say_so() -> None:
    rhythm = burnt((JAN, 1000), (MARCH, 2000), today=MARCH, work=engagement()).rhythm
    assert rhythm is not None
    assert (rhythm.basis, rhythm.every_days, rhythm.every_months) == (Basis.INVOICES, 59, 0)
    assert rhythm.amount == Decimal("1500.00")


def test_a_credit_note_gives_back_and_is_no_invoice_of_the_rhythm() -> None:
    credit = drawn(9, date(2026, 2, 20), -1000, credits_invoice=InvoiceNumber("PR-2026-0002"))
    rows = (drawn(1, JAN, 1000), drawn(2, date(2026, 2, 15), 1000), drawn(3, MARCH, 1000), credit)
    books = ledger(engagements=(RETAINER,), invoices=rows, purchase_orders=(YEAR,))
    found = burn_down(YEAR, books, MARCH)
    assert (found.used, found.free) == (Decimal(2000), Decimal(10000))
    assert found.rhythm is not None
    assert found.rhythm.every_days == 59
    assert found.draws[2].net == Decimal(-1000)


@pytest.mark.parametrize(
    ("draft", "fits"), [(1000, True), (Decimal("2000.00"), True), (Decimal("2000.01"), False)]
)
def test_the_next_invoice_is_the_draft_and_one_penny_too_much_does_not_fit(
    draft: Decimal, fits: bool
) -> None:
    rows = (*(drawn(n, on, 1000) for n, (on, _) in enumerate(monthly(JAN, 10, 0), 1)),)
    waiting = replace(drawn(99, None, draft), po_number="")
    books = ledger(engagements=(RETAINER,), invoices=(*rows, waiting), purchase_orders=(YEAR,))
    upcoming = burn_down(YEAR, books, date(2026, 10, 20)).next_invoice
    assert upcoming is not None
    assert (upcoming.number, upcoming.net, upcoming.fits) == ("PR-2026-0099", draft, fits)


def test_of_several_that_wait_the_first_that_does_not_fit_is_named() -> None:
    rows = (drawn(1, JAN, 9000), drawn(2, None, 2000), drawn(3, None, 2000))
    books = ledger(engagements=(RETAINER,), invoices=rows, purchase_orders=(YEAR,))
    upcoming = burn_down(YEAR, books, MARCH).next_invoice
    assert upcoming is not None
    assert (upcoming.number, upcoming.fits) == ("PR-2026-0003", False)


def test_without_a_draft_as_much_as_usual_is_expected() -> None:
    upcoming = burnt(*monthly(JAN, 3, 1500), amount=5000, today=MARCH).next_invoice
    assert upcoming is not None
    assert (upcoming.number, upcoming.net, upcoming.fits) == ("", Decimal(1500), False)


def test_a_draft_in_another_currency_is_not_measured_against_the_order() -> None:
    foreign = drawn(2, None, 99000, currency="EUR")
    books = ledger(
        engagements=(RETAINER,), invoices=(drawn(1, JAN, 10), foreign), purchase_orders=(YEAR,)
    )
    upcoming = burn_down(YEAR, books, MARCH).next_invoice
    assert upcoming is not None
    assert upcoming.number == ""


def test_a_call_off_uses_the_blanket_order_and_its_invoices_do_not_use_it_again() -> None:
    release = order(f"{PO}-1", "ENG-0007", parent_po=PO, amount=Decimal(3000), received_on=JAN)
    on_release = replace(drawn(1, JAN, 3000), po_number=release.po_number)
    books = ledger(engagements=(RETAINER,), invoices=(on_release,), purchase_orders=(YEAR, release))
    found = burn_down(YEAR, books, MARCH)
    assert (found.used, found.free, found.whole_percent) == (Decimal(3000), Decimal(9000), 25)
    assert found.last_draw_on == JAN


def test_an_order_without_a_sum_has_no_percentage_and_never_runs_out() -> None:
    found = burnt((JAN, 1000), (MARCH, 1000), today=MARCH)
    open_ = replace(found.order, amount=None)
    books = ledger(
        engagements=(RETAINER,), purchase_orders=(open_,), invoices=(drawn(1, JAN, 1000),)
    )
    without = burn_down(open_, books, MARCH)
    assert (without.percent, without.free, without.runs_out_on) == (None, None, None)
    assert without.used == Decimal(1000)


def test_ninety_nine_point_nine_percent_is_not_yet_all() -> None:
    found = burnt((JAN, 11999), today=MARCH)
    assert found.whole_percent == 99


def test_days_left_are_counted_to_the_last_day_itself() -> None:
    assert burnt(today=date(2026, 12, 31)).days_left == 0
    assert burnt(today=date(2026, 11, 1)).days_left == 60
    assert burnt(today=MARCH, valid_to=None).days_left is None


def test_an_order_is_a_blanket_by_its_kind_or_by_the_scope_of_its_work() -> None:
    standard = order("1", "ENG-0007")
    scoped = ledger(engagements=(engagement(po_scope="blanket"),))
    assert is_blanket(YEAR, ledger())
    assert not is_blanket(standard, ledger())
    assert is_blanket(standard, scoped)
    assert not is_blanket(replace(standard, kind=OrderKind.SUPPLEMENTARY), scoped)


pennies = st.integers(1, 5_000_000).map(lambda n: Decimal(n) / 100)
statuses = st.sampled_from(list(InvoiceStatus))


@given(
    rows=st.lists(st.tuples(pennies, st.integers(0, 700), statuses, st.booleans()), max_size=12),
    amount=pennies,
    today=st.integers(0, 900),
)
def test_percent_and_sums_agree_with_the_account_to_the_penny(
    rows: list[tuple[Decimal, int, InvoiceStatus, bool]], amount: Decimal, today: int
) -> None:
    start = date(2026, 1, 1)
    blanket = replace(YEAR, amount=amount)
    invoices = tuple(
        replace(
            drawn(n, start + timedelta(days=day), -net if is_credit else net),
            status=status,
            credits_invoice=InvoiceNumber("PR-2026-0001") if is_credit and n > 1 else None,
        )
        for n, (net, day, status, is_credit) in enumerate(rows, 1)
    )
    books: Snapshot = ledger(engagements=(RETAINER,), invoices=invoices, purchase_orders=(blanket,))
    found, account = (
        burn_down(blanket, books, start + timedelta(days=today)),
        account_of(blanket, books),
    )
    assert found.used == account.invoiced == sum((d.net for d in found.draws), Decimal(0))
    assert found.free is not None
    assert found.free - account.reserved == account.remaining
    assert found.percent == account.invoiced * 100 / amount
    assert found.whole_percent is not None
    assert found.whole_percent * amount <= found.used * 100 < (found.whole_percent + 1) * amount
    if found.next_invoice and not found.next_invoice.number:
        assert found.next_invoice.fits == (found.next_invoice.net <= found.free)
    if found.runs_out_on:
        assert found.runs_out_on >= found.day
    assert blanket.client_id == NORTHGATE
