"""What a mail program makes of a letter that it quotes: its page as text, and pieces of it."""

import re
from collections.abc import Iterator
from email.message import EmailMessage
from html import escape
from textwrap import wrap

from lxml import etree
from lxml import html as markup

_BLOCKS = {"p", "div", "li", "ol", "ul", "table", "tr", "h1", "h2", "h3", "blockquote"}


def plain_of(mail: EmailMessage) -> str:
    """Return the words of a mail's plain text."""
    return _body(mail, "plain").rstrip()


def page_of(mail: EmailMessage) -> str:
    """Return what stands in the body of a mail's page, as markup."""
    found = re.search(r"<body[^>]*>(.*)</body>", _body(mail, "html"), re.DOTALL)
    assert found is not None
    return found[1].strip()


def shown(page: str, *, starred: bool) -> str:
    """Return a page as the text that a program without HTML gets.

    Args:
        page: markup of a body.
        starred: whether bold words stand between stars, as Gmail and Yahoo write them.
    """
    lines = "".join(_text(markup.fromstring(f"<div>{page}</div>"), starred=starred)).split("\n")
    text = "\n".join(" ".join(line.split()) for line in lines)
    return re.sub(r"\n{3,}", "\n\n", text).strip()


def folded(text: str, width: int) -> str:
    """Return text in lines of at most so many characters, broken between words."""
    return "\n".join(
        "\n".join(wrap(line, width, break_long_words=False, break_on_hyphens=False)) or ""
        for line in text.split("\n")
    )


def quoted(text: str, mark: str = "> ") -> str:
    """Return text with a mark before each line, as RFC 3676 quotes."""
    return "\n".join(f"{mark}{line}".rstrip() for line in text.split("\n"))


def paragraphs(words: str) -> list[str]:
    """Return words as escaped lines of a page."""
    return [escape(line, quote=False) for line in words.split("\n")]


def between(text: str, answers: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Yield the pieces of a quotation, each with the words that somebody wrote below it.

    Args:
        text: the quoted lines.
        answers: what is written, by a piece of the line that it stands below.
    """
    piece: list[str] = []
    waiting = dict(answers)
    for line in text.split("\n"):
        piece.append(line)
        hit = next((key for key in waiting if key in line), None)
        if hit is not None:
            yield "\n".join(piece), waiting.pop(hit)
            piece = []
    assert not waiting, f"our letter has no line with {', '.join(waiting)}"
    yield "\n".join(piece), ""


def _body(mail: EmailMessage, kind: str) -> str:
    part = mail.get_body((kind,))
    assert isinstance(part, EmailMessage)
    return str(part.get_content()).replace("\r\n", "\n")


def _text(element: etree._Element, *, starred: bool) -> Iterator[str]:
    tag = str(element.tag)
    if tag == "br":
        yield "\n"
    if tag in _BLOCKS:
        yield "\n"
    if tag == "p":
        yield "\n"
    if tag == "li":
        parent = element.getparent()
        assert parent is not None
        yield f"   {parent.index(element) + 1}. "
    bold = starred and tag in {"b", "strong"}
    yield "*" if bold else ""
    yield element.text or ""
    for child in element:
        yield from _text(child, starred=starred)
        yield child.tail or ""
    yield "*" if bold else ""
    if tag in _BLOCKS:
        yield "\n"
