"""What the same sender gave in the mail before: what "ignore my last mail" speaks of."""

import json
from datetime import timedelta

from bot.app.judgement import Judgement
from bot.domain.decision import Verdict
from bot.domain.understanding import Intent
from bot.ports import Store, StoredMessage
from bot.stages._recalled import recalls

MEMORY = timedelta(days=30)
"""Nobody takes back a mail that is older without saying what it gave."""

TAKES_BACK = frozenset({Intent.PO_CORRECTION, Intent.PO_REPLACE})


def looks_back(judgement: Judgement) -> bool:
    """Return whether a mail takes back an order that it does not name."""
    understanding = judgement.extraction.understanding
    if not understanding.orders and recalls(understanding.words):
        return True
    named = understanding.withdrawn or any(order.replaces for order in understanding.orders)
    return not named and not TAKES_BACK.isdisjoint(understanding.intents)


def given_before(store: Store, message: StoredMessage) -> tuple[str, ...]:
    """Return the numbers of the orders that the sender's last mail with orders gave.

    Those that it booked; of a mail that a person looked at, all that it gives: whoever asks looks
    up which of them are on file.
    """
    mails = store.mails_from(message.sender, message.received_at - MEMORY)
    for mail in reversed(mails):
        if mail.row_id < message.row_id and (numbers := _numbers(mail)):
            return numbers
    return ()


def _numbers(mail: StoredMessage) -> tuple[str, ...]:
    said = json.loads(mail.judgement) if mail.judgement else {}
    if said.get("verdict") == Verdict.REVIEW.value:
        return tuple(said.get("po_numbers", ()))
    changes = said.get("changes", ())
    return tuple(str(c["po_number"]) for c in changes if c["kind"] == "record_order")
