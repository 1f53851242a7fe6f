"""Bot against bot ends; a person is answered."""

from datetime import timedelta

import pytest

from bot.domain.outgoing import Outgoing, OutgoingClass
from bot.ports import MessageState
from tests.app.test_intake import Scene, mail

JANE = "jane@northgate.example"
REMINDER = (
    "Hello Jane,\r\n\r\nwe have not seen a payment of invoice PR-2026-0117 yet, and would be glad "
    "to hear when it will come. If it crossed this letter, please forget about it.\r\n"
)
WORDS = (
    "red",
    "blue",
    "old",
    "new",
    "tall",
    "wide",
    "round",
    "glass",
    "oak",
    "steel",
    "tin",
    "big",
)


@pytest.fixture
def scene() -> Scene:
    return Scene()


def reminded(scene: Scene, name: str = "1", recipient: str = JANE) -> Outgoing:
    """Write to Jane of our own accord."""
    letter = Outgoing(
        f"remind:{name}",
        f"<reminder-{name}@progressiverobot.com>",
        OutgoingClass.REMINDER,
        "billing@progressiverobot.com",
        recipient,
        f"Invoice PR-2026-011{name}",
        f"Subject: Invoice\r\n\r\n{REMINDER}".encode(),
    )
    scene.store.queue([letter], scene.clock.at)
    return letter


def says(scene: Scene, text: str, subject: str = "A question", number: int = 1) -> None:
    """Let Jane write, and pobot read it."""
    source = mail(text, message_id=f"<{number}@northgate.example>")
    scene.deliver(source.replace(b"Subject: Purchase order", f"Subject: {subject}".encode()))
    scene.intake.poll()
    scene.clock.at += timedelta(minutes=1)


def answers(scene: Scene) -> int:
    """Return how many mails answered Jane."""
    return sum(row.mail.kind is OutgoingClass.REPLY for row in scene.store.outbox())


def items(scene: Scene) -> list[str]:
    return [item.kind for item in scene.store.review_items()]


def test_our_letter_that_comes_back_is_not_answered_and_a_person_sees_it_once(
    scene: Scene,
) -> None:
    letter = reminded(scene)
    for number in range(3):
        says(scene, REMINDER, f"Re: {letter.subject}", number)
    assert answers(scene) == 0
    assert items(scene) == ["mail"]
    assert "a program answers there" in scene.store.review_items()[0].reasons[0]
    assert set(scene.states()) == {MessageState.SHOWN}


def test_our_letter_that_comes_back_as_a_quotation_is_not_answered(scene: Scene) -> None:
    letter = reminded(scene)
    quoted = "\r\n".join(f"> {line}" for line in REMINDER.splitlines())
    head = "On Mon, 23 Nov 2026, Progressive Robot <billing@progressiverobot.com> wrote:"
    says(scene, f"{head}\r\n{quoted}", f"Re: {letter.subject}")
    assert answers(scene) == 0
    assert items(scene) == ["mail"]


def test_a_number_in_the_subject_above_our_quoted_letter_is_booked(scene: Scene) -> None:
    reminded(scene)
    quoted = "\r\n".join(f"> {line}" for line in REMINDER.splitlines())
    head = "On Mon, 23 Nov 2026, Progressive Robot <billing@progressiverobot.com> wrote:"
    says(scene, f"{head}\r\n{quoted}", "PO 4500012345 for PR-2026-0117")
    assert answers(scene) == 1
    assert [order.po_number for order in scene.store.snapshot().purchase_orders] == ["4500012345"]


def test_who_says_the_same_again_is_answered_once_and_listed_once(scene: Scene) -> None:
    for number in range(4):
        text = (
            f"Thanks for writing! Yours is number {number} on our pile of letters, and we shall "
            "read the pile as soon as the new building is ready."
        )
        says(scene, text, f"Your letter {number}", number)
    assert answers(scene) == 1
    assert items(scene) == ["to_answer"]


def test_the_same_again_after_a_person_closed_the_first_is_listed_again(scene: Scene) -> None:
    text = "When will the search be ready for our colleagues who work in Leeds?"
    says(scene, text)
    scene.store.close_review(scene.store.review_items()[0].item_id, "ann", scene.clock.at)
    says(scene, text, number=2)
    assert answers(scene) == 1
    assert items(scene) == ["to_answer"]


def test_the_same_few_words_under_another_subject_are_another_question(scene: Scene) -> None:
    says(scene, "Any news?", "The search", 1)
    says(scene, "Any news?", "The kiosk", 2)
    assert answers(scene) == 2
    assert items(scene) == ["to_answer", "to_answer"]


