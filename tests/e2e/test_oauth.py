"""Mail by access token, from config.toml to the answer in the client's inbox."""

import random
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli import main
from bot.store.engine import open_store
from tests.crash.invariants import broken
from tests.crash.world import World, open_folder
from tests.servers.certificate import make_certificate
from tests.servers.dovecot import Dovecot
from tests.servers.smtp_sink import SmtpSink
from tests.servers.token_service import (
    APP,
    GOOGLE_CLIENT,
    REFRESH,
    SECRET,
    TENANT,
    Fault,
    TokenService,
    service_account_file,
)

pytestmark = [pytest.mark.dovecot, pytest.mark.timeout(300)]
USER = "billing"


@dataclass
class Scene:
    """Servers that take tokens, and what pobot has of them."""

    world: World
    service: TokenService

    def configure(self, auth: str, table: str, **secrets: str) -> None:
        """Set up a ledger, and a configuration that logs in by token."""
        self.world.set_up(invoices=8)
        text = self.world.config.read_text("utf-8")
        login = f'user = "{self.world.dovecot.user}"\nauth = "{auth}"\n'
        text = text.replace(
            f'user = "{self.world.dovecot.user}"\npassword = "{self.world.dovecot.password}"\n',
            login,
        )
        text = text.replace("[smtp]\n", f"[smtp]\n{login}")
        folder = self.world.folder / "secrets"
        folder.mkdir()
        for name, value in secrets.items():
            (folder / name).write_text(f"{value}\n", "utf-8")
        ca = f'ca_file = "{self.service.certificate.cert}"\n'
        self.world.config.write_text(f'secrets_dir = "secrets"\n{text}\n{table}{ca}', "utf-8")

    def check(self, *options: str) -> list[str]:
        """Return what `pobot check` finds wrong, but for the ledger, which is a bare one."""
        done = self._said("check", *options).stderr
        return [line for line in done.splitlines() if f"{self.world.folder}/ledger/" not in line]

    def status(self) -> str:
        """Return what `pobot status` says."""
        return self._said("status").stdout

    def _said(self, *arguments: str) -> Result:
        return CliRunner().invoke(main, ["--config", str(self.world.config), *arguments])

    def everything(self) -> str:
        """Return all that was written where people may look: log and database."""
        database = self.world.folder / "pobot.db"
        stored = database.read_bytes().decode("latin-1") if database.exists() else ""
        log = self.world.folder / "pobot.log"
        return stored + (log.read_text() if log.exists() else "")


@pytest.fixture
def scene(monkeypatch: pytest.MonkeyPatch) -> Iterator[Scene]:
    for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    with (
        open_folder() as folder,
        TokenService(make_certificate(folder), USER) as service,
        Dovecot(folder / "dovecot", tokeninfo_url=service.tokeninfo_url) as dovecot,
        SmtpSink(folder / "sink", login=("", "")) as sink,
    ):
        sink.believes = lambda _user, token: service.holds(token)
        sink.on_accept = lambda source: dovecot.deliver(source, "Sent")
        database = f"sqlite:///{folder / 'pobot.db'}"
        yield Scene(World(folder, database, random.Random(5), dovecot, sink), service)  # noqa: S311


def microsoft(scene: Scene, secret: str = SECRET) -> None:
    table = f'[microsoft365]\ntenant_id = "{TENANT}"\nclient_id = "{APP}"\n'
    table += f'authority = "{scene.service.authority}"\n'
    scene.configure("microsoft365", table, microsoft365__client_secret=secret)


def certificate(scene: Scene) -> None:
    own = scene.service.certificate
    file = scene.world.folder / "app.pem"
    file.write_bytes(own.key.read_bytes() + own.cert.read_bytes())
    table = f'[microsoft365]\ntenant_id = "{TENANT}"\nclient_id = "{APP}"\n'
    table += f'authority = "{scene.service.authority}"\ncertificate_file = "app.pem"\n'
    scene.configure("microsoft365", table)


def service_account(scene: Scene) -> None:
    (scene.world.folder / "account.json").write_text(service_account_file(scene.service))
    scene.service.subject = USER
    table = '[google]\nservice_account_file = "account.json"\n'
    scene.configure("google_service_account", table)


