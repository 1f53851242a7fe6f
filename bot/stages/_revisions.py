"""The number of a revision, amendment, variation, release or call-off, as printed."""

import re
from collections.abc import Iterator
from contextlib import suppress

import regex

from bot.domain.rules import Negative, Rule, Rules
from bot.stages._grid import grid, in_column, row_at
from bot.stages._normal import word_set
from bot.stages._scan import Scan
from bot.stages._shapes import Shape
from bot.stages._ties import ties

LONGEST_REVISION = 6
"""A longer token after "release" or "amendment" is an order's own number."""

LONGEST_CALLOFF = 3
"""A longer number after "Abruf" is an order's own."""

PLATFORM_SECONDS = 0.05
"""No platform pattern may look at one passage for longer."""

MOST_TRIED = 500
"""So many words for a change are looked at in one text."""

_LETTER = re.compile(
    r"\b(?:[Rr]ev(?:ision|\.)?|REV(?:ISION)?|[Vv]ersion|[Aa]mendment)(?:\.|:)?\s+([A-Z])\b"
)
_CHANGES = word_set(
    "rev revision revisione revisao revisie revisjon revisio revize revizia rewizja amendment"
    " variation nachtrag auftragsanderung bestellanderung abruf avenant modificatif adenda"
    " chiamata variante ampliacion aditivo aditamento wijziging afroep aanvulling tillaeg tillagg"
    " tillegg aendring andring endring endringsordre aendringsordre andringsorder avrop afrop"
    " muutos kotiinkutsu aneks dodatek zmena odvolavka modositas lehivas calloff release"
    " bestelwijziging muutostilaus rendelesmodositas modifica modification modificacion modificacao"
    " modificarea alteracao drawdown meerwerkorder meerwerk liberacion supplement"
)
"""Words, folded, before or behind the number of a change of an order."""

_ENDINGS = (
    "muutos",
    "wijzigingsorder",
    "tillaegsordre",
    "tilleggsordre",
    "tillaggsorder",
    "muutosversio",
    "anderung",
    "nachtrag",
    "abruf",
    "andring",
    "aendring",
    "endring",
    "wijziging",
    "afroep",
    "avrop",
    "modositas",
    "lehivas",
    "revision",
    "revisjon",
    "revisio",
)
"""How compounds end that name a change: "tilausmuutos", "bestellungsänderung"."""

_VERSIONS = word_set(
    "version versao versione versiunea versie verze verzia verzio wersja versio ver"
)
"""Such words that often speak of something else: their number must be all that follows."""

_NUMBERS = word_set(
    "no nr n num numero number nummer c cislo numer szam szama numar de numarul is order"
)
"""Words between such a word and its number."""

_OTHERS = word_set(
    "form formular formulaire formulario modulo formulier skjema lomake formularz terms"
    " conditions procedure policy edition template issue previous prior earlier from previa"
    " anterior precedente precedent vorherige tidligere tidigare vorige predchozi poprzednia elozo"
    " software app api schema template vorlage"
)
"""Words before the revision of something else: a form, conditions, what was before."""

_OF = word_set("of der des unseres unserer du de del da dell van af av z")
"""Words that join a revision and what it is of."""

_FORMS = word_set(
    "form formular formulars formulaire formulario modulo formulier skjema lomake"
    " formularza formulare terms conditions template software app api schema policy proposal"
    " vorlage angebots angebot devis offerta oferta offerte tilbud offert nda agb cgv"
)
"""What has revisions and is no order."""

_BEFORE = re.compile(r"([0-9]{1,2})(?:\.|st|nd|rd|th|er|e|o|a|°|ª)?", re.IGNORECASE)
_NUMBER = re.compile(r"[0-9]{1,3}|[A-Z]")


def revisions(found: Scan, rules: Rules) -> Iterator[tuple[str, int]]:
    """Yield the numbers of changes in a text, the surest first, and where each begins in it."""
    words = found.words
    yield from _of_platforms(words.text, rules)
    letter = _LETTER.search(words.text)
    if letter:
        yield letter[1], letter.start(1)
    yield from ((words.word(i), words.starts[i]) for i in _tied(found, rules))
    yield from ((words.word(i), words.starts[i]) for i in _beside(found))
    yield from _behind(found)


def _tied(found: Scan, rules: Rules) -> Iterator[int]:
    """Yield the words that belong to a label of a revision."""
    words, calloffs = found.words, rules.word_list("calloffs")
    if not any(
        _is_revision(hit.rule) or words.folded[hit.first] in calloffs for hit in found.labels
    ):
        return
    tokens = dict.fromkeys((i for i, d in enumerate(words.numeric) if d), Shape.NUMBER)
    for i, tie in ties(found, tokens, rules).items():
        longest = LONGEST_REVISION if _is_revision(tie.hit.rule) else LONGEST_CALLOFF
        called_off = words.folded[tie.hit.first] in calloffs
        if (
            (_is_revision(tie.hit.rule) or called_off)
            and tie.how in {"label", "column"}
            and len(words.word(i)) <= longest
            and not _of_another(found, tie.hit.first)
        ):
            yield i


