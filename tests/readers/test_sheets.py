"""The reader of workbooks."""

import zipfile
from collections.abc import Callable
from datetime import date, datetime, time
from io import BytesIO
from typing import Any

import openpyxl
import pytest
import xlwt
from openpyxl.comments import Comment
from openpyxl.worksheet.worksheet import Worksheet

from bot.domain.message import Part
from bot.readers import Pages, Unreadable, _xlsx, registry, sheets
from tests.readers.containers import compound, zipped
from tests.readers.workbooks import PACKAGE, RELATION, locked_xls, xlsb

DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"


def xlsx(fill: Callable[[Worksheet], object], name: str = "Sheet1") -> bytes:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = name
    fill(sheet)
    return saved(book)


def saved(book: Any) -> bytes:
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def xls(fill: Callable[[Any], object], name: str = "Sheet1") -> bytes:
    book = xlwt.Workbook()
    fill(book.add_sheet(name))
    return saved(book)


def read(payload: bytes) -> Pages:
    return sheets.read(Part("1", "application/vnd.ms-excel", "po.xls", payload))


def text(payload: bytes) -> str:
    return read(payload).texts[0]


def cell(value: object, number_format: str = "General") -> bytes:
    def fill(sheet: Worksheet) -> None:
        sheet["A1"] = value  # type: ignore[assignment]
        sheet["A1"].number_format = number_format

    return xlsx(fill)


def test_rows_are_lines_and_cells_are_set_apart() -> None:
    def fill(sheet: Worksheet) -> None:
        sheet.append(["PO Number", "Net"])
        sheet.append(["PO-7", None, "x"])

    assert text(xlsx(fill)) == "PO Number\tNet\nPO-7\t\tx"


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (4500123456, "4500123456"),
        (4500123456.0, "4500123456"),
        (2**53, "9007199254740992"),
        (2**53 - 1, "9007199254740991"),
        (18400.5, "18400.5"),
        (0.1 + 0.2, "0.3"),
        (-3, "-3"),
        (True, "TRUE"),
        (date(2026, 11, 23), "2026-11-23"),
        (
            datetime(2026, 11, 23, 9, 30),  # noqa: DTZ001 - cells know no time zone
            "2026-11-23 09:30:00",
        ),
        (time(9, 30), "09:30:00"),
        ("0004892049", "0004892049"),
        ("two\nlines", "two lines"),
    ],
)
def test_a_value_is_written_as_a_person_would(value: object, shown: str) -> None:
    formats = {date: "yyyy-mm-dd", datetime: "yyyy-mm-dd hh:mm", time: "hh:mm"}
    assert text(cell(value, formats.get(type(value), "General"))) == shown


@pytest.mark.parametrize(
    ("value", "number_format", "shown"),
    [
        (4892049, "0000000000", "0004892049"),
        (12345678901, "0000000000", "12345678901"),
        (4500123456, '"PO-"0', "PO-4500123456"),
        (123456789, "000-000-0000", "012-345-6789"),
        (260012, r"0000\/00", "2600/12"),
        (7, '"PO "General', "PO 7"),
        (18400, '"£"#,##0.00', "£18400.00"),
        (18400.555, "_-[$€-407]* #,##0.00_-;-[$€-407]* #,##0.00_-", "€18400.56"),
        (18400, "#,##0.00 [$EUR]", "18400.00 EUR"),
        (-5, "[Red]0.0;(0.0)", "-5.0"),
        (0.2, "0%", "20%"),
        (0.175, "0.0%", "17.5%"),
        (4500123456, "#,##0", "4500123456"),
        (1.5, "0.##", "1.5"),
        (1, "0.##", "1"),
        (1.5, "# ?/?", "1.5"),
        (4500123456, "0.00E+00", "4500123456"),
        (18400, "0,", "18400"),
        (7, "0" * 300, "7"),
    ],
)
def test_a_number_is_read_as_its_format_shows_it(
    value: float, number_format: str, shown: str
) -> None:
    assert text(cell(value, number_format)).strip() == shown


