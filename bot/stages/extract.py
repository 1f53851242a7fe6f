"""Stage 5, extract: PO numbers, best first, each accepted or refused with its evidence.

A number is read by the label that it belongs to, nearly always the nearest on its left; labels are
data (rules/*.toml). Whether it counts is decided by where it stands and what is said of it: not in
history or a signature, not cancelled, not merely mentioned, and in a document only if it is the
document's own.
"""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from bot.domain.company import Company
from bot.domain.message import Layer, Passage
from bot.domain.purchase_order import Candidate, Role, canonical
from bot.domain.rules import Cue, Label, Rules
from bot.domain.understanding import Intent
from bot.stages._business import OWN_WORDS, business, intents_of, mere_mention
from bot.stages._candidates import candidates_in, unread
from bot.stages._context import Context
from bot.stages._elsewhere import weighed_elsewhere
from bot.stages._fields import other_fields
from bot.stages._listed import BOOKED, listed_orders, own_numbers
from bot.stages._named import ON_FILE
from bot.stages._normal import LIMIT
from bot.stages._pictured import undoubted
from bot.stages._scan import forget, heading, scan
from bot.stages._words import MOST_WORDS

SECOND = ("commitment/", "client format without its letters")
"""A number by these rules counts only where no other one is given."""

LIVE = frozenset({Layer.SUBJECT, Layer.NEW, Layer.FORWARDED, Layer.ATTACHMENT})
"""Layers in which a sender gives numbers; the others are history or a business card."""

APART = "named only to set another order apart"
"""What the rules say of an order that only another one is told from."""

STRANGER = "not the document's own number"

_REPLY = re.compile(
    r"^\s*(?:re|aw|antw|sv|vs|odp|ynt|rif|r|res|vá|wg)\s*(?:\[\d+\])?:", re.IGNORECASE
)
_REFUSED_LAYER = {
    Layer.QUOTED_OURS: "in quoted history",
    Layer.QUOTED_THEIRS: "in quoted history",
    Layer.SIGNATURE: "in the signature",
}


def extract(
    passages: Sequence[Passage],
    rules: Rules,
    company: Company,
    formats: Sequence[str] = (),
    known: Collection[str] = (),
    works: Collection[str] = (),
) -> tuple[Candidate, ...]:
    """Return every number looked at, accepted ones first, the surest first.

    Args:
        passages: the mail's text in layers.
        rules: labels, negatives, liveness and platforms.
        company: whose own series of numbers are references, never a client's PO.
        formats: regular expressions of the PO numbers of the clients that the sender speaks for; a
            whole token of such a form needs no label.
        known: the numbers of those clients' orders on file, which a mail often only names.
        works: words of the titles of their works, folded: "Website: 4711" answers which order.
    """
    forget()
    context = Context(
        rules,
        company,
        tuple(f for f in formats if f),
        _asked(passages, rules),
        _asked(passages, rules, {Layer.QUOTED_OURS}),
        frozenset(map(canonical, known)),
        frozenset(works),
    )
    about = business(passages, rules, company)
    # What a forwarded mail reports of a payment says nothing of what its sender writes above it.
    own = business([p for p in passages if p.layer is not Layer.FORWARDED], rules, company)
    found = [
        c
        for passage in passages
        for c in _in_passage(passage, context, own if passage.layer is Layer.NEW else about)
    ]
    found = listed_orders(found, passages, rules, company)
    found = _mention(found, other_fields(found, passages, rules), "the form calls it otherwise")
    found = _documents(found, passages, rules, about)
    found = _on_file_again(found, passages, rules, context.known)
    found = weighed_elsewhere(found, passages, rules, context.known)
    found = _second_choices(_consistent(found, passages))
    return tuple(sorted(_distinct(found), key=lambda c: (not c.accepted, -c.confidence)))


