"""Whether work may begin, as the client's process asks."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from bot.domain.gate_watch import Seen, looked_at, mark_reached, not_as_said, watched
from bot.domain.ledger import (
    ChangeRequest,
    ChangeRequestId,
    Client,
    ClientId,
    Engagement,
    EngagementId,
    Invoice,
    InvoiceNumber,
    InvoiceStatus,
    PoPolicy,
    PurchaseOrder,
    Snapshot,
)
from bot.domain.outgoing import Condition
from bot.domain.purchase_order import OrderKind, OrderStatus
from bot.domain.start_gate import Gate, start_gate

DAY = date(2026, 11, 24)
NORTH, WORK, OTHER = ClientId("northgate"), EngagementId("ENG-1"), EngagementId("ENG-2")
CLIENT = Client(NORTH, "Northgate", po_policy=PoPolicy.REQUIRED, start_rule="po", currency="GBP")
ENGAGEMENT = Engagement(
    WORK, NORTH, "Portal", value=Decimal(1000), currency="GBP", starts_on=date(2026, 12, 1)
)
ORDER = PurchaseOrder(
    "4711",
    NORTH,
    amount=Decimal(1000),
    currency="GBP",
    engagement_ids=(WORK,),
    received_on=date(2026, 11, 3),
)


def ledger(
    *orders: PurchaseOrder,
    client: Client = CLIENT,
    engagement: Engagement = ENGAGEMENT,
    invoices: tuple[Invoice, ...] = (),
) -> Snapshot:
    other = replace(ENGAGEMENT, engagement_id=OTHER, title="Kiosk")
    return Snapshot(
        clients=(client,),
        engagements=(engagement, other),
        purchase_orders=orders,
        invoices=invoices,
    )


def gate(snapshot: Snapshot, promised: dict[str, date | None] | None = None) -> Gate:
    found = start_gate(snapshot, WORK, DAY, promised or {})
    assert found is not None
    return found


def test_an_order_that_covers_the_value_opens_the_gate() -> None:
    found = gate(ledger(ORDER))
    assert found.is_open
    assert found.sentence == "ENG-1 may start: PO 4711 of 2026-11-03 covers 1,000.00 GBP."


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"status": OrderStatus.CANCELLED}, "PO 4711 is cancelled"),
        ({"status": OrderStatus.SUPERSEDED}, "PO 4711 is superseded"),
        ({"status": OrderStatus.EXPIRED}, "PO 4711 has expired"),
        ({"valid_to": date(2026, 11, 30)}, "PO 4711 is valid only to 2026-11-30"),
        ({"valid_from": date(2026, 12, 2)}, "PO 4711 is valid only from 2026-12-02"),
        ({"currency": "EUR"}, "PO 4711 is in EUR, the work is in GBP"),
        ({"amount": Decimal("999.99")}, "is over 999.99 GBP, the work is worth 1,000.00 GBP"),
        ({"kind": OrderKind.SUPPLEMENTARY, "amount": None}, "PO 4711 is only an addition"),
        ({"parent_po": "4700", "amount": Decimal(10)}, "PO 4711 is only a call-off over 10.00"),
        ({"engagement_ids": (OTHER,)}, "needs a PO, and none is on file"),
    ],
)
def test_an_order_that_does_not_do_leaves_it_shut(changed: dict[str, object], why: str) -> None:
    found = gate(ledger(replace(ORDER, **changed)))  # type: ignore[arg-type]
    assert not found.is_open
    assert why in found.sentence


MORE = replace(
    ORDER,
    po_number="4712",
    kind=OrderKind.SUPPLEMENTARY,
    parent_po="4711",
    amount=Decimal(200),
    received_on=date(2026, 11, 20),
)
BASE = replace(ORDER, amount=Decimal(800))


def test_an_order_and_its_supplementary_one_cover_the_value_together() -> None:
    found = gate(ledger(MORE, BASE))
    assert found.is_open
    assert found.order == BASE
    assert found.sentence == (
        "ENG-1 may start: PO 4711 of 2026-11-03 and PO 4712 of 2026-11-20 cover 1,000.00 GBP "
        "together."
    )


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        (
            {"amount": Decimal("199.99")},
            "PO 4711 and PO 4712 together have 999.99 GBP for it, the work is worth 1,000.00 GBP",
        ),
        ({"status": OrderStatus.CANCELLED}, "4712 is cancelled"),
        ({"currency": "EUR"}, "PO 4712 is in EUR"),
        ({"valid_to": date(2026, 11, 30)}, "PO 4712 is valid only to 2026-11-30"),
        ({"valid_from": date(2026, 12, 2)}, "PO 4712 is valid only from 2026-12-02"),
        ({"engagement_ids": (OTHER,)}, "PO 4711 is over 800.00 GBP"),
        ({"parent_po": "4700"}, "PO 4712 is only an addition over 200.00 GBP"),
        ({"amount": None}, "PO 4712 is only an addition, and nothing says"),
    ],
)
def test_an_addition_that_does_not_do_leaves_the_gate_shut(
    changed: dict[str, object], why: str
) -> None:
    found = gate(ledger(BASE, replace(MORE, **changed)))  # type: ignore[arg-type]
    assert not found.is_open
    assert why in found.sentence


def test_two_additions_count_and_the_last_to_become_valid_says_from_when() -> None:
    half = replace(MORE, amount=Decimal(100))
    later = replace(half, po_number="4713", parent_po="", valid_from=date(2026, 11, 30))
    found = gate(ledger(BASE, half, later))
    assert found.is_open
    assert found.opens_on == date(2026, 11, 30)


@pytest.mark.parametrize("approved_on", [DAY, None])
def test_what_pays_for_a_change_request_does_not_pay_for_the_agreed_work(
    approved_on: date | None,
) -> None:
    change = ChangeRequest(ChangeRequestId("CR-1"), WORK, "Search", Decimal(200), approved_on)
    books = replace(ledger(BASE, MORE), change_requests=(change,))
    found = gate(books)
    assert not found.is_open
    assert "the work is worth 1,000.00 GBP, its change requests 200.00 GBP more" in found.sentence
    enough = replace(ledger(ORDER, MORE), change_requests=(change,))
    assert gate(enough).is_open


def test_a_call_off_adds_nothing_to_an_order() -> None:
    call_off = replace(MORE, kind=OrderKind.STANDARD)
    assert not gate(ledger(BASE, call_off)).is_open


def test_what_other_work_drew_on_the_order_is_not_there_for_this_one() -> None:
    shared = replace(ORDER, engagement_ids=(WORK, OTHER))
    drawn = Invoice(
        InvoiceNumber("PR-1"),
        OTHER,
        net=Decimal(400),
        status=InvoiceStatus.ISSUED,
        po_number="4711",
    )
    found = gate(ledger(shared, invoices=(drawn,)))
    assert "PO 4711 has 600.00 GBP for it, the work is worth 1,000.00 GBP" in found.sentence
    own = replace(drawn, engagement_id=WORK, net=Decimal(1000))
    assert gate(ledger(shared, invoices=(own,))).is_open


@pytest.mark.parametrize("signed_on", [DAY, None, DAY + timedelta(days=1)])
def test_where_the_process_asks_for_a_contract_an_order_alone_is_not_enough(
    signed_on: date | None,
) -> None:
    client = replace(CLIENT, start_rule="contract")
    work = replace(ENGAGEMENT, contract_signed_on=signed_on)
    found = gate(ledger(ORDER, client=client, engagement=work))
    assert found.is_open is (signed_on == DAY)
    if not found.is_open:
        assert "PO 4711 alone is not enough" in found.sentence


@pytest.mark.parametrize("orders", [(), (ORDER,)])
def test_where_the_process_asks_for_an_order_a_contract_alone_is_not_enough(
    orders: tuple[PurchaseOrder, ...],
) -> None:
    signed = replace(ENGAGEMENT, contract_signed_on=DAY)
    assert gate(ledger(*orders, engagement=signed)).is_open is bool(orders)


def test_where_the_process_is_not_on_file_either_opens_it_and_that_is_said() -> None:
    client = replace(CLIENT, start_rule="")
    assert "Northgate's process is not on file" in gate(ledger(ORDER, client=client)).sentence
    signed = replace(ENGAGEMENT, contract_signed_on=DAY)
    assert gate(ledger(client=client, engagement=signed)).is_open
    assert not gate(ledger(client=client)).is_open


def test_a_client_without_orders_needs_a_contract() -> None:
    client = replace(CLIENT, po_policy=PoPolicy.NOT_USED, start_rule="po")
    assert not gate(ledger(ORDER, client=client)).is_open
    signed = replace(ENGAGEMENT, contract_signed_on=DAY)
    assert gate(ledger(client=client, engagement=signed)).is_open


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (date(2026, 12, 1), "one is promised for 2026-12-01"),
        (date(2026, 11, 20), "one was promised for 2026-11-20"),
        (None, "a PO is promised, no date given"),
    ],
)
def test_a_promised_order_opens_nothing(day: date | None, said: str) -> None:
    found = gate(ledger(), {WORK: day})
    assert not found.is_open
    assert said in found.sentence


@pytest.mark.parametrize(("status", "why"), [("on_hold", "on hold"), ("closed", "closed")])
def test_work_that_rests_does_not_start(status: str, why: str) -> None:
    found = gate(ledger(ORDER, engagement=replace(ENGAGEMENT, status=status)))
    assert not found.is_open
    assert why in found.sentence


def test_unknown_work_has_no_gate() -> None:
    assert start_gate(ledger(), "ENG-9", DAY) is None


# --- watching ---


def test_a_gate_turns_when_it_is_found_otherwise_than_before() -> None:
    shut, open_ = gate(ledger()), gate(ledger(ORDER))
    first = looked_at({}, (shut,))
    assert first == {WORK: Seen(is_open=False)}
    second = looked_at(first, (open_,))
    assert second == {WORK: Seen(is_open=True, turns=1)}
    assert looked_at(second, (open_,)) == second


@pytest.mark.parametrize(
    ("days_ahead", "mark"), [(11, None), (10, 10), (4, 10), (3, 3), (0, 0), (-3, 0), (-4, None)]
)
def test_a_shut_gate_is_spoken_of_as_its_start_nears(days_ahead: int, mark: int | None) -> None:
    starts = replace(ENGAGEMENT, starts_on=DAY + timedelta(days=days_ahead))
    found = start_gate(ledger(engagement=starts), WORK, DAY)
    assert found is not None
    assert mark_reached(found, DAY, (10, 3)) == mark


def test_an_open_gate_and_one_without_a_day_are_not_spoken_of() -> None:
    assert mark_reached(gate(ledger(ORDER)), date(2026, 12, 1), (10,)) is None
    undated = replace(ENGAGEMENT, starts_on=None)
    assert mark_reached(gate(ledger(engagement=undated)), DAY, (10,)) is None


def test_a_mail_about_a_gate_is_not_sent_once_the_gate_stands_otherwise() -> None:
    opened = Condition(gates_open=(WORK,))
    shut = Condition(gates_shut=(WORK,))
    assert not_as_said(opened, ledger(ORDER), DAY) == ""
    assert not_as_said(shut, ledger(), DAY) == ""
    assert "may not start" in not_as_said(opened, ledger(), DAY)
    assert "may start" in not_as_said(shut, ledger(ORDER), DAY)
    gone = Condition(gates_open=(EngagementId("ENG-9"),))
    assert "not in the ledger any more" in not_as_said(gone, ledger(), DAY)


def test_only_work_that_goes_on_or_lies_ahead_is_watched() -> None:
    over = replace(ENGAGEMENT, ends_on=DAY - timedelta(days=1))
    assert WORK not in {w.engagement_id for w in watched(ledger(engagement=over), DAY)}
    assert WORK in {w.engagement_id for w in watched(ledger(), DAY)}
