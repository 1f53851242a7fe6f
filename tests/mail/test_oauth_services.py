"""Tokens from services that speak as Microsoft's and Google's do, over real TLS."""

import logging
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.errors import PobotError, ServerGone, TokenRefused
from bot.mail.oauth import CachedToken, Grantor, TryLater
from bot.mail.oauth_google import GoogleRefreshToken, GoogleServiceAccount
from bot.mail.oauth_http import LARGEST_ANSWER, TokenHttp
from bot.mail.oauth_microsoft import MicrosoftApp
from tests.servers.certificate import Certificate, make_certificate
from tests.servers.scripted import ScriptedServer
from tests.servers.token_service import (
    APP,
    EXCHANGE,
    GMAIL,
    GOOGLE_CLIENT,
    REFRESH,
    SECRET,
    TENANT,
    Fault,
    TokenService,
    service_account_file,
)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return make_certificate(tmp_path_factory.mktemp("tls"))


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def service(certificate: Certificate) -> Iterator[TokenService]:
    with TokenService(certificate) as running:
        yield running


def app(service: TokenService, **own: object) -> MicrosoftApp:
    """Return the app that the service knows, but for what is given."""
    settings: dict[str, object] = {
        "tenant_id": TENANT,
        "client_id": APP,
        "client_secret": "" if "certificate_file" in own else SECRET,
        "authority": service.authority,
        "http": TokenHttp(service.certificate.cert),
    }
    return MicrosoftApp(**{**settings, **own})  # type: ignore[arg-type]


def account(service: TokenService, folder: Path, user: str = "billing@us.test") -> Grantor:
    file = folder / "account.json"
    if not file.exists():
        file.write_text(service_account_file(service))
    return GoogleServiceAccount(file, user, http=TokenHttp(service.certificate.cert))


def consent(service: TokenService, **own: str) -> Grantor:
    settings = {
        "client_id": GOOGLE_CLIENT,
        "client_secret": SECRET,
        "refresh_token": REFRESH,
        "user": "billing@us.test",
        "token_url": service.token_url,
    }
    return GoogleRefreshToken(**{**settings, **own}, http=TokenHttp(service.certificate.cert))


def refusal(grantor: Grantor) -> PobotError:
    with pytest.raises(PobotError) as refused:
        grantor.ask()
    return refused.value


# --- Microsoft 365 ----------------------------------------------------------------------------


def test_an_app_gets_a_token_for_its_secret(service: TokenService) -> None:
    given = app(service).ask()
    assert service.holds(given.token)
    assert given.lives == 3600
    (form,) = service.posts
    assert (form["grant_type"], form["scope"]) == ("client_credentials", EXCHANGE)


def pem(certificate: Certificate, folder: Path) -> dict[str, object]:
    file = folder / "app.pem"
    file.write_bytes(certificate.key.read_bytes() + certificate.cert.read_bytes())
    return {"certificate_file": file}


def locked_pem(certificate: Certificate, folder: Path) -> dict[str, object]:
    file = folder / "app.pem"
    key = openssl("pkey", "-in", certificate.key, "-aes256", "-passout", "pass:pa55")
    file.write_bytes(certificate.cert.read_bytes() + key)
    return {"certificate_file": file, "passphrase": "pa55"}


def pfx(certificate: Certificate, folder: Path) -> dict[str, object]:
    file = folder / "app.pfx"
    both = ("-inkey", certificate.key, "-in", certificate.cert)
    file.write_bytes(openssl("pkcs12", "-export", *both, "-passout", "pass:pa55"))
    return {"certificate_file": file, "passphrase": "pa55"}


def openssl(*arguments: str | Path) -> bytes:
    command = [shutil.which("openssl") or "openssl", *map(str, arguments)]
    return subprocess.run(command, check=True, capture_output=True, timeout=60).stdout


@pytest.mark.parametrize("form", [pem, locked_pem, pfx])
def test_an_app_gets_a_token_for_its_certificate(
    service: TokenService, certificate: Certificate, tmp_path: Path, form: type
) -> None:
    owner = app(service, **form(certificate, tmp_path))
    owner.inspect()
    assert service.holds(owner.ask().token)
    assert "client_secret" not in service.posts[0]


def test_a_replaced_certificate_counts_without_a_restart(
    service: TokenService, certificate: Certificate, tmp_path: Path
) -> None:
    settings = pem(make_certificate(tmp_path), tmp_path)
    owner = app(service, **settings)
    assert "the certificate is not that of the app registration" in str(refusal(owner))
    pem(certificate, tmp_path)
    assert service.holds(owner.ask().token)


@pytest.mark.parametrize(
    ("own", "meaning"),
    [
        ({"client_secret": "s3cret-ID"}, "the client secret is wrong: enter its value, not its ID"),
        ({"client_id": "other"}, "tenant_id has no app with this client_id"),
        ({"tenant_id": "other.test"}, "knows no tenant other.test: check tenant_id"),
        ({"scope": "https://graph.test/.default"}, "is the scope that of your cloud?"),
        ({"client_secret": ""}, "neither a client secret nor a certificate"),
    ],
)
def test_a_refusal_says_what_to_put_right(
    service: TokenService, own: dict[str, object], meaning: str
) -> None:
    found = refusal(app(service, **own))
    assert isinstance(found, TokenRefused)
    assert meaning in str(found)
    assert "\n" not in str(found)
    assert "s3cret" not in str(found)


