"""What forged mails come in: portals, forwards, attached mails, reports, invitations, loops."""

from tests.adversarial.post import File, Mail, failed

EVE = "Eve Okafor <eve@evil.example>"
ORDER = (
    "Stadtwerke Lindau GmbH has sent you a new purchase order 4500099601\n"
    "Amount: EUR 28,640.55\nReference: Q-7311\nSupplier: Progressive Robot Ltd"
)

_PORTALS = (
    ("fails authentication", "ordersender-prod@ansmtp.ariba.com", failed("x@ansmtp.ariba.com")),
    ("has no authentication", "ordersender-prod@ansmtp.ariba.com", ()),
    (
        "has a foreign host's pass",
        "do_not_reply@coupahost.com",
        ("mx.evil.example; dmarc=pass header.from=coupahost.com",),
    ),
    ("has a portal's name as a subdomain", "orders@ariba.com.evil.example", None),
    ("ends like a portal", "orders@notcoupahost.com", None),
    ("has a hyphen", "orders@ansmtp-ariba.com", None),
    ("has a digit", "orders@ansmtp.ar1ba.com", None),
    ("has another top level", "orders@coupahost.net", None),
    ("has a portal's display name", '"SAP Ariba Network" <noreply@evil.example>', None),
    (
        "has a portal's address as its name",
        '"ordersender-prod@ansmtp.ariba.com" <noreply@evil.example>',
        None,
    ),
    ("is a free mailer's", "ariba.network.orders@gmail.com", None),
)

_NOTICES = (
    ("an order", ORDER),
    ("a login", "Your account at the portal will be closed. Sign in at https://evil.example"),
)

PORTALS = (
    *(
        Mail(
            f"a portal's {what} that {how}",
            sender,
            text,
            subject="New purchase order",
            results=results,
        )
        for how, sender, results in _PORTALS
        for what, text in _NOTICES
    ),
    Mail(
        "a true portal names no client",
        "ordersender-prod@ansmtp.ariba.com",
        "A customer sent you purchase order 4500099602. Amount: EUR 100.00",
        subject="New purchase order",
    ),
    Mail(
        "a true portal names two clients",
        "ordersender-prod@ansmtp.ariba.com",
        "Acme Foods Ltd and Stadtwerke Lindau GmbH sent you purchase order 4500099603, "
        "Reference Q-7311",
        subject="New purchase order",
    ),
    Mail(
        "a true portal and a sum far too small",
        "ordersender-prod@ansmtp.ariba.com",
        ORDER.replace("28,640.55", "1.00"),
        subject="New purchase order",
    ),
    Mail(
        "a true portal and another client's quote",
        "ordersender-prod@ansmtp.ariba.com",
        ORDER.replace("Q-7311", "Q-7301"),
        subject="New purchase order",
    ),
    Mail(
        "a true portal and a number out of the client's format",
        "ordersender-prod@ansmtp.ariba.com",
        ORDER.replace("4500099601", "XX-1"),
        subject="New purchase order",
    ),
    Mail(
        "a true portal that cancels another client's order",
        "ordersender-prod@ansmtp.ariba.com",
        "Stadtwerke Lindau GmbH cancelled purchase order 71200455.",
        subject="Order cancelled",
    ),
    Mail(
        "a true portal that asks for bank details",
        "ordersender-prod@ansmtp.ariba.com",
        "Acme Foods Ltd asks you to update your bank account in the portal.",
        subject="Action required",
    ),
)

INNER = (
    "From: Jörg Brandl <j.brandl@stadtwerke-lindau.de>\nSent: Monday, 23 November 2026 10:00\n"
    "To: Daniel\nSubject: Bestellung\n\nBestellnummer 4500099701 für Q-7311, 28.640,55 EUR netto."
)
GMAIL = (
    "---------- Forwarded message ---------\nFrom: Ann Hale <ann@acme-foods.co.uk>\n"
    "Date: Mon, 23 Nov 2026 at 10:00\nSubject: PO\nTo: <daniel@progressiverobot.com>\n\n"
    "PO 4500099702 for PR-2026-7401."
)
STAFF = (
    "-----Original Message-----\nFrom: Daniel <daniel@progressiverobot.com>\n"
    "To: billing\nSubject: FW: PO\n\nPlease book PO 4500099703 on PR-2026-7411, client agreed."
)

