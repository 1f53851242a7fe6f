"""Answers to our own numbered question: "2", "both", "yes", or the name of a piece of work."""

import itertools
import re
from collections.abc import Sequence
from dataclasses import replace

from bot.domain.company import Company
from bot.domain.message import Layer, Passage
from bot.domain.purchase_order import Candidate
from bot.domain.rules import Rules
from bot.domain.understanding import Answer, Mention
from bot.stages._mentions import mentions_in
from bot.stages._normal import word_set
from bot.stages._picked import LEADING, UNSURE, picked, speaks_of_place
from bot.stages._scan import scan
from bot.stages._thanks import mere_thanks
from bot.stages._titles import fold

MOST_WORDS = 12
"""An answer is short; a longer text speaks for itself."""

MOST_HEDGED = 25
"""In so many words a "but" is said of the answer itself."""

MOST_MARKING = 5
"""So few words below a line are a mark: "This one, please.", "x"."""

FEWEST_CHOICES = 2
SHORTEST = 3
"""A shorter word is no name of a piece of work."""

STEM = 6
"""Words that begin with the same signs are the same word, however they end."""

LATER = (
    *("will", "later", "soon", "tomorrow", "next", "back", "forward", "call"),
    *("wrong", "left", "spater", "morgen", "bald", "melde", "weiter", "anruf", "falsch", "leider"),
    *("demain", "bientot", "plus", "rappel", "transm", "manana", "luego", "pronto", "reenv"),
    *("domani", "presto", "inoltr", "straks", "binnenkort", "later", "doorg", "senare", "snart"),
    *("imorgon", "senere", "jutro", "wkrotce", "pozniej", "przek", "amanha", "breve", "reencam"),
)
"""How words begin by which an answer is put off, or comes from the wrong person."""

_CHOICE = re.compile(r"^[>\s|]*\(?([0-9]{1,2}|[A-Ha-h])(?:[.):]\s+|\s{2,})(\S.*)$")
_QUOTE_MARK = re.compile(r"^[>\s|]+")
_GREETING = re.compile(
    r"(?:hi|hiya|hello|hey|dear|good (?:morning|afternoon)|hallo|guten tag|moin|servus"
    r"|gr[uü](?:ß|ss)|sehr geehrte\w*|liebe\w*|bonjour|bonsoir|buongiorno|ciao|buenos d[ií]as"
    r"|buenas|hola|ol[aá]|bom dia|boa tarde|goedendag|goedemorgen|beste|dag|hej\w*|hei|god \w+"
    r"|dzie[nń] dobry|cze[sś][cć]|szanown\w+|dobr[yý] den|kedves|tisztelt|bun[aă]|stimat\w+)"
    r"\b[^\n,!:.]{0,40}[,!:.\n]",
    re.IGNORECASE,
)
_YES = word_set(
    "yes yep yeah correct confirmed right ok okay exactly ja jawohl genau richtig stimmt oui"
    " exact si sim certo esatto klopt juist jo japp kylla joo tak ano igen da ναι correcto"
    " correto korrekt"
)


_BUT = re.compile(
    r"\b(?:but|only up to|except|however|aber|jedoch|nur bis|mais|seulement|sauf|pero|salvo|solo"
    r" hasta|ma|tranne|solo fino|maar|behalve|porem|mas so|exceto|men|dock|utom|undtagen|unntatt"
    r"|mutta|paitsi|ale|oprocz|tylko do|krome|de csak|kiveve|dar)\b"
)


def answer(
    passages: Sequence[Passage],
    candidates: Sequence[Candidate],
    rules: Rules,
    company: Company,
) -> Answer | None:
    """Return what the sender chose from our quoted question; None where nothing was asked."""
    question = _question(passages)
    reply = reply_in(passages)
    if question is None or not reply:
        return None
    choices = choices_in(question.text)
    asked = _asked_number(question, candidates)
    if not choices:
        return Answer((), (), asked) if asked and _says_yes(reply, rules) else None
    chosen = _chosen(reply, choices, rules, company) or _marked(passages, choices, rules, company)
    lines = tuple(choices[i] for i in chosen)
    found = tuple(m for line in lines for m in _mentions(line, question, company))
    return Answer(lines, found, asked) if chosen else None


def misses(passages: Sequence[Passage], rules: Rules) -> bool:
    """Say whether somebody meant to answer a question, and said nothing that can be used.

    That is a few words which neither thank, nor ask, nor put the answer off: "The blue one.".
    """
    reply = reply_in(passages)
    words = scan(reply, rules).words.folded
    put_off = any(word.startswith((*UNSURE, *LATER)) for word in words)
    brief = 0 < len(words) <= MOST_WORDS and "?" not in reply
    return brief and not put_off and not mere_thanks(reply)


