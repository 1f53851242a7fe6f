"""Numbers in the middle of a story, in groups, in two places: what the whole mail makes of them."""

import pytest

from bot.domain.message import Passage
from bot.stages.extract import extract
from tests.rules.mails import COMPANY, RULES, new, subject

TEN = (r"45\d{8}",)
SIX = (r"\d{6}",)
ON_FILE = ("AB-1104", "4500771204")


def given(*passages: Passage, formats: tuple[str, ...] = ()) -> list[str]:
    """Return the numbers that a client with some orders on file gives, each once."""
    found = extract(passages, RULES, COMPANY, formats, ON_FILE)
    return sorted({c.number for c in found if c.accepted})


@pytest.mark.parametrize(
    "text",
    [
        "After three weeks of account statements the buyer rang and gave me 4500990011 at last.",
        "Nach langem Hin und Her hat mir der Einkauf die 4500990011 genannt.",
        "Au bout de deux semaines, les achats m'ont donné le 4500990011 pour le portail.",
        "Me han dado por fin el 4500990011 para la web.",
        "Alla fine l'ufficio acquisti mi ha dato il 4500990011 per il portale.",
        "Ik heb eindelijk van inkoop 4500990011 doorgekregen.",
    ],
)
def test_a_number_in_a_story_is_given(text: str) -> None:
    assert given(new(text), formats=TEN) == ["4500990011"]


@pytest.mark.parametrize("pattern", [r"\d{6}", r"\d{3} \d{3}", r"\d{3}\ \d{3}"])
def test_blanks_are_no_part_of_a_format(pattern: str) -> None:
    assert given(new("Vores ordrenummer er 314 207."), formats=(pattern,)) == ["314 207"]


def test_a_number_is_printed_plainly_where_the_mail_does_so_as_well() -> None:
    text = "Bestellnummer 4500 310 261 für das Portal, also 4500310261"
    assert given(new(text), formats=TEN) == ["4500310261"]


@pytest.mark.parametrize(
    "text",
    [
        "AB-1204 is for the portal and AB-1205 for the intranet.",
        "Für das Portal gilt AB-1204 und für das Intranet AB-1205.",
        "La AB-1204 cubre la web y la AB-1205 la app.",
    ],
)
def test_numbers_in_the_form_of_orders_on_file_need_no_label(text: str) -> None:
    assert given(new(text)) == ["AB-1204", "AB-1205"]


@pytest.mark.parametrize(
    "text",
    [
        "AB-1205 is for phase 2. Phase 1 continues under AB-1104.",
        "AB-1205 gilt für Phase 2. Phase 1 läuft weiter unter AB-1104.",
        "La AB-1205 est pour la phase 2, la phase 1 reste sur la AB-1104.",
    ],
)
def test_an_order_that_other_work_stays_on_is_set_apart(text: str) -> None:
    assert given(new(text)) == ["AB-1205"]


def test_an_order_that_work_stays_on_is_given_where_no_other_is() -> None:
    assert given(new("It stays on PO 4500990011, please bill PR-2026-0117.")) == ["4500990011"]


@pytest.mark.parametrize(
    "text",
    [
        "Please don't go by PO 4500990011.",
        "Never invoice PO 4500990011.",
        "Ne tenez pas compte du bon de commande 4500990011.",
        "No tengan en cuenta el pedido 4500990011.",
        "Non considerate l'ordine 4500990011.",
        "Bitte richtet euch nicht nach Bestellung 4500990011.",
        "Proszę nie brać pod uwagę zamówienia 4500990011.",
        "We have pencilled in PO 4500990011.",
        "L'avenant portera la commande 4500990011 à 24 400 €.",
        "La commande 4500990011 (TMA 2026) est retirée.",
        "Inkooporder 4500990011 (Beheer 2026) is per direct ingetrokken.",
        "Ordren 4500990011 er trukket tilbage.",
        "For testing use PO 1111111111.",
    ],
)
def test_what_is_forbidden_pending_withdrawn_or_a_test_is_not_given(text: str) -> None:
    assert given(new(text)) == []


@pytest.mark.parametrize(
    "text",
    [
        "Können wir am Freitag kurz über die Bestellung 4500771204 telefonieren?",
        "On peut s'appeler jeudi au sujet de la commande 4500771204 ?",
        "Kunnen we morgen even bellen over de raamorder 4500771204?",
        "Kan vi ringes ved i morgen om ordre 4500771204?",
    ],
)
def test_an_order_that_a_call_is_about_is_not_given(text: str) -> None:
    assert given(new(text)) == []


@pytest.mark.parametrize(
    "text",
    ["PO is 551903. Correction: 551940, sorry.", "Bestellung 551903. Korrektur: 551940."],
)
@pytest.mark.parametrize("formats", [(), SIX])
def test_a_later_sentence_corrects_an_earlier(text: str, formats: tuple[str, ...]) -> None:
    assert given(new(text), formats=formats) == ["551940"]


@pytest.mark.parametrize("text", ["My student number is 551940.", "Inventarnummer 551940"])
def test_the_number_of_a_person_or_a_thing_is_no_order(text: str) -> None:
    assert given(new(text), formats=SIX) == []


def test_a_number_that_is_called_otherwise_elsewhere_is_refused_without_a_firm_label() -> None:
    mail = (subject("RFQ 60012345"), new("Please see order 60012345 and tell us your price."))
    assert given(*mail) == []


def test_the_first_part_of_a_number_beside_it_is_no_second_one() -> None:
    assert given(new("PO: 48001-0001 (48001 being the budget).")) == ["48001-0001"]


def test_a_known_order_named_in_a_dispute_is_not_given() -> None:
    text = "You send PR-2026-0404 quoting our own order 4500771204 at us?! I dispute this invoice."
    assert given(new(text), formats=TEN) == []


def test_no_more_numbers_are_judged_than_an_order_can_list() -> None:
    text = "PO numbers: " + ", ".join(f"45{n:08d}" for n in range(2_000))
    found = extract([new(text)], RULES, COMPANY)
    assert len(found) <= 301
    assert "more numbers than are read" in {c.reason for c in found}


def test_no_more_words_are_read_than_a_long_order_has() -> None:
    found = extract([new("PO 4500990011. " + "very " * 40_000)], RULES, COMPANY)
    assert "only the first 20000 words were read" in {c.reason for c in found}
