"""Given or merely named: what the sentence of a labelled number says of it, in many languages."""

import pytest

from bot.domain.purchase_order import Role
from bot.stages.extract import extract
from tests.rules.mails import (
    COMPANY,
    RULES,
    extracted,
    forwarded,
    given,
    new,
    ours,
    subject,
    theirs,
    understood,
)

ON_FILE = ("4500099001", "KD-24417")

GIVEN = (
    "Hi Tom,\n\nPO 4500012345 for the portal.\n\nThanks\nJo",
    "The portal will be under PO 4500012345.",
    "We order the portal under PO 4500012345.",
    "Go ahead with the works on PO 4500012345.",
    "PO 4500012345 - all good?",
    "Is it ok if you bill this to PO 4500012345?",
    "Could you invoice PR-2026-0117 against PO 4500012345?",
    "Our reference for this job: order 4500012345",
    "Wir bestellen unter der Bestellnummer 4500012345.",
    "Die Rechnung bitte auf Bestellung 4500012345.",
    "Könnten Sie bitte die Bestellung 4500012345 auf der Rechnung vermerken?",
    "Merci de facturer sur le bon de commande n° 4500012345.",
    "Pouvez-vous porter le bon de commande 4500012345 sur la facture ?",
    "La commande 4500012345 couvre le portail.",
    "El pedido 4500012345 cubre el portal, ¿de acuerdo?",
    "¿Podéis facturar contra el pedido 4500012345?",
    "Va todo al pedido 4500012345.",
    "L'ordine per il portale è il 4500012345.",
    "Potete fatturare sull'ordine 4500012345?",
    "Kunt u factureren op bestelbon 4500012345?",
    "Graag factureren op inkooporder 4500012345.",
    "Faktura bedes sendt på rekvisition 4500012345.",
    "Kan I fakturere på købsordre 4500012345?",
    "Fakturera mot inköpsorder 4500012345.",
    "Laskuttakaa tilauksella 4500012345.",
    "Proszę fakturować na zamówienie nr 4500012345.",
    "Fakturujte na objednávku č. 4500012345.",
    "Kérjük a 4500012345 számú megrendelésre számlázni.",
    "Vă rugăm facturați pe comanda nr. 4500012345.",
    "I was told to give you this: PO 4500012345, for the December work. What else do you need?",
    "Did you get my PO? It is 4500012345.",
    "Sorry for the delay, PO 4500012345 came through today.",
    "Finance gave me PO 4500012345 this morning.",
    "Here's PO 4500012345; the meeting on Thursday is moved to 3 pm.",
    "PO 4500012345 for the meeting room booking app",
    "PO 4500012345: Goods receipt app, phase 2",
    "It's not the usual one: PO 4500012345.",
    "You don't need anything else: PO 4500012345.",
    "The PO isn't reserved any more, it is live: 4500012345",
    "PO 4500012345 (not yet on the invoice) please add it and resend.",
    "Morning both, finance have now signed PO 4500012345 off for phase two.",
    "You're good to go: PO 4500012345.",
    "Approved! PO 4500012345",
    "PO number as requested 4500012345",
    "As discussed in the meeting, the PO is 4500012345.",
    "Following our call, our order number is 4500012345 and please send the bill to AP.",
    "Order 4500012345 was placed today.",
    "We've set up purchase order 4500012345 for this.",
    "4500012345 is what you need to put on it (PO number).",
    "The attached PO 4500012345 replaces nothing, it is just new.",
    "Attached is PO 4500012345. Could you confirm receipt?",
    "Attached is PO 4500012345, which should have reached you last week.",
    "Attached PO 4500012345. Please note our meeting is on Thursday.",
    "No problem: PO 4500012345.",
    "Not sure why you didn't get it: PO 4500012345",
    "I don't know why it bounced, the PO is 4500012345",
    "We cannot pay without it, so: PO 4500012345",
    "Please do not forget to quote PO 4500012345.",
    "Don't send it without PO 4500012345 on it.",
    "Invoices not quoting PO 4500012345 will be returned.",
    "Never invoice without PO 4500012345.",
    "Bitte vergessen Sie nicht, die Bestellnummer 4500012345 anzugeben.",
    "Ohne die Bestellnummer 4500012345 können wir nicht zahlen.",
    "N'oubliez pas d'indiquer le bon de commande 4500012345.",
    "No olviden indicar el pedido 4500012345.",
    "Non dimenticate di indicare l'ordine n. 4500012345.",
    "Vergeet niet bestelbon 4500012345 te vermelden.",
    "Glem ikke at skrive rekvisition 4500012345 på fakturaen.",
    "Glöm inte att ange inköpsorder 4500012345.",
    "Älkää unohtako tilausnumeroa 4500012345.",
    "Proszę nie zapomnieć o numerze zamówienia 4500012345.",
    "Nezapomeňte uvést objednávku č. 4500012345.",
    "As for the portal, the PO is 4500012345",
    "As with every job you need a PO: 4500012345",
    "Like last time, please send it to AP. PO 4500012345",
    "Like for the app, there's a PO: 4500012345",
    "In the system it is now PO 4500012345, all released.",
    "Your invoice was rejected because it had no PO. It should have PO 4500012345 on it.",
    "Rejected: no PO. Please resubmit with PO 4500012345.",
    "Hallo, unsere Bestellung 4500012345 ist raus.",
    "Die 4500012345 ist eure Bestellnummer, viel Spaß!",
    "Der Auftrag läuft unter Bestellung 4500012345.",
    "La commande 4500012345 vient de partir.",
    "Ya está el pedido: 4500012345.",
    "Ci siamo, l'ordine è 4500012345!",
    "De order is eindelijk rond: 4500012345",
    "Så er ordren her: 4500012345",
    "Nu är ordern klar: 4500012345",
    "Zamówienie gotowe: 4500012345.",
    "Megvan a megrendelés: 4500012345.",
)

