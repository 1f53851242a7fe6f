"""Who the sender is to us, and for which clients they may speak.

Mail proves little. An address that our mail host found forged is nobody's; an exactly registered
address is believed unless that is so; a mere domain is believed only when it authenticates; what
is inside a forward is a claim that the colleague who forwards it carries.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from bot.domain.company import Company
from bot.domain.decision import Authentication, Kind, Screening, Standing, Trust
from bot.domain.ledger import Client, ClientId, Contact, Snapshot
from bot.domain.message import Address, Layer, Message, Passage
from bot.stages._addresses import ANYWHERE, SEVERAL_AUTHORS
from bot.stages._bounce import failed_recipients
from bot.stages._lookalikes import FREE_MAIL, folded, resembles, shows_name
from bot.stages._mentions import mentions_in
from bot.stages._references import resolve

_MAX_TEXT = 50_000
"""Characters of the passages in which clients' names are looked for."""

_OWN_WORDS = {Layer.SUBJECT, Layer.NEW, Layer.FORWARDED}
_HISTORY = {Layer.FORWARDED, Layer.QUOTED_THEIRS}


def identify(
    message: Message,
    screening: Screening,
    passages: Sequence[Passage],
    snapshot: Snapshot,
    company: Company,
) -> Standing:
    """Return the standing of a mail's author: how far believed, and for whom they speak."""
    standing = _author(message, screening, passages, snapshot, company)
    if screening.kind is not Kind.BOUNCE or standing.clients:
        return standing
    return _of_lost_contacts(standing, message, snapshot)


def _of_lost_contacts(standing: Standing, message: Message, snapshot: Snapshot) -> Standing:
    """Give a delivery report the clients whose registered contacts it gives up on."""
    lost = [email for email, _ in failed_recipients(message)]
    clients = _ids(c for email in lost for c in snapshot.contacts_by_email.get(email, ()))
    if not clients:
        return standing
    why = f"the mail that came back was for a registered contact of {_named(clients, snapshot)}"
    return replace(standing, clients=clients, reasons=(*standing.reasons, why))


def _author(
    message: Message,
    screening: Screening,
    passages: Sequence[Passage],
    snapshot: Snapshot,
    company: Company,
) -> Standing:
    author = screening.author
    if not author.email:
        return Standing(Trust.UNKNOWN, reasons=("the sender's address cannot be read",))
    if SEVERAL_AUTHORS in message.defects:
        return Standing(Trust.UNKNOWN, reasons=("From names several senders; none is believed",))
    if why := _foreign_list(message, screening, snapshot, company):
        return Standing(Trust.UNKNOWN, reasons=(why,))
    if screening.authentication is Authentication.FAIL:
        return _forged(author, snapshot, company)
    if author.email in _staff(snapshot, company) or _within(author.domain, company.domains):
        return _colleague(message, screening, passages, snapshot, company)
    return _outsider(screening, passages, snapshot, company)


def _outsider(
    screening: Screening, passages: Sequence[Passage], snapshot: Snapshot, company: Company
) -> Standing:
    author = screening.author
    if contacts := snapshot.contacts_by_email.get(author.email):
        return _contact(contacts, screening, snapshot, company)
    if clients := _clients_of_domain(author.domain, snapshot):
        return _on_domain(clients, screening, snapshot)
    if screening.kind is Kind.PORTAL:
        return _portal(screening, passages, snapshot)
    if why := _lookalike(author, snapshot, company):
        return Standing(Trust.LOOKALIKE, reasons=(why,))
    return Standing(Trust.UNKNOWN, reasons=(f"{author.email} is not known to us",))


def _foreign_list(
    message: Message, screening: Screening, snapshot: Snapshot, company: Company
) -> str:
    """Return why a list that names another author is not believed, or ""."""
    carrier, author = message.author, screening.author
    if carrier == author or _within(carrier.domain, company.domains):
        return ""
    lists = {client.client_id for client in _clients_of_domain(carrier.domain, snapshot)}
    named = set(_ids(snapshot.contacts_by_email.get(author.email, ())))
    named |= {client.client_id for client in _clients_of_domain(author.domain, snapshot)}
    if lists & named:
        return ""
    return f"the list at {carrier.domain} is neither ours nor the client's; whom it names is unsure"


