"""Words of insolvency in a mail of a client: nothing goes by itself any more, a person decides.

Claims against a company in administration, liquidation or restructuring are filed, not reminded of,
and an order of such a company is a risk. Only whole phrases count: "the administrator of our
portal" or "liquidated damages" are none.
"""

import re

from bot.domain.decision import HoldReminders
from bot.domain.ledger import InvoiceStatus
from bot.stages._case import Case, Ruling, review
from bot.stages._titles import fold

_PHRASES = re.compile(
    r"\b(?:"
    # English
    r"(?:in|into|entered|entering) (?:administration|liquidation|receivership|insolvency"
    r"|examinership)\b"
    r"|joint (?:administrators?|liquidators?)|(?:administrators?|liquidators?|receivers?"
    r"|insolvency practitioners?)(?: (?:has|have|had|was|were|is|are|been|now))* appointed"
    r"|appointed (?:as )?(?:an |the |joint )*(?:administrators?|liquidators?|receivers?)"
    r"|insolvency proceedings|winding[ -]up (?:petition|order)|company voluntary arrangement"
    r"|creditors.? voluntary liquidation|ceased trading|filed for bankruptcy|chapter 11"
    r"|we are insolvent|is insolvent|proof of debt"
    # German
    r"|insolvenzverfahren\w*|insolvenzantrag\w*|insolvenzverwalter\w*|insolvenz (?:an)?gemeldet"
    # French
    r"|redressement judiciaire|liquidation judiciaire|mandataire judiciaire"
    r"|procedure de sauvegarde"
    # Spanish, Portuguese
    r"|concurso de acreedores|administrador\w* concursal\w*|processo de insolvencia"
    r"|administrador\w* judicia\w*"
    # Italian
    r"|concordato preventivo|liquidazione giudiziale|curatore fallimentare|stato di insolvenza"
    # Dutch
    r"|faillissement|surseance van betaling"
    # Swedish, Norwegian, Danish
    r"|konkursforvalta\w*|konkursansokan|foretagsrekonstruktion|forsatts i konkurs|gatt i konkurs"
    r"|bobestyrer\w*|slatt konkurs|gatt konkurs|konkursbeg(?:ae|æ)ring|under konkurs|gaet konkurs"
    r"|rekonstruktionsbehandling"
    # Polish
    r"|upad[lł]osc\w*|syndyk\w*|postepowani\w+ restrukturyzacyjn\w+"
    r")"
)

OPEN = frozenset({InvoiceStatus.ISSUED, InvoiceStatus.AWAITING_PO, InvoiceStatus.DISPUTED})


def insolvency(case: Case) -> Ruling | None:
    """Show a mail that speaks of insolvency, and stop reminding its client of everything."""
    said = words_of_insolvency(case.understanding.words)
    if not said:
        return None
    return review(
        f"It speaks of insolvency ({said!r}): nothing is booked, and no reminder goes.",
        'Have the claim filed; name "none" for the client in [reminders.instead] before you '
        "close this.",
        changes=_hold_all(case),
    )


def words_of_insolvency(text: str) -> str:
    """Return the first phrase in a text that speaks of insolvency, folded; "" without one."""
    found = _PHRASES.search(" ".join(fold(text).split()))
    return found[0] if found else ""


def _hold_all(case: Case) -> tuple[HoldReminders, ...]:
    if case.client is None or not case.believed:
        return ()
    client_id, ledger = case.client.client_id, case.snapshot
    numbers = tuple(
        invoice.invoice_number
        for work in ledger.engagements_of(client_id)
        for invoice in ledger.invoices_of(work.engagement_id)
        if invoice.status in OPEN and invoice.issued_on
    )
    return (HoldReminders(client_id, numbers, "insolvency"),) if numbers else ()
