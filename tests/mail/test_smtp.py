"""What can go wrong between us and an SMTP server, and what becomes of it."""

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.errors import LoginRefused, ServerGone
from bot.mail.imap import ImapMailbox
from bot.mail.security import Credentials, Endpoint, Security, TokenFile
from bot.mail.smtp import SmtpMailer
from bot.ports import Delivered
from tests.servers.certificate import make_certificate
from tests.servers.dovecot import Dovecot
from tests.servers.embedded import plain
from tests.servers.letters import letter
from tests.servers.proxy import Break, Cut, Proxy
from tests.servers.scripted import ScriptedServer
from tests.servers.smtp_sink import Fault, Moment, SmtpSink, Way


def mailer(port: int, who: Credentials | None = None, read_timeout: float = 5.0) -> SmtpMailer:
    endpoint = plain(port, read_timeout=read_timeout)
    return SmtpMailer(endpoint, who, ehlo_name="localhost", final_reply_timeout=read_timeout)


def open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


@pytest.fixture
def sink(tmp_path: Path) -> Iterator[SmtpSink]:
    with SmtpSink(tmp_path / "sink") as running:
        yield running


@pytest.fixture
def proxy(sink: SmtpSink) -> Iterator[Proxy]:
    with Proxy(sink.port) as running:
        yield running


def test_one_connection_serves_a_batch(sink: SmtpSink) -> None:
    post = mailer(sink.port)
    for number in range(30):
        post.send(letter(str(number)), lambda: None)
    post.close()
    assert len(sink.accepted()) == 30
    assert sink.connections == 1


def test_a_connection_the_server_left_meanwhile_is_replaced(sink: SmtpSink, proxy: Proxy) -> None:
    post = mailer(proxy.port)
    assert post.send(letter("1"), lambda: None).outcome is Delivered.ACCEPTED
    proxy.disconnect()
    time.sleep(0.05)
    assert post.send(letter("2"), lambda: None).outcome is Delivered.ACCEPTED
    post.close()
    assert [kept.message_id for kept in sink.accepted()] == ["<1@us.test>", "<2@us.test>"]


@pytest.mark.parametrize("how", [Break.FIN, Break.RST, Break.GARBAGE])
@pytest.mark.parametrize("upstream", [True, False])
def test_a_connection_cut_at_any_byte_is_never_called_something_it_is_not(
    sink: SmtpSink, proxy: Proxy, how: Break, upstream: bool
) -> None:
    post = mailer(proxy.port)
    post.send(letter("0"), lambda: None)
    whole = proxy.upstream_bytes if upstream else proxy.downstream_bytes
    post.close()
    step = 3 if how is Break.FIN else 17
    for after in range(1, whole, step):
        proxy.cut = Cut(after, how, upstream)
        commits: list[int] = []
        post = mailer(proxy.port, read_timeout=2)
        name = f"{after}-{how}"
        try:
            outcome = post.send(letter(name), lambda done=commits: done.append(1)).outcome
        except ServerGone:
            outcome = Delivered.DEFERRED
        finally:
            post.close()
        # By name: a mail in doubt may still be on its way in while the next one goes out.
        arrived = letter(name).message_id in {kept.message_id for kept in sink.accepted()}
        if outcome is Delivered.DEFERRED:
            assert not arrived
            assert not commits
        else:
            assert commits
            assert outcome is Delivered.IN_DOUBT or arrived


def test_a_server_that_leaves_during_a_large_body_defers(sink: SmtpSink) -> None:
    commits: list[int] = []
    sink.faults.append(Fault(Moment.BODY, Way.DROP))
    post = mailer(sink.port)
    mail = letter("1", (b"x" * 70 + b"\r\n") * 90_000)
    assert post.send(mail, lambda: commits.append(1)).outcome is Delivered.DEFERRED
    assert not commits
    post.close()


