"""Attributions: the line above a quotation that says when somebody wrote it.

"On Mon, 23 Nov 2026 at 10:00, Jane <jane@x.example> wrote:" in every language of `_markers`, the
date first or last, wrapped over several lines; and, where a program writes no verb, date, time and
address alone. A sentence of the sender's own must not be taken for one: what stands below would be
lost.
"""

import re
from dataclasses import dataclass

from bot.domain.message import Address
from bot.stages import _markers as words
from bot.stages._addresses import ANYWHERE

MAX_LINES = 6
MAX_CHARS = 500

_EDGES = " \t*|"
_COLONS = (":", "：", "----")
_MOMENT = re.compile(r"\d{4}|\d[:.h/]\d")
_TIME = re.compile(r"\d[:.h]\d\d|\d ?[ap]\.?m\b")
_DATE = re.compile(r"(?:19|20)\d\d|\d{1,2}[./-]\d{1,2}[./-]\d\d")
_DATED = re.compile(r"^(?:[^\W\d]{1,14}[.,]{0,2} ){0,2}\d{1,4}\b")
_OLD_GMAIL = re.compile(r"^\d{4}[-/]\d\d?[-/]\d\d? (?:\d{1,2}:\d\d gmt|\S)")
_GMAIL_WITHOUT_COLON = re.compile(
    r"^\d{4}-\d\d-\d\d \d{1,2}:\d\d gmt[+-]\d\d:?\d\d [^:]{2,60}$"
    r"|^\d{4}/\d\d?/\d\d? [^:<>]{2,60} <[^<>\s]+@[^<>\s]+>$"
)
_ENDS_WITH_ADDRESS = re.compile(
    r"@[\w.-]+[>)\]\"']{0,2}\s?(?:\(?mailto[^)]{0,80}\)?)?>?\)?\s?[:：]$"
)
_QUOTED_NAME = re.compile(r"[\"“„«‚‘'](?P<name>[^\"“”„«»]{1,80}?)[\"”“»’']$")
_BEHIND_A_DATE = re.compile(r"[,;]\s|\d\S{0,12}\s|[:：]\s")
_MAX_TAIL_WORDS = 6


@dataclass(frozen=True, slots=True)
class Attribution:
    """An attribution: the line after its last, and whom it names."""

    end: int
    author: Address | None


def attribution(lines: list[str], start: int, *, is_quote: re.Pattern[str]) -> Attribution | None:
    """Return the attribution that begins in a line. `is_quote` matches a line that is quoted."""
    first = lines[start].strip(_EDGES).casefold()
    dated = first.startswith(words.STARTERS) or bool(_DATED.match(first))
    wrapped = dated or first.endswith(("<", ",")) or _names_and_says(first)
    joined = ""
    for number in range(start, min(start + MAX_LINES, len(lines))):
        line = lines[number].strip(_EDGES)
        if not line and dated and number > start and _opens_address(lines, number + 1):
            continue
        goes_on = dated and joined.endswith(",")
        if not line or (number > start and not goes_on and _starts(line)):
            return None
        joined = f"{joined} {line}".strip()
        if len(joined) > MAX_CHARS:
            return None
        if _attributes(joined, _below(lines, number, is_quote), dated=dated):
            return Attribution(number + 1, attributed(joined))
        if not wrapped:
            return None
    return None


def attributed(joined: str) -> Address | None:
    """Return whom an attribution names: the address, and the words before it as the name."""
    joined = joined.replace("&lt;", "<").replace("&quot;", '"')
    if match := ANYWHERE.search(joined):
        return Address(_name(joined[: match.start()]), match[0].lower())
    said = _last_verb(joined)
    if said is None:
        return None
    after = joined[said.end() :].strip(" :：-*")
    if after and not any(c.isdigit() for c in after) and len(after.split()) <= _MAX_TAIL_WORDS:
        name = _name(after)
    else:
        name = _name(joined[: said.start()])
    return Address(name, "") if name and not name[-1:].isdigit() else None


