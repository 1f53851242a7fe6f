"""Tokens for an app of Microsoft 365, from a service that speaks as Entra does, over real TLS."""

import shutil
import subprocess
from pathlib import Path

import pytest

from bot.errors import ServerGone, TokenRefused
from tests.servers.certificate import Certificate, make_certificate
from tests.servers.token_clients import app, refusal
from tests.servers.token_service import (
    APP,
    EXCHANGE,
    TokenService,
)


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
