"""The story of a number is told from the journal, whole, apart for each client."""

import json
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from bot.app.story import About, Story
from bot.app.story_forms import story_json, story_lines
from bot.app.story_words import deed
from bot.app.why import mail_story, why
from bot.domain.decision import (
    AssignOrder,
    CloseOrder,
    HoldReminders,
    NotePromise,
    RaiseOrder,
    RecordOrder,
)
from bot.domain.ledger import (
    ClientId,
    EngagementId,
    InvoiceNumber,
    InvoiceStatus,
    Payment,
    Snapshot,
)
from bot.domain.purchase_order import OrderKind
from bot.ports import Evidence, JournalEntry, NewReviewItem, ReviewDecision
from tests.app.office import Office, office
from tests.builders import LEDGER, NORTHGATE, NOW, TODAY, client, ledger, order

WORK = EngagementId("ENG-0007")
WAITING = InvoiceNumber("PR-2026-0117")
OTHER = ClientId("harbour")
PO = "4500012345"
RECORD = RecordOrder(NORTHGATE, PO, OrderKind.STANDARD, (WORK,), Decimal(12_000), "GBP")
ASSIGN = AssignOrder(NORTHGATE, PO, WAITING)
EVIDENCE = Evidence("<mail-1@northgate.example>", f"{PO} (body, 3-13)", "po-en/label", ("it fits",))


def booked() -> Office:
    """Return an office that booked an order from a mail."""
    desk = office(LEDGER)
    desk.receives(subject="Our order", changes=(RECORD, ASSIGN), evidence=EVIDENCE)
    return desk


def told(desk: Office, name: str = PO) -> tuple[Story, ...]:
    return why(desk.store, name, TODAY)


def deeds(story: Story) -> list[str]:
    return [line for step in story.steps for line in step.deeds]


def judgement(number: str, *, reason: str = "", client_id: str | None = NORTHGATE) -> str:
    candidate = {
        "number": number,
        "accepted": not reason,
        "reason": reason,
        "rule": "po-en/label",
        "origin": "body",
        "text": number,
        "start": 3,
        "end": 13,
    }
    return json.dumps({"client_id": client_id, "candidates": [candidate]})


def test_an_order_tells_its_mail_its_words_and_its_rule() -> None:
    (story,) = told(booked())

    (step,) = story.steps
    assert (story.about, story.name, story.client) == (About.ORDER, PO, "Northgate Foods Ltd")
    assert step.mail
    assert (step.mail.sender, step.mail.subject) == ("jane@northgate.example", "Our order")
    assert (step.quote, step.rule) == (f"{PO} (body, 3-13)", "po-en/label")
    assert step.reasons == ("it fits",)
    assert step.deeds == (
        "decided: apply",
        f"entered PO {PO} over 12,000.00 GBP net, for Intranet search (ENG-0007)",
        f"put PO {PO} on {WAITING}; awaiting po -> draft",
    )


def test_a_number_is_found_as_anybody_prints_it() -> None:
    desk = office(LEDGER)
    desk.receives(changes=(replace(RECORD, po_number="PO-45 001"),))

    assert [story.name for story in told(desk, "po45001")] == ["PO-45 001"]


def test_an_invoice_tells_how_it_got_its_number_and_how_it_stands() -> None:
    (story,) = told(booked(), "pr-2026-0117")

    assert story.about is About.INVOICE
    assert f"put PO {PO} on {WAITING}; awaiting po -> draft" in deeds(story)
    assert f"carries PO {PO}" in story.stands


def test_later_changes_follow_in_their_order() -> None:
    desk = booked()
    for changes in (
        (RaiseOrder(NORTHGATE, PO, Decimal(15_000), revision="2"),),
        (CloseOrder(NORTHGATE, PO, "superseded", successor="4500099999"),),
    ):
        desk.clock.at += timedelta(days=1)
        desk.receives(changes=changes)

    (story,) = told(desk)

    assert [line for line in deeds(story) if not line.startswith("decided")][2:] == [
        f"changed PO {PO} (revision 2): net total 12,000.00 -> 15,000.00",
        f"closed PO {PO}: superseded; PO 4500099999 follows it",
    ]
    assert story.stands[0] == "superseded"
    assert [step.at for step in story.steps] == sorted(step.at for step in story.steps)


def test_what_a_person_approved_names_the_person_and_the_mail() -> None:
    desk = office(LEDGER)
    item = NewReviewItem("mail", "mail:mail-1", "jane: order", ("too small",))
    desk.receives(verdict="review", review=(item,), judgement=judgement(PO))
    number = desk.store.review_items()[0].item_id
    decision = ReviewDecision(
        number, "kim", "approved", "rang Jane", (RECORD,), replace(EVIDENCE, cause="")
    )
    desk.clock.at += timedelta(hours=2)
    desk.store.decide_review(decision, desk.clock.now())

    (story,) = told(desk)

    shown, approved = story.steps
    assert shown.deeds == ("decided: show it to a person",)
    assert (approved.occasion, approved.by) == (f"review item {number}", "kim")
    assert approved.deeds[0] == "approved: rang Jane"
    assert approved.deeds[1].startswith(f"entered PO {PO}")
    assert approved.mail == shown.mail


