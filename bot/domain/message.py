"""A mail as it arrived, and the text that is read from it."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Location:
    """Where a mail lies: the only name an IMAP server gives it (RFC 9051 2.3.1.1).

    Attributes:
        mailbox: name of the configured mailbox (an account and a folder).
        uid_validity: a UID means nothing outside its UIDVALIDITY.
        uid: unique and ascending inside one UIDVALIDITY.
    """

    mailbox: str
    uid_validity: int
    uid: int


@dataclass(frozen=True, slots=True)
class RawMessage:
    """The bytes of one mail, and where they were found.

    Attributes:
        location: where it lies.
        received_at: INTERNALDATE, aware, UTC. The Date header is evidence only.
        source: the bytes; only the header block where `complete` is false.
        size: RFC822.SIZE in octets.
        complete: false for a mail over the size limit, of which only headers were fetched.
    """

    location: Location
    received_at: datetime
    source: bytes
    size: int
    complete: bool = True


@dataclass(frozen=True, slots=True)
class Address:
    """A display name and an address. The address is lower case; empty when unreadable."""

    name: str
    email: str

    @property
    def domain(self) -> str:
        """Return what stands after the last @, lower case."""
        return self.email.rpartition("@")[2]

    def __str__(self) -> str:
        return f"{self.name} <{self.email}>" if self.name else self.email


@dataclass(frozen=True, slots=True)
class Part:
    """One leaf of the MIME tree, transfer encoding undone.

    Attributes:
        path: place in the tree, "1", "2.1": stable between parses, names the part in evidence.
        media_type: lower case, as declared.
        filename: the sender's name for it, cleaned for display; never used on disk.
        payload: the bytes.
        charset: as declared, "" where none is.
        attachment: whether it is to be read as an attachment rather than as the mail's own text.
        inside: path of the message/rfc822 part that holds it, "" for the mail's own parts.
        flow: how soft line breaks are marked (RFC 3676): "flowed", "delsp", or "" for not at all.
    """

    path: str
    media_type: str
    filename: str
    payload: bytes
    charset: str = ""
    attachment: bool = False
    inside: str = ""
    flow: str = ""


@dataclass(frozen=True, slots=True)
class Message:
    """A parsed mail. Header names are lower case; values are decoded and hold no line breaks.

    Attributes:
        content_key: names the content wherever copies of it turn up; see `bot.stages.parse`.
        message_id: with angle brackets, "" where absent.
        date: the Date header, aware, UTC; None where absent or absurd.
        author: the From header as written. Who really wrote is for `screen` to say.
        headers: all of them in order, trace headers included.
        references: message ids of References, oldest first.
        parts: the leaves of the MIME tree in document order.
        defects: what was wrong with the mail, a sentence each; an incomplete mail says so here.
        complete: false where only the headers were fetched.
    """

    content_key: str
    message_id: str
    date: datetime | None
    author: Address
    reply_to: tuple[Address, ...]
    to: tuple[Address, ...]
    cc: tuple[Address, ...]
    subject: str
    in_reply_to: str
    references: tuple[str, ...]
    headers: tuple[tuple[str, str], ...]
    parts: tuple[Part, ...]
    defects: tuple[str, ...] = ()
    complete: bool = True

    def header(self, name: str) -> str:
        """Return the first value of a header, or an empty string."""
        return next((value for header, value in self.headers if header == name), "")

    def all_headers(self, name: str) -> tuple[str, ...]:
        """Return every value of a header, topmost first."""
        return tuple(value for header, value in self.headers if header == name)


class Layer(StrEnum):
    """Whose words a passage holds, and how near they are to the sender's own new text."""

    SUBJECT = "subject"
    NEW = "new"
    FORWARDED = "forwarded"
    QUOTED_THEIRS = "quoted_theirs"
    QUOTED_OURS = "quoted_ours"
    SIGNATURE = "signature"
    ATTACHMENT = "attachment"


@dataclass(frozen=True, slots=True)
class Passage:
    """A run of text that facts may be taken from.

    Attributes:
        origin: "subject", "body", "quote", or "attachment:NAME#page".
        text: as the sender wrote it, decoded, before any normalisation; spans point into it.
        layer: whose words they are.
        author: who wrote a quoted or forwarded passage, as claimed there; None where unknown.
        pictured: whether it was read on a picture (OCR).
        doubtful: words of it that two readings of the picture have differently.
    """

    origin: str
    text: str
    layer: Layer
    author: Address | None = None
    pictured: bool = False
    doubtful: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OrderDocument:
    """A structured order (UBL, Order-X, cXML, EDI), by its fields.

    Attributes:
        origin: "attachment:NAME".
        po_number: as printed.
        action: "new", "change" or "cancel".
        amount: of the whole order, after a change; None where not stated.
        references: identifiers that the buyer quotes (our quotation, contract).
        kind: "standard", "blanket" or "release" (a call-off).
        net: whether the amount is net of tax; None where not said.
        replaces: number of the order that it is issued again for, or "".
        words: what is ordered, a line each: names of items, and notes.
    """

    origin: str
    po_number: str
    action: str
    amount: Decimal | None = None
    currency: str = ""
    revision: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    buyer: str = ""
    seller: str = ""
    references: tuple[str, ...] = ()
    kind: str = "standard"
    net: bool | None = True
    replaces: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader found in one part.

    Attributes:
        part: the part's path.
        pages: the text, a page each; one page for media without pages.
        orders: structured orders found in it.
        problem: why it could not be read ("password-protected", "corrupt", "took too long"), or "".
        inside: what a container (an archive, an attached mail) holds, at every depth.
        scanned: numbers of the pages, from 1, that are pictures and were not read.
        pictured: numbers of the pages that were read as pictures (OCR).
        doubtful: words on these pages that two readings of the picture have differently.
    """

    part: str
    pages: tuple[str, ...] = ()
    orders: tuple[OrderDocument, ...] = ()
    problem: str = ""
    inside: "tuple[Member, ...]" = ()
    scanned: tuple[int, ...] = ()
    pictured: tuple[int, ...] = ()
    doubtful: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Member:
    """Something that a container holds.

    Attributes:
        part: what it is. Its path starts with the container's and a slash. Its payload is empty,
            but for a mail's own text and the header block of a mail.
        reading: its text. Its orders and its problem stand in the container's reading.
    """

    part: Part
    reading: Reading