def _in_passage(passage: Passage, context: Context, about: frozenset[Intent]) -> list[Candidate]:
    """Return the numbers of one passage of a mail that is about these payments and disputes."""
    found = [undoubted(c, passage) for c in candidates_in(passage, context)]
    if passage.layer is not Layer.ATTACHMENT:
        text = scan(passage.text, context.rules)
        found = [
            _mentioned(
                c,
                mere_mention(
                    text, c, about, context.rules, known=canonical(c.number) in context.known
                ),
            )
            for c in found
        ]
    if len(passage.text) > LIMIT:
        found.append(unread(passage, "limit", "only the first 256 KB of this text were read"))
    elif found and scan(passage.text, context.rules).is_cut:
        found.append(unread(passage, "limit", f"only the first {MOST_WORDS} words were read"))
    refused = _REFUSED_LAYER.get(passage.layer)
    if refused:
        found = [
            replace(
                c, accepted=False, role=Role.MENTIONED, reason=refused if c.accepted else c.reason
            )
            for c in found
        ]
    return found


def _asked(
    passages: Sequence[Passage],
    rules: Rules,
    layers: Collection[Layer] = (Layer.SUBJECT, Layer.NEW, Layer.QUOTED_OURS),
) -> bool:
    """Say whether a bare number answers something: a request of ours, or words about a PO."""
    return any(
        isinstance(hit.rule, Label) and not hit.rule.weak
        for passage in passages
        if passage.layer in layers
        for hit in scan(passage.text, rules).labels
    ) or any(
        isinstance(hit.rule, Cue) and hit.rule.intent is Intent.PO_CORRECTION
        for passage in passages
        if passage.layer is Layer.NEW
        for hit in scan(passage.text, rules).cues
    )


def _documents(
    found: list[Candidate], passages: Sequence[Passage], rules: Rules, about: frozenset[Intent]
) -> list[Candidate]:
    """Keep, of an attached document, its own number; of one that is no order, none."""
    for document, pages in _pages(passages).items():
        headings = [heading(scan(page.text, rules)) for page in pages]
        first = next((h for h in headings if h), None)
        own = [c for c in found if c.layer is Layer.ATTACHMENT and _file(c.origin) == document]
        booked = next((why for intent, why in BOOKED.items() if intent in about), "")
        booked = booked or _of_bank(pages, rules)
        if (first and not first.order) or (first is None and booked):
            why = f"in {first.what}, not in an order" if first else booked
            found = _mention(found, own, why)
            continue
        for page, head in zip(pages, headings, strict=True):
            if head and not head.order:
                there = [c for c in own if c.origin == page.origin]
                found = _mention(found, there, f"in {head.what}, not in an order")
        own = [c for c in found if c.layer is Layer.ATTACHMENT and _file(c.origin) == document]
        keep = own_numbers(
            own, [p for p, h in zip(pages, headings, strict=True) if h], pages, rules
        )
        strangers = [c for c in own if canonical(c.number) not in keep]
        found = _mention(found, strangers, STRANGER)
        found = _mention(found, _repeated(found, strangers), STRANGER)
    return found


def _of_bank(pages: Sequence[Passage], rules: Rules) -> str:
    """Return why a letter about an account to pay into gives no order; "" where none is that."""
    cues = (hit for page in pages for hit in scan(page.text, rules).cues)
    return "in a letter about bank details" if Intent.BANK_CHANGE in intents_of(cues) else ""


def _repeated(found: list[Candidate], strangers: Sequence[Candidate]) -> list[Candidate]:
    """Return what the mail says, in the same words, of numbers that are not the document's own."""
    printed = {(canonical(c.number), c.rule.partition("/")[0]) for c in strangers if c.accepted}
    return [
        c
        for c in found
        if c.layer in {Layer.SUBJECT, Layer.NEW}
        and (canonical(c.number), c.rule.partition("/")[0]) in printed
    ]


def _pages(passages: Sequence[Passage]) -> dict[str, list[Passage]]:
    """Return the attached documents, each with its pages."""
    pages: dict[str, list[Passage]] = {}
    for passage in passages:
        if passage.layer is Layer.ATTACHMENT:
            pages.setdefault(_file(passage.origin), []).append(passage)
    return pages


def _file(origin: str) -> str:
    return origin.rpartition("#")[0]


