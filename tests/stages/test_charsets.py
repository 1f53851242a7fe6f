"""Bytes to text where the declared character set is wrong, or the text is damaged."""

import pytest

from bot.stages._charsets import decoded, is_text

GERMAN = "Unsere Bestellnummer für die Änderung: 4500012345 – Grüße aus Köln"


def test_a_text_cut_inside_a_character_keeps_all_the_others() -> None:
    payload = (GERMAN * 3 + "ü").encode()[:-1]
    assert decoded(payload, "utf-8").startswith(GERMAN * 3)
    assert decoded(payload).startswith(GERMAN * 3)


def test_one_foreign_octet_in_utf_8_spoils_nothing_else() -> None:
    payload = GERMAN.encode() + b" \x96 " + GERMAN.encode()
    assert decoded(payload, "utf-8") == f"{GERMAN} \ufffd {GERMAN}"


@pytest.mark.parametrize("declared", ["iso-8859-1", "windows-1252", "latin1"])
def test_utf_8_that_is_declared_western_european_is_read_as_utf_8(declared: str) -> None:
    assert decoded(GERMAN.encode(), declared) == GERMAN


@pytest.mark.parametrize("declared", ["iso-8859-1", "windows-1252", "us-ascii", "", "unknown-8bit"])
def test_western_european_text_is_no_utf_8(declared: str) -> None:
    assert decoded("Grüße, Müller: 4500012345".encode("cp1252"), declared).endswith("4500012345")


def test_western_european_text_that_is_declared_so_is_read_so() -> None:
    assert decoded("Grüße – Müller".encode("cp1252"), "iso-8859-1") == "Grüße – Müller"


@pytest.mark.parametrize(
    ("declared", "codec", "text"),
    [
        ("iso-8859-9", "cp1254", "Sipariş numarası – 4500012345"),
        ("euc-kr", "cp949", "똠 주문 4500012345"),
        ("tis-620", "cp874", "ใบสั่งซื้อ … 4500012345"),
        ("gb2312", "gb18030", "采购订单 镕 4500012345"),
        ("shift_jis", "cp932", "注文書 ① 4500012345"),
        ("iso-2022-jp", "iso-2022-jp", "注文書 4500012345"),
        ("koi8-r", "koi8-r", "Заказ 4500012345"),
    ],
)
def test_the_superset_that_senders_mean_is_used(declared: str, codec: str, text: str) -> None:
    assert decoded(text.encode(codec), declared) == text


@pytest.mark.parametrize(
    ("octets", "sound"),
    [
        (b"PO 4500012345\r\n\tThank you\x0c", True),
        ("Größe, naïve, Łódź, 発注".encode(), True),
        (bytes(range(256)) * 8, False),
        (b"\x01\x00\x02\x00\x03\x00PO" * 50, False),
    ],
)
def test_data_in_disguise_is_no_text(octets: bytes, sound: bool) -> None:
    assert is_text(decoded(octets)) is sound
