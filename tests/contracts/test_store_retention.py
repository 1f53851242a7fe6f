"""What is not kept for ever, on every kind of store."""

from datetime import timedelta

import pytest

from bot.errors import Permanent
from bot.ports import Evidence, MessageState, NewReviewItem, Settlement, Store, StoredMessage
from tests.store.samples import NOW, arrived

LATER = NOW + timedelta(days=91)
OLD = LATER - timedelta(days=90)


def settled(store: Store, uid: int, *review: NewReviewItem) -> StoredMessage:
    message = arrived(store, uid)
    end = Settlement(
        message, MessageState.DONE, "apply", "{}", evidence=Evidence("a mail"), review=review
    )
    store.settle(end, NOW)
    return message


def test_the_bytes_of_a_mail_that_was_dealt_with_long_ago_are_dropped(store: Store) -> None:
    message = settled(store, 1)

    assert store.drop_raw(OLD, LATER, 10) == 1

    with pytest.raises(Permanent, match="not kept"):
        store.source(message)
    assert store.drop_raw(OLD, LATER, 10) == 0


def test_a_younger_mail_and_one_without_an_end_are_kept(store: Store) -> None:
    waiting = arrived(store, 1)
    done = settled(store, 2)

    assert store.drop_raw(NOW, LATER, 10) == 0
    assert store.drop_raw(OLD, LATER, 10) == 1

    assert store.source(waiting).source
    with pytest.raises(Permanent):
        store.source(done)


def test_a_mail_that_waits_for_a_person_is_kept_until_that_is_done(store: Store) -> None:
    message = settled(store, 1, NewReviewItem("mail", "mail:1", "A mail", ("why",)))

    assert store.drop_raw(OLD, LATER, 10) == 0
    assert store.source(message).source
    (item,) = store.review_items()
    store.close_review(item.item_id, "kim", LATER)
    assert store.drop_raw(OLD, LATER, 10) == 1


def test_at_most_so_many_are_dropped_at_a_time_and_the_journal_says_how_many(store: Store) -> None:
    for uid in range(1, 6):
        settled(store, uid)

    assert [store.drop_raw(OLD, LATER, 2) for _ in range(4)] == [2, 2, 1, 0]

    told = [entry for entry in store.journal() if entry.kind == "raw_dropped"]
    assert [entry.data["messages"] for entry in told] == [2, 2, 1]
    assert store.verify() == ()


def test_a_mail_whose_bytes_are_gone_is_still_known_when_it_comes_again(store: Store) -> None:
    message = settled(store, 1)
    store.drop_raw(OLD, LATER, 10)

    again = arrived(store, 1)

    assert again.row_id == message.row_id
    assert again.state is MessageState.DONE
