"""Orders that get another number, or go to somebody else, and sentences that only sound so."""

import pytest

from bot.stages.extract import extract
from tests.rules.mails import COMPANY, RULES, new

ON_FILE = ("4500011102",)
FORMATS = (r"45\d{8}",)

RENUMBERED = (
    ("PO 4500123477 was raised to the wrong supplier, yours is 4500123456.", "4500123456"),
    ("Pardon, 4500123477 était pour le peintre. Votre commande : 4500123456.", "4500123456"),
    ("Scusate, 4500123477 era per il giardiniere. Il vostro ordine è 4500123456.", "4500123456"),
    ("Undskyld, 4500123477 var til maleren. Jeres ordre: 4500123456.", "4500123456"),
    ("Sorry, 4500123477 was voor de schilder. Jullie bestelbon: 4500123456.", "4500123456"),
    ("Przepraszam, 4500123477 było dla malarza. Wasze zamówienie: 4500123456.", "4500123456"),
    ("Please forget what I sent about PO 4500123477 and work with 4500123456.", "4500123456"),
    ("Disregard 4500123477, superseded. PO 4500123456 stands.", "4500123456"),
    ("Order 4500123477 didn't go through so IT reissued it as 4500123456.", "4500123456"),
    ("La commande 4500123477 a été recréée sous le 4500123456.", "4500123456"),
    (
        ("El pedido 4500123477 se anuló por error del sistema y salió otra vez como 4500123456."),
        "4500123456",
    ),
    ("Ordre 4500123477 faldt ud af systemet, den hedder nu 4500123456.", "4500123456"),
    ("Objednávka 4500123477 byla přečíslována na 4500123456.", "4500123456"),
    ("Zamówienie 4500123477 zmieniło numer na 4500123456.", "4500123456"),
    ("A 4500123477 számú megrendelés új száma 4500123456.", "4500123456"),
    ("PO 4500123477 got renumbered to 4500123456 in the new system.", "4500123456"),
    ("Ordine 4500123477 rinumerato in 4500123456.", "4500123456"),
)

STILL_GIVEN = (
    ("PO 4500123456 is for the portal. That one is 12,000 net.", "4500123456"),
    ("PO 4500123456 for the app. The invoice goes to another company of our group.", "4500123456"),
    (
        ("Bestellung 4500123456 für Sie; die Rechnung geht an eine andere Firma im Konzern."),
        "4500123456",
    ),
    ("Pedido 4500123456. La factura va a otra empresa del grupo: Servicios Norte.", "4500123456"),
    ("Commande 4500123456, le site est géré par une autre société.", "4500123456"),
    ("Your PO 4500123456 covers what the other supplier left unfinished.", "4500123456"),
    ("PO 4500123456 - we moved this work to you from another supplier.", "4500123456"),
    ("Order 4500123456, previously with a different vendor, is now yours.", "4500123456"),
    ("Not sure if you have it: PO 4500123456.", "4500123456"),
    ("I don't know why it bounced, PO 4500123456 is right.", "4500123456"),
    ("Please correct the invoice to show PO 4500123456.", "4500123456"),
    ("No me llega la factura, el pedido es 4500123456.", "4500123456"),
    ("Es war ein Fehler im System, die Bestellung 4500123456 ist richtig.", "4500123456"),
    ("I wrote to you yesterday about PO 4500123456, please confirm it is booked.", "4500123456"),
    ("Please use the new PO 4500123456, and 4500123457 for the rest.", "4500123456 4500123457"),
    ("Löschen Sie bitte den Entwurf. Es gilt Bestellung 4500123456.", "4500123456"),
    ("Slett utkastet. Ordre 4500123456 gjelder.", "4500123456"),
    ("Rimuovete l'allegato vecchio: l'ordine è il 4500123456.", "4500123456"),
    ("Utfakturera mot beställning 4500123456, ta bort kostnadsstället.", "4500123456"),
    ("Eliminem por favor a linha 2 e faturem a encomenda 4500123456.", "4500123456"),
)

LOOKED_BACK_AT = (
    "As discussed for 4500011102, can we have the same terms on the next one?",
    "The work under PO 4500011102 finished last month, thank you.",
    "Die Leistungen aus Bestellung 4500011102 sind abgenommen.",
    "Les prestations de la commande 4500011102 sont réceptionnées.",
    "Hemos recibido los trabajos del pedido 4500011102.",
    "Budget on 4500011102 runs out in March, we'll talk.",
    "Your statement lists PO 4500011102 twice.",
    "I have approved the timesheet for order 4500011102.",
    "Goods receipt posted for PO 4500011102, invoice will follow the normal route.",
    "Der Wareneingang zur 4500011102 ist gebucht.",
    "Varemottak på ordre 4500011102 er registrert.",
    "Ontvangst op bestelbon 4500011102 is geboekt, betaling volgt.",
)


def _given(text: str) -> set[str]:
    found = extract([new(text)], RULES, COMPANY, FORMATS, ON_FILE)
    return {c.number for c in found if c.accepted}


@pytest.mark.parametrize(("text", "number"), RENUMBERED)
def test_the_number_that_an_order_had_or_that_was_for_another_is_not_given(
    text: str, number: str
) -> None:
    assert _given(text) == {number}


@pytest.mark.parametrize(("text", "numbers"), STILL_GIVEN)
def test_what_is_said_of_something_else_takes_no_order_back(text: str, numbers: str) -> None:
    assert _given(text) == set(numbers.split())


@pytest.mark.parametrize("text", LOOKED_BACK_AT)
def test_an_order_on_file_that_is_looked_back_at_is_not_given(text: str) -> None:
    assert _given(text) == set()
