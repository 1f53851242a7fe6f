"""The reader of EDI: orders in X12 and EDIFACT."""

from datetime import date
from decimal import Decimal

import pytest

from bot.domain.message import OrderDocument, Part
from bot.readers import Unreadable, edi, registry
from tests.readers.order_documents import (
    EDIFACT_CHANGE,
    EDIFACT_ORDER,
    X12_CHANGE,
    X12_ORDER,
)
from tests.scaling import grows_linearly

EVERY = (X12_ORDER, X12_CHANGE, EDIFACT_ORDER, EDIFACT_CHANGE)


def orders_in(text: str | bytes) -> tuple[OrderDocument, ...]:
    payload = text.encode("latin-1") if isinstance(text, str) else text
    pages = edi.read(Part("2", "application/edi-x12", "po.edi", payload))
    assert pages.texts == ()
    return pages.orders


def order_in(text: str) -> OrderDocument:
    (order,) = orders_in(text)
    return order


# --- X12 -----------------------------------------------------------------------------------------


def test_an_x12_order_is_read_by_its_fields() -> None:
    assert order_in(X12_ORDER) == OrderDocument(
        origin="attachment:po.edi",
        po_number="0045009912",
        action="new",
        amount=Decimal("48750.00"),
        currency="USD",
        valid_from=date(2027, 1, 4),
        valid_to=date(2027, 4, 30),
        buyer="Halcyon Foods Inc.",
        seller="Progressive Robot Ltd",
        references=("CT-88", "Q-2207"),
        words="Palletiser control",
    )


def test_an_x12_change_has_a_sequence_and_a_new_total() -> None:
    order = order_in(X12_CHANGE)
    assert (order.po_number, order.action, order.revision) == ("0045009912", "change", "3")
    assert (order.amount, order.net) == (Decimal("73125.00"), None)


@pytest.mark.parametrize(
    ("old", "new", "amount", "net"),
    [
        ("AMT*TT*48750.00~\n", "", "48750.00", True),
        ("AMT*TT*48750.00", "AMT*TT*52650.00", "52650.00", None),
        ("AMT*TT*48750.00", "TXI*ST*3900.00~\nAMT*TT*52650.00", "48750.00", True),
    ],
)
def test_an_x12_total_is_net_where_the_lines_come_to_it(
    old: str, new: str, amount: str, net: bool | None
) -> None:
    order = order_in(X12_ORDER.replace(old, new))
    assert (order.amount, order.net) == (Decimal(amount), net)


def test_an_x12_line_without_a_price_leaves_the_sum_open() -> None:
    order = order_in(X12_ORDER.replace("*24375.00*", "**").replace("AMT*TT*48750.00~\n", ""))
    assert (order.amount, order.net, order.currency) == (None, None, "USD")


@pytest.mark.parametrize(
    ("purpose", "action"),
    [("00", "new"), ("07", "new"), ("01", "cancel"), ("17", "cancel"), ("04", "change")],
)
def test_the_purpose_of_an_x12_order_says_what_is_to_be_done(purpose: str, action: str) -> None:
    assert order_in(X12_ORDER.replace("BEG*00", f"BEG*{purpose}")).action == action


def test_an_x12_release_keeps_the_number_of_its_blanket() -> None:
    order = order_in(X12_ORDER.replace("BEG*00*NE*0045009912**", "BEG*00*RL*0045009912*007*"))
    assert (order.kind, order.po_number, order.revision) == ("release", "0045009912", "007")
    assert order_in(X12_ORDER.replace("*NE*", "*BK*")).kind == "blanket"


def test_an_x12_period_may_be_written_as_a_range() -> None:
    text = X12_ORDER.replace("DTM*150*20270104~\n", "DTM*150****RD8*20270104-20270630~\n")
    assert order_in(text).valid_to == date(2027, 6, 30)


def test_a_year_may_have_two_digits() -> None:
    assert order_in(X12_ORDER.replace("20270104", "270104")).valid_from == date(2027, 1, 4)


def test_an_interchange_may_hold_several_orders() -> None:
    start, end = X12_ORDER.index("ST*850"), X12_ORDER.index("GE*1")
    second = X12_ORDER[start:end].replace("0045009912", "0045009913")
    found = orders_in(X12_ORDER[:end] + second + X12_ORDER[end:])
    assert [order.po_number for order in found] == ["0045009912", "0045009913"]


# --- EDIFACT -------------------------------------------------------------------------------------


def test_an_edifact_order_is_read_by_its_fields() -> None:
    assert order_in(EDIFACT_ORDER) == OrderDocument(
        origin="attachment:po.edi",
        po_number="0080012345",
        action="new",
        amount=Decimal("12000.00"),
        currency="EUR",
        valid_from=date(2027, 1, 1),
        valid_to=date(2027, 12, 31),
        buyer="Musterwerk GmbH Einkauf",
        seller="Progressive Robot Ltd",
        references=("RV-77", "Q-2041"),
        words="Wartung: F'rderbahn 2027\nWartung der F'rderbahn laut Angebot",
    )


def test_an_edifact_change_names_the_order_and_states_its_tax() -> None:
    order = order_in(EDIFACT_CHANGE)
    assert (order.po_number, order.action, order.revision) == ("0080012345", "change", "AEN-4")
    assert (order.amount, order.net, order.currency) == (Decimal("15000.00"), True, "EUR")
    assert order.buyer == "Musterwerk GmbH"


@pytest.mark.parametrize(("code", "action"), [("1", "cancel"), ("5", "change"), ("4", "change")])
def test_the_function_of_an_edifact_message_says_what_is_to_be_done(code: str, action: str) -> None:
    assert order_in(EDIFACT_CHANGE.replace("AEN-4+4", f"AEN-4+{code}")).action == action
    assert order_in(EDIFACT_ORDER.replace("12345+9", f"12345+{code}")).action == action


