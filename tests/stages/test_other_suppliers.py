"""Orders that the sender says are another supplier's."""

import pytest

from bot.domain.message import Layer, Passage
from bot.domain.purchase_order import Candidate, Role
from bot.stages._other_suppliers import WHY, of_other_suppliers

NUMBER = "4500771"
OWN = frozenset({"crestline", "robot", "progressive", "marcus", "joanna", "tooling", "checkout"})


def _weighed(text: str, number: str = NUMBER) -> Candidate:
    at = text.index(number)
    given = Candidate(
        number=number,
        accepted=True,
        reason="",
        rule="po/label",
        origin="body",
        layer=Layer.NEW,
        text=number,
        start=at,
        end=at + len(number),
        confidence=0.9,
        role=Role.GIVEN,
    )
    return of_other_suppliers([given], [Passage("body", text, Layer.NEW)], OWN)[0]


@pytest.mark.parametrize(
    "text",
    [
        "Brightwave are on PO 4500771.",
        "Heads up: Accenture have PO 4500771 for their part, you will need your own.",
        "PO 4500771 is the one for Brightwave - please dont mix them up.",
        "4500771 - that is for Accenture, ignore",
        "We raised PO 4500771 for Brightwave last week, can you do the same rates?",
        "We raised PO 4500771 for Brightwave Ltd last week.",
        "PO 4500771 went to Marlin Systems.",
        "We gave PO 4500771 to Hensley last month.",
        "PO 4500771 belongs to Vantage.",
        "Dunmore Electrical has PO 4500771.",
        "L'ordine 4500771 l'abbiamo dato a Rossi Informatica.",
        "L'ordine 4500771 è di Rossi Informatica.",
        "La commande 4500771 a été passée à Dupont Conseil.",
        "La commande 4500771 est celle de Dupont.",
        "El pedido 4500771 se lo hemos dado a Ferrovial.",
        "El pedido 4500771 es de Indra.",
        "Die Bestellung 4500771 haben wir an Siemens vergeben.",
        "Bestellung 4500771 ging an die Firma Kessler.",
        "Kessler Technik GmbH hat die Bestellung 4500771.",
        "Bestelling 4500771 is gegund aan Ordina.",
        "Bestelbon 4500771 is van Ordina.",
        "A encomenda 4500771 foi adjudicada à Novabase.",
        "Ordern 4500771 är lagd hos Sigma.",
        "Ordre 4500771 er lagt hos Netcompany.",
        "Zamówienie 4500771 należy do Asseco.",
    ],
)
def test_an_order_that_another_company_has_is_theirs(text: str) -> None:
    weighed = _weighed(text)
    assert not weighed.accepted
    assert weighed.reason == WHY


@pytest.mark.parametrize(
    "text",
    [
        "You are on PO 4500771.",
        "Crestline have PO 4500771 for this.",
        "Invoices are on PO 4500771.",
        "Tooling is on PO 4500771.",
        "PO 4500771 is for Tooling.",
        "PO 4500771 is for Checkout, not the kiosk.",
        "We raised PO 4500771 for Progressive Robot last week.",
        "We raised PO 4500771 for Phase 2 last week.",
        "PO 4500771 is for November.",
        "PO 4500771 is for Phoenix.",
        "I gave PO 4500771 to Marcus yesterday.",
        "PO 4500771 was sent to Accounts.",
        "Procurement have raised PO 4500771.",
        "Finance has PO 4500771 on the system now.",
        "Herr Brandt hat die Bestellung 4500771 freigegeben.",
        "Wartung läuft auf Bestellung 4500771.",
        "Marie a créé la commande 4500771.",
        "Maria ha emesso l'ordine 4500771.",
        "Our order 4500771 replaces the one that Brightwave had.",
        "Please use 4500771. Brightwave are on another one.",
        "Bestellung 4500771 geht an Sie.",
        "De bestelling 4500771 is van vandaag.",
        "El pedido 4500771 es para ustedes.",
    ],
)
def test_an_order_that_is_ours_stays_given(text: str) -> None:
    assert _weighed(text).accepted, text


def test_of_two_orders_only_the_other_companys_is_refused() -> None:
    text = "7500312201 - Tooling\n7500312203 - that is for Accenture, ignore"
    assert _weighed(text, "7500312201").accepted
    assert not _weighed(text, "7500312203").accepted
