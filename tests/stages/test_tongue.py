"""In which language an answer is written."""

from dataclasses import replace

import pytest

from bot.domain.decision import Letter, Trust
from bot.domain.ledger import Client, Snapshot
from bot.domain.message import Address, Layer
from bot.stages._tongue import language_in, language_of
from tests.builders import LEDGER, Mail, decided, passage, stated

MAILS = {
    "en": "please find attached the order number for your invoice",
    "de": "anbei erhalten sie unsere bestellung, bitte geben sie die nummer auf der rechnung an",
    "fr": "veuillez trouver ci-joint notre bon de commande pour votre facture",
    "es": "adjunto le enviamos nuestro número de pedido para la factura",
    "it": "in allegato trova il nostro numero d'ordine per la vostra fattura",
    "nl": "hierbij ontvangt u onze inkooporder, graag het nummer op de factuur vermelden",
    "sv": "här är vår inköpsorder, vänligen ange numret på fakturan, tack",
    "nb": "vedlagt er bestillingen vår, vennligst oppgi nummeret på fakturaen deres",
    "da": "vedhæftet er vores indkøbsordre, angiv venligst nummeret på jeres faktura",
    "pl": "w załączeniu przesyłamy nasze zamówienie, prosimy o podanie numeru na fakturze",
    "pt": "segue em anexo a nossa nota de encomenda, com o número para a vossa fatura",
}


@pytest.mark.parametrize(("language", "words"), MAILS.items())
def test_a_mail_tells_its_language_by_its_small_words(language: str, words: str) -> None:
    assert language_of(words) == language


@pytest.mark.parametrize(
    "words", ["", "po 4500012345", "4500012345 northgate foods ltd", "og for med på"]
)
def test_a_text_that_does_not_tell_is_in_no_language(words: str) -> None:
    assert language_of(words) == ""


def test_an_answer_without_words_is_in_the_language_of_what_it_answers() -> None:
    ours = passage(MAILS["sv"], Layer.QUOTED_OURS)
    assert language_in((passage("2"), ours)) == "sv"


def test_what_the_sender_writes_goes_before_what_is_quoted() -> None:
    ours = passage(MAILS["sv"], Layer.QUOTED_OURS)
    assert language_in((passage(MAILS["fr"]), ours)) == "fr"


def known_as(language: str) -> Snapshot:
    clients: tuple[Client, ...] = tuple(replace(c, language=language) for c in LEDGER.clients)
    return replace(LEDGER, clients=clients)


def answered(language: str, ledger: Snapshot, **mail: object) -> Letter:
    order = stated("4500012345", "Q-0007")
    (letter,) = decided(Mail(orders=(order,), language=language, **mail), ledger).letters  # type: ignore[arg-type]
    return letter


def test_the_clients_language_goes_before_that_of_the_mail() -> None:
    assert answered("fr", known_as("de")).language == "de"


def test_without_a_language_on_file_the_answer_is_in_that_of_the_mail() -> None:
    assert answered("fr", known_as("")).language == "fr"


def test_an_answer_to_a_mail_that_does_not_tell_is_english() -> None:
    assert answered("", known_as("")).language == "en"


def test_a_colleague_who_forwards_is_answered_in_english_and_with_our_own_letter() -> None:
    colleague = Address("Helen Marsh", "helen.marsh@progressiverobot.com")
    letter = answered("fr", known_as("de"), trust=Trust.STAFF, carrier=colleague)
    assert (letter.language, letter.client_id) == ("en", "")


def test_an_answer_says_whose_client_it_concerns() -> None:
    assert answered("en", LEDGER).client_id == "northgate"
