"""Laying a ledger folder over the ledger. Pure.

The folder is the truth for everything that pobot did not book. For a booked column three values
meet: ours, what the folder said last, and what it says now.

- It says the same as last time, or nothing: ours stays.
- It says what we say: both agree.
- It says something else: a conflict for a person; ours stays. An invoice that we issued and that
  accounts call paid, disputed or void went on: that is no conflict, and theirs from then on.
  Nor is another number on a draft, or on an invoice whose mail has not left: nobody has it.

What nobody booked follows the folder, but for what `bot.store.kept` names: an emptied cell never
widens what is allowed, and what was printed on an invoice that the client has stays.

An invoice that got its number from pobot no longer waits for one, whatever the folder still says
of its status. Rows that vanished from the folder stay. Payments are counted: as many copies of
one payment as the folder holds, never fewer than before.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import MISSING, dataclass, field, fields, replace
from enum import Enum, auto
from pathlib import Path
from typing import Any

from bot.domain.ledger import (
    Invoice,
    InvoiceNumber,
    InvoiceStatus,
    Payment,
    PoPolicy,
    PurchaseOrder,
    Snapshot,
)
from bot.domain.order_accounts import account_of
from bot.domain.order_checks import Finding, cannot_fall, findings
from bot.domain.payment_terms import LongTerms, new_long_terms
from bot.domain.purchase_order import canonical
from bot.errors import Problem
from bot.ports import ImportReport, NewReviewItem
from bot.store.chain import NewEntry
from bot.store.changes import released
from bot.store.kept import Grounds, conflict, kept, unlisted, vanished
from bot.store.records import ITEMS, KEYS, TABLES, Booked, Record, cell, rows_of

AFTER_ISSUED = frozenset({InvoiceStatus.PAID, InvoiceStatus.DISPUTED, InvoiceStatus.VOID})
"""What becomes of invoices that went out."""

_NOT_OUT = frozenset({InvoiceStatus.DRAFT, InvoiceStatus.AWAITING_PO})

Books = Mapping[tuple[str, str], Booked]
"""(table, key of the row) -> its booked columns. Rows without any are left out."""


@dataclass(frozen=True, slots=True)
class Merged:
    """What an import does.

    Attributes:
        ledger: as it is afterwards.
        added: new rows by table; payments among them.
        changed: rows by table whose values differ now.
        books: booked columns whose last word in the folder is a new one.
        report: for the person who imports.
        review: one item for each conflict.
        is_new: whether the ledger changes at all.
    """

    ledger: Snapshot
    added: Mapping[str, tuple[Record | Payment, ...]]
    changed: Mapping[str, tuple[Record, ...]]
    books: Books
    report: ImportReport
    review: tuple[NewReviewItem, ...]
    is_new: bool


def taken(news: Merged) -> NewEntry:
    """Return the journal's line for an import: how many rows are new, and which changed."""
    changed = {table: [KEYS[table](row) for row in rows] for table, rows in news.changed.items()}
    data = {
        "added": {table: len(rows) for table, rows in news.added.items()},
        "changed": changed,
        "rejected": len(news.report.rejected),
        "conflicts": list(news.report.conflicts),
        "findings": list(news.report.findings),
        "unlisted": sorted(news.ledger.unlisted),
    }
    return NewEntry("import", "ledger", data)


@dataclass(slots=True)
class _Work:
    """What has been found out so far."""

    grounds: Grounds
    keys: dict[str, set[str]] = field(default_factory=dict)
    added: dict[str, list[Record | Payment]] = field(default_factory=dict)
    changed: dict[str, list[Record]] = field(default_factory=dict)
    unchanged: Counter[str] = field(default_factory=Counter)
    books: dict[tuple[str, str], Booked] = field(default_factory=dict)
    rejected: list[Problem] = field(default_factory=list)
    review: list[NewReviewItem] = field(default_factory=list)


