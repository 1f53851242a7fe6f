"""Forms with captions below or behind their values, unlabelled addressees, and printed nets."""

import pytest

from bot.stages._captions import captions_first
from tests.rules.mails import attachment, given, new, page, subject, understood


def stated(text: str) -> list[tuple[str, str | None, bool | None]]:
    found = understood(new("see attached"), page(text), parts=[attachment()])
    return [(o.po_number, str(o.amount), o.net) for o in found.orders]


def addressed(text: str) -> tuple[str, ...]:
    return understood(new("see attached"), page(text), parts=[attachment()]).orders[0].addressees


@pytest.mark.parametrize(
    ("caption", "other"),
    [
        ("Bestillingsnummer", "Leverandør"),
        ("Purchase order no.", "Vendor"),
        ("Beställningsnummer", "Kostnadsställe"),
        ("Tilausnumero", "Päiväys"),
        ("Número de pedido", "Fecha"),
    ],
)
def test_captions_below_their_boxes_are_turned_round(caption: str, other: str) -> None:
    form = f"Order form\nKV-20881{' ' * 40}7714\n{caption:<48}{other}\nPortal"
    assert captions_first(form).split("\n")[1].startswith(caption)
    assert captions_first(form).split("\n")[2].startswith("KV-20881")


@pytest.mark.parametrize(
    "form",
    [
        "SUPPLIER      ORDER         REQ.\n30718         AT618822      RQ55120\nAcme Ltd",
        "Leeds LS1 2AB\nOrder number      Date\n4500012345        20/11/2026\nAcme Ltd\n7 Hill",
        "VAT 20%         1,920.00\nTotal GBP       11,520.00",
        "Order number\t4500012345\nSupplier number\t7714",
        "Please send it by 5 May 2026\nOrder number to follow",
    ],
)
def test_captions_above_or_before_their_values_stay(form: str) -> None:
    assert captions_first(form) == form


@pytest.mark.parametrize("arrow", ["◀", "←", "◄"])
def test_an_arrow_points_from_the_caption_to_its_value(arrow: str) -> None:
    form = f"   KL-44118 {arrow} Auftragsnummer\n   19.11.2026 {arrow} Datum"
    assert captions_first(form) == "Auftragsnummer: KL-44118\nDatum: 19.11.2026"


def test_a_hostile_page_is_turned_in_time() -> None:
    assert captions_first("1  2  3  no.\n" * 20_000)


def test_a_company_above_an_address_is_the_addressee_where_we_are_not_named() -> None:
    top = "Nordlund Kvarn AB\nInköpsorder\nAndra Firman AB          Inköpsorder    IO447233"
    text = f"{top}\nStorgatan 7\nSumma SEK   420 000,00"
    assert addressed(text) == ("Andra Firman AB",)


@pytest.mark.parametrize(
    "text",
    [
        "Holt Ltd\nPurchase order 4500012345\nProgressive Robot Ltd\nOther Firm Ltd\nNet 9.00",
        "Holt Ltd\nPurchase order 4500012345\nDeliver to\nOther Firm Ltd\nNet GBP 900.00",
        "Holt Ltd\nPurchase order 4500012345\nNet GBP 900.00\nBigbank plc",
        "Holt GmbH\nBestellnummer 4500012345\nRechnung an\nAndere Firma GmbH\nNetto 900,00 EUR",
    ],
)
def test_our_name_titles_and_what_stands_below_sums_make_no_addressee(text: str) -> None:
    assert addressed(text) == ()


def test_the_net_sum_is_the_one_to_which_the_tax_is_added() -> None:
    items = "Clinic rota      9,600.00\nVAT @ 20%      1,920.00\nDue, GBP      11,520.00"
    text = f"Purchase order 4500012345\n{items}"
    assert stated(text) == [("4500012345", "9600.00", True)]


def test_before_change_and_now_in_one_row_give_the_new_sum() -> None:
    heads, sums = "Previous      Change      Now", "24,000.00      + 3,200.00      27,200.00"
    text = f"ORDER AMENDMENT\nDate: 20/11/2026\nOrder number: 4500012345\n\n{' ' * 20}{heads}\n"
    text += f"Value, net GBP      {sums}"
    assert stated(text) == [("4500012345", "27200.00", True)]


@pytest.mark.parametrize(
    "text",
    [
        "SOLICITUD DE OFERTA\nPedido n.º 45001234",
        "Prisförfrågan\nOrdernummer 45001234",
        "Ogólne warunki zakupu\nNumer zamówienia 45001234",
        "Goods / Services Received Note\nOrder number 45001234",
    ],
)
def test_enquiries_terms_and_receipts_give_no_order(text: str) -> None:
    assert given(subject("papers"), new("see attached"), page(text)) == []
