"""Payment terms that a mail states, laid beside the agreed ones."""

from dataclasses import replace

import pytest

from bot.domain.decision import Match
from bot.domain.message import Layer
from bot.stages._payment_terms import stated_terms
from bot.stages.compare import other_terms
from tests.builders import LEDGER, client, passage

CLIENT = client(payment_terms_days=14)
BOOKS = replace(LEDGER, clients=(CLIENT,))
WORK = BOOKS.engagements[0]
MATCH = Match(client=CLIENT, engagements=(WORK,))


def days(text: str, layer: Layer = Layer.NEW) -> list[int]:
    return [terms.days for terms in stated_terms((passage(text, layer),))]


@pytest.mark.parametrize(
    ("text", "stated"),
    [
        ("Payment terms: 90 days net", 90),
        ("Payment Terms\nNET 45", 45),
        ("Terms: 2% 10 days, net 30", 30),
        ("Please note that our payment terms are 60 days end of month.", 60),
        ("NET 60\n", 60),
        ("Zahlungsziel: 30 Tage netto", 30),
        ("zahlbar innerhalb von 14 Tagen", 14),
        ("Délai de paiement : 45 jours fin de mois", 45),
        ("Condiciones de pago: 60 días", 60),
        ("Termini di pagamento 90 giorni", 90),
        ("Prazo de pagamento: 60 dias", 60),
        ("Betalingstermijn: 60 dagen", 60),
        ("Betalningsvillkor: 30 dagar netto", 30),
        ("Warunki płatności: 60 dni", 60),
        ("Invoices are paid within 75 days of receipt", 75),
    ],
)
def test_stated_terms_are_read(text: str, stated: int) -> None:
    assert days(text) == [stated]
    assert days(text, Layer.ATTACHMENT) == [stated]
    assert days(text, Layer.QUOTED_OURS) == []


@pytest.mark.parametrize(
    "text",
    [
        "PO 4500012345 for Q-2041, net 120,000.00 GBP",
        "Total net 90.00 GBP",
        "The invoice is 60 days overdue.",
        "Our general terms and conditions apply. Notice period: 90 days.",
        "Could we change the payment terms?",
        "Payment terms as agreed.\nDelivery within 30 days.",
        "The quote is valid for 60 days.",
        "Payment terms: 999 days",
    ],
)
def test_other_numbers_and_days_are_no_terms(text: str) -> None:
    assert days(text) == []


def test_terms_that_differ_are_said_with_both_figures_and_where_they_stand() -> None:
    said = other_terms((passage("Payment terms: 90 days", Layer.ATTACHMENT),), MATCH, BOOKS)
    assert len(said) == 1
    assert said[0] == (
        "The mail states payment terms of 90 days (attachment:order.pdf#1: 'Payment terms: 90 "
        "days'); 14 days are agreed for Intranet search (ENG-0007), and stay."
    )


@pytest.mark.parametrize(("text", "count"), [("14 days", 0), ("14 days end of month", 1)])
def test_the_agreed_terms_are_no_news_but_the_end_of_the_month_is(text: str, count: int) -> None:
    assert len(other_terms((passage(f"Payment terms: {text}"),), MATCH, BOOKS)) == count


def test_the_terms_of_the_work_go_before_its_clients_and_thirty_days_are_the_standard() -> None:
    own = replace(WORK, payment_terms_days=45)
    books = replace(BOOKS, engagements=(own,))
    mail = (passage("Payment terms: 60 days"),)
    assert "45 days are agreed" in other_terms(mail, Match(CLIENT, engagements=(own,)), books)[0]
    assert "14 days are agreed for Northgate" in other_terms(mail, Match(CLIENT), BOOKS)[0]
    plain = client(payment_terms_days=None)
    assert "30 days are agreed" in other_terms(mail, Match(plain), BOOKS)[0]
    assert other_terms(mail, Match(None), BOOKS) == ()
