"""Whether two printed names mean the same company."""

import re

from bot.domain.ledger import Client
from bot.stages._normal import word_set
from bot.stages._titles import fold

SHORTEST_NAME = 4
"""A word of a name that tells companies apart has so many letters."""

_LEGAL_FORMS = frozenset(
    {
        *(
            "ltd",
            "limited",
            "plc",
            "llp",
            "inc",
            "incorporated",
            "llc",
            "corp",
            "corporation",
            "co",
        ),
        *("gmbh", "ag", "kg", "sas", "sa", "sarl", "bv", "nv", "spa", "srl", "sl", "the"),
    }
)
"""Forms and articles that are left out or written otherwise on one and the same company."""


INCORPORATED = (_LEGAL_FORMS - {"the", "co"}) | word_set(
    "ab as aps asa oy oyj kgaa se eg dac clg pty pte lda ltda eurl snc scop sll slu srls bvba cvba"
    " oo sro zrt kft bt doo ood ead aktiengesellschaft aktiebolag"
)
"""Forms that only a company's own name ends with: no department and no address does."""


def is_incorporated(printed: str) -> bool:
    """Say whether a printed name holds a legal form, so that it is a whole company's."""
    folded = closed_up(fold(printed))
    return not INCORPORATED.isdisjoint(re.findall(r"\w+", folded)[1:])


def closed_up(name: str) -> str:
    """Return a name with the legal forms written together that print parts: "S.p.A.", "A/S"."""
    return re.sub(r"\b([aA])/([sS])\b", r"\1\2", re.sub(r"(?<=\b\w)\.(?=\w\b)", "", name))


def same_company(printed: str, name: str) -> bool:
    """Say whether a printed name holds a company's name, whatever its legal form and address."""
    words, wanted = _words(printed), _words(name)
    if not wanted:
        return False
    return any(words[i : i + len(wanted)] == wanted for i in range(len(words) - len(wanted) + 1))


def is_of_group(printed: str, client: Client) -> bool:
    """Say whether a printed name may be a client's or its group's: they share a word of a name."""
    names = " ".join((client.name, *client.aliases, *client.domains))
    told = {word for word in _words(names) if len(word) >= SHORTEST_NAME} - INCORPORATED
    named = {word for word in _words(printed) if len(word) >= SHORTEST_NAME} - INCORPORATED
    return bool(told & named) or any(w in d.lower() for w in named for d in client.domains)


def _words(name: str) -> list[str]:
    folded = re.sub(r"(?<=\b\w)\.(?=\w\b)", "", fold(name))
    return [word for word in re.findall(r"\w+", folded) if word not in _LEGAL_FORMS]