def test_the_zeros_of_an_old_workbook_are_read_too() -> None:
    def fill(sheet: Any) -> None:
        sheet.write(0, 0, 4892049, xlwt.easyxf(num_format_str="0000000000"))
        sheet.write(0, 1, 4892050.0, xlwt.easyxf(num_format_str="0000000000"))
        sheet.write(1, 2, 4500123456.0)
        sheet.write(2, 0, date(2026, 1, 2), xlwt.easyxf(num_format_str="DD.MM.YYYY"))

    assert text(xls(fill)) == "0004892049\t0004892050\n\t\t4500123456\n2026-01-02"


def test_a_binary_workbook_is_read() -> None:
    payload = xlsb([["PO Number", 4500123456.0], ["Net", 18400.5]])
    assert read(payload) == Pages(("PO\n\nPO Number\t4500123456\nNet\t18400.5",))


def test_a_sheets_own_name_stands_above_it() -> None:
    assert text(xlsx(lambda s: s.append(["x"]), "PO 4500123456")) == "PO 4500123456\n\nx"


def test_notes_on_cells_and_text_boxes_come_below() -> None:
    def fill(sheet: Worksheet) -> None:
        sheet["A1"] = "PO 1"
        sheet["A1"].comment = Comment("call-off of\n4500", "Jane")

    assert text(xlsx(fill)) == "PO 1\n\ncall-off of 4500"


def test_the_text_of_a_text_box_comes_below() -> None:
    relations = (
        f'<Relationships xmlns="{PACKAGE}"><Relationship Id="rId1" Type="{RELATION}/drawing" '
        'Target="../drawings/drawing1.xml"/></Relationships>'
    )
    runs = "<a:r><a:t>PO </a:t></a:r><a:r><a:t>7</a:t></a:r>"
    drawing = f'<d xmlns:a="{DRAWING}"><a:p>{runs}</a:p><a:p/></d>'
    payload = replaced(
        replaced(cell("Order"), "xl/worksheets/_rels/sheet1.xml.rels", relations.encode()),
        "xl/drawings/drawing1.xml",
        drawing.encode(),
    )
    assert text(payload) == "Order\n\nPO 7"


def test_a_drawing_that_is_damaged_costs_itself_only() -> None:
    payload = replaced(cell("Order"), "xl/worksheets/_rels/sheet1.xml.rels", b"<a")
    assert text(payload) == "Order"


def test_a_formula_gives_the_value_that_was_last_computed() -> None:
    sheet = (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        '<row><c><f>SUM(B1)</f><v>18400</v></c><c t="str"><f>A1</f><v>PO-7</v></c></row>'
        "</sheetData></worksheet>"
    )
    with_values = replaced(cell(1), "xl/worksheets/sheet1.xml", sheet.encode())
    assert text(with_values) == "18400\tPO-7"


def test_merged_cells_say_their_text_once() -> None:
    def fill(sheet: Worksheet) -> None:
        sheet["A1"] = "Purchase order"
        sheet.merge_cells("A1:C1")
        sheet["D1"] = 4500123456

    assert text(xlsx(fill)) == "Purchase order\t\t\t4500123456"


def test_a_sheet_of_too_many_rows_is_cut_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "MAX_ROWS", 3)
    monkeypatch.setattr("bot.readers._tables.MAX_ROWS", 3)

    def fill(sheet: Worksheet) -> None:
        for number in range(10):
            sheet.append([number])

    pages = read(xlsx(fill))
    assert pages.problem == "only the first 3 rows of a sheet were read"


def test_only_so_many_sheets_are_read_and_that_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "MAX_SHEETS", 2)
    book = openpyxl.Workbook()
    for number in range(3):
        book.create_sheet(f"Sheet{number + 2}").append([number])
    book.worksheets[0].append(["first"])

    problem = "only the first 2 of 4 sheets were read"
    assert read(saved(book)) == Pages(("first", "0"), problem=problem)


