from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from bot.domain.decision import (
    AssignOrder,
    CloseOrder,
    RaiseOrder,
    RecordOrder,
    Reply,
    Verdict,
)
from bot.domain.ledger import ClientId, EngagementId, InvoiceNumber, InvoiceStatus
from bot.domain.purchase_order import OrderKind, OrderStatus
from bot.domain.understanding import Facts, Intent
from tests.builders import (
    LEDGER,
    NORTHGATE,
    Mail,
    change_request,
    decided,
    engagement,
    invoice,
    ledger,
    order,
    stated,
)

NUMBER = "4500012345"


OLD = "4500000001"


GOOD = stated(NUMBER, "Q-0007")


def outcome(mail: Mail, **world: object) -> tuple[str, str]:
    decision = decided(mail, **world)  # type: ignore[arg-type]
    return decision.verdict.value, decision.reply.value


UNUSED = ledger(purchase_orders=(order(OLD, "ENG-0007"),))


USED = replace(
    UNUSED,
    invoices=(
        *LEDGER.invoices,
        invoice("PR-2026-0100", po_number=OLD, status=InvoiceStatus.PAID),
    ),
)


VOIDED = replace(
    UNUSED,
    invoices=(
        *LEDGER.invoices,
        invoice("PR-2026-0100", po_number=OLD, status=InvoiceStatus.VOID),
    ),
)


REPLACING = Mail((Intent.PO_REPLACE,), (replace(GOOD, replaces=(OLD,)),), withdrawn=(OLD,))


CANCELLING = Mail((Intent.PO_CANCEL,), withdrawn=(OLD,))


CLOSED = CloseOrder(NORTHGATE, OLD, "superseded", NUMBER)


@pytest.mark.parametrize("snapshot", [UNUSED, VOIDED])
def test_an_unused_order_is_replaced(snapshot: object) -> None:
    decision = decided(REPLACING, snapshot)  # type: ignore[arg-type]

    assert decision.verdict is Verdict.APPLY
    assert decision.changes[-1] == CLOSED


def test_an_order_on_an_invoice_is_not_replaced_by_mail() -> None:
    decision = decided(REPLACING, USED)

    assert decision.verdict is Verdict.REVIEW
    assert decision.changes == ()
    assert "PR-2026-0100" in decision.reasons[0]


def test_a_successor_of_an_order_we_never_had_is_booked() -> None:
    decision = decided(REPLACING)

    assert decision.verdict is Verdict.APPLY
    assert not any(isinstance(change, CloseOrder) for change in decision.changes)


def test_a_correction_supersedes_the_number_that_was_wrong() -> None:
    mail = Mail((Intent.PO_CORRECTION,), (GOOD,), withdrawn=(OLD,))

    assert decided(mail, UNUSED).changes[-1] == CLOSED


def test_a_cancelled_order_beside_a_new_one_has_no_successor() -> None:
    mail = Mail((Intent.PO_NEW, Intent.PO_CANCEL), (stated(NUMBER, "Q-0009"),), withdrawn=(OLD,))

    assert decided(mail, UNUSED).changes[-1] == CloseOrder(NORTHGATE, OLD, "cancelled")


@pytest.mark.parametrize(
    ("snapshot", "verdict", "changes"),
    [
        (UNUSED, "none", (CloseOrder(NORTHGATE, OLD, "cancelled"),)),
        (LEDGER, "none", ()),
        (USED, "review", ()),
        (ledger(purchase_orders=(order(OLD, status=OrderStatus.CANCELLED),)), "none", ()),
        (ledger(purchase_orders=(order(OLD, client_id=ClientId("larkhill")),)), "review", ()),
    ],
)
def test_a_cancelled_order_is_closed_only_if_it_is_on_no_invoice(
    snapshot: object, verdict: str, changes: object
) -> None:
    decision = decided(CANCELLING, snapshot)  # type: ignore[arg-type]

    assert (decision.verdict.value, decision.changes) == (verdict, changes)


REQUEST = ledger(
    change_requests=(change_request(),),
    purchase_orders=(order(NUMBER, "ENG-0007"),),
    invoices=(
        invoice("PR-2026-0117", po_number=NUMBER, status=InvoiceStatus.ISSUED),
        invoice("PR-2026-0118", po_number=NUMBER, status=InvoiceStatus.ISSUED),
        invoice("PR-2026-0130", net=3200, change_request_id="CR-0011"),
    ),
)


