"""An order that does not say what it is for: our question, and the ways in which people answer."""

from dataclasses import dataclass

import pytest

from tests.dialogues import programs
from tests.dialogues.ending import assert_ended
from tests.dialogues.office import Office
from tests.dialogues.programs import Program

pytestmark = pytest.mark.dovecot

FIRST = {
    "en": "Hello,\n\nour PO number is 4500012345.\n\nKind regards\nAnn",
    "de": "Guten Tag,\n\nunsere Bestellnummer lautet 4500012345.\n\nMit freundlichen Grüßen\nJörg",
    "fr": "Bonjour,\n\nnotre numéro de bon de commande est le 4500012345.\n\nCordialement\nSolène",
    "es": "Buenos días:\n\nNuestro número de pedido es 4500012345.\n\nUn saludo\nPaco",
    "it": "Buongiorno,\n\nil nostro numero d'ordine è 4500012345.\n\nCordiali saluti\nChiara",
    "nl": "Goedemorgen,\n\nons inkoopordernummer is 4500012345.\n\nMet vriendelijke groet\nFemke",
    "sv": "Hej,\n\nvårt inköpsordernummer är 4500012345.\n\nMed vänlig hälsning\nÅsa",
    "nb": "Hei,\n\nvårt innkjøpsordrenummer er 4500012345.\n\nMed vennlig hilsen\nIngrid",
    "da": "Hej,\n\nvores indkøbsordrenummer er 4500012345.\n\nMed venlig hilsen\nMette",
    "pl": "Dzień dobry,\n\nnasz numer zamówienia to 4500012345.\n\nZ poważaniem\nAgnieszka",
    "pt": "Bom dia,\n\no nosso número de nota de encomenda é 4500012345.\n\nCumprimentos\nInês",
}


@dataclass(frozen=True, slots=True)
class Case:
    """Who answers with what, in which words, and which pieces of work they mean."""

    language: str
    program: Program
    words: str
    works: tuple[int, ...]
    below: bool = False


CASES = (
    Case("en", programs.gmail, "2", (2,)),
    Case("en", programs.outlook, "Hi,\n\nthe second one please.\n\nAnn", (2,)),
    Case("en", programs.outlook_phone, "Second", (2,)),
    Case("en", programs.yahoo, "It's for ENG-6101.", (1,)),
    Case("de", programs.outlook, "Guten Tag,\n\ndie zweite, danke.\n\nJ. Brandl", (2,)),
    Case("de", programs.gmx, "Beide", (1, 2)),
    Case("de", programs.notes, "Für beide Projekte.\n\nGruß\nJörg Brandl", (1, 2)),
    Case("fr", programs.outlook_web, "Bonjour,\n\nles deux.\n\nSolène Marchetti", (1, 2)),
    Case("fr", programs.zimbra, "La deuxième, merci.", (2,)),
    Case("es", programs.yahoo, "La segunda, gracias.", (2,)),
    Case("it", programs.iphone, "ENG-6142", (2,)),
    Case("nl", programs.thunderbird, "2", (2,), below=True),
    Case("nl", programs.thunderbird_html, "Allebei, groet Femke", (1, 2), below=True),
    Case("sv", programs.apple_mail, "Båda", (1, 2)),
    Case("nb", programs.notes, "Den andre.", (2,)),
    Case("da", programs.k9, "nr. 2", (2,)),
    Case("pl", programs.gmx, "Drugie, dziękuję", (2,)),
    Case("pt", programs.old_outlook, "A segunda, obrigada", (2,)),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.language}-{case.program.__name__}")
def test_one_answer_settles_what_an_order_is_for(office: Office, case: Case) -> None:
    talk = office.client(case.language)
    talk.writes(FIRST[case.language], "4500012345", case.program)

    assert f"2. {talk.firm.titles[1]} ({talk.firm.work(2)})" in talk.asked()
    assert talk.booked() == {}

    talk.answers(case.words, case.program, below=case.below)

    booked = {talk.firm.bill(which): "4500012345" for which in case.works}
    assert_ended(talk, booked, letters=2)
    order = talk.orders()["4500012345"]
    assert order.engagement_ids == tuple(talk.firm.work(which) for which in case.works)
