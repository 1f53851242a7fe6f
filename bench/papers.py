"""Purchase orders as one-page PDFs, with the viewers' own fonts or an embedded one."""

from datetime import UTC, datetime
from functools import cache
from pathlib import Path

_FONTS = (
    Path("/usr/share/fonts/truetype/liberation/LiberationSans-Regular.ttf"),
    Path("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"),
)


def order_pdf(po_number: str, title: str, engagement: str, amount: str, embeds: bool) -> bytes:
    """Return a purchase order of one page; `embeds`: its font is inside, where one is found."""
    from fpdf import FPDF  # it takes 50 MB, which a side that is measured must not pay for

    page = FPDF()
    page.set_creation_date(datetime(2026, 11, 20, tzinfo=UTC))
    page.add_page()
    font = _font() if embeds else None
    if font is not None:
        page.add_font("Order", fname=font)
    page.set_font("Order" if font else "Helvetica", size=11)
    for line in (
        "PURCHASE ORDER",
        f"Purchase order number: {po_number}",
        "Supplier: Progressive Robot Ltd, 1 Lab Lane, London",
        f"Your reference: {engagement}",
        f"Description: {title}, as quoted",
        f"Net amount: GBP {amount}",
        "VAT will be added at the rate in force. Payment within 30 days of the invoice.",
        "Please quote the purchase order number on all invoices and delivery notes.",
    ):
        page.cell(0, 8, line, new_x="LMARGIN", new_y="NEXT")
    return bytes(page.output())


@cache
def _font() -> Path | None:
    return next((path for path in _FONTS if path.exists()), None)
