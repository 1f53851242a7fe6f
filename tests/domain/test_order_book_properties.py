"""Whatever happens to orders, invoices and credit notes: what always holds of the book."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.ledger import (
    Client,
    Engagement,
    Invoice,
    InvoiceNumber,
    InvoiceStatus,
    PurchaseOrder,
    Snapshot,
)
from bot.domain.order_accounts import accounts, entries, key_of
from bot.domain.order_book import Entry, replayed
from bot.domain.purchase_order import OrderKind, OrderStatus
from tests.domain.order_rows import DAY, NORTH, ORDER, SOUTH, WORK, invoice, ledger

SUMS = st.decimals(min_value=0, max_value=2000, places=2)
CODES = st.sampled_from(["", "GBP", "EUR"])
DAYS = st.dates(DAY, DAY + timedelta(days=9))
ORDERS = st.builds(
    PurchaseOrder,
    po_number=st.sampled_from(["PO-4711", "PO-4711-2", "po 4712"]),
    client_id=st.sampled_from([NORTH, SOUTH]),
    kind=st.sampled_from(OrderKind),
    amount=st.none() | SUMS,
    currency=CODES,
    valid_to=st.none() | DAYS,
    parent_po=st.sampled_from(["", "PO-4711"]),
    status=st.sampled_from(OrderStatus),
)
INVOICES = st.builds(
    Invoice,
    invoice_number=st.sampled_from(["PR-1", "PR-2", "PR-3"]).map(InvoiceNumber),
    engagement_id=st.sampled_from(sorted(WORK.values())),
    net=SUMS,
    currency=st.sampled_from(["", "EUR"]),
    status=st.sampled_from(InvoiceStatus),
    po_number=st.sampled_from(["", "PO-4711", "PO 4711", "PO-4711-2", "PO4712", "unknown"]),
)
CREDITS = st.builds(
    Invoice,
    invoice_number=st.sampled_from(["CN-1", "CN-2", "CN-3"]).map(InvoiceNumber),
    engagement_id=st.sampled_from(sorted(WORK.values())),
    net=SUMS.map(lambda net: -net),
    currency=st.sampled_from(["", "EUR"]),
    status=st.sampled_from(InvoiceStatus),
    po_number=st.sampled_from(["", "PO-4711", "PO4712"]),
    credits_invoice=st.sampled_from([None, "PR-1", "PR-2", "PR-9", "CN-1"]),
)
CLIENTS = st.builds(Client, st.sampled_from([NORTH, SOUTH]), st.just("A client"), currency=CODES)
MOVES = st.builds(
    Engagement, st.sampled_from(sorted(WORK.values())), st.sampled_from([NORTH, SOUTH]), st.just("")
)
Row = PurchaseOrder | Invoice | Client | Engagement
ANYTHING = st.one_of(ORDERS, INVOICES, CREDITS, CLIENTS, MOVES)

# The same with everything on one blanket order and its call-off, so that it meets more often.
OUT_OR_NOT = st.sampled_from([InvoiceStatus.ISSUED, InvoiceStatus.ISSUED, *InvoiceStatus])
BLANKET = st.builds(
    replace, st.just(replace(ORDER, kind=OrderKind.BLANKET)), amount=st.none() | SUMS
)
CALL_OFF = st.builds(
    replace,
    st.just(replace(ORDER, po_number="PO-4711-2", parent_po="PO-4711")),
    amount=st.none() | SUMS,
    status=st.sampled_from(OrderStatus),
)
ON_THEM = st.builds(
    invoice,
    st.sampled_from(["PR-1", "PR-2"]),
    SUMS,
    st.sampled_from(["PO-4711", "PO-4711-2"]),
    status=OUT_OR_NOT,
)
OF_THEM = st.builds(
    invoice,
    st.sampled_from(["CN-1", "CN-2", "CN-3"]),
    SUMS.map(lambda net: -net),
    st.just(""),
    status=OUT_OR_NOT,
    credits_invoice=st.sampled_from(["PR-1", "PR-2"]),
)
TOGETHER = st.one_of(BLANKET, CALL_OFF, ON_THEM, OF_THEM)
HISTORY = st.lists(st.tuples(ANYTHING, DAYS), max_size=25) | st.lists(
    st.tuples(TOGETHER, DAYS), max_size=25
)


def changed(state: Snapshot, row: Row) -> Snapshot:
    """Put a row in the place of the one with its key."""
    if isinstance(row, Client):
        others = tuple(c for c in state.clients if c.client_id != row.client_id)
        return replace(state, clients=(*others, row))
    if isinstance(row, Engagement):
        works = tuple(e for e in state.engagements if e.engagement_id != row.engagement_id)
        return replace(state, engagements=(*works, row))
    if isinstance(row, PurchaseOrder):
        kept = tuple(o for o in state.purchase_orders if key_of(o) != key_of(row))
        return replace(state, purchase_orders=(*kept, row))
    rest = tuple(i for i in state.invoices if i.invoice_number != row.invoice_number)
    return replace(state, invoices=(*rest, row))


def lived(
    history: list[tuple[Row, date]],
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
    history: list[tuple[Row, date]],
) -> None:
    states, book = lived(history)
    assert replayed(book) == accounts(states[-1])


@given(HISTORY, DAYS)
def test_the_book_as_of_a_day_is_the_ledger_of_that_day(
    history: list[tuple[Row, date]], day: date
) -> None:
    states, book = lived(history)
    known = states[sum(on <= day for _, on in history)]
    assert replayed(book, day) == accounts(known)


@given(HISTORY)
def test_the_sums_agree_to_the_penny_and_nothing_is_drawn_twice(
    history: list[tuple[Row, date]],
) -> None:
    states, book = lived(history)
    found = replayed(book)
    drawn = [document for account in found.values() for document in account.drawn]
    reserved = [d for account in found.values() for d in account.committed if d.startswith("PR")]
    assert len({*drawn, *reserved}) == len(drawn) + len(reserved)
    for account in found.values():
        for document, net in account.drawn.items():
            invoice = states[-1].invoice[InvoiceNumber(document)]
            assert net == invoice.net or (invoice.credits_invoice and invoice.net < net < 0)
        if account.authorised is not None:
            total = sum(account.drawn.values()) + sum(account.committed.values())
            assert account.remaining == account.authorised - total


@given(HISTORY)
def test_credits_never_make_money(history: list[tuple[Row, date]]) -> None:
    states, book = lived(history)
    ledger_now = states[-1]
    for account in replayed(book).values():
        given_back: dict[str, Decimal] = {}
        for document, net in account.drawn.items():
            note = ledger_now.invoice[InvoiceNumber(document)]
            if net < 0:
                assert note.credits_invoice in account.drawn
                name = str(note.credits_invoice)
                given_back[name] = given_back.get(name, Decimal(0)) - net
        assert all(given_back[name] <= account.drawn[name] for name in given_back)
        assert all(net >= 0 for net in account.committed.values())
        assert account.invoiced >= 0
        assert account.authorised is None or (account.remaining or 0) <= account.authorised


@given(HISTORY)
def test_entries_are_only_added(history: list[tuple[Row, date]]) -> None:
    _, book = lived(history)
    half = len(history) // 2
    _, start = lived(sorted(history, key=lambda each: each[1])[:half])
    assert book[: len(start)] == start
