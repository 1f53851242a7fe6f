"""The words of a PDF page, where they stand, and which of them a person can see."""

import ctypes
import re
from collections.abc import Iterator
from itertools import pairwise
from statistics import median

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from bot.readers._layout import Cell
from bot.readers._pdfsight import Box, Sight

MAX_CHARS = 60_000
"""Per page. A page of the smallest legible print holds some 15,000 characters."""

COLUMN_GAP = 1.0
"""A gap wider than the line is high separates columns; justified text stays below it."""

SPACED_LETTERS = 4
"""So many single characters at even distances are a word that is spaced out, or boxes of a form."""

SPACED_OUT = 0.8
"""How far apart letters are that are spaced out, in heights of their line: others have a half."""

EVEN = 1.35
"""How much wider than the usual gap one between letters may be; one between words is twice it."""

RUN = re.compile(r"[^\s\x00]+")
SIGNS = {0xFFFE: "-", 0x02: "-", 0xAD: "-"} | {
    0xFB00 + place: letters for place, letters in enumerate(("ff", "fi", "fl", "ffi", "ffl"))
}
"""What pdfium puts for a hyphen at the end of a line, and ligatures."""


def cells(page: pdfium.PdfPage, textpage: pdfium.PdfTextPage, sight: Sight) -> list[Cell]:
    """Return the page's words, joined to cells where they stand close on one line."""
    words = list(_words(textpage, page.get_rotation(), sight))
    found: list[Cell] = []
    for word in _together(words):
        last = found[-1] if found else None
        if last and _continues(last, word):
            last.text += f" {word.text}"
            last.right = max(last.right, word.right)
            last.top, last.bottom = max(last.top, word.top), min(last.bottom, word.bottom)
        else:
            found.append(word)
    return found


def turned(rotation: int, box: Box) -> Box:
    """Turn a box as the viewer turns the page (clockwise, ISO 32000-2, 7.7.3.3)."""
    left, right, bottom, top = box
    if rotation == 90:
        return bottom, top, -right, -left
    if rotation == 180:
        return -right, -left, -top, -bottom
    if rotation == 270:
        return -top, -bottom, left, right
    return box


def _words(textpage: pdfium.PdfTextPage, rotation: int, sight: Sight) -> Iterator[Cell]:
    """Yield the words that can be seen, in the order of the file."""
    text = str(textpage.get_text_range())[:MAX_CHARS]
    one_to_one = len(text) == textpage.count_chars()
    rect = pdfium_c.FS_RECTF()
    for match in RUN.finditer(text):
        ends = (match.start(), match.end() - 1)
        if not one_to_one:
            index = pdfium_c.FPDFText_GetCharIndexFromTextIndex
            ends = (index(textpage, ends[0]), index(textpage, ends[1]))
        first, last = (_box(textpage, end, rect) for end in ends)
        if first and last:
            box = _around(first, last)
            word = match[0].translate(SIGNS)
            if sight.sees(word, box, ends[0]):
                yield Cell(word, *turned(rotation, box))


def _box(textpage: pdfium.PdfTextPage, at: int, rect: pdfium_c.FS_RECTF) -> Box | None:
    """Return left, right, bottom, top of the character with that index."""
    if not pdfium_c.FPDFText_GetLooseCharBox(textpage, at, ctypes.byref(rect)):
        return None
    return rect.left, rect.right, rect.bottom, rect.top


def _around(first: Box, last: Box) -> Box:
    return (
        min(first[0], last[0]),
        max(first[1], last[1]),
        min(first[2], last[2]),
        max(first[3], last[3]),
    )


def _continues(cell: Cell, word: Cell) -> bool:
    gap = word.left - cell.right
    height = max(word.height, 1)
    widest = COLUMN_GAP * height
    pitch = min(
        (word.right - word.left) / len(word.text), (cell.right - cell.left) / len(cell.text)
    )
    if pitch > SPACED_OUT * height:
        widest = max(widest, 2.2 * pitch)
    return _same_line(cell, word) and -height / 2 < gap < widest


def _same_line(one: Cell, other: Cell) -> bool:
    return abs(one.middle - other.middle) < min(one.height, other.height) / 2


def _together(words: list[Cell]) -> Iterator[Cell]:
    """Yield the words, with letters that are spaced out (P U R C H A S E) put together again."""
    run: list[Cell] = []
    for word in words:
        if run and not (_is_letter(word) and _follows(run[-1], word)):
            yield from _unspaced(run)
            run = []
        if _is_letter(word):
            run.append(word)
        else:
            yield word
    yield from _unspaced(run)


def _is_letter(word: Cell) -> bool:
    return len(word.text) == 1 and word.text.isalnum()


def _follows(cell: Cell, word: Cell) -> bool:
    gap = word.left - cell.right
    return _same_line(cell, word) and 0 < gap < 4 * COLUMN_GAP * max(word.height, 1)


def _unspaced(run: list[Cell]) -> Iterator[Cell]:
    steps = [(b.left + b.right - a.left - a.right) / 2 for a, b in pairwise(run)]
    usual = median(steps) if len(run) >= SPACED_LETTERS else 0.0
    if not 0 < usual < 2.2 * max(cell.height for cell in run):
        yield from run
        return
    word: Cell | None = None
    for cell, step in zip(run, [0.0, *steps], strict=True):
        if word is None or step > 4 * usual:
            if word:
                yield word
            word = cell
        else:
            word.text += f" {cell.text}" if step > EVEN * usual else cell.text
            word.right, word.top = cell.right, max(word.top, cell.top)
            word.bottom = min(word.bottom, cell.bottom)
    if word:
        yield word
