"""The reader of workbooks: its pages, and what a workbook hides."""

from typing import Any

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from bot.readers import Pages
from tests.readers.test_sheets import read, saved, text, xls, xlsx


def workbook(*sheets: tuple[str, str]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, state in sheets:
        sheet = book.create_sheet(name)
        sheet.sheet_state = state
        if name != "Empty":
            sheet.append([name, 2])
    return saved(book)


def test_a_sheet_is_a_page_and_an_empty_one_is_none() -> None:
    payload = workbook(("Order", "visible"), ("Empty", "visible"), ("Terms", "visible"))
    assert read(payload).texts == ("Order\n\nOrder\t2", "Terms\n\nTerms\t2")


def test_a_sheet_that_is_a_chart_is_passed_over() -> None:
    book = openpyxl.Workbook()
    book.worksheets[0].append(["PO", 1])
    book.create_chartsheet("Chart")
    assert read(saved(book)) == Pages(("PO\t1",))


def test_hidden_sheets_are_counted_and_not_read() -> None:
    one = workbook(("Order", "visible"), ("Lists", "hidden"), ("Empty", "hidden"))
    two = workbook(("Old", "veryHidden"), ("Order", "visible"), ("Lists", "hidden"))
    assert text(one) == "Order\n\nOrder\t2\n\n(1 hidden sheet was not read)"
    assert text(two) == "Order\n\nOrder\t2\n\n(2 hidden sheets were not read)"


def test_what_is_hidden_is_read_where_there_is_nothing_else() -> None:
    payload = workbook(("Empty", "visible"), ("Order", "hidden"))
    assert read(payload) == Pages(("(hidden sheet)\nOrder\n\nOrder\t2",))


def test_hidden_rows_are_counted_and_not_read() -> None:
    def fill(sheet: Worksheet) -> None:
        for number in range(3):
            sheet.append(["PO", number])
        sheet.row_dimensions[2].hidden = True

    assert text(xlsx(fill)) == "PO\t0\nPO\t2\n\n(1 hidden row was not read)"


def test_hidden_rows_of_an_old_workbook_are_counted_too() -> None:
    def fill(sheet: Any) -> None:
        for number in range(3):
            sheet.write(number, 0, f"PO {number}")
        sheet.row(0).hidden = sheet.row(1).hidden = True

    assert text(xls(fill)) == "PO 2\n\n(2 hidden rows were not read)"


def test_rows_are_read_where_all_are_hidden() -> None:
    def fill(sheet: Worksheet) -> None:
        sheet.append(["PO", 1])
        sheet.row_dimensions[1].hidden = True

    assert text(xlsx(fill)) == "(hidden rows)\nPO\t1"


def test_a_hidden_sheet_of_such_a_workbook_is_counted() -> None:
    hidden = "<WorksheetOptions><Visible>SheetHidden</Visible></WorksheetOptions>"
    row = "<Table><Row><Cell><Data>PO</Data></Cell></Row></Table>"
    payload = (
        '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">'
        f'<Worksheet Name="Sheet1">{row}</Worksheet><Worksheet>{row}{hidden}</Worksheet></Workbook>'
    ).encode()
    assert text(payload) == "PO\n\n(1 hidden sheet was not read)"
