"""Pictures of orders, drawn with the font that comes with Pillow."""

import io
from collections.abc import Sequence

import pypdfium2 as pdfium
from PIL import Image, ImageDraw, ImageFont

from bot.domain.message import Part

NUMBER = "4500123456"
ROWS = (
    ("PURCHASE ORDER", ""),
    ("PO number", NUMBER),
    ("Your quotation", "Q-2041"),
    ("Supplier", "Progressive Robot Ltd"),
    ("Net total GBP", "12,450.00"),
)


def drawn(
    rows: Sequence[tuple[str, str]] = ROWS,
    *,
    size: int = 26,
    ink: int = 0,
    paper: int = 255,
) -> Image.Image:
    """Return a picture of labels and values, in two columns."""
    font = ImageFont.load_default(size)
    picture = Image.new("L", (size * 29, size * (2 * len(rows) + 2)), paper)
    pen = ImageDraw.Draw(picture)
    for line, (label, value) in enumerate(rows):
        height = size * (2 * line + 1)
        pen.text((size, height), label, ink, font)
        pen.text((size * 14, height), value, ink, font)
    return picture


def saved(picture: Image.Image, name: str = "PNG", **options: object) -> bytes:
    """Return a picture as a file."""
    file = io.BytesIO()
    picture.save(file, name, **options)
    return file.getvalue()


def part(payload: bytes, kind: str = "png", path: str = "1") -> Part:
    """Return an attached picture."""
    return Part(path, f"image/{kind}", f"order.{kind}", payload, attachment=True)


def scanned(*pages: Image.Image | None) -> Part:
    """Return a PDF of pictures that fill their pages; None for a page with nothing on it."""
    document = pdfium.PdfDocument.new()
    for picture in pages:
        page = document.new_page(595, 842)
        if picture:
            image = pdfium.PdfImage.new(document)
            image.set_bitmap(pdfium.PdfBitmap.from_pil(picture.convert("RGB")))
            height = 595 * picture.height / picture.width
            image.set_matrix(pdfium.PdfMatrix().scale(595, height).translate(0, 842 - height))
            page.insert_obj(image)
            page.gen_content()
    file = io.BytesIO()
    document.save(file)
    document.close()
    return Part("1", "application/pdf", "scan.pdf", file.getvalue(), attachment=True)
