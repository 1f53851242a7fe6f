"""Further inboxes: what each says, and what it takes from the first."""

from pathlib import Path

import pytest

from bot.config import Config, MailboxConfig, load_config
from bot.errors import BadInput
from bot.wiring.adapters import open_inboxes

FIRST = """\
[mailbox]
host = "imap.us.example"
user = "billing@us.example"
security = "starttls"
timeout = 7
[mailbox.folders]
processed = "Done"
"""


def loaded(folder: Path, text: str, environ: dict[str, str] | None = None) -> Config:
    (folder / "config.toml").write_text(FIRST + text, "utf-8")
    return load_config(folder / "config.toml", environ or {})


def inbox(folder: Path, text: str, environ: dict[str, str] | None = None) -> MailboxConfig:
    ((name, box),) = loaded(folder, text, environ).inboxes
    assert name == "orders"
    return box


def test_what_an_inbox_does_not_say_is_that_of_the_first(tmp_path: Path) -> None:
    box = inbox(tmp_path, '[inbox.orders]\nuser = "orders@us.example"\nfolders.review = "Look"\n')
    assert (box.host, box.port, box.security, box.timeout) == (
        "imap.us.example",
        143,
        "starttls",
        7,
    )
    assert (box.user, box.folder) == ("orders@us.example", "INBOX")
    assert (box.folders.processed, box.folders.review) == ("Done", "Look")


def test_a_server_of_its_own_has_its_own_port(tmp_path: Path) -> None:
    box = inbox(tmp_path, '[inbox.orders]\nhost = "imap.them.example"\nsecurity = "tls"\n')
    assert (box.host, box.port) == ("imap.them.example", 993)


def test_a_way_to_get_tokens_is_shared_and_the_password_of_another_user_is_not(
    tmp_path: Path,
) -> None:
    shared = '[inbox.orders]\nuser = "orders@us.example"\n'
    (tmp_path / "config.toml").write_text(
        FIRST.replace("timeout = 7", 'token_command = "token"') + shared, "utf-8"
    )
    ((_, box),) = load_config(tmp_path / "config.toml", {}).inboxes
    assert box.token_command == ("token",)
    secret = {"POBOT_MAILBOX__PASSWORD": "s3cret"}
    assert not inbox(tmp_path, shared, secret).password
    assert inbox(tmp_path, '[inbox.orders]\nfolder = "Orders"\n', secret).password


def test_its_secret_has_a_file_and_a_variable_of_its_own(tmp_path: Path) -> None:
    shared = '[inbox.orders]\nuser = "orders@us.example"\n'
    variable = {"POBOT_INBOX__ORDERS__PASSWORD": "0ther"}
    assert inbox(tmp_path, shared, variable).password.reveal() == "0ther"
    (tmp_path / "secrets").mkdir()
    (tmp_path / "secrets" / "inbox__orders__password").write_text("f1le", "utf-8")
    found = inbox(tmp_path, shared, {"POBOT_SECRETS_DIR": str(tmp_path / "secrets")})
    assert found.password.reveal() == "f1le"


def test_what_holds_for_every_inbox_is_said_once(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"config.toml:9: inbox.orders.poll_seconds: there is no"):
        loaded(tmp_path, "[inbox.orders]\npoll_seconds = 9\n")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[inbox.orders]\nuser = "orders@us.example"\n', "inbox.orders.password: no password"),
        ('[inbox.orders]\nfolder = "inbox"\n', "inbox.orders: inbox is read already"),
        ('[inbox.orders]\nfolder = "Done"\n', "inbox.orders.folders.processed: is the inbox"),
        ('[inbox.orders]\nmore_folders = ["Ignored"]\n', "inbox.orders.folders.ignored: is the"),
    ],
)
def test_what_an_inbox_lacks_is_said_by_name(tmp_path: Path, text: str, said: str) -> None:
    config = loaded(tmp_path, text, {"POBOT_MAILBOX__PASSWORD": "s3cret"})
    assert any(said in str(problem) for problem in config.lacking())


def test_every_folder_has_a_name_of_its_own(tmp_path: Path) -> None:
    text = """
[inbox.orders]
host = "imap.them.example"
more_folders = ["Orders"]
[inbox.disk]
kind = "maildir"
path = "mail"
"""
    opened = open_inboxes(loaded(tmp_path, text))
    assert [mailbox.name for mailbox in opened] == [
        "billing@us.example/INBOX",
        "billing@us.example/INBOX@imap.them.example:143",
        "billing@us.example/Orders",
        "inbox.disk",
    ]
    assert [[archive.name for archive in archives] for archives in opened.values()][-1] == [
        "inbox.disk/Processed",
        "inbox.disk/Review",
        "inbox.disk/Ignored",
    ]
