"""What every `bot.ports.Store` does with mail on its way out."""

from datetime import timedelta

import pytest

from bot.domain.outgoing import Condition, OutgoingClass, OutgoingState
from bot.errors import LeaseLost
from bot.ports import Store
from tests.store.samples import ACME, NOW, PORTAL, SENT, arrived, end, outgoing

LATER = NOW + timedelta(hours=1)


def states(store: Store) -> list[OutgoingState]:
    return [row.state for row in store.outbox()]


def test_a_mail_is_queued_once_for_all_time(store: Store) -> None:
    assert store.queue([outgoing("a"), outgoing("b"), outgoing("a")], NOW) == 2
    (row, _) = store.claim(2, NOW)
    store.advance(row, OutgoingState.COMMITTING, NOW)
    store.advance(row, OutgoingState.ACCEPTED, NOW)

    assert store.queue([outgoing("a")], LATER) == 0
    assert len(store.outbox()) == 2


def test_a_mail_comes_back_byte_for_byte_with_its_condition(store: Store) -> None:
    mail = outgoing(
        "remind:1",
        kind=OutgoingClass.REMINDER,
        condition=Condition(
            ACME,
            (SENT,),
            (PORTAL,),
            policy_unknown=(ACME,),
            without_payee=(ACME,),
            owed=((SENT, "11040.00 GBP"),),
            charged=((SENT, "interest"), (SENT, "fixed_sum")),
        ),
        expires_at=LATER,
        covers=("remind:PR-1:2",),
    )

    store.queue([mail], NOW, cause="due")

    (row,) = store.outbox(OutgoingState.QUEUED)
    assert row.mail == mail
    assert (row.attempts, row.created_at, row.next_at) == (0, NOW, NOW)
    assert store.journal()[-1].data["cause"] == "due"


def test_a_held_mail_says_why_and_is_not_claimed(store: Store) -> None:
    store.queue([outgoing("a")], NOW, held_because="shadow run")
    store.settle(end(arrived(store), outgoing=(outgoing("b"),), held_because="first week"), NOW)

    assert [row.evidence for row in store.outbox(OutgoingState.HELD)] == [
        "shadow run",
        "first week",
    ]
    assert store.claim(10, NOW) == ()
    assert [e.kind for e in store.journal() if e.kind.startswith("mail_")] == ["mail_held"] * 2


def test_claims_are_oldest_first_and_each_mail_is_claimed_once(store: Store) -> None:
    store.queue([outgoing(key) for key in "abc"], NOW)

    first, second = store.claim(2, NOW), store.claim(2, NOW)

    assert [row.mail.idem_key for row in first] == ["a", "b"]
    assert [row.mail.idem_key for row in second] == ["c"]
    assert {row.state for row in first} == {OutgoingState.CLAIMED}
    assert first[0].attempts == 1
    assert store.claim(2, NOW) == ()


def test_a_deferred_mail_is_claimed_when_its_time_comes(store: Store) -> None:
    store.queue([outgoing()], NOW)
    (row,) = store.claim(1, NOW)
    store.advance(row, OutgoingState.DEFERRED, NOW, evidence="451 later", next_at=LATER)

    assert store.claim(1, NOW) == ()
    (again,) = store.claim(1, LATER)
    assert (again.attempts, again.evidence) == (2, "451 later")


@pytest.mark.parametrize(
    "state",
    [
        OutgoingState.ACCEPTED,
        OutgoingState.FAILED,
        OutgoingState.SUPPRESSED,
        OutgoingState.IN_DOUBT,
        OutgoingState.HELD,
    ],
)
def test_where_a_mail_ends_is_journalled(store: Store, state: OutgoingState) -> None:
    store.queue([outgoing()], NOW)
    (row,) = store.claim(1, NOW)

    store.advance(row, state, LATER, evidence="250 queued as 7")

    (entry,) = store.journal(LATER)
    assert (entry.kind, entry.subject) == (f"mail_{state}", "ack:1")
    assert entry.data["evidence"] == "250 queued as 7"
    assert states(store) == [state]


def test_the_final_dot_is_only_for_a_claimed_mail(store: Store) -> None:
    store.queue([outgoing()], NOW)
    (row,) = store.claim(1, NOW)
    store.recover_outbox(NOW)

    with pytest.raises(LeaseLost):
        store.advance(row, OutgoingState.COMMITTING, NOW)

    assert states(store) == [OutgoingState.QUEUED]


