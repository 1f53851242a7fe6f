"""What every `bot.ports.Store` does with the ledger: taking over the ledger folder."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from bot.domain.decision import (
    AssignOrder,
)
from bot.domain.ledger import (
    Contact,
    Engagement,
    EngagementId,
    InvoiceStatus,
    Payment,
    PurchaseOrder,
    Snapshot,
)
from bot.errors import Problem
from bot.ports import Store
from bot.store.records import TABLES
from tests.store.samples import (
    ACME,
    INTRANET,
    NOW,
    PORTAL,
    SENT,
    WAITING,
    book,
    invoice,
    ledger,
    record,
    with_invoice,
)


def order(store: Store, number: str) -> PurchaseOrder:
    found = store.snapshot().order(ACME, number)
    assert found is not None
    return found


@pytest.fixture
def filled(store: Store) -> Store:
    store.import_ledger(ledger(), (), NOW)
    return store


# --- importing -----------------------------------------------------------------------------------


def test_a_ledger_comes_back_as_it_went_in_to_the_last_digit(store: Store) -> None:
    report = store.import_ledger(ledger(), (), NOW)

    assert store.snapshot() == ledger()
    assert store.snapshot().engagement[PORTAL].value == Decimal("48000.00")
    assert report.added == {
        "clients": 1,
        "contacts": 1,
        "engagements": 2,
        "change_requests": 1,
        "purchase_orders": 1,
        "invoices": 2,
        "payments": 1,
    }


def test_the_same_folder_twice_changes_nothing(filled: Store) -> None:
    before, journal = filled.snapshot(), filled.journal()

    report = filled.import_ledger(ledger(), (), NOW)

    assert set(report.added.values()) == set(report.changed.values()) == {0}
    assert report.unchanged == {**dict.fromkeys(TABLES, 1), "engagements": 2, "invoices": 2}
    assert filled.snapshot() is before or filled.snapshot().version == before.version
    assert filled.journal() == journal


def test_a_dry_run_reports_and_changes_nothing(store: Store) -> None:
    report = store.import_ledger(ledger(), (), NOW, dry_run=True)

    assert report.added["invoices"] == 2
    assert store.snapshot() == Snapshot()
    assert store.journal() == ()


def test_what_nobody_booked_follows_the_folder_even_to_nothing(filled: Store) -> None:
    folder = with_invoice(ledger(), WAITING, status=InvoiceStatus.DRAFT, net=Decimal("0.07"))
    folder = replace(folder, engagements=(Engagement(INTRANET, ACME, "Renamed"),))

    report = filled.import_ledger(folder, (), NOW)

    assert (report.changed["invoices"], report.changed["engagements"]) == (1, 1)
    assert filled.snapshot().invoice[WAITING].net == Decimal("0.07")
    assert filled.snapshot().engagement[INTRANET] == Engagement(INTRANET, ACME, "Renamed")


def test_rows_that_vanish_from_the_folder_stay(filled: Store) -> None:
    filled.import_ledger(Snapshot(clients=ledger().clients), (), NOW)

    assert filled.snapshot() == ledger()


def test_new_rows_come_after_the_old_ones(filled: Store) -> None:
    further = Engagement(EngagementId("ENG-0"), ACME, "Further")

    filled.import_ledger(replace(ledger(), engagements=(further,)), (), NOW)

    ids = [each.engagement_id for each in filled.snapshot().engagements]
    assert ids == [PORTAL, INTRANET, "ENG-0"]


def test_a_contact_is_the_same_in_upper_and_lower_case(filled: Store) -> None:
    shouting = Contact(ACME, "Ann", "ANN@ACME.EXAMPLE", "finance")

    report = filled.import_ledger(replace(ledger(), contacts=(shouting,)), (), NOW)

    assert report.added["contacts"] == 0
    assert len(filled.snapshot().contacts) == 1


def test_equal_payments_are_counted(filled: Store) -> None:
    (payment,) = ledger().payments

    twice = replace(ledger(), payments=(payment, replace(payment, amount=Decimal("10.0"))))
    first = filled.import_ledger(twice, (), NOW)
    again = filled.import_ledger(twice, (), NOW)
    filled.import_ledger(ledger(), (), NOW)

    assert (first.added["payments"], first.unchanged["payments"]) == (1, 1)
    assert (again.added["payments"], again.unchanged["payments"]) == (0, 2)
    assert len(filled.snapshot().payments) == 2
    assert filled.snapshot().outstanding(filled.snapshot().invoice[SENT]) == Decimal("100.12")


def test_a_row_without_its_parent_is_rejected_and_the_good_rows_are_taken(store: Store) -> None:
    nobody = EngagementId("ENG-9")
    folder = ledger()
    folder = replace(
        folder,
        invoices=(*folder.invoices, replace(invoice(WAITING, None), engagement_id=nobody)),
        payments=(*folder.payments, Payment(WAITING, date(2026, 1, 1), Decimal(1))),
    )
    folder = replace(folder, invoices=folder.invoices[1:])
    bad = Problem(Path("clients.csv"), 3, "no name")

    report = store.import_ledger(folder, (bad,), NOW)

    assert report.rejected[0] == bad
    assert [str(each) for each in report.rejected[1:]] == [
        "invoices.csv: PR-2026-0001: there is no engagement ENG-9",
        "payments.csv: there is no invoice PR-2026-0001",
    ]
    assert [each.invoice_number for each in store.snapshot().invoices] == [SENT]


def test_of_two_rows_with_one_key_the_first_counts_every_time(store: Store) -> None:
    first = ledger().engagements[0]
    folder = replace(ledger(), engagements=(first, replace(first, title="Again")))
    folder = replace(folder, invoices=(), payments=(), change_requests=())

    added = store.import_ledger(folder, (), NOW)
    again = store.import_ledger(folder, (), NOW)

    assert (added.added["engagements"], again.changed["engagements"]) == (1, 0)
    assert store.snapshot().engagements == (first,)


def test_an_import_is_journalled(filled: Store) -> None:
    filled.import_ledger(with_invoice(ledger(), SENT, po_number="PO-7"), (), NOW)

    entry = filled.journal()[-1]

    assert entry.kind == "import"
    assert entry.data["changed"] == {"invoices": [SENT]}


# --- what pobot booked, and the folder -----------------------------------------------------------


def test_the_folder_as_it_was_takes_back_nothing(filled: Store) -> None:
    book(filled, record(amount=Decimal(500), currency="GBP"), AssignOrder(ACME, "PO-45001", SENT))
    before = filled.snapshot()

    report = filled.import_ledger(ledger(), (), NOW)

    assert set(report.changed.values()) == {0}
    assert report.conflicts == ()
    assert filled.snapshot() == before


def test_an_empty_cell_takes_back_nothing_after_the_folder_agreed(filled: Store) -> None:
    book(filled, AssignOrder(ACME, "PO-45001", SENT))
    agreeing = with_invoice(ledger(), SENT, po_number="PO 45001", status=InvoiceStatus.ISSUED)
    filled.import_ledger(agreeing, (), NOW)

    report = filled.import_ledger(ledger(), (), NOW)

    assert report.conflicts == ()
    assert filled.snapshot().invoice[SENT].po_number == "PO-45001"
    assert filled.snapshot().invoice[SENT].status is InvoiceStatus.ISSUED


def test_a_differing_value_is_a_conflict_and_what_was_booked_stays(filled: Store) -> None:
    book(filled, AssignOrder(ACME, "PO-45001", SENT))
    differing = with_invoice(ledger(), SENT, po_number="PO-9")

    first = filled.import_ledger(differing, (), NOW)
    second = filled.import_ledger(differing, (), NOW)

    sentence = (
        "invoices.csv says po_number = PO-9 for invoice PR-2026-0002, "
        "but PO-45001 is booked and stays"
    )
    assert first.conflicts == second.conflicts == (sentence,)
    assert filled.snapshot().invoice[SENT].po_number == "PO-45001"
    (item,) = filled.review_items()
    assert (item.kind, item.reasons) == ("conflict", (sentence,))


def test_a_conflict_that_a_person_closed_is_not_opened_again(filled: Store) -> None:
    book(filled, AssignOrder(ACME, "PO-45001", SENT))
    differing = with_invoice(ledger(), SENT, po_number="PO-9")
    filled.import_ledger(differing, (), NOW)
    filled.close_review(filled.review_items()[0].item_id, "kim", NOW)

    report = filled.import_ledger(differing, (), NOW)

    assert len(report.conflicts) == 1
    assert filled.review_items() == ()


def test_a_numbered_invoice_moves_on_with_the_folder(filled: Store) -> None:
    book(filled, AssignOrder(ACME, "PO-45001", SENT))

    report = filled.import_ledger(with_invoice(ledger(), SENT, status=InvoiceStatus.PAID), (), NOW)

    assert report.conflicts == ()
    assert filled.snapshot().invoice[SENT].status is InvoiceStatus.PAID
    assert filled.snapshot().invoice[SENT].po_number == "PO-45001"


def test_a_numbered_draft_that_was_sent_meanwhile_waits_until_its_copy_is_owed(
    filled: Store,
) -> None:
    book(filled, AssignOrder(ACME, "PO-45001", WAITING))
    assert filled.snapshot().invoice[WAITING].status is InvoiceStatus.DRAFT

    sent = with_invoice(ledger(), WAITING, issued_on=date(2026, 11, 30))
    filled.import_ledger(sent, (), NOW)
    assert filled.snapshot().invoice[WAITING].status is InvoiceStatus.AWAITING_PO

    book(filled, AssignOrder(ACME, "PO-45001", WAITING), key="second")
    assigned = [each.data for each in filled.journal() if each.kind == "assign_order"]
    assert [data["status"] for data in assigned] == [InvoiceStatus.DRAFT, InvoiceStatus.ISSUED]
    filled.import_ledger(sent, (), NOW)
    issued = filled.snapshot().invoice[WAITING]
    assert (issued.status, issued.po_number) == (InvoiceStatus.ISSUED, "PO-45001")


def test_an_order_that_pobot_entered_meets_its_row_in_the_folder(filled: Store) -> None:
    book(filled, record(amount=Decimal(500), currency="GBP"))
    row = PurchaseOrder(
        "PO 45001",
        ACME,
        amount=Decimal("500.00"),
        currency="GBP",
        engagement_ids=(PORTAL, INTRANET),
        valid_to=date(2027, 3, 31),
        received_on=date(2026, 11, 20),
    )

    folder = replace(ledger(), purchase_orders=(*ledger().purchase_orders, row))
    report = filled.import_ledger(folder, (), NOW)

    assert (report.changed["purchase_orders"], report.conflicts) == (1, ())
    assert order(filled, "PO-45001") == replace(row, po_number="PO-45001")
    assert set(filled.import_ledger(folder, (), NOW).changed.values()) == {0}


def test_an_amount_that_differs_from_the_mail_is_a_conflict(filled: Store) -> None:
    book(filled, record(amount=Decimal(500), currency="GBP"))
    row = PurchaseOrder("PO-45001", ACME, amount=Decimal("500.01"))

    folder = replace(ledger(), purchase_orders=(*ledger().purchase_orders, row))
    report = filled.import_ledger(folder, (), NOW)

    assert [each.split(",")[0] for each in report.conflicts] == [
        "purchase_orders.csv says amount = 500.01 for purchase order PO-45001"
    ]
    assert order(filled, "PO-45001").amount == Decimal(500)


def test_a_draft_that_vanished_is_known_as_such_and_shown_until_it_is_back(filled: Store) -> None:
    draft = with_invoice(ledger(), WAITING, status=InvoiceStatus.DRAFT)
    without = replace(draft, invoices=(draft.invoices[1],))
    filled.import_ledger(draft, (), NOW)
    before = filled.snapshot()

    filled.import_ledger(without, (), NOW)
    filled.import_ledger(without, (), NOW)

    gone = filled.snapshot()
    assert (gone.unlisted, gone.version) == (frozenset({WAITING}), before.version + 1)
    assert [i.subject for i in filled.review_items()] == [
        "invoice PR-2026-0001 is not in the ledger folder any more"
    ]
    filled.import_ledger(draft, (), NOW)
    assert filled.snapshot().unlisted == frozenset()
    filled.import_ledger(without, (), NOW)
    assert len(filled.review_items()) == 2


def test_what_went_out_may_vanish_from_the_folder(filled: Store) -> None:
    filled.import_ledger(replace(ledger(), invoices=(ledger().invoices[0],)), (), NOW)

    assert (filled.snapshot().unlisted, filled.review_items()) == (frozenset(), ())
