"""Orders that the sender says are another supplier's: "Brightwave are on PO 4711".

A name says so where nobody on either side has it, no work between us is called so, and the words
around it can only be said of a company: it holds the order, was given it, or owns it. A capital
alone proves no name where a sentence begins, and none at all in German.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from bot.domain.message import Layer, Passage
from bot.domain.purchase_order import Candidate, Role
from bot.stages._calendar import MONTHS
from bot.stages._names import is_incorporated
from bot.stages._normal import word_set
from bot.stages._titles import STEM, fold

WHY = "another supplier's order"

LONGEST = 400
"""So many characters before and after a number can be its sentence."""

FEWEST_STEM = 5
"""So many letters alike at the beginning make two words one name: "Crestline", "Crestlines"."""

_OWN = frozenset({Layer.SUBJECT, Layer.NEW, Layer.FORWARDED})
_NAME = (
    r"(?P<name>[A-ZÀ-ÖØ-Þ][\w&'-]+(?:\.(?=\w))?[\w.]*"
    r"(?: (?:(?:&|and|und|et|y|e|en|og|och|de|of|van der|van|von|di) )?[A-ZÀ-ÖØ-Þ][\w&'.-]*){0,4})"
)
_FIRM = (
    r"(?:[Ff]irma|firmy|firmie|firme|firmou|fa\.|the firm|la société|la empresa|la ditta|empresa)"
)
_FEW = r"(?:[^\W\d_]+[.:]? ){0,4}?"
_GAP = r"[^§#\n]{0,60}?"
_ENDS = r"(?=\s*(?:$|[.,;:!?)]|[-–—(]|(?:for|on) (?:their|its)\b))"

_BEGINS = r"(?:^|[.,;:(] ?| - |\b(?:and|und|et|y|e|en|och|og|that|but|while|as) )"

_MANY = (
    (
        rf"{_BEGINS}{_NAME} (?:(?:are|were) (?:already |all |now )?(?:on|under|using|against)"
        r"|have(?: got| had)?|use|hold|(?:run|work|invoice|bill) (?:on|under|against|to))"
        rf" {_FEW}§{_ENDS}"
    ),
)
"""The verb stands in the plural: of one name, only a company's does."""

