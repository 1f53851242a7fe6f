"""Shows a number as a spreadsheet's number format shows it (ECMA-376 part 1, 18.8.31).

Only what is data to us: zeros that fill up, words and signs around the digits, decimal places, per
cent. Thousands are not set apart: whether 1,234 is a thousand would depend on who reads it.
"""

import re
from decimal import ROUND_HALF_UP, Decimal
from functools import cache

BUILT_IN = {
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    9: "0%",
    10: "0.00%",
    37: "#,##0",
    38: "#,##0",
    39: "#,##0.00",
    40: "#,##0.00",
}
"""Formats that are named by number alone; 5 to 8 and 41 to 44 show the viewer's own currency."""

MAX_CODE = 200
MAX_DIGITS = 40

_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|(?P<nothing>_.|\*.)|\[\$(?P<currency>[^\]-]*)[^\]]*\]'
    r"|(?P<colour>\[(?:black|blue|cyan|green|magenta|red|white|yellow|colou?r ?\d+)\])"
    r"|(?P<digits>[0#?.,]+|General)|(?P<sign>[-+/(): $€£¥%])|(?P<other>.)",
    re.IGNORECASE | re.DOTALL,
)
"""Letters that stand alone are dates, fractions and exponents: `other`."""

_Piece = tuple[str, str]


def shown(value: float, code: str) -> str | None:
    """Return the number as shown, or None where the format is not of these simple ones."""
    pieces = _pieces(code)
    if pieces is None or abs(value) >= 1e21:
        return None
    number = Decimal(repr(abs(value)))
    if ("literal", "%") in pieces:
        number *= 100
    digits = "".join(text for kind, text in pieces if kind == "digits")
    if digits == "General":
        text = "".join(plain(abs(value)) if kind == "digits" else text for kind, text in pieces)
    else:
        text = _filled(pieces, digits, number)
    return f"-{text}" if value < 0 and text.strip("0.,-") else text


def plain(value: float) -> str:
    """Return a number without exponent and without the decimals that a float only seems to have.

    Whole numbers are exact up to 2**53; a spreadsheet keeps 15 digits, of which the rest is noise.
    """
    value = float(value)
    if value.is_integer() and abs(value) < 1e21:
        return f"{value:.0f}"
    return f"{value:.15g}"


@cache
def _pieces(code: str) -> tuple[_Piece, ...] | None:
    """Return the parts of a format for positive numbers, or None where it is not a simple one."""
    if len(code) > MAX_CODE:
        return None
    pieces: list[_Piece] = []
    for match in _TOKEN.finditer(_first_section(code)):
        kind = match.lastgroup
        if kind == "other":
            return None
        if kind == "digits":
            pieces.append(("digits", match[0]))
        elif kind not in {"nothing", "colour"}:
            pieces.append(("literal", match[kind or 0]))
    digits = "".join(text for kind, text in pieces if kind == "digits")
    if "?" in digits and ("literal", "/") in pieces:
        return None  # A fraction.
    if not digits or digits.endswith(",") or digits.count(".") > 1 or len(digits) > MAX_DIGITS:
        return None
    return tuple(pieces)


def _first_section(code: str) -> str:
    """Return what stands before the first semicolon outside of quotes."""
    return re.match(r'(?:"[^"]*"|\\.|[^;"\\])*', code, re.DOTALL)[0]  # type: ignore[index]


def _filled(pieces: tuple[_Piece, ...], digits: str, number: Decimal) -> str:
    """Put a number's digits into the places of its format, from the right."""
    before, _, after = digits.replace(",", "").partition(".")
    places = Decimal(1).scaleb(-len(after))
    whole, _, fraction = f"{number.quantize(places, ROUND_HALF_UP):f}".partition(".")
    optional = len(after) - len(after.rstrip("#?"))
    keep = max(len(after) - optional, len(fraction.rstrip("0")))
    return _placed(pieces, "" if whole == "0" else whole, before, fraction[:keep])


def _placed(pieces: tuple[_Piece, ...], whole: str, before: str, fraction: str) -> str:
    """Return the literals with the whole part in the places before the point, then the fraction."""
    least = len(before) - min((i for i, c in enumerate(before) if c == "0"), default=len(before))
    whole = whole.rjust(least, "0")
    surplus = max(len(whole) - len(before), 0)
    slots = [whole[: surplus + 1], *whole[surplus + 1 :]] if len(whole) >= len(before) else []
    if not slots:
        slots = [""] * (len(before) - len(whole)) + list(whole)
    text, at, past_point = "", 0, False
    for kind, piece in pieces:
        if kind == "literal":
            text += piece
            continue
        for place in piece.replace(",", ""):
            if place == ".":
                text, past_point = text + (f".{fraction}" if fraction else ""), True
            elif not past_point:
                text, at = text + slots[at], at + 1
    return text
