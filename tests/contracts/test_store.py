"""What every `bot.ports.Store` does with the mail that comes in, whatever lies behind it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.decision import AssignOrder
from bot.domain.message import Location
from bot.errors import LeaseLost, LedgerMoved, StoreBusy
from bot.ports import MessageState, NewReviewItem, Store
from tests.store.samples import (
    ACME,
    NOW,
    WAITING,
    arrived,
    end,
    ledger,
    outgoing,
    record,
    registration,
)
from tests.store.worlds import World

LATER = NOW + timedelta(hours=1)

# --- T1: arrival ---------------------------------------------------------------------------------


def test_a_registered_mail_waits_with_its_bytes(store: Store) -> None:
    each = registration(4)

    (message,) = store.register([each], each.raw.location, NOW)

    assert message.state is MessageState.RECEIVED
    assert message.attempts == 0
    assert (message.content_key, message.sender) == ("mail-4", "ann@acme.example")
    assert store.unsettled(10) == (message,)
    assert store.source(message) == each.raw


def test_copies_of_one_mail_are_one_message_in_two_places(store: Store) -> None:
    first, copy, other = registration(1, "same"), registration(2, "same"), registration(3)

    messages = store.register([first, copy, other], other.raw.location, NOW)

    assert messages[0] == messages[1]
    assert len(store.unsettled(10)) == 2
    store.settle(end(messages[0], state=MessageState.IGNORED), NOW)
    assert [place.uid for place, _ in store.unfiled("inbox", 10)] == [1, 2]


def test_a_mail_seen_again_changes_nothing(store: Store) -> None:
    message = arrived(store)
    store.begin(message, NOW)

    again = arrived(store)

    assert again.row_id == message.row_id
    assert again.attempts == 1
    assert len(store.messages_since(NOW)) == 1


def test_a_message_id_used_again_for_another_mail_is_another_message(store: Store) -> None:
    store.register([registration(1, "a", message_id="<x@y>")], None, NOW)
    store.register([registration(2, "b", message_id="<x@y>")], None, NOW)

    newest = store.find_message("x@y")

    assert newest is not None
    assert newest.content_key == "b"
    assert store.find_message("<x@y>") == newest
    assert store.find_message("<nobody@y>") is None


def test_the_scan_mark_only_moves_forward(store: Store) -> None:
    store.register([], Location("inbox", 7, 9), NOW)
    store.register([], Location("inbox", 7, 5), NOW)
    store.register([registration(3)], None, NOW)

    assert store.scanned_to("inbox", 7) == 9


def test_a_new_uid_validity_starts_from_nothing(store: Store) -> None:
    store.register([], Location("inbox", 7, 9), NOW)

    assert store.scanned_to("inbox", 8) == 0
    assert store.scanned_to("other", 7) == 0


def test_a_batch_keeps_its_order(store: Store) -> None:
    batch = [registration(uid) for uid in range(1, 1203)]

    messages = store.register(batch, batch[-1].raw.location, NOW)

    assert [message.content_key for message in messages] == [each.content_key for each in batch]
    assert [message.subject for message in store.unsettled(3)] == ["mail-1", "mail-2", "mail-3"]


def test_characters_that_no_database_takes_do_not_stop_a_mail(store: Store) -> None:
    each = replace(registration(1), subject="caf\u00e9 \0 \ud800 \U0001f600")

    (message,) = store.register([each], each.raw.location, NOW)
    settled = store.settle(end(message, state=MessageState.QUARANTINED, error="\0\udfff"), NOW)

    assert settled
    assert "caf\u00e9" in store.messages_since(NOW)[0].subject


# --- T2 and T3: work, and its end ----------------------------------------------------------------


def test_every_attempt_is_counted_before_work_starts(store: Store) -> None:
    message = arrived(store)

    counts = [store.begin(message, NOW), store.begin(message, NOW)]

    assert counts == [1, 2]
    assert store.unsettled(10)[0].state is MessageState.WORKING


def test_an_end_is_written_whole(store: Store) -> None:
    store.import_ledger(ledger(), (), NOW)
    item = NewReviewItem("mail", "mail:1", "A mail", ("because",))
    message = arrived(store)

    done = store.settle(
        end(
            message,
            record(),
            state=MessageState.SHOWN,
            verdict="review",
            judgement='{"a": 1}',
            outgoing=(outgoing(),),
            review=(item,),
        ),
        NOW,
    )

    (after,) = store.messages_since(NOW)
    assert done
    assert (after.state, after.verdict, after.judgement) == (
        MessageState.SHOWN,
        "review",
        '{"a": 1}',
    )
    assert store.unsettled(10) == ()
    assert store.snapshot().order(ACME, "po 45001")
    assert [row.mail for row in store.outbox()] == [outgoing()]
    assert [(i.kind, i.message_id) for i in store.review_items()] == [("mail", message.row_id)]


def test_a_mail_ends_once(store: Store) -> None:
    store.import_ledger(ledger(), (), NOW)
    message = arrived(store)
    store.settle(end(message), NOW)
    before = store.journal()

    again = store.settle(end(message, record(), outgoing=(outgoing(),)), NOW)

    assert not again
    assert store.snapshot().order(ACME, "PO-45001") is None
    assert store.outbox() == ()
    assert store.journal() == before
    assert store.begin(message, NOW) == 0


def test_an_end_that_the_ledger_overtook_leaves_nothing_behind(store: Store) -> None:
    store.import_ledger(ledger(), (), NOW)
    message = arrived(store)
    store.settle(end(arrived(store, 2), AssignOrder(ACME, "PO-1", WAITING)), NOW)
    before = store.journal()

    with pytest.raises(StoreBusy, match="decide again"):
        store.settle(
            end(
                message, record("PO-2"), AssignOrder(ACME, "PO-2", WAITING), outgoing=(outgoing(),)
            ),
            NOW,
        )

    assert store.snapshot().order(ACME, "PO-2") is None
    assert store.snapshot().invoice[WAITING].po_number == "PO-1"
    assert store.outbox() == ()
    assert store.journal() == before
    assert store.unsettled(10) == (message,)


def test_an_end_decided_on_a_ledger_that_moved_is_decided_again(store: Store) -> None:
    store.import_ledger(ledger(), (), NOW)
    basis, message = store.snapshot(), arrived(store)
    store.settle(end(arrived(store, 2), record("PO-1")), NOW)
    late = replace(end(message, record("PO-2"), outgoing=(outgoing(),)), decided_on=basis)

    with pytest.raises(LedgerMoved):
        store.settle(late, NOW)

    assert store.snapshot().order(ACME, "PO-2") is None
    assert store.outbox() == ()
    assert store.unsettled(10) == (message,)
    assert store.settle(replace(late, decided_on=store.snapshot()), NOW)
    assert store.snapshot().order(ACME, "PO-2") is not None


def test_an_end_without_changes_stands_whatever_the_ledger_does(store: Store) -> None:
    store.import_ledger(ledger(), (), NOW)
    basis, message = store.snapshot(), arrived(store)
    store.settle(end(arrived(store, 2), record("PO-1")), NOW)
    assert store.settle(replace(end(message), decided_on=basis), NOW)


def test_a_mail_is_found_by_its_row(store: Store) -> None:
    message = arrived(store)
    assert store.stored(message.row_id) == message
    assert store.stored(message.row_id + 1) is None


def test_every_change_is_journalled_with_its_evidence(store: Store) -> None:
    store.import_ledger(ledger(), (), NOW)

    store.settle(end(arrived(store), record(), AssignOrder(ACME, "PO-45001", WAITING)), LATER)

    entries = {entry.kind: entry for entry in store.journal(LATER)}
    assert list(entries) == ["record_order", "assign_order", "settled"]
    assert entries["record_order"].subject == "PO-45001"
    assert entries["record_order"].data["quote"] == "PO 45001"
    assert entries["assign_order"].data["rule"] == "po-label"
    assert entries["settled"].data["state"] == "done"
    assert store.verify() == ()


# --- T4: filing ----------------------------------------------------------------------------------


def test_only_settled_mails_are_filed_and_each_place_once(store: Store) -> None:
    first, second = arrived(store, 1), arrived(store, 2)
    store.settle(end(first), NOW)

    waiting = store.unfiled("inbox", 10)

    assert [(place, message.row_id) for place, message in waiting] == [
        (Location("inbox", 7, 1), first.row_id)
    ]
    store.filed(waiting[0][0], gone=False)
    assert store.unfiled("inbox", 10) == ()
    store.settle(end(second), NOW)
    store.filed(Location("inbox", 7, 2), gone=True)
    assert store.unfiled("inbox", 10) == ()


def test_mails_are_found_by_when_they_were_registered(store: Store) -> None:
    arrived(store, 1)
    store.register([registration(2)], None, LATER)

    assert [each.subject for each in store.messages_since(LATER)] == ["mail-2"]


def test_mails_are_found_by_what_was_read_in_them(store: Store) -> None:
    first, second = arrived(store, 1), arrived(store, 2)
    store.settle(replace(end(first), judgement='{"po_numbers": ["PO-5 \\"a\\" 100%"]}'), NOW)
    store.settle(replace(end(second), judgement='{"po_numbers": ["PO-5 100_"]}'), NOW)

    def naming(*words: str) -> list[str]:
        return [mail.subject for mail in store.mails_naming(words)]

    assert naming('po-5 "A"') == ["mail-1"]
    assert naming("100%") == ["mail-1"]
    assert naming("100_", "100%") == ["mail-1", "mail-2"]
    assert naming("PO-6") == []
    assert naming() == []


def test_mails_are_found_by_their_sender(store: Store) -> None:
    arrived(store, 1)
    store.register([registration(2)], None, LATER)

    assert [each.subject for each in store.mails_from("ann@acme.example", NOW)] == [
        "mail-1",
        "mail-2",
    ]
    assert [each.subject for each in store.mails_from("ann@acme.example", LATER)] == ["mail-2"]
    assert store.mails_from("bo@acme.example", NOW) == ()


# --- the lease -----------------------------------------------------------------------------------


def test_a_lease_is_held_by_one_and_can_be_given_back(a_world: World) -> None:
    lease = a_world.store.acquire_lease("inbox", "one")
    assert lease is not None

    lease.release()
    second = a_world.again().acquire_lease("inbox", "two")

    assert second is not None
    assert second.epoch == lease.epoch + 1


def test_a_process_that_lost_its_lease_writes_nothing(a_world: World) -> None:
    store = a_world.store
    store.acquire_lease("inbox", "one")
    arrived(store, 1)
    store.queue([outgoing()], NOW)
    (row,) = store.claim(1, NOW)
    a_world.usurp("inbox")

    for write in (
        lambda: arrived(store, 2),
        lambda: store.settle(end(store.messages_since(NOW)[0]), NOW),
        lambda: store.queue([outgoing("ack:2")], NOW),
        lambda: store.advance(row, row.state, NOW),
        lambda: store.put_note("a", "b"),
        lambda: store.import_ledger(ledger(), (), NOW),
    ):
        with pytest.raises(LeaseLost):
            write()

    assert len(store.messages_since(NOW)) == 1
    assert len(store.outbox()) == 1
    assert store.note("a") == ""
    assert store.snapshot().clients == ()


def test_who_holds_the_lease_goes_on_writing(a_world: World) -> None:
    lease = a_world.store.acquire_lease("inbox", "one")

    arrived(a_world.store)

    assert lease is not None
    assert lease.epoch == 1
    assert len(a_world.store.unsettled(5)) == 1


# --- people and notes ----------------------------------------------------------------------------


def test_a_review_item_is_open_once_and_may_open_again_after_it_was_closed(store: Store) -> None:
    item = NewReviewItem("address", "bounce:a@b", "a@b", ("It bounced", "twice"))

    assert store.open_review([item, item], NOW) == 1
    assert store.open_review([item], NOW) == 0
    (opened,) = store.review_items()
    assert opened.reasons == ("It bounced", "twice")
    assert opened.opened_at == NOW

    assert store.close_review(opened.item_id, "kim", LATER)

    assert store.review_items() == ()
    assert [(i.closed_by, i.closed_at) for i in store.review_items(closed=True)] == [("kim", LATER)]
    assert store.open_review([item], NOW) == 1


def test_a_person_closes_an_item_with_what_they_decided_and_only_once(store: Store) -> None:
    store.import_ledger(ledger(), (), NOW)
    store.open_review([NewReviewItem("mail", "mail:1", "A mail", ())], NOW)
    (item,) = store.review_items()

    first = store.close_review(
        item.item_id, "kim", NOW, changes=(record(),), outgoing=(outgoing(),)
    )
    second = store.close_review(item.item_id, "kim", NOW, changes=(record("PO-2"),))

    assert (first, second) == (True, False)
    assert store.snapshot().order(ACME, "PO-45001")
    assert store.snapshot().order(ACME, "PO-2") is None
    assert len(store.outbox()) == 1
    recorded = next(each for each in store.journal() if each.kind == "record_order")
    assert recorded.data["cause"] == f"review item {item.item_id}, kim"


def test_a_note_is_the_last_one_written(store: Store) -> None:
    store.put_note("last_poll", "then")
    store.put_note("last_poll", "now")

    assert store.note("last_poll") == "now"
    assert store.note("never") == ""


def test_a_mail_with_the_message_id_of_an_earlier_one_is_known(store: Store) -> None:
    first, second = registration(1, key="a"), registration(2, key="b")
    other = registration(3, key="c")
    same = [replace(each, rfc_message_id="<same@x>") for each in (first, second)]
    unnamed = [replace(registration(n, key=f"u{n}"), rfc_message_id="") for n in (4, 5)]
    stored = store.register((*same, other, *unnamed), None, NOW)
    assert [message.content_key for message in store.namesakes(stored)] == ["b"]
    assert store.namesakes(stored[:1]) == ()
