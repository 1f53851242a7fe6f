"""What a sender does in many words, and what bears such words out."""

import pytest

from bot.domain.understanding import Intent
from tests.rules.mails import new, understood


def wanted(text: str) -> tuple[Intent, ...]:
    return understood(new(text)).intents


@pytest.mark.parametrize(
    "text",
    [
        "Q-2041 is fine by us.",
        "Q-2041 passt für uns.",
        "Q-2041: d'accord de notre côté.",
        "Q-2041 sopii meille.",
        "S nabídkou Q-2041 souhlasíme.",
        "Consider yourselves instructed.",
    ],
)
def test_calling_our_offer_good_accepts_it(text: str) -> None:
    assert wanted(text) == (Intent.PO_NEW,)


@pytest.mark.parametrize("text", ["The minutes are fine by us.", "Is Q-2041 okay to share?"])
def test_good_said_of_anything_else_accepts_nothing(text: str) -> None:
    assert Intent.PO_NEW not in wanted(text)


@pytest.mark.parametrize(
    "text",
    [
        "Same PO as last time please.",
        "Nehmen Sie bitte die gleiche Bestellnummer wie beim letzten Auftrag.",
        "Gebruik hetzelfde bestelnummer als vorige keer.",
    ],
)
def test_the_same_order_as_before_is_an_order_without_a_number(text: str) -> None:
    assert wanted(text) == (Intent.PO_NEW,)


@pytest.mark.parametrize(
    "text",
    [
        "The old PO is not for this; Thursday a new one comes.",
        "Der Chef muss noch unterschreiben, dann bekommen Sie die Bestellung.",
        "L'ordine lo sta firmando la direzione, arriva entro venerdì.",
        "Ordern ska upp i nämnden på torsdag, sedan skickar jag den.",
    ],
)
def test_what_comes_on_a_day_where_orders_are_spoken_of_is_promised(text: str) -> None:
    assert wanted(text) == (Intent.PO_PROMISED,)


def test_what_comes_on_a_day_is_no_order_where_none_is_spoken_of() -> None:
    assert wanted("You will have the logo files by Thursday.") == (Intent.OTHER,)


@pytest.mark.parametrize(
    "text",
    [
        "PR-2026-0117 is coming back to you. The order field is blank.",
        "PR-2026-0117 geht retour. Es fehlt die Bestellnummer.",
        "PR-2026-0117 vous est retournée, motif : engagement non renseigné.",
    ],
)
def test_a_bill_that_comes_back_for_want_of_an_order_is_rejected(text: str) -> None:
    assert wanted(text) == (Intent.INVOICE_REJECTED_PO,)


def test_a_bill_refused_only_otherwise_is_not_rejected() -> None:
    text = "Please mind the EAN, otherwise our system rejects the invoice for a missing PO."
    assert Intent.INVOICE_REJECTED_PO not in wanted(text)


@pytest.mark.parametrize(
    "text",
    [
        "On PR-2026-0117 you billed 12 days, we agreed 9.",
        "PR-2026-0117: berechnet sind 14 Stunden statt 10.",
        "Sulla PR-2026-0117 avete fatturato 14 ore invece di 10.",
    ],
)
def test_two_quantities_of_which_one_is_billed_are_a_dispute(text: str) -> None:
    assert wanted(text) == (Intent.DISPUTE,)


def test_what_is_paid_on_a_day_to_come_is_promised() -> None:
    assert wanted("Wir überweisen am Monatsende.") == (Intent.PROMISE_TO_PAY,)
    assert wanted("PR-2026-0117 wordt betaald op 4 december 2099.") == (Intent.PROMISE_TO_PAY,)


def test_paying_in_the_future_is_only_spoken_of_where_an_order_is_wanted() -> None:
    text = "PR-2026-0117 was rejected, no PO on it. Send it again and we will pay it."
    assert wanted(text) == (Intent.INVOICE_REJECTED_PO,)


def test_an_order_that_went_out_is_no_payment() -> None:
    assert Intent.REMITTANCE not in wanted("CM-7790 went out of our system yesterday, do bill.")


def test_a_blanket_that_stays_is_not_called_off() -> None:
    text = "PO 4500012345 is for the extra work. The blanket order simply stays."
    assert Intent.PO_BLANKET not in wanted(text)
