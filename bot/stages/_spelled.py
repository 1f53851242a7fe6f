"""Sums that are spelled out: "thirty-eight thousand euro", "achtunddreißigtausend Euro"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from bot.stages._currencies import AFTER
from bot.stages._words import Words

SMALLEST = 100
"""A smaller number in words counts something, and is no order's sum."""

MOST_WORDS = 12
"""So many words has a sum at most: "two hundred and forty-five thousand six hundred and ten"."""

LONGEST_SMALL = 4
"""So many letters has a word such as "for", "pour" or "over"."""

LONGEST_WORD = 50
"""No number that is written as one word has more letters."""

_UNITS = """
1 one un une uno una ein eins eine einen een en ett et um jeden jedna egy unu yksi
2 two deux dos due zwei twee to tva dois duas dwa dwie dva dve ketto ket doi doua kaksi
3 three trois tres tre drei drie tri trzy harom trei kolme
4 four quatre cuatro quattro vier fire fyra quatro cztery ctyri negy patru nelja
5 five cinq cinco cinque funf vijf fem piec pet ot cinci viisi
6 six seis sei sechs zes seks sex szesc sest hat sase kuusi
7 seven sept siete sette sieben zeven syv sju sete siedem sedm het sapte seitseman
8 eight huit ocho otto acht otte atte atta oito osiem osm nyolc opt kahdeksan
9 nine neuf nueve nove neun negen ni nio dziewiec devet kilenc noua yhdeksan
10 ten dix diez dieci zehn tien ti tio dez dziesiec deset tiz zece kymmenen kymmenta
11 yksitoista eleven onze once undici elf elleve elva jedenascie jedenact unsprezece
12 kaksitoista twelve douze doce dodici zwolf twaalf tolv doze dwanascie dvanact douasprezece
13 kolmetoista thirteen treize trece tredici dreizehn dertien tretten tretton treze trzynascie
  trinact
14 neljatoista fourteen quatorze catorce quattordici vierzehn veertien fjorten fjorton catorze
  czternascie ctrnact
15 viisitoista fifteen quinze quince quindici funfzehn vijftien femten femton pietnascie patnact
  cincisprezece
16 kuusitoista sixteen seize dieciseis sedici sechzehn zestien seksten sexton dezasseis dezesseis
  szesnascie sestnact
17 seitsemantoista seventeen diecisiete diciassette siebzehn zeventien sytten sjutton dezassete
  dezessete siedemnascie sedmnact
18 kahdeksantoista eighteen dieciocho diciotto achtzehn achttien atten arton dezoito osiemnascie
  osmnact
19 yhdeksantoista nineteen diecinueve diciannove neunzehn negentien nitten nitton dezanove
  dziewietnascie devatenact
20 kaksikymmenta twenty vingt veinte veinti venti vent zwanzig twintig tyve tjue tjugo vinte
  dwadziescia dvacet husz huszon douazeci
30 kolmekymmenta thirty trente treinta trenta trent dreissig dertig tredive tretti trettio trinta
  trzydziesci tricet harminc treizeci
40 neljakymmenta forty fourty quarante cuarenta quaranta quarant vierzig veertig fyrre forti
  fyrtio quarenta czterdziesci ctyricet negyven patruzeci
50 viisikymmenta fifty cinquante cincuenta cinquanta cinquant funfzig vijftig halvtreds femti
  femtio cinquenta piecdziesiat padesat otven cincizeci
60 kuusikymmenta sixty soixante sesenta sessanta sessant sechzig zestig ogtres seksti sextio
  sessenta szescdziesiat sedesat hatvan saizeci
70 seitsemankymmenta seventy septante setenta settanta settant siebzig zeventig halvfjerds sytti
  sjuttio siedemdziesiat sedmdesat hetven saptezeci
80 kahdeksankymmenta eighty ochenta ottanta ottant achtzig tachtig firs atti attio oitenta
  osiemdziesiat osmdesat nyolcvan optzeci huitante octante
90 yhdeksankymmenta ninety nonante noventa novanta novant neunzig negentig halvfems nitti nittio
  dziewiecdziesiat devadesat kilencven nouazeci
200 doscientos doscientas duzentos duzentas dwiescie
300 trescientos trescientas trezentos trezentas trzysta
400 cuatrocientos cuatrocientas quatrocentos quatrocentas czterysta
500 quinientos quinientas quinhentos quinhentas piecset
600 seiscientos seiscientas seiscentos seiscentas szescset
700 setecientos setecientas setecentos setecentas siedemset
800 ochocientos ochocientas oitocentos oitocentas osiemset
900 novecientos novecientas novecentos novecentas dziewiecset
"""
_SCALES = """
100 hundred hundert honderd hundrede hundre hundra cent cents cien ciento cento sto sta set szaz
  suta sute sata sataa
1000 thousand tausend mille mil mila duizend tusind tusen tysiac tysiace tysiecy tisic tisice ezer
  mie mii tuhat tuhatta
1000000 million millions millionen millones millon milione milioni milhao milhoes miljoen million
  millioner miljon miljoner milion miliony milionow milionu millio milioane miljoona miljoonaa
"""
_JOINS = frozenset({"and", "und", "et", "y", "e", "en", "og", "och", "i", "a", "si", "de", "di"})
"""What joins the parts of a number in words."""


