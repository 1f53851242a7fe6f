"""Tokens of commands by mail."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.command_token import GOOD_FOR, Token, found, issued, refused

SECRET, TODAY = b"a secret of this installation", date(2026, 11, 24)
READER, COMMAND = "sofia@progressiverobot.com", "approve 3 9f2c"
TOKEN = issued(SECRET, COMMAND, READER, TODAY)


def test_a_token_is_found_where_it_stands_and_allows_its_command() -> None:
    token = found(f"Re: approve 3 {TOKEN} please")
    assert token == TOKEN
    assert token is not None
    assert refused(token, SECRET, COMMAND, READER.upper(), TODAY) == ""


@pytest.mark.parametrize(
    ("secret", "command", "reader"),
    [
        (b"another", COMMAND, READER),
        (SECRET, "approve 4 9f2c", READER),
        (SECRET, "reject 3 9f2c", READER),
        (SECRET, "approve 3 aaaa", READER),
        (SECRET, COMMAND, "daniel@progressiverobot.com"),
    ],
)
def test_a_token_is_for_one_item_one_action_and_one_reader(
    secret: bytes, command: str, reader: str
) -> None:
    assert "not for this item" in refused(TOKEN, secret, command, reader, TODAY)


def test_a_token_is_good_for_seven_days_and_cannot_be_made_to_last() -> None:
    last = TODAY + GOOD_FOR
    assert refused(TOKEN, SECRET, COMMAND, READER, last) == ""
    late = refused(TOKEN, SECRET, COMMAND, READER, last + timedelta(days=1))
    assert late == f"the token was good until {last}"
    stretched = Token(last + timedelta(days=9), TOKEN.proof)
    assert refused(stretched, SECRET, COMMAND, READER, TODAY)


@pytest.mark.parametrize(
    "text",
    ["", "[PR-DO ]", "[PR-DO 20261199-" + "a" * 26 + "]", str(TOKEN)[:-2] + "]", "PR-DO 2026"],
)
def test_what_is_no_token_is_none(text: str) -> None:
    assert found(text) is None


@given(st.text(max_size=300))
def test_no_text_breaks_the_search(text: str) -> None:
    token = found(text)
    assert token is None or refused(token, SECRET, COMMAND, READER, TODAY)
