"""What an import of the ledger folder never takes silently, though pobot booked none of it."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from bot.domain.ledger import (
    ChangeRequestId,
    Client,
    ClientId,
    InvoiceStatus,
    PoPolicy,
    PurchaseOrder,
    Snapshot,
)
from bot.domain.purchase_order import OrderKind, OrderStatus
from bot.store.merge import Merged, merged
from tests.store.samples import ACME, INTRANET, PORTAL, SENT, ledger, with_invoice

ORDER = PurchaseOrder(
    "PO-100",
    ACME,
    amount=Decimal(15000),
    currency="GBP",
    valid_from=date(2026, 1, 1),
    valid_to=date(2026, 12, 31),
    engagement_ids=(PORTAL,),
    parent_po="PO-1",
)
OUT = (InvoiceStatus.ISSUED, InvoiceStatus.PAID, InvoiceStatus.DISPUTED)
BEFORE = replace(ledger(), purchase_orders=(ORDER,))
ISSUED = with_invoice(BEFORE, SENT, status=InvoiceStatus.ISSUED, po_number="PO-100")


def laid_over(folder: Snapshot, ours: Snapshot = BEFORE, **more: object) -> Merged:
    return merged(ours, {}, folder, (), **more)  # type: ignore[arg-type]


def shown(news: Merged) -> list[str]:
    return [reason for item in news.review for reason in item.reasons]


# --- an emptied cell is unknown, not unlimited ---------------------------------------------------


@pytest.mark.parametrize(
    ("column", "empty", "was"),
    [
        ("amount", None, "15000"),
        ("currency", "", "GBP"),
        ("valid_from", None, "2026-01-01"),
        ("valid_to", None, "2026-12-31"),
        ("engagement_ids", (), "ENG-1"),
        ("parent_po", "", "PO-1"),
    ],
)
def test_an_emptied_cell_does_not_widen_an_order_and_is_shown(
    column: str, empty: object, was: str
) -> None:
    emptied = replace(ORDER, **{column: empty})  # type: ignore[arg-type]
    news = laid_over(replace(BEFORE, purchase_orders=(emptied,)))
    assert news.ledger.purchase_orders == (ORDER,)
    assert shown(news) == [
        f"purchase_orders.csv has no {column} for purchase order PO-100 any more: {was} stays"
    ]
    assert news.report.conflicts == (shown(news)[0],)


@pytest.mark.parametrize(
    ("column", "was"), [("status", OrderStatus.CANCELLED), ("kind", OrderKind.BLANKET)]
)
def test_a_default_counts_only_where_the_folder_says_it(column: str, was: object) -> None:
    held = replace(ORDER, **{column: was})  # type: ignore[arg-type]
    ours = replace(BEFORE, purchase_orders=(held,))
    folder = replace(BEFORE, unsaid=frozenset({(ORDER, column)}))
    empty, said = laid_over(folder, ours), laid_over(BEFORE, ours)
    assert empty.ledger.purchase_orders == (held,)
    assert shown(empty) == [
        f"purchase_orders.csv has no {column} for purchase order PO-100 any more: {was} stays"
    ]
    assert (said.ledger.purchase_orders, shown(said)) == ((ORDER,), [])


def test_a_client_that_needs_orders_still_does_when_the_cell_is_emptied() -> None:
    strict = Client(ACME, "Acme Ltd", po_policy=PoPolicy.REQUIRED, start_rule="po")
    ours = replace(BEFORE, clients=(strict,))
    news = laid_over(replace(ours, clients=(Client(ACME, "Acme Ltd"),)), ours)
    assert news.ledger.clients == (strict,)
    assert len(shown(news)) == 2


def test_a_value_that_was_never_there_stays_empty_without_a_word() -> None:
    bare = replace(BEFORE, purchase_orders=(PurchaseOrder("PO-100", ACME),))
    assert shown(laid_over(bare, bare)) == []


def test_another_value_that_nobody_booked_is_taken() -> None:
    raised = replace(ORDER, amount=Decimal(20000), valid_to=date(2027, 3, 31))
    news = laid_over(replace(BEFORE, purchase_orders=(raised,)))
    assert (news.ledger.purchase_orders, shown(news)) == ((raised,), [])


# --- what was printed on an invoice that the client has ------------------------------------------


@pytest.mark.parametrize("status", OUT)
@pytest.mark.parametrize(
    ("news", "said"),
    [
        ({"net": Decimal(6000)}, "net = 6000 for PR-2026-0002, which went out with 100.1:"),
        ({"po_number": "PO-200"}, "po_number = PO-200 for PR-2026-0002, which went out with PO-10"),
        ({"po_number": ""}, "po_number = nothing for PR-2026-0002, which went out with PO-100:"),
        ({"currency": "EUR"}, "currency = EUR for PR-2026-0002, which went out with GBP:"),
        ({"engagement_id": INTRANET}, "engagement_id = ENG-2 for PR-2026-0002, which went out wit"),
        ({"change_request_id": ChangeRequestId("CR-1")}, "change_request_id = CR-1 for PR-2026-"),
        ({"issued_on": date(2026, 11, 9)}, "issued_on = 2026-11-09 for PR-2026-0002, which went "),
        (
            {"due_on": date(2027, 1, 5)},
            "due_on = 2027-01-05 for PR-2026-0002, which went out with 2026-12-02:",
        ),
    ],
)
def test_what_was_printed_on_an_invoice_stays_and_is_shown_with_both_values(
    status: InvoiceStatus, news: dict[str, object], said: str
) -> None:
    ours = with_invoice(ISSUED, SENT, status=status)
    found = laid_over(with_invoice(ours, SENT, **news), ours)
    assert found.ledger.invoice[SENT] == ours.invoice[SENT]
    assert [reason for reason in shown(found) if reason.startswith(f"invoices.csv says {said}")]


def test_one_item_shows_all_that_a_row_says_otherwise() -> None:
    sums = {"net": Decimal(5), "tax": Decimal(1), "gross": Decimal(6)}
    (item,) = laid_over(with_invoice(ISSUED, SENT, **sums), ISSUED).review
    assert (item.subject, len(item.reasons)) == ("invoice PR-2026-0002: net, tax, gross", 3)


def test_accounts_may_call_an_invoice_paid_or_void_and_put_a_late_number_on_it() -> None:
    bare = with_invoice(ISSUED, SENT, po_number="")
    for news in (
        {"status": InvoiceStatus.PAID, "po_number": "PO-100"},
        {"status": InvoiceStatus.VOID, "net": Decimal(0)},
        {"due_on": date(2026, 12, 2)},
    ):
        folder = with_invoice(bare, SENT, **news)
        found = laid_over(folder, bare)
        assert (found.ledger.invoice[SENT], shown(found)) == (folder.invoice[SENT], [])


def test_another_print_of_the_number_changes_nothing_on_paper() -> None:
    found = laid_over(with_invoice(ISSUED, SENT, po_number="po 100"), ISSUED)
    assert (found.ledger.invoice[SENT].po_number, shown(found)) == ("PO-100", [])


def test_a_due_date_that_a_row_leaves_empty_stays_without_a_word() -> None:
    ours = with_invoice(ISSUED, SENT, due_on=date(2026, 12, 24))
    found = laid_over(ISSUED, ours)
    assert (found.ledger, shown(found)) == (ours, [])


def test_a_correction_is_taken_while_nobody_has_the_paper() -> None:
    folder = with_invoice(ISSUED, SENT, net=Decimal(6000))
    found = laid_over(folder, ISSUED, unsent=frozenset({SENT}))
    assert (found.ledger.invoice[SENT].net, shown(found)) == (Decimal(6000), [])


def test_an_invoice_that_waits_for_its_number_with_a_date_was_sent_too() -> None:
    found = laid_over(with_invoice(BEFORE, SENT, net=Decimal(6000)))
    assert found.ledger == BEFORE
    assert len(shown(found)) == 1


@pytest.mark.parametrize("status", OUT)
def test_an_invoice_that_is_out_does_not_become_a_draft_again(status: InvoiceStatus) -> None:
    ours = with_invoice(ISSUED, SENT, status=status)
    folder = with_invoice(ours, SENT, status=InvoiceStatus.DRAFT, issued_on=None)
    found = laid_over(folder, ours)
    assert found.ledger == ours
    (reason,) = shown(found)
    assert reason.endswith(f"for invoice PR-2026-0002, but {status} is booked and stays")


def test_one_that_was_sent_without_its_number_does_not_become_a_draft_either() -> None:
    folder = with_invoice(BEFORE, SENT, status=InvoiceStatus.DRAFT, issued_on=None)
    found = laid_over(folder)
    assert found.ledger == BEFORE
    (reason,) = shown(found)
    assert reason.endswith("for invoice PR-2026-0002, but awaiting_po is booked and stays")


def test_one_that_went_out_with_its_number_does_not_wait_for_it_again() -> None:
    found = laid_over(with_invoice(ISSUED, SENT, status=InvoiceStatus.AWAITING_PO), ISSUED)
    assert found.ledger == ISSUED
    assert len(shown(found)) == 1


def test_another_number_is_taken_while_nobody_has_the_paper() -> None:
    books = {("invoices", str(SENT)): {"po_number": ""}}
    folder = with_invoice(ISSUED, SENT, po_number="PO-200")
    taken = merged(ISSUED, books, folder, (), frozenset({SENT}))
    assert (taken.ledger.invoice[SENT].po_number, shown(taken)) == ("PO-200", [])
    kept = merged(ISSUED, books, folder, ())
    assert (kept.ledger.invoice[SENT].po_number, len(shown(kept))) == ("PO-100", 1)


def test_a_draft_and_a_void_invoice_may_become_drafts() -> None:
    for status in (InvoiceStatus.DRAFT, InvoiceStatus.VOID, InvoiceStatus.AWAITING_PO):
        ours = with_invoice(BEFORE, SENT, status=status, issued_on=None)
        folder = with_invoice(ours, SENT, status=InvoiceStatus.DRAFT)
        found = laid_over(folder, ours)
        assert (found.ledger.invoice[SENT].status, shown(found)) == (InvoiceStatus.DRAFT, [])


def test_work_of_which_a_client_has_invoices_does_not_become_another_clients() -> None:
    other = Client(ClientId("bolt"), "Bolt plc")
    ours = replace(ISSUED, clients=(*ISSUED.clients, other))
    works = tuple(replace(work, client_id=other.client_id) for work in ours.engagements)
    found = laid_over(replace(ours, engagements=works), ours)
    owners = {work.engagement_id: work.client_id for work in found.ledger.engagements}
    assert owners == {PORTAL: ACME, INTRANET: "bolt"}
    assert shown(found) == [
        "engagements.csv says client_id = bolt for engagement ENG-1, but acme is booked and stays"
    ]