def _on_file_again(
    found: list[Candidate], passages: Sequence[Passage], rules: Rules, known: frozenset[str]
) -> list[Candidate]:
    """Give the one order on file that a mail without a new number raises or calls off from."""
    cues = (h for p in passages if p.layer in OWN_WORDS for h in scan(p.text, rules).cues)
    wanted = intents_of(cues) & {Intent.PO_TOPUP, Intent.PO_BLANKET}
    # "I have put the 4,400 on top of 4711" sets nothing apart: it raises 4711.
    reasons = {ON_FILE, APART} if Intent.PO_TOPUP in wanted else {ON_FILE}
    named = {canonical(c.number) for c in found if c.reason in reasons and c.layer in OWN_WORDS}
    if len(named) != 1 or any(c.accepted and canonical(c.number) not in named for c in found):
        return found
    if not wanted or not named & known:
        return found
    return [
        replace(c, accepted=True, role=Role.GIVEN, reason="")
        if c.reason in reasons and c.layer in OWN_WORDS
        else c
        for c in found
    ]


def _second_choices(found: list[Candidate]) -> list[Candidate]:
    """Refuse a number that stands for an order's where the order's own is given as well."""
    second = [c for c in found if c.accepted and c.rule.startswith(SECOND)]
    own = {canonical(c.number) for c in found if c.accepted and not c.rule.startswith(SECOND)}
    if not own:
        return found
    beside = (c for c in second if canonical(c.number) not in own)
    return _mention(found, beside, "beside the order's own number")


def _consistent(found: list[Candidate], passages: Sequence[Passage]) -> list[Candidate]:
    """Let what the sender says of a number in one place hold for the whole mail."""
    taken_back = {
        canonical(c.number): c
        for c in found
        if c.role in {Role.CANCELLED, Role.SUPERSEDED} and c.layer in LIVE
    }
    found = [
        replace(c, accepted=False, role=said.role, reason=said.reason)
        if c.accepted and (said := taken_back.get(canonical(c.number)))
        else c
        for c in found
    ]
    found = _mention(found, _echoes(found, passages), "in quoted history: our own subject")
    apart = {
        canonical(c.number)
        for c in found
        if c.role is Role.MENTIONED and ";" in c.rule and c.layer is Layer.NEW
    }
    live_text = {canonical(c.number) for c in found if c.accepted and c.layer is not Layer.SUBJECT}
    subjects = [
        c for c in found if c.layer is Layer.SUBJECT and canonical(c.number) in apart - live_text
    ]
    return _mention(found, subjects, "only mentioned in the mail")


def _echoes(found: list[Candidate], passages: Sequence[Passage]) -> list[Candidate]:
    """Return numbers in the subject of a reply that only repeat our own quoted mail."""
    subject = next((p.text for p in passages if p.layer is Layer.SUBJECT), "")
    if not _REPLY.match(subject):
        return []
    ours = {canonical(c.number) for c in found if c.layer is Layer.QUOTED_OURS}
    new = {canonical(c.number) for c in found if c.layer is not Layer.SUBJECT and c.accepted}
    return [c for c in found if c.layer is Layer.SUBJECT and canonical(c.number) in ours - new]


def _mention(found: list[Candidate], these: Iterable[Candidate], why: str) -> list[Candidate]:
    marked = {id(c) for c in these}
    return [_mentioned(c, why) if id(c) in marked else c for c in found]


def _mentioned(candidate: Candidate, why: str) -> Candidate:
    """Refuse an accepted candidate, if there is a reason why."""
    if not (why and candidate.accepted):
        return candidate
    return replace(candidate, accepted=False, role=Role.MENTIONED, reason=why)


def _distinct(found: list[Candidate]) -> list[Candidate]:
    """Keep one candidate per number, passage and outcome: the surest."""
    best: dict[tuple[str, str, bool], Candidate] = {}
    for c in found:
        key = (canonical(c.number), c.origin, c.accepted)
        if key not in best or c.confidence > best[key].confidence:
            best[key] = c
    return list(best.values())
