"""One body, taken apart into whose words they are.

Mail programs mark other people's text by ">" before each line, or by a mark above it (`_cuts`).
A line-by-line walk knows both; each line is looked at a constant number of times, so that time
grows with the length of the text only.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from bot.domain.message import Address, Layer
from bot.stages._cuts import QUOTE, Cut, cut_at, quoted_run, visible
from bot.stages._header_blocks import header_field
from bot.stages._signature import signature_lines

MAX_LEVELS = 6
"""Levels of ">" that are taken apart; what lies deeper stays in one piece."""

BRIEF_WORDS = 25
"""Above a forward without "Fwd:" stand at most this many words ("FYI", "please book")."""

_QUOTED = {Layer.QUOTED_OURS, Layer.QUOTED_THEIRS}


@dataclass(frozen=True, slots=True)
class Setting:
    """What is known of a mail before its body is read.

    Attributes:
        forward: whether its subject says that it forwards.
        reply: whether its subject or its headers say that it answers.
        answers_ours: whether it answers a mail of ours.
        is_ours: whether an author is one of us.
    """

    forward: bool
    reply: bool
    answers_ours: bool
    is_ours: Callable[[Address], bool]


@dataclass(slots=True)
class Run:
    """Consecutive lines of one author in one layer."""

    layer: Layer
    author: Address | None = None
    lines: list[str] = field(default_factory=list)

    @property
    def words(self) -> int:
        """Return how many words it holds, signature and copied subject line aside."""
        signature = signature_lines(self.lines, self.author.name if self.author else "")
        return sum(
            len(line.split())
            for number, line in enumerate(self.lines)
            if number not in signature and header_field(line)[0] != "subject"
        )

    @property
    def is_empty(self) -> bool:
        """Return whether nothing is written in it."""
        return not any(line.strip() for line in self.lines)


def runs(lines: list[str], setting: Setting) -> list[Run]:
    """Return the layers of a body in the order of its lines; empty ones are left out."""
    walk = _Walk(setting)
    walk.through(lines, Run(Layer.NEW), 0)
    return [run for run in walk.found if not run.is_empty]


@dataclass(slots=True)
class _Walk:
    """The walk through one body.

    Attributes:
        setting: whose mail it is.
        found: the layers so far.
        seeking: whether a forward is announced and not met yet.
        at_desk: whether a help desk's mark is all that was met so far.
    """

    setting: Setting
    found: list[Run] = field(default_factory=list)
    seeking: bool = False
    at_desk: bool = False

    def through(self, lines: list[str], run: Run, level: int) -> None:
        """Add the layers of some lines, the first of them being `run`."""
        self.found.append(run)
        seen = [visible(line) for line in lines]
        quotation: Run | None = None
        number = 0
        while number < len(lines):
            cut = cut_at(seen, number)
            start = cut.end if cut else number
            quoted = quoted_run(seen, start) if level < MAX_LEVELS else start
            if quoted > start:
                inner = [QUOTE.sub("", line, count=1) for line in lines[start:quoted]]
                quotation = self._quoted(cut, inner, run, quotation)
                self.through(inner, quotation, level + 1)
                run = self._again(run)
            elif cut:
                run, quotation = self._follow(cut, run), None
            else:
                run.lines.append(lines[number])
            number = max(quoted, start, number + 1) if cut or quoted > start else number + 1

    def _again(self, run: Run) -> Run:
        self.found.append(Run(run.layer, run.author))
        return self.found[-1]

    def _quoted(self, cut: Cut | None, inner: list[str], run: Run, before: Run | None) -> Run:
        """Return the run that lines with ">" open; below an answer the quotation goes on."""
        if cut:
            return self._opened(cut, run)
        first = next((n for n, line in enumerate(inner) if line.strip()), 0)
        begins = cut_at([visible(line) for line in inner[first : first + 50]], 0) if inner else None
        if begins and (begins.kind == "forward" or self._forwards(begins, run)):
            return Run(run.layer, run.author)
        return Run(before.layer, before.author) if before else Run(self._whose(None, run))

    def _follow(self, cut: Cut, run: Run) -> Run:
        on_top = run.layer is Layer.NEW and run.is_empty and len(self.found) == 1
        ours = cut.author and self.setting.is_ours(cut.author)
        if on_top and (cut.kind == "desk" or (self.at_desk and not ours)):
            # The help desk of a client writes to us: what stands below is new, "Jane wrote:" too.
            self.at_desk = cut.kind == "desk"
            return run
        self.found.append(self._opened(cut, run))
        return self.found[-1]

    def _opened(self, cut: Cut, run: Run) -> Run:
        opened = Run(self._layer(cut, run), cut.author)
        opened.lines += [cut.subject] if cut.subject else []
        return opened

    def _layer(self, cut: Cut, run: Run) -> Layer:
        """Return the layer that a mark opens, inside the layer in which it stands."""
        forwarded = self.seeking or self._forwards(cut, run)
        if not forwarded:
            return self._whose(cut.author, run)
        self.seeking = bool(cut.author and self.setting.is_ours(cut.author))
        return Layer.QUOTED_OURS if self.seeking else Layer.FORWARDED

    def _forwards(self, cut: Cut, run: Run) -> bool:
        if run.layer in _QUOTED or cut.kind == "desk":
            return False
        if cut.kind == "forward":
            return True
        if run.layer is Layer.FORWARDED:
            return run.words == 0
        if cut.kind == "attribution":
            return self.setting.forward
        if cut.author and self.setting.is_ours(cut.author) and not self.setting.forward:
            return False
        return self.setting.forward or (not self.setting.reply and run.words <= BRIEF_WORDS)

    def _whose(self, author: Address | None, run: Run) -> Layer:
        if author is None:
            ours = self.setting.answers_ours and run.layer is Layer.NEW
        else:
            ours = self.setting.is_ours(author)
        return Layer.QUOTED_OURS if ours else Layer.QUOTED_THEIRS
