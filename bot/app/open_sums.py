"""What clients owe past its due date, and what waits for their orders: by client, by currency."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from bot.app.dunning_letters import totals
from bot.domain.arrears import overdue_of, waiting_for_po
from bot.domain.ledger import Client, Snapshot
from bot.domain.money import Money


@dataclass(frozen=True, slots=True)
class OpenSums:
    """Invoices of one client.

    Attributes:
        client: its name.
        numbers: of the invoices, oldest first.
        sums: gross, one per currency.
        oldest_days: days past due of the oldest; 0 where nothing is overdue.
    """

    client: str
    numbers: tuple[str, ...]
    sums: tuple[Money, ...]
    oldest_days: int = 0

    def values(self) -> Mapping[str, object]:
        """Return what the digest's template is given."""
        return {
            "client": self.client,
            "numbers": self.numbers,
            "sums": money_values(self.sums),
            "oldest_days": self.oldest_days,
        }


def overdue_by_client(snapshot: Snapshot, today: date) -> tuple[OpenSums, ...]:
    """Return what each client owes past its due date, disputed sums too, longest overdue first."""
    found = (_overdue(snapshot, client, today) for client in snapshot.clients)
    return tuple(sorted((s for s in found if s.numbers), key=lambda s: -s.oldest_days))


def waiting_by_client(snapshot: Snapshot) -> tuple[OpenSums, ...]:
    """Return the invoices of each client that wait for a PO number, in ledger order."""
    found = (_waiting(snapshot, client) for client in snapshot.clients)
    return tuple(sums for sums in found if sums.numbers)


def money_values(sums: Iterable[Money]) -> tuple[Mapping[str, object], ...]:
    """Return sums of money as a template wants them."""
    return tuple({"amount": money.amount, "currency": money.currency} for money in sums)


def _overdue(snapshot: Snapshot, client: Client, today: date) -> OpenSums:
    lines = overdue_of(snapshot, client, today)
    return OpenSums(
        client.name,
        tuple(line.invoice.invoice_number for line in lines),
        totals(line.outstanding for line in lines),
        max((line.days_past_due for line in lines), default=0),
    )


def _waiting(snapshot: Snapshot, client: Client) -> OpenSums:
    invoices = [
        invoice
        for engagement in snapshot.engagements_of(client.client_id)
        for invoice in waiting_for_po(snapshot, engagement)
    ]
    sums = totals(Money(i.gross, i.currency or client.currency) for i in invoices)
    return OpenSums(client.name, tuple(i.invoice_number for i in invoices), sums)