def test_file_descriptors_stay_flat_over_two_hundred_failures(sink: SmtpSink, proxy: Proxy) -> None:
    post = mailer(proxy.port)
    post.send(letter("0"), lambda: None)
    post.close()
    time.sleep(0.1)
    before = open_files()
    for number in range(200):
        proxy.cut = Cut(1 + number)
        try:
            post.send(letter(str(number)), lambda: None)
        except ServerGone:
            continue
    post.close()
    time.sleep(0.2)
    assert open_files() <= before
    assert sink.connections > 200


def test_a_server_that_is_not_there_is_gone() -> None:
    with pytest.raises(ServerGone, match=r"127\.0\.0\.1:1"):
        mailer(1).send(letter(), lambda: None)


def test_a_refused_login_is_raised_without_the_password(tmp_path: Path) -> None:
    with SmtpSink(tmp_path, login=("billing", "s3cret")) as sink:
        post = mailer(sink.port, Credentials("billing", "wr0ng"))
        with pytest.raises(LoginRefused) as caught:
            post.send(letter(), lambda: None)
        assert "wr0ng" not in str(caught.value)
        assert sink.accepted() == ()


def test_a_password_beyond_ascii_works(tmp_path: Path) -> None:
    with SmtpSink(tmp_path, login=("billing", "pässwörd")) as sink:
        post = mailer(sink.port, Credentials("billing", "pässwörd"))
        assert post.send(letter(), lambda: None).outcome is Delivered.ACCEPTED
        post.close()


def test_a_token_is_fetched_at_each_connection(tmp_path: Path) -> None:
    token = tmp_path / "token"
    with SmtpSink(tmp_path / "sink", login=("billing", "fresh")) as sink:
        post = mailer(sink.port, Credentials("billing", token=TokenFile(token)))
        token.write_text("stale\n")
        with pytest.raises(LoginRefused):
            post.send(letter("1"), lambda: None)
        token.write_text("fresh\n")
        assert post.send(letter("1"), lambda: None).outcome is Delivered.ACCEPTED
        post.close()


def test_a_server_that_wants_a_login_is_no_reason_to_give_up_a_mail() -> None:
    habits = {
        "ehlo.*": "250 hi\n",
        "MAIL.*": "530 5.7.0 Authentication required\n",
        "rset": "250 ok\n",
    }
    with ScriptedServer("220 hi", habits) as server, pytest.raises(LoginRefused, match="530"):
        mailer(server.port).send(letter(), lambda: None)


def test_a_server_that_offers_only_login_gets_login() -> None:
    habits = {
        "ehlo.*": "250-hi\n250 AUTH LOGIN\n",
        "AUTH LOGIN dQ==": "334 UGFzc3dvcmQ6\n",
        "cA==": "235 in\n",
        "(MAIL|RCPT).*": "250 ok\n",
        "DATA": "354 go\n",
        r"\.": "250 taken\n",
        "quit": "221 bye\n!",
    }
    with ScriptedServer("220 hi", habits) as server:
        post = mailer(server.port, Credentials("u", "p"))
        assert post.send(letter(), lambda: None).outcome is Delivered.ACCEPTED
        post.close()


def test_a_login_that_nobody_asks_for_is_told() -> None:
    with (
        ScriptedServer("220 hi", {"ehlo.*": "250 hi\n"}) as server,
        pytest.raises(LoginRefused, match="offers no AUTH"),
    ):
        mailer(server.port, Credentials("u", "p")).send(letter(), lambda: None)


def test_a_login_refused_for_now_is_no_refusal() -> None:
    habits = {"ehlo.*": "250-hi\n250 AUTH PLAIN\n", "AUTH.*": "454 4.7.0 try later\n"}
    with ScriptedServer("220 hi", habits) as server, pytest.raises(ServerGone, match="454"):
        mailer(server.port, Credentials("u", "p")).send(letter(), lambda: None)