@pytest.mark.parametrize("state", [OutgoingState.QUEUED, OutgoingState.FAILED])
def test_what_was_accepted_stays_accepted(store: Store, state: OutgoingState) -> None:
    store.queue([outgoing()], NOW)
    (row,) = store.claim(1, NOW)
    store.advance(row, OutgoingState.ACCEPTED, NOW)

    with pytest.raises(LeaseLost):
        store.advance(row, state, NOW)

    assert states(store) == [OutgoingState.ACCEPTED]


def test_after_a_crash_a_committing_mail_is_in_doubt_and_a_claimed_one_is_queued(
    store: Store,
) -> None:
    store.queue([outgoing("a"), outgoing("b"), outgoing("c")], NOW)
    first, _ = store.claim(2, NOW)
    store.advance(first, OutgoingState.COMMITTING, NOW)

    assert store.recover_outbox(NOW) == 1

    assert states(store) == [OutgoingState.IN_DOUBT, OutgoingState.QUEUED, OutgoingState.QUEUED]
    assert "final dot" in store.outbox()[0].evidence


def test_a_mail_is_known_by_its_key_and_by_all_that_it_covers(store: Store) -> None:
    store.queue([outgoing("letter", covers=("remind:1", "remind:2"))], NOW)

    asked = ["letter", "remind:1", "remind:2", "remind:3"]

    assert store.has_queued(asked) == {"letter", "remind:1", "remind:2"}
    assert store.has_queued([]) == frozenset()


def test_nothing_is_said_twice_though_it_stands_in_another_mail(store: Store) -> None:
    store.queue([outgoing("first", covers=("remind:1",))], NOW)

    assert store.queue([outgoing("second", covers=("remind:2", "remind:1"))], NOW) == 0


def test_what_a_suppressed_mail_covered_may_be_said_by_another(store: Store) -> None:
    store.queue([outgoing("first", covers=("remind:1",))], NOW)
    (row,) = store.claim(1, NOW)

    store.advance(row, OutgoingState.SUPPRESSED, NOW, evidence="paid")

    assert store.has_queued(["first", "remind:1"]) == {"first"}
    assert store.queue([outgoing("second", covers=("remind:1",))], NOW) == 1


def test_a_mail_is_found_by_its_message_id(store: Store) -> None:
    store.queue([outgoing("a")], NOW)

    found = store.outgoing_by_message_id("a@pobot.example")

    assert found is not None
    assert found.mail.idem_key == "a"
    assert store.outgoing_by_message_id("<a@pobot.example>") == found
    assert store.outgoing_by_message_id("<b@pobot.example>") is None


def test_replies_in_a_thread_are_counted_by_what_they_answer(store: Store) -> None:
    store.queue([outgoing("a", answers=("1@x",)), outgoing("b", answers=("2@x", "1@x"))], NOW)
    store.queue([outgoing("c", answers=("1@x",), kind=OutgoingClass.REMINDER)], NOW)
    store.queue([outgoing("d", answers=("3@x",))], NOW)

    assert store.replies_in_thread(["<1@x>", "<2@x>"], NOW) == 2
    assert store.replies_in_thread(["2@x"], NOW) == 1
    assert store.replies_in_thread(["<1@x>"], LATER) == 0
    assert store.replies_in_thread([], NOW) == 0


def test_what_was_written_to_an_address_is_found_in_its_order(store: Store) -> None:
    store.queue([outgoing("a"), outgoing("b")], NOW)
    store.queue([outgoing("c")], LATER)

    found = store.written_to("Ann@acme.example", NOW)

    assert [row.mail.idem_key for row in found] == ["a", "b", "c"]
    assert [row.mail.idem_key for row in store.written_to("ann@acme.example", LATER)] == ["c"]
    assert store.written_to("bo@acme.example", NOW) == ()


def test_what_never_went_was_not_written(store: Store) -> None:
    store.queue([outgoing("a")], NOW)
    (row,) = store.claim(1, NOW)

    store.advance(row, OutgoingState.FAILED, NOW, evidence="550")

    assert store.written_to("ann@acme.example", NOW) == ()


def test_a_reply_that_never_went_does_not_count(store: Store) -> None:
    store.queue([outgoing("a", answers=("1@x",))], NOW)
    (row,) = store.claim(1, NOW)

    store.advance(row, OutgoingState.FAILED, NOW, evidence="550")

    assert store.replies_in_thread(["<1@x>"], NOW) == 0
