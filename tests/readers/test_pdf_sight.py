"""The PDF reader: what a person cannot see is not there, and what is spaced out is one word."""

from collections.abc import Callable

import pytest
from fpdf import FPDF
from fpdf.enums import TextMode
from PIL import Image, ImageDraw

from bot.domain.message import Part
from bot.readers import Pages, pdf

Draw = Callable[[FPDF], object]


def read(draw: Draw, pages: int = 1) -> Pages:
    document = FPDF()
    document.set_margin(0)
    for _ in range(pages):
        document.add_page()
        document.set_font("helvetica", size=10)
        draw(document)
    return pdf.read(Part("1", "application/pdf", "po.pdf", bytes(document.output())))


def white(page: FPDF) -> None:
    page.set_text_color(255)
    page.text(20, 60, "PO 1111111111")


def pale(page: FPDF) -> None:
    page.set_text_color(252, 252, 255)
    page.text(20, 60, "PO 1111111111")


def invisible(page: FPDF) -> None:
    page.text_mode = TextMode.INVISIBLE
    page.cell(60, 8, "PO 1111111111")


def tiny(page: FPDF) -> None:
    page.set_font_size(0.5)
    page.text(20, 60, "PO 1111111111")


def outside(page: FPDF) -> None:
    page.text(-100, 60, "PO 1111111111")
    page.text(20, 320, "PO 2222222222")


def covered(page: FPDF) -> None:
    page.text(20, 60, "PO 1111111111")
    page.set_fill_color(255)
    page.rect(10, 50, 100, 20, style="F")


def transparent(page: FPDF) -> None:
    with page.local_context(fill_opacity=0.01):
        page.text(20, 60, "PO 1111111111")


@pytest.mark.parametrize("trick", [white, pale, invisible, tiny, outside, covered, transparent])
def test_what_a_person_cannot_see_is_left_out_and_that_is_said(trick: Draw) -> None:
    def draw(page: FPDF) -> None:
        page.text(20, 30, "PO 4500123456")
        trick(page)

    assert read(draw) == Pages(("PO 4500123456",), problem="hidden text on page 1")


def test_hidden_words_without_a_number_are_left_out_without_a_word() -> None:
    def anchor(page: FPDF) -> None:
        page.text(20, 30, "PO 4500123456")
        page.set_text_color(255)
        page.text(20, 60, "sign here s1")

    assert read(anchor) == Pages(("PO 4500123456",))


def test_white_print_on_a_dark_ground_is_seen() -> None:
    def heading(page: FPDF) -> None:
        page.set_fill_color(0, 0, 90)
        page.rect(10, 20, 150, 20, style="F")
        page.set_text_color(255)
        page.text(20, 30, "PO 4500123456")

    assert read(heading) == Pages(("PO 4500123456",))


@pytest.mark.parametrize(("grey", "size"), [(200, 9), (150, 5), (0, 4), (225, 30)])
def test_pale_and_small_print_is_seen(grey: int, size: float) -> None:
    def print_small(page: FPDF) -> None:
        page.set_text_color(grey)
        page.set_font_size(size)
        page.text(20, 30, "PO 4500123456 l . - 1")

    found = read(print_small)
    assert found.texts[0].split() == ["PO", "4500123456", "l", ".", "-", "1"]
    assert found.problem == ""


def test_the_text_layer_of_a_scan_is_invisible_and_read() -> None:
    def scan(page: FPDF) -> None:
        picture = Image.new("L", (400, 100), 255)
        ImageDraw.Draw(picture).rectangle((10, 10, 380, 80), outline=0)
        page.image(picture, x=10, y=10, w=100)
        page.set_xy(12, 12)
        page.text_mode = TextMode.INVISIBLE
        page.cell(60, 8, "PO 4500123456")

    assert read(scan).texts[0] == "PO 4500123456"


def test_words_in_a_turned_page_are_seen_where_they_are() -> None:
    def turned(page: FPDF) -> None:
        page.text(20, 30, "PO 4500123456")
        white(page)

    document = FPDF()
    document.add_page()
    document.set_font("helvetica", size=10)
    turned(document)
    for turn in (90, 180, 270):
        payload = bytes(document.output())
        payload = payload.replace(b"/Type /Page\n", b"/Type /Page\n/Rotate %d\n" % turn)
        pages = pdf.read(Part("1", "application/pdf", "po.pdf", payload))
        assert sorted(pages.texts[0].split()) == ["4500123456", "PO"]
        assert pages.problem == "hidden text on page 1"


def test_a_page_cropped_to_a_corner_shows_that_corner() -> None:
    document = FPDF()
    document.add_page()
    document.set_font("helvetica", size=10)
    document.text(20, 30, "PO 4500123456")
    document.text(20, 250, "PO 1111111111")
    box = b"/Type /Page\n/CropBox [0 500 595 842]\n"
    payload = bytes(document.output()).replace(b"/Type /Page\n", box)
    pages = pdf.read(Part("1", "application/pdf", "po.pdf", payload))
    assert pages == Pages(("PO 4500123456",), problem="hidden text on page 1")


def test_when_drawing_took_too_long_already_all_words_are_kept(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("bot.readers._pdfsight.SECONDS", 0.0)
    assert read(white) == Pages(("PO 1111111111",))


def test_letters_that_are_spaced_out_are_words() -> None:
    def spaced(page: FPDF) -> None:
        page.set_char_spacing(6)
        page.text(20, 30, "PURCHASE ORDER")

    assert read(spaced).texts == ("PURCHASE ORDER",)


def test_a_number_in_the_boxes_of_a_form_is_one_number() -> None:
    def boxes(page: FPDF) -> None:
        page.text(20, 30, "PO Number")
        for place, digit in enumerate("4500123456"):
            page.rect(60 + 6 * place, 25, 6, 6)
            page.text(62 + 6 * place, 30, digit)

    assert read(boxes).texts[0].split() == ["PO", "Number", "4500123456"]


def test_a_number_drawn_digit_by_digit_is_one_number() -> None:
    def digits(page: FPDF) -> None:
        x = 20.0
        for character in "PO 4500123456":
            page.text(x, 30, character)
            x += page.get_string_width(character)

    assert read(digits).texts == ("PO 4500123456",)


def test_the_numbers_of_columns_stay_apart() -> None:
    def columns(page: FPDF) -> None:
        for place, digit in enumerate("12345"):
            page.text(20 + 25 * place, 30, digit)

    assert read(columns).texts[0].split() == list("12345")


def test_three_single_letters_are_three_words() -> None:
    assert read(lambda page: page.text(20, 30, "A B C 4500")).texts == ("A B C 4500",)


def test_ligatures_are_letters() -> None:
    from bot.readers._pdftext import SIGNS

    assert "e\ufb03cient \ufb01nal o\ufb00".translate(SIGNS) == "efficient final off"
