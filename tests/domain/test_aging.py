"""Receivables by age."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.app.aging_list import as_json, printed
from bot.domain.aging import aged, days_sales_outstanding, together
from bot.domain.ledger import (
    Client,
    ClientId,
    Engagement,
    EngagementId,
    Invoice,
    InvoiceNumber,
    InvoiceStatus,
    Payment,
    Snapshot,
)

TODAY = date(2026, 11, 24)
ACME, BRIDGE = ClientId("acme"), ClientId("bridge")
CLIENTS = (Client(ACME, "Acme Ltd", currency="GBP"), Client(BRIDGE, "Bridge SA", currency="EUR"))
WORKS = (
    Engagement(EngagementId("ENG-0001"), ACME, "Search"),
    Engagement(EngagementId("ENG-0002"), BRIDGE, "Portal"),
)


def bill(number: int, days_past_due: int, gross: int = 100, work: int = 0) -> Invoice:
    return Invoice(
        InvoiceNumber(f"PR-2026-{number:04}"),
        WORKS[work].engagement_id,
        issued_on=TODAY - timedelta(days=days_past_due + 30),
        gross=Decimal(gross),
        currency=CLIENTS[work].currency,
        status=InvoiceStatus.ISSUED,
    )


def books(*invoices: Invoice, payments: tuple[Payment, ...] = ()) -> Snapshot:
    return Snapshot(CLIENTS, engagements=WORKS, invoices=invoices, payments=payments)


@pytest.mark.parametrize(
    ("days", "bucket"),
    [(-5, 0), (0, 0), (1, 1), (30, 1), (31, 2), (60, 2), (61, 3), (90, 3), (91, 4), (900, 4)],
)
def test_an_invoice_stands_in_the_bucket_of_its_age(days: int, bucket: int) -> None:
    (row,) = aged(books(bill(1, days)), TODAY)
    assert row.sums.index(Decimal(100)) == bucket
    assert row.total == 100
    assert row.overdue == (100 if bucket else 0)


def test_payments_and_credit_notes_are_deducted_and_what_is_settled_is_not_listed() -> None:
    note = replace(bill(3, 10, -30), credits_invoice=InvoiceNumber("PR-2026-0001"))
    paid = Payment(InvoiceNumber("PR-2026-0001"), TODAY, Decimal(20))
    whole = Payment(InvoiceNumber("PR-2026-0002"), TODAY, Decimal(100))
    (row,) = aged(books(bill(1, 10), bill(2, 40), note, payments=(paid, whole)), TODAY)
    assert list(map(int, row.sums)) == [0, 50, 0, 0, 0]


@pytest.mark.parametrize(
    ("status", "owed"),
    [
        (InvoiceStatus.AWAITING_PO, True),
        (InvoiceStatus.DISPUTED, True),
        (InvoiceStatus.PAID, False),
        (InvoiceStatus.VOID, False),
        (InvoiceStatus.DRAFT, False),
    ],
)
def test_only_what_is_out_and_unpaid_is_owed(status: InvoiceStatus, owed: bool) -> None:
    assert bool(aged(books(replace(bill(1, 10), status=status)), TODAY)) is owed


def test_currencies_stay_apart_and_the_oldest_debt_comes_first() -> None:
    rows = aged(books(bill(1, 10, 900), bill(2, 95, 5, work=1)), TODAY)
    assert [(row.currency, int(row.total)) for row in rows] == [("EUR", 5), ("GBP", 900)]
    assert [str(row.total) for row in together(rows)] == ["5", "900"]


def test_days_sales_outstanding_are_what_is_owed_in_days_of_billing() -> None:
    # 300 billed in 90 days, of which 200 are owed: 60 days.
    paid = Payment(InvoiceNumber("PR-2026-0001"), TODAY, Decimal(100))
    ledger = books(bill(1, -20), bill(2, -10), bill(3, -1), payments=(paid,))
    assert days_sales_outstanding(ledger, TODAY) == {"GBP": Decimal("60.0")}


def test_without_billing_there_are_no_days_sales_outstanding() -> None:
    assert days_sales_outstanding(books(bill(1, 400)), TODAY) == {}


@given(st.lists(st.tuples(st.integers(-60, 400), st.integers(1, 10_000)), max_size=20))
def test_the_buckets_hold_every_penny_once(bills: list[tuple[int, int]]) -> None:
    invoices = [bill(n, days, gross) for n, (days, gross) in enumerate(bills)]
    out = [i for i in invoices if i.issued_on and i.issued_on <= TODAY]
    rows = aged(books(*invoices), TODAY)
    assert sum(row.total for row in rows) == sum(invoice.gross for invoice in out)


def test_the_list_shows_each_client_a_total_and_bars() -> None:
    lines = list(printed(books(bill(1, 10, 900), bill(2, 95, 100)), TODAY))
    assert any(line.startswith("Acme Ltd") and line.endswith("1,000.00") for line in lines)
    assert any("1-30" in line and "90.0 %" in line and "█" * 40 in line for line in lines)
    plain = list(printed(books(bill(1, 10)), TODAY, "ascii"))
    assert any("#" * 40 in line for line in plain)
    assert list(printed(books(), TODAY)) == ["Nobody owes anything."]


def test_the_json_has_clients_and_then_totals_with_their_days() -> None:
    client, total = as_json(books(bill(1, 10)), TODAY)
    assert client["client_id"] == "acme"
    assert client["buckets"] == {
        "not due": "0.00",
        "1-30": "100.00",
        "31-60": "0.00",
        "61-90": "0.00",
        "over 90": "0.00",
    }
    assert (total["client_id"], total["dso_days"]) == (None, "90.0")
