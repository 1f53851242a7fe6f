"""Which numbers of a document are its own: lists of orders, forms, and what is no order."""

import pytest

from bot.domain.message import Layer, OrderDocument, Passage
from bot.domain.purchase_order import Candidate
from bot.stages._documents import without_transmissions
from bot.stages._htmltables import loses_table
from tests.rules.mails import attachment, given, new, page, subject, understood


def numbers(*pages: str, body: str = "see attached", title: str = "papers") -> list[str]:
    texts = [page(text, number=number) for number, text in enumerate(pages, 1)]
    return given(subject(title), new(body), *texts)


def orders(text: str) -> dict[str, tuple[str, str | None, bool | None]]:
    found = understood(new("see attached"), page(text), parts=[attachment()])
    return {o.po_number: (str(o.amount), o.currency, o.net) for o in found.orders}


# --- lists of orders -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "heading",
    [
        "PO number\tDate\tDescription\tNet EUR",
        "Bestellnummer\tDatum\tBezeichnung\tNettowert EUR",
        "Ostotilaus\tPäivä\tHanke\tSumma alv 0 % EUR",
        "N° commande\tDate\tObjet\tMontant HT (EUR)",
        "Číslo objednávky\tDatum\tPředmět\tCena bez DPH (EUR)",
    ],
)
def test_each_row_of_a_list_is_an_order_with_its_own_sum(heading: str) -> None:
    rows = "OA-2261\t2026-11-20\tPortal\t9.600,00\nOA-2262\t2026-11-21\tHosting\t3.850,00"
    found = orders(f"Week 47\n\n{heading}\n{rows}\n\t\tTOTAL\t13.450,00")
    assert found == {"OA-2261": ("9600.00", "EUR", True), "OA-2262": ("3850.00", "EUR", True)}


@pytest.mark.parametrize(
    "title", ["Supplier", "Lieferant", "Fournisseur", "Dostawca", "Leverantör"]
)
def test_rows_of_other_suppliers_are_not_given(title: str) -> None:
    text = (
        f"PO number\t{title}\tNet EUR\nOA-2261\tPaper Mill Ltd\t100.00\n"
        "OA-2262\tProgressive Robot Ltd\t900.00\nOA-2263\tCity Cabs\t50.00"
    )
    assert numbers(text) == ["OA-2262"]


@pytest.mark.parametrize(
    "status", ["closed", "storniert", "soldée", "facturado", "gesloten", "lukket"]
)
def test_rows_that_are_closed_are_not_given(status: str) -> None:
    text = f"PO number\tStatus\tNet\nOA-2261\topen\t100.00\nOA-2262\t{status}\t900.00"
    assert numbers(text) == ["OA-2261"]


@pytest.mark.parametrize("name", ["Closed", "Closed POs", "Archiv", "Cancelled orders"])
def test_a_sheet_of_closed_orders_gives_none(name: str) -> None:
    table = "PO number\tNet\nOA-22{}1\t100.00\nOA-22{}2\t900.00"
    assert numbers(f"Open\n\n{table.format(1, 1)}", f"{name}\n\n{table.format(2, 2)}") == [
        "OA-2211",
        "OA-2212",
    ]


@pytest.mark.parametrize(
    "heading",
    [
        "Invoice\tPO number\tPaid on\tAmount",
        "Rechnung\tBestellnummer\tFällig\tBetrag",
        "Votre facture\tN° commande\tÉchéance\tCrédit",
        "Faktura nr\tNr zamówienia\tZapłacono\tKwota",
    ],
)
def test_a_list_of_booked_invoices_gives_no_order(heading: str) -> None:
    assert not numbers(f"{heading}\nPR-2026-0017\t4500012345\t2026-11-20\t1200.00")


def test_a_list_that_gives_numbers_for_invoices_gives_orders() -> None:
    text = "Invoice\tPO number\nPR-2026-0017\t4500012345\nPR-2026-0018\t4500012346"
    assert sorted(numbers(text)) == ["4500012345", "4500012346"]


