"""When the question for a client's policy is not open any more."""

from dataclasses import replace

import pytest

from bot.domain.ledger import ClientId, PoPolicy
from bot.domain.outgoing import Condition
from bot.domain.policy_questions import policy_is_known
from tests.builders import LEDGER, NORTHGATE, client, order

OPEN = Condition(NORTHGATE, policy_unknown=(NORTHGATE,))
UNKNOWN = replace(LEDGER, clients=(client(po_policy=PoPolicy.UNKNOWN),))


def test_a_question_holds_while_nothing_is_known() -> None:
    assert policy_is_known(OPEN, UNKNOWN) == ""
    assert policy_is_known(Condition(), LEDGER) == ""


@pytest.mark.parametrize(
    ("policy", "why"),
    [
        (PoPolicy.REQUIRED, "POs of Northgate Foods Ltd are required"),
        (PoPolicy.NOT_USED, "POs of Northgate Foods Ltd are not used"),
    ],
)
def test_it_falls_once_the_policy_is_known(policy: PoPolicy, why: str) -> None:
    known = replace(LEDGER, clients=(client(po_policy=policy),))
    assert policy_is_known(OPEN, known) == why


def test_it_falls_with_the_first_order_and_with_the_client() -> None:
    ordered = replace(UNKNOWN, purchase_orders=(order("4500012345", "ENG-0007"),))
    assert policy_is_known(OPEN, ordered) == "Northgate Foods Ltd sent PO 4500012345"
    gone = Condition(policy_unknown=(ClientId("gone"),))
    assert "not in the ledger" in policy_is_known(gone, UNKNOWN)
