"""Currencies as they are printed: signs, codes and names, and whose "kr" or "$" is meant."""

import re
from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet

from bot.stages._normal import fold, word_set

CODES = "GBP|EUR|USD|CHF|DKK|SEK|NOK|PLN|CZK|HUF|RON|AUD|CAD|JPY"
"""ISO 4217, as printed in capitals or not."""

_CAPITALS = (
    "BRL|MXN|ARS|CLP|COP|PEN|UYU|NZD|SGD|HKD|ZAR|INR|CNY|RMB|TRY|UAH|RUB|BGN|RSD|ISK|ILS|AED|SAR"
    "|KRW|THB|MYR"
)
"""Codes that small letters would make common words of: "try", "all"."""

_THOUSANDS = "TEUR|KEUR|TCHF|KCHF|TGBP|KGBP|TUSD|KUSD|TSEK|TNOK|TDKK|KSEK|KNOK|KDKK|TPLN|TCZK|THUF"
_MILLIONS = "MEUR|MCHF|MGBP|MUSD|MSEK|MNOK|MDKK|MCZK|MPLN|MHUF"

_KRONER, _DOLLARS, _PESOS = "kr", "$", "peso"
_NAMED = {
    "GBP": "£ gbp pound pounds sterling pfund livres livre libras libra sterline",
    "EUR": "€ eur euro euros euroa euron euroja eurot euroon euru eura",
    "USD": "us$ usd$ $us $usd usd",
    "BRL": "r$ brl reais",
    "MXN": "mx$ mex$ mxn",
    "CAD": "c$ ca$ can$ cdn$ cad$ $ca $can $cdn $cad cad",
    "AUD": "a$ au$ aud$ $au $aud aud",
    "NZD": "nz$ $nz $nzd nzd",
    "SGD": "s$ sgd",
    "HKD": "hk$ hkd",
    "JPY": "¥ jpy yen",
    "INR": "₹ inr rs rs. rupees",
    "TRY": "₺ try tl",
    "UAH": "₴ uah грн",
    "RUB": "₽ rub руб",
    "ILS": "₪ ils",
    "KRW": "₩ krw",
    "CNY": "cny rmb",
    "CHF": "chf fr. sfr. sfr franken francs franchi",
    "PLN": "pln zł zl złotych zlotych złote zloty zloties zlotys",
    "CZK": "czk kč kc korun koruny korunach",
    "HUF": "huf ft forint forintot forintban",
    "RON": "ron lei leu",
    _KRONER: "kr kr. kroner kronor kroners kruunua",
    _DOLLARS: "$ dollar dollars dolares dollari dolarow dolaru dollaria",
    _PESOS: "peso pesos",
}
_BY_NAME = {name: code for code, names in _NAMED.items() for name in names.split()}
_KNOWN = frozenset(_NAMED) | frozenset(CODES.split("|"))
_FOLDED = {fold(name): code for name, code in _BY_NAME.items()}

_WORDS = (
    "euro(?:s|a|n|ja|on|t)?|pounds?(?: sterling)?|sterling|(?:US )?dollars?|d[oó]lares|dollaria"
    "|reais|pesos|franken|francs(?: suisses)?|z[łl]ot(?:ych|e|y|ys)|kor(?:un|uny)|forint(?:ot|ban)?"
    "|kron(?:er|or)|kruunua|lei|rupees"
)
LONGEST_LABEL = 100
"""In so many characters, and no more, a name of a currency is believed without a number."""

_DOLLAR_SIGNS = r"(?:US|R|C|CA|CAD|CAN|CDN|A|AU|AUD|NZ|MX|Mex|HK|S|USD)?\$"
BEFORE = (
    rf"{_DOLLAR_SIGNS}|[£€¥₹₺₴₽₪₩]|(?<![^\W_])(?:[kKT]€|{CODES}|(?-i:{_CAPITALS}|{_THOUSANDS}"
    rf"|{_MILLIONS})|S?Fr\.|Rs\.?|kr\.?|tkr\.?|mkr\.?|Euro|lei|Kč|zł"
    r"|(?-i:Ft))(?![^\W\d_])"
)
"""What stands before a sum. To be compiled without regard to case."""

AFTER = (
    rf"[£€¥₹₺₴₽₪₩]|(?-i:[kKTM])€|R\$|\$ ?(?-i:CAD?|CAN|CDN|USD?|AUD?|NZD?)(?![^\W_])|\$(?! ?[0-9])"
    rf"|(?:{CODES}|(?-i:{_CAPITALS}|{_THOUSANDS}"
    rf"|{_MILLIONS})|{_WORDS}|z[łl]|K[čc]|[em]?Ft|t\.?kr|mkr|kr|грн|руб)(?![^\W\d_])\.?"
)
"""What stands after a sum, without the blank between."""

