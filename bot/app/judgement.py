"""One mail, judged: every stage in order, and nothing changed.

The same straight line serves the daemon, `pobot explain` and `pobot extract`. Only step 4 leaves
the core: attachments are read in a confined child, through the port `Readers`.
"""

from collections.abc import Callable, Collection
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from datetime import date, datetime

from bot.domain.company import Company
from bot.domain.decision import Decision, Match, Screening, Standing, Trust
from bot.domain.ledger import Snapshot
from bot.domain.message import Message, Passage, RawMessage, Reading
from bot.domain.proposal import Choice
from bot.domain.purchase_order import Candidate
from bot.domain.rules import Rules
from bot.domain.understanding import Understanding
from bot.ports import Readers
from bot.stages._insiders import insiders, works
from bot.stages.compare import other_terms
from bot.stages.decide import decide
from bot.stages.extract import extract
from bot.stages.identify import identify
from bot.stages.match import match
from bot.stages.parse import parse
from bot.stages.propose import chosen, speaking_for
from bot.stages.read import read, to_read
from bot.stages.screen import screen
from bot.stages.understand import understand


@dataclass(frozen=True, slots=True)
class Desk:
    """What every mail is judged with."""

    company: Company
    rules: Rules
    readers: Readers


@dataclass(frozen=True, slots=True)
class ReadMail:
    """A mail as read, before anybody asks what it means."""

    message: Message
    screening: Screening
    readings: tuple[Reading, ...]
    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class Extraction:
    """What a mail says: all that is known of it without a ledger."""

    mail: ReadMail
    candidates: tuple[Candidate, ...]
    understanding: Understanding


@dataclass(frozen=True, slots=True)
class Judgement:
    """A mail laid against the ledger, and what follows from it.

    Attributes:
        differing: what the mail states otherwise than was agreed, and what stays, a sentence each.
    """

    extraction: Extraction
    standing: Standing
    match: Match
    decision: Decision
    differing: tuple[str, ...] = ()

    @property
    def message(self) -> Message:
        """Return the mail itself."""
        return self.extraction.mail.message


def open_mail(raw: RawMessage, desk: Desk) -> ReadMail:
    """Steps 2 to 4: parse, screen, read."""
    return opening(raw, desk)()


def opening(raw: RawMessage, desk: Desk, beside: Executor | None = None) -> Callable[[], ReadMail]:
    """Parse and screen a mail; return what reads it.

    Args:
        raw: the mail.
        desk: company, rules and readers.
        beside: lets its attachments be read meanwhile, in their own process.
    """
    message = parse(raw)
    screening = screen(message, desk.company)
    parts = to_read(message)
    started = beside.submit(desk.readers.read, parts) if beside and parts else None

    def finish() -> ReadMail:
        readings = started.result() if started else desk.readers.read(parts)
        return ReadMail(message, screening, readings, read(message, readings, desk.company))

    return finish


def extraction(
    mail: ReadMail,
    desk: Desk,
    formats: tuple[str, ...] = (),
    on_file: tuple[str, ...] = (),
    own: Collection[str] = (),
    titled: Collection[str] = (),
    *,
    known: bool = False,
) -> Extraction:
    """Steps 5 and 6: extract, understand.

    Args:
        mail: the mail as read.
        desk: company and rules.
        formats: regular expressions of the PO numbers of the clients that the sender speaks for.
        on_file: the numbers of those clients' orders in the ledger.
        own: words of names that are no other supplier's, folded.
        titled: words of the titles of those clients' works, folded.
        known: whether there are such clients.
    """
    found = extract(mail.passages, desk.rules, desk.company, formats, on_file, titled)
    understanding = understand(
        mail.message,
        mail.screening,
        mail.passages,
        mail.readings,
        found,
        desk.rules,
        desk.company,
        known=known,
        on_file=on_file,
        own=own,
    )
    return Extraction(mail, understanding.candidates or found, understanding)


def judge(
    raw: RawMessage,
    snapshot: Snapshot,
    desk: Desk,
    today: date,
    *,
    answer_since: datetime | None = None,
    replies_today: int = 0,
) -> Judgement:
    """Decide about one mail, as the ledger stands.

    Args:
        raw: the mail.
        snapshot: the ledger.
        desk: company, rules and readers.
        today: the local day on which it is decided.
        answer_since: an older mail is booked or shown, never answered.
        replies_today: automatic answers already given in this thread within a day.
    """
    return judge_opened(
        open_mail(raw, desk),
        snapshot,
        desk,
        today,
        answer_since=answer_since,
        replies_today=replies_today,
    )


def judge_opened(
    mail: ReadMail,
    snapshot: Snapshot,
    desk: Desk,
    today: date,
    *,
    answer_since: datetime | None = None,
    replies_today: int = 0,
    given_before: tuple[str, ...] = (),
) -> Judgement:
    """Decide about a mail that was opened before; else as `judge` does.

    `given_before` are the numbers of the orders that this sender's mail before gave.
    """
    found = laid_out(mail, snapshot, desk, today)
    understanding = found.extraction.understanding
    decision = decide(
        mail.message,
        mail.screening,
        found.standing,
        understanding,
        found.match,
        snapshot,
        desk.company,
        today,
        answer_since,
        replies_today,
        given_before,
    )
    trust = found.standing.trust
    is_theirs = trust.answerable or trust is Trust.PORTAL
    differing = other_terms(mail.passages, found.match, snapshot) if is_theirs else ()
    decision = replace(decision, reasons=(*decision.reasons, *differing))
    return Judgement(found.extraction, found.standing, found.match, decision, differing)


@dataclass(frozen=True, slots=True)
class LaidOut:
    """A mail laid against the ledger, before anybody decides what follows."""

    extraction: Extraction
    standing: Standing
    match: Match


def laid_out(
    mail: ReadMail, snapshot: Snapshot, desk: Desk, today: date, choice: Choice | None = None
) -> LaidOut:
    """Steps 5 to 7: lay a mail that was opened against the ledger.

    With a `choice`, it is laid against what a person chose, whoever sent it.
    """
    standing = identify(mail.message, mail.screening, mail.passages, snapshot, desk.company)
    if choice:
        standing = speaking_for(standing, snapshot.engagement[choice.engagement].client_id)
    read_from = extraction(
        mail,
        desk,
        _formats(standing, snapshot),
        _on_file(standing, snapshot),
        insiders(standing.clients, snapshot, desk.company, mail.message),
        works(standing.clients, snapshot),
        known=bool(standing.clients),
    )
    if choice:
        read_from = replace(read_from, understanding=chosen(read_from.understanding, choice))
    only = choice.engagement if choice else None
    matched = match(
        read_from.understanding, standing, mail.message, mail.passages, snapshot, today, only
    )
    return LaidOut(read_from, standing, matched)


def _formats(standing: Standing, snapshot: Snapshot) -> tuple[str, ...]:
    clients = (snapshot.client[client_id] for client_id in standing.clients)
    return tuple(client.po_format for client in clients if client.po_format)


def _on_file(standing: Standing, snapshot: Snapshot) -> tuple[str, ...]:
    clients = sorted(standing.clients)
    return tuple(o.po_number for client_id in clients for o in snapshot.orders_of(client_id))