def merged(
    ours: Snapshot,
    books: Books,
    folder: Snapshot,
    rejected: tuple[Problem, ...],
    unsent: Collection[InvoiceNumber] = (),
) -> Merged:
    """Lay the folder over our ledger.

    Args:
        ours: the ledger.
        books: what is booked in it.
        folder: what was read of the folder.
        rejected: its bad rows, which are only reported.
        unsent: invoices that we issued and whose mail has not left.
    """
    work = _Work(Grounds(ours, frozenset(unsent), folder.unsaid))
    tables: dict[str, Any] = {table: _table(work, table, ours, books, folder) for table in KEYS}
    tables["payments"] = _payments(work, ours.payments, folder.payments)
    added = {table: tuple(rows) for table, rows in work.added.items()}
    changed = {table: tuple(rows) for table, rows in work.changed.items()}
    ledger = replace(ours, **tables) if added or changed else ours
    missing = unlisted(ledger, folder)
    if missing != ours.unlisted:
        ledger = replace(ledger, unlisted=missing)
    found, long = findings(ours, ledger), new_long_terms(ours, ledger)
    report = ImportReport(
        added={table: len(added.get(table, ())) for table in TABLES},
        changed={table: len(changed.get(table, ())) for table in TABLES},
        unchanged={table: work.unchanged[table] for table in TABLES},
        rejected=(*rejected, *work.rejected),
        conflicts=tuple(reason for item in work.review for reason in item.reasons),
        findings=(*(finding.reason for finding in found), *map(str, long)),
    )
    lost = vanished(ours, ledger)
    review = (*work.review, *lost, *map(_found, found), *map(_long, long))
    return Merged(ledger, added, changed, work.books, report, review, is_new=ledger is not ours)


def _table(
    work: _Work, table: str, ours: Snapshot, books: Books, folder: Snapshot
) -> tuple[Record, ...]:
    key = KEYS[table]
    rows = {key(row): row for row in rows_of(ours, table)}
    good = tuple(_with_parents(work, table, rows_of(folder, table)))
    work.keys[table] = set(rows) | {key(row) for row in good}
    seen: set[str] = set()
    for theirs in good:
        name = key(theirs)
        if name in seen:
            # Named twice in the folder: the first row counts, every time.
            work.unchanged[table] += 1
            continue
        seen.add(name)
        held = rows.get(name)
        booked = books.get((table, name), {})
        row = _not_lowered(work, ours, held, _row(work, table, held, theirs, booked))
        if held is None:
            work.added.setdefault(table, []).append(theirs)
        elif row == held:
            work.unchanged[table] += 1
            row = held  # The same object: what did not change is not looked at again.
        else:
            work.changed.setdefault(table, []).append(row)
        rows[name] = row
    return tuple(rows.values())


def _not_lowered(work: _Work, ours: Snapshot, held: Record | None, theirs: Record) -> Record:
    """Keep the sum of an order that would fall below what stands on it, and show that."""
    if not (isinstance(held, PurchaseOrder) and isinstance(theirs, PurchaseOrder)):
        return theirs
    if theirs.amount is None or held.amount is None or theirs.amount >= held.amount:
        return theirs
    why = cannot_fall(held, account_of(held, ours), theirs)
    if not why:
        return theirs
    key = f"lowered:{KEYS['purchase_orders'](held)}:{cell(theirs.amount)}"
    work.review.append(NewReviewItem("conflict", key, f"PO {held.po_number}: amount", (why,)))
    return replace(theirs, amount=held.amount)


def _found(finding: Finding) -> NewReviewItem:
    return NewReviewItem("order", finding.key, finding.subject, (finding.reason,))


def _long(terms: LongTerms) -> NewReviewItem:
    key, subject = f"long_terms:{terms.subject}:{terms.days}", f"{terms.subject}: payment terms"
    return NewReviewItem("long_terms", key, subject, (str(terms),))


def _row(work: _Work, table: str, ours: Record | None, theirs: Record, booked: Booked) -> Record:
    """Merge one row: what is booked, and what an import never takes silently, stays."""
    if ours is None or (ours == theirs and not booked):
        return theirs
    keep, said = _kept(work, table, ours, theirs, booked)
    if said != booked:
        work.books[table, KEYS[table](ours)] = said
    stays, shown = kept(table, ours, theirs, booked, work.grounds)
    keep |= stays
    work.review += shown
    if isinstance(theirs, Invoice):
        return _invoice(ours, replace(theirs, **keep), numbered="po_number" in booked)
    return replace(theirs, **_same_print(ours), **keep)


def _invoice(ours: Record, row: Invoice, *, numbered: bool) -> Invoice:
    """Release what pobot numbered, unless accounts sent it without: then a copy is owed first."""
    was_sent = row.issued_on and getattr(ours, "status", None) in _NOT_OUT
    waits = row.status is InvoiceStatus.AWAITING_PO and row.po_number and not was_sent
    return replace(row, status=released(row)) if numbered and waits else row


def _same_print(ours: Record) -> dict[str, Any]:
    """Keep the number as we first saw it printed: the key says that it is the same order."""
    return {"po_number": ours.po_number} if hasattr(ours, "po_number") else {}