KNOWN_AND_GIVEN = (
    "Please use our existing PO 4500099001 for PR-2026-0117.",
    "That one goes on PO 4500099001.",
    "PO is 4500099001.",
    "PO 4500099001",
    "Same PO as before, 4500099001, please put it on the invoice.",
    "Bitte auf Bestellung 4500099001 abrechnen.",
    "Merci d'utiliser la commande 4500099001.",
    "Please bill it against PO 4500099001.",
    "Att använda inköpsorder 4500099001 för fakturan.",
)

ONLY_NAMED = (
    "Did you invoice PO 4500012345 yet?",
    "Which PO is it, 4500012345 or 4500012346?",
    "Why was PO 4500012345 not on the invoice?",
    "Have you billed everything on PO 4500012345?",
    "Do you still have budget left on PO 4500012345?",
    "The goods receipt for PO 4500012345 was posted today.",
    "GR 5000123456 booked against PO 4500012345.",
    "Wareneingang 5000123456 zur Bestellung 4500012345 gebucht.",
    "Réception enregistrée pour la commande 4500099001.",
    "Agenda: PO 4500012345, staffing, holidays.",
    "Let's meet on Thursday to go through PO 4500012345.",
    "The last one was PO 4500012345.",
    "As with PO 4500012345 last year, we pay in 30 days.",
    "Like on PO 4500012345, split it in two.",
    "Wie bei Bestellung 4500012345 letztes Jahr bitte zwei Rechnungen.",
    "Comme pour la commande 4500012345 de l'an dernier.",
    "PO 4500012345 stays as it is.",
    "PO 4500012345 is used up, a new one will follow.",
    "Bestellung 4500012345 ist aufgebraucht, eine neue folgt.",
    "La commande 4500012345 est épuisée, une nouvelle suivra.",
    "Het nummer 4500012345 is gereserveerd, maar de bestelling volgt nog.",
    "PO 4500012345 will only be valid once signed.",
    "PO 4500012345 is still blocked, wait for the release.",
    "La commande 4500012345 n'est pas encore signée.",
    "Bestellung 4500012345 ist noch nicht freigegeben.",
    "El pedido 4500012345 todavía no está liberado.",
    "L'ordine 4500012345 non è ancora firmato.",
    "Tilaus 4500012345 ei ole vielä hyväksytty.",
    "Our PO numbers look like PO-2026-00000.",
    "Purchase order numbers have the form 4500XXXXXX.",
    "Habt ihr die Bestellung 4500012345 schon abgerechnet?",
    "Avez-vous facturé la commande 4500012345 ?",
    "¿Habéis facturado el pedido 4500012345?",
    "Avete già fatturato l'ordine 4500012345?",
    "Hebben jullie bestelbon 4500012345 al gefactureerd?",
    "Har I faktureret købsordre 4500012345?",
    "Har ni fakturerat inköpsorder 4500012345?",
    "Czy faktura do zamówienia nr 4500012345 została wysłana?",
    "Please do not invoice PO 4500012345.",
    "Bitte nichts auf Bestellung 4500012345 buchen.",
    "Ne rien facturer sur la commande 4500012345.",
    "Nicht auf 4500099001, da ist kein Budget mehr.",
    "The maintenance invoices carry on against PO 4500099001.",
    "There's 300 left on PO 4500099001.",
    "We paid the invoice for PO 4500099001 yesterday.",
    "Your December timesheet on PO 4500099001 has been approved.",
    "Die Stunden auf Bestellung 4500099001 sind freigegeben.",
    "Access for the team working under PO 4500099001 has been set up.",
    "PO 4500099001 expires in January, we will extend it.",
    "Please send us a copy of the invoice for PO 4500099001.",
    "Please confirm the delivery date of PO 4500099001.",
    "Kérjük, küldjék el a 4500099001 számú megrendelés számlamásolatát.",
    "We have raised requisition 4500012345, the PO will follow.",
    "Our statement shows PO 4500099001 as open.",
    "Re PO 4500099001: please send copies of the timesheets.",
    "The invoice against PO 4500099001 is in dispute.",
    "Bitte senden Sie uns den Leistungsnachweis zu Bestellung 4500099001.",
    "Concernant la commande 4500099001, pourriez-vous nous envoyer le PV ?",
    "Sobre el pedido 4500099001, ¿cuándo entregáis?",
    "In merito all'ordine 4500099001, quando consegnate?",
    "Wat is de status van bestelbon 4500099001?",
    "Hvornår leverer I på købsordre 4500099001?",
    "When will you deliver the work on PO 4500099001?",
    "I can see PO 4500099001 has been fully invoiced, correct?",
    "You billed us twice on PO 4500099001.",
    "Unter Bestellung 4500099001 wurden im Oktober 12 Tage abgerechnet.",
    "We only have PO 4500099001 for you in the system, a new one is being set up.",
    "The other supplier works under PO 4500099001.",
    "Hosting stays on PO 4500099001; the portal order follows next week.",
    "PO 4500099001 has 2,000 left, so the new work needs its own number.",
    "PO 4500012345 is a draft and must not be used yet.",
    "It looks like this: PO 4500012345 (example).",
)

