"""Statements of account: once a month to those that wish them, never on the day of a letter."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from bot.app.reminders import Reminders
from bot.domain.decision import HoldReminders
from bot.domain.ledger import InvoiceNumber, InvoiceStatus, Payment, Snapshot
from bot.domain.outgoing import OutboxRow, OutgoingState
from tests.app.office import Office, morning, office, overdue_ledger
from tests.app.test_dunning_mails import words
from tests.builders import NORTHGATE, invoice
from tests.receivables.firm import Firm, clients, owed
from tests.servers.smtp_sink import SmtpSink

BILL = InvoiceNumber("PR-2026-0117")
FIRST = date(2026, 12, 1)


def books() -> Snapshot:
    """Return a client with an invoice five days past due on 1 December, and one not due."""
    ledger = overdue_ledger(-3)
    later = invoice(
        "PR-2026-0120",
        status=InvoiceStatus.ISSUED,
        issued_on=date(2026, 11, 20),
        po_number="4500012345",
    )
    return replace(ledger, invoices=(*ledger.invoices, later))


def states(desk: Office) -> Reminders:
    plain = desk.reminders
    settings = replace(plain.settings, statements=(NORTHGATE,))
    return Reminders(plain.store, plain.templates, plain.company, plain.clock, settings)


def statements(desk: Office) -> list[OutboxRow]:
    return [row for row in desk.store.outbox() if row.mail.idem_key.startswith("statement:")]


def days(desk: Office, first: date, count: int) -> Iterator[date]:
    """Run the reminders on each of so many days; yield those that brought a statement."""
    for number in range(count):
        before, day = len(statements(desk)), first + timedelta(days=number)
        desk.clock.at = morning(day)
        states(desk).run()
        if len(statements(desk)) > before:
            yield day


def test_it_comes_once_a_month_and_not_on_the_day_of_a_letter() -> None:
    desk = office(books())
    desk.clock.at = morning(date(2026, 11, 30))

    assert list(days(desk, date(2026, 11, 28), 70)) == [FIRST, date(2027, 1, 5), date(2027, 2, 1)]


def test_it_states_all_that_is_open_and_what_of_it_is_past_due() -> None:
    desk = office(books())
    desk.clock.at = morning(FIRST)
    desk.store.ledger = replace(
        desk.store.ledger,
        payments=(Payment(BILL, FIRST, Decimal(1040)),),
    )
    states(desk).run()

    text = " ".join(words(row) for row in statements(desk))

    assert "PR-2026-0117, dated 27 October 2026 due 26 November 2026, 5 days past due" in text
    assert "£10,000.00 outstanding of £11,040.00" in text
    assert "PR-2026-0120, dated 20 November 2026 due 20 December 2026 £11,040.00" in text
    assert "Total outstanding £21,040.00 Of this past due £10,000.00" in text


def test_a_client_that_did_not_ask_for_it_or_owes_nothing_gets_none() -> None:
    desk = office(books())
    desk.clock.at = morning(FIRST)
    desk.reminders.run()
    assert statements(desk) == []

    desk.store.ledger = replace(desk.store.ledger, invoices=())
    states(desk).run()
    assert statements(desk) == []


def test_a_dispute_does_not_stop_it() -> None:
    desk = office(books())
    desk.clock.at = morning(FIRST)
    desk.receives(changes=(HoldReminders(NORTHGATE, (BILL,), "dispute"),))
    states(desk).run()
    assert len(statements(desk)) == 1


def test_in_shadow_it_is_held() -> None:
    desk = office(books())
    desk.held_because = "shadow"
    desk.clock.at = morning(FIRST)
    states(desk).run()
    (row,) = desk.store.outbox(OutgoingState.HELD)
    assert row.mail.idem_key == "shadow:statement:northgate:2026-12"


@pytest.fixture
def sink(tmp_path: Path) -> Iterator[SmtpSink]:
    with SmtpSink(tmp_path / "sink") as server:
        yield server


def test_the_configuration_names_who_gets_one(tmp_path: Path, sink: SmtpSink) -> None:
    bills = tuple(owed(f"PR-2026-000{n}", f"ENG-000{n}", -10, FIRST) for n in range(2))
    firm = Firm(tmp_path / "firm", sink, replace(clients(2), invoices=bills))
    text = firm.config.read_text("utf-8")
    wish = '[reminders]\nstatements = ["client-001"]'
    firm.config.write_text(text.replace("[reminders]", wish), "utf-8")
    firm.clock.at = morning(FIRST)

    assert firm.round()

    (mail,) = firm.letters_out()
    assert mail["To"] == "Ann Hale <ap@client-001.example>"
    assert str(mail["Subject"]).startswith("Statement of account, 1 December 2026")
