"""What a mail says, before anybody asks whether it fits the ledger."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from bot.domain.message import Layer
from bot.domain.purchase_order import Candidate


class Intent(StrEnum):
    """What a sender wants; several per mail, most important first."""

    PO_NEW = "po_new"
    PO_REPLACE = "po_replace"
    PO_CANCEL = "po_cancel"
    PO_TOPUP = "po_topup"
    PO_SUPPLEMENT = "po_supplement"
    PO_BLANKET = "po_blanket"
    PO_PROMISED = "po_promised"
    PO_NOT_USED = "po_not_used"
    PO_CORRECTION = "po_correction"
    PO_UNREADABLE = "po_unreadable"
    INVOICE_REJECTED_PO = "invoice_rejected_po"
    REMITTANCE = "remittance"
    PROMISE_TO_PAY = "promise_to_pay"
    DISPUTE = "dispute"
    VENDOR_ONBOARDING = "vendor_onboarding"
    BANK_CHANGE = "bank_change"
    CONTACT_CHANGE = "contact_change"
    TERMS_REQUEST = "terms_request"
    PO_REQUIRED = "po_required"
    AUTO_REPLY = "auto_reply"
    BOUNCE = "bounce"
    PORTAL_NOISE = "portal_noise"
    QUESTION = "question"
    OTHER = "other"


class MentionKind(StrEnum):
    """Our own series of numbers, and the sender's words for them."""

    INVOICE = "invoice"
    QUOTE = "quote"
    SOW = "sow"
    ENGAGEMENT = "engagement"
    CHANGE_REQUEST = "change_request"


@dataclass(frozen=True, slots=True)
class Mention:
    """One of our own numbers, found in a passage.

    Attributes:
        token: whether it stands in the reference token of a subject, "[PR-REF ENG-0007]", which
            what the sender writes now outranks.
    """

    kind: MentionKind
    number: str
    origin: str
    layer: Layer
    start: int
    end: int
    token: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """What a mail states of its order. None where not stated or not unambiguous.

    Attributes:
        amount: net of tax, of the order after the change; a mail without an order: the sum it is
            about, as stated.
        net: true or false as stated for `amount`; None where not said.
        currency: ISO 4217.
        valid_from: first day that the order covers.
        valid_to: last day that the order covers.
        revision: as printed.
        promised_on: of the order, or of payment.
    """

    amount: Decimal | None = None
    currency: str | None = None
    net: bool | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    quote_ref: str | None = None
    sow_ref: str | None = None
    cr_ref: str | None = None
    revision: str | None = None
    promised_on: date | None = None


@dataclass(frozen=True, slots=True)
class FactSource:
    """Where a fact was read.

    Attributes:
        name: of the fact, as in `Facts`.
        origin: the passage, as candidates name it; of a structured order, the file.
        text: the matched text; "" where a file's own field says it.
        start: code points in that passage.
        end: the place after it.
        layer: the passage's layer.
    """

    name: str
    origin: str
    text: str
    start: int
    end: int
    layer: Layer


@dataclass(frozen=True, slots=True)
class Step:
    """How an order on file is said to change, which is not what it is then worth.

    Attributes:
        by: the sum by which it rises or falls, as stated; None where not said.
        before: the sum that it had so far, as stated; None where not said.
        share: by how much per cent it changes, as printed; "" where not said.
        falls: whether it is for less from now on.
    """

    by: Decimal | None = None
    before: Decimal | None = None
    share: str = ""
    falls: bool = False


@dataclass(frozen=True, slots=True)
class StatedOrder:
    """One order that a mail gives, with what is said of it and not of the mail's other orders.

    Attributes:
        po_number: as printed.
        amount: net, after the change; None where not stated for this order.
        mentions: our own numbers that are said together with it.
        words: the sentence, line or table row around it, lower case, for comparing with titles.
        replaces: numbers that it stands in for.
        seller: whom the document is made out to, where it says so.
        addressees: where it does not, and does not name us: companies that it may be made out to.
        buyer: who issues it, where the document says so.
        pictured: whether only OCR read the number; two readings agreed on every character.
        step: by how much it changes, where the mail says so.
    """

    po_number: str
    amount: Decimal | None = None
    currency: str | None = None
    net: bool | None = None
    mentions: tuple[Mention, ...] = ()
    words: str = ""
    replaces: tuple[str, ...] = ()
    seller: str = ""
    buyer: str = ""
    addressees: tuple[str, ...] = ()
    pictured: bool = False
    step: Step | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """The sender's answer to a numbered question of ours.

    Attributes:
        choices: what the chosen lines of our question say, as they stand in the quoted text.
        mentions: our own numbers on these lines.
        po_number: the number that our question was about, "" where it names none.
    """

    choices: tuple[str, ...]
    mentions: tuple[Mention, ...]
    po_number: str = ""


@dataclass(frozen=True, slots=True)
class Understanding:
    """What a mail says.

    Attributes:
        intents: most important first; never empty.
        candidates: every number looked at, best first, accepted or refused with the reason.
        orders: the orders given, best first; their numbers are the mail's `po_numbers`.
        withdrawn: numbers cancelled or superseded, as printed.
        mentions: our own numbers in the mail, in order, the subject's token included.
        words: subject and new text, lower case, for comparing with titles.
        unreadable: attachments that could not be opened, a sentence each.
        asks_for_bank: whether the text or an attachment speaks of bank details, as a form may.
        conflicts: contradictions inside the mail (subject, text, documents), a sentence each.
        doubts: what speaks against booking the orders given, in words.
        unread_sums: those of the doubts that are about a sum: without it no order is booked.
        set_apart: our own numbers that the sender says the orders are not for.
        sources: where each fact was read.
        language: ISO 639-1, of the sender's words, else of those they quote; "" where none tells.
    """

    intents: tuple[Intent, ...]
    facts: Facts
    candidates: tuple[Candidate, ...] = ()
    orders: tuple[StatedOrder, ...] = ()
    withdrawn: tuple[str, ...] = ()
    mentions: tuple[Mention, ...] = ()
    answer: Answer | None = None
    words: str = ""
    unreadable: tuple[str, ...] = ()
    asks_for_bank: bool = False
    conflicts: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
    unread_sums: tuple[str, ...] = ()
    set_apart: frozenset[str] = frozenset()
    sources: tuple[FactSource, ...] = ()
    language: str = ""

    @property
    def po_numbers(self) -> tuple[str, ...]:
        """Return the numbers given in this mail, as printed, best first."""
        return tuple(order.po_number for order in self.orders)
