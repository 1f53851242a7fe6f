"""Invoices as files: names, dates, bytes, and texts that mean harm."""

import builtins
from dataclasses import replace
from io import BytesIO
from typing import Any

import facturx.facturx
import pytest
from lxml import etree
from pypdf import PdfReader

from bot.config import example_config
from bot.documents import RenderedInvoice, rendered
from bot.documents.cii import cii
from bot.domain.invoice_document import Form, PostalAddress
from bot.domain.ledger import Snapshot
from bot.errors import Permanent
from bot.wiring.invoices import invoice_file
from tests.documents.papers import CASES, CLIENT, INVOICE, SELLER, WORK, ordered, paper
from tests.documents.validation import CII

HOSTILE = '#panic("x") #import "/etc/passwd" $x$ *b* _i_ `raw` </text> \\ <label> @ref // /* ~ --'


def text_of(made: RenderedInvoice) -> str:
    (page,) = PdfReader(BytesIO(made.payload)).pages
    return page.extract_text()


@pytest.mark.parametrize(
    ("form", "suffix", "media_type"),
    [
        (Form.PDF, ".pdf", "application/pdf"),
        (Form.FACTURX, ".pdf", "application/pdf"),
        (Form.UBL, ".xml", "application/xml"),
    ],
)
def test_a_file_carries_both_numbers_in_its_name(form: Form, suffix: str, media_type: str) -> None:
    made = rendered(ordered("4500123456"), form)

    assert made.filename == f"PR-2026-0142_PO-4500123456{suffix}"
    assert made.media_type == media_type


@pytest.mark.parametrize(
    ("number", "name"),
    [
        ("", "PR-2026-0142.xml"),
        ("../../etc/passwd", "PR-2026-0142_PO-etc-passwd.xml"),
        ('a:b*c?"<>|\\d', "PR-2026-0142_PO-a-b-c-d.xml"),
        ("0045/00 123", "PR-2026-0142_PO-0045-00-123.xml"),
        ("Nº é 7", "PR-2026-0142_PO-No-e-7.xml"),
        ("株式", "PR-2026-0142.xml"),
        ("9" * 300, f"PR-2026-0142_PO-{'9' * 80}.xml"),
    ],
)
def test_a_file_name_is_safe_whatever_the_number_is(number: str, name: str) -> None:
    assert rendered(ordered(number), Form.UBL).filename == name