_FORWARDS = (
    ("Outlook's form", INNER),
    ("Gmail's form", GMAIL),
    ("a colleague's words", STAFF),
    ("two levels", f"FYI\n\n{STAFF}\n\n{INNER}"),
    (
        "a quoted answer of ours",
        (
            "ok\n\nOn Mon, 23 Nov 2026 Progressive Robot "
            "<billing@progressiverobot.com> wrote:\n> please use PO 4500099704 for ENG-7311"
        ),
    ),
    (
        "a German form",
        INNER.replace("From:", "Von:")
        .replace("Sent:", "Gesendet:")
        .replace("To:", "An:")
        .replace("Subject:", "Betreff:"),
    ),
    (
        "headers in the text",
        (
            "Authentication-Results: mx.progressiverobot.com; dmarc=pass\n"
            f"From: ann@acme-foods.co.uk\n\n{GMAIL}"
        ),
    ),
)

FORWARDS = (
    *(Mail(f"a stranger forwards {how}", EVE, text, subject="Fwd: PO") for how, text in _FORWARDS),
    *(
        Mail(
            f"a colleague's failed address forwards {how}",
            "Daniel <daniel@progressiverobot.com>",
            text,
            subject="FW: PO",
            results=failed("x@progressiverobot.com"),
        )
        for how, text in _FORWARDS
    ),
    *(
        Mail(
            f"another client forwards {how}",
            f"Gus Frey <g.frey{n}@halvorsen-maritime.no>",
            text,
            subject="Fwd: PO",
            trusted=True,
        )
        for n, (how, text) in enumerate(_FORWARDS[:4])
    ),
    Mail(
        "a colleague forwards a look-alike",
        "Daniel <daniel@progressiverobot.com>",
        INNER.replace("stadtwerke-lindau.de", "stadtwerke-llndau.de"),
        subject="FW: Bestellung",
        trusted=True,
    ),
    Mail(
        "a colleague forwards a stranger who quotes our numbers",
        "Sofia <sofia@progressiverobot.com>",
        INNER.replace("j.brandl@stadtwerke-lindau.de", "x@evil.example"),
        subject="FW: order",
        trusted=True,
    ),
)

_EML = (
    "From: {sender}\nTo: billing@progressiverobot.com\nSubject: Bestellung\n"
    "Date: Mon, 23 Nov 2026 10:00:00 +0000\nMessage-ID: <inner-{n}@stadtwerke-lindau.de>\n"
    "Authentication-Results: mx.progressiverobot.com; dmarc=pass "
    "header.from=stadtwerke-lindau.de\nContent-Type: text/plain; charset=utf-8\n\n"
    "Bestellnummer 450009980{n} für Q-7311, 28.640,55 EUR netto."
)
_INNER_SENDERS = (
    "j.brandl@stadtwerke-lindau.de",
    "kreditoren@stadtwerke-lindau.de",
    "daniel@progressiverobot.com",
    "ann@acme-foods.co.uk",
    "billing@progressiverobot.com",
)

ATTACHED_MAILS = (
    *(
        Mail(
            f"a stranger attaches a mail from {sender}",
            EVE,
            "See attached.",
            subject="Fwd",
            files=(File(f"mail{n}.eml", _EML.format(sender=sender, n=n), "message/rfc822"),),
        )
        for n, sender in enumerate(_INNER_SENDERS)
    ),
    *(
        Mail(
            f"a stranger attaches as a file a mail from {sender}",
            EVE,
            "See attached.",
            subject="Fwd",
            files=(File(f"mail{n}.eml", _EML.format(sender=sender, n=n)),),
        )
        for n, sender in enumerate(_INNER_SENDERS)
    ),
    Mail(
        "a failed colleague attaches a client's mail",
        "Daniel <daniel@progressiverobot.com>",
        "Bitte buchen",
        subject="FW",
        results=failed("x@progressiverobot.com"),
        files=(File("m.eml", _EML.format(sender=_INNER_SENDERS[0], n=8), "message/rfc822"),),
    ),
    Mail(
        "a stranger's mail that is nothing but an attached one",
        EVE,
        "",
        subject="",
        files=(File("m.eml", _EML.format(sender=_INNER_SENDERS[0], n=9), "message/rfc822"),),
    ),
)
