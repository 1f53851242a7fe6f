"""Which of several numbers a sender means: slips of the hand, strangers' orders, and mere names."""

import pytest

from bot.stages.extract import extract
from tests.rules.mails import COMPANY, RULES, forwarded, new, page, subject

ON_FILE = ("4500011102", "KD-24417", "RC40118", "7104420")
FORMATS = (r"45\d{8}", r"KD-\d{5}", r"RC\d{5}", r"NE26/\d{4}", r"71\d{5}")

SLIPS = (
    ("Sorry, fat fingers. The order should read 4500123456, not 4500123465.", "4500123456"),
    ("Typo in my last note: I put 4500123465 for the PO, it's 4500123456.", "4500123456"),
    ("PO 4500123456 please. I typed 4500123465 yesterday by mistake.", "4500123456"),
    ("Not PO 4500123465 but 4500123456, apologies.", "4500123456"),
    ("Bestellnummer 4500123456 statt 4500123465, bitte korrigieren.", "4500123456"),
    ("Zahlendreher von mir: statt 4500123465 muss es 4500123456 heißen.", "4500123456"),
    (
        ("J'ai inversé deux chiffres : la commande est la 4500123456 et non la 4500123465."),
        "4500123456",
    ),
    ("Erreur de frappe, lire commande 4500123456 au lieu de 4500123465.", "4500123456"),
    (
        (
            "J'avais écrit 4500123465, c'est bien le bon de commande 4500123456 qu'il faut "
            "reprendre."
        ),
        "4500123456",
    ),
    (
        (
            "Ho scambiato due cifre: l'ordine giusto è 4500123456, quello di prima "
            "(4500123465) era sbagliato."
        ),
        "4500123456",
    ),
    (
        (
            "Ik heb twee cijfers omgewisseld. Bestelnummer moet zijn 4500123456, dus niet "
            "4500123465."
        ),
        "4500123456",
    ),
    (
        "Gisteren schreef ik 4500123465; dat klopt niet, het is inkooporder 4500123456.",
        "4500123456",
    ),
    (
        ("Jeg kom til at bytte om på to cifre. Ordrenummeret er 4500123456 og ikke 4500123465."),
        "4500123456",
    ),
    ("Jag skrev fel igår. Beställningen heter 4500123456, inte 4500123465.", "4500123456"),
    ("Kirjoitin väärin: tilausnumero on 4500123456 eikä 4500123465.", "4500123456"),
    ("Pomyliłem cyfry: zamówienie ma numer 4500123456, a nie 4500123465.", "4500123456"),
    ("Omlouvám se, překlep: objednávka č. 4500123456, nikoli 4500123465.", "4500123456"),
    ("Elírtam: a helyes megrendelésszám 4500123456, nem pedig 4500123465.", "4500123456"),
    ("Am greșit: comanda corectă este 4500123456, nu 4500123465.", "4500123456"),
    ("Donde puse pedido 4500123465 tendría que poner 4500123456.", "4500123456"),
    ("Wrong digits earlier - PO is 4500123456. Please bin 4500123465.", "4500123456"),
    ("PO 4500123465 was keyed wrong, please read 4500123456.", "4500123456"),
    ("I gave you 4500123465 on the phone. Should have said PO 4500123456.", "4500123456"),
    ("It's not 4500123465 I'm afraid - it's PO 4500123456", "4500123456"),
    ("Vous avez reçu 4500123465, il fallait comprendre commande 4500123456.", "4500123456"),
    ("Il numero corretto dell'ordine è 4500123456 e non 4500123465, chiedo scusa.", "4500123456"),
    ("Por favor corrijan: pedido 4500123456 en lugar de 4500123465.", "4500123456"),
    ("Enganei-me nos dígitos, a encomenda é a 4500123456 (e não 4500123465).", "4500123456"),
    ("Zmieńcie proszę 4500123465 na 4500123456 w zamówieniu, pomyłka w cyfrach.", "4500123456"),
    ("Prohodil jsem číslice, objednávka je 4500123456 místo 4500123465.", "4500123456"),
    ("Numrene er byttet om: ordre 4500123456 skal det være, ikke 4500123465.", "4500123456"),
    ("4500123465 -> 4500123456, I swapped two digits in the PO number", "4500123456"),
    ("Correction to PO number: 4500123465 becomes 4500123456.", "4500123456"),
    ("Please replace PO 4500123465 by 4500123456 everywhere.", "4500123456"),
    ("On your invoice PO 4500123465 is quoted, that should be 4500123456.", "4500123456"),
    ("Auf der Rechnung steht Bestellung 4500123465, richtig wäre 4500123456.", "4500123456"),
    ("Sur votre facture figure la commande 4500123465, c'est la 4500123456.", "4500123456"),
    ("Wrong digits earlier, não é 4500123465, é 4500123456.", "4500123456"),
)