def test_an_answer_to_the_dot_that_means_nothing_leaves_doubt() -> None:
    habits = {
        "ehlo.*": "250 hi\n",
        "(MAIL|RCPT).*": "250 ok\n",
        "DATA": "354 go\n",
        r"\.": "250-never ending\nrubbish\n!",
    }
    with ScriptedServer("220 hi", habits) as server:
        receipt = mailer(server.port).send(letter(), lambda: None)
    assert receipt.outcome is Delivered.IN_DOUBT


def test_a_pipelined_body_that_nobody_wants_is_not_sent() -> None:
    habits = {
        "ehlo.*": "250-hi\n250 PIPELINING\n",
        "MAIL.*": "250 ok\n",
        "RCPT.*": "550 5.1.1 nobody\n",
        "DATA": "354 go\n",
    }
    with ScriptedServer("220 hi", habits) as server:
        receipt = mailer(server.port).send(letter(), lambda: pytest.fail("committed"))
        assert receipt.outcome is Delivered.REFUSED
        assert server.heard[-1] == "DATA"


def test_eight_bit_mail_goes_only_where_it_is_offered(sink: SmtpSink) -> None:
    mail = letter("1", "Grüße\r\n".encode())
    post = mailer(sink.port)
    assert post.send(mail, lambda: None).outcome is Delivered.ACCEPTED
    post.close()
    sink.eight_bit = False
    assert post.send(mail, lambda: None).outcome is Delivered.REFUSED
    post.close()
    (kept,) = sink.accepted()
    assert kept.source == mail.source
    assert "BODY=8BITMIME" in kept.options


def test_a_mail_that_ends_in_mid_line_is_ended(sink: SmtpSink) -> None:
    mail = letter("1", b"no line end")
    post = mailer(sink.port)
    post.send(mail, lambda: None)
    post.close()
    assert sink.accepted()[0].source == mail.source + b"\r\n"


def test_the_envelope_is_ours_and_not_the_headers(sink: SmtpSink) -> None:
    post = mailer(sink.port)
    post.send(replace(letter(), sender="bounces@us.test", recipient="x@client.test"), lambda: None)
    post.close()
    (kept,) = sink.accepted()
    assert (kept.sender, kept.recipient) == ("bounces@us.test", "x@client.test")


def test_no_mail_is_sent_where_starttls_is_not_offered() -> None:
    with ScriptedServer("220 hi", {"ehlo.*": "250-hi\n250 AUTH PLAIN\n"}) as server:
        endpoint = Endpoint("127.0.0.1", server.port, Security.STARTTLS)
        post = SmtpMailer(endpoint, Credentials("a", "b"), ehlo_name="localhost")
        with pytest.raises(ServerGone, match="STARTTLS"):
            post.send(letter(), lambda: None)
        assert server.heard == ["ehlo localhost"]


@pytest.mark.parametrize("security", [Security.TLS, Security.STARTTLS])
def test_a_server_nobody_vouches_for_gets_nothing(tmp_path: Path, security: Security) -> None:
    tls = security is Security.TLS
    with SmtpSink(tmp_path, certificate=make_certificate(tmp_path), implicit_tls=tls) as sink:
        post = SmtpMailer(Endpoint("localhost", sink.port, security), ehlo_name="localhost")
        with pytest.raises(ServerGone, match="certificate verify failed"):
            post.send(letter(), lambda: None)
        assert sink.accepted() == ()


@pytest.mark.dovecot
def test_doubt_is_resolved_by_the_sent_folder(sink: SmtpSink, tmp_path: Path) -> None:
    with Dovecot(tmp_path / "dovecot") as server:
        sink.on_accept = lambda source: server.deliver(source, "Sent")
        box = ImapMailbox("inbox", plain(server.port), Credentials(server.user, server.password))
        post = mailer(sink.port)
        for name, accepted in (("1", True), ("2", False)):
            sink.faults.append(Fault(Moment.DOT, Way.DROP, accepted=accepted))
            assert post.send(letter(name), lambda: None).outcome is Delivered.IN_DOUBT
            assert box.find_sent(letter(name).message_id) is accepted
        post.close()
        box.close()
