"""Numbers that a mail names and does not give, and answers that give what we named."""

import pytest

from bot.domain.decision import Kind
from bot.domain.understanding import Intent
from tests.rules.mails import given, new, ours, refusal, subject, understood

CHOICES = """Dear Samantha,
thank you for purchase order 4500012345. Please tell us which work it covers:

  1. PO 4500012345 for ENG-0007 Intranet search, invoice PR-2026-0117
  2. PO 4500012345 for ENG-0009 Visitor kiosk, invoice PR-2026-0118

Kind regards
"""
FORM = [r"1\d{7}"]
ISSUE = 'CASE STUDY: "Our supplier simply wrote PO number 4500123456 in the subject."\n'


@pytest.mark.parametrize("reply", ["Both please.\n\nSam", "beide", "Les deux, merci", "entrambi"])
def test_both_asserts_what_our_two_lines_say_with_or_without_a_question_mark(reply: str) -> None:
    found = understood(new(reply), ours(CHOICES))

    assert found.po_numbers == ("4500012345",)
    assert found.intents == (Intent.PO_NEW,)
    assert {m.number for m in found.orders[0].mentions} >= {"ENG-0007", "ENG-0009"}


@pytest.mark.parametrize(
    "text",
    [
        "10054112 is the PO. Please do not put the planning portal on 10048213.",
        "PO 10054112 is for SOW-2101. 10048213 is not affected.",
        "Please use PO 10054112. 10048213 is for the chatbot and remains unchanged.",
        "Die Bestellung ist 10054112. Bitte nicht auf 10048213 buchen.",
        "Bestellnummer 10054112. Die 10048213 ist davon nicht betroffen.",
        "Le bon de commande est le 10054112. Ne pas imputer sur 10048213 : il reste inchangé.",
        "Commande n° 10054112. La 10048213 n'est pas concernée.",
        "El pedido es 10054112. El 10048213 no se ve afectado.",
        "L'ordine è 10054112. Il 10048213 resta invariato.",
        "Inkooporder 10054112. 10048213 blijft ongewijzigd.",
    ],
)
def test_an_order_that_is_set_apart_is_not_given_though_it_has_the_form(text: str) -> None:
    assert given(new(text), formats=FORM) == ["10054112"]


@pytest.mark.parametrize("kind", [Kind.LIST, Kind.NO_REPLY])
@pytest.mark.parametrize(
    "footer",
    ["You receive this because you subscribed.", "Newsletter abbestellen", "Se désabonner"],
)
def test_a_letter_to_subscribers_gives_no_order(kind: Kind, footer: str) -> None:
    found = understood(subject("PO automation"), new(ISSUE + footer), kind=kind)

    assert found.po_numbers == ()
    assert found.intents == (Intent.OTHER,)


def test_a_program_that_writes_to_us_by_name_gives_an_order_for_all_its_footer() -> None:
    text = "Supplier: Progressive Robot Ltd\nPO number 4500012345\nUnsubscribe from notifications"

    assert understood(new(text), kind=Kind.NO_REPLY).po_numbers == ("4500012345",)
    assert understood(new(text), kind=Kind.LIST).po_numbers == ("4500012345",)


def test_a_number_beside_what_is_disputed_is_refused_with_the_reason() -> None:
    text = "We dispute PR-2026-0251. It was billed on our order KI-58702, which covers 11 days."

    assert refusal("KI-58702", new(text)) == "in a dispute"


def test_a_number_on_a_rejected_invoice_is_not_given_and_one_to_resubmit_with_is() -> None:
    rejected = "Ihre Rechnung PR-2026-0251 zur Bestellung 4500012345 wurde zurückgewiesen."
    anew = "Invoice PR-2026-0251 was rejected as it had no PO. Please reissue with PO 4500012345."

    assert given(new(rejected)) == []
    assert given(new(anew)) == ["4500012345"]
