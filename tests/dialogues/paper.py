"""An order on paper: a PDF as a buyer's system prints it."""

from fpdf import FPDF


def order_pdf(number: str, reference: str, net: str) -> bytes:
    """Return the bytes of an order that names one of our references and a net sum in EUR."""
    page = FPDF()
    page.add_page()
    page.set_font("Helvetica", size=11)
    for line in (
        "Conservas Algarve Lda",
        "Nota de encomenda / Purchase Order",
        f"PO number: {number}",
        "Date: 2026-11-26",
        "Supplier: Progressive Robot Ltd",
        f"Your reference: {reference}",
        f"Total net: {net} EUR",
    ):
        page.cell(0, 8, line, new_x="LMARGIN", new_y="NEXT")
    return bytes(page.output())
