"""Keys of the mails that bring invoices: the first one, and what goes instead of it. Pure."""

from bot.domain.ledger import InvoiceNumber

_AGAIN = ":instead_of:"


def first_key(number: InvoiceNumber) -> str:
    """Return the key of the mail that an invoice goes out with first."""
    return f"invoice:{number}"


def key_instead(idem_key: str, row_id: int) -> str:
    """Return the key of the one mail that goes instead of a suppressed one, given its row."""
    return f"{idem_key.partition(_AGAIN)[0]}{_AGAIN}{row_id}"


def brings_first(idem_key: str, number: InvoiceNumber) -> bool:
    """Return whether a mail brings the invoice itself, not the copy with a late PO number."""
    return idem_key.partition(_AGAIN)[0] == first_key(number)
