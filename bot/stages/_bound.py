"""Numbers without a label that a sentence binds to our work, or to an invoice of ours.

What a client has put on our invoice, or says to be for our quotation, is an order's number, however
it is called: "Yours is CF-1189, put it on PR-2026-3070", "sale hoy el PC-88255 para la Q-5170".
"""

from collections.abc import Iterator

from bot.domain.rules import Rules
from bot.stages._codes import coded
from bot.stages._normal import word_set
from bot.stages._scan import Scan
from bot.stages._shapes import Shape
from bot.stages._tie import Tie

FEWEST_DIGITS = 4
"""A number that is only bound to ours has so many digits, of digits alone more; a day has fewer."""

FURTHEST = 4
"""So many small words may stand between a number and what it is for."""

_FOR = word_set(
    "for fur pour para per voor til till na dla pro pe pentru against gegen contre covers"
)
_ON = word_set("on onto to auf in sur dans en sobre su sulla nella op na a ao aan till pa do pe")
_YOURS = word_set(
    "yours ours deine eure ihre unsere votre vuestro tuyo tua vostra vostro jullie jouw deres er"
)
_YOU = word_set("you sie ihr du vous tu usted vosotros lei voi u jij jullie i ni te pan")


def bound(
    found: Scan, shape: dict[int, Shape], tied: dict[int, Tie], rules: Rules
) -> frozenset[int]:
    """Return the words of such numbers; never one that any label, good or bad, speaks of."""
    ours = [i for i, form in shape.items() if form is Shape.OWN]
    if not ours:
        return frozenset()
    search = _Bound(found, shape, tied, rules)
    return frozenset(i for i in shape if search.is_free(i) and search.is_bound(i))


def _counts(number: str) -> bool:
    """Say whether a number may as well be a quantity or a sum: "3500 für Q-2041"."""
    digits = sum(c.isdigit() for c in number)
    if not number.isdigit():
        return digits < FEWEST_DIGITS
    return digits <= FEWEST_DIGITS or number.endswith("00")


class _Bound:
    def __init__(
        self, found: Scan, shape: dict[int, Shape], tied: dict[int, Tie], rules: Rules
    ) -> None:
        self.found, self.shape, self.tied = found, shape, tied
        self.giving = rules.word_list("giving")
        self.coded = coded(found, shape, rules)
        small = ("connectors", "copulas", "determiners", "introductions", "beside")
        self.small = frozenset().union(*(rules.word_list(name) for name in small)) | _YOURS

    def is_free(self, i: int) -> bool:
        """Say whether a number has no label, and no noun right before it that names it."""
        words = self.found.words
        if self.shape[i] is not Shape.NUMBER or i in self.tied or _counts(words.word(i)):
            return False
        head = i - 1 if i in self.coded else i
        if head == 0 or words.hard[head]:
            return True
        return self._is_small(head - 1) and not self._is_our_doing(head - 1)

    def _is_our_doing(self, j: int) -> bool:
        """Say whether verb `j` tells what we did: "You put 118834 on PR-1"."""
        words = self.found.words
        opens = j == 1 or (j > 1 and words.hard[j - 1])
        return opens and words.folded[j] in self.giving and words.folded[j - 1] in _YOU

    def is_bound(self, i: int) -> bool:
        """Say whether a number is for our work, or goes on an invoice of ours."""
        return any(self._leads_to_ours(j, i) for j in self._small_words_after(i)) or self._told(i)

    def _is_small(self, j: int) -> bool:
        word = self.found.words.folded[j]
        return not self.found.words.numeric[j] and (word in self.small or word in self.giving)

    def _small_words_after(self, i: int) -> Iterator[int]:
        """Yield the prepositions that follow a number, at most a few small words away."""
        words = self.found.words
        for j in range(i + 1, min(len(words), i + FURTHEST)):
            if words.hard[j] or words.numeric[j]:
                return
            if words.folded[j] in _FOR or words.folded[j] in _ON:
                yield j
            elif words.folded[j] not in self.small:
                return

    def _leads_to_ours(self, j: int, i: int) -> bool:
        """Say whether preposition `j` has one of our own numbers as its object."""
        words = self.found.words
        for k in range(j + 1, min(len(words), j + FURTHEST + 1)):
            if words.hard[k]:
                return False
            if words.numeric[k]:
                return self.shape.get(k) is Shape.OWN and k != i
        return False

    def _told(self, i: int) -> bool:
        """Say whether the sentence goes on to have the number put on ours: "put it on PR-1"."""
        words = self.found.words
        for j in range(i + 1, self.found.sentence(i, i).stop):
            if words.numeric[j]:
                return False
            if words.folded[j] in self.giving:
                return any(
                    words.folded[k] in _ON and self._leads_to_ours(k, i)
                    for k in range(j + 1, min(len(words), j + FURTHEST))
                )
        return False
