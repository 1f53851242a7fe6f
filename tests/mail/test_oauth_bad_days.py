"""What token services, proxies and networks do on bad days refuses nothing and shows nothing."""

import logging
import socket
import sys
import threading
from pathlib import Path

import pytest

from bot.errors import ServerGone, TokenRefused
from bot.mail.oauth import CachedToken, Grantor, TryLater
from bot.mail.oauth_http import LARGEST_ANSWER, TokenHttp
from tests.servers.scripted import ScriptedServer
from tests.servers.token_clients import account, app, consent, refusal
from tests.servers.token_service import (
    REFRESH,
    SECRET,
    Fault,
    TokenService,
)


@pytest.fixture(params=["microsoft", "service account", "refresh token"])
def grantor(request: pytest.FixtureRequest, service: TokenService, tmp_path: Path) -> Grantor:
    if request.param == "microsoft":
        return app(service)
    return account(service, tmp_path) if request.param == "service account" else consent(service)


@pytest.mark.parametrize(
    "fault",
    [
        Fault(503),
        Fault(500, b'{"error": "server_error"}'),
        Fault(502, b"<html>Bad Gateway</html>", {"Content-Type": "text/html"}),
        Fault(200, b"<html>Welcome to the hotel. Log in: s3cret</html>"),
        Fault(200, b""),
        Fault(200, b"[]"),
        Fault(200, b"{}"),
        Fault(200, b'{"access_token": "a\\r\\nb", "expires_in": 3600}'),
        Fault(200, b'{"access_token": 7, "expires_in": 3600}'),
        Fault(200, b'{"access_token": "good", "expires_in": "soon"}'),
        Fault(200, b'{"access_token": "good", "expires_in": 0}'),
        Fault(200, b'{"x": "' + b"x" * LARGEST_ANSWER + b'"}'),
        Fault(200, b"[" * 100_000),
        Fault(403, b"blocked by the proxy"),
        Fault(407, b"the proxy wants a password"),
        Fault(302, b"", {"Location": "https://localhost:1/s3cret"}),
        Fault(200, b"\x1f\x8b no gzip", {"Content-Encoding": "gzip"}),
    ],
    ids=lambda fault: f"{fault.status} {fault.body[:24]!r}",
)
def test_an_answer_that_is_none_is_no_refusal(
    service: TokenService, grantor: Grantor, fault: Fault
) -> None:
    service.faults.append(fault)
    token = CachedToken(grantor)
    with pytest.raises(ServerGone) as gone:
        token.read()
    assert "s3cret" not in str(gone.value)
    assert len(service.posts) == 1


def test_too_many_requests_are_answered_with_patience(
    service: TokenService, grantor: Grantor
) -> None:
    service.faults.append(Fault(429, b"{}", {"Retry-After": "120"}))
    found = refusal(grantor)
    assert isinstance(found, TryLater)
    assert found.wait == 120


@pytest.mark.parametrize("trickle", [True, False], ids=["byte by byte", "not at all"])
def test_a_slow_answer_is_not_waited_for(
    service: TokenService, grantor: Grantor, trickle: bool
) -> None:
    over = threading.Event()
    half = b'{"access_token": "'
    service.faults.append(Fault(200, half, trickle=trickle, until=None if trickle else over))
    token = CachedToken(grantor, answer_within=0.5)
    with pytest.raises(ServerGone, match=r"no answer within 0\.5 seconds"):
        token.read()
    over.set()


def test_a_certificate_that_nobody_vouches_for_gets_no_secret(service: TokenService) -> None:
    with pytest.raises(ServerGone, match="certificate verify failed"):
        app(service, http=TokenHttp()).ask()
    assert service.posts == []


def test_a_service_that_is_not_there_is_said_to_be_away(service: TokenService) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with pytest.raises(ServerGone, match=rf"localhost:{port}.*[Cc]onnection refused"):
        app(service, authority=f"https://localhost:{port}").ask()


def test_a_proxy_of_the_environment_is_used(
    service: TokenService, monkeypatch: pytest.MonkeyPatch
) -> None:
    with ScriptedServer("HTTP/1.1 403 Forbidden\r\n", {}) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{proxy.port}")
        assert isinstance(refusal(app(service)), ServerGone)
        assert proxy.heard[0].startswith("CONNECT localhost:")
    assert service.posts == []


@pytest.mark.parametrize("missing", ["msal", "google.auth"])
def test_without_the_extra_it_is_said_what_to_install(
    service: TokenService, monkeypatch: pytest.MonkeyPatch, missing: str
) -> None:
    monkeypatch.setitem(sys.modules, missing, None)
    owner = app(service) if missing == "msal" else consent(service)
    for step in (owner.inspect, owner.ask):
        with pytest.raises(TokenRefused, match=r"pip install 'pobot\[oauth\]'"):
            step()


def test_no_secret_and_no_token_is_ever_logged(
    service: TokenService, grantor: Grantor, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    given = grantor.ask().token
    service.faults.append(Fault(200, b"no JSON, but t0ken"))
    refusal(grantor)
    said = f"{caplog.text} {grantor!r}"
    for secret in (given, SECRET, REFRESH, "t0ken", "PRIVATE KEY"):
        assert secret not in said