@pytest.mark.parametrize("form", Form)
def test_the_same_document_makes_the_same_bytes_at_any_time(
    form: Form, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = rendered(paper(), form)
    monkeypatch.setattr(facturx.facturx, "_get_pdf_timestamp", lambda *_: "D:18880101000000Z")
    monkeypatch.setattr(
        facturx.facturx, "_get_metadata_timestamp", lambda: "1888-01-01T00:00:00+00:00"
    )

    assert rendered(paper(), form) == first
    assert b"1888" not in first.payload


@pytest.mark.parametrize("document", CASES.values(), ids=CASES.keys())
def test_every_kind_of_invoice_is_one_page(document: Any) -> None:
    reader = PdfReader(BytesIO(rendered(document, Form.FACTURX).payload))
    assert len(reader.pages) == 1
    assert reader.pages[0].mediabox[2:] == [pytest.approx(595.28, abs=0.1), pytest.approx(841.89)]


def test_a_factur_x_file_says_that_it_is_one() -> None:
    reader = PdfReader(BytesIO(rendered(paper(), Form.FACTURX).payload))
    root: Any = reader.trailer["/Root"]
    xmp = root["/Metadata"].get_data().decode()
    (attached,) = root["/AF"]

    assert "<fx:ConformanceLevel>EN 16931</fx:ConformanceLevel>" in xmp
    assert "<fx:DocumentFileName>factur-x.xml</fx:DocumentFileName>" in xmp
    assert "<pdfaid:part>3</pdfaid:part>" in xmp
    assert "<xmp:CreateDate>2026-11-24T00:00:00+00:00</xmp:CreateDate>" in xmp
    assert reader.pdf_header == "%PDF-1.7"
    assert attached.get_object()["/AFRelationship"] == "/Alternative"
    assert reader.metadata is not None
    assert reader.metadata.title == "Invoice PR-2026-0142"
    assert reader.attachments["factur-x.xml"] == [cii(paper())]


def test_all_fonts_are_inside() -> None:
    reader = PdfReader(BytesIO(rendered(paper(), Form.FACTURX).payload))
    fonts = reader.pages[0]["/Resources"]["/Font"].values()  # type: ignore[index]
    for font in fonts:
        (inner,) = font.get_object()["/DescendantFonts"]
        assert any(key.startswith("/FontFile") for key in inner.get_object()["/FontDescriptor"])
    assert len(fonts) >= 2


def test_markup_in_a_title_stays_text() -> None:
    document = paper(work=replace(WORK, title=HOSTILE))

    words = "".join(text_of(rendered(document, Form.PDF)).split())
    assert "".join(HOSTILE.split()) in words
    product = etree.fromstring(cii(document)).findtext(".//ram:SpecifiedTradeProduct/*", "", CII)
    assert product == HOSTILE


def test_markup_in_every_other_text_stays_text() -> None:
    client = replace(CLIENT, name=HOSTILE, address=(HOSTILE,), city=HOSTILE, post_code=HOSTILE)
    seller = replace(SELLER, legal_name=HOSTILE, address=PostalAddress((HOSTILE,), "x", "", "GB"))
    invoice = replace(INVOICE, po_number=HOSTILE)

    words = text_of(rendered(paper(invoice, client, seller=seller), Form.PDF)).replace("\n", " ")
    assert words.count('#panic("x") #import "/etc/passwd"') >= 6


def test_control_characters_and_turned_text_become_spaces() -> None:
    document = paper(work=replace(WORK, title="a\x00b\x1b[31m\u202ec\ud800d\ufffe"))
    assert document.lines[0].name == "a b [31m c d"


def test_a_script_without_a_font_is_refused_by_name_in_a_pdf_and_fine_in_ubl() -> None:
    document = paper(client=replace(CLIENT, name="株式会社ノースゲート"))

    for form in (Form.PDF, Form.FACTURX):
        with pytest.raises(Permanent, match=r"cannot be made as (pdf|facturx): .*株"):
            rendered(document, form)
    assert "株式会社".encode() in rendered(document, Form.UBL).payload


@pytest.mark.parametrize("form", [Form.FACTURX, Form.UBL])
def test_a_control_character_from_the_configuration_is_refused(form: Form) -> None:
    seller = replace(SELLER, registration_number="0123\x07")
    with pytest.raises(Permanent, match=r"'0123\\x07' cannot stand in XML"):
        rendered(paper(seller=seller), form)


def test_xml_that_breaks_the_schema_is_refused() -> None:
    with pytest.raises(Permanent, match=r"cannot be made as facturx: .*not valid"):
        rendered(replace(paper(), lines=()), Form.FACTURX)


def test_a_long_number_shrinks_and_stays_on_one_line() -> None:
    for number in ("N" * 48, "4500123456 " * 9 + "7"):
        words = text_of(rendered(ordered(number), Form.PDF)).splitlines()
        assert number in words


@pytest.mark.parametrize("form", Form)
def test_without_the_extra_a_sentence_says_so(form: Form, monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def lacking(name: str, *args: Any, **kwargs: Any) -> Any:
        if name.startswith("bot.documents."):
            raise ModuleNotFoundError("no", name="lxml")
        return real(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", lacking)
    with pytest.raises(Permanent, match="extra einvoice: lxml is not installed"):
        rendered(paper(), form)


def test_the_clients_form_is_taken_and_an_unconfigured_seller_is_a_sentence() -> None:
    config = example_config()
    ledger = Snapshot(
        clients=(replace(CLIENT, invoice_format="ubl"),), engagements=(WORK,), invoices=(INVOICE,)
    )
    made = invoice_file(replace(config, seller=SELLER), ledger, INVOICE)

    assert isinstance(made, RenderedInvoice)
    assert made.media_type == "application/xml"
    assert invoice_file(config, ledger, INVOICE) == (
        "No invoices are made as documents: the configuration has no [seller].",
    )
