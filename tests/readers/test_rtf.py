"""The reader of Rich Text Format."""

import pytest

from bot.domain.message import Part
from bot.readers import Unreadable, rtf


def text(body: bytes | str, head: bytes = rb"\ansi\ansicpg1252\deff0") -> str:
    body = body.encode("ascii") if isinstance(body, str) else body
    payload = b"{\\rtf1" + head + b" " + body + b"}"
    return rtf.read(Part("1", "application/rtf", "po.rtf", payload)).texts[0]


def test_paragraphs_are_lines() -> None:
    assert text(r"Purchase Order\par PO 45\b 00123456\b0\line Net") == (
        "Purchase Order\nPO 4500123456\nNet"
    )


def test_line_ends_of_the_file_are_none_of_the_text() -> None:
    assert text(b"PO 45001\r\n23456\\par\nNet") == "PO 4500123456\nNet"


def test_a_tables_rows_are_lines_and_its_cells_are_set_apart() -> None:
    row = r"\trowd\cellx100\cellx200\pard\intbl PO Number\cell 0004892049\cell\row"
    assert text(row + r"\trowd\pard\intbl\cell 18,400\cell\row\pard End") == (
        "PO Number\t0004892049\n\t18,400\nEnd"
    )


def test_a_paragraph_in_a_cell_does_not_end_the_row() -> None:
    assert text(r"\trowd\pard\intbl Consulting\par phase 2\cell 4500\cell\row\pard") == (
        "Consulting phase 2\t4500"
    )


@pytest.mark.parametrize(
    ("head", "body", "expected"),
    [
        (rb"\ansi\ansicpg1250", rb"objedn\'e1vka \'e8.", "objednávka č."),
        (rb"\ansi\ansicpg1251", rb"\'c7\'e0\'ea\'e0\'e7", "Заказ"),
        (rb"\ansi\ansicpg932", rb"\'92\'8d\'95\'b6", "注文"),
        (rb"\ansi\ansicpg65001", rb"\'e2\'82\'ac", "€"),
        (rb"\ansi\ansicpg99999", rb"\'fcber", "über"),
        (rb"\ansi", rb"\'80 5", "€ 5"),
        (rb"\mac", rb"\'9f", "ü"),
        (rb"\pc", rb"\'81", "ü"),
        (rb"\ansi", "für".encode("cp1252"), "für"),
        (rb"\ansi", rb"\u8364?18", "€18"),
        (rb"\ansi", rb"\u8364\'8018", "€18"),
        (rb"\ansi", rb"\uc0\u8364 18", "€18"),
        (rb"\ansi", rb"{\uc2\u8364 EU18}\u228?", "€18ä"),
        (rb"\ansi", rb"\u-3913?", chr(0xF0B7)),
        (rb"\ansi", rb"\u-10179?\u-8704?", "\U0001f600"),
    ],
)
def test_characters_come_in_the_code_page_of_the_document_or_as_unicode(
    head: bytes, body: bytes, expected: str
) -> None:
    assert text(body, head) == expected


def test_a_font_may_have_a_code_page_of_its_own() -> None:
    fonts = rb"{\fonttbl{\f0\fcharset0 Arial;}{\f1\fcharset238 Arial CE;}}"
    assert text(fonts + rb"\f1 \'e8.\f0  \'e8") == "č. è"


def test_what_is_no_text_is_left_out() -> None:
    body = (
        r"{\fonttbl{\f0 Arial;}}{\colortbl;\red0;}{\stylesheet{\s1 Heading;}}{\info{\title Old 1}}"
        r"{\*\generator Word 11;}{\pict\wmetafile8 0102abcd}{\object\objemb{\*\objdata 4500}"
        r"{\result PO 4500123456}}{\v hidden 111111}{\deleted 222222}\v 3\v0 {\*\unknown 444444}"
    )
    assert text(body) == "PO 4500123456 "[:-1]


def test_binary_data_is_passed_over() -> None:
    assert text(rb"{\pict\bin9 }}{\par 99}PO 1") == "PO 1"


def test_a_field_gives_its_result_and_not_its_instruction() -> None:
    field = r'{\field{\*\fldinst HYPERLINK "https://x.example/111111"}{\fldrslt PO 4500}}'
    assert text(field) == "PO 4500"


def test_headers_footnotes_and_text_boxes_are_read() -> None:
    body = (
        r"{\header PO 4500\par}Body{\footnote A note}\par"
        r"{\shp{\*\shpinst{\sp{\sn x}{\sv 7}}{\shptxt In a box\par}}}{\footer Page 1}"
    )
    assert text(body).split() == ["PO", "4500", "Body", "A", "note", "In", "a", "box", "Page", "1"]


def test_signs_of_the_typewriter_are_kept() -> None:
    assert text(r"45\_00\-1\~x \{\}\\ \endash\emdash\lquote a\rquote\tab b") == (
        "45-001\N{NO-BREAK SPACE}x {}\\ –—‘a’\tb"
    )


def test_blank_lines_are_one() -> None:
    assert text(r"PO\par\par\par\par 1") == "PO\n\n1"


@pytest.mark.parametrize(
    ("payload", "problem"),
    [
        (b"", "corrupt"),
        (b"PO 4500", "corrupt"),
        (b"{\\rtf1 {\\pict 00}}", "no text"),
        (b"{\\rtf1" + b"{" * 5_000, "nested too deeply"),
    ],
)
def test_what_cannot_be_read_says_why(payload: bytes, problem: str) -> None:
    with pytest.raises(Unreadable, match=problem):
        rtf.read(Part("1", "application/rtf", "po.rtf", payload))


@pytest.mark.parametrize(
    "payload",
    [
        b"{\\rtf1 PO 1}}}}}",
        b"{\\rtf1 PO 1{{\\b",
        b"{\\rtf1 PO 1\\",
        b"{\\rtf1 PO 1\\'4",
        b"{\\rtf1 PO 1\\bin99999999999 x",
    ],
)
def test_damage_costs_no_more_than_its_place(payload: bytes) -> None:
    assert rtf.read(Part("1", "text/rtf", "", payload)).texts[0].startswith("PO 1")


def test_a_long_document_is_cut_and_says_so() -> None:
    pages = rtf.read(Part("1", "text/rtf", "", b"{\\rtf1 " + b"PO 1 " * 300_000 + b"}"))
    assert len(pages.texts[0]) == rtf.MAX_CHARS
    assert pages.problem == "only the beginning was read"


def test_a_document_is_recognised_by_its_first_group() -> None:
    assert rtf.looks_like(b"\xef\xbb\xbf\r\n{\\rtf1\\ansi")
    assert not rtf.looks_like(b"see {\\rtf1")
