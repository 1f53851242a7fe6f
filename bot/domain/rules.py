"""Rule packs: what the bot knows about the way people write, as data from rules/*.toml.

Most rules are phrases, not regular expressions, so that accounts staff can add one. A phrase is
words between spaces, compared without case and accents; see `bot.stages._phrases`:

    purchase order      these words, one after the other
    po|order            either word
    (no longer|never)   either, where one of them is of several words
    cancel*             a word that begins so
    *nummer             a word that ends so; with two asterisks, one that has it in it
    the|our?            a word that may be left out
    ..                  up to five other words of the same sentence
    a & b               both in one sentence, in either order, up to twelve words apart
    #                   a token that holds a digit
    {order}             any phrase of the group "order" (in words.toml)

Every rule carries examples: `matches`, in which it must be found, and `ignores`, in which not.
"""

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from bot.domain.purchase_order import Role
from bot.domain.understanding import Intent


class Side(StrEnum):
    """On which side of a number a phrase about it stands."""

    BEFORE = "before"
    AFTER = "after"


class AmountKind(StrEnum):
    """What the words beside a sum say it is."""

    NET = "net"
    GROSS = "gross"
    TAX = "tax"
    TOTAL = "total"
    PART = "part"
    PREVIOUS = "previous"
    ADDITION = "addition"
    NEW_TOTAL = "new_total"
    OTHER = "other"


class DateKind(StrEnum):
    """What the words beside a date say it is."""

    VALID_FROM = "valid_from"
    VALID_TO = "valid_to"
    PERIOD = "period"
    PROMISED = "promised"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Rule:
    """What every rule has.

    Attributes:
        id: names the rule in evidence; unique in its file.
        phrases: any of them makes the rule apply.
        matches: texts in which the rule must be found.
        ignores: texts in which it must not be found.
    """

    id: str
    phrases: tuple[str, ...]
    matches: tuple[str, ...] = ()
    ignores: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Label(Rule):
    """Words that announce a PO number. A `weak` one ("order") asks for a number-like number.

    Attributes:
        confidence: how sure a number after it is an order's, from 0 to 1.
        weak: whether the words often mean something else.
        follows: whether its number may stand right before it: "118834 számú megrendelés".
        field: whether it counts only as the name of a field: "Engagement : 2026-0417".
    """

    confidence: float = 0.95
    weak: bool = False
    follows: bool = False
    field: bool = False


@dataclass(frozen=True, slots=True)
class Negative(Rule):
    """Words that announce another number. `what`: "a requisition number".

    Attributes:
        what: what the number is, for the reason of its refusal.
        fact: "revision" where the number is a fact of the order, else "".
        yields: whether a number in the client's own PO format is accepted all the same ("our ref").
    """

    what: str = ""
    fact: str = ""
    yields: bool = False


@dataclass(frozen=True, slots=True)
class Cue(Rule):
    """Words that show an intent.

    Attributes:
        accepts: whether they accept an offer or start the work, so that a number is due.
        calls_off: whether they call off from a blanket order that exists.
    """

    intent: Intent = Intent.OTHER
    accepts: bool = False
    calls_off: bool = False


@dataclass(frozen=True, slots=True)
class Liveness(Rule):
    """Words that say what becomes of the number beside them."""

    role: Role = Role.MENTIONED
    side: Side = Side.BEFORE
    why: str = ""


@dataclass(frozen=True, slots=True)
class AmountCue(Rule):
    """Words that say what the sum beside them is.

    Attributes:
        kind: what it is.
        side: on which side of the sum the words stand.
        final: whether they count only where their clause ends behind them.
    """

    kind: AmountKind = AmountKind.TOTAL
    side: Side = Side.BEFORE
    final: bool = False


@dataclass(frozen=True, slots=True)
class DateCue(Rule):
    """Words that say what the date after them is."""

    kind: DateKind = DateKind.OTHER


@dataclass(frozen=True, slots=True)
class Heading(Rule):
    """Words that say what an attached document is.

    Attributes:
        what: the sort of document.
        order: whether its number is an order's.
        changes: whether it changes an order that exists.
        kind: "blanket" or "release" (a call-off), as of an electronic order; "" for others.
    """

    what: str = ""
    order: bool = False
    changes: bool = False
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Platform:
    """How one system prints an order: a regular expression with the group `po`, perhaps `rev`.

    Attributes:
        hint: a lower-case piece of text without which the expression is not tried.
    """

    id: str
    hint: str
    regex: str
    confidence: float
    matches: tuple[str, ...] = ()
    ignores: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Rules:
    """All rule packs. Compared by identity, so that what is compiled from them can be cached.

    Attributes:
        words: named word lists: "connectors" (may stand between a label and its number),
            "copulas", "joiners" (of a list), "abbreviations", "prefixes" (glued labels).
        groups: named phrase lists for `{name}` in phrases.
    """

    labels: tuple[Label, ...] = ()
    negatives: tuple[Negative, ...] = ()
    cues: tuple[Cue, ...] = ()
    liveness: tuple[Liveness, ...] = ()
    amounts: tuple[AmountCue, ...] = ()
    dates: tuple[DateCue, ...] = ()
    headings: tuple[Heading, ...] = ()
    platforms: tuple[Platform, ...] = ()
    words: tuple[tuple[str, frozenset[str]], ...] = ()
    groups: tuple[tuple[str, tuple[str, ...]], ...] = ()

    def phrased(self) -> tuple[Rule, ...]:
        """Return every rule that is made of phrases."""
        return (
            *self.labels,
            *self.negatives,
            *self.cues,
            *self.liveness,
            *self.amounts,
            *self.dates,
            *self.headings,
        )

    def word_list(self, name: str) -> frozenset[str]:
        """Return a named word list, folded as words in mails are; empty where there is none."""
        return self._lists.get(name, frozenset())

    @cached_property
    def _lists(self) -> dict[str, frozenset[str]]:
        return dict(self.words)
