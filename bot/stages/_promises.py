"""The day for which an order or a payment is promised, out of all the days that a mail names."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from bot.domain.rules import DateKind, Label
from bot.stages._calendar import TODAY, WEEKDAYS
from bot.stages._cues import Spoken
from bot.stages._dates import days
from bot.stages._day import Day
from bot.stages._normal import word_set
from bot.stages._scan import LONGEST_SENTENCE, Scan

REACH = 3
"""So many words before a date can be the preposition that belongs to it."""

MOST_DAYS = 50
"""So many days of a text are weighed: nobody promises more."""

_UNTIL = word_set(
    "by until till before latest spatestens bis zum avant d'ici ici au antes hasta mas tardar entro"
    " prima voor uiterlijk tegen senest inden inden senast innan innen seinast ate para viimeistaan"
    " mennessa do nejpozdeji najpozniej przed legkesobb pana cel tarziu within fino uiterlijk"
)
"""Words before the last day of something that is promised."""

_SINCE = word_set(
    "since after following from dated seit nach vom depuis apres du desde tras despues dal dopo da"
    " depois apos sinds sedan siden etter efter jalkeen alkaen od ota dupa din last letzten"
    " letzte dernier pasado scorso passada vorige afgelopen sidste forrige forra senaste viime"
    " zeszly ubiegly minuly minule mult"
)
"""Words before a day on which something began or happened."""

_FOR = word_set("for pour para per fur fuer")
"""Words that set the day right behind them: "compte là-dessus pour le 3/12"."""

_ARTICLES = WEEKDAYS.keys() | word_set(
    "the le la les l den der dem des el los il lo gli o a de het"
)
"""Words between "since" and its day; "from me on 4 May" is no beginning."""

_DONE = word_set(
    "was were had did submitted ho abbiamo ai avons habe hab werd worden blev fue hice meti"
    " foi fiz byla bylo zostala zostalo zlozylem zlozylam wyslalem wyslalam podal podala odeslal"
    " zadal zadala"
    " beadtam elkuldtem lade skickade sendte trimis depus"
)
"""Words of a clause about what is done already: "I submitted it Friday", "l'ho fatta venerdì"."""

_OCCASIONS = word_set(
    "panel meeting meets board committee sitting signs signature holiday fair trip travelling"
    " styret motet mote moetet styrelsen bestyrelsen bestyrelsesmode styrelsemote mode sitzung"
    " vorstand vorstandssitzung urlaub messe gremium reunion comite conseil signature"
    " conges junta consejo"
    " feria vacaciones reuniao conselho ferias riunione consiglio fiera ferie vergadering directie"
    " vakantie beurs kokous hallitus johtoryhma loma posiedzenie zarzad zebranie urlop targi"
    " schuze predstavenstvo porada dovolena veletrh ules ulesen igazgatosag szabadsag sedinta"
    " consiliu consiliul concediu semneaza targ back ruckkehr retour invoice invoiced rechnung"
    " returns returning rentre revient vuelve regresa torna rientra regressa terug tilbage tillbaka"
    " tilbake palaa wraca vraci visszajon revine zuruck zurueck"
    " absent absente ausente assente afwezig borte fravarende franvarande poissa nieobecny"
    " nieobecna nepritomen tavol abwesend verreist"
    " start starts kickoff leave away office abwesend abwesenheit fravaer franvaro"
)
"""Words of a clause about another day: of a board's meeting, a signature, an absence."""

_AND = word_set(
    "and but so then while und aber sowie dann et mais puis y pero luego e ma poi mas en maar dan"
    " og men sa och ja mutta i a ale potom wiec es pedig majd iar si dar then which"
)
"""Words with which another clause may begin."""


@dataclass(frozen=True, slots=True)
class Promise:
    """A day that may be promised, where it stands, and how much speaks for it."""

    found: Scan
    day: Day
    score: int


