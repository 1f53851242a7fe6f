"""What every `bot.ports.Store` does with several writes in one transaction."""

from dataclasses import replace

import pytest

from bot.domain.outgoing import OutgoingState
from bot.errors import LeaseLost, StoreBusy
from bot.ports import MessageState, Store
from tests.store.samples import NOW, arrived, end, ledger, outgoing, record, registration


def test_what_is_written_together_is_read_inside_and_there_afterwards(store: Store) -> None:
    first, second = arrived(store, 1), arrived(store, 2)

    with store.together():
        assert store.settle(end(first, state=MessageState.DONE), NOW)
        assert store.unsettled(10) == (second,)
        store.put_note("seen", "inside")
        assert store.note("seen") == "inside"

    assert store.unsettled(10) == (second,)
    assert store.note("seen") == "inside"


def test_what_breaks_off_together_has_changed_nothing(store: Store) -> None:
    message = arrived(store)
    before = store.snapshot()

    def settle_and_fail() -> None:
        with store.together():
            store.begin(message, NOW)
            store.settle(end(message, state=MessageState.DONE, outgoing=(outgoing(),)), NOW)
            raise StoreBusy("the disk is full")

    with pytest.raises(StoreBusy):
        settle_and_fail()

    assert store.unsettled(10) == (message,)
    assert store.outbox() == ()
    assert store.journal() == ()
    assert store.snapshot() == before


def test_a_booking_that_was_rolled_back_is_in_no_later_ledger(store: Store) -> None:
    store.import_ledger(replace(ledger(), purchase_orders=()), (), NOW)
    message = arrived(store)

    def book_and_fail() -> None:
        with store.together():
            store.settle(end(message, record("4500012345")), NOW)
            assert store.snapshot().purchase_orders
            raise StoreBusy("the disk is full")

    with pytest.raises(StoreBusy):
        book_and_fail()

    assert store.snapshot().purchase_orders == ()
    store.settle(end(message, record("4500054321")), NOW)
    assert [order.po_number for order in store.snapshot().purchase_orders] == ["4500054321"]


def test_what_fails_alone_inside_is_undone_alone(store: Store) -> None:
    first, second = arrived(store, 1), arrived(store, 2)
    store.queue((outgoing(),), NOW)
    (row,) = store.claim(1, NOW)
    store.advance(row, OutgoingState.COMMITTING, NOW)
    store.advance(row, OutgoingState.ACCEPTED, NOW)

    with store.together():
        store.settle(end(first, state=MessageState.DONE), NOW)
        with pytest.raises(LeaseLost):
            store.advance(row, OutgoingState.COMMITTING, NOW)
        store.settle(end(second, state=MessageState.IGNORED), NOW)

    assert store.unsettled(10) == ()
    assert [row.state for row in store.outbox()] == [OutgoingState.ACCEPTED]


def test_an_attempt_in_company_marks_the_mails_and_counts_for_none(store: Store) -> None:
    mails = tuple(arrived(store, number) for number in (1, 2, 3))
    store.begin(mails[1], NOW)

    assert store.begin_all(mails, NOW) == (0, 1, 0)
    assert {m.state for m in store.unsettled(10)} == {MessageState.WORKING}
    assert [m.attempts for m in store.unsettled(10)] == [0, 1, 0]


def test_a_mail_with_an_end_is_not_begun_again(store: Store) -> None:
    message = arrived(store)
    store.settle(end(message, state=MessageState.DONE), NOW)

    assert store.begin_all((message,), NOW) == (0,)
    assert store.unsettled(10) == ()


def test_a_waiting_mail_tells_its_size(store: Store) -> None:
    each = registration(4)

    (message,) = store.register([each], each.raw.location, NOW)

    assert message.size == each.raw.size