_HOLDS = (
    (
        rf"{_BEGINS}{_NAME} (?:(?:is|was) (?:already |now )?(?:on|under|using|against)"
        r"|has(?: got| had)?|uses|holds|(?:runs|works|invoices|bills) (?:on|under|against|to)"
        r"|(?:est|sont|travaillent?) (?:sur|sous)|ont|a"
        r"|(?:está|están|va|van) (?:con|en|bajo)|tiene|tienen"
        r"|(?:è|sono|lavorano?) (?:su|sull'|sotto|con)|ha|hanno"
        r"|(?:zit|zitten|loopt|lopen|werkt|werken) (?:op|onder)|heeft|hebben"
        r"|(?:está|estão) (?:com|na|no)|tem|têm|(?:ligger|kör|kører|kjører|er|är) (?:på|under)|har"
        r"|ma|mają|má|mají|(?:läuft|laufen|arbeitet|arbeiten) (?:auf|unter|über|mit)|hat|haben)"
        rf" {_FEW}§{_ENDS}"
    ),
)
_ONE_FOR = (
    (
        r"§[^§#\n]{0,20}?\b(?:is|was|that's|that is|that was|that one is) "
        rf"(?:the )?(?P<sure>one|number|po|order) for {_NAME}"
    ),
    rf"§[^§#\n]{{0,20}}?\b(?:is|was|that's|that is|that was|that one is) for {_NAME}",
    (
        r"\b(?:raised|placed|issued|opened|created|did) (?:[^\W\d_]+[.:]? ){0,4}?§"
        rf"[^§#\n]{{0,20}}?\bfor {_NAME}"
    ),
)
_GIVEN = (
    (
        r"\b(?:gave|given|awarded|went|gone|goes|going|passed|assigned|placed|let|issued)\b"
        rf"{_GAP}(?:§{_GAP})?\b(?:to|with|for) (?:{_FIRM} )?{_NAME}"
    ),
    (
        rf"\b(?:passée?|donnée?|attribuée?|confiée?|adressée?|partie?)\b{_GAP}(?:§{_GAP})?"
        rf"\b(?:à|auprès de|chez|pour) (?:{_FIRM} )?{_NAME}"
    ),
    (
        r"\b(?:dado|dada|dimos|dieron|adjudicad[oa]|adjudicamos|asignad[oa]|pasad[oa]|hecho)\b"
        rf"{_GAP}(?:§{_GAP})?\b(?:a|para) (?:{_FIRM} )?{_NAME}"
    ),
    (
        r"\b(?:dato|data|dati|assegnat[oa]|affidat[oa]|passat[oa]|andat[oa])\b"
        rf"{_GAP}(?:§{_GAP})?\b(?:a|alla|per) (?:{_FIRM} )?{_NAME}"
    ),
    (
        rf"\b(?:aan|bij|naar) (?:{_FIRM} )?{_NAME} (?:is |zijn )?(?:gegund|gegeven|verstrekt|gegaan"
        r"|geplaatst)\b"
    ),
    rf"\b(?:gegund|verstrekt|gegaan|geplaatst)\b{_GAP}\b(?:aan|bij|naar) (?:{_FIRM} )?{_NAME}",
    (
        r"\b(?:dada|dado|demos|adjudicad[oa]|entregue|atribuíd[oa]|passad[oa])\b"
        rf"{_GAP}(?:§{_GAP})?\b(?:à|a|ao|para a|para) (?:{_FIRM} )?{_NAME}"
    ),
    (
        r"\b(?:lagt|lagd|lades|gitt|gett|givet|gick|gik|tilldelad|tildelt|placerat|placeret|plassert)"
        rf"\b{_GAP}(?:§{_GAP})?\b(?:hos|till|til) (?:{_FIRM} )?{_NAME}"
    ),
    rf"\ban (?:die )?(?:{_FIRM} )?{_NAME} (?:vergeben|gegeben|erteilt|gegangen|übertragen)\b",
    rf"\b(?:ging|gingen|geht|gehen)\b{_GAP}(?:§{_GAP})?\ban (?:die )?(?:{_FIRM} )?{_NAME}",
)
_OWNED = (
    rf"§ (?:is|was|sits|now sits|is now) with {_NAME}",
    rf"§ (?:hat|haben|bekommt|bekam|hatte) (?:die |der )?(?:{_FIRM} )?{_NAME}",
    rf"§ (?:liegt|läuft|ist) bei (?:der )?(?:{_FIRM} )?{_NAME}",
    rf"§ (?:heeft|hebben|har|má|ma) (?:{_FIRM} )?{_NAME}",
    rf"§ (?:ligger|er|är) (?:hos|hos firma) {_NAME}",
    rf"§ (?:est|se trouve|è|está|é) (?:chez|presso|con|da|com a?) ?{_NAME}",
    rf"§,? (?:c'est|dat is|das ist|det er|det är|to jest|to je) (?:{_FIRM} )?{_NAME}",
    rf"\bbelongs? to (?:{_FIRM} )?{_NAME}",
    rf"§ (?:is|was) (?:actually |really )?{_NAME}(?:'s|s')(?:\s|$|[.,;])",
    rf"\b{_NAME}'s? (?:own )?(?:po|order|purchase order)(?: number| no\.?)?(?: is|:)? §",
    rf"\bgehört (?:zu |der |die )?(?:{_FIRM} )?{_NAME}",
    rf"\bappartient à (?:{_FIRM} )?{_NAME}",
    rf"§ est (?:celle|celui|pour) (?:de |d')?{_NAME}",
    rf"\bpertenece a (?:{_FIRM} )?{_NAME}",
    rf"§ es (?:(?:el|la) )?(?:de|del|de la|para) (?:{_FIRM} )?{_NAME}",
    rf"\bappartiene a (?:{_FIRM} )?{_NAME}",
    rf"§ è (?:quell[oa] )?(?:di|della|del|dell'|per|per la) ?(?:{_FIRM} )?{_NAME}",
    rf"§ is (?:die )?van (?:{_FIRM} )?{_NAME}",
    rf"\bpertence à (?:{_FIRM} )?{_NAME}",
    rf"§ é (?:da|do|de|para a) (?:{_FIRM} )?{_NAME}",
    rf"\btillhör (?:{_FIRM} )?{_NAME}",
    rf"\btilhører (?:{_FIRM} )?{_NAME}",
    rf"\bnależy do (?:{_FIRM} )?{_NAME}",
    rf"\bpatří (?:{_FIRM} )?{_NAME}",
    rf"§ (?:jest|je) (?:dla|pro) {_FIRM} {_NAME}",
)
_APART = re.compile(
    r"\b(?:ignore|disregard|mix|mixed|confuse\w*|instead|same|likewise|similar|as well|too|also"
    r"|your own|yours|not you\w*|their|them|another|different|separate|match|compare)\b",
    re.IGNORECASE,
)
"""What shows that an order is named to tell another one from it."""

