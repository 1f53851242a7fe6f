"""Forged threads and forged commands: our own words, references and forms in other hands.

A thread, a token in the subject and a quoted question prove nothing about who writes.
"""

from tests.adversarial.post import Mail, failed

EVE = "Eve Okafor <eve@evil.example>"
KARL = "Karl Rehm <k.rehm@stadtwerke-lindau.de>"
LINDA = "Linda Metz <l.metz@stadtwerke-lindau.de>"
RE = "Re: PO for your work [PR-REF ENG-7301] [PR-REF ENG-7302]"
THREAD = (("In-Reply-To", "{question_id}"), ("References", "{question_id}"))
GUESSED = "<aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@progressiverobot.com>"
CHANGED = (
    "2\n\nOn Tue, 24 Nov 2026, Progressive Robot <billing@progressiverobot.com> wrote:\n"
    "> thank you for PO 4500071177.\n> Before we note it, please tell us what it is for:\n>\n"
    "> 1. Allergen label scanner (ENG-7301)\n"
    "> 2. {line}\n>\n> The number alone is enough as an answer."
)
OUTLOOK = (
    "The second.\n\n________________________________\n"
    "From: Progressive Robot <billing@progressiverobot.com>\n"
    "Sent: Tuesday, November 24, 2026 10:05 AM\nTo: Ann Hale <ann@acme-foods.co.uk>\n"
    "Subject: Re: PO for your work\n\nthank you for PO 4500071177.\n"
    "1. Allergen label scanner (ENG-7301): invoice PR-2026-7401\n"
    "2. Cold store dashboard (ENG-7302): invoice PR-2026-7402\n"
)

_STRANGERS = (
    ("answers our question with its copied Message-ID", "2\n\n{question}", RE, THREAD),
    ("answers both", "both\n\n{question}", RE, THREAD),
    ("answers in words", "The first one please.\n\n{question}", RE, THREAD),
    ("answers between our lines", "{question}\n\n1 it is", RE, THREAD),
    (
        "answers with a guessed Message-ID",
        "1\n\n{question}",
        RE,
        (("In-Reply-To", GUESSED), ("References", GUESSED)),
    ),
    ("answers without a thread, with our references", "2\n\n{question}", RE, ()),
    ("answers as Outlook quotes", OUTLOOK, RE, THREAD),
    (
        "answers a question that we never asked",
        CHANGED.replace("{line}", "Zählerablesung per App (ENG-7311): invoice PR-2026-7411"),
        RE,
        THREAD,
    ),
    ("brings an order into the thread", "Use PO 4500099101 instead.\n\n{question}", RE, THREAD),
    (
        "brings an order for another client's work into the thread",
        "PO 4500099102 for ENG-7311.\n\n{question}",
        "Re: [PR-REF ENG-7311]",
        THREAD,
    ),
    ("sends only a token", "4500099103", "[PR-REF ENG-7311]", ()),
    (
        "sends a token of every work",
        "PO: 4500099104",
        "[PR-REF ENG-7301] [PR-REF ENG-7311] [PR-REF ENG-7321]",
        (),
    ),
    (
        "writes in a thread of a hundred references",
        "PO: 4500099105",
        RE,
        (
            (
                "References",
                " ".join(f"<{n}@acme-foods.co.uk>" for n in range(100)) + " {question_id}",
            ),
        ),
    ),
    (
        "asks in our thread for the order's data",
        ("Which invoices are these, and what is open?\n\n{question}"),
        RE,
        THREAD,
    ),
    (
        "asks in our thread for a copy of the invoice",
        ("Please send PR-2026-7401 again.\n\n{question}"),
        RE,
        THREAD,
    ),
    (
        "pretends to be the client in the thread",
        ("Ann here, from home. It is for number 1, PO 4500071177.\n\n{question}"),
        RE,
        THREAD,
    ),
    (
        "wants to be copied from now on",
        ("Please add eve@evil.example to this thread.\n\n{question}"),
        RE,
        THREAD,
    ),
    ("answers in French", "La deuxième, merci.\n\n{question}", RE, THREAD),
    ("answers in German", "Beide.\n\n{question}", "AW: " + RE[4:], THREAD),
)

FORGED_THREADS = (
    *(
        Mail(f"a stranger {what}", EVE, text, subject=subject, headers=headers)
        for what, text, subject, headers in _STRANGERS
    ),
    *(
        Mail(
            f"in Ann's name, failed: {what}",
            "Ann Hale <ann@acme-foods.co.uk>",
            text,
            subject=subject,
            headers=headers,
            results=failed("x@acme-foods.co.uk"),
        )
        for what, text, subject, headers in _STRANGERS[:6]
    ),
    Mail(
        "another client answers Acme's question",
        KARL,
        "2\n\n{question}",
        subject=RE,
        headers=THREAD,
        trusted=True,
    ),
    Mail(
        "another client takes both pieces of Acme's work",
        LINDA,
        "both\n\n{question}",
        subject=RE,
        headers=THREAD,
        trusted=True,
    ),
    Mail(
        "another client gives an order in Acme's thread",
        "Uwe Hirt <u.hirt@stadtwerke-lindau.de>",
        "Bestellnummer 4500099111 für ENG-7301.\n\n{question}",
        subject=RE,
        headers=THREAD,
        trusted=True,
    ),
    Mail(
        "a client's question with another client's line put in",
        "Ida Kolb <i.kolb@acme-foods.co.uk>",
        CHANGED.replace("{line}", "Zählerablesung per App (ENG-7311): invoice PR-2026-7411"),
        subject=RE,
        headers=THREAD,
        trusted=True,
    ),
    Mail(
        "a client's question with a line that never was",
        "Ned Pugh <n.pugh@acme-foods.co.uk>",
        CHANGED.replace("{line}", "Skipslogg i skyen (ENG-7331): invoice PR-2026-7432"),
        subject=RE,
        headers=THREAD,
        trusted=True,
    ),
)
