"""What a person is offered: bound by a digest, and said in words."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from bot.domain.decision import (
    AssignOrder,
    Change,
    CloseOrder,
    HoldReminders,
    Letter,
    RaiseOrder,
    RecordOrder,
    SetPoPolicy,
)
from bot.domain.ledger import EngagementId, InvoiceNumber, PoPolicy
from bot.domain.proposal import Proposal, in_words
from bot.domain.purchase_order import OrderKind
from tests.builders import JANE, LEDGER, NORTHGATE

BILL = InvoiceNumber("PR-2026-0117")
WORK = (EngagementId("ENG-0007"),)
RECORD = RecordOrder(
    NORTHGATE, "45-1", OrderKind.STANDARD, WORK, Decimal("1200.50"), "GBP", None, date(2027, 1, 31)
)
LETTER = Letter("po_recorded", JANE, "en", "approved:1")
OFFER = Proposal((RECORD, AssignOrder(NORTHGATE, "45-1", BILL)), (LETTER,), leaves=("PR-1 stays.",))


@pytest.mark.parametrize(
    "other",
    [
        replace(OFFER, changes=OFFER.changes[:1]),
        replace(OFFER, changes=(replace(RECORD, amount=Decimal(1200)), *OFFER.changes[1:])),
        replace(OFFER, changes=OFFER.changes[::-1]),
        replace(OFFER, letters=()),
        replace(OFFER, letters=(replace(LETTER, to=replace(JANE, email="eve@x.example")),)),
        replace(OFFER, releases="remind:1"),
    ],
)
def test_another_proposal_has_another_revision(other: Proposal) -> None:
    assert other.revision != OFFER.revision


def test_the_same_proposal_has_the_same_revision_however_it_is_explained() -> None:
    assert replace(OFFER, leaves=()).revision == OFFER.revision
    assert len(OFFER.revision) == 8


def test_what_cannot_be_approved_has_no_revision() -> None:
    assert replace(OFFER, obstacle="It cannot be read.").revision == ""


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (
            RECORD,
            (
                "record PO 45-1 of Northgate Foods Ltd, 1,200.50 GBP net, valid to 2027-01-31, "
                "for Intranet search (ENG-0007)"
            ),
        ),
        (
            RecordOrder(
                NORTHGATE, "45-2", OrderKind.SUPPLEMENTARY, WORK, None, "GBP", parent_po="45-1"
            ),
            (
                "record supplementary PO 45-2 of Northgate Foods Ltd, to 45-1, "
                "for Intranet search (ENG-0007)"
            ),
        ),
        (AssignOrder(NORTHGATE, "45-1", BILL), "put PO 45-1 on PR-2026-0117"),
        (
            RaiseOrder(NORTHGATE, "45-1", Decimal(900), valid_to=date(2027, 3, 31)),
            "change PO 45-1, 900.00 net, valid to 2027-03-31",
        ),
        (
            RaiseOrder(NORTHGATE, "45-1", None, engagement_ids=WORK),
            "change PO 45-1, for Intranet search (ENG-0007)",
        ),
        (CloseOrder(NORTHGATE, "45-1", "cancelled"), "close PO 45-1 as cancelled"),
        (
            CloseOrder(NORTHGATE, "45-1", "superseded", "45-2"),
            "close PO 45-1 as superseded, 45-2 follows it",
        ),
        (
            SetPoPolicy(NORTHGATE, PoPolicy.NOT_USED),
            "note that POs are not used at Northgate Foods Ltd",
        ),
        (HoldReminders(NORTHGATE, (BILL,), "dispute"), "hold reminders"),
    ],
)
def test_a_change_is_said_in_a_line(change: Change, words: str) -> None:
    assert in_words(change, LEDGER) == words
