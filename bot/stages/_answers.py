"""Answers to our own numbered question: "2", "both", "yes", or the name of a piece of work."""

import re
from collections.abc import Sequence

from bot.domain.company import Company
from bot.domain.message import Layer, Passage
from bot.domain.purchase_order import Candidate
from bot.domain.rules import Rules
from bot.domain.understanding import Answer, Mention
from bot.stages._calendar import MONTHS
from bot.stages._mentions import mentions_in
from bot.stages._normal import word_set
from bot.stages._scan import scan
from bot.stages._words import Words

MOST_WORDS = 12
"""An answer is short; a longer text speaks for itself."""

FEWEST_CHOICES = 2
SHORTEST = 4
"""A shorter word is no name of a piece of work."""

STEM = 6
"""Words that begin with the same signs are the same word, however they end."""

_CHOICE = re.compile(r"^[>\s|]*\(?([0-9]{1,2}|[A-Ha-h])(?:[.):]\s+|\s{2,})(\S.*)$")
_QUOTE_MARK = re.compile(r"^[>\s|]+")
_GREETING = re.compile(
    r"(?:hi|hello|hey|dear|good (?:morning|afternoon)|hallo|guten tag|moin|sehr geehrte\w*|liebe\w*"
    r"|bonjour|buongiorno|buenos d[ií]as|hola|ol[aá]|bom dia|goedendag|beste|hej|hei|dzie[nń] dobry"
    r"|dobr[yý] den)\b[^\n,!]{0,40}[,!]?\n",
    re.IGNORECASE,
)
_LEADING = word_set(
    "it is s its that this would be option number no nr choice the please answer line item"
    " for antwort es ist das die nummer auswahl variante c est le la option choix numero el il"
    " de het keuze optie svar valg val alternativ och and und et y e en og i or yes ja oui si"
    " hi hello hallo thanks thank you"
)
_ORDINALS = (
    word_set(
        "first 1st erste ersten erster premier premiere primero primera primo prima eerste forste"
        " forsta prvni ensimmainen pierwszy elso one"
    ),
    word_set(
        "second 2nd zweite zweiten zweiter deuxieme seconde segundo segunda secondo seconda"
        " tweede anden andra druhy druha toinen drugi masodik two latter"
    ),
    word_set(
        "third 3rd dritte dritten dritter troisieme tercero terceiro terzo derde tredje kolmas"
        " trzeci treti harmadik three"
    ),
)
_ORDINAL_WORDS = frozenset(name for names in _ORDINALS for name in names) - {"one"}
_ALL = word_set(
    "both all beide alle alles ambos ambas todos todas entrambi tutti deux tous toutes"
    " allebei begge bada alla molemmat kaikki oba obie wszystkie obe vsechny mindketto mind"
    " amandoua toate"
)
_YES = word_set(
    "yes yep yeah correct confirmed right ok okay exactly ja jawohl genau richtig stimmt oui"
    " exact si sim certo esatto klopt juist jo japp kylla joo tak ano igen da ναι correcto"
    " correto korrekt"
)


def answer(
    passages: Sequence[Passage],
    candidates: Sequence[Candidate],
    rules: Rules,
    company: Company,
) -> Answer | None:
    """Return what the sender chose from our quoted question; None where nothing was asked."""
    question = next(
        (
            p
            for p in passages
            if p.layer is Layer.QUOTED_OURS and ("?" in p.text or len(_choices(p.text)) > 1)
        ),
        None,
    )
    reply = _reply(passages)
    if question is None or not reply:
        return None
    choices = _choices(question.text)
    asked = _asked_number(question, candidates)
    if not choices:
        return Answer((), (), asked) if asked and _says_yes(reply, rules) else None
    chosen = _chosen(reply, choices, rules, company)
    if not chosen:
        return None
    lines = tuple(choices[i] for i in chosen)
    found = tuple(m for line in lines for m in _mentions(line, question, company))
    return Answer(lines, found, asked)


def _reply(passages: Sequence[Passage]) -> str:
    """Return the first paragraph of the sender's own text after the greeting."""
    new = next((p.text for p in passages if p.layer is Layer.NEW and p.text.strip()), "")
    new = _GREETING.sub("", new.replace("\r", "").lstrip() + "\n", count=1)
    paragraphs = [p.strip() for p in re.split(r"\n\s*\n", new) if p.strip()]
    return paragraphs[0] if paragraphs else ""


