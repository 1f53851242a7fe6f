"""What prose states of an order: its sum, period, revision and promised day, in many languages."""

from datetime import date

import pytest

from bot.domain.message import Layer, Passage
from bot.domain.rules import Rules
from bot.domain.understanding import Intent
from bot.stages._facts import Source, facts
from bot.stages._periods import period
from bot.stages._promises import promised
from bot.stages._revisions import revisions
from bot.stages._scan import scan
from bot.stages._sources import sources
from bot.stages._totals import Total, total
from tests.rules.mails import RULES

WRITTEN = date(2026, 11, 24)
"""A Tuesday."""


@pytest.fixture(scope="module")
def rules() -> Rules:
    """Return the rule packs as they are shipped."""
    return RULES


@pytest.mark.parametrize(
    ("text", "stated"),
    [
        ("Bestellwert 12.500 EUR zzgl. 19 % MwSt.", "12500 EUR True"),
        ("Gesamtsumme: TEUR 120 netto", "120000 EUR True"),
        ("Wert 45 T€ netto", "45000 EUR True"),
        ("Wartość zamówienia: 148 tys. zł netto", "148000 PLN True"),
        ("Hodnota objednávky 1,2 mil. Kč bez DPH", "1200000 CZK True"),
        ("Érték: 14.500.000 Ft + áfa", "14500000 HUF True"),
        ("A megrendelés értéke 850 ezer Ft nettó", "850000 HUF True"),
        ("Ordervärde 1,4 MSEK exkl. moms", "1400000 SEK True"),
        ("Summa 340 tkr exkl. moms, vi bifogar inköpsorder", "340000 SEK True"),
        ("Arvo 27 500 euroa (alv 0 %)", "27500 EUR True"),
        ("Importe total: 18.500,00 € más IVA", "18500 EUR True"),
        ("Valor: R$ 1.250.000,00 sem impostos", "1250000 BRL True"),
        ("Importo 38.000,00 euro oltre IVA", "38000 EUR True"),
        ("Montant : 58 000 € HT", "58000 EUR True"),
        ("Montant total : 69 600,00 € TTC (TVA 20 %)", "58000 EUR True"),
        ("Totaalbedrag € 42.000,- excl. btw", "42000 EUR True"),
        ("Beløb: 96.000 kr. ekskl. moms, jf. jeres tilbud", "96000 DKK True"),
        ("Verdi kr 88 000,- eks. mva. Vennlig hilsen", "88000 NOK True"),
        ("Valoare totală: 118.000 lei fără TVA", "118000 RON True"),
        ("Order value CHF 37'000.00 excl. VAT", "37000 CHF True"),
        ("PO value is GBP12,500 plus VAT", "12500 GBP True"),
        ("Amount: £1.2m excluding VAT", "1200000 GBP True"),
        ("Total: C$45,000.00", "45000 CAD None"),
        ("Total A$45,000 ex GST", "45000 AUD True"),
        ("We are in Toronto, Ontario. PO total $45,000.00", "45000 CAD None"),
        ("Order total $45,000.00", "45000  None"),
        ("Betrag (EUR): 12.500,00", "12500 EUR None"),
        ("Order total incl. VAT 20%: £31,680.00", "26400 GBP True"),
        ("Net 26,400.00\nVAT 5,280.00\nTotal 31,680.00 GBP", "26400 GBP True"),
        ("Kwota netto 57 000,00 zł, VAT 23% 13 110,00 zł, brutto 70 110,00 zł", "57000 PLN True"),
        ("Total TTC 12 000,00 € dont TVA 2 000,00 €", "10000 EUR True"),
        ("za celkem 890 000 Kč bez DPH", "890000 CZK True"),
        ("na kwotę 12 000 PLN netto", "12000 PLN True"),
        ("por un importe de 42.000 euros (IVA no incluido)", "42000 EUR True"),
        ("per un importo di 9.800 euro + IVA", "9800 EUR True"),
        ("no valor de 13.900 euros, acrescido de IVA", "13900 EUR True"),
        ("voor een bedrag van 7.200 euro exclusief btw", "7200 EUR True"),
        ("na hodnotu 250 tisíc korun bez DPH", "250000 CZK True"),
        ("Wert: 1,5 Mio. EUR netto", "1500000 EUR True"),
        ("Yhteensä 45 000,00 € (alv 0 %)", "45000 EUR True"),
        ("Total  MXN  1,180,160.00 + IVA", "1180160 MXN True"),
        ("Gesamt inkl. 19 % MwSt.: 14.875,00 EUR", "12500 EUR True"),
        ("Gesamtbetrag brutto 14.875,00 EUR", "14875 EUR False"),
        ("Suma: 100 000 zł brutto", "100000 PLN False"),
        ("total £9,000 incl VAT", "9000 GBP False"),
        ("Ramme: kr. 500.000 ekskl. moms. Med venlig hilsen", "500000 DKK True"),
        ("Ordresum NOK 230 000 eks. mva", "230000 NOK True"),
        ("Total: 12 500,00", "12500  None"),
        ("$12,500.00 USD", "12500 USD None"),
        ("12k EUR net", "12000 EUR True"),
        ("budget of 15k€ HT", "15000 EUR True"),
        ("Összesen: 2 400 000 Ft + 27% áfa", "2400000 HUF True"),
        ("Importe 12 mil euros sin IVA", "12000 EUR True"),
    ],
)
def test_a_sum_is_read_with_its_currency_and_net_or_gross(
    text: str, stated: str, rules: Rules
) -> None:
    assert _shown(total(scan(text, rules))) == stated


