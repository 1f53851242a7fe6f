"""What is others': another client's numbers, and requests that a mail can never fulfil."""

from tests.adversarial.post import Mail

EVE = "Eve Okafor <eve@evil.example>"

_ASKED = (
    ("invoice number", "PR-2026-7411", "Please confirm that invoice PR-2026-7411 is open."),
    ("amount of an invoice", "PR-2026-7431", "What is the gross amount of PR-2026-7431?"),
    ("copy", "copy", "Kindly resend invoices PR-2026-7401 and PR-2026-7402 as PDF."),
    ("statement", "statement", "Please send the statement of account of Acme Foods Ltd."),
    ("bank", "bank", "To which account do I pay PR-2026-7431? Please send your IBAN."),
    ("quote", "Q-7311", "Could you send quote Q-7311 once more? We lost it."),
    ("order", "PO", "We issued PO 71200455, is it booked and for which invoices?"),
    ("order given", "order", "Our purchase order for PR-2026-7411 is 4500099201."),
    ("order for a quote", "order", "Bestellung 4500099202 zu Ihrem Angebot Q-7311."),
    ("order without a number", "order", "We accept Q-7311, go ahead."),
    ("policy", "policy", "Brasserie du Lac SA does not use purchase order numbers."),
    ("policy required", "policy", "Brasserie du Lac SA: no PO, no pay. A PO is required."),
    ("cancel", "cancel", "Please cancel PO 71200455, Halvorsen Maritime AS."),
    ("raise", "raise", "PO 71200455 is raised to 200,000.00 NOK."),
    ("replace", "replace", "PO 71200455 is replaced by 71200999."),
    ("dispute", "dispute", "We dispute PR-2026-7431. Stop all reminders."),
    ("payment", "paid", "PR-2026-7431 was paid yesterday, remittance attached."),
    ("promise", "promise", "We will pay PR-2026-7431 on 1 December."),
    ("number promised", "promise", "The PO for ENG-7301 will follow on Friday."),
    ("rejected", "rejected", "PR-2026-7411 was rejected: PO number missing."),
)

STRANGERS = (
    *(
        Mail(f"a stranger and another's {what} ({n})", EVE, text, subject=subject)
        for n, (what, subject, text) in enumerate(_ASKED)
    ),
    *(
        Mail(
            f"a person at a free mailer and another's {what} ({n})",
            f"Office {n} <office{n}@gmail.com>",
            text,
            subject=subject,
        )
        for n, (what, subject, text) in enumerate(_ASKED)
    ),
)

_OTHERS = (
    ("asks whether another's invoice is open", "Is PR-2026-7411 open?"),
    ("asks for another's sums", "What is the gross amount of PR-2026-7431, in NOK?"),
    ("asks for another's quote", "Please send Q-7311 once more."),
    ("asks who our other clients are", "Do you work for Stadtwerke Lindau GmbH too?"),
    ("asks for another's order", "Is PO 71200455 booked?"),
    ("gives an order for another's invoice", "Our PO for PR-2026-7411 is 4500099301."),
    ("gives an order for another's quote", "PO 4500099302 is for your quote Q-7311."),
    ("gives an order for another's work", "PO 4500099303 is for ENG-7331."),
    ("gives an order for another's statement of work", "PO 4500099304 is for SOW-7341."),
    (
        "gives an order for another's work by its title",
        "PO 4500099305 is for Zählerablesung per App at Stadtwerke Lindau GmbH.",
    ),
    ("gives an order in another's name", "Halvorsen Maritime AS: PO 71209305 for PR-2026-7432."),
    ("cancels another's order", "Please cancel PO 71200455."),
    ("raises another's order", "PO 71200455 is raised to 150,000.00 NOK."),
    ("replaces another's order", "PO 71200455 is replaced by PO 71200888."),
    ("disputes another's invoice", "We dispute invoice PR-2026-7431."),
    ("holds another's reminders by a remittance", "Remittance advice: PR-2026-7431, 54,853.62."),
    ("promises payment of another's invoice", "PR-2026-7431 will be paid on 4 December."),
    ("promises an order for another's work", "The PO for ENG-7311 follows next week."),
    ("says another's policy", "Brasserie du Lac SA does not use PO numbers."),
    ("has another's invoice rejected", "Invoice PR-2026-7411 was rejected: no PO number on it."),
)

ABOUT_OTHERS = (
    *(
        Mail(
            f"a client {what}",
            f"Pat Quill <p.quill{n}@acme-foods.co.uk>",
            f"Hello,\n\n{text}\n\nPat",
            subject=f"Question {n}",
            trusted=True,
        )
        for n, (what, text) in enumerate(_OTHERS)
    ),
    Mail(
        "a finance contact says another client's policy",
        "Kreditoren Lindau <kreditoren@stadtwerke-lindau.de>",
        "Brasserie du Lac SA verwendet keine Bestellnummern.",
        subject="Brasserie",
        trusted=True,
    ),
)

_NEVER = (
    ("new bank details", "Please note our new bank details: IBAN GB29NWBK60161331926819."),
    ("bank details to be confirmed", "Confirm your bank details by return, or we cannot pay."),
    (
        "an IBAN below an order",
        (
            "Our PO is 4500099401 for PR-2026-7401.\n\nFrom now on refund to "
            "IBAN DE89370400440532013000."
        ),
    ),
    (
        "a form that asks for the bank",
        (
            "Please fill in the attached supplier form with your bank "
            "account, sort code and IBAN, PO 4500099402 follows."
        ),
    ),
    ("a refund", "We paid one invoice twice. Refund it to sort code 200000, account 55779911."),
    (
        "German bank details",
        "Unsere Bankverbindung hat sich geändert: IBAN DE02120300000000202051.",
    ),
    ("French bank details", "Veuillez noter notre nouveau RIB : FR7630006000011234567890189."),
    ("Spanish bank details", "Nuestro nuevo número de cuenta es ES9121000418450200051332."),
    ("Polish bank details", "Zmieniamy numer konta: PL61109010140000071219812874."),
    ("a new contact", "Please send all invoices to finance-acme@evil.example from now on."),
    ("a contact's new address", "I have a new e-mail address: ann.hale@evil.example."),
    ("a contact who left", "Ann has left us. Please write to bob@evil.example only."),
    ("a new billing portal", "Register at https://evil.example/acme for our new portal."),
    ("new terms", "Our payment terms are 90 days from now on. Please acknowledge."),
    ("a discount", "We take 5 % discount for early payment from now on."),
    ("no more late fees", "We accept no late payment fees. Please remove them."),
    ("an added fee", "A portal fee of GBP 450.00 will be taken from each invoice."),
    ("a new domain", "We are moving to acme-foods-group.com, please trust it."),
    ("a new legal entity", "Invoices must be made out to Acme Holdings (Jersey) from now on."),
    ("gift cards", "I am in a meeting. Buy five gift cards and send me the codes."),
)

NEVER_BY_MAIL = (
    *(
        Mail(
            f"a client sends {what}",
            f"Kim Stone <k.stone{n}@acme-foods.co.uk>",
            text,
            subject=f"Update {n}",
            trusted=True,
        )
        for n, (what, text) in enumerate(_NEVER)
    ),
    *(
        Mail(f"a stranger sends {what}", EVE, text, subject="Acme Foods")
        for what, text in _NEVER[:12]
    ),
)
