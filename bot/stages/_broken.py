"""Our own numbers as phones and line ends break them: "ENG-", then "0007" on the next line."""

import re

FEWEST_LETTERS = 3
"""So many letters has a series whose numbers may lose a hyphen: "ENG 0007", not "Q 2026"."""

BROKEN = r"(?:-\s{0,2})"
"""A hyphen behind which a line may end."""

LOST = r"(?:-\s{0,2}|[ ])"
"""A hyphen that may be a blank."""

_GAP = re.compile(r"-\s+|(?<=[A-Za-z])[ ](?=\d)")


def broken(pattern: str) -> str:
    """Return the pattern of a series of ours that also matches numbers broken at a hyphen.

    Hyphens in a character class stay as they are: there they name a range.
    """
    parts: list[str] = []
    in_class = False
    for place, sign in enumerate(pattern):
        in_class = sign == "[" or (in_class and sign != "]")
        plain = sign == "-" and not in_class and pattern[place - 1 : place] != "\\"
        parts.append(_hyphen(pattern[:place]) if plain else sign)
    return "".join(parts)


def as_issued(number: str, pattern: str) -> str:
    """Return a number of ours with the hyphen mended that was broken on its way.

    What matches the series' own `pattern` is whole.
    """
    whole = re.fullmatch(pattern, number, re.IGNORECASE)
    return number if whole else _GAP.sub("-", number)


def _hyphen(before: str) -> str:
    letters = re.search(r"(?<!\\)[A-Za-z]*$", before)
    return LOST if letters and len(letters[0]) >= FEWEST_LETTERS else BROKEN
