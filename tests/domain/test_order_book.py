"""The book of orders: sums agree to the penny, nothing is drawn twice, any day can be asked for."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.ledger import (
    Client,
    ClientId,
    Engagement,
    EngagementId,
    Invoice,
    InvoiceNumber,
    InvoiceStatus,
    PurchaseOrder,
    Snapshot,
)
from bot.domain.order_accounts import account_of, accounts, entries, key_of
from bot.domain.order_book import Account, Entry, Movement, OrderKey, refusal, replayed
from bot.domain.purchase_order import OrderKind, OrderStatus

NORTH, SOUTH = ClientId("northgate"), ClientId("southgate")
WORK = {NORTH: EngagementId("ENG-1"), SOUTH: EngagementId("ENG-2")}
DAY = date(2026, 11, 24)
ORDER = PurchaseOrder("PO-4711", NORTH, amount=Decimal("1000.00"), currency="GBP")


def invoice(number: str, net: str, po_number: str = "PO-4711", **more: object) -> Invoice:
    values: dict[str, object] = {"status": InvoiceStatus.ISSUED, "currency": "GBP"} | more
    return Invoice(
        InvoiceNumber(number),
        WORK[NORTH],
        net=Decimal(net),
        po_number=po_number,
        **values,  # type: ignore[arg-type]
    )


def ledger(*orders: PurchaseOrder, invoices: tuple[Invoice, ...] = ()) -> Snapshot:
    return Snapshot(
        clients=(Client(NORTH, "Northgate"), Client(SOUTH, "Southgate")),
        engagements=tuple(Engagement(work, who, "Work") for who, work in WORK.items()),
        purchase_orders=orders,
        invoices=invoices,
    )


def stands(*orders: PurchaseOrder, invoices: tuple[Invoice, ...] = ()) -> Account:
    return account_of(orders[0], ledger(*orders, invoices=invoices))


def test_an_order_is_drawn_to_the_penny_and_then_exhausted() -> None:
    account = stands(ORDER, invoices=(invoice("PR-1", "999.99"), invoice("PR-2", "0.01")))
    assert account.remaining == 0
    assert account.status(DAY) is OrderStatus.EXHAUSTED


def test_an_invoice_that_has_not_gone_out_is_reserved_not_invoiced() -> None:
    account = stands(ORDER, invoices=(invoice("PR-1", "600", status=InvoiceStatus.DRAFT),))
    assert account.reserved == 600
    assert account.invoiced == 0
    assert account.remaining == 400


def test_a_credit_note_gives_back_to_the_order_of_its_invoice() -> None:
    credit = invoice("CN-1", "-250.00", "", credits_invoice=InvoiceNumber("PR-1"))
    account = stands(ORDER, invoices=(invoice("PR-1", "1000.00"), credit))
    assert (account.invoiced, account.remaining) == (Decimal("750.00"), Decimal("250.00"))


def test_a_void_invoice_draws_nothing() -> None:
    assert not stands(ORDER, invoices=(invoice("PR-1", "5", status=InvoiceStatus.VOID),)).drawn


def test_the_number_is_the_same_however_it_is_printed() -> None:
    assert stands(ORDER, invoices=(invoice("PR-1", "10", "po 4711"),)).invoiced == 10


def test_call_offs_of_a_blanket_order_are_reserved_on_it() -> None:
    blanket = replace(ORDER, kind=OrderKind.BLANKET)
    call_off = PurchaseOrder("PO-4711-3", NORTH, amount=Decimal(300), parent_po="PO-4711")
    cancelled = replace(call_off, po_number="PO-4711-4", status=OrderStatus.CANCELLED)
    assert stands(blanket, call_off, cancelled).remaining == Decimal("700.00")


def test_a_supplementary_order_has_a_sum_of_its_own() -> None:
    more = PurchaseOrder(
        "PO-4712", NORTH, OrderKind.SUPPLEMENTARY, Decimal(50), parent_po="PO-4711"
    )
    assert stands(ORDER, more).remaining == Decimal("1000.00")
    assert stands(more, ORDER).remaining == Decimal(50)


def test_the_same_number_of_two_clients_is_two_orders() -> None:
    other = PurchaseOrder("PO-4711", SOUTH, amount=Decimal(5))
    found = accounts(ledger(ORDER, other, invoices=(invoice("PR-1", "10"),)))
    assert found[OrderKey.of(NORTH, "po 4711")].invoiced == 10
    assert found[OrderKey.of(SOUTH, "po 4711")].invoiced == 0


def test_a_raised_order_is_a_revision_and_the_book_tells_what_was_known_before() -> None:
    first, raised = ledger(ORDER), ledger(replace(ORDER, amount=Decimal("1500.00")))
    later = DAY + timedelta(days=3)
    book = (*entries(Snapshot(), first, DAY), *entries(first, raised, later))
    assert [(e.movement, e.amount) for e in book] == [
        (Movement.AUTHORISED, Decimal("1000.00")),
        (Movement.AUTHORISED, Decimal("1500.00")),
    ]
    assert replayed(book, DAY)[key_of(ORDER)].authorised == Decimal("1000.00")
    assert replayed(book, later)[key_of(ORDER)].authorised == Decimal("1500.00")
    assert replayed(book, DAY - timedelta(days=1)) == {}


def test_an_order_without_a_sum_has_nothing_to_run_out() -> None:
    open_ended = replace(ORDER, amount=None)
    account = stands(open_ended, invoices=(invoice("PR-1", "10"),))
    assert account.remaining is None
    assert account.status(DAY) is OrderStatus.OPEN
    assert refusal(account, open_ended, "PR-2", Decimal(10_000), DAY) == ""


@pytest.mark.parametrize(
    ("changed", "net", "why"),
    [
        ({}, "400.01", "PO PO-4711 has 400.00 of 1,000.00 left, PR-9 needs 400.01."),
        ({"status": OrderStatus.CANCELLED}, "1", "PO PO-4711 is cancelled."),
        ({"status": OrderStatus.SUPERSEDED}, "1", "PO PO-4711 is superseded."),
        (
            {"valid_to": DAY - timedelta(days=1)},
            "1",
            "PO PO-4711 was valid to 2026-11-23, PR-9 is of 2026-11-24.",
        ),
        (
            {"valid_from": DAY + timedelta(days=1)},
            "1",
            "PO PO-4711 is valid from 2026-11-25, PR-9 is of 2026-11-24.",
        ),
    ],
)
def test_what_must_not_be_drawn_is_refused_with_the_figures(
    changed: Mapping[str, object], net: str, why: str
) -> None:
    order = replace(ORDER, **changed)  # type: ignore[arg-type]
    account = stands(order, invoices=(invoice("PR-1", "600.00"),))
    assert refusal(account, order, "PR-9", Decimal(net), DAY) == why


def test_what_is_just_left_may_be_drawn() -> None:
    account = stands(ORDER, invoices=(invoice("PR-1", "600.00"),))
    assert refusal(account, ORDER, "PR-9", Decimal("400.00"), DAY) == ""


# --- whatever happens ----------------------------------------------------------------------------

SUMS = st.decimals(min_value=0, max_value=2000, places=2)
DAYS = st.dates(DAY, DAY + timedelta(days=9))
ORDERS = st.builds(
    PurchaseOrder,
    po_number=st.sampled_from(["PO-4711", "PO-4711-2", "po 4712"]),
    client_id=st.sampled_from([NORTH, SOUTH]),
    kind=st.sampled_from(OrderKind),
    amount=st.none() | SUMS,
    currency=st.sampled_from(["", "GBP", "EUR"]),
    valid_to=st.none() | DAYS,
    parent_po=st.sampled_from(["", "PO-4711"]),
    status=st.sampled_from(OrderStatus),
)
INVOICES = st.builds(
    Invoice,
    invoice_number=st.sampled_from(["PR-1", "PR-2", "PR-3"]).map(InvoiceNumber),
    engagement_id=st.sampled_from(sorted(WORK.values())),
    net=SUMS,
    status=st.sampled_from(InvoiceStatus),
    po_number=st.sampled_from(["", "PO-4711", "PO 4711", "PO4712", "unknown"]),
)
CREDITS = st.builds(
    Invoice,
    invoice_number=st.sampled_from(["CN-1", "CN-2"]).map(InvoiceNumber),
    engagement_id=st.sampled_from(sorted(WORK.values())),
    net=SUMS.map(lambda net: -net),
    status=st.sampled_from([InvoiceStatus.ISSUED, InvoiceStatus.VOID]),
    credits_invoice=st.sampled_from(["PR-1", "PR-2", "PR-9"]).map(InvoiceNumber),
)
HISTORY = st.lists(st.tuples(st.one_of(ORDERS, INVOICES, CREDITS), DAYS), max_size=25)


def changed(state: Snapshot, row: PurchaseOrder | Invoice) -> Snapshot:
    """Put a row in the place of the one with its key."""
    if isinstance(row, PurchaseOrder):
        kept = tuple(o for o in state.purchase_orders if key_of(o) != key_of(row))
        return replace(state, purchase_orders=(*kept, row))
    rest = tuple(i for i in state.invoices if i.invoice_number != row.invoice_number)
    return replace(state, invoices=(*rest, row))


def lived(
    history: list[tuple[PurchaseOrder | Invoice, date]],
) -> tuple[list[Snapshot], list[Entry]]:
    """Return every state of a ledger to which these rows came, day by day, and its book."""
    states = [ledger()]
    book: list[Entry] = []
    for row, day in sorted(history, key=lambda each: each[1]):
        states.append(changed(states[-1], row))
        book += entries(states[-2], states[-1], day)
    return states, book


@given(HISTORY)
def test_the_book_always_agrees_with_the_ledger(
    history: list[tuple[PurchaseOrder | Invoice, date]],
) -> None:
    states, book = lived(history)
    assert replayed(book) == accounts(states[-1])


@given(HISTORY, DAYS)
def test_the_book_as_of_a_day_is_the_ledger_of_that_day(
    history: list[tuple[PurchaseOrder | Invoice, date]], day: date
) -> None:
    states, book = lived(history)
    known = states[sum(on <= day for _, on in history)]
    assert replayed(book, day) == accounts(known)


@given(HISTORY)
def test_the_sums_agree_to_the_penny_and_nothing_is_drawn_twice(
    history: list[tuple[PurchaseOrder | Invoice, date]],
) -> None:
    states, book = lived(history)
    found = replayed(book)
    drawn = [document for account in found.values() for document in account.drawn]
    reserved = [d for account in found.values() for d in account.committed if d.startswith("PR")]
    assert len({*drawn, *reserved}) == len(drawn) + len(reserved)
    for account in found.values():
        for document, net in account.drawn.items():
            assert states[-1].invoice[InvoiceNumber(document)].net == net
        if account.authorised is not None:
            total = sum(account.drawn.values()) + sum(account.committed.values())
            assert account.remaining == account.authorised - total


@given(HISTORY)
def test_entries_are_only_added(history: list[tuple[PurchaseOrder | Invoice, date]]) -> None:
    _, book = lived(history)
    half = len(history) // 2
    _, start = lived(sorted(history, key=lambda each: each[1])[:half])
    assert book[: len(start)] == start
