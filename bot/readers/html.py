"""Reads text/html as a person sees it: lines, table rows, quotation marks.

Quoted blocks come out with "> " before each line and Outlook's reply headers below the line that
Outlook itself writes in plain text, so that whoever splits a mail into its layers needs to know
one notation only. Cells of a row stand in one line with tabs between them. Text that the mail hides
(display:none, preheaders, scripts, comments) is not there.
"""

import re
from collections.abc import Iterator
from itertools import zip_longest

from selectolax.lexbor import LexborHTMLParser, LexborNode

from bot.domain.message import Part
from bot.readers import Pages, Unreadable
from bot.readers.plain import decoded

MEDIA_TYPES = frozenset({"text/html", "application/xhtml+xml"})
SUFFIXES = frozenset({".html", ".htm", ".xhtml"})

MAX_BYTES = 4_000_000
MAX_CHARS = 500_000
MAX_DEPTH = 120
"""Word nests some twenty elements; below this depth structure is given up, not text."""

ORIGINAL_MESSAGE = "-----Original Message-----"
RULE = "_" * 32
"""Both as Outlook writes them when it turns HTML into plain text."""

BLOCKS = frozenset(
    re.findall(
        r"\S+",
        "address article aside blockquote body center dd details dialog dir div dl dt fieldset "
        "figure figcaption footer form h1 h2 h3 h4 h5 h6 header html legend li main menu nav ol p "
        "section summary table tbody tfoot thead ul",
    )
)
DROPPED = frozenset(
    re.findall(
        r"\S+",
        "head style script noscript template title object embed iframe svg math audio video canvas "
        "select textarea s strike del -comment",
    )
)
NESTING = re.compile(
    r"<(?!/?(?:area|br|col|dd|dt|hr|img|input|li|link|meta|option|p|t[drh])\b)(/?)[a-z]",
    re.IGNORECASE,
)
"""Tags that nest: neither void elements nor those that the next of their kind closes."""

MAX_NESTING = 4_000
"""Parsing takes time in proportion to its square: 200,000 elements deep is a minute of CPU."""
HIDDEN_STYLE = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all|font-size\s*:\s*0(?:px|pt)?\s*(?:;|$)|"
    r"(?<![\w-])max-height\s*:\s*0(?:px|pt)?\s*(?:;|$)|(?<![\w-])opacity\s*:\s*0(?:\.0+)?\s*(?:;|$)|"
    r"text-decoration(?:-line)?\s*:[^;]{0,40}line-through",
    re.IGNORECASE,
)
"""Hidden from the reader, or struck out: a number that is crossed out is not given."""

OUTLOOK_RULE = re.compile(
    r"border-top\s*:[^;]{0,40}(?:#e1e1e1|#b5c4df|rgb\(225, ?225, ?225\)|rgb\(181, ?196, ?223\))",
    re.IGNORECASE,
)
"""The line that Outlook draws above From, Sent, To and Subject of the quoted mail."""

DRAWN_RULE = re.compile(r"border-top\s*:[^;]{0,40}(?:solid|windowtext)", re.IGNORECASE)
"""The same line in the colours of other programs, or a mere ornament: what follows will tell."""

INDENT_STYLE = re.compile(r"border(?:-width)?\s*:\s*(?:none|0)", re.IGNORECASE)
"""Gmail's and Outlook's indent button makes a blockquote too: it is no quotation."""

QUOTE_BAR = re.compile(r"border-left(?:-width|-style)?\s*:\s*(?!none|0|medium none)", re.IGNORECASE)
"""The bar beside a quotation, which Word keeps when it sets the other three sides to none."""

TIGHT_STYLE = re.compile(r"margin(?:-bottom)?\s*:\s*0", re.IGNORECASE)
SPACE = re.compile(r"[ \t\r\n\f]+")
CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.IGNORECASE)
MAX_SIDE_BY_SIDE = 12
"""Cells of more lines than this are layout, not data: they are read one after the other."""


def looks_like(payload: bytes) -> bool:
    """Recognise a document that starts with its doctype or root element."""
    return payload.lstrip()[:14].lower().startswith((b"<!doctype html", b"<html"))


