"""The configuration: three sources, one value, every problem at once."""

import sys
from collections.abc import Callable, Mapping
from datetime import time, timedelta
from pathlib import Path
from subprocess import run
from zoneinfo import ZoneInfo

import pytest

from bot.config import Config, load_config
from bot.errors import BadInput

SMALLEST = """\
[mailbox]
host = "imap.example.com"
user = "billing@example.com"
"""

Write = Callable[[str], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Return a function that writes a configuration file."""

    def to_file(text: str) -> Path:
        path = tmp_path / "config.toml"
        path.write_text(text, "utf-8")
        return path

    return to_file


def load(path: Path, environ: Mapping[str, str] | None = None) -> Config:
    return load_config(path, environ or {})


def refusal(path: Path, environ: Mapping[str, str] | None = None) -> list[str]:
    with pytest.raises(BadInput) as refused:
        load(path, environ)
    return [str(problem).replace(f"{path.parent}/", "") for problem in refused.value.problems]


def test_a_mailbox_is_all_that_must_be_configured(write: Write) -> None:
    path = write(SMALLEST)
    config = load(path)

    assert config.path == path
    assert config.database == f"sqlite:///{path.parent}/pobot.db"
    assert config.ledger == path.parent / "ledger"
    assert not config.send
    assert config.stop_file == path.parent / "STOP"
    assert config.mailbox.port == 993
    assert config.mailbox.answer_since == timedelta(days=7)
    assert config.smtp.host == ""
    assert config.accounts.digest_time == time(8, 30)
    assert config.accounts.timezone == ZoneInfo("Europe/London")
    assert "ansmtp.ariba.com" in config.company.portal_domains


def test_the_environment_wins_over_secrets_and_these_over_the_file(
    write: Write, tmp_path: Path
) -> None:
    (tmp_path / "secrets").mkdir()
    (tmp_path / "secrets" / "mailbox__password").write_text("from secrets\n", "utf-8")
    (tmp_path / "secrets" / "smtp__password").write_text("from secrets\n", "utf-8")
    path = write(f'secrets_dir = "secrets"\n{SMALLEST}password = "from file"\nport = 1993\n')
    config = load(path, {"POBOT_SMTP__PASSWORD": "from environment", "POBOT_MAILBOX__PORT": "2993"})

    assert config.mailbox.password.reveal() == "from secrets"
    assert config.smtp.password.reveal() == "from environment"
    assert config.mailbox.port == 2993


def test_systemds_credentials_are_secrets(write: Write, tmp_path: Path) -> None:
    (tmp_path / "mailbox__password").write_text("canary", "utf-8")
    config = load(write(SMALLEST), {"CREDENTIALS_DIRECTORY": str(tmp_path)})
    assert config.mailbox.password.reveal() == "canary"


def test_lists_in_the_environment_are_separated_by_commas(write: Write) -> None:
    environ = {
        "POBOT_ACCOUNTS__DIGEST_TO": "Ann@Example.com, bob@example.com",
        "POBOT_COMPANY__STAFF": '["carol@example.com"]',
        "POBOT_MAILBOX__FOLDERS__SENT": "Sent Items",
    }
    config = load(write(SMALLEST), environ)
    assert config.accounts.digest_to == ("ann@example.com", "bob@example.com")
    assert config.company.staff == ("carol@example.com",)
    assert config.mailbox.folders.sent == "Sent Items"


def test_the_process_environment_is_not_looked_at(
    write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("POBOT_MAILBOX__PORT", "1")
    assert load(write(SMALLEST)).mailbox.port == 993


def test_the_file_may_be_named_in_the_environment(write: Write) -> None:
    path = write(SMALLEST)
    assert load_config(None, {"POBOT_CONFIG": str(path)}).path == path


@pytest.mark.parametrize(
    ("written", "loaded"),
    [
        ("sqlite:///data/x.db", "sqlite:///{folder}/data/x.db"),
        ("sqlite:////var/lib/x.db", "sqlite:////var/lib/x.db"),
        ("sqlite://", "sqlite://"),
        ("postgresql://u:p@h/d", "postgresql+psycopg://u:p@h/d"),
        ("postgresql+psycopg://h/d", "postgresql+psycopg://h/d"),
    ],
)
def test_a_database_is_a_file_beside_the_configuration_or_a_server(
    write: Write, written: str, loaded: str
) -> None:
    path = write(f'database = "{written}"\n{SMALLEST}')
    assert load(path).database == loaded.format(folder=path.parent)


def test_durations_sizes_and_commands_are_written_as_people_do(write: Write) -> None:
    text = f"""{SMALLEST}
answer_since = "36 hours"
size_limit = "10 MB"
token_command = "token --for 'a b'"
[smtp]
visible_after = "0s"
"""
    config = load(write(text))
    assert config.mailbox.answer_since == timedelta(hours=36)
    assert config.mailbox.size_limit == 10_000_000
    assert config.mailbox.token_command == ("token", "--for", "a b")
    assert config.smtp.visible_after == timedelta(0)


@pytest.mark.parametrize(
    ("security", "imap", "smtp"), [("tls", 993, 465), ("starttls", 143, 587), ("none", 143, 25)]
)
def test_ports_follow_the_security(write: Write, security: str, imap: int, smtp: int) -> None:
    text = SMALLEST.replace("imap.example.com", "localhost")
    server = f'security = "{security}"\n'
    config = load(write(f'{text}{server}[smtp]\nhost = "127.0.0.1"\n{server}'))
    assert (config.mailbox.port, config.smtp.port) == (imap, smtp)


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ('pasword = "x"', "mailbox.pasword: there is no such key; did you mean password?"),
        ('frobnicate = "x"', "mailbox.frobnicate: there is no such key"),
        ('port = "many"', "mailbox.port: Input should be a valid integer"),
        ("port = 70000", "mailbox.port: Input should be less than or equal to 65535"),
        ('security = "ssl"', "mailbox.security: Input should be 'tls', 'starttls' or 'none'"),
        ('security = "none"', "mailbox.security: passwords and mail would cross the network"),
        ("poll_seconds = 0", "mailbox.poll_seconds: Input should be greater than"),
        ('answer_since = "a week"', "mailbox.answer_since: write a number and a unit"),
        ("answer_since = 7", "mailbox.answer_since: write a number and a unit"),
        ('size_limit = "huge"', "mailbox.size_limit: write a number of bytes"),
        ('kind = "maildir"', "mailbox.path: a Maildir needs its path"),
        ('kind = "pop3"', "mailbox.kind: Input should be 'imap' or 'maildir'"),
        ("folders.procesed = 'x'", "mailbox.folders.procesed: there is no such key; did you mean"),
        (
            "password = 'x'\ntoken_command = 'y'",
            "mailbox.password: give one of password, token_command and token_file",
        ),
    ],
)
def test_a_mistake_is_named_with_its_line(write: Write, line: str, problem: str) -> None:
    (found,) = refusal(write(f"{SMALLEST}{line}\n"))
    # A key that is missing is missed where its section starts.
    assert found.startswith((f"config.toml:4: {problem}", f"config.toml:1: {problem}"))


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('databse = "x"\n', "config.toml:1: databse: there is no such key; did you mean database?"),
        ('database = "mysql://x"\n', "config.toml:1: database: write sqlite:///FILE or postgresql"),
        ('templates = "no"\n', "config.toml:1: templates: there is no folder no"),
        ('templates = "."\n', "config.toml:1: templates: the folder . holds no .j2 file"),
        ("send = true\n", "config.toml: smtp.host: missing, but send is true"),
        ("[mailbx]\n", "config.toml:1: mailbx: there is no such key; did you mean mailbox?"),
        ('[company]\ninbox = "us"\n', "config.toml:2: company.inbox: not an e-mail address"),
        ("[company]\ndomains = []\n", "config.toml:2: company.domains: Tuple should have at least"),
        (
            '[company]\nstaff = [\n  "a@b.co",\n  "b"\n]\n',
            "config.toml:2: company.staff.1: not an e-mail address",
        ),
        (
            "[company.series]\n# ours\nquote = '(Q'\n",
            "config.toml:3: company.series.quote: not a regular expression: missing ), ",
        ),
        (
            "[company]\nseries.sow = 'S*'\n",
            "config.toml:2: company.series.sow: matches the empty text, and so everything",
        ),
        (
            '[accounts]\ntimezone = "Europe/Londn"\n',
            "config.toml:2: accounts.timezone: unknown time zone",
        ),
        ('[accounts]\ndigest_time = "8.30"\n', "config.toml:2: accounts.digest_time: write hours"),
        (
            '[readers]\nconfinement = "none"\n',
            "config.toml:2: readers.confinement: Input should be 'required' or 'best_effort'",
        ),
    ],
)
def test_every_section_is_checked(write: Write, text: str, problem: str) -> None:
    path = write(text + SMALLEST)
    (found,) = refusal(path)
    assert found.replace(str(path.parent), ".").startswith(problem)


def test_without_a_mailbox_there_is_nothing_to_do(write: Write) -> None:
    assert refusal(write("send = false\n")) == ["config.toml: mailbox: missing"]
    assert refusal(write("\n[mailbox]\n")) == ["config.toml:2: mailbox.host: must not be empty"]


def test_all_problems_are_reported_at_once(write: Write) -> None:
    text = f'send = true\nfoo = 1\n{SMALLEST}port = -1\n[log]\nlevel = "loud"\n'
    environ = {"POBOT_MAILBOX__TIMEOUT": "soon", "POBOT_SEDN": "1"}
    found = sorted(
        line.split(": ")[0] + " " + line.split(": ")[1] for line in refusal(write(text), environ)
    )
    assert found == [
        "config.toml smtp.host",
        "config.toml:2 foo",
        "config.toml:6 mailbox.port",
        "config.toml:8 log.level",
        "environment POBOT_MAILBOX__TIMEOUT",
        "environment POBOT_SEDN",
    ]


def test_a_value_from_a_secret_is_blamed_on_the_secret(write: Write, tmp_path: Path) -> None:
    (tmp_path / "mailbox__pasword").write_text("canary", "utf-8")
    found = refusal(write(SMALLEST), {"CREDENTIALS_DIRECTORY": str(tmp_path)})
    assert found == ["secrets: mailbox__pasword: there is no such key; did you mean password?"]


def test_a_file_that_is_no_toml_is_refused_with_its_line(write: Write) -> None:
    (found,) = refusal(write(f"{SMALLEST}password = canary\n"))
    assert found == "config.toml:4: not TOML: Invalid value"


def test_a_file_that_is_not_there_says_what_to_do(tmp_path: Path) -> None:
    (found,) = refusal(tmp_path / "config.toml")
    assert found == "config.toml: there is no such file; `pobot init` writes one"


def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_bytes(b"[mailbox]\nhost = 'caf\xe9'\n")
    assert refusal(tmp_path / "config.toml") == ["config.toml: not UTF-8"]


def test_no_secret_is_ever_shown(write: Write) -> None:
    secrets = 'password = "canary"\n[smtp]\npassword = "canary"\n'
    path = write(f'database = "postgresql://u:canary@h/d"\n{SMALLEST}{secrets}')
    config = load(path)
    assert "canary" not in f"{config!r}{config.mailbox}{config.mailbox.password}"

    path = write(f"{SMALLEST}password = ['canary']\nport = 'canary'\nsecurity = 'canary'\n")
    with pytest.raises(BadInput) as refused:
        load(path, {"POBOT_SMTP__PASWORD": "canary", "POBOT_LOG__LEVEL": "canary"})
    assert "canary" not in str(refused.value)
    assert refused.value.__cause__ is None
    assert refused.value.__suppress_context__


def test_what_is_lacking_to_run_is_said_by_name(write: Write) -> None:
    assert [problem.column for problem in load(write(SMALLEST)).lacking()] == [
        "mailbox.password",
        "accounts.digest_to",
    ]
    ready = f'{SMALLEST}token_file = "token"\n[accounts]\ndigest_to = ["a@example.com"]\n'
    assert load(write(ready)).lacking() == ()


def test_pydantic_is_not_imported_before_a_configuration_is_loaded() -> None:
    code = "import sys, bot.config; sys.exit('pydantic' in sys.modules)"
    assert run([sys.executable, "-c", code], check=False).returncode == 0
