"""Numbers that are announced, go on under new numbers, or are taken back from afar."""

import pytest

from bot.stages.extract import extract
from tests.rules.mails import COMPANY, RULES, given, new, subject, understood

NEW_NUMBER = (
    ("PO 77140 was locked by the system and has been re-entered as 88120.", "88120"),
    ("Order 77140 carries on from January as 88120.", "88120"),
    ("Auftrag 7714 läuft ab Januar unter 8812.", "8812"),
    ("Bestellung 77140 wurde gesperrt, neu angelegt unter 88120.", "88120"),
    ("La commande 77140 a été bloquée, elle est recréée sous le n° 88120.", "88120"),
    ("L'ordine 77140 è stato bloccato e reinserito con il numero 88120.", "88120"),
    ("Bestelling 77140 is geblokkeerd en opnieuw ingevoerd onder 88120.", "88120"),
    ("Tilaus 77140 jatkuu tammikuusta numerolla 88120.", "88120"),
    ("PO 77140 runs as agreed until 31 March 2027.", "77140"),
    ("PO 77140 attached. It continues under contract 88120.", "77140"),
)

TAKEN_BACK = (
    "Scrap the order I sent on Friday (4711-92) - new budget. PO 4711-93 instead.",
    "Forget the PO from last week, 4711-92. Use PO 4711-93 instead.",
    "Please cancel the order you got from me on Monday (PO 4711-92). The new PO is 4711-93.",
    "Bitte vergessen Sie die Bestellung von Freitag (4711-92). Neu: Bestellung 4711-93.",
    "Merci d'annuler la commande envoyée vendredi (n° 4711-92). Commande n° 4711-93 à la place.",
    "Anulad por favor el pedido del viernes (4711-92). En su lugar, pedido 4711-93.",
    "Annullate l'ordine inviato venerdì (n. 4711-92). Al suo posto vale l'ordine n. 4711-93.",
)

ANNOUNCED: tuple[tuple[str, list[str]], ...] = (
    ("PO came through for the alarms. 61-20874, $68,000.00, covers SOW-4150.", ["61-20874"]),
    ("Die Bestellung ist jetzt durch. 61-20874, netto 12.000,00 EUR.", ["61-20874"]),
    ("La commande est enfin sortie. 61-20874, 12 000 € HT.", ["61-20874"]),
    ("Your PO has been approved and given number 88120.", ["88120"]),
    ("Bestillingen er godkjent og har fått nummer 44120.", ["44120"]),
    ("Die Bestellung ist freigegeben und hat die Nummer 44120 bekommen.", ["44120"]),
    ("Märk fakturan med 44120, det är vårt inköpsordernummer.", ["44120"]),
    ("Kiosk: CM-7790, Suche: CM-7791 (beides Bestellnummern).", ["CM-7790", "CM-7791"]),
    ("In addition to PO 77140 there is now a second one: PO number 88120.", ["88120"]),
    ("Quote 77140 accepted. Our PO for it is 88120.", ["88120"]),
    ("PO for the spring list site = 2026-14", ["2026-14"]),
    ("Engagement : 2026-INF-0417", ["2026-INF-0417"]),
    ("The PO has not come through yet. 61-20874, $68,000.00, is still with legal.", []),
    ("The PO finally arrived in the wrong inbox. 5155550163, call me.", []),
    ("The chair sits under number 88120 in our PO register.", []),
    ("The PO 2026/11 budget round starts Monday.", []),
    ("Engagement: 20417 users last month.", []),
    ("Was PO 77140 reissued as 88120?", []),
)


@pytest.mark.parametrize(("text", "number"), NEW_NUMBER)
def test_an_order_that_goes_on_under_a_new_number_is_given_by_that(text: str, number: str) -> None:
    assert given(new(text)) == [number]


@pytest.mark.parametrize("text", TAKEN_BACK)
def test_a_verb_takes_back_the_order_whose_number_is_set_off_behind_it(text: str) -> None:
    assert given(new(text)) == ["4711-93"]


@pytest.mark.parametrize(("text", "numbers"), ANNOUNCED)
def test_an_announced_number_is_given(text: str, numbers: list[str]) -> None:
    assert sorted(given(new(text))) == numbers


def test_an_order_that_goes_out_is_no_payment() -> None:
    text = "CM-7790 covers the kiosk and CM-7791 the app, both went out this morning."
    known = ("CM-7741",)
    found = extract([new(text)], RULES, COMPANY, known=known)
    assert [c.number for c in found if c.accepted] == ["CM-7790", "CM-7791"]


def test_a_number_without_the_letters_of_its_format_needs_more_than_its_length() -> None:
    asset = new("Our asset register lists your tablet as 204001. The PO follows.")
    answer = new("Hi, for the kiosk it's 204001.")
    topic = subject("PO number")
    assert not given(topic, asset, formats=[r"EP\d{6}"])
    assert given(topic, answer, formats=[r"EP\d{6}"]) == ["204001"]


def test_tax_by_its_full_name_and_gross_totals_in_other_words() -> None:
    finnish = understood(new("Tilaus OP-30552, 9 900,00 € ilman arvonlisäveroa."))
    assert finnish.facts.net is True
