"""How long a question waits for its answer."""

from datetime import date, timedelta

import pytest

from bot.domain.open_questions import Stage, stage

MONDAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (0, Stage.WAITING),
        (2, Stage.WAITING),
        (3, Stage.ASK_AGAIN),
        (7, Stage.ASK_AGAIN),
        (8, Stage.UNANSWERED),
        (400, Stage.UNANSWERED),
    ],
)
def test_a_question_is_asked_again_and_then_left_to_a_person(days: int, expected: Stage) -> None:
    assert stage(MONDAY, MONDAY + timedelta(days=days)) is expected


def test_weekends_and_holidays_are_no_days_to_answer_on() -> None:
    friday = date(2026, 11, 27)
    assert stage(friday, date(2026, 12, 1)) is Stage.WAITING
    assert stage(friday, date(2026, 12, 2)) is Stage.ASK_AGAIN
    assert stage(friday, date(2026, 12, 2), {date(2026, 11, 30)}) is Stage.WAITING
