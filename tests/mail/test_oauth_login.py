"""IMAP and SMTP by access token: a Dovecot that looks tokens up, and real SMTP conversations."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from imapclient import IMAPClient

from bot.errors import LoginRefused, ServerGone, TokenRefused
from bot.mail.imap import ImapMailbox
from bot.mail.oauth import CachedToken
from bot.mail.oauth_http import TokenHttp
from bot.mail.oauth_microsoft import MicrosoftApp
from bot.mail.security import Credentials
from bot.mail.smtp import SmtpMailer
from bot.ports import Delivered
from tests.servers.dovecot import Dovecot
from tests.servers.embedded import plain
from tests.servers.letters import letter
from tests.servers.proxy import Proxy
from tests.servers.scripted import ScriptedServer
from tests.servers.smtp_sink import SmtpSink
from tests.servers.token_service import APP, SECRET, TENANT, Fault, TokenService

USER = "billing"
pytestmark = pytest.mark.dovecot


@dataclass
class Office:
    """A token service, and the token that both servers are logged in to with."""

    service: TokenService
    now: float = 0.0
    token: CachedToken = field(init=False)

    def __post_init__(self) -> None:
        http = TokenHttp(self.service.certificate.cert)
        app = MicrosoftApp(TENANT, APP, SECRET, authority=self.service.authority, http=http)
        self.token = CachedToken(app, ticking=lambda: self.now)

    @property
    def who(self) -> Credentials:
        """Return who pobot is."""
        return Credentials(USER, token=self.token)

    def mailbox(self, port: int) -> ImapMailbox:
        """Return the mailbox on a port of this machine."""
        return ImapMailbox("inbox", plain(port), self.who)

    def mailer(self, port: int) -> SmtpMailer:
        """Return the mailer to a port of this machine."""
        return SmtpMailer(plain(port), self.who)


@pytest.fixture
def office(service: TokenService) -> Office:
    return Office(service)


@pytest.fixture
def dovecot(office: Office, tmp_path: Path) -> Iterator[Dovecot]:
    with Dovecot(tmp_path / "imap", tokeninfo_url=office.service.tokeninfo_url) as running:
        yield running


@pytest.fixture
def sink(office: Office, tmp_path: Path) -> Iterator[SmtpSink]:
    with SmtpSink(tmp_path / "smtp", login=("", "")) as running:
        running.believes = lambda user, token: user == USER and office.service.holds(token)
        yield running


def asked(office: Office) -> int:
    return len(office.service.posts)


def test_mail_is_read_and_sent_with_one_token(
    office: Office, dovecot: Dovecot, sink: SmtpSink
) -> None:
    dovecot.deliver(b"Subject: PO 4711\r\n\r\nx\r\n")
    box, mailer = office.mailbox(dovecot.port), office.mailer(sink.port)
    box.uid_validity()
    assert len(box.arrivals(0)) == 1
    assert mailer.send(letter(), lambda: None).outcome is Delivered.ACCEPTED
    assert sink.logins == ["XOAUTH2"]
    assert asked(office) == 1
    box.close()
    mailer.close()


def test_where_only_oauthbearer_is_offered_that_is_used(
    office: Office, sink: SmtpSink, tmp_path: Path
) -> None:
    sink.hidden = ("XOAUTH2",)
    office.mailer(sink.port).probe()
    assert sink.logins == ["OAUTHBEARER"]
    url = office.service.tokeninfo_url
    with Dovecot(tmp_path / "imap", tokeninfo_url=url, mechanisms="oauthbearer") as server:
        box = office.mailbox(server.port)
        assert box.uid_validity()
        box.close()
        assert "method=OAUTHBEARER" in server.log()


def test_powers_that_are_announced_after_the_login_are_used(
    office: Office, dovecot: Dovecot
) -> None:
    box = office.mailbox(dovecot.port)
    with box._session.connection() as client:
        assert client.has_capability("MOVE")
    box.close()


def test_a_token_is_replaced_early_while_the_connection_stands_and_used_for_the_next(
    office: Office, dovecot: Dovecot
) -> None:
    with Proxy(dovecot.port) as line:
        box = office.mailbox(line.port)
        box.uid_validity()
        office.now += 3600 * 0.79
        box.uid_validity()
        assert asked(office) == 1
        office.now += 3600 * 0.01
        box.uid_validity()
        assert (asked(office), line.connections) == (2, 1)
        office.service.faults.append(Fault(503))
        line.disconnect()
        box.uid_validity()
        assert (asked(office), line.connections) == (2, 2)
        box.close()


def test_a_connection_that_stands_outlives_a_dead_secret(office: Office, dovecot: Dovecot) -> None:
    box = office.mailbox(dovecot.port)
    box.uid_validity()
    office.service.refused = (400, {"error": "invalid_client", "error_codes": [7000222]})
    office.now += 3500
    assert box.uid_validity()
    office.now += 700
    assert box.uid_validity()
    box.close()
    with pytest.raises(TokenRefused, match="the client secret has expired"):
        box.uid_validity()


def test_a_poll_goes_on_when_the_server_ends_the_session_with_its_token(
    office: Office, dovecot: Dovecot
) -> None:
    """As Exchange does: it says BYE, and takes the old token no more."""
    with Proxy(dovecot.port) as line:
        box = office.mailbox(line.port)
        box.uid_validity()
        office.now += 1800
        office.service.revoke()
        line.rewrite = bye_once(line)
        assert box.uid_validity()
        assert asked(office) == 2
        box.close()


def bye_once(line: Proxy) -> Callable[[bytes], bytes]:
    def rewrite(_chunk: bytes) -> bytes:
        line.rewrite = lambda chunk: chunk
        return b"* BYE Session invalidated - AccessTokenExpired\r\n"

    return rewrite


def test_a_token_that_was_revoked_between_polls_is_replaced_at_once(
    office: Office, dovecot: Dovecot, sink: SmtpSink
) -> None:
    box, mailer = office.mailbox(dovecot.port), office.mailer(sink.port)
    box.uid_validity()
    box.close()
    office.now += 600
    office.service.revoke()
    assert box.uid_validity()
    assert asked(office) == 2
    box.close()
    office.now += 600
    office.service.revoke()
    mailer.probe()
    assert asked(office) == 3
    assert sink.connections == 2


def test_a_fresh_token_that_is_refused_is_not_followed_by_others(
    office: Office, dovecot: Dovecot, sink: SmtpSink
) -> None:
    box, mailer = office.mailbox(dovecot.port), office.mailer(sink.port)
    office.token.read()
    office.service.revoke()
    for _ in range(3):
        with pytest.raises(LoginRefused, match=r"is the app let into this mailbox") as refused:
            box.uid_validity()
        with pytest.raises(LoginRefused, match=r"535 .*Set-CASMailbox for SMTP"):
            mailer.probe()
    assert asked(office) == 1
    assert office.token.read() not in str(refused.value)


def test_an_app_without_the_permission_is_told_which(office: Office, dovecot: Dovecot) -> None:
    office.service.roles = ()
    office.token.read()
    office.service.revoke()
    with pytest.raises(LoginRefused, match=r"the token lacks IMAP\.AccessAsApp"):
        office.mailbox(dovecot.port).uid_validity()


def test_a_token_for_another_mailbox_opens_none(office: Office, dovecot: Dovecot) -> None:
    office.service.user = "somebody-else"
    with pytest.raises(LoginRefused):
        office.mailbox(dovecot.port).uid_validity()


def test_without_a_token_no_server_is_bothered(
    office: Office, sink: SmtpSink, dovecot: Dovecot
) -> None:
    with Proxy(dovecot.port) as line:
        office.service.faults.append(Fault(503))
        with pytest.raises(ServerGone, match="HTTP 503"):
            office.mailbox(line.port).uid_validity()
        with pytest.raises(ServerGone, match="HTTP 503"):
            office.mailer(sink.port).send(letter(), lambda: None)
        office.now += 10
        office.service.refused = (400, {"error": "invalid_client", "error_codes": [7000222]})
        with pytest.raises(TokenRefused, match="the client secret has expired"):
            office.mailbox(line.port).uid_validity()
        with pytest.raises(TokenRefused, match="the client secret has expired"):
            office.mailer(sink.port).send(letter(), lambda: None)
        assert line.connections == 0
    assert sink.connections == 0
    assert asked(office) == 2


def test_mail_goes_on_with_the_old_token_while_the_service_is_away(
    office: Office, dovecot: Dovecot
) -> None:
    box = office.mailbox(dovecot.port)
    box.uid_validity()
    box.close()
    office.now += 3000
    office.service.faults.append(Fault(503))
    assert box.uid_validity()
    box.close()
    office.now += 6
    assert box.uid_validity()
    assert asked(office) == 3
    box.close()


def test_exchange_refuses_with_an_error_text_that_is_answered(office: Office) -> None:
    """The refusal comes as a challenge, and only an empty answer to it ends in a NO."""
    with Exchange("* OK The Microsoft Exchange IMAP4 service is ready.", {}) as server:
        with pytest.raises(LoginRefused, match=r"AUTHENTICATE failed"):
            office.mailbox(server.port).uid_validity()
        assert server.heard[-1] == ""
    assert asked(office) == 1


class Exchange(ScriptedServer):
    """Answers as Exchange does, tags included."""

    def _answer(self, line: str) -> str:
        tag, _, command = line.partition(" ")
        if command == "CAPABILITY":
            return f"* CAPABILITY IMAP4rev1 AUTH=XOAUTH2\r\n{tag} OK done\r\n"
        if command == "AUTHENTICATE XOAUTH2":
            self.script = {"tag": tag}
            return "+ \r\n"
        if line:
            return "+ eyJzdGF0dXMiOiI0MDAifQ==\r\n"
        return f"{self.script['tag']} NO AUTHENTICATE failed.\r\n"


def test_a_login_that_ends_because_the_token_has_expired_asks_for_another(office: Office) -> None:
    habits = {
        r"(\w+) CAPABILITY": "* CAPABILITY IMAP4rev1 AUTH=XOAUTH2\n\\1 OK done\n",
        r"(\w+) AUTHENTICATE XOAUTH2": "* BYE Session invalidated - AccessTokenExpired\n!",
    }
    office.token.read()
    office.now += 120
    with ScriptedServer("* OK ready", habits) as server, pytest.raises(ServerGone):
        office.mailbox(server.port).uid_validity()
    office.token.read()
    assert asked(office) == 2


def test_dovecot_knows_the_difference(office: Office, dovecot: Dovecot) -> None:
    """What is tested here would not be worth much if any token would do."""
    with IMAPClient("127.0.0.1", dovecot.port, ssl=False, timeout=10) as client:
        with pytest.raises(Exception, match="AUTHENTICATIONFAILED"):
            client.oauth2_login(USER, "no-token-of-ours")
        client.oauth2_login(USER, office.token.read())
