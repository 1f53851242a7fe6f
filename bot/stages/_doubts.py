"""Words that speak against booking the order that a mail names, whatever else it says.

The last look before an order is booked. Whoever reads "not approved yet", "ignore the attached" or
"yours will follow" asks first; a question costs less than a wrong number.
"""

import re
from collections.abc import Iterable, Sequence
from enum import Enum

from bot.domain.message import Layer, Passage
from bot.stages._cut_short import cut_short
from bot.stages._titles import fold

_ORDER = (
    r"(?:po|pos|order|orders|purchase order|number|bestellung|bestellnummer|auftrag|commande|bc"
    r"|bon|pedido|orden|ordine|ordini|encomenda|bestelling|order|inkooporder|inkopsorder|ordre"
    r"|indkobsordre|indkobsordrenummer|bestilling|innkjopsordre|zamowienie|objednavka|tilaus)"
)
_ATTACHED = (
    r"(?:attached|attachment|enclosed|anhang|anhangende|beigefugte|angehangte|piece jointe|ci-joint"
    r"|bijlage|bijgevoegde|adjunto|adjunta|allegato|allegata|anexo|anexa|bilagan|bifogade"
    r"|vedhaeftede|vedlagte|vedlegget|zalacznik|prilohu|liitetta)"
)
_IGNORE = (
    r"(?:ignore|disregard|discard|do not use|don ?t use|not use|nicht verwenden|nicht beachten"
    r"|ignorieren|ignorer|ne pas utiliser|ne tenez pas compte|negeren|niet gebruiken|ignorar"
    r"|no tengan? en cuenta|no usen?|no utilicen|ignorare|ignorate|non usate|non considerate"
    r"|ignorera|anvand inte|ignorera|se bort fra|brug ikke|zignorowac|ignorujte)"
)
_NOT_YET = (
    r"(?:not|never|n t|nicht|noch nicht|nie|pas|pas encore|jamais|aun no|todavia no|no esta|nunca"
    r"|non|non ancora|mai|nao|ainda nao|niet|nog niet|nooit|inte|annu inte|ikke|endnu ikke"
    r"|enda ikke|ei|jeszcze nie|zatim ne)"
)
_APPROVED = (
    r"(?:approved|authori[sz]ed|signed|released|issued|countersigned|finali[sz]ed|freigegeben"
    r"|genehmigt|unterschrieben|validee?|approuvee?|signee?|aprobad[oa]|autorizad[oa]|firmad[oa]"
    r"|approvat[oa]|autorizzat[oa]|firmat[oa]|aprovad[oa]|assinad[oa]|goedgekeurd|getekend"
    r"|vrijgegeven|godkand|godkant|undertecknad|godkendt|godkjent|underskrevet|hyvaksytty"
    r"|zatwierdzon[ea]|podpisan[ea]|schvalen[ao]?)"
)
_YOURS = (
    r"(?:yours|your own|la votre|le votre|el vuestro|la vuestra|el suyo|la vostra|il vostro"
    r"|o vosso|a vossa|die van jullie|die van u|jeres|deres)"
)
_COMES = (
    r"(?:will follow|to follow|follows?|is still|is being|comes?|is coming|will come|needs? to"
    r"|arrive|arrivera|sale|saldra|llega|vendra|arrivera|segue|komt nog|volgt|folgt|kommt"
    r"|kommer|folger|foljer)"
)


class Scope(Enum):
    """Where words must stand to count: in the number's own clause, its sentence, or anywhere.

    "4711 replaces the one that is used up" says nothing against 4711. Of a number that only a
    document holds, the whole mail speaks.
    """

    CLAUSE = "clause"
    SENTENCE = "sentence"
    MAIL = "mail"


