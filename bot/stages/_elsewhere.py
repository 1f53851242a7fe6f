"""What another place of the mail says of a number: its real name, its plain form, its whole."""

import re
from collections.abc import Collection, Sequence
from dataclasses import replace

from bot.domain.message import Layer, Passage
from bot.domain.purchase_order import Candidate, Role, canonical
from bot.domain.rules import Cue, Rules
from bot.domain.understanding import Intent
from bot.stages._business import OWN_WORDS, word_at
from bot.stages._formats import form
from bot.stages._scan import scan
from bot.stages._twins import slips_taken_back

SURE = 0.85
"""So sure a label must be that says elsewhere that a number is no order's."""

_PENDING = ("raised-later-before", "reserved-before", "reserved-after")
STAYS = "stays-before"
"""The liveness rule for an order that other work stays on."""

_JOINTS = "-/."
_FILE_END = re.compile(
    r"\.(?:pdf|xml|csv|xlsx?|docx?|odt|zip|txt|html?|jpe?g|png|tiff?)\b", re.IGNORECASE
)
_PAST = re.compile(
    r"(?:\s*\([^()\n]{1,40}\))?,? (?:was|were) (?:only |just |all )?(?:the|for|our|on|last)\b"
    r"|,? (?:war|waren) (?:nur )?(?:der|die|das|für|unsere?r?|letzte[ns]?|vom)\b"
    r"|,? (?:était|étaient) (?:le|la|les|pour|notre|celle|celui)\b"
    r"|,? (?:era|eran|fue|fueron) (?:el|la|los|las|para|de|del|nuestro)\b"
    r"|,? (?:era|erano) (?:il|la|l'|per|di|del|della|quello)\b|,? was (?:de|het|voor|onze|van)\b"
    r"|,? era (?:a|o|para|do|da)\b|,? var (?:den|det|til|till|for|för|vores|vår|sidste)\b"
    r"|,? oli \w|,? (?:był|była|było) (?:na|dla|to|do)\b|,? (?:byla|byl) (?:na|pro|to)\b"
    r"|,? a fost (?:pentru|cea)\b|,? volt a\b",
    re.IGNORECASE,
)
"""What follows an order that is over: it was for something."""

_LIVE = frozenset({Layer.SUBJECT, Layer.NEW, Layer.FORWARDED, Layer.ATTACHMENT})
_UNNAMED = frozenset({"client format", "form on file", "bare answer"})


def weighed_elsewhere(
    found: Sequence[Candidate], passages: Sequence[Passage], rules: Rules, known: Collection[str]
) -> list[Candidate]:
    """Return the candidates, judged by what the rest of the mail says of their numbers.

    `known`: canonical numbers of orders on file.
    """
    weighed = _called_otherwise(found, rules)
    weighed = _without_parts(weighed, passages)
    for passage in passages:
        if passage.layer is Layer.NEW:
            weighed = _corrected(slips_taken_back(weighed, passage, rules), passage, rules)
    weighed = _not_the_past(weighed, passages)
    weighed = _the_only_one(weighed, known)
    weighed = _not_yet(weighed)
    return _plainly_printed(weighed, passages)


def _called_otherwise(found: Sequence[Candidate], rules: Rules) -> list[Candidate]:
    """Refuse a number with no label, or a weak one, that is called something else elsewhere."""
    firm = {rule.id for rule in rules.negatives if not rule.yields}
    weak = {rule.id for rule in rules.labels if rule.weak}
    names = {
        canonical(c.number): c.reason
        for c in found
        if not c.accepted and c.rule in firm and c.layer in _LIVE and c.confidence >= SURE
    }
    return [
        _mention(c, names[canonical(c.number)])
        if c.accepted
        and c.layer in OWN_WORDS
        and canonical(c.number) in names
        and (c.rule in _UNNAMED or c.rule.partition("/")[0] in weak)
        else c
        for c in found
    ]


def _without_parts(found: Sequence[Candidate], passages: Sequence[Passage]) -> list[Candidate]:
    """Refuse what is only a part of a fuller number: of the one beside it, or in a file's name.

    "48001-0001 (48001 is a budget)"; "ORD_00395.pdf", where the order itself is 26/00395.
    """
    wholes = {(c.origin, c.number) for c in found if c.accepted}
    return [
        _mention(c, "it is a part of another number")
        if c.accepted
        and (
            (
                not c.rule.endswith(("/label", "/verb"))
                and any(o == c.origin and _begins(whole, c.number) for o, whole in wholes)
            )
            or (
                any(_begins(whole[::-1], c.number[::-1]) for _, whole in wholes)
                and _names_file(c, passages)
            )
        )
        else c
        for c in found
    ]


