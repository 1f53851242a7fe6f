"""Given or merely named: what the sentence of a labelled number says of it.

A sender gives a number by a sentence that says so ("please use …", "… is attached", "our PO is …"),
or by a line that holds little else. In a question, or in news of a delivery or a meeting, it is
only named; and one that we have on file already needs a sentence that gives it anew.
"""

import re
from dataclasses import dataclass

from bot.domain.message import Layer
from bot.domain.purchase_order import Role
from bot.domain.rules import Label, Negative, Rules
from bot.stages._gaps import brackets
from bot.stages._introduced import begins_listed
from bot.stages._roles import liveness
from bot.stages._scan import Scan
from bot.stages._shapes import Shape
from bot.stages._tie import Tie

ON_FILE = "on file already, and only named here"
"""The reason that `extract` takes back where the mail raises or calls off the order."""

SHORT_LINE = 45
"""A line that ends before so many signs was ended by its writer, and not by his program."""

FRAGMENT_WORDS = 4
"""A line with no more words than these beside a label and its number says nothing but that."""

SHORT_MAIL = 40
"""In so few words nothing is told but what the mail is for."""

OPENING = 3
"""A question, or a request, shows in so many words."""

ORDER_DIGITS = 4
"""A number without a label may be an order's from so many digits on."""

NEAR_VERB = 6
"""So many words may stand between a verb that is turned round and the number it is about."""

MATE_REACH = 24
"""Numbers of which one thing is said stand within so many words."""

_DIGIT = re.compile(r"[0-9]")
_PAUSE = re.compile(r"[,:;(]| - ")
_PLAIN = frozenset({Shape.OWN, Shape.MONEY, Shape.DATE, Shape.YEAR, Shape.PERCENT})


SUM_SIGNS = 3
"""Signs that a sum beside an order has at least, however its currency is written."""


