"""The reader of OpenDocument files."""

from collections.abc import Sequence

import pytest

from bot.domain.message import Part
from bot.readers import Pages, Unreadable, opendocument
from tests.readers.containers import zipped

TYPE = "application/vnd.oasis.opendocument."
NAMESPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for name in ("office", "text", "table", "style", "drawing", "draw")
)


def package(content: str, kind: str = "text", **members: str) -> bytes:
    root = f"<office:document-content {NAMESPACES}>{content}</office:document-content>"
    files: dict[str, bytes] = {"mimetype": f"{TYPE}{kind}".encode(), "content.xml": root.encode()}
    for name, member in members.items():
        files[name.replace("_", ".")] = member.encode()
    return zipped(files)


def document(inner: str, **members: str) -> bytes:
    body = f"<office:body><office:text>{inner}</office:text></office:body>"
    return package(body, "text", **members)


def workbook(*sheets: str, styles: str = "") -> bytes:
    inner = "".join(sheets)
    body = f"<office:body><office:spreadsheet>{inner}</office:spreadsheet></office:body>"
    return package(
        f"<office:automatic-styles>{styles}</office:automatic-styles>{body}", "spreadsheet"
    )


def sheet(*rows: Sequence[str], name: str = "Sheet1", style: str = "") -> str:
    inner = "".join(f"<table:table-row>{''.join(row)}</table:table-row>" for row in rows)
    return f'<table:table table:name="{name}" table:style-name="{style}">{inner}</table:table>'


def cell(text: str, kind: str = "string", value: str = "") -> str:
    attribute = "date-value" if kind == "date" else "value"
    return (
        f'<table:table-cell office:value-type="{kind}" office:{attribute}="{value}">'
        f"<text:p>{text}</text:p></table:table-cell>"
    )


def read(payload: bytes) -> Pages:
    return opendocument.read(Part("1", f"{TYPE}text", "po.odt", payload))


def text(payload: bytes) -> str:
    return read(payload).texts[0]


def test_paragraphs_are_lines_and_spans_join() -> None:
    inner = "<text:h>Order</text:h><text:p>PO\n 45<text:span>001</text:span>23</text:p>"
    assert text(document(inner)) == "Order\nPO 4500123"


def test_spaces_tabs_and_breaks_are_kept() -> None:
    inner = '<text:p>PO<text:s text:c="3"/>1<text:tab/>2<text:line-break/>3<text:s/>4</text:p>'
    assert text(document(inner)) == "PO   1\t2\n3 4"


def test_a_tables_rows_are_lines_and_its_cells_stand_side_by_side() -> None:
    inner = sheet([cell("PO Number</text:p><text:p>Net"), cell("0004892049</text:p><text:p>18400")])
    assert text(document(inner)) == "PO Number\t0004892049\nNet\t18400"


def test_text_frames_notes_and_comments_are_read() -> None:
    inner = (
        "<text:p>Body<draw:frame><draw:text-box><text:p>PO 4500</text:p></draw:text-box>"
        "</draw:frame>"
        "<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>A note"
        "</text:p></text:note-body></text:note></text:p>"
    )
    assert text(document(inner)) == "Body\nPO 4500\nA note"


def test_deleted_words_and_hidden_text_are_not_there() -> None:
    inner = (
        "<text:tracked-changes><text:changed-region><text:deletion><text:p>PO 1111</text:p>"
        "</text:deletion></text:changed-region></text:tracked-changes>"
        "<text:p>PO 2222<text:hidden-text>PO 3333</text:hidden-text></text:p>"
    )
    assert text(document(inner)) == "PO 2222"


def test_page_headers_come_first_and_footers_last() -> None:
    margins = "".join(
        f"<style:{name}><text:p>{said}</text:p></style:{name}>"
        for name, said in (("header", "PO 7"), ("header", "PO 7"), ("footer", "Page 1"))
    )
    styles = f"<office:document-styles {NAMESPACES}>{margins}</office:document-styles>"
    assert text(document("<text:p>Body</text:p>", styles_xml=styles)) == "PO 7\nBody\nPage 1"