def hedged(passages: Sequence[Passage]) -> tuple[str, ...]:
    """Return what speaks against booking what an answer asserts: it says "yes, but …"."""
    said = fold(reply_in(passages))
    short = len(said.split()) <= MOST_HEDGED
    return ("an answer with a reservation",) if short and _BUT.search(said) else ()


def _question(passages: Sequence[Passage]) -> Passage | None:
    """Return our quoted text that asks; one that the answer cuts in pieces is put together."""
    ours = [p for p in passages if p.layer is Layer.QUOTED_OURS]
    asks = (p for p in ours if "?" in p.text or len(choices_in(p.text)) > 1)
    first = next(asks, None)
    whole = "\n".join(p.text for p in ours)
    lines = len(choices_in(first.text)) if first else 0
    return replace(ours[0], text=whole) if len(choices_in(whole)) > max(1, lines) else first


def reply_in(passages: Sequence[Passage]) -> str:
    """Return the first paragraph of the sender's own text after the greeting."""
    new = "\n\n".join(p.text for p in passages if p.layer is Layer.NEW and p.text.strip())
    new = _GREETING.sub("", new.replace("\r", "").lstrip() + "\n", count=1)
    paragraphs = [p.strip() for p in re.split(r"\n\s*\n", new) if p.strip()]
    return paragraphs[0] if paragraphs else ""


def choices_in(text: str) -> tuple[str, ...]:
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
    counted = picked(words, len(choices), rules.word_list("negations"))
    if counted or speaks_of_place(words):
        return counted
    described = _by_description(reply, choices, rules)
    return described or ((0,) if len(choices) == 1 and _says_yes(reply, rules) else ())


def _marked(
    passages: Sequence[Passage], choices: tuple[str, ...], rules: Rules, company: Company
) -> tuple[int, ...]:
    """Return the lines below which somebody wrote a few words that do not deny them: "This one".

    Lines of ours, each of which names a piece of work: a form with gaps is filled in, not chosen.
    """
    if not all(mentions_in(Passage("quote", line, Layer.QUOTED_OURS), company) for line in choices):
        return ()
    above = ""
    lines: set[int] = set()
    own = [p for p in passages if p.layer in {Layer.NEW, Layer.QUOTED_OURS}]
    for passage, following in itertools.pairwise(own):
        if passage.layer is Layer.QUOTED_OURS:
            above += f"\n{passage.text}"
            continue
        place = len(choices_in(above)) - 1
        between = following.layer is Layer.QUOTED_OURS and _ends_with_choice(above)
        if between and place < len(choices) and _affirms(passage.text, rules):
            lines.add(place)
    return tuple(sorted(lines))


def _ends_with_choice(text: str) -> bool:
    """Say whether a text stops in one of its numbered lines."""
    filled = [line for line in text.splitlines() if _QUOTE_MARK.sub("", line).strip()]
    found = choices_in(text)
    last = _QUOTE_MARK.sub("", filled[-1]).strip() if filled else ""
    return bool(found and last) and found[-1].endswith(_CHOICE.sub(r"\2", last))


def _affirms(text: str, rules: Rules) -> bool:
    """Say whether a few words below a line choose it, rather than deny it or ask about it."""
    said = scan(text, rules).words
    doubtful = any(word.startswith((*UNSURE, *LATER)) for word in said.folded)
    denied = not rules.word_list("negations").isdisjoint(said.folded)
    plain = "?" not in text and not any(said.numeric)
    return plain and len(said) <= MOST_MARKING and not (doubtful or denied)


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
    said = {w[:STEM] for w in first if w.isalpha() and len(w) >= SHORTEST and w not in LEADING}
    own = [line.difference(*(o for o in lines if o is not line)) & said for line in lines]
    meant = tuple(i for i, words_of_it in enumerate(own) if words_of_it)
    return meant if len(meant) == 1 else ()


def _says_yes(reply: str, rules: Rules) -> bool:
    words = scan(reply, rules).words
    if any(word.startswith(UNSURE) for word in words.folded):
        return False
    return len(words) <= MOST_WORDS and bool(set(words.folded[:3]) & _YES)


def _asked_number(question: Passage, candidates: Sequence[Candidate]) -> str:
    ours = [
        c for c in candidates if c.layer is Layer.QUOTED_OURS and c.reason.startswith("in quoted")
    ]
    return next((c.number for c in ours if c.number in question.text), "")


def _mentions(line: str, question: Passage, company: Company) -> tuple[Mention, ...]:
    return mentions_in(Passage(question.origin, line, Layer.QUOTED_OURS), company)
