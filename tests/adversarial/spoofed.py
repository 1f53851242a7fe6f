"""Mails in a client's or a colleague's name that our mail host found forged, or never vouched for.

A result counts only from our own host, on top, in the trace above the author's fields (RFC 8601 5).
"""

from tests.adversarial.post import OURS, Mail, failed

ANN = "Ann Hale <ann@acme-foods.co.uk>"
PETER = "Peter Osgood <ap@acme-foods.co.uk>"
JOERG = "Jörg Brandl <j.brandl@stadtwerke-lindau.de>"
SOLENE = "Solène Marchetti <s.marchetti@brasserie-du-lac.fr>"
INGRID = "Ingrid Tveit <ingrid.tveit@halvorsen-maritime.no>"
DANIEL = "Daniel <daniel@progressiverobot.com>"
SOFIA = "Sofia <sofia@progressiverobot.com>"
UNKNOWN_BUYER = "Tom Baxter <t.baxter@acme-foods.co.uk>"
UNKNOWN_CLERK = "Petra Vogt <p.vogt@stadtwerke-lindau.de>"

GERMAN = "Guten Tag,\n\nunsere Bestellnummer für Q-7311 lautet 4500088001.\n\nMfG\nBrandl"
ENGLISH = "Hi,\n\nPO 4500088002 covers ENG-7301, invoice PR-2026-7401.\n\nAnn"
FRENCH = "Bonjour,\n\nvotre bon de commande pour Q-7321 : BC 88003.\n\nS. Marchetti"
NORWEGIAN = "Hei,\n\nbruk bestillingsnummer 71209999 for PR-2026-7432.\n\nIngrid"
NO_ORDERS = "Bonjour,\n\nnous n'utilisons pas de numéros de commande.\n\nS. Marchetti"
CANCELLED = "Hei,\n\nbestilling 71200455 er kansellert.\n\nIngrid"
DISPUTED = "We dispute invoice PR-2026-7431 and will not pay it."
FORWARD = (
    "Bitte buchen.\n\n---------- Forwarded message ---------\n"
    "From: Jörg Brandl <j.brandl@stadtwerke-lindau.de>\nDate: Mon, 23 Nov 2026\n"
    "Subject: Bestellung\nTo: daniel@progressiverobot.com\n\nBestellnummer 4500088004 für Q-7311."
)

