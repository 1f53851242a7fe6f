"""What accounts' exports change, empty or leave out: nothing is taken back without a word."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from bot.domain.ledger import InvoiceStatus
from tests.scenarios.office import Office, invoice, order
from tests.scenarios.test_invoices_out import GIVEN, files, mails, sending
from tests.servers.smtp_sink import SmtpSink

FIRST, SECOND = invoice("PR-2026-0001", 5000), invoice("PR-2026-0002", 10)
PAYABLES = "ap@acme-foods.co.uk"


@pytest.fixture
def sink(tmp_path: Path) -> Iterator[SmtpSink]:
    with SmtpSink(tmp_path / "sink") as server:
        yield server


@pytest.fixture
def office(tmp_path: Path, sink: SmtpSink) -> Office:
    return sending(tmp_path, sink)


def billed(sink: SmtpSink) -> list[str]:
    return [str(mail["Subject"]).partition(",")[0] for mail in mails(sink, PAYABLES)]


def test_a_draft_that_accounts_deleted_is_not_sent_when_its_order_comes_and_goes_once_it_is_back(
    office: Office, sink: SmtpSink
) -> None:
    office.save(invoices=(FIRST, SECOND))
    office.run()
    office.save(invoices=(SECOND,))
    office.run()
    assert any("no good row for PR-2026-0001" in why for why in office.reviews())
    office.receive(GIVEN)
    office.run()
    assert billed(sink) == ["Invoice PR-2026-0002"]
    office.save(invoices=(FIRST, SECOND))
    office.run()
    assert billed(sink) == ["Invoice PR-2026-0002", "Invoice PR-2026-0001"]
    assert not any("PR-2026-0001" in why for why in office.reviews())


def test_a_mailed_invoice_keeps_what_its_paper_states_and_the_order_its_sum(
    office: Office, sink: SmtpSink
) -> None:
    office.save(purchase_orders=(order("A1", 9000),), invoices=(FIRST,))
    office.run()
    changed = replace(FIRST, net=Decimal(6000), gross=Decimal(7000), due_on=date(2027, 1, 5))
    office.save(invoices=(changed,))
    office.run()
    held = office.invoices()["PR-2026-0001"]
    assert (held.net, held.due_on) == (Decimal(5000), date(2026, 12, 24))
    assert held.status is InvoiceStatus.ISSUED
    assert billed(sink) == ["Invoice PR-2026-0001"]
    said = [why for why in office.reviews() if "PR-2026-0001, which went out with" in why]
    assert len(said) == 3


def test_other_terms_do_not_move_the_day_that_a_paper_states(office: Office) -> None:
    office.save(purchase_orders=(order("A1", 9000),), invoices=(FIRST,))
    office.run()
    (client,) = office.books.clients
    office.save(clients=(replace(client, payment_terms_days=60),))
    office.run()
    assert office.invoices()["PR-2026-0001"].due_on == date(2026, 12, 24)
    assert not any("due_on" in why for why in office.reviews())


def test_accounts_spelling_of_a_number_becomes_the_clients_before_it_is_printed(
    office: Office, sink: SmtpSink
) -> None:
    typed = replace(FIRST, po_number="po 0045/a")
    office.save(purchase_orders=(order("PO-0045/A", 9000),), invoices=(typed,))
    office.run()
    office.run()
    (mail,) = mails(sink, PAYABLES)
    assert "PO PO-0045/A" in str(mail["Subject"])
    assert list(files(mail)) == ["PR-2026-0001_PO-PO-0045-A.pdf"]
    assert office.invoices()["PR-2026-0001"].po_number == "PO-0045/A"


def test_an_order_whose_amount_an_export_leaves_empty_pays_for_no_more_than_before(
    office: Office,
) -> None:
    office.save(purchase_orders=(order("A1", 5000),), invoices=(FIRST,))
    office.run()
    office.save(
        purchase_orders=(replace(order("A1", 5000), amount=None),),
        invoices=(FIRST, invoice("PR-2026-0003", 50_000)),
    )
    office.run()
    assert office.orders()["A1"].amount == 5000
    assert office.invoices()["PR-2026-0003"].po_number == ""
    assert any("has no amount for purchase order A1" in why for why in office.reviews())
