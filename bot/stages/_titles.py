"""Which work a text speaks of, by the words of its title."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping

STEM = 6
"""Letters that the endings of most languages leave unchanged."""

_WORD = re.compile(r"[^\W_]+")

_GENERIC = frozenset(
    {
        *("the", "and", "for", "with", "from", "into", "our", "your", "all", "new", "add", "two"),
        *("web", "data", "work", "works", "phase", "part", "stage", "project", "support", "app"),
        *("service", "services", "system", "systems", "order", "orders", "invoice", "invoices"),
        *("quote", "quotation", "purchase", "number", "change", "request", "additional", "extra"),
        *("main", "team", "year", "month", "annual", "monthly", "contract", "first"),
        *("second", "third", "update", "half", "final", "billing", "payment", "accounts"),
        *("och", "med", "for", "till", "fran", "eller", "den", "det", "ett", "ved", "hos", "efter"),
        *("samt", "som", "uden", "uten", "utan", "til", "fra", "sek", "tai", "seka", "jotka"),
        *("dla", "oraz", "lub", "przez", "pod", "nad", "pro", "nebo", "pri", "pentru", "din"),
        *("prin", "sau", "egy", "vagy", "hogy", "voor", "naar", "tot", "als", "wie", "bei", "aus"),
        *("dos", "das", "pelo", "pela", "uma", "sem", "sin", "sans", "aux", "dal", "alla", "ohne"),
        *("und", "fur", "der", "die", "das", "des", "den", "dem", "ein", "eine", "von", "vom"),
        *("zur", "zum", "mit", "auf", "projekt", "bestellung", "auftrag", "rechnung", "angebot"),
        *("les", "une", "sur", "dans", "avec", "par", "pour", "projet", "commande", "facture"),
        *("devis", "del", "los", "las", "con", "por", "para", "una", "uno", "proyecto", "pedido"),
        *("factura", "della", "delle", "degli", "dei", "nel", "per", "gli", "progetto", "ordine"),
        *(
            "portal",
            "supplier",
            "vendor",
            "email",
            "mail",
            "online",
            "website",
            "office",
            "delivery",
        ),
        *("finance", "procurement", "department", "budget", "account", "customer", "client"),
        *("company", "goods", "document", "report", "review", "meeting", "start", "plan", "time"),
        *("days", "hours", "rate", "cost", "general", "standard", "period", "current", "works"),
        *("fattura", "het", "een", "van", "voor", "met", "offerte", "factuur", "opdracht"),
        *("compra", "acquisto", "encomenda", "compras", "achat", "inkoop", "order", "bestelling"),
        *("bestelling", "bestilling", "ordre", "faktura", "projekt", "tilaus", "lasku", "projekti"),
        *("zamowienie", "zamowienia", "projekt", "objednavka", "objednavky", "faktury", "comanda"),
        *("comenzi", "proiect", "rendeles", "szamla", "oferta", "oferte", "ponuka", "nabidka"),
        *("inkopsorder", "innkjopsordre", "ostotilaus", "bestallning", "indkobsordre", "facturas"),
        *("contrat", "contrato", "contratto", "vertrag", "avtal", "sopimus", "umowa", "smlouva"),
        *("portail", "portale", "portaal", "portali", "soporte", "supporto", "suporte", "tuki"),
    }
)
"""Words that stand in titles and in any mail about orders, and so choose nothing."""


def words_of(text: str) -> frozenset[str]:
    """Return the words of a text, folded: lower case, no diacritics, no plural s."""
    return frozenset(_stem(word) for word in _WORD.findall(fold(text)))


def fold(text: str) -> str:
    """Return a text without case and diacritics ("Söhne" and "SOHNE" are one)."""
    if text.isascii():
        return text.casefold()
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def distinctive(titles: Mapping[str, str]) -> dict[str, frozenset[str]]:
    """Return, per key, those words of its title that no other title has.

    Years, short words and words that any order has are left out.
    """
    words = {key: _telling(title) for key, title in titles.items()}
    shared = Counter(word for one in words.values() for word in one)
    return {key: frozenset(w for w in one if shared[w] == 1) for key, one in words.items()}


def named_in(text: str, titles: Mapping[str, str], *, nearby: bool = True) -> tuple[str, ...]:
    """Return the keys of the titles that a text speaks of, most clearly first.

    Only those are returned that share most words with the text: one key is an answer, several
    are a question. A title that stands in the text word for word beats any overlap.

    Args:
        text: what is written.
        titles: by key.
        nearby: whether the text is about the order itself, so that one word is enough. In any
            other text, two words or half of a title's own must be there.
    """
    flat = " ".join(_WORD.findall(fold(text)))
    if whole := [key for key, title in titles.items() if _stands_in(title, flat)]:
        return tuple(_longest(whole, titles))
    present = words_of(text)
    scores: dict[str, int] = {}
    for key, own in distinctive(titles).items():
        hits = len(own & present)
        if hits and (nearby or hits > 1 or hits * 2 >= len(own)):
            scores[key] = hits
    best = max(scores.values(), default=0)
    return tuple(key for key, score in scores.items() if score == best)


def akin_to(text: str, titles: Mapping[str, str]) -> tuple[str, ...]:
    """Return the keys of the titles that have most words in common with each other and a text.

    "The retainer" tells of which kind of work a text speaks, where several titles have the word.
    """
    own, present = distinctive(titles), words_of(text)
    scores = {key: len((_telling(title) - own[key]) & present) for key, title in titles.items()}
    best = max(scores.values(), default=0)
    return tuple(key for key, score in scores.items() if score == best) if best else ()


def _stands_in(title: str, flat: str) -> bool:
    words = _WORD.findall(fold(title))
    return len(words) > 1 and f" {' '.join(words)} " in f" {flat} "


def _longest(keys: Iterable[str], titles: Mapping[str, str]) -> list[str]:
    # "Intranet" and "Intranet search" both stand in "for Intranet search": the longer is meant.
    folded = {key: " ".join(_WORD.findall(fold(titles[key]))) for key in keys}
    return [
        key
        for key, title in folded.items()
        if not any(title != other and title in other for other in folded.values())
    ]


def _telling(title: str) -> frozenset[str]:
    return frozenset(
        _stem(word)
        for word in _WORD.findall(fold(title))
        if len(word) > 2 and not {word, word.removesuffix("s")} & _GENERIC and not word.isdigit()
    )


def _stem(word: str) -> str:
    """Return what cases and plurals leave of a word: "hurtowy" and "hurtowych" are one."""
    if len(word) > STEM:
        return word[:STEM]
    return word[:-1] if len(word) > 4 and word.endswith("s") else word
