"""What a poll asks of the server: little, and no more in a large folder than in a small one."""

from collections.abc import Iterator

import pytest

from bot.mail import imap
from bot.mail.imap import ImapMailbox
from bot.mail.security import Credentials, Endpoint, Security
from tests.servers.scripted import ScriptedServer

ITEM = 'UID 7 RFC822.SIZE 10 INTERNALDATE "02-Mar-2026 13:00:00 +0100"'
HABITS = {
    r"(\w+) CAPABILITY": "* CAPABILITY IMAP4rev1\n\\1 OK done\n",
    r"(\w+) LOGIN .*": "\\1 OK done\n",
    r"(\w+) SELECT .*": "* 9 EXISTS\n* OK [UIDVALIDITY 5]\n\\1 OK [READ-WRITE]\n",
    r"(\w+) NOOP": "\\1 OK done\n",
    r"(\w+) UID FETCH .*": f"* 4 FETCH ({ITEM})\n\\1 OK done\n",
    r"(\w+) LOGOUT": "* BYE\n\\1 OK done\n!",
}


@pytest.fixture
def server() -> Iterator[ScriptedServer]:
    with ScriptedServer("* OK [CAPABILITY IMAP4rev1] ready", HABITS) as running:
        yield running


def mailbox(server: ScriptedServer) -> ImapMailbox:
    endpoint = Endpoint("127.0.0.1", server.port, Security.NONE)
    return ImapMailbox("inbox", endpoint, Credentials("a", "b"))


def commands(server: ScriptedServer) -> list[str]:
    words = (line.split(" ", 1)[1] for line in server.heard)
    return [each for each in words if each.startswith(("SELECT", "NOOP", "UID FETCH"))]


def poll(box: ImapMailbox) -> None:
    assert box.uid_validity() == 5
    assert box.arrivals(7) == ()


def test_a_folder_that_is_selected_is_only_asked_for_news(server: ScriptedServer) -> None:
    box = mailbox(server)
    for _ in range(3):
        poll(box)
    box.close()
    fetch = "UID FETCH 8:* (UID RFC822.SIZE INTERNALDATE)"
    assert commands(server) == ['SELECT "INBOX"', fetch, "NOOP", fetch, "NOOP", fetch]


def test_a_folder_is_selected_again_now_and_then(
    server: ScriptedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imap, "SELECTED_SECONDS", 0.0)
    box = mailbox(server)
    poll(box)
    poll(box)
    box.close()
    assert [each.split(" ")[0] for each in commands(server)] == ["SELECT", "UID"] * 2


def test_whoever_lists_again_without_a_poll_gets_what_came_since(server: ScriptedServer) -> None:
    box = mailbox(server)
    poll(box)
    box.arrivals(7)
    box.close()
    assert [each.split(" ")[0] for each in commands(server)] == ["SELECT", "UID", "NOOP", "UID"]