TAKEN_BACK_OR_STRANGE = (
    (
        (
            "Die Bestellung für Sie ist 4500123456. Die 4500123499 auf dem gleichen "
            "Ausdruck gehört dem Dachdecker."
        ),
        "4500123456",
    ),
    (
        (
            "Bon de commande 4500123456 pour vous. Le 4500123499 juste en dessous concerne "
            "un autre prestataire."
        ),
        "4500123456",
    ),
    ("Pedido 4500123456. El 4500123499 de la misma hoja es de otro proveedor.", "4500123456"),
    ("Ordine 4500123456. Il 4500123499 che vede sotto è di un altro fornitore.", "4500123456"),
    (
        (
            "Bestelbon 4500123456. De 4500123499 die ernaast staat is voor de schilder en "
            "heeft niets met jullie te maken."
        ),
        "4500123456",
    ),
    ("Ordre 4500123456 er jeres. 4500123499 har intet med jer at gøre.", "4500123456"),
    ("PO 4500123456 is yours; 4500123499 belongs to the cleaners, ignore that.", "4500123456"),
    ("Zamówienie 4500123456 jest dla was. 4500123499 dotyczy innego dostawcy.", "4500123456"),
    (
        ("The old order (4500100001) was for the first phase, forget it. The new PO: 4500123456."),
        "4500123456",
    ),
    (
        ("Die alte Bestellung vom Vorjahr (4500100001) bitte vergessen, jetzt gilt 4500123456."),
        "4500123456",
    ),
    (
        (
            "L'ancienne commande de 2024 (4500100001) est soldée, la commande actuelle est "
            "la 4500123456."
        ),
        "4500123456",
    ),
    ("Al posto del 4500100001 adesso c'è il 4500123456 per l'ordine.", "4500123456"),
    ("Apaga o pedido 4500100001 aí, o que vale é o 4500123456.", "4500123456"),
    ("Tuve que borrar el pedido 4500100001; ahora va con el 4500123456.", "4500123456"),
    ("Musiałam skasować zamówienie 4500100001, teraz obowiązuje 4500123456.", "4500123456"),
    ("Use PO 4500123456. The roofers have 4500123477, that's not you.", "4500123456"),
    ("Ours is PO 4500123456, the 4500123477 was for the painters.", "4500123456"),
    ("Nimm die 4500123456. Die 4500123477 ist vom Elektriker, nicht eure.", "4500123456"),
    (
        (
            "Ne prenez pas la commande 4500123477, elle est à un autre prestataire ; la "
            "vôtre : 4500123456."
        ),
        "4500123456",
    ),
    ("Váš je 4500123456, objednávka 4500123477 patří jiné firmě.", "4500123456"),
    ("La 4500123477 no es vuestra, la vuestra es la orden de compra 4500123456.", "4500123456"),
    (
        (
            "En la carpeta está el pedido viejo del almacén (4500100001, ni caso). El bueno "
            "es 4500123456."
        ),
        "4500123456",
    ),
    ("Apaguei o pedido 4500100001 do sistema. No lugar desse usem 4500123456.", "4500123456"),
)