def read(part: Part) -> Pages:
    """Return the visible text as one page."""
    declared = CHARSET.search(part.payload[:2048])
    charset = part.charset or (declared[1].decode("ascii") if declared else "")
    markup = decoded(part.payload[:MAX_BYTES], charset)
    if _nests_too_deep(markup):
        raise Unreadable("nested too deeply")
    root = LexborHTMLParser(markup).root
    lines = _Lines()
    if root is not None:
        _walk(root, lines, 0)
    text = "\n".join(_without_surplus_blanks(lines.finished()))
    whole = len(part.payload) <= MAX_BYTES and len(text) <= MAX_CHARS
    return Pages((text[:MAX_CHARS],), problem="" if whole else "only the beginning was read")


def _nests_too_deep(markup: str) -> bool:
    if markup.count("<") <= MAX_NESTING:
        return False
    depth = 0
    for tag in NESTING.finditer(markup):
        depth = max(depth - 1, 0) if tag[1] else depth + 1
        if depth > MAX_NESTING:
            return True
    return False


class _Lines:
    """Lines under construction: inline text is added to the last one until a block ends it."""

    def __init__(self) -> None:
        self.done: list[str] = []
        self.pending: list[str] = []
        self.prefix = ""
        self.chars = 0

    def add(self, text: str) -> None:
        self.pending.append(text)
        self.chars += len(text)

    def end(self) -> None:
        """Finish the line, if there is one."""
        line = _collapsed("".join(self.pending))
        self.pending.clear()
        if line:
            self.done.append(line)

    def blank(self) -> None:
        """Finish the line, even an empty one: a <br>, the end of a paragraph."""
        if any(piece.strip() for piece in self.pending):
            self.end()
        else:
            self.pending.clear()
            self.done.append("")

    def extend(self, lines: list[str], prefix: str = "") -> None:
        self.end()
        self.done.extend(f"{prefix}{line}".rstrip() if prefix else line for line in lines)

    def finished(self) -> list[str]:
        self.end()
        return self.done


def _walk(node: LexborNode, lines: _Lines, depth: int) -> None:
    child = node.first_child
    while child is not None and lines.chars <= MAX_CHARS:
        tag = child.tag or ""
        if tag == "-text":
            lines.add(SPACE.sub(" ", child.text_content or ""))
        elif tag not in DROPPED:
            _element(child, tag, lines, depth + 1)
        child = child.next


def _element(node: LexborNode, tag: str, lines: _Lines, depth: int) -> None:
    if tag == "br":
        lines.blank()
        return
    attributes = node.attributes
    if attributes and _is_hidden(attributes):
        return
    if depth > MAX_DEPTH:
        lines.add(f" {SPACE.sub(' ', node.text(separator=' '))} ")
    elif tag in SPECIAL:
        lines.end()
        SPECIAL[tag](node, lines, depth)
        lines.end()
    elif tag in BLOCKS:
        _block(node, tag, lines, depth)
    else:
        if "@" in tag:
            # "<jane@x.example>" that a phone wrote without escaping it is no element.
            lines.add(f"<{tag}>")
        _walk(node, lines, depth)


def _block(node: LexborNode, tag: str, lines: _Lines, depth: int) -> None:
    attributes = node.attributes
    lines.end()
    if _starts_original(attributes):
        lines.extend(["", ORIGINAL_MESSAGE])
    elif DRAWN_RULE.search(attributes.get("style") or ""):
        lines.extend(["", RULE])
    _walk(node, lines, depth)
    lines.end()
    if tag == "p" and not _is_tight(attributes):
        lines.blank()


def _blockquote(node: LexborNode, lines: _Lines, depth: int) -> None:
    lines.extend(_inside(node, depth), "> " if _is_quotation(node.attributes) else "")


def _list(node: LexborNode, lines: _Lines, depth: int) -> None:
    start = node.attributes.get("start") or "1"
    number = int(start) if start.isascii() and start.isdigit() and len(start) < 10 else 1
    for item in _children(node):
        if item.tag != "li":
            lines.extend(_inside(item, depth))
            continue
        inner = [line for line in _inside(item, depth) if line]
        mark = f"{number}. " if node.tag == "ol" else "- "
        number += 1
        lines.extend([mark + inner[0], *inner[1:]] if inner else [])