_DOUBTS: tuple[tuple[str, str, Scope], ...] = (
    (
        (
            rf"\b{_NOT_YET}(?: \w+){{0,4}}? {_APPROVED}\b"
            r"|\b(?:rejected|declined|refused) by\b|\b(?:is|but|are) held\b|\bon hold\b"
            r"|\b(?:in bozza|en brouillon|im entwurf|en borrador|in concept)\b"
        ),
        "an approval that is not there",
        Scope.CLAUSE,
    ),
    (
        (
            rf"\b(?:if|once|falls|wenn|sobald|si|se|als|zodra|om|hvis|jesli)\b[^.;!?\n]{{3,60}}\b"
            rf"{_ORDER}\b[^.;!?\n]{{0,20}}\b(?:will|would|wird|ware|sera|serait|seria|sara|sarebbe"
            r"|wordt|zou|blir|bliver)\b"
        ),
        "a condition",
        Scope.MAIL,
    ),
    (
        r"\bhold off\b|\bdo not invoice\b|\bdon ?t invoice\b|\bnot invoice until\b",
        "a stop",
        Scope.MAIL,
    ),
    (
        (rf"\b{_IGNORE}(?: \w+){{0,4}}? {_ATTACHED}\b|\b{_ATTACHED}(?: \w+){{0,4}}? {_IGNORE}\b"),
        "an attachment that is not to be used",
        Scope.MAIL,
    ),
    (
        (
            rf"\b{_YOURS}\b,? (?:still |noch |aun |encore |ancora |nog )?{_COMES}\b"
            r"|\bnot (?:to|for|meant for) you\b|\bgaller inte er\b"
            r"|\bnot sure\b[^.;!?\n]{0,30}\b(?:genuine|meant|for you|right|real)\b"
            r"|\bpas pour vous\b|\bnicht fur (?:sie|euch)\b|\bno es para (?:ustedes|vosotros)\b"
            r"|\b(?:dummy|for info only)\b"
        ),
        "that it is not for us",
        Scope.MAIL,
    ),
    (
        (
            r"\b(?:remove|take|strip|delete)\b[^.;!?\n]{0,40}\b(?:from|off)\b[^.;!?\n]{0,25}"
            r"\binvoice|\brechnung\b[^.;!?\n]{0,25}\bentfernen\b|\b(?:retirer|retirez|enlever)\b"
            r"[^.;!?\n]{0,40}\bfacture\b|\b(?:quiten|quitar|retiren)\b[^.;!?\n]{0,40}\bfactura\b"
            r"|\b(?:togliere|togliete|rimuovere)\b[^.;!?\n]{0,40}\bfattura\b"
            r"|\b(?:verwijder|verwijderen|haal)\b[^.;!?\n]{0,40}\bfactuur\b"
            r"|\bta bort\b[^.;!?\n]{0,40}\bfaktura|\bfjern\b[^.;!?\n]{0,40}\bfaktura"
        ),
        "that a number is to come off an invoice",
        Scope.SENTENCE,
    ),
    (
        (
            r"\b(?:used up|out of budget|fully spent|exhausted|aufgebraucht|ausgeschopft|epuisee?"
            r"|agotad[oa]|esaurit[oa]|esgotad[oa]|uitgeput|opgebruikt|forbrukad|opbrugt"
            r"|brukt opp)\b"
        ),
        "that an order is used up",
        Scope.CLAUSE,
    ),
    (
        (
            r"\b(?:indkobsordre|indkobsordrenummer|innkjopsordre|inkopsorder|commande|bestellung"
            r"|bestellnummer|purchase order|po|pedido|ordine|bestelling|encomenda|zamowienie) "
            r"(?:kommer|folger|foljer|suivra|folgt|kommt noch|will follow|to follow|is to come"
            r"|seguira|seguir[aá]|segue|volgt|komt nog|vai seguir|nastapi)\b"
            r"|\border is (?:on its way|still) (?:from|with|in) (?:procurement|purchasing)\b"
            r"|\border is with (?:procurement|purchasing|finance)\b|\bnumber to come\b"
        ),
        "an order that is still to come",
        Scope.SENTENCE,
    ),
    (
        (
            r"\blogged\b[^.;!?\n]{0,30}\brequest\b|\brequest\b[^.;!?\n]{0,20}\blogged\b"
            r"|\bquote\b[^.;!?\n]{0,25}\b(?:(?:when|if) you (?:ring|call|phone)"
            r"|at the switchboard)\b"
        ),
        "a number to be named on the telephone, or of a request",
        Scope.SENTENCE,
    ),
)
_COMPILED = tuple((re.compile(pattern), what, scope) for pattern, what, scope in _DOUBTS)
_OVERRIDES = re.compile("[\u202a-\u202e\u2066-\u2069]")
_COMPACT_DAY = re.compile(
    r"\b(?:dated|date|of|placed|from|on|vom|am|du|le|del|el|van|fra|den) (?:the )?(?:"
    r"20[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])"
    r"|(?:0[1-9]|[12][0-9]|3[01])(?:0[1-9]|1[0-2])20[0-9]{2}"
    r"|(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])20[0-9]{2})\b"
)
_STATUS = re.compile(
    r"\b(?:status|state|statut|estado|stato|stan|tila)\b\W{1,12}(?:on hold|pending|draft|rejected|"
    r"cancell?ed|declined|not approved|unapproved|entwurf|storniert|brouillon|annulee?|borrador"
    r"|anulad[oa]|bozza|annullat[oa]|concept|geannuleerd|utkast|kladde)\b"
    r"|\bnot valid as an? (?:purchase )?order\b"
    r"|\b(?:draft|copy|proforma)\b[^\n]{0,40}\bnot (?:approved|valid|released)\b"
)
_STAMPED = re.compile(
    r"(?m)^\W*(?:cancelled|canceled|cancellation|void|voided|withdrawn|superseded|revoked|storniert"
    r"|storno|annulliert|ungultig|annulee?|anulad[oa]|cancelad[oa]|annullat[oa]|geannuleerd"
    r"|vervallen|annulleret|makulerad|makulert|kansellert|peruttu|mitatoity|anulowan[aey]"
    r"|uniewaznion[aey]|zrusen[ao]?|stornovan[ao]|torolve|anulata?|specimen|sample|muster|draft"
    r"|entwurf|brouillon|borrador|bozza|rascunho|kladde|utkast|luonnos|szkic)\b"
    r"(?=[^\w\n]*$|\s*[-:!/,(]|\s+(?:by|on|as|per|am|vom|le|el|il|op|den|dne|dnia)\b)"
)
"""How a stamp, a note or a title says across a document that it is no order, or none any more."""

