"""One letter in words: its subject, its text and the body of its page."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Template

from bot.resources._filters import one_line, visible
from bot.resources._pages import as_html, as_text
from bot.resources.words import filled

LETTER = "letter"
"""The block that is written once for text and page."""


@dataclass(frozen=True, slots=True)
class LetterSource:
    """One compiled letter: `plain` renders subject and text, `escaped` the html.

    `client_id` is that of the only client who gets it; "" means everybody.
    """

    name: str
    language: str
    file: Path
    plain: Template
    escaped: Template
    client_id: str = ""

    @property
    def key(self) -> tuple[str, str, str]:
        """Return what it is found by."""
        return (self.client_id, self.name, self.language)


def bodies(letter: LetterSource, values: Mapping[str, object], *, signed: bool) -> tuple[str, str]:
    """Return a letter's text and what stands on its page above the greeting."""
    if LETTER not in letter.plain.blocks:
        return block(letter.plain, "text", values), block(letter.escaped, "html", values)
    values = {name: one_line(value) for name, value in values.items()} | {"words": values["words"]}
    opening, person, ending = _frame(values) if signed else ((), (), ())
    text = as_text(block(letter.plain, LETTER, values), opening, person)
    page = as_html(block(letter.escaped, LETTER, values), opening, person)
    return "\n\n".join((text, *ending)), page


def _frame(
    values: Mapping[str, Any],
) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """Return how a letter begins, whom it names to turn to, and the greeting at its end."""
    words, company = values["words"], values["company"]
    name, person = str(visible(values.get("recipient", ""))), str(values.get("person", ""))
    pattern = words["greeting"] if name else words["greeting_nobody"]
    opening = tuple(filled(part, name=name) for part in pattern.split("\n\n"))
    turn_to = (filled(words["person"], name=str(visible(person))),) if person else ()
    return opening, turn_to, ("\n".join((words["closing"], company["signature"], company["name"])),)


def block(template: Template, name: str, values: Mapping[str, object]) -> str:
    context = template.new_context(dict(values))
    try:
        return "".join(template.blocks[name](context))
    except Exception:  # noqa: BLE001 - raised again, with the template's own lines in its traceback
        template.environment.handle_exception()
