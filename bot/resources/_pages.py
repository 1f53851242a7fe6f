"""A letter written once becomes its text and its page: paragraphs, boxes, tables and lists.

The block `letter` holds paragraphs with empty lines between them; where their lines end does not
matter. A part in `{% filter box %}`, `facts`, `numbered` or `bullets` keeps its lines. Values hold
no line breaks and no control characters (`_filters.one_line` and `visible`), so nothing that a
client wrote can open a paragraph, a box or a numbered line.
"""

import re
import textwrap
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import groupby

from markupsafe import Markup, escape

from bot.resources._filters import visible

WIDTH = 72
"""Columns of text: RFC 5322 2.1.1 asks for less than 78, and a reply quotes it with "> "."""

KEPT = "\x1e"
"""Opens a line that is finished. No value holds one: they show control characters as U+001E."""

GLUE = "\x1f"
"""Stands for a space that no line ends at."""

_NO_END = re.compile(r" (?=\(?(?:[0-9]{1,2}|[A-Ha-h])[.):] )|(?<= [^\W\d_]) ")
"""Where no line ends: before what would number the next ("am 1. Januar" must not leave a line that
reads "1. Januar"), and behind a single letter, which Polish and Czech typography forbid.
"""

COLOURS = {"amber": "#b7791f", "green": "#2f6f4f"}
"""Of the line beside a box: amber where something is asked for, green where it is settled."""

_ROW = '<tr><td style="{}">{}</td><td style="padding:3px 0;vertical-align:top">{}</td></tr>'
_LABEL = "padding:3px 16px 3px 0;vertical-align:top"


def as_text(letter: str, opening: Iterable[str], ending: Iterable[str]) -> str:
    """Return a letter as plain text, filled to the width.

    Args:
        letter: its block `letter`, rendered without escaping.
        opening: paragraphs before it.
        ending: paragraphs after it.
    """
    said = (*opening, *_text_parts(letter), *ending)
    return "\n\n".join(said)


def as_html(letter: str, opening: Iterable[str], ending: Iterable[str]) -> str:
    """Return a letter as HTML. `letter` was rendered with escaping; the other paragraphs not."""
    first, last = (
        tuple(f"<p>{escape(paragraph)}</p>" for paragraph in paragraphs)
        for paragraphs in (opening, ending)
    )
    said = (
        line.removeprefix(KEPT) if line.startswith(KEPT) else f"<p>{line}</p>"
        for line in _parts(letter)
    )
    return "\n".join((*first, *said, *last))


def text_filters() -> Mapping[str, Callable[..., object]]:
    """Return the filters that lay out the plain text."""
    return {
        "box": lambda said, _colour="": _kept(_indented(line) for line in _lines(said)),
        "facts": lambda said: _kept(_table(list(_labelled(said)))),
        "numbered": lambda said: _kept(f"{i}. {line}" for i, line in enumerate(_lines(said), 1)),
        "bullets": lambda said: _kept(_fill(line, "- ", "  ") for line in _lines(said)),
        "strong": lambda said: said,
    }


def html_filters() -> Mapping[str, Callable[..., object]]:
    """Return the filters that lay out the page."""
    return {
        "box": _box,
        "facts": lambda said: _page(
            '<table style="border-collapse:collapse;margin:16px 0" role="presentation">',
            "\n",
            (_ROW.format(_LABEL, label, value) for label, value in _labelled(said)),
            "</table>",
        ),
        "numbered": lambda said: _listed("ol", said),
        "bullets": lambda said: _listed("ul", said),
        "strong": lambda said: Markup("<strong>{}</strong>").format(visible(said)),
    }


def _fill(line: str, first: str = "", later: str = "") -> str:
    filled = textwrap.fill(
        _NO_END.sub(GLUE, line),
        WIDTH,
        initial_indent=first,
        subsequent_indent=later,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return filled.replace(GLUE, " ")


def _text_parts(letter: str) -> Iterator[str]:
    for kept, lines in groupby(_parts(letter), key=lambda line: line.startswith(KEPT)):
        if kept:
            yield from (line.removeprefix(KEPT).replace(KEPT, "\n") for line in lines)
        else:
            yield from (_fill(line) for line in lines)


def _parts(letter: str) -> Iterator[str]:
    """Yield paragraphs, each as one line, and finished parts."""
    for chunk in re.split(r"\n[ \t]*\n", letter):
        for kept, lines in groupby(chunk.split("\n"), key=lambda line: line.startswith(KEPT)):
            if kept:
                yield from lines
            elif paragraph := re.sub("[ \t]+", " ", " ".join(lines)).strip(" "):
                yield paragraph


def _box(said: str, colour: str = "amber") -> Markup:
    style = f"margin:16px 0;padding:12px 16px;border-left:4px solid {COLOURS[colour]}"
    return _page(f'<p style="{style}">', "<br>", _lines(said), "</p>")


def _kept(lines: Iterable[str]) -> str:
    inside = "\n".join(lines).replace("\n", KEPT)
    return f"\n{KEPT}{inside}\n"


def _page(start: str, between: str, lines: Iterable[str], end: str) -> Markup:
    inside = between.join(lines).replace("\n", " ")
    return Markup(f"\n{KEPT}{start}{inside}{end}\n")  # noqa: S704 - the lines were escaped


def _listed(tag: str, said: str) -> Markup:
    items = (f'<li style="margin:8px 0">{line}</li>' for line in _lines(said))
    return _page(f'<{tag} style="padding-left:1.6em">', "", items, f"</{tag}>")


def _lines(said: str) -> Iterator[str]:
    return (line.strip(" \t") for line in said.split("\n") if line.strip(" \t"))


def _labelled(said: str) -> Iterator[tuple[str, str]]:
    """Yield label and value of the lines "label :: value"."""
    for line in _lines(said):
        label, _, value = line.partition("::")
        yield label.strip(" \t"), value.strip(" \t")


def _table(rows: list[tuple[str, str]]) -> Iterator[str]:
    width = max((len(label) for label, _ in rows), default=0)
    return (f"  {label.ljust(width)}   {value}" for label, value in rows)


def _indented(line: str) -> str:
    return _fill(line, "  ", "    ")
