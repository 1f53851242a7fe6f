"""Hostile mails by the class: none changes anything, and none learns anything of a client."""

import csv
import json
import unicodedata
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest

from bot.domain.outgoing import OutboxRow
from bot.ports import StoredMessage
from tests.adversarial import (
    carriers,
    commands,
    injections,
    lookalikes,
    machines,
    spoofed,
    strangers,
    threads,
    unproven,
)
from tests.adversarial.harm import Leaks, changed, live_code, smuggled
from tests.adversarial.post import File, Mail
from tests.adversarial.world import PROOF, Attacked, attacked

CLASSES: dict[str, tuple[Mail, ...]] = {
    "a mail that our host found forged, or never vouched for": spoofed.FAILED,
    "a domain that looks like a client's": lookalikes.DOMAINS,
    "a display name that holds somebody's address or name": lookalikes.NAMES,
    "a Reply-To that leads elsewhere": lookalikes.REPLY_TO,
    "a forged thread": threads.FORGED_THREADS,
    "a forged command": commands.FORGED_COMMANDS,
    "a true token in the wrong hands": commands.STOLEN_TOKENS,
    "a stranger who knows a client's numbers": strangers.STRANGERS,
    "a client who writes of another client": strangers.ABOUT_OTHERS,
    "bank details, contacts, terms and fees": strangers.NEVER_BY_MAIL,
    "a line break in a header": injections.HEADERS,
    "code in a text": injections.TEXTS,
    "code in a file or its name": injections.FILES,
    "a forged portal": carriers.PORTALS,
    "a forged mail in a forward": carriers.FORWARDS,
    "a forged mail as an attachment": carriers.ATTACHED_MAILS,
    "a forged delivery report": machines.REPORTS,
    "an invitation or a receipt": machines.NOTICES,
    "a program that would answer for ever": machines.LOOPS,
}

EVERY = tuple(mail for mails in CLASSES.values() for mail in mails)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Attacked]:
    with attacked(tmp_path_factory.mktemp("attacked") / "office") as scene:
        yield scene


def test_there_are_three_hundred_attacks_and_each_has_its_own_name_and_words() -> None:
    everything = (*EVERY, *unproven.UNPROVEN)
    assert len(everything) >= 300
    assert len({mail.name for mail in everything}) == len(everything)
    said = [
        (mail.sender, mail.subject, mail.text, mail.html, mail.results, mail.headers, mail.files)
        for mail in everything
    ]
    assert len(set(said)) == len(said)


@pytest.mark.parametrize("kind", CLASSES)
def test_it_changes_nothing_and_learns_nothing(office: Attacked, kind: str) -> None:
    assert harm(office, CLASSES[kind]) == []


def test_where_proof_is_asked_for_a_registered_address_alone_changes_nothing(
    tmp_path: Path,
) -> None:
    with attacked(tmp_path / "office", PROOF) as scene:
        assert harm(scene, unproven.UNPROVEN) == []


def test_the_digest_shows_what_they_wrote_as_plain_text(office: Attacked) -> None:
    office.deliver((*injections.HEADERS, *injections.TEXTS, *injections.FILES))
    office.work()
    items = len(office.store.review_items())
    text, page = office.round.digest.preview(office.office.clock.at.date())
    assert items > 50
    assert live_code(page) == []
    shown = [c for c in text + page if unicodedata.category(c) in {"Cc", "Cf"} and c != "\n"]
    assert shown == []
    assert "1337" not in text


def test_a_hostile_order_that_is_booked_is_written_back_as_text(tmp_path: Path) -> None:
    mail = Mail(
        "an order with a formula for its name",
        '"=HYPERLINK(A1)" <formula@acme-foods.co.uk>',
        "PO 4500012345 is for PR-2026-7401.\n\n=cmd|' /C calc'!A0\n@SUM(1+1)",
        subject="=1+1 PO",
        files=(File("=1+1.txt", "+1+1", "text/plain"),),
    )
    with attacked(tmp_path / "office") as scene:
        assert harm(scene, (mail,)) != []
        rows = [
            cell
            for table in (scene.office.folder / "back").glob("*.csv")
            for row in csv.reader(StringIO(table.read_text("utf-8")))
            for cell in row
        ]
        text, page = scene.round.digest.preview(scene.office.clock.at.date())
    assert "4500012345" in rows
    assert [cell for cell in rows if cell.startswith(("=", "+", "@", "\t", "-"))] == []
    assert live_code(page) == []
    assert "4500012345" in text


def test_a_true_token_works_once_and_never_again(tmp_path: Path) -> None:
    with attacked(tmp_path / "office") as scene:
        paused = harm(scene, (commands.TRUE_TOKEN,))
        assert any("PR-2026-7431" in what for what in paused)
        assert harm(scene, (commands.RESUMED,)) != []
        assert harm(scene, (commands.REPLAYED,)) == []


def harm(office: Attacked, mails: tuple[Mail, ...]) -> list[str]:
    """Send mails; return each harm done, with the name of the mail that did it."""
    before, written = office.state(), {row.row_id for row in office.outbox()}
    office.deliver(mails)
    office.work()
    news = [row for row in office.outbox() if row.row_id not in written]
    settled = office.settled()
    found = [f"{mail.name}: never settled" for mail in mails if mail.name not in settled]
    for mail in mails:
        if row := settled.get(mail.name):
            found += [f"{mail.name}: {what}" for what in _done(office, mail, row, news)]
    # Whatever no mail owns up to is found here.
    return found + changed(before, office.state())


def _done(office: Attacked, mail: Mail, row: StoredMessage, news: list[OutboxRow]) -> list[str]:
    """Return what one mail did."""
    if not row.judgement:
        return [f"quarantined: {row.last_error[-300:]}"]
    proven, leaks = mail.results is None, Leaks(office.books)
    found = [f"changes {change['kind']}" for change in json.loads(row.judgement).get("changes", ())]
    source = office.store.source(row).source
    for answer in news:
        if answer.mail.idem_key.rpartition(":")[2] != row.content_key:
            continue
        if not mail.trusted:
            found.append(f"is answered: {answer.mail.recipient}: {answer.mail.subject}")
        if mail.trusted and answer.mail.recipient.lower() != mail.address:
            found.append(f"is answered at {answer.mail.recipient}")
        found += [f"learns {what}" for what in leaks.told(answer.mail, source, proven=proven)]
        found += [f"smuggles {what}" for what in smuggled(answer.mail)]
    return found
