"""What IMAP servers do only on bad days, and what becomes of it."""

import base64
from pathlib import Path

import pytest

from bot.errors import Permanent, ServerGone
from bot.mail.imap import ImapMailbox
from bot.mail.security import Credentials, Endpoint, Security, TokenFile
from tests.servers.embedded import plain
from tests.servers.scripted import ScriptedServer

GREETING = "* OK [CAPABILITY IMAP4rev1] hello"
HABITS = {
    r"(\w+) CAPABILITY": "* CAPABILITY IMAP4rev1\n\\1 OK done\n",
    r"(\w+) LOGIN .*": "\\1 OK in\n",
    r"(\w+) LOGOUT": "* BYE\n\\1 OK done\n!",
}


def test_no_password_is_sent_where_starttls_is_not_offered() -> None:
    with ScriptedServer(GREETING, HABITS) as server:
        endpoint = Endpoint("127.0.0.1", server.port, Security.STARTTLS)
        with pytest.raises(ServerGone, match="STARTTLS"):
            ImapMailbox("inbox", endpoint, Credentials("a", "s3cret")).uid_validity()
        assert not any("LOGIN" in line or "s3cret" in line for line in server.heard)


def test_a_server_that_hangs_up_during_login_has_not_refused_it() -> None:
    habits = HABITS | {r"(\w+) LOGIN .*": "* BYE AccessTokenExpired\n!"}
    with ScriptedServer(GREETING, habits) as server:
        box = ImapMailbox("inbox", plain(server.port), Credentials("a", "b"))
        with pytest.raises(ServerGone):
            box.uid_validity()


def test_a_server_too_busy_for_a_login_has_not_refused_it() -> None:
    habits = HABITS | {r"(\w+) LOGIN .*": "\\1 NO [UNAVAILABLE] later\n"}
    with ScriptedServer(GREETING, habits) as server:
        box = ImapMailbox("inbox", plain(server.port), Credentials("a", "b"))
        with pytest.raises(ServerGone, match="UNAVAILABLE"):
            box.uid_validity()


def test_an_existing_folder_that_cannot_be_selected_now_is_not_missing() -> None:
    habits = HABITS | {
        r"(\w+) SELECT .*": "\\1 BAD User is authenticated but not connected.\n",
        r"(\w+) LIST .*": '* LIST () "/" INBOX\n\\1 OK done\n',
    }
    with ScriptedServer(GREETING, habits) as server:
        box = ImapMailbox("inbox", plain(server.port), Credentials("a", "b"))
        with pytest.raises(ServerGone, match="not connected"):
            box.uid_validity()


def test_a_folder_without_uids_cannot_be_used() -> None:
    habits = HABITS | {r"(\w+) SELECT .*": "* 0 EXISTS\n\\1 OK [READ-WRITE]\n"}
    with ScriptedServer(GREETING, habits) as server:
        box = ImapMailbox("inbox", plain(server.port), Credentials("a", "b"))
        with pytest.raises(Permanent, match="UIDVALIDITY"):
            box.uid_validity()


def test_flags_that_change_meanwhile_are_no_arrivals() -> None:
    item = 'UID 7 RFC822.SIZE 10 INTERNALDATE "02-Mar-2026 13:00:00 +0100"'
    habits = HABITS | {
        r"(\w+) SELECT .*": "* 9 EXISTS\n* OK [UIDVALIDITY 5]\n\\1 OK [READ-WRITE]\n",
        r"(\w+) NOOP": "* 9 FETCH (FLAGS (\\\\Seen))\n\\1 OK done\n",
        r"(\w+) UID FETCH .*": f"* 3 FETCH (FLAGS ())\n* 4 FETCH ({item})\n\\1 OK done\n",
    }
    with ScriptedServer(GREETING, habits) as server:
        box = ImapMailbox("inbox", plain(server.port), Credentials("a", "b"))
        box.uid_validity()
        assert [arrival.location.uid for arrival in box.arrivals(2)] == [7]
        box.close()


def test_a_token_is_fetched_at_each_connection(tmp_path: Path) -> None:
    habits = HABITS | {
        r"(\w+) AUTHENTICATE XOAUTH2": "+ \n",
        r"[A-Za-z0-9+/=]{20,}": "",
        r"(\w+) SELECT .*": "* OK [UIDVALIDITY 5]\n\\1 OK [READ-WRITE]\n",
    }
    token = tmp_path / "token"
    with ScriptedServer(GREETING, habits) as server:
        who = Credentials("billing@us.test", token=TokenFile(token))
        box = ImapMailbox("inbox", plain(server.port, read_timeout=0.2), who)
        for value in ("first", "second"):
            token.write_text(value)
            with pytest.raises(ServerGone):
                box.uid_validity()

        sent = [base64.b64decode(line) for line in server.heard if len(line) > 30]
    head = b"user=billing@us.test\x01auth=Bearer "
    assert sent == [head + b"first\x01\x01", head + b"second\x01\x01"]