_MULTIPLES = {
    1000: "k thousand thd tsd. tsd tausend tys. tys tis. tis ezer mila mille mil tusen tusind"
    " duizend tuhatta tuhat tisíc tisic mii",
    1_000_000: "m mm mio. mio mln. mln mill. mill mil. million millions millionen millones milhoes"
    " milhões milioni miljoner millioner miljoen miljoonaa mln milionów milionow milionů milioane"
    " millió millio",
}
MULTIPLE = {word: times for times, words in _MULTIPLES.items() for word in words.split()}
"""By how much a word multiplies the number before it."""

WRITTEN = "|".join(re.escape(w) for w in sorted(MULTIPLE, key=len, reverse=True))
"""These words, for an expression."""

_ANY = re.compile(rf"{BEFORE}|(?<![^\W_])(?:{AFTER})", re.IGNORECASE)
_CODED = re.compile(
    rf"{_DOLLAR_SIGNS}|[£€¥₹₺₴₽₪₩]|(?<![^\W_])(?:{CODES}|(?-i:{_CAPITALS}))(?![^\W\d_])",
    re.IGNORECASE,
)
_SAID = re.compile(
    r"\b(?:in|en|em|w|v|ve|i)\s+(euros?|euro[an]?|pounds(?: sterling)?|sterling|(?:US )?dollars"
    r"|d[oó]lares|reais|pesos|z[łl]otych|korunách|kroner|kronor|franken|francs)(?![^\W\d_])",
    re.IGNORECASE,
)
_CROWNS = re.compile(r"\b([tm]?kr)\.? ?[0-9]", re.IGNORECASE)
_BESIDE = re.compile(rf"[0-9] ?(?:,-+ ?)?({AFTER})", re.IGNORECASE)
_IN_THOUSANDS = re.compile(
    rf"\b(?-i:{_THOUSANDS})\b|(?-i:\b[kKT]€)|\beFt\b|\bt\.?kr\b|\b(?:thousands?|tausend|tsd|tys|tis|ezer|milliers"
    r"|migliaia|duizenden|tusental|tusinder|tuhansina|miles|milhares|mii)\b|(?<![0-9])['’]?000s?\b",
    re.IGNORECASE,
)

_TELLING = {
    "DKK": word_set(
        "ekskl jeres indkobsordre indkobsordrenummer rekvisition rekvisitionsnummer haevet forhojet"
        " belob belobet af jf hermed venlig aps cvr danmark denmark danish dansk danske dkk dk kob"
        " kobsordre uge mig tilfoj a/s momsloven faktureres kontonr okonomi"
    ),
    "NOK": word_set(
        "mva eks eksl innkjopsordre innkjop bestillingsnummer belop okt okning vennlig vedlagt hei"
        " norge norway norwegian norsk norske nok uke etter innen asa opprettet endringen"
        " opprinnelige brukes deg meg"
    ),
    "SEK": word_set(
        "exkl inkopsorder inkop bestallning bestallningen hojts och ar vart ert summan inte att"
        " bifogad halsningar ab sverige sweden swedish svensk svenska sek kronor fran enligt vanlig"
        " vecka mvh momsreg offert offerten hojs"
    ),
    "CAD": word_set(
        "canada canadian canadien canadienne canadiens ontario quebec toronto montreal vancouver"
        " alberta calgary ottawa winnipeg halifax manitoba saskatchewan nunavut hst tps tvq tvh"
        " qst pst neq"
        " bonjour vous nous commande montant soumission pour"
    ),
    "AUD": word_set(
        "australia australian sydney melbourne brisbane perth adelaide canberra hobart darwin"
        " queensland tasmania victoria abn acn nsw qld"
    ),
    "NZD": word_set("zealand auckland wellington nzbn"),
    "SGD": word_set("singapore"),
    "HKD": word_set("kowloon hongkong"),
    "USD": word_set(
        "usa america american llc w-9 1099 irs ach routing zip delaware"
        " ohio texas california estadounidenses"
    ),
    "MXN": word_set("mexico mexicanos mexicano mexican rfc cfdi"),
    "ARS": word_set("argentina argentinos cuit"),
    "COP": word_set("colombia colombianos nit"),
    "CLP": word_set("chile chilenos rut"),
}
"""Words, folded, of a language, its firms and its country."""

_SHARED = {
    _KRONER: ("DKK", "NOK", "SEK"),
    _DOLLARS: ("CAD", "AUD", "NZD", "SGD", "HKD", "MXN", "USD"),
    _PESOS: ("MXN", "ARS", "COP", "CLP"),
}
_COUNTRIES = {
    "dk": "DKK",
    "no": "NOK",
    "se": "SEK",
    "uk": "GBP",
    "ca": "CAD",
    "au": "AUD",
    "nz": "NZD",
    "mx": "MXN",
    "ar": "ARS",
    "cl": "CLP",
    "br": "BRL",
    "ch": "CHF",
    "pl": "PLN",
    "cz": "CZK",
    "hu": "HUF",
    "ro": "RON",
}
"""Currency by the last part of a domain."""