@dataclass(frozen=True, slots=True)
class Text:
    """A passage whose numbers are judged.

    Attributes:
        found: its words and rules.
        shape: what its numbers look like.
        tied: the labels of its numbers.
        rules: for the word lists.
        layer: whose words it holds.
    """

    found: Scan
    shape: dict[int, Shape]
    tied: dict[int, Tie]
    rules: Rules
    layer: Layer

    def merely_named(self, i: int, *, known: bool, said: bool) -> str:
        """Return why number `i` is merely named, or "" where it is given.

        Args:
            i: the number's word.
            known: whether the client's order with this number is on file.
            said: whether the words right beside it give it.
        """
        clause = self._clause(i)
        gives = self._gives(i, clause, known=known)
        wonders = known and self._begins(clause, "asking")  # "Has it been raised on PO 4711?"
        if self._is_question(clause) and not (gives or (said and not wonders)):
            return "in a question"
        if self._barred(i, clause, said=said):
            return "it is said not to be used"
        if known and self._is_changed(i, clause):
            return ""
        announced = self._announced(i)
        if self._is_news(i, clause, known=known) and not (announced and not known):
            return "in news of a delivery or a meeting"
        if said or announced or gives or self._booked_on(i, clause):
            return ""
        if self._follows_question(clause):
            return "beside a question about an order"
        if self._beside_named(i, clause):
            return "beside a number that is only named"
        return (
            ON_FILE
            if known and not (self._alone(i, clause) or begins_listed(self.found, i))
            else ""
        )

    def reminded(self, i: int) -> bool:
        """Say whether the sender asks not to leave number `i` out: "do not forget PO 4711"."""
        clause = self._clause(i)
        said = self._has(clause, "negations") or self._has(clause, "reminders")
        return said and self._has(clause, "forgetting") and not self._is_question(clause)

    def _is_changed(self, i: int, clause: range) -> bool:
        """Say whether a clause changes or calls off the order on file: with its sum beside it."""
        near = self.found.sentence(i, i)
        words = self.found.words
        summed = any(
            self.shape.get(j) is Shape.MONEY
            or (words.numeric[j] and len(words.word(j)) >= SUM_SIGNS)
            for j in near
            if j != i and j not in self.tied
        )
        return summed and (self._has(clause, "changing") or self._has(near, "changing"))

    def _is_news(self, i: int, clause: range, *, known: bool) -> bool:
        """Say whether a clause tells of a delivery taken in, or, of a known order, of a meeting."""
        received = any(
            isinstance(hit.rule, Negative) and hit.rule.id == "goods-receipt" and hit.last < i
            for hit in (self.found.label_at[j] for j in clause if j in self.found.label_at)
        )
        return received or (known and self._has(clause, "notices"))

    def _clause(self, i: int) -> range:
        """Return the words of number `i`'s sentence, cut where its writer ended a line."""
        whole = self.found.sentence(i, i)
        start, end = i, i
        while start > whole.start and not self._ends_line(start):
            start -= 1
        while end + 1 < whole.stop and not self._ends_line(end + 1):
            end += 1
        return range(start, end + 1)

    def _ends_line(self, i: int) -> bool:
        words = self.found.words
        gap = words.before(i)
        if "\n" not in gap:
            return False
        line = words.text.rfind("\n", 0, words.ends[i - 1]) + 1 if i else 0
        return words.ends[i - 1] - line < SHORT_LINE

    def _is_question(self, clause: range) -> bool:
        """Say whether a clause asks something; ", ok?" at its end makes no question of it."""
        words = self.found.words
        if "?" not in words.after(clause[-1]):
            return False
        last = range(max(clause[0] + 1, clause[-1] - 2), clause.stop)
        pauses = [j for j in last if "," in words.before(j) or " - " in words.before(j)]
        tag = bool(pauses) and not any(words.numeric[j] for j in range(pauses[-1], clause.stop))
        tag = tag and not self._begins(clause, "asking")
        return not (tag or self._begins(clause, "requests"))

    def _begins(self, clause: range, name: str) -> bool:
        listed = self.rules.word_list(name)
        return any(self.found.words.folded[j] in listed for j in clause[:OPENING])

    def _gives(self, i: int, clause: range, *, known: bool) -> bool:
        """Say whether a verb of giving is about number `i`, and not about a nearer one."""
        if self._is_question(clause) and self._begins(clause, "asking"):
            return False
        giving = self.rules.word_list("giving")
        if not (known and self._led_by(i, clause, "about", "against")):
            giving |= self.rules.word_list("issuing")
        folded = self.found.words.folded
        verbs = [
            j
            for j in clause
            if folded[j] in giving and j not in self.found.label_at and not self._negated(j, clause)
        ]
        return any(not known or self._nearest(i, j, clause) for j in verbs)

    def _nearest(self, i: int, j: int, clause: range) -> bool:
        """Say whether number `i` is the nearest to verb `j`, or in the list that begins there."""
        tie = self.tied.get(i)
        if tie and tie.how == "list":
            return True
        words = self.found.words
        if j > i and "," in words.text[words.ends[i] : words.starts[j]]:
            return self._has(range(i + 1, j), "courtesies")
        others = (k for k in clause if self.shape.get(k) is Shape.NUMBER and k != i)
        return all(abs(k - j) > abs(i - j) for k in others if self._is_order(k))

    def _is_order(self, k: int) -> bool:
        tie = self.tied.get(k)
        digits = sum(c.isdigit() for c in self.found.words.word(k))
        return tie.positive if tie else digits >= ORDER_DIGITS

    def _negated(self, j: int, clause: range) -> bool:
        """Say whether a verb is turned round: by "not" before it, or right after it."""
        negations = self.rules.word_list("negations")
        words = self.found.words
        if words.folded[j] in self.rules.word_list("conditions"):
            return False
        before = range(max(clause.start, j - 4), j)
        after = range(j + 1, min(clause.stop, j + 3))
        return any(
            words.folded[k] in negations
            and k not in self.found.label_at
            and not self._is_article(k, j)
            and not (k + 1 < len(words) and words.numeric[k + 1])
            and not any("," in words.before(m) for m in range(min(j, k) + 1, max(j, k) + 1))
            for k in (*before, *after)
        )

    def _is_article(self, k: int, j: int) -> bool:
        """Say whether "no" before verb `j` is Portuguese for "in the": "no lugar dele usem 4711".

        As "not" it stands right before its verb, with a short pronoun at most in between.
        """
        folded = self.found.words.folded
        return folded[k] == "no" and k < j and any(len(folded[m]) > 3 for m in range(k + 1, j))

    def _barred(self, i: int, clause: range, *, said: bool) -> bool:
        """Say whether a verb that is turned round is about number `i`; what gives it may follow."""
        if self._led_by(i, clause, "against") and self._nothing_before(i, clause):
            return True
        if self._forbidden(i, clause):
            return True
        giving = self.rules.word_list("giving")
        words = self.found.words
        near = range(max(clause.start, i - NEAR_VERB), min(clause.stop, i + NEAR_VERB + 1))
        return any(
            words.folded[j] in giving
            and self._negated(j, clause)
            and not ("," in words.text[words.ends[j] : words.starts[i]] if j < i else said)
            and not any(self.shape.get(k) is Shape.NUMBER for k in range(min(i, j) + 1, max(i, j)))
            for j in near
        )

    def _forbidden(self, i: int, clause: range) -> bool:
        """Say whether a verb forbids number `i`, whatever it is: "don't go by PO 4711"."""
        passed = ("determiners", "beside", "against", "about", "near")
        plain = frozenset().union(*(self.rules.word_list(name) for name in passed))
        plain -= self.rules.word_list("negations")
        folded, labels, j = self.found.words.folded, self.found.label_at, i - 1
        while j > clause.start and (
            folded[j] in plain or (j in labels and isinstance(labels[j].rule, Label))
        ):
            j -= 1
        if j <= clause.start or any(self.found.words.hard[j : i + 1]):
            return False
        spared = ("forgetting", "reminders", "conditions", "lacking")
        if any(folded[j] in self.rules.word_list(name) for name in spared):
            return False
        english = folded[j - 1] in {"t", "not"} and folded[j - 2] in {"don", "do"}
        return english or folded[j - 1] in self.rules.word_list("forbidding")

    def _announced(self, i: int) -> bool:
        """Say whether a verb says that this is the number: "our PO is 4711", "4711 is our PO"."""
        tie = self.tied.get(i)
        if tie and tie.how == "after" and isinstance(tie.hit.rule, Label):
            return not tie.hit.rule.follows
        copulas, between = self.rules.word_list("copulas"), self.rules.word_list("determiners")
        folded, j = self.found.words.folded, i - 1
        while j > 0 and (folded[j] in between or j in self.found.label_at):
            j -= 1
        if j < 0 or folded[j] not in copulas or any(self.found.words.hard[j + 1 : i + 1]):
            return False
        # "On" is a verb in Finnish, "to" in Polish, right after what the number is called.
        named = j - 1 in self.found.label_at or folded[j - 1].startswith("num")
        return folded[j] not in {"on", "to"} or named

    def _booked_on(self, i: int, clause: range) -> bool:
        """Say whether something is asked to be booked on number `i`: "please bill on PO 4711"."""
        if not self._has(clause, "courtesies"):
            return False
        return self._led_by(i, clause, "against") and not self._has(clause, "negations")

    def _led_by(self, i: int, clause: range, *names: str) -> bool:
        """Say whether a preposition stands before number `i` and its label."""
        folded, j = self.found.words.folded, i - 1
        plain = self.rules.word_list("determiners") | self.rules.word_list("beside")
        listed = frozenset().union(*(self.rules.word_list(name) for name in names))
        while j > clause.start and (folded[j] in plain or j in self.found.label_at):
            if folded[j] in listed and j not in self.found.label_at:
                return True
            j -= 1
        return j >= clause.start and folded[j] in listed

    def _nothing_before(self, i: int, clause: range) -> bool:
        """Say whether nothing is to be done on number `i`: "book nothing on PO 4711"."""
        words = self.found.words
        none = self.rules.word_list("nothing") | self.rules.word_list("negations")
        for j in range(i - 1, clause.start - 1, -1):
            if words.folded[j] in none and j not in self.found.label_at:
                return True
            if _PAUSE.search(words.before(j + 1)):
                return False
        return False

    def _alone(self, i: int, clause: range) -> bool:
        """Say whether a short mail's line holds little but a label and number `i`."""
        if self.layer is Layer.SUBJECT or len(self.found.words) > SHORT_MAIL:
            return False
        beside = self.rules.word_list("beside")
        words, labels = self.found.words, self.found.label_at
        if self.shape.get(clause[0]) is Shape.OWN:
            return False
        others = [
            j
            for j in clause
            if not words.numeric[j] and j not in labels and words.folded[j] not in beside
        ]
        strange = [j for j in clause if words.numeric[j] and j != i and self.shape[j] not in _PLAIN]
        leading = [j for j in others if j < i]
        return len(others) <= FRAGMENT_WORDS and not leading and not strange

    def _follows_question(self, clause: range) -> bool:
        """Say whether the sentence before asks about an order."""
        if clause.start == 0:
            return False
        before = self.found.sentence(clause.start - 1, clause.start - 1)
        asked = "?" in self.found.words.after(before[-1])
        return asked and any(
            isinstance(self.found.label_at[j].rule, Label)
            for j in before
            if j in self.found.label_at
        )

    def _beside_named(self, i: int, clause: range) -> bool:
        """Say whether a number of the same form before number `i` in its sentence is only named."""
        folded = self.found.words.folded
        nearest = range(i - 1, max(clause.start, i - MATE_REACH) - 1, -1)
        k = next((k for k in nearest if k in self.tied and self.tied[k].positive), None)
        if k is None or _DIGIT.sub("9", folded[k]) != _DIGIT.sub("9", folded[i]):
            return False
        if brackets(self.found).get(k, i) < i or self._is_presented(k, i):
            return False  # What an aside says holds for the aside.
        said = liveness(self.found, k, self.tied, self.rules)
        return said is not None and said.role is Role.MENTIONED

    def _is_presented(self, k: int, i: int) -> bool:
        """Say whether number `i` has a label of its own behind a colon: "beside 1, a new PO: 2"."""
        words, tie = self.found.words, self.tied.get(i)
        if not (tie and tie.positive and tie.how == "label" and tie.hit.first > k):
            return False
        return ":" in words.text[words.ends[k] : words.starts[tie.hit.first]]

    def _has(self, clause: range, name: str) -> bool:
        listed = self.rules.word_list(name)
        return any(self.found.words.folded[j] in listed for j in clause)
