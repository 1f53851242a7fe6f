"""Which lines of a numbered question a few words pick: "2", "die 2e", "the second one", "both"."""

import re
from collections.abc import Collection

from bot.stages._calendar import MONTHS
from bot.stages._normal import word_set
from bot.stages._words import Words

MOST_WORDS = 12
"""An answer is short; a longer text picks by its first clause, if that says nothing else."""

SECOND = 2
"""Where there are so many lines, "the two" are all of them, and the last one is the second."""

WORDS_BEHIND = 1
"""So many words of its own may follow "both": "both jobs", not "both are with our lawyers"."""

_NUMBER = re.compile(
    r"([0-9]{1,2})-?(?:st|nd|rd|th|e|er|re|ere|eme|de|ste|a|o|an|en|es|as|os|ik|y)?"
)
_CLAUSE_ENDS = re.compile(r"[,;:(.!\n]| -+ ")
LEADING = word_set(
    "it is s its that this would be option number no nr n nos choice the please answer line item"
    " row for antwort es ist das die den der dem nummer auswahl variante zeile fur c est le la les"
    " l option choix numero ligne pour el los las opcion linea para il lo i riga opzione per o os"
    " as a opcao linha de het keuze regel rij voor optie det er nr val valg alternativ linje"
    " rad till til for numer to na za pro do dla wiersz opcja cislo radek volba je az sor szam"
    " kohta rivi numerot se on vaihtoehto pe varianta randul och og und and et y e en i ja og or"
    " yes si sim oui tak ano igen da kylla joo of them jobs sono sind sont son sao zijn"
    " pls ta thanks thank you correct right richtig stimmt passt klopt juist exact correcto certo"
    " esatto giusto rigtigt riktig riktigt ratt oikein dobrze spravne helyes corect"
    " bitte danke merci svp stp grazie gracias obrigado obrigada"
    " dank bedankt tak tack takk kiitos dzieki dziekuje diky dekuji koszonom koszi multumesc"
    " por favor prego graag lg mfg vg gr cdt pf"
    " sorry oops pardon perdon perdone disculpe desole excusez entschuldigung verzeihung scusa"
    " scusi desculpe desculpa beklager undskyld ursakta forlat przepraszam anteeksi excuse me"
)
_ORDINALS = (
    word_set(
        "first 1st erste ersten erster erstes erstere premier premiere primero primera primo prima"
        " primeiro primeira eerste forste forsta prvni ensimmainen ensimmaiseen pierwsze pierwszy"
        " pierwsza pierwszego elso elsore primul ettan ettern eeren eren ettoren ykkonen jedynka"
        " jednicka egyes former top upper obere oberste oberen haut arriba bovenste overste ovre"
        " oversta gorny gorna horni felso"
    ),
    word_set(
        "second 2nd zweite zweiten zweiter zweites deuxieme seconde segundo segunda secondo"
        " seconda tweede anden andet andre andra druhy druha druhe druhou toinen toiseen drugi"
        " drugie druga drugiego masodik masodikra doua doilea latter tvaan toern toeren toeran"
        " kakkonen dwojka dvojka kettes"
    ),
    word_set(
        "third 3rd dritte dritten dritter drittes troisieme tercero tercera terceiro terceira"
        " terzo terza derde tredje kolmas kolmanteen trzeci trzecia trzecie treti harmadik"
        " harmadikra treia treilea trean treeren treern kolmonen trojka harmas"
    ),
)
_LAST = word_set(
    "last bottom lower letzte letzten letzter untere unterste derniere dernier bas ultima ultimo"
    " abajo laatste onderste sidste siste sista nederste nedre nedersta viimeinen ostatni ostatnia"
    " posledni dolni utolso also ultimul"
)
_BOTH = word_set(
    "both beide beiden beides ambos ambas entrambi entrambe ambedue allebei allebeide alebei"
    " begge bada bagge molemmat molempiin molempia molemmille oba obie obu obydwa obydwu obydwie"
    " obe oboje obema obou mindketto mindkettot mindkettore mindket ambele amandoua amandurora"
)
_ALL = word_set(
    "all alle alles alla allemaal todos todas tutti tutte tous toutes kaikki kaikkiin wszystkie"
    " vsechny mind mindegyik mindegyikre mindharom toate"
)
_CARDINALS = (
    word_set("one eins einser une un uno una um een en et ett yksi jeden jedna egy unu"),
    word_set("two zwei zweier deux dos due dois duas twee to tva kaksi dwa dwie dva dve ketto doi"),
    word_set("three drei trois tres tre drie kolme trzy tri harom trei"),
)
_OTHER = word_set(
    "other andere anderen anderer anderes autre otro otra altro altra outro outra andra andre anden"
    " annen annet toinen toiseen drugi drugie druhy druha druhe masik masikra cealalta celalalt"
)
"""Of two lines these name the one that was not."""

_PAIRS = frozenset(
    {
        *(("the", "two"), ("les", "deux"), ("los", "dos"), ("las", "dos"), ("os", "dois")),
        *(("as", "duas"), ("i", "due"), ("le", "due"), ("de", "to"), ("de", "tva"), ("de", "twee")),
    }
)
"""A plural article before "two" makes it both."""

