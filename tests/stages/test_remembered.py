"""Caches that live as long as one mail is looked at."""

from bot.domain.rules import Rules
from bot.stages._remembered import let_go, remembered
from bot.stages._scan import forget, scan


def test_a_question_is_answered_once_until_the_mail_is_done() -> None:
    asked: list[str] = []

    @remembered
    def length(text: str) -> int:
        asked.append(text)
        return len(text)

    assert [length("abc"), length("abc")] == [3, 3]
    assert asked == ["abc"]
    let_go()
    assert length("abc") == 3
    assert asked == ["abc", "abc"]


def test_what_was_read_of_a_mail_is_let_go_of_with_it() -> None:
    rules = Rules()
    first = scan("PO 4711", rules)
    assert scan("PO 4711", rules) is first
    forget()
    assert scan("PO 4711", rules) is not first