REPLACED = (
    "PO 4500012345 is replaced by PO 4500099999.",
    "Instead of PO 4500012345 please use PO 4500099999.",
    "PO 4500099999 replaces PO 4500012345.",
    "Please cancel PO 4500012345 and use PO 4500099999.",
    "Ignore PO 4500012345, the correct one is 4500099999.",
    "I mistyped the PO: it is 4500099999, not 4500012345.",
    "Sorry, I sent you PO 4500012345. That was wrong. The right PO is 4500099999.",
    "Bestellung 4500012345 wird durch 4500099999 ersetzt.",
    "Statt Bestellung 4500012345 bitte 4500099999 verwenden.",
    "Bestellung 4500012345 ist hinfällig. An ihre Stelle tritt Bestellung 4500099999.",
    "Bestellung 4500012345 enthielt Fehler. Sie wird storniert. Neue Bestellnummer: 4500099999",
    "La commande 4500012345 est annulée et remplacée par la commande 4500099999.",
    "La commande 4500099999 annule et remplace la commande 4500012345.",
    "Merci d'ignorer la commande 4500012345 ; la bonne est la 4500099999.",
    "El pedido 4500012345 queda anulado; el nuevo es el 4500099999.",
    "El pedido 4500099999 sustituye al 4500012345.",
    "No es el pedido 4500012345 sino el 4500099999.",
    "L'ordine 4500012345 è annullato e sostituito dal 4500099999.",
    "L'ordine 4500012345 era sbagliato. Lo sostituisce l'ordine 4500099999.",
    "Inkooporder 4500012345 vervalt, in plaats daarvan geldt inkooporder 4500099999.",
    "Bestelbon 4500099999 vervangt bestelbon 4500012345.",
    "Købsordre 4500012345 bortfalder og erstattes af 4500099999.",
    "Inköpsorder 4500099999 ersätter 4500012345.",
    "Innkjøpsordre 4500012345 er feil, riktig er 4500099999.",
    "Tilaus 4500012345 on peruttu, uusi tilausnumero on 4500099999.",
    "Zamówienie nr 4500012345 anulujemy, nowe zamówienie nr 4500099999.",
    "Objednávka č. 4500012345 se ruší, nová je č. 4500099999.",
    "A 4500012345 számú megrendelés helyett a 4500099999 számú megrendelés érvényes.",
    "Comanda 4500012345 se anulează și se înlocuiește cu comanda 4500099999.",
    "O pedido 4500012345 foi cancelado e substituído pelo 4500099999.",
)


def _given(text: str) -> list[str]:
    found = extract([new(text)], RULES, COMPANY, (), ON_FILE)
    return [c.number for c in found if c.accepted]


@pytest.mark.parametrize("text", GIVEN)
def test_a_new_number_is_given_whatever_is_said_around_it(text: str) -> None:
    assert _given(text) == ["4500012345"]


@pytest.mark.parametrize("text", KNOWN_AND_GIVEN)
def test_a_number_on_file_is_given_where_its_sentence_gives_it(text: str) -> None:
    assert _given(text) == ["4500099001"]


