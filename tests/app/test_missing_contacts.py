"""The note to account managers of clients to whom no invoice can be sent."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.app.missing_contacts import MissingContacts
from bot.app.outbox import Outbox, OutboxSettings
from bot.domain.ledger import InvoiceStatus, PoPolicy, Snapshot
from bot.domain.outgoing import OutgoingState
from bot.mail.memory import MemoryMailbox, MemoryMailer
from bot.store.memory import MemoryStore
from tests.app.office import LONDON, Office, office, templates
from tests.builders import (
    COMPANY,
    LEDGER,
    NORTHGATE,
    TODAY,
    client,
    contact,
    engagement,
    invoice,
)

SOFIA, HELEN = "sofia@progressiverobot.com", "helen@progressiverobot.com"


def ledger(policy: PoPolicy = PoPolicy.NOT_USED, **tables: object) -> Snapshot:
    """Return a client whose only contact is its project manager, with a draft."""
    plain = {
        "clients": (client(po_policy=policy),),
        "contacts": (contact(role="project"),),
        "engagements": (
            engagement(account_manager=SOFIA),
            engagement("ENG-0009", "Visitor kiosk", account_manager=SOFIA.upper()),
        ),
        "invoices": (invoice("PR-2026-0119", status=InvoiceStatus.DRAFT),),
    }
    return replace(LEDGER, **{**plain, **tables})  # type: ignore[arg-type]


def notes(desk: Office) -> MissingContacts:
    return MissingContacts(desk.store, templates(), COMPANY, desk.clock, desk.reminders.settings)


def sent(desk: Office) -> int:
    """Send what is queued; return how many mails were accepted."""
    settings = OutboxSettings(send=True, stop_file=None, timezone=LONDON)
    return Outbox(desk.store, MemoryMailer(), MemoryMailbox(), desk.clock, settings).run()


@pytest.mark.parametrize("policy", list(PoPolicy))
def test_the_account_manager_is_told_once_of_all_the_work_and_what_waits(policy: PoPolicy) -> None:
    desk = office(ledger(policy))
    assert [notes(desk).run(), notes(desk).run()] == [1, 0]
    (row,) = desk.store.outbox()
    assert row.mail.recipient == SOFIA
    assert row.mail.condition.without_payee == (NORTHGATE,)
    assert set(row.mail.covers) == {"contact:ENG-0007", "contact:ENG-0009"}
    text = row.mail.source.decode()
    for words in ("Northgate Foods Ltd", "Intranet search", "Visitor kiosk", "PR-2026-0119"):
        assert words in text
    assert sent(desk) == 1
    desk.clock.at += timedelta(days=364)
    assert notes(desk).run() == 0


def test_further_work_is_told_of_when_it_begins() -> None:
    books = ledger()
    desk = office(replace(books, engagements=books.engagements[:1]))
    assert notes(desk).run() == 1
    desk.store.import_ledger(books, (), desk.clock.now())
    assert notes(desk).run() == 1
    assert desk.store.outbox()[1].mail.covers == ("contact:ENG-0009",)


def test_two_managers_hear_each_of_their_own_work() -> None:
    works = (engagement(account_manager=SOFIA), engagement("ENG-0009", account_manager=HELEN))
    desk = office(ledger(engagements=works))
    assert notes(desk).run() == 2
    told = {row.mail.recipient: row.mail.covers for row in desk.store.outbox()}
    assert told == {SOFIA: ("contact:ENG-0007",), HELEN: ("contact:ENG-0009",)}


@pytest.mark.parametrize(
    "tables",
    [
        {"contacts": (contact(),)},
        {"engagements": (engagement(account_manager=""),)},
        {"engagements": (engagement(account_manager=SOFIA, status="closed"),), "invoices": ()},
        {
            "engagements": (engagement(account_manager=SOFIA, ends_on=TODAY - timedelta(days=1)),),
            "invoices": (invoice("PR-2026-0119", status=InvoiceStatus.PAID),),
        },
    ],
)
def test_nobody_is_told_where_nothing_is_missing_or_nobody_answers_for_it(
    tables: dict[str, object],
) -> None:
    assert notes(office(ledger(**tables))).run() == 0  # type: ignore[arg-type]


def test_work_that_is_over_counts_as_long_as_a_draft_waits() -> None:
    closed = engagement(account_manager=SOFIA, status="closed")
    assert notes(office(ledger(engagements=(closed,)))).run() == 1


def test_it_is_told_while_reminders_are_off_and_not_at_night_or_on_a_sunday() -> None:
    assert notes(Office(MemoryStore(ledger=ledger()), enabled=False)).run() == 1
    night, sunday, unread = office(ledger()), office(ledger()), office(ledger())
    night.clock.at -= timedelta(hours=7)
    sunday.clock.at -= timedelta(days=1)
    unread.receives(settled=False)
    assert [notes(desk).run() for desk in (night, sunday, unread)] == [0, 0, 0]


def test_the_note_is_dropped_when_the_contact_came_before_it_left() -> None:
    desk = office(ledger())
    notes(desk).run()
    both = (contact(role="project"), contact("ap@northgate.example"))
    desk.store.import_ledger(ledger(contacts=both), (), desk.clock.now())
    assert sent(desk) == 0
    (row,) = desk.store.outbox()
    assert row.state is OutgoingState.SUPPRESSED
    assert row.evidence == "a finance contact of Northgate Foods Ltd is registered now"
    assert notes(desk).run() == 0


def test_the_digest_lists_the_work_and_what_waits() -> None:
    for text in office(ledger()).digest().preview(TODAY):
        whole = text.replace('<span style="white-space:nowrap">', "").replace("</span>", "")
        assert "Intranet search (ENG-0007)" in whole
        assert "no finance contact is registered, PR-2026-0119 waits for one" in whole
        assert f"{SOFIA} is told" in text
    assert "2 need you" in office(ledger()).digest().preview(TODAY)[0]
