"""The client's PO number comes back from every file byte for byte, and only the client's."""

import re
from dataclasses import replace
from io import BytesIO

import pytest
from facturx import get_facturx_xml_from_pdf
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from pypdf import PdfReader

from bot.documents import rendered
from bot.documents.cii import cii
from bot.documents.ubl import ubl
from bot.domain.invoice_document import Form, InvoiceDocument, is_printable
from bot.domain.message import Layer, Part, Passage
from bot.readers import pdf as pdf_reader
from bot.resources import locate
from bot.resources.rules import load_rules
from bot.stages.extract import extract
from tests.builders import COMPANY
from tests.documents.papers import CREDIT_NOTE, INVOICE, ORDER, ordered, paper
from tests.documents.validation import CII, UBL

NUMBERS = [
    "4500123456",
    "0000123",
    "007/00/A",
    "PO 45 00 1",
    "A  B",
    "11/XXX111/11",
    "4500-ABC.7_8",
    "Bestellung Nº 12é",
    'R&D <7> "x"',
    "]]><!--7-->",
    "&amp;7",
    "#7 $x$ *b* _i_ @ref",
    "N" * 40,
]
by_number = pytest.mark.parametrize("number", NUMBERS)

IN_UBL = "cac:OrderReference/cbc:ID"
IN_CII = ".//ram:BuyerOrderReferencedDocument/ram:IssuerAssignedID"


def in_ubl(document: InvoiceDocument, path: str = IN_UBL) -> str | None:
    return etree.fromstring(ubl(document)).findtext(path, None, UBL)


def in_cii(document: InvoiceDocument, path: str = IN_CII) -> str | None:
    return etree.fromstring(cii(document)).findtext(path, None, CII)


def text_of(payload: bytes) -> str:
    (page,) = PdfReader(BytesIO(payload)).pages
    return page.extract_text()


@by_number
def test_ubl_gives_the_number_back(number: str) -> None:
    assert in_ubl(ordered(number)) == number


@by_number
def test_cii_gives_the_number_back(number: str) -> None:
    assert in_cii(ordered(number)) == number


@by_number
def test_the_xml_inside_the_pdf_gives_the_number_back(number: str) -> None:
    name, source = get_facturx_xml_from_pdf(rendered(ordered(number), Form.FACTURX).payload)

    assert name == "factur-x.xml"
    assert etree.fromstring(source).findtext(IN_CII, None, CII) == number


@by_number
@pytest.mark.parametrize("form", [Form.PDF, Form.FACTURX])
def test_the_page_shows_the_number(number: str, form: Form) -> None:
    lines = text_of(rendered(ordered(number), form).payload).splitlines()
    assert lines[lines.index("YOUR PURCHASE ORDER NUMBER") + 1] == number


@given(st.text(min_size=1).filter(is_printable).filter(lambda text: text.strip()))
def test_any_printable_number_survives_both_syntaxes(number: str) -> None:
    document = paper()
    odd = replace(document, references=replace(document.references, purchase_order=number))
    assert in_ubl(odd) == number
    assert in_cii(odd) == number


@pytest.mark.parametrize("number", ["4500123456", "0000123456", "45/001234-7"])
def test_our_own_reader_finds_the_number_under_its_label_and_books_no_invoice(number: str) -> None:
    payload = rendered(ordered(number), Form.FACTURX).payload
    pages = pdf_reader.read(Part("1", "application/pdf", "invoice.pdf", payload))

    passage = Passage("attachment:invoice.pdf#1", pages.texts[0], Layer.ATTACHMENT)
    found = extract([passage], load_rules(locate("rules")), COMPANY)

    assert [c.number for c in found if c.rule.endswith("/label")] == [number]
    assert not any(c.accepted for c in found)


def test_without_an_order_there_is_no_bt_13_and_no_number_of_ours_in_its_place() -> None:
    document = ordered("")

    assert b"OrderReference" not in ubl(document)
    assert b"BuyerOrderReferencedDocument" not in cii(document)
    assert "PURCHASE ORDER" not in text_of(rendered(document, Form.PDF).payload)


def test_the_other_references_stand_in_their_own_places() -> None:
    document = ordered(ORDER)

    assert in_ubl(document, "cac:OrderReference/cbc:SalesOrderID") == "ENG-0007"
    assert in_ubl(document, "cac:ContractDocumentReference/cbc:ID") == "SOW-0007"
    assert in_ubl(document, "cbc:BuyerReference") == "AP-3"
    assert in_cii(document, ".//ram:SellerOrderReferencedDocument/*") == "ENG-0007"
    assert in_cii(document, ".//ram:ContractReferencedDocument/*") == "SOW-0007"
    assert in_cii(document, ".//ram:BuyerReference") == "AP-3"


def test_a_credit_note_names_the_invoice_and_its_order_and_is_positive() -> None:
    document = paper(CREDIT_NOTE)
    root = etree.fromstring(ubl(document))
    credited = "cac:BillingReference/cac:InvoiceDocumentReference/"

    assert etree.QName(root).localname == "CreditNote"
    assert root.findtext("cbc:CreditNoteTypeCode", None, UBL) == "381"
    assert root.findtext(f"{credited}cbc:ID", None, UBL) == INVOICE.invoice_number
    assert root.findtext(f"{credited}cbc:IssueDate", None, UBL) == "2026-11-24"
    assert root.findtext("cac:LegalMonetaryTotal/cbc:PayableAmount", None, UBL) == "600.00"
    assert root.find("cac:PaymentMeans", UBL) is None
    assert in_ubl(document) == ORDER
    assert in_cii(document, ".//ram:InvoiceReferencedDocument/*") == INVOICE.invoice_number
    assert in_cii(document, ".//ram:TypeCode") == "381"


def test_the_page_of_a_credit_note_says_what_it_takes_back() -> None:
    words = re.sub(r"\s+", " ", text_of(rendered(paper(CREDIT_NOTE), Form.PDF).payload))

    assert "Credit note PR-2026-0143" in words
    assert "Credits invoice PR-2026-0142" in words
    assert "Credited against invoice PR-2026-0142." in words
    assert "IBAN" not in words
