"""Tokens for a Google mailbox, from a service that speaks as Google does, over real TLS."""

from pathlib import Path

import pytest

from bot.errors import TokenRefused
from bot.mail.oauth import Grantor
from bot.mail.oauth_google import GoogleServiceAccount
from tests.servers.token_clients import account, app, consent, refusal
from tests.servers.token_service import (
    GMAIL,
    Fault,
    TokenService,
    service_account_file,
)


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
