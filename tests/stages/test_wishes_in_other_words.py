"""What a sender wants, said as no two clients say it."""

import pytest

from bot.domain.understanding import Intent
from tests.rules.mails import new, subject, understood

BILL = "PR-2026-0117"


def wanted(text: str) -> tuple[Intent, ...]:
    return understood(new(text)).intents


@pytest.mark.parametrize(
    "text",
    [
        "Are these still your correct bank details: sort code 20-00-00, account 12345678?",
        "Guten Tag, stimmt Ihre Bankverbindung noch?",
        "Hola, ¿habéis cambiado de banco? Tesorería no reconoce la cuenta.",
        "Hej, vi har skiftet bank. Brug venligst det nye kontonummer.",
        "Ci è arrivata una lettera che chiede di versare su un conto in Lituania.",
    ],
)
def test_whoever_asks_where_to_pay_wants_no_form(text: str) -> None:
    assert wanted(text) == (Intent.BANK_CHANGE,)


@pytest.mark.parametrize(
    "text",
    [
        "Please fill in the attached supplier form, with IBAN and a bank letter, and return it.",
        "Wir legen alle Kreditoren neu an. Bitte das Blatt ausgefüllt zurück, mit IBAN.",
        "Merci de remplir le tableau joint, avec l'IBAN, et de me le retourner signé.",
        "Graag het blad ingevuld retour, met uw bankrekeningnummer en KvK-nummer.",
        "Kérjük, töltsék ki a mellékelt szállítói adatlapot, a bankszámlaszámmal együtt.",
    ],
)
def test_a_form_that_asks_for_bank_details_is_a_form(text: str) -> None:
    assert wanted(text) == (Intent.VENDOR_ONBOARDING,)


def test_bank_details_that_have_not_changed_are_no_change() -> None:
    assert Intent.BANK_CHANGE not in wanted("Our bank details have not changed, thank you.")


@pytest.mark.parametrize(
    "text",
    [
        f"{BILL} has been taken off the run and handed back. There is no reference on it.",
        f"I've had to send {BILL} back, sorry. There's no number on it anywhere.",
        f"{BILL} geht zurück. Es steht keine Referenz darauf.",
        f"Je vous retourne la {BILL}. Aucune référence n'est indiquée.",
        f"{BILL} stuur ik terug. Er staat geen kenmerk op, dus ik kan er niets mee.",
        f"Odsyłam {BILL}. Brak numeru na fakturze, system jej nie przyjmuje.",
    ],
)
def test_a_bill_sent_back_for_want_of_a_number_is_rejected(text: str) -> None:
    assert wanted(text) == (Intent.INVOICE_REJECTED_PO,)


def test_a_bill_sent_back_for_its_vat_number_lacks_no_order() -> None:
    text = f"{BILL} is coming back to you, there is no VAT number on it."
    assert wanted(text) == (Intent.OTHER,)


@pytest.mark.parametrize(
    "text",
    [
        "Two of your days went on your own bug. I've put the invoice on hold.",
        "Die Rechnung habe ich gesperrt und bitte um eine Gutschrift.",
        "Nous souhaitons que ces deux jours soient déduits.",
        "Vi ønsker at to dager krediteres, og fakturaen er satt på vent.",
        "You've charged us for ten days but the timesheets add up to eight.",
    ],
)
def test_who_wants_less_to_be_billed_disputes_it(text: str) -> None:
    assert wanted(text) == (Intent.DISPUTE,)


@pytest.mark.parametrize(
    "text",
    [
        "Purchase orders? Not our thing, never have been.",
        "Bestelbons? Doen we hier niet aan mee hoor.",
        "¿Pedidos? Aquí nunca hemos trabajado con eso.",
        "Objednávkami u nás nepracujeme.",
        "Me emme ole koskaan tehneet ostotilauksia.",
    ],
)
def test_orders_that_were_never_used_are_a_policy(text: str) -> None:
    assert wanted(text) == (Intent.PO_NOT_USED,)


