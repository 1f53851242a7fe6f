"""Switching pobot on over an old ledger, and after silence: one right letter for each client."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from random import Random

import pytest

from bot.domain.ledger import Invoice, InvoiceNumber, Payment
from bot.domain.outgoing import OutgoingState
from tests.receivables.firm import TODAY, Firm, clients, owed
from tests.servers.smtp_sink import SmtpSink

CLIENTS, INVOICES, OLDEST = 80, 300, 90
LEVELS = ((45, "last"), (30, "third"), (14, "second"), (7, "first"))


@pytest.fixture
def sink(tmp_path: Path) -> Iterator[SmtpSink]:
    with SmtpSink(tmp_path / "sink") as server:
        yield server


def old_invoices() -> tuple[Invoice, ...]:
    """Return 300 invoices of 80 clients, 7 to 90 days past due; each client has one or more."""
    dice = Random(3)  # noqa: S311 - a reproducible ledger, no secret
    works = [*range(CLIENTS), *(dice.randrange(CLIENTS) for _ in range(INVOICES - CLIENTS))]
    oldest = [dice.randint(7, OLDEST) for _ in range(CLIENTS)]
    return tuple(
        owed(f"PR-2026-{n:04}", f"ENG-{work:04}", dice.randint(7, oldest[work]))
        for n, work in enumerate(works)
    )


def right_levels(invoices: tuple[Invoice, ...]) -> dict[str, str]:
    """Return the level on which each client's oldest invoice stands."""
    found: dict[str, str] = {}
    for bill in sorted(invoices, key=lambda each: str(each.issued_on), reverse=True):
        assert bill.issued_on
        days = (TODAY - bill.issued_on).days - 30
        client = f"client-{bill.engagement_id[-3:]}"
        found[client] = next(name for least, name in LEVELS if days >= least)
    return found


def test_an_old_ledger_brings_each_client_its_one_right_level(
    tmp_path: Path, sink: SmtpSink
) -> None:
    invoices = old_invoices()
    firm = Firm(tmp_path / "firm", sink, replace(clients(CLIENTS), invoices=invoices))

    assert firm.round()
    first = firm.reminders()
    firm.clock.at += timedelta(hours=2)
    assert firm.round()

    assert len(first) == CLIENTS
    assert firm.reminders() == first
    levels = right_levels(invoices)
    assert {str(row.mail.condition.client_id) for row in first} == set(levels)
    for row in first:
        level = levels[str(row.mail.condition.client_id)]
        assert any(key.endswith(f":{level}") for key in row.mail.covers)
        assert (row.state is OutgoingState.HELD) is (level == "last")
    assert sorted(key for row in first for key in row.mail.condition.unpaid) == sorted(
        bill.invoice_number for bill in invoices
    )
    went = [row for row in first if row.state is OutgoingState.ACCEPTED]
    assert len(firm.letters_out()) == len(went) > 10


def test_the_days_after_bring_no_letter_before_the_next_level(
    tmp_path: Path, sink: SmtpSink
) -> None:
    firm = Firm(
        tmp_path / "firm",
        sink,
        replace(clients(1), invoices=(owed("PR-2026-0001", "ENG-0000", 15),)),
    )
    for _ in range(14):
        assert firm.round()
        firm.clock.at += timedelta(days=1)
    assert len(firm.letters_out()) == 1

    firm.clock.at += timedelta(days=2)
    assert firm.round()
    assert len(firm.letters_out()) == 2


def test_more_letters_at_once_than_expected_wait_for_a_person(
    tmp_path: Path, sink: SmtpSink
) -> None:
    books = replace(clients(CLIENTS), invoices=old_invoices())
    firm = Firm(tmp_path / "firm", sink, books, most_at_once=50)

    assert firm.round()

    assert {row.state for row in firm.reminders()} == {OutgoingState.HELD}
    assert len(firm.reminders()) == CLIENTS
    assert firm.letters_out() == []


def test_after_three_days_down_the_inbox_and_the_payments_come_first(
    tmp_path: Path, sink: SmtpSink
) -> None:
    works = range(30)
    bills = tuple(owed(f"PR-2026-{n:04}", f"ENG-{n:04}", 5) for n in works)
    more = tuple(owed(f"PR-2026-1{n:03}", f"ENG-{n:04}", 4) for n in works)
    firm = Firm(tmp_path / "firm", sink, replace(clients(30), invoices=(*bills, *more)))
    assert firm.round()
    assert firm.letters_out() == []

    firm.clock.at += timedelta(days=3)
    paid = [Payment(each.invoice_number, TODAY, Decimal(1200), "BACS") for each in bills[:10]]
    paid += [Payment(each.invoice_number, TODAY, Decimal(1200), "BACS") for each in more[:10]]
    for n in range(10, 20):
        firm.receive(
            f"Hello,\n\nwe have paid invoices PR-2026-{n:04} and PR-2026-1{n:03} today.\n\nAnn\n",
            "Remittance advice",
            From=f"Ann Hale <ap@client-{n:03}.example>",
            Message_ID=f"<paid-{n}@client.example>",
        )
    firm.save(payments=tuple(paid))
    assert firm.round()

    told = [str(mail["To"]) for mail in firm.letters_out()]
    assert sorted(told) == sorted(f"Ann Hale <ap@client-{n:03}.example>" for n in range(20, 30))


def test_what_was_settled_while_pobot_was_down_is_never_spoken_of(
    tmp_path: Path, sink: SmtpSink
) -> None:
    bill, other = owed("PR-2026-0001", "ENG-0000", 40), owed("PR-2026-0002", "ENG-0000", 10)
    firm = Firm(tmp_path / "firm", sink, replace(clients(1), invoices=(bill, other)))
    firm.save(payments=(Payment(InvoiceNumber("PR-2026-0001"), TODAY, Decimal(1200)),))

    assert firm.round()

    (mail,) = firm.letters_out()
    body = mail.get_body(("plain",))
    assert body is not None
    assert "PR-2026-0001" not in body.get_content()
    assert "PR-2026-0002" in body.get_content()