_GERMAN = re.compile(
    r"\b(?:gehört|ging|gingen|geht|gehen|läuft|laufen|arbeitet|arbeiten|hat|haben|hatte|bekommt"
    r"|bekam|liegt|ist|vergeben|gegeben|erteilt|gegangen|übertragen)\b"
)
_PLURAL, _FOR = (tuple(map(re.compile, forms)) for forms in (_MANY, _ONE_FOR))
_TAKEN = tuple(map(re.compile, (*_HOLDS, *_MANY, *_GIVEN, *_OWNED)))
_NUMBER = re.compile(r"\b[\w./-]*\d[\w./-]*\d\b")
_SENTENCE = re.compile(r"(?<!\b[A-Z])[.!?]+(?=\s+[^\W\d])|\n")
_TRAILING = re.compile(r"(?:'s|\.)$")
_NO_NAMES = frozenset(MONTHS) | word_set(
    "i we you he she it they this that these those our your his her its their the a an my us them"
    " who all both each everything everyone nobody people some most please thanks hi hello dear yes"
    " no not and or but for from to sie ihnen ihr euch uns wir er es die der das den dem bitte herr"
    " herrn frau vous nous il elle monsieur madame mme mr mrs ms dr prof sir madam sr sra srta"
    " senor senora sig sigra signor signora dhr mevr mevrouw meneer pan pani pana pani"
    " po pos oc bc order orders invoice invoices phase stage part lot tranche milestone quarter"
    " sprint year month week monday tuesday wednesday thursday friday saturday sunday"
    " finance accounts accounting payables payable procurement purchasing legal marketing sales"
    " operations facilities estates it hr ap department dept team office head buying treasury"
    " einkauf buchhaltung rechnungswesen vertrieb technik abteilung kreditorenbuchhaltung"
    " service achats comptabilite compras administracion contabilidad acquisti amministrazione"
    " contabilita inkoop administratie crediteuren inkop ekonomi indkob okonomi innkjop"
    " gbp eur usd chf sek nok dkk pln czk vat uk eu usa project projekt projet proyecto progetto"
    " projekti site support maintenance licence license rental"
)
_NO_NAME_ENDS = ("ing", "tion", "ment", "ance", "ence", "ung", "heit", "keit", "ness", "ity")
"""Endings of words for things, in the languages that write names alone with a capital."""


