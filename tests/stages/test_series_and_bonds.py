"""Numbers printed with a series apart, with a suffix, or only bound to a reference of ours."""

import pytest

from tests.rules.mails import given, new, page, subject


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Encomenda n.º NE 2026/41, mencionar na fatura", "NE 2026/41"),
        ("Unsere Bestellung: BE 118/26", "BE 118/26"),
        ("Bestillingsnr.: KV 2026-088\nLeverandør: 7714", "KV 2026-088"),
        ("Zamówienie nr ZO 2026/04/11 w załączeniu", "ZO 2026/04/11"),
        ("Číslo objednávky: OB 2600418", "OB 2600418"),
        ("Megrendelésszám: MR 7741", "MR 7741"),
        ("Bon de commande : BC 2026 118", "BC 2026 118"),
        ("Purchase order: A 10234", "A 10234"),
        ("Beställningsnummer: B 2026-17", "B 2026-17"),
    ],
)
def test_the_letters_of_a_series_belong_to_its_number(text: str, number: str) -> None:
    assert given(new(text)) == [number]
    assert given(page(f"ORDER\n{text}")) == [number]


def test_every_number_of_a_list_keeps_its_letters() -> None:
    assert given(new("Inköpsorder: IK 22818 och IK 22819")) == ["IK 22818", "IK 22819"]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("PO 4500012345", "4500012345"),
        ("Bestellung NR 118834", "118834"),
        ("Order number: SAP 4500012345", "4500012345"),
        ("Bestellung Nr. 2026/118 für AB 4711", "2026/118"),
        ("order 118834 on UK 2211", "118834"),
        ("ORDER REF NO 118834", "118834"),
    ],
)
def test_other_capitals_before_a_number_are_no_series(text: str, number: str) -> None:
    assert given(new(text)) == [number]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("ordine n. 4471/B del 12/11", "4471/B"),
        ("our PO is 30012/XY, cheers", "30012/XY"),
        ("Bestellung 7714/AB.", "7714/AB"),
        ("zamówienie nr 4471/MAG/26", "4471/MAG/26"),
    ],
)
def test_capitals_behind_the_last_slash_end_a_number(text: str, number: str) -> None:
    assert given(new(text)) == [number]


def test_an_initial_behind_a_number_of_the_clients_format_is_none_of_it() -> None:
    assert given(new("our PO 20418/JS please"), formats=[r"\d{5}"]) == ["20418"]
    assert given(new("its 20418/KMN"), formats=[r"\d{5}/[A-Z]{3}"]) == ["20418/KMN"]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Ours is AB-1187, please print it on invoice PR-2026-0117.", "AB-1187"),
        ("Bitte 77120 auf PR-2026-0117 schreiben und neu schicken", "77120"),
        ("Mettez CV-2041 sur la PR-2026-0117 svp", "CV-2041"),
        ("Poned 88-1120 en la PR-2026-0117 y listo", "88-1120"),
        ("L'LX/2211 è per la Q-2041", "LX/2211"),
        ("VB-4471 voor Q-2041, graag", "VB-4471"),
        ("FK4471 til Q-2041", "FK4471"),
    ],
)
def test_what_is_bound_to_our_reference_needs_no_label(text: str, number: str) -> None:
    assert given(new(text)) == [number]


@pytest.mark.parametrize(
    "text",
    [
        "The meter reading 44718 for PR-2026-0117 is wrong",
        "Room 44718 for Q-2041",
        "Ticket 44718 on PR-2026-0117",
        "Bitte Kostenstelle 44718 auf PR-2026-0117 vermerken",
        "Your VAT number 118834 should be on PR-2026-0117",
        "Project 26-4471 for Q-2041 starts in May",
        "We paid 4471.00 for PR-2026-0117",
        "We need 1200 for PR-2026-0117 by Friday",
        "Bitte 35000 für Q-2041 ansetzen",
        "You put 118834 on PR-2026-0117, that is our old one",
        "Don't put 118834 on PR-2026-0117",
        "Invoice 118834 for Q-2041 came back",
        "The rate is 1500/EUR and 4500/VAT for PR-2026-0117",
    ],
)
def test_what_has_another_name_is_not_bound(text: str) -> None:
    assert given(new(text)) == []


def test_a_number_that_lacks_only_the_letters_of_its_format_is_an_answer() -> None:
    mail = (subject("n° cmd"), new("pour le portail c'est le 240122"))
    assert given(*mail, formats=[r"CF\d{6}"]) == ["240122"]
    assert given(new("vacances du 240122"), formats=[r"CF\d{6}"]) == []


def test_a_verb_that_bids_to_use_a_number_answers_our_request() -> None:
    assert given(subject("Re: PO number"), new("For the kiosk use 4471-K")) == ["4471-K"]


@pytest.mark.parametrize("text", ["Ordrenr. er 901192, mvh", "Tilausnro. on 901192"])
def test_the_full_stop_of_nr_ends_no_sentence(text: str) -> None:
    assert given(new(text)) == ["901192"]


def test_the_full_stop_of_vat_ends_a_sentence() -> None:
    text = "The link gets an order to itself: 105119, 4,750 + VAT. The original stays open."
    assert given(new(text)) == ["105119"]
