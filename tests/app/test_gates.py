"""What project and account managers are told of the start-of-work gate."""

from dataclasses import replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from bot.app.gates import MOST_AT_FIRST, GateSettings, StartGates
from bot.app.outbox import Outbox, OutboxSettings
from bot.domain.ledger import EngagementId, Snapshot
from bot.domain.outgoing import OutgoingState
from bot.domain.purchase_order import OrderStatus
from bot.mail.memory import MemoryMailbox, MemoryMailer
from bot.store.memory import MemoryStore
from tests.app.office import SECRET, Office, templates
from tests.builders import COMPANY, LEDGER, TODAY, order

WORK = EngagementId("ENG-0007")
STAFF = {"daniel@progressiverobot.com", "sofia@progressiverobot.com"}


def ledger(starts_on: date | None, **order_columns: object) -> Snapshot:
    work = next(e for e in LEDGER.engagements if e.engagement_id == WORK)
    changed = replace(
        work,
        starts_on=starts_on,
        ends_on=None,
        project_manager="Daniel@progressiverobot.com",
        account_manager="sofia@progressiverobot.com",
    )
    client = replace(LEDGER.clients[0], start_rule="po")
    orders = (order("4500012345", str(WORK), **order_columns),) if order_columns else ()
    return Snapshot(
        clients=(client,),
        contacts=LEDGER.contacts,
        engagements=(changed,),
        purchase_orders=orders,
    )


def gates(office: Office) -> StartGates:
    settings = GateSettings(ZoneInfo("Europe/London"), SECRET)
    return StartGates(office.store, templates(), COMPANY, office.clock, settings)


def subjects(office: Office) -> list[str]:
    return [row.mail.subject for row in office.store.outbox()]


def looked(office: Office) -> int:
    watch = gates(office)
    watch.look()
    return watch.run()


def test_both_managers_hear_once_when_a_gate_opens_and_once_when_it_shuts() -> None:
    office = Office(MemoryStore(ledger=ledger(None)))
    assert looked(office) == 0
    office.store.ledger = ledger(None, amount=None)
    assert [looked(office), looked(office)] == [2, 0]
    assert {row.mail.recipient for row in office.store.outbox()} == STAFF
    assert all(subject.startswith("ENG-0007 may start") for subject in subjects(office))
    office.store.ledger = ledger(None, amount=None, status=OrderStatus.CANCELLED)
    assert [looked(office), looked(office)] == [2, 0]
    assert subjects(office)[-1].startswith("ENG-0007 may no longer start")


def test_an_order_that_comes_with_the_first_reading_is_news_and_what_stood_open_is_not() -> None:
    office = Office(MemoryStore(ledger=ledger(None)))
    watch = gates(office)
    watch.look()
    office.store.ledger = ledger(None, amount=None)
    assert watch.run() == 2
    old = Office(MemoryStore(ledger=ledger(None, amount=None)))
    assert looked(old) == 0


def test_as_the_start_nears_a_shut_gate_is_spoken_of_ten_and_three_days_before() -> None:
    office = Office(MemoryStore(ledger=ledger(TODAY + timedelta(days=11))))
    told = []
    for _ in range(14):
        told.append(looked(office))
        office.clock.at += timedelta(days=1)
    assert told == [0, 2, 0, 0, 0, 0, 0, 0, 2, 0, 0, 2, 0, 0]
    assert all("may not start yet" in subject for subject in subjects(office))


def test_more_gates_than_a_person_can_read_at_first_are_only_noted() -> None:
    work = ledger(None).engagements[0]
    many = tuple(
        replace(work, engagement_id=EngagementId(f"ENG-{n:04}")) for n in range(MOST_AT_FIRST + 1)
    )
    shut = replace(ledger(None), engagements=many)
    office = Office(MemoryStore(ledger=shut))
    watch = gates(office)
    watch.look()
    every = tuple(e.engagement_id for e in many)
    opened = replace(order("4500012345"), amount=None, engagement_ids=every)
    office.store.ledger = replace(shut, purchase_orders=(opened,))
    assert watch.run() == 0
    assert subjects(office) == []


def test_a_gate_that_shuts_as_its_start_nears_is_told_in_one_mail() -> None:
    office = Office(MemoryStore(ledger=ledger(TODAY + timedelta(days=8), amount=None)))
    assert looked(office) == 0
    office.store.ledger = ledger(TODAY + timedelta(days=8), amount=None, valid_to=TODAY)
    assert [looked(office), looked(office)] == [2, 0]
    office.clock.at += timedelta(days=5)
    assert looked(office) == 2
    assert "may not start yet" in subjects(office)[-1]


def test_a_gate_that_shuts_again_after_its_start_was_spoken_of_is_told() -> None:
    shut, opened = ledger(TODAY + timedelta(days=8)), ledger(TODAY + timedelta(days=8), amount=None)
    office = Office(MemoryStore(ledger=shut))
    told = []
    for books in (shut, opened, shut, opened):
        office.store.ledger = books
        told += [looked(office), looked(office)]
    assert told == [2, 0] * 4


def test_a_mail_that_waited_is_not_sent_once_the_gate_stands_otherwise() -> None:
    office = Office(MemoryStore(ledger=ledger(None)))
    looked(office)
    office.store.ledger = ledger(None, amount=None)
    looked(office)
    office.store.ledger = ledger(None)
    settings = OutboxSettings(send=True, stop_file=None, timezone=ZoneInfo("Europe/London"))
    mailer = MemoryMailer()
    Outbox(office.store, mailer, MemoryMailbox(), office.clock, settings).run()
    assert mailer.sent == []
    states = {row.state for row in office.store.outbox()}
    assert states == {OutgoingState.SUPPRESSED}


def test_the_digest_lists_the_gates_that_are_shut_and_why() -> None:
    starts_on = TODAY + timedelta(days=8)
    office = Office(MemoryStore(ledger=ledger(starts_on)))
    text, html = office.digest().preview(TODAY)
    line = f"Intranet search (ENG-0007), Northgate Foods Ltd, starts {starts_on}: "
    assert f"GATES THAT ARE SHUT\n  {line}" in text
    assert "process needs a PO, and none is on file" in text
    assert "Gates that are shut" in html
    opened = Office(MemoryStore(ledger=ledger(starts_on, amount=None)))
    assert "GATES THAT ARE SHUT" not in opened.digest().preview(TODAY)[0]
