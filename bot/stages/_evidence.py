"""What intents are read from: cues in the sender's own words, and what is known of the mail."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.decision import Kind
from bot.domain.message import Layer, Message, OrderDocument, Passage, Reading
from bot.domain.purchase_order import Candidate, Role
from bot.domain.rules import Cue, Heading, Label, Rules
from bot.domain.understanding import Intent, Mention, MentionKind
from bot.stages._normal import word_set
from bot.stages._phrases import Hit
from bot.stages._pictured import DIFFER
from bot.stages._scan import Scan, heading, scan

SPOKEN = frozenset({Layer.SUBJECT, Layer.NEW, Layer.FORWARDED})
"""Layers that hold the sender's words, or whom they forward."""

LIVE = SPOKEN | {Layer.ATTACHMENT}
"""Layers in which something is said now, and not quoted."""

SAYS_ATTACHED = "attached-unreadable"
"""Id of the cue by which a mail says that something is attached."""

REQUISITION = "requisition"
"""Id of the negative label that announces a requisition."""

_REPLY = re.compile(r"^\s*(?:re|aw|antw|sv|vs|odp|rif|r|res|vá|ynt)\s*(?:\[\d+\])?:", re.IGNORECASE)
_LONG_NUMBER = re.compile(r"(?![0-9]{1,2}[./-])(?=.*[0-9]).{6,}")
"""An invoice's number, and no date or year."""

_OF_ONE_INVOICE = frozenset(
    {Intent.INVOICE_REJECTED_PO, Intent.REMITTANCE, Intent.PROMISE_TO_PAY, Intent.DISPUTE}
)
_OF_ONE_ORDER = frozenset(
    {Intent.PO_TOPUP, Intent.PO_REPLACE, Intent.PO_CANCEL, Intent.PO_SUPPLEMENT}
)
_YET = word_set(
    "yet noch encore aun todavia ainda ancora nog endnu enda annu enna viela jeszcze jeste meg inca"
)


@dataclass(frozen=True, slots=True)
class Spoken:
    """A cue in the sender's own words.

    Attributes:
        cue: the rule.
        hit: where it was found.
        found: the passage's scan.
        layer: the passage's layer.
    """

    cue: Cue
    hit: Hit
    found: Scan
    layer: Layer

    @property
    def in_brackets(self) -> bool:
        """Return whether the words stand in brackets, as what describes something else does."""
        return "(" in self.found.words.before(self.hit.first)

    def sentence(self) -> range:
        """Return the words of its sentence."""
        return self.found.sentence(self.hit.first, self.hit.last)

    def sentence_words(self) -> frozenset[str]:
        """Return the folded words of its sentence."""
        return frozenset(self.found.words.folded[i] for i in self.sentence())


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
        names_order: whether the sender's own words, or the subject, name a PO.
        apart: whether another order is named that this one leaves alone.
        for_a_change: whether the sender names one of our change requests.
        answered: whether the sender answers our question.
        asks: whether there is a question mark in the sender's own words.
        requested: whether a requisition is named there.
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
    names_order: bool
    apart: bool
    for_a_change: bool
    answered: bool
    asks: bool
    requested: bool

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
    def says_attached(self) -> bool:
        """Return whether the mail says that something is attached."""
        return any(s.cue.id == SAYS_ATTACHED for s in self.spoken)

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
    requests = [c for c in found.numbers if c.rule == REQUISITION and c.layer in SPOKEN]
    not_orders = {m.number for m in found.mentions} | {c.number.upper() for c in requests}
    said = tuple(s for s in spoken(found.passages, rules) if not _of_another(s, not_orders))
    given = tuple(c for c in found.numbers if c.accepted)
    heads = _headings(found.passages, rules)
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
        names_order=_names_order(found.passages, rules),
        apart=any("; apart-" in c.rule for c in found.numbers),
        for_a_change=any(_is_change(mention) for mention in found.mentions),
        answered=found.answered,
        asks=any("?" in p.text for p in found.passages if p.layer is Layer.NEW),
        requested=bool(requests),
    )


def spoken(passages: Sequence[Passage], rules: Rules) -> tuple[Spoken, ...]:
    """Return the cues in the sender's own words.

    The subject of a reply repeats ours, and counts only where the sender wrote nothing else.
    """
    wrote = any(p.layer in {Layer.NEW, Layer.FORWARDED} and p.text.strip() for p in passages)
    result: list[Spoken] = []
    for passage in passages:
        echo = passage.layer is Layer.SUBJECT and wrote and _REPLY.match(passage.text)
        if passage.layer in SPOKEN and not echo:
            found = scan(passage.text, rules)
            result += [
                Spoken(hit.rule, hit, found, passage.layer)
                for hit in found.cues
                if isinstance(hit.rule, Cue)
            ]
    return tuple(s for s in result if not (_is_policy(s, result) or _is_not_yet(s)))


def _is_not_yet(s: Spoken) -> bool:
    """Say whether an order is only missing so far: "we have no PO yet" is no policy."""
    return s.cue.intent is Intent.PO_NOT_USED and not _YET.isdisjoint(s.sentence_words())


def _of_another(s: Spoken, not_orders: set[str]) -> bool:
    """Say whether a cue is about a number that is no order: "extend Q-2041", "RQ-12 is raised"."""
    if s.cue.intent not in _OF_ONE_ORDER:
        return False
    words, label_at = s.found.words, s.found.label_at
    hit = range(s.hit.first, s.hit.last + 1)
    numbers = {words.word(i).upper() for i in hit if words.numeric[i]}
    ordered = any(isinstance(label_at[i].rule, Label) for i in hit if i in label_at)
    return bool(numbers) and not ordered and numbers <= not_orders


def _is_policy(s: Spoken, every: Sequence[Spoken]) -> bool:
    """Say whether a cue only says what happens to any invoice without a PO, and names none."""
    if s.cue.intent not in _OF_ONE_INVOICE:
        return False
    if any(_LONG_NUMBER.fullmatch(word) for word in s.sentence_words()):
        return False
    return any(
        other.cue.intent is Intent.PO_REQUIRED
        and other.found is s.found
        and other.hit.first in s.sentence()
        for other in every
    )


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
