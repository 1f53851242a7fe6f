"""What waits in the store, on every kind of store."""

from datetime import timedelta

from bot.domain.outgoing import OutgoingState
from bot.domain.vitals import Backlog
from bot.ports import NewReviewItem, Store
from tests.store.samples import NOW, arrived, outgoing

LATER = NOW + timedelta(minutes=30)


def test_an_empty_store_has_nothing_waiting(store: Store) -> None:
    assert store.backlog(NOW) == Backlog()


def test_mails_are_counted_by_state_and_the_overdue_ones_apart(store: Store) -> None:
    store.queue((outgoing("a"), outgoing("b"), outgoing("c")), NOW)
    store.queue((outgoing("d"),), NOW, held_because="shadow")
    first, second, _ = store.claim(3, NOW)
    store.advance(first, OutgoingState.DEFERRED, NOW, next_at=LATER + timedelta(hours=1))
    store.advance(second, OutgoingState.ACCEPTED, NOW)

    waiting = store.backlog(LATER)

    assert waiting.outbox == {"claimed": 1, "deferred": 1, "held": 1}
    assert (waiting.overdue, waiting.overdue_since) == (1, NOW)


def test_undecided_mails_are_counted_with_the_oldest(store: Store) -> None:
    message = arrived(store, 1)
    arrived(store, 2)

    waiting = store.backlog(LATER)

    assert waiting.unsettled == 2
    assert waiting.unsettled_since == NOW
    assert waiting.oldest == message.received_at


def test_open_items_are_counted_by_kind(store: Store) -> None:
    items = [NewReviewItem("mail", f"mail:{n}", "A mail", ()) for n in range(2)]
    store.open_review([*items, NewReviewItem("order", "order:1", "An order", ())], NOW)

    assert store.backlog(NOW).review == {"mail": 2, "order": 1}