def _choices(text: str) -> tuple[str, ...]:
    """Return the lines numbered 1, 2, 3 …, each with the lines it runs on to."""
    choices: list[str] = []
    open_ = False
    for line in text.splitlines():
        found = _CHOICE.match(line)
        rest = _QUOTE_MARK.sub("", line).strip()
        if found and _place(found[1]) == len(choices) + 1:
            choices.append(found[2].strip())
            open_ = True
        elif open_ and rest:
            choices[-1] += f" {rest}"
        else:
            open_ = False
    return tuple(choices)


def _place(mark: str) -> int:
    """Return the place of a line by its number or letter, from 1."""
    return int(mark) if mark.isdigit() else ord(mark.lower()) - ord("a") + 1


def _chosen(
    reply: str, choices: tuple[str, ...], rules: Rules, company: Company
) -> tuple[int, ...]:
    words = scan(reply, rules).words
    named = _by_mention(reply, choices, company)
    if named:
        return named
    described = _by_description(reply, choices, rules)
    if sum(not numeric for numeric in words.numeric) > MOST_WORDS:
        return described
    numbers = _numbers(words)
    if numbers:
        return tuple(sorted(numbers)) if max(numbers) < len(choices) and min(numbers) >= 0 else ()
    said = set(words.folded)
    if described and not said & _ORDINAL_WORDS:
        return described  # "The kiosk one" is no first one.
    if said & _ORDINAL_WORDS:
        said -= {"one"}  # "The second one" names one line, not two.
    ordinal = [i for i, names in enumerate(_ORDINALS[: len(choices)]) if names & said]
    if ordinal:
        return tuple(ordinal)
    if said & _ALL:
        return tuple(range(len(choices)))
    return described or ((0,) if len(choices) == 1 and _says_yes(reply, rules) else ())


def _numbers(words: Words) -> set[int]:
    """Return the numbers that an answer leads with, counted from 0: "2", "Option 1 and 3"."""
    numbers: set[int] = set()
    for i, word in enumerate(words.folded):
        if words.numeric[i] and word.isdigit() and len(word) < 3:
            numbers.add(int(word) - 1)
        elif word in MONTHS:
            return set()
        elif word not in _LEADING:
            break
    return numbers


def _by_mention(reply: str, choices: tuple[str, ...], company: Company) -> tuple[int, ...]:
    here = {m.number for m in mentions_in(Passage("body", reply, Layer.NEW), company)}
    return tuple(
        i
        for i, choice in enumerate(choices)
        if here & {m.number for m in mentions_in(Passage("quote", choice, Layer.NEW), company)}
    )


def _by_description(reply: str, choices: tuple[str, ...], rules: Rules) -> tuple[int, ...]:
    """Return the one line that the first sentence of an answer speaks of: "the tooling one"."""
    words = scan(reply, rules).words
    first = words.folded[: next((i for i in range(1, len(words)) if words.hard[i]), len(words))]
    if len(choices) < FEWEST_CHOICES or len(first) > MOST_WORDS:
        return ()
    if not rules.word_list("negations").isdisjoint(first):
        return ()
    lines = [
        {w[:STEM] for w in scan(choice, rules).words.folded if w.isalpha() and len(w) >= SHORTEST}
        for choice in choices
    ]
    said = {w[:STEM] for w in first if w.isalpha() and len(w) >= SHORTEST}
    own = [line.difference(*(o for o in lines if o is not line)) & said for line in lines]
    meant = tuple(i for i, words_of_it in enumerate(own) if words_of_it)
    return meant if len(meant) == 1 else ()


def _says_yes(reply: str, rules: Rules) -> bool:
    words = scan(reply, rules).words
    return len(words) <= MOST_WORDS and bool(set(words.folded[:3]) & _YES)


def _asked_number(question: Passage, candidates: Sequence[Candidate]) -> str:
    ours = [
        c for c in candidates if c.layer is Layer.QUOTED_OURS and c.reason.startswith("in quoted")
    ]
    return next((c.number for c in ours if c.number in question.text), "")


def _mentions(line: str, question: Passage, company: Company) -> tuple[Mention, ...]:
    return mentions_in(Passage(question.origin, line, Layer.QUOTED_OURS), company)
