"""Words that speak against booking the order that a mail names."""

import pytest

from bot.domain.message import Layer, Passage
from bot.stages._doubts import document_doubt, doubt, doubts, set_apart


@pytest.mark.parametrize(
    "text",
    [
        "PO 4711 was never approved.",
        "The budget holder has not signed PO 4711 off.",
        "Bestellung 4711 ist noch nicht freigegeben.",
        "La commande 4711 n'est pas encore validée.",
        "El pedido 4711 aún no está aprobado.",
        "Ordine 4711 in bozza.",
        "Inköpsorder 4711 är inte godkänd än.",
        "A encomenda 4711 ainda não foi aprovada.",
        "If the board agrees the PO will be 4711.",
        "PO 4711 attached, but do NOT invoice until I confirm.",
        "Please disregard the attached PO 4711.",
        "Bitte anhängende Bestellung nicht verwenden.",
        "Bijlage graag negeren, verkeerde order.",
        "Por favor no tengan en cuenta el pedido adjunto.",
        "We sent PO 4711 to Brightwave; yours will follow.",
        "La commande 4711 est pour Dupont, la vôtre arrive.",
        "PO 4711 was issued to them, not to you.",
        "Please remove PO 4711 from the invoice.",
        "Merci de retirer le BC 4711 de la facture.",
        "PO 4711 has been used up.",
        "Order is with procurement. Please quote 4711 when you ring them.",
        "We logged your PO request as 4711, procurement will come back by Friday.",
        "DA 4711 créée, la commande suivra.",
        "Rekvisition 4711, indkøbsordrenummer følger.",
        "Anforderung 4711 liegt vor, die Bestellung folgt.",
        "PO 4711 \u202e1174\u202c",
    ],
)
def test_what_speaks_against_booking_is_found(text: str) -> None:
    assert doubt(text, ["4711"])


@pytest.mark.parametrize(
    "text",
    [
        "Please use PO 4711 for the portal.",
        "PO 4711 is approved and signed; please invoice.",
        "The old one was cancelled, 4711 replaces it.",
        "If anything is missing, call me. PO 4711.",
        "Bestellung 4711 ist freigegeben, die Rechnung bitte an uns.",
        "Please see the attached order 4711.",
        "PO 4711, the signed PDF will follow by post.",
        "PO no 4711, approved and signed today.",
        "The old order 4600 is used up, please use 4711.",
        "4711 replaces 4600, which was never approved.",
        "Ignore my last mail; the attached PO 4711 is right.",
        "Bitte nicht wundern, die Bestellung 4711 ist freigegeben.",
        "Er kommt Montag, die Nummer ist 4711.",
        "PO 4711 for the portal. The kiosk PO to follow next week.",
        "PO 4711\n\nAnn\nSwitchboard: 01632 960417",
        "Please quote 4711 on the invoice.",
        "We could not pay the invoice without a number: it is 4711.",
    ],
)
def test_an_order_given_plainly_is_not_doubted(text: str) -> None:
    assert doubt(text, ["4711"]) == ""


@pytest.mark.parametrize("text", ["PO dated 20261124", "Order of 11242026 attached"])
def test_a_day_written_together_is_no_number(text: str) -> None:
    assert doubt(text, ["20261124", "11242026"]) == "a number that is a date"
    assert doubt(text, ["4711"]) == ""


@pytest.mark.parametrize(
    "text",
    [
        "STATUS: ON HOLD",
        "Status  Pending approval",
        "DRAFT - NOT VALID AS AN ORDER",
        "Stato: bozza",
    ],
)
def test_a_document_that_is_no_order_yet_says_so(text: str) -> None:
    assert document_doubt(text)


@pytest.mark.parametrize("text", ["Status: approved", "Status: released", "Purchase order 4711"])
def test_a_document_that_stands_is_not_doubted(text: str) -> None:
    assert document_doubt(text) == ""


@pytest.mark.parametrize(
    ("text", "apart"),
    [
        ("PR-2 = 4711. Still waiting on one for PR-1.", {"PR-1"}),
        ("PR-2: 4711. Für PR-1 gibt es noch keine Bestellung.", {"PR-1"}),
        ("4711 is for PR-2, PR-1 is paid from another budget.", {"PR-1"}),
        ("4711 is for PR-1 and PR-2.", set()),
        ("Please put 4711 on PR-1. The goods follow next week.", set()),
    ],
)
def test_an_invoice_that_waits_for_another_order_is_set_apart(text: str, apart: set[str]) -> None:
    assert set_apart(text, ["PR-1", "PR-2"], ["4711"]) == apart


def test_of_a_number_in_a_document_the_whole_mail_speaks() -> None:
    said = "Draft order for you to check, not issued yet."
    assert doubt(said, ["4711"]) == "an approval that is not there"


def test_only_a_mail_that_gives_a_number_is_doubted() -> None:
    said = [Passage("body", "It was never approved.", Layer.NEW)]
    assert doubts(said, []) == ()
    assert doubts(said, ["4711"]) == ("an approval that is not there",)
    assert doubts([Passage("quote", "It was never approved.", Layer.QUOTED_OURS)], ["4711"]) == ()