def test_cells_at_both_ends_of_a_sheet_are_not_laid_out() -> None:
    def fill(sheet: Worksheet) -> None:
        sheet["A1"] = 1
        sheet["XFD1048576"] = 2

    with pytest.raises(Unreadable, match="cells too far apart"):
        read(xlsx(fill))


def test_a_sheet_of_too_many_cells_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_xlsx, "MAX_CELLS", 3)
    with pytest.raises(Unreadable, match="too many cells"):
        read(xlsx(lambda sheet: sheet.append([1, 2, 3, 4])))


def test_a_part_that_cannot_be_understood_costs_the_looks_only() -> None:
    padded = cell(4892049, "0000000000")
    assert text(replaced(padded, "xl/styles.xml", b"<styleSheet/>")) == "4892049"


@pytest.mark.parametrize(
    ("payload", "problem"),
    [
        (b"", "corrupt"),
        (b"PK\x03\x04 xl/ cut off", "corrupt"),
        (cell(1)[:2000], "corrupt"),
        (zipped({"xl/workbook.xml": b"<a"}), "corrupt"),
        (zipped({"xl/workbook.xml": b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"}), "corrupt"),
        (zipped({"xl/workbook.xml": b" " * 30_000_000}), "too large when unpacked"),
        (xls(lambda sheet: sheet.write(0, 0, 1))[:1200], "corrupt"),
        (compound({"Workbook": bytes(5000)}), "an empty workbook"),
        (compound({"Contents": bytes(5000)}), "corrupt"),
        (compound({"EncryptedPackage": b"", "EncryptionInfo": b""}), "password-protected"),
        (locked_xls(), "password-protected"),
        (cell(None), "an empty workbook"),
        (b"\x00\x01\x02", "corrupt"),
    ],
)
def test_what_cannot_be_read_says_why(payload: bytes, problem: str) -> None:
    with pytest.raises(Unreadable, match=problem):
        read(payload)


def test_a_workbook_of_office_2003_in_xml_is_read() -> None:
    ss = "urn:schemas-microsoft-com:office:spreadsheet"
    payload = (
        f'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook xmlns="{ss}" '
        f'xmlns:ss="{ss}"><Worksheet ss:Name="Order"><Table><Row>'
        '<Cell><Data ss:Type="String">PO</Data></Cell>'
        '<Cell ss:Index="3"><Data ss:Type="Number">4.500123456E9</Data></Cell>'
        '<Cell><Data ss:Type="DateTime">2026-11-23T00:00:00.000</Data></Cell><Cell/>'
        '<Cell><Data ss:Type="Number">12e</Data></Cell>'
        "</Row></Table></Worksheet></Workbook>"
    ).encode()
    assert sheets.looks_like(payload)
    assert text(payload) == "Order\n\nPO\t\t4500123456\t2026-11-23\t\t12e"


@pytest.mark.parametrize(
    ("payload", "expected"),
    [
        (b"<table><tr><td>PO</td><td>0004892049</td></tr></table>", "PO\t0004892049"),
        (b"PO\tNet\r\n0004892049\t1,50", "PO\tNet\n0004892049\t1,50"),
        ("PO\tNet\n0004892049\t1".encode("utf-16"), "PO\tNet\n0004892049\t1"),
        (b"PO;Net\n0004892049;1,50", "PO\tNet\n0004892049\t1,50"),
    ],
)
def test_exports_that_are_named_like_a_workbook_are_read_as_what_they_are(
    payload: bytes, expected: str
) -> None:
    assert text(payload) == expected


@pytest.mark.parametrize(
    "payload",
    [cell(1), xlsb([["PO"]]), xls(lambda sheet: sheet.write(0, 0, 1))],
)
def test_a_workbook_is_read_whatever_it_is_called(payload: bytes) -> None:
    part = Part("1", "application/octet-stream", "order", payload)
    assert registry().read(part).pages


def replaced(archive: bytes, name: str, content: bytes) -> bytes:
    """Return the archive with another content for one of its members."""
    with zipfile.ZipFile(BytesIO(archive)) as source:
        members = {member: source.read(member) for member in source.namelist()}
    return zipped({**members, name: content})
