"""A day with programs that answer every mail of ours: two mails to each, and one line about it."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, timedelta
from decimal import Decimal
from mailbox import Maildir
from pathlib import Path

import pytest

from bot.domain.ledger import (
    Client,
    ClientId,
    Contact,
    Engagement,
    EngagementId,
    Invoice,
    InvoiceNumber,
    InvoiceStatus,
    PoPolicy,
    Snapshot,
)
from tests.adversarial.post import Mail
from tests.adversarial.responders import (
    Away,
    Echo,
    Holiday,
    QuotingEcho,
    Responder,
    Storm,
    Talker,
    parsed,
)
from tests.adversarial.world import Attacked, working
from tests.servers.smtp_sink import SmtpSink

HOSTILE: tuple[type[Responder], ...] = (Echo, QuotingEcho, Away, Holiday, Talker, Storm)
MOST_MAILS = 2
EVERY = timedelta(minutes=30)
ACCOUNTS = "accounts@progressiverobot.com"
TALKER = "ap@talker-mills.example"
"""Every mail of theirs has new words, so each is shown: there are no more than our mails."""


def responders() -> list[Responder]:
    return [kind(f"ap@{kind.__name__.lower()}-mills.example") for kind in HOSTILE]


def books(owed: bool) -> Snapshot:
    """Return a client for each responder, with or without an invoice long overdue."""
    names = [kind.__name__.lower() for kind in HOSTILE]
    return Snapshot(
        clients=tuple(
            Client(
                ClientId(name),
                f"{name.title()} Mills Ltd",
                domains=(f"{name}-mills.example",),
                po_policy=PoPolicy.REQUIRED,
                currency="GBP",
                language="en",
                country="GB",
            )
            for name in names
        ),
        contacts=tuple(
            Contact(ClientId(name), "Accounts", f"ap@{name}-mills.example", "finance")
            for name in names
        ),
        engagements=tuple(
            Engagement(
                EngagementId(f"ENG-80{n:02d}"),
                ClientId(name),
                f"Mill {n}",
                value=Decimal(900),
                currency="GBP",
                account_manager="sofia@progressiverobot.com",
                project_manager="daniel@progressiverobot.com",
            )
            for n, name in enumerate(names)
        ),
        invoices=tuple(
            Invoice(
                InvoiceNumber(f"PR-2026-80{n:02d}"),
                EngagementId(f"ENG-80{n:02d}"),
                issued_on=date(2026, 9, 28),
                net=Decimal(900),
                tax=Decimal(180),
                gross=Decimal(1080),
                currency="GBP",
                status=InvoiceStatus.ISSUED if owed else InvoiceStatus.PAID,
                po_number=f"45000800{n:02d}",
            )
            for n in range(len(names))
        ),
    )


@contextmanager
def day(folder: Path, *, owed: bool) -> Iterator[tuple[Attacked, SmtpSink]]:
    """Give an office that really sends, to a server that takes everything."""
    with SmtpSink(folder / "sink") as sink:
        settings = (
            f'[smtp]\nhost = "127.0.0.1"\nport = {sink.port}\nsecurity = "none"\n'
            f'[accounts]\ndigest_to = ["{ACCOUNTS}"]\n'
        )
        with working(folder / "office", settings, books(owed), send=True) as office:
            yield office, sink


def live(office: Attacked, sink: SmtpSink, hostile: Sequence[Responder]) -> dict[str, int]:
    """Let a day pass in which each mail of ours is answered; return the mails to each."""
    inbox = Maildir(office.office.folder / "inbox")
    end, answered = office.office.clock.at + timedelta(days=1), 0
    while office.office.clock.at < end:
        for ours in sink.accepted()[answered:]:
            answered += 1
            for responder in hostile:
                if ours.recipient == responder.address:
                    mail = parsed(ours.source)
                    for answer in responder.answers(mail, office.office.clock.at):
                        inbox.add(answer)
        assert office.round.everything()
        office.office.clock.at += EVERY
    recipients = [ours.recipient for ours in sink.accepted()]
    return {responder.address: recipients.count(responder.address) for responder in hostile}


def digests(sink: SmtpSink) -> list[str]:
    """Return the digests that went out, as text."""
    mails = [parsed(ours.source) for ours in sink.accepted() if ours.recipient == ACCOUNTS]
    bodies = [mail.get_body(("plain",)) for mail in mails]
    return [str(body.get_content()) for body in bodies if body is not None]


def test_when_our_reminder_begins_each_gets_two_mails_and_one_line_in_the_digest(
    tmp_path: Path,
) -> None:
    hostile = responders()
    with day(tmp_path, owed=True) as (office, sink):
        counts = live(office, sink, hostile)
        lines = digests(sink)[-1].splitlines()
    assert {who for who, n in counts.items() if n not in {1, MOST_MAILS}} == set()
    assert hostile[-1].sent >= 1000
    told = told_of(hostile, lines)
    assert {who for who, said in told.items() if len(said) > 1} <= {TALKER}
    # Who says in words that are known to be away is no matter for a person.
    assert {who for who, said in told.items() if not said} <= {"ap@holiday-mills.example"}


def test_when_their_own_mail_begins_each_gets_two_mails_and_one_line_more_in_the_digest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Storm, "reports", 50)
    hostile = responders()
    with day(tmp_path, owed=False) as (office, sink):
        office.deliver(
            Mail(f"{who.address} asks", who.address, "When will you come?", f"Visit {n}")
            for n, who in enumerate(hostile)
        )
        counts = live(office, sink, hostile)
        lines = digests(sink)[-1].splitlines()
    assert {who for who, n in counts.items() if n not in {1, MOST_MAILS}} == set()
    own_and_one = 2
    told = told_of(hostile, lines)
    assert {who for who, said in told.items() if len(said) > own_and_one} <= {TALKER}


def told_of(hostile: Sequence[Responder], lines: Sequence[str]) -> dict[str, list[str]]:
    """Return the lines of a digest that begin something about each responder."""
    return {
        who.address: [line for line in lines if who.address in line and _begins(line)]
        for who in hostile
    }


def _begins(line: str) -> bool:
    """Return whether a line is a matter of its own, and no reason below one."""
    return line.startswith("  ") and not line.startswith("      ")
