"""How config.toml says where access tokens come from, and what is wrong with that."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from bot.config import Config, load_config
from bot.config.oauth import GoogleConfig, Microsoft365Config
from bot.errors import BadInput

BASE = """\
[mailbox]
host = "outlook.office365.com"
user = "billing@example.com"
auth = "microsoft365"
[smtp]
host = "smtp.office365.com"
user = "billing@example.com"
auth = "microsoft365"
[accounts]
digest_to = ["accounts@example.com"]
"""
APP = '[microsoft365]\ntenant_id = "example.com"\nclient_id = "6666"\n'
GOOGLE = BASE.replace("microsoft365", "google_service_account")
ALONE = BASE.replace("microsoft365", "google_refresh_token")


def load(folder: Path, text: str, environ: Mapping[str, str] | None = None) -> Config:
    (folder / "config.toml").write_text(text, "utf-8")
    return load_config(folder / "config.toml", environ or {})


def refusal(folder: Path, text: str) -> list[str]:
    with pytest.raises(BadInput) as refused:
        load(folder, text)
    return [str(problem).removeprefix(f"{folder}/") for problem in refused.value.problems]


def test_an_app_serves_mailbox_and_smtp_and_its_secret_comes_from_outside(tmp_path: Path) -> None:
    environ = {"POBOT_MICROSOFT365__CLIENT_SECRET": "s3cret"}
    config = load(tmp_path, BASE + APP, environ)
    app = config.mailbox.oauth
    assert isinstance(app, Microsoft365Config)
    assert app == config.smtp.oauth
    assert (app.tenant_id, app.client_id, app.client_secret.reveal()) == (
        "example.com",
        "6666",
        "s3cret",
    )
    assert app.authority == "https://login.microsoftonline.com"
    assert app.scope == "https://outlook.office365.com/.default"
    assert not config.lacking()
    assert "s3cret" not in repr(config)


def test_a_secret_may_lie_in_the_secrets_directory(tmp_path: Path) -> None:
    (tmp_path / "microsoft365__client_secret").write_text("s3cret\n", "utf-8")
    config = load(tmp_path, BASE + APP, {"CREDENTIALS_DIRECTORY": str(tmp_path)})
    assert isinstance(config.mailbox.oauth, Microsoft365Config)
    assert config.mailbox.oauth.client_secret.reveal() == "s3cret"


def test_a_certificate_lies_beside_the_configuration(tmp_path: Path) -> None:
    config = load(tmp_path, f'{BASE}{APP}certificate_file = "app.pem"\n')
    assert isinstance(config.mailbox.oauth, Microsoft365Config)
    assert config.mailbox.oauth.certificate_file == tmp_path / "app.pem"
    assert not config.lacking()


def test_a_service_account_stands_in_for_the_user(tmp_path: Path) -> None:
    config = load(tmp_path, f'{GOOGLE}[google]\nservice_account_file = "key.json"\n')
    key = config.mailbox.oauth
    assert isinstance(key, GoogleConfig)
    assert (key.service_account_file, key.user) == (tmp_path / "key.json", "billing@example.com")
    assert not config.lacking()


def test_a_refresh_token_is_used_though_there_is_a_service_account_too(tmp_path: Path) -> None:
    text = f'{ALONE}[google]\nservice_account_file = "key.json"\nclient_id = "1"\n'
    environ = {"POBOT_GOOGLE__CLIENT_SECRET": "s3cret", "POBOT_GOOGLE__REFRESH_TOKEN": "1//t"}
    config = load(tmp_path, text, environ)
    assert isinstance(config.mailbox.oauth, GoogleConfig)
    assert config.mailbox.oauth.service_account_file is None
    assert config.mailbox.oauth.refresh_token.reveal() == "1//t"
    assert not config.lacking()


def test_further_inboxes_log_in_by_the_same_app_or_by_accounts_of_their_own(
    tmp_path: Path,
) -> None:
    text = f'{BASE}{APP}[inbox.orders]\nuser = "orders@example.com"\n'
    ((_, orders),) = load(tmp_path, text).inboxes
    assert orders.oauth == load(tmp_path, text).mailbox.oauth
    key = '[google]\nservice_account_file = "key.json"\n'
    text = f'{GOOGLE}{key}[inbox.orders]\nuser = "orders@example.com"\n'
    ((_, orders),) = load(tmp_path, text).inboxes
    assert isinstance(orders.oauth, GoogleConfig)
    assert orders.oauth.user == "orders@example.com"


def test_with_a_password_there_is_no_source_of_tokens(tmp_path: Path) -> None:
    config = load(tmp_path, BASE.replace('auth = "microsoft365"\n', ""))
    assert config.mailbox.oauth is None
    assert config.smtp.oauth is None


def test_what_is_lacking_to_run_is_said_by_name(tmp_path: Path) -> None:
    app = load(tmp_path, BASE + APP).lacking()
    assert {problem.column for problem in app} == {"microsoft365.client_secret"}
    alone = load(tmp_path, f'{ALONE}[google]\nclient_id = "1"\n').lacking()
    assert {problem.column for problem in alone} == {"google.client_secret", "google.refresh_token"}


def test_a_password_for_exchange_is_said_to_be_of_no_use(tmp_path: Path) -> None:
    text = BASE.replace('auth = "microsoft365"', 'password = "x"')
    (problem,) = load(tmp_path, text).lacking()
    assert str(problem).endswith(
        "mailbox.password: outlook.office365.com takes none: see docs/oauth.md"
    )


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (BASE, "config.toml:4: mailbox.auth: needs [microsoft365] with tenant_id and client_id"),
        (GOOGLE, "config.toml:4: mailbox.auth: needs [google] with service_account_file"),
        (ALONE, "config.toml:4: mailbox.auth: needs [google] with client_id"),
        (
            BASE.replace('auth = "microsoft365"\n[smtp]', "[smtp]\nport = 465"),
            "config.toml:8: smtp.auth: needs [microsoft365] with tenant_id and client_id",
        ),
        (BASE.replace("microsoft365", "microsoft"), "config.toml:4: mailbox.auth: Input should be"),
        (
            BASE.replace("[smtp]", 'password = "p4ss"\n[smtp]') + APP,
            'config.toml:5: mailbox.password: auth = "microsoft365" needs none',
        ),
        (
            BASE.replace("[smtp]\n", '[smtp]\ntoken_command = "p4ss"\n') + APP,
            'config.toml:6: smtp.token_command: auth = "microsoft365" needs none',
        ),
        (
            BASE.replace(
                'user = "billing@example.com"\nauth = "microsoft365"\n[acc',
                'auth = "microsoft365"\n[acc',
            )
            + APP,
            "config.toml:5: smtp.user: must not be empty: it names the mailbox",
        ),
        (
            f'{BASE}{APP}client_secret = "p4ss"\ncertificate_file = "x"\n',
            "config.toml:14: microsoft365.client_secret: give one of client_secret and certificate",
        ),
        (
            BASE + APP.replace("example.com", "common"),
            "config.toml:12: microsoft365.tenant_id: write the directory (tenant) ID",
        ),
        (
            BASE + APP.replace("example.com", "a/../b"),
            "config.toml:12: microsoft365.tenant_id: write the directory (tenant) ID",
        ),
        (
            f'{BASE}{APP}authority = "http://login.test"\n',
            "config.toml:14: microsoft365.authority: write an address that begins with https://",
        ),
        (
            f'{BASE}{APP}authority = "https://login.test?p4ss"\n',
            "config.toml:14: microsoft365.authority: write an address that begins with https://",
        ),
        (
            f'{BASE}{APP}scope = "https://outlook.office365.com/IMAP.AccessAsApp"\n',
            "config.toml:14: microsoft365.scope: write the resource and /.default",
        ),
        (
            f'{GOOGLE}[google]\nservice_account_file = "k"\ntoken_url = "http://x"\n',
            "config.toml:13: google.token_url: write an address that begins with https://",
        ),
        (
            f'{GOOGLE}[google]\nservice_acount_file = "k"\n',
            "config.toml:12: google.service_acount_file: there is no such key; did you mean",
        ),
    ],
)
def test_a_mistake_is_named_with_its_line_and_no_secret(
    tmp_path: Path, text: str, problem: str
) -> None:
    found = refusal(tmp_path, text)
    assert found[0].startswith(problem), found
    assert "p4ss" not in " ".join(found)
