"""The readers of plain text and of CSV."""

import pytest

from bot.domain.message import Part
from bot.readers import csvtext, plain


def text(payload: bytes, charset: str = "") -> str:
    return plain.read(Part("1", "text/plain", "", payload, charset)).texts[0]


@pytest.mark.parametrize(
    ("payload", "charset", "expected"),
    [
        (b"caf\xc3\xa9", "utf-8", "café"),
        (b"caf\xc3\xa9", "", "café"),
        (b"caf\xe9", "iso-8859-1", "café"),
        (b"\x80 5", "iso-8859-1", "€ 5"),
        (b"caf\xc3\xa9", "us-ascii", "café"),
        (b"caf\xc3\xa9", "x-unknown", "café"),
        (b"caf\xc3\xa9", '"utf-8"', "café"),
        (b"\xef\xbb\xbfPO 1", "", "PO 1"),
        ("PO 1".encode("utf-16"), "", "PO 1"),
        (b"PO 1", "punycode", "PO 1"),
        (b"PO 1\r\nPO 2\rPO 3", "", "PO 1\nPO 2\nPO 3"),
        (b"", "utf-8", ""),
    ],
)
def test_text_is_decoded_as_it_was_meant(payload: bytes, charset: str, expected: str) -> None:
    assert text(payload, charset) == expected


def test_an_undeclared_single_byte_text_is_guessed() -> None:
    sentence = "Numéro de commande 4500123456, à rappeler sur la facture. Référence à préciser."
    assert text(sentence.encode("cp1252")) == sentence


def test_an_undeclared_text_in_another_script_is_guessed() -> None:
    sentence = "Номер заказа на поставку указан в приложении, просим указать его в счёте."
    assert text(sentence.encode("koi8-r")) == sentence


def test_bytes_that_are_no_text_at_all_still_give_a_text() -> None:
    assert isinstance(text(bytes(range(256)) * 10), str)


def test_a_text_of_many_megabytes_is_cut_and_says_so() -> None:
    pages = plain.read(Part("1", "text/plain", "", b"x" * (plain.MAX_BYTES + 1)))
    assert len(pages.texts[0]) == plain.MAX_BYTES
    assert pages.problem == "only the first 2,000,000 bytes were read"


def csv(payload: str) -> str:
    return csvtext.read(Part("1", "text/csv", "", payload.encode())).texts[0]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_rows_are_lines_and_cells_are_set_apart(delimiter: str) -> None:
    rows = [["PO", "Net"], ["0045001", "1.50"]]
    payload = "\r\n".join(delimiter.join(row) for row in rows)
    assert csv(payload) == "PO\tNet\n0045001\t1.50"


def test_a_quoted_cell_may_hold_the_delimiter_and_lines() -> None:
    assert csv('PO,"Portal,\nphase 2"\n1,2') == "PO\tPortal, phase 2\n1\t2"


def test_a_table_without_end_is_cut_and_says_so() -> None:
    pages = csvtext.read(Part("1", "text/csv", "", b"1\n" * (csvtext.MAX_ROWS + 1)))
    assert pages.texts[0].count("1") == csvtext.MAX_ROWS
    assert pages.problem == "only the first rows were read"


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_a_mark_is_noticed(codec: str) -> None:
    assert text("PO 4500123456 für Müller".encode(codec)) == "PO 4500123456 für Müller"


def test_a_stray_nul_does_not_make_a_text_utf_16() -> None:
    assert text(b"PO 4500\x00123456 and more text") == "PO 4500\x00123456 and more text"


@pytest.mark.parametrize("codec", ["cp1252", "cp1250", "utf-16"])
def test_a_table_is_decoded_as_a_text_is(codec: str) -> None:
    part = Part("1", "text/csv", "", "PO;für\r\n0045;1,50".encode(codec))
    assert csvtext.read(part).texts[0] == "PO\tfür\n0045\t1,50"


def test_commas_inside_amounts_are_no_delimiters() -> None:
    assert csv("PO;Net;VAT\n0045;1,50;0,30\n0046;2,50;0,50").splitlines()[1] == "0045\t1,50\t0,30"


def test_a_title_above_the_table_does_not_hide_the_delimiter() -> None:
    assert csv("Purchase order\n\nPO;Net\n0045;1") == "Purchase order\n\nPO\tNet\n0045\t1"


def test_the_delimiter_that_excel_announces_is_taken() -> None:
    assert csv("sep=^\r\nPO^Net\r\n0045^1") == "PO\tNet\n0045\t1"


def test_a_quotation_mark_that_never_ends_swallows_no_rows() -> None:
    rows = ['7;"3 inch pipe', *(f"{number};tube" for number in range(59))]
    assert csv("\n".join(rows)).count("\n") == 59


def test_a_cell_longer_than_the_library_takes_is_read() -> None:
    assert csv('PO;"' + "x" * 200_000 + '"') == "PO\t" + "x" * 200_000