def refresh_token(scene: Scene) -> None:
    table = f'[google]\nclient_id = "{GOOGLE_CLIENT}"\ntoken_url = "{scene.service.token_url}"\n'
    scene.configure(
        "google_refresh_token", table, google__client_secret=SECRET, google__refresh_token=REFRESH
    )


@pytest.mark.parametrize("configure", [microsoft, certificate, service_account, refresh_token])
def test_orders_are_read_booked_and_answered_by_token(scene: Scene, configure: type) -> None:
    configure(scene)
    scene.world.feed(6)
    assert scene.world.run_once() == 0
    assert scene.world.sink.logins
    store = open_store(scene.world.database)
    assert broken(scene.world, store) == []
    store.close()
    for secret in (*scene.service.given(), SECRET, REFRESH):
        assert secret not in scene.everything()


def test_check_is_content_where_tokens_open_the_mailbox(scene: Scene) -> None:
    microsoft(scene)
    assert scene.check("--connect") == []
    assert len(scene.service.posts) == 1
    assert scene.world.sink.logins == ["XOAUTH2"]


def test_one_round_asks_for_one_token(scene: Scene) -> None:
    microsoft(scene)
    scene.world.feed(3)
    assert scene.world.run_once() == 0
    assert len(scene.service.posts) == 1


def test_a_wrong_secret_is_said_once_with_its_remedy_and_not_shown(scene: Scene) -> None:
    microsoft(scene, secret="wr0ng-value")
    (line,) = scene.check("--connect")
    assert "config.toml: mailbox.auth: Microsoft 365 app" in line
    assert "the client secret is wrong: enter its value, not its ID" in line
    assert "wr0ng-value" not in line
    assert len(scene.service.posts) == 1


def test_a_missing_permission_is_found_by_check(scene: Scene) -> None:
    microsoft(scene)
    scene.service.roles = ("IMAP.AccessAsApp",)
    (line,) = scene.check("--connect")
    assert "the token lacks SMTP.SendAsApp" in line
    assert "admin consent" in line


def test_without_connect_check_asks_no_service_but_looks_at_files(scene: Scene) -> None:
    certificate(scene)
    assert scene.check() == []
    (scene.world.folder / "app.pem").write_text("no certificate")
    (line,) = scene.check()
    assert "app.pem: no certificate with its private key" in line
    assert scene.service.posts == []


def test_a_dead_secret_stops_nothing_but_mail_and_is_told(scene: Scene) -> None:
    microsoft(scene)
    scene.service.refused = (401, {"error": "invalid_client", "error_codes": [7000222]})
    scene.world.feed(2)
    assert scene.world.run_once() == 75
    assert "the client secret has expired" in scene.status()
    scene.service.refused = None
    assert scene.world.run_once() == 0
    assert "client secret" not in scene.status()
    store = open_store(scene.world.database)
    assert broken(scene.world, store) == []
    store.close()


def test_a_token_service_that_is_away_loses_nothing(scene: Scene) -> None:
    microsoft(scene)
    scene.world.feed(2)
    scene.service.faults += [Fault(503), Fault(200, b"<html>hotel</html>")]
    assert scene.world.run_once() == 75
    assert scene.world.run_once() == 75
    assert scene.world.run_once() == 0
    store = open_store(scene.world.database)
    assert broken(scene.world, store) == []
    store.close()


def test_what_tokens_need_is_loaded_only_by_who_uses_it() -> None:
    script = (
        "import sys\n"
        "import bot.daemon, bot.mail.imap, bot.mail.smtp, bot.mail.security\n"
        "print(sorted({'msal', 'google.auth', 'requests', 'jwt', 'cryptography'} "
        "& set(sys.modules)))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout == "[]\n"


def test_the_admin_steps_name_what_messages_refer_to() -> None:
    text = (Path(__file__).parents[2] / "docs" / "oauth.md").read_text("utf-8")
    named = (
        "New-ServicePrincipal",
        "Add-MailboxPermission",
        "Set-CASMailbox",
        "IMAP.AccessAsApp",
        "SMTP.SendAsApp",
        "admin consent",
        "domain-wide delegation",
        "https://mail.google.com/",
        "https://outlook.office365.com/.default",
    )
    assert [name for name in named if name not in text] == []
