"""Acting by mail: a digest arrives, one of us answers it, and it is done, over real SMTP."""

import re
from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from bot.domain.purchase_order import OrderStatus
from bot.wiring import opened_store, read_config
from tests.scenarios.office import Office, invoice
from tests.servers.smtp_sink import SmtpSink

SMTP = '[smtp]\nhost = "127.0.0.1"\nport = {port}\nsecurity = "none"\n'
HELEN = "helen@progressiverobot.com"
ACCOUNTS = f'[accounts]\ndigest_to = ["{HELEN}"]\n'
GENUINE = "mx.progressiverobot.com; dkim=pass header.d=progressiverobot.com; dmarc=pass"
SMALL = "Hello,\n\nplease find our PO 4500012345 for quote Q-2041, 9,000.00 GBP net.\n\nAnn\n"


@pytest.fixture
def sink(tmp_path: Path) -> Iterator[SmtpSink]:
    with SmtpSink(tmp_path / "sink") as server:
        yield server


@pytest.fixture
def office(tmp_path: Path, sink: SmtpSink) -> Office:
    """An order below its quote came, and the digest of the next morning says so."""
    office = Office(tmp_path / "office", settings=SMTP.format(port=sink.port) + ACCOUNTS)
    office.config.write_text(f"send = true\n{office.config.read_text('utf-8')}", "utf-8")
    office.save(invoices=(invoice("PR-2026-0001", 7_000),))
    office.receive(SMALL)
    office.run(later=timedelta(days=1))
    office.run()
    return office


def digest(sink: SmtpSink) -> EmailMessage:
    """Return the last digest that Helen got."""
    return [mail for mail in to_helen(sink) if str(mail["Subject"]).startswith("pobot,")][-1]


def answers(sink: SmtpSink) -> list[str]:
    """Return what pobot answered to Helen, oldest first."""
    mails = [mail for mail in to_helen(sink) if not str(mail["Subject"]).startswith("pobot,")]
    return [text(mail) for mail in mails]


def to_helen(sink: SmtpSink) -> list[EmailMessage]:
    every = [message_from_bytes(one.source, policy=default) for one in sink.accepted()]
    return [mail for mail in every if HELEN in str(mail["To"])]


