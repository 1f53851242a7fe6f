"""Finds phrases in words. See `bot.domain.rules` for how a phrase is written.

Each word of a text is looked up once, which says at which places every slot of every phrase fits; a
phrase is only tried where all its slots fit somewhere. A gap spans at most five words, so the time
for a text is bounded by its length, whatever a rule says and whatever a mail holds.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import permutations

from bot.domain.rules import Rule
from bot.stages._lexicon import NUMBER, Lexicon, matches
from bot.stages._normal import fold
from bot.stages._words import Words

GAP = 5
"""How many words `..` may skip: more, and the words on both sides do not belong together."""

WIDE = 12
"""How many words may stand between the parts that `&` joins: a subordinate clause."""

LONG_NUMBER = 5
"""No phrase holds a number of so many digits."""

_PART = re.compile(r"\([^)]*\)\??|\S+")
_WORD = re.compile(r"\*?[^\W_]+\*?")

_GAPS = {"..": GAP, "&": WIDE}

Options = frozenset[tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Slot:
    """One place of a phrase.

    Attributes:
        options: what fits: words, parts of words with an asterisk on one side or both, or numbers.
        gap: how many other words may stand before it.
        optional: whether it may be left out.
    """

    options: Options
    gap: int = 0
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """A rule found at words `first` to `last`, both included."""

    rule: Rule
    first: int
    last: int


Finder = Callable[[Words], tuple[Hit, ...]]
"""Finds every rule in a text, in the order of their first words."""


class BadPhrase(ValueError):
    """A phrase cannot be compiled; the message says why."""


def forms(phrase: str, groups: Mapping[str, tuple[str, ...]]) -> tuple[tuple[Slot, ...], ...]:
    """Return the slot sequences of a phrase: more than one where its first word may be left out.

    Parts that `&` joins may stand in any order.

    Raises:
        BadPhrase: it is empty, begins or ends with a gap, or names an unknown group.
    """
    orders = permutations(phrase.split(" & "))
    return tuple(form for order in orders for form in _in_order(" & ".join(order), groups))


def _in_order(phrase: str, groups: Mapping[str, tuple[str, ...]]) -> Iterable[tuple[Slot, ...]]:
    """Return the slot sequences of a phrase as it is written."""
    slots: list[Slot] = []
    gap = 0
    for part in _PART.findall(phrase):
        if part in _GAPS:
            gap = _GAPS[part]
            continue
        optional = part.endswith("?")
        if optional and gap:
            continue  # The gap may skip the word anyway.
        slots.append(Slot(_options(part.removesuffix("?"), groups), gap, optional))
        gap = 0
    if not slots or gap or slots[0].gap or all(slot.optional for slot in slots):
        raise BadPhrase(f"{phrase!r} must begin and end with a word, one of which must stay")
    starts = [tuple(slots)]
    while starts[-1][0].optional:
        starts.append(starts[-1][1:])
    return tuple((Slot(s[0].options), *s[1:]) for s in starts if not s[0].gap)


def finder(
    rules: Iterable[Rule],
    groups: Mapping[str, tuple[str, ...]],
    misspelt: frozenset[str] = frozenset(),
) -> Finder:
    """Compile rules into one finder for all of them.

    Args:
        rules: what is looked for.
        groups: phrase lists by name.
        misspelt: folded words that are found as well where one letter of them is wrong.

    Raises:
        BadPhrase: a phrase cannot be compiled.
    """
    # Phrases share their groups: each is held once, not once for every phrase that names it.
    known: dict[Options, Options] = {}
    entries = [
        (
            rule,
            tuple(
                replace(slot, options=known.setdefault(slot.options, slot.options)) for slot in form
            ),
        )
        for rule in rules
        for phrase in rule.phrases
        for form in forms(phrase, groups)
    ]
    return _Finder(entries, misspelt).find


def _options(part: str, groups: Mapping[str, tuple[str, ...]]) -> Options:
    """Return what one part of a phrase stands for."""
    options: set[tuple[str, ...]] = set()
    for option in part.strip("()").split("|"):
        if option[:1] != "{":
            options |= _sequences(option)
        elif option.strip("{}") in groups:
            for text in groups[option.strip("{}")]:
                options |= _sequences(text)
        else:
            raise BadPhrase(f"unknown group {option}")
    return frozenset(options)


def _sequences(text: str) -> set[tuple[str, ...]]:
    """Return the word sequences of a text in which single words may be alternatives."""
    sequences: set[tuple[str, ...]] = {()}
    for word in text.split():
        choices = [_words(option) for option in word.removesuffix("?").split("|")]
        if () in choices:
            raise BadPhrase(f"{text!r} is no word")
        choices += [()] if word.endswith("?") else []
        sequences = {(*s, *choice) for s in sequences for choice in choices}
    if sequences <= {()}:
        raise BadPhrase(f"{text!r} is no word")
    return sequences - {()}


def _words(option: str) -> tuple[str, ...]:
    """Return the words of one option: "d'achat" is two, and so is "call-off"."""
    if option == NUMBER:
        return (NUMBER,)
    return tuple(fold(word) for word in _WORD.findall(option))


Step = tuple[int, int, bool]
"""A slot by its number, how many words may stand before it, whether it may be left out."""


Numbers = tuple[int, ...]
Beginning = tuple[tuple[str, ...], Numbers]
"""What must follow a word, and the slots that both together fill."""

Looked = tuple[Numbers, Mapping[str, Sequence[Beginning]], tuple[Beginning, ...]]


class _Finder:
    """Phrases, compiled for looking up the words of a text."""

    def __init__(
        self, entries: Sequence[tuple[Rule, tuple[Slot, ...]]], misspelt: frozenset[str]
    ) -> None:
        numbers: dict[Options, int] = {}
        for _, slots in entries:
            for slot in slots:
                numbers.setdefault(slot.options, len(numbers))
        self._lexicon = Lexicon(
            ((word, number, tuple(rest)) for o, number in numbers.items() for word, *rest in o),
            misspelt,
        )
        self._order = {rule.id: n for n, (rule, _) in enumerate(entries)}
        self._entries = self._keyed(entries, numbers)
        self._slots_of = lru_cache(maxsize=16384)(self._looked_up)

    def find(self, words: Words) -> tuple[Hit, ...]:
        """Return every rule found, in the order of their first words."""
        places = self._places(words)
        best: dict[tuple[str, int], Hit] = {}
        live = set(places)
        for key in live:
            for rule, steps, needed in self._entries.get(key, ()):
                if needed <= live:
                    for first, end in places[steps[0][0]].items():
                        last = _last(steps, 1, places, words.hard, end)
                        held = best.get((rule.id, first))
                        if last >= 0 and (held is None or held.last < last):
                            best[rule.id, first] = Hit(rule, first, last)
        return tuple(
            sorted(best.values(), key=lambda hit: (hit.first, -hit.last, self._order[hit.rule.id]))
        )

    def _places(self, words: Words) -> dict[int, dict[int, int]]:
        """Return, for each slot that fits anywhere, where it begins and the last word it takes."""
        places: dict[int, dict[int, int]] = {}
        for i, word in enumerate(words.folded):
            # One long number is like another: no phrase names one.
            plain = words.numeric[i] and len(word) >= LONG_NUMBER and word.isdigit()
            single, sure, others = self._slots_of(
                "0" * LONG_NUMBER if plain else word, words.numeric[i]
            )
            for number in single:
                if number in places:
                    places[number][i] = i
                else:
                    places[number] = {i: i}
            if not (sure or others):
                continue
            follower = words.folded[i + 1] if i + 1 < len(words.folded) else ""
            for rest, numbers in (*sure.get(follower, ()), *others):
                end = _follows(rest, words, i)
                for number in numbers if end >= 0 else ():
                    held = places.setdefault(number, {})
                    held[i] = max(end, held.get(i, -1))
        return places

    def _looked_up(self, word: str, numeric: bool) -> Looked:
        """Return the slots that a word fills alone, and the sequences that it may begin.

        These by their second word where that is written out, else in a row.
        """
        slots: dict[tuple[str, ...], dict[int, None]] = {}
        for number, rest in self._lexicon.slots(NUMBER if numeric else word, word):
            slots.setdefault(rest, {})[number] = None
        single = tuple(slots.pop((), ()))
        sure: dict[str, list[Beginning]] = {}
        others: list[Beginning] = []
        for rest, numbers in slots.items():
            vague = rest[0] == NUMBER or "*" in rest[0]
            (others if vague else sure.setdefault(rest[0], [])).append((rest, tuple(numbers)))
        return single, sure, tuple(others)

    def _keyed(
        self, entries: Sequence[tuple[Rule, tuple[Slot, ...]]], numbers: Mapping[Options, int]
    ) -> dict[int, list[tuple[Rule, tuple[Step, ...], frozenset[int]]]]:
        """File each phrase under the slot that the fewest phrases use."""
        steps = [
            (rule, tuple((numbers[s.options], s.gap, s.optional) for s in slots))
            for rule, slots in entries
        ]
        used = Counter(step[0] for _, form in steps for step in form)
        keyed: dict[int, list[tuple[Rule, tuple[Step, ...], frozenset[int]]]] = {}
        for rule, form in steps:
            needed = frozenset(number for number, _, optional in form if not optional)
            key = min(needed, key=lambda number: used[number])
            keyed.setdefault(key, []).append((rule, form, needed))
        return keyed


def _follows(rest: tuple[str, ...], words: Words, i: int) -> int:
    """Return the last word of a sequence that goes on after word `i`, or -1."""
    for pattern in rest:
        i += 1
        if i >= len(words.folded) or words.hard[i]:
            return -1
        fits = words.numeric[i] if pattern == NUMBER else matches(pattern, words.folded[i])
        if not fits:
            return -1
    return i


def _last(
    steps: tuple[Step, ...],
    k: int,
    places: Mapping[int, Mapping[int, int]],
    hard: Sequence[bool],
    i: int,
) -> int:
    """Return the last word of the steps from `k` on after word `i`, or -1."""
    if k == len(steps):
        return i
    number, gap, optional = steps[k]
    fits = places.get(number)
    if fits:
        for j in range(i + 1, min(i + 2 + gap, len(hard))):
            if hard[j]:
                break
            if j in fits:
                last = _last(steps, k + 1, places, hard, fits[j])
                if last >= 0:
                    return last
    return _last(steps, k + 1, places, hard, i) if optional else -1
