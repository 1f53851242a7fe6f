"""Names that are nobody else's: the client's, ours, and those of the work between us."""

import re
from collections.abc import Iterable, Iterator

from bot.domain.company import Company
from bot.domain.ledger import ClientId, Snapshot
from bot.domain.message import Address, Message
from bot.stages._names import INCORPORATED
from bot.stages._titles import fold

SHORTEST = 3
"""A shorter word of a name tells nobody apart."""

_HOSTS = frozenset({"com", "org", "net", "www", "gov"})
"""Parts of addresses that are nobody's name."""

_WORD = re.compile(r"[^\W\d_]+")


def insiders(
    clients: Iterable[ClientId], snapshot: Snapshot, company: Company, message: Message
) -> frozenset[str]:
    """Return the words, folded, of every name that an order of ours may be said to be for.

    Args:
        clients: those that the sender may speak for; their people and works are named.
        snapshot: the ledger.
        company: us.
        message: whose sender and recipients are named, too.
    """
    names = [*_ours(company, snapshot), *_on(message)]
    for client_id in clients:
        names += _of_client(client_id, snapshot)
    words = (fold(word) for name in names for word in _WORD.findall(name))
    return frozenset(word for word in words if len(word) >= SHORTEST) - INCORPORATED - _HOSTS


def works(clients: Iterable[ClientId], snapshot: Snapshot) -> frozenset[str]:
    """Return the words, folded, of the titles of these clients' works."""
    titles = (e.title for c in clients for e in snapshot.engagements_of(c))
    return frozenset(fold(word) for title in titles for word in _WORD.findall(title))


def _ours(company: Company, snapshot: Snapshot) -> Iterator[str]:
    yield from (company.name, *company.aliases, company.inbox, *company.domains)
    yield from (*company.staff, *snapshot.managers)


def _on(message: Message) -> Iterator[str]:
    yield from (_called(address) for address in (message.author, *message.to, *message.cc))


def _called(address: Address) -> str:
    return f"{address.name} {address.email}"


def _of_client(client_id: ClientId, snapshot: Snapshot) -> Iterator[str]:
    client = snapshot.client[client_id]
    yield from (client.name, *client.aliases, *client.domains)
    yield from (f"{c.name} {c.email}" for c in snapshot.contacts_of(client_id))
    works = snapshot.engagements_of(client_id)
    yield from (work.title for work in works)
    ids = {work.engagement_id for work in works}
    yield from (c.title for c in snapshot.change_requests if c.engagement_id in ids)