def _forged(author: Address, snapshot: Snapshot, company: Company) -> Standing:
    clients = _ids(snapshot.contacts_by_email.get(author.email, ())) or tuple(
        client.client_id for client in _clients_of_domain(author.domain, snapshot)
    )
    known = author.email in _staff(snapshot, company) or _within(author.domain, company.domains)
    why = f"our mail host says that the mail does not come from {author.domain}"
    if clients or known:
        return Standing(Trust.FORGED, clients, reasons=(why,))
    if imitation := _lookalike(author, snapshot, company):
        return Standing(Trust.LOOKALIKE, reasons=(imitation, why))
    return Standing(Trust.UNKNOWN, reasons=(why,))


def _contact(
    contacts: tuple[Contact, ...], screening: Screening, snapshot: Snapshot, company: Company
) -> Standing:
    author, clients = screening.author, _ids(contacts)
    known = f"{author.email} is a registered contact of {_named(clients, snapshot)}"
    standing = Standing(Trust.CONTACT, clients, contacts[0], reasons=(known,))
    foreign = _foreign_reply_to(screening, clients, snapshot)
    if foreign:
        standing = replace(standing, reasons=(known, foreign))
    if screening.authentication is Authentication.PASS:
        return standing
    if company.require_authentication:
        why = "nothing proves that the mail comes from there, and the configuration asks for proof"
        return replace(standing, trust=Trust.UNKNOWN, reasons=(known, why))
    if foreign:
        why = "nothing proves that the mail comes from there"
        return replace(standing, trust=Trust.UNKNOWN, reasons=(known, foreign, why))
    return standing


def _on_domain(clients: tuple[Client, ...], screening: Screening, snapshot: Snapshot) -> Standing:
    author, ids = screening.author, tuple(client.client_id for client in clients)
    known = f"{author.domain} is registered to {_named(ids, snapshot)}"
    if screening.authentication is not Authentication.PASS:
        why = f"{author.email} is no registered contact, and nothing proves its domain"
        return Standing(Trust.UNKNOWN, ids, reasons=(known, why))
    foreign = _foreign_reply_to(screening, ids, snapshot)
    return Standing(Trust.DOMAIN, ids, reasons=(known, foreign) if foreign else (known,))


def _foreign_reply_to(screening: Screening, clients: Iterable[ClientId], snapshot: Snapshot) -> str:
    """Return a reason where answers would go to another organisation than the author's, or ""."""
    author, reply_to = screening.author, screening.reply_to
    if reply_to is None or reply_to.email == author.email:
        return ""
    if reply_to.domain == author.domain and author.domain not in FREE_MAIL:
        return ""
    theirs = set(_ids(snapshot.contacts_by_email.get(reply_to.email, ())))
    theirs |= {client.client_id for client in _clients_of_domain(reply_to.domain, snapshot)}
    if theirs & set(clients):
        return ""
    return f"Reply-To leads elsewhere: {reply_to.email or reply_to.name}"


def _colleague(
    message: Message,
    screening: Screening,
    passages: Sequence[Passage],
    snapshot: Snapshot,
    company: Company,
) -> Standing:
    author = screening.author
    proven = screening.authentication is Authentication.PASS
    if author.email not in _staff(snapshot, company):
        why = f"{author.email} is on our own domain, but nobody listed as staff"
        return Standing(Trust.UNKNOWN, reasons=(why,))
    if not proven:
        # Whoever can pose as a colleague could speak for every client.
        why = f"nothing proves that the mail comes from our colleague {author.email}"
        return Standing(Trust.UNKNOWN, reasons=(why,))
    clients, evidence = _carried(message, passages, snapshot, company)
    reasons = (f"{author.email} is our own staff", *evidence)
    return Standing(Trust.STAFF, clients, carrier=author, reasons=reasons)


def _carried(
    message: Message, passages: Sequence[Passage], snapshot: Snapshot, company: Company
) -> tuple[tuple[ClientId, ...], tuple[str, ...]]:
    """Return the clients that a colleague's mail speaks for: authors, addresses, then names."""
    authors = [p.author for p in passages if p.layer in _HISTORY and p.author and p.author.email]
    for author in authors:
        if clients := _speaks_for(author, snapshot):
            return clients, (f"it forwards a mail from {author.email}",)
        if why := _lookalike(author, snapshot, company):
            return (), (f"it forwards a mail from {author.email}: {why}",)
    others = [*message.cc, *message.to]
    for text in _texts(passages, _OWN_WORDS | _HISTORY):
        others += [Address("", match[0].lower()) for match in ANYWHERE.finditer(text)]
    mentioned = [one for other in others for one in _speaks_for(other, snapshot)]
    if mentioned:
        return tuple(dict.fromkeys(mentioned)), ("it mentions addresses of the client",)
    if named := _clients_named(_texts(passages, _OWN_WORDS), snapshot):
        return named, ("it names the client",)
    if owner := _asked_about(passages, snapshot, company):
        return owner, ("it answers our question about the client's work",)
    return (), ("it names no client",)