_NUMBERED = word_set(
    "number no nr n option choice line item nummer numero numer cislo opcion opzione opcao optie"
    " zeile ligne linea riga linha regel linje rad wiersz varianta"
)
UNSURE = (
    *("ask", "check", "unsure", "wait", "frag", "pruf", "klare", "unklar", "warte", "demand"),
    *("verif", "attend", "pregunt", "consult", "esper", "chied", "vedr", "aspett", "vraag"),
    *("vrag", "wacht", "overleg", "pergunt", "sporg", "spor", "vent", "fraga", "kolla", "kysy"),
    *("tarkist", "odota", "zapyt", "sprawdz", "czek", "zepta", "cek", "kerdez", "intreb"),
)
"""How words begin that put an answer off: "I must ask about both"."""


def picked(words: Words, count: int, negations: Collection[str]) -> tuple[int, ...]:
    """Return the lines that an answer picks of `count`, from 0; () where it picks none.

    Its first clause alone is enough where that holds nothing but the choice: "tutti e due, un
    ordine solo così firmo una volta sola".
    """
    clause = words.folded[: _clause_end(words)]
    pure = all(_is_plain(word) for word in clause)
    found = _picked_by(words, clause, count, negations) if pure else ()
    if found or not _is_short(words):
        return found
    denied = len(clause) == 1 and clause[0] in negations  # "No, the second one."
    return _picked_by(words, words.folded[denied:], count, negations)


def speaks_of_place(words: Words) -> bool:
    """Say whether a short answer counts the lines: "the second", "nr 2"."""
    said = set(words.folded)
    counts = any(names & said for names in (*_ORDINALS, _LAST)) or bool(_numbers(words))
    return counts and _is_short(words)


def _is_short(words: Words) -> bool:
    return sum(not numeric for numeric in words.numeric) <= MOST_WORDS


def _picked_by(
    words: Words, said: tuple[str, ...], count: int, negations: Collection[str]
) -> tuple[int, ...]:
    if any(word.startswith(UNSURE) for word in said) or "?" in words.text:
        return ()
    if other := _the_other(said, words, count, negations):
        return other
    numbers = _numbers(words)
    if numbers:
        return tuple(sorted(numbers)) if max(numbers) < count and min(numbers) >= 0 else ()
    if not set(said).isdisjoint(negations):
        return ()
    ordinal = {i for i, names in enumerate(_ORDINALS[:count]) if names.intersection(said)}
    if not _LAST.isdisjoint(said):
        ordinal.add(count - 1)
    if ordinal:
        return tuple(sorted(ordinal))
    if _says_both(said, count) or _says_all(said):
        return tuple(range(count))
    return _by_cardinal(said, count)


def _the_other(
    said: tuple[str, ...], words: Words, count: int, negations: Collection[str]
) -> tuple[int, ...]:
    """Return the one of two lines that is left: "not 2, the other one"."""
    if count != SECOND or _OTHER.isdisjoint(said) or set(said).isdisjoint(negations):
        return ()
    named = [
        int(m[1]) - 1
        for i, w in enumerate(said)
        if words.numeric[i] and (m := _NUMBER.fullmatch(w))
    ]
    left = {0, 1} - set(named)
    return tuple(left) if len(named) == len(left) == 1 else ()


def _numbers(words: Words) -> set[int]:
    """Return the numbers that an answer leads with, counted from 0: "2", "Option 1 and 3"."""
    numbers: set[int] = set()
    for i, word in enumerate(words.folded):
        number = _NUMBER.fullmatch(word) if words.numeric[i] else None
        if number:
            numbers.add(int(number[1]) - 1)
        elif word in MONTHS:
            return set()
        elif word not in LEADING:
            # "2 weeks", "1 invoice": it counts something, and picks nothing.
            return set() if i and words.numeric[i - 1] and words.before(i) == " " else numbers
    return numbers


def _clause_end(words: Words) -> int:
    """Return where the first clause ends; a list of numbers goes on behind its commas."""
    for i in range(1, len(words)):
        if _CLAUSE_ENDS.search(words.before(i)) and not words.numeric[i]:
            return i
    return len(words)


def _is_plain(word: str) -> bool:
    return word in LEADING or word in _PICKING or bool(_NUMBER.fullmatch(word))


def _says_both(said: tuple[str, ...], count: int) -> bool:
    for i, word in enumerate(said):
        pair = i > 0 and count == SECOND and (said[i - 1], word) in _PAIRS
        if word in _BOTH or pair:
            behind = [w for w in said[i + 1 :] if not _is_plain(w)]
            return len(behind) <= WORDS_BEHIND
    return False


def _says_all(said: tuple[str, ...]) -> bool:
    """Say whether nothing is said but "all": "alles klar" and "hi all" pick nothing."""
    return not _ALL.isdisjoint(said) and all(_is_plain(word) for word in said)


def _by_cardinal(said: tuple[str, ...], count: int) -> tuple[int, ...]:
    """Return the line whose number is written out: "number two", "zwei"."""
    for i, word in enumerate(said):
        named = len(said) == 1 or (i > 0 and said[i - 1] in _NUMBERED)
        place = next((p for p, names in enumerate(_CARDINALS[:count]) if word in names), None)
        if place is not None and named:
            return (place,)
    return ()


_PICKING = frozenset().union(*_ORDINALS, *_CARDINALS, _LAST, _BOTH, _ALL)
