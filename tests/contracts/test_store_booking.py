"""What every `bot.ports.Store` does with the ledger: what mails book in it."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from bot.domain.decision import (
    AssignOrder,
    CloseOrder,
    HoldReminders,
    MarkAddress,
    NotePromise,
    RaiseOrder,
    SetPoPolicy,
)
from bot.domain.ledger import (
    InvoiceStatus,
    PoPolicy,
    PurchaseOrder,
)
from bot.domain.purchase_order import OrderKind, OrderStatus
from bot.errors import StoreBusy
from bot.ports import Evidence, NewReviewItem, Store
from tests.store.samples import (
    ACME,
    INTRANET,
    NOW,
    PORTAL,
    SENT,
    WAITING,
    arrived,
    book,
    end,
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


# --- orders --------------------------------------------------------------------------------------


def test_an_order_is_recorded_once_per_client_and_number(filled: Store) -> None:
    book(filled, record("PO-45001", amount=Decimal("0.10"), valid_to=date(2027, 1, 1)), key="a")
    book(filled, record("po 45001", amount=Decimal(9)), key="b")

    found = order(filled, "PO45001")

    assert len(filled.snapshot().orders_of(ACME)) == 2
    assert found.amount == Decimal("0.10")
    assert (found.po_number, found.received_on) == ("PO-45001", NOW.date())
    assert [each.kind for each in filled.journal()].count("record_order") == 1


def test_an_order_on_file_is_linked_to_further_work_and_completed_but_never_overwritten(
    filled: Store,
) -> None:
    book(
        filled,
        record("PO 100", amount=Decimal(1), currency="EUR", valid_to=date(2027, 1, 1)),
        key="a",
    )
    book(filled, record("PO-100", engagement_ids=(INTRANET,)), key="b")

    found = order(filled, "PO-100")

    assert found.engagement_ids == (PORTAL, INTRANET)
    assert (found.amount, found.currency) == (Decimal(15000), "GBP")
    assert found.valid_to == date(2027, 1, 1)


def test_a_sent_invoice_that_gets_its_number_becomes_payable(filled: Store) -> None:
    book(filled, AssignOrder(ACME, "PO-45001", SENT))

    found = filled.snapshot().invoice[SENT]
    assert (found.po_number, found.status) == ("PO-45001", InvoiceStatus.ISSUED)


def test_an_invoice_never_sent_that_gets_its_number_is_a_draft_ready_to_be_issued(
    filled: Store,
) -> None:
    book(filled, AssignOrder(ACME, "PO-45001", WAITING))

    found = filled.snapshot().invoice[WAITING]
    assert (found.po_number, found.status) == ("PO-45001", InvoiceStatus.DRAFT)


def test_a_number_on_an_invoice_is_never_overwritten(filled: Store) -> None:
    book(filled, AssignOrder(ACME, "PO-45001", SENT), key="a")
    book(filled, AssignOrder(ACME, "po 45001", SENT), key="b")

    with pytest.raises(StoreBusy):
        book(filled, AssignOrder(ACME, "PO-2", SENT), key="c")

    assert filled.snapshot().invoice[SENT].po_number == "PO-45001"


def test_a_change_for_a_client_who_is_not_in_the_ledger_is_refused(store: Store) -> None:
    message = arrived(store)

    with pytest.raises(StoreBusy, match="acme"):
        store.settle(end(message, record()), NOW)

    assert store.unsettled(1) == (message,)


def test_a_top_up_sets_the_new_total_and_reopens_an_exhausted_order(filled: Store) -> None:
    (held,) = ledger().purchase_orders
    spent = replace(held, status=OrderStatus.EXHAUSTED)
    filled.import_ledger(replace(ledger(), purchase_orders=(spent,)), (), NOW)

    book(filled, RaiseOrder(ACME, "PO-100", Decimal("17000.55"), engagement_ids=(PORTAL,)))

    found = order(filled, "PO-100")
    assert (found.amount, found.status) == (Decimal("17000.55"), OrderStatus.OPEN)
    assert found.engagement_ids == (PORTAL,)


def test_a_top_up_of_an_order_never_seen_enters_it(filled: Store) -> None:
    book(filled, RaiseOrder(ACME, "PO-77", Decimal(10), engagement_ids=(PORTAL,)))

    assert order(filled, "PO-77").amount == Decimal(10)


@pytest.mark.parametrize("number", ["PO-100", "PO-NEVER-SEEN"])
def test_a_closed_order_stays_closed_through_an_import(filled: Store, number: str) -> None:
    book(filled, CloseOrder(ACME, number, "cancelled"))

    filled.import_ledger(ledger(), (), NOW)

    assert order(filled, number).status is OrderStatus.CANCELLED


def test_a_policy_learnt_by_mail_stays_through_an_import(filled: Store) -> None:
    book(filled, SetPoPolicy(ACME, PoPolicy.REQUIRED))

    report = filled.import_ledger(ledger(), (), NOW)

    assert filled.snapshot().client[ACME].po_policy is PoPolicy.REQUIRED
    assert report.conflicts == ()


def test_a_blanket_order_keeps_its_kind_where_the_folder_has_no_such_column(filled: Store) -> None:
    book(filled, record("PO-5", order_kind=OrderKind.BLANKET))
    row = PurchaseOrder("PO-5", ACME)

    report = filled.import_ledger(replace(ledger(), purchase_orders=(row,)), (), NOW)

    assert report.conflicts == ()
    assert order(filled, "PO-5").kind is OrderKind.BLANKET


def test_each_version_of_the_ledger_is_a_new_number(filled: Store) -> None:
    first = filled.snapshot().version

    book(filled, record(), key="a")
    second = filled.snapshot().version
    book(filled, MarkAddress("x@y", "gone"), key="b")

    assert second > first
    assert filled.snapshot().version == second


# --- holds ---------------------------------------------------------------------------------------


def test_promises_and_holds_are_remembered(filled: Store) -> None:
    day = date(2026, 12, 1)
    book(
        filled,
        NotePromise(ACME, "PO to follow", day, engagement_ids=(PORTAL,)),
        NotePromise(ACME, "paid soon", None, invoice_numbers=(SENT,)),
        HoldReminders(ACME, (SENT, WAITING), "dispute"),
        MarkAddress("Ann@Acme.example", "550 no such user"),
    )

    held = filled.holds()

    assert held.promised_orders == {PORTAL: day}
    assert held.promised_payments == {SENT: None}
    assert held.invoices == {SENT: "dispute", WAITING: "dispute"}
    assert held.bad_addresses == {"ann@acme.example"}


def test_a_later_promise_replaces_the_earlier_one(filled: Store) -> None:
    for key, day in (("a", date(2026, 12, 1)), ("b", date(2026, 12, 9))):
        book(filled, NotePromise(ACME, "PO to follow", day, engagement_ids=(PORTAL,)), key=key)

    assert filled.holds().promised_orders == {PORTAL: date(2026, 12, 9)}


def test_a_promise_is_kept_when_the_order_comes(filled: Store) -> None:
    book(filled, NotePromise(ACME, "soon", None, engagement_ids=(PORTAL, INTRANET)), key="a")
    book(filled, record(engagement_ids=(PORTAL,)), key="b")

    assert filled.holds().promised_orders == {INTRANET: None}


def test_reminders_go_again_when_a_person_has_looked(filled: Store) -> None:
    item = NewReviewItem("mail", "mail:1", "A dispute", ())
    message = arrived(filled)
    filled.settle(end(message, HoldReminders(ACME, (SENT,), "dispute"), review=(item,)), NOW)
    assert SENT in filled.holds().invoices

    filled.close_review(filled.review_items()[0].item_id, "kim", NOW)

    assert filled.holds().invoices == {}


def test_a_draft_prints_the_number_as_its_order_does_and_what_went_out_stays(filled: Store) -> None:
    folder = with_invoice(ledger(), WAITING, po_number="po 100", status=InvoiceStatus.DRAFT)
    folder = with_invoice(folder, SENT, po_number="po 100", status=InvoiceStatus.ISSUED)
    filled.import_ledger(folder, (), NOW)
    changes = tuple(AssignOrder(ACME, "PO-100", number) for number in (WAITING, SENT))
    for _ in range(2):
        filled.book(changes, Evidence("invoice gate"), NOW)
        filled.import_ledger(folder, (), NOW)

    assert [i.po_number for i in filled.snapshot().invoices] == ["PO-100", "po 100"]
    assert [e.subject for e in filled.journal() if e.kind == "assign_order"] == [WAITING]
    assert filled.review_items() == ()
