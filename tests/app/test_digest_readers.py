"""Each manager gets a digest of their own work, on days on which there is something to say."""

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.app.digest import Digest
from bot.app.digest_scope import Scope, managers
from bot.domain.decision import AssignOrder, NotePromise, RecordOrder
from bot.domain.ledger import EngagementId, InvoiceNumber, InvoiceStatus, PoPolicy, Snapshot
from bot.domain.outgoing import OutgoingState
from bot.domain.purchase_order import OrderKind
from bot.ports import NewReviewItem
from tests.app.office import Office, morning, office
from tests.builders import LEDGER, NORTHGATE, TODAY, client, engagement, ledger

HELEN, TOM, ACCOUNTS = (f"{who}@progressiverobot.com" for who in ("helen", "tom", "accounts"))
SEARCH, KIOSK = EngagementId("ENG-0007"), EngagementId("ENG-0009")


def books(**tables: object) -> Snapshot:
    """Return the ledger with its two pieces of work in the hands of two managers."""
    hands = {SEARCH: HELEN.upper(), KIOSK: TOM}
    works = tuple(
        replace(work, account_manager=hands.get(work.engagement_id, ""))
        for work in LEDGER.engagements
    )
    return replace(LEDGER, engagements=works, **tables)  # type: ignore[arg-type]


def quiet_office() -> Office:
    """Return an office where nobody is to be written to."""
    return office(books(clients=(client(po_policy=PoPolicy.NOT_USED),), invoices=()))


def booked(desk: Office, work: EngagementId = SEARCH, number: str = "4500012345") -> None:
    desk.receives(changes=(RecordOrder(NORTHGATE, number, OrderKind.STANDARD, (work,)),))


def recipients(desk: Office) -> list[str]:
    return sorted(row.mail.recipient for row in desk.store.outbox())


def told(digest: Digest, reader: str, day: date = TODAY) -> str:
    return digest.preview(day, reader)[0]


def test_a_manager_gets_what_concerns_their_own_work_and_nothing_else() -> None:
    desk = office(books())
    booked(desk)
    booked(desk, KIOSK, "4500099999")

    text = told(desk.digest(), HELEN)

    assert "PO 4500012345" in text
    assert "4500099999" not in text
    assert "Visitor kiosk" not in text
    assert "PR-2026-0120" not in text
    assert "PR-2026-0117" in text
    for of_accounts in ("MAILS THAT CAME", "HOW POBOT IS"):
        assert of_accounts not in text
        assert of_accounts in told(desk.digest(), ACCOUNTS)


def test_managers_without_news_get_none() -> None:
    desk = quiet_office()
    booked(desk)

    assert desk.digest().run() == 2

    assert recipients(desk) == [ACCOUNTS, HELEN]


def test_what_comes_later_in_the_day_is_for_the_next_one() -> None:
    desk = quiet_office()
    desk.digest().run()
    desk.clock.at += timedelta(hours=1)
    booked(desk)

    assert desk.digest().run() == 0
    desk.clock.at = morning(TODAY + timedelta(days=1))
    assert desk.digest().run() == 2
    assert "PO 4500012345" in [row.mail for row in desk.store.outbox()][-1].source.decode()


def test_a_manager_of_the_accounts_team_gets_the_one_of_accounts_only() -> None:
    desk = quiet_office()
    booked(desk)

    assert desk.digest(HELEN).run() == 1
    assert "HOW POBOT IS" in told(desk.digest(HELEN), HELEN)


def test_managers_can_be_left_out() -> None:
    desk = quiet_office()
    booked(desk)
    digest = desk.digest()
    digest.settings = replace(digest.settings, managers=False)

    digest.run()

    assert recipients(desk) == [ACCOUNTS]


def test_in_shadow_managers_digests_are_held_and_go_out_when_it_ends() -> None:
    desk = quiet_office()
    booked(desk)
    desk.held_because = "shadow"
    desk.digest().run()
    assert {row.state for row in desk.store.outbox()} == {OutgoingState.HELD}

    desk.held_because = ""
    desk.digest().run()

    assert [row.mail.recipient for row in desk.store.outbox(OutgoingState.QUEUED)] == [
        ACCOUNTS,
        HELEN,
    ]


