"""Reminders and chasers are queued once, at the right hour, and only to those who may be asked."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes
from email.policy import default as modern
from unittest.mock import patch

import pytest

from bot.app.dunning_mails import DunningMails
from bot.domain.decision import HoldReminders, NotePromise
from bot.domain.ledger import ClientId, EngagementId, InvoiceNumber, InvoiceStatus, PoPolicy
from bot.domain.outgoing import Condition, OutgoingClass, OutgoingState
from bot.domain.staff_changes import PauseInvoice
from bot.ports import Evidence, NewReviewItem
from tests.app.office import Office, morning, office, overdue_ledger
from tests.builders import NORTHGATE, NOW, TODAY, client, contact, engagement, invoice, ledger

BILL = InvoiceNumber("PR-2026-0117")
WAITS = NewReviewItem("mail", "mail:1", "jane: a question", ("asks something",))


def words(source: bytes) -> str:
    body = message_from_bytes(source, policy=modern).get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def chasing_office() -> Office:
    """Return an office whose one client has sent no order for work that starts in two days."""
    work = engagement(starts_on=TODAY + timedelta(days=2), account_manager="helen@ours.example")
    return office(ledger(engagements=(work,), invoices=()))


# --- what goes -----------------------------------------------------------------------------------


def test_an_overdue_invoice_is_reminded_once() -> None:
    desk = office(overdue_ledger())

    assert desk.reminders.run() == 1
    assert desk.reminders.run() == 0

    (row,) = desk.store.outbox()
    assert row.state is OutgoingState.QUEUED
    assert row.mail.kind is OutgoingClass.REMINDER
    assert row.mail.idem_key == "remind:northgate:2026-11-23"
    assert row.mail.covers == (f"remind:{BILL}:first", "wrote:remind:northgate:2026-11-23")
    owed = ((BILL, "11040.00 GBP"),)
    assert row.mail.condition == Condition(NORTHGATE, unpaid=(BILL,), owed=owed)
    assert row.mail.recipient == "jane@northgate.example"


def test_the_reminder_holds_what_the_client_needs_to_pay() -> None:
    desk = office(overdue_ledger())
    desk.reminders.run()

    (row,) = desk.store.outbox()
    text = words(row.mail.source)

    for said in (
        "PR-2026-0117, dated 16 October 2026",
        "due 15 November 2026, 8 days past due",
        "£11,040.00 outstanding",
        "your PO 4500012345",
        "ignore this mail",
        "account printed on the invoice",
    ):
        assert said in text
    assert row.mail.subject.startswith("Reminder: invoice PR-2026-0117 was due on 15 November")
    assert "[PR-REF ENG-0007]" in row.mail.subject


def test_a_reminder_that_lacks_the_po_asks_for_it_and_keeps_the_due_date() -> None:
    books = overdue_ledger(status=InvoiceStatus.AWAITING_PO, po_number="")
    desk = office(replace(books, purchase_orders=()))
    desk.reminders.run()

    text = " ".join(words(desk.store.outbox()[0].mail.source).split())

    assert "We have no PO number from you for PR-2026-0117." in text
    assert "due 15 November 2026" in text
    assert "a PO number that comes later does not move it" in text


def test_what_was_paid_in_part_says_how_much_is_left_of_what() -> None:
    part_paid = overdue_ledger()
    note = invoice("PR-2026-0200", net=-1000, credits_invoice=BILL, status=InvoiceStatus.ISSUED)
    desk = office(replace(part_paid, invoices=(*part_paid.invoices, note)))
    desk.reminders.run()

    text = words(desk.store.outbox()[0].mail.source)

    assert "£9,840.00 outstanding of £11,040.00" in text


def test_a_missing_order_is_asked_for_with_its_work() -> None:
    desk = chasing_office()

    assert desk.reminders.run() == 1

    (row,) = desk.store.outbox()
    assert row.mail.kind is OutgoingClass.CHASER
    assert row.mail.idem_key == "chase:northgate:2026-11-23"
    assert row.mail.condition == Condition(NORTHGATE, without_po=(EngagementId("ENG-0007"),))
    assert row.mail.subject == "PO number for Intranet search [PR-REF ENG-0007]"
    assert "starts on 25 November 2026" in words(row.mail.source)


def test_the_order_is_needed_before_the_start_only_where_that_was_agreed() -> None:
    desk = chasing_office()
    agreed = chasing_office()
    agreed.store.ledger = replace(agreed.store.ledger, clients=(client(start_rule="po"),))

    desk.reminders.run()
    agreed.reminders.run()

    needs = "needs the order before that"
    assert needs not in words(desk.store.outbox()[0].mail.source)
    assert needs in words(agreed.store.outbox()[0].mail.source)


def test_a_client_gets_the_reminder_first_and_the_chaser_on_another_day() -> None:
    books = overdue_ledger()
    soon = engagement("ENG-0011", "Archive", starts_on=TODAY + timedelta(days=2))
    desk = office(replace(books, engagements=(*books.engagements, soon)))

    desk.reminders.run()
    desk.reminders.run()
    assert [row.mail.kind for row in desk.store.outbox()] == [OutgoingClass.REMINDER]

    desk.clock.at = morning(TODAY + timedelta(days=1))
    desk.reminders.run()
    assert [row.mail.kind for row in desk.store.outbox()] == [
        OutgoingClass.REMINDER,
        OutgoingClass.CHASER,
    ]


def test_a_second_invoice_that_becomes_overdue_is_reminded_though_the_first_was() -> None:
    books = overdue_ledger()
    later = invoice(
        "PR-2026-0118",
        status=InvoiceStatus.ISSUED,
        po_number="4500012345",
        issued_on=TODAY - timedelta(days=30),
    )
    desk = office(replace(books, invoices=(*books.invoices, later)))

    desk.reminders.run()
    desk.clock.at = morning(TODAY + timedelta(days=7))

    assert desk.reminders.run() == 1
    (_, second) = desk.store.outbox()
    assert f"remind:{BILL}:second" in second.mail.covers
    assert f"remind:{BILL}:first" not in second.mail.covers


def test_after_three_days_down_with_many_overdue_each_client_gets_one_letter() -> None:
    books = overdue_ledger()
    many = tuple(
        replace(books.invoices[0], invoice_number=InvoiceNumber(f"PR-2026-{n:04}"))
        for n in range(300)
    )
    desk = office(replace(books, invoices=many))

    desk.clock.at = NOW + timedelta(hours=72)

    assert desk.reminders.run() == 1
    assert desk.reminders.run() == 0


def test_a_suppressed_reminder_is_written_again_on_another_day() -> None:
    desk = office(overdue_ledger())
    desk.reminders.run()
    (row,) = desk.store.claim(10, desk.clock.now())
    desk.store.advance(row, OutgoingState.SUPPRESSED, desk.clock.now(), evidence="held")

    assert desk.reminders.run() == 0
    desk.clock.at = morning(TODAY + timedelta(days=1))
    assert desk.reminders.run() == 1


def test_every_hour_of_two_years_reminds_once_per_level() -> None:
    desk = office(overdue_ledger())

    for day in range(2 * 365):
        for hour in (0, 1, 2, 8, 13, 20):
            desk.clock.at = datetime(2026, 11, 23, hour, tzinfo=UTC) + timedelta(days=day)
            desk.reminders.run()

    keys = [key for row in desk.store.outbox() for key in row.mail.covers]
    levels = [key for key in keys if key.startswith("remind:")]
    assert levels == [f"remind:{BILL}:{level}" for level in ("first", "second", "third", "last")]
    assert len(keys) == len(set(keys))


# --- when ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("at", "why"),
    [
        (datetime(2026, 11, 28, 10, tzinfo=UTC), "not a working day"),
        (datetime(2026, 12, 25, 10, tzinfo=UTC), "not a working day"),
        (datetime(2026, 11, 24, 6, 59, tzinfo=UTC), "outside the sending hours, 07:00 to 17:00"),
        (datetime(2026, 11, 24, 17, 0, tzinfo=UTC), "outside the sending hours, 07:00 to 17:00"),
    ],
)
def test_letters_are_queued_on_working_days_inside_the_window(at: datetime, why: str) -> None:
    desk = office(overdue_ledger())
    desk.clock.at = at

    assert desk.reminders.run() == 0
    assert desk.reminders.stopped(at) == why


def test_nothing_is_said_before_the_inbox_was_read() -> None:
    desk = office(overdue_ledger())
    desk.receives(settled=False)

    assert desk.reminders.run() == 0
    assert "not settled" in "\n".join(desk.reminders.preview(TODAY))


def test_a_letter_lapses_after_its_third_working_day() -> None:
    desk = office(overdue_ledger())
    friday = date(2026, 11, 27)

    (letter,) = desk.reminders.due(friday)

    assert letter.mail.expires_at == datetime(2026, 12, 1, 23, 59, 59, 999999, tzinfo=UTC)


def test_a_client_is_not_written_to_on_a_holiday_of_its_country() -> None:
    books = overdue_ledger()
    desk = office(replace(books, clients=(client(country="DE"),)))
    ascension = date(2027, 5, 6)
    desk.clock.at = morning(ascension)

    assert desk.reminders.run() == 0
    assert "a public holiday in DE" in "\n".join(desk.reminders.preview(ascension))


# --- who not -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sender", "judgement"),
    [
        ("jane@northgate.example", ""),
        ("new.colleague@northgate.example", ""),
        ("someone@mail.northgate.example", ""),
        ("dan@progressiverobot.com", json.dumps({"client_id": "northgate"})),
    ],
)
def test_a_client_whose_own_mail_waits_for_us_is_not_written_to(
    sender: str, judgement: str
) -> None:
    desk = office(overdue_ledger())
    desk.receives(sender, verdict="review", review=(WAITS,), judgement=judgement)

    assert desk.reminders.run() == 0
    assert "their own mail waits for one of us (review item 1)" in "\n".join(
        desk.reminders.preview(TODAY)
    )


def test_switched_off_nobody_is_written_to_nor_announced() -> None:
    desk = office(overdue_ledger())
    desk.enabled = False

    assert desk.reminders.run() == 0
    assert desk.reminders.plan(TODAY).notices == ()
    assert "switched off" in "\n".join(desk.reminders.preview(TODAY))


def test_a_strangers_mail_stops_nothing() -> None:
    desk = office(overdue_ledger())
    desk.receives("x@stranger.example", verdict="review", review=(WAITS,))

    assert desk.reminders.run() == 1


def test_a_client_that_was_just_asked_something_is_left_in_peace_for_some_days() -> None:
    desk = office(overdue_ledger())
    desk.receives(verdict="clarify", review=(replace(WAITS, kind="question", key="mail:2"),))

    assert desk.reminders.run() == 0
    desk.clock.at += timedelta(days=7)
    assert desk.reminders.run() == 1


def test_once_the_item_is_closed_the_reminder_goes() -> None:
    desk = office(overdue_ledger())
    desk.receives(verdict="review", review=(WAITS,))
    desk.store.close_review(1, "helen", desk.clock.now())

    assert desk.reminders.run() == 1


def test_a_held_invoice_is_not_reminded() -> None:
    desk = office(overdue_ledger())
    desk.receives(changes=(HoldReminders(NORTHGATE, (BILL,), "dispute"),))

    assert desk.reminders.run() == 0


def test_a_paused_invoice_is_reminded_of_again_on_its_day() -> None:
    desk = office(overdue_ledger())
    until = desk.clock.now().date() + timedelta(days=7)
    pause = PauseInvoice(NORTHGATE, BILL, until, "helen")
    desk.store.book((pause,), Evidence(cause="helen, now"), desk.clock.now())

    assert desk.reminders.run() == 0
    desk.clock.at += timedelta(days=7)
    assert desk.reminders.run() == 1


def test_a_promise_without_a_date_is_believed_for_two_weeks() -> None:
    desk = office(overdue_ledger())
    desk.receives(changes=(NotePromise(NORTHGATE, "payment", None, invoice_numbers=(BILL,)),))

    assert desk.reminders.run() == 0
    desk.clock.at = morning(TODAY + timedelta(days=15))
    assert desk.reminders.run() == 1


def test_a_promised_order_is_not_chased_before_its_date() -> None:
    desk = chasing_office()
    promised = NotePromise(NORTHGATE, "order", TODAY, (EngagementId("ENG-0007"),))
    desk.receives(changes=(promised,))

    assert desk.reminders.run() == 0
    desk.clock.at = morning(TODAY + timedelta(days=4))
    assert desk.reminders.run() == 1


def test_a_client_without_purchase_orders_is_never_asked_for_one() -> None:
    desk = chasing_office()
    desk.store.ledger = replace(desk.store.ledger, clients=(client(po_policy=PoPolicy.NOT_USED),))

    assert desk.reminders.run() == 0


# --- held ----------------------------------------------------------------------------------------


def test_the_last_level_is_held_and_shown_to_a_person() -> None:
    desk = office(overdue_ledger(50))

    assert desk.reminders.run() == 1

    (row,) = desk.store.outbox(OutgoingState.HELD)
    assert row.evidence == "level 'last': a person releases it"
    (item,) = desk.store.review_items()
    assert item.kind == "outgoing"
    assert item.subject.startswith("to jane@northgate.example: Reminder")


def test_too_many_letters_at_once_are_held() -> None:
    books = overdue_ledger()
    other = ClientId("southgate")
    desk = office(
        replace(
            books,
            clients=(client(), client(other, name="Southgate Ltd", po_policy=PoPolicy.NOT_USED)),
            contacts=(contact(), contact("kim@southgate.example", client_id=other)),
            engagements=(*books.engagements, engagement("ENG-0020", client_id=other)),
            invoices=(
                *books.invoices,
                replace(
                    books.invoices[0],
                    invoice_number=InvoiceNumber("PR-2026-0300"),
                    engagement_id=EngagementId("ENG-0020"),
                ),
            ),
        )
    )
    desk.most_at_once = 1

    assert desk.reminders.run() == 2

    assert [row.state for row in desk.store.outbox()] == [OutgoingState.HELD] * 2
    assert len(desk.store.review_items()) == 2


def test_going_live_says_again_what_was_only_shown_in_shadow() -> None:
    desk = office(overdue_ledger())
    desk.held_because = "shadow"

    assert desk.reminders.run() == 1
    assert desk.reminders.run() == 0
    desk.held_because = ""
    assert desk.reminders.run() == 1

    shadow, live = desk.store.outbox()
    assert shadow.state is OutgoingState.HELD
    assert shadow.mail.idem_key == "shadow:remind:northgate:2026-11-23"
    assert all(key.startswith("shadow:") for key in shadow.mail.covers)
    assert live.state is OutgoingState.QUEUED
    assert desk.store.review_items() == ()


def test_a_letter_that_cannot_be_written_stops_no_other_and_is_shown() -> None:
    desk = office(overdue_ledger())

    with patch.object(DunningMails, "to_client", side_effect=ZeroDivisionError("broken")):
        assert desk.reminders.run() == 0

    (item,) = desk.store.review_items()
    assert item.subject == "to jane@northgate.example: a letter could not be written"
    assert "broken" in item.reasons[0]


# --- the preview ---------------------------------------------------------------------------------


def test_the_preview_says_who_gets_what_and_who_does_not_and_why() -> None:
    books = overdue_ledger()
    disputed = replace(
        books.invoices[0],
        invoice_number=InvoiceNumber("PR-2026-0118"),
        status=InvoiceStatus.DISPUTED,
    )
    desk = office(replace(books, invoices=(*books.invoices, disputed)))
    desk.held_because = "shadow"

    lines = list(desk.reminders.preview(TODAY))

    assert lines == [
        "Reminders for Mon 23 Nov 2026, procedure default",
        "Held, not sent: shadow",
        "Letters: 1",
        (
            "  Northgate Foods Ltd, Jane Whitlock <jane@northgate.example>: "
            "reminder, level 'first': PR-2026-0117 8 days past due, 11,040.00 GBP"
        ),
        "No letter: 1",
        "  Northgate Foods Ltd, PR-2026-0118: disputed",
    ]
    assert desk.store.outbox() == ()
