"""The company's process, in its own order: from a client's mail to the ledger that goes back."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from bot.domain.ledger import ClientId, Contact, EngagementId, Invoice, InvoiceStatus, PoPolicy
from bot.domain.purchase_order import OrderKind
from tests.scenarios.office import ACME, WORK, Office, change, invoice

BOLT = ClientId("bolt")
GIVEN = "Please use PO 4500012345 for Q-2041, 12,000.00 GBP net.\n\nAnn"


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path / "office")


def test_an_order_against_the_quote_stands_on_all_relevant_invoices(office: Office) -> None:
    office.save(invoices=(invoice("PR-2026-0001", 7000), invoice("PR-2026-0002", 5000)))
    office.run()
    assert [i.po_number for i in office.invoices().values()] == ["", ""]
    office.receive(GIVEN)
    office.run()
    assert {i.po_number for i in office.invoices().values()} == {"4500012345"}
    assert office.orders()["4500012345"].amount == Decimal("12000.00")
    assert "Purchase order" in office.subjects("ann@")[-1]
    before = office.written()
    office.run()
    assert office.written() == before


def test_two_copies_of_a_mail_book_once(office: Office) -> None:
    office.save(invoices=(invoice("PR-2026-0001", 7000),))
    for _ in range(2):
        office.receive(GIVEN, Message_ID="<one@acme-foods.co.uk>")
    office.run()
    office.run()
    assert list(office.orders()) == ["4500012345"]
    assert len([s for s in office.subjects("ann@") if s.startswith("Re: Purchase order")]) == 1


def test_the_same_number_from_a_second_client_is_shown_to_a_person(office: Office) -> None:
    other = replace(
        office.books.clients[0],
        client_id=BOLT,
        name="Bolt plc",
        domains=("bolt.example",),
    )
    work = replace(
        office.books.engagements[0],
        engagement_id=EngagementId("ENG-0009"),
        client_id=BOLT,
        title="Kiosk",
        quote_ref="Q-2099",
        sow_ref="SOW-3099",
    )
    office.save(
        clients=(*office.books.clients, other),
        contacts=(
            *office.books.contacts,
            Contact(other.client_id, "Bo", "bo@bolt.example", "finance"),
        ),
        engagements=(*office.books.engagements, work),
    )
    office.receive(GIVEN)
    office.run()
    office.receive("PO 4500012345 for Q-2099, 12,000.00 GBP net.", From="Bo <bo@bolt.example>")
    office.run()
    assert [o.client_id for o in office.written().purchase_orders] == [ACME]
    assert any("on file for another client" in reason for reason in office.reviews())


def test_an_order_below_the_quote_books_nothing_and_says_the_figures(office: Office) -> None:
    office.receive("PO 4500012345 for Q-2041, 9,000.00 GBP net.")
    office.run()
    assert office.orders() == {}
    assert any("9,000.00, below the 12,000.00 net" in reason for reason in office.reviews())


def test_a_change_request_asks_for_a_top_up_and_its_invoice_waits_for_it(office: Office) -> None:
    office.receive(GIVEN)
    office.run()
    office.save(
        change_requests=(change("CR-0007", 3000, date(2026, 11, 24)),),
        invoices=(invoice("PR-2026-0003", 3000, change_request_id="CR-0007"),),
    )
    office.run()
    assert office.invoices()["PR-2026-0003"].po_number == ""
    (asked,) = [m for m in office.letters() if "CR-0007" in str(m["Subject"])]
    assert "3,000.00" in str(asked.get_body(("plain",)))
    office.receive("We have raised PO 4500012345 to 15,000.00 GBP net for CR-0007.")
    office.run()
    assert office.orders()["4500012345"].amount == Decimal("15000.00")
    assert office.invoices()["PR-2026-0003"].po_number == "4500012345"
    assert len([m for m in office.letters() if "CR-0007" in str(m["Subject"])]) == 1


def test_a_supplementary_order_pays_for_the_change(office: Office) -> None:
    office.receive(GIVEN)
    office.run()
    office.save(
        change_requests=(change("CR-0007", 3000, date(2026, 11, 24)),),
        invoices=(
            invoice("PR-2026-0001", 12_000),
            invoice("PR-2026-0003", 3000, change_request_id="CR-0007"),
        ),
    )
    office.receive("For CR-0007 here is a supplementary PO 4500012999, 3,000.00 GBP net.")
    office.run()
    supplement = office.orders()["4500012999"]
    assert (supplement.kind, supplement.parent_po) == (OrderKind.SUPPLEMENTARY, "4500012345")
    numbers = {number: i.po_number for number, i in office.invoices().items()}
    assert numbers == {"PR-2026-0001": "4500012345", "PR-2026-0003": "4500012999"}


def test_a_late_number_amends_the_invoice_and_moves_no_date(office: Office) -> None:
    sent = invoice(
        "PR-2026-0001",
        12_000,
        issued_on=date(2026, 10, 1),
        status=InvoiceStatus.AWAITING_PO,
    )
    office.save(invoices=(sent,))
    office.receive(GIVEN)
    office.run()
    amended = office.invoices()["PR-2026-0001"]
    assert (amended.po_number, amended.status) == ("4500012345", InvoiceStatus.ISSUED)
    assert (amended.issued_on, amended.due_on) == (sent.issued_on, sent.due_on)
    with office.open() as ledger:
        assert ledger.due_on(amended) == date(2026, 10, 31)


def test_a_blanket_order_carries_a_retainers_year_and_the_thirteenth_invoice_waits(
    office: Office,
) -> None:
    retainer = replace(office.books.engagements[0], kind="retainer", starts_on=date(2027, 1, 1))
    office.save(engagements=(retainer,))
    office.receive(
        "Our blanket PO 4700088 for Intranet search (Q-2041), 12,000.00 GBP net for the year, "
        "valid 1 January 2027 to 31 December 2027. Please invoice monthly against it."
    )
    office.run()
    assert office.orders()["4700088"].kind is OrderKind.BLANKET
    bills: list[Invoice] = []
    for month in range(1, 14):
        office.clock.at = office.clock.at.replace(
            year=2027 + (month > 12), month=(month - 1) % 12 + 1, day=4 if month < 13 else 5
        )
        bills.append(invoice(f"PR-2027-{month:04}", 1000))
        office.save(invoices=tuple(bills))
        office.run()
        bills[-1] = replace(
            bills[-1],
            issued_on=office.clock.at.date(),
            status=InvoiceStatus.ISSUED,
            po_number=office.invoices()[f"PR-2027-{month:04}"].po_number,
        )
    numbers = [i.po_number for i in office.invoices().values()]
    assert numbers == ["4700088"] * 12 + [""]


def test_a_client_without_orders_is_asked_for_nothing(office: Office) -> None:
    office.save(
        clients=(replace(office.books.clients[0], po_policy=PoPolicy.NOT_USED),),
        invoices=(invoice("PR-2026-0001", 12_000),),
    )
    for _ in range(3):
        office.run(later=timedelta(days=7))
    assert office.letters("acme-foods") == []
    assert office.invoices()["PR-2026-0001"].po_number == ""
    assert WORK in {e.engagement_id for e in office.written().engagements}


def test_the_order_that_a_mail_brings_opens_the_gate_and_both_managers_hear_once(
    office: Office,
) -> None:
    office.receive("The requisition is with our director, the PO will follow by 1 December 2026.")
    office.run()
    assert [s for s in office.subjects("daniel@") if "may start" in s] == []
    office.receive(GIVEN)
    office.run()
    office.run()
    for manager in ("daniel@", "sofia@"):
        opened = [s for s in office.subjects(manager) if s.startswith("ENG-0001 may start")]
        assert len(opened) == 1


def test_an_order_that_a_mail_cancels_shuts_the_gate_again_and_both_managers_hear_once(
    office: Office,
) -> None:
    office.receive(GIVEN)
    office.run()
    office.receive("Please cancel PO 4500012345, the budget was withdrawn.\n\nAnn")
    office.run()
    office.run()
    for manager in ("daniel@", "sofia@"):
        told = [s for s in office.subjects(manager) if s.startswith("ENG-0001")]
        assert [s.partition(":")[0] for s in told] == [
            "ENG-0001 may start",
            "ENG-0001 may no longer start",
        ]


def test_a_strangers_order_opens_nothing(office: Office) -> None:
    office.receive(GIVEN, From="Ann Hale <ann@acme-foods.example>")
    office.run()
    assert [s for s in office.subjects("daniel@") if "may start" in s] == []
    assert office.orders() == {}


def test_while_a_mail_about_the_order_waits_for_a_person_no_draft_gets_its_number(
    office: Office,
) -> None:
    office.receive(GIVEN)
    office.run()
    office.receive("Please put nothing more on PO 4500012345, our bank details change as well.")
    office.save(invoices=(invoice("PR-2026-0001", 7000),))
    office.run()
    assert office.reviews()
    assert office.invoices()["PR-2026-0001"].po_number == ""