@dataclass(frozen=True, slots=True)
class _Said:
    """A sentence with the order's number in it as "§", and every other number as "#"."""

    text: str
    mail: str
    own: Collection[str]

    def is_others(self) -> bool:
        """Say whether the sentence gives the order to a company that is neither party."""
        return (
            any(self._is_company(m) for m in self._found(_TAKEN))
            or any(self._is_plural(m) for m in self._found(_PLURAL))
            or any(self._is_told_apart(m) for m in self._found(_FOR))
        )

    def _found(self, patterns: Iterable[re.Pattern[str]]) -> Iterator[re.Match[str]]:
        for pattern in patterns:
            yield from pattern.finditer(self.text)

    def _is_told_apart(self, m: re.Match[str]) -> bool:
        sure = m.groupdict().get("sure") or is_incorporated(m["name"]) or _APART.search(self.mail)
        return bool(sure) and self._is_company(m)

    def _is_plural(self, m: re.Match[str]) -> bool:
        """Say whether a verb in the plural belongs to one name: "Brightwave are", "Accenture have".

        Only of a company is it said so; a plural in -s has it anyway.
        """
        return not m["name"].endswith("s") and self._is_strange(m["name"])

    def _is_company(self, m: re.Match[str]) -> bool:
        """Say whether a name is a company's by its form, or by its capitals in mid-sentence."""
        name, start = _TRAILING.sub("", m["name"]), m.start("name")
        if not self._is_strange(name):
            return False
        if is_incorporated(name):
            return True
        if _GERMAN.search(m[0]) and not re.search(rf"\b(?:an|{_FIRM}) $", self.text[:start]):
            return False
        followed = self.text[m.end("name") :].lstrip()[:1]
        inside = bool(self.text[:start].strip()) and self.text[:start].rstrip()[-1:] not in ".:!?-"
        several = " " in name and not _is_thing(fold(name.rpartition(" ")[2]))
        return followed not in {"#", "§"} and (inside or several)

    def _is_strange(self, name: str) -> bool:
        """Say whether no word of a name is the client's, ours, the work's, or no name at all."""
        words = [fold(word) for word in re.findall(r"[^\W\d_]+", name)]
        if not is_incorporated(name) and (
            any(word in _NO_NAMES for word in words) or all(map(_is_thing, words))
        ):
            return False
        return bool(words) and not any(self._is_ours(word) for word in words)

    def _is_ours(self, word: str) -> bool:
        """Say whether a word, or how it begins, is of a name on either side."""
        if word in self.own:
            return True
        stem = word[:STEM]
        return len(word) >= FEWEST_STEM and any(
            own.startswith(stem) for own in self.own if len(own) >= FEWEST_STEM
        )


def _is_thing(word: str) -> bool:
    return word.endswith(_NO_NAME_ENDS)


def of_other_suppliers(
    candidates: Iterable[Candidate], passages: Sequence[Passage], own: Collection[str]
) -> tuple[Candidate, ...]:
    """Return the candidates, refused where the sender says that they are another supplier's.

    Args:
        candidates: numbers, with what is said of each.
        passages: the mail's text in layers, in which they stand.
        own: words of the names of the client, its people and its works, and of ours; folded.
    """
    mail = "\n".join(p.text for p in passages if p.layer in {Layer.SUBJECT, Layer.NEW})
    return tuple(
        replace(c, accepted=False, role=Role.MENTIONED, reason=WHY)
        if c.accepted
        and c.layer in _OWN
        and any(s.is_others() for s in _said(c, passages, mail, own))
        else c
        for c in candidates
    )


def _said(
    candidate: Candidate, passages: Sequence[Passage], mail: str, own: Collection[str]
) -> Iterable[_Said]:
    start, end = candidate.start, candidate.end
    for p in passages:
        if (p.origin, p.layer) == (candidate.origin, candidate.layer) and (
            p.text[start:end] == candidate.text
        ):
            before = _SENTENCE.split(p.text[max(0, start - LONGEST) : start])[-1]
            behind = _SENTENCE.split(p.text[end : end + LONGEST])[0]
            text = f"{_NUMBER.sub('#', before)}§{_NUMBER.sub('#', behind)}"
            yield _Said(" ".join(text.replace("’", "'").split()), mail, own)
