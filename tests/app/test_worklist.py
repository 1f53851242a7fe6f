"""A person approves what was shown: exactly that, once, and on the ledger as it stands."""

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from unittest.mock import patch

import pytest

from bot.domain.ledger import EngagementId, InvoiceStatus, PoPolicy
from bot.domain.outgoing import OutgoingState
from bot.domain.purchase_order import OrderStatus
from bot.ports import (
    ReviewDecision,
)
from bot.store.memory import MemoryStore
from tests.app.worklist_room import BO, BOLT, Room
from tests.builders import NORTHGATE, engagement, order

USED_ELSEWHERE = "PO 4500012345 for Q-3031, 8,000.00 GBP net."
GATE = EngagementId("ENG-0031")


@pytest.fixture
def room() -> Room:
    return Room()


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
    more = engagement("ENG-0032", "Badge printer", client_id=BOLT, value=Decimal(900))
    room.store.ledger = replace(
        room.ledger,
        purchase_orders=(on_file,),
        invoices=carried,
        engagements=(*room.ledger.engagements, more),
    )
    room.receive("PO 4500077001 for Q-3031 is now 8,500.00 GBP net.")
    assert room.say("assign 1 ENG-0032 4500077001").done
    lowered = room.orders()["4500077001"]
    assert (lowered.amount, lowered.engagement_ids) == (Decimal("8500.00"), (GATE, "ENG-0032"))
    (below,) = room.worklist.items()
    assert below.subject == "PO 4500077001 is below the work that it is for"
    room.receive("PO 4500077001 for Q-3031 is now 7,900.00 GBP net.")
    refused = room.say("approve 3")
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


def test_a_ledger_that_moves_on_under_the_decision_is_looked_at_again(room: Room) -> None:
    room.receive(USED_ELSEWHERE)
    revision = room.shown().proposal.revision
    decide = room.store.decide_review
    tries: list[int] = []

    def meddled(store: MemoryStore, decision: ReviewDecision, now: datetime) -> bool:
        tries.append(1)
        if len(tries) == 1:
            store.ledger = replace(store.ledger, version=store.ledger.version + 1)
        return decide(decision, now)

    with patch.object(MemoryStore, "decide_review", meddled):
        assert room.say(f"approve 1 {revision}").done
    assert len(tries) == 2
    assert "4500012345" in room.orders()
