"""Tables, lists of definitions and struck text: label and value stay together."""

import pytest

from bot.domain.message import Part
from bot.readers.html import read


def seen(markup: str) -> str:
    return read(Part("1", "text/html", "", markup.encode(), "utf-8")).texts[0]


def test_a_heading_row_stands_above_its_values() -> None:
    table = (
        "<table><tr><th>PO number</th><th>Amount</th></tr>"
        "<tr><td>4500012345</td><td>GBP 500</td></tr>"
        "<tr><td>4500012346</td><td>GBP 700</td></tr></table>"
    )
    assert seen(table) == "PO number\tAmount\n4500012345\tGBP 500\n4500012346\tGBP 700"


def test_a_cell_over_two_columns_keeps_the_columns_behind_it_in_place() -> None:
    table = (
        "<table><tr><td colspan=2>Purchase order</td><td>Amount</td></tr>"
        "<tr><td>4500012345</td><td>Portal</td><td>GBP 500</td></tr></table>"
    )
    assert seen(table) == "Purchase order\t\tAmount\n4500012345\tPortal\tGBP 500"


@pytest.mark.parametrize("wide", ["x", "-1", "9999999999", "²", "0"])
def test_an_absurd_width_of_a_cell_is_not_believed(wide: str) -> None:
    row = f"<table><tr><td colspan='{wide}'>PO</td><td>4500012345</td></tr></table>"
    assert seen(row) == "PO\t4500012345"


def test_a_table_for_layout_keeps_the_table_inside_it() -> None:
    rows = "<tr><td>PO number:</td><td>4500012345</td></tr><tr><td>Net:</td><td>5</td></tr>"
    inner = f"<table>{rows}</table>"
    assert (
        seen(f"<table><tr><td></td><td>{inner}</td></tr></table>")
        == "PO number:\t4500012345\nNet:\t5"
    )


def test_a_definition_stands_beside_its_term() -> None:
    terms = "<dl><dt>PO number</dt><dd>4500012345</dd><dt>Buyer</dt><dd>Ann<br>Leeds</dd></dl>"
    assert seen(terms) == "PO number\t4500012345\nBuyer\tAnn\nLeeds"


def test_a_list_of_definitions_may_be_odd() -> None:
    assert seen("<dl><dd>one</dd><dt>two</dt><dt>three</dt></dl>") == "one\ntwo\nthree"


@pytest.mark.parametrize(
    "struck",
    [
        "<s>4500012345</s>",
        "<strike>4500012345</strike>",
        "<del>4500012345</del>",
        "<span style='text-decoration:line-through'>4500012345</span>",
        "<span style='color:red;text-decoration: underline line-through'>4500012345</span>",
    ],
)
def test_a_number_that_is_struck_out_is_not_given(struck: str) -> None:
    assert seen(f"<p>PO {struck} 4500012346</p>").split() == ["PO", "4500012346"]


@pytest.mark.parametrize("style", ["max-height:0;overflow:hidden", "opacity:0", "max-height: 0px"])
def test_a_preheader_is_hidden(style: str) -> None:
    assert seen(f"<div style='{style}'>Order 1</div><p>Order 2</p>") == "Order 2"


@pytest.mark.parametrize("style", ["line-height:0", "opacity:0.9", "min-height:0"])
def test_what_only_looks_hidden_is_read(style: str) -> None:
    assert seen(f"<div style='{style}'>Order 1</div>") == "Order 1"


def test_an_address_that_was_not_escaped_is_no_element() -> None:
    assert seen("<p>Jane <jane@x.example> wrote:</p>") == "Jane <jane@x.example> wrote:"


def test_the_bar_of_a_quotation_survives_word() -> None:
    quote = "<blockquote style='border:none;border-left:solid #CCC 1.0pt'>PO 1</blockquote>"
    assert seen(quote) == "> PO 1"
