"""Encryption is the default, and secrets stay secret."""

from pathlib import Path

import pytest

from bot.errors import LoginRefused, Permanent
from bot.mail.security import (
    Credentials,
    Endpoint,
    Security,
    TokenCommand,
    TokenFile,
    is_loopback,
)


def test_encryption_is_the_default_and_verifies() -> None:
    endpoint = Endpoint("imap.example.com", 993)
    assert endpoint.security is Security.TLS
    assert endpoint.tls().check_hostname
    assert endpoint.tls() is Endpoint("smtp.example.com", 465).tls()


@pytest.mark.parametrize("host", ["127.0.0.1", "127.9.9.9", "::1", "localhost", "LOCALHOST."])
def test_this_machine_may_be_spoken_to_unencrypted(host: str) -> None:
    assert is_loopback(host)
    Endpoint(host, 143, Security.NONE)


@pytest.mark.parametrize(
    "host",
    ["mail.example.com", "10.0.0.1", "localhost.example.com", "0.0.0.0", "::", ""],  # noqa: S104
)
def test_nobody_else_may(host: str) -> None:
    with pytest.raises(Permanent, match="unencrypted"):
        Endpoint(host, 143, Security.NONE)


def test_a_bad_ca_file_is_named(tmp_path: Path) -> None:
    missing = tmp_path / "ca.pem"
    with pytest.raises(Permanent, match=r"ca\.pem"):
        Endpoint("h", 993, ca_file=missing).tls()
    missing.write_text("no certificate")
    with pytest.raises(Permanent, match=r"ca\.pem"):
        Endpoint("h", 993, ca_file=missing).tls()


def test_secrets_are_not_shown() -> None:
    shown = repr(Credentials("user", "s3cret", TokenCommand(("show", "t0ken"))))
    assert "user" in shown
    assert "s3cret" not in shown
    assert "t0ken" not in shown


def test_a_token_comes_from_a_command_or_a_file(tmp_path: Path) -> None:
    (tmp_path / "token").write_text("abc\n")
    command = Credentials("u", token=TokenCommand(("echo", "abc")))
    file = Credentials("u", token=TokenFile(tmp_path / "token"))
    assert command.xoauth2() == file.xoauth2() == "user=u\x01auth=Bearer abc\x01\x01"


def test_a_token_command_runs_once_for_a_login(tmp_path: Path) -> None:
    count = tmp_path / "count"
    command = TokenCommand(("sh", "-c", f"echo x >> {count}; echo abc"))
    who = Credentials("u", token=command)
    who.prepare()
    assert who.sasl({"XOAUTH2"}).response == "user=u\x01auth=Bearer abc\x01\x01"
    assert not who.renew()
    assert who.advice("IMAP") == ""
    assert count.read_text() == "x\n"


@pytest.mark.parametrize(
    ("offered", "mechanism"),
    [
        ({"XOAUTH2", "OAUTHBEARER"}, "XOAUTH2"),
        ({"OAUTHBEARER", "PLAIN"}, "OAUTHBEARER"),
        (set(), "XOAUTH2"),
    ],
)
def test_the_mechanism_is_the_one_that_is_offered(
    tmp_path: Path, offered: set[str], mechanism: str
) -> None:
    (tmp_path / "token").write_text("abc")
    login = Credentials("a=b,c", token=TokenFile(tmp_path / "token")).sasl(offered)
    assert login.mechanism == mechanism
    assert login() == login(b"") == login.response
    assert login(b'{"status":"401"}') == login.acknowledgement
    if mechanism == "OAUTHBEARER":
        assert login.response == "n,a=a=3Db=2Cc,\x01auth=Bearer abc\x01\x01"
        assert login.acknowledgement == "\x01"
    assert "abc" not in repr(login)


def test_a_token_that_cannot_be_had_refuses_the_login_without_telling_it(tmp_path: Path) -> None:
    (tmp_path / "empty").write_text("\n")
    for source in (
        TokenFile(tmp_path / "missing"),
        TokenFile(tmp_path / "empty"),
        TokenCommand(("/does/not/exist",)),
        TokenCommand(("sh", "-c", "echo t0ken; exit 3")),
        TokenCommand(("true",)),
    ):
        with pytest.raises(LoginRefused) as caught:
            Credentials("u", token=source).access_token()
        assert "t0ken" not in str(caught.value)


def test_without_a_source_there_is_no_token() -> None:
    with pytest.raises(LoginRefused, match="no token source"):
        Credentials("u", "p").xoauth2()