def _beside(found: Scan) -> Iterator[int]:
    """Yield the words after "Variation no.", "chiamata n.", in the next cell or the one below."""
    words = found.words
    for i in _places(found):
        k = i + 1
        while k < len(words) and words.folded[k] in _NUMBERS and k - i < 3:
            k += 1
        if k >= len(words) or _of_another(found, i):
            continue
        gap = words.text[words.ends[i] : words.starts[k]]
        if _NUMBER.fullmatch(words.word(k)) and "\n" not in gap and not re.search(r"[,;!?(]", gap):
            if words.folded[i] in _VERSIONS and not _ends(found, k):
                continue
            if _counts(found, k):
                yield k


def _places(found: Scan) -> list[int]:
    wanted, folded = _CHANGES | _VERSIONS, found.words.folded
    return [
        i
        for i, word in enumerate(folded)
        if word in wanted
        or word.endswith(_ENDINGS)
        or (word == "off" and i and folded[i - 1] == "call")
    ][:MOST_TRIED]


def _ends(found: Scan, k: int) -> bool:
    """Say whether a cell, line or bracket ends after a word."""
    end = found.words.ends[k]
    return re.match(r" *(?:$|[\n|\t)(,.])", found.words.text[end : end + 20]) is not None


def _counts(found: Scan, k: int) -> bool:
    """Say whether a number is the change's own and counts nothing: "variation 3 days"."""
    words = found.words
    if not words.numeric[k]:
        return words.text[words.ends[k] : words.ends[k] + 1] not in {"'", "’"} and _ends(found, k)
    after = words.text[words.ends[k] : words.ends[k] + 2]
    return re.match(r"[%€£$]| %|[.,:/-][0-9]", after) is None


def _behind(found: Scan) -> Iterator[tuple[str, int]]:
    """Yield "2" of "2. Nachtrag", "1er avenant", "3. lehívás", and the cell below a heading."""
    words = found.words
    for i in _places(found):
        if words.folded[i] in _VERSIONS or words.folded[i] == "release":
            continue
        k = i - 1 - (i > 1 and words.folded[i - 1] in {"szamu", "sz"})
        ordinal = _BEFORE.fullmatch(words.word(k)) if k >= 0 else None
        gap = words.after(k) if k >= 0 else ""
        if ordinal and (gap.startswith((".", "°", "ª")) or not ordinal[0].isdigit()):
            if "\n" not in gap:
                yield ordinal[1], words.starts[k]
        elif below := _below(found, i):
            yield below


def _below(found: Scan, i: int) -> tuple[str, int] | None:
    """Return the number in the cell below a heading such as "Avenant n°"."""
    text, rows = found.words.text, grid(found.words.text)
    index = row_at(rows, found.words.starts[i])
    if index is None or index + 1 >= len(rows) or len(rows[index]) < 2:
        return None
    start = found.words.starts[i]
    heading = next((c for c in rows[index] if c.start <= start < c.end), None)
    cell = in_column(rows[index], heading, rows[index + 1]) if heading else None
    if heading is None or cell is None or start != heading.start:
        return None
    return (cell.text, cell.start) if _NUMBER.fullmatch(text[cell.start : cell.end]) else None


def _of_another(found: Scan, first: int) -> bool:
    """Say whether a change is a form's ("version 3 of our form"), or one that was before."""
    words = found.words
    start, end = max(0, first - 4), min(len(words), first + 7)
    while start < first and any(_apart(found, i) for i in range(start + 1, first + 1)):
        start += 1
    while end > first + 1 and any(words.hard[first + 1 : end]):
        end -= 1
    of = next((i for i in range(first + 1, min(first + 4, end)) if words.folded[i] in _OF), end)
    behind = any(words.folded[i] in _FORMS for i in range(of, end))
    return behind or any(words.folded[i] in _OTHERS for i in range(start, first))


def _apart(found: Scan, i: int) -> bool:
    """Say whether a comma, bracket or sentence ends before a word, so that it begins anew."""
    return found.words.hard[i] or any(sign in found.words.before(i) for sign in ",;:(")


def _of_platforms(text: str, rules: Rules) -> Iterator[tuple[str, int]]:
    lowered = text.lower()
    for platform in rules.platforms:
        if "(?P<rev>" in platform.regex and platform.hint in lowered:
            with suppress(TimeoutError):
                hit = regex.search(platform.regex, text, timeout=PLATFORM_SECONDS)
                if hit and hit["rev"]:
                    yield hit["rev"], hit.start("rev")


def _is_revision(rule: Rule) -> bool:
    return isinstance(rule, Negative) and rule.fact == "revision"
