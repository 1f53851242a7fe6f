"""Stage 5, extract: PO numbers, best first, each accepted or refused with its evidence.

A number is read by the label that it belongs to, nearly always the nearest on its left; labels are
data (rules/*.toml). Whether it counts is decided by where it stands and what is said of it: not in
history or a signature, not cancelled, not merely mentioned, and in a document only if it is the
document's own.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from bot.domain.company import Company
from bot.domain.message import Layer, Passage
from bot.domain.purchase_order import Candidate, Role, canonical
from bot.domain.rules import Cue, Label, Rules
from bot.domain.understanding import Intent
from bot.stages._business import business, mere_mention
from bot.stages._candidates import candidates_in, unread
from bot.stages._judged import Context
from bot.stages._normal import LIMIT
from bot.stages._pictured import undoubted
from bot.stages._scan import heading, scan

LIVE = frozenset({Layer.SUBJECT, Layer.NEW, Layer.FORWARDED, Layer.ATTACHMENT})
"""Layers in which a sender gives numbers; the others are history or a business card."""

_REPLY = re.compile(
    r"^\s*(?:re|aw|antw|sv|vs|odp|ynt|rif|r|res|vá|wg)\s*(?:\[\d+\])?:", re.IGNORECASE
)
_REFUSED_LAYER = {
    Layer.QUOTED_OURS: "in quoted history",
    Layer.QUOTED_THEIRS: "in quoted history",
    Layer.SIGNATURE: "in the signature",
}


def extract(
    passages: Sequence[Passage], rules: Rules, company: Company, formats: Sequence[str] = ()
) -> tuple[Candidate, ...]:
    """Return every number looked at, accepted ones first, the surest first.

    Args:
        passages: the mail's text in layers.
        rules: labels, negatives, liveness and platforms.
        company: whose own series of numbers are references, never a client's PO.
        formats: regular expressions of the PO numbers of the clients that the sender speaks for; a
            whole token of such a form needs no label.
    """
    context = Context(rules, company, tuple(f for f in formats if f), _asked(passages, rules))
    about = business(passages, rules)
    found = [c for passage in passages for c in _in_passage(passage, context, about)]
    found = _documents(found, passages, rules)
    found = _consistent(found, passages)
    return tuple(sorted(_distinct(found), key=lambda c: (not c.accepted, -c.confidence)))


def _in_passage(passage: Passage, context: Context, about: frozenset[Intent]) -> list[Candidate]:
    """Return the numbers of one passage of a mail that is about these payments and disputes."""
    found = [undoubted(c, passage) for c in candidates_in(passage, context)]
    if passage.layer is not Layer.ATTACHMENT:
        text = scan(passage.text, context.rules)
        found = [_mentioned(c, mere_mention(text, c, about, context.rules)) for c in found]
    if len(passage.text) > LIMIT:
        found.append(unread(passage, "limit", "only the first 256 KB of this text were read"))
    refused = _REFUSED_LAYER.get(passage.layer)
    if refused:
        found = [
            replace(c, accepted=False, reason=refused, role=Role.MENTIONED) if c.accepted else c
            for c in found
        ]
    return found


def _asked(passages: Sequence[Passage], rules: Rules) -> bool:
    """Say whether a bare number answers something: a request of ours, or words about a PO."""
    return any(
        isinstance(hit.rule, Label) and not hit.rule.weak
        for passage in passages
        if passage.layer in {Layer.SUBJECT, Layer.NEW, Layer.QUOTED_OURS}
        for hit in scan(passage.text, rules).labels
    ) or any(
        isinstance(hit.rule, Cue) and hit.rule.intent is Intent.PO_CORRECTION
        for passage in passages
        if passage.layer is Layer.NEW
        for hit in scan(passage.text, rules).cues
    )


def _documents(
    found: list[Candidate], passages: Sequence[Passage], rules: Rules
) -> list[Candidate]:
    """Keep, of an attached document, its own number; of one that is no order, none."""
    pages_of = _pages(passages)
    for document, pages in pages_of.items():
        headings = [heading(scan(page.text, rules)) for page in pages]
        first = next((h for h in headings if h), None)
        own = [c for c in found if c.layer is Layer.ATTACHMENT and _file(c.origin) == document]
        if first and not first.order:
            found = _mention(found, own, f"in {first.what}, not in an order")
            continue
        keep = _own_numbers(own, [p.origin for p, h in zip(pages, headings, strict=True) if h])
        strangers = [c for c in own if canonical(c.number) not in keep]
        found = _mention(found, strangers, "not the document's own number")
    return found


def _pages(passages: Sequence[Passage]) -> dict[str, list[Passage]]:
    """Return the attached documents, each with its pages."""
    pages: dict[str, list[Passage]] = {}
    for passage in passages:
        if passage.layer is Layer.ATTACHMENT:
            pages.setdefault(_file(passage.origin), []).append(passage)
    return pages


def _file(origin: str) -> str:
    return origin.rpartition("#")[0]


def _own_numbers(own: list[Candidate], headed: list[str]) -> set[str]:
    """Return a document's own numbers: the surest, one per headed page, whole columns."""
    given = [c for c in own if c.accepted]
    if not given:
        return set()
    keep = {canonical(max(given, key=lambda c: c.confidence).number)}
    keep |= {canonical(c.number) for c in given if c.rule.endswith(("/column", "/list"))}
    if len(headed) > 1:
        for page in headed:
            on_page = [c for c in given if c.origin == page]
            if on_page:
                keep.add(canonical(max(on_page, key=lambda c: c.confidence).number))
    return keep


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