GIVEN = (
    (
        "Two POs for you: 4500123456 for the portal and 4500123457 for the app.",
        "4500123456 4500123457",
    ),
    ("PO 4500123456 (website) and PO 4500123465 (hosting), both net.", "4500123456 4500123465"),
    ("PO 4500123456\nHRB 123456 Amtsgericht Köln\nKd-Nr. 7788123", "4500123456"),
    (
        ("Please use PO 4500123456. Our supplier code for you is V100442, cost centre 771200."),
        "4500123456",
    ),
    (
        ("Bestellung 4500123456, Ihre Kreditorennummer bei uns 7001234, Kostenstelle 440012"),
        "4500123456",
    ),
    ("Pedido 4500123456, centro de coste 440012, proveedor 100234", "4500123456"),
    ("Commande 4500123456 - notre réf. interne 2026-118, affaire 88123", "4500123456"),
    ("Please use PO 4500123456 from 1 December; the job starts with a workshop.", "4500123456"),
    ("Bestellung 4500123456 ersetzt nichts, sie ist neu.", "4500123456"),
    ("Brug nu ordre 4500123456 på fakturaen.", "4500123456"),
    ("Het bestelnummer is nu 4500123456.", "4500123456"),
    ("No se os olvide poner el pedido 4500123456.", "4500123456"),
    ("No portal usem a encomenda 4500123456.", "4500123456"),
    ("PO 4500123456 belongs to the portal project.", "4500123456"),
    ("We removed the old supplier from the form; PO 4500123456 is yours.", "4500123456"),
    ("Vi har raderat utkastet. Beställning 4500123456 gäller.", "4500123456"),
    ("PO 4500123456, please don't delete this mail.", "4500123456"),
    ("Your number is 4500123456. Another supplier will do the cabling.", "4500123456"),
    ("PO 4500123456 for phase 2, nothing to do with the hosting order.", "4500123456"),
    ("Die Nummer 4500123456 gehört zum Portal, bitte auf die Rechnung.", "4500123456"),
    (
        (
            "PO 4500123456 (portal) and PO 4500123457 (app). Sorry for the mistake in "
            "yesterday's mail."
        ),
        "4500123456 4500123457",
    ),
    (
        (
            "Use 4500123456 for PR-2026-0117 and 4500123457 for PR-2026-0118, not the other "
            "way round."
        ),
        "4500123456 4500123457",
    ),
    ("PO 4500123456 is matched to your quote Q-2041, please invoice.", "4500123456"),
    ("Your quote was approved and booked to PO 4500123456.", "4500123456"),
    ("Zum Angebot Q-2041 gehört die Bestellung 4500123456.", "4500123456"),
    ("PR-2026-0117 was missing its number: it goes on PO 4500123456.", "4500123456"),
    ("Our company reg 08123456, customer no 556677, VAT GB123456789. PO: 4500123456", "4500123456"),
    ("Reg.nr 556677-8899, kundnr 88123, beställning 4500123456", "4500123456"),
    (
        (
            "PO numbers:\nKT/50718 .... booking app, 16,500.00 + vat\nKT/50719 .... alerts, "
            "7,200.00 + vat\n\n(KT/50702 at the bottom is somebody else's.)"
        ),
        "KT/50718 KT/50719",
    ),
    (
        (
            "Die Buchhaltung wollte es auf KD-24417 setzen. Geht nicht, die bleibt wie sie "
            "ist. Nutzen Sie 4500123456."
        ),
        "4500123456",
    ),
)