def topped_up(amount: int | None) -> Mail:
    total = None if amount is None else Decimal(amount)
    said = stated(NUMBER, "CR-0011", amount=total)
    return Mail((Intent.PO_TOPUP,), (said,), facts=Facts(revision="2"))


def test_a_top_up_raises_the_order_and_puts_it_on_the_change_requests_invoice() -> None:
    assert decided(topped_up(21600), REQUEST).changes == (
        RaiseOrder(NORTHGATE, NUMBER, Decimal(21600), "2"),
        AssignOrder(NORTHGATE, NUMBER, InvoiceNumber("PR-2026-0130")),
    )


def test_a_top_up_is_confirmed_as_such() -> None:
    (letter,) = decided(topped_up(21600), REQUEST).letters
    orders = letter.values["orders"]

    assert isinstance(orders, tuple)
    assert orders[0]["raised"]


@pytest.mark.parametrize(
    ("amount", "verdict"), [(21600, "apply"), (21599, "review"), (9000, "review")]
)
def test_a_top_up_must_cover_old_and_new(amount: int, verdict: str) -> None:
    assert outcome(topped_up(amount), snapshot=REQUEST)[0] == verdict


def test_a_top_up_of_an_order_we_do_not_have_is_shown() -> None:
    assert outcome(topped_up(21600), snapshot=replace(REQUEST, purchase_orders=()))[0] == "review"


def test_an_order_with_too_little_left_is_not_put_on_more_invoices() -> None:
    mail = Mail(orders=(stated(NUMBER, "PR-2026-0130"),))

    assert outcome(mail, snapshot=REQUEST)[0] == "review"


def test_an_order_on_file_goes_on_what_waits_for_it() -> None:
    snapshot = ledger(purchase_orders=(order(NUMBER, "ENG-0007"),))

    assert decided(Mail(orders=(GOOD,)), snapshot).changes == (
        AssignOrder(NORTHGATE, NUMBER, InvoiceNumber("PR-2026-0117")),
        AssignOrder(NORTHGATE, NUMBER, InvoiceNumber("PR-2026-0118")),
    )


def test_an_order_that_comes_twice_is_booked_once() -> None:
    snapshot = ledger(
        purchase_orders=(order(NUMBER, "ENG-0007"),),
        invoices=(invoice("PR-2026-0117", po_number=NUMBER, status=InvoiceStatus.ISSUED),),
    )

    decision = decided(Mail(orders=(GOOD,)), snapshot)

    assert (decision.verdict, decision.reply) == (Verdict.NONE, Reply.ACKNOWLEDGEMENT)
    assert decision.changes == ()


def test_an_order_on_file_that_is_now_for_less_is_shown() -> None:
    snapshot = ledger(purchase_orders=(order(NUMBER, "ENG-0007", amount=Decimal(30000)),))
    mail = Mail(orders=(replace(GOOD, amount=Decimal(20000)),))

    assert outcome(mail, snapshot=snapshot)[0] == "review"


def test_an_order_on_file_that_is_now_for_longer_is_extended() -> None:
    known = order(NUMBER, "ENG-0007", valid_to=date(2026, 12, 31))
    mail = Mail(orders=(GOOD,), facts=Facts(valid_to=date(2027, 6, 30)))

    (change, *_) = decided(mail, ledger(purchase_orders=(known,))).changes

    assert change == RaiseOrder(NORTHGATE, NUMBER, None, valid_to=date(2027, 6, 30))


def test_an_order_on_file_takes_more_work() -> None:
    known = order(NUMBER, "ENG-0007", amount=Decimal(50000))
    mail = Mail(orders=(stated(NUMBER, "Q-0009"),))

    assert decided(mail, ledger(purchase_orders=(known,))).changes == (
        RaiseOrder(NORTHGATE, NUMBER, None, engagement_ids=(EngagementId("ENG-0009"),)),
        AssignOrder(NORTHGATE, NUMBER, InvoiceNumber("PR-2026-0120")),
    )


