"""Faults 9 to 14 and 19: folders and mails that vanish, change, lack their bytes, or are huge."""

import re
import threading
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from imapclient import IMAPClient

from bot.app.inbox import PATIENCE
from bot.domain.message import Location, RawMessage
from bot.stages.parse import EARLIEST, parse
from tests.faults.mails import order, order_text
from tests.faults.room import Room, room

pytestmark = [pytest.mark.dovecot, pytest.mark.timeout(300)]


@pytest.fixture
def scene() -> Iterator[Room]:
    with room() as opened:
        opened.set_up(invoices=120)
        yield opened


def test_a_folder_that_is_renamed_is_said_and_the_others_are_read(scene: Room) -> None:
    scene.mailbox = 'more_folders = ["Orders"]\n'
    scene.set_up(120)
    scene.scene.dovecot.deliver(scene.order(1), "Orders")
    scene.scene.dovecot.deliver(scene.order(2))
    assert scene.run() == [True]
    orders = scene.scene.dovecot.maildir / ".Orders"
    orders.rename(orders.with_name(".Renamed"))
    scene.scene.dovecot.deliver(scene.order(3))
    assert scene.run() == [False]
    assert len(scene.stored()) == 3
    assert "Orders: there is no such folder" in scene.errors()
    orders.with_name(".Renamed").rename(orders)
    assert scene.wrong() == []
    assert scene.errors() == ""


def test_a_body_that_is_nil_is_waited_for_and_holds_up_no_other(scene: Room) -> None:
    for number in range(1, 4):
        scene.scene.dovecot.deliver(scene.order(number))
    scene.proxy.rewrite = lambda chunk: re.sub(
        rb"BODY\[\] \{\d+\}\r\n[^)]*<m2@client\.example>[^)]*\)", b"BODY[] NIL)", chunk
    )
    scene.run(2)
    assert {m.rfc_message_id for m in scene.stored()} == {
        "<m1@client.example>",
        "<m3@client.example>",
    }
    scene.proxy.rewrite = lambda chunk: chunk
    assert scene.wrong() == []


def test_a_body_that_never_comes_is_told_to_a_person(scene: Room) -> None:
    scene.scene.dovecot.deliver(order(1))
    scene.proxy.rewrite = lambda chunk: re.sub(
        rb"BODY\[\] \{\d+\}\r\n[^)]*\)", b"BODY[] NIL)", chunk
    )
    scene.run(PATIENCE)
    assert any("gives no content" in subject for subject in scene.items())
    assert len(scene.scene.dovecot.files()) == 1


def test_news_of_flags_between_the_answers_are_no_mails(scene: Room) -> None:
    scene.scene.feed(5)
    scene.proxy.rewrite = lambda chunk: re.sub(
        rb"(?m)^(\* 1 FETCH)", rb"* 1 FETCH (FLAGS (\\Seen))\r\n\1", chunk
    )
    assert scene.wrong() == []


def test_mails_that_others_take_away_meanwhile_disturb_nothing(scene: Room) -> None:
    scene.scene.feed(40)
    stop, rounds = threading.Event(), []

    def colleague() -> None:
        with human(scene) as client:
            while not stop.is_set():
                client.append("INBOX", PRIVATE)
                with suppress(client.Error):  # pobot has just filed it
                    client.delete_messages(client.search(["SUBJECT", "private"]))
                    client.expunge()
                rounds.append(1)

    thread = threading.Thread(target=colleague)
    thread.start()
    while len(rounds) < 300:
        scene.run()
    stop.set()
    thread.join()
    seen = sum(m.subject == "private" for m in scene.stored())
    filed = sum(b"private" in mail for mail in scene.scene.dovecot.mails("Review"))
    filed += sum(b"private" in mail for mail in scene.scene.dovecot.mails("Ignored"))
    scene.scene.copies += filed
    wrong = [line for line in scene.wrong() if "mails fed" not in line]
    assert wrong == []
    assert len(scene.stored()) == len(scene.scene.fed) + seen