@pytest.mark.parametrize(
    ("old", "new", "amount", "net"),
    [
        ("MOA+86:12000.00'", "", "12000.00", True),
        ("MOA+86:12000.00'", "MOA+79:12000.00'MOA+86:14280.00'", "12000.00", True),
        ("MOA+86:12000.00'", "MOA+86:14280.00'", "14280.00", None),
    ],
)
def test_an_edifact_total_is_net_where_that_is_said_or_follows(
    old: str, new: str, amount: str, net: bool | None
) -> None:
    order = order_in(EDIFACT_ORDER.replace(old, new))
    assert (order.amount, order.net) == (Decimal(amount), net)


@pytest.mark.parametrize(("code", "kind"), [("221", "blanket"), ("226", "release")])
def test_the_type_of_an_edifact_order_says_what_kind_it_is(code: str, kind: str) -> None:
    assert order_in(EDIFACT_ORDER.replace("BGM+220", f"BGM+{code}")).kind == kind


def test_an_interchange_without_una_has_the_usual_signs() -> None:
    assert order_in(EDIFACT_ORDER.removeprefix("UNA:+.? '\r\n")) == order_in(EDIFACT_ORDER)


def test_escaped_signs_are_part_of_a_number() -> None:
    text = EDIFACT_ORDER.replace("0080012345", "0080?+12?:3??")
    assert order_in(text).po_number == "0080+12:3?"


# --- what is recognised, and what is not read ----------------------------------------------------


@pytest.mark.parametrize("text", EVERY)
@pytest.mark.parametrize("media_type", ["text/plain", "application/octet-stream"])
def test_an_interchange_is_recognised_whatever_it_is_called(text: str, media_type: str) -> None:
    reading = registry().read(Part("2", media_type, "order.txt", text.encode()))
    assert (len(reading.orders), reading.problem) == (1, "")


@pytest.mark.parametrize(
    "payload",
    [b"", b"ISA", b"ISA " + b"is a shop " * 20, b"UNA", b"UNABLE TO READ", b"UNB", b"UNBELIEVABLE"],
)
def test_plain_text_is_no_interchange(payload: bytes) -> None:
    assert not edi.looks_like(payload)
    with pytest.raises(Unreadable, match="corrupt"):
        orders_in(payload)


@pytest.mark.parametrize(
    ("text", "trailer"),
    [(X12_ORDER, "SE*14"), (X12_CHANGE, "SE|6"), (EDIFACT_ORDER, "UNT+"), (EDIFACT_CHANGE, "UNT+")],
)
def test_an_interchange_cut_off_anywhere_is_not_read(text: str, trailer: str) -> None:
    for cut in range(0, text.index(trailer), 7):
        edi.looks_like(text[:cut].encode())
        with pytest.raises(Unreadable):
            orders_in(text[:cut])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (X12_ORDER.replace("*850*", "*830*"), "not an order we know"),
        (EDIFACT_ORDER.replace("ORDERS", "DELFOR"), "not an order we know"),
        (X12_ORDER.replace("0045009912", ""), "not an order we know"),
        (EDIFACT_ORDER.replace("0080012345", ""), "not an order we know"),
        (X12_ORDER.replace("*P*>~", "*P*>*"), "corrupt"),
        (X12_ORDER[:400], "cut off"),
        (EDIFACT_ORDER[:400], "cut off"),
        ("UNB+" + "x" * 1_000_001, "too large"),
    ],
)
def test_what_cannot_be_read_says_why(text: str, said: str) -> None:
    with pytest.raises(Unreadable, match=said):
        orders_in(text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (X12_ORDER.replace("*850*", "*810*"), "Invoice"),
        (X12_ORDER.replace("*850*", "*855*"), "Order response"),
        (EDIFACT_ORDER.replace("ORDERS", "ORDRSP"), "Order response"),
        (EDIFACT_ORDER.replace("ORDERS", "REMADV"), "Remittance advice"),
    ],
)
def test_an_interchange_without_orders_says_what_it_is(text: str, said: str) -> None:
    pages = edi.read(Part("2", "application/edi-x12", "po.edi", text.encode("latin-1")))
    assert (pages.texts, pages.orders, pages.problem) == ((said,), (), "")


def test_an_edifact_call_off_that_counts_behind_its_frame_is_of_the_frame() -> None:
    text = EDIFACT_ORDER.replace("0080012345", "800123-7").replace(
        "UNS+S'", "RFF+BO:800123'UNS+S'", 1
    )
    order = order_in(text)
    assert (order.po_number, order.kind, order.revision) == ("800123", "release", "7")


@pytest.mark.parametrize(
    "filler", ["?", "??'", "'", "+", ":", "UNH+1'", "BGM+220'", "MOA+86:1'", "DTM+273:'", "NAD+BY'"]
)
def test_a_hostile_interchange_takes_no_time(filler: str) -> None:
    def read(length: int) -> None:
        text = EDIFACT_ORDER.replace("UNS+S", filler * (length // len(filler)))
        reading = registry().read(Part("2", "text/plain", "order.txt", text.encode()))
        assert not reading.problem.startswith("the reader failed")

    assert grows_linearly(read, 900_000)


def test_many_orders_are_read_up_to_a_limit() -> None:
    start, end = EDIFACT_ORDER.index("UNH"), EDIFACT_ORDER.index("UNZ")
    text = EDIFACT_ORDER[:start] + EDIFACT_ORDER[start:end] * 501 + EDIFACT_ORDER[end:]
    pages = edi.read(Part("2", "application/edifact", "po.edi", text.encode()))
    assert (len(pages.orders), pages.problem) == (500, "only the first 500 orders were read")
