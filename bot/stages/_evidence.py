"""What intents are read from: cues in the sender's own words, and what is known of the mail."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.domain.decision import Kind
from bot.domain.message import Layer, Message, OrderDocument, Passage, Reading
from bot.domain.purchase_order import Candidate, Role
from bot.domain.rules import Heading, Label, Rules
from bot.domain.understanding import Intent, Mention, MentionKind
from bot.stages._backed import awaits, backed, in_time
from bot.stages._cues import SPOKEN, Spoken, spoken
from bot.stages._pictured import DIFFER
from bot.stages._scan import heading, scan

LIVE = SPOKEN | {Layer.ATTACHMENT}
"""Layers in which something is said now, and not quoted."""

SAYS_ATTACHED = "attached-unreadable"
"""Id of the cue by which a mail says that something is attached."""

REQUISITION = "requisition"
"""Id of the negative label that announces a requisition."""

_SAYS_LITTLE = frozenset({Intent.QUESTION, Intent.OTHER, Intent.PO_UNREADABLE, Intent.PORTAL_NOISE})
"""What a covering note says: the rest stands in the letter that it covers."""

_REQUEST = re.compile(r"\b(?:REQ|PREQ|BANF|SOLPED)[-_ /#]?[0-9]{3,}")
"""A requisition by the letters before its number."""

_IN_LETTERS = frozenset(
    {
        Intent.DISPUTE,
        Intent.PO_NOT_USED,
        Intent.INVOICE_REJECTED_PO,
        Intent.REMITTANCE,
        Intent.VENDOR_ONBOARDING,
    }
)
_LETTERS = frozenset({Layer.ATTACHMENT})
_LETTER = 4000
"""Characters of a page: more is small print, in which everything is said of somebody."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What intents are read from.

    Attributes:
        spoken: cues in the sender's own words.
        given: accepted candidates.
        gone: cancelled and superseded candidates, history left out.
        documents: structured orders.
        kind: the sort of sender.
        unreadable: whether an attachment could not be opened.
        illegible: whether a picture was read, and no number came of it.
        blurred: whether a picture gave no text at all, in a mail that speaks of an order.
        doubtful: whether one was refused that two readings of a picture have differently.
        missing: whether an attachment is said to be there, and none is.
        order_attached: whether an attached document says that it is an order.
        change_attached: whether one says that it changes an order.
        kinds: which of "blanket" and "release" attached documents are, by their fields or headings.
        names_order: whether the sender's own words, or the subject, name a PO.
        apart: whether another order is named that this one leaves alone.
        for_a_change: whether the sender names one of our change requests.
        answered: whether the sender answers our question.
        asks: whether there is a question mark in the sender's own words.
        requested: whether a requisition is named there.
        ours: our own numbers that the mail names.
        only_named: numbers of which something is only said, upper case.
        awaited: whether orders are spoken of, and something is said to come on a day.
    """

    spoken: tuple[Spoken, ...]
    given: tuple[Candidate, ...]
    gone: tuple[Candidate, ...]
    documents: tuple[OrderDocument, ...]
    kind: Kind
    unreadable: bool
    illegible: bool
    blurred: bool
    doubtful: bool
    missing: bool
    order_attached: bool
    change_attached: bool
    kinds: frozenset[str]
    names_order: bool
    apart: bool
    for_a_change: bool
    answered: bool
    asks: bool
    requested: bool
    ours: frozenset[str]
    only_named: frozenset[str]
    awaited: bool

    @property
    def cued(self) -> frozenset[Intent]:
        """Return the intents that cues show."""
        return frozenset(s.cue.intent for s in self.spoken)

    @property
    def only_disputes(self) -> bool:
        """Return whether the mail disputes something, and no words of it give an order."""
        ordering = {
            s.cue.intent
            for s in self.spoken
            if s.cue.intent.value.startswith("po_") and not s.in_brackets
        }
        others = {Intent.INVOICE_REJECTED_PO, Intent.REMITTANCE}
        attached = self.documents or self.order_attached
        return Intent.DISPUTE in self.cued and not (attached or ordering or self.cued & others)

    @property
    def accepts(self) -> bool:
        """Return whether an offer is accepted, or the work started."""
        return any(s.cue.accepts for s in self.spoken)

    @property
    def changed_by_document(self) -> bool:
        """Return whether a document or a program changes an order, and no person's words do."""
        if self.kind in {Kind.PORTAL, Kind.NO_REPLY}:
            return True
        changed = any(d.action == "change" or d.replaces for d in self.documents)
        return (changed or self.change_attached) and not self._says_change

    @property
    def changed_by_title(self) -> bool:
        """Return whether "Updated purchase order" is only a title: the mail tells of no change."""
        attached = self.change_attached or any(d.action == "change" for d in self.documents)
        return bool(self.of(Intent.PO_TOPUP)) and not (attached or self._says_change)

    @property
    def _says_change(self) -> bool:
        says = (s for s in self.spoken if s.cue.intent in {Intent.PO_TOPUP, Intent.PO_REPLACE})
        return any(s.layer is not Layer.SUBJECT or s.has_number for s in says)

    @property
    def says_attached(self) -> bool:
        """Return whether the mail says that something is attached."""
        return any(s.cue.id == SAYS_ATTACHED for s in self.spoken)

    def names_ours(self, s: Spoken) -> bool:
        """Return whether a cue's sentence names a number of ours."""
        words = s.found.words
        return any(words.word(i).upper() in self.ours for i in s.sentence())

    def of(self, intent: Intent) -> tuple[Spoken, ...]:
        """Return the cues of one intent."""
        return tuple(s for s in self.spoken if s.cue.intent is intent)


