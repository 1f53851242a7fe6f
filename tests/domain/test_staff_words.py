"""Actions in plain words: what is understood, and what is said of what is not."""

from datetime import date, timedelta

import pytest

from bot.domain.ledger import EngagementId, InvoiceNumber
from bot.domain.staff_actions import Action, Approve, Assign, Note, NotOurs, Pause, Reject, Resume
from bot.domain.staff_words import FORMS, Misread, read_action

TODAY = date(2026, 11, 23)
BILL = InvoiceNumber("PR-2026-0121")


@pytest.mark.parametrize(
    ("words", "action"),
    [
        ("approve 3", Approve(3)),
        ("Approve: #3", Approve(3)),
        ("  APPROVE   3  0A1B2C3D ", Approve(3, "0a1b2c3d")),
        ("ok 3", Approve(3)),
        ("assign 4 ENG-0009", Assign(4, EngagementId("ENG-0009"))),
        ("assign 4 to eng-0009", Assign(4, EngagementId("eng-0009"))),
        (
            "assign 4 ENG-0009 PO 4500 012 345",
            Assign(4, EngagementId("ENG-0009"), "4500 012 345"),
        ),
        ("reject 5 wrong entity", Reject(5, "wrong entity")),
        ("dismiss 5 answered by phone", Reject(5, "answered by phone")),
        ("not ours 6", NotOurs(6)),
        ("Not-ours 6", NotOurs(6)),
        ("note 3 asked Ann, she calls back", Note(3, "asked Ann, she calls back")),
        ("pause PR-2026-0121 14d", Pause(BILL, TODAY + timedelta(days=14))),
        ("pause PR-2026-0121 14 days", Pause(BILL, TODAY + timedelta(days=14))),
        ("pause PR-2026-0121 2 weeks", Pause(BILL, TODAY + timedelta(days=14))),
        ("pause PR-2026-0121 until 2026-12-24", Pause(BILL, date(2026, 12, 24))),
        ("resume PR-2026-0121", Resume(BILL)),
    ],
)
def test_an_action_is_understood_in_plain_words(words: str, action: Action) -> None:
    assert read_action(words, TODAY) == action


@pytest.mark.parametrize(
    "words",
    [
        "",
        "approve",
        "approve it",
        "approve three",
        "approve 3 4",
        "approve 3 0a1b2c3d and 4",
        "approve -3",
        "assign 4",
        "assign ENG-0009 4",
        "reject 5",
        "not ours",
        "not 6",
        "not ours 6 and 7",
        "note 3",
        "pause PR-2026-0121",
        "pause PR-2026-0121 forever",
        "pause PR-2026-0121 0d",
        "pause PR-2026-0121 2026-11-23",
        "pause PR-2026-0121 9999d",
        "pause PR-2026-0121 2026-02-30",
        "resume",
        "resume PR-2026-0121 PR-2026-0122",
        "please approve 3",
        "I do not approve 3",
    ],
)
def test_what_is_no_action_is_refused_with_a_sentence(words: str) -> None:
    found = read_action(words, TODAY)
    assert isinstance(found, Misread)
    assert found.why.endswith(".")


def test_a_long_line_is_not_repeated_whole() -> None:
    found = read_action("x" * 10_000, TODAY)
    assert isinstance(found, Misread)
    assert len(found.why) < 400


@pytest.mark.parametrize("example", FORMS)
def test_every_example_that_is_offered_is_understood(example: str) -> None:
    assert not isinstance(read_action(example, TODAY), Misread)
