"""Which reader reads what, and what comes back over the pipe."""

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import cast

import pytest

from bot.domain.message import OrderDocument, Part, Reading
from bot.readers import Pages, Reader, Registry, registry
from bot.readers.confined import wire

ORDER = OrderDocument(
    "attachment:po.xml",
    "4500",
    "new",
    Decimal("10.50"),
    "GBP",
    "1",
    date(2026, 1, 2),
    None,
    "B",
    "S",
    ("Q-2041",),
    "release",
    None,
    "4499",
    "Palletiser",
)


def reader_of(media_type: str, filename: str, payload: bytes = b"x") -> str:
    reader = registry().reader_for(Part("1", media_type, filename, payload))
    return str(getattr(reader, "__name__", reader)).removeprefix("bot.readers.")


@pytest.mark.parametrize(
    ("media_type", "filename", "payload", "expected"),
    [
        ("application/pdf", "po.pdf", b"x", "pdf"),
        ("application/octet-stream", "po.pdf", b"x", "pdf"),
        ("application/octet-stream", "scan", b"%PDF-1.4", "pdf"),
        ("application/x-download", "PO.PDF", b"x", "pdf"),
        ("application/x-unknown", "po.docx", b"x", "docx"),
        ("application/pdf", "po.pdf", b"PK\x03\x04 word/document.xml", "docx"),
        ("text/plain", "orders.csv", b"a,b", "csvtext"),
        ("text/plain", "note.txt", b"a,b", "plain"),
        ("text/plain", "", b"hello", "plain"),
        ("text/html", "", b"<p>", "html"),
        ("application/octet-stream", "order", b"<!doctype html>", "html"),
        ("text/xml", "order.xml", b"<a/>", "xmlorder"),
        ("application/octet-stream", "order.xml", b"<a/>", "xmlorder"),
        ("text/plain", "order.txt", b'<cXML version="1.2">', "xmlorder"),
        ("text/plain", "order.txt", b"UNB+UNOC:3+1+2+261123:0912+7'", "edi"),
        ("application/octet-stream", "order.edi", b"x", "edi"),
        ("image/png", "order.png", b"\x89PNG", "picture"),
        ("image/heic", "order.heic", b"....ftypheic", "None"),
        ("application/octet-stream", "data", b"\x00\x01", "None"),
    ],
)
def test_the_first_bytes_outrank_the_type_and_the_type_the_name(
    media_type: str, filename: str, payload: bytes, expected: str
) -> None:
    assert reader_of(media_type, filename, payload) == expected


def test_what_nobody_reads_says_so() -> None:
    part = Part("1.2", "image/heic", "order.heic", b"....ftypheic")
    assert registry().read(part) == Reading("1.2", problem="no reader for image/heic")


def test_two_readers_of_one_type_are_an_error() -> None:
    readers = [cast("Reader", stand_in()), cast("Reader", stand_in())]
    with pytest.raises(TypeError, match="two readers for x/y"):
        Registry(readers)


def test_a_bug_in_a_reader_is_a_problem_of_that_part() -> None:
    def broken(_part: Part) -> Pages:
        raise KeyError("secret of the file")

    found = Registry([cast("Reader", stand_in(read=broken))]).read(Part("1", "x/y", "", b""))
    assert found == Reading("1", problem="the reader failed: KeyError")


def test_what_cannot_be_stored_is_taken_out() -> None:
    def odd(_part: Part) -> Pages:
        return Pages(("a\0b\ud800c",))

    found = Registry([cast("Reader", stand_in(read=odd))]).read(Part("1", "x/y", "", b""))
    assert found.pages == ("ab\ufffdc",)


def test_a_reading_comes_over_the_pipe_as_it_was() -> None:
    reading = Reading("1", ("one", "zwei €"), (ORDER, replace(ORDER, amount=None)), "half")
    assert wire.reading_from(wire.reading_bytes(reading), "1") == reading


def test_what_was_read_on_pictures_comes_over_the_pipe() -> None:
    reading = Reading("1", ("a", "b"), scanned=(3,), pictured=(1, 2), doubtful=("45O0", "4711"))
    assert wire.reading_from(wire.reading_bytes(reading), "1") == reading


def test_a_part_comes_over_the_pipe_as_it_was() -> None:
    part = Part("2.1", "text/html", "Bestellung ü.html", b"<p>\x80", "cp1252")
    assert wire.part_from(wire.part_header(part), part.payload) == part


@pytest.mark.parametrize(
    "record",
    [
        b"",
        b"[]",
        b"null",
        b'{"pages": "text", "orders": [], "problem": ""}',
        b'{"pages": [1], "orders": [], "problem": ""}',
        b'{"pages": [], "orders": [{}], "problem": ""}',
        b'{"pages": [], "orders": [], "problem": null}',
        b"[" * 100_000,
        json.dumps({"pages": [""] * 1001, "orders": [], "problem": ""}).encode(),
        wire.reading_bytes(Reading("", orders=(ORDER,))).replace(b"10.50", b"many"),
        wire.reading_bytes(Reading("", orders=(ORDER,))).replace(b"2026-01-02", b"someday"),
        wire.reading_bytes(Reading("", orders=(ORDER,))).replace(b'"net": null', b'"net": 1'),
        wire.reading_bytes(Reading("", pictured=(1,))).replace(b"[1]", b"[0]"),
        wire.reading_bytes(Reading("", scanned=(1,))).replace(b"[1]", b"[true]"),
        wire.reading_bytes(Reading("", doubtful=("1",))).replace(b'["1"]', b"[1]"),
    ],
)
def test_what_a_taken_over_child_sends_is_not_believed(record: bytes) -> None:
    with pytest.raises(ValueError, match="not a reading"):
        wire.reading_from(record, "1")


def stand_in(**own: object) -> SimpleNamespace:
    defaults = {
        "MEDIA_TYPES": {"x/y"},
        "SUFFIXES": set(),
        "looks_like": lambda _payload: False,
        "read": lambda _part: Pages(()),
    }
    return SimpleNamespace(**{**defaults, **own})
