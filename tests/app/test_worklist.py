"""The worklist: a person approves what was shown, assigns, dismisses, and everything once."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from bot.app.proposals import WHY_NOT
from bot.domain.ledger import EngagementId, InvoiceNumber, InvoiceStatus, PoPolicy
from bot.domain.message import Location, RawMessage
from bot.domain.outgoing import Outgoing, OutgoingClass, OutgoingState
from bot.domain.purchase_order import OrderStatus
from bot.ports import MessageState, NewReviewItem, Registration, Settlement
from tests.app.worklist_room import BO, BOLT, Room
from tests.builders import NORTHGATE, engagement, order

USED_ELSEWHERE = "PO 4500012345 for Q-3031, 8,000.00 GBP net."
GATE = EngagementId("ENG-0031")


@pytest.fixture
def room() -> Room:
    return Room()


# --- approve -------------------------------------------------------------------------------------


def test_another_clients_number_is_booked_for_this_one_once_a_person_approves(room: Room) -> None:
    room.receive(USED_ELSEWHERE)
    assert room.orders() == {}
    outcome = room.say("approve 1 {}")
    assert outcome.done, outcome.sentence
    booked = room.orders()["4500012345"]
    assert (booked.amount, booked.engagement_ids) == (Decimal("8000.00"), (GATE,))
    assert room.orders(NORTHGATE)["4500012345"].amount == Decimal(18400)
    assert room.numbers() == {
        "PR-2026-0301": "4500012345",
        "PR-2026-0302": "4500012345",
        "PR-2026-0303": "",
    }


def test_it_is_shown_with_the_clients_words_and_all_that_it_would_do(room: Room) -> None:
    room.receive(USED_ELSEWHERE)
    shown = room.shown()
    assert "body: PO 4500012345 for Q-3031, 8,000.00 GBP net." in shown.offer.quotes
    assert shown.does == (
        "record PO 4500012345 of Bolt plc, 8,000.00 GBP net, for Visitor gate (ENG-0031)",
        "put PO 4500012345 on PR-2026-0301",
        "put PO 4500012345 on PR-2026-0302",
        f"send po_recorded to {BO}",
    )
    assert shown.choices[0] == f"approve 1 {shown.proposal.revision}"


def test_the_sender_is_acknowledged_and_then_gets_the_confirmation_once(room: Room) -> None:
    room.receive(USED_ELSEWHERE)
    assert room.letters() == ["reply"]
    revision = room.shown().proposal.revision
    assert room.say(f"approve 1 {revision}").done
    again = room.say(f"approve 1 {revision}", by="tom")
    assert again.done
    assert again.sentence.startswith("1 is closed: approved by helen")
    assert room.letters() == ["reply", "approved"]


def test_the_journal_says_who_approved_which_words_of_which_mail(room: Room) -> None:
    room.receive(USED_ELSEWHERE)
    room.say("approve 1 {}")
    entries = {e.kind: e.data for e in room.store.journal()}
    assert entries["record_order"]["cause"] == "review item 1, helen"
    assert entries["record_order"]["quote"] == "4500012345 (body, 3-13)"
    assert entries["record_order"]["reasons"] == ["From the mail <mail-1@bolt.example>."]
    assert entries["review_closed"]["outcome"] == "approved"


def test_nothing_is_approved_without_the_revision_that_was_shown(room: Room) -> None:
    room.receive(USED_ELSEWHERE)
    refused = room.say("approve 1")
    assert not refused.done
    assert room.shown().proposal.revision in refused.sentence
    assert room.orders() == {}


def test_a_proposal_that_the_ledger_has_changed_is_refused_and_shown_anew(room: Room) -> None:
    room.receive(USED_ELSEWHERE)
    revision = room.shown().proposal.revision
    ledger = room.store.snapshot()
    invoices = tuple(i for i in ledger.invoices if i.invoice_number != "PR-2026-0302")
    room.store.ledger = replace(ledger, invoices=invoices, version=ledger.version + 1)
    refused = room.say(f"approve 1 {revision}")
    assert not refused.done
    assert f"no longer what was shown as {revision}" in refused.sentence
    assert refused.shown
    assert refused.shown.proposal.revision != revision
    assert room.orders() == {}
    assert room.say("approve 1 {}").done


def test_a_sender_who_may_not_be_answered_gets_no_confirmation(room: Room) -> None:
    room.receive(USED_ELSEWHERE, headers={"Auto-Submitted": "auto-generated"})
    assert room.say("approve 1 {}").done
    assert "4500012345" in room.orders()
    assert room.letters() == []


def test_a_mail_that_was_too_old_to_be_answered_is_booked_and_not_answered(room: Room) -> None:
    room.receive(USED_ELSEWHERE, age=timedelta(days=8))
    assert room.say("approve 1 {}").done
    assert "4500012345" in room.orders()
    assert room.letters() == []


def test_in_shadow_the_confirmation_is_held_like_every_other_letter() -> None:
    room = Room(held_because="shadow")
    room.receive(USED_ELSEWHERE)
    assert room.say("approve 1 {}").done
    assert {row.state for row in room.store.outbox()} == {OutgoingState.HELD}


def test_an_order_below_the_quote_pays_for_the_invoices_that_fit_in_due_order(room: Room) -> None:
    room.receive("PO 4500077001 for Q-3031, 6,000.00 GBP net.")
    leaves = room.shown().proposal.leaves
    assert leaves == (
        "PR-2026-0302 stays as it is: its 3,000.00 net do not fit into the 1,000.00 left.",
    )
    assert room.say("approve 1 {}").done
    assert room.orders()["4500077001"].amount == Decimal("6000.00")
    assert room.numbers()["PR-2026-0301"] == "4500077001"
    assert room.numbers()["PR-2026-0302"] == ""


def test_an_order_in_another_currency_is_recorded_in_it_and_put_on_no_invoice(room: Room) -> None:
    room.receive("PO 4500077001 for Q-3031, 9,000.00 EUR net.")
    assert room.say("approve 1 {}").done
    assert room.orders()["4500077001"].currency == "EUR"
    assert set(room.numbers().values()) == {""}


def test_a_lowered_order_falls_to_its_new_sum_but_never_below_what_stands_on_it(
    room: Room,
) -> None:
    on_file = order("4500077001", "ENG-0031", client_id=BOLT, amount=Decimal(9000))
    carried = tuple(
        replace(i, po_number="4500077001", status=InvoiceStatus.ISSUED)
        for i in room.ledger.invoices
        if i.invoice_number in {"PR-2026-0301", "PR-2026-0302"}
    )
    room.store.ledger = replace(room.ledger, purchase_orders=(on_file,), invoices=carried)
    room.receive("PO 4500077001 for Q-3031 is now 8,500.00 GBP net.")
    assert room.say("approve 1 {}").done
    assert room.orders()["4500077001"].amount == Decimal("8500.00")
    room.receive("PO 4500077001 for Q-3031 is now 7,900.00 GBP net.")
    refused = room.say("approve 2")
    assert not refused.done
    assert "cannot fall to 7,900.00: 8,000.00 stand on it" in refused.sentence


def test_two_numbers_for_one_thing_cannot_both_be_approved_and_one_is_chosen(room: Room) -> None:
    room.receive("PO 4500077001 for PR-2026-0301.\n\nPO 4500077002 for PR-2026-0301.")
    refused = room.say("approve 1")
    assert not refused.done
    assert "assign 1" in refused.sentence
    assert room.say("assign 1 ENG-0031 4500077002").done
    assert list(room.orders()) == ["4500077002"]
    assert room.numbers()["PR-2026-0301"] == "4500077002"


def test_an_order_that_was_cancelled_before_is_not_opened_by_approval(room: Room) -> None:
    closed = order("4500077001", "ENG-0031", client_id=BOLT, status=OrderStatus.CANCELLED)
    room.store.ledger = replace(room.ledger, purchase_orders=(closed,))
    room.receive("PO 4500077001 for Q-3031, 8,000.00 GBP net.")
    refused = room.say("approve 1")
    assert not refused.done
    assert "only the ledger folder opens it" in refused.sentence


def test_a_cancelled_order_is_closed_and_stays_on_the_invoices_that_carry_it(room: Room) -> None:
    room.receive("PO 4500077001 for Q-3031, 8,000.00 GBP net.")
    assert room.numbers()["PR-2026-0301"] == "4500077001"
    room.receive("Please cancel PO 4500077001, the budget was withdrawn.")
    assert "PR-2026-0301 keeps PO 4500077001." in room.shown().proposal.leaves
    assert room.say("approve 1 {}").done
    assert room.orders()["4500077001"].status is OrderStatus.CANCELLED
    assert room.numbers()["PR-2026-0301"] == "4500077001"


def test_a_policy_that_the_ledger_contradicts_is_noted_when_approved(room: Room) -> None:
    room.receive("We do not use purchase orders, please invoice without a PO number.")
    assert room.say("approve 1 {}").done
    assert room.store.snapshot().client[BOLT].po_policy is PoPolicy.NOT_USED


def test_a_forged_mail_is_never_approved(room: Room) -> None:
    failed = "mx.progressiverobot.com; dkim=fail; spf=fail; dmarc=fail"
    room.receive(USED_ELSEWHERE, headers={"Authentication-Results": failed})
    shown = room.shown()
    assert shown.proposal.revision == ""
    refused = room.say("approve 1 0badcafe")
    assert not refused.done
    assert "telephone" in refused.sentence
    assert room.orders() == {}


def test_approving_an_order_beside_bank_details_books_the_order_and_nothing_else(
    room: Room,
) -> None:
    room.receive(
        "PO 4500077001 for Q-3031, 8,000.00 GBP net. Please also note that our bank details have "
        "changed: IBAN GB33BUKB20201555555555."
    )
    assert {type(c).__name__ for c in room.shown().proposal.changes} == {
        "RecordOrder",
        "AssignOrder",
    }


# --- assign --------------------------------------------------------------------------------------


def test_an_order_that_says_nothing_of_its_work_goes_where_a_person_says() -> None:
    room = Room()
    further = engagement("ENG-0032", "Badge printer", client_id=BOLT, value=Decimal(900))
    room.store.ledger = replace(room.ledger, engagements=(*room.ledger.engagements, further))
    room.receive("Please use PO 4500077001.")
    refused = room.say("approve 1")
    assert not refused.done
    assert "assign 1 ENG-0031 or assign 1 ENG-0032" in refused.sentence
    assert "still answer" in refused.sentence
    assert room.say("assign 1 ENG-0032").done
    assert room.orders()["4500077001"].engagement_ids == ("ENG-0032",)
    assert room.letters() == ["reply", "approved"]


def test_a_strangers_order_is_assigned_and_the_stranger_learns_nothing(room: Room) -> None:
    room.receive("PO 4500077001 for Q-3031, 8,000.00 GBP net.", "eve@elsewhere.example")
    assert not room.say("approve 1").done
    assert room.say("assign 1 ENG-0031 4500077001").done
    assert room.orders()["4500077001"].engagement_ids == (GATE,)
    assert room.letters("eve@elsewhere.example") == []


def test_an_engagement_that_is_not_there_is_named(room: Room) -> None:
    room.receive(USED_ELSEWHERE)
    refused = room.say("assign 1 ENG-9999")
    assert not refused.done
    assert "There is no engagement ENG-9999." in refused.sentence


def test_a_mail_that_cannot_be_read_is_assigned_with_the_number_that_a_person_read(
    room: Room,
) -> None:
    quarantined(room)
    assert not room.say("assign 1 ENG-0031").done
    assert room.say("assign 1 ENG-0031 4500077001").done
    assert room.orders()["4500077001"].engagement_ids == (GATE,)
    assert room.numbers()["PR-2026-0301"] == "4500077001"


def quarantined(room: Room) -> None:
    raw = RawMessage(Location("inbox", 1, 1), room.clock.now(), b"From: x\r\n\r\n", 11)
    registration = Registration(raw, "broken", "<b@bolt.example>", BO, "Order")
    (message,) = room.store.register((registration,), None, room.clock.now())
    item = NewReviewItem("quarantine", "mail:broken", "Order", ("it ended the process",))
    room.store.settle(
        Settlement(message, MessageState.QUARANTINED, "review", "", review=(item,)),
        room.clock.now(),
    )


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
