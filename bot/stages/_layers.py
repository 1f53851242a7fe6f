"""One body, taken apart into whose words they are.

Mail programs mark other people's text in four ways: ">" before each line, an attribution ("On ...
wrote:"), a separator ("-----Original Message-----"), or a copied header block ("From: ... Sent:
..."). A line-by-line walk knows all four, in each language of `_markers`; each line is looked at a
constant number of times, so that time grows with the length of the text only.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from bot.domain.message import Address, Layer
from bot.stages import _markers as words
from bot.stages._addresses import ANYWHERE, claimed

MAX_LEVELS = 6
"""Levels of ">" that are taken apart; what lies deeper stays in one piece."""

BRIEF_WORDS = 25
"""Above a forward without "Fwd:" stand at most this many words ("FYI", "please book")."""

_QUOTE = re.compile(r"^ {0,3}(?:>|&gt;) ?")
_RULE = re.compile(r"^\W{0,2}[_=*\-–—]{10,}\W{0,2}$")
_MOMENT = re.compile(r"\d{4}|\d[:.h/]\d")
_TIME = re.compile(r"\d[:.h]\d\d")
_DATED = re.compile(r"^(?:[^\W\d]{2,8}[.,]{0,2} \d{1,2}\b|\d{4}-\d\d-\d\d \d)")
_OLD_GMAIL = re.compile(r"^ \d{4}-\d\d-\d\d \d{1,2}:\d\d gmt")
_SEPARATOR = re.compile(
    r"^[\s>*]{0,4}[-_=–]{2,20}\s{0,3}([^\n-]{5,50}?)\s{0,3}[-_=–]{2,20}[*:]{0,2}"
)
_STRIPPED = " \t\u00a0*_-=–—:：>|\ufeff\u200e"
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
        """Return how many words it holds, a copied subject line aside."""
        return sum(len(x.split()) for x in self.lines if _field(x)[0] != "subject")


@dataclass(frozen=True, slots=True)
class _Cut:
    """Where somebody else's words begin: lines `start` to `end` only mark them."""

    end: int
    kind: str
    author: Address | None = None
    subject: str = ""


def runs(lines: list[str], setting: Setting) -> list[Run]:
    """Return the layers of a body in the order of its lines; empty ones are left out."""
    walk = _Walk(setting)
    walk.through(lines, Run(Layer.NEW), 0)
    return [run for run in walk.found if any(line.strip() for line in run.lines)]


@dataclass(slots=True)
class _Walk:
    """The walk through one body. `seeking`: a forward is announced and not met yet."""

    setting: Setting
    found: list[Run] = field(default_factory=list)
    seeking: bool = False

    def through(self, lines: list[str], run: Run, level: int) -> None:
        """Add the layers of some lines, the first of them being `run`."""
        self.found.append(run)
        number = 0
        while number < len(lines):
            cut = _cut(lines, number)
            start = cut.end if cut else number
            quoted = _quoted_run(lines, start) if level < MAX_LEVELS else start
            if quoted > start:
                inner = [_QUOTE.sub("", line, count=1) for line in lines[start:quoted]]
                self.through(inner, self._quoted(cut, inner, run), level + 1)
                run = self._again(run)
            elif cut:
                run = self._follow(cut, run)
            else:
                run.lines.append(lines[number])
            number = max(quoted, start, number + 1) if cut or quoted > start else number + 1

    def _again(self, run: Run) -> Run:
        self.found.append(Run(run.layer, run.author))
        return self.found[-1]

    def _quoted(self, cut: _Cut | None, inner: list[str], run: Run) -> Run:
        """Return the run that lines with ">" open."""
        if cut:
            opened = Run(self._layer(cut, run), cut.author)
            opened.lines += [cut.subject] if cut.subject else []
            return opened
        first = next((n for n, line in enumerate(inner) if line.strip()), 0)
        begins = _cut(inner, first) if inner else None
        if begins and (begins.kind == "forward" or self.setting.forward):
            return Run(run.layer, run.author)
        return Run(self._whose(None, run))

    def _follow(self, cut: _Cut, run: Run) -> Run:
        following = Run(self._layer(cut, run), cut.author)
        following.lines += [cut.subject] if cut.subject else []
        self.found.append(following)
        return following

    def _layer(self, cut: _Cut, run: Run) -> Layer:
        """Return the layer that a marker opens, inside the layer in which it stands."""
        forwarded = self.seeking or self._forwards(cut, run)
        if not forwarded:
            return self._whose(cut.author, run)
        self.seeking = bool(cut.author and self.setting.is_ours(cut.author))
        return Layer.QUOTED_OURS if self.seeking else Layer.FORWARDED

    def _forwards(self, cut: _Cut, run: Run) -> bool:
        if run.layer in _QUOTED:
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


