"""A number and the label that it belongs to."""

from dataclasses import dataclass

from bot.domain.rules import Label
from bot.stages._phrases import Hit


@dataclass(frozen=True, slots=True)
class Tie:
    """A number and the label that it belongs to.

    Attributes:
        hit: the label.
        how: "label", "verb", "column", "list", "after" or "loose": for evidence.
        strength: 0 to 1; what the label's own confidence is multiplied with.
    """

    hit: Hit
    how: str
    strength: float

    @property
    def positive(self) -> bool:
        """Return whether the label announces a PO number."""
        return isinstance(self.hit.rule, Label)
