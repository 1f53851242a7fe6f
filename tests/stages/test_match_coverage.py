from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from bot.domain.ledger import InvoiceStatus, Snapshot
from bot.domain.understanding import Intent
from tests.builders import (
    LEDGER,
    Mail,
    change_request,
    engagement,
    invoice,
    ledger,
    matched,
    numbers,
    order,
    stated,
)

WITH_REQUEST = ledger(
    change_requests=(change_request(),),
    invoices=(*LEDGER.invoices, invoice("PR-2026-0130", net=3200, change_request_id="CR-0011")),
)


def where(mail: Mail, snapshot: Snapshot = LEDGER) -> tuple[list[str], list[str]]:
    placement = matched(mail, snapshot).placements[0]
    return [str(e.engagement_id) for e in placement.engagements], numbers(placement.invoices)


INTRANET = (["ENG-0007"], ["PR-2026-0117", "PR-2026-0118"])


KIOSK = (["ENG-0009"], ["PR-2026-0120"])


@pytest.mark.parametrize(
    ("named", "amount", "expected"),
    [
        (("Q-0007",), None, Decimal(18400)),
        (("SOW-0009",), None, Decimal(7000)),
        (("PR-2026-0117",), None, Decimal(9200)),
        (("ENG-0007",), None, Decimal(18400)),
        (("Q-0007", "PR-2026-0117"), None, Decimal(18400)),
        (("Q-0007", "Q-0009"), None, Decimal(25400)),
    ],
)
def test_an_order_must_cover_what_it_names(
    named: tuple[str, ...], amount: Decimal | None, expected: Decimal
) -> None:
    placement = matched(Mail(orders=(stated("4500012345", *named, amount=amount),))).placements[0]

    assert placement.expected == expected
    assert placement.currency == "GBP"


def test_an_unknown_value_expects_nothing() -> None:
    snapshot = ledger(engagements=(engagement(value=None),), invoices=())

    mail = Mail(orders=(stated("4500012345", "Q-0007"),))

    assert matched(mail, snapshot).placements[0].expected is None


SUPPLEMENT = (Intent.PO_SUPPLEMENT, Intent.PO_NEW)


@pytest.mark.parametrize(
    "said",
    [
        stated("4500012345", "CR-0011"),
        stated("4500012345", "ENG-0007", words="for the synonyms"),
        stated("4500012345", "ENG-0007", amount=Decimal(3200)),
        stated("4500012345", "ENG-0007"),
        stated("4500012345", words="supplement for the german synonyms"),
    ],
    ids=["number", "title", "sum", "only one open", "title alone"],
)
def test_a_supplement_goes_on_the_change_requests_invoice(said: object) -> None:
    mail = Mail(SUPPLEMENT, (said,))  # type: ignore[arg-type]

    placement = matched(mail, WITH_REQUEST).placements[0]

    assert placement.change_requests == ("CR-0011",)
    assert numbers(placement.invoices) == ["PR-2026-0130"]
    assert placement.expected == Decimal(3200)


def test_a_quotes_order_does_not_pay_for_its_change_requests() -> None:
    mail = Mail(orders=(stated("4500012345", "Q-0007"),))

    assert where(mail, WITH_REQUEST) == INTRANET


def test_an_order_for_the_work_covers_change_requests_if_its_sum_does() -> None:
    enough = Mail(orders=(stated("4500012345", "ENG-0007", amount=Decimal(21600)),))
    less = Mail(orders=(stated("4500012345", "ENG-0007", amount=Decimal(18400)),))

    assert where(enough, WITH_REQUEST)[1] == ["PR-2026-0117", "PR-2026-0118", "PR-2026-0130"]
    assert where(less, WITH_REQUEST)[1] == ["PR-2026-0117", "PR-2026-0118"]


def test_an_order_of_a_change_requests_sum_is_for_it_where_nothing_else_waits() -> None:
    snapshot = replace(WITH_REQUEST, invoices=WITH_REQUEST.invoices[-1:])
    mail = Mail(orders=(stated("4500012345", "Q-0007", amount=Decimal(3200)),))

    placement = matched(mail, snapshot).placements[0]

    assert placement.change_requests == ("CR-0011",)
    assert placement.expected == Decimal(3200)


def test_a_sum_finds_the_change_request_among_all_work() -> None:
    placement = matched(Mail(orders=(stated(amount=Decimal(3200)),)), WITH_REQUEST).placements[0]

    assert numbers(placement.invoices) == ["PR-2026-0130"]


def test_a_sum_finds_an_approved_change_request_before_its_invoice() -> None:
    snapshot = ledger(change_requests=(change_request(amount=4100),))

    placement = matched(Mail(orders=(stated(amount=Decimal(4100)),)), snapshot).placements[0]

    assert placement.change_requests == ("CR-0011",)


def test_a_sum_that_several_works_have_chooses_none() -> None:
    snapshot = ledger(engagements=(engagement(), engagement("ENG-0009", "Visitor kiosk")))

    assert where(Mail(orders=(stated(amount=Decimal(18400)),)), snapshot) == ([], [])


def test_a_top_up_must_cover_the_old_sum_and_the_change() -> None:
    snapshot = replace(WITH_REQUEST, purchase_orders=(order("4500012345", "ENG-0007"),))
    mail = Mail((Intent.PO_TOPUP,), (stated(amount=Decimal(21600)),))

    placement = matched(mail, snapshot).placements[0]

    assert numbers(placement.invoices) == ["PR-2026-0130"]
    assert placement.expected == Decimal(21600)


