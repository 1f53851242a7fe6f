"""Invoices whose mail could not leave, or did not arrive: sent anew, or shown, never forgotten."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from mailbox import Maildir
from pathlib import Path

import pytest

from bot.domain.ledger import (
    Client,
    ClientId,
    Contact,
    Engagement,
    EngagementId,
    Invoice,
    InvoiceStatus,
)
from bot.domain.purchase_order import OrderStatus
from tests.scenarios.office import ACME, SELLER, Office, invoice, order
from tests.scenarios.test_invoices_out import GIVEN, SENDING, files, mails, page, sending
from tests.servers.smtp_sink import SmtpSink

NUMBER = "PR-2026-0001"

REPORT = """\
Return-Path: <>
Authentication-Results: mx.progressiverobot.com; spf=pass
From: Mail Delivery System <MAILER-DAEMON@progressiverobot.com>
To: billing@progressiverobot.com
Subject: Undelivered Mail Returned to Sender
Date: Tue, 24 Nov 2026 10:06:00 +0000
Message-ID: <report@progressiverobot.com>
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="B"

--B
Content-Type: text/plain

<ap@acme-foods.co.uk>: user unknown
--B
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.progressiverobot.com

Final-Recipient: rfc822; ap@acme-foods.co.uk
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 user unknown

--B
Content-Type: text/rfc822-headers

