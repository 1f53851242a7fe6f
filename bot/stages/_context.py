"""What is known around a passage before its numbers are judged."""

from dataclasses import dataclass
from functools import cached_property

from bot.domain.company import Company
from bot.domain.rules import Rules
from bot.stages._formats import form


@dataclass(frozen=True)
class Context:
    """What is known around a passage.

    Attributes:
        rules: the rule packs.
        company: whose own numbers are not a client's.
        formats: how the client's numbers look, where known.
        asked: whether the mail answers a request for a PO number, so that a bare number counts.
        quoted: whether our request for one stands below the answer, so that a reference counts.
        known: canonical numbers of the client's orders that are on file.
        works: words, folded, of the titles of the client's works.
    """

    rules: Rules
    company: Company
    formats: tuple[str, ...] = ()
    asked: bool = False
    quoted: bool = False
    known: frozenset[str] = frozenset()
    works: frozenset[str] = frozenset()

    @cached_property
    def forms(self) -> frozenset[str]:
        """The forms of the client's numbers on file that letters lead: "KD99999"."""
        return frozenset(form(number) for number in self.known if number[:1].isalpha())
