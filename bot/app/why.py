"""Why something is as it is: the story of a purchase order, an invoice or a mail.

Told from the journal, which is read once; mails are looked up by what entries name them.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, tzinfo
from typing import Any

from bot.app.story import About, Step, Story
from bot.app.story_ledger import (
    invoice_stands,
    invoices_on,
    issue_steps,
    order_stands,
    order_steps,
    payment_steps,
)
from bot.app.story_steps import Mails, Told, cause_of, connected, item_of, steps
from bot.domain.ledger import ClientId, Invoice, InvoiceNumber
from bot.domain.order_accounts import key_of
from bot.domain.purchase_order import canonical
from bot.ports import JournalEntry, Store, StoredMessage

Reading = tuple[str, str, str]


def why(store: Store, name: str, today: date, zone: tzinfo = UTC) -> tuple[Story, ...]:
    """Return the story of an invoice, or of a purchase order: one for each client that has it.

    Args:
        store: of everything.
        name: the number, as printed or nearly so; unknown gives no story.
        today: the local day, for how things stand.
        zone: the one by whose days the book of orders is kept.

    Mails that gave a number without anything being booked have a part in its story; those of no
    known client have a story of their own.
    """
    told = _told(store)
    invoices = tuple(_invoices(store, told, name.strip()))
    orders = _Orders(store, told, name.strip(), today, zone, is_invoice=bool(invoices))
    return (*invoices, *orders.stories())


def mail_story(store: Store, message: StoredMessage) -> Story:
    """Return what became of a mail, decided by people or by pobot."""
    told = _told(store)
    named = told.mail_causes().get(message.content_key) or message.rfc_message_id
    core = [e for e in told.journal if named and cause_of(e) == named]
    entries = connected(core, told, (message,))
    client_id = str(_judgement(message).get("client_id") or "")
    found = steps(_with_decided(entries, told), told, Mails({named: message}))
    return Story(About.MAIL, message.rfc_message_id, client_id, _name(told, client_id), found)


def _told(store: Store) -> Told:
    items = {item.item_id: item for item in store.review_items(closed=True)}
    return Told(store.snapshot(), store.journal(), items)


# --- invoices ------------------------------------------------------------------------------------


def _invoices(store: Store, told: Told, name: str) -> Iterator[Story]:
    number = next((n for n in told.snapshot.invoice if n.upper() == name.upper()), None)
    core = [e for e in told.journal if _names_invoice(e, number or name)]
    if number is None and not core:
        return
    invoice = told.snapshot.invoice.get(number) if number else None
    client = told.snapshot.client_of(invoice) if invoice else None
    client_id = client.client_id if client else _client_id(core[0], told) if core else ""
    core += _reminded(store, told, number or name, client_id)
    seen = _naming(store, number or name, client_id)
    mails = _mails(store, told, core, seen)
    found = steps(connected(core, told, seen), told, mails)
    more = _of_ledger(invoice, core, told) if invoice else ()
    stands = tuple(invoice_stands(invoice, told.snapshot)) if invoice else ("not in the ledger",)
    yield Story(
        About.INVOICE,
        number or name,
        client_id,
        _name(told, client_id),
        _sorted(*found, *more),
        stands,
    )


def _of_ledger(invoice: Invoice, core: list[JournalEntry], told: Told) -> Iterator[Step]:
    yield from issue_steps(invoice, core)
    yield from payment_steps((invoice,), told.snapshot)


def _names_invoice(entry: JournalEntry, number: str) -> bool:
    data = entry.data
    several = data.get("invoice_numbers")
    if entry.kind == "import":
        changed = data.get("changed")
        return isinstance(changed, Mapping) and number in (changed.get("invoices") or ())
    if entry.kind.startswith("mail_"):
        key = entry.subject.removeprefix("shadow:")
        return key == f"invoice:{number}" or key.startswith(f"invoice:{number}:")
    return data.get("invoice_number") == number or (
        isinstance(several, list | tuple) and number in several
    )


def _naming(store: Store, number: str, client_id: str) -> tuple[StoredMessage, ...]:
    """Return the mails of the client that named an invoice, whatever came of them."""
    return tuple(
        mail
        for mail in store.mails_naming((number,))
        if (_judgement(mail).get("client_id") or client_id) == client_id
        and any(c.get("number") == number for c in _judgement(mail).get("candidates") or ())
    )


def _reminded(store: Store, told: Told, number: str, client_id: str) -> list[JournalEntry]:
    """Return the entries of the client's reminders that spoke of an invoice."""
    prefix = f"remind:{client_id}:"
    levels = f"remind:{number}:"
    ours = [
        entry
        for entry in told.journal
        if entry.kind.startswith("mail_")
        and entry.subject.removeprefix("shadow:").startswith(prefix)
    ]
    ids = {str(entry.data.get("message_id")) for entry in ours}
    rows = (store.outgoing_by_message_id(message_id) for message_id in sorted(ids))
    keys = {
        row.mail.idem_key
        for row in rows
        if row and any(key.removeprefix("shadow:").startswith(levels) for key in row.mail.covers)
    }
    return [entry for entry in ours if entry.subject in keys]


# --- purchase orders -----------------------------------------------------------------------------


