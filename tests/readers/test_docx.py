"""The reader of Word documents."""

import zipfile
from io import BytesIO

import pytest

from bot.domain.message import Part
from bot.readers import Unreadable, docx

NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def package(body: str, **members: str) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", body)
        for name, content in members.items():
            archive.writestr(f"word/{name}.xml", content)
    return buffer.getvalue()


def document(inner: str) -> str:
    return f'<w:document xmlns:w="{NAMESPACE}"><w:body>{inner}</w:body></w:document>'


def paragraph(*runs: str) -> str:
    return "<w:p>" + "".join(f"<w:r><w:t>{run}</w:t></w:r>" for run in runs) + "</w:p>"


def text(payload: bytes) -> str:
    return docx.read(Part("1", "application/x", "po.docx", payload)).texts[0]


def test_paragraphs_are_lines_and_runs_join() -> None:
    body = document(paragraph("PO 4500", "123456") + paragraph("Total"))
    assert text(package(body)) == "PO 4500123456\nTotal"


def test_table_rows_are_lines_with_tabs() -> None:
    cells = "".join(f"<w:tc>{paragraph(cell)}</w:tc>" for cell in ("PO Number", "4500123456"))
    body = document(f"<w:tbl><w:tr>{cells}</w:tr></w:tbl>")
    assert text(package(body)) == "PO Number\t4500123456"


def test_tabs_breaks_and_hyphens_are_kept() -> None:
    run = "<w:p><w:r><w:t>PO</w:t><w:tab/><w:t>45</w:t><w:noBreakHyphen/><w:t>1</w:t><w:br/>"
    assert text(package(document(f"{run}<w:t>x</w:t></w:r></w:p>"))) == "PO\t45-1\nx"


def test_header_and_footer_stand_around_the_body() -> None:
    header = f'<w:hdr xmlns:w="{NAMESPACE}">{paragraph("PO 1")}</w:hdr>'
    footer = f'<w:ftr xmlns:w="{NAMESPACE}">{paragraph("Page 1")}</w:ftr>'
    payload = package(document(paragraph("body")), header1=header, footer1=footer)
    assert text(payload) == "PO 1\nbody\nPage 1"


def test_a_document_is_recognised_whatever_it_is_called() -> None:
    assert docx.looks_like(package(document("")))
    assert not docx.looks_like(b"PK\x03\x04 something else")


@pytest.mark.parametrize(
    ("payload", "problem"),
    [
        (b"PK\x03\x04 word/ cut off", "corrupt"),
        (package("<w:document"), "corrupt"),
        (package('<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'), "corrupt"),
        (package("<a/>").replace(b"word/document.xml", b"word/documenT.xml"), "corrupt"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100), "password-protected"),
        (package(document("x" * 30_000_000)), "too large when unpacked"),
    ],
)
def test_what_cannot_be_read_says_why(payload: bytes, problem: str) -> None:
    with pytest.raises(Unreadable, match=problem):
        text(payload)