def _attributes(joined: str, below: str, *, dated: bool) -> bool:
    """Return whether joined lines are an attribution; `below`: "quote", "blank" or "text"."""
    folded = joined.casefold()
    if not joined.endswith(_COLONS):
        return _attributes_without_colon(folded, below, dated=dated)
    has_address = bool(ANYWHERE.search(joined))
    said = _last_verb(joined)
    if said is None:
        if has_address and (below == "quote" or _OLD_GMAIL.match(folded)):
            return bool(_MOMENT.search(joined))
        whole = bool(_TIME.search(folded) and _DATE.search(folded))
        ends = whole and bool(_ENDS_WITH_ADDRESS.search(joined))
        name = _name(joined[: joined.rfind("<")])
        return dated and ends and ("@" in name or not name[:1].islower())
    if below == "quote" or (has_address and _says_no_more(joined[said.end() :])):
        return True
    return _names_somebody(joined, said, dated=dated)


def _says_no_more(after: str) -> bool:
    """Return whether behind the verb stand a name or a date, not what was written about."""
    return not after.strip(" :：-*") or "@" in after or any(c.isdigit() for c in after)


def _attributes_without_colon(folded: str, below: str, *, dated: bool) -> bool:
    """Zoho ends with its verb; one Gmail with the name, where no address is known."""
    if "@" not in folded and "gmt" not in folded:
        return False
    if _GMAIL_WITHOUT_COLON.match(folded):
        return below != "text"
    said = _last_verb(folded)
    ends = said is not None and not folded[said.end() :].strip(" -")
    whole = bool(_TIME.search(folded) and ANYWHERE.search(folded))
    return dated and ends and whole and below != "text"


def _names_somebody(joined: str, said: re.Match[str], *, dated: bool) -> bool:
    """Return whether without an address a name and a date make an attribution of it."""
    before, after = joined[: said.start()], joined[said.end() :].strip(" :：-*")
    who = _name(before).casefold().split()
    if set(who[-2:]) & words.FIRST_PERSON or len(who) > _MAX_TAIL_WORDS:
        return False
    if dated:
        brief = len(after.split()) <= _MAX_TAIL_WORDS
        return brief and bool(_MOMENT.search(joined))
    return bool(who) and bool(_TIME.search(after) and _DATE.search(after))


def _last_verb(text: str) -> re.Match[str] | None:
    found = list(words.SAYS.finditer(text.casefold()))
    return found[-1] if found else None


def _name(text: str) -> str:
    """Return the name at the end of a text, without the date before it."""
    text = re.sub(r"[\s<(\[]*(?:mailto:)?[\s<(\[]*$", "", text[-200:])
    text = text.strip(" \t*|,:")
    if quoted := _QUOTED_NAME.search(text):
        return _tidy(quoted["name"])
    found = _BEHIND_A_DATE.split(text)[-1].split()
    while found and _is_no_name(found[0].casefold().strip("<([,:")):
        found.pop(0)
    return _tidy(" ".join(found))


def _is_no_name(word: str) -> bool:
    if word in words.NOT_NAMES or word in words.VERBS:
        return True
    return not any(c.isalpha() for c in word)


def _tidy(name: str) -> str:
    return " ".join(name.strip(" \"'<([*,:").split())[:80]


def _below(lines: list[str], number: int, is_quote: re.Pattern[str]) -> str:
    for below in range(number + 1, min(number + 5, len(lines))):
        if lines[below].strip():
            if is_quote.match(lines[below]):
                return "quote"
            return "text" if below == number + 1 else "blank"
    return "blank"


def _opens_address(lines: list[str], number: int) -> bool:
    return number < len(lines) and lines[number].lstrip().startswith("<")


def _starts(line: str) -> bool:
    """Return whether a line begins an attribution of its own."""
    folded = line.casefold()
    return folded.startswith(words.STARTERS) and any(c.isdigit() for c in folded)


def _names_and_says(folded: str) -> bool:
    return bool(ANYWHERE.search(folded)) and _last_verb(folded) is not None