def _begins(whole: str, part: str) -> bool:
    return whole.startswith(tuple(part + joint for joint in _JOINTS))


def _names_file(candidate: Candidate, passages: Sequence[Passage]) -> bool:
    """Say whether a number ends the name of a file: "ORD_00395.pdf"."""
    texts = (p.text for p in passages if (p.origin, p.layer) == (candidate.origin, candidate.layer))
    return any(_FILE_END.match(text, candidate.end) for text in texts)


def _corrected(found: Sequence[Candidate], passage: Passage, rules: Rules) -> list[Candidate]:
    """Take back the number that a later sentence corrects: "It is 551903. Correction: 551940"."""
    text = scan(passage.text, rules)
    here = [c for c in found if c.accepted and c.origin == passage.origin]
    for cue in text.cues:
        if not (isinstance(cue.rule, Cue) and cue.rule.intent is Intent.PO_CORRECTION):
            continue
        sentence = text.sentence(cue.first, cue.last)
        earlier = {c.number for c in here if word_at(text, c.end) < sentence.start}
        now = {c.number for c in here if word_at(text, c.end) in sentence} - earlier
        if len(earlier) == len(now) == 1 and form(*earlier) == form(*now):
            return [
                replace(c, accepted=False, reason="it is corrected", role=Role.SUPERSEDED)
                if c.accepted and c.number in earlier
                else c
                for c in found
            ]
    return list(found)


def _not_yet(found: Sequence[Candidate]) -> list[Candidate]:
    """Refuse the draft of an order that the mail says is not in force yet."""
    pending = {
        canonical(c.number)
        for c in found
        if c.layer is Layer.NEW and not c.accepted and c.rule.endswith(_PENDING)
    }
    given = {canonical(c.number) for c in found if c.accepted and c.layer in OWN_WORDS}
    return [
        _mention(c, "it is not in force yet")
        if c.accepted and canonical(c.number) in pending - given
        else c
        for c in found
    ]


def _not_the_past(found: Sequence[Candidate], passages: Sequence[Passage]) -> list[Candidate]:
    """Refuse an order of the past where another is given: "4711 was the kiosk, the new one = 4712".

    Alone it may be the one that is meant: "the number was 4711".
    """
    past = {
        id(c)
        for c in found
        if c.accepted
        and c.layer in OWN_WORDS
        and any(
            p.text[c.start : c.end] == c.text and _PAST.match(p.text, c.end)
            for p in passages
            if (p.origin, p.layer) == (c.origin, c.layer)
        )
    }
    gone = {canonical(c.number) for c in found if id(c) in past}
    now = any(c.accepted and c.layer in _LIVE and canonical(c.number) not in gone for c in found)
    return [_mention(c, "an order of the past") if now and id(c) in past else c for c in found]


def _the_only_one(found: Sequence[Candidate], known: Collection[str]) -> list[Candidate]:
    """Give the order that work stays on where no other is given: there it is not set apart."""
    stays = {canonical(c.number) for c in found if c.rule.endswith(STAYS) and c.layer in OWN_WORDS}
    others = any(
        c.accepted and c.layer in _LIVE and canonical(c.number) not in stays for c in found
    )
    if len(stays) != 1 or others or not stays.isdisjoint(known):
        return list(found)
    return [
        replace(c, accepted=True, reason="", role=Role.GIVEN) if c.rule.endswith(STAYS) else c
        for c in found
    ]


def _plainly_printed(found: Sequence[Candidate], passages: Sequence[Passage]) -> list[Candidate]:
    """Print a number without blanks where the mail prints it so as well."""
    text = "\n".join(p.text for p in passages if p.layer in _LIVE)
    return [
        replace(c, number=plain)
        if c.accepted and (plain := c.number.replace(" ", "")) != c.number and plain in text
        else c
        for c in found
    ]


def _mention(candidate: Candidate, why: str) -> Candidate:
    return replace(candidate, accepted=False, role=Role.MENTIONED, reason=why)
