"""Turns entries of the journal into the steps of a story. Pure."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from bot.app.story import MailSource, Step
from bot.app.story_words import deed
from bot.domain.ledger import Snapshot
from bot.ports import JournalEntry, ReviewItem, StoredMessage

_ITEM = re.compile(r"review item (\d+), (.*)", re.DOTALL)
_PERSON = re.compile(r"(.+), \d{4}-\d\d-\d\dT[\d:.]+Z")

SETTLED, CLOSED, NOTED = "settled", "review_closed", "review_note"
WRITTEN = frozenset({"mail_queued", "mail_held"})
"""Entries of a mail that was written: they name its occasion, later ones do not."""


@dataclass(frozen=True, slots=True)
class Told:
    """What the store tells: each is read once for all stories of a number."""

    snapshot: Snapshot
    journal: tuple[JournalEntry, ...]
    items: Mapping[int, ReviewItem]

    def mail_causes(self) -> Mapping[str, str]:
        """Return, by content key, how entries name the mail as their cause."""
        return {e.subject: cause_of(e) for e in self.journal if e.kind == SETTLED}


@dataclass(frozen=True, slots=True)
class Mails:
    """The mails of a story: by the cause that names them, and what their judgement says."""

    by_cause: Mapping[str, StoredMessage] = field(default_factory=dict)
    readings: Mapping[str, tuple[str, str, str]] = field(default_factory=dict)
    """By content key: what became of the number there, the words, and the rule that read them."""


def cause_of(entry: JournalEntry) -> str:
    """Return because of what an entry was written, "" where it does not say."""
    if entry.kind == CLOSED:
        return f"review item {entry.subject}, {entry.data.get('by')}"
    return str(entry.data.get("cause") or "")


def item_of(cause: str) -> tuple[int, str] | None:
    """Return the review item that a cause names and who decided it, if it names one."""
    found = _ITEM.fullmatch(cause)
    return (int(found[1]), found[2]) if found else None


def connected(
    core: Iterable[JournalEntry], told: Told, mails: Iterable[StoredMessage]
) -> tuple[JournalEntry, ...]:
    """Return the entries of a story: those given, and what belongs to them, in the journal's order.

    That is the end of each mail they rest on, what people decided on its review items and noted
    beside them, and the letters that went out because of either.
    """
    core, keys = tuple(core), {mail.content_key for mail in mails}
    causes = {cause_of(entry) for entry in core} - {""}
    named = told.mail_causes()
    items = {item for cause in causes if (item := item_of(cause))}
    numbers = {number for number, _ in items} & told.items.keys()
    keys |= {key for key, cause in named.items() if cause in causes}
    keys |= {told.items[number].key.partition(":")[2] for number in numbers} & named.keys()
    numbers |= {n for n, item in told.items.items() if item.key.partition(":")[2] in keys}
    causes = {named[key] for key in keys if named.get(key)}
    causes |= {cause_of(e) for e in told.journal if e.kind == CLOSED and int(e.subject) in numbers}
    causes |= {cause_of(entry) for entry in core if item_of(cause_of(entry))}
    letters = {e.subject for e in told.journal if e.kind in WRITTEN and cause_of(e) in causes}
    letters |= {entry.subject for entry in core if entry.kind.startswith("mail_")}
    found = {entry.seq: entry for entry in core}
    for entry in told.journal:
        if (
            (entry.kind == SETTLED and entry.subject in keys)
            or (entry.kind in {CLOSED, NOTED} and int(entry.subject) in numbers)
            or (entry.kind.startswith("mail_") and entry.subject in letters)
        ):
            found[entry.seq] = entry
    return tuple(found[seq] for seq in sorted(found))


def steps(entries: Iterable[JournalEntry], told: Told, mails: Mails) -> tuple[Step, ...]:
    """Return the entries as steps: those of one moment and one cause are one."""
    groups: dict[tuple[object, ...], list[JournalEntry]] = {}
    for entry in entries:
        groups.setdefault((entry.at, cause_of(entry)), []).append(entry)
    return tuple(_step(group, told, mails) for group in groups.values())


def _step(entries: list[JournalEntry], told: Told, mails: Mails) -> Step:
    cause = cause_of(entries[0])
    message = _message(cause, told, mails)
    seen, words, rule = mails.readings.get(message.content_key, ("", "", "")) if message else _NONE
    ended = any(entry.kind == SETTLED for entry in entries)
    deeds = (deed(entry, told.snapshot) for entry in _in_order(entries))
    return Step(
        at=entries[0].at,
        occasion=_occasion(cause, entries),
        deeds=(*((seen,) if seen and ended else ()), *deeds),
        mail=_source(message) if message else None,
        quote=_first(entries, "quote") or words,
        rule=_first(entries, "rule") or rule,
        reasons=_reasons(entries),
        by=_by(cause, entries),
    )


_NONE = ("", "", "")


def _in_order(entries: Iterable[JournalEntry]) -> Iterator[JournalEntry]:
    """Yield what was decided first, then what was done, then what was written."""
    yield from sorted(entries, key=lambda e: (e.kind not in _ENDS, e.kind.startswith("mail_")))


_ENDS = frozenset({SETTLED, CLOSED})


def _message(cause: str, told: Told, mails: Mails) -> StoredMessage | None:
    item = item_of(cause)
    if item is None:
        return mails.by_cause.get(cause) if cause else None
    held = told.items.get(item[0])
    key = held.key.partition(":")[2] if held else ""
    return next((m for m in mails.by_cause.values() if key and m.content_key == key), None)


def _source(message: StoredMessage) -> MailSource:
    return MailSource(message.sender, message.received_at, message.subject, message.rfc_message_id)


def _occasion(cause: str, entries: list[JournalEntry]) -> str:
    if item := item_of(cause):
        return f"review item {item[0]}"
    if _PERSON.fullmatch(cause):
        return "a person's decision"
    if not cause and entries[0].kind.startswith("mail_"):
        return "outgoing mail"
    if entries[0].kind == "import":
        return "ledger folder"
    return cause or "a mail without a Message-ID"


def _by(cause: str, entries: list[JournalEntry]) -> str:
    if item := item_of(cause):
        return item[1]
    person = _PERSON.fullmatch(cause)
    return person[1] if person else _first(entries, "by")


def _first(entries: Iterable[JournalEntry], name: str) -> str:
    return next((str(e.data[name]) for e in entries if e.data.get(name)), "")


def _reasons(entries: Iterable[JournalEntry]) -> tuple[str, ...]:
    return tuple(
        dict.fromkeys(
            str(reason)
            for entry in entries
            if isinstance(reasons := entry.data.get("reasons"), list | tuple)
            for reason in reasons
        )
    )