def test_a_number_that_was_read_and_not_booked_says_why() -> None:
    desk = office(LEDGER)
    item = NewReviewItem("mail", "mail:mail-1", "jane: order", ("too small",))
    desk.receives(verdict="review", review=(item,), judgement=judgement("4500077777"))
    desk.receives(verdict="none", judgement=judgement("4500077777", reason="only mentioned"))
    desk.store.decide_review(ReviewDecision(1, "kim", "rejected", "a typo"), desk.clock.now())

    (story,) = told(desk, "4500077777")

    assert story.stands == ("not on file",)
    assert "PO 4500077777 not taken: only mentioned" in deeds(story)
    assert "rejected: a typo" in deeds(story)
    assert story.steps[0].quote == "4500077777 (body, 3-13)"


def test_two_clients_with_one_number_have_a_story_each() -> None:
    books = ledger(clients=(client(), client("harbour", name="Harbour Light CIC")))
    desk = office(replace(books, purchase_orders=(order(PO, client_id=OTHER),)))
    desk.receives(changes=(RECORD,), judgement=judgement(PO))
    desk.receives("x@evil.example", verdict="none", judgement=judgement(PO, client_id=None))

    stories = {story.client_id: story for story in told(desk)}

    assert list(stories) == ["harbour", "northgate", ""]
    assert len(stories["northgate"].steps) == 1
    assert deeds(stories["harbour"]) == [f"PO {PO} over 18,400.00 GBP net"]
    assert "x@evil.example" in str(stories[""].steps)
    assert "x@evil.example" not in str(stories["northgate"].steps)


def test_a_number_nobody_knows_has_no_story() -> None:
    assert told(booked(), "4500055555") == ()


def test_promises_holds_and_payments_belong_to_the_story() -> None:
    paid = Payment(WAITING, date(2026, 11, 20), Decimal(500), "BACS 7")
    desk = office(replace(LEDGER, payments=(paid,)))
    promised = date(2026, 11, 27)
    desk.receives(verdict="none", changes=(NotePromise(NORTHGATE, "order", promised, (WORK,)),))
    desk.clock.at += timedelta(days=1)
    desk.receives(changes=(RECORD, ASSIGN, HoldReminders(NORTHGATE, (WAITING,), "dispute")))

    (story,) = told(desk)
    (of_invoice,) = told(desk, WAITING)

    assert deeds(story)[0] == f"paid: 500.00 GBP gross for {WAITING}, reference BACS 7"
    assert "noted that an order for Intranet search (ENG-0007) is promised for 2026-11-27" in deeds(
        story
    )
    assert "stopped reminders: dispute" in deeds(of_invoice)
    assert "stopped reminders: dispute" not in deeds(story)


def test_what_the_ledger_folder_changed_is_told_and_told_once() -> None:
    desk = booked()
    desk.clock.at += timedelta(days=1)
    snapshot = desk.store.snapshot()
    desk.store.import_ledger(_issued(snapshot), (), desk.clock.now())

    (story,) = told(desk)
    (of_invoice,) = told(desk, WAITING)

    assert [line for step in story.steps if step.only_day for line in step.deeds] == [
        f"{WAITING} went out on it, 9,200.00 net"
    ]
    assert f"issued {WAITING}" in deeds(of_invoice)


def _issued(snapshot: Snapshot) -> Snapshot:
    rows = (
        replace(row, status=InvoiceStatus.ISSUED, issued_on=TODAY)
        if row.invoice_number == WAITING
        else row
        for row in snapshot.invoices
    )
    return replace(snapshot, invoices=tuple(rows))


def test_a_mail_tells_what_became_of_it_and_who_decided() -> None:
    desk = office(LEDGER)
    item = NewReviewItem("mail", "mail:mail-1", "jane: order", ("too small",))
    desk.receives(verdict="review", review=(item,))
    decision = ReviewDecision(1, "kim", "approved", "", (RECORD,), replace(EVIDENCE, cause=""))
    desk.store.decide_review(decision, desk.clock.now() + timedelta(hours=1))
    message = desk.store.find_message("mail-1@northgate.example")
    assert message

    story = mail_story(desk.store, message)

    assert deeds(story) == [
        "decided: show it to a person",
        "approved",
        f"entered PO {PO} over 12,000.00 GBP net, for Intranet search (ENG-0007)",
    ]
    assert story.steps[1].by == "kim"


def test_a_story_is_printed_for_people_and_for_programs() -> None:
    (story,) = told(booked())

    lines = list(story_lines(story, ZoneInfo("Europe/Berlin")))
    found = json.loads(json.dumps(story_json(story)))

    assert lines[0] == f"PO {PO}, Northgate Foods Ltd"
    assert "2026-11-23 10:30  mail from jane@northgate.example: Our order" in lines
    assert f"    read: {PO} (body, 3-13), rule po-en/label" in lines
    assert "    because it fits" in lines
    assert found["steps"][0]["mail"]["subject"] == "Our order"
    assert found["steps"][0]["at"] == "2026-11-23T09:30:00+00:00"
    assert (found["about"], found["client_id"]) == ("order", "northgate")


def test_a_deed_without_words_of_its_own_is_still_named() -> None:
    entry = JournalEntry(1, NOW, "forget_client", "northgate", {}, "")

    assert deed(entry, LEDGER) == "forget client"
