"""Clients of whom nobody knows whether they need purchase orders: each is asked once."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from bot.domain.gate_watch import watched
from bot.domain.ledger import Client, ClientId, Engagement, PoPolicy, Snapshot
from bot.domain.outgoing import Condition


@dataclass(frozen=True, slots=True)
class PolicyGap:
    """A client with work going on or ahead, whose policy about purchase orders is unknown."""

    client: Client
    works: tuple[Engagement, ...]


def policy_gaps(
    snapshot: Snapshot, promised: Collection[str], today: date
) -> tuple[PolicyGap, ...]:
    """Return the clients whose policy is to be asked for, in ledger order.

    Not one that sent or promised an order: it needs them, and a person notes that.

    Args:
        snapshot: the ledger.
        promised: engagements with a promised order.
        today: the local day.
    """
    found: dict[ClientId, list[Engagement]] = {}
    for work in watched(snapshot, today):
        found.setdefault(work.client_id, []).append(work)
    return tuple(
        PolicyGap(client, tuple(works))
        for client in snapshot.clients
        if _is_open(client, snapshot)
        and (works := found.get(client.client_id))
        and not any(work.engagement_id in promised for work in works)
    )


def policy_is_known(condition: Condition, snapshot: Snapshot) -> str:
    """Return why the question for a client's policy is no longer open, or "" if it still is."""
    for client_id in condition.policy_unknown:
        client = snapshot.client.get(client_id)
        if client is None:
            return f"{client_id} is not in the ledger any more"
        if client.po_policy is not PoPolicy.UNKNOWN:
            return f"POs of {client.name} are {client.po_policy.value.replace('_', ' ')}"
        if orders := snapshot.orders_of(client_id):
            return f"{client.name} sent PO {orders[0].po_number}"
    return ""


def _is_open(client: Client, snapshot: Snapshot) -> bool:
    return client.po_policy is PoPolicy.UNKNOWN and not snapshot.orders_of(client.client_id)
