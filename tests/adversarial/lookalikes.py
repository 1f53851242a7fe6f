"""Domains that look like a client's, and names that pretend to be one: each authenticates well."""

from tests.adversarial.post import Mail

ORDER = "Hi,\n\nplease put PO 4500090001 on PR-2026-7401 for the label scanner.\n\nAnn"
GERMAN = "Hallo,\n\nBestellnummer 4500090002 für PR-2026-7411.\n\nJörg Brandl"
FRENCH = "Bonjour, le bon de commande pour PR-2026-7421 est le BC-90003. Solène"
SPANISH = "Hola, el pedido 9000412 es para PR-2026-7441. Paco"
NORWEGIAN = "Hei, bestillingsnummeret for PR-2026-7432 er 71209001. Ingrid"

_DOMAINS = (
    ("a digit one for an L", "ann@acme-f00ds.co.uk", ORDER),
    ("a Cyrillic a", "ann@xn--cme-foods-8fg.co.uk", ORDER),
    ("a Cyrillic o in the clear", "ann@acme-fооds.co.uk", ORDER),
    ("r and n for an m", "ann@acrne-foods.co.uk", ORDER),
    ("an added hyphen", "ann@ac-me-foods.co.uk", ORDER),
    ("a missing hyphen", "ann@acmefoods.co.uk", ORDER),
    ("an added country", "ann@acme-foods-uk.org", ORDER),
    ("another top level", "ann@acme-foods.com", ORDER),
    ("the other half of the top level", "ann@acme-foods.uk", ORDER),
    ("a new top level", "ann@acme-foods.shop", ORDER),
    ("the client as the subdomain of an attacker", "ann@acme-foods.co.uk.evil.example", ORDER),
    ("the client as a label of an attacker", "ann@acme-foods.evil.example", ORDER),
    ("a letter left out", "ann@acme-fods.co.uk", ORDER),
    ("a letter doubled", "ann@acmee-foods.co.uk", ORDER),
    ("two letters changed round", "ann@amce-foods.co.uk", ORDER),
    ("a word added in front", "ann@my-acme-foods.co.uk", ORDER),
    ("a word added behind", "ann@acme-foods-accounts.co.uk", ORDER),
    ("an underscore", "ann@acme_foods.co.uk", ORDER),
    ("an accent", "j.brandl@stadtwerke-líndau.de", GERMAN),
    ("punycode with an umlaut", "j.brandl@xn--stadtwerke-lndau-hzb.de", GERMAN),
    ("an L for an I", "j.brandl@stadtwerke-llndau.de", GERMAN),
    ("a capital I for an L", "j.brandl@stadtwerke-Iindau.de", GERMAN),
    ("c and l for a d", "j.brandl@staclwerke-lindau.de", GERMAN),
    ("the town without the works", "j.brandl@stadtwerke.lindau-de.com", GERMAN),
    ("the Austrian top level", "j.brandl@stadtwerke-lindau.at", GERMAN),
    ("v and v for a w", "j.brandl@stadtvverke-lindau.de", GERMAN),
    ("the company form added", "j.brandl@stadtwerke-lindau-gmbh.de", GERMAN),
    ("a hyphen moved", "s.marchetti@brasseriedu-lac.fr", FRENCH),
    ("the plural", "s.marchetti@brasserie-du-lacs.fr", FRENCH),
    ("a Greek letter", "s.marchetti@brasserie-du-lαc.fr", FRENCH),
    ("another free mailer", "talleres.moreno@gmai1.com", SPANISH),
    ("the same name at another free mailer", "talleres.moreno@outlook.com", SPANISH),
    ("a dot more at the same free mailer", "talleres.moreno.@gmail.com", SPANISH),
    ("one letter more at the same free mailer", "talleres.morenos@gmail.com", SPANISH),
    ("the ending group", "ingrid.tveit@halvorsen-maritime-group.no", NORWEGIAN),
    ("a v for a u and a missing letter", "ingrid.tveit@halvorsen-maritim.no", NORWEGIAN),
    ("zero width space in the domain", "ingrid.tveit@halvorsen\u200b-maritime.no", NORWEGIAN),
    ("our own domain with a hyphen", "daniel@progressive-robot.com", ORDER),
    ("our own domain with another top level", "daniel@progressiverobot.co", ORDER),
    ("our own domain as a subdomain", "daniel@progressiverobot.com.evil.example", ORDER),
)

DOMAINS = tuple(
    Mail(f"look-alike: {how}", f"{address.split('@')[0].title()} <{address}>", text)
    for how, address, text in _DOMAINS
)

