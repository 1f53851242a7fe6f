"""Orders that a person assigns: to the work, and with the number, that they name."""

from dataclasses import replace
from decimal import Decimal
from unittest.mock import patch

import pytest

from bot.domain.ledger import EngagementId
from bot.domain.message import Location, RawMessage
from bot.domain.purchase_order import OrderStatus
from bot.ports import (
    MessageState,
    NewReviewItem,
    Registration,
    Settlement,
)
from tests.app.worklist_room import BO, BOLT, Room
from tests.builders import JANE, engagement, order

USED_ELSEWHERE = "PO 4500012345 for Q-3031, 8,000.00 GBP net."
GATE = EngagementId("ENG-0031")


@pytest.fixture
def room() -> Room:
    return Room()


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


def test_an_order_assigned_to_another_client_tells_its_sender_nothing_of_it(room: Room) -> None:
    room.receive("PO 4500077001, 8,000.00 GBP net, is for your Q-3031.", JANE.email)
    before = room.letters(JANE.email)
    assert room.say("assign 1 ENG-0031").done
    assert room.orders()["4500077001"].engagement_ids == (GATE,)
    assert room.letters(JANE.email) == before


def test_work_and_invoices_are_found_in_any_case(room: Room) -> None:
    room.receive(USED_ELSEWHERE)
    assert room.say("assign 1 eng-0031").done
    assert room.say("pause pr-2026-0301 3d").done
    assert list(room.store.holds().paused) == ["PR-2026-0301"]


@pytest.mark.parametrize(
    ("number", "why"),
    [("PR-2026-0301", "a number of ours"), ("TBC", "has no digit")],
)
def test_what_is_no_clients_number_is_not_assigned(room: Room, number: str, why: str) -> None:
    room.receive(USED_ELSEWHERE)
    refused = room.say(f"assign 1 ENG-0031 {number}")
    assert not refused.done
    assert why in refused.sentence


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


def test_a_mail_that_a_bug_keeps_from_being_read_again_is_booked_by_hand_or_dismissed(
    room: Room,
) -> None:
    room.receive(USED_ELSEWHERE)
    room.receive("PO 4500012345 for Q-3031, 7,000.00 GBP net.")
    with patch("bot.app.proposals.propose", side_effect=ZeroDivisionError):
        assert "cannot be read" in room.say("approve 1").sentence
        assert room.say("assign 1 ENG-0031 4500077001").done
        assert room.say("reject 2 the other one").done
    assert list(room.orders()) == ["4500077001"]


def quarantined(room: Room) -> None:
    raw = RawMessage(Location("inbox", 1, 1), room.clock.now(), b"From: x\r\n\r\n", 11)
    registration = Registration(raw, "broken", "<b@bolt.example>", BO, "Order")
    (message,) = room.store.register((registration,), None, room.clock.now())
    item = NewReviewItem("quarantine", "mail:broken", "Order", ("it ended the process",))
    room.store.settle(
        Settlement(message, MessageState.QUARANTINED, "review", "", review=(item,)),
        room.clock.now(),
    )


def test_an_order_assigned_by_hand_is_put_on_more_work_once_and_never_opened_again(
    room: Room,
) -> None:
    on_file = order("4500077001", "ENG-0032", client_id=BOLT)
    closed = order("4500077002", "ENG-0031", client_id=BOLT, status=OrderStatus.CANCELLED)
    room.store.ledger = replace(room.ledger, purchase_orders=(on_file, closed))
    quarantined(room)
    assert "cancelled" in room.say("assign 1 ENG-0031 4500077002").sentence
    assert room.say("assign 1 ENG-0031 45000 77001").done
    assert room.orders()["4500077001"].engagement_ids == ("ENG-0032", "ENG-0031")
    assert room.numbers()["PR-2026-0302"] == "4500077001"


def test_an_order_on_file_that_is_assigned_by_hand_pays_for_what_fits(room: Room) -> None:
    on_file = order("4500077001", "ENG-0031", client_id=BOLT, amount=Decimal(4000))
    room.store.ledger = replace(room.ledger, purchase_orders=(on_file,))
    quarantined(room)
    assert room.say("assign 1 ENG-0031 4500077001").done
    assert room.numbers()["PR-2026-0301"] == ""
    assert room.numbers()["PR-2026-0302"] == "4500077001"


def test_of_several_orders_in_a_mail_the_one_to_assign_is_named(room: Room) -> None:
    room.receive("PO 4500077001 for PR-2026-0301.\n\nPO 4500077002 for PR-2026-0301.")
    refused = room.say("assign 1 ENG-0031")
    assert not refused.done
    assert "4500077001, 4500077002: name the one meant" in refused.sentence


def test_an_order_for_one_of_several_invoices_names_them(room: Room) -> None:
    works = tuple(
        replace(e, po_scope="invoice") if e.engagement_id == GATE else e
        for e in room.ledger.engagements
    )
    room.store.ledger = replace(room.ledger, engagements=works)
    room.receive("PO 4500077001 for Q-3031.")
    refused = room.say("approve 1")
    assert not refused.done
    assert "one of several invoices: PR-2026-0301, PR-2026-0302" in refused.sentence


def test_what_came_again_and_was_booked_meanwhile_has_nothing_left_to_approve(room: Room) -> None:
    room.receive("PO 4500077001 for Q-3031, 7,000.00 GBP net.")
    room.receive("PO 4500077002 for Q-3031, 7,000.00 GBP net.")
    assert room.say("approve 1 {}").done
    assert room.say("assign 2 ENG-0031 4500077001").sentence.startswith(
        "2 is not assigned: All that it gives is on file already."
    )


def test_an_invoice_that_the_mail_sets_apart_stays_without_the_number(room: Room) -> None:
    room.receive(
        "PO 4500077001 covers PR-2026-0301. Still waiting on one for PR-2026-0302, it will follow."
    )
    shown = room.shown()
    assert shown.proposal.obstacle == ""
    assert room.say("approve 1 {}").done
    assert room.numbers()["PR-2026-0302"] == ""
