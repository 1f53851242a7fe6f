"""A text as words and number tokens, with where sentences, lines and table cells end."""

import re
from dataclasses import dataclass

from bot.stages._calendar import MONTHS
from bot.stages._normal import Normal, fold

_CHUNK = re.compile(r"[^\W_]+(?:[-/.,'_][^\W_]+)*")
_LETTERS = re.compile(r"[^\W\d_]+")
_ASCII_OR_LETTERS = re.compile(r"[A-Za-z0-9]+(?:[-/.,'_][A-Za-z0-9]+)*|[^\W\d_]+")
_HAS_DIGIT = re.compile(r"[0-9]")
_MONEY = re.compile(
    r"[0-9]{1,3}(?:\.[0-9]{3})+(?:,[0-9]{1,2})?|[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]{1,2})?"
    r"|[0-9]{1,3}(?:'[0-9]{3})+(?:[.,][0-9]{1,2})?|[0-9]+[.,][0-9]{2}"
)
MOST_WORDS = 20_000
"""No more words of one passage are looked at: an order of 500 lines has fewer."""

LONGEST_MIDDLE = 5
"""So many letters at most name a department or a sort of document inside a number."""

_SUFFIX = re.compile(r"[A-Z]{1,4}")
_ENDS_IN_DIGITS = re.compile(r"[0-9]{3}$")
_NO_SUFFIX = re.compile(
    "EUR|GBP|USD|CHF|SEK|NOK|DKK|PLN|CZK|HUF|RON|CAD|AUD|VAT|IVA|TVA|KG|PCS|PO|PM|PA|MT"
)
"""Behind a slash these say what a sum is of: "1500/EUR"."""

_TAXES = {"vat", "mwst", "ust", "tva", "iva", "moms", "mva", "dph", "alv", "btw", "etc", "usw"}
"""Abbreviations that often end a sentence, too."""

