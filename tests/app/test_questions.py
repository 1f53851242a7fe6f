"""Our open questions: which mail answers one, how often it is asked, and how it ends."""

from datetime import timedelta

import pytest

from bot.domain.outgoing import OutboxRow
from bot.ports import MessageState
from tests.app.test_intake import Scene, mail

ASKED = "Our PO number is 4500077777."
"""There are two pieces of work that it could be for."""

UNSURE = ("The blue one.", "The one we spoke of.", "The usual one, thanks a lot to you.")


@pytest.fixture
def scene() -> Scene:
    return Scene()


def says(
    scene: Scene,
    text: str,
    subject: str = "PO",
    *,
    to: OutboxRow | None = None,
    sender: str = "jane@northgate.example",
) -> None:
    """Let somebody write, in the thread of a letter of ours or not, and pobot read it."""
    number = len(scene.store.messages_since(scene.clock.at - timedelta(days=60)))
    thread = f"In-Reply-To: {to.mail.message_id}" if to else ""
    source = mail(text, sender, thread, f"<{number}@northgate.example>")
    scene.deliver(source.replace(b"Subject: Purchase order", f"Subject: {subject}".encode()))
    scene.intake.poll()
    scene.clock.at += timedelta(minutes=5)


def letters(scene: Scene) -> tuple[OutboxRow, ...]:
    return scene.store.outbox()


def kinds(scene: Scene) -> list[str]:
    return [item.kind for item in scene.store.review_items()]


def ended(scene: Scene) -> list[tuple[str, str]]:
    """Return how review items were closed: the outcome, and by whom."""
    entries = (e.data for e in scene.store.journal() if e.kind == "review_closed")
    return [(str(data["outcome"]), str(data["by"])) for data in entries]


def test_an_answer_in_the_thread_closes_the_question_and_says_who_gave_it(scene: Scene) -> None:
    says(scene, ASKED)
    assert kinds(scene) == ["question"]
    says(scene, "2", "Re: PO", to=letters(scene)[-1])
    assert kinds(scene) == []
    assert ended(scene) == [("answered", "jane@northgate.example")]
    assert scene.states() == [MessageState.DONE, MessageState.DONE]


def test_an_answer_is_found_by_the_subject_that_our_question_had(scene: Scene) -> None:
    says(scene, ASKED)
    says(scene, "The second", f"AW: WG: [EXT] {letters(scene)[-1].mail.subject}")
    assert kinds(scene) == []


def test_a_new_mail_under_the_same_subject_is_no_answer(scene: Scene) -> None:
    says(scene, ASKED)
    says(scene, "2", "PO")
    assert kinds(scene)[0] == "question"
    assert ended(scene) == []


def test_one_item_stands_for_a_conversation_however_often_we_ask(scene: Scene) -> None:
    says(scene, ASKED)
    says(scene, UNSURE[0], "Re: PO", to=letters(scene)[-1])
    assert kinds(scene) == ["question"]
    assert len(letters(scene)) == 2
    assert "4500077777" in letters(scene)[-1].mail.source.decode()


def test_after_two_questions_a_person_takes_over_on_whatever_day(scene: Scene) -> None:
    says(scene, ASKED)
    for text in UNSURE[:2]:
        scene.clock.at += timedelta(days=2)
        says(scene, text, "Re: PO", to=letters(scene)[-1])
    assert kinds(scene) == ["mail"]
    assert ended(scene) == [("handed over", "pobot")]
    assert "look at it" in letters(scene)[-1].mail.source.decode()
    (item,) = scene.store.review_items()
    assert item.reasons[0] == "After 2 rounds of questions a person takes over."


def test_nothing_is_asked_in_a_conversation_that_a_person_took_over(scene: Scene) -> None:
    says(scene, ASKED)
    for text in UNSURE[:2]:
        scene.clock.at += timedelta(days=2)
        says(scene, text, "Re: PO", to=letters(scene)[-1])
    scene.clock.at += timedelta(days=2)
    says(scene, "Our PO number is 4500077779.", "Re: PO", to=letters(scene)[0])
    assert "2. " not in letters(scene)[-1].mail.source.decode()
    assert kinds(scene) == ["mail", "mail"]


def test_thanks_for_our_question_leave_it_open_and_are_not_answered(scene: Scene) -> None:
    says(scene, ASKED)
    says(scene, "Thank you, Jane", "Re: PO", to=letters(scene)[-1])
    assert kinds(scene) == ["question"]
    assert len(letters(scene)) == 1


def test_our_words_are_read_only_with_an_answer_that_leaves_them_out(scene: Scene) -> None:
    says(scene, ASKED)
    quoted = "2\r\n\r\nOn Mon, 23 Nov 2026, Progressive Robot wrote:\r\n> Thanks. Which one?"
    says(scene, quoted, "Re: PO", to=letters(scene)[-1])
    assert scene.store.snapshot().order(scene.ledger.clients[0].client_id, "4500077777") is None


def test_a_stranger_with_our_message_id_answers_nothing(scene: Scene) -> None:
    says(scene, ASKED)
    says(scene, "2", "Re: PO", to=letters(scene)[-1], sender="eve@elsewhere.example")
    assert kinds(scene)[0] == "question"
    assert ended(scene) == []
    assert len(letters(scene)) == 1
