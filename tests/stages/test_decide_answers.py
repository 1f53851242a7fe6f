from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.decision import (
    Authentication,
    Kind,
    Reply,
    Trust,
)
from bot.domain.message import Address
from bot.domain.understanding import Intent
from tests.builders import (
    COMPANY,
    JANE,
    NOW,
    Mail,
    decided,
    message,
    stated,
)

NUMBER = "4500012345"


GOOD = stated(NUMBER, "Q-0007")


MANAGER = Address("Helen Marsh", "helen@progressiverobot.com")


def outcome(mail: Mail, **world: object) -> tuple[str, str]:
    decision = decided(mail, **world)  # type: ignore[arg-type]
    return decision.verdict.value, decision.reply.value


@pytest.mark.parametrize(
    ("mail", "verdict"),
    [
        (Mail(trust=Trust.CONTACT, authentication=Authentication.NONE), "apply"),
        (Mail(trust=Trust.DOMAIN, authentication=Authentication.PASS), "apply"),
        (Mail(trust=Trust.DOMAIN, authentication=Authentication.NONE), "review"),
        (Mail(trust=Trust.STAFF, carrier=MANAGER), "apply"),
        (Mail(trust=Trust.PORTAL, kind=Kind.PORTAL, automatic="a portal"), "apply"),
        (Mail(trust=Trust.UNKNOWN, clients=()), "review"),
        (Mail(trust=Trust.LOOKALIKE, clients=()), "review"),
        (Mail(trust=Trust.FORGED, authentication=Authentication.FAIL), "review"),
    ],
    ids=lambda value: f"{value.trust}-{value.authentication}" if isinstance(value, Mail) else "",
)
def test_an_order_is_booked_only_from_whom_we_trust(mail: Mail, verdict: str) -> None:
    assert outcome(replace(mail, orders=(GOOD,)))[0] == verdict


@pytest.mark.parametrize(
    ("mail", "reply"),
    [
        (Mail(trust=Trust.CONTACT), "confirmation"),
        (Mail(trust=Trust.DOMAIN), "confirmation"),
        (Mail(trust=Trust.DOMAIN, authentication=Authentication.NONE), "acknowledgement"),
        (Mail(trust=Trust.STAFF, carrier=MANAGER), "confirmation"),
        (Mail(trust=Trust.UNKNOWN, clients=()), "none"),
        (Mail(trust=Trust.LOOKALIKE, clients=()), "none"),
        (Mail(trust=Trust.FORGED, authentication=Authentication.FAIL), "none"),
        (Mail(trust=Trust.PORTAL, kind=Kind.PORTAL, automatic="a portal"), "none"),
        (Mail(kind=Kind.NO_REPLY, automatic="no-reply address"), "none"),
        (Mail(kind=Kind.LIST, automatic="a list"), "none"),
        (Mail(author=Address("Jane", "jane at northgate")), "none"),
    ],
)
def test_only_people_we_trust_are_answered(mail: Mail, reply: str) -> None:
    decision = decided(replace(mail, orders=(GOOD,)))

    assert decision.reply.value == reply
    assert bool(decision.letters) == (reply != "none")


def test_authentication_can_be_required_of_registered_contacts_too() -> None:
    strict = replace(COMPANY, require_authentication=True)
    mail = Mail(orders=(GOOD,), authentication=Authentication.NONE)

    assert outcome(mail, company=strict) == ("review", "acknowledgement")


def test_a_forwarded_order_is_confirmed_to_the_colleague_who_forwarded_it() -> None:
    (letter,) = decided(Mail(orders=(GOOD,), trust=Trust.STAFF, carrier=MANAGER)).letters

    assert letter.to == MANAGER
    assert letter.values["recipient"] == "Helen Marsh"


@pytest.mark.parametrize(
    ("wish", "to"),
    [
        (Address("", "ap@northgate.example"), "ap@northgate.example"),
        (Address("", "evil@elsewhere.example"), JANE.email),
        (None, JANE.email),
    ],
)
def test_a_reply_to_is_followed_only_inside_the_same_client(wish: Address | None, to: str) -> None:
    (letter,) = decided(Mail(orders=(GOOD,), reply_to=wish)).letters

    assert letter.to.email == to


@pytest.mark.parametrize("name", ["x" * 80, "see http://evil.example", "a@b.example"])
def test_a_display_name_that_is_no_name_is_not_greeted(name: str) -> None:
    mail = Mail(orders=(GOOD,), trust=Trust.DOMAIN, author=Address(name, "x@northgate.example"))

    assert decided(mail).letters[0].values["recipient"] == ""


