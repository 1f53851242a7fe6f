"""What is read from documents that are laid out as forms and tables."""

from decimal import Decimal

import pytest

from bot.domain.decision import Kind
from bot.domain.understanding import Intent, StatedOrder, Understanding
from tests.rules.mails import attachment, given, new, page, subject, understood


def document(text: str) -> Understanding:
    return understood(new("see attached"), page(text), parts=[attachment()])


def order(text: str) -> StatedOrder:
    return document(text).orders[0]


# --- parties -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("title", "neighbour"),
    [
        ("Supplier", "Deliver to"),
        ("Vendor", "Ship to"),
        ("Contractor", "Invoice address"),
        ("Supplier name", "Order number"),
        ("Seller", "Buyer"),
        ("Lieferant", "Lieferanschrift"),
        ("Auftragnehmer", "Rechnungsempfänger"),
        ("Fournisseur", "Adresse de livraison"),
        ("Proveedor", "Lugar de entrega"),
        ("Fornitore", "Luogo di consegna"),
        ("Leverancier", "Afleveradres"),
        ("Leverandør", "Leveringsadresse"),
        ("Dostawca", "Miejsce dostawy"),
    ],
)
@pytest.mark.parametrize("name", ["Progressive Robot Ltd", "Brightline Digital Ltd"])
def test_a_name_stands_below_its_title_where_titles_stand_side_by_side(
    title: str, neighbour: str, name: str
) -> None:
    text = (
        f"PURCHASE ORDER 118834\n{title:40}{neighbour}\n"
        f"{name:40}Northmoor Council\n{'12 Kirkgate':40}Civic Centre"
    )
    assert order(text).seller == name


@pytest.mark.parametrize("title", ["Supplier", "Lieferant", "Proveedor", "Fournisseur:"])
@pytest.mark.parametrize("gap", ["\t", " | ", "      "])
def test_a_name_stands_beside_its_title_where_values_stand_beside_titles(
    title: str, gap: str
) -> None:
    text = f"PURCHASE ORDER 118834\n{title}{gap}Acme Ltd\nOrder date{gap}20/11/2026"
    assert order(text).seller == "Acme Ltd"


def test_a_name_stands_below_in_a_table_of_tabbed_columns() -> None:
    text = "PURCHASE ORDER 118834\nBuyer\tSupplier\tTerms\nNorthmoor Council\tAcme Ltd\t30 days"
    assert (order(text).seller, order(text).buyer) == ("Acme Ltd", "Northmoor Council")


def test_rows_of_another_column_may_stand_between_a_title_and_its_name() -> None:
    text = (
        "PURCHASE ORDER\n"
        "Supplier                      Order number     118834\n"
        "                              Order date       19/11/2026\n"
        "Acme Ltd                      Requisition      REQ-77\n"
    )
    assert order(text).seller == "Acme Ltd"


def test_the_line_with_the_company_is_the_name_and_not_its_department() -> None:
    text = "PURCHASE ORDER 118834\nSupplier\nAccounts Receivable\nProgressive Robot Ltd\nLeeds"
    assert order(text).seller == "Progressive Robot Ltd"


@pytest.mark.parametrize(
    "text",
    [
        "Supplier        Deliver by      Contract\n300417          26/02/2027      C-118",
        "Supplier                Liefern nach\n                        Tor 3",
        "Supplier\nPlease confirm receipt of this order",
        "Supplier: 100234",
        "Supplier: sales@acme.example",
        "Supplier                Deliver to\n12 High Street          1 Low Road",
        "Supplier ref 301556\nNorthmoor Council",
        "Supplier\nOrder number\n118834",
    ],
)
def test_without_a_plausible_name_nobody_is_named(text: str) -> None:
    assert order(f"PURCHASE ORDER 118834\n{text}").seller == ""


# --- sums ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "currency"),
    [
        ("Order limit, excluding VAT, GBP              12,500.00", "GBP"),
        ("Order value (excl. VAT)\tGBP 12,500.00", "GBP"),
        ("Goods and services, net           £12,500.00", "GBP"),
        ("Limit ex VAT | £12,500.00\nLimit inc VAT | £15,000.00", "GBP"),
        ("Gesamtnettowert EUR          12.500,00", "EUR"),
        ("Auftragsnettowert            12.500,00 EUR", "EUR"),
        ("Zum Nettopreis von 12.500,00 EUR", "EUR"),
        ("Festpreis netto von EUR 12.500,00", "EUR"),
        ("Plafond hors TVA             12 500,00 €", "EUR"),
        ("Límite (IVA no incluido)     12.500,00 €", "EUR"),
        ("Base imponible      12.500,00\nIVA 0 %      0,00\nTotal EUR    12.500,00", "EUR"),
        ("Importo al netto di IVA\t€ 12.500,00", "EUR"),
        ("Maximum excl. btw\t€ 12.500,00", "EUR"),
        ("Ramme ekskl. moms      12.500,00 DKK", "DKK"),
    ],
)
def test_a_net_sum_is_read_from_a_table(line: str, currency: str) -> None:
    facts = document(f"PURCHASE ORDER 118834\n{line}").facts
    assert (facts.amount, facts.currency, facts.net) == (Decimal("12500.00"), currency, True)