PRIVATE = b"From: me@progressiverobot.com\r\nSubject: private\r\n\r\nnot for pobot\r\n"


def test_mails_that_people_have_read_are_read_and_their_flags_stay(scene: Room) -> None:
    for number in range(1, 11):
        flags = "S" if number % 2 else "FS"
        scene.scene.dovecot.deliver(scene.order(number), flags=flags)
    scene.scene.seen = 10
    assert scene.wrong() == []
    assert sorted(scene.scene.dovecot.flags("Processed")) == ["FS"] * 5 + ["S"] * 5


def test_every_command_that_names_mails_names_them_by_uid(scene: Room) -> None:
    scene.scene.feed(20)
    assert scene.wrong() == []
    lines = scene.proxy.said.decode("latin-1").splitlines()
    words = [line.split(" ")[1:] for line in lines if len(line.split(" ")) > 1]
    verbs = {" ".join(w[:2]) if w[0] == "UID" else w[0] for w in words}
    assert {"UID FETCH", "UID MOVE", "UID SEARCH"} <= verbs
    assert verbs.isdisjoint({"FETCH", "STORE", "COPY", "MOVE", "SEARCH", "EXPUNGE", "CLOSE"})


def test_an_expunge_by_somebody_else_moves_no_other_mail(scene: Room) -> None:
    for number in range(1, 6):
        scene.scene.dovecot.deliver(scene.order(number))
    with scene.open() as work:
        work.intake.fetch()
        work.intake.settle()
        with human(scene) as client:
            client.delete_messages([client.search("ALL")[0]])
            client.expunge()
        work.intake.file()
    assert len(scene.scene.dovecot.mails("Processed")) == 4
    scene.scene.copies = -1
    assert scene.wrong() == []


def test_a_huge_mail_is_shown_by_its_header_and_not_fetched(scene: Room) -> None:
    scene.scene.dovecot.deliver(order(1, text=order_text(1, 60_000_000)))
    scene.scene.dovecot.deliver(scene.order(2))
    scene.run()
    assert scene.proxy.downstream_bytes < 100_000
    assert sorted(m.complete for m in scene.stored()) == [False, True]
    assert any("Purchase order" in subject for subject in scene.items())
    assert len(scene.scene.dovecot.mails("Review")) == 1


RECEIVED = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@given(st.one_of(st.text(max_size=60), st.datetimes().map(lambda d: d.isoformat())))
def test_any_date_header_is_a_date_near_the_arrival_or_before_or_none(date: str) -> None:
    head = f"From: a@client.test\r\nDate: {date}\r\nMessage-ID: <1@x>\r\n\r\n"
    source = head.encode("utf-8", "surrogatepass") + b"Our PO is 4711.\r\n"
    found = parse(RawMessage(Location("inbox", 1, 1), RECEIVED, source, len(source))).date
    assert found is None or EARLIEST <= found <= RECEIVED + timedelta(days=2)


@pytest.mark.parametrize(
    "date", ["Fri, 31 Dec 99999 23:59:59 +0000", "Mon, 1 Jan 2001 00:00:00 +9999", "yesterday", ""]
)
def test_an_impossible_date_neither_stops_nor_ages_a_mail(scene: Room, date: str) -> None:
    source = scene.order(1).replace(b"Mon, 23 Nov 2026 08:00:00 +0000", date.encode())
    scene.scene.dovecot.deliver(source, when=scene.clock.at.timestamp())
    assert scene.wrong() == []
    assert len(scene.replies()) == 1


def human(scene: Room) -> IMAPClient:
    """Return a colleague's connection to the inbox."""
    client = IMAPClient("127.0.0.1", scene.scene.dovecot.port, ssl=False, timeout=20)
    client.login(scene.scene.dovecot.user, scene.scene.dovecot.password)
    client.select_folder("INBOX")
    return client
