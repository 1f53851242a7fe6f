"""What finance people say of sums and days: in words, of all figures, of something else."""

from datetime import date

import pytest

from bot.stages._currencies import currencies, spoken
from bot.stages._dates import days
from bot.stages._normal import normalise
from bot.stages._periods import period
from bot.stages._revisions import revisions
from bot.stages._scan import scan
from bot.stages._spelled import spelled
from bot.stages._totals import total
from bot.stages._words import split
from tests.rules.mails import RULES

WRITTEN = date(2026, 11, 24)
"""A Tuesday."""


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("forty-two thousand five hundred pounds", 42_500),
        ("two hundred and forty-five thousand six hundred and ten pounds", 245_610),
        ("eighteen hundred pounds", 1_800),
        ("einhundertzwanzigtausend Euro", 120_000),
        ("siebzehntausendachthundert Euro", 17_800),
        ("quatre-vingt-dix-sept mille cinq cents euros", 97_500),
        ("soixante-quinze mille euros", 75_000),
        ("treinta y un mil quinientos euros", 31_500),
        ("settantacinquemila euro", 75_000),
        ("tweehonderdvijftigduizend euro", 250_000),
        ("doze mil e quinhentos euros", 12_500),
        ("tres mil euros", 3_000),
        ("femogtres tusind kroner", 65_000),
        ("tjugofem tusen kronor", 25_000),
        ("pięć tysięcy złotych", 5_000),
        ("dvanáct tisíc korun", 12_000),
        ("kétszázezer forint", 200_000),
        ("treizeci de mii lei", 30_000),
        ("kaksitoista tuhatta euroa", 12_000),
    ],
)
def test_a_sum_in_words_is_read(text: str, value: int) -> None:
    assert [s.value for s in spelled(split(normalise(text), frozenset()))] == [value]


@pytest.mark.parametrize(
    "text",
    [
        "thirty euro each",
        "two thousand users",
        "twenty twelve pounds",
        "for fourtyfife thousand pounds",
        "sixty thousand sixty thousand pounds",
        "38 thousand euro",
    ],
)
def test_what_is_no_sum_in_words_is_left_alone(text: str) -> None:
    assert not list(spelled(split(normalise(text), frozenset())))


@pytest.mark.parametrize(
    "text",
    [
        "Anything above £10,000 needs a second signature",
        "Our approval threshold moved to £90,000",
        "Ab 50.000 EUR zeichnet die Geschäftsführung",
        "Boven de 25.000 euro moet de directie tekenen",
        "Il reste 3 500 € sur l'ancienne enveloppe",
        "Capitale sociale € 500.000,00 i.v.",
        "Powyżej 50 000 zł wymagana jest zgoda zarządu",
    ],
)
def test_a_limit_a_rest_and_a_capital_are_no_orders_sum(text: str) -> None:
    assert total(scan(text, RULES)) is None


@pytest.mark.parametrize(
    ("text", "amount", "net"),
    [
        ("PO 4500 to cover £7,500 plus VAT", "7500", True),
        ("for the Insurance Portal at £12,000 + VAT", "12000", True),
        ("a £50,000 limit ex VAT", "50000", True),
        ("$31,500.00 plus applicable sales tax", "31500.00", True),
        ("in the amount of $18,250 plus HST", "18250", True),
        ("ten thousand pounds, VAT to be added", "10000", True),
        ("summa 18 400 € + alv 25,5 %", "18400", True),
        ("συνολική αξία 12.000,00 € πλέον ΦΠΑ", "12000.00", True),
        ("Bestellung über 9.500 EUR, davon 1.500 EUR Reisekosten", "9500", None),
        ("raised from 12k to 15k plus VAT", "15000", True),
    ],
)
def test_an_orders_own_sum_is_net_as_it_says(text: str, amount: str, net: bool | None) -> None:
    found = total(scan(text, RULES))
    assert found
    assert (str(found.amount), found.net) == (amount, net)


def test_a_currency_is_said_of_all_figures() -> None:
    assert spoken("All figures in sterling") == {"GBP"}
    assert currencies("tous les montants en euros") == {"EUR"}
    assert not spoken("crediamo in lei")


@pytest.mark.parametrize(
    ("text", "on"),
    [
        ("Ende des Monats", date(2026, 11, 30)),
        ("by EOM", date(2026, 11, 30)),
        ("in a fortnight", date(2026, 12, 8)),
        ("bis Jahresende 2027", date(2027, 12, 31)),
        ("im Laufe der Woche", date(2026, 11, 27)),
        ("i løpet av uken", date(2026, 11, 27)),
        ("back on 1 December, and that same day", date(2026, 12, 1)),
        ("am 3.12.2026 zurück, noch am selben Tag", date(2026, 12, 3)),
        ("vuelve el lunes 30 de noviembre. Ese mismo día", date(2026, 11, 30)),
        ("tilbage mandag, samme dag", date(2026, 11, 30)),
    ],
)
def test_a_day_that_is_said_by_another_or_by_a_stretch_of_time(text: str, on: date) -> None:
    assert days(scan(text, RULES), WRITTEN)[-1].until == on


@pytest.mark.parametrize(
    "text",
    [
        "Your quote is valid until 31 December 2026.",
        "Offertens giltighet: giltig till 31 december 2026.",
        "Il vostro preventivo valido fino al 31 dicembre 2026.",
        "Skonto 2 % bei Zahlung bis 10.12.2026.",
    ],
)
def test_an_offers_validity_and_a_day_of_payment_are_no_orders_period(text: str) -> None:
    assert period([scan(text, RULES)], WRITTEN, RULES, several=False) == (None, None)


@pytest.mark.parametrize(
    ("text", "revision"),
    [
        ("PO 4500 rev. B attached", ["B"]),
        ("Please use version 3 of our supplier form", []),
        ("Version 2 des Angebots", []),
        ("version 4 du devis", []),
    ],
)
def test_the_revision_of_a_form_or_an_offer_is_not_the_orders(
    text: str, revision: list[str]
) -> None:
    assert [number for number, _ in revisions(scan(text, RULES), RULES)][:1] == revision
