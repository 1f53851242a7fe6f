"""What a mail wants and states when an electronic order is attached to it."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from bot.domain.message import OrderDocument, Part, Reading
from bot.domain.understanding import Intent, Understanding
from bot.readers import registry
from tests.readers.order_documents import (
    CXML_ORDER,
    EDIFACT_CHANGE,
    EDIFACT_ORDER,
    ORDER_X,
    PEPPOL_CANCELLATION,
    PEPPOL_CHANGE,
    PEPPOL_ORDER,
    X12_ORDER,
)
from tests.rules.mails import attachment, new, subject, understood

ORDER = OrderDocument("attachment:order.xml", "0118834", "new", Decimal(900), "EUR")


def reading(document: str) -> Reading:
    return registry().read(Part("2", "application/octet-stream", "order.dat", document.encode()))


def told(*documents: str, text: str = "Order attached.") -> Understanding:
    return understood(new(text), readings=list(map(reading, documents)), parts=[attachment()])


def stated(*orders: OrderDocument, text: str = "Order attached.") -> Understanding:
    return understood(new(text), readings=[Reading("2", orders=orders)], parts=[attachment()])


@pytest.mark.parametrize(
    ("document", "number", "amount", "reference"),
    [
        (PEPPOL_ORDER, "0004893377", "31500.00", "Q-3170"),
        (ORDER_X, "0045-00718", "8900.00", "Q-2041"),
        (CXML_ORDER, "0045009912", "48750.00", "Q-2207"),
        (X12_ORDER, "0045009912", "48750.00", "Q-2207"),
        (EDIFACT_ORDER, "0080012345", "12000.00", "Q-2041"),
    ],
)
def test_an_order_is_new_with_its_number_sum_and_quotation(
    document: str, number: str, amount: str, reference: str
) -> None:
    mail = told(document)
    assert (mail.po_numbers, mail.intents) == ((number,), (Intent.PO_NEW,))
    assert (mail.facts.amount, mail.facts.net) == (Decimal(amount), True)
    assert mail.facts.quote_ref == reference
    assert reference in {m.number for m in mail.orders[0].mentions}
    assert mail.orders[0].seller == "Progressive Robot Ltd"
    assert not mail.unreadable


@pytest.mark.parametrize(
    ("document", "revision"), [(PEPPOL_CHANGE, "2"), (EDIFACT_CHANGE, "AEN-4")]
)
def test_a_change_is_a_top_up_with_its_revision(document: str, revision: str) -> None:
    mail = told(document)
    assert (mail.intents, mail.facts.revision) == ((Intent.PO_TOPUP,), revision)


def test_a_cancellation_holds_for_the_whole_mail() -> None:
    mail = told(PEPPOL_CANCELLATION, text="PO 0004893377: see attached.")
    assert (mail.intents, mail.po_numbers) == ((Intent.PO_CANCEL,), ())
    assert mail.withdrawn == ("0004893377",)


def test_an_order_beside_a_cancellation_replaces_it() -> None:
    mail = told(PEPPOL_CANCELLATION, EDIFACT_ORDER)
    assert (mail.intents, mail.po_numbers) == ((Intent.PO_REPLACE,), ("0080012345",))
    assert mail.orders[0].replaces == mail.withdrawn == ("0004893377",)


def test_an_order_issued_again_replaces_the_rejected_one() -> None:
    mail = stated(replace(ORDER, replaces="0118800"), text="PO 0118800 again, as agreed.")
    assert (mail.intents, mail.po_numbers) == ((Intent.PO_REPLACE,), ("0118834",))
    assert mail.orders[0].replaces == ("0118800",)


def test_a_blanket_order_and_its_release_are_told_apart() -> None:
    assert stated(replace(ORDER, kind="blanket")).intents == (Intent.PO_BLANKET, Intent.PO_NEW)
    assert stated(replace(ORDER, kind="release")).intents == (Intent.PO_BLANKET,)


@pytest.mark.parametrize("net", [True, False, None])
def test_a_sum_is_net_only_where_the_document_says_so(net: bool | None) -> None:
    mail = stated(replace(ORDER, net=net))
    assert (mail.facts.net, mail.orders[0].net) == (net, net)


def test_what_is_ordered_can_be_compared_with_titles() -> None:
    order = told(PEPPOL_ORDER).orders[0]
    assert "koppeling transportmanagementsysteem" in order.words


def test_a_change_request_named_in_the_lines_makes_it_an_addition() -> None:
    mail = stated(replace(ORDER, words="Work of CR-0007"))
    assert mail.intents == (Intent.PO_SUPPLEMENT, Intent.PO_NEW)
    assert mail.facts.cr_ref == "CR-0007"


def test_of_several_orders_only_what_holds_for_all_is_said_of_the_mail() -> None:
    year = replace(ORDER, valid_from=date(2027, 1, 1), valid_to=date(2027, 12, 31))
    assert stated(year, replace(year, po_number="0118835")).facts.valid_to == date(2027, 12, 31)
    other = replace(year, po_number="0118835", valid_to=date(2028, 1, 31), revision="2")
    facts = stated(year, other).facts
    assert (facts.valid_from, facts.valid_to, facts.revision) == (None, None, "2")


def test_another_number_in_the_subject_is_a_conflict() -> None:
    mail = understood(
        subject("PO 0118999"), new("attached"), readings=[Reading("2", orders=(ORDER,))]
    )
    assert len(mail.conflicts) == 1


def test_a_number_is_compared_without_what_print_does_to_it() -> None:
    mail = stated(replace(ORDER, po_number="４５\u2011０１"))
    assert mail.po_numbers == ("45-01",)
