"""How a client begins: whether it needs POs, asked or not, and who gets its invoices."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from email.message import EmailMessage
from pathlib import Path

import pytest

from bot.domain.ledger import Contact, InvoiceStatus, PoPolicy
from tests.scenarios.office import ACME, Office, invoice

FINANCE = "Accounts <ap@acme-foods.co.uk>"
GIVEN = "Please use PO 4500012345 for Q-2041, 12,000.00 GBP net.\n\nAnn"
SETTINGS = '[invoices]\nsupplied = "{folder}/pdfs"\n'


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """Return an office with a draft for a client of whom nobody knows whether it uses POs."""
    folder = tmp_path / "office"
    desk = Office(folder, settings=SETTINGS.format(folder=folder))
    (folder / "pdfs").mkdir()
    (folder / "pdfs" / "PR-2026-0001.pdf").write_bytes(b"%PDF-1.7\n")
    desk.save(
        clients=(replace(desk.books.clients[0], po_policy=PoPolicy.UNKNOWN),),
        invoices=(invoice("PR-2026-0001", 12_000),),
    )
    return desk


def policy(office: Office) -> PoPolicy:
    return office.written().clients[0].po_policy


def ready(office: Office) -> list[str]:
    """Return the invoices that lie ready to be sent."""
    folder = office.folder / "invoices"
    return sorted(path.name for path in folder.glob("*.pdf")) if folder.exists() else []


def questions(office: Office) -> list[EmailMessage]:
    letters = office.letters("acme-foods")
    return [mail for mail in letters if str(mail["Subject"]).startswith("Do you need PO numbers")]


def answer(office: Office, text: str) -> None:
    """Let the client's accounts answer the question as mail programs do: ours below theirs."""
    (asked,) = questions(office)
    plain = asked.get_body(("plain",))
    assert plain is not None
    quoted = "".join(f"> {line}\n" for line in plain.get_content().splitlines())
    office.receive(
        f"{text}\n\nOn Tue, 24 Nov 2026 at 10:05, Progressive Robot wrote:\n{quoted}",
        f"Re: {asked['Subject']}",
        From=FINANCE,
        In_Reply_To=str(asked["Message-ID"]),
        References=str(asked["Message-ID"]),
    )
    office.run()


# --- the set-up notice ---


def test_a_client_that_says_at_the_start_that_it_needs_pos_gets_no_invoice_without(
    office: Office,
) -> None:
    office.receive(
        "Hello,\n\nbefore you begin: we need a PO number on all invoices. The order for Q-2041 "
        "will follow by 1 December 2026.\n\nAccounts\n",
        "Our new supplier",
        From=FINANCE,
    )
    office.run()
    assert policy(office) is PoPolicy.REQUIRED
    assert office.subjects("ap@") == ["Re: Our new supplier"]
    assert questions(office) == []
    assert ready(office) == []
    office.receive(GIVEN)
    office.run()
    assert office.invoices()["PR-2026-0001"].po_number == "4500012345"
    assert ready(office) == ["PR-2026-0001_PO-4500012345.pdf"]


def test_a_vendor_set_up_notice_notes_the_policy_and_shows_its_terms_to_a_person(
    office: Office,
) -> None:
    office.save(clients=(replace(office.books.clients[0], payment_terms_days=14),))
    office.receive(
        "Hello,\n\nProgressive Robot is now set up as a supplier with us, vendor number 100234.\n\n"
        "Please note:\n- a PO number is required on every invoice\n"
        "- our payment terms are 60 days end of month\n\nKind regards\nAccounts\n",
        "Supplier set-up complete",
        From=FINANCE,
    )
    office.run()
    assert policy(office) is PoPolicy.REQUIRED
    shown = " ".join(office.reviews())
    assert "asks for a supplier registration and payment terms as well" in shown
    assert "60 days from the end of the month" in shown
    assert "14 days are agreed for Acme Foods Ltd, and stay" in shown
    assert office.written().clients[0].payment_terms_days == 14
    assert office.orders() == {}