_SET_APART = re.compile(
    r"\b(?:waiting|awaiting|nothing yet|no (?:po|order) yet|none yet|not yet|still need|will send"
    r"|see \w+|ask \w+|tbc|tba|tbd|n a|siehe \w+|voir \w+|ver con|chiedi|vraag|still in approval"
    r"|to follow|follows?|separate(?:ly)?|another (?:budget|order|po)|different (?:budget|order|po)"
    r"|next week|noch kein(?:e|en)?|noch nichts|folgt|spater|pas encore|attend(?:ons)?"
    r"|suivra|aun no|todavia no|pendiente|non ancora|in attesa|seguira|segue|nog geen|volgt"
    r"|annu ingen|vantar|mangler|endnu ikke|enda ikke|jeszcze nie|ainda nao)\b"
)
_SENTENCE = re.compile(r"[.;!?]+(?=\s|$)|\n")
_CLAUSE = re.compile(r"[.;!?,()\n]+(?=\s|$)|\n|\s[-–—]\s")
_PIECE = re.compile(r"[.;!?,]+(?=\s|$)|[()\n]|\s[-–—/]\s|\b(?:but|aber|mais|pero|ma)\b")
"""What parts one reference from the next: "PR-2: 4711 / PR-1: see Ann", "4711 on PR-2 (PR-1 …)"."""

_LETTERS = str.maketrans({"ø": "o", "ł": "l", "æ": "ae", "đ": "d", "’": " ", "'": " "})
"""Letters that have no diacritic to drop, and what parts "isn't" into words."""

LONGEST = 20_000
"""So many characters of a mail's own words are looked at: doubts stand beside the number."""


def doubts(passages: Sequence[Passage], numbers: Sequence[str]) -> tuple[str, ...]:
    """Return what speaks against booking these numbers, in words; () without any."""
    if not numbers:
        return ()
    said = "\n".join(p.text for p in passages if p.layer in {Layer.SUBJECT, Layer.NEW})
    attached = [p.text for p in passages if p.layer is Layer.ATTACHMENT]
    longer = cut_short(said, numbers, "\n".join(attached))
    whole = f"a number that may go on ({longer!r})" if longer else ""
    papers = (document_doubt(text) for text in attached)
    return tuple(dict.fromkeys(filter(None, (doubt(said, numbers), whole, *papers))))


def doubt(text: str, numbers: Sequence[str]) -> str:
    """Return what speaks against booking, in words; "" if nothing does.

    Args:
        text: subject and new text of a mail.
        numbers: those that would be booked.
    """
    if _OVERRIDES.search(text):
        return "characters that turn the writing round"
    plain = _plain(text)
    texts = {scope: _near(plain, numbers, scope) for scope in Scope}
    for pattern, what, scope in _COMPILED:
        if any(pattern.search(piece) for piece in texts[scope]):
            return what
    days = {found[0].rpartition(" ")[2] for found in _COMPACT_DAY.finditer(plain)}
    return "a number that is a date" if days & set(numbers) else ""


def document_doubt(text: str) -> str:
    """Return what a document says against itself as an order: its status, or that it is a draft."""
    plain = _plain(text)
    found = _STATUS.search(plain) or _STAMPED.search(plain)
    return f"that the document is no order yet ({found[0].strip()!r})" if found else ""


def set_apart(text: str, references: Iterable[str], numbers: Iterable[str]) -> frozenset[str]:
    """Return our references whose clause says that the order is not for them.

    "PR-2026-0181 is on 4500012345. Still waiting on one for PR-2026-0180."

    Args:
        text: subject and new text of a mail.
        references: our own numbers in it.
        numbers: those that would be booked; a clause that holds one gives it.
    """
    given = [number.casefold() for number in numbers]
    ours = {reference: reference.casefold() for reference in references}
    found: set[str] = set()
    for clause in _PIECE.split(text[:LONGEST]):
        plain = fold(clause).translate(_LETTERS)
        if any(number in plain for number in given) or not _SET_APART.search(plain):
            continue
        found |= {reference for reference, name in ours.items() if name in plain}
    return frozenset(found)


def _near(plain: str, numbers: Iterable[str], scope: Scope) -> Sequence[str]:
    """Return the clauses or sentences that hold one of the numbers; all of them if none does."""
    if scope is Scope.MAIL:
        return (plain,)
    pieces = (_CLAUSE if scope is Scope.CLAUSE else _SENTENCE).split(plain)
    names = [_plain(number) for number in numbers]
    return [piece for piece in pieces if any(name in piece for name in names)] or pieces


def _plain(text: str) -> str:
    return fold(text[:LONGEST]).translate(_LETTERS)
