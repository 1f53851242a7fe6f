"""What harm a mail did: what it changed, and what of a client it made pobot tell to whom."""

import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import fields
from decimal import Decimal
from email import message_from_bytes
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import EmailMessage, Message
from email.policy import default

from bot.domain.ledger import ClientId, Snapshot
from bot.domain.outgoing import Outgoing
from tests.adversarial.world import State

OUR_DOMAIN = "progressiverobot.com"

HEADERS = frozenset(
    {
        "from",
        "to",
        "subject",
        "date",
        "message-id",
        "in-reply-to",
        "references",
        "auto-submitted",
        "x-auto-response-suppress",
        "x-pobot-id",
        "mime-version",
        "content-type",
        "content-transfer-encoding",
    }
)
"""What our mails carry; whatever else stands in one was written into it by somebody."""


def changed(before: State, after: State) -> list[str]:
    """Return what differs, each difference as a line; nothing where nothing does."""
    found = []
    for table in (
        "clients",
        "contacts",
        "engagements",
        "change_requests",
        "purchase_orders",
        "invoices",
        "payments",
    ):
        old, new = getattr(before.books, table), getattr(after.books, table)
        found += [f"{table}: gone or changed: {row}" for row in old if row not in new]
        found += [f"{table}: new: {row}" for row in new if row not in old]
    found += [f"order book: {entry}" for entry in after.entries[len(before.entries) :]]
    found += [f"review item {n} closed" for n in sorted(after.closed - before.closed)]
    found += [
        f"{field.name}: {getattr(before.holds, field.name)} -> {getattr(after.holds, field.name)}"
        for field in fields(before.holds)
        if getattr(before.holds, field.name) != getattr(after.holds, field.name)
    ]
    return found


_BOUNDARY = re.compile(r'boundary="=[0-9a-f]{32}="')
"""Our own boundary is a digest: by chance its digits are anybody's number."""


class Leaks:
    """Finds what mails tell of clients that their recipients do not belong to."""

    def __init__(self, books: Snapshot) -> None:
        self._books = books
        self._secrets = {
            client.client_id: [(word, plain(word)) for word in secrets(client.client_id, books)]
            for client in books.clients
        }

    def told(self, mail: Outgoing, asked: bytes = b"", *, proven: bool = True) -> list[str]:
        """Return what a mail tells that its recipient may not know.

        Args:
            mail: as it would be sent.
            asked: the mail that it answers: what stands there its recipient knows already.
            proven: whether that mail's domain authenticated; else only a registered contact's
                address belongs to a client.
        """
        address = mail.recipient.lower()
        if address.endswith(f"@{OUR_DOMAIN}"):
            return []
        theirs = _owners(address, self._books, proven=proven)
        here = plain(_BOUNDARY.sub(" ", shown(mail.source)))
        known = plain(shown(asked)) if asked else ""
        return [
            f"{word!r} of {client} to {address}"
            for client, words in self._secrets.items()
            if client not in theirs
            for word, folded in words
            if folded in here and folded not in known
        ]


def secrets(client_id: ClientId, books: Snapshot) -> tuple[str, ...]:
    """Return what a stranger must not learn of a client, as it might stand in a mail."""
    client = books.client[client_id]
    works = books.engagements_of(client_id)
    invoices = [i for work in works for i in books.invoices_of(work.engagement_id)]
    contacts = books.contacts_of(client_id)
    names = [client.name, *client.aliases, *client.domains]
    names += [part for contact in contacts for part in (contact.name, contact.email)]
    names += [w for e in works for w in (e.title, e.engagement_id, e.quote_ref, e.sow_ref)]
    names += [invoice.invoice_number for invoice in invoices]
    names += [order.po_number for order in books.orders_of(client_id)]
    sums = [e.value for e in works] + [s for i in invoices for s in (i.net, i.tax, i.gross)]
    names += [form for one in sums if one for form in _forms(one)]
    return tuple(dict.fromkeys(name for name in names if name))


def smuggled(mail: Outgoing) -> list[str]:
    """Return what does not belong into a mail of ours: headers, recipients, live code."""
    parsed = message_from_bytes(mail.source, policy=default)
    found = [f"header {name}" for name in parsed if name.lower() not in HEADERS]
    to = [a.addr_spec.lower() for a in parsed["To"].addresses]
    if to != [mail.recipient.lower()]:
        found.append(f"goes to {to}, not to {mail.recipient}")
    if len(parsed.get_all("Subject", [])) != 1 or parsed.defects:
        found.append(f"broken header: {parsed.defects}")
    page = parsed.get_body(("html",))
    body = str(page.get_content()) if isinstance(page, EmailMessage) else ""
    return found + live_code(body)


def live_code(page: str) -> list[str]:
    """Return what would act in a page: scripts, handlers, things fetched from elsewhere."""
    tags = re.findall(r"<[^>]*>", page)
    acting = re.compile(
        r"<\s*(?:script|iframe|object|embed|form|link|base|svg|style\s+onload)|\son\w+\s*=|"
        r"(?:src|href)\s*=\s*[\"']?\s*(?:https?:|//|javascript:|data:text)",
        re.IGNORECASE,
    )
    return [f"live in the page: {tag[:80]}" for tag in tags if acting.search(tag)]


def shown(source: bytes) -> str:
    """Return everything that a mail says to whoever looks into it: headers and all text parts."""
    return "\n".join(_said(message_from_bytes(source)))


def plain(text: str) -> str:
    """Return a text for comparison: case folded, tags, entities and white space gone."""
    bare = html.unescape(re.sub(r"<[^>]{0,200}>", " ", text))
    return " ".join(bare.casefold().split())


def _said(mail: Message) -> Iterator[str]:
    for part in mail.walk():
        yield from (f"{name}: {_decoded(value)}" for name, value in part.items())
        payload = part.get_payload(decode=True)
        if isinstance(payload, bytes):
            yield payload.decode("utf-8", "replace")


def _decoded(value: object) -> str:
    """Return a header's value with its encoded words decoded, as far as they can be."""
    try:
        return str(make_header(decode_header(str(value))))
    except (ValueError, LookupError, HeaderParseError):
        return str(value)


def _owners(address: str, books: Snapshot, *, proven: bool) -> frozenset[ClientId]:
    contacts: Iterable[ClientId] = (
        contact.client_id for contact in books.contacts if contact.email.lower() == address
    )
    domain = address.rpartition("@")[2]
    clients: Iterable[ClientId] = (
        client.client_id
        for client in books.clients
        if any(f".{domain}".endswith(f".{one}") for one in client.domains)
    )
    return frozenset(contacts) | (frozenset(clients) if proven else frozenset())


def _forms(value: Decimal) -> tuple[str, ...]:
    """Return a sum as mails in several languages print it."""
    english = f"{value:,.2f}"
    german = english.translate(str.maketrans(",.", ".,"))
    return (english, german, german.replace(".", " "), german.replace(".", "\u202f"), str(value))