def test_the_same_order_in_two_mails_is_confirmed_once(scene: Scene) -> None:
    says(scene, "Our PO number for PR-2026-0117 is 4500012345.", "PO", 1)
    says(scene, "Our PO number for PR-2026-0117 is 4500012345.", "PO", 2)
    assert answers(scene) == 1


def test_the_same_in_two_mails_of_one_poll_is_answered_once(scene: Scene) -> None:
    for number in (1, 2):
        scene.deliver(mail("When will the search be ready?", message_id=f"<{number}@a.example>"))
    scene.intake.poll()
    assert answers(scene) == 1


def test_another_number_in_the_same_words_is_another_order(scene: Scene) -> None:
    says(scene, "Our PO number for PR-2026-0117 is 4500012345.", "PO", 1)
    says(scene, "Our PO number for PR-2026-0120 is 4500012399.", "PO", 2)
    assert answers(scene) == 2


def test_who_answers_our_mails_with_ever_other_words_gets_two_mails_a_day(scene: Scene) -> None:
    letter = reminded(scene)
    for number, text in enumerate(("Who are you?", "What is this?", "Where do you live?")):
        says(scene, text, f"Re: {letter.subject}", number)
    assert answers(scene) == 1
    assert items(scene) == ["to_answer"] * 3
    scene.clock.at += timedelta(days=1)
    says(scene, "How old are you?", f"Re: {letter.subject}", 4)
    assert answers(scene) == 2


def test_a_person_with_many_questions_of_their_own_is_answered_each_time(scene: Scene) -> None:
    reminded(scene)
    for number in range(5):
        says(scene, f"What about the {WORDS[number]} kiosk?", f"Kiosk {number}", number)
    assert answers(scene) == 5


def test_nobody_gets_more_than_ten_bare_answers_a_day(scene: Scene) -> None:
    for number in range(12):
        says(scene, f"What about the {WORDS[number]} kiosk?", f"Kiosk {number}", number)
    assert answers(scene) == 10
    assert len(items(scene)) == 12


# --- delivery reports -----------------------------------------------------------------------------


def report(address: str, returned: str = "", extra: str = "") -> bytes:
    """Return a report that gives an address up."""
    return (
        f"From: MAILER-DAEMON@mx.example\r\nTo: billing@progressiverobot.com\r\n{extra}"
        "Subject: Undelivered Mail Returned to Sender\r\nMessage-ID: <r@mx.example>\r\n"
        "Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n"
        "--b\r\n\r\nGone.\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n"
        f"Reporting-MTA: dns; mx\r\n\r\nFinal-Recipient: rfc822; {address}\r\nAction: failed\r\n"
        f"Status: 5.1.1\r\n\r\n--b\r\n{returned}\r\n--b--\r\n"
    ).encode()


def marked(scene: Scene, source: bytes) -> frozenset[str]:
    scene.deliver(source)
    scene.intake.poll()
    return scene.store.holds().bad_addresses


@pytest.mark.parametrize("kind", ["message/rfc822", "text/rfc822-headers"])
def test_a_report_that_gives_our_mail_back_marks_its_address(scene: Scene, kind: str) -> None:
    letter = reminded(scene)
    returned = f"Content-Type: {kind}\r\n\r\nMessage-ID: {letter.message_id}\r\n\r\nHello"
    assert marked(scene, report(JANE, returned)) == {JANE}


def test_a_report_in_the_thread_of_our_mail_marks_its_address(scene: Scene) -> None:
    letter = reminded(scene)
    assert marked(scene, report(JANE, extra=f"References: {letter.message_id}\r\n")) == {JANE}


def test_a_report_that_gives_nothing_of_ours_back_marks_nobody(scene: Scene) -> None:
    reminded(scene)
    returned = (
        "Content-Type: message/rfc822\r\n\r\nMessage-ID: <guess@progressiverobot.com>\r\n\r\n"
    )
    assert marked(scene, report(JANE, returned)) == frozenset()
    assert scene.states() == [MessageState.IGNORED]


def test_a_report_about_one_address_that_gives_anothers_mail_back_marks_nobody(
    scene: Scene,
) -> None:
    letter = reminded(scene, recipient="somebody@northgate.example")
    returned = f"Content-Type: message/rfc822\r\n\r\nMessage-ID: {letter.message_id}\r\n\r\n"
    assert marked(scene, report(JANE, returned)) == frozenset()