def _row(node: LexborNode, lines: _Lines, depth: int) -> None:
    cells = list(_cells(node, depth))
    filled = [cell for cell in cells if cell]
    if len(filled) == 1 or any(len(cell) > MAX_SIDE_BY_SIDE for cell in cells):
        for cell in filled:
            lines.extend(cell)
        return
    for beside in zip_longest(*cells, fillvalue=""):
        lines.extend(["\t".join(beside).rstrip()])


def _cells(row: LexborNode, depth: int) -> Iterator[list[str]]:
    """Yield the lines of each cell; a cell over several columns is followed by empty ones."""
    for cell in _children(row):
        if cell.tag not in {"td", "th"} or _is_hidden(cell.attributes):
            continue
        content = _trimmed(_inside(cell, depth))
        yield content
        wide = cell.attributes.get("colspan") or ""
        if content and wide.isascii() and wide.isdigit() and len(wide) < 3:
            yield from ([] for _ in range(int(wide) - 1))


def _definitions(node: LexborNode, lines: _Lines, depth: int) -> None:
    """A term and its definition share a line, as label and value of a form do."""
    terms: list[str] = []
    for item in _children(node):
        content = [line for line in _inside(item, depth) if line]
        if item.tag == "dt":
            lines.extend(terms)
            terms = content
        elif terms and content:
            lines.extend([*terms[:-1], f"{terms[-1]}\t{content[0]}", *content[1:]])
            terms = []
        else:
            lines.extend(content)
    lines.extend(terms)


def _pre(node: LexborNode, lines: _Lines, _depth: int) -> None:
    lines.extend((node.text() or "").split("\n"))


def _hr(_node: LexborNode, lines: _Lines, _depth: int) -> None:
    lines.extend([RULE])


SPECIAL = {
    "blockquote": _blockquote,
    "ol": _list,
    "ul": _list,
    "dl": _definitions,
    "tr": _row,
    "pre": _pre,
    "hr": _hr,
}


def _inside(node: LexborNode, depth: int) -> list[str]:
    inner = _Lines()
    _walk(node, inner, depth)
    return inner.finished()


def _children(node: LexborNode) -> Iterator[LexborNode]:
    child = node.first_child
    while child is not None:
        if child.is_element_node:
            yield child
        child = child.next


def _is_hidden(attributes: dict[str, str | None]) -> bool:
    return "hidden" in attributes or bool(HIDDEN_STYLE.search(attributes.get("style") or ""))


def _is_quotation(attributes: dict[str, str | None]) -> bool:
    if attributes.get("type") == "cite" or "cite" in attributes:
        return True
    if "gmail_quote" in (attributes.get("class") or ""):
        return True
    style = attributes.get("style") or ""
    return not INDENT_STYLE.search(style) or bool(QUOTE_BAR.search(style))


def _starts_original(attributes: dict[str, str | None]) -> bool:
    if (attributes.get("id") or "").endswith("divRplyFwdMsg"):
        return True
    if "OutlookMessageHeader" in (attributes.get("class") or ""):
        return True
    return bool(OUTLOOK_RULE.search(attributes.get("style") or ""))


def _is_tight(attributes: dict[str, str | None]) -> bool:
    """Say whether a paragraph is but a line: Word makes one of each press of the return key."""
    if (attributes.get("class") or "").startswith(("Mso", "xmso", "x_Mso")):
        return True
    return bool(TIGHT_STYLE.search(attributes.get("style") or ""))


def _collapsed(text: str) -> str:
    return SPACE.sub(" ", text).strip(" \xa0")


def _trimmed(lines: list[str]) -> list[str]:
    first = next((i for i, line in enumerate(lines) if line), len(lines))
    last = next((i for i, line in enumerate(reversed(lines)) if line), 0)
    return lines[first : len(lines) - last]


def _without_surplus_blanks(lines: list[str]) -> Iterator[str]:
    """Yield the lines with at most one blank between them, and none around them."""
    blank = True
    for line in _trimmed(lines):
        if line or not blank:
            yield line
        blank = not line