def _quoted_run(lines: list[str], start: int) -> int:
    """Return the line after the last with ">" before it; blank lines between them count."""
    end = number = start
    first = _next_filled(lines, start)
    if first >= len(lines) or not _QUOTE.match(lines[first]):
        return start
    while number < len(lines):
        if _QUOTE.match(lines[number]):
            end = number + 1
        elif lines[number].strip():
            break
        number += 1
    return end


def _cut(lines: list[str], start: int) -> _Cut | None:
    """Return the marker that begins in a line, if one does."""
    line = lines[start]
    if not line.strip() or _QUOTE.match(line):
        return None
    return _separator(lines, start) or _block(lines, start) or _attribution(lines, start)


def _separator(lines: list[str], start: int) -> _Cut | None:
    line = lines[start]
    phrase, tail = line.strip(_STRIPPED).casefold(), ""
    if match := _SEPARATOR.match(line):
        inside = match[1].strip(_STRIPPED).casefold()
        if inside in words.ORIGINAL or inside in words.FORWARDED:
            phrase, tail = inside, line[match.end() :]
    bare = line.strip()
    marked = bare.startswith(("-", "_", "=", "*-")) or bare.endswith((":", "："))
    kind = "forward" if phrase in words.FORWARDED else "reply"
    if not marked or (kind == "reply" and phrase not in words.ORIGINAL):
        return _rule(lines, start)
    if tail.strip():
        return _Cut(start + 1, kind, claimed(tail))
    block = _block(lines, _next_filled(lines, start + 1), marked=True)
    return _Cut(block.end, kind, block.author, block.subject) if block else _Cut(start + 1, kind)


def _rule(lines: list[str], start: int) -> _Cut | None:
    """Return a header block below a ruled line, as Outlook draws one."""
    if not _RULE.match(lines[start]):
        return None
    return _block(lines, _next_filled(lines, start + 1), marked=True)


def _next_filled(lines: list[str], start: int) -> int:
    return next(
        (number for number in range(start, min(start + 4, len(lines))) if lines[number].strip()),
        len(lines),
    )


def _block(lines: list[str], start: int, *, marked: bool = False) -> _Cut | None:
    """Return a copied header block: From with a date, a subject or recipients beside it.

    A client's own form may look alike ("From: ... To: ... Date: ..."), so that without a separator
    above it an address or a time of day must be in it.
    """
    if start >= len(lines) or not _field(lines[start])[0]:
        return None
    seen: dict[str, str] = {}
    last = ""
    end = number = start
    while number < min(start + 24, len(lines)):
        name, value = _field(lines[number])
        if name == "from" and name in seen:
            break
        if name:
            below = "" if value else _value_below(lines, number)
            seen.setdefault(name, value or below)
            number += 1 if below else 0
            last, end = name, number + 1
        elif not _continues(lines, number, end, last):
            break
        elif last == "subject" and lines[number].strip():
            seen[last] = f"{seen[last]} {lines[number].strip()}"
            end = number + 1
        number += 1
    enough = "from" in seen and len(seen) >= (2 if marked else 3)
    evident = marked or "@" in seen.get("from", "") or _TIME.search(seen.get("date", ""))
    if not enough or not evident:
        return None
    subject = f"Subject: {seen['subject']}" if seen.get("subject") else ""
    return _Cut(end, "block", claimed(seen["from"]), subject)


