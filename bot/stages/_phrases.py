"""Finds phrases in words. See `bot.domain.rules` for how a phrase is written.

There is no backtracking to speak of: a phrase has few slots and a gap spans at most five words, so
the time for a text is bounded by its length, whatever a rule says and whatever a mail holds.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import product

from bot.domain.rules import Rule
from bot.stages._normal import fold
from bot.stages._words import Words

GAP = 5
"""How many words `..` may skip: more, and the words on both sides do not belong together."""

MOST_FORMS = 400
"""One phrase may stand for so many after its groups are put in; more is a mistake."""

_PART = re.compile(r"\([^)]*\)\??|\S+")
_OPTION = re.compile(r"[^\W\d_]+\*?|[0-9]+")


@dataclass(frozen=True, slots=True)
class Slot:
    """One place of a phrase: exact words, beginnings of words, a number, or a gap."""

    exact: frozenset[str] = frozenset()
    prefixes: tuple[str, ...] = ()
    number: bool = False
    gap: bool = False
    optional: bool = False

    def takes(self, words: Words, i: int) -> bool:
        """Say whether word `i` fits."""
        if words.numeric[i]:
            return self.number or words.folded[i] in self.exact
        word = words.folded[i]
        return word in self.exact or any(word.startswith(p) for p in self.prefixes)


@dataclass(frozen=True, slots=True)
class Hit:
    """A rule found at words `first` to `last`, both included."""

    rule: Rule
    first: int
    last: int


Finder = Callable[[Words], tuple[Hit, ...]]


class BadPhrase(ValueError):
    """A phrase cannot be compiled; the message says why."""


def finder(rules: Iterable[Rule], groups: Mapping[str, tuple[str, ...]]) -> Finder:
    """Return a function that finds every rule in a text, in the order of their first words.

    Raises:
        BadPhrase: a phrase cannot be compiled.
    """
    exact: dict[str, list[tuple[Rule, tuple[Slot, ...]]]] = {}
    begun: dict[str, list[tuple[Rule, tuple[Slot, ...]]]] = {}
    numbers: list[tuple[Rule, tuple[Slot, ...]]] = []
    for rule in rules:
        for slots in {form: None for p in rule.phrases for form in forms(p, groups)}:
            entry = (rule, slots)
            for word in slots[0].exact:
                exact.setdefault(word, []).append(entry)
            for prefix in slots[0].prefixes:
                begun.setdefault(prefix, []).append(entry)
            if slots[0].number:
                numbers.append(entry)
    lengths = sorted({len(prefix) for prefix in begun})

    @lru_cache(maxsize=16384)
    def starting(word: str) -> tuple[tuple[Rule, tuple[Slot, ...]], ...]:
        entries = list(exact.get(word, ()))
        for length in lengths:
            entries += begun.get(word[:length], ()) if length <= len(word) else ()
        return tuple(entries)

    def find(words: Words) -> tuple[Hit, ...]:
        hits: list[Hit] = []
        for i, word in enumerate(words.folded):
            entries = (*numbers, *exact.get(word, ())) if words.numeric[i] else starting(word)
            best: dict[str, Hit] = {}
            for rule, slots in entries:
                last = _last(slots, 1, words, i)
                if last >= 0 and (rule.id not in best or best[rule.id].last < last):
                    best[rule.id] = Hit(rule, i, last)
            hits += best.values()
        return tuple(hits)

    return find


def forms(phrase: str, groups: Mapping[str, tuple[str, ...]]) -> list[tuple[Slot, ...]]:
    """Return the slot sequences that a phrase stands for.

    Raises:
        BadPhrase: it is empty, begins or ends with a gap, names an unknown group, or stands for too
            many sequences.
    """
    choices = [_choices(part, groups) for part in _PART.findall(phrase)]
    total = 1
    for choice in choices:
        total *= len(choice)
    if not choices or total > MOST_FORMS:
        raise BadPhrase(f"{phrase!r} is empty or stands for more than {MOST_FORMS} phrases")
    return [slots for parts in product(*choices) for slots in _slots(" ".join(parts), phrase)]


def _choices(part: str, groups: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Return what one part of a phrase stands for: its single words as one, longer ones apart."""
    optional = part.endswith("?")
    words: list[str] = []
    longer: list[str] = []
    for option in part.removesuffix("?").strip("()").split("|"):
        if option[:1] == "{" and option.strip("{}") not in groups:
            raise BadPhrase(f"unknown group {option}")
        for text in groups[option.strip("{}")] if option[:1] == "{" else (option,):
            plain = text if "|" in text else " ".join(_pieces(text))
            (longer if " " in plain else words).append(plain)
    merged = ["|".join(words) + "?" * optional] if words else [""] * optional
    return (*merged, *longer)


def _pieces(option: str) -> list[str]:
    """Return the words of one option: "d'achat" is two, and so is "call-off"."""
    if option in {"..", "#"}:
        return [option]
    return [piece for word in option.split() for piece in _OPTION.findall(word)] or [option]


def _slots(plain: str, phrase: str) -> list[tuple[Slot, ...]]:
    """Return the slots of a phrase; where its first word may be left out, without it as well."""
    slots = [_slot(part) for part in plain.split()]
    starts = [slots]
    while slots and slots[0].optional:
        starts[-1] = [replace(slots[0], optional=False), *slots[1:]]
        slots = slots[1:]
        starts.append(slots)
    if any(not s or s[0].gap or s[-1].gap for s in starts):
        raise BadPhrase(f"{phrase!r} must begin and end with a word, one of which must stay")
    return [tuple(s) for s in starts]


def _slot(part: str) -> Slot:
    if part == "..":
        return Slot(gap=True)
    options = part.removesuffix("?").split("|")
    return Slot(
        exact=frozenset(fold(o) for o in options if o not in {"", "#"} and not o.endswith("*")),
        prefixes=tuple(fold(o[:-1]) for o in options if o.endswith("*") and len(o) > 1),
        number="#" in options,
        optional=part.endswith("?"),
    )


def _last(slots: tuple[Slot, ...], k: int, words: Words, i: int) -> int:
    """Return the last word of the longest match of the slots from `k` on after word `i`, or -1."""
    if k == len(slots):
        return i
    slot = slots[k]
    if slot.gap:
        return _after_gap(slots, k + 1, words, i)
    following = i + 1
    if following < len(words) and not words.hard[following] and slot.takes(words, following):
        last = _last(slots, k + 1, words, following)
        if last >= 0:
            return last
    return _last(slots, k + 1, words, i) if slot.optional else -1


def _after_gap(slots: tuple[Slot, ...], k: int, words: Words, i: int) -> int:
    for skipped in range(GAP + 1):
        following = i + 1 + skipped
        if following >= len(words) or words.hard[following]:
            return -1
        if slots[k].takes(words, following):
            last = _last(slots, k + 1, words, following)
            if last >= 0:
                return last
    return -1
