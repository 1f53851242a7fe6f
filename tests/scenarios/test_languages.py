"""A question and its answer in each language of our letters, from the first mail to the booking."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from email.message import EmailMessage
from pathlib import Path

import pytest

from bot.domain.ledger import EngagementId
from tests.scenarios.office import Office

KIOSK = EngagementId("ENG-0002")
US = "Progressive Robot <billing@progressiverobot.com>"
GIVEN = {
    "en": ("Hello,\n\nour PO number is 4500012345.\n\nAnn", f"On 24/11/2026 10:10, {US} wrote:"),
    "de": (
        "Guten Tag,\n\nunsere Bestellnummer lautet 4500012345.\n\nMit freundlichen Grüßen\nAnn",
        f"Am 24.11.2026 um 10:10 schrieb {US}:",
    ),
    "fr": (
        "Bonjour,\n\nnotre numéro de bon de commande est le 4500012345.\n\nCordialement\nAnn",
        f"Le 24/11/2026 à 10:10, {US} a écrit :",
    ),
    "es": (
        "Buenos días:\n\nNuestro número de pedido es 4500012345.\n\nUn saludo\nAnn",
        f"El 24/11/2026 a las 10:10, {US} escribió:",
    ),
    "it": (
        "Buongiorno,\n\nil nostro numero d'ordine è 4500012345.\n\nCordiali saluti\nAnn",
        f"Il 24/11/2026 10:10, {US} ha scritto:",
    ),
    "nl": (
        "Goedemorgen,\n\nons inkoopordernummer is 4500012345.\n\nMet vriendelijke groet\nAnn",
        f"Op 24-11-2026 om 10:10 schreef {US}:",
    ),
    "sv": (
        "Hej,\n\nvårt inköpsordernummer är 4500012345.\n\nMed vänlig hälsning\nAnn",
        f"Den 2026-11-24 kl. 10:10, skrev {US}:",
    ),
    "nb": (
        "Hei,\n\nvårt innkjøpsordrenummer er 4500012345.\n\nMed vennlig hilsen\nAnn",
        f"Den 24.11.2026 10:10, skrev {US}:",
    ),
    "da": (
        "Hej,\n\nvores indkøbsordrenummer er 4500012345.\n\nMed venlig hilsen\nAnn",
        f"Den 24.11.2026 kl. 10.10 skrev {US}:",
    ),
    "pl": (
        "Dzień dobry,\n\nnasz numer zamówienia to 4500012345.\n\nZ poważaniem\nAnn",
        f"W dniu 24.11.2026 o 10:10, {US} pisze:",
    ),
    "pt": (
        "Bom dia,\n\no nosso número de nota de encomenda é 4500012345.\n\nCumprimentos\nAnn",
        f"Em 24/11/2026 às 10:10, {US} escreveu:",
    ),
}
"""A mail that does not say what its order is for, and the line above a quote, by language."""

THANKS = {
    "en": "Hello Ann Hale,",
    "de": "Guten Tag Ann Hale,",
    "fr": "Bonjour Ann Hale,",
    "es": "Estimado/a Ann Hale:",
    "it": "Gentile Ann Hale,",
    "nl": "Geachte Ann Hale,",
    "sv": "Hej Ann Hale,",
    "nb": "Hei Ann Hale,",
    "da": "Hej Ann Hale,",
    "pl": "Sz. P. Ann Hale",
    "pt": "Estimado(a) Ann Hale,",
}


def office_of(folder: Path, language: str) -> Office:
    """Return an office whose client has two pieces of work that both wait for an order."""
    office = Office(folder)
    (client,) = office.books.clients
    (work,) = office.books.engagements
    other = replace(
        work, engagement_id=KIOSK, title="Visitor kiosk", quote_ref="Q-2077", sow_ref=""
    )
    both = (replace(work, account_manager="helen.marsh@progressiverobot.com"), other)
    office.save(clients=(replace(client, language=language),), engagements=both)
    return office


def words(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


@pytest.mark.parametrize("on_file", [True, False], ids=["on file", "of the mail"])
@pytest.mark.parametrize("language", GIVEN)
def test_a_question_is_asked_and_answered_in_the_clients_language(
    tmp_path: Path, language: str, on_file: bool
) -> None:
    office = office_of(tmp_path / "office", language if on_file else "")
    mail, attribution = GIVEN[language]

    office.receive(mail, "4500012345")
    office.run()

    question = office.letters("ann@")[-1]
    asked = words(question)
    assert asked.startswith(THANKS[language])
    assert "2. Visitor kiosk (ENG-0002)" in asked

    quoted = "".join(f"> {line}\n" for line in asked.splitlines())
    office.clock.at += timedelta(hours=1)
    office.receive(
        f"2\n\n{attribution}\n{quoted}",
        f"Re: {question['Subject']}",
        In_Reply_To=str(question["Message-ID"]),
        References=str(question["Message-ID"]),
    )
    office.run()

    order = office.orders()["4500012345"]
    assert order.engagement_ids == (KIOSK,)
    assert order.amount in {None, Decimal(12_000)}
    confirmed = words(office.letters("ann@")[-1])
    assert confirmed.startswith(THANKS[language])
    assert "Visitor kiosk (ENG-0002)" in confirmed
