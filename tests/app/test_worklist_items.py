"""Items of every kind: dismissed, noted, sent after all; and invoices that are paused."""

from datetime import timedelta

import pytest

from bot.app.proposals import WHY_NOT
from bot.domain.ledger import EngagementId, InvoiceNumber
from bot.domain.outgoing import Outgoing, OutgoingClass, OutgoingState
from bot.ports import (
    NewReviewItem,
)
from tests.app.worklist_room import BO, Room

USED_ELSEWHERE = "PO 4500012345 for Q-3031, 8,000.00 GBP net."
GATE = EngagementId("ENG-0031")


@pytest.fixture
def room() -> Room:
    return Room()


# --- dismiss, notes ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "outcome", "reason"),
    [("reject 1 wrong entity", "rejected", "wrong entity"), ("not ours 1", "not ours", "")],
)
def test_a_dismissed_item_books_nothing_and_the_journal_says_why(
    room: Room, words: str, outcome: str, reason: str
) -> None:
    room.receive(USED_ELSEWHERE)
    assert room.say(words).done
    assert room.orders() == {}
    assert room.worklist.items() == ()
    (line,) = [e.data for e in room.store.journal() if e.kind == "review_closed"]
    assert (line["by"], line["outcome"], line["reason"]) == ("helen", outcome, reason)
    late = room.say("approve 1 0badcafe")
    assert not late.done
    assert late.sentence.startswith(f"1 is closed: {outcome} by helen")


def test_a_note_stands_beside_the_item_for_the_next_who_looks(room: Room) -> None:
    room.receive(USED_ELSEWHERE)
    assert room.say("note 1 asked Bo by phone").done
    assert room.shown().notes == ("helen, 2026-11-23: asked Bo by phone",)
    assert len(room.worklist.items()) == 1
    assert not room.say("note 7 nothing there").done


def test_reminders_that_a_dispute_held_go_again_once_a_person_has_looked(room: Room) -> None:
    room.receive("We dispute invoice PR-2026-0301: the hours are wrong.")
    assert "PR-2026-0301" in room.store.holds().invoices
    assert room.say("reject 1 hours were right").done
    assert room.store.holds().invoices == {}


# --- every other kind ----------------------------------------------------------------------------


@pytest.mark.parametrize("kind", sorted(WHY_NOT))
def test_what_cannot_be_approved_says_what_to_do_instead(room: Room, kind: str) -> None:
    room.store.open_review((NewReviewItem(kind, "key", "subject", ("why",)),), room.clock.now())
    refused = room.say("approve 1")
    assert not refused.done
    assert WHY_NOT[kind] in refused.sentence
    assert "reject 1 REASON" in refused.sentence
    assert room.say("reject 1 seen").done


def held_mail(room: Room, state: OutgoingState = OutgoingState.HELD) -> Outgoing:
    mail = Outgoing(
        idem_key="remind:one",
        message_id="<one@progressiverobot.com>",
        kind=OutgoingClass.REMINDER,
        sender="billing@progressiverobot.com",
        recipient=BO,
        subject="Overdue",
        source=b"Subject: Overdue\r\n\r\n",
        covers=("remind:PR-2026-0301:1",),
    )
    room.store.queue((mail,), room.clock.now(), held_because="51 letters at once")
    (row,) = room.store.outbox()
    room.store.advance(row, state, room.clock.now())
    item = NewReviewItem("outgoing", "outgoing:remind:one", f"to {BO}", ("many at once",))
    room.store.open_review((item,), room.clock.now())
    return mail


@pytest.mark.parametrize("state", [OutgoingState.HELD, OutgoingState.FAILED])
def test_a_held_mail_is_sent_once_approved(room: Room, state: OutgoingState) -> None:
    held_mail(room, state)
    assert room.shown().does == (f"send Overdue to {BO}",)
    assert room.say("approve 1 {}").done
    assert [r.mail.idem_key for r in room.store.claim(9, room.clock.now())] == ["remind:one"]


def test_a_held_mail_that_is_dismissed_is_never_sent_nor_said_by_another(room: Room) -> None:
    mail = held_mail(room)
    assert room.say("reject 1 paid meanwhile").done
    assert room.store.claim(9, room.clock.now()) == ()
    assert room.store.has_queued(mail.covers) == set(mail.covers)
    (row,) = room.store.outbox()
    assert row.evidence == "rejected by helen: paid meanwhile"


def test_a_mail_that_went_meanwhile_is_not_sent_again(room: Room) -> None:
    held_mail(room, OutgoingState.ACCEPTED)
    refused = room.say("approve 1 0badcafe")
    assert not refused.done
    assert "accepted already" in refused.sentence


def test_in_shadow_no_held_mail_is_released() -> None:
    room = Room(held_because="shadow")
    held_mail(room)
    refused = room.say("approve 1 0badcafe")
    assert not refused.done
    assert "Nothing is sent now (shadow)." in refused.sentence


# --- invoices ------------------------------------------------------------------------------------


def test_a_paused_invoice_counts_as_held_until_its_day(room: Room) -> None:
    assert room.say("pause PR-2026-0301 14d").done
    today = room.clock.at.date()
    holds = room.store.holds()
    assert holds.on(today + timedelta(days=13)).invoices == {
        "PR-2026-0301": f"paused until {today + timedelta(days=14)}"
    }
    assert holds.on(today + timedelta(days=14)).invoices == {}


def test_resuming_ends_a_pause_and_a_hold_and_may_be_said_again(room: Room) -> None:
    room.receive("We dispute invoice PR-2026-0301: the hours are wrong.")
    room.say("pause PR-2026-0301 14d")
    assert room.say("resume PR-2026-0301").done
    holds = room.store.holds()
    assert (dict(holds.paused), dict(holds.invoices)) == ({}, {})
    assert "nothing held" in room.say("resume PR-2026-0301").sentence
    assert room.say("pause PR-2026-0301 14d").done
    assert InvoiceNumber("PR-2026-0301") in room.store.holds().paused


def test_an_invoice_that_is_not_there_is_neither_paused_nor_resumed(room: Room) -> None:
    for words in ("pause PR-2026-9999 14d", "resume PR-2026-9999"):
        refused = room.say(words)
        assert not refused.done
        assert "PR-2026-9999" in refused.sentence
    assert room.store.journal() == ()


def test_an_item_that_is_not_there_is_said_so(room: Room) -> None:
    for words in ("approve 9 0badcafe", "assign 9 ENG-0031", "reject 9 no", "not ours 9"):
        assert room.say(words).sentence == "There is no review item 9."


def test_what_the_journal_keeps_of_decisions_stands_in_its_chain(room: Room) -> None:
    room.receive(USED_ELSEWHERE)
    room.say("note 1 a look")
    room.say("approve 1 {}")
    room.say("pause PR-2026-0301 3d")
    assert room.store.verify() == ()
    causes = [str(e.data.get("cause")) for e in room.store.journal() if e.kind == "pause_invoice"]
    assert causes[0].startswith("helen, ")
