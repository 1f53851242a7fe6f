"""The reader of XML: electronic orders by their fields, anything else by its text."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from bot.domain.message import OrderDocument, Part
from bot.readers import Unreadable, registry, xmlorder
from tests.readers.order_documents import (
    CXML_ORDER,
    ORDER_X,
    PEPPOL_CANCELLATION,
    PEPPOL_CHANGE,
    PEPPOL_ORDER,
)

NET = '<cbc:TaxExclusiveAmount currencyID="EUR">31500.00</cbc:TaxExclusiveAmount>'
LINES = '<cbc:LineExtensionAmount currencyID="EUR">32000.00</cbc:LineExtensionAmount>'
GROSS = '<cbc:TaxInclusiveAmount currencyID="EUR">38115.00</cbc:TaxInclusiveAmount>'
TAX = '<cbc:TaxAmount currencyID="EUR">6615.00</cbc:TaxAmount>'


def order_in(document: str | bytes) -> OrderDocument:
    payload = document.encode() if isinstance(document, str) else document
    pages = xmlorder.read(Part("2", "application/xml", "order.xml", payload))
    assert pages.texts == ()
    (order,) = pages.orders
    return order


def without(document: str, *pieces: str) -> str:
    for piece in pieces:
        assert piece in document
        document = document.replace(piece, "", 1)
    return document


def problem(payload: str | bytes) -> str:
    with pytest.raises(Unreadable) as caught:
        order_in(payload)
    return str(caught.value)


# --- UBL -----------------------------------------------------------------------------------------


def test_a_peppol_order_is_read_by_its_fields() -> None:
    assert order_in(PEPPOL_ORDER) == OrderDocument(
        origin="attachment:order.xml",
        po_number="0004893377",
        action="new",
        amount=Decimal("31500.00"),
        currency="EUR",
        valid_from=date(2026, 12, 1),
        valid_to=date(2027, 3, 31),
        buyer="Van der Meer Logistics B.V.",
        seller="Progressive Robot Ltd",
        references=("Q-3170", "RK-2024-0091", "6610"),
        words="Koppeling transportmanagementsysteem\nInvoice to the central address only.",
    )


def test_the_day_to_answer_by_is_no_period() -> None:
    period = PEPPOL_ORDER[PEPPOL_ORDER.index("  <cac:Delivery>") :]
    period = period[: period.index("  <cac:TaxTotal>")]
    order = order_in(without(PEPPOL_ORDER, period))
    assert (order.valid_from, order.valid_to) == (None, None)


@pytest.mark.parametrize(
    ("missing", "amount", "net"),
    [
        ((NET,), "31500.00", True),
        ((NET, LINES), "31500.00", True),
        ((NET, LINES, TAX), "38115.00", False),
        ((NET, LINES, TAX, GROSS), "38115.00", None),
    ],
)
def test_a_sum_is_net_where_that_is_said_or_follows(
    missing: tuple[str, ...], amount: str, net: bool | None
) -> None:
    order = order_in(without(PEPPOL_ORDER, *missing))
    assert (order.amount, order.net, order.currency) == (Decimal(amount), net, "EUR")


def test_an_order_without_a_total_costs_what_its_lines_cost() -> None:
    start = PEPPOL_ORDER.index("  <cac:AnticipatedMonetaryTotal>")
    end = PEPPOL_ORDER.index("  <cac:OrderLine>")
    order = order_in(PEPPOL_ORDER[:start] + PEPPOL_ORDER[end:])
    assert (order.amount, order.net, order.currency) == (Decimal("32000.00"), True, "EUR")


@pytest.mark.parametrize("bad", ["NaN", "Infinity", "1e9", "31,500", "", "9" * 40])
def test_what_is_no_decimal_number_is_no_sum(bad: str) -> None:
    document = PEPPOL_ORDER.replace("31500.00", bad).replace("32000.00", bad)
    order = order_in(document.replace("38115.00", bad).replace("6615.00", bad))
    assert order.amount is None


@pytest.mark.parametrize("printed", ["31500,00", "31.500,00", "31,500.00"])
def test_a_sum_written_against_the_standard_is_read_where_it_has_one_reading(printed: str) -> None:
    document = PEPPOL_ORDER.replace("31500.00", printed)
    assert order_in(document).amount == Decimal("31500.00")


def test_a_change_names_the_order_and_its_own_sequence() -> None:
    order = order_in(PEPPOL_CHANGE)
    assert (order.po_number, order.action, order.revision) == ("00771204", "change", "2")
    assert (order.amount, order.net, order.currency) == (Decimal("182500.50"), True, "NOK")
    assert (order.valid_from, order.valid_to) == (date(2027, 1, 1), date(2027, 6, 30))


def test_a_cancellation_names_the_order() -> None:
    order = order_in(PEPPOL_CANCELLATION)
    assert (order.po_number, order.action, order.amount) == ("0004893377", "cancel", None)


def test_an_order_issued_again_says_which_one_it_replaces() -> None:
    again = "<cac:OrderDocumentReference><cbc:ID>0004893001</cbc:ID></cac:OrderDocumentReference>"
    document = PEPPOL_ORDER.replace("  <cac:Contract>", f"  {again}\n  <cac:Contract>")
    assert order_in(document).replaces == "0004893001"
    assert order_in(document.replace("urn:fdc:peppol.eu", "urn:example")).replaces == ""


@pytest.mark.parametrize("number", ["0004893001", "0004893001#2026-11-10#UFK7P2"])
@pytest.mark.parametrize("status", ["Cancelled", "Revoked"])
def test_an_order_that_only_withdraws_another_is_its_cancellation(number: str, status: str) -> None:
    gone = (
        f"<cac:OrderDocumentReference><cbc:ID>{number}</cbc:ID>"
        f"<cbc:DocumentStatusCode>{status}</cbc:DocumentStatusCode></cac:OrderDocumentReference>"
    )
    order = order_in(PEPPOL_ORDER.replace("  <cac:Contract>", f"  {gone}\n  <cac:Contract>"))
    assert (order.action, order.po_number, order.replaces) == ("cancel", "0004893001", "")


@pytest.mark.parametrize(("code", "kind"), [("221", "blanket"), ("226", "release")])
def test_the_type_of_an_order_says_what_kind_it_is(code: str, kind: str) -> None:
    assert order_in(PEPPOL_ORDER.replace(">220<", f">{code}<")).kind == kind
    assert order_in(ORDER_X.replace(">220<", f">{code}<")).kind == kind


def test_an_order_in_an_envelope_is_taken_out_of_it() -> None:
    envelope = "http://www.unece.org/cefact/namespaces/StandardBusinessDocumentHeader"
    inner = PEPPOL_ORDER.partition("\n")[2]
    document = (
        f'<StandardBusinessDocument xmlns="{envelope}"><StandardBusinessDocumentHeader/>'
        f"{inner}</StandardBusinessDocument>"
    )
    assert order_in(document).po_number == "0004893377"


# --- Order-X -------------------------------------------------------------------------------------


def test_an_order_x_is_read_by_its_fields() -> None:
    assert order_in(ORDER_X) == OrderDocument(
        origin="attachment:order.xml",
        po_number="0045-00718",
        action="new",
        amount=Decimal("8900.00"),
        currency="EUR",
        valid_from=date(2027, 1, 11),
        valid_to=date(2027, 4, 30),
        buyer="Musterwerk GmbH",
        seller="Progressive Robot Ltd",
        references=("Q-2041",),
        words="Lagerroboter, Inbetriebnahme",
    )


def test_an_order_x_change_is_of_the_order_that_it_names() -> None:
    order = order_in(ORDER_X.replace(">220<", ">230<"))
    assert (order.po_number, order.action, order.revision) == ("0045-00700", "change", "0045-00718")


def test_an_order_x_cancels_by_its_purpose() -> None:
    assert order_in(ORDER_X.replace(">9<", ">1<")).action == "cancel"


def test_the_term_of_a_blanket_order_is_its_period() -> None:
    order = order_in(ORDER_X.replace(">220<", ">221<"))
    assert (order.valid_from, order.valid_to) == (date(2026, 11, 23), date(2026, 11, 30))


def test_a_sellers_response_is_no_order() -> None:
    ubl = PEPPOL_ORDER.replace("<Order ", "<OrderResponse ").replace("</Order>", "</OrderResponse>")
    confirmation = (
        '<cXML><Request><ConfirmationRequest><ConfirmationHeader type="accept"/>'
        '<OrderReference orderID="4711"/></ConfirmationRequest></Request></cXML>'
    )
    for document in (
        ORDER_X.replace(">220<", ">231<"),
        ubl.replace("Order-2", "OrderResponse-2"),
        confirmation,
    ):
        pages = xmlorder.read(Part("2", "text/xml", "response.xml", document.encode()))
        assert pages.orders == ()
        assert pages.texts[0].startswith("Order response\n")


# --- cXML ----------------------------------------------------------------------------------------


def test_a_cxml_order_is_read_by_its_fields() -> None:
    assert order_in(CXML_ORDER) == OrderDocument(
        origin="attachment:order.xml",
        po_number="0045009912",
        action="new",
        amount=Decimal("48750.00"),
        currency="USD",
        revision="1",
        valid_from=date(2027, 1, 4),
        valid_to=date(2027, 4, 30),
        buyer="Halcyon Foods Inc.",
        seller="Progressive Robot Ltd",
        references=("3000", "ROB-1"),
        words="Palletiser Palletiser control\nPer quotation Q-2207 & SOW-0032.",
    )


@pytest.mark.parametrize(
    ("kind", "action"), [("new", "new"), ("update", "change"), ("delete", "cancel")]
)
def test_a_cxml_order_says_what_is_to_be_done(kind: str, action: str) -> None:
    document = CXML_ORDER.replace('type="new"', f'type="{kind}"').replace(
        'orderVersion="1"', 'orderVersion="3"'
    )
    order = order_in(document)
    assert (order.po_number, order.action, order.revision) == ("0045009912", action, "3")


def test_a_cxml_blanket_has_a_term_and_perhaps_no_limit() -> None:
    document = CXML_ORDER.replace(
        'orderType="regular"',
        'orderType="blanket" effectiveDate="2027-01-01" expirationDate="2027-12-31"',
    ).replace("48,750.00", "0.00")
    order = order_in(document)
    assert (order.kind, order.amount) == ("blanket", None)
    assert (order.valid_from, order.valid_to) == (date(2027, 1, 1), date(2027, 12, 31))


def test_a_cxml_release_has_its_own_number() -> None:
    document = CXML_ORDER.replace('orderType="regular"', 'orderType="release" agreementID="BA-9"')
    order = order_in(document)
    assert (order.kind, order.po_number) == ("release", "0045009912")
    assert "BA-9" in order.references


def test_a_comma_before_cents_is_not_taken_for_a_thousand() -> None:
    order = order_in(CXML_ORDER.replace("48,750.00", "48750,00"))
    assert order.amount == Decimal("48750.00")


@pytest.mark.parametrize("counted", ["0045009-4", "0045009/4", "0045009 R4", "0045009-REL-4"])
@pytest.mark.parametrize(
    "frame", ['agreementID="0045009"', 'orderType="release" parentAgreementID="0045009"']
)
def test_a_release_that_counts_behind_its_agreement_is_of_the_agreement(
    counted: str, frame: str
) -> None:
    document = CXML_ORDER.replace('orderID="0045009912"', f'orderID="{counted}" {frame}')
    document = document.replace('\n        orderType="regular"', "")
    order = order_in(document)
    assert (order.po_number, order.kind, order.revision) == ("0045009", "release", "4")


# --- encodings, and what is no order -------------------------------------------------------------


@pytest.mark.parametrize(
    "payload",
    [
        PEPPOL_ORDER.replace("UTF-8", "UTF-16").encode("utf-16"),
        PEPPOL_ORDER.replace("UTF-8", "UTF-16").encode("utf-16-be"),
        b"\xef\xbb\xbf" + PEPPOL_ORDER.encode(),
        b"\r\n " + PEPPOL_ORDER.encode(),
        PEPPOL_ORDER.replace("UTF-8", "utf-16").encode(),
        PEPPOL_ORDER.replace("UTF-8", "ISO-8859-15").encode("iso-8859-15"),
        PEPPOL_ORDER.replace("UTF-8", "windows-1252").encode("cp1252"),
    ],
)
def test_an_order_may_come_in_any_encoding(payload: bytes) -> None:
    assert order_in(payload).po_number == "0004893377"


@pytest.mark.parametrize("document", [PEPPOL_ORDER, PEPPOL_CHANGE, ORDER_X, CXML_ORDER])
@pytest.mark.parametrize("encode", [str.encode, lambda text: text.encode("utf-16")])
def test_an_order_is_recognised_whatever_it_is_called(
    document: str, encode: Callable[[str], bytes]
) -> None:
    payload = encode(document.partition("?>")[2])
    reading = registry().read(Part("2", "application/octet-stream", "data", payload))
    assert len(reading.orders) == 1


@pytest.mark.parametrize(
    "payload", [b"", b"<html><p>Order</p>", b"plain", b"<", b"\xff\xfe", b"%PDF"]
)
def test_nothing_else_is_taken_for_an_order(payload: bytes) -> None:
    assert not xmlorder.looks_like(payload)


def test_other_xml_gives_its_text_under_its_own_name() -> None:
    payload = (
        b"<SelfBillingInvoice><Note> Dear\n all </Note><b/>more<c>text</c></SelfBillingInvoice>"
    )
    pages = xmlorder.read(Part("2", "text/xml", "i.xml", payload))
    assert (pages.texts, pages.orders) == (("Self Billing Invoice\nDear all\nmore\ntext",), ())


def test_a_long_text_is_cut() -> None:
    payload = b"<r>" + b"<a>word</a>" * 150_000 + b"</r>"
    pages = xmlorder.read(Part("2", "text/xml", "i.xml", payload))
    assert (len(pages.texts[0]), pages.problem) == (500_000, "only the beginning was read")


@pytest.mark.parametrize(
    ("document", "said"),
    [
        ("<PurchaseOrder><PONumber>4500012345</PONumber></PurchaseOrder>", "not an order we know"),
        ("<Order xmlns='urn:home-made'><ID>1</ID></Order>", "not an order we know"),
        (PEPPOL_ORDER.replace("0004893377", " "), "an order without a number"),
        (PEPPOL_ORDER.replace("0004893377", "to be confirmed"), "an order without a number"),
        (PEPPOL_ORDER.replace("0004893377", "9" * 41), "an order without a number"),
        (PEPPOL_CHANGE.replace("00771204", ""), "an order without a number"),
        (CXML_ORDER.replace("0045009912", ""), "an order without a number"),
        (PEPPOL_ORDER[: len(PEPPOL_ORDER) // 2], "corrupt"),
        ("", "corrupt"),
        ("no XML at all", "corrupt"),
        ("<a>\0</a>", "corrupt"),
        ('<?xml version="1.0" encoding="klingon"?><a/>', "corrupt"),
        (CXML_ORDER.replace("0045009912", "45&x;12"), "corrupt"),
    ],
)
def test_what_cannot_be_read_says_why(document: str, said: str) -> None:
    assert problem(document) == said


def test_invisible_characters_are_no_part_of_a_number() -> None:
    order = order_in(PEPPOL_ORDER.replace("0004893377", "\n00048\u200b93377\n"))
    assert order.po_number == "0004893377"