def _kept(
    work: _Work, table: str, ours: Record, theirs: Record, booked: Booked
) -> tuple[dict[str, Any], dict[str, str]]:
    """Return the booked columns as they shall be, and as the folder now has said them."""
    keep = {column: getattr(ours, column) for column in booked}
    said = dict(booked)
    nobody_has_it = isinstance(ours, Invoice) and ours.invoice_number in work.grounds.unsent
    for column in booked:
        match _settled(column, ours, theirs, booked[column], nobody_has_it=nobody_has_it):
            case _Word.BOTH:
                said[column] = cell(getattr(theirs, column))
            case _Word.THEIRS:
                keep[column] = getattr(theirs, column)
                said[column] = cell(keep[column])
            case _Word.HANDED_OVER:
                del keep[column], said[column]
            case _Word.CONFLICT:
                work.review.append(conflict(table, ours, column, getattr(theirs, column)))
            case _Word.OURS:
                pass
    return keep, said


class _Word(Enum):
    """Whose word counts for a booked column."""

    OURS = auto()
    BOTH = auto()
    THEIRS = auto()
    HANDED_OVER = auto()
    CONFLICT = auto()


def _settled(column: str, ours: Record, theirs: Record, last: str, *, nobody_has_it: bool) -> _Word:
    our_value, their_value = getattr(ours, column), getattr(theirs, column)
    if _agree(column, our_value, their_value):
        return _Word.BOTH
    if _takes_nothing_back(theirs, column, last):
        return _Word.OURS
    if column == "status" and _goes_on(our_value, their_value):
        return _Word.HANDED_OVER
    is_draft = _is_draft(ours) and _is_draft(theirs)
    if column == "po_number" and (is_draft or nobody_has_it):
        return _Word.THEIRS
    if column == "engagement_ids" and set(their_value) > set(our_value):
        return _Word.THEIRS
    return _Word.CONFLICT


def _is_draft(row: Record) -> bool:
    """Say whether an invoice never went out, so that accounts may give it another number."""
    return isinstance(row, Invoice) and row.status is InvoiceStatus.DRAFT


def _goes_on(ours: object, theirs: object) -> bool:
    return ours is InvoiceStatus.ISSUED and theirs in AFTER_ISSUED


def _agree(column: str, ours: object, theirs: object) -> bool:
    if column in {"po_number", "parent_po"}:
        return canonical(str(ours)) == canonical(str(theirs))
    return cell(ours) == cell(theirs)


def _takes_nothing_back(theirs: Record, column: str, last: str) -> bool:
    """Say whether the folder says nothing of a column, or nothing new.

    A file without the column gives the default value; that is nothing said, too, as long as the
    folder never said anything else.
    """
    value = getattr(theirs, column)
    if cell(value) in {"", last, PoPolicy.UNKNOWN.value}:
        return True
    default = next(each.default for each in fields(theirs) if each.name == column)
    return last == "" and default is not MISSING and value == default


def _with_parents(work: _Work, table: str, rows: Iterable[Record]) -> Iterable[Record]:
    """Yield the rows whose client, engagement ... is in the ledger or in the folder."""
    for row in rows:
        missing = _missing_parent(work, row)
        if missing:
            name = KEYS[table](row)
            work.rejected.append(Problem(Path(f"{table}.csv"), 0, f"{name}: {missing}"))
        else:
            yield row


_PARENTS = (
    ("client_id", "clients"),
    ("engagement_id", "engagements"),
    ("change_request_id", "change_requests"),
    ("invoice_number", "invoices"),
)


def _missing_parent(work: _Work, row: Record | Payment) -> str:
    for column, table in _PARENTS:
        value = getattr(row, column, None)
        if value and table in work.keys and value not in work.keys[table]:
            return f"there is no {ITEMS[table]} {value}"
    return ""


def _payments(
    work: _Work, ours: tuple[Payment, ...], folder: tuple[Payment, ...]
) -> tuple[Payment, ...]:
    held = Counter(ours)
    new: list[Record | Payment] = []
    for payment in folder:
        missing = _missing_parent(work, payment)
        if missing:
            work.rejected.append(Problem(Path("payments.csv"), 0, missing))
        elif held[payment] > 0:
            held[payment] -= 1
            work.unchanged["payments"] += 1
        else:
            new.append(payment)
    if new:
        work.added["payments"] = new
    return (*ours, *(each for each in new if isinstance(each, Payment)))