def test_the_policy_of_a_stranger_or_of_another_contact_is_not_noted(office: Office) -> None:
    said = "Hello,\n\nwe need a PO number on every invoice.\n"
    office.receive(said, "Supplier", From="Accounts <ap@acme-foods.example>")
    office.receive(said, "Supplier", From="Ann Hale <ann@acme-foods.co.uk>")
    office.run()
    assert policy(office) is PoPolicy.UNKNOWN
    assert any("the ledger says unknown" in reason for reason in office.reviews())
    assert questions(office) == []


# --- asked once ---


def test_who_said_nothing_is_asked_once_and_its_invoice_goes_without_meanwhile(
    office: Office,
) -> None:
    for _ in range(3):
        office.run(later=timedelta(days=7))
    (asked,) = questions(office)
    assert asked["To"] == "Accounts <ap@acme-foods.co.uk>"
    assert ready(office) == ["PR-2026-0001.pdf"]


@pytest.mark.parametrize("text", ["Hello,\n\nyes, we need POs.\n\nAccounts", "1"])
def test_the_answer_that_pos_are_needed_makes_the_invoice_wait_for_its_order(
    office: Office, text: str
) -> None:
    office.run()
    answer(office, text)
    assert policy(office) is PoPolicy.REQUIRED
    assert office.subjects("ap@")[-1].startswith("Re: Do you need PO numbers")
    assert ready(office) == []
    office.receive(GIVEN)
    office.run()
    assert ready(office) == ["PR-2026-0001_PO-4500012345.pdf"]
    assert len(questions(office)) == 1


@pytest.mark.parametrize("text", ["No we don't.", "2"])
def test_the_answer_that_none_are_used_sends_the_invoice_without_and_asks_no_more(
    office: Office, text: str
) -> None:
    office.run()
    answer(office, text)
    assert policy(office) is PoPolicy.NOT_USED
    assert ready(office) == ["PR-2026-0001.pdf"]
    said = office.subjects("acme-foods")
    office.clock.at += timedelta(days=7)
    office.run()
    assert office.subjects("acme-foods") == said


def test_an_order_as_the_answer_is_booked_and_notes_the_policy(office: Office) -> None:
    office.run()
    answer(office, "Yes: our PO is 4500012345 for Q-2041, 12,000.00 GBP net.")
    assert policy(office) is PoPolicy.REQUIRED
    assert office.orders()["4500012345"].amount == Decimal("12000.00")
    assert ready(office) == ["PR-2026-0001_PO-4500012345.pdf"]


def test_an_answer_that_is_no_plain_one_is_for_a_person(office: Office) -> None:
    office.run()
    answer(office, "Only above 5,000, I think. I will ask.")
    assert policy(office) is PoPolicy.UNKNOWN
    assert office.reviews()
    assert len(questions(office)) == 1


# --- nobody to send the invoice to ---


@pytest.mark.parametrize("policy_on_file", [PoPolicy.NOT_USED, PoPolicy.REQUIRED])
def test_an_invoice_waits_for_a_finance_contact_and_goes_in_the_poll_that_brings_one(
    office: Office, policy_on_file: PoPolicy
) -> None:
    both = office.books.contacts
    office.save(
        clients=(replace(office.books.clients[0], po_policy=policy_on_file),),
        contacts=tuple(contact for contact in both if contact.role != "finance"),
    )
    needs_order = policy_on_file is PoPolicy.REQUIRED
    if needs_order:
        office.receive(GIVEN)
    for _ in range(2):
        office.run(later=timedelta(days=1))
    told = [s for s in office.subjects("sofia@") if s.startswith("Nobody to send")]
    assert told == ["Nobody to send the invoices of Acme Foods Ltd to"]
    assert (ready(office), office.invoices()["PR-2026-0001"].po_number) == ([], "")
    assert questions(office) == []
    office.save(contacts=(*both, Contact(ACME, "Bills", "bills@acme-foods.co.uk", "finance")))
    office.run()
    suffix = "_PO-4500012345" if needs_order else ""
    assert ready(office) == [f"PR-2026-0001{suffix}.pdf"]
    assert office.invoices()["PR-2026-0001"].status is InvoiceStatus.DRAFT
    assert len([s for s in office.subjects("sofia@") if s.startswith("Nobody to send")]) == 1
