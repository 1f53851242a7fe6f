"""A person's decision not to ask for interest or the fixed sum on an invoice, with the reason.

Only this waives anything: no mail, no delay of an order and no passing of time does.
"""

from dataclasses import dataclass

from bot.domain.ledger import ClientId, InvoiceNumber


@dataclass(frozen=True, slots=True)
class Waiver:
    """What is not asked for on an invoice: the reason for each, "" where it is asked for."""

    invoice_number: InvoiceNumber
    interest: str = ""
    fixed_sum: str = ""


@dataclass(frozen=True, slots=True)
class WaiveLateFee:
    """Stop asking for interest, the fixed sum or both; with `withdrawn`, ask for them again.

    `why` is the person's reason, `by` who it is.
    """

    client_id: ClientId
    invoice_number: InvoiceNumber
    why: str
    by: str
    interest: bool = True
    fixed_sum: bool = True
    withdrawn: bool = False