Message-ID: {message_id}
To: ap@acme-foods.co.uk
Subject: Invoice
--B--
"""


@pytest.fixture
def sink(tmp_path: Path) -> Iterator[SmtpSink]:
    with SmtpSink(tmp_path / "sink") as server:
        yield server


def numbered(net: int = 5000, po_number: str = "A1", **columns: object) -> Invoice:
    return invoice(NUMBER, net, po_number=po_number, **columns)


@pytest.fixture
def waiting(tmp_path: Path, sink: SmtpSink) -> Office:
    """An office whose invoice is issued and queued, while mail is stopped."""
    office = sending(tmp_path, sink)
    office.save(purchase_orders=(order("A1", 9000), order("B2", 9000)), invoices=(numbered(),))
    (office.folder / "STOP").touch()
    office.run()
    assert office.invoices()[NUMBER].status is InvoiceStatus.ISSUED
    return office


def go_on(office: Office, rounds: int = 3) -> None:
    (office.folder / "STOP").unlink(missing_ok=True)
    for _ in range(rounds):
        office.run(later=timedelta(hours=1))


def test_another_number_by_then_goes_on_a_new_paper_once(waiting: Office, sink: SmtpSink) -> None:
    waiting.save(invoices=(numbered(po_number="B2"),))
    go_on(waiting)
    (mail,) = mails(sink, "ap@acme-foods.co.uk")
    ((name, content),) = files(mail).items()
    assert name == f"{NUMBER}_PO-B2.pdf"
    assert "B2" in page(content)


def test_void_by_mistake_and_a_draft_again_goes_out_once(waiting: Office, sink: SmtpSink) -> None:
    waiting.save(invoices=(numbered(status=InvoiceStatus.VOID),))
    go_on(waiting, 2)
    assert mails(sink, "ap@acme-foods.co.uk") == []
    waiting.save(invoices=(numbered(),))
    go_on(waiting)
    (mail,) = mails(sink, "ap@acme-foods.co.uk")
    assert NUMBER in str(mail["Subject"])
    assert waiting.invoices()[NUMBER].status is InvoiceStatus.ISSUED


def test_a_payee_who_left_does_not_get_it_and_the_next_one_does(
    waiting: Office, sink: SmtpSink
) -> None:
    new = Contact(ACME, "Payables", "new@acme-foods.co.uk", "finance")
    ann, old = waiting.books.contacts
    waiting.save(contacts=(ann, replace(old, role="procurement"), new))
    go_on(waiting)
    assert mails(sink, "ap@acme-foods.co.uk") == []
    assert len(mails(sink, "new@acme-foods.co.uk")) == 1


def test_an_order_that_is_cancelled_by_then_keeps_the_invoice_back_and_is_shown(
    waiting: Office, sink: SmtpSink
) -> None:
    cancelled = replace(order("A1", 9000), status=OrderStatus.CANCELLED)
    waiting.save(purchase_orders=(cancelled, order("B2", 9000)))
    go_on(waiting)
    assert mails(sink, "acme-foods.co.uk") == []
    assert any(NUMBER in why and "A1" in why and "cancelled" in why for why in waiting.reviews())


def test_an_invoice_that_did_not_arrive_is_named(tmp_path: Path, sink: SmtpSink) -> None:
    office = sending(tmp_path, sink)
    office.save(purchase_orders=(order("A1", 9000),), invoices=(numbered(),))
    office.run()
    (mail,) = mails(sink, "ap@acme-foods.co.uk")
    report = REPORT.format(message_id=mail["Message-ID"]).replace("\n", "\r\n")
    Maildir(office.folder / "inbox").add(report.encode())
    office.run()
    office.run()
    named = [why for why in office.reviews() if NUMBER in why]
    why = f"The mail with {NUMBER} to ap@acme-foods.co.uk came back: the client has not got"
    assert named == [f"{why} this invoice."]


def late(office: Office) -> None:
    """Let an invoice that is out wait for its number."""
    office.save(
        invoices=(
            invoice(NUMBER, 12_000, issued_on=date(2026, 11, 3), status=InvoiceStatus.AWAITING_PO),
        )
    )


def test_the_copy_with_a_late_number_waits_until_somebody_can_get_it(
    tmp_path: Path, sink: SmtpSink
) -> None:
    office = sending(tmp_path, sink)
    ann, payables = office.books.contacts
    office.save(contacts=(ann,))
    late(office)
    office.receive(GIVEN)
    office.run()
    office.run(later=timedelta(days=1))
    assert mails(sink, "acme-foods.co.uk") == []
    office.save(contacts=(ann, payables))
    office.run()
    office.run()
    (mail,) = mails(sink, "ap@acme-foods.co.uk")
    assert "now with PO 4500012345" in str(mail["Subject"])
    assert [why for why in office.reviews() if NUMBER in why] == []


def test_a_copy_that_lies_ready_is_named_once(tmp_path: Path) -> None:
    office = Office(tmp_path / "office", settings=SELLER)
    late(office)
    office.receive(GIVEN)
    office.run()
    office.run()
    assert [p.name for p in (office.folder / "invoices").glob("*.pdf")] == [
        f"{NUMBER}_PO-4500012345.pdf"
    ]
    (why,) = [why for why in office.reviews() if NUMBER in why]
    assert "lies ready to be sent" in why


def test_what_lay_ready_is_taken_away_once_it_was_sent(tmp_path: Path, sink: SmtpSink) -> None:
    office = sending(tmp_path, sink, SELLER)
    office.save(purchase_orders=(order("A1", 9000),), invoices=(numbered(),))
    office.run()
    ready = office.folder / "invoices"
    assert [path.name for path in ready.glob("*.pdf")] == [f"{NUMBER}_PO-A1.pdf"]
    office.config.write_text(office.config.read_text("utf-8") + SENDING, "utf-8")
    office.run()
    assert len(mails(sink, "ap@acme-foods.co.uk")) == 1
    assert list(ready.glob("*.pdf")) == []


def test_an_invoice_over_nothing_is_shown_not_sent(tmp_path: Path, sink: SmtpSink) -> None:
    office = sending(tmp_path, sink)
    office.save(purchase_orders=(order("A1", 9000),), invoices=(numbered(0),))
    office.run()
    assert mails(sink, "acme-foods.co.uk") == []
    assert [why for why in office.reviews() if NUMBER in why] == [
        f"{NUMBER} is over 0.00: nothing to pay."
    ]


def test_what_was_wrong_with_an_invoice_is_closed_when_it_went(
    tmp_path: Path, sink: SmtpSink
) -> None:
    office = sending(tmp_path, sink)
    office.save(purchase_orders=(order("A1", 9000),), invoices=(numbered(0),))
    office.run()
    assert len(office.reviews()) == 1
    office.save(invoices=(numbered(),))
    office.run()
    assert len(mails(sink, "ap@acme-foods.co.uk")) == 1
    assert office.reviews() == []


def of_bolt(office: Office) -> dict[str, tuple[object, ...]]:
    """Return tables in which two clients have invoices whose numbers make one file name."""
    bolt = ClientId("bolt")
    work = EngagementId("ENG-0002")
    client: Client = replace(
        office.books.clients[0], client_id=bolt, name="Bolt Ltd", domains=("bolt.co.uk",)
    )
    engagement: Engagement = replace(
        office.books.engagements[0], engagement_id=work, client_id=bolt, title="Network"
    )
    theirs = replace(order("A1", 9000), client_id=bolt, engagement_ids=(work,))
    return {
        "clients": (*office.books.clients, client),
        "contacts": (*office.books.contacts, Contact(bolt, "Pay", "pay@bolt.co.uk", "finance")),
        "engagements": (*office.books.engagements, engagement),
        "purchase_orders": (order("A1", 9000), theirs),
        "invoices": (
            invoice("PR-2026-1", 5000, po_number="A1"),
            invoice("PR/2026/1", 4000, po_number="A1", engagement_id=work),
        ),
    }


def test_no_client_gets_the_paper_of_another_whose_number_looks_alike(
    tmp_path: Path, sink: SmtpSink
) -> None:
    pdfs = tmp_path / "pdfs"
    pdfs.mkdir()
    (pdfs / "PR-2026-1.pdf").write_bytes(b"%PDF-1.7 acme only\n")
    office = sending(tmp_path, sink, SENDING + f'supplied = "{pdfs}"\n' + SELLER)
    office.save(**of_bolt(office))
    office.run()
    (ours,) = mails(sink, "ap@acme-foods.co.uk")
    assert list(files(ours).values()) == [b"%PDF-1.7 acme only\n"]
    (theirs,) = mails(sink, "pay@bolt.co.uk")
    assert "Bolt Ltd" in page(next(iter(files(theirs).values())))


def test_papers_with_one_name_lie_beside_each_other(tmp_path: Path) -> None:
    office = Office(tmp_path / "office", settings=SELLER)
    office.save(**of_bolt(office))
    office.run()
    papers = sorted((office.folder / "invoices").glob("*.pdf"))
    assert len(papers) == 2
    assert {"Acme" in page(p.read_bytes()) for p in papers} == {True, False}


def test_another_sum_by_then_goes_as_the_paper_that_states_it(
    waiting: Office, sink: SmtpSink
) -> None:
    waiting.save(invoices=(numbered(status=InvoiceStatus.VOID),))
    go_on(waiting, 1)
    waiting.save(invoices=(numbered(6000),))
    go_on(waiting)
    (mail,) = mails(sink, "ap@acme-foods.co.uk")
    assert "7,200.00" in page(next(iter(files(mail).values())))


def test_an_invoice_that_waits_for_its_server_is_held_while_its_clients_own_mail_is_looked_at(
    tmp_path: Path, sink: SmtpSink
) -> None:
    office = sending(tmp_path, sink)
    bill = invoice(NUMBER, 12_000)
    office.save(purchase_orders=(order("4500012345", 12_000),), invoices=(bill,))
    (office.folder / "STOP").touch()
    office.run()
    office.receive("Please cancel PO 4500012345, we place another order.\n\nAnn\n")
    office.run(later=timedelta(hours=1))
    go_on(office)
    assert office.invoices()[NUMBER].status is InvoiceStatus.ISSUED
    assert mails(sink, "ap@acme-foods.co.uk") == []
    with office.worklist() as worklist:
        for item in [i for i in worklist.items() if i.kind == "mail"]:
            office.say(f"reject {item.item_id} the order stays")
    go_on(office)
    assert len(mails(sink, "ap@acme-foods.co.uk")) == 1