@pytest.mark.parametrize("text", ONLY_NAMED)
def test_a_number_that_is_only_named_is_not_given(text: str) -> None:
    assert _given(text) == []


@pytest.mark.parametrize("text", REPLACED)
def test_of_two_numbers_the_one_taken_back_is_told_from_its_successor(text: str) -> None:
    found = extracted(new(text))
    taken_back = {c.number for c in found if c.role in {Role.CANCELLED, Role.SUPERSEDED}}
    assert [c.number for c in found if c.accepted] == ["4500099999"]
    assert taken_back == {"4500012345"}


def test_the_order_on_file_that_a_mail_raises_is_given() -> None:
    assert _given("We have increased PO 4500099001 by 2,000.00 to 12,000.00.") == ["4500099001"]


def test_what_cannot_be_raised_is_not_given_beside_the_new_order() -> None:
    text = "We could not increase PO 4500099001, so here is a separate order: PO 4500012345."
    assert _given(text) == ["4500012345"]


def test_the_orders_of_a_list_are_given_though_one_is_on_file() -> None:
    text = "Our purchase orders with you are:\n\n* 4500099001 - Hosting\n* 4500012345 - Portal\n"
    assert sorted(_given(text)) == ["4500012345", "4500099001"]


def test_a_number_on_file_in_a_subject_waits_for_what_the_mail_says() -> None:
    found = extract(
        [subject("Meeting on PO 4500099001"), new("Does Thursday suit you?")],
        RULES,
        COMPANY,
        (),
        ON_FILE,
    )
    assert not any(c.accepted for c in found)


def test_quoted_history_takes_nothing_back() -> None:
    quote = theirs("For comparison, your previous order 4500012345 was replaced.")
    found = extracted(new("Our PO is 4500099999."), quote)
    assert [c.number for c in found if c.accepted] == ["4500099999"]
    assert {c.role for c in found if c.number == "4500012345"} <= {Role.MENTIONED}


def test_a_number_corrected_below_a_forward_is_the_one_in_the_mail() -> None:
    text = new("Scusate, ho sbagliato: non 4500012345 ma 4500099999 è il numero d'ordine.")
    assert given(text, forwarded("Numero d'ordine: 4500012345")) == ["4500099999"]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Bestellnummer: 2026/WEB/0731", "2026/WEB/0731"),
        ("Bestellnummer (BT-13): 2026/WEB/0731", "2026/WEB/0731"),
        ("Nº de pedido: 2026/S/00731", "2026/S/00731"),
        ("nr zamówienia (SAP) 2026/ZK/731", "2026/ZK/731"),
        ("The order is ready: 4700035702, 230 000 NOK", "4700035702"),
    ],
)
def test_a_number_keeps_its_parts_and_ends_where_a_sum_begins(text: str, number: str) -> None:
    assert given(new(text)) == [number]


def test_a_number_printed_in_groups_has_the_form_of_one_on_file() -> None:
    assert _given("The order is in at last. It's KD 25 118, as quoted.") == ["KD 25 118"]


@pytest.mark.parametrize("number", ["XY-26-00000", "PUR400000000", "0000000000"])
def test_noughts_show_only_how_a_number_looks(number: str) -> None:
    assert given(new(f"Every invoice needs a PO number: {number}")) == []


def test_a_commitment_counts_only_where_no_order_is_given() -> None:
    beside = "Compromisso n.º 778812, nota de encomenda n.º 2026/0731"
    assert given(new(beside)) == ["2026/0731"]
    assert given(new("Compromisso n.º 778812")) == ["778812"]


def test_a_cell_with_another_heading_answers_nothing() -> None:
    text = "Our PO number is 4500012345.\nShipment key:\tAV-26-00771"
    assert given(new(text)) == ["4500012345"]


QUESTION = """Thank you for PO 4500012345. Which work is it for?

  1  ENG-0007  Intranet search, invoice PR-2026-0117
  2  ENG-0009  Visitor kiosk, invoice PR-2026-0118
"""


@pytest.mark.parametrize(
    "reply",
    ["It's the kiosk one. The search is still with legal.", "La segunda", "Den Kiosk bitte", "2"],
)
def test_an_answer_in_words_chooses_the_line_that_it_speaks_of(reply: str) -> None:
    mail = understood(new(reply), ours(QUESTION))
    assert mail.po_numbers == ("4500012345",)
    assert mail.answer is not None
    assert "Visitor kiosk" in mail.answer.choices[0]


@pytest.mark.parametrize("reply", ["Not the kiosk.", "Search or kiosk, I must ask.", "Some portal"])
def test_words_that_choose_no_line_are_no_answer(reply: str) -> None:
    assert understood(new(reply), ours(QUESTION)).answer is None