@pytest.mark.parametrize(
    ("written", "kind", "value", "shown"),
    [
        ("0004892049", "float", "4892049", "0004892049"),
        ("PO-7", "string", "", "PO-7"),
        ("23.11.26", "date", "2026-11-23", "2026-11-23"),
        ("23.11.26", "date", "2026-11-23T00:00:00", "2026-11-23"),
        ("18.400,50 €", "currency", "18400.5", "€ 18400.5"),
        ("4,500,123,456", "float", "4500123456", "4500123456"),
        ("4.50E+09", "float", "4500123456", "4500123456"),
        ("1 234,5", "float", "many", "1 234,5"),
        ("20 %", "percentage", "0.2", "20 %"),
        ("", "float", "4500123456", "4500123456"),
        ("TRUE", "boolean", "true", "TRUE"),
    ],
)
def test_a_cell_is_read_as_it_is_shown(written: str, kind: str, value: str, shown: str) -> None:
    assert text(workbook(sheet([cell(written, kind, value)]))) == shown


def test_repeated_cells_are_repeated_and_repeated_emptiness_is_not() -> None:
    repeated = '<table:table-cell table:number-columns-repeated="2"'
    twice = cell("7").replace("<table:table-cell", repeated)
    many = '<table:table-cell table:number-columns-repeated="16384"/>'
    assert text(workbook(sheet([cell("PO"), twice, many], [many], [many]))) == "PO\t7\t7"


def test_hidden_sheets_and_rows_are_counted_and_not_read() -> None:
    properties = '<style:table-properties table:display="false"/>'
    styles = f'<style:style style:name="ta2">{properties}</style:style>'
    rows = sheet([cell("PO 1")], [cell("PO 2")]).replace(
        "<table:table-row>", '<table:table-row table:visibility="collapse">', 1
    )
    payload = workbook(rows, sheet([cell("x")], name="Lists", style="ta2"), styles=styles)
    counted = "(1 hidden row was not read)\n\n(1 hidden sheet was not read)"
    assert read(payload).texts == (f"PO 2\n\n{counted}",)


def test_a_document_of_pictures_gives_its_pictures() -> None:
    payload = document("<text:p/>")
    with pytest.raises(Unreadable, match="no text"):
        read(payload)
    files = {"mimetype": f"{TYPE}text".encode(), "Pictures/1.png": bytes(range(256)) * 50}
    body = f"<d {NAMESPACES}><office:body><office:text/></office:body></d>"
    pages = read(zipped({**files, "content.xml": body.encode()}))
    assert [(part.filename, part.media_type) for part in pages.inside] == [
        ("picture 1.png", "image/png")
    ]


@pytest.mark.parametrize(
    ("payload", "problem"),
    [
        (b"PK\x03\x04", "corrupt"),
        (zipped({"mimetype": b"x"}), "corrupt"),
        (package("<office:body"), "corrupt"),
        (package(""), "corrupt"),
        (workbook(sheet([])), "an empty workbook"),
        (package("<a>" * 100 + "</a>" * 100), "nested too deeply"),
        (zipped({"content.xml": b" " * 60_000_000}), "too large when unpacked"),
        (
            zipped({"content.xml": b"x", "META-INF/manifest.xml": b"<m:encryption-data/>"}),
            "password-protected",
        ),
    ],
)
def test_what_cannot_be_read_says_why(payload: bytes, problem: str) -> None:
    with pytest.raises(Unreadable, match=problem):
        read(payload)


def test_a_document_is_recognised_by_its_first_member() -> None:
    import zipfile
    from io import BytesIO

    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("mimetype", f"{TYPE}text")
    assert opendocument.looks_like(buffer.getvalue())
    assert not opendocument.looks_like(zipped({"word/document.xml": b""}))


def test_a_long_document_is_cut_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opendocument, "MAX_CHARS", 4)
    assert read(document("<text:p>PO 4500</text:p>")) == Pages(
        ("PO 4",), problem="only the beginning was read"
    )