def _listed(table: str) -> dict[str, int]:
    """Return the words of a table, each with the number that stands before it."""
    result: dict[str, int] = {}
    number = 0
    for word in table.split():
        if word.isdigit():
            number = int(word)
        else:
            result[word] = number
    return result


_PARTS = _listed(_UNITS)
_TIMES = _listed(_SCALES)
_SCORES = frozenset({"quatrevingt", "quatrevingts"})
_PIECES: dict[str, list[str]] = {}
for _piece in sorted({*_PARTS, *_TIMES, *_SCORES, "und", "en", "og", "y", "och", "e"}, key=len):
    _PIECES.setdefault(_piece[0], []).insert(0, _piece)
_AFTER = re.compile(rf"\s?(?:de |di )?(?P<after>{AFTER})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Spelled:
    """A number in words with the currency behind it: what it says, and where."""

    value: int
    sign: str
    first: int
    last: int
    start: int
    end: int


def spelled(words: Words) -> Iterator[Spelled]:
    """Yield the sums that are written out in words, each with its currency right after it."""
    i = 0
    while i < len(words):
        stop = _run(words, i) if _pieces(words.folded[i]) else i
        sign = _AFTER.match(words.text, words.ends[stop - 1]) if stop > i else None
        value = _value(words.folded[i:stop]) if sign else None
        if sign and value and value >= SMALLEST and not _lacks_its_start(words, i):
            last = stop - 1
            while last + 1 < len(words) and words.starts[last + 1] < sign.end():
                last += 1
            yield Spelled(value, sign["after"], i, last, words.starts[i], sign.end())
        i = max(stop, i + 1)


def _lacks_its_start(words: Words, i: int) -> bool:
    """Say whether a number begins with "thousand" behind a word that may be a misspelt number."""
    if _pieces(words.folded[i])[0] not in _TIMES or not i or words.hard[i]:
        return False
    return words.numeric[i - 1] or len(words.folded[i - 1]) > LONGEST_SMALL


def _run(words: Words, i: int) -> int:
    """Return where the words of a number end that begins at word `i`."""
    stop = j = i + 1
    while j < min(len(words), i + MOST_WORDS) and not words.hard[j]:
        if _pieces(words.folded[j]):
            stop = j + 1
        elif words.folded[j] not in _JOINS:
            break
        j += 1
    return stop


@lru_cache(maxsize=4096)
def _pieces(word: str) -> tuple[str, ...]:
    """Return the parts of a word that is a number: "achtund dreissig tausend"; () of another."""
    if word in _JOINS or len(word) > LONGEST_WORD or not word.isalpha():
        return ()
    if word in _PARTS or word in _TIMES:
        return (word,)
    # From the end back: what follows each place is a number already, or is not.
    ends: dict[int, tuple[str, ...]] = {len(word): ()}
    for at in range(len(word) - 1, -1, -1):
        for piece in _PIECES.get(word[at], ()):
            rest = ends.get(at + len(piece))
            if rest is not None and word.startswith(piece, at):
                ends[at] = (piece, *rest)
                break
    found = ends.get(0, ())
    return found if any(p in _PARTS or p in _TIMES for p in found) else ()


def _value(run: tuple[str, ...]) -> int | None:
    """Return the value of a number in words; None where its parts do not make one."""
    joined = " ".join(run).replace("quatre vingt", "quatrevingt")
    parts = [p for word in joined.split() for p in (_pieces(word) or (word,)) if p not in _JOINS]
    total = part = 0
    largest: int | None = None
    for piece in parts:
        times = _TIMES.get(piece)
        if times == 100:
            part = part - part % 100 + 100 * (part % 100 or 1)
        elif times:
            if largest is not None and times >= largest:
                return None
            total, part, largest = total + (part or 1) * times, 0, times
        else:
            added = 80 if piece in _SCORES else _PARTS[piece]
            if not _fits(part, added):
                return None
            part += added
    return total + part


def _fits(part: int, added: int) -> bool:
    """Say whether a number can be added to what was said: "thirty eight", "acht und dreissig"."""
    rest = part % 100
    if added >= 100:
        return part == 0
    if added >= 20:
        return rest < 10
    # French counts on to nineteen: "soixante-quinze", "quatre-vingt-dix-sept".
    return rest % 10 == 0
