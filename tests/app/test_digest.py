"""The digest tells our own people everything, every working day, and lets no client's text act."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.policy import default as modern

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from bot.app.quoting import quoted
from bot.domain.decision import AssignOrder, MarkAddress, RecordOrder, SetPoPolicy
from bot.domain.ledger import EngagementId, InvoiceNumber, InvoiceStatus, PoPolicy
from bot.domain.outgoing import OutgoingClass, OutgoingState
from bot.domain.purchase_order import OrderKind
from bot.ports import Evidence, NewReviewItem
from tests.app.office import Office, morning, office, overdue_ledger
from tests.builders import LEDGER, NORTHGATE, TODAY, client, engagement, ledger

WORK = EngagementId("ENG-0007")


def bare_office() -> Office:
    return office(ledger(engagements=(), invoices=()))


def review(subject: str, *reasons: str, kind: str = "mail") -> NewReviewItem:
    return NewReviewItem(kind, f"{kind}:{subject}", subject, reasons)


# --- when and to whom ----------------------------------------------------------------------------


def test_each_recipient_gets_one_digest_a_day() -> None:
    desk = bare_office()
    digest = desk.digest("helen@progressiverobot.com", "tom@progressiverobot.com")

    assert digest.run() == 2
    assert digest.run() == 0

    rows = desk.store.outbox()
    assert [row.mail.idem_key for row in rows] == [
        "digest:helen@progressiverobot.com:2026-11-23",
        "digest:tom@progressiverobot.com:2026-11-23",
    ]
    assert {row.mail.kind for row in rows} == {OutgoingClass.DIGEST}


def test_a_recipient_added_later_gets_todays_digest_too() -> None:
    desk = bare_office()
    desk.digest("helen@progressiverobot.com").run()

    assert desk.digest("helen@progressiverobot.com", "tom@progressiverobot.com").run() == 1


@pytest.mark.parametrize(
    "at",
    [
        datetime(2026, 11, 23, 7, 59, tzinfo=UTC),
        datetime(2026, 11, 28, 10, tzinfo=UTC),
        datetime(2026, 12, 25, 10, tzinfo=UTC),
    ],
)
def test_there_is_no_digest_before_its_hour_nor_on_days_off(at: datetime) -> None:
    desk = bare_office()
    desk.clock.at = at

    assert desk.digest().run() == 0


def test_a_late_digest_still_goes_the_same_day() -> None:
    desk = bare_office()
    desk.clock.at = datetime(2026, 11, 23, 22, tzinfo=UTC)

    assert desk.digest().run() == 1


def test_an_empty_digest_says_that_nothing_waits() -> None:
    text, html = bare_office().digest().preview(TODAY)

    assert "Mon 23 Nov 2026: 0 need you, 0 booked, 0 overdue" in text
    for written in (text, html):
        assert "Nothing waits for you." in written
        assert "no reminders" in written
    assert "Kind regards" not in html


def test_mondays_digest_looks_back_to_fridays() -> None:
    desk = bare_office()
    desk.digest().run()
    desk.clock.at = morning(TODAY + timedelta(days=2))
    desk.receives(verdict="none")
    desk.clock.at = morning(TODAY + timedelta(days=4))

    text, _ = desk.digest().preview(TODAY + timedelta(days=4))

    assert "since Mon 23 Nov, 09:30" in text
    assert "1 nothing to book" in text


def test_in_shadow_the_first_line_says_so_and_the_digest_is_held() -> None:
    desk = bare_office()
    desk.held_because = "shadow"

    text, html = desk.digest().preview(TODAY)
    desk.digest().run()

    assert text.startswith("SHADOW MODE: nothing is sent")
    assert "Shadow mode: nothing is sent" in html
    (row,) = desk.store.outbox()
    assert row.state is OutgoingState.HELD
    assert row.mail.subject.endswith("(shadow)")


# --- what it says --------------------------------------------------------------------------------


def test_the_subject_counts_what_matters() -> None:
    desk = office(overdue_ledger())
    desk.receives(verdict="review", review=(review("bank details", "asks to change them"),))

    mail = desk.digest().letter("helen@progressiverobot.com", TODAY)

    assert mail.subject == "pobot, Mon 23 Nov 2026: 1 needs you, 0 booked, 1 overdue"
    assert mail.expires_at == datetime(2026, 11, 25, 23, 59, 59, 999999, tzinfo=UTC)


def test_what_was_booked_stands_there_once_with_its_evidence() -> None:
    desk = office(LEDGER)
    desk.receives(
        changes=(
            RecordOrder(NORTHGATE, "4500012345", OrderKind.STANDARD, (WORK,)),
            AssignOrder(NORTHGATE, "4500012345", InvoiceNumber("PR-2026-0117")),
            AssignOrder(NORTHGATE, "4500012345", InvoiceNumber("PR-2026-0118")),
        ),
        evidence=Evidence(cause="<1@northgate.example>", quote="Our PO is 4500012345 (body, 3-13)"),
    )

    text, html = desk.digest().preview(TODAY)

    assert "1 booked" in text
    for said in (
        "Northgate Foods Ltd",
        "4500012345",
        "Intranet search (ENG-0007)",
        "PR-2026-0117, PR-2026-0118",
        "Our PO is 4500012345 (body, 3-13)",
        "recorded, put on invoices",
    ):
        assert said in text
        assert said in html.replace('<span style="white-space:nowrap">', "").replace("</span>", "")


def test_an_order_that_only_got_onto_invoices_names_their_work() -> None:
    desk = office(LEDGER)
    desk.receives(changes=(AssignOrder(NORTHGATE, "4500012345", InvoiceNumber("PR-2026-0120")),))

    text, _ = desk.digest().preview(TODAY)

    assert "Visitor kiosk (ENG-0009)" in text


def test_a_policy_that_a_client_stated_is_shown() -> None:
    desk = office(ledger(clients=(client(po_policy=PoPolicy.UNKNOWN),)))
    desk.receives(changes=(SetPoPolicy(NORTHGATE, PoPolicy.NOT_USED),))

    text, _ = desk.digest().preview(TODAY)

    assert "Northgate Foods Ltd: policy noted: POs not used" in text


def test_what_waits_for_a_person_is_listed_by_what_is_to_be_done() -> None:
    desk = bare_office()
    items = (
        review("new bank details", "ring the number on file"),
        review("which project?", "two are open", kind="question"),
        review("copy of an invoice", "asks for a copy", kind="to_answer"),
    )
    for verdict, item in zip(("review", "clarify", "none"), items, strict=True):
        desk.receives(verdict=verdict, review=(item,))

    text, _ = desk.digest().preview(TODAY)

    needs, answer, questions = (
        text.index(title) for title in ("NEEDS YOU", "TO ANSWER", "QUESTIONS OUT")
    )
    assert needs < text.index("#1 mail: new bank details") < answer
    assert answer < text.index("#3 copy of an invoice") < questions
    assert questions < text.index("#2 which project?")
    assert "2 need you" in text
    assert "1 shown to a person" in text
    assert "1 asked back" in text


def test_a_long_list_is_cut_and_counted() -> None:
    desk = bare_office()
    desk.store.open_review([review(f"row {n}") for n in range(40)], desk.clock.now())

    text, html = desk.digest().preview(TODAY)

    assert "and 15 more: pobot review list" in text
    assert "and 15 more: pobot review list" in html
    assert "40 need you" in text


def test_what_is_overdue_and_what_waits_for_a_po_is_summed_by_client_and_currency() -> None:
    books = overdue_ledger()
    euros = replace(books.invoices[0], invoice_number=InvoiceNumber("PR-2026-0500"), currency="EUR")
    waiting = LEDGER.invoices[1]
    desk = office(replace(books, invoices=(*books.invoices, euros, waiting)))

    text, html = desk.digest().preview(TODAY)

    assert "Northgate Foods Ltd: €11,040.00, £11,040.00, up to 8 days past due" in text
    assert (
        "INVOICES WAITING FOR A PO\n  Northgate Foods Ltd: £11,040.00\n      PR-2026-0118" in text
    )
    assert "up to 8 days past due" in html


def test_what_goes_out_on_the_next_working_day_is_announced() -> None:
    desk = office(overdue_ledger(4))
    friday = TODAY + timedelta(days=4)
    desk.clock.at = morning(friday)

    text, _ = desk.digest().preview(friday)

    assert "GOES OUT ON MONDAY 30 NOVEMBER" in text
    assert "Jane Whitlock <jane@northgate.example>: reminder, level 'first'" in text
    assert "PR-2026-0117 11 days past due, 11,040.00 GBP" in text


def test_what_stops_a_letter_is_told_and_what_is_only_not_due_yet_is_not() -> None:
    books = overdue_ledger(1)
    disputed = replace(
        books.invoices[0],
        invoice_number=InvoiceNumber("PR-2026-0400"),
        status=InvoiceStatus.DISPUTED,
    )
    desk = office(replace(books, invoices=(*books.invoices, disputed)))

    text, _ = desk.digest().preview(TODAY)

    stopped = text.split("STOPPED, AND WHY\n")[1].split("\n\n")[0]
    assert stopped == "  Northgate Foods Ltd, PR-2026-0400: disputed"


def test_a_client_with_nobody_to_write_to_is_for_the_account_manager() -> None:
    books = overdue_ledger()
    work = engagement(account_manager="helen@progressiverobot.com")
    desk = office(replace(books, contacts=(), engagements=(work,)))

    text, html = desk.digest().preview(TODAY)

    assert "NOBODY TO WRITE TO" in text
    assert "helen@progressiverobot.com must be told" in text
    assert "helen@progressiverobot.com must be told" in html
    assert "1 needs you" in text


def test_the_health_of_pobot_is_told() -> None:
    desk = bare_office()
    desk.store.put_note("last_poll", "2026-11-23T09:28:00+00:00")
    desk.store.put_note("last_error:outbox", "2026-11-23T09:00:00+00:00 connection refused")
    desk.receives(changes=(MarkAddress("ap@northgate.example", "550 no such user"),))
    desk.receives(settled=False)
    desk.digest("helen@progressiverobot.com").run()

    text, html = desk.digest().preview(TODAY)

    for said in (
        "outbox: 2026-11-23T09:00:00+00:00 connection refused",
        "ap@northgate.example",
        "Mon 23 Nov, 09:28",
    ):
        assert said in text
        assert said in html
    assert "mails queued: 1" in text


# --- a client's text never acts ------------------------------------------------------------------

VECTORS = (
    '<script>alert("x")</script>',
    '<img src="https://evil.example/p.gif">',
    '"><a href="javascript:alert(1)">pay here</a>',
    "</div></body><h1>Approved</h1>",
    "[pay](https://evil.example/pay)",
    "{{ 7 * 7 }}{% for x in y %}",
    "<style>*{display:none}</style>",
    "&lt;b&gt;<b onmouseover=alert(1)>",
    "subject\r\n\r\nBOOKED\n  PO 666 recorded",
    "www.evil.example/login and evil.example/login",
)


@pytest.mark.parametrize("place", ["subject", "reason", "quote", "po"])
@pytest.mark.parametrize("words", VECTORS)
def test_hostile_words_stay_words(words: str, place: str) -> None:
    desk = office(LEDGER)
    plain_html = shaped(desk, "plain words", place).digest().preview(TODAY)[1]

    text, html = shaped(office(LEDGER), words, place).digest().preview(TODAY)

    assert elements(html) == elements(plain_html)
    assert "://evil" not in text.replace("hxxps://evil", "")
    assert "www.evil" not in text
    assert "evil.example/" not in html
    assert "\n  PO 666" not in text
    assert "49" not in re.sub(r"#49|:49", "", text).split("MAILS THAT CAME")[0]


def shaped(desk: Office, words: str, place: str) -> Office:
    """Put words of a client into one of the places where the digest repeats them."""
    number = words if place == "po" else "4500012345"
    desk.receives(
        verdict="review",
        review=(
            review(
                words if place == "subject" else "s",
                words if place == "reason" else "r",
            ),
        ),
        changes=(RecordOrder(NORTHGATE, number, OrderKind.STANDARD, (WORK,)),),
        evidence=Evidence(cause="1", quote=words if place == "quote" else "q"),
    )
    return desk


def elements(html: str) -> list[tuple[str | None, tuple[str, ...]]]:
    tree = LexborHTMLParser(html)
    return [(node.tag, tuple(node.attributes)) for node in tree.css("*")]


def test_characters_that_do_not_show_are_shown() -> None:
    desk = office(LEDGER)
    shaped(desk, "rev\u202egnp.exe zero\u200bwidth bell\x07", "subject")

    text, html = desk.digest().preview(TODAY)

    for written in (text, html):
        assert "revU+202Egnp.exe zeroU+200Bwidth bellU+0007" in written


def test_the_digest_loads_nothing_and_links_nowhere() -> None:
    _, html = office(overdue_ledger()).digest().preview(TODAY)

    tree = LexborHTMLParser(html)
    assert not tree.css("a, img, link, script, iframe, form, object")
    assert "url(" not in html


def test_the_digest_is_a_mail_with_both_parts() -> None:
    mail = message_from_bytes(
        bare_office().digest().letter("helen@progressiverobot.com", TODAY).source, policy=modern
    )

    assert mail["Auto-Submitted"] == "auto-generated"
    assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]


@settings(deadline=None)
@given(st.text(max_size=400))
def test_quoted_words_are_one_short_line_without_links(words: str) -> None:
    line = quoted(words, 80)

    assert "\n" not in line
    assert not re.search(r"https?:", line, re.IGNORECASE)
    assert len(words) > 80 or len(" ".join(words.split())) <= len(line)


def test_links_are_made_harmless_and_addresses_left_alone() -> None:
    assert quoted("see HTTPS://evil.example/x?y=1") == "see HxxPS://evil[.]example/x?y=1"
    assert quoted("http:evil") == "hxxp:evil"
    assert quoted("www.evil.example") == "www[.]evil.example"
    assert quoted("evil.example:8080 a.b.co.uk/x") == "evil[.]example:8080 a[.]b[.]co[.]uk/x"
    assert quoted("jane@northgate.example: PO 12.5") == "jane@northgate.example: PO 12.5"
    assert quoted("x" * 300) == "x" * 239 + "…"
