"""Warnings of blanket orders are said once each, to those who can act."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from email import message_from_bytes
from email.policy import default as modern

import pytest

from bot.domain.decision import RaiseOrder
from bot.domain.ledger import PoPolicy
from bot.domain.outgoing import OutgoingClass, OutgoingState
from bot.domain.purchase_order import OrderStatus
from bot.ports import Evidence, NewReviewItem
from tests.app.blanket_desk import (
    HELEN,
    OCTOBER,
    PO,
    WORK,
    YEAR,
    Desk,
    billed,
    books,
    desk,
    recipients,
    words,
)
from tests.app.office import morning, office
from tests.builders import NORTHGATE, client, contact

# --- who is told, and what -----------------------------------------------------------------------


def test_the_buyers_and_the_account_manager_are_told_once() -> None:
    scene = desk(books(10), OCTOBER)
    assert scene.run() == 3
    assert scene.run() == 0
    assert scene.on(OCTOBER + timedelta(days=3)).run() == 0
    assert recipients(scene.rows) == ["buyer@northgate.example", "jane@northgate.example", HELEN]
    kinds = [row.mail.kind for row in scene.rows]
    assert kinds == [OutgoingClass.CHASER, OutgoingClass.CHASER, OutgoingClass.DIGEST]


def test_each_of_the_buyers_sees_who_else_has_the_letter() -> None:
    scene = desk(books(10), OCTOBER)
    scene.run()
    mail = message_from_bytes(scene.rows[0].mail.source, policy=modern)
    named = [address.addr_spec for address in mail["To"].addresses]
    assert named == ["buyer@northgate.example", "jane@northgate.example"]
    assert message_from_bytes(scene.rows[2].mail.source, policy=modern)["To"].addresses[
        0
    ].addr_spec == (HELEN)


def test_the_letter_names_the_figures() -> None:
    scene = desk(books(10), OCTOBER)
    scene.run()
    text = words(scene.rows[0])
    for said in (
        f"your purchase order {PO}, 83% is used",
        "order £12,000.00",
        "used £10,000.00",
        "left £2,000.00",
        "Service desk (ENG-0007)",
        "ends on 31 December 2026",
    ):
        assert said in text
    assert "the first that the order does not cover" not in text
    assert "[PR-REF ENG-0007]" in scene.rows[0].mail.subject
    assert "83 % is used (warned at 80 %)" in words(scene.rows[2])
    assert "buyer@northgate.example" in words(scene.rows[2])


def test_an_order_that_runs_out_early_says_when() -> None:
    scene = desk(books(6, 1800), date(2026, 6, 16))
    scene.run()
    # 1,200 is left of 12,000: the usual 1,800 of 15 July does not fit.
    assert "that of 15 July 2026 will be the first" in words(scene.rows[0])
    assert "An invoice as usual will need £1,800.00" in words(scene.rows[0])
    assert "every month" in words(scene.rows[2])


def test_without_such_contacts_the_account_manager_alone_is_told() -> None:
    project_only = (contact("dev@northgate.example", "project"),)
    scene = desk(books(10, contacts=project_only), OCTOBER)
    assert scene.run() == 1
    assert recipients(scene.rows) == [HELEN]
    assert "Nobody at the client is registered" in words(scene.rows[0])


def test_a_client_that_uses_no_orders_is_asked_for_none() -> None:
    without = (client(po_policy=PoPolicy.NOT_USED),)
    assert desk(books(10, clients=without), OCTOBER).run() == 0


def test_what_a_client_calls_things_is_data() -> None:
    hostile = replace(WORK, title="<img src=x onerror=alert(1)>{{ 7*7 }}")
    scene = desk(books(10, engagements=(hostile,)), OCTOBER)
    scene.run()
    for row in scene.rows:
        mail = message_from_bytes(row.mail.source, policy=modern)
        page = mail.get_body(("html",))
        assert page is not None
        html = page.get_content()
        assert "<img" not in html
        assert "{{ 7*7 }}" in html


# --- when ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("months", "day", "new"),
    [
        (9, date(2026, 9, 16), 0),
        (10, OCTOBER, 3),
        (10, date(2026, 10, 17), 0),
        (9, date(2026, 10, 30), 0),
        (9, date(2026, 11, 2), 3),
    ],
    ids=["75 percent", "83 percent", "a Saturday", "62 days before", "59 days before"],
)
def test_warnings_go_at_their_thresholds_and_on_working_days(
    months: int, day: date, new: int
) -> None:
    assert desk(books(months), day).run() == new


def test_of_several_thresholds_passed_at_once_only_the_strongest_is_said() -> None:
    scene = desk(books(12), date(2026, 12, 16))
    scene.run()
    note = words(scene.rows[2])
    assert "100 % is used (warned at 100 %)" in note
    assert "warned at 80" not in note
    assert "it ends in 15 days (warned at 30)" in note
    assert "warned at 60" not in note
    assert scene.run() == 0
    assert len(scene.rows) == 3


def test_an_old_ledger_is_no_flood() -> None:
    old = tuple(
        replace(YEAR, po_number=f"{PO}-{n}", valid_to=None, valid_from=None) for n in range(20)
    )
    rows = tuple(
        replace(billed(date(2025, 3, 1), 12000, n + 1), po_number=f"{PO}-{n}") for n in range(20)
    )
    scene = desk(books(0, purchase_orders=old, invoices=rows), OCTOBER)
    assert scene.run() == 0


@pytest.mark.parametrize("status", [OrderStatus.CANCELLED, OrderStatus.SUPERSEDED])
def test_only_open_orders_are_spoken_of(status: OrderStatus) -> None:
    ended = (replace(YEAR, status=status),)
    assert desk(books(10, purchase_orders=ended), OCTOBER).run() == 0
    assert desk(books(10), date(2027, 1, 4)).run() == 0
    closed = (replace(WORK, status="closed"),)
    assert desk(books(10, engagements=closed), OCTOBER).run() == 0


def test_a_raised_order_starts_anew() -> None:
    scene = desk(books(10), OCTOBER)
    scene.run()
    changes = (RaiseOrder(NORTHGATE, PO, Decimal(20000)),)
    scene.store.book(changes, Evidence(cause="raised"), scene.clock.now())
    assert scene.run() == 0
    changes = (RaiseOrder(NORTHGATE, PO, Decimal(12500)),)
    scene.store.book(changes, Evidence(cause="corrected"), scene.clock.now())
    assert scene.run() == 3
    assert scene.run() == 0
    assert "80% is used" in scene.rows[3].mail.subject


def test_while_a_mail_of_the_client_waits_nothing_is_said_and_afterwards_it_is() -> None:
    room = office(books(10))
    room.clock.at = morning(OCTOBER)
    room.receives(review=(NewReviewItem("mail", "mail:1", "jane: a question", ("asks",)),))
    scene = Desk(room.store).on(OCTOBER)
    assert scene.run() == 0
    (item,) = room.store.review_items()
    room.store.close_review(item.item_id, "helen", room.clock.now())
    assert scene.run() == 3


def test_in_shadow_it_is_held_and_live_says_it_again() -> None:
    scene = desk(books(10), OCTOBER)
    scene.held_because = "shadow"
    assert scene.run() == 3
    assert {row.state for row in scene.rows} == {OutgoingState.HELD}
    scene.held_because = ""
    assert scene.run() == 3