# --- forms ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "ORDEN DE COMPRA\nN.\tOA-2261\nCentro de coste\t310204",
        "ZAMÓWIENIE\t\tNr\tOA-2261\nCentrum kosztów\t\t\t310204",
        "Bestellung\nBelegnummer                 OA-2261\nKostenstelle                310204",
        "Innkjøpsordre\nDokument\tInnkjøpsordre\nBestillingsnr.\tOA-2261\nProsjekt\t310204",
        "PURCHASE ORDER\n\nOrder No.    Date          Your ref\nOA-2261      20/11/2026    Q-2041",
        "Bestellung            Bestellnummer/Datum\n                      OA-2261 / 20.11.2026",
    ],
)
def test_of_a_form_the_field_of_the_orders_own_number_counts(text: str) -> None:
    assert numbers(text) == ["OA-2261"]


@pytest.mark.parametrize("label", ["PO number:", "Bestell-Nr.", "N° de commande :", "Ordrenr.\t"])
def test_blocks_of_one_form_have_an_order_each(label: str) -> None:
    text = f"{label} OA-2261\nNet 100.00\n\n{label} OA-2262\nNet 200.00\nReq 771204"
    assert sorted(numbers(text)) == ["OA-2261", "OA-2262"]


def test_a_version_in_the_column_of_the_order_is_no_order() -> None:
    text = "From\tTo\tPurchase Order\nNorthmoor\tLeeds\t4500012345\nUK\tUK\tVersion: 2011"
    assert numbers(text) == ["4500012345"]


@pytest.mark.parametrize(
    ("title", "field"),
    [
        ("Fiche de création fournisseur", "N° de commande"),
        ("Supplier registration form", "PO number"),
        ("Lieferantenstammblatt", "Bestellnummer"),
        ("Comunicación de pago", "Pedido"),
        ("Wareneingangsmeldung", "Bestellnummer"),
        ("Innkjøpsrekvisisjon", "Ordrenr"),
        ("Offene Posten", "Bestellnummer"),
    ],
)
def test_a_form_that_is_no_order_gives_none(title: str, field: str) -> None:
    assert not numbers(f"{title}\n{field}\t4500012345")


def test_headings_of_columns_are_no_titles_of_a_page() -> None:
    assert numbers("PO number\tQuotation\tNet\nOA-2261\tH-2210\t100.00") == ["OA-2261"]


# --- electronic orders, mails --------------------------------------------------------------------


@pytest.mark.parametrize(
    "text", ["EDI ORDERS 00004417", "ORDERS: 00004417", "SAP ORDERS05 00004417"]
)
def test_a_transmissions_number_is_no_order_beside_the_order_itself(text: str) -> None:
    start = text.index("00004417")
    found = Candidate(
        "00004417",
        True,
        "",
        "order-en/label",
        "subject",
        Layer.SUBJECT,
        "00004417",
        start,
        start + 8,
        0.8,
    )
    order = OrderDocument("attachment:a.edi", "4500688301", "new")
    passages = [Passage("subject", text, Layer.SUBJECT)]
    assert [c.accepted for c in without_transmissions([found], passages, [order])] == [False]
    assert [c.accepted for c in without_transmissions([found], passages, [])] == [True]


def test_a_table_that_only_the_html_keeps_is_lost_in_the_text() -> None:
    html = (
        "<table><tr><th>Job</th><th>Quote</th><th>PO</th></tr>"
        "<tr><td>Web</td><td>Q-1</td><td>4500012345</td></tr></table>"
    )
    assert loses_table("Job\nQuote\nPO\n\nWeb\nQ-1\n4500012345", html)
    assert not loses_table("Job  Quote  PO\nWeb  Q-1  4500012345", html)
    assert not loses_table("4500012345", "<p>4500012345</p>")
