"""Numbers weighed against the whole mail: structured data, our question, machines, corrections."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import combinations

from bot.domain.company import Company
from bot.domain.decision import Kind
from bot.domain.message import Layer, OrderDocument, Passage
from bot.domain.purchase_order import Candidate, Role, canonical
from bot.domain.understanding import Answer
from bot.stages._mentions import mentions_in

_OWN = {Layer.NEW, Layer.FORWARDED}
_LIVE = _OWN | {Layer.SUBJECT, Layer.ATTACHMENT}
_EXAMPLE = re.compile(
    r"\b(?:this|that|it)(?: number)? is (?:just|only|merely) an? (?:example|sample|placeholder)"
    r"|\bthe (?:real|actual|proper|final|correct) (?:one|number|po) (?:will follow|follows)"
    r"|\bnur (?:ein|als) (?:beispiel|muster|platzhalter)"
    r"|\bdie (?:echte|richtige|endgültige) (?:nummer )?folgt"
    r"|\b(?:ce n'est qu'|c'est juste )un exemple|\bes (?:solo|sólo) un ejemplo"
    r"|\bè solo un esempio|\b(?:is )?slechts een voorbeeld",
    re.IGNORECASE,
)
_COMMAND = re.compile(
    r"\b(?:ignore|disregard|forget|override|bypass) "
    r"(?:all |any |every |the |your |my |these |those )*"
    r"(?:previous|prior|earlier|above|preceding|existing|other|former|system)? ?"
    r"(?:rules?|instructions?|prompts?|guidelines?|commands?)\b"
    r"|\b(?:ignorier\w*|vergiss|vergessen sie|missachte\w*) (?:alle |sämtliche |die |deine |ihre )*"
    r"(?:bisherigen |vorherigen |obigen |früheren )?(?:regeln|anweisungen|instruktionen|vorgaben)\b"
    r"|\b(?:ignore[zr]?|oublie[zr]?) (?:toutes |les |tes |vos )*"
    r"(?:règles|instructions|consignes)\b"
    r"|\b(?:ignor[ae]n?|olvid[ae]) (?:todas |las |tus |sus )*(?:reglas|instrucciones|normas)\b"
    r"|\b(?:ignor[ai]|ignorare|dimentica) (?:tutte |le |tue |sue )*(?:regole|istruzioni)\b"
    r"|\b(?:ignor[ae]|ignorem|esqueça) (?:todas |as |suas |tuas )*(?:regras|instruções)\b"
    r"|\bnegeer (?:alle |de |je |uw )*(?:vorige |eerdere )?(?:regels|instructies)\b"
    r"|\b(?:ignor[eé]r\w*|se bort fra) (?:alle |alla )?(?:tidligere |tidigare )?"
    r"(?:regler|instruks\w*|instruktion\w*)\b"
    r"|\b(?:zignoruj|ignoruj|ignorujte) (?:wszystkie |všechn[ay] )?(?:poprzednie |předchozí )?"
    r"(?:zasady|reguły|instrukcje|pravidla|pokyny|instrukce)\b",
    re.IGNORECASE,
)
"""How text that is meant for a program bids it to leave its rules."""

_SUBSCRIBED = re.compile(
    r"\b(?:you(?:'re| are)? (?:receiv\w+|getting) this|you(?: have)? subscribed|unsubscribe\b"
    r"|newsletter ab(?:bestellen|melden)|sie erhalten diese|vous recevez ce|se désabonner"
    r"|se désinscrire|recibe este|darse de baja|ricevi questa|annulla l'iscrizione"
    r"|u ontvangt deze|afmelden voor)",
    re.IGNORECASE,
)


def with_documents(
    candidates: Sequence[Candidate], documents: Sequence[OrderDocument]
) -> tuple[Candidate, ...]:
    """Add the numbers of structured orders; other numbers in the same file are then not its own.

    What a document cancels or replaces is so in the whole mail, unless another one gives it anew.
    """
    result = list(candidates)
    for document in documents:
        key = canonical(document.po_number)
        result = [
            _mention(c, "not the number in the document's data")
            if c.origin.rpartition("#")[0] == document.origin and canonical(c.number) != key
            else c
            for c in result
        ]
    live = {canonical(d.po_number) for d in documents if d.action != "cancel"}
    gone = [_taken_back(d) for d in documents if d.action == "cancel" or d.replaces]
    gone = [c for c in gone if canonical(c.number) not in live]
    for old in gone:
        result = [
            replace(c, accepted=False, role=old.role, reason=old.reason)
            if c.accepted and canonical(c.number) == canonical(old.number)
            else c
            for c in result
        ]
    given = [_structured(document) for document in documents if document.action != "cancel"]
    return (*given, *gone, *result)


def from_machine(candidates: Iterable[Candidate]) -> tuple[Candidate, ...]:
    """Refuse every number of a mail that a machine sent in answer to something."""
    return tuple(_mention(c, "in an automatic reply") for c in candidates)


def is_newsletter(kind: Kind, passages: Sequence[Passage], company: Company) -> bool:
    """Say whether a mail goes to subscribers. A discussion list says so below its line only.

    What names us, or a number of ours, is written to us, whatever program sends it.
    """
    live = [p for p in passages if p.layer in _LIVE]
    text = "\n".join(p.text for p in live if p.layer is Layer.NEW)
    if kind not in {Kind.LIST, Kind.NO_REPLY} or not _SUBSCRIBED.search(text):
        return False
    if any(p.layer is Layer.ATTACHMENT or mentions_in(p, company) for p in live):
        return False
    names = (company.name, *company.aliases)
    return not any(name.casefold() in text.casefold() for name in names if name)


def from_nobody(candidates: Iterable[Candidate], why: str) -> tuple[Candidate, ...]:
    """Refuse every number of a mail that speaks of orders, and gives none."""
    return tuple(_mention(c, why) for c in candidates)


def from_commands(
    candidates: Sequence[Candidate], passages: Sequence[Passage]
) -> tuple[Candidate, ...]:
    """Refuse the numbers of paragraphs that command a machine, where another one is given too.

    Such a paragraph is text like any other; but a clerk is not spoken to so, and an order that
    stands elsewhere is the one that is meant.
    """
    inside = _commanded(candidates, passages)
    if not any(c.accepted and id(c) not in inside for c in candidates):
        return tuple(candidates)
    return tuple(
        _mention(c, "in instructions to a machine") if id(c) in inside else c for c in candidates
    )


def commands(candidates: Sequence[Candidate], passages: Sequence[Passage]) -> tuple[str, ...]:
    """Return what speaks against booking where every number given stands in such a paragraph."""
    inside = _commanded(candidates, passages)
    given = [c for c in candidates if c.accepted]
    alone = bool(given) and all(id(c) in inside for c in given)
    return ("instructions to a machine",) if alone else ()


def _commanded(candidates: Iterable[Candidate], passages: Sequence[Passage]) -> set[int]:
    """Return, by identity, the numbers in paragraphs that command a machine."""
    spans = [
        (p, span)
        for p in passages
        if _COMMAND.search(p.text)
        for span in _paragraphs(p.text)
        if _COMMAND.search(p.text, *span)
    ]
    return {
        id(c)
        for c in candidates
        for p, (start, end) in spans
        if (p.origin, p.layer) == (c.origin, c.layer)
        and start <= c.start
        and c.end <= end
        and p.text[c.start : c.end] == c.text
    }


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for blank in re.finditer(r"\n[^\S\n]*\n", text):
        yield start, blank.start()
        start = blank.end()
    yield start, len(text)


def from_example(
    candidates: Iterable[Candidate], passages: Sequence[Passage]
) -> tuple[Candidate, ...]:
    """Refuse the numbers of a mail that calls its number an example, and the real one to come."""
    own = "\n".join(p.text for p in passages if p.layer in _OWN)
    if not _EXAMPLE.search(own):
        return tuple(candidates)
    return tuple(_mention(c, "it is an example") if c.layer in _OWN else c for c in candidates)


def from_dispute(candidates: Iterable[Candidate]) -> tuple[Candidate, ...]:
    """Refuse the numbers that describe what is disputed: "invoice 12 (our order 34)"."""
    return tuple(
        _mention(c, "named beside what is disputed") if c.layer is not Layer.ATTACHMENT else c
        for c in candidates
    )


def with_answer(candidates: Sequence[Candidate], answered: Answer | None) -> tuple[Candidate, ...]:
    """Accept the number that our question was about, or that the chosen lines name.

    Not where the sender writes a number themselves: that one counts then.
    """
    if answered is None or any(c.accepted and c.layer in _OWN for c in candidates):
        return tuple(candidates)
    chosen = {
        canonical(c.number)
        for c in candidates
        if _in_question(c) and any(c.number in line for line in answered.choices)
    }
    asserted = chosen or ({canonical(answered.po_number)} if answered.po_number else set())
    return tuple(
        replace(c, accepted=True, reason="", role=Role.GIVEN, rule=f"{c.rule}; answer")
        if _in_question(c) and canonical(c.number) in asserted
        else c
        for c in candidates
    )


def with_correction(candidates: Sequence[Candidate]) -> tuple[Candidate, ...]:
    """Take what the sender wrote before as superseded by what they write now."""
    now = {canonical(c.number) for c in candidates if c.accepted}
    if not now or any(c.role is Role.SUPERSEDED for c in candidates):
        return tuple(candidates)
    return tuple(
        replace(c, role=Role.SUPERSEDED, reason="it is corrected")
        if c.layer is Layer.QUOTED_THEIRS
        and c.reason.startswith("in quoted")
        and canonical(c.number) not in now
        else c
        for c in candidates
    )


def withdrawn(candidates: Iterable[Candidate]) -> tuple[str, ...]:
    """Return the numbers cancelled or superseded, each once, as printed."""
    gone = (c for c in candidates if c.role in {Role.CANCELLED, Role.SUPERSEDED})
    return tuple({canonical(c.number): c.number for c in gone}.values())


def conflicts(candidates: Sequence[Candidate], *, several: bool) -> tuple[str, ...]:
    """Return where subject, text and documents give different numbers for one thing.

    `several`: the mail speaks of an old and a new order, so that two numbers contradict nothing.
    """
    if several:
        return ()
    places = (
        ("the subject", _given(candidates, Layer.SUBJECT)),
        ("the mail", _given(candidates, Layer.NEW, Layer.FORWARDED)),
        ("the attachment", _given(candidates, Layer.ATTACHMENT)),
    )
    return tuple(
        f"One number is PO {_listed(ours)} in {here}, and PO {_listed(theirs)} in {there}."
        for (here, ours), (there, theirs) in combinations(places, 2)
        if ours and theirs and not ours.keys() & theirs.keys()
    )


def ordered(candidates: Iterable[Candidate]) -> tuple[Candidate, ...]:
    """Return candidates best first: accepted ones, then by confidence."""
    return tuple(sorted(candidates, key=lambda c: (not c.accepted, -c.confidence)))


def _in_question(candidate: Candidate) -> bool:
    return candidate.layer is Layer.QUOTED_OURS and candidate.reason.startswith("in quoted")


def _structured(document: OrderDocument) -> Candidate:
    return Candidate(
        number=document.po_number,
        accepted=True,
        reason="",
        rule="structured order",
        origin=document.origin,
        layer=Layer.ATTACHMENT,
        text="",
        start=0,
        end=0,
        confidence=0.99,
        role=Role.GIVEN,
    )


def _taken_back(document: OrderDocument) -> Candidate:
    """Return the number that an order cancels, or that it replaces."""
    cancelled = document.action == "cancel"
    return replace(
        _structured(document),
        number=document.po_number if cancelled else document.replaces,
        accepted=False,
        reason="it is cancelled" if cancelled else "it is replaced",
        role=Role.CANCELLED if cancelled else Role.SUPERSEDED,
    )


def _mention(candidate: Candidate, why: str) -> Candidate:
    if not candidate.accepted:
        return candidate
    return replace(candidate, accepted=False, role=Role.MENTIONED, reason=why)


def _given(candidates: Iterable[Candidate], *layers: Layer) -> dict[str, str]:
    return {canonical(c.number): c.number for c in candidates if c.accepted and c.layer in layers}


def _listed(numbers: dict[str, str]) -> str:
    return ", ".join(numbers.values())