@dataclass(frozen=True, slots=True)
class Found:
    """What the steps before found in a mail, for its evidence to be gathered from.

    Attributes:
        message: the mail.
        kind: the sort of sender.
        passages: its text in layers.
        readings: what the readers found.
        numbers: candidates, weighed against the whole mail.
        mentions: our own numbers.
        answered: whether the sender answers our question.
    """

    message: Message
    kind: Kind
    passages: Sequence[Passage]
    readings: Sequence[Reading]
    numbers: Sequence[Candidate]
    mentions: Sequence[Mention]
    answered: bool


def evidence(found: Found, rules: Rules) -> Evidence:
    """Gather what a mail's intents are read from."""
    requests = _requests(found.numbers)
    ours = frozenset(m.number for m in found.mentions)
    not_orders = ours | {c.number.upper() for c in requests}
    words = spoken(found.passages, rules, ours, not_orders)
    said = backed(words, found.mentions, found.numbers)
    given = tuple(c for c in found.numbers if c.accepted)
    heads = _headings(found.passages, rules)
    if not (given or {s.cue.intent for s in said} - _SAYS_LITTLE):
        letters = spoken(_letters(found.passages, rules), rules, ours, not_orders, _LETTERS)
        more = [s for s in letters if s.cue.intent in _IN_LETTERS]
        said = backed((*said, *more), found.mentions, found.numbers)
    said = in_time(said, found.message.date.date() if found.message.date else None)
    attached = any(part.attachment for part in found.message.parts)
    return Evidence(
        spoken=said,
        given=given,
        gone=tuple(c for c in found.numbers if _is_gone(c)),
        documents=tuple(order for reading in found.readings for order in reading.orders),
        kind=found.kind,
        unreadable=any(reading.problem for reading in found.readings),
        illegible=not given and any(_has_pictures(reading) for reading in found.readings),
        blurred=not given and _is_blurred(found) and _names_order(found.passages, rules, weak=True),
        doubtful=not given and any(c.reason == DIFFER for c in found.numbers),
        missing=not (given or attached) and any(s.cue.id == SAYS_ATTACHED for s in said),
        order_attached=any(head.order for head in heads),
        change_attached=any(head.changes for head in heads),
        kinds=_kinds(found, heads),
        names_order=_names_order(found.passages, rules),
        apart=any("; apart-" in c.rule for c in found.numbers),
        for_a_change=any(_is_change(mention) for mention in found.mentions),
        answered=found.answered,
        asks=any("?" in p.text for p in found.passages if p.layer is Layer.NEW),
        requested=bool(requests) or (not given and _names_request(found.passages)),
        ours=ours,
        only_named=_only_named(found.numbers),
        awaited=awaits(words) and _speaks_of_orders(found.passages, rules),
    )


