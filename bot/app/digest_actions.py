"""What a reader of the digest can order about each item, as prepared mails: a tap, and "send".

A link holds a token that is good for this item, this action and this reader, for seven days. The
same words work as an answer to the digest, which shows the revision that "approve" is bound to.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import quote

import structlog

from bot.app.quoting import quoted
from bot.app.review_items import Shown
from bot.domain.command_token import issued
from bot.domain.mail_orders import key_of
from bot.domain.staff_actions import Note
from bot.domain.staff_words import Misread, read_action
from bot.errors import Transient

Offers = Callable[[int], Shown | None]

MOST = 25
"""Items whose choices are worked out for one digest: each mail is judged anew."""

BLANKS = {"REASON": "not to be booked", "PO-NUMBER": "", "ENG-…": ""}
"""What stands in a prepared mail where a person may write something else."""

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Offered:
    """What could be done about one item: what approving would do, and the choices as typed."""

    number: int
    does: tuple[str, ...]
    choices: tuple[str, ...]


def offered(numbers: Iterable[int], offers: Offers) -> tuple[Offered, ...]:
    """Return the choices of items; an item whose mail cannot be judged now has none.

    Raises:
        Transient: the store is away.
    """
    return tuple(_offered(number, offers) for number in list(numbers)[:MOST])


def actions(
    items: Iterable[Offered], *, inbox: str, secret: bytes, reader: str, today: date
) -> Mapping[int, Mapping[str, object]]:
    """Return, by item, what the digest's template shows to one reader."""
    return {
        item.number: {
            "does": item.does,
            "links": tuple(_links(item.choices, inbox, secret, reader, today)),
        }
        for item in items
    }


def _offered(number: int, offers: Offers) -> Offered:
    try:
        shown = offers(number)
    except Transient:
        raise
    except Exception:  # a bug costs the choices of one item, not the digest
        log.exception("the choices of an item are not known", item=number)
        shown = None
    if shown is None:
        return Offered(number, (), ())
    return Offered(number, tuple(quoted(line) for line in shown.does), shown.choices)


def _links(
    choices: Iterable[str], inbox: str, secret: bytes, reader: str, today: date
) -> Iterator[Mapping[str, str]]:
    for choice in choices:
        words = _filled(choice)
        action = read_action(words, today)
        if isinstance(action, Misread | Note):
            continue
        token = issued(secret, key_of(action), reader, today)
        subject, body = quote(f"{words} {token}"), quote(f"{words}\n")
        yield {"words": words, "href": f"mailto:{inbox}?subject={subject}&body={body}"}


def _filled(choice: str) -> str:
    for blank, words in BLANKS.items():
        choice = choice.replace(blank, words)
    return choice.strip()