def test_a_refusal_that_nobody_foresaw_is_passed_on(service: TokenService) -> None:
    service.refused = (400, {"error": "new_error", "error_description": "AADSTS99: Odd.\r\nTrace"})
    found = refusal(app(service))
    assert isinstance(found, TokenRefused)
    assert str(found) == f"Microsoft 365 app {APP}: new_error: AADSTS99: Odd."


@pytest.mark.parametrize(
    "answer",
    [
        (400, {"error": "temporarily_unavailable", "error_description": "AADSTS90033: transient"}),
        (400, {"error": "invalid_request", "error_codes": [50196]}),
    ],
)
def test_a_service_that_speaks_of_itself_refuses_nothing(
    service: TokenService, answer: tuple[int, dict[str, object]]
) -> None:
    service.refused = answer
    assert isinstance(refusal(app(service)), ServerGone)


def test_a_token_without_the_permission_is_found_out(service: TokenService) -> None:
    service.roles = ("IMAP.AccessAsApp",)
    owner = app(service)
    token = owner.ask().token
    assert owner.flaw(token, "IMAP") == ""
    assert "the token lacks SMTP.SendAsApp" in owner.flaw(token, "SMTP")
    service.roles = ()
    assert "the token lacks IMAP.AccessAsApp" in owner.flaw(owner.ask().token, "IMAP")
    assert owner.flaw("EwBAAl3BAAUFFpUAo7J3Ve0bjLBWZWCclRC3EoAA", "IMAP") == ""


@pytest.mark.parametrize(
    "content",
    [b"", b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", b"\xff\xfe", None],
)
@pytest.mark.parametrize("name", ["app.pem", "app.pfx"])
def test_a_certificate_that_is_none_is_named(
    service: TokenService, tmp_path: Path, content: bytes | None, name: str
) -> None:
    file = tmp_path / name
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(TokenRefused, match=rf"{name}: (cannot be read|no certificate with its)"):
        app(service, certificate_file=file).inspect()
    assert service.posts == []


def test_a_wrong_passphrase_is_said_and_not_repeated(
    service: TokenService, certificate: Certificate, tmp_path: Path
) -> None:
    owner = app(service, **{**locked_pem(certificate, tmp_path), "passphrase": "wr0ng"})
    with pytest.raises(TokenRefused, match="wrong passphrase") as refused:
        owner.inspect()
    assert "wr0ng" not in str(refused.value)


# --- Google -----------------------------------------------------------------------------------


def test_a_service_account_gets_a_token_for_the_mailbox(
    service: TokenService, tmp_path: Path
) -> None:
    owner = account(service, tmp_path)
    owner.inspect()
    given = owner.ask()
    assert service.holds(given.token)
    assert 3590 < given.lives <= 3600


def test_without_delegation_a_service_account_is_told_how(
    service: TokenService, tmp_path: Path
) -> None:
    service.delegated = {"https://www.googleapis.com/auth/gmail.readonly"}
    found = refusal(account(service, tmp_path))
    assert isinstance(found, TokenRefused)
    assert "under domain-wide delegation, with exactly this scope?" in str(found)


def test_a_service_account_stands_in_only_for_mailboxes_of_the_domain(
    service: TokenService, tmp_path: Path
) -> None:
    found = refusal(account(service, tmp_path, user="billing@elsewhere.test"))
    assert "`user` is no mailbox of the Workspace domain" in str(found)


def test_a_deleted_key_is_said_to_be_deleted(service: TokenService, tmp_path: Path) -> None:
    owner = account(service, tmp_path)
    service_account_file(service)
    assert "the service account's key was deleted" in str(refusal(owner))


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"private_key": "s3cret"}', None])
def test_a_file_that_is_no_service_account_is_named_and_not_quoted(
    service: TokenService, tmp_path: Path, content: str | None
) -> None:
    if content is None:
        owner: Grantor = GoogleServiceAccount(tmp_path / "account.json", "billing@us.test")
    else:
        (tmp_path / "account.json").write_text(content)
        owner = account(service, tmp_path)
    with pytest.raises(TokenRefused, match=r"account\.json: (cannot be read|not the JSON)") as said:
        owner.inspect()
    assert "s3cret" not in str(said.value)


def test_a_refresh_token_gets_tokens(service: TokenService) -> None:
    owner = consent(service)
    owner.inspect()
    assert service.holds(owner.ask().token)
    assert service.holds(owner.ask().token)


@pytest.mark.parametrize(
    ("own", "meaning"),
    [
        ({"refresh_token": "1//0ld"}, "the refresh token was revoked or has expired"),
        ({"client_secret": "other"}, "client_id and client_secret do not belong together"),
        ({"scope": "https://mail.test/"}, "the consent was not for https://mail.test/"),
    ],
)
def test_a_consent_that_is_not_enough_says_what_to_do(
    service: TokenService, own: dict[str, str], meaning: str
) -> None:
    found = refusal(consent(service, **own))
    assert isinstance(found, TokenRefused)
    assert meaning in str(found)
    assert "1//" not in str(found)


def test_an_answer_in_chunks_is_understood(service: TokenService) -> None:
    parts = (b'{"access_token": "in-', b'chunks", "expires_in": "3599"}', b"")
    body = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts)
    service.faults.append(Fault(200, body, {"Transfer-Encoding": "chunked"}))
    given = app(service).ask()
    assert (given.token, given.lives) == ("in-chunks", 3599)


def test_more_scopes_than_asked_for_do_no_harm(service: TokenService) -> None:
    service.consented = {GMAIL, "openid"}
    assert service.holds(consent(service).ask().token)


# --- all of them, on bad days -----------------------------------------------------------------


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