FAILED = (
    Mail(
        "DMARC failed for a registered contact",
        ANN,
        ENGLISH,
        results=(f"{OURS}; dmarc=fail header.from=acme-foods.co.uk",),
    ),
    Mail(
        "DMARC failed while SPF of the attacker passed",
        JOERG,
        GERMAN,
        results=(
            (
                f"{OURS}; spf=pass smtp.mailfrom=bounce.evil.example; dkim=none; "
                "dmarc=fail header.from=stadtwerke-lindau.de"
            ),
        ),
    ),
    Mail(
        "DMARC failed while DKIM of the attacker passed",
        SOLENE,
        FRENCH,
        results=(
            (
                f"{OURS}; dkim=pass header.d=evil.example; "
                "dmarc=fail (p=none) header.from=brasserie-du-lac.fr"
            ),
        ),
    ),
    Mail(
        "only an aligned SPF fail",
        INGRID,
        NORWEGIAN,
        results=(f"{OURS}; spf=fail smtp.mailfrom=halvorsen-maritime.no",),
    ),
    Mail(
        "an aligned broken DKIM signature and nothing that passes",
        ANN,
        ENGLISH,
        results=(f"{OURS}; dkim=fail (body hash did not verify) header.d=acme-foods.co.uk",),
    ),
    Mail(
        "a failed mail that says clients use no orders",
        SOLENE,
        NO_ORDERS,
        results=failed("x@brasserie-du-lac.fr"),
    ),
    Mail(
        "a failed mail that cancels an order",
        INGRID,
        CANCELLED,
        results=failed("x@halvorsen-maritime.no"),
    ),
    Mail(
        "a failed mail that disputes an invoice",
        INGRID,
        DISPUTED,
        results=failed("x@halvorsen-maritime.no"),
    ),
    Mail(
        "Microsoft's composite authentication fails, reason 000",
        PETER,
        ENGLISH,
        results=(
            (
                f"{OURS}; spf=fail (sender IP is 203.0.113.9) "
                "smtp.mailfrom=acme-foods.co.uk; dkim=none (message not signed) "
                "header.d=none;dmarc=fail action=oreject header.from=acme-foods.co.uk;"
                "compauth=fail reason=000"
            ),
        ),
    ),
    Mail(
        "Microsoft's composite authentication fails, reason 001",
        ANN,
        ENGLISH,
        results=(
            (
                f"{OURS}; spf=none smtp.mailfrom=evil.example; dkim=none header.d=none; "
                "dmarc=none action=none header.from=acme-foods.co.uk; "
                "compauth=fail reason=001"
            ),
        ),
    ),
    Mail(
        "Microsoft's composite authentication fails, reason 601, our own domain",
        DANIEL,
        FORWARD,
        results=(
            (
                f"{OURS}; spf=fail smtp.mailfrom=progressiverobot.com; dkim=none; "
                "dmarc=fail action=none header.from=progressiverobot.com; "
                "compauth=fail reason=601"
            ),
        ),
    ),
    Mail(
        "our host failed it, a forged pass follows below",
        ANN,
        ENGLISH,
        results=(*failed("x@acme-foods.co.uk"), f"{OURS}; dmarc=pass header.from=acme-foods.co.uk"),
    ),
    Mail(
        "our host failed it, and the attacker's own header stands among the author's fields",
        JOERG,
        GERMAN,
        results=failed("x@stadtwerke-lindau.de"),
        headers=(
            ("Authentication-Results", f"{OURS}; dmarc=pass header.from=stadtwerke-lindau.de"),
        ),
    ),
    Mail(
        "our host's name in capitals",
        SOLENE,
        FRENCH,
        results=("MX.PROGRESSIVEROBOT.COM; dmarc=fail header.from=brasserie-du-lac.fr",),
    ),
    Mail(
        "a comment before the failing result",
        ANN,
        ENGLISH,
        results=(
            f"(a note; dmarc=pass) {OURS}; dmarc=fail header.from=acme-foods.co.uk",
            f"{OURS}; dmarc=fail (dmarc=pass) header.from=acme-foods.co.uk",
        ),
    ),
    Mail(
        "a version behind our host's name",
        ANN,
        ENGLISH,
        results=(f"{OURS} 1; dmarc=fail header.from=acme-foods.co.uk",),
    ),
    Mail(
        "a folded failing result",
        INGRID,
        NORWEGIAN,
        results=(
            (
                f"{OURS};\n dkim=none;\n spf=softfail smtp.mailfrom=evil.example;\n"
                "\tdmarc=fail header.from=halvorsen-maritime.no"
            ),
        ),
    ),
    Mail(
        "a colleague's address that failed forwards an order",
        SOFIA,
        FORWARD,
        results=failed("x@progressiverobot.com"),
    ),
    Mail(
        "our inbox's own address, failed",
        "Billing <billing@progressiverobot.com>",
        FORWARD,
        results=failed("x@progressiverobot.com"),
    ),
    Mail(
        "a subdomain of a client, failed",
        "AP <ap@pay.acme-foods.co.uk>",
        ENGLISH,
        results=failed("x@pay.acme-foods.co.uk"),
    ),
    Mail(
        "two senders in From, one of them registered",
        "ann@acme-foods.co.uk, eve@evil.example",
        ENGLISH,
        results=(f"{OURS}; dmarc=pass header.from=evil.example",),
    ),
    Mail(
        "two From headers",
        ANN,
        ENGLISH,
        results=(f"{OURS}; dmarc=pass header.from=evil.example",),
        headers=(("From", "eve@evil.example"), ("From", ANN)),
    ),
    Mail(
        "From is the registered address, only the Sender authenticates",
        ANN,
        ENGLISH,
        results=failed("x@acme-foods.co.uk"),
        headers=(("Sender", "eve@evil.example"),),
    ),
    Mail(
        "a failed mail resent with another From",
        ANN,
        ENGLISH,
        results=failed("x@acme-foods.co.uk"),
        headers=(("Resent-From", "daniel@progressiverobot.com"),),
    ),
    # Domains of clients without a registered address: nothing proves them.
    Mail(
        "an unknown person of a client's domain without any result",
        UNKNOWN_BUYER,
        ENGLISH,
        results=(),
    ),
    Mail(
        "an unknown person, results of a foreign host",
        UNKNOWN_CLERK,
        GERMAN,
        results=("mx.evil.example; dmarc=pass header.from=stadtwerke-lindau.de",),
    ),
    Mail(
        "an unknown person, a host whose name begins like ours",
        UNKNOWN_BUYER,
        ENGLISH,
        results=(f"{OURS}.evil.example; dmarc=pass header.from=acme-foods.co.uk",),
    ),
    Mail(
        "an unknown person, a host whose name ends like ours",
        UNKNOWN_BUYER,
        ENGLISH + " ",
        results=(f"evil-{OURS}; dmarc=pass header.from=acme-foods.co.uk",),
    ),
    Mail(
        "an unknown person, our host's name with a full stop",
        UNKNOWN_BUYER,
        ENGLISH + "\n",
        results=(f"{OURS}.; dmarc=pass header.from=acme-foods.co.uk",),
    ),
    Mail(
        "an unknown person, a pass among the author's fields only",
        UNKNOWN_CLERK,
        GERMAN,
        results=(),
        headers=(
            ("From", UNKNOWN_CLERK.replace("Petra Vogt", "Vogt")),
            ("Authentication-Results", f"{OURS}; dmarc=pass header.from=stadtwerke-lindau.de"),
        ),
    ),
    Mail(
        "an unknown person, DMARC passed for another domain",
        UNKNOWN_BUYER,
        ENGLISH,
        results=(f"{OURS}; dmarc=pass header.from=evil.example",),
    ),
    Mail(
        "an unknown person, SPF passed for a sibling of the top level",
        UNKNOWN_BUYER,
        ENGLISH,
        results=(f"{OURS}; spf=pass smtp.mailfrom=co.uk",),
    ),
    Mail(
        "an unknown person, softfail and neutral only",
        UNKNOWN_CLERK,
        GERMAN,
        results=(
            (f"{OURS}; spf=softfail smtp.mailfrom=stadtwerke-lindau.de; dkim=neutral; dmarc=none"),
        ),
    ),
    Mail(
        "an unknown person, a temporary error of DMARC",
        UNKNOWN_CLERK,
        GERMAN,
        results=(f"{OURS}; dmarc=temperror header.from=stadtwerke-lindau.de",),
    ),
    Mail(
        "an unknown person, ARC of somebody else",
        UNKNOWN_BUYER,
        ENGLISH,
        results=(),
        headers=(
            ("ARC-Authentication-Results", f"i=1; {OURS}; dmarc=pass header.from=acme-foods.co.uk"),
        ),
    ),
    Mail(
        "an unknown person, a Received-SPF pass of their own",
        UNKNOWN_BUYER,
        ENGLISH,
        results=(),
        headers=(("Received-SPF", "pass (acme-foods.co.uk: sender is authorised)"),),
    ),
    Mail(
        "an unknown person, Microsoft's form without a host, which is not ours",
        UNKNOWN_BUYER,
        ENGLISH,
        results=(
            (
                "spf=pass smtp.mailfrom=acme-foods.co.uk; dkim=pass "
                "header.d=acme-foods.co.uk; dmarc=pass action=none "
                "header.from=acme-foods.co.uk; compauth=pass reason=100"
            ),
        ),
    ),
    Mail(
        "an unknown person, original results that they wrote themselves",
        UNKNOWN_BUYER,
        ENGLISH,
        results=(),
        headers=(
            (
                "X-Original-Authentication-Results",
                f"{OURS}; dmarc=pass header.from=acme-foods.co.uk",
            ),
        ),
    ),
    Mail(
        "an unknown colleague of ours without a result",
        "Max <max@progressiverobot.com>",
        FORWARD,
        results=(),
    ),
    Mail("a known colleague of ours without a result", DANIEL, FORWARD, results=()),
    Mail(
        "a known colleague with the pass of another host",
        SOFIA,
        FORWARD,
        results=("mail.evil.example; dmarc=pass header.from=progressiverobot.com",),
    ),
)