def test_a_number_on_file_keeps_its_work() -> None:
    snapshot = ledger(purchase_orders=(order("4500012345", "ENG-0009"),))

    assert where(Mail(orders=(stated(),)), snapshot) == KIOSK


@pytest.mark.parametrize(
    "mail",
    [
        Mail((Intent.PO_REPLACE,), (stated(replaces=("4500000001",)),)),
        Mail((Intent.PO_REPLACE,), (stated(),), withdrawn=("4500000001",)),
    ],
)
def test_a_successor_goes_where_its_predecessor_was(mail: Mail) -> None:
    assert where(mail, ledger(purchase_orders=(order("4500000001", "ENG-0009"),))) == KIOSK


SCOPED = ledger(engagements=(engagement(po_scope="invoice"),), invoices=LEDGER.invoices[:3])


def test_an_order_per_invoice_asks_which_one() -> None:
    placement = matched(Mail(orders=(stated("4500012345", "ENG-0007"),)), SCOPED).placements[0]

    assert [numbers(c.invoices) for c in placement.choices] == [["PR-2026-0117"], ["PR-2026-0118"]]
    assert "PR-2026-0117" in placement.choices[0].label


def test_an_order_per_invoice_takes_the_named_one() -> None:
    mail = Mail(orders=(stated("4500012345", "Q-0007", "PR-2026-0118", amount=Decimal(9200)),))

    placement = matched(mail, SCOPED).placements[0]

    assert numbers(placement.invoices) == ["PR-2026-0118"]
    assert placement.expected == Decimal(9200)


def test_an_order_per_invoice_takes_the_one_of_its_sum() -> None:
    snapshot = replace(
        SCOPED, invoices=(invoice("PR-2026-0117"), invoice("PR-2026-0118", net=5000))
    )
    mail = Mail(orders=(stated("4500012345", "ENG-0007", amount=Decimal(5000)),))

    assert where(mail, snapshot)[1] == ["PR-2026-0118"]


def test_an_order_per_invoice_needs_no_question_where_none_waits() -> None:
    mail = Mail(orders=(stated("4500012345", "ENG-0007"),))

    assert where(mail, replace(SCOPED, invoices=())) == (["ENG-0007"], [])


ISSUED = ledger(
    invoices=(
        invoice("PR-2026-0140", status=InvoiceStatus.ISSUED, issued_on=date(2026, 10, 30)),
        invoice("PR-2026-0141", status=InvoiceStatus.ISSUED, issued_on=date(2026, 9, 30), net=5000),
    )
)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("PO for the October invoice, Q-0007", ["PR-2026-0140"]),
        ("PO for your invoice of 6,000.00, Q-0007", ["PR-2026-0141"]),
        ("PO zur Rechnung vom September, Q-0007", ["PR-2026-0141"]),
        ("PO for your invoice dated 30 October, Q-0007", ["PR-2026-0140"]),
        ("PO for the invoice, Q-0007", []),
        ("PO for October, Q-0007", []),
        ("PO for Q-0007", []),
    ],
)
def test_a_sent_invoice_gets_a_number_only_if_it_is_described(text: str, found: list[str]) -> None:
    mail = Mail(orders=(stated("4500012345", "Q-0007"),), text=text)

    assert where(mail, ISSUED)[1] == found


def test_a_sent_invoice_gets_a_number_if_it_is_named() -> None:
    assert where(Mail(orders=(stated("4500012345", "PR-2026-0140"),)), ISSUED)[1] == [
        "PR-2026-0140"
    ]


@pytest.mark.parametrize(
    ("amount", "covered", "expected"),
    [
        (21600, ["PR-2026-0117", "PR-2026-0118", "PR-2026-0130"], 18400),
        (3200, ["PR-2026-0130"], 3200),
    ],
)
def test_an_order_that_names_work_and_change_pays_for_both_if_its_sum_does(
    amount: int, covered: list[str], expected: int
) -> None:
    mail = Mail(orders=(stated("4500012345", "Q-0007", "CR-0011", amount=Decimal(amount)),))

    placement = matched(mail, WITH_REQUEST).placements[0]

    assert numbers(placement.invoices) == covered
    assert placement.expected == expected


def test_a_supplement_with_two_changes_waiting_is_a_question() -> None:
    snapshot = replace(
        WITH_REQUEST,
        change_requests=(change_request(), change_request("CR-0012", amount=4000, title="Filters")),
        invoices=(
            *WITH_REQUEST.invoices,
            invoice("PR-2026-0131", net=4000, change_request_id="CR-0012"),
        ),
    )

    placement = matched(Mail(SUPPLEMENT, (stated("4500012345", "ENG-0007"),)), snapshot).placements[
        0
    ]

    assert [numbers(c.invoices) for c in placement.choices] == [["PR-2026-0130"], ["PR-2026-0131"]]


def test_may_is_a_month_only_where_it_is_written_as_one() -> None:
    may = invoice("PR-2026-0150", status=InvoiceStatus.ISSUED, issued_on=date(2026, 5, 29))
    mail = Mail(orders=(stated("4500012345", "Q-0007"),))

    for text, found in (("you may invoice us now", []), ("the May invoice", ["PR-2026-0150"])):
        assert where(replace(mail, text=text), ledger(invoices=(may,)))[1] == found