@pytest.mark.parametrize(
    ("text", "stated"),
    [
        ("We raised PO 4500 from £15,000 to £20,000 net", "20000 GBP True"),
        ("Erhöhung der Bestellung um 5.000 EUR auf 20.000 EUR netto", "20000 EUR True"),
        ("Le montant passe de 18 000 € à 23 400 € HT", "23400 EUR True"),
        ("Verhoogd met € 5.000 tot € 20.000 excl. btw", "20000 EUR True"),
        ("L'importo sale da 10.000 € a 14.500 € + IVA", "14500 EUR True"),
        ("El pedido se amplía de 10.000 € a 14.500 € sin IVA", "14500 EUR True"),
        ("Ordern höjs med 40 000 kr till 240 000 kr exkl. moms", "240000 SEK True"),
        ("Zwiększamy zamówienie z 100 000 zł do 125 000 zł netto", "125000 PLN True"),
        ("Objednávka se navyšuje o 50 000 Kč na 250 000 Kč bez DPH", "250000 CZK True"),
        (
            "Tilausta korotetaan 5 000 eurolla, uusi loppusumma on 25 000 euroa alv 0",
            "25000 EUR True",
        ),
        ("A keretösszeg 2.000.000 Ft-ról 2.500.000 Ft-ra nő", "2500000 HUF None"),
        (
            "Original value £18,000.00\nThis variation £3,150.00\nRevised order value £21,150.00",
            "21150 GBP None",
        ),
        (
            "Bisheriger Bestellwert 30.000 EUR\nNachtrag 2 7.200 EUR\nNeuer Bestellwert 37.200 EUR",
            "37200 EUR None",
        ),
        (
            "we have added £5,000 to the order which was £20,000, so it is now £25,000",
            "25000 GBP None",
        ),
        ("Comanda crește de la 90.000 lei la 110.000 lei fără TVA", "110000 RON True"),
        ("O valor passa de 20.000 € para 25.000 €, s/ IVA", "25000 EUR True"),
    ],
)
def test_of_a_raised_order_the_new_total_counts(text: str, stated: str, rules: Rules) -> None:
    assert _shown(total(scan(text, rules), raised=True)) == stated


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("You will have the PO by Friday.", "2026-11-27"),
        ("PO should be with you by next Wednesday.", "2026-12-02"),
        ("I'll send the order number tomorrow.", "2026-11-25"),
        ("The PO will be issued on the 4th.", "2026-12-04"),
        ("I expect to send the PO in two weeks.", "2026-12-08"),
        ("The board meets on 2 December and we will release the PO on 3 December.", "2026-12-03"),
        ("Die Bestellung erhalten Sie bis Ende November.", "2026-11-30"),
        ("Die Bestellnummer kommt spätestens am Freitag, den 4. Dezember.", "2026-12-04"),
        ("Die Bestellnummer folgt übermorgen.", "2026-11-26"),
        ("Nach der Vorstandssitzung am 2.12. bekommen Sie am 4.12. die Bestellung.", "2026-12-04"),
        ("Vous aurez le bon de commande vendredi 4 décembre au plus tard.", "2026-12-04"),
        ("Le BC partira la semaine prochaine.", None),
        ("La commande sera émise d'ici le 30 novembre.", "2026-11-30"),
        ("El pedido saldrá el martes 1 de diciembre.", "2026-12-01"),
        ("Le mando el número de pedido pasado mañana.", "2026-11-26"),
        ("L'ordine arriverà entro venerdì 27 novembre.", "2026-11-27"),
        ("Vi mando l'ordine dopodomani.", "2026-11-26"),
        ("A nota de encomenda segue até ao dia 30 de novembro.", "2026-11-30"),
        ("De bestelbon volgt uiterlijk volgende week vrijdag.", "2026-12-04"),
        ("U krijgt het bestelnummer morgen.", "2026-11-25"),
        ("I får indkøbsordren senest fredag den 27. november.", "2026-11-27"),
        ("Innkjøpsordren kommer innen utgangen av november.", "2026-11-30"),
        ("Inköpsordern kommer senast den 30 november.", "2026-11-30"),
        ("Tilausnumero tulee viimeistään perjantaina 27.11.", "2026-11-27"),
        ("Zamówienie wyślemy do 30 listopada 2026 r.", "2026-11-30"),
        ("Numer zamówienia prześlę jutro.", "2026-11-25"),
        ("Objednávku pošleme do pátku 27. 11. 2026.", "2026-11-27"),
        ("A megrendelést november 30-ig megküldjük.", "2026-11-30"),
        ("A rendelésszámot pénteken küldöm.", "2026-11-27"),
        ("Comanda o veți primi până la 30 noiembrie 2026.", "2026-11-30"),
        ("I submitted the requisition last Friday; the PO will come soon.", None),
        (
            "The requisition has been there since Monday, you should see the PO by Thursday.",
            "2026-11-26",
        ),
        ("We will pay on 30 November.", "2026-11-30"),
        ("Payment goes out with the run of 27/11/2026.", "2026-11-27"),
        ("I hope to get you a PO early in December.", None),
        ("PO expected mid-December.", None),
        ("The PO will follow within the week.", None),
        ("Kan I vente? Ordren kommer om 3 dage.", "2026-11-27"),
        ("PO by end of next week.", "2026-12-04"),
        ("I am on leave until Thursday, you will get the PO on Monday 30 November.", "2026-11-30"),
        ("Ordernumret skickas i övermorgon.", "2026-11-26"),
        ("Wir melden uns mit der Bestellnummer am 4.", "2026-12-04"),
        ("le bon de commande part le 4.", "2026-12-04"),
    ],
)
def test_the_promised_day_is_told_from_the_others(text: str, day: str | None, rules: Rules) -> None:
    said = promised([scan(text, rules)], [], WRITTEN)
    assert (said and str(said[1].until)) == day


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("Valid from 1 January 2027 to 31 December 2027", "2027-01-01 2027-12-31"),
        ("Laufzeit 01.01.2027 bis 31.12.2027", "2027-01-01 2027-12-31"),
        ("Période du 1er janvier au 31 mars 2027", "2027-01-01 2027-03-31"),
        ("Plazo: del 1 de enero al 30 de junio de 2027", "2027-01-01 2027-06-30"),
        ("Periodo: dal 01/01/2027 al 30/06/2027", "2027-01-01 2027-06-30"),
        ("Période de prestation : 04/01/2027 - 26/03/2027", "2027-01-04 2027-03-26"),
        ("Please confirm by 30 November 2026.", "None None"),
        ("Bitte Auftragsbestätigung bis zum 30.11.2026.", "None None"),
        ("Merci de confirmer avant le 30/11/2026", "None None"),
        ("Potwierdzenie prosimy do 30.11.2026", "None None"),
        ("Potvrďte prosím do 30. 11. 2026.", "None None"),
        ("Delivery date: 29.01.2027", "None None"),
        ("Leverperiode 1 januari t/m 31 maart 2027", "2027-01-01 2027-03-31"),
        ("Gælder fra 1. januar 2027 til 31. december 2027", "2027-01-01 2027-12-31"),
        ("Avtalsperiod: 2027-01-01 – 2027-12-31", "2027-01-01 2027-12-31"),
        ("Voimassa 1.1.2027 - 31.12.2027", "2027-01-01 2027-12-31"),
        ("Termin realizacji: 05.01.2027 do 31.03.2027", "2027-01-05 2027-03-31"),
        ("Teljesítési időszak: 2027.01.04. - 2027.03.31.", "2027-01-04 2027-03-31"),
        ("2027. január 1-től 2027. december 31-ig", "2027-01-01 2027-12-31"),
        ("Perioada: 01.01.2027 - 31.03.2027", "2027-01-01 2027-03-31"),
        ("Termín plnění: od 4. 1. 2027 do 31. 3. 2027", "2027-01-04 2027-03-31"),
        ("Invoice no later than 15 December 2026", "None None"),
        ("Visszaigazolást 2026.11.30-ig kérünk.", "None None"),
        ("Kérjük, november 30-ig igazolja vissza", "None None"),
        ("Bekräfta senast den 30 november 2026", "None None"),
        ("Order open until 31 March 2027", "None 2027-03-31"),
        ("Payment due 31.12.2026", "None None"),
        ("Jan 1 - Mar 31, 2027", "2027-01-01 2027-03-31"),
        ("Services 01/01/27-31/03/27", "2027-01-01 2027-03-31"),
    ],
)
def test_a_period_is_told_from_the_time_for_an_answer(text: str, days: str, rules: Rules) -> None:
    first, last = period([scan(text, rules)], WRITTEN, rules, several=False)
    assert f"{first and first.on} {last and last.on}" == days


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("PO 4500012345 Rev. 2", "2"),
        ("Version: 3 (previous version: 2)", "3"),
        ("2. Nachtrag zur Bestellung 4500012345", "2"),
        ("avenant n° 2 à la commande", "2"),
        ("1er avenant", "1"),
        ("chiamata n. 7 su ordine aperto", "7"),
        ("Abruf 12 aus Rahmenbestellung", "12"),
        ("call-off 7", "7"),
        ("Release 3", "3"),
        ("variante 1 all'ordine", "1"),
        ("form CF 22 rev 9", None),
        ("our app version 2.3 is live", None),
        ("Dodatek č. 3 k objednávce", "3"),
        ("aneks nr 2 do zamówienia", "2"),
        ("2. számú módosítás", "2"),
        ("Ändringsorder 2", "2"),
        ("tilläggsbeställning, ändring nr 4", "4"),
        ("Wijziging 2", "2"),
        ("Variation no.\t1", "1"),
        ("Order\tRevision\tDate\n4500012\t2\t20.11.2026", "2"),
        ("Amendment B", "B"),
        ("revisión 0", "0"),
        ("muutos nro 2", "2"),
        ("act adițional nr. 2", "2"),
        ("aditivo nº 3", "3"),
        ("second amendment", None),
        ("order 4500012345 revision 1 replaces revision 0", "1"),
    ],
)
def test_the_number_of_a_change_is_read(text: str, number: str | None, rules: Rules) -> None:
    assert next((said for said, _ in revisions(scan(text, rules), rules)), None) == number


