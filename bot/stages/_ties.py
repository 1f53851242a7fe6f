"""Which label each number of a passage belongs to: the nearest on its left, as a rule."""

import re
from bisect import bisect_left
from itertools import pairwise

from bot.domain.purchase_order import Role
from bot.domain.rules import Label, Negative, Rules
from bot.stages._announced import is_announced
from bot.stages._codes import coded
from bot.stages._gaps import BRACKETS, brackets, is_and, names_quotation, only_layout
from bot.stages._layout import Line, columns, lines
from bot.stages._phrases import Hit
from bot.stages._renamed import old_number
from bot.stages._scan import Scan
from bot.stages._shapes import Shape
from bot.stages._tie import Tie

MOST_WORDS = 14
"""A label and the number that a verb or a colon announces are not further apart than that."""

LOOSE_WORDS = 6
"""So many other words may stand between a label and a long number: "PO Website relaunch 4500…"."""

SPOKEN_DIGITS = 4
"""So many digits has a number that only "replaces" or "use" announces."""

LOOSE_DIGITS = 7
"""A number is long, and needs no verb to announce it, from so many digits on."""

SUCCESSOR_SIGNS = 5
SUCCESSOR_REACH = 16
"""What takes a number's place has its form, and stands within so many words of it."""

SAID_REACH = 6
"""What takes a number back stands within so many words before it."""

_CLAUSE = re.compile(r"[,;()\n]")
_LIST_GAP = re.compile(r"[\s,;/&+()\"'.:#*-]*")
_TAKES_PLACE = frozenset({Role.CANCELLED, Role.SUPERSEDED, Role.GIVEN})
_TAKEN_BACK = frozenset({Role.CANCELLED, Role.SUPERSEDED})
_TRANSPARENT = frozenset(
    {Shape.OWN, Shape.DATE, Shape.YEAR, Shape.MONEY, Shape.PERCENT, Shape.TERM}
)


def ties(found: Scan, shape: dict[int, Shape], rules: Rules) -> dict[int, Tie]:
    """Return the label of every number that has one, by word index."""
    if not found.labels or not shape:
        return {}
    rows = lines(found)
    result: dict[int, Tie] = {}
    for hit, i in columns(found, rows):
        if i not in result or isinstance(hit.rule, Label):
            result[i] = Tie(hit, "column", 0.97)
    search = _Search(found, shape, rules, rows, result)
    for i, form in shape.items():
        if i not in result and form not in {Shape.OWN, Shape.LINK}:
            tie = search.near(i) or search.spoken(i) or search.successor(i)
            if tie:
                result[i] = tie
                search.used.add(tie.hit.last)
    search.look_back()
    return result


