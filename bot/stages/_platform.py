"""What programs only name: orders in a digest, and the order of an invoice whose status is told."""

import re
from collections.abc import Sequence

from bot.domain.company import Company
from bot.domain.decision import Kind
from bot.domain.message import Layer, Passage
from bot.domain.rules import Cue, Label, Rules
from bot.domain.understanding import Intent, MentionKind
from bot.stages._mentions import mentions_in
from bot.stages._scan import Scan, scan

_PROGRAMS = frozenset({Kind.PORTAL, Kind.NO_REPLY})
_OWN = (Layer.SUBJECT, Layer.NEW)
_OFTEN = (
    r"(?:daily|weekly|monthly|t[äa]gliche\w*|w[öo]chentliche\w*|monatliche\w*|quotidien\w*|"
    r"hebdomadaires?|mensuel\w*|diari[oa]|semanal|mensual|mensal|giornalier[oa]|settimanale|mensile|"
    r"dagelijkse?|wekelijkse?|maandelijkse?|daglige?t?|dagliga?|ugentlige?t?|veckovis|ukentlige?|"
    r"p[äa]ivitt[äa]inen|viikoittainen|dzienne|tygodniowe|denn[íi]|t[ýy]denn[íi]|napi|heti|zilnic|"
    r"s[ăa]pt[ăa]m[âa]nal)"
)
_SURVEY = (
    r"(?:digest|summary|overview|report|zusammenfassung|[üu]bersicht|r[ée]capitulatif|r[ée]sum[ée]|"
    r"synth[èe]se|resumen|resumo|riepilogo|overzicht|samenvatting|oversigt|oversikt|[öo]versikt|"
    r"sammanfattning|sammenfatning|oppsummering|yhteenveto|podsumowanie|zestawienie|souhrn|"
    r"p[řr]ehled|[öo]sszes[íi]t[őo]|[öo]sszefoglal[óo]|rezumat)"
)
_DIGEST = re.compile(
    rf"\bdigests?\b|\b{_OFTEN}(?: [\w']+)?[ -]{_SURVEY}\b|\b{_SURVEY}[ -](?:[\w']+ )?{_OFTEN}\b|"
    r"\b(?:open|pending|unconfirmed|outstanding) (?:purchase )?orders "
    r"(?:summary|report|overview)\b|"
    r"\b(?:orders?|pos?) (?:\w+ ){0,5}(?:have not (?:yet )?been|not yet|are (?:still )?awaiting|"
    r"still to be|waiting to be) (?:confirm|acknowledg)",
    re.IGNORECASE,
)


def only_named(kind: Kind, passages: Sequence[Passage], rules: Rules, company: Company) -> str:
    """Return why the numbers of a program's mail are only named there, or "".

    What comes with a document may give its order, whatever the mail is called.

    Args:
        kind: what sort of sender wrote.
        passages: the mail's text in layers.
        rules: for what is an order's or an invoice's label.
        company: whose invoices are ours.
    """
    if kind not in _PROGRAMS or any(p.layer is Layer.ATTACHMENT for p in passages):
        return ""
    own = [p for p in passages if p.layer in _OWN]
    if any(_DIGEST.search(p.text) for p in own):
        return "in a digest of orders"
    about = any(_is_of_invoice(p, rules, company) for p in own if p.layer is Layer.SUBJECT)
    if about and not any(_rejects(scan(p.text, rules)) for p in own):
        return "in a notice about an invoice"
    return ""


def _is_of_invoice(subject: Passage, rules: Rules, company: Company) -> bool:
    """Say whether a subject speaks of an invoice, and of no order."""
    found = scan(subject.text, rules)
    if any(isinstance(hit.rule, Label) and not hit.rule.weak for hit in found.labels):
        return False
    ours = any(m.kind is MentionKind.INVOICE for m in mentions_in(subject, company))
    named = rules.word_list("invoice_fields").intersection(found.words.folded)
    return ours and bool(named)


def _rejects(found: Scan) -> bool:
    """Say whether an invoice is sent back: then a number beside it is the one to be put on it."""
    return any(
        isinstance(hit.rule, Cue) and hit.rule.intent is Intent.INVOICE_REJECTED_PO
        for hit in found.cues
    )