def text(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def links(mail: EmailMessage) -> dict[str, tuple[str, str]]:
    """Return the prepared mails of a digest: first word -> subject and body."""
    page = mail.get_body(("html",))
    assert page is not None
    found = {}
    for href in re.findall(r'href="(mailto:[^"]+)"', str(page.get_content())):
        parts = urlsplit(href.replace("&amp;", "&"))
        assert unquote(parts.path) == "billing@progressiverobot.com"
        query = parse_qs(parts.query)
        found[query["subject"][0].split()[0]] = (query["subject"][0], query["body"][0])
    return found


def answer(office: Office, to: EmailMessage, words: str, **headers: str) -> None:
    """Let Helen answer a mail, with it quoted below."""
    quoted = "\n".join(f"> {line}" for line in text(to).splitlines())
    plain = {
        "From": f"Helen Marsh <{HELEN}>",
        "Authentication-Results": GENUINE,
        "In-Reply-To": str(to["Message-ID"]),
        "References": str(to["Message-ID"]),
    }
    body = f"{words}\n\nOn Wed, 25 Nov 2026 at 08:30, Progressive Robot wrote:\n{quoted}\n"
    office.receive(body, f"Re: {to['Subject']}", pdf=b"", **{**plain, **headers})


def state(office: Office) -> object:
    with opened_store(read_config(office.config)) as store:
        ledger = store.snapshot()
        return ledger.purchase_orders, ledger.invoices, store.order_entries()


def test_an_answer_in_plain_words_books_what_the_digest_showed(
    office: Office, sink: SmtpSink
) -> None:
    assert "9,000.00" in text(digest(sink))
    answer(office, digest(sink), "Approve 1\n\nThanks, Helen")
    office.run()
    assert office.orders()["4500012345"].status is OrderStatus.OPEN
    assert office.invoices()["PR-2026-0001"].po_number == "4500012345"
    (told,) = answers(sink)
    assert told.startswith("Done: 1 approved: record PO 4500012345 of Acme Foods Ltd, 9,000.00")
    assert office.reviews() == []


def test_a_prepared_mail_books_without_the_digest_around_it(office: Office, sink: SmtpSink) -> None:
    subject, body = links(digest(sink))["approve"]
    office.receive(body, subject, From=HELEN, Authentication_Results=GENUINE)
    office.run()
    assert office.orders()["4500012345"].status is OrderStatus.OPEN
    assert len(answers(sink)) == 1


def test_a_prepared_mail_without_a_body_is_read_by_its_subject(
    office: Office, sink: SmtpSink
) -> None:
    subject, _ = links(digest(sink))["reject"]
    office.receive("", subject, From=HELEN, Authentication_Results=GENUINE)
    office.run()
    assert office.reviews() == []
    assert "rejected: not to be booked" in answers(sink)[0]


@pytest.mark.parametrize(
    ("sender", "proof"),
    [
        ("eve@evil.example", "mx.progressiverobot.com; dmarc=pass header.from=evil.example"),
        ("ann@acme-foods.co.uk", "mx.progressiverobot.com; dkim=pass; spf=pass; dmarc=pass"),
        (HELEN, "mx.progressiverobot.com; dmarc=fail header.from=progressiverobot.com"),
        (HELEN, "mx.evil.example; dmarc=pass"),
        ("sofia@progressiverobot.com", GENUINE),
    ],
)
def test_a_token_in_other_hands_changes_nothing(
    office: Office, sink: SmtpSink, sender: str, proof: str
) -> None:
    before = state(office)
    subject, body = links(digest(sink))["approve"]
    office.receive(body, subject, From=sender, Authentication_Results=proof)
    office.run()
    assert state(office) == before
    assert not [mail for mail in sink.accepted() if "evil.example" in mail.recipient]


def test_who_writes_without_proof_is_told_at_the_address_on_file(
    office: Office, sink: SmtpSink
) -> None:
    before = state(office)
    subject, body = links(digest(sink))["approve"]
    office.receive(body, subject, From=HELEN, Authentication_Results="mx.evil.example; dmarc=pass")
    office.run()
    assert state(office) == before
    assert "our mail host does not say that the mail is really yours" in answers(sink)[0]


def test_a_token_is_good_once_and_for_seven_days(office: Office, sink: SmtpSink) -> None:
    subject, body = links(digest(sink))["approve"]
    office.clock.at += timedelta(days=8)
    office.receive(body, subject, From=HELEN, Authentication_Results=GENUINE)
    office.run()
    assert "the token was good until" in answers(sink)[0]
    assert office.orders() == {}
    fresh, words = links(digest(sink))["reject"]
    office.receive(words, fresh, From=HELEN, Authentication_Results=GENUINE)
    office.run()
    office.receive(f"{words}\nreally", fresh, From=HELEN, Authentication_Results=GENUINE)
    office.run()
    assert "its token was used before" in answers(sink)[-1]


def test_a_token_of_one_action_allows_no_other(office: Office, sink: SmtpSink) -> None:
    before = state(office)
    reject, _ = links(digest(sink))["reject"]
    token = reject[reject.index("[") :]
    revision = re.search(r"approve 1 ([0-9a-f]{8})", text(digest(sink)))
    assert revision
    office.receive(
        f"approve 1 {revision[1]}\n",
        f"approve 1 {token}",
        From=HELEN,
        Authentication_Results=GENUINE,
    )
    office.run()
    assert state(office) == before
    assert "not for this item, this action and this sender" in answers(sink)[0]


def test_a_forged_command_in_a_thread_of_ours_changes_nothing(
    office: Office, sink: SmtpSink
) -> None:
    before = state(office)
    answer(office, digest(sink), "approve 1", From="Helen Marsh <helen@progressive-robot.com>")
    answer(
        office,
        digest(sink),
        "approve 1",
        Authentication_Results="mx.progressiverobot.com; dmarc=fail",
    )
    office.run()
    assert state(office) == before
    assert answers(sink) == []


def test_what_is_quoted_below_orders_nothing_and_words_are_no_orders(
    office: Office, sink: SmtpSink
) -> None:
    before = state(office)
    answer(office, digest(sink), "Who knows what this is about?")
    office.run()
    assert state(office) == before


def test_several_orders_in_one_mail_are_done_one_by_one(office: Office, sink: SmtpSink) -> None:
    answer(office, digest(sink), "note 1 rang Ann\nreject 1 too small\napprove 99\npause nonsense")
    office.run()
    (told,) = answers(sink)
    assert [line.split(":")[0] for line in told.strip().splitlines()] == [
        "Done",
        "Done",
        "NOT DONE",
        "NOT DONE",
    ]
    assert office.reviews() == []


def test_a_command_mail_that_says_more_is_shown_to_a_person(office: Office, sink: SmtpSink) -> None:
    answer(office, digest(sink), "reject 1 too small\n\nAnd Ann rang: their new PO is 4500077001.")
    office.run()
    assert "it says more than that" in " ".join(office.reviews())


def test_an_order_that_a_colleague_passes_on_in_a_digests_thread_is_read_as_an_order(
    office: Office, sink: SmtpSink
) -> None:
    answer(
        office,
        digest(sink),
        "Note that Ann at Acme Foods gave me PO 4500077001 for Q-2041, 12,000.00 GBP net.",
    )
    office.run()
    with opened_store(read_config(office.config)) as store:
        last = store.messages_since(office.clock.at - timedelta(days=1))[-1]
    assert "4500077001" in last.judgement


def test_an_absence_notice_to_the_digest_orders_nothing(office: Office, sink: SmtpSink) -> None:
    before = state(office)
    answer(office, digest(sink), "approve 1", Auto_Submitted="auto-replied")
    office.run()
    assert state(office) == before
    assert answers(sink) == []
