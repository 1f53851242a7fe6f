"""What people say of sums and days in passing: of both orders, in one word, the day after."""

from datetime import date

import pytest

from bot.domain.message import Layer, Passage
from bot.domain.understanding import Intent
from bot.stages._dates import days
from bot.stages._facts import Source, facts
from bot.stages._periods import period
from bot.stages._promises import promised
from bot.stages._revisions import revisions
from bot.stages._scan import scan
from bot.stages._stretches import stretches
from bot.stages._totals import Total, all_exclusive, total
from tests.rules.mails import RULES

WRITTEN = date(2026, 11, 24)
"""A Tuesday."""


@pytest.mark.parametrize(
    "text",
    [
        "£12,000 and £3,000.\n\nBoth ex VAT.",
        "Beide Beträge zzgl. MwSt.",
        "tous deux hors taxes",
        "ambos más IVA",
        "entrambi + IVA",
        "allebei exclusief btw",
        "begge ekskl. moms",
        "båda exkl. moms",
        "molemmat alv 0 %",
        "oba bez DPH",
        "obie kwoty netto",
        "ambele fără TVA",
    ],
)
def test_what_is_said_of_all_sums_is_said_of_each(text: str) -> None:
    assert all_exclusive(scan(text, RULES))


@pytest.mark.parametrize("text", ["All good, PO 45000 for £12,000 net", "Both arrived. £9,000 net"])
def test_what_is_said_of_one_sum_is_not_said_of_all(text: str) -> None:
    assert not all_exclusive(scan(text, RULES))


@pytest.mark.parametrize(
    ("text", "stated"),
    [
        ("€ 3.150 exclusief. Groetjes", "3150 EUR True"),
        ("31 500 kr exkl, tack", "31500 SEK True"),
        ("€ 3.150 excl. reiskosten", "3150 EUR None"),
        ("3,150 plus the VAT", "3150  True"),
        ("31 500,- eks mva", "31500  True"),
        ("kr 31 500 eksklusive merverdiavgift, hilsen Oslo, Norge", "31500 NOK True"),
        ("3.150 € base imponible", "3150 EUR True"),
        ("Total USD 3,150.00 (tax exempt)", "3150 USD True"),
        ("steuerfrei: nein. 3.150 EUR steuerfrei", "3150 EUR True"),
        ("£3,150 without any VAT", "3150 GBP True"),
        (
            "Sous-total  3 000,00 $ CA\nTPS 5 %  150,00 $\nTVQ  299,25 $\nTotal  3 449,25 $",
            "3000 CAD True",
        ),
        ("Subtotal $3,000.00\nGST $150.00\nPST $210.00\nTotal $3,360.00 CAD", "3000 CAD True"),
        ("Kč 31 500,00", "31500 CZK None"),
        ("three milestones of £1,050 each, £3,150 in total, ex VAT", "3150 GBP True"),
        ("drei Raten zu je 1.050 EUR, 3.150 EUR insgesamt", "3150 EUR None"),
        ("deux factures de 1 575 €, soit 3 150 € au total HT", "3150 EUR True"),
    ],
)
def test_tax_is_told_in_every_house_style(text: str, stated: str) -> None:
    said = total(scan(text, RULES))
    assert _shown(said) == stated


@pytest.mark.parametrize(
    "text",
    [
        "We add £2,000 to it. It now stands at £8,000.",
        "Se amplía en 2.000 €. Queda en 8.000 €.",
        "Wir erhöhen um 2.000 €. Die Bestellung steht damit bei 8.000 €.",
        "We verhogen met € 2.000, komt daarmee op € 8.000",
        "Höjs med £2 000, landar då på £8 000",
        "Aumenta di € 2.000 e arriva così a € 8.000",
        "O valor sobe mais € 2.000 e fica em € 8.000",
    ],
)
def test_where_a_raised_order_stands_is_its_sum(text: str) -> None:
    said = total(scan(text, RULES), raised=True)
    assert said
    assert said.amount == 8000


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("The board sits on Monday; you will have the order the day after.", "2026-12-01"),
        ("Der Vorstand tagt am Montag, tags darauf kommt die Bestellung.", "2026-12-01"),
        ("Le conseil se réunit lundi, le bon de commande partira le lendemain.", "2026-12-01"),
        ("El comité es el lunes y al día siguiente os mando el pedido.", "2026-12-01"),
        ("Bestyrelsen mødes mandag, dagen efter kommer ordren.", "2026-12-01"),
        ("PO to you within two working days.", "2026-11-26"),
        ("PO should land in 5 business days.", "2026-12-01"),
        ("Sie bekommen die Nummer innerhalb von vier Werktagen.", "2026-11-30"),
        ("le bon de commande vous parviendra sous 48 h", "2026-11-26"),
        ("l'ordine arriva entro due giorni lavorativi", "2026-11-26"),
        ("tilaus tulee kahden työpäivän kuluessa", "2026-11-26"),
        ("objednávka bude do dvou pracovních dnů", "2026-11-26"),
        ("a megrendelést két munkanapon belül küldjük", "2026-11-26"),
        ("De order volgt ma 30-11, groet", "2026-11-30"),
        ("le bon de commande, comptez dessus pour le 3/12", "2026-12-03"),
        ("You will get the PO by 12/4", "2026-12-04"),
        ("Order in 2-3 days, promised", None),
        ("It waits for Thursday's panel. You get the number from me on Friday.", "2026-11-27"),
        ("L'ho chiesto venerdì. L'ordine arriva il 30 novembre.", "2026-11-30"),
        ("The boss returns on 2 December, so expect the PO on 3 December.", "2026-12-03"),
        ("Baas zit tot vrijdag op de beurs. Order volgt op maandag.", "2026-11-30"),
    ],
)
def test_a_promised_day_is_counted_as_people_count(text: str, day: str | None) -> None:
    said = promised([scan(text, RULES)], [], WRITTEN)
    assert (said and str(said[1].until)) == day