@pytest.mark.parametrize("text", ["Purchase orders? Not here yet.", "PO numbers? Which ones?"])
def test_a_question_about_orders_is_no_policy(text: str) -> None:
    assert Intent.PO_NOT_USED not in wanted(text)


@pytest.mark.parametrize(
    "text",
    [
        "Od 1 grudnia 2026 przyjmujemy wyłącznie faktury z numerem naszego zamówienia.",
        "Da gennaio registriamo esclusivamente fatture con il nostro numero d'ordine.",
        "Starting in January no invoice gets through our portal unless it carries a PO.",
        "Seit 1. November zahlen wir nichts mehr ohne Bestellnummer.",
    ],
)
def test_orders_wanted_from_a_day_on_are_required(text: str) -> None:
    assert wanted(text) == (Intent.PO_REQUIRED,)


@pytest.mark.parametrize(
    "text",
    [
        "Your forecast is REQ-0088127 right now, sitting with our VP.",
        "Je vous fais suivre le bon de commande au plus tard le 27 novembre 2026.",
        "Az igény az igazgatónál van, a megrendelőt legkésőbb december 3-án megkapják.",
        "Žádanka leží u ředitele, objednávku máte nejpozději 3. prosince.",
    ],
)
def test_an_order_that_somebody_must_still_sign_is_promised(text: str) -> None:
    assert wanted(text) == (Intent.PO_PROMISED,)


@pytest.mark.parametrize(
    "text",
    [
        "Entra no lote de 4 de dezembro, podem contar com o dinheiro nesse dia.",
        "Ci era sfuggita. È inserita nella distinta del 4 dicembre.",
        "Money should be with you by Friday.",
        "PR-2026-0117 est bonne à payer, virement le 5 décembre.",
    ],
)
def test_money_for_a_day_to_come_is_promised_and_no_order(text: str) -> None:
    assert wanted(text) == (Intent.PROMISE_TO_PAY,)


def test_a_payment_asked_about_is_not_promised() -> None:
    text = "Our auditors want a statement to 31 August, could somebody run one off?"
    assert wanted(text) == (Intent.QUESTION,)


@pytest.mark.parametrize(
    "text",
    [
        "I put the 4,000 on top of PO 4500012345, which now stands at 24,000 net.",
        "Statt einer neuen Bestellung haben wir die 4500012345 um 4.000 EUR aufgestockt.",
        "Hemos sumado 4.000 € al pedido 4500012345, que queda en 24.000 €.",
        "Dołożyliśmy 4000 zł do zamówienia 4500012345, razem 24 000 zł.",
    ],
)
def test_money_put_on_an_order_raises_it_and_replaces_nothing(text: str) -> None:
    assert Intent.PO_REPLACE not in wanted(text)
    assert Intent.PO_SUPPLEMENT not in wanted(text)


def test_another_day_instead_of_one_replaces_no_order() -> None:
    text = "The order number is 4500012345, valid to 31 March 2027 instead of 31 January."
    assert wanted(text) == (Intent.PO_NEW,)


@pytest.mark.parametrize(
    "text",
    [
        "Bestelling 4500012345 voor het portaal. De oude 4500011111 loopt eind december af.",
        "Bestellung 4500012345 gilt. Die alte 4500011111 läuft mit Jahresende aus.",
        "Use PO 4500012345. The old PO 4500011111 simply runs out in December.",
    ],
)
def test_an_order_that_runs_out_by_itself_is_not_replaced(text: str) -> None:
    assert Intent.PO_REPLACE not in wanted(text)


def test_a_blanket_that_is_drawn_on_monthly_is_no_call_off() -> None:
    text = "Voor 2027 geldt raamorder 4500012345, maximaal 15.000 euro, afroep per maand."
    assert wanted(text) == (Intent.PO_BLANKET, Intent.PO_NEW)


def test_an_updated_order_that_tells_of_no_update_is_the_order() -> None:
    mail = understood(
        subject("Updated purchase order"), new("Please use purchase order 4500012345.")
    )
    assert mail.intents == (Intent.PO_NEW,)