def test_there_is_none_on_days_off() -> None:
    desk = office(books())
    desk.clock.at = morning(date(2026, 12, 25))
    booked(desk)

    assert desk.digest().run() == 0


@pytest.mark.parametrize(
    ("judgement", "subject", "reader"),
    [
        ({"client_id": "northgate", "engagement_ids": ["ENG-0009"]}, "an order", TOM),
        ({"client_id": "northgate", "engagement_ids": []}, "about pr-2026-0117", HELEN),
        ({"client_id": "northgate"}, "about nothing", ""),
        (None, "[PR-REF ENG-0007]", HELEN),
        (None, "ENG-00071 and XPR-2026-0117", ""),
    ],
)
def test_an_item_is_for_the_manager_of_the_work_that_it_is_about(
    judgement: dict[str, object] | None, subject: str, reader: str
) -> None:
    desk = office(books())
    item = NewReviewItem("mail", f"mail:{subject}", subject, ("why",))
    words = json.dumps(judgement) if judgement else ""
    desk.receives(verdict="review", review=(item,), judgement=words)

    shown = [who for who in (HELEN, TOM) if f"mail: {subject}" in told(desk.digest(), who)]

    assert shown == ([reader] if reader else [])


def test_an_item_about_a_client_is_for_the_manager_of_all_of_its_work() -> None:
    works = (engagement(account_manager=HELEN),)
    desk = office(ledger(engagements=works, invoices=()))
    item = NewReviewItem("mail", "mail:1", "hello", ("why",))
    desk.receives(verdict="review", review=(item,), judgement='{"client_id": "northgate"}')

    assert "mail: hello" in told(desk.digest(), HELEN)


def test_a_letter_to_a_client_is_shown_with_the_managers_own_lines() -> None:
    issued = tuple(
        replace(
            row,
            status=InvoiceStatus.ISSUED,
            issued_on=TODAY - timedelta(days=38),
            po_number="4500012345",
        )
        for row in LEDGER.invoices
    )
    desk = office(books(invoices=issued))

    text = told(desk.digest(), TOM)

    tomorrow = text.split("GOES OUT ON")[1].split("\n\n")[0]
    assert "PR-2026-0120" in tomorrow
    assert "PR-2026-0117" not in tomorrow


def test_one_client_apart_from_another_stays_apart() -> None:
    others = (client(), client("harbour", name="Harbour Light CIC"))
    desk = office(books(clients=others))
    assign = AssignOrder(NORTHGATE, "4500012345", InvoiceNumber("PR-2026-0120"))
    desk.receives(changes=(assign,))

    assert "PR-2026-0120" in told(desk.digest(), TOM)
    assert "put on invoices" not in told(desk.digest(), HELEN)


def test_promises_whose_day_comes_are_shown_to_those_they_concern() -> None:
    desk = office(books())
    day = TODAY + timedelta(days=1)
    desk.receives(verdict="none", changes=(NotePromise(NORTHGATE, "order", day, (SEARCH,)),))

    digest = desk.digest()

    assert "Northgate Foods Ltd: a PO, promised for Tue 24 Nov (tomorrow)" in told(digest, HELEN)
    assert "PROMISES DUE" not in told(digest, TOM)
    later = TODAY + timedelta(days=3)
    assert "2 days ago, and not kept" in told(digest, ACCOUNTS, later)


def test_everybody_who_manages_work_is_known_once() -> None:
    assert managers(books(), ()) == (HELEN, TOM)
    assert managers(books(), (TOM.upper(),)) == (HELEN,)


def test_a_scope_of_everything_leaves_the_ledger_as_it_is() -> None:
    snapshot = books()

    assert Scope("", snapshot).ledger is snapshot
    assert [w.engagement_id for w in Scope(HELEN, snapshot).ledger.engagements] == [SEARCH]


def test_a_strangers_words_are_text_in_a_managers_digest_too() -> None:
    desk = office(books())
    hostile = 'ENG-0007 <img src="https://evil.example/p.gif"> \u202e'
    item = NewReviewItem("mail", "mail:1", hostile, (hostile,))
    desk.receives(verdict="review", review=(item,))

    text, html = desk.digest().preview(TODAY, HELEN)

    assert "<img" not in html
    assert "://evil" not in text.replace("hxxps://evil", "")
    assert "U+202E" in text
    assert "U+202E" in html
