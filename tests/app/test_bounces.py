"""Delivery reports: believed of mails that we wrote, to the addresses that they give up."""

import pytest

from bot.app.bounces import lost_invoices, proven
from bot.domain.decision import Decision, HoldReminders, MarkAddress, Reply, Verdict
from bot.domain.ledger import ClientId, InvoiceNumber
from bot.domain.message import Message
from bot.domain.outgoing import Condition, Outgoing, OutgoingClass
from bot.store.memory import MemoryStore
from tests.builders import LEDGER, NOW
from tests.raw_mails import parsed

JANE, BOB = "jane@northgate.example", "bob@northgate.example"
OURS = "<invoice-1@progressiverobot.com>"


@pytest.fixture
def store() -> MemoryStore:
    """A store that holds an invoice which we mailed to Jane."""
    store = MemoryStore(ledger=LEDGER)
    number = InvoiceNumber("PR-2026-0117")
    mail = Outgoing(
        "invoice:PR-2026-0117",
        OURS,
        OutgoingClass.INVOICE,
        "billing@progressiverobot.com",
        JANE,
        "Invoice PR-2026-0117",
        b"Subject: Invoice PR-2026-0117\r\n\r\nsee attachment\r\n",
        condition=Condition(invoices=((number, "4500012345"),)),
    )
    store.queue([mail], NOW)
    return store


def report(address: str, returned: str = OURS) -> Message:
    """Return a delivery report that gives up an address and returns a mail's headers."""
    return parsed(
        "From: MAILER-DAEMON@mta.example\n"
        "Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n"
        "--b\nContent-Type: text/plain\n\nIt does not exist.\n"
        "--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mta.example\n\n"
        f"Final-Recipient: rfc822; {address}\nAction: failed\nStatus: 5.1.1\n\n"
        f"--b\nContent-Type: text/rfc822-headers\n\nMessage-ID: {returned}\n\n--b--\n"
    )


def gives_up(*addresses: str) -> Decision:
    marks = tuple(MarkAddress(each, "delivery failed: 5.1.1") for each in addresses)
    return Decision(Verdict.NONE, Reply.NONE, changes=marks)


def test_a_report_that_returns_our_mail_marks_its_address(store: MemoryStore) -> None:
    assert proven(gives_up(JANE), report(JANE), store) == gives_up(JANE)


def test_a_report_of_a_mail_that_we_never_sent_marks_nobody(store: MemoryStore) -> None:
    judged = proven(gives_up(JANE), report(JANE, "<guessed@progressiverobot.com>"), store)
    assert judged.changes == ()
    assert judged.reasons[-1] == (
        f"The report gives back no mail of ours to {JANE}: nothing is noted of it."
    )


def test_a_report_of_our_mail_to_another_address_marks_nobody(store: MemoryStore) -> None:
    assert proven(gives_up(BOB), report(BOB), store).changes == ()


def test_of_several_addresses_only_those_that_we_wrote_to_are_marked(store: MemoryStore) -> None:
    judged = proven(gives_up(JANE, BOB), report(JANE), store)
    assert [c.email for c in judged.changes if isinstance(c, MarkAddress)] == [JANE]


def test_what_else_a_mail_changes_is_none_of_this_checks_business(store: MemoryStore) -> None:
    hold = HoldReminders(ClientId("northgate"), (InvoiceNumber("PR-2026-0117"),), "dispute")
    other = Decision(Verdict.REVIEW, Reply.NONE, changes=(hold,))
    assert proven(other, report(JANE), store) is other


def test_our_mail_is_known_by_the_thread_of_a_report_without_its_headers(
    store: MemoryStore,
) -> None:
    mail = parsed(f"From: postmaster@mta.example\nIn-Reply-To: {OURS}\n\nUnknown user")
    assert proven(gives_up(JANE), mail, store) == gives_up(JANE)


def test_an_invoice_that_came_back_waits_for_a_person(store: MemoryStore) -> None:
    (item,) = lost_invoices(gives_up(JANE), report(JANE), store)
    assert (item.kind, item.key) == ("bounced", f"bounced:PR-2026-0117:{JANE}")
    assert item.reasons == (
        f"The mail with PR-2026-0117 to {JANE} came back: the client has not got this invoice.",
    )


def test_an_unproven_report_loses_no_invoice(store: MemoryStore) -> None:
    forged = report(JANE, "<guessed@progressiverobot.com>")
    assert lost_invoices(proven(gives_up(JANE), forged, store), forged, store) == ()