NAMED = (
    ("PR-2026-0117 ist auf Bestellung 4500011102 gebucht und freigegeben, Zahlung am 4.12."),
    ("La facture PR-2026-0117 est rapprochée de la commande 4500011102, règlement le 4 décembre."),
    (
        "La factura PR-2026-0117 está vinculada al pedido 4500011102 y entra en la "
        "remesa del viernes."
    ),
    "PR-2026-0117 è abbinata all'ordine 4500011102, il bonifico parte venerdì.",
    ("Factuur PR-2026-0117 is gekoppeld aan order 4500011102 en gaat vrijdag mee in de betaalrun."),
    "PR-2026-0117 er matchet mod ordre 4500011102 og betales fredag.",
    "Faktura PR-2026-0117 är matchad mot order 4500011102 och betalas på fredag.",
    "PR-2026-0117 jest sparowana z zamówieniem 4500011102, przelew w piątek.",
    "Why does PR-2026-0117 show 20% when order 4500011102 was zero-rated?",
    "Does PR-2026-0117 (our order 4500011102) include the second day?",
    ("Können Sie uns den Stundennachweis zu PR-2026-0117 (Bestellung 4500011102) schicken?"),
    "¿Nos mandáis el desglose de la PR-2026-0117, pedido 4500011102?",
    "our PO numbers begin with 4500 and have ten digits",
    "The PO number starts with 71000 followed by two digits.",
    "Unsere Bestellnummern beginnen mit 4500, dann sechs Ziffern.",
    "Le numéro de commande commence par 4500 suivi de six chiffres.",
    "El número de pedido empieza por 4500 y tiene diez cifras.",
    "Ordrenummeret begynder med 4500 og har ti cifre.",
    "We will pay PR-2026-0117 under PO 4500099001 on Friday.",
    "PO 4500011102 invoice PR-2026-0117 is in the BACS run of 4 December.",
    "Rechnung PR-2026-0117 zur Bestellung 4500011102 ist im Zahllauf vom 4.12.",
    "Betalning av PR-2026-0117 (order 4500011102) sker den 4 december.",
    "Ticket INC0012345 has been opened for your purchase order query.",
    "Your case CS0045671 about the missing PO is with procurement.",
    "RITM0098123 - supplier request: purchase order pending",
    "Can you tell me how much is left on PO 4500011102?",
    "Wie viel Budget ist auf Bestellung 4500011102 noch offen?",
    "Combien reste-t-il sur la commande 4500011102 ?",
    "Has PR-2026-0117 been raised against 4500011102 yet?",
    "Is PR-2026-0117 on order 4500011102 or on another one?",
    "Our records show PR-2026-0117 on PO 4500011102, goods receipt missing.",
    "We can't find the delivery for PO 4500011102, please send the report.",
    "Quando termina il lavoro dell'ordine 4500011102?",
    "¿Cuándo acaba el servicio del pedido 4500011102?",
    "Kiedy zakończą się prace z zamówienia 4500011102?",
    ("Audit confirmation: please confirm the balance of order 4500011102 at 31 October."),
    ("Saldenbestätigung: offen sind PR-2026-0117 (Bestellung 4500011102) und PR-2026-0118."),
    "Payment run 4711 of 4 December: PR-2026-0117, PO 4500011102, GBP 4,200.00",
    "We paid PR-2026-0117 (PO 4500011102) yesterday by BACS.",
    "Zaplatili jsme PR-2026-0117 k objednávce 4500011102.",
    "PR-2026-0117 til ordre 4500011102 er betalt i går.",
    (
        "Your invoice PR-2026-0117 is approved against PO 4500011102 and will be paid "
        "on 30 November."
    ),
    ("Rechnung PR-2026-0117 ist gegen Bestellung 4500011102 geprüft und wird am 30.11. bezahlt."),
    "Portal case CAS-1029384: purchase order pending approval",
    "Maintenance window MNT-204418. Purchase orders will queue.",
    (
        "Change request CHG0099121 approved by IT for the procurement portal. Purchase "
        "orders are unaffected."
    ),
    "unsere Bestellnummer (4500, gefolgt von sechs Ziffern) fehlt",
)


def _given(*texts: str) -> set[str]:
    found = extract([new(text) for text in texts], RULES, COMPANY, FORMATS, ON_FILE)
    return {c.number for c in found if c.accepted}


@pytest.mark.parametrize(("text", "number"), SLIPS)
def test_of_two_numbers_that_differ_by_a_slip_the_one_that_is_meant_is_given(
    text: str, number: str
) -> None:
    assert _given(text) == {number}


@pytest.mark.parametrize(("text", "number"), TAKEN_BACK_OR_STRANGE)
def test_an_order_taken_back_or_of_another_supplier_is_not_given(text: str, number: str) -> None:
    assert _given(text) == {number}


@pytest.mark.parametrize(("text", "numbers"), GIVEN)
def test_what_only_sounds_like_a_slip_takes_nothing_back(text: str, numbers: str) -> None:
    assert _given(text) == set(numbers.split())


@pytest.mark.parametrize("text", NAMED)
def test_a_number_beside_an_invoice_a_payment_or_a_pattern_is_not_given(text: str) -> None:
    assert _given(text) == set()


def test_what_a_forwarded_mail_reports_of_a_payment_leaves_the_new_number_given() -> None:
    found = extract(
        [
            new("The current one for the shop is PO 4500123456."),
            forwarded("We have paid invoice PR-2026-0117 of the first year, order 4500011102."),
        ],
        RULES,
        COMPANY,
        FORMATS,
        ON_FILE,
    )

    assert [c.number for c in found if c.accepted] == ["4500123456"]


def test_the_end_of_a_file_name_is_no_number_beside_the_whole_one() -> None:
    found = extract(
        [subject("Document ODA-26/00395"), new("In allegato il documento ODA_00395.pdf.")],
        RULES,
        COMPANY,
        (r"ODA-\d{2}/\d{5}",),
    )

    assert [c.number for c in found if c.accepted] == ["ODA-26/00395"]


def test_a_reference_answers_only_where_our_question_stands_below() -> None:
    assert _given("Reference: CHG0048817\nPurchase orders are queued.") == set()


def test_a_payment_run_as_a_table_gives_no_order() -> None:
    table = "RunNo\tSupplierInvoice\tOurOrder\tGross\n71\tPR-2026-0117\t4500011102\t8820.00"

    found = extract([page(table, "run.csv")], RULES, COMPANY, FORMATS, ON_FILE)

    assert not any(c.accepted for c in found)
