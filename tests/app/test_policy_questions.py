"""The question whether a client needs PO numbers: to whom, when, and that it is asked once."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.app.policy_questions import PolicyQuestions
from bot.domain.decision import NotePromise
from bot.domain.ledger import ClientId, EngagementId, PoPolicy, Snapshot
from bot.domain.outgoing import OutgoingState
from bot.ports import NewReviewItem
from bot.store.memory import MemoryStore
from tests.app.office import Office, overdue_ledger, templates
from tests.builders import COMPANY, LEDGER, NORTHGATE, TODAY, client, contact, engagement, order


def ledger(**tables: object) -> Snapshot:
    plain = {"clients": (client(po_policy=PoPolicy.UNKNOWN),), "invoices": ()}
    return replace(LEDGER, **{**plain, **tables})  # type: ignore[arg-type]


def desk(books: Snapshot | None = None, **settings: object) -> Office:
    return Office(MemoryStore(ledger=books or ledger()), **settings)  # type: ignore[arg-type]


def questions(office: Office) -> PolicyQuestions:
    return PolicyQuestions(
        office.store, templates(), COMPANY, office.clock, office.reminders.settings
    )


def test_the_finance_contact_is_asked_once_for_all_time() -> None:
    office = desk()
    assert [questions(office).run(), questions(office).run()] == [1, 0]
    (row,) = office.store.outbox()
    assert row.mail.recipient == "jane@northgate.example"
    assert row.mail.idem_key == "policy:northgate"
    assert row.mail.condition.policy_unknown == (NORTHGATE,)
    text = row.mail.source.decode()
    for words in ("Do you need a purchase order number", "Intranet search", "Visitor kiosk"):
        assert words in text
    office.clock.at += timedelta(days=364)
    assert questions(office).run() == 0


@pytest.mark.parametrize("roles", [("project", "procurement"), ("project",)])
def test_without_a_finance_contact_the_buyer_is_asked_else_the_project(
    roles: tuple[str, ...],
) -> None:
    contacts = tuple(contact(f"{role}@northgate.example", role) for role in roles)
    office = desk(ledger(contacts=contacts))
    assert questions(office).run() == 1
    assert office.store.outbox()[0].mail.recipient == f"{roles[-1]}@northgate.example"


@pytest.mark.parametrize(
    "tables",
    [
        {"clients": (client(po_policy=PoPolicy.REQUIRED),)},
        {"clients": (client(po_policy=PoPolicy.NOT_USED),)},
        {"engagements": (engagement(status="on_hold"), engagement("ENG-0009", status="closed"))},
        {"engagements": (engagement(ends_on=TODAY - timedelta(days=1)),)},
        {"engagements": ()},
        {"purchase_orders": (order("4500012345", "ENG-0007"),)},
        {"contacts": (contact(role="other"),)},
    ],
)
def test_nobody_is_asked_where_it_is_known_or_there_is_nothing_to_invoice(
    tables: dict[str, object],
) -> None:
    assert questions(desk(ledger(**tables))).run() == 0


def test_nobody_is_asked_on_a_day_off_at_night_or_while_reminders_are_off() -> None:
    sunday, night = desk(), desk()
    sunday.clock.at -= timedelta(days=1)
    night.clock.at -= timedelta(hours=7)
    for office in (sunday, night, desk(enabled=False)):
        assert questions(office).run() == 0


def test_while_mail_of_the_client_waits_it_is_not_asked() -> None:
    unread, waiting = desk(), desk()
    unread.receives(settled=False)
    assert questions(unread).run() == 0
    waiting.receives(review=(NewReviewItem("mail", "mail:1", "POs?", ("a contact",)),))
    assert questions(waiting).run() == 0
    assert waiting.store.close_review(1, "sofia", waiting.clock.now())
    assert questions(waiting).run() == 1


@pytest.mark.parametrize(
    ("intent", "asked"), [("po_required", 0), ("po_not_used", 0), ("other", 1)]
)
def test_a_client_that_said_it_to_us_is_not_asked_though_nobody_noted_it(
    intent: str, asked: int
) -> None:
    office = desk()
    office.receives(judgement=f'{{"client_id": "northgate", "intents": ["{intent}"]}}')
    assert questions(office).run() == asked


def test_a_client_that_promised_an_order_is_not_asked() -> None:
    office = desk()
    promise = NotePromise(
        NORTHGATE, "order", date(2026, 12, 1), engagement_ids=(EngagementId("ENG-0007"),)
    )
    office.receives(verdict="none", changes=(promise,))
    assert questions(office).run() == 0


def test_one_letter_a_client_and_day() -> None:
    owed = overdue_ledger()
    books = replace(
        owed,
        clients=(client(po_policy=PoPolicy.UNKNOWN),),
        purchase_orders=(),
        invoices=tuple(replace(i, po_number="") for i in owed.invoices),
    )
    reminded = desk(books)
    assert reminded.reminders.run() == 1
    assert questions(reminded).run() == 0
    reminded.clock.at += timedelta(days=1)
    assert questions(reminded).run() == 1
    asked = desk(books)
    assert questions(asked).run() == 1
    assert asked.reminders.run() == 0
    asked.clock.at += timedelta(days=1)
    assert asked.reminders.run() == 1


def test_in_shadow_it_is_held_and_going_live_asks() -> None:
    office = desk(held_because="shadow")
    assert questions(office).run() == 1
    assert [row.state for row in office.store.outbox()] == [OutgoingState.HELD]
    office.held_because = ""
    assert questions(office).run() == 1


def test_more_than_a_few_at_once_are_released_by_a_person() -> None:
    many = ledger(
        clients=(
            client(po_policy=PoPolicy.UNKNOWN),
            client("bolt", name="Bolt plc", po_policy=PoPolicy.UNKNOWN),
        ),
        contacts=(contact(), contact("bo@bolt.example", "finance", "bolt")),
        engagements=(engagement(), replace(engagement("ENG-0010"), client_id=ClientId("bolt"))),
    )
    office = desk(many, most_at_once=1)
    assert questions(office).run() == 2
    assert {row.state for row in office.store.outbox()} == {OutgoingState.HELD}
    assert [item.kind for item in office.store.review_items()] == ["outgoing", "outgoing"]
    assert questions(office).run() == 0