@pytest.mark.parametrize(
    ("text", "stated"),
    [
        ("valid January to December 2027", "2027-01-01 2027-12-31"),
        ("von Oktober 2026 bis März 2027", "2026-10-01 2027-03-31"),
        ("de octubre a marzo de 2027", "2026-10-01 2027-03-31"),
        ("tammikuusta maaliskuuhun 2027", "2027-01-01 2027-03-31"),
        ("von 01/2027 bis 06/2027", "2027-01-01 2027-06-30"),
        ("ważne do końca 2027", "None 2027-12-31"),
        ("gültig bis Ende 2027", "None 2027-12-31"),
        ("érvényes 2027. december 31-ig", "None 2027-12-31"),
        ("the number came from me on 4 May 2027", "None None"),
    ],
)
def test_a_period_may_be_named_by_its_months(text: str, stated: str) -> None:
    first, last = period([scan(text, RULES)], WRITTEN, RULES, several=False)
    assert f"{first and first.on} {last and last.on}" == stated


@pytest.mark.parametrize(
    ("text", "last"),
    [
        ("vale para todo 2027", "2027-12-31"),
        ("gilt für ganz 2027", "2027-12-31"),
        ("na celý rok 2027", "2027-12-31"),
        ("erstes Halbjahr 2027", "2027-06-30"),
        ("troisième trimestre 2027", "2027-09-30"),
        ("tweede kwartaal van 2027", "2027-06-30"),
        ("fourth half of 2027", None),
    ],
)
def test_a_year_and_its_parts_are_read_in_words(text: str, last: str | None) -> None:
    found = stretches(scan(text, RULES), blanket=False)
    assert next((str(end) for _, end in found), None) == last


def test_of_several_orders_the_period_outweighs_the_end_of_another() -> None:
    text = "4500361311 (vigência 01/01/2027 a 30/06/2027)\n\nO 4500331207 vale até o fim do ano."
    first, last = period([scan(text, RULES)], WRITTEN, RULES, several=True)
    assert first
    assert last
    assert (first.on, last.on) == (date(2027, 1, 1), date(2027, 6, 30))


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Previous ceiling 31,250.00, variation 2 adds 4,750.00", "2"),
        ("Blanket order   AT604410\nRelease   7\nSupplier   30718", "7"),
        ("muutosversio 3", "3"),
        ("Tilausmuutos 2", "2"),
        ("tilleggsordre 4", "4"),
        ("modifica n. 2", "2"),
        ("previous release 7", None),
    ],
)
def test_a_change_is_numbered_under_many_names(text: str, number: str | None) -> None:
    assert next((said for said, _ in revisions(scan(text, RULES), RULES)), None) == number


@pytest.mark.parametrize(
    ("address", "domain", "ends"),
    [
        ("2200 Mill Rd\nYakima, WA 98901", "orchard.example", date(2027, 3, 4)),
        ("12 Mill Road\nLeeds LS11 5QN", "orchard.example", date(2027, 4, 3)),
        ("2200 Mill Rd\nYakima, WA 98901", "orchard.co.uk", date(2027, 4, 3)),
    ],
)
def test_an_american_writes_the_month_first(address: str, domain: str, ends: date) -> None:
    source = Source(
        passages=(
            Passage("body", "PO 4500012345 is valid until 03/04/2027", Layer.NEW),
            Passage("body", address, Layer.SIGNATURE),
        ),
        rules=RULES,
        intents=frozenset({Intent.PO_NEW}),
        orders=(),
        documents=(),
        mentions=(),
        spoken=(),
        written=WRITTEN,
        domain=domain,
    )
    assert facts(source).valid_to == ends


def test_a_currency_code_explains_the_sign_beside_it() -> None:
    text = "Item  $54,000.00\nTotal USD  $54,000.00"
    said = total(scan(text, RULES))
    assert said
    assert said.currency == "USD"


def test_the_day_after_something_named_is_not_the_day_after_tomorrow() -> None:
    text = "Back on Monday 30 November. I write the day after tomorrow."
    assert [d.on for d in days(scan(text, RULES), WRITTEN)] == [
        date(2026, 11, 30),
        date(2026, 11, 26),
    ]


def _shown(said: Total | None) -> str | None:
    return None if said is None else f"{said.amount.normalize():f} {said.currency} {said.net}"
