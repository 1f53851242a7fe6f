"""Every kind of invoice is valid: XML Schema, EN 16931's Schematron, Peppol's fatal rules."""

from dataclasses import replace

import pytest
from lxml import etree

from bot.documents.cii import cii
from bot.documents.ubl import ubl
from bot.domain.invoice_document import InvoiceDocument, References
from tests.documents.papers import CASES, paper
from tests.documents.validation import (
    PEPPOL,
    UBL,
    broken_peppol_rules,
    broken_rules,
    broken_schema,
)

each_case = pytest.mark.parametrize("document", CASES.values(), ids=CASES.keys())

EMPTY_DELIVERY = "warning PEPPOL-EN16931-R008: "
"""The schema of CII demands the element also where nothing is delivered; the rule only warns."""


@each_case
def test_ubl_is_valid_by_its_schema(document: InvoiceDocument) -> None:
    flavor = "ubl-2.1-creditnote" if document.is_credit_note else "ubl-2.1-invoice"
    assert broken_schema(ubl(document), flavor) == ""


@each_case
def test_ubl_breaks_no_rule_of_en_16931(document: InvoiceDocument) -> None:
    assert broken_rules(ubl(document), "ubl") == []


@each_case
def test_ubl_breaks_no_fatal_rule_of_peppol(document: InvoiceDocument) -> None:
    assert broken_peppol_rules(ubl(document)) == []


@each_case
def test_cii_is_valid_by_the_schema_of_its_profile(document: InvoiceDocument) -> None:
    assert broken_schema(cii(document), "factur-x") == ""


@each_case
def test_cii_breaks_no_rule_of_en_16931(document: InvoiceDocument) -> None:
    found = broken_rules(cii(document), "cii")
    assert [rule for rule in found if not rule.startswith(EMPTY_DELIVERY)] == []


def test_the_checks_see_a_broken_invoice() -> None:
    wrong = replace(paper(), number="", currency="XYZ", references=References())

    assert "fatal BR-02: " in "".join(broken_rules(ubl(wrong), "ubl"))
    assert "ram:InvoiceCurrencyCode' is not allowed" in "".join(broken_rules(cii(wrong), "cii"))
    assert "ID" in broken_schema(ubl(wrong), "ubl-2.1-invoice")
    assert broken_peppol_rules(ubl(wrong)) == ["R003"]


@pytest.mark.parametrize(
    ("rule", "path"),
    [
        ("R001", "cbc:ProfileID"),
        ("R004", "cbc:CustomizationID"),
        ("R010", "cac:AccountingCustomerParty/cac:Party/cbc:EndpointID"),
        ("R020", "cac:AccountingSupplierParty/cac:Party/cbc:EndpointID"),
        ("R053", "cac:TaxTotal"),
    ],
)
def test_the_rules_of_peppol_miss_what_is_taken_out(rule: str, path: str) -> None:
    root = etree.fromstring(ubl(paper()))
    for taken in root.findall(path, UBL):
        parent = taken.getparent()
        assert parent is not None
        parent.remove(taken)

    assert rule in broken_peppol_rules(etree.tostring(root))
    assert rule in PEPPOL
