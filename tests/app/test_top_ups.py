"""The request that goes out when a change request is approved."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from bot.app.top_ups import TopUps
from bot.domain.ledger import ChangeRequest, ChangeRequestId, EngagementId, Snapshot
from bot.domain.outgoing import OutgoingState
from bot.ports import NewReviewItem
from bot.store.memory import MemoryStore
from tests.app.office import Office, templates
from tests.builders import COMPANY, LEDGER, TODAY, order

CHANGE = ChangeRequest(
    ChangeRequestId("CR-0777"), EngagementId("ENG-0007"), "Search in PDFs", Decimal(3200), TODAY
)
ORDERED = order("4500012345", "ENG-0007", amount=Decimal(18_400), currency="GBP")


def ledger() -> Snapshot:
    work = next(e for e in LEDGER.engagements if e.engagement_id == "ENG-0007")
    agreed = replace(work, value=Decimal(18_400))
    return replace(
        LEDGER,
        engagements=tuple(agreed if e is work else e for e in LEDGER.engagements),
        change_requests=(CHANGE,),
        purchase_orders=(ORDERED,),
    )


def top_ups(office: Office) -> TopUps:
    reminders = office.reminders
    return TopUps(office.store, templates(), COMPANY, office.clock, reminders.settings)


def test_the_client_is_asked_once_with_the_amount_and_the_order() -> None:
    office = Office(MemoryStore(ledger=ledger()))
    assert [top_ups(office).run(), top_ups(office).run()] == [1, 0]
    (row,) = office.store.outbox()
    assert row.mail.recipient == "jane@northgate.example"
    assert row.mail.idem_key == "topup:CR-0777"
    assert row.mail.condition.unordered == ("CR-0777",)
    text = row.mail.source.decode()
    for words in ("CR-0777", "3,200.00", "4500012345", "21,600.00", "supplementary order"):
        assert words in text


def test_in_shadow_it_is_held() -> None:
    office = Office(MemoryStore(ledger=ledger()), held_because="shadow")
    assert top_ups(office).run() == 1
    assert [row.state for row in office.store.outbox()] == [OutgoingState.HELD]


def test_a_client_whose_own_mail_waits_for_us_is_not_asked() -> None:
    office = Office(MemoryStore(ledger=ledger()))
    office.receives(review=(NewReviewItem("mail", "mail:1", "PO raised?", ("money at risk",)),))
    assert top_ups(office).run() == 0
    assert office.store.close_review(1, "sofia", office.clock.now())
    assert top_ups(office).run() == 1


def test_nobody_is_asked_on_a_day_off_or_while_the_inbox_is_not_settled() -> None:
    office = Office(MemoryStore(ledger=ledger()))
    office.clock.at -= timedelta(days=1)  # a Sunday
    assert top_ups(office).run() == 0
    busy = Office(MemoryStore(ledger=ledger()))
    busy.receives(settled=False)
    assert top_ups(busy).run() == 0


def test_nobody_is_asked_while_reminders_are_off_or_at_night() -> None:
    office = Office(MemoryStore(ledger=ledger()), enabled=False)
    assert top_ups(office).run() == 0
    night = Office(MemoryStore(ledger=ledger()))
    night.clock.at -= timedelta(hours=7)
    assert top_ups(night).run() == 0
