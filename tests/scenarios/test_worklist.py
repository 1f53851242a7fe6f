"""What waits for a person: from a client's mail over the worklist to ledger and invoice."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from bot.domain.ledger import ClientId, Contact, EngagementId, InvoiceStatus
from bot.wiring import opened_store, read_config
from tests.scenarios.office import ACME, WORK, Office, invoice

BOLT = ClientId("bolt")
KIOSK = EngagementId("ENG-0009")
FIRST = "Please use PO 4500012345 for Q-2041, 12,000.00 GBP net.\n\nAnn"
SECOND = "PO 4500012345 for Q-2099, 8,000.00 GBP net.\n\nBo"
BO = "Bo Berg <bo@bolt.example>"


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """Two clients, each with one piece of work and invoices that wait."""
    office = Office(tmp_path / "office")
    bolt = replace(
        office.books.clients[0], client_id=BOLT, name="Bolt plc", domains=("bolt.example",)
    )
    kiosk = replace(
        office.books.engagements[0],
        engagement_id=KIOSK,
        client_id=BOLT,
        title="Visitor kiosk",
        quote_ref="Q-2099",
        sow_ref="SOW-3099",
        value=Decimal(8000),
    )
    waiting = {"engagement_id": KIOSK, "status": InvoiceStatus.AWAITING_PO}
    office.save(
        clients=(*office.books.clients, bolt),
        contacts=(*office.books.contacts, Contact(BOLT, "Bo Berg", "bo@bolt.example", "finance")),
        engagements=(*office.books.engagements, kiosk),
        invoices=(
            invoice("PR-2026-0001", 7000),
            invoice("PR-2026-0011", 5000, issued_on=date(2026, 11, 2), **waiting),
            invoice("PR-2026-0012", 3000, engagement_id=KIOSK),
        ),
    )
    return office


def test_the_same_number_of_a_second_client_is_booked_separately_once_approved(
    office: Office,
) -> None:
    office.receive(FIRST)
    office.run()
    office.receive(SECOND, From=BO)
    office.run()
    assert office.invoices()["PR-2026-0011"].po_number == ""
    before = len(office.letters("bo@"))

    outcome = office.say("approve 1 {}")
    assert outcome.done, outcome.sentence
    office.run()
    office.run()

    orders = {o.client_id: o for o in office.written().purchase_orders}
    assert {o.po_number for o in orders.values()} == {"4500012345"}
    assert (orders[ACME].amount, orders[ACME].engagement_ids) == (Decimal("12000.00"), (WORK,))
    assert (orders[BOLT].amount, orders[BOLT].engagement_ids) == (Decimal("8000.00"), (KIOSK,))
    numbers = {number: i.po_number for number, i in office.invoices().items()}
    assert set(numbers.values()) == {"4500012345"}
    assert office.invoices()["PR-2026-0011"].status is InvoiceStatus.ISSUED
    assert len(office.letters("bo@")) == before + 1
    confirmation = str(office.letters("bo@")[-1].get_body(("plain",)))
    assert "4500012345" in confirmation
    assert "PR-2026-0011" in confirmation
    assert office.reviews() == []
    assert drawn(office) == {
        (ACME, "PR-2026-0001"): Decimal("7000.00"),
        (BOLT, "PR-2026-0011"): Decimal("5000.00"),
        (BOLT, "PR-2026-0012"): Decimal("3000.00"),
    }


def drawn(office: Office) -> dict[tuple[str, str], Decimal | None]:
    """Return what each document draws on its client's order, as the book of orders has it."""
    with opened_store(read_config(office.config)) as store:
        assert store.verify() == ()
        entries = store.order_entries()
    return {(e.order.client_id, e.document): e.amount for e in entries if e.document}


def test_a_proposal_that_the_ledger_has_changed_is_shown_anew_instead(office: Office) -> None:
    office.receive(FIRST)
    office.run()
    office.receive(SECOND, From=BO)
    office.run()
    shown = office.revision()
    office.save(
        invoices=(
            *office.books.invoices,
            invoice("PR-2026-0013", 1000, engagement_id=KIOSK, status=InvoiceStatus.AWAITING_PO),
        )
    )
    office.run()
    refused = office.say(f"approve 1 {shown}")
    assert not refused.done
    assert "no longer what was shown" in refused.sentence
    assert "PR-2026-0013" in refused.sentence
    assert [o.client_id for o in office.written().purchase_orders] == [ACME]
    assert office.say("approve 1 {}").done
    office.run()
    assert office.invoices()["PR-2026-0013"].po_number == "4500012345"
