"""What a reader gives, and how it says that it cannot."""

from dataclasses import dataclass

from bot.domain.message import OrderDocument, Part

NO_MAIL = "-"
"""What `inside` says of a file in an archive: its text is no mail's own text."""


class Unreadable(Exception):
    """The part holds nothing that can be read; the argument says why, for a person."""


@dataclass(frozen=True, slots=True)
class Pages:
    """What a reader gives.

    Attributes:
        texts: the text, a page each.
        orders: structured orders found in it.
        problem: what could not be read although the rest was, "" where nothing is missing.
        inside: what a container holds, each to be read in its turn. `path` names a part among its
            siblings; `inside` is the path of the sibling that is its mail, "" for the mail that
            holds the container, NO_MAIL for neither. An attached mail is there as a part of type
            message/rfc822 that holds its header block.
        refused: what a container holds and does not give: "orders.zip/scan.pdf: corrupt".
        scanned: numbers of the pages, from 1, that are pictures and were not read.
        pictured: numbers of the pages that were read as pictures.
        doubtful: words on these pages that two readings of the picture have differently.
    """

    texts: tuple[str, ...] = ()
    orders: tuple[OrderDocument, ...] = ()
    problem: str = ""
    inside: tuple[Part, ...] = ()
    refused: tuple[str, ...] = ()
    scanned: tuple[int, ...] = ()
    pictured: tuple[int, ...] = ()
    doubtful: tuple[str, ...] = ()
