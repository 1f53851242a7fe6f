"""What can go wrong between us and an IMAP server, and what becomes of it."""

import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.errors import LoginRefused, Permanent, ServerGone, Transient
from bot.mail.imap import ImapMailbox
from bot.mail.security import Credentials, Endpoint, Security
from bot.ports import Filing
from tests.servers.certificate import Certificate, make_certificate
from tests.servers.dovecot import Dovecot
from tests.servers.embedded import plain
from tests.servers.proxy import Break, Cut, Proxy

LIMIT = 100_000
pytestmark = pytest.mark.dovecot


def mail(name: str, body: str = "Our PO is 4711.") -> bytes:
    return f"From: a@client.test\r\nMessage-ID: <{name}@x>\r\n\r\n{body}\r\n".encode()


def mailbox(server: Dovecot, port: int = 0, read_timeout: float = 20.0) -> ImapMailbox:
    endpoint = plain(port or server.port, read_timeout=read_timeout)
    return ImapMailbox("inbox", endpoint, Credentials(server.user, server.password))


def everything(box: ImapMailbox) -> list[bytes]:
    box.uid_validity()
    return [raw.source for raw in box.fetch(box.arrivals(0), LIMIT)]


def open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Dovecot]:
    with Dovecot(tmp_path) as running:
        yield running


@pytest.fixture
def proxy(server: Dovecot) -> Iterator[Proxy]:
    with Proxy(server.port) as running:
        yield running


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return make_certificate(tmp_path_factory.mktemp("tls"))


