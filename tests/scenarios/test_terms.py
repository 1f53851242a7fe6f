"""Terms: what was agreed with a client counts, whatever its orders print."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from fpdf import FPDF

from bot.domain.ledger import InvoiceStatus, PurchaseOrder
from bot.domain.purchase_order import OrderKind
from tests.scenarios.office import ACME, WORK, Office, invoice

ORDER = (
    "PURCHASE ORDER 4500012345",
    "Supplier: Progressive Robot Ltd",
    "Your quotation: Q-2041",
    "Total net: 12,000.00 GBP",
    "Payment terms: 90 days net",
)


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """Return an office whose client has agreed to pay within 14 days."""
    desk = Office(tmp_path / "office")
    desk.save(clients=(replace(desk.books.clients[0], payment_terms_days=14),))
    return desk


def pdf(*lines: str) -> bytes:
    """Return a page with these lines."""
    page = FPDF()
    page.add_page()
    page.set_font("helvetica", size=12)
    for line in lines:
        page.cell(0, 8, line, new_x="LMARGIN", new_y="NEXT")
    return bytes(page.output())


def test_an_order_that_prints_other_terms_is_booked_and_shown_and_the_due_date_stays(
    office: Office,
) -> None:
    sent = invoice(
        "PR-2026-0001",
        12_000,
        issued_on=date(2026, 11, 9),
        status=InvoiceStatus.AWAITING_PO,
    )
    office.save(invoices=(sent,))
    office.receive("Hello,\n\nplease find our order attached.\n\nAnn\n", pdf=pdf(*ORDER))
    office.run()
    booked = office.invoices()["PR-2026-0001"]
    assert (booked.po_number, booked.status) == ("4500012345", InvoiceStatus.ISSUED)
    (shown,) = [reason for reason in office.reviews() if "payment terms" in reason]
    assert "payment terms of 90 days (attachment:order.pdf#1" in shown
    assert "14 days are agreed for Intranet search (ENG-0001), and stay" in shown
    with office.open() as ledger:
        assert ledger.due_on(booked) == date(2026, 11, 23)
        assert ledger.clients[0].payment_terms_days == 14
    office.clock.at += timedelta(days=7)
    office.run()
    (reminder,) = [s for s in office.subjects("ap@") if "PR-2026-0001" in s]
    assert "was due on 23 November 2026" in reminder


def test_the_terms_of_the_work_go_before_those_of_the_client(office: Office) -> None:
    work = replace(office.books.engagements[0], payment_terms_days=45)
    sent = invoice(
        "PR-2026-0001", 12_000, issued_on=date(2026, 11, 3), status=InvoiceStatus.AWAITING_PO
    )
    office.save(engagements=(work,), invoices=(sent,))
    office.receive("Please use PO 4500012345 for Q-2041, 12,000.00 GBP net. Terms: 45 days.\n\nAnn")
    office.run()
    assert office.reviews() == []
    with office.open() as ledger:
        assert ledger.due_on(office.invoices()["PR-2026-0001"]) == date(2026, 12, 18)
    assert [s for s in office.subjects("ap@") if "PR-2026-0001" in s] == []


def test_terms_that_a_mail_asks_for_are_shown_and_change_nothing(office: Office) -> None:
    office.receive(
        "Hello,\n\ncould you change our payment terms to 60 days please?\n\nAccounts\n",
        "Payment terms",
        From="Accounts <ap@acme-foods.co.uk>",
    )
    office.receive(
        "Please use PO 4500012345 for Q-2041, 12,000.00 GBP net.\n\n"
        "From January we would like to move to payment terms of 75 days.\n\nAnn"
    )
    office.run()
    assert list(office.orders()) == ["4500012345"]
    shown = " ".join(office.reviews())
    assert "payment terms of 60 days" in shown
    assert "payment terms of 75 days" in shown
    assert office.written().clients[0].payment_terms_days == 14


def test_an_order_below_the_quote_and_its_supplementary_one_open_the_gate_together(
    office: Office,
) -> None:
    base = PurchaseOrder(
        "4500012345", ACME, amount=Decimal(10_000), currency="GBP", engagement_ids=(WORK,)
    )
    drafts = tuple(
        invoice(f"PR-2026-000{n}", net) for n, net in enumerate((6000, 4000, 2000), start=1)
    )
    office.save(purchase_orders=(base,), invoices=drafts)
    office.run()
    assert [s for s in office.subjects("daniel@") if "may start" in s] == []
    office.receive(
        "For Intranet search (Q-2041) here is a supplementary PO 4500012999 to PO 4500012345, "
        "2,000.00 GBP net.\n\nAnn"
    )
    office.run(later=timedelta(days=1))
    supplement = office.orders()["4500012999"]
    assert (supplement.kind, supplement.parent_po) == (OrderKind.SUPPLEMENTARY, "4500012345")
    (opened,) = [m for m in office.letters("daniel@") if "may start" in str(m["Subject"])]
    body = opened.get_body(("plain",))
    assert body is not None
    assert "cover 12,000.00 GBP together" in " ".join(body.get_content().split())
    numbers = [each.po_number for each in office.invoices().values()]
    assert numbers == ["4500012345", "4500012345", "4500012999"]
