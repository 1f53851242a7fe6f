"""The last minute: what came in before a letter leaves keeps it back."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from bot.domain.decision import NotePromise
from bot.domain.ledger import ClientId, InvoiceNumber, Payment
from bot.domain.outgoing import OutgoingState
from bot.ports import Evidence
from bot.store.engine import open_store
from bot.wiring import read_config
from tests.receivables.firm import TODAY, Firm, clients, owed
from tests.servers.smtp_sink import SmtpSink

BILL = InvoiceNumber("PR-2026-0001")
ANN = "Ann Hale <ap@client-000.example>"
MINUTE = timedelta(minutes=1)


@pytest.fixture
def firm(tmp_path: Path) -> Iterator[Firm]:
    """Give a firm with one client whose invoice is ten days past due."""
    books = replace(clients(1), invoices=(owed(BILL, "ENG-0000", 10),))
    with SmtpSink(tmp_path / "sink") as sink:
        yield Firm(tmp_path / "firm", sink, books)


def wait_at_the_door(firm: Firm) -> None:
    """Have the letter written and kept by the stop file, then lift it a minute later."""
    firm.stop_file.touch()
    assert firm.round()
    assert [row.state for row in firm.reminders()] == [OutgoingState.QUEUED]
    assert firm.letters_out() == []
    firm.stop_file.unlink()
    firm.clock.at += 2 * MINUTE


def pay(firm: Firm, amount: int) -> None:
    firm.save(payments=(Payment(BILL, TODAY, Decimal(amount), "BACS 42"),))


def test_the_letter_goes_when_nothing_came_in(firm: Firm) -> None:
    wait_at_the_door(firm)
    assert firm.round()
    assert len(firm.letters_out()) == 1


def test_a_payment_in_the_ledger_folder_is_known_before_a_letter_is_written(firm: Firm) -> None:
    pay(firm, 1200)
    assert firm.round()
    assert firm.reminders() == ()


def test_a_payment_a_minute_before_it_leaves_stops_the_letter(firm: Firm) -> None:
    wait_at_the_door(firm)
    pay(firm, 1200)

    assert firm.round()

    (row,) = firm.reminders()
    assert (row.state, row.evidence) == (OutgoingState.SUPPRESSED, f"{BILL} has been paid")
    assert firm.letters_out() == []


def test_a_part_payment_stops_it_and_the_next_letter_asks_for_the_rest(firm: Firm) -> None:
    wait_at_the_door(firm)
    pay(firm, 500)
    assert firm.round()
    assert firm.letters_out() == []

    firm.clock.at += timedelta(days=1)
    assert firm.round()

    (mail,) = firm.letters_out()
    body = mail.get_body(("plain",))
    assert body is not None
    assert "£700.00 outstanding of £1,200.00" in body.get_content()


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("Remittance advice", f"Hello,\n\nwe have paid {BILL} today.\n\nAnn\n"),
        ("Payment", f"Hello,\n\nwe will pay {BILL} on 30 November 2026.\n\nAnn\n"),
        ("Your invoice", f"Hello,\n\n{BILL} is wrong, we dispute it.\n\nAnn\n"),
        ("News", "Hello,\n\nadministrators have been appointed. They write to you.\n\nAnn\n"),
        ("A question", "Hello,\n\nwho is the right person for your invoices?\n\nAnn\n"),
    ],
)
@pytest.mark.parametrize("queued", [False, True])
def test_a_mail_that_lies_unread_in_the_inbox_is_read_first(
    firm: Firm, subject: str, text: str, queued: bool
) -> None:
    if queued:
        wait_at_the_door(firm)
    firm.receive(text, subject, From=ANN)

    assert firm.round()

    assert [
        str(mail["Subject"]) for mail in firm.letters_out() if "Reminder" in mail["Subject"]
    ] == []
    assert {row.state for row in firm.reminders()} <= {OutgoingState.SUPPRESSED}


@pytest.mark.parametrize("queued", [False, True])
def test_nobody_is_reminded_while_the_inbox_cannot_be_read(firm: Firm, queued: bool) -> None:
    if queued:
        wait_at_the_door(firm)
    inbox = firm.folder / "inbox"
    inbox.rename(firm.folder / "away")

    assert not firm.round()
    assert firm.letters_out() == []

    (firm.folder / "away").rename(inbox)
    firm.clock.at += 6 * MINUTE
    assert firm.round()
    assert len(firm.letters_out()) == 1


def test_nobody_is_reminded_while_the_ledger_folder_is_away(firm: Firm) -> None:
    wait_at_the_door(firm)
    (firm.folder / "ledger").rename(firm.folder / "away")

    assert not firm.round()
    assert firm.letters_out() == []


def test_a_letter_that_the_evening_kept_leaves_in_the_morning_and_not_at_night(
    firm: Firm,
) -> None:
    firm.clock.at = firm.clock.at.replace(hour=16, minute=55)
    wait_at_the_door(firm)
    firm.clock.at = firm.clock.at.replace(hour=17, minute=1)
    for _ in range(13):
        assert firm.round()
        assert firm.letters_out() == []
        firm.clock.at += timedelta(hours=1)
    firm.clock.at += timedelta(hours=1)

    assert firm.round()

    assert firm.clock.at.hour == 7
    assert len(firm.letters_out()) == 1


def test_a_promise_without_a_date_that_came_meanwhile_is_believed(firm: Firm) -> None:
    wait_at_the_door(firm)
    store = open_store(read_config(firm.config).database)
    change = NotePromise(ClientId("client-000"), "payment", None, invoice_numbers=(BILL,))
    store.book((change,), Evidence(cause="<promise@client-000.example>"), firm.clock.at)
    store.close()

    assert firm.round()

    assert firm.letters_out() == []