@pytest.mark.timeout(300)
@pytest.mark.parametrize(("how", "step"), [(Break.FIN, 5), (Break.RST, 37), (Break.GARBAGE, 23)])
def test_a_connection_cut_at_any_byte_never_truncates_a_mail(
    server: Dovecot, proxy: Proxy, how: Break, step: int
) -> None:
    sources = [mail(str(number), "x" * 200) for number in range(4)]
    for source in sources:
        server.deliver(source)
    box = mailbox(server, proxy.port)
    assert everything(box) == sources
    whole = proxy.downstream_bytes
    box.close()
    failures = 0
    for after in range(1, whole + step, step):
        proxy.cut = Cut(after, how)
        box = mailbox(server, proxy.port)
        try:
            assert everything(box) == sources
        except ServerGone:
            failures += 1
        finally:
            box.close()
    assert failures >= 0.9 * (whole // step)  # the server's chatter varies by some bytes


def test_a_connection_cut_while_filing_leaves_each_mail_in_one_place(
    server: Dovecot, proxy: Proxy
) -> None:
    for number in range(30):
        server.deliver(mail(f"{number:02}"))
    box = mailbox(server, proxy.port)
    box.uid_validity()
    arrivals = box.arrivals(0)
    box.close()
    for index, arrival in enumerate(arrivals):
        proxy.cut = Cut(700 + index * 11)
        try:
            box.file(arrival.location, Filing.PROCESSED)
        except ServerGone:
            proxy.cut = None
            box.file(arrival.location, Filing.PROCESSED)
        box.close()
    assert server.mails() == ()
    assert len(server.mails("Processed")) == 30


def test_a_silent_server_counts_as_gone_after_the_timeout(server: Dovecot, proxy: Proxy) -> None:
    server.deliver(mail("1"))
    proxy.cut = Cut(600, Break.STALL)
    box = mailbox(server, proxy.port, read_timeout=1.5)
    began = time.monotonic()
    with pytest.raises(ServerGone, match="timed out"):
        everything(box)
    assert time.monotonic() - began < 10
    proxy.cut = None
    assert everything(box) == [mail("1")]
    box.close()


def test_file_descriptors_stay_flat_over_two_hundred_failures(
    server: Dovecot, proxy: Proxy
) -> None:
    server.deliver(mail("1"))
    box = mailbox(server, proxy.port)
    everything(box)
    box.close()
    time.sleep(0.1)
    before = open_files()
    for number in range(200):
        proxy.cut = Cut(50 + number * 4)
        with pytest.raises(Transient):
            everything(box)
    time.sleep(0.2)
    assert open_files() <= before


def test_a_server_that_is_not_there_is_gone(tmp_path: Path) -> None:
    del tmp_path
    box = ImapMailbox("inbox", plain(1), Credentials("a", "b"))
    with pytest.raises(ServerGone, match=r"127\.0\.0\.1:1"):
        box.uid_validity()


def test_a_restarted_server_is_found_again_without_a_word(server: Dovecot) -> None:
    server.deliver(mail("1"))
    box = mailbox(server)
    validity = box.uid_validity()
    server.restart()
    assert box.uid_validity() == validity
    assert everything(box) == [mail("1")]
    box.close()


def test_a_refused_login_says_who_and_where_but_not_the_password(server: Dovecot) -> None:
    box = ImapMailbox("inbox", plain(server.port), Credentials(server.user, "wr0ng-secret"))
    with pytest.raises(LoginRefused) as caught:
        box.uid_validity()
    assert server.user in str(caught.value)
    assert "wr0ng-secret" not in str(caught.value)


def test_a_password_beyond_ascii_works(tmp_path: Path) -> None:
    server = Dovecot(tmp_path)
    server.password = "pässwörd"
    with server:
        box = mailbox(server)
        assert box.uid_validity()
        box.close()


def test_a_missing_folder_is_permanent(server: Dovecot) -> None:
    who = Credentials(server.user, server.password)
    box = ImapMailbox("inbox", plain(server.port), who, folder="No/Such Folder")
    with pytest.raises(Permanent, match="No/Such Folder"):
        box.uid_validity()


def test_folders_have_any_name(server: Dovecot) -> None:
    names = {Filing.PROCESSED: "pobot/Erledigt für März", Filing.REVIEW: "R", Filing.IGNORED: "I"}
    who = Credentials(server.user, server.password)
    box = ImapMailbox("inbox", plain(server.port), who, filing=names)
    server.deliver(mail("1"))
    box.uid_validity()
    (arrival,) = box.arrivals(0)
    assert box.file(arrival.location, Filing.PROCESSED)
    box.close()
    filed = ImapMailbox("filed", plain(server.port), who, folder=names[Filing.PROCESSED])
    assert everything(filed) == [mail("1")]
    filed.close()


@pytest.mark.parametrize(("capabilities", "left"), [("IMAP4rev1 UIDPLUS", 1), ("IMAP4rev1", 2)])
def test_without_move_a_mail_is_copied_and_only_that_one_expunged(
    tmp_path: Path, capabilities: str, left: int
) -> None:
    with Dovecot(tmp_path, capabilities=capabilities) as server:
        server.deliver(mail("1"))
        server.deliver(mail("2"), flags="T")  # somebody else marked it as deleted
        box = mailbox(server)
        box.uid_validity()
        first, _ = box.arrivals(0)
        assert box.file(first.location, Filing.PROCESSED)
        assert not box.file(first.location, Filing.PROCESSED)
        box.close()
        assert server.mails("Processed") == (mail("1"),)
        assert len(server.mails()) == left
        assert mail("2") in server.mails()


def test_uids_given_anew_between_two_calls_are_noticed(server: Dovecot) -> None:
    server.deliver(mail("1"))
    box = mailbox(server)
    box.uid_validity()
    server.renumber()
    with pytest.raises(ServerGone):  # the connection was lost
        box.arrivals(0)
    with pytest.raises(ServerGone, match="UIDVALIDITY"):
        box.arrivals(0)
    box.uid_validity()
    assert len(box.arrivals(0)) == 1
    box.close()


def test_a_body_that_is_nil_is_left_out_and_seen_again(server: Dovecot, proxy: Proxy) -> None:
    for number in range(3):
        server.deliver(mail(str(number)))
    box = mailbox(server, proxy.port)
    proxy.rewrite = lambda chunk: re.sub(
        rb"BODY\[\] \{\d+\}\r\n[^)]*<1@x>[^)]*\)", b"BODY[] NIL)", chunk
    )
    assert everything(box) == [mail("0"), mail("2")]
    assert everything(box) == [mail("0"), mail("2")]
    proxy.rewrite = lambda chunk: chunk
    assert everything(box) == [mail("0"), mail("1"), mail("2")]
    box.close()


def test_a_body_of_another_size_counts_only_when_it_stays_the_same(
    server: Dovecot, proxy: Proxy
) -> None:
    server.deliver(mail("1"))
    box = mailbox(server, proxy.port)
    proxy.rewrite = lambda chunk: re.sub(
        rb"BODY\[\] \{\d+\}\r\n[^)]*\)", b"BODY[] {12}\r\nSubject: x\r\n)", chunk
    )
    assert everything(box) == []
    assert everything(box) == [b"Subject: x\r\n"]
    proxy.rewrite = lambda chunk: re.sub(
        rb"BODY\[\] \{\d+\}\r\n[^)]*\)", b"BODY[] {10}\r\nSubject: y)", chunk
    )
    assert everything(box) == []
    proxy.rewrite = lambda chunk: chunk
    assert everything(box) == [mail("1")]
    box.close()


def test_a_colleague_who_expunges_all_the_time_disturbs_nothing(server: Dovecot) -> None:
    sources = [mail(f"{number:03}") for number in range(60)]
    for source in sources:
        server.deliver(source)
    box = mailbox(server)
    box.uid_validity()
    arrivals = box.arrivals(0)
    for number in range(0, 60, 3):
        server.remove(sources[number])
        got = [raw.source for raw in box.fetch(arrivals, LIMIT)]
        assert got == [s for i, s in enumerate(sources) if i % 3 or i > number]
    box.close()


def test_a_saved_copy_is_found(server: Dovecot) -> None:
    box = mailbox(server)
    box.save_sent(mail("out"))
    assert server.flags("Sent") == ("S",)
    assert box.find_sent("<out@x>")
    box.close()


def test_a_copy_to_ourselves_is_found_wherever_it_was_filed(server: Dovecot) -> None:
    who = Credentials(server.user, server.password)
    box = ImapMailbox("inbox", plain(server.port), who, copies_to_self=True)
    server.deliver(mail("out"))
    assert box.find_sent("<out@x>")
    box.uid_validity()
    (arrival,) = box.arrivals(0)
    box.file(arrival.location, Filing.IGNORED)
    assert box.find_sent("<out@x>")
    assert not box.find_sent("<other@x>")
    box.close()


@pytest.mark.parametrize("security", [Security.TLS, Security.STARTTLS])
def test_encrypted_connections_verify_the_server(
    tmp_path: Path, certificate: Certificate, security: Security
) -> None:
    with Dovecot(tmp_path, certificate=certificate) as server:
        server.deliver(mail("1"))
        port = server.tls_port if security is Security.TLS else server.port
        who = Credentials(server.user, server.password)
        trusted = Endpoint("localhost", port, security, certificate.cert)
        box = ImapMailbox("inbox", trusted, who)
        assert everything(box) == [mail("1")]
        box.close()
        stranger = ImapMailbox("inbox", Endpoint("localhost", port, security), who)
        with pytest.raises(ServerGone, match="certificate verify failed"):
            stranger.uid_validity()
