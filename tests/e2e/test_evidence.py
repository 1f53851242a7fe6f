"""`pobot extract` for a person: where in the mail each number stands."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.cli import main


@pytest.fixture
def shown(tmp_path: Path) -> str:
    mail = tmp_path / "mail.eml"
    mail.write_bytes(
        b"From: a@client.example\r\nTo: billing@progressiverobot.com\r\nSubject: Order\r\n"
        b"Content-Type: text/plain; charset=utf-8\r\n\r\n"
        b"Hello,\r\nour PO number is 4500012345 for the \x1b[31mportal, vendor no. 881.\r\n"
    )
    done = CliRunner().invoke(main, ["extract", str(mail)], color=True)
    assert done.exit_code == 0
    return done.output


def test_the_number_is_marked_in_its_line(shown: str) -> None:
    assert "our PO number is \x1b[32m\x1b[1m\x1b[4m4500012345\x1b[0m for the" in shown
    assert "\x1b[33m\x1b[1m\x1b[4m881" in shown


def test_a_mail_cannot_steer_the_terminal(shown: str) -> None:
    assert "\x1b[31mportal" not in shown
    assert "<U+001B>[31mportal" in shown