@pytest.mark.parametrize(
    ("text", "currency"),
    [
        ("Net\tVAT\tGross\n12,500.00\t2,500.00\t15,000.00\nCurrency: GBP", "GBP"),
        ("Net amount      VAT 20%       Total\n£12,500.00      £2,500.00     £15,000.00", "GBP"),
        ("Netto | MwSt. 19 % | Brutto\n12.500,00 EUR | 2.375,00 EUR | 14.875,00 EUR", "EUR"),
        ("Total HT      TVA 20 %     Total TTC\n12 500,00 €   2 500,00 €   15 000,00 €", "EUR"),
        ("Totaal excl. BTW   € 12.500,00\nBTW 21%   € 2.625,00\nTotaal € 15.125,00", "EUR"),
        ("Totale IVA esclusa\t€ 12.500,00\nTotale IVA\t€ 2.750,00", "EUR"),
        ("Order\tCurrency\tOrder value (net)\n118834\tGBP\t12,500.00", "GBP"),
    ],
)
def test_a_sum_is_what_the_heading_of_its_column_says(text: str, currency: str) -> None:
    facts = document(f"PURCHASE ORDER 118834\n{text}").facts
    assert (facts.amount, facts.currency, facts.net) == (Decimal("12500.00"), currency, True)


def test_a_line_of_items_is_not_the_total_of_its_column() -> None:
    text = "PURCHASE ORDER 118834\nWork\tNet\nBuild\t£6,000.00\nTest\t£6,500.00\nTotal\t£12,500.00"
    assert document(text).facts.amount == Decimal("12500.00")


@pytest.mark.parametrize(
    "line",
    [
        "Limit including VAT          £12,500.00",
        "Límite IVA incluido          12.500,00 €",
        "Rahmen inkl. MwSt.           12.500,00 EUR",
    ],
)
def test_a_gross_sum_is_not_taken_for_the_tax(line: str) -> None:
    facts = document(f"PURCHASE ORDER 118834\n{line}").facts
    assert (facts.amount, facts.net) == (Decimal("12500.00"), False)


def test_the_sum_after_including_vat_is_the_tax_of_the_sum_before() -> None:
    facts = understood(new("PO 118834 for £14,400 including VAT £2,400")).facts
    assert (facts.amount, facts.net) == (Decimal(12000), True)


# --- periods -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "Valid from     Valid to       Your quote\n01 Jan 2027    31 Dec 2027    Q-3211",
        "Order date\tValid from\tValid until\n20/11/2026\t01/01/2027\t31/12/2027",
        "Gültig ab     Gültig bis    Angebot\n01.01.2027    31.12.2027    Q-3211",
        "Fecha       | Válido desde | Válido hasta\n20/11/2026  | 01/01/2027   | 31/12/2027",
        "Geldig van\tGeldig tot\n01-01-2027\t31-12-2027",
        "Valid from\t01/01/2027\nValid to\t31/12/2027",
    ],
)
def test_a_period_is_read_from_the_headings_of_its_columns(text: str) -> None:
    facts = document(f"PURCHASE ORDER 118834\n{text}").facts
    assert (str(facts.valid_from), str(facts.valid_to)) == ("2027-01-01", "2027-12-31")


def test_a_date_under_another_heading_is_no_period() -> None:
    text = "PURCHASE ORDER 118834\nValid from    Order date    Page\n              20/11/2026    1"
    assert document(text).facts.valid_from is None


# --- earlier orders ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "field",
    [
        "Previous blanket order: PO-204811 (2026)",
        "Previous PO number\tPO-204811",
        "Last order no. PO-204811",
        "Vorherige Bestellung: PO-204811",
        "Commande précédente : PO-204811",
        "Pedido anterior: PO-204811",
        "Ordine precedente: PO-204811",
        "Vorige bestelling: PO-204811",
    ],
)
def test_a_field_for_an_earlier_order_takes_nothing_back(field: str) -> None:
    mail = understood(
        subject("Blanket order 2027"),
        new("Attached is our blanket order for next year."),
        page(f"BLANKET PURCHASE ORDER\nPO number: PO-219004\n{field}"),
        parts=[attachment()],
    )
    assert (mail.po_numbers, mail.withdrawn) == (("PO-219004",), ())
    assert mail.intents == (Intent.PO_BLANKET, Intent.PO_NEW)


def test_a_document_that_replaces_an_earlier_order_takes_it_back() -> None:
    mail = document("PURCHASE ORDER PO-219004\nThis order replaces our previous order PO-204811.")
    assert (mail.po_numbers, mail.withdrawn) == (("PO-219004",), ("PO-204811",))


