"""Payments that accounts have not allocated yet: a note, so that their payers are spared."""

import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal

from bot.domain.ledger import InvoiceNumber, Payment, Snapshot
from bot.domain.unallocated import UNALLOCATED, spared
from bot.ports import Holds, Store

NOTE = "unallocated_payments"
"""Name of the note that holds them, as the ledger folder had them last."""


def keep_unallocated(store: Store, payments: Iterable[Payment]) -> None:
    """Remember the unallocated payments of the ledger folder, in place of those before."""
    rows = [(str(p.paid_on), str(p.amount), p.reference) for p in payments]
    said = json.dumps(rows, ensure_ascii=False) if rows else ""
    if said != store.note(NOTE):
        store.put_note(NOTE, said)


def unallocated(store: Store) -> tuple[Payment, ...]:
    """Return the unallocated payments of the ledger folder as it was read last."""
    said = store.note(NOTE)
    return tuple(
        Payment(UNALLOCATED, date.fromisoformat(paid_on), Decimal(amount), reference)
        for paid_on, amount, reference in (json.loads(said) if said else ())
    )


def maybe_paid(store: Store, snapshot: Snapshot) -> dict[InvoiceNumber, str]:
    """Return the invoices that unallocated payments may be for, with why."""
    payments = unallocated(store)
    return spared(snapshot, payments) if payments else {}


def with_unallocated(store: Store, snapshot: Snapshot, holds: Holds) -> Holds:
    """Return the holds with those invoices among them that unallocated payments may be for."""
    found = {str(number): why for number, why in maybe_paid(store, snapshot).items()}
    return replace(holds, invoices={**found, **holds.invoices}) if found else holds