@pytest.mark.parametrize(
    ("words", "domain", "currency"),
    [
        ("Vi har raised the order, total kr 88 000", "havn.no", "NOK"),
        ("Order total kr 88 000", "havn.dk", "DKK"),
        ("Order total kr 88 000", "havn.se", "SEK"),
        ("Order total kr 88 000", "havn.example", None),
        ("Order total $45,000.00", "mill.ca", "CAD"),
        ("Order total $45,000.00", "mill.com.au", "AUD"),
        ("Order total $45,000.00", "mill.example", "USD"),
        ("Order total 45,000.00", "mill.co.uk", None),
        ("Order total $45,000.00 plus GST", "mill.example", None),
        ("Bonjour, montant de la commande : 45 000,00 $", "scierie.example", "CAD"),
        ("Montant : 45 000,00 $ CA", "scierie.example", "CAD"),
        ("Order total CDN$ 45,000.00", "mill.example", "CAD"),
    ],
)
def test_a_shared_sign_is_told_by_the_country_of_the_sender(
    words: str, domain: str, currency: str | None, rules: Rules
) -> None:
    assert facts(_source(words, rules, domain=domain)).currency == currency


def test_every_fact_has_its_place_in_the_text(rules: Rules) -> None:
    text = "Bestellung\u00a04711 über 12.500\u202f€ netto, Laufzeit 01.01.2027 – 31.12.2027, Rev. 2"
    source = _source(text, rules)
    stated = facts(source)
    found = {s.name: s for s in sources(stated, source)}
    assert found["amount"].text == "12.500\u202f€"
    assert found["valid_from"].text == "01.01.2027"
    assert found["valid_to"].text == "31.12.2027"
    assert found["revision"].text == "2"
    assert all(text[s.start : s.end] == s.text for s in found.values())
    assert set(found) == {"amount", "currency", "net", "valid_from", "valid_to", "revision"}


def _source(text: str, rules: Rules, *, domain: str = "") -> Source:
    return Source(
        passages=(Passage("body", text, Layer.NEW),),
        rules=rules,
        intents=frozenset({Intent.PO_NEW}),
        orders=(),
        documents=(),
        mentions=(),
        spoken=(),
        written=WRITTEN,
        domain=domain,
    )


def _shown(said: Total | None) -> str | None:
    return None if said is None else f"{said.amount.normalize():f} {said.currency} {said.net}"
