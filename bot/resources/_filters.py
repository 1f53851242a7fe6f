"""How values are printed in letters: sums, dates, lists and shares as the reader's country does.

Numbers, dates and lists are those of the Unicode CLDR, through Babel.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from babel.core import Locale, UnknownLocaleError
from babel.dates import format_date
from babel.lists import format_list
from babel.numbers import format_currency, format_decimal, format_percent
from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from bot.resources.words import filled

FALLBACK = "en"

_HOME = {"en": "en_GB", "pt": "pt_PT", "nb": "nb_NO"}
"""Countries whose ways a language has where none is named; else CLDR's own choice."""

_INVISIBLE = "\u00ad\u061c\u180e\ufeff"
_BREAKS = "\r\x0b\x0c\x1c\x1d\x1e\x1f\x85\u2028\u2029"


def locale_of(wish: str, language: str) -> str:
    """Return the locale that values are printed in.

    Args:
        wish: the language that was asked for, with or without a country: "de-AT".
        language: the language the letter is written in.
    """
    asked = wish.replace("-", "_")
    home = _HOME.get(language, language)
    if "_" not in asked or asked.partition("_")[0].lower() != language:
        return home
    try:
        return str(Locale.parse(asked))
    except (ValueError, UnknownLocaleError):
        return home


def visible(value: Any) -> Any:
    """Show control, bidi and zero-width characters in values as U+XXXX: none may act."""
    if not isinstance(value, str) or (value.isascii() and value.isprintable()):
        return value
    shown = "".join(_shown(character) for character in value)
    return Markup(shown) if isinstance(value, Markup) else shown  # noqa: S704 - was Markup before


def one_line(value: Any) -> Any:
    """Return a value whose texts, at any depth, hold no line breaks: none opens a line."""
    if isinstance(value, str):
        return " ".join(value.split("\n")) if "\n" in value else value
    if isinstance(value, Mapping):
        return {key: one_line(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return tuple(one_line(inner) for inner in value)
    return value


@pass_context
def money(context: Context, amount: Decimal, currency: str = "") -> str:
    """Print a sum as the letter's language does; without a currency, as a plain number."""
    if currency:
        return _sum(context, amount, currency)
    return format_decimal(amount, "#,##0.00", locale=_locale(context))


@pass_context
def day(context: Context, when: date) -> str:
    """Print a date in words, which reads the same on both sides of the Atlantic."""
    locale = _locale(context)
    words = format_date(when, "long", locale=locale)
    # French writes the first of a month as an ordinal; CLDR has no such form.
    return f"1er{words[1:]}" if when.day == 1 and locale.startswith("fr") else words


@pass_context
def listed(context: Context, values: Iterable[object]) -> str:
    """Print a list as one does in a sentence: "A, B and C"."""
    return format_list([str(value) for value in values], locale=_locale(context))


@pass_context
def days(context: Context, count: int) -> str:
    """Print a number of days: "1 day", "40 days".

    CLDR's own words are no help: Swedish and Norwegian have days of 24 hours there.
    """
    words = context["words"]
    return filled(words["one_day"] if count == 1 else words["days"], count=str(count))


@pass_context
def percent(context: Context, share: int | Decimal) -> str:
    """Print a share of a hundred, or a rate, with all its digits: "83%", "11.75%"."""
    exact = Decimal(str(share)) / 100
    return format_percent(exact, locale=_locale(context), decimal_quantization=False)


@pass_context
def papers(context: Context, work: Mapping[str, Any]) -> str:
    """Name the quotation and the Statement of Work of a piece of work; "" where it has none."""
    words = context["words"]
    known = (("quotation", work["quote_ref"]), ("statement_of_work", work["sow_ref"]))
    return ", ".join(filled(words[key], number=str(ref)) for key, ref in known if ref)


def titled(works: Iterable[Mapping[str, Any]]) -> tuple[str, ...]:
    """Name pieces of work as we refer to them: "Intranet search (ENG-0007)"."""
    return tuple(f"{work['title']} ({work['engagement_id']})" for work in works)


@pass_context
def sums(context: Context, totals: Iterable[Mapping[str, Any]]) -> tuple[str, ...]:
    """Print sums of several currencies."""
    return tuple(_sum(context, total["amount"], total["currency"]) for total in totals)


def said(text: str) -> str:
    """Quote a client's words: links are made harmless, and long ones cut."""
    harmless = text.replace("://", "[:]//").replace("www.", "www[.]")
    return harmless if len(harmless) <= 500 else f"{harmless[:499]}…"


FILTERS = {
    "money": money,
    "day": day,
    "listed": listed,
    "days": days,
    "percent": percent,
    "papers": papers,
    "titled": titled,
    "sums": sums,
    "said": said,
}


def _shown(character: str) -> str:
    if character in "\n\t":
        return character
    hidden = not character.isprintable() and not character.isspace()
    if hidden or character in _INVISIBLE or character in _BREAKS:
        return f"U+{ord(character):04X}"
    return character


def _sum(context: Context, amount: Decimal, currency: str) -> str:
    return format_currency(amount, currency, locale=_locale(context))


def _locale(context: Context) -> str:
    return str(context.get("locale", "en_GB"))