@dataclass(slots=True)
class _Orders:
    """The stories of one PO number, client by client."""

    store: Store
    told: Told
    name: str
    today: date
    zone: tzinfo
    is_invoice: bool = False

    def stories(self) -> Iterator[Story]:
        core = [e for e in self.told.journal if self._names(e)]
        seen = self._seen(core)
        owners = [str(o.client_id) for o in self.told.snapshot.owners_of(self.name)]
        booked = [_client_id(entry, self.told) for entry in core]
        read = [str(_judgement(mail).get("client_id") or "") for mail in seen]
        for client_id in dict.fromkeys((*owners, *booked, *read)):
            yield self._story(
                client_id,
                [e for e, whose in zip(core, booked, strict=True) if whose == client_id],
                [m for m, whose in zip(seen, read, strict=True) if whose == client_id],
            )

    def _story(self, client_id: str, core: list[JournalEntry], seen: list[StoredMessage]) -> Story:
        told = self.told
        core += self._promised(client_id)
        entries = connected(core, told, seen)
        order = told.snapshot.order(ClientId(client_id), self.name)
        found = [*steps(entries, told, self._mails(core, seen))]
        stands: tuple[str, ...] = ("not on file",)
        if order:
            book = (e for e in self.store.order_entries() if e.order == key_of(order))
            found += order_steps(order, book, core, self.zone)
            found += payment_steps(invoices_on(order, told.snapshot), told.snapshot)
            stands = tuple(order_stands(order, told.snapshot, self.today))
        name = order.po_number if order else self._printed(core) or self.name
        return Story(About.ORDER, name, client_id, _name(told, client_id), _sorted(*found), stands)

    def _names(self, entry: JournalEntry) -> bool:
        numbers = (entry.data.get(key) for key in ("po_number", "parent_po", "successor"))
        return any(number and self._is(str(number)) for number in numbers)

    def _is(self, number: str) -> bool:
        return canonical(number) == canonical(self.name)

    def _printed(self, core: Iterable[JournalEntry]) -> str:
        numbers = (str(entry.data.get("po_number") or "") for entry in core)
        return next((number for number in numbers if number and self._is(number)), "")

    def _promised(self, client_id: str) -> list[JournalEntry]:
        """Return the promises of an order for the work of this one."""
        order = self.told.snapshot.order(ClientId(client_id), self.name)
        ids = set(order.engagement_ids) if order else set()
        return [
            entry
            for entry in self.told.journal
            if entry.kind == "note_promise"
            and entry.data.get("client_id") == client_id
            and not entry.data.get("invoice_numbers")
            and ids & set(_strings(entry.data.get("engagement_ids")))
        ]

    def _seen(self, core: Iterable[JournalEntry]) -> tuple[StoredMessage, ...]:
        """Return the mails in which this number was read, whatever came of it."""
        if self.is_invoice:
            return ()
        printed = {str(entry.data.get("po_number") or "") for entry in core}
        known = (order.po_number for order in self.told.snapshot.owners_of(self.name))
        words = tuple(sorted({self.name, canonical(self.name), *printed, *known} - {""}))
        return tuple(mail for mail in self.store.mails_naming(words) if self._reading(mail))

    def _reading(self, mail: StoredMessage) -> Reading | None:
        """Return what became of the number in a mail, its words and the rule; None if not read."""
        candidates = _judgement(mail).get("candidates") or ()
        ours = [c for c in candidates if self._is(str(c.get("number") or ""))]
        if not ours:
            return None
        best = next((c for c in ours if c.get("accepted")), ours[0])
        words = f"{best.get('text')} ({best.get('origin')}, {best.get('start')}-{best.get('end')})"
        fate = "" if best.get("accepted") else f"PO {best.get('number')} not taken: "
        return f"{fate}{best.get('reason') or ''}", words, str(best.get("rule") or "")

    def _mails(self, core: Iterable[JournalEntry], seen: Iterable[StoredMessage]) -> Mails:
        found = _mails(self.store, self.told, core, seen).by_cause
        readings = {m.content_key: r for m in found.values() if (r := self._reading(m))}
        return Mails(found, readings)


# --- parts of the above --------------------------------------------------------------------------


def _mails(
    store: Store, told: Told, core: Iterable[JournalEntry], seen: Iterable[StoredMessage]
) -> Mails:
    """Look up the mails that entries rest on, and those of the review items that they name."""
    causes = {cause_of(entry) for entry in core} - {""}
    named = told.mail_causes()
    for cause in tuple(causes):
        item = item_of(cause)
        held = told.items.get(item[0]) if item else None
        causes |= {named.get(held.key.partition(":")[2], "")} - {""} if held else set()
    known = causes & set(named.values())
    found = {cause: mail for cause in known if (mail := store.find_message(cause))}
    found |= {named.get(mail.content_key) or mail.rfc_message_id: mail for mail in seen}
    return Mails(found)


def _with_decided(entries: tuple[JournalEntry, ...], told: Told) -> tuple[JournalEntry, ...]:
    """Return entries with what was booked when a person decided on the mail's review item."""
    causes = {cause_of(e) for e in entries if item_of(cause_of(e))}
    found = {e.seq: e for e in told.journal if cause_of(e) in causes}
    found |= {e.seq: e for e in entries}
    return tuple(found[seq] for seq in sorted(found))


def _client_id(entry: JournalEntry, told: Told) -> str:
    if given := entry.data.get("client_id"):
        return str(given)
    invoice = told.snapshot.invoice.get(InvoiceNumber(str(entry.data.get("invoice_number"))))
    client = told.snapshot.client_of(invoice) if invoice else None
    return client.client_id if client else ""


def _name(told: Told, client_id: str) -> str:
    client = told.snapshot.client.get(ClientId(client_id))
    return client.name if client else client_id


def _judgement(message: StoredMessage) -> Mapping[str, Any]:
    found: Mapping[str, Any] = json.loads(message.judgement) if message.judgement else {}
    return found


def _strings(value: object) -> tuple[str, ...]:
    return tuple(map(str, value)) if isinstance(value, list | tuple) else ()


def _sorted(*found: Step) -> tuple[Step, ...]:
    return tuple(sorted(found, key=lambda step: step.at))