def _only_named(numbers: Sequence[Candidate]) -> frozenset[str]:
    """Return the numbers that are mentioned, and given nowhere."""
    given = {c.number.upper() for c in numbers if c.accepted}
    named = (c.number.upper() for c in numbers if c.role is Role.MENTIONED)
    return frozenset(named) - given


def _names_request(passages: Sequence[Passage]) -> bool:
    """Say whether a number that calls itself a requisition is named: "is REQ-0088127 now"."""
    return any(_REQUEST.search(p.text) for p in passages if p.layer in SPOKEN)


def _requests(numbers: Sequence[Candidate]) -> list[Candidate]:
    """Return the requisitions that are named: on a document only where it gives no order."""
    given = any(c.accepted for c in numbers)
    layers = SPOKEN if given else LIVE
    return [c for c in numbers if c.rule == REQUISITION and c.layer in layers]


def _letters(passages: Sequence[Passage], rules: Rules) -> list[Passage]:
    """Return attached letters and forms: short, and neither an order nor anybody's small print."""
    return [
        p
        for p in passages
        if p.layer is Layer.ATTACHMENT
        and len(p.text) <= _LETTER
        and not ((head := heading(scan(p.text, rules))) and head.order)
    ]


def _speaks_of_orders(passages: Sequence[Passage], rules: Rules) -> bool:
    """Say whether the sender speaks of orders, or what they attach, or what they answer."""
    answered = [p for p in passages if p.layer is Layer.QUOTED_OURS][:1]
    beside = [*answered, *(p for p in passages if p.layer is Layer.ATTACHMENT)]
    as_said = [replace(p, layer=Layer.NEW) for p in beside]
    return _names_order([*passages, *as_said], rules, weak=True)


def _kinds(found: Found, heads: Sequence[Heading]) -> frozenset[str]:
    """Return what sorts of orders the documents are; a call-off names its blanket as well."""
    orders = (order.kind for reading in found.readings for order in reading.orders)
    kinds = {*orders, *(head.kind for head in heads if head.kind)}
    return frozenset({"release"} if "release" in kinds else kinds)


def _has_pictures(reading: Reading) -> bool:
    return bool(reading.pictured) or any(member.reading.pictured for member in reading.inside)


def _is_blurred(found: Found) -> bool:
    """Say whether a picture that somebody attached gave no text. Outlook calls logos image001."""
    logos = {p.path for p in found.message.parts if p.filename.lower().startswith("image0")}
    return any(
        reading.pictured and not "".join(reading.pages).strip() and reading.part not in logos
        for reading in found.readings
    )


def _is_gone(candidate: Candidate) -> bool:
    taken_back = candidate.role in {Role.CANCELLED, Role.SUPERSEDED}
    return taken_back and candidate.layer in LIVE


def _is_change(mention: Mention) -> bool:
    named = mention.kind is MentionKind.CHANGE_REQUEST and not mention.token
    return named and mention.layer in LIVE


def _headings(passages: Sequence[Passage], rules: Rules) -> tuple[Heading, ...]:
    """Return what attached documents say they are."""
    heads = (heading(scan(p.text, rules)) for p in passages if p.layer is Layer.ATTACHMENT)
    return tuple(head for head in heads if head)


def _names_order(passages: Sequence[Passage], rules: Rules, *, weak: bool = False) -> bool:
    """Say whether the sender's words name a PO; with weak labels: whether they speak of orders."""
    return any(
        isinstance(hit.rule, Label) and (weak or not hit.rule.weak)
        for passage in passages
        if passage.layer in SPOKEN
        for hit in scan(passage.text, rules).labels
    )