def test_what_cannot_be_asked_is_shown_to_a_person() -> None:
    unclear = Mail(orders=(stated(NUMBER),), kind=Kind.NO_REPLY, automatic="no-reply address")

    assert outcome(unclear) == ("review", "none")


def test_old_mail_is_booked_or_shown_but_never_answered() -> None:
    since = NOW + timedelta(days=1)
    unclear = Mail(orders=(stated(NUMBER),))

    assert outcome(Mail(orders=(GOOD,)), answer_since=since) == ("apply", "none")
    assert outcome(unclear, answer_since=since) == ("review", "none")
    assert outcome(Mail(orders=(GOOD,)), answer_since=NOW) == ("apply", "confirmation")
    undated = Mail(orders=(GOOD,), message=message(date=None))
    assert outcome(undated, answer_since=NOW) == ("apply", "none")


def test_after_two_rounds_a_person_takes_over() -> None:
    unclear = Mail(orders=(stated(NUMBER),))

    assert outcome(unclear, replies_today=1) == ("clarify", "clarification")
    assert outcome(unclear, replies_today=2) == ("review", "none")


def test_a_thread_is_acknowledged_once_a_day() -> None:
    mail = Mail((Intent.QUESTION,), text="Any news?")

    first, second = decided(mail), decided(mail, replies_today=1)

    assert (first.reply, first.to_answer) == (Reply.ACKNOWLEDGEMENT, True)
    assert (second.reply, second.to_answer) == (Reply.NONE, True)


@pytest.mark.parametrize(
    ("text", "reply"),
    [
        ("Many thanks, Jane", "none"),
        ("Vielen Dank!", "none"),
        ("Merci beaucoup", "none"),
        ("Perfect, thank you! Kind regards, Hannah Osei, Library", "none"),
        ("Köszönjük szépen.", "none"),
        ("Tusen takk! Hilsen Ingrid", "none"),
        ("Thanks. The intranet search is down again.", "acknowledgement"),
        ("Danke, aber die Suche geht noch nicht.", "acknowledgement"),
        ("Merci, mais il manque le rapport.", "acknowledgement"),
        ("Thanks. When will you start?", "acknowledgement"),
        ("Thanks for invoice 2026", "acknowledgement"),
        ("Our office moves next week.", "acknowledgement"),
        ("Thanks " * 30, "acknowledgement"),
    ],
)
def test_a_mere_thanks_gets_no_answer(text: str, reply: str) -> None:
    mail = Mail((Intent.OTHER,), subject="Re: Purchase order", text=text)

    assert outcome(mail) == ("none", reply)


def test_the_question_lists_the_choices_by_number() -> None:
    (letter,) = decided(Mail(orders=(stated(NUMBER),))).letters

    assert letter.template == "po_question"
    assert letter.values["asks"] == "work"
    choices = letter.values["choices"]
    assert isinstance(choices, tuple)
    assert [choice["engagement_id"] for choice in choices] == ["ENG-0007", "ENG-0009"]
    assert letter.values["references"] == ("ENG-0007", "ENG-0009")


def test_the_acknowledgement_says_nothing_of_the_ledger() -> None:
    (letter,) = decided(Mail((Intent.BANK_CHANGE,))).letters

    assert letter.template == "acknowledgement"
    assert set(letter.values) == {"recipient"}


def test_a_portal_must_name_one_client_and_one_order() -> None:
    portal = Mail(trust=Trust.PORTAL, kind=Kind.PORTAL, automatic="a portal")
    two = replace(portal, orders=(GOOD, stated("4500012346", "Q-0009")))

    assert outcome(replace(portal, orders=(GOOD,))) == ("apply", "none")
    assert outcome(two) == ("review", "none")
    assert outcome(replace(portal, orders=(stated(NUMBER),))) == ("review", "none")
    assert outcome(replace(portal, orders=(GOOD,), clients=("northgate", "larkhill"))) == (
        "review",
        "none",
    )


def test_a_colleague_without_a_clients_words_is_shown() -> None:
    mail = Mail(orders=(GOOD,), trust=Trust.STAFF, clients=(), author=MANAGER)

    assert outcome(mail) == ("review", "acknowledgement")


def test_why_a_mail_is_not_answered_stands_among_the_reasons() -> None:
    reasons = decided(Mail(orders=(GOOD,), kind=Kind.LIST, automatic="a mailing list")).reasons

    assert "Not to be answered: a mailing list." in reasons
