"""Invoices that the client has: the copy that is owed for a number, and what never changes them."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from bot.domain.ledger import Invoice, InvoiceStatus
from bot.domain.purchase_order import OrderStatus
from tests.scenarios.office import Office, invoice, order
from tests.scenarios.test_invoices_out import GIVEN, mails, page, sending
from tests.servers.smtp_sink import Fault, Moment, SmtpSink, Way

NUMBER = "PR-2026-0001"
PAYEE = "ap@acme-foods.co.uk"
SENT_ON = date(2026, 11, 3)


@pytest.fixture
def sink(tmp_path: Path) -> Iterator[SmtpSink]:
    with SmtpSink(tmp_path / "sink") as server:
        yield server


def waits(net: int = 5000, **columns: object) -> Invoice:
    """Return an invoice that accounts sent without its number."""
    status = columns.pop("status", InvoiceStatus.AWAITING_PO)
    return invoice(NUMBER, net, issued_on=SENT_ON, status=status, **columns)


def go_on(office: Office, rounds: int = 2) -> None:
    for _ in range(rounds):
        office.run(later=timedelta(hours=4))


def copies(sink: SmtpSink) -> list[str]:
    subjects = [str(mail["Subject"]) for mail in mails(sink, PAYEE)]
    return [subject.split(":")[0] for subject in subjects]


@pytest.mark.parametrize("status", [InvoiceStatus.AWAITING_PO, InvoiceStatus.ISSUED])
def test_the_number_that_a_slip_asks_for_brings_the_corrected_copy_and_closes_it(
    tmp_path: Path, sink: SmtpSink, status: InvoiceStatus
) -> None:
    office = sending(tmp_path, sink)
    office.save(purchase_orders=(order("A1", 9000),), invoices=(waits(),))
    office.run()
    assert any("a corrected copy goes out" in why for why in office.reviews())
    office.save(invoices=(waits(po_number="A1", status=status),))
    go_on(office)
    assert copies(sink) == [f"Invoice {NUMBER}, now with PO A1"]
    assert office.invoices()[NUMBER].status is InvoiceStatus.ISSUED
    assert office.reviews() == []


def test_a_draft_that_accounts_sent_without_its_number_is_followed_by_the_copy(
    tmp_path: Path, sink: SmtpSink
) -> None:
    office = sending(tmp_path, sink)
    later = invoice(NUMBER, 5000, issued_on=date(2026, 11, 27))
    office.save(purchase_orders=(order("A1", 9000),), invoices=(later,))
    office.run()
    assert office.invoices()[NUMBER].po_number == "A1"
    office.save(invoices=(waits(),))
    go_on(office)
    assert copies(sink) == [f"Invoice {NUMBER}, now with PO A1"]


def test_a_number_that_is_not_on_file_is_shown_until_its_order_comes(
    tmp_path: Path, sink: SmtpSink
) -> None:
    office = sending(tmp_path, sink)
    office.save(invoices=(waits(12_000, po_number="4500012345"),))
    office.run()
    assert [why for why in office.reviews() if "not on file" in why]
    office.receive(GIVEN)
    go_on(office)
    assert copies(sink) == [f"Invoice {NUMBER}, now with PO 4500012345"]
    assert [why for why in office.reviews() if "not on file" in why] == []


def test_a_copy_that_waits_for_the_server_does_not_open_the_paper_to_an_export(
    tmp_path: Path, sink: SmtpSink
) -> None:
    office = sending(tmp_path, sink)
    office.save(invoices=(waits(12_000),))
    sink.plan = lambda _: Fault(Moment.MAIL)
    office.receive(GIVEN)
    office.run(later=timedelta(hours=1))
    office.save(invoices=(waits(11_000),))
    sink.plan = lambda _: None
    go_on(office)
    assert office.invoices()[NUMBER].net == 12_000
    (copy,) = mails(sink, PAYEE)
    assert "14,400.00" in "".join(page(p.get_content()) for p in copy.iter_attachments())
    assert any("went out with 12000" in why for why in office.reviews())


def test_an_invoice_that_may_have_arrived_is_not_made_anew_with_another_sum(
    tmp_path: Path, sink: SmtpSink
) -> None:
    office = sending(tmp_path, sink)
    office.save(purchase_orders=(order("A1", 9000),), invoices=(invoice(NUMBER, 5000),))
    sink.plan = lambda _: Fault(Moment.DOT, Way.DROP, accepted=True)
    office.run()
    sink.plan = lambda _: None
    cancelled = replace(order("A1", 9000), status=OrderStatus.CANCELLED)
    office.save(purchase_orders=(cancelled, order("C1", 9000)))
    go_on(office)
    office.save(invoices=(invoice(NUMBER, 6000, po_number="C1"),))
    go_on(office)
    (paper,) = mails(sink, PAYEE)
    assert "PO A1" in str(paper["Subject"])
    assert office.invoices()[NUMBER].net == 5000
    assert any("may have arrived" in why and "cancelled" in why for why in office.reviews())


def test_a_number_taken_before_the_mail_left_goes_on_the_paper_that_leaves(
    tmp_path: Path, sink: SmtpSink
) -> None:
    office = sending(tmp_path, sink)
    office.save(purchase_orders=(order("A1", 9000),), invoices=(invoice(NUMBER, 5000),))
    sink.plan = lambda _: Fault(Moment.MAIL)
    office.run()
    sink.plan = lambda _: None
    cancelled = replace(order("A1", 9000), status=OrderStatus.CANCELLED)
    office.save(purchase_orders=(cancelled, order("C1", 9000)))
    go_on(office)
    assert mails(sink, PAYEE) == []
    office.save(invoices=(invoice(NUMBER, 5000, po_number="C1"),))
    go_on(office)
    assert copies(sink) == [f"Invoice {NUMBER}, PO C1"]


def test_a_disputed_invoice_that_gets_its_number_is_sent_again_with_it(
    tmp_path: Path, sink: SmtpSink
) -> None:
    office = sending(tmp_path, sink)
    office.save(invoices=(waits(12_000, status=InvoiceStatus.DISPUTED),))
    office.run()
    office.receive(f"Please put PO 4500099999 on invoice {NUMBER}, 12,000.00 GBP net.\n\nAnn")
    office.run()
    office.say("approve 1 {}")
    go_on(office)
    assert copies(sink) == [f"Invoice {NUMBER}, now with PO 4500099999"]