def currency(sign: str | None) -> str:
    """Return the ISO code of a sign, code or name; "kr", "$" and "peso" where several share it."""
    if not sign:
        return ""
    plain = fold(sign.strip()).removeprefix("us ").replace("$ ", "$")
    plain = plain.removesuffix(" sterling").removesuffix(" suisses")
    known = _BY_NAME.get(plain) or _FOLDED.get(plain) or _FOLDED.get(plain.rstrip("."))
    if known:
        return "USD" if known == _DOLLARS and sign.lower().startswith("us") else known
    if plain[:1] in "ktme" and len(plain) > 1:
        return currency(plain.replace("t.", "t")[1:])
    return plain.rstrip(".").upper()


def times(sign: str | None) -> int:
    """Return by how much a sign such as "TEUR", "k€", "eFt" or "MSEK" multiplies a sum."""
    plain = fold((sign or "").strip()).replace(".", "")
    if plain in _FOLDED or len(plain) < 2:
        return 1
    multiple = {"k": 1000, "t": 1000, "e": 1000, "m": 1_000_000}.get(plain[0], 1)
    return multiple if currency(plain[1:]) in _KNOWN else 1


def named(text: str) -> set[str]:
    """Return the currencies that a text names; "kr", "$" and "peso" are not told apart."""
    return {currency(m[0]) for m in _ANY.finditer(text)}


def currencies(text: str) -> set[str]:
    """Return the currencies that a text names by code or sign, beside a sum, or "in euros"."""
    codes = {currency(m[0]) for m in _CODED.finditer(text)}
    return codes | {currency(m[1]) for m in _beside(text)}


def _beside(text: str) -> Iterator["re.Match[str]"]:
    for pattern in (_BESIDE, _CROWNS, _SAID):
        yield from pattern.finditer(text)


def spoken(text: str) -> set[str]:
    """Return the currencies in which a text says that its figures are: "all in sterling"."""
    return {currency(m[1]) for m in _SAID.finditer(text)}


def places_of(text: str, code: str) -> list[tuple[int, int]]:
    """Return where a text names a currency, "kr" and "$" included where it is one of those."""
    signs = {code} | {sign for sign, codes in _SHARED.items() if code in codes}
    spans = [m.span() for m in _CODED.finditer(text) if currency(m[0]) in signs]
    return spans + [m.span(1) for m in _beside(text) if currency(m[1]) in signs]


def only(text: str) -> str:
    """Return the one currency that a text names by a code or sign, or "".

    Names are left out, save in a label: "lei" is a common Italian word, "Fr." a Friday.
    """
    found = settled(named(text) if len(text) < LONGEST_LABEL else currencies(text))
    return found.pop() if len(found) == 1 else ""


def settled(codes: Iterable[str]) -> set[str]:
    """Return currencies without a shared sign that one of the others explains: "$" beside USD."""
    every = set(codes)
    return {c for c in every if every.isdisjoint(_SHARED.get(c, ()))}


def unit(text: str) -> int:
    """Return 1000 where a heading or label says that its sums are in thousands, otherwise 1."""
    return 1000 if _IN_THOUSANDS.search(text) else 1


def is_open(code: str) -> bool:
    """Say whether several currencies share a sign."""
    return code in _SHARED


def told(code: str, words: AbstractSet[str], domain: str = "") -> str:
    """Return whose "kr", "$" or "peso" is meant, "" where nothing tells; other codes as they are.

    Args:
        code: of `currency`.
        words: folded words of the mail.
        domain: the sender's.
    """
    if code not in _SHARED:
        return code
    return _told(_SHARED[code], words, domain)


def usual(code: str, words: AbstractSet[str]) -> str:
    """Return what a shared sign means where nothing tells, or "": a dollar is the American one.

    Americans have no GST, so beside that word a dollar is somebody else's.
    """
    return "USD" if code == _DOLLARS and "gst" not in words else ""


def _told(codes: Iterable[str], words: AbstractSet[str], domain: str) -> str:
    country = country_of(domain)
    counted = {
        c: len(_TELLING[c] & words) + 5 * (c == country) + 3 * (c.lower() in words) for c in codes
    }
    best = max(counted.values())
    winners = [c for c, count in counted.items() if count == best]
    return winners[0] if best and len(winners) == 1 else ""


def country_of(domain: str) -> str:
    """Return the currency of the country in which a domain is registered, or ""."""
    return _COUNTRIES.get(domain.rpartition(".")[2].lower(), "")
