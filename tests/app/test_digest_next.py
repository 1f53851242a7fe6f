"""What the digest says of the next working day beside reminders, and of mails to put away."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from bot.domain.ledger import InvoiceStatus, PoPolicy
from bot.domain.outgoing import Outgoing, OutgoingClass
from bot.ports import NewReviewItem
from bot.wiring import opened_round, read_config
from tests.app.office import Office, office
from tests.builders import TODAY, engagement, invoice, ledger, order
from tests.scenarios.office import Office as WholeOffice
from tests.scenarios.office import ledger as agreed

TOP_UP = Outgoing(
    "top-up:CR-0012",
    "<top-up@progressiverobot.com>",
    OutgoingClass.CHASER,
    "billing@progressiverobot.com",
    "jane@northgate.example",
    "A larger order for <b>Search in PDFs</b> [PR-REF ENG-0007]",
    b"Subject: x\r\n\r\nx",
)


def told(desk: Office, *mails: Outgoing, reader: str = "") -> tuple[str, str]:
    """Return the digest of an office on whose next working day some letters are due."""
    asked: list[date] = []

    def coming(day: date) -> tuple[Outgoing, ...]:
        asked.append(day)
        return mails

    digest = desk.digest()
    digest.coming = coming
    found = digest.preview(TODAY, reader)
    assert asked == [TODAY + timedelta(days=1)]
    return found


def test_letters_that_go_out_next_stand_beside_the_reminders_as_text() -> None:
    text, page = told(office(ledger()), TOP_UP)
    _, _, after = text.partition("GOES OUT ON TUESDAY 24 NOVEMBER")
    line = "jane@northgate.example: A larger order for <b>Search in PDFs</b> [PR-REF ENG-0007]"
    assert line in after.partition("\n\n")[0]
    assert "&lt;b&gt;Search in PDFs&lt;/b&gt;" in page


def test_a_manager_is_told_of_none_of_them() -> None:
    books = ledger(engagements=(engagement(account_manager="sofia@progressiverobot.com"),))
    text, _ = told(office(books), TOP_UP, reader="sofia@progressiverobot.com")
    assert "This is of the engagements that you manage." in text
    assert "Search in PDFs" not in text


def test_an_invoice_whose_order_begins_tomorrow_goes_out_tomorrow() -> None:
    draft = invoice("PR-2026-0130", status=InvoiceStatus.DRAFT, issued_on=None, due_on=None)
    begins = replace(
        order("4500012345", "ENG-0007"),
        amount=Decimal(50_000),
        valid_from=TODAY + timedelta(days=1),
    )
    books = ledger(invoices=(draft,), purchase_orders=(begins,))
    text, _ = told(office(books))
    after = text.partition("GOES OUT ON")[2].partition("\n\n")[0]
    assert "invoice PR-2026-0130 for Intranet search (ENG-0007)" in after

    now = ledger(invoices=(draft,), purchase_orders=(replace(begins, valid_from=TODAY),))
    text, _ = told(office(now))
    assert "PR-2026-0130" not in text.partition("GOES OUT ON")[2].partition("\n\n")[0]


def test_mails_that_a_person_dealt_with_are_named_for_who_tidies_the_folder() -> None:
    desk = office(ledger())
    for kind in ("mail", "order"):
        desk.store.open_review(
            [NewReviewItem(kind, f"{kind}:1", f"Ann: a {kind}", ("why",))], desk.clock.at
        )
    for item in desk.store.review_items():
        desk.store.close_review(item.item_id, "helen", desk.clock.at)
    text, _ = desk.digest().preview(TODAY)
    shelf = text.partition("DEALT WITH, AND STILL IN THE FOLDER FOR REVIEW")[2]
    assert "#1 Ann: a mail: closed by helen" in shelf
    assert "Ann: a order" not in shelf


@pytest.mark.parametrize("asks", [True, False])
def test_the_round_knows_what_comes_and_queues_none_of_it(tmp_path: Path, asks: bool) -> None:
    books = agreed()
    policy = PoPolicy.UNKNOWN if asks else PoPolicy.NOT_USED
    (client,) = books.clients
    books = replace(books, clients=(replace(client, po_policy=policy),))
    settings = '\n[accounts]\ndigest_to = ["accounts@progressiverobot.com"]\n'
    desk = WholeOffice(tmp_path / "office", books, settings=settings)
    desk.clock.at = desk.clock.at.replace(hour=20)
    with opened_round(read_config(desk.config), clock=desk.clock) as work:
        assert work.everything()
        before = [row.mail.idem_key for row in work.store.outbox()]
        text, _ = work.digest.preview(desk.clock.at.date())
        assert [row.mail.idem_key for row in work.store.outbox()] == before
    after = text.partition("GOES OUT ON")[2].partition("\n\n")[0]
    assert ("ap@acme-foods.co.uk: " in after) is asks
    assert not [key for key in before if "policy" in key]
