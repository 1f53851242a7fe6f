"""What purchase orders authorise and what was drawn on them: an append-only book.

All sums are net, in the order's own currency, exact. An entry never changes: a raised order is one
more entry, so the book tells what was known on any day. Numbers are unique per client only.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum

from bot.domain.ledger import ClientId, PurchaseOrder
from bot.domain.purchase_order import OrderStatus, canonical

NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True, order=True)
class OrderKey:
    """Names an order: whose it is, and its number on the key that printed numbers compare by."""

    client_id: ClientId
    number: str

    @classmethod
    def of(cls, client_id: ClientId, po_number: str) -> "OrderKey":
        """Return the key of a number as printed."""
        return cls(client_id, canonical(po_number))


class Movement(StrEnum):
    """What an entry does to its order."""

    AUTHORISED = "authorised"
    COMMITTED = "committed"
    RELEASED = "released"
    INVOICED = "invoiced"
    RETURNED = "returned"
    ENDED = "ended"
    REOPENED = "reopened"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the book.

    Attributes:
        order: which order.
        movement: what happens to it.
        on: the day on which it was booked.
        amount: AUTHORISED: of the whole order from now on, None where it states no sum. COMMITTED
            and INVOICED: of the document, negative for a credit note. Else None.
        currency: of the order, ISO 4217; "" where not stated (AUTHORISED).
        document: the invoice, credit note or call-off that draws; ENDED: the status it ends in.
        valid_from, valid_to: the period that the order covers from now on (AUTHORISED).
    """

    order: OrderKey
    movement: Movement
    on: date
    amount: Decimal | None = None
    currency: str = ""
    document: str = ""
    valid_from: date | None = None
    valid_to: date | None = None


