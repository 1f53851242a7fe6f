"""154 honest mails: eleven clients, fourteen pieces of work each, a mail about every one.

They come as mail programs, lists, colleagues and portals carry them, each authenticated as such
mail is, and each gives its own number. None may be taken for an attack.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from html import escape

from babel.numbers import format_currency

from bot.domain.ledger import (
    Client,
    ClientId,
    Contact,
    Engagement,
    EngagementId,
    Invoice,
    InvoiceNumber,
    InvoiceStatus,
    PoPolicy,
    Snapshot,
)
from tests.adversarial.honest_words import KINDS, ORDERS, TITLES, WORDS
from tests.adversarial.post import OURS, File, Mail, passed

CLIENTS = (
    ("en", "Fernhill Dairies Ltd", "fernhill-dairies.co.uk", "Mary Coyle", "GB", "GBP"),
    ("de", "Kessler Pumpenbau GmbH", "kessler-pumpen.de", "Jürgen Böhm", "DE", "EUR"),
    ("fr", "Ateliers Vauquelin SAS", "vauquelin.fr", "Éloïse Garnier", "FR", "EUR"),
    ("es", "Conservas Ribadeo SA", "ribadeo.es", "Íñigo Peña", "ES", "EUR"),
    ("it", "Filatura Brembo S.r.l.", "filatura-brembo.it", "Niccolò Ferri", "IT", "EUR"),
    ("nl", "Zuiderhaven Logistiek B.V.", "zuiderhaven.nl", "Anneke Visser", "NL", "EUR"),
    ("sv", "Björkdal Trävaror AB", "bjorkdal.se", "Åsa Lindqvist", "SE", "SEK"),
    ("nb", "Fjellheim Turist AS", "fjellheim.no", "Øystein Dahl", "NO", "NOK"),
    ("da", "Skovgaard Møbler A/S", "skovgaard.dk", "Søren Højgaard", "DK", "DKK"),
    ("pl", "Zakłady Młynarskie Sp. z o.o.", "mlynarskie.pl", "Łukasz Wójcik", "PL", "PLN"),
    ("pt", "Cortiças do Sado Lda", "corticas-sado.pt", "João Conceição", "PT", "EUR"),
)
"""Language, name, domain, contact, country, currency: one client in each language."""

DANIEL = "Daniel Price <daniel@progressiverobot.com>"
PER_CLIENT = 2 * len(KINDS)


@dataclass(frozen=True, slots=True)
class Honest:
    """One mail, its work, and what is expected of it."""

    mail: Mail
    kind: str
    po_number: str
    work: Engagement

    @property
    def gives_order(self) -> bool:
        """Return whether a number comes with it."""
        return self.kind in ORDERS

    @property
    def expected(self) -> str:
        """Return the verdict of a careful clerk, who asks nobody through a list."""
        if self.gives_order:
            return "apply"
        if self.kind != "without a number":
            return "none"
        through_list = any(name == "List-Id" for name, _ in self.mail.headers)
        return "review" if through_list else "clarify"


def books() -> Snapshot:
    """Return the ledger: everything waits for an order."""
    return Snapshot(
        clients=tuple(
            Client(
                ClientId(language),
                name,
                domains=(domain,),
                po_policy=PoPolicy.REQUIRED,
                currency=currency,
                language=language,
                country=country,
            )
            for language, name, domain, _, country, currency in CLIENTS
        ),
        contacts=tuple(
            Contact(ClientId(language), person, f"einkauf@{domain}", "procurement")
            for language, _, domain, person, _, _ in CLIENTS
        ),
        engagements=tuple(_work(c, n) for c in range(len(CLIENTS)) for n in range(PER_CLIENT)),
        invoices=tuple(_invoice(c, n) for c in range(len(CLIENTS)) for n in range(PER_CLIENT)),
    )


def mails() -> tuple[Honest, ...]:
    """Return the mails, a client after the other."""
    return tuple(_mail(c, n) for c in range(len(CLIENTS)) for n in range(PER_CLIENT))


def _work(client: int, n: int) -> Engagement:
    language, name, *_, currency = CLIENTS[client]
    number = 1000 + client * 100 + n
    return Engagement(
        EngagementId(f"ENG-{number}"),
        ClientId(language),
        f"{TITLES[n]} {name.split()[0]}",
        quote_ref=f"Q-{number}",
        sow_ref=f"SOW-{number}",
        value=_value(number),
        currency=currency,
        starts_on=date(2026, 12, 1),
        account_manager="sofia@progressiverobot.com",
        project_manager="daniel@progressiverobot.com",
    )


def _value(number: int) -> Decimal:
    """Return the net sum of a work, which no other one has."""
    return Decimal(1_000_000 + 3_701 * number) / 100


def _invoice(client: int, n: int) -> Invoice:
    work = _work(client, n)
    net = _value(1000 + client * 100 + n)
    return Invoice(
        InvoiceNumber(f"PR-2026-{work.engagement_id[4:]}"),
        work.engagement_id,
        issued_on=date(2026, 11, 16),
        net=net,
        tax=(net / 5).quantize(Decimal("0.01")),
        gross=net + (net / 5).quantize(Decimal("0.01")),
        currency=work.currency,
        status=InvoiceStatus.AWAITING_PO,
    )


def _mail(client: int, n: int) -> Honest:
    language, name, domain, person, _, currency = CLIENTS[client]
    work, kind = _work(client, n), KINDS[n % len(KINDS)]
    po_number = f"45{client:02d}{n:02d}7731"
    text = WORDS[language][n % len(KINDS)].format(
        po=po_number,
        quote=work.quote_ref,
        invoice=_invoice(client, n).invoice_number,
        work=work.engagement_id,
        title=work.title,
        sum=format_currency(_value(1000 + client * 100 + n), currency, locale=language),
        name=person,
    )
    plain = Mail(
        f"{language}, an order {kind} ({n})", f"{person} <einkauf@{domain}>", text, work.title
    )
    # Each client begins elsewhere, so that every kind meets every carrier in some language.
    carrier = CARRIERS[(n + 3 * client) % len(CARRIERS)]
    carried = carrier(plain, name, domain)
    named = f"{carried.name}, {carrier.__name__.strip('_').replace('_', ' ')}"
    return Honest(replace(carried, name=named), kind, po_number, work)


# --- how it comes ---------------------------------------------------------------------------------


def _from_gmail(mail: Mail, _: str, __: str) -> Mail:
    page = "".join(f"<div>{escape(line) or '<br>'}</div>" for line in mail.text.splitlines())
    return replace(mail, html=f'<div dir="ltr">{page}</div>')


def _from_outlook_above_our_mail(mail: Mail, _: str, __: str) -> Mail:
    ours = (
        "\n\n________________________________\nFrom: Progressive Robot "
        "<billing@progressiverobot.com>\nSent: Monday, November 23, 2026 9:00 AM\n"
        f"To: {mail.address}\nSubject: {mail.subject}\n\nHello,\n\ncould you send us the PO number?"
        "\n\nKind regards\nAccounts team\nProgressive Robot"
    )
    return replace(mail, text=mail.text + ours, subject=f"RE: {mail.subject}")


def _from_apple_mail_above_our_mail(mail: Mail, _: str, __: str) -> Mail:
    ours = (
        "\n\n> On 23 Nov 2026, at 09:00, Progressive Robot <billing@progressiverobot.com> wrote:\n"
        "> \n> Hello,\n> \n> could you send us the PO number?\n> \n> Kind regards\n> Accounts team"
    )
    return replace(mail, text=mail.text + ours, subject=f"Re: {mail.subject}")


def _in_quoted_printable(mail: Mail, _: str, __: str) -> Mail:
    charset = "iso-8859-2" if mail.address.endswith(".pl") else "iso-8859-1"
    return replace(mail, charset=charset, encoding="quoted-printable")


def _in_base64(mail: Mail, _: str, __: str) -> Mail:
    return replace(mail, encoding="base64")


def _with_a_logo(mail: Mail, _: str, __: str) -> Mail:
    pixel = bytes.fromhex(
        "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c63"
        "f8cfc0f01f0005000201e221bc330000000049454e44ae426082"
    )
    head = (("Content-Type", "image/png"), ("Content-ID", "<logo>"),
            ("Content-Disposition", "inline; filename=image001.png"))  # fmt: skip
    return replace(mail, files=(File("image001.png", pixel, "image/png", head),))


def _forwarded_by_our_manager_from_outlook(mail: Mail, _: str, __: str) -> Mail:
    inner = (
        f"FYI\n\n-----Original Message-----\nFrom: {mail.sender}\n"
        f"Sent: Monday, November 23, 2026 9:00 AM\nTo: {DANIEL}\nSubject: {mail.subject}\n\n"
    )
    return replace(mail, sender=DANIEL, text=inner + mail.text, subject=f"FW: {mail.subject}")


def _forwarded_by_our_manager_from_gmail(mail: Mail, _: str, __: str) -> Mail:
    inner = (
        f"---------- Forwarded message ---------\nFrom: {mail.sender}\n"
        f"Date: Mon, 23 Nov 2026 at 09:00\nSubject: {mail.subject}\nTo: {DANIEL}\n\n\n"
    )
    return replace(mail, sender=DANIEL, text=inner + mail.text, subject=f"Fwd: {mail.subject}")


def _through_the_clients_list(mail: Mail, _: str, domain: str) -> Mail:
    person = mail.sender.partition(" <")[0]
    return replace(
        mail,
        sender=f'"{person} via Orders" <orders@{domain}>',
        headers=(
            ("X-Original-From", f"orders-author@{domain}"),
            ("Reply-To", f"orders-author@{domain}"),
            ("List-Id", f"<orders.{domain}>"),
            ("X-Original-Authentication-Results", passed(domain)[0]),
        ),
    )


def _from_a_subdomain(mail: Mail, _: str, domain: str) -> Mail:
    person = mail.sender.partition(" <")[0]
    return replace(mail, sender=f"{person} <buyer@mail.{domain}>")


def _with_no_results(mail: Mail, _: str, __: str) -> Mail:
    return replace(mail, results=())


def _from_a_telephone(mail: Mail, _: str, __: str) -> Mail:
    return replace(mail, text=f"{mail.text}\n\nSent from my iPhone")


def _with_a_warning_and_a_disclaimer(mail: Mail, _: str, __: str) -> Mail:
    text = (
        "[EXTERNAL] This message comes from outside. Be careful with links.\n\n"
        f"{mail.text}\n\n-- \nThis e-mail is confidential. If you are not the addressee, delete "
        "it. We may monitor e-mail."
    )
    gateway = f"relay.mimecast.example; dmarc=none header.from={mail.address}"
    return replace(mail, text=text, results=(*passed(mail.address), gateway))


def _from_a_colleague_with_a_shared_reply_to(mail: Mail, _: str, domain: str) -> Mail:
    person = mail.sender.partition(" <")[0]
    return replace(
        mail,
        sender=f"{person} <p.{domain.partition('.')[0]}@{domain}>",
        headers=(("Reply-To", f"einkauf@{domain}"),),
        results=(
            (
                f"{OURS}; spf=pass (sender IP is 192.0.2.9) smtp.mailfrom={domain}; dkim=pass "
                f"header.d={domain};dmarc=pass action=none header.from={domain};"
                "compauth=pass reason=100"
            ),
        ),
    )


CARRIERS: tuple[Callable[[Mail, str, str], Mail], ...] = (
    _from_gmail,
    _from_outlook_above_our_mail,
    _from_apple_mail_above_our_mail,
    _in_quoted_printable,
    _in_base64,
    _with_a_logo,
    _forwarded_by_our_manager_from_outlook,
    _forwarded_by_our_manager_from_gmail,
    _through_the_clients_list,
    _from_a_subdomain,
    _with_no_results,
    _from_a_telephone,
    _with_a_warning_and_a_disclaimer,
    _from_a_colleague_with_a_shared_reply_to,
)
