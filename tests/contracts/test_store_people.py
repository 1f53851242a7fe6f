"""What people decide, on every kind of store: in one transaction, on the ledger they looked at."""

from datetime import date, timedelta

import pytest

from bot.domain.outgoing import OutgoingState
from bot.domain.staff_changes import NoteItem, PauseInvoice, ResumeInvoice
from bot.errors import LeaseLost, StoreBusy
from bot.ports import Evidence, NewReviewItem, ReviewDecision, ReviewItem, Store
from tests.store.samples import ACME, NOW, SENT, arrived, end, ledger, outgoing, record

LATER = NOW + timedelta(hours=1)


def opened(store: Store) -> ReviewItem:
    store.import_ledger(ledger(), (), NOW)
    store.open_review([NewReviewItem("mail", "mail:1", "A mail", ("why",))], NOW)
    (item,) = store.review_items()
    return item


def test_an_item_says_what_it_is_about(store: Store) -> None:
    assert opened(store).key == "mail:1"


def test_a_decision_is_journalled_with_who_what_and_why(store: Store) -> None:
    item = opened(store)
    decision = ReviewDecision(
        item.item_id,
        "kim",
        outcome="approved",
        reason="asked Ann",
        changes=(record(),),
        evidence=Evidence(cause="", quote="PO-45001 (body, 3-11)", rule="label"),
        outgoing=(outgoing(),),
        held_because="shadow",
        ledger_version=store.snapshot().version,
    )

    assert store.decide_review(decision, LATER)

    told = {entry.kind: entry.data for entry in store.journal()}
    assert told["record_order"]["cause"] == f"review item {item.item_id}, kim"
    assert told["record_order"]["quote"] == "PO-45001 (body, 3-11)"
    assert (told["review_closed"]["outcome"], told["review_closed"]["reason"]) == (
        "approved",
        "asked Ann",
    )
    assert [row.state for row in store.outbox()] == [OutgoingState.HELD]
    assert not store.decide_review(decision, LATER)


def test_a_decision_on_an_older_ledger_changes_nothing(store: Store) -> None:
    item = opened(store)
    looked_at = store.snapshot().version
    store.book((record("PO-2"),), Evidence(cause="somebody else"), NOW)
    decision = ReviewDecision(
        item.item_id, "kim", changes=(record(),), outgoing=(outgoing(),), ledger_version=looked_at
    )

    with pytest.raises(StoreBusy):
        store.decide_review(decision, LATER)

    assert store.review_items() == (item,)
    assert store.snapshot().order(ACME, "PO-45001") is None
    assert store.outbox() == ()


def test_a_held_mail_goes_with_the_decision_that_releases_it(store: Store) -> None:
    item = opened(store)
    store.queue((outgoing(),), NOW, held_because="many at once")
    (row,) = store.outbox()
    moves = ((row, OutgoingState.QUEUED),)

    assert store.decide_review(ReviewDecision(item.item_id, "kim", "approved", moves=moves), LATER)

    (claimed,) = store.claim(5, LATER)
    assert claimed.evidence == "approved by kim"


def test_a_decision_about_a_mail_that_has_gone_leaves_the_item_open(store: Store) -> None:
    item = opened(store)
    store.queue((outgoing(),), NOW)
    (row,) = store.claim(5, NOW)
    store.advance(row, OutgoingState.ACCEPTED, NOW)
    moves = ((row, OutgoingState.FAILED),)

    with pytest.raises(LeaseLost):
        store.decide_review(ReviewDecision(item.item_id, "kim", "rejected", moves=moves), LATER)

    assert store.review_items() == (item,)


def test_a_pause_holds_until_its_day_and_ends_when_it_is_resumed(store: Store) -> None:
    store.import_ledger(ledger(), (), NOW)
    until = date(2026, 12, 8)
    store.book((PauseInvoice(ACME, SENT, until, "kim"),), Evidence(cause="kim, 1"), NOW)

    assert store.holds().paused == {SENT: until}
    assert SENT in store.holds().on(date(2026, 12, 7)).invoices
    assert SENT not in store.holds().on(until).invoices

    store.book((ResumeInvoice(ACME, SENT, "kim"),), Evidence(cause="kim, 2"), NOW)

    assert store.holds().paused == {}
    assert [e.kind for e in store.journal()][-2:] == ["pause_invoice", "resume_invoice"]


def test_a_note_changes_nothing_but_the_journal(store: Store) -> None:
    item = opened(store)
    before = store.snapshot()

    assert store.book((NoteItem(item.item_id, "asked", "kim"),), Evidence(cause="kim, 1"), NOW)

    assert store.snapshot() == before
    last = store.journal()[-1]
    assert (last.kind, last.subject, last.data["text"]) == (
        "review_note",
        str(item.item_id),
        "asked",
    )
    assert store.verify() == ()


def settled(store: Store, *closes: ReviewDecision, reopen: str = "") -> None:
    """Let a mail come in that ends questions, and perhaps opens one under a key."""
    review = (NewReviewItem("mail", reopen, "The answer", ("why",)),) if reopen else ()
    assert store.settle(end(arrived(store), closes=closes, review=review), LATER)


def test_a_mail_closes_the_question_that_it_answers(store: Store) -> None:
    item = opened(store)
    settled(store, ReviewDecision(item.item_id, "ann@acme.example", "answered"))
    assert store.review_items() == ()
    (entry,) = (e for e in store.journal() if e.kind == "review_closed")
    assert (entry.subject, entry.data["outcome"]) == (str(item.item_id), "answered")
    (closed,) = store.review_items(closed=True)
    assert (closed.closed_by, closed.closed_at) == ("ann@acme.example", LATER)
    assert store.verify() == ()


def test_what_a_mail_ends_makes_room_for_what_it_opens(store: Store) -> None:
    item = opened(store)
    settled(store, ReviewDecision(item.item_id, "pobot", "handed over"), reopen=item.key)
    assert [i.key for i in store.review_items()] == [item.key]
    assert len(store.review_items(closed=True)) == 2


def test_a_question_that_is_closed_already_is_not_closed_again(store: Store) -> None:
    item = opened(store)
    store.close_review(item.item_id, "kim", NOW)
    settled(store, ReviewDecision(item.item_id, "ann@acme.example", "answered"))
    assert [i.closed_by for i in store.review_items(closed=True)] == ["kim"]


def test_items_of_one_kind_are_listed(store: Store) -> None:
    item = opened(store)
    store.open_review([NewReviewItem("question", "mail:2", "A question", ("why",))], NOW)
    assert store.review_items(kind="mail") == (item,)
    assert [i.kind for i in store.review_items(kind="question")] == ["question"]
    assert store.review_items(kind="order", closed=True) == ()
