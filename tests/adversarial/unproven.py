"""Registered addresses that nothing vouches for: refused where the company asks for proof.

Without `trust.require_authentication` an exactly registered address is believed.
"""

from tests.adversarial.post import OURS, Mail
from tests.adversarial.spoofed import (
    ANN,
    CANCELLED,
    DISPUTED,
    ENGLISH,
    FRENCH,
    GERMAN,
    INGRID,
    JOERG,
    NO_ORDERS,
    NORWEGIAN,
    PETER,
    SOLENE,
)

UNPROVEN = (
    Mail("a registered contact without any result", ANN, ENGLISH, results=()),
    Mail(
        "a registered contact, results of a foreign host",
        JOERG,
        GERMAN,
        results=("mx.evil.example; dmarc=pass header.from=stadtwerke-lindau.de",),
    ),
    Mail("a registered contact, our host says none", SOLENE, FRENCH, results=(f"{OURS}; none",)),
    Mail(
        "a registered contact, a pass among the author's fields only",
        INGRID,
        NORWEGIAN,
        results=(),
        headers=(
            ("From", INGRID),
            ("Authentication-Results", f"{OURS}; dmarc=pass header.from=halvorsen-maritime.no"),
        ),
    ),
    Mail(
        "a registered contact, DMARC passed for another domain",
        PETER,
        ENGLISH,
        results=(f"{OURS}; dmarc=pass header.from=evil.example",),
    ),
    Mail(
        "a registered contact, SPF passed for another domain",
        ANN,
        ENGLISH,
        results=(f"{OURS}; spf=pass smtp.mailfrom=evil.example",),
    ),
    Mail(
        "a registered contact, softfail",
        SOLENE,
        NO_ORDERS,
        results=(f"{OURS}; spf=softfail smtp.mailfrom=brasserie-du-lac.fr",),
    ),
    Mail(
        "a registered contact, a result that follows no grammar",
        ANN,
        ENGLISH,
        results=(f"{OURS}; dmarc==pass;;; header.from=acme-foods.co.uk",),
    ),
    Mail("a registered contact cancels without any result", INGRID, CANCELLED, results=()),
    Mail("a registered contact disputes without any result", INGRID, DISPUTED, results=()),
    Mail(
        "a registered address at a free mailer without any result",
        "Paco Moreno <talleres.moreno@gmail.com>",
        "Hola, el número de pedido para PR-2026-7441 es 8801122. Paco",
        results=(),
    ),
    Mail(
        "a registered contact answers our question without any result",
        ANN,
        "2\n\n{question}",
        results=(),
        subject="Re: PO for your work [PR-REF ENG-7301] [PR-REF ENG-7302]",
        headers=(("In-Reply-To", "{question_id}"), ("References", "{question_id}")),
    ),
)
