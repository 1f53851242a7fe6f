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


VML = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'


def box(inner: str) -> str:
    return f"<w:drawing><w:txbxContent>{inner}</w:txbxContent></w:drawing>"


def table(*rows: tuple[str, ...]) -> str:
    lines = ("".join(f"<w:tc>{cell}</w:tc>" for cell in row) for row in rows)
    return "<w:tbl>" + "".join(f"<w:tr>{line}</w:tr>" for line in lines) + "</w:tbl>"


def run(inner: str, properties: str = "") -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{inner}</w:t></w:r>"


def test_a_text_box_is_read_once_although_the_file_holds_it_twice() -> None:
    inner = paragraph("PO 4500123456")
    twice = (
        f"<w:p><w:r><w:t>Body</w:t></w:r><mc:AlternateContent {VML}>"
        f"<mc:Choice><w:r>{box(inner)}</w:r></mc:Choice>"
        f"<mc:Fallback><w:r>{box(inner)}</w:r></mc:Fallback></mc:AlternateContent></w:p>"
    )
    assert text(package(document(twice))) == "Body\nPO 4500123456"


def test_of_alternatives_the_one_with_text_is_read() -> None:
    inner = paragraph("PO 1")
    body = (
        f"<w:p><mc:AlternateContent {VML}><mc:Choice><w:r/></mc:Choice>"
        f"<mc:Fallback><w:r>{box(inner)}</w:r></mc:Fallback></mc:AlternateContent></w:p>"
    )
    assert text(package(document(body))) == "PO 1"


def test_what_was_deleted_is_not_read_and_what_was_inserted_is() -> None:
    body = (
        f"<w:p><w:del><w:r><w:delText>PO 1111</w:delText></w:r></w:del>"
        f"<w:ins>{run('PO 2222')}</w:ins><w:moveFrom>{run('PO 3333')}</w:moveFrom></w:p>"
        + table((paragraph("PO 4444"),)).replace("<w:tr>", "<w:tr><w:trPr><w:del/></w:trPr>")
    )
    assert text(package(document(body))) == "PO 2222"


def test_a_field_gives_its_result_and_not_its_instruction() -> None:
    body = (
        "<w:p><w:r><w:instrText>REF PO1111</w:instrText></w:r>"
        f"<w:fldSimple>{run('4500')}</w:fldSimple><w:hyperlink>{run('123')}</w:hyperlink></w:p>"
    )
    assert text(package(document(body))) == "4500123"


def test_hidden_text_is_not_there() -> None:
    hidden = run("PO 1111", "<w:vanish/>")
    shown = run("PO 2222", '<w:vanish w:val="0"/>')
    assert text(package(document(f"<w:p>{hidden}{shown}</w:p>"))) == "PO 2222"


def test_a_form_field_is_read_unless_nobody_filled_it_in() -> None:
    filled = f"<w:sdt><w:sdtContent>{paragraph('PO 4500')}</w:sdtContent></w:sdt>"
    prompt = (
        "<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr>"
        f"<w:sdtContent>{paragraph('Click here to enter PO 123456')}</w:sdtContent></w:sdt>"
    )
    assert text(package(document(filled + prompt))) == "PO 4500"


def test_cells_of_several_paragraphs_stand_side_by_side() -> None:
    labels, values = paragraph("PO Number") + paragraph("Net"), paragraph("4500") + paragraph("12")
    assert text(package(document(table((labels, values))))) == "PO Number\t4500\nNet\t12"


def test_cells_of_many_paragraphs_are_read_one_after_the_other() -> None:
    long = "".join(paragraph(f"Clause {number}") for number in range(13))
    found = text(package(document(table((paragraph("PO 1"), long)))))
    assert found.split("\n")[:2] == ["PO 1", "Clause 0"]


def test_a_table_in_a_cell_is_read_once_and_below_its_row() -> None:
    inner = table((paragraph("PO Number"), paragraph("4500")))
    assert text(package(document(table((paragraph("Terms"), inner))))) == "Terms\nPO Number\t4500"


def test_notes_and_comments_come_last_and_a_repeated_header_once() -> None:
    header = f'<w:hdr xmlns:w="{NAMESPACE}">{paragraph("PO 1")}</w:hdr>'
    line = f'<w:footnote w:type="separator">{paragraph("---")}</w:footnote>'
    notes = f'<w:footnotes xmlns:w="{NAMESPACE}">{line}<w:footnote>{paragraph("A note")}'
    comments = f'<w:comments xmlns:w="{NAMESPACE}"><w:comment>{paragraph("Jane: ok")}'
    payload = package(
        document(paragraph("Body")),
        header1=header,
        header2=header,
        footnotes=f"{notes}</w:footnote></w:footnotes>",
        comments=f"{comments}</w:comment></w:comments>",
    )
    assert text(payload) == "PO 1\nBody\nA note\nJane: ok"


def test_a_document_in_the_strict_form_is_read() -> None:
    strict = document(paragraph("PO 1")).replace(
        NAMESPACE, "http://purl.oclc.org/ooxml/wordprocessingml/main"
    )
    assert text(package(strict)) == "PO 1"


def test_a_scan_in_a_document_is_given_on_as_a_picture() -> None:
    buffer = BytesIO(package(document(paragraph(""))))
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.writestr("word/media/image1.jpeg", bytes(range(256)) * 50)
        archive.writestr("word/media/image2.png", b"a logo")
    pages = docx.read(Part("1", "application/x", "po.docx", buffer.getvalue()))
    assert [(p.filename, p.media_type) for p in pages.inside] == [("picture 1.jpeg", "image/jpeg")]


def test_a_nesting_without_end_is_given_up() -> None:
    deep = "<w:sdt>" * 2000 + paragraph("PO 1") + "</w:sdt>" * 2000
    assert text(package(document(paragraph("PO 2") + deep))) == "PO 2"


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
        (package(document("")), "no text"),
    ],
)
def test_what_cannot_be_read_says_why(payload: bytes, problem: str) -> None:
    with pytest.raises(Unreadable, match=problem):
        text(payload)