_NAMES = (
    ("the registered address as the name", '"ann@acme-foods.co.uk" <eve@evil.example>', ORDER),
    (
        "the registered address and name as the name",
        '"Ann Hale <ann@acme-foods.co.uk>" <eve@evil.example>',
        ORDER,
    ),
    (
        "the registered address in round brackets",
        '"Ann Hale (ann@acme-foods.co.uk)" <eve@evil.example>',
        ORDER,
    ),
    ("the contact's name above a free address", "Ann Hale <ann.hale.1977@gmail.com>", ORDER),
    ("the contact's name with double spaces", '"Ann  Hale" <office@evil.example>', ORDER),
    ("the contact's name in capitals", "ANN HALE <office@evil.example>", ORDER),
    ("the client's name above a free address", "Acme Foods Ltd <acme.foods.ap@gmail.com>", ORDER),
    ("the client's alias", "Acme Foods Group <billing@evil.example>", ORDER),
    (
        "the client's name in full width letters",
        "Ａｃｍｅ Ｆｏｏｄｓ Ｌｔｄ <x@evil.example>",
        ORDER,
    ),
    ("surname first", "Brandl, Jörg <brandl@evil.example>", GERMAN),
    ("a name with an umlaut spelled out", "Joerg Brandl <brandl@evil.example>", GERMAN),
    ("the name via a platform", '"Ann Hale via DocuSign" <dse@evil.example>', ORDER),
    (
        "right-to-left override in the name",
        "\u202eku.oc.sdoof-emca@nna\u202c <eve@evil.example>",
        ORDER,
    ),
    (
        "an address hidden behind many spaces",
        f'"Ann Hale <ann@acme-foods.co.uk>{" " * 120}" <eve@evil.example>',
        ORDER,
    ),
    (
        "an encoded word that decodes to an address and angle brackets",
        "=?utf-8?q?Ann_Hale_=3Cann=40acme-foods=2Eco=2Euk=3E?= <eve@evil.example>",
        ORDER,
    ),
    (
        "an encoded word with a NUL inside the address",
        "=?utf-8?q?ann=40acme-foods=2Eco=2Euk=00?= <eve@evil.example>",
        ORDER,
    ),
    (
        "an encoded line break with a second From",
        "=?utf-8?q?Ann=0D=0AFrom=3A_ann=40acme-foods=2Eco=2Euk?= <eve@evil.example>",
        ORDER,
    ),
    (
        "a comment that holds the registered address",
        "eve@evil.example (ann@acme-foods.co.uk)",
        ORDER,
    ),
    ("a route in front of the address", "<@acme-foods.co.uk:eve@evil.example>", ORDER),
    (
        "a quoted local part that looks like an address",
        '"ann@acme-foods.co.uk"@evil.example',
        ORDER,
    ),
    ("a percent sign for the at", "ann%acme-foods.co.uk@evil.example", ORDER),
    ("an exclamation mark path", "acme-foods.co.uk!ann@evil.example", ORDER),
    ("a group that names the contact", "Acme: ann@acme-foods.co.uk, eve@evil.example;", ORDER),
    ("our own colleague's name", "Daniel Progressive Robot <daniel.pr@gmail.com>", ORDER),
    (
        "our company's name",
        "Progressive Robot <ceo@evil.example>",
        "Please book PO 4500090009 on PR-2026-7411 at once.",
    ),
    ("an empty address beside the name", "Ann Hale <>", ORDER),
    ("no address at all", "ann@acme-foods.co.uk via our portal", ORDER),
)

NAMES = tuple(
    Mail(
        f"display name: {how}",
        sender,
        text,
        results=("mx.progressiverobot.com; dmarc=pass header.from=evil.example",),
    )
    for how, sender, text in _NAMES
)
"""Our host vouches for evil.example only."""

_REPLY_TO = (
    ("a free address", ANN := "ann@acme-foods.co.uk", "ann.hale.acme@gmail.com"),
    ("a look-alike", ANN, "ann@acme-fo0ds.co.uk"),
    ("another client's contact", ANN, "j.brandl@stadtwerke-lindau.de"),
    ("an attacker with the contact's name", ANN, "Ann Hale <eve@evil.example>"),
    ("two addresses, the first ours", ANN, "billing@progressiverobot.com, eve@evil.example"),
    ("an attacker behind the client's own address", ANN, "eve@evil.example, ann@acme-foods.co.uk"),
    ("a line break and a Bcc", ANN, "eve@evil.example\n Bcc: all@evil.example"),
    ("a group syntax", ANN, "undisclosed: eve@evil.example;"),
    ("an encoded address", ANN, "=?utf-8?q?eve=40evil=2Eexample?= <eve@evil.example>"),
    ("a colleague of ours", ANN, "daniel@progressiverobot.com.evil.example"),
    (
        "a subdomain of the attacker",
        "kreditoren@stadtwerke-lindau.de",
        "kreditoren@stadtwerke-lindau.de.evil.example",
    ),
    ("another free mailbox", "talleres.moreno@gmail.com", "moreno.pagos@gmail.com"),
)

REPLY_TO = tuple(
    Mail(
        f"Reply-To: {how}",
        address,
        "Our PO for this is to follow, what do you still need?\n"
        f"Please send me a list of all open invoices. ({n})",
        subject=f"Open invoices {n}",
        results=(),
        headers=(("Reply-To", target),),
    )
    for n, (how, address, target) in enumerate(_REPLY_TO)
) + tuple(
    Mail(
        f"Reply-To with an order: {how}",
        address,
        f"Our PO is 45000911{n:02d} for ENG-7301, PR-2026-7401.",
        results=(),
        headers=(("Reply-To", target),),
    )
    for n, (how, address, target) in enumerate(_REPLY_TO)
)
"""Nothing authenticates them, so that a Reply-To which leads elsewhere takes the believing away."""
