"""Invoices on their way out: mailed with the client's number, or laid ready for accounts."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pypdfium2
import pytest

from bot.domain.ledger import InvoiceStatus, PoPolicy
from bot.store.engine import open_store
from tests.scenarios.office import SELLER, Office, invoice
from tests.servers.smtp_sink import SmtpSink

GIVEN = "Hello,\n\nplease find our PO 4500012345 for quote Q-2041, 12,000.00 GBP net.\n\nAnn\n"
SMTP = '[smtp]\nhost = "127.0.0.1"\nport = {port}\nsecurity = "none"\n'
SENDING = "\n[invoices]\nsend = true\n"


@pytest.fixture
def sink(tmp_path: Path) -> Iterator[SmtpSink]:
    with SmtpSink(tmp_path / "sink") as server:
        yield server


def sending(folder: Path, sink: SmtpSink, settings: str = SENDING + SELLER) -> Office:
    """Return an office that sends its mail to a real SMTP server."""
    office = Office(folder / "office", settings=SMTP.format(port=sink.port) + settings)
    text = office.config.read_text("utf-8")
    office.config.write_text(f"send = true\n{text}", "utf-8")
    return office


def mails(sink: SmtpSink, to: str) -> list[EmailMessage]:
    """Return the invoices that arrived at an address, oldest first."""
    every = [message_from_bytes(one.source, policy=default) for one in sink.accepted()]
    return [m for m in every if to in str(m["To"]) and str(m["Subject"]).startswith("Invoice")]


def files(mail: EmailMessage) -> dict[str, bytes]:
    """Return what is attached to a mail, by file name."""
    return {str(p.get_filename()): p.get_content() for p in mail.iter_attachments()}


def page(content: bytes) -> str:
    """Return the words of a PDF."""
    document = pypdfium2.PdfDocument(content)
    try:
        return "\n".join(each.get_textpage().get_text_bounded() for each in document)
    finally:
        document.close()


def test_the_order_that_comes_sends_the_invoice_that_waited_with_its_number_on_it(
    tmp_path: Path, sink: SmtpSink
) -> None:
    office = sending(tmp_path, sink)
    office.save(invoices=(invoice("PR-2026-0001", 12_000),))
    office.run()
    assert mails(sink, "ap@acme-foods.co.uk") == []
    office.receive(GIVEN)
    office.run()
    office.run()
    (mail,) = mails(sink, "ap@acme-foods.co.uk")
    assert mail["Subject"] == (
        "Invoice PR-2026-0001, PO 4500012345: Intranet search [PR-REF ENG-0001]"
    )
    ((name, content),) = files(mail).items()
    assert name == "PR-2026-0001_PO-4500012345.pdf"
    assert "4500012345" in page(content)
    sent = office.invoices()["PR-2026-0001"]
    assert (sent.status, sent.issued_on) == (InvoiceStatus.ISSUED, date(2026, 11, 24))


def test_an_invoice_that_went_out_stays_issued_whatever_an_old_export_says_and_is_paid_later(
    tmp_path: Path, sink: SmtpSink
) -> None:
    office = sending(tmp_path, sink)
    office.save(invoices=(invoice("PR-2026-0001", 12_000),))
    office.receive(GIVEN)
    office.run()
    draft = invoice("PR-2026-0001", 12_000)
    office.save(invoices=(draft, invoice("PR-2026-0002", 1)))
    office.run()
    assert office.invoices()["PR-2026-0001"].status is InvoiceStatus.ISSUED
    paid = replace(office.invoices()["PR-2026-0001"], status=InvoiceStatus.PAID)
    office.save(invoices=(paid, invoice("PR-2026-0002", 1)))
    office.run()
    assert office.invoices()["PR-2026-0001"].status is InvoiceStatus.PAID
    assert office.reviews() == []


def test_a_number_that_comes_late_brings_the_same_invoice_again_with_the_number(
    tmp_path: Path, sink: SmtpSink
) -> None:
    office = sending(tmp_path, sink)
    waiting = invoice(
        "PR-2026-0001", 12_000, issued_on=date(2026, 11, 3), status=InvoiceStatus.AWAITING_PO
    )
    office.save(invoices=(waiting,))
    office.receive(GIVEN)
    office.run()
    office.run()
    (mail,) = mails(sink, "ap@acme-foods.co.uk")
    assert "now with PO 4500012345" in str(mail["Subject"])
    words = page(files(mail)["PR-2026-0001_PO-4500012345.pdf"])
    assert "4500012345" in words
    assert "3 November 2026" in words
    assert "3 December 2026" in words


def test_without_leave_to_send_invoices_lie_ready_and_go_away_when_their_order_does(
    tmp_path: Path,
) -> None:
    office = Office(tmp_path / "office", settings=SELLER)
    office.save(invoices=(invoice("PR-2026-0001", 12_000),))
    office.run()
    ready = office.folder / "invoices"
    assert not ready.exists()
    office.receive(GIVEN)
    office.run()
    assert [path.name for path in ready.glob("*.pdf")] == ["PR-2026-0001_PO-4500012345.pdf"]
    assert "4500012345" in page((ready / "PR-2026-0001_PO-4500012345.pdf").read_bytes())
    assert office.invoices()["PR-2026-0001"].status is InvoiceStatus.DRAFT
    (ready / "notes.txt").write_text("ours", "utf-8")
    office.receive("Hello,\n\nplease cancel our PO 4500012345.\n\nAnn\n", "PO 4500012345 cancelled")
    office.run()
    assert [path.name for path in ready.glob("[!.]*")] == ["notes.txt"]


def test_a_supplied_pdf_goes_as_it_is_and_its_name_and_the_mail_have_the_number(
    tmp_path: Path, sink: SmtpSink
) -> None:
    pdfs = tmp_path / "office" / "pdfs"
    office = sending(tmp_path, sink, SENDING + f'supplied = "{pdfs}"\n')
    pdfs.mkdir()
    (pdfs / "PR-2026-0001.pdf").write_bytes(b"%PDF-1.7 ours\n")
    office.save(invoices=(invoice("PR-2026-0001", 12_000), invoice("PR-2026-0002", 10)))
    office.receive(GIVEN.replace("12,000.00", "12,010.00"))
    office.run()
    (mail,) = mails(sink, "ap@acme-foods.co.uk")
    assert files(mail) == {"PR-2026-0001_PO-4500012345.pdf": b"%PDF-1.7 ours\n"}
    assert "4500012345" in str(mail.get_body(("plain",)))
    assert "No invoices are made as documents" in " ".join(office.reviews())
    assert office.invoices()["PR-2026-0002"].status is InvoiceStatus.DRAFT


def test_an_invoice_keeps_its_day_and_one_whose_due_date_has_passed_is_shown(
    tmp_path: Path, sink: SmtpSink
) -> None:
    office = sending(tmp_path, sink)
    client = replace(office.books.clients[0], po_policy=PoPolicy.NOT_USED)
    office.save(
        clients=(client,),
        invoices=(
            invoice("PR-2026-0001", 100, issued_on=date(2026, 11, 26)),
            invoice("PR-2026-0002", 100, due_on=date(2026, 12, 26)),
            invoice("PR-2026-0003", 100, due_on=date(2026, 11, 20)),
        ),
    )
    office.run()
    assert mails(sink, "ap@acme-foods.co.uk") == []
    office.clock.at += timedelta(days=2)
    office.run()
    subjects = [str(mail["Subject"]) for mail in mails(sink, "ap@acme-foods.co.uk")]
    assert [subject.split(":")[0] for subject in subjects] == [
        "Invoice PR-2026-0001",
        "Invoice PR-2026-0002",
    ]
    assert "PR-2026-0003 would be dated" in " ".join(office.reviews())


def test_an_invoice_that_became_void_before_it_left_does_not_leave(
    tmp_path: Path, sink: SmtpSink
) -> None:
    office = sending(tmp_path, sink)
    office.save(invoices=(invoice("PR-2026-0001", 12_000),))
    (office.folder / "STOP").touch()
    office.receive(GIVEN)
    office.run()
    void = invoice("PR-2026-0001", 12_000, status=InvoiceStatus.VOID)
    office.save(invoices=(void,))
    (office.folder / "STOP").unlink()
    office.run()
    office.run()
    assert mails(sink, "ap@acme-foods.co.uk") == []
    store = open_store(f"sqlite:///{office.folder / 'pobot.db'}")
    try:
        assert [i.status for i in store.snapshot().invoices] == [InvoiceStatus.VOID]
    finally:
        store.close()
