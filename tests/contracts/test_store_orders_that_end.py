"""What every `bot.ports.Store` does with orders that end, run out, or are below what they carry."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from bot.domain.decision import AssignOrder, CloseOrder, RaiseOrder
from bot.domain.ledger import InvoiceStatus
from bot.domain.purchase_order import OrderStatus
from bot.errors import StoreBusy
from bot.ports import Evidence, NewReviewItem, Store
from tests.store.samples import ACME, NOW, SENT, WAITING, book, ledger, record

WHY = Evidence(cause="invoice gate")


@pytest.fixture
def drafted(store: Store) -> Store:
    """Give a store with two orders and a draft that carries the number of the first."""
    drafts = tuple(
        replace(i, status=InvoiceStatus.DRAFT) if i.invoice_number == WAITING else i
        for i in ledger().invoices
    )
    store.import_ledger(replace(ledger(), invoices=drafts), (), NOW)
    book(store, record("PO-1"), key="one")
    book(store, record("PO-2"), key="two")
    assert assign(store, "PO-1") == 1
    return store


def assign(store: Store, number: str, days: int = 0) -> int:
    return store.book((AssignOrder(ACME, number, WAITING),), WHY, NOW + timedelta(days=days))


def number(store: Store) -> str:
    return store.snapshot().invoice[WAITING].po_number


def test_a_draft_keeps_its_number_while_its_order_is_open(drafted: Store) -> None:
    with pytest.raises(StoreBusy, match="PO-1"):
        assign(drafted, "PO-2")

    assert number(drafted) == "PO-1"


@pytest.mark.parametrize("status", ["cancelled", "superseded"])
def test_a_draft_gets_another_number_once_its_order_is_closed(drafted: Store, status: str) -> None:
    book(drafted, CloseOrder(ACME, "PO-1", status), key="closed")

    assert assign(drafted, "PO-2") == 1
    assert number(drafted) == "PO-2"
    assert drafted.journal()[-1].data["po_number_before"] == "PO-1"


def test_a_draft_may_come_back_to_its_first_order(drafted: Store) -> None:
    over = date(2026, 1, 1)
    rows = [
        replace(o, valid_to=over) if o.po_number == "PO-1" else o
        for o in drafted.snapshot().purchase_orders
    ]
    drafted.import_ledger(replace(drafted.snapshot(), purchase_orders=tuple(rows)), (), NOW)
    assert assign(drafted, "PO-2") == 1
    book(drafted, RaiseOrder(ACME, "PO-1", None, valid_to=date(2099, 1, 1)), key="extended")
    book(drafted, CloseOrder(ACME, "PO-2", "cancelled"), key="closed")

    assert assign(drafted, "PO-1", days=1) == 1
    assert number(drafted) == "PO-1"


def test_an_invoice_that_went_out_keeps_its_number_whatever_becomes_of_its_order(
    drafted: Store,
) -> None:
    book(drafted, AssignOrder(ACME, "PO-1", SENT), key="sent")
    book(drafted, CloseOrder(ACME, "PO-1", "superseded"), key="closed")

    with pytest.raises(StoreBusy):
        drafted.book((AssignOrder(ACME, "PO-2", SENT),), WHY, NOW)


def test_the_folder_may_give_a_draft_another_number(drafted: Store) -> None:
    ours = drafted.snapshot()
    theirs = tuple(
        replace(i, po_number="PO-2") if i.invoice_number == WAITING else i for i in ours.invoices
    )

    report = drafted.import_ledger(replace(ours, invoices=theirs), (), NOW)

    assert (number(drafted), report.conflicts) == ("PO-2", ())


@pytest.mark.parametrize(
    ("until", "status"),
    [
        (date(2099, 1, 1), OrderStatus.OPEN),
        (date(2026, 1, 1), OrderStatus.EXPIRED),
        (None, OrderStatus.EXPIRED),
    ],
)
def test_an_expired_order_is_open_again_only_with_a_day_to_come(
    store: Store, until: date | None, status: OrderStatus
) -> None:
    (held,) = ledger().purchase_orders
    expired = replace(held, status=OrderStatus.EXPIRED, valid_to=date(2025, 1, 1))
    store.import_ledger(replace(ledger(), purchase_orders=(expired,)), (), NOW)

    book(store, RaiseOrder(ACME, held.po_number, Decimal(99999), valid_to=until))

    found = store.snapshot().order(ACME, held.po_number)
    assert found
    assert found.status is status


def test_an_order_below_what_carries_its_number_is_shown_once(store: Store) -> None:
    carrying = tuple(
        replace(i, po_number="PO-9") if i.invoice_number == SENT else i for i in ledger().invoices
    )
    store.import_ledger(replace(ledger(), invoices=carrying), (), NOW)
    net = store.snapshot().invoice[SENT].net

    book(store, record("PO-9", amount=net - 1), key="below")
    book(store, record("PO-10", amount=net), key="other")

    (item,) = [i for i in store.review_items() if i.kind == "order"]
    assert item.subject == "PO PO-9 is overdrawn"
    assert f"{net - 1:,.2f}, and {net:,.2f} stand on it" in item.reasons[0]


def test_an_order_that_a_person_closes_is_shown_with_the_unpaid_invoices_on_it(
    store: Store,
) -> None:
    store.import_ledger(ledger(), (), NOW)
    book(store, record("PO-1"), key="one")
    assert store.book((AssignOrder(ACME, "PO-1", SENT),), WHY, NOW) == 1
    store.open_review((NewReviewItem("mail", "mail:1", "Change of PO", ("why",)),), NOW)
    (item,) = store.review_items()
    closing = CloseOrder(ACME, "PO-1", "superseded", "PO-2")

    assert store.close_review(item.item_id, "helen", NOW, changes=(closing,))

    (shown,) = store.review_items()
    assert (shown.kind, shown.subject) == ("order", "PO PO-1 is superseded, with invoices on it")
    assert SENT in shown.reasons[0]
