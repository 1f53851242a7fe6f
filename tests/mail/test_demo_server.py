"""The demo's server gives back what it got."""

import logging

import pytest

from bot.mail.imap import ImapMailbox
from bot.mail.security import Credentials
from bot.mail.smtp import SmtpMailer
from bot.ports import Delivered
from tests.servers.embedded import CREDENTIALS, PASSWORD, USER, embedded, plain
from tests.servers.letters import letter


def test_what_is_sent_reaches_the_client_and_our_sent_folder_but_not_our_inbox() -> None:
    with embedded() as server:
        post = SmtpMailer(plain(server.smtp_port), CREDENTIALS, ehlo_name="localhost")
        assert post.send(letter(), lambda: None).outcome is Delivered.ACCEPTED
        post.close()
        (sent,) = server.sent()
        assert (sent.sender, sent.recipients) == ("billing@us.test", ("ap@client.test",))
        assert sent.source == letter().source
        assert server.mails(of="ap@client.test") == (letter().source,)
        assert server.mails("Sent", of="billing@us.test") == (letter().source,)
        assert server.mails(of=USER) == ()


def test_clients_can_look_into_their_own_mailbox() -> None:
    with embedded() as server:
        server.deliver(letter().source, to="ap@client.test")
        who = Credentials("ap@client.test", PASSWORD)
        box = ImapMailbox("client", plain(server.imap_port), who)
        box.uid_validity()
        assert len(box.arrivals(0)) == 1
        box.close()


def test_it_starts_and_stops_often_and_says_nothing(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        for _ in range(5):
            with embedded() as server:
                server.deliver(letter().source)
    assert caplog.records == []