def promised(
    scans: Iterable[Scan], spoken: Sequence[Spoken], written: date, *, month_first: bool = False
) -> tuple[Scan, Day] | None:
    """Return the promised day and the text that names it; None where no one day is meant.

    Args:
        scans: the sender's own words.
        spoken: the words that promise.
        written: the day of writing; what lies before it is no promise.
        month_first: whether the sender writes the month before the day.
    """
    every = [
        Promise(found, day, _score(found, day, _between(day, before, after), spoken))
        for found in scans
        for before, day, after in _neighbours(_stated(found, written, month_first=month_first))
        if day.until >= written
    ]
    likely = [p for p in every if p.score >= 0]
    if not likely:
        return None
    best = max(p.score for p in likely)
    chosen = [p for p in likely if p.score == best]
    sure = best > 0 or len({p.day.until for p in likely}) == 1
    return (chosen[-1].found, chosen[-1].day) if sure else None


def _stated(found: Scan, written: date, *, month_first: bool) -> Sequence[Day]:
    return days(found, written, month_first=month_first)[:MOST_DAYS]


def _neighbours(stated: Sequence[Day]) -> Iterator[tuple[Day | None, Day, Day | None]]:
    """Yield each day with the one before it and the one after it."""
    for i, day in enumerate(stated):
        yield stated[i - 1] if i else None, day, stated[i + 1] if i + 1 < len(stated) else None


def _between(day: Day, before: Day | None, after: Day | None) -> range:
    """Return the words that can be said of a day: what is beyond another day is said of that."""
    first = before.last + 1 if before else max(0, day.first - LONGEST_SENTENCE)
    last = after.first - 1 if after else day.last + LONGEST_SENTENCE
    return range(min(first, day.first), max(last, day.last) + 1)


def _score(found: Scan, day: Day, about: range, spoken: Sequence[Spoken]) -> int:
    """Return how much speaks for a day: below zero, it is no promise."""
    words = found.words
    clause = _clause(found, day, about)
    said = frozenset(words.folded[i] for i in clause)
    before = [words.folded[i] for i in range(max(clause.start, day.first - REACH), day.first)]
    near = _nearest(before)
    last = before[-1] if before else ""
    score = 2 * _is_until(found, day, near) - 20 * (near in _SINCE and near not in _UNTIL)
    score += 2 * any(h.first in clause and isinstance(h.rule, Label) for h in found.labels)
    score += 4 * any(s.found is found and day.first in s.sentence() for s in spoken)
    score += 2 * any(s.found is found and s.hit.first in clause for s in spoken)
    score -= 5 * (not said.isdisjoint(_OCCASIONS)) + 2 * (day.on != day.until)
    score -= 3 * (words.folded[day.first] in TODAY and last not in _UNTIL)
    score -= day.kind is DateKind.OTHER and near not in _UNTIL
    score -= 4 * (near not in _UNTIL and not said.isdisjoint(_DONE))
    return score


def _nearest(before: Sequence[str]) -> str:
    """Return the nearest word that says "until", or right before the day "since" or "for"."""
    for at, word in enumerate(reversed(before)):
        behind = before[len(before) - at :]
        if word in _UNTIL or (word in _SINCE | _FOR and all(w in _ARTICLES for w in behind)):
            return word
    return ""


def _is_until(found: Scan, day: Day, near: str) -> bool:
    if near in _UNTIL | _FOR or day.kind is DateKind.VALID_TO:
        return True
    after = found.words.folded[day.last + 1] if day.last + 1 < len(found.words) else ""
    return after in {"mennessa", "latest", "elott"}


def _clause(found: Scan, day: Day, about: range) -> range:
    """Return the words between the commas, conjunctions and other days around a day."""
    sentence = found.sentence(day.first, day.last)
    whole = range(max(sentence.start, about.start), min(sentence.stop, about.stop))
    first, last = day.first, day.last
    while first > whole.start and not _parts(found, first):
        first -= 1
    # "by Friday, at the latest" is said of one day.
    goes_on = last + 1 < whole.stop and found.words.folded[last + 1] in _UNTIL
    last += goes_on
    while last + 1 < whole.stop and not _parts(found, last + 1):
        last += 1
    return range(first, last + 1)


def _parts(found: Scan, i: int) -> bool:
    """Say whether a clause ends before a word: after a comma, or at a conjunction."""
    gap = found.words.before(i)
    return any(sign in gap for sign in ",;(") or " - " in gap or found.words.folded[i] in _AND
