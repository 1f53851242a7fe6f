"""What every `bot.ports.Store` does with invoices that go out."""

from dataclasses import replace
from datetime import date

import pytest

from bot.domain.decision import IssueInvoice
from bot.domain.ledger import Invoice, InvoiceNumber, InvoiceStatus, Snapshot
from bot.errors import StoreBusy
from bot.ports import Evidence, Store
from tests.store.samples import NOW, PORTAL, ledger, outgoing

DRAFT = InvoiceNumber("PR-2026-0900")


def with_draft(status: InvoiceStatus = InvoiceStatus.DRAFT) -> Snapshot:
    rows = (*ledger().invoices, Invoice(DRAFT, PORTAL, currency="GBP", status=status))
    return replace(ledger(), invoices=rows)


@pytest.fixture
def drafted(store: Store) -> Store:
    store.import_ledger(with_draft(), (), NOW)
    return store


def test_a_draft_that_goes_out_is_issued_once_with_its_mail(drafted: Store) -> None:
    changes, mail = (IssueInvoice(DRAFT, date(2026, 11, 24)),), outgoing("invoice:draft")

    first = drafted.book(changes, Evidence("sent"), NOW, outgoing=(mail,))

    issued = drafted.snapshot().invoice[DRAFT]
    assert (first, issued.status) == (1, InvoiceStatus.ISSUED)
    assert (issued.issued_on, issued.due_on) == (date(2026, 11, 24), date(2026, 12, 24))
    assert [row.mail.idem_key for row in drafted.outbox()] == ["invoice:draft"]
    with pytest.raises(StoreBusy, match="no draft any more"):
        drafted.book(changes, Evidence("sent"), NOW, outgoing=(outgoing("again"),))
    assert len(drafted.outbox()) == 1


@pytest.mark.parametrize("status", [InvoiceStatus.PAID, InvoiceStatus.DISPUTED, InvoiceStatus.VOID])
def test_what_accounts_say_of_an_issued_invoice_later_counts(
    drafted: Store, status: InvoiceStatus
) -> None:
    drafted.book((IssueInvoice(DRAFT, date(2026, 11, 24)),), Evidence("sent"), NOW)
    assert drafted.import_ledger(with_draft(), (), NOW).conflicts == ()
    assert drafted.snapshot().invoice[DRAFT].status is InvoiceStatus.ISSUED

    later = drafted.import_ledger(with_draft(status), (), NOW)

    assert later.conflicts == ()
    assert drafted.snapshot().invoice[DRAFT].status is status


def test_an_issued_invoice_that_is_said_to_wait_for_a_number_is_a_conflict(drafted: Store) -> None:
    drafted.book((IssueInvoice(DRAFT, date(2026, 11, 24)),), Evidence("sent"), NOW)

    report = drafted.import_ledger(with_draft(InvoiceStatus.AWAITING_PO), (), NOW)

    assert len(report.conflicts) == 1
    assert drafted.snapshot().invoice[DRAFT].status is InvoiceStatus.ISSUED
