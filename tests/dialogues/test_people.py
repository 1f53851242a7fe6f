"""Who answers: the buyer, a colleague, the accounts department, one of us who passes it on."""

import pytest

from tests.dialogues import programs
from tests.dialogues.ending import assert_ended
from tests.dialogues.office import Office
from tests.dialogues.test_which_work import FIRST

pytestmark = pytest.mark.dovecot

DANIEL = "Daniel Frost <daniel@progressiverobot.com>"


def test_a_colleague_on_the_clients_domain_answers_for_the_buyer(office: Office) -> None:
    talk = office.client("de")
    talk.writes(FIRST["de"], "Bestellung", programs.outlook)
    tina = "Tina Wolf <t.wolf@stadtwerke-lindau.de>"
    words = "Hallo,\n\nHerr Brandl ist im Urlaub. Es ist die zweite.\n\nTina Wolf"
    talk.answers(words, programs.outlook, by=tina, cc=talk.firm.mailbox("buyer"))
    assert_ended(talk, {talk.firm.bill(2): "4500012345"}, letters=3)
    confirmation, copy = talk.letters()[-2:]
    assert "t.wolf@" in confirmation["To"]
    assert "Tina Wolf" in talk.asked()
    assert office.items() == ()
    assert office.recipients()[-2:] == (
        "t.wolf@stadtwerke-lindau.de",
        "j.brandl@stadtwerke-lindau.de",
    )
    assert (copy["To"], copy["Cc"]) == (confirmation["To"], confirmation["Cc"])
    assert [a.addr_spec for a in copy["Cc"].addresses] == ["j.brandl@stadtwerke-lindau.de"]


def test_only_registered_contacts_of_the_client_are_copied(office: Office) -> None:
    talk = office.client("es")
    others = "Eva <eva@evil.example>, Ann <ann.hale@acme-foods.co.uk>, Ana <ana@talleres-moreno.es>"
    talk.writes(FIRST["es"], "Pedido", programs.gmail, cc=f"{others}, {talk.firm.mailbox('payer')}")
    talk.answers("2", programs.gmail, cc=others)
    assert_ended(talk, {talk.firm.bill(2): "4500012345"}, letters=3)
    assert office.recipients() == (
        "paco@talleres-moreno.es",
        "administracion@talleres-moreno.es",
        "paco@talleres-moreno.es",
    )


def test_who_was_copied_may_answer_the_question(office: Office) -> None:
    talk = office.client("nl")
    payer = talk.firm.mailbox("payer")
    talk.writes(FIRST["nl"], "Inkooporder", programs.outlook_web, cc=payer)
    question, copy = talk.letters()
    assert question["Message-ID"] != copy["Message-ID"]
    talk.answers("De tweede, groet Joost", programs.outlook_web, by=payer, to=copy)
    assert_ended(talk, {talk.firm.bill(2): "4500012345"}, letters=3)
    assert office.items() == ()


def test_who_pays_answers_what_who_buys_was_asked(office: Office) -> None:
    talk = office.client("fr")
    talk.writes(FIRST["fr"], "Commande", programs.zimbra)
    talk.answers("Bonjour,\n\nle 1.\n\nLuc Perrin", programs.gmail, by=talk.firm.mailbox("payer"))
    assert_ended(talk, {talk.firm.bill(1): "4500012345"}, letters=2)
    assert "compta@" in talk.letters()[-1]["To"]


def test_another_client_who_got_our_question_books_nothing(office: Office) -> None:
    talk = office.client("en")
    talk.writes(FIRST["en"], "Purchase order", programs.gmail)
    other = office.client("it")
    question = talk.letters()[0]
    other.answers("2", programs.gmail, to=question)
    assert talk.booked() == {}
    assert [mail for mail in office.sent() if "bellandi.it" in mail["To"]] == list(other.letters())
    assert all("Cold store" not in str(mail) for mail in other.letters())


def test_what_one_of_us_forwards_is_booked_and_confirmed_to_them(office: Office) -> None:
    talk = office.client("en")
    forwarded = (
        "FYI\n\n---------- Forwarded message ---------\n"
        "From: Ann Hale <ann.hale@acme-foods.co.uk>\nDate: Tue, 24 Nov 2026 at 08:12\n"
        "Subject: PO\nTo: Daniel Frost <daniel@progressiverobot.com>\n\n\n"
        "Hi Daniel,\n\nthe PO for Q-6102 is 4500012345.\n\nAnn\n"
    )
    talk.writes(forwarded, "Fwd: PO", programs.gmail, by=DANIEL)
    assert talk.booked() == {talk.firm.bill(2): "4500012345"}
    assert office.sent() == ()
    (told,) = office.to("daniel@progressiverobot.com")
    assert "4500012345" in told
    assert "Cold store dashboard (ENG-6102)" in told


def test_one_of_us_answers_what_their_forward_left_open(office: Office) -> None:
    talk = office.client("de")
    forwarded = (
        "Kommt das bei euch an?\n\nVon: Jörg Brandl <j.brandl@stadtwerke-lindau.de>\n"
        "Gesendet: Dienstag, 24. November 2026 08:12\nAn: Daniel Frost "
        "<daniel@progressiverobot.com>\nBetreff: Bestellung\n\n"
        "Hallo Daniel,\n\nunsere Bestellnummer ist 4500012345.\n\nJörg\n"
    )
    talk.writes(forwarded, "WG: Bestellung", programs.old_outlook, by=DANIEL)
    assert talk.booked() == {}
    question = office.letters_to("daniel@progressiverobot.com")[-1]
    talk.answers("2", programs.outlook, by=DANIEL, to=question)
    assert talk.booked() == {talk.firm.bill(2): "4500012345"}
    assert office.sent() == ()
    assert office.items() == ()
