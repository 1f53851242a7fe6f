"""One CSV file as rows of text with their line numbers, whatever a spreadsheet did to it.

Standard: RFC 4180, in UTF-8. A byte order mark and any line ends are taken; another encoding or
another delimiter is refused with what to do about it. A quotation mark that is never closed costs
the line it stands in, not the rest of the file.

Formulas: spreadsheets run a cell that starts with = + - or @ (OWASP, CSV injection). `guarded`
puts an apostrophe before such text, also where only spaces, quotes or apostrophes precede the
sign; `unguarded` takes it away again, so that what is written comes back as it was.
"""

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from bot.errors import Problem

MAX_BYTES = 50_000_000
MAX_LINES_PER_ROW = 200
"""A cell of more lines than this is an unclosed quotation mark."""

FORMULA = re.compile(r"[\s'\"]*[=+\-@\t\r]")


@dataclass(frozen=True, slots=True)
class Row:
    """One row: the line that it starts on, and its cells, trimmed."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file: its header and rows, or nothing of them and why."""

    header: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()
    problems: tuple[Problem, ...] = ()


def read(path: Path) -> Sheet:
    """Return the rows of a file that can be read, and what cannot."""
    try:
        if path.stat().st_size > MAX_BYTES:
            return _refused(path, 0, f"larger than {MAX_BYTES // 1_000_000} MB")
        source = path.read_bytes()
    except FileNotFoundError:
        return _refused(path, 0, "the file is missing; without rows it holds its header only")
    except OSError as error:
        return _refused(path, 0, f"cannot be read: {error.strerror}")
    try:
        content = source.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = source.count(b"\n", 0, error.start) + 1
        return _refused(path, line, "not UTF-8 here: save the file as CSV UTF-8")
    return _parsed(path, content)


def guarded(cell: str) -> str:
    """Return the text so that no spreadsheet takes it for a formula."""
    return f"'{cell}" if FORMULA.match(cell) else cell


def unguarded(cell: str) -> str:
    """Return the text that `guarded` was given."""
    return cell[1:] if cell.startswith("'") and FORMULA.match(cell[1:]) else cell


def _refused(path: Path, line: int, what: str) -> Sheet:
    return Sheet(problems=(Problem(path, line, what),))


def _parsed(path: Path, content: str) -> Sheet:
    problems: list[Problem] = []
    rows: list[Row] = []
    for found in _rows(content):
        if isinstance(found, Row):
            rows.append(found)
        else:
            problems.append(Problem(path, *found))
    if not rows or (problems and problems[0].line < rows[0].line):
        return Sheet(problems=(*problems, Problem(path, 1, "the header row is missing")))
    header = tuple(cell.lower() for cell in rows[0].cells)
    if len(header) == 1 and (";" in header[0] or "\t" in header[0]):
        what = "the columns are not separated by commas: save the file as comma separated"
        return _refused(path, 1, what)
    return Sheet(header, tuple(rows[1:]), tuple(problems))


def _rows(content: str) -> Iterator[Row | tuple[int, str]]:
    """Yield each row that is not empty; line and what is wrong for one that cannot be split."""
    lines = content.splitlines(keepends=True) if content.isascii() else _lines(content)
    at = 0
    while at < len(lines):
        record = csv.reader(islice(lines, at, at + MAX_LINES_PER_ROW), strict=True)
        try:
            row = next(record)
        except csv.Error as error:
            yield at + 1, f"cannot be split into cells: {error}"
            at += 1
            continue
        cells = tuple(unguarded(cell.strip()) for cell in row)
        if any(cells):
            yield Row(at + 1, cells)
        at += record.line_num


def _lines(content: str) -> Sequence[str]:
    """Split at CR, LF and CRLF only: splitlines also splits at separators inside a text."""
    return re.findall(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z", content)
