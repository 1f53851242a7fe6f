"""A client that goes insolvent is for a person, and is reminded of nothing meanwhile."""

from dataclasses import replace
from datetime import date

import pytest

from bot.domain.decision import HoldReminders, Verdict
from bot.domain.ledger import InvoiceNumber, InvoiceStatus
from bot.domain.understanding import Intent
from bot.stages._insolvency import words_of_insolvency
from tests.builders import LEDGER, Mail, candidate, decided, invoice, stated


@pytest.mark.parametrize(
    "words",
    [
        "Northgate Foods Ltd entered administration on 3 November.",
        "Joint administrators have been appointed.",
        "We write as the appointed liquidator of the company.",
        "An insolvency practitioner was appointed today.",
        "A winding-up petition has been presented.",
        "A company voluntary arrangement was approved.",
        "The company has ceased trading.",
        "Über das Vermögen wurde das Insolvenzverfahren eröffnet.",
        "Une procédure de redressement judiciaire est ouverte.",
        "Hemos solicitado el concurso de acreedores.",
        "La società ha chiesto il concordato preventivo.",
        "De rechtbank heeft het faillissement uitgesproken.",
        "Bolaget har försatts i konkurs.",
        "Selskabet er taget under konkurs.",
        "Sąd ogłosił upadłość spółki.",
    ],
)
def test_whole_phrases_of_insolvency_are_known(words: str) -> None:
    assert words_of_insolvency(words)


@pytest.mark.parametrize(
    "words",
    [
        "Please ask the administrator of our portal for access.",
        "Liquidated damages are excluded.",
        "Our purchasing administration will send the order.",
        "The board appointed a new finance director.",
        "This goes to our insolvency team for their new search tool.",
        "Il prezzo è come concordato.",
        "We are winding up the project next week.",
        "Chapter 1 of the manual is attached.",
    ],
)
def test_words_that_only_look_alike_are_not(words: str) -> None:
    assert words_of_insolvency(words) == ""


SENT = replace(invoice("PR-2026-0130", status=InvoiceStatus.ISSUED), issued_on=date(2026, 10, 1))
BOOKS = replace(LEDGER, invoices=(*LEDGER.invoices, SENT))
NEWS = "We have to tell you that administrators were appointed on Monday."


def test_it_is_for_a_person_and_holds_every_sent_invoice_of_the_client() -> None:
    mail = Mail(intents=(Intent.OTHER,), text=NEWS)

    decision = decided(mail, BOOKS)

    assert decision.verdict is Verdict.REVIEW
    (hold,) = decision.changes
    assert isinstance(hold, HoldReminders)
    assert hold.invoice_numbers == (InvoiceNumber("PR-2026-0130"),)
    assert hold.why == "insolvency"
    assert "speaks of insolvency ('administrators were appointed')" in decision.reasons[0]


def test_an_order_in_such_a_mail_is_not_booked() -> None:
    mail = Mail(orders=(stated(),), candidates=(candidate("4500012345"),), text=NEWS)
    assert decided(mail, BOOKS).verdict is Verdict.REVIEW