class _Search:
    """The neighbourhood of one number after the other, from left to right."""

    def __init__(
        self,
        found: Scan,
        shape: dict[int, Shape],
        rules: Rules,
        rows: tuple[Line, ...],
        tied: dict[int, Tie],
    ) -> None:
        self.found, self.shape, self.tied = found, shape, tied
        self.rules = rules
        self.connectors, self.copulas = rules.word_list("connectors"), rules.word_list("copulas")
        self.joiners, self.determiners = rules.word_list("joiners"), rules.word_list("determiners")
        self.beside = rules.word_list("beside")
        self.first_label = next((h for h in found.labels if isinstance(h.rule, Label)), None)
        self.used = {tie.hit.last for tie in tied.values()}
        self.aside = brackets(found)
        self.coded = coded(found, shape, rules)
        self.heads = {r.last for r in rows if len(r.cells) > 1}

    def near(self, i: int) -> Tie | None:
        """Tie a number to a label beside it, or to that of the number before it."""
        tie = self.left(i) or self.listed(i)
        if tie is None or tie.positive:
            return tie or self.right(i)
        # "Please bill 4500012345 (PO)": what is said in so many words outweighs "bill".
        after = self.right(i)
        return after if after and after.positive and self._closes(after.hit) else tie

    def look_back(self) -> None:
        """Tie the numbers before a label that follows a list of them: "web: 1, print: 2 (POs)"."""
        for i, j in reversed(list(pairwise(sorted(self.shape)))):
            if i not in self.tied and j in self.tied and self._leads_to(i, j):
                after = self.tied[j]
                self.tied[i] = Tie(after.hit, "list", 0.9 * after.strength)

    def _leads_to(self, i: int, j: int) -> bool:
        alike = self.shape[i] is Shape.NUMBER and self._mask(i) == self._mask(j)
        if not alike or self.tied[j].how != "after" or j - i > MOST_WORDS:
            return False
        gap = self.found.words.text[self.found.words.ends[i] : self.found.words.starts[j]]
        return "," in gap and self.found.same_sentence(i, j)

    def _closes(self, hit: Hit) -> bool:
        """Say whether a sentence or bracket ends with a label, so that no number follows it."""
        words, after = self.found.words, hit.last + 1
        return after == len(words) or words.hard[after] or words.after(hit.last)[:1] == ")"

    def left(self, i: int) -> Tie | None:
        """Tie a number to the nearest label on its left, if what stands between allows it."""
        announced = is_announced(self.found, self._head(i), self.rules)
        nearest: Tie | None = None
        for k in range(bisect_left(self.found.label_lasts, i) - 1, -1, -1):
            hit = self.found.labels[k]
            if i - hit.last > MOST_WORDS:
                break
            other = isinstance(hit.rule, Negative)
            if other and (
                self._in_brackets(hit.last, i)
                or self._closes_sum(hit)
                or (announced and self._stands_aside(hit, i))
            ):
                continue
            tie = self._tie(hit, i, announced=announced)
            if not other or (tie and tie.how == "label"):
                return tie if not nearest or tie else nearest
            if not announced:
                return None
            nearest = nearest or tie
        return nearest

    def _head(self, i: int) -> int:
        """Return the first word of a number, the letters of its series included."""
        return i - 1 if i in self.coded else i

    def _in_brackets(self, j: int, i: int) -> bool:
        """Say whether word `j` stands in brackets that close before number `i`."""
        return self.aside.get(j, i) < i

    def _closes_sum(self, hit: Hit) -> bool:
        """Say whether a label ends a line as part of its sum: "16,500.00 + VAT"."""
        words, next_ = self.found.words, hit.last + 1
        summed = self.shape.get(hit.first - 1) is Shape.MONEY
        return summed and next_ < len(words) and "\n" in words.before(next_)

    def _stands_aside(self, hit: Hit, i: int) -> bool:
        """Say whether another label is not what number `i` is announced as.

        It has its own number ("PO for invoice PR-1 is …"), or only says where the number is to
        stand ("the PO to put on the invoice is …").
        """
        if hit.last in self.used:
            return True
        if any(self.shape.get(j) is Shape.OWN for j in range(hit.last + 1, i)):
            return True
        folded, j = self.found.words.folded, hit.first - 1
        while j > 0 and folded[j] in self.determiners:
            j -= 1
        return (
            j >= 0
            and folded[j] in self.rules.word_list("places")
            and not self.found.words.hard[j + 1]
        )

    def listed(self, i: int) -> Tie | None:
        """Tie a number to the label of the number before it: "POs 123, 456 and 789"."""
        for j in range(i - 1, max(-1, i - MOST_WORDS), -1):
            tie = self.tied.get(j)
            if tie:
                same = self._mask(i) == self._mask(j)
                if self._in_other_column(tie, j, i):
                    return None
                if self._is_list(j, i) or (
                    same and tie.positive and self._joined(j, i) and self.found.same_sentence(j, i)
                ):
                    return Tie(tie.hit, "list", 0.95 * tie.strength)
                return None
            if j in self.found.label_at:
                return None
        return None

    def _in_other_column(self, tie: Tie, j: int, i: int) -> bool:
        """Say whether a cell ends between two numbers of a table, which parts no list."""
        words = self.found.words
        gap = words.text[words.ends[j] : words.starts[i]]
        celled = "\t" in gap or "|" in gap or "   " in gap
        return celled and (tie.how == "column" or self._mask(i) != self._mask(j))

    def right(self, i: int) -> Tie | None:
        """Tie a number to a label that follows: "4500012345 is our PO number", "4711 (PO)"."""
        words = self.found.words
        if self.shape[i] is not Shape.NUMBER:
            return None
        if "   " in words.after(i):  # The next cell of a page that is laid out with spaces.
            return None
        gap = words.after(i).strip(" ")
        seen, spoken = gap[:1] == "(" or gap in {"=", "-"}, False
        for j in range(i + 1, min(len(words), i + LOOSE_WORDS + 1)):
            if words.hard[j]:
                return None
            hit = self.found.label_at.get(j)
            if hit:
                positive = isinstance(hit.rule, Label)
                wanted = (seen or self._takes(hit, i)) if positive else spoken
                return Tie(hit, "after", 0.9) if wanted else None
            copula = words.folded[j] in self.copulas and not is_and(words, j)
            # As in "bill 4711, that is our PO" and in "(both are POs)".
            stands = "pronouns" if gap == "," and j == i + 1 else "both" if seen else ""
            copula |= words.folded[j] in self.rules.word_list(stands)
            if not (copula or words.folded[j] in self.determiners or self._in_list(i, j)):
                return None
            # "On" is a verb in Finnish: "4711 is on the invoice" calls the number nothing.
            if spoken and words.folded[j] == "on":
                return None
            seen, spoken = seen or copula, spoken or (copula and words.folded[j] != "on")
        return None

    def _takes(self, hit: Hit, i: int) -> bool:
        """Say whether a label can follow its number, or numbers: "118834 számú megrendelés"."""
        follows = isinstance(hit.rule, Label) and hit.rule.follows
        return follows and all(self._in_list(i, j) for j in range(i + 1, hit.first))

    def _in_list(self, i: int, j: int) -> bool:
        """Say whether word `j` goes on with a list that number `i` begins."""
        words = self.found.words
        same = words.numeric[j] and self._mask(i) == self._mask(j)
        return (same and bool(_LIST_GAP.fullmatch(words.before(j)))) or (
            words.folded[j] in self.joiners
        )

    def spoken(self, i: int) -> Tie | None:
        """Tie a number to the passage's PO label where "replaces" and the like stand before it."""
        digits = sum(c.isdigit() for c in self.found.words.word(i))
        label = self.first_label
        if label is None or self.shape[i] is not Shape.NUMBER or digits < SPOKEN_DIGITS:
            return None
        j = i - 1
        while j > max(0, i - MOST_WORDS) and self.found.words.folded[j] in self.beside:
            j -= 1
        before = self.found.said_before.get(j)
        said = before is not None and before.role in _TAKES_PLACE
        said &= not any(self.found.words.hard[j + 1 : i + 1])
        said &= not names_quotation(self.found.words, j, i)
        return Tie(label, "said", 0.9) if said else None

    def successor(self, i: int) -> Tie | None:
        """Tie a number to the label of one of its form that is taken back just before it."""
        words = self.found.words
        if self.shape[i] is not Shape.NUMBER:
            return None
        if (tie := self.tied.get(old_number(self.found, i) or -1)) and tie.positive:
            return Tie(tie.hit, "said", 0.9)
        if len(words.folded[i]) < SUCCESSOR_SIGNS:
            return None
        for j in range(i - 1, max(-1, i - SUCCESSOR_REACH), -1):
            if words.hard[j + 1] and not (
                only_layout(words.before(j + 1)) or is_announced(self.found, i, self.rules)
            ):
                return None
            tie = self.tied.get(j)
            if tie:
                alike = tie.positive and tie.how != "column" and self._mask(i) == self._mask(j)
                return Tie(tie.hit, "said", 0.85) if alike and self._takes_place(j, i) else None
        return None

    def _takes_place(self, j: int, i: int) -> bool:
        """Say whether words from just before number `j` to number `i` take something back."""
        said = (self.found.said_before.get(k) for k in range(max(0, j - SAID_REACH), i))
        after = (self.found.said_after.get(k, (k, None))[1] for k in range(j + 1, i))
        return any(rule is not None and rule.role in _TAKEN_BACK for rule in (*said, *after))

    def _tie(self, hit: Hit, i: int, *, announced: bool) -> Tie | None:
        i = self._head(i)
        between = [j for j in range(hit.last + 1, i) if not self._in_brackets(j, i)]
        if not self._reachable(hit, i, between) or self._blocked(
            hit, i, between, announced=announced
        ):
            return None
        if all(self._connects(j) for j in between):
            return Tie(hit, "label", 1.0 if len(between) <= 3 else 0.95)
        if announced:
            return Tie(hit, "verb", 0.93)
        return self._loose(hit, i, between)

    def _blocked(self, hit: Hit, i: int, between: list[int], *, announced: bool) -> bool:
        """Say whether another number stands between, which the label belongs to."""
        words = self.found.words
        spoken = announced and "\n" not in words.text[words.ends[hit.last] : words.starts[i]]
        return any(
            words.numeric[j]
            and self.shape[j] not in _TRANSPARENT
            and not (self.shape[j] is Shape.SHORT and spoken)
            for j in between
        )

    def _loose(self, hit: Hit, i: int, between: list[int]) -> Tie | None:
        words = self.found.words
        gap = BRACKETS.sub("", words.text[words.ends[hit.last] : words.starts[i]])
        long = sum(c.isdigit() for c in words.word(i)) >= LOOSE_DIGITS
        if long and len(between) <= LOOSE_WORDS and not _CLAUSE.search(gap):
            return Tie(hit, "loose", 0.7)
        return None

    def _reachable(self, hit: Hit, i: int, between: list[int]) -> bool:
        """Say whether no sentence ends between a label and a number, beyond one cell or line."""
        words = self.found.words
        breaks = [j for j in range(hit.last + 1, i + 1) if words.hard[j]]
        gap = words.text[words.ends[hit.last] : words.starts[i]]
        if "\n" in gap and hit.last in self.heads and len(between) == 0:
            return False
        if not breaks:
            return gap.count("\n") <= 2
        return breaks == [i] and all(self._connects(j) for j in between) and only_layout(gap)

    def _connects(self, j: int) -> bool:
        words = self.found.words
        if words.numeric[j]:
            return self.shape[j] in _TRANSPARENT
        return words.folded[j] in self.connectors or words.folded[j] in self.copulas

    def _is_list(self, j: int, i: int) -> bool:
        words = self.found.words
        head = self._head(i)
        gap_words = [words.folded[k] for k in range(j + 1, head)]
        gaps = "".join(words.before(k) for k in range(j + 1, head + 1))
        if not gap_words and not gaps.strip(" \n"):
            return "\n" in gaps and self._mask(i) == self._mask(j) and "\n\n" not in gaps
        return all(w in self.joiners for w in gap_words) and bool(_LIST_GAP.fullmatch(gaps))

    def _joined(self, j: int, i: int) -> bool:
        words = self.found.words
        gap = words.text[words.ends[j] : words.starts[i]]
        return (
            "," in gap
            or "\n" in gap
            or any(words.folded[k] in self.joiners for k in range(j + 1, i))
            or (i - j == 2 and words.folded[j + 1] in self.rules.word_list("successors"))
        )

    def _mask(self, i: int) -> str:
        return re.sub(r"[0-9]", "9", self.found.words.folded[i])