@dataclass(frozen=True, slots=True)
class Account:
    """One order as its entries leave it.

    Attributes:
        authorised: the whole order; None where it states no sum.
        currency: ISO 4217; "" where never stated.
        valid_from, valid_to: the period that it covers; None where open.
        drawn: net per document that was invoiced; credit notes are negative.
        committed: net per document that is to be invoiced, and per call-off.
        ended: the status in which the ledger closed it (an order that accounts call expired or
            exhausted is closed, whatever its sums); None while it is open.
        is_known: whether the order was ever authorised.
    """

    authorised: Decimal | None = None
    currency: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    drawn: Mapping[str, Decimal] = field(default_factory=dict)
    committed: Mapping[str, Decimal] = field(default_factory=dict)
    ended: OrderStatus | None = None
    is_known: bool = False

    @property
    def invoiced(self) -> Decimal:
        """Return what was invoiced, less what was credited."""
        return sum(self.drawn.values(), NOTHING)

    @property
    def reserved(self) -> Decimal:
        """Return what is to be invoiced and is not yet."""
        return sum(self.committed.values(), NOTHING)

    @property
    def remaining(self) -> Decimal | None:
        """Return what is left for further invoices; None where the order states no sum."""
        if self.authorised is None:
            return None
        return self.authorised - self.invoiced - self.reserved

    @property
    def is_overdrawn(self) -> bool:
        """Return whether more was drawn than is authorised."""
        return self.remaining is not None and self.remaining < 0

    def covers(self, day: date) -> bool:
        """Return whether an invoice of that day falls into the order's period."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_to is None or day <= self.valid_to
        )

    def status(self, today: date) -> OrderStatus:
        """Return whether the order may still be invoiced against on that day."""
        if self.ended:
            return self.ended
        if self.valid_to is not None and self.valid_to < today:
            return OrderStatus.EXPIRED
        if self.authorised is not None and self.invoiced >= self.authorised:
            return OrderStatus.EXHAUSTED
        return OrderStatus.OPEN


def posted(account: Account, entry: Entry) -> Account:
    """Return the account after one more entry."""
    drawn, committed = dict(account.drawn), dict(account.committed)
    match entry.movement:
        case Movement.AUTHORISED:
            return replace(
                account,
                authorised=entry.amount,
                currency=entry.currency,
                valid_from=entry.valid_from,
                valid_to=entry.valid_to,
                is_known=True,
            )
        case Movement.COMMITTED:
            committed[entry.document] = entry.amount or NOTHING
        case Movement.RELEASED:
            committed.pop(entry.document, None)
        case Movement.INVOICED:
            committed.pop(entry.document, None)
            drawn[entry.document] = entry.amount or NOTHING
        case Movement.RETURNED:
            drawn.pop(entry.document, None)
        case Movement.ENDED:
            return replace(account, ended=OrderStatus(entry.document))
        case Movement.REOPENED:
            return replace(account, ended=None)
    return replace(account, drawn=drawn, committed=committed)


def replayed(entries: Iterable[Entry], as_of: date | None = None) -> dict[OrderKey, Account]:
    """Return every order as it stood at the end of a day; without one, as it stands."""
    accounts: dict[OrderKey, Account] = {}
    for entry in entries:
        if as_of is None or entry.on <= as_of:
            accounts[entry.order] = posted(accounts.get(entry.order, Account()), entry)
    return accounts


def moves(key: OrderKey, before: Account, after: Account, on: date) -> tuple[Entry, ...]:
    """Return the entries that lead from one state of an order to another.

    `reduce(posted, moves(key, before, after, on), before) == after`, and there is none where
    nothing differs.
    """
    found = [*_authority(key, before, after, on), *_documents(key, before, after, on)]
    if before.ended and not after.ended:
        found.append(Entry(key, Movement.REOPENED, on))
    elif after.ended and before.ended is not after.ended:
        found.append(Entry(key, Movement.ENDED, on, document=after.ended.value))
    return tuple(found)


def _authority(key: OrderKey, before: Account, after: Account, on: date) -> Iterable[Entry]:
    if after.is_known and _terms(before) != _terms(after):
        yield Entry(
            key,
            Movement.AUTHORISED,
            on,
            after.authorised,
            after.currency,
            valid_from=after.valid_from,
            valid_to=after.valid_to,
        )


def _terms(account: Account) -> tuple[object, ...]:
    return (
        account.is_known,
        account.authorised,
        account.currency,
        account.valid_from,
        account.valid_to,
    )


def _documents(key: OrderKey, before: Account, after: Account, on: date) -> Iterable[Entry]:
    kept = {**after.committed, **after.drawn}
    for document in sorted(before.drawn.keys() - after.drawn.keys()):
        yield Entry(key, Movement.RETURNED, on, document=document)
    for document in sorted(before.committed.keys() - kept.keys()):
        yield Entry(key, Movement.RELEASED, on, document=document)
    for document, amount in _news(before.committed, after.committed):
        yield Entry(key, Movement.COMMITTED, on, amount, document=document)
    for document, amount in _news(before.drawn, after.drawn):
        yield Entry(key, Movement.INVOICED, on, amount, document=document)


def _news(before: Mapping[str, Decimal], after: Mapping[str, Decimal]) -> list[tuple[str, Decimal]]:
    return [(name, amount) for name, amount in after.items() if before.get(name) != amount]


def refusal(account: Account, order: PurchaseOrder, document: str, net: Decimal, day: date) -> str:
    """Say why a document must not draw on an order, with the figures; "" if it may.

    Args:
        account: the order as it stands.
        order: the same, for its printed number.
        document: the invoice.
        net: what it would draw.
        day: the invoice's date.
    """
    name = f"PO {order.po_number}"
    if account.ended:
        return f"{name} is {account.ended.value}."
    if account.valid_from and day < account.valid_from:
        return f"{name} is valid from {account.valid_from}, {document} is of {day}."
    if account.valid_to and day > account.valid_to:
        return f"{name} was valid to {account.valid_to}, {document} is of {day}."
    if account.remaining is not None and net > account.remaining:
        return (
            f"{name} has {account.remaining:,.2f} of {account.authorised:,.2f} left, "
            f"{document} needs {net:,.2f}."
        )
    return ""
