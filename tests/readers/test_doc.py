"""The reader of Word documents of 1997 to 2003, and of what is named like one."""

import struct

import pytest

from bot.domain.message import Part
from bot.readers import Unreadable, doc, registry
from tests.readers.containers import compound
from tests.readers.word_documents import word


def text(payload: bytes) -> str:
    return doc.read(Part("1", "application/msword", "po.doc", payload)).texts[0]


def test_paragraphs_are_lines() -> None:
    assert text(word("Purchase Order\rPO 4500123456\r")) == "Purchase Order\nPO 4500123456"


def test_text_in_one_byte_a_character_and_in_two_is_one_text() -> None:
    said = "Bestellung für 18.400 €\rЗаказ 4500123456\r"
    assert text(word(said, narrow=24)) == said.replace("\r", "\n").strip()


def test_a_tables_rows_are_lines_and_its_cells_are_set_apart() -> None:
    said = "PO Number\x074500123456\x07\x07\x07Net\x07\x07"
    assert text(word(said, row_ends=[21, 27])) == "PO Number\t4500123456\n\tNet"


def test_an_empty_cell_does_not_end_the_row() -> None:
    said = "PO\x07\x074500123456\x07\x07"
    assert text(word(said, row_ends=[15])) == "PO\t\t4500123456"


def test_a_paragraph_in_a_cell_does_not_end_the_row() -> None:
    said = "Consulting\rphase 2\x074500\x07\x07"
    assert text(word(said, row_ends=[24], in_table=[10])) == "Consulting phase 2\t4500"


def test_the_header_comes_first_and_notes_last() -> None:
    parts = ("Body\r", "A note\r", "PO 4500123456\r")
    found = text(word("".join(parts), lengths=[len(part) for part in parts]))
    assert found == "PO 4500123456\nBody\nA note"


def test_a_field_gives_its_result_and_not_its_instruction() -> None:
    said = 'PO \x13 REF order \\h \x144500\x13 IF 9 "x" \x14123\x15456\x15 end\r'
    assert text(word(said)) == "PO 4500123456 end"


def test_hidden_text_is_not_there() -> None:
    assert text(word("PO 4500123456 PO 111111\r", hidden=(14, 23))) == "PO 4500123456"


def test_breaks_and_hyphens_are_kept_and_pictures_left_out() -> None:
    assert text(word("PO\x0b45\x1e1\x1f2 \x01\x08\x0cnext\r")) == "PO\n45-12\nnext"


def test_word_95_is_read() -> None:
    document = bytearray(2048)
    struct.pack_into("<HH", document, 0, 0xA5DC, 0x0068)
    said = "Best\xe4tigung PO 45\rNet\x0712\x07\x07".encode("cp1252")
    struct.pack_into("<II", document, 0x18, 1024, 1024 + len(said))
    document[1024 : 1024 + len(said)] = said
    assert text(compound({"WordDocument": bytes(document)})) == "Bestätigung PO 45\nNet\t12"


@pytest.mark.parametrize(
    ("payload", "problem"),
    [
        (word("PO 1\r", flags=0x0300), "password-protected"),
        (compound({"EncryptedPackage": b"", "EncryptionInfo": b""}), "password-protected"),
        (word("PO 1\r")[:1500], "corrupt"),
        (compound({"WordDocument": b""}), "corrupt"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "corrupt"),
        (compound({"VisioDocument": b""}), "not a kind of Office file"),
        (word("\x01\r\x08\r"), "no text"),
        (b"", "corrupt"),
        (b"\x00\x01\x02", "corrupt"),
    ],
)
def test_what_cannot_be_read_says_why(payload: bytes, problem: str) -> None:
    with pytest.raises(Unreadable, match=problem):
        text(payload)


def test_a_long_document_is_cut_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doc, "MAX_CHARS", 10)
    pages = doc.read(Part("1", "application/msword", "po.doc", word("PO 4500123456\r")))
    assert pages.texts == ("PO 4500123",)
    assert pages.problem == "only the beginning was read"


@pytest.mark.parametrize(
    ("payload", "reader"),
    [
        (word("PO\r"), "doc"),
        (rb"{\rtf1 PO}", "rtf"),
        (b"<html><p>PO</p></html>", "html"),
        (b"%PDF-1.7", "pdf"),
        (b"PO 4500123456 in plain text", "doc"),
    ],
)
def test_what_is_named_doc_is_what_its_first_bytes_say(payload: bytes, reader: str) -> None:
    found = registry().reader_for(Part("1", "application/msword", "po.doc", payload))
    assert str(getattr(found, "__name__", "")) == f"bot.readers.{reader}"


@pytest.mark.parametrize("payload", [b"PO 4500123456", b"<div>PO <b>4500123456</b></div>"])
def test_text_and_markup_without_a_head_are_read_as_such(payload: bytes) -> None:
    assert text(payload) == "PO 4500123456"