def _field(line: str) -> tuple[str, str]:
    """Return which header field a line is ("from", "date" ...) and its value, or ("", "")."""
    label, colon, value = line[:400].replace("：", ":", 1).partition(":")
    name = label.strip(" \t\u00a0*_>|\ufeff\u200e").casefold()
    if not colon or not 0 < len(name) <= 24:
        return "", ""
    return words.FIELDS.get(name, ""), value.strip(" \t\u00a0*_|")


def _value_below(lines: list[str], number: int) -> str:
    below = lines[number + 1].strip() if number + 1 < len(lines) else ""
    return "" if _field(below)[0] else below


def _continues(lines: list[str], number: int, end: int, last: str) -> bool:
    """Return whether a line without a label still belongs to the field `last` above it."""
    line = lines[number]
    field_below = number + 1 < len(lines) and bool(_field(lines[number + 1])[0])
    if not line.strip():
        return number == end and field_below
    if line[:1] in " \t" or lines[number - 1].rstrip().endswith((",", ";")):
        return number - end < 4
    return field_below and (last == "subject" or (last in {"to", "cc"} and "@" in line))


def _attribution(lines: list[str], start: int) -> _Cut | None:
    """Return an attribution, which may be wrapped over up to four lines."""
    first = lines[start].strip(" \t\u00a0*|\ufeff").casefold()
    dated = first.startswith(words.STARTERS) or bool(_DATED.match(first))
    wrapped = dated or first.endswith(("<", ",")) or _names_and_says(first)
    joined = ""
    for number in range(start, min(start + 4, len(lines))):
        line = lines[number].strip(" \t\u00a0*|\ufeff")
        if not line or (number > start and _starts(line)):
            return None
        joined = f"{joined} {line}".strip()
        if len(joined) > 500:
            return None
        if joined.endswith((":", "：", "----")) and _attributes(joined, lines, number, dated=dated):
            return _Cut(number + 1, "attribution", _attributed(joined))
        if not wrapped:
            return None
    return None


def _starts(line: str) -> bool:
    """Return whether a line begins an attribution of its own."""
    folded = line.casefold()
    return folded.startswith(words.STARTERS) and any(c.isdigit() for c in folded)


def _names_and_says(folded: str) -> bool:
    says = any(f" {verb} " in f"{folded} " for verb in words.VERBS)
    return says and bool(ANYWHERE.search(folded))


def _attributes(joined: str, lines: list[str], number: int, *, dated: bool) -> bool:
    folded = f" {joined.casefold()} "
    if not any(verb in folded for verb in words.VERBS):
        return bool(_OLD_GMAIL.match(folded) and ANYWHERE.search(folded))
    following = _next_filled(lines, number + 1)
    if following < len(lines) and _QUOTE.match(lines[following]):
        return True
    return bool(ANYWHERE.search(joined)) or (dated and bool(_MOMENT.search(joined)))


def _attributed(joined: str) -> Address | None:
    """Return whom an attribution names: the address, and the words before it as the name."""
    if match := ANYWHERE.search(joined):
        before = re.split(r"[,\d]\s|(?<=\d)\s", joined[: match.start()])[-1]
        name = re.sub(
            r"(?i)^.*\b(?:uhr|schrieb|skrev|schreef|heeft|użytkownik|odesílatel)\s", "", before
        )
        return Address(" ".join(name.strip(" \"'<([*").split())[:80], match[0].lower())
    head = joined.casefold()
    verb = max((head.rfind(v) for v in words.VERBS), default=-1)
    name = re.split(r"[,\d]\s", joined[:verb].strip())[-1].strip(" ,:*\"'") if verb > 0 else ""
    return Address(name[:80], "") if name and not name[-1:].isdigit() else None
