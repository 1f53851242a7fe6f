"""What is known of mails that bring invoices: whether anybody may have them."""

import pytest

from bot.domain.ledger import InvoiceNumber
from bot.domain.outgoing import MAY_HAVE_ARRIVED, Condition, OutgoingState
from bot.store.travel import InvoiceMail, evidence_after, unsent

NUMBER = InvoiceNumber("PR-1")
FIRST, AGAIN, COPY = "invoice:PR-1", "invoice:PR-1:instead_of:7", "invoice:PR-1:A1"


def bringing(key: str, state: OutgoingState, evidence: str = "") -> InvoiceMail:
    return InvoiceMail(key, state, Condition(invoices=((NUMBER, "A1"),)), evidence)


@pytest.mark.parametrize("key", [FIRST, AGAIN])
def test_an_invoice_whose_own_mail_waits_is_with_nobody(key: str) -> None:
    assert unsent([bringing(key, OutgoingState.DEFERRED)]) == {NUMBER}


def test_a_copy_that_waits_does_not_mean_that_nobody_has_the_invoice() -> None:
    assert unsent([bringing(COPY, OutgoingState.DEFERRED)]) == frozenset()


def test_an_invoice_that_was_in_doubt_counts_as_out_whatever_became_of_its_mail() -> None:
    before = bringing(FIRST, OutgoingState.SUPPRESSED, f"void; {MAY_HAVE_ARRIVED}")
    assert unsent([before, bringing(AGAIN, OutgoingState.QUEUED)]) == frozenset()


def test_a_doubt_stays_with_a_mail_until_it_is_known_to_be_sent() -> None:
    evidence, held = "", OutgoingState.COMMITTING
    for state, said in (
        (OutgoingState.IN_DOUBT, "the line broke"),
        (OutgoingState.QUEUED, "the same bytes go again"),
        (OutgoingState.DEFERRED, "451 later"),
        (OutgoingState.CLAIMED, ""),
    ):
        evidence, held = evidence_after(held, evidence, state, said), state
        assert MAY_HAVE_ARRIVED in evidence
    assert evidence_after(held, evidence, OutgoingState.ACCEPTED, "250 OK") == "250 OK"


def test_a_mail_that_never_was_in_doubt_says_what_was_said_last() -> None:
    deferred, queued = OutgoingState.DEFERRED, OutgoingState.QUEUED
    assert evidence_after(deferred, "451 later", queued, "") == "451 later"
    assert evidence_after(deferred, "451 later", queued, "again") == "again"
