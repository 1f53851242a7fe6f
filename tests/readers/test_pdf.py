"""The PDF reader: rows as they are seen."""

import re
from collections.abc import Callable

import pytest
from fpdf import FPDF
from PIL import Image

from bot.domain.message import Part
from bot.readers import Pages, Unreadable, pdf


def drawn(draw: Callable[[FPDF], object], pages: int = 1) -> bytes:
    document = FPDF()
    for _ in range(pages):
        document.add_page()
        document.set_font("helvetica", size=10)
        draw(document)
    return bytes(document.output())


def read(payload: bytes) -> Pages:
    return pdf.read(Part("1", "application/pdf", "po.pdf", payload))


def test_a_value_drawn_later_stands_behind_its_label() -> None:
    def form(page: FPDF) -> None:
        for row, label in enumerate(("PO Number:", "Date:")):
            page.text(20, 30 + 8 * row, label)
        for row, value in enumerate(("4500123456", "12 Nov 2026")):
            page.text(70, 30 + 8 * row, value)

    lines = read(drawn(form)).texts[0].splitlines()
    assert [re.split(r" {2,}", line) for line in lines] == [
        ["PO Number:", "4500123456"],
        ["Date:", "12 Nov 2026"],
    ]


def test_a_value_stands_below_its_heading() -> None:
    def table(page: FPDF) -> None:
        for row in (("Vendor", "PO No", "Page"), ("Progressive Robot", "4500123456", "1")):
            for cell in row:
                page.cell(60, 8, cell)
            page.ln()

    heading, values = read(drawn(table)).texts[0].splitlines()
    assert abs(heading.index("PO No") - values.index("4500123456")) <= 2
    assert abs(heading.index("Page") - values.rindex("1")) <= 3


def test_words_of_a_sentence_are_one_space_apart() -> None:
    sentence = "Please quote purchase order 4500123456 on every invoice that you send to us."
    assert read(drawn(lambda page: page.multi_cell(0, 5, sentence))).texts == (sentence,)


def test_a_label_in_small_print_shares_the_line_of_its_value() -> None:
    def mixed(page: FPDF) -> None:
        page.set_font_size(7)
        page.text(20, 30, "PO Number")
        page.set_font_size(12)
        page.text(60, 30, "4500123456")

    assert read(drawn(mixed)).texts[0].split() == ["PO", "Number", "4500123456"]
    assert "\n" not in read(drawn(mixed)).texts[0]


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_turned_page_is_read_as_the_viewer_turns_it(turn: int) -> None:
    def sideways(page: FPDF) -> None:
        with page.rotation(turn, 100, 150):
            page.text(110, 150, "4500123456")
            page.text(60, 150, "PO Number")

    payload = drawn(sideways).replace(b"/Type /Page\n", b"/Type /Page\n/Rotate %d\n" % turn)
    assert re.fullmatch("PO Number {2,}4500123456", read(payload).texts[0])


def test_pages_are_read_one_by_one() -> None:
    numbers = iter(range(1, 4))
    pages = read(drawn(lambda page: page.text(20, 30, f"page {next(numbers)}"), pages=3))
    assert pages == Pages(("page 1", "page 2", "page 3"))


def test_only_fifty_pages_are_read_and_that_is_said() -> None:
    pages = read(drawn(lambda page: page.text(20, 30, "terms"), pages=52))
    assert len(pages.texts) == 50
    assert pages.problem == "only the first 50 of 52 pages were read"


def test_a_picture_of_text_is_no_text() -> None:
    scan = drawn(lambda page: page.image(Image.new("RGB", (40, 40)), w=100))
    assert read(scan) == Pages(problem="no text layer", scanned=(1,))


def test_a_scanned_page_among_others_is_named() -> None:
    kinds = iter(("text", "picture"))

    def draw(page: FPDF) -> None:
        if next(kinds) == "text":
            page.text(20, 30, "PO 1")
        else:
            page.image(Image.new("RGB", (40, 40)), w=100)

    assert read(drawn(draw, pages=2)) == Pages(
        ("PO 1", ""), problem="no text layer on page 2", scanned=(2,)
    )


def test_a_blank_page_is_no_scan() -> None:
    texts = iter(("PO 1", ""))
    assert read(drawn(lambda page: page.text(20, 30, next(texts)), pages=2)).problem == ""


def test_an_encrypted_file_says_so() -> None:
    document = FPDF()
    document.set_encryption("owner", "user")
    document.add_page()
    with pytest.raises(Unreadable, match="password-protected"):
        read(bytes(document.output()))


@pytest.mark.parametrize("payload", [b"", b"%PDF-1.7", b"%PDF-1.7\n%%EOF", b"not a PDF"])
def test_a_broken_file_says_so(payload: bytes) -> None:
    with pytest.raises(Unreadable, match="corrupt"):
        read(payload)


def test_what_was_typed_into_a_form_is_read() -> None:
    assert "4500123456" in read(filled_form("4500123456")).texts[0]


def test_a_file_is_recognised_by_its_header() -> None:
    assert pdf.looks_like(b"\r\n%PDF-1.4")
    assert not pdf.looks_like(b"see the %PDF-1.4 attached")


def filled_form(value: str) -> bytes:
    """Return a PDF with one text field, as a client's order template is filled in."""
    appearance = f"/Tx BMC q BT /F1 10 Tf 2 5 Td ({value}) Tj ET Q EMC".encode()
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
    label = b"BT /F1 10 Tf 50 705 Td (PO Number) Tj ET"
    resources = b"/Resources << /Font << /F1 6 0 R >> >>"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [5 0 R] /DA (/F1 10 Tf) >> >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R /Annots [5 0 R] %s>>"
        % resources,
        b"<< /Length %d >> stream\n%s\nendstream" % (len(label), label),
        b"<< /Type /Annot /Subtype /Widget /FT /Tx /T (po) /V (%s) /F 4 /Rect [150 700 300 720] "
        % value.encode()
        + b"/DA (/F1 10 Tf) /AP << /N 7 0 R >> >>",
        font,
        b"<< /Type /XObject /Subtype /Form /BBox [0 0 150 20] %s /Length %d >> stream\n"
        % (resources, len(appearance))
        + appearance
        + b"\nendstream",
    ]
    body, offsets = b"%PDF-1.7\n", []
    for number, content in enumerate(objects, 1):
        offsets.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    trailer = b"trailer << /Size 8 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % len(body)
    return body + b"xref\n0 8\n0000000000 65535 f \n" + table + trailer
