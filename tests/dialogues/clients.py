"""The clients of the dialogues: one for each language of our letters, each with two pieces of work.

Every title, number and sum is found once, so that a letter to the wrong client is seen at once.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

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

ISSUED = date(2026, 11, 10)
PROJECTS = "daniel@progressiverobot.com"
ACCOUNT = "helen.marsh@progressiverobot.com"


@dataclass(frozen=True, slots=True)
class Firm:
    """A client: who buys, who pays, and what was agreed.

    Attributes:
        language: of its letters, and its id.
        name: of the company.
        domain: of its mail.
        country: ISO code; `currency` likewise.
        buyer: name and local part of who gives orders.
        payer: of who pays.
        titles: of its two pieces of work.
        number: of the first piece of work and all that belongs to it; the second's is one more.
    """

    language: str
    name: str
    domain: str
    country: str
    currency: str
    buyer: tuple[str, str]
    payer: tuple[str, str]
    titles: tuple[str, str]
    number: int

    def mailbox(self, who: str) -> str:
        """Return the mailbox of "buyer" or "payer", as a From header names it."""
        name, local = self.buyer if who == "buyer" else self.payer
        return f"{name} <{local}@{self.domain}>"

    def work(self, which: int) -> EngagementId:
        """Return the engagement of the first (1) or second (2) piece of work."""
        return EngagementId(f"ENG-{self.number + which - 1}")

    def bill(self, which: int) -> str:
        """Return the number of the invoice that waits for the order of a piece of work."""
        return f"PR-2026-{self.number + which - 1}"


FIRMS: Mapping[str, Firm] = {
    firm.language: firm
    for firm in (
        Firm(
            "en", "Acme Foods Ltd", "acme-foods.co.uk", "GB", "GBP",
            ("Ann Hale", "ann.hale"), ("Peter Osgood", "ap"),
            ("Allergen label scanner", "Cold store dashboard"), 6101,
        ),
        Firm(
            "de", "Stadtwerke Lindau GmbH", "stadtwerke-lindau.de", "DE", "EUR",
            ("Jörg Brandl", "j.brandl"), ("Karin Seitz", "kreditoren"),
            ("Zählerablesung per App", "Störungskarte"), 6111,
        ),
        Firm(
            "fr", "Brasserie du Lac SA", "brasserie-du-lac.fr", "FR", "EUR",
            ("Solène Marchetti", "s.marchetti"), ("Luc Perrin", "compta"),
            ("Réservation en ligne", "Carte numérique"), 6121,
        ),
        Firm(
            "es", "Talleres Moreno SL", "talleres-moreno.es", "ES", "EUR",
            ("Paco Moreno", "paco"), ("Lucía Vega", "administracion"),
            ("Control de recambios", "Agenda de citas"), 6131,
        ),
        Firm(
            "it", "Officine Bellandi SpA", "bellandi.it", "IT", "EUR",
            ("Chiara Bellandi", "c.bellandi"), ("Sergio Neri", "fornitori"),
            ("Preventivi rapidi", "Archivio disegni"), 6141,
        ),
        Firm(
            "nl", "Van der Meer Logistics BV", "vandermeer.nl", "NL", "EUR",
            ("Femke de Boer", "f.deboer"), ("Joost Mulder", "crediteuren"),
            ("Routeplanner", "Laadlijsten"), 6151,
        ),
        Firm(
            "sv", "Norrskog AB", "norrskog.se", "SE", "SEK",
            ("Åsa Lind", "asa.lind"), ("Nils Ek", "faktura"),
            ("Virkeskalkyl", "Maskinbokning"), 6161,
        ),
        Firm(
            "nb", "Halvorsen Maritime AS", "halvorsen-maritime.no", "NO", "NOK",
            ("Ingrid Tveit", "ingrid.tveit"), ("Ola Berge", "regnskap"),
            ("Skipslogg i skyen", "Mannskapsliste"), 6171,
        ),
        Firm(
            "da", "Fjordmejeriet A/S", "fjordmejeriet.dk", "DK", "DKK",
            ("Mette Kjær", "mk"), ("Bo Riis", "bogholderi"),
            ("Kølelog", "Leverandørportal"), 6181,
        ),
        Firm(
            "pl", "Zakłady Wisła Sp. z o.o.", "zaklady-wisla.pl", "PL", "PLN",
            ("Agnieszka Nowak", "a.nowak"), ("Piotr Zając", "faktury"),
            ("Rejestr zmian", "Plan remontów"), 6191,
        ),
        Firm(
            "pt", "Conservas Algarve Lda", "conservas-algarve.pt", "PT", "EUR",
            ("Inês Duarte", "ines"), ("Rui Costa", "contas"),
            ("Rastreio de lotes", "Painel de vendas"), 6201,
        ),
    )
}  # fmt: skip


def books(policy: PoPolicy = PoPolicy.REQUIRED) -> Snapshot:
    """Return the ledger of all of them: an invoice waits for the order of each piece of work."""
    return Snapshot(
        clients=tuple(
            Client(
                ClientId(firm.language),
                firm.name,
                domains=(firm.domain,),
                po_policy=policy,
                currency=firm.currency,
                language=firm.language,
                country=firm.country,
            )
            for firm in FIRMS.values()
        ),
        contacts=tuple(
            Contact(ClientId(firm.language), name, f"{local}@{firm.domain}", role)
            for firm in FIRMS.values()
            for (name, local), role in ((firm.buyer, "procurement"), (firm.payer, "finance"))
        ),
        engagements=tuple(
            Engagement(
                firm.work(which),
                ClientId(firm.language),
                firm.titles[which - 1],
                quote_ref=f"Q-{firm.number + which - 1}",
                sow_ref=f"SOW-{firm.number + which - 1}",
                value=_value(firm, which),
                currency=firm.currency,
                starts_on=date(2026, 12, 1),
                contract_signed_on=date(2026, 11, 2),
                account_manager=ACCOUNT,
                project_manager=PROJECTS,
            )
            for firm in FIRMS.values()
            for which in (1, 2)
        ),
        invoices=tuple(
            Invoice(
                InvoiceNumber(firm.bill(which)),
                firm.work(which),
                issued_on=ISSUED,
                net=_value(firm, which) / 2,
                tax=_value(firm, which) / 10,
                gross=_value(firm, which) * 6 / 10,
                currency=firm.currency,
                status=InvoiceStatus.AWAITING_PO,
            )
            for firm in FIRMS.values()
            for which in (1, 2)
        ),
    )


def _value(firm: Firm, which: int) -> Decimal:
    """Return the net value of a piece of work, another for each."""
    return Decimal(firm.number * 2 + which * 1000)
