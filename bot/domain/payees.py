"""Clients without a registered finance contact: nobody is there to send their invoices to.

A client's invoices wait for that contact, whether or not it uses purchase orders: addresses come
from the ledger alone, never from a mail.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from bot.domain.gate_watch import watched
from bot.domain.ledger import (
    Client,
    ClientId,
    Engagement,
    EngagementId,
    Invoice,
    InvoiceStatus,
    Snapshot,
)
from bot.domain.outgoing import Condition

FINANCE = "finance"
"""Role of the contacts whom invoices go to."""


@dataclass(frozen=True, slots=True)
class MissingPayee:
    """A client without a finance contact.

    Attributes:
        works: its work that is going on or ahead, or of which a draft waits; at least one.
        drafts: the invoices of that work that have not gone out.
    """

    client: Client
    works: tuple[Engagement, ...]
    drafts: tuple[Invoice, ...]


def has_payee(snapshot: Snapshot, client_id: ClientId) -> bool:
    """Return whether a finance contact with an address is registered for a client."""
    return any(c.role == FINANCE and c.email for c in snapshot.contacts_of(client_id))


def missing_payees(snapshot: Snapshot, today: date) -> tuple[MissingPayee, ...]:
    """Return the clients with something to invoice and nobody to send it to, in ledger order."""
    going_on = {work.engagement_id for work in watched(snapshot, today)}
    return tuple(
        found
        for client in snapshot.clients
        if not has_payee(snapshot, client.client_id) and (found := _of(client, snapshot, going_on))
    )


def payee_is_there(condition: Condition, snapshot: Snapshot) -> str:
    """Return why "no finance contact is registered" is no longer true, or "" if it still is."""
    for client_id in condition.without_payee:
        if client_id not in snapshot.client:
            return f"{client_id} is not in the ledger any more"
        if has_payee(snapshot, client_id):
            return f"a finance contact of {snapshot.client[client_id].name} is registered now"
    return ""


def _of(
    client: Client, snapshot: Snapshot, going_on: Collection[EngagementId]
) -> MissingPayee | None:
    drafts: list[Invoice] = []
    works: list[Engagement] = []
    for work in snapshot.engagements_of(client.client_id):
        waiting = [i for i in snapshot.invoices_of(work.engagement_id) if _is_draft(i)]
        if waiting or work.engagement_id in going_on:
            works.append(work)
            drafts += waiting
    return MissingPayee(client, tuple(works), tuple(drafts)) if works else None


def _is_draft(invoice: Invoice) -> bool:
    return invoice.status is InvoiceStatus.DRAFT