@pytest.mark.parametrize("amount", [None, Decimal(1000)])
def test_an_order_on_file_is_not_stretched_over_more_work_than_its_sum(
    amount: Decimal | None,
) -> None:
    known = order(NUMBER, "ENG-0007", amount=amount)
    mail = Mail(orders=(stated(NUMBER, "Q-0009"),))

    found = decided(mail, ledger(purchase_orders=(known,)))

    assert (found.verdict, found.changes) == (Verdict.REVIEW, ())


def test_an_order_on_file_that_is_suddenly_larger_waits_for_a_person() -> None:
    known = order(NUMBER, "ENG-0007", amount=Decimal(12500))
    mail = Mail(orders=(stated(NUMBER, "Q-0007", amount=Decimal(54000)),))

    assert decided(mail, ledger(purchase_orders=(known,))).verdict is Verdict.REVIEW


@pytest.mark.parametrize("status", [OrderStatus.EXHAUSTED, OrderStatus.EXPIRED])
def test_an_order_that_is_used_up_is_not_opened_again(status: OrderStatus) -> None:
    known = order(NUMBER, "ENG-0009", amount=Decimal(50000), status=status)
    mail = Mail(orders=(stated(NUMBER, "Q-0009"),))

    found = decided(mail, ledger(purchase_orders=(known,)))

    assert (found.verdict, found.changes) == (Verdict.REVIEW, ())


def test_a_supplement_names_the_order_it_adds_to() -> None:
    snapshot = replace(REQUEST, purchase_orders=(order(OLD, "ENG-0007"),))
    mail = Mail((Intent.PO_SUPPLEMENT, Intent.PO_NEW), (stated(NUMBER, "CR-0011"),))

    (record, *_) = decided(mail, snapshot).changes

    assert isinstance(record, RecordOrder)
    assert (record.order_kind, record.parent_po) == (OrderKind.SUPPLEMENTARY, OLD)


def test_a_supplement_without_a_known_parent_names_none() -> None:
    mail = Mail((Intent.PO_SUPPLEMENT, Intent.PO_NEW), (stated(NUMBER, "CR-0011"),))

    (record, *_) = decided(mail, replace(REQUEST, purchase_orders=())).changes

    assert isinstance(record, RecordOrder)
    assert record.parent_po == ""


def test_a_new_blanket_order_is_recorded_as_one() -> None:
    (record, *_) = decided(Mail((Intent.PO_BLANKET, Intent.PO_NEW), (GOOD,))).changes

    assert isinstance(record, RecordOrder)
    assert record.order_kind is OrderKind.BLANKET


def blanket(**columns: object) -> object:
    return ledger(
        engagements=(engagement(po_scope="blanket"),),
        purchase_orders=(order(OLD, "ENG-0007", kind=OrderKind.BLANKET, **columns),),
        invoices=(invoice("PR-2026-0117", net=1500),),
    )


def test_a_call_off_of_its_own_number_draws_on_the_blanket_order() -> None:
    said = stated(NUMBER, "ENG-0007", amount=Decimal(1500))

    (record, assigned) = decided(Mail((Intent.PO_BLANKET,), (said,)), blanket()).changes  # type: ignore[arg-type]

    assert isinstance(record, RecordOrder)
    assert (record.order_kind, record.parent_po) == (OrderKind.STANDARD, OLD)
    assert assigned == AssignOrder(NORTHGATE, NUMBER, InvoiceNumber("PR-2026-0117"))


def test_a_call_off_under_the_blankets_number_changes_no_sum() -> None:
    said = stated(OLD, amount=Decimal(1500))

    assert decided(Mail((Intent.PO_BLANKET,), (said,)), blanket()).changes == (  # type: ignore[arg-type]
        AssignOrder(NORTHGATE, OLD, InvoiceNumber("PR-2026-0117")),
    )


def test_a_blanket_order_is_not_lowered_by_a_smaller_sum_in_a_mail() -> None:
    decision = decided(Mail(orders=(stated(OLD, amount=Decimal(1500)),)), blanket())  # type: ignore[arg-type]

    assert decision.verdict is Verdict.APPLY
    assert not any(isinstance(change, RaiseOrder) for change in decision.changes)


def test_a_top_up_that_says_no_sum_is_noted() -> None:
    snapshot = replace(REQUEST, purchase_orders=(order(NUMBER, "ENG-0007", amount=None),))

    (change, *_) = decided(topped_up(None), snapshot).changes

    assert change == RaiseOrder(NORTHGATE, NUMBER, None, "2")