# --- portals and payments ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "This Purchase Order was sent by Halcyon Energy plc AN01012345678 and delivered by SAP.",
        "Purchase Order 7500321007 from Halcyon (AN01012345678-T)",
        "Supplier network ID: AN11012345678. Purchase order 7500321007",
        "Purchase order 7500321007, ANID AN01012345678",
    ],
)
def test_an_id_on_a_supplier_network_is_no_order(text: str) -> None:
    assert set(given(new(text))) <= {"7500321007"}


def test_the_first_version_of_an_order_raises_nothing() -> None:
    assert understood(new("Purchase order: 118834 (Version 1)")).intents == (Intent.PO_NEW,)
    assert understood(new("Purchase order: 118834 (Version 2)")).intents == (Intent.PO_TOPUP,)


def test_a_portal_that_asks_for_a_profile_is_noise() -> None:
    text = "Complete your supplier portal profile. You are registered on the supplier portal."
    assert understood(new(text), kind=Kind.PORTAL).intents == (Intent.PORTAL_NOISE,)


@pytest.mark.parametrize(
    "text",
    [
        "Payment notification\n\nReference      PO         Gross\nPR-2026-0182   7500298841 10.00",
        "Remittance advice\n\nInvoice\tYour order\tPaid\nPR-2026-0182\t7500298841\t£10.00",
        "Remittance advice\n\nInvoice PO number Amount\nPR-2026-0182 7500298841 10.00",
        "Zahlungsavis\n\nRechnung | Bestellnummer | Betrag\nPR-2026-0182 | 7500298841 | 10,00",
        "Avis de paiement\n\nFacture\tBon de commande\tMontant\nPR-2026-0182\t7500298841\t10,00",
        "Aviso de pago\n\nFactura    Pedido nº     Importe\nPR-2026-0182    7500298841    10,00",
        "Betaalspecificatie\n\nFactuur\tInkooporder\tBedrag\nPR-2026-0182\t7500298841\t10,00",
    ],
)
def test_the_orders_in_the_table_of_a_payment_are_only_mentioned(text: str) -> None:
    mail = understood(new(text))
    assert (mail.po_numbers, mail.intents) == ((), (Intent.REMITTANCE,))


# --- what sort of order, and whose ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("title", "intents"),
    [
        ("BLANKET PURCHASE ORDER", (Intent.PO_BLANKET, Intent.PO_NEW)),
        ("Rahmenbestellung", (Intent.PO_BLANKET, Intent.PO_NEW)),
        ("Commande ouverte", (Intent.PO_BLANKET, Intent.PO_NEW)),
        ("Lieferabruf", (Intent.PO_BLANKET,)),
        ("Afroeporder", (Intent.PO_BLANKET,)),
        ("CALL-OFF ORDER", (Intent.PO_BLANKET,)),
    ],
)
def test_the_title_of_a_document_says_what_sort_of_order_it_is(
    title: str, intents: tuple[Intent, ...]
) -> None:
    assert document(f"{title}\nPurchase order no: 4500012345").intents == intents


@pytest.mark.parametrize(
    "title", ["Invoice to", "Bill to", "Rechnung an", "Facturer à", "Fatturare a", "Faktura til"]
)
def test_the_company_that_is_invoiced_is_the_buyer(title: str) -> None:
    text = f"PURCHASE ORDER 118834\n{title}: Northgate Cement GmbH, Accounts"
    assert order(text).buyer.startswith("Northgate Cement GmbH")


def test_a_department_that_is_invoiced_is_nobody_else() -> None:
    assert not order("PURCHASE ORDER 118834\nInvoice to: Accounts Payable").buyer


def test_a_title_beside_a_title_is_no_name() -> None:
    text = "PURCHASE ORDER 118834\nSupplier:                      Ship to:\n"
    text += "Progressive Robot Ltd          Northgate Council"
    assert order(text).seller == "Progressive Robot Ltd"


def test_tax_is_never_the_greater_part_of_an_order() -> None:
    text = "PURCHASE ORDER 118834\nIncome Tax Forms   £18,000.00\nTablets   £32,000.00\n"
    assert document(text + "Total   £50,000.00").facts.amount == Decimal("50000.00")


@pytest.mark.parametrize("tax", ["VAT 0.00", "IVA 0,00", "TVA autoliquidée 0,00", "MwSt. 0,00"])
def test_a_total_without_tax_is_net(tax: str) -> None:
    found = document(f"PURCHASE ORDER 118834\n{tax} EUR\nTotal 19.800,00 EUR").facts
    assert (found.amount, found.net) == (Decimal("19800.00"), True)


@pytest.mark.parametrize("days", ["10/01/2026 to 03/31/2027", "10/01/2026 - 03/31/2027"])
def test_one_date_tells_how_the_others_of_a_document_are_written(days: str) -> None:
    found = document(f"PURCHASE ORDER 118834\nService period: {days}").facts
    assert (str(found.valid_from), str(found.valid_to)) == ("2026-10-01", "2027-03-31")


def test_a_number_in_a_field_of_its_own_goes_on_no_list() -> None:
    text = "INDKØBSORDRE\nOrdrenr.: IO-7731    Rekvisitionsnr.: 66120\nKundenr.: 40117\n"
    assert given(page(text)) == ["IO-7731"]
