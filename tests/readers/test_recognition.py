"""How large a picture says it is, and which words two readings of it do not agree on."""

import time

import numpy as np
import pytest
from fpdf import FPDF
from PIL import Image

from bot.domain.message import Part
from bot.readers import InlineReaders, _engine, _ocr, _scans
from bot.readers._dimensions import dimensions, is_picture
from bot.readers._engine import Line
from bot.readers._recognition import doubtful
from bot.readers.picture import _resolution
from tests.readers.pictures import saved

ROW = 40


def line(text: str, row: int = 0, left: int = 0, sure: float = 0.95) -> Line:
    """Return a line of a picture, ten pixels a character."""
    right, top = left + 10 * len(text), row * ROW
    corners = np.array([[left, top], [right, top], [right, top + 20], [left, top + 20]], np.float32)
    return Line(text, corners, (sure,) * len(text))


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ([line("PO 4500123456")], [line("PO 4500123456")], set()),
        ([line("PO 4500123456")], [line("PO 4500123450")], {"4500123456"}),
        ([line("PO 4500123456")], [line("PO 450012345")], {"4500123456"}),
        ([line("PO 4500123456")], [line("PO 4500 123456")], {"4500123456"}),
        ([line("PO:4500123456")], [line("PO: 4500123456.")], set()),
        ([line("PO 4500123456")], [], {"4500123456"}),
        ([line("PO 4500123456")], [line("PO 4500123456", row=1)], {"4500123456"}),
        ([line("PO 4500123456")], [line("PO"), line("4500123456", left=30)], set()),
        ([line("SO01B8")], [line("SOO1B8")], {"SO01B8"}),
        ([line("total due")], [], set()),
    ],
    ids=[
        "agreed", "another digit", "cut off", "a gap", "marks", "not seen", "elsewhere", "in parts",
        "a letter for a digit", "no number",
    ],
)  # fmt: skip
def test_every_character_must_be_the_same_at_the_same_place(
    first: list[Line], second: list[Line], expected: set[str]
) -> None:
    assert doubtful(first, second) == expected


def test_a_word_that_stands_twice_needs_to_be_confirmed_once() -> None:
    first = [line("PO 4711"), line("PO 4711", row=1)]
    assert doubtful(first, [line("PO 4711"), line("PO 4777", row=1)]) == set()


def test_a_character_that_the_model_is_not_sure_of_is_doubtful() -> None:
    assert doubtful([line("PO 4711", sure=0.6)], [line("PO 4711")]) == {"4711"}


@pytest.mark.parametrize(
    ("number", "expected"), [("45O1", True), ("PO-4501", False), ("S45", False)]
)
def test_a_letter_that_looks_like_a_digit_is_doubtful_behind_one(
    number: str, expected: bool
) -> None:
    assert (number in doubtful([line(number)], [line(number)])) is expected


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "BMP", "TIFF", "WEBP"])
def test_a_picture_says_how_large_it_is(kind: str) -> None:
    payload = saved(Image.new("RGB", (321, 123)), kind)
    assert is_picture(payload)
    assert dimensions(payload) == (321, 123)


@pytest.mark.parametrize("options", [{"lossless": True}, {"exif": b"Exif\0\0"}])
def test_every_sort_of_webp_says_how_large_it_is(options: dict[str, object]) -> None:
    picture = Image.new("RGBA", (321, 123), (1, 2, 3, 4))
    assert dimensions(saved(picture, "WEBP", **options)) == (321, 123)


@pytest.mark.parametrize(
    "payload",
    [b"", b"\x89PNG\r\n\x1a\n", b"GIF89a", b"\xff\xd8\xff", b"BM", b"II*\0", b"MM\0*\0\0\0\x08",
     b"RIFF0000WEBPVP8 ", b"\xff\xd8\xff\xe0\xff\xff" + b"x" * 20, b"\xff\xd8\xffx" + b"x" * 20],
)  # fmt: skip
def test_a_broken_header_gives_no_size(payload: bytes) -> None:
    assert dimensions(payload) is None


@pytest.mark.parametrize(
    ("said", "expected"),
    [((204, 98), (204, 98)), (None, (1, 1)), ((0, 0), (1, 1)), ((1, 300), (1, 1)), ("x", (1, 1))],
)
def test_an_absurd_resolution_is_none(said: object, expected: tuple[float, float]) -> None:
    picture = Image.new("L", (1, 1))
    if said:
        picture.info["dpi"] = said
    assert _resolution(picture) == expected


def test_without_the_extra_it_is_said_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    assert _ocr.not_read() == "a picture"
    monkeypatch.setattr(_engine, "MODULES", ("no_such_module",))
    assert _ocr.not_read() == "a picture, and the extra `ocr` is not installed"


@pytest.mark.parametrize(
    ("text", "expected"), [("PO 4500", False), ("\ufffd\ufffd\ue000\ue001 4", True), ("", False)]
)
def test_what_a_font_without_characters_gives_is_no_text(text: str, expected: bool) -> None:
    assert _scans._is_garbage(text) is expected


@pytest.mark.parametrize(("paths", "scanned"), [(5, ()), (150, (1,))])
def test_a_page_without_text_that_is_full_of_outlines_is_a_picture(
    paths: int, scanned: tuple[int, ...]
) -> None:
    document = FPDF()
    document.add_page()
    for number in range(paths):
        document.circle(10 + number, 20, 3)
    part = Part("1", "application/pdf", "po.pdf", bytes(document.output()))
    assert InlineReaders().read([part])[0].scanned == scanned


def test_a_file_with_many_pictures_is_read_as_far_as_time_allows(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    _ocr.begin()
    assert _ocr.has_time()
    now = time.monotonic()
    monkeypatch.setattr(time, "monotonic", lambda: now + _ocr.SECONDS + 1)
    assert not _ocr.has_time()