_PIECE = re.compile(r"([-/.,'_])")
_SENTENCE_END = re.compile(r"[.!?…。;][\"')\]]*\s|[•·▪]")
_PARAGRAPH = re.compile(r"\n[ \t\r]*\n")
_DAY = re.compile(r"[0-3]?[0-9](?:\.[01]?[0-9])?")
_DATES = re.compile(
    r"([0-9]{1,2}[./][0-9]{1,2}[./][0-9]{2,4})-([0-9]{1,2}[./][0-9]{1,2}[./][0-9]{2,4})"
)
_LINE_ITEM = re.compile(r"(?:[A-Za-z]{2,4})?[0-9]{8,}/[0-9]{1,5}")


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a text, in parallel tuples.

    Attributes:
        text: the normalised text.
        starts: where each word begins in it.
        ends: where each word ends.
        folded: each word without case and accents; number tokens are only lower case.
        numeric: whether the word is a token that holds a digit.
        hard: whether a sentence, paragraph or table cell ends before the word.
    """

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    folded: tuple[str, ...]
    numeric: tuple[bool, ...]
    hard: tuple[bool, ...]

    def __len__(self) -> int:
        return len(self.starts)

    def word(self, i: int) -> str:
        """Return a word as it stands in the normalised text."""
        return self.text[self.starts[i] : self.ends[i]]

    def before(self, i: int) -> str:
        """Return what stands between a word and the one before it."""
        return self.text[self.ends[i - 1] if i else 0 : self.starts[i]]

    def after(self, i: int) -> str:
        """Return what stands between a word and the next one."""
        return self.text[self.ends[i] : self.starts[i + 1] if i + 1 < len(self) else None]


def split(normal: Normal, abbreviations: frozenset[str]) -> Words:
    """Return the first words of a text, and the text as far as they go.

    `abbreviations` (folded) end no sentence with their full stop.
    """
    text = normal.text
    starts: list[int] = []
    ends: list[int] = []
    folded: list[str] = []
    numeric: list[bool] = []
    hard: list[bool] = []
    for start, end, digit in _tokens(text):
        gap = text[ends[-1] : start] if ends else ""
        word = text[start:end].lower() if digit else fold(text[start:end])
        hard.append(
            gap not in {" ", "", "-"}
            and _ends(gap)
            and not (bool(folded) and _goes_on(gap, folded[-1], text[start:end], abbreviations))
        )
        starts.append(start)
        ends.append(end)
        numeric.append(digit)
        folded.append(word)
    if len(ends) >= MOST_WORDS:
        text = text[: ends[-1]]
    return Words(text, tuple(starts), tuple(ends), tuple(folded), tuple(numeric), tuple(hard))


def _tokens(text: str) -> list[tuple[int, int, bool]]:
    tokens: list[tuple[int, int, bool]] = []
    for chunk in _CHUNK.finditer(text):
        start, end = chunk.span()
        piece = chunk[0]
        if len(tokens) >= MOST_WORDS:
            break
        if piece.isalpha():
            tokens.append((start, end, False))
        elif not _HAS_DIGIT.search(piece):
            tokens += [
                (start + m.start(), start + m.end(), False) for m in _LETTERS.finditer(piece)
            ]
        elif piece.isascii():
            tokens += _cut(piece, start)
        else:
            for m in _ASCII_OR_LETTERS.finditer(piece):
                if _HAS_DIGIT.search(m[0]):
                    tokens += _cut(m[0], start + m.start())
                else:
                    tokens += [
                        (start + m.start() + w.start(), start + m.start() + w.end(), False)
                        for w in _LETTERS.finditer(m[0])
                    ]
    return tokens


def _cut(chunk: str, start: int) -> list[tuple[int, int, bool]]:
    """Cut a chunk that holds a digit where its punctuation is the sentence's, not the number's."""
    if _MONEY.fullmatch(chunk):
        return [(start, start + len(chunk), True)]
    if _LINE_ITEM.fullmatch(chunk):
        slash = chunk.index("/")
        return [(start, start + slash, True), (start + slash + 1, start + len(chunk), True)]
    dates = _DATES.fullmatch(chunk)
    if dates:
        return [(start + dates.start(k), start + dates.end(k), True) for k in (1, 2)]
    parts = _PIECE.split(chunk)
    tokens: list[tuple[int, int, bool]] = []
    at = start
    begin, text = start, ""
    for i in range(0, len(parts), 2):
        part = parts[i]
        joint = parts[i - 1] if i else ""
        if i and not (
            _joined(text, joint, part, parts[i + 1 : i + 2] == ["."])
            or _is_middle(text, parts, i)
            or _is_suffix(text, parts, i)
        ):
            tokens.append((begin, begin + len(text), bool(_HAS_DIGIT.search(text))))
            begin, text = at + 1, part
        else:
            text += joint + part
        at += len(joint) + len(part)
    tokens.append((begin, begin + len(text), bool(_HAS_DIGIT.search(text))))
    return _letters_apart(chunk, start, tokens)


def _joined(left: str, joint: str, right: str, before_dot: bool) -> bool:
    """Say whether punctuation belongs inside a number: "PO-2026-001", "11/X11/11", "01.02.26"."""
    if joint in ",'":
        return False
    digit_right = bool(_HAS_DIGIT.search(right))
    if joint == ".":
        return left[-1:].isdigit() and right[:1].isdigit()
    if joint == "_":
        return not left.isalpha() and digit_right
    if joint == "/":
        return digit_right or (not _HAS_DIGIT.search(left) and len(right) <= 4)
    if before_dot and not digit_right:
        return False
    return digit_right or len(right) <= 3 or not _HAS_DIGIT.search(left)


def _is_middle(left: str, parts: list[str], i: int) -> bool:
    """Say whether letters stand between the slashes of one number: "2026/ELB/0533"."""
    return (
        parts[i - 1] == "/"
        and parts[i + 1 : i + 2] == ["/"]
        and left[-1:].isdigit()
        and len(parts[i]) <= LONGEST_MIDDLE
        and parts[i].isalpha()
        and parts[i + 2][:1].isdigit()
    )


def _is_suffix(left: str, parts: list[str], i: int) -> bool:
    """Say whether capitals end a number behind its last slash: "1187/A", "20431/PST".

    A sum has another meaning there: "1500/EUR".
    """
    return (
        parts[i - 1] == "/"
        and i == len(parts) - 1
        and bool(_SUFFIX.fullmatch(parts[i]))
        and not _NO_SUFFIX.fullmatch(parts[i])
        and bool(_ENDS_IN_DIGITS.search(left))
    )


def _letters_apart(
    chunk: str, start: int, tokens: list[tuple[int, int, bool]]
) -> list[tuple[int, int, bool]]:
    """Split tokens without digits into plain words, as they are outside chunks with digits."""
    out: list[tuple[int, int, bool]] = []
    for begin, end, digit in tokens:
        if digit:
            out.append((begin, end, True))
        else:
            piece = chunk[begin - start : end - start]
            out += [(begin + m.start(), begin + m.end(), False) for m in _LETTERS.finditer(piece)]
    return out


def _ends(gap: str) -> bool:
    """Say whether a sentence, paragraph or table cell may end in a gap."""
    return (
        "\t" in gap or "|" in gap or bool(_SENTENCE_END.search(gap)) or bool(_PARAGRAPH.search(gap))
    )


def _goes_on(gap: str, previous: str, following: str, abbreviations: frozenset[str]) -> bool:
    """Say whether a full stop ends no sentence: "No. 4711", "31. März", "am 5.12. bezahlt"."""
    if gap.lstrip()[:1] != "." or "\t" in gap or "|" in gap or _PARAGRAPH.search(gap):
        return False
    if previous in abbreviations:
        # "£4,750 + VAT. The original stays open" ends a sentence; "No. A-4711" does not.
        return not (previous in _TAXES and following[:1].isupper() and following.isalpha())
    if _HAS_DIGIT.search(following) or following[:1].islower():
        # "Indkøbsordrenr. er 901192"
        numbered = ("nr", "nro", "no") if _HAS_DIGIT.search(following) else ("nr", "nro")
        if previous.endswith(numbered):
            return True
    if _HAS_DIGIT.search(following):
        return False
    dated = bool(_DAY.fullmatch(previous))
    return dated and (following[:1].islower() or fold(following) in MONTHS)
