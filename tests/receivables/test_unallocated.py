"""Money that came in and stands on no invoice yet spares whoever may have paid it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from bot.domain.ledger import InvoiceNumber, Payment, Snapshot
from bot.domain.outgoing import OutgoingState
from bot.domain.unallocated import UNALLOCATED, spared
from tests.receivables.firm import TODAY, Firm, clients, owed
from tests.servers.smtp_sink import SmtpSink

BOOKS = replace(
    clients(2),
    invoices=(
        owed("PR-2026-0001", "ENG-0000", 20),
        owed("PR-2026-0002", "ENG-0000", 10),
        replace(owed("PR-2026-0003", "ENG-0001", 10), gross=Decimal(600), net=Decimal(400)),
    ),
)


def money(amount: str, reference: str = "", on: date = TODAY) -> Payment:
    """Return a payment that names no invoice."""
    return Payment(UNALLOCATED, on, Decimal(amount), reference)


@pytest.mark.parametrize(
    ("amount", "reference", "meant"),
    [
        ("1200", "PR-2026-0002", {"PR-2026-0002"}),
        ("500", "part of pr 2026 0002", {"PR-2026-0002"}),
        ("2400", "PR20260001 PR20260002", {"PR-2026-0001", "PR-2026-0002"}),
        ("1201", "PR-2026-00021", set()),
        ("1200", "CLIENT 000 LTD", {"PR-2026-0001"}),
        ("2400", "Client 000 Ltd BACS", {"PR-2026-0001", "PR-2026-0002"}),
        ("1199", "Client 000 Ltd", set()),
        ("600", "BACS 42", {"PR-2026-0003"}),
        ("1200", "BACS 42", {"PR-2026-0001", "PR-2026-0002"}),
        ("700", "BACS 42", set()),
        ("-600", "PR-2026-0003", set()),
    ],
)
def test_a_reference_tells_more_than_a_name_and_that_more_than_a_sum(
    amount: str, reference: str, meant: set[str]
) -> None:
    assert set(spared(BOOKS, (money(amount, reference),))) == meant


def test_a_sum_that_two_clients_owe_tells_nothing() -> None:
    same = replace(BOOKS.invoices[2], gross=Decimal(1200), net=Decimal(1000))
    books = replace(BOOKS, invoices=(*BOOKS.invoices[:2], same))
    assert spared(books, (money("1200"),)) == {}


def test_what_is_paid_already_is_not_meant() -> None:
    paid = Payment(InvoiceNumber("PR-2026-0003"), TODAY, Decimal(600))
    assert spared(replace(BOOKS, payments=(paid,)), (money("600"),)) == {}


@pytest.fixture
def firm(tmp_path: Path) -> Iterator[Firm]:
    with SmtpSink(tmp_path / "sink") as sink:
        yield Firm(tmp_path / "firm", sink, BOOKS)


def subjects(firm: Firm) -> list[str]:
    return sorted(str(mail["Subject"])[:33] for mail in firm.letters_out())


def save(firm: Firm, *payments: Payment) -> Snapshot:
    firm.save(unallocated=payments)
    return firm.books


def test_its_payer_is_not_reminded_until_accounts_have_allocated_it(firm: Firm) -> None:
    save(firm, money("600", "BACS 42"))
    assert firm.round()
    assert subjects(firm) == ["Reminder: 2 invoices are past the"]
    assert firm.reviews() == []

    firm.clock.at += timedelta(days=1)
    save(firm)
    assert firm.round()
    assert subjects(firm) == [
        "Reminder: 2 invoices are past the",
        "Reminder: invoice PR-2026-0003 was"[:33],
    ]


def test_one_that_comes_a_minute_before_a_letter_leaves_keeps_it_back(firm: Firm) -> None:
    firm.stop_file.touch()
    assert firm.round()
    firm.stop_file.unlink()
    firm.clock.at += timedelta(minutes=2)
    save(firm, money("2400", "CLIENT 000 LTD"), money("600", "PR-2026-0003"))

    assert firm.round()

    assert firm.letters_out() == []
    assert {row.state for row in firm.reminders()} == {OutgoingState.SUPPRESSED}
    assert all("is not allocated yet and may be for it" in r.evidence for r in firm.reminders())


def test_it_comes_and_goes_with_its_row_in_the_folder(firm: Firm) -> None:
    save(firm, money("600", "BACS 42"), money("1.00"))
    text = (firm.folder / "ledger" / "payments.csv").read_text("utf-8")
    assert text.splitlines()[1:] == [f",{TODAY},600,BACS 42", f",{TODAY},1.00,"]
    assert firm.round()
    with firm.open() as ledger:
        assert ledger.payments == ()
