from dataclasses import replace

import pytest

from bot.domain.ledger import ClientId, Snapshot
from bot.domain.message import Layer
from bot.domain.purchase_order import OrderStatus
from bot.domain.understanding import Intent
from tests.builders import (
    LEDGER,
    Mail,
    candidate,
    change_request,
    client,
    engagement,
    invoice,
    ledger,
    matched,
    mention,
    numbers,
    order,
    stated,
)

ONE_OPEN = ledger(engagements=LEDGER.engagements[:1], invoices=LEDGER.invoices[:3])


def where(mail: Mail, snapshot: Snapshot = LEDGER) -> tuple[list[str], list[str]]:
    placement = matched(mail, snapshot).placements[0]
    return [str(e.engagement_id) for e in placement.engagements], numbers(placement.invoices)


OTHERS = client("larkhill", name="Larkhill Stores plc")


TWO_CLIENTS = ledger(
    clients=(client(), OTHERS),
    engagements=(
        *LEDGER.engagements,
        engagement("ENG-0020", "Till rollout", client_id=ClientId("larkhill")),
    ),
    invoices=(*LEDGER.invoices, invoice("PR-2026-0200", "ENG-0020")),
    change_requests=(change_request("CR-0020", "ENG-0020"),),
)


@pytest.mark.parametrize("number", ["ENG-0020", "Q-0020", "PR-2026-0200", "CR-0020"])
def test_another_clients_reference_is_a_conflict(number: str) -> None:
    match = matched(Mail(orders=(stated("4500012345", number),)), TWO_CLIENTS)

    assert match.conflicts == (f"{number} belongs to another client.",)
    assert match.client is not None
    assert match.client.client_id == "northgate"


def test_a_contact_of_two_clients_speaks_for_the_one_whose_work_is_meant() -> None:
    both = ("northgate", "larkhill")

    named = matched(Mail(orders=(stated("4500012345", "Q-0020"),), clients=both), TWO_CLIENTS)
    unclear = matched(Mail(orders=(stated(),), clients=both), TWO_CLIENTS)

    assert named.client == OTHERS
    assert unclear.client is None
    assert len(unclear.placements[0].choices) == 3


def test_a_stranger_is_laid_against_nothing() -> None:
    match = matched(Mail(orders=(stated("4500012345", "Q-0007"),), clients=()))

    assert match.client is None
    assert [p.engagements for p in match.placements] == [()]


def test_a_document_for_other_work_than_the_mail_is_a_conflict() -> None:
    mail = Mail(
        orders=(stated("4500012345", "Q-0007"),),
        candidates=(candidate("4500012345"),),
        mentions=(mention("Q-0009", Layer.ATTACHMENT),),
    )

    assert matched(mail).conflicts == ("The document is for ENG-0009, the mail for ENG-0007.",)


@pytest.mark.parametrize(
    ("mail", "at_stake"),
    [
        (Mail((Intent.PO_PROMISED,), mentions=(mention("ENG-0009"),)), ["ENG-0009"]),
        (Mail((Intent.PO_PROMISED,), text="The kiosk PO follows"), ["ENG-0009"]),
        (Mail((Intent.PO_CANCEL,), withdrawn=("4500000001",)), ["ENG-0009"]),
        (Mail((Intent.PO_NEW,), text="go ahead"), []),
        (Mail((Intent.DISPUTE,), mentions=(mention("PR-2026-0117"),)), []),
        (Mail((Intent.QUESTION,), mentions=(mention("ENG-0009"),)), []),
    ],
)
def test_work_is_at_stake_only_where_an_order_is(mail: Mail, at_stake: list[str]) -> None:
    snapshot = ledger(purchase_orders=(order("4500000001", "ENG-0009"),))

    assert [e.engagement_id for e in matched(mail, snapshot).engagements] == at_stake


@pytest.mark.parametrize(
    ("mail", "spoken"),
    [
        (Mail((Intent.DISPUTE,), mentions=(mention("PR-2026-0117"),)), ["PR-2026-0117"]),
        (
            Mail((Intent.REMITTANCE,), mentions=(mention("PR-2026-0118", Layer.ATTACHMENT),)),
            ["PR-2026-0118"],
        ),
        (
            Mail((Intent.DISPUTE,), mentions=(mention("PR-2026-0120", Layer.QUOTED_OURS),)),
            ["PR-2026-0120"],
        ),
        (Mail((Intent.DISPUTE,), text="Your invoice over 8,400.00 is wrong"), ["PR-2026-0120"]),
        (Mail((Intent.DISPUTE,), text="Your invoice is wrong"), []),
    ],
)
def test_invoices_are_those_named_or_described(mail: Mail, spoken: list[str]) -> None:
    assert numbers(matched(mail).invoices) == spoken


def test_a_cancelled_order_on_file_does_not_count_as_one() -> None:
    gone = order("4500000001", "ENG-0007", status=OrderStatus.CANCELLED)
    snapshot = replace(ONE_OPEN, invoices=(), purchase_orders=(gone,))

    assert where(Mail(orders=(stated(),)), snapshot)[0] == ["ENG-0007"]


def test_every_placement_says_why() -> None:
    reasons = matched(Mail(orders=(stated("4500012345", "Q-0007"),))).reasons

    assert reasons == ("Q-0007 (said together with the order) is Intranet search (ENG-0007).",)
