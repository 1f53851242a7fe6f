"""Builds XML from nested calls, with lxml: a text is data, and an element without content is none.

Peppol's rule R008 forbids empty elements, and a term of EN 16931 that is not known is left out; so
both are the same call here. Output is UTF-8 and the same for the same input.
"""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, TypeAlias

from lxml import etree

from bot.documents.unrenderable import Unrenderable

Element: TypeAlias = etree._Element  # noqa: SLF001 - lxml gives its class no other name
Content: TypeAlias = "Element | str | None"
Maker: TypeAlias = Callable[..., "Element | None"]


def maker(names: Mapping[str | None, str]) -> Maker:
    """Return a function that makes elements: `make("cbc:ID", "4711", schemeID="0088")`.

    Args:
        names: the namespaces by prefix; None for elements without a prefix.
    """
    nsmap: dict[Any, str] = dict(names)

    def make(tag: str, *content: Content, **attributes: str) -> Element | None:
        parts = [part for part in content if part is not None and part != ""]
        if not parts:
            return None
        prefix, _, local = tag.rpartition(":")
        name = etree.QName(names[prefix or None], local)
        made = etree.Element(name, attributes, nsmap=nsmap)
        for part in parts:
            if isinstance(part, str):
                _set_text(made, part)
            else:
                made.append(part)
        return made

    return make


def _set_text(element: Element, text: str) -> None:
    try:
        element.text = text
    except ValueError as error:  # a control character: XML 1.0 has no way to write it
        raise Unrenderable(f"{text!r} cannot stand in XML") from error


def written(root: Element | None) -> bytes:
    """Return a document's bytes, with an XML declaration."""
    if root is None:
        raise ValueError("a document without content")
    source: bytes = etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True)
    return source


def sum_of(amount: Decimal) -> str:
    """Return a sum with two decimals."""
    return format(amount, ".2f")


def number_of(value: Decimal) -> str:
    """Return a rate or a quantity without trailing zeros: 20, 5.5."""
    return format(value.normalize(), "f")


def basic_date(day: date | None) -> str:
    """Return a date as YYYYMMDD (UNTDID 2379, format 102); "" for none."""
    return day.strftime("%Y%m%d") if day else ""
