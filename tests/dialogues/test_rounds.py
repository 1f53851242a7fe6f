"""Questions that need more than one round, or get no answer at all."""

import pytest

from tests.dialogues import programs
from tests.dialogues.ending import assert_ended
from tests.dialogues.office import Office
from tests.dialogues.test_which_work import FIRST

pytestmark = pytest.mark.dovecot


def test_a_wrong_answer_is_asked_again_and_the_right_one_books(office: Office) -> None:
    talk = office.client("es")
    talk.writes(FIRST["es"], "Pedido", programs.gmail)
    talk.answers("La 7", programs.gmail)
    assert talk.booked() == {}
    assert f"2. {talk.firm.titles[1]}" in talk.asked()
    talk.answers("Perdón, la 2", programs.gmail)
    assert_ended(talk, {talk.firm.bill(2): "4500012345"}, letters=3)
    assert office.items() == ()


def test_after_two_questions_a_person_takes_over(office: Office) -> None:
    talk = office.client("en")
    talk.writes(FIRST["en"], "Purchase order", programs.outlook)
    talk.answers("The blue one.", programs.outlook)
    talk.answers("The one we talked about on the phone.", programs.outlook)
    assert_ended(talk, {}, letters=2, orders=0)
    (item,) = office.items()
    assert item.kind == "mail"
    assert any("a person takes over" in reason for reason in item.reasons)


def test_rounds_are_counted_over_days_and_in_torn_threads(office: Office) -> None:
    talk = office.client("da")
    talk.writes(FIRST["da"], "Ordre", programs.outlook)
    office.wait(1)
    talk.answers("Den blå.", programs.outlook)
    office.wait(1)
    talk.answers("Den, vi talte om.", programs.outlook, threaded=False)
    assert_ended(talk, {}, letters=3, orders=0)
    assert "2. " not in talk.asked(), "a third question instead of a person"
    (item,) = office.items()
    assert item.kind == "mail"


def test_a_number_that_was_missing_is_given_alone(office: Office) -> None:
    talk = office.client("fr")
    talk.writes(
        "Bonjour,\n\nnous passons commande de la réservation en ligne (ENG-6121).\n\n"
        "Solène Marchetti",
        "Commande",
        programs.zimbra,
    )
    assert talk.booked() == {}
    talk.answers("4500012345", programs.zimbra)
    assert_ended(talk, {talk.firm.bill(1): "4500012345"}, letters=2)
    assert office.items() == ()


def test_a_question_without_an_answer_is_asked_once_more_and_then_listed(asking: Office) -> None:
    office, talk = asking, asking.client("nl")
    talk.writes(FIRST["nl"], "Inkooporder", programs.outlook_web)
    office.wait(2)
    assert len(talk.letters()) == 1
    office.wait(4)
    assert len(talk.letters()) == 2
    again = talk.letters()[-1]
    assert again["In-Reply-To"] == talk.written[0]["Message-ID"]
    assert f"2. {talk.firm.titles[1]}" in talk.asked()
    office.wait(15)
    assert len(talk.letters()) == 2
    assert "question without an answer: f.deboer@vandermeer.nl" in office.told()

    talk.answers("2", programs.outlook_web)
    assert_ended(talk, {talk.firm.bill(2): "4500012345"}, letters=3)
    assert office.items() == ()


def test_a_question_that_a_mail_settled_meanwhile_is_not_asked_again(asking: Office) -> None:
    office, talk = asking, asking.client("pl")
    talk.writes(FIRST["pl"], "Zamówienie", programs.gmx)
    talk.writes("Nr zamówienia 4500012345 dotyczy Q-6191.\n\nAgnieszka", "Zamówienie", programs.gmx)
    office.wait(12)
    assert_ended(talk, {talk.firm.bill(1): "4500012345"}, letters=2)
    assert office.items() == ()


def test_somebody_who_is_away_answers_later(office: Office) -> None:
    talk = office.client("sv")
    talk.writes(FIRST["sv"], "Inköpsorder", programs.outlook)
    talk.answers(
        "Hej,\n\njag är på semester till och med den 27 november. Vid brådskande ärenden, ring "
        "växeln på 08-120 45 00.\n\nÅsa Lind",
        programs.without_quotation,
        subject="Autosvar: Inköpsorder",
        Auto_Submitted="auto-replied",
    )
    assert len(talk.letters()) == 1
    question = talk.letters()[0]
    office.wait(1)
    talk.answers("Tvåan", programs.iphone, to=question)
    assert_ended(talk, {talk.firm.bill(2): "4500012345"}, letters=2)
    assert office.items() == ()