def _asked_about(
    passages: Sequence[Passage], snapshot: Snapshot, company: Company
) -> tuple[ClientId, ...]:
    """Return the one client whose work our own quoted words are about; () for none or several."""
    ours = (p for p in passages if p.layer is Layer.QUOTED_OURS)
    named = resolve((m for p in ours for m in mentions_in(p, company)), (), snapshot)
    owners = tuple(dict.fromkeys(client_id for _, client_id in named.foreign))
    return owners if len(owners) == 1 else ()


def _speaks_for(author: Address, snapshot: Snapshot) -> tuple[ClientId, ...]:
    contacts = snapshot.contacts_by_email.get(author.email, ())
    return _ids(contacts) or tuple(
        client.client_id for client in _clients_of_domain(author.domain, snapshot)
    )


def _portal(screening: Screening, passages: Sequence[Passage], snapshot: Snapshot) -> Standing:
    """Return a portal's standing: its domain proves the portal, its words name the client."""
    author = screening.author
    if screening.authentication is not Authentication.PASS:
        why = f"nothing proves that the mail comes from the portal {author.domain}"
        return Standing(Trust.UNKNOWN, reasons=(why,))
    texts = (author.name, *_texts(passages, _OWN_WORDS))
    clients = _clients_named(texts, snapshot)
    if not clients:
        clients = _clients_named(_texts(passages, {Layer.ATTACHMENT}), snapshot)
    what = _named(clients, snapshot) if clients else "no client of ours"
    return Standing(Trust.PORTAL, clients, reasons=(f"the portal's mail names {what}",))


def _clients_named(texts: Iterable[str], snapshot: Snapshot) -> tuple[ClientId, ...]:
    """Return the clients whose name or alias stands in the texts as whole words."""
    text = f" {folded(' | '.join(texts))} "
    return tuple(
        client.client_id
        for client in snapshot.clients
        if any(
            f" {name} " in text for one in (client.name, *client.aliases) if (name := folded(one))
        )
    )


def _texts(passages: Iterable[Passage], layers: set[Layer]) -> tuple[str, ...]:
    return tuple(passage.text[:_MAX_TEXT] for passage in passages if passage.layer in layers)


def _lookalike(author: Address, snapshot: Snapshot, company: Company) -> str:
    """Return whom an unknown address imitates, as a sentence, or ""."""
    contacts = [contact.email.lower() for contact in snapshot.contacts]
    known = {*snapshot.clients_by_domain, *(email.rpartition("@")[2] for email in contacts)}
    if original := resembles(author.domain, sorted(known | set(company.domains))):
        return f"{author.domain} looks like {original}, and is not it"
    shown = ANYWHERE.search(author.name.lower())
    if shown and (shown[0] in contacts or _clients_of_domain(shown[0].partition("@")[2], snapshot)):
        return f"the display name shows {shown[0]}, the address is {author.email}"
    names = [contact.name for contact in snapshot.contacts]
    names += [name for client in snapshot.clients for name in (client.name, *client.aliases)]
    if name := shows_name(author, (*names, company.name, *company.aliases)):
        return f"{author.email} calls itself {name}, whom we know under another address"
    return ""


def _clients_of_domain(domain: str, snapshot: Snapshot) -> tuple[Client, ...]:
    """Return the clients that a domain, or the nearest domain above it, is registered to."""
    labels = domain.split(".")
    for first in range(len(labels) - 1):
        above = ".".join(labels[first:])
        if above in FREE_MAIL:
            return ()
        if clients := snapshot.clients_by_domain.get(above):
            return clients
    return ()


def _staff(snapshot: Snapshot, company: Company) -> frozenset[str]:
    return snapshot.managers | frozenset(address.lower() for address in company.staff)


def _within(domain: str, domains: Iterable[str]) -> bool:
    return any(domain == one or domain.endswith(f".{one}") for one in domains)


def _ids(contacts: Iterable[Contact]) -> tuple[ClientId, ...]:
    return tuple(dict.fromkeys(contact.client_id for contact in contacts))


def _named(clients: Iterable[ClientId], snapshot: Snapshot) -> str:
    names = (snapshot.client[one].name if one in snapshot.client else one for one in clients)
    return " and ".join(names)
