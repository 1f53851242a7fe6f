"""The detectors themselves: each sees the harm that it is there for."""

from collections.abc import Iterator
from dataclasses import replace
from email.message import EmailMessage
from email.policy import SMTP

import pytest

from bot.domain.ledger import InvoiceStatus, PoPolicy
from bot.domain.outgoing import Outgoing, OutgoingClass
from bot.ports import Holds
from tests.adversarial.harm import Leaks, changed, live_code, secrets, smuggled
from tests.adversarial.post import Mail, failed
from tests.adversarial.test_attacks import harm
from tests.adversarial.world import ACME, BOOKS, CLIENTS, INVOICES, Attacked, State, attacked

NOTHING = State(BOOKS, (), Holds())
LEAKS = Leaks(BOOKS)


def letter(to: str, text: str, page: str = "", subject: str = "Re: PO", **headers: str) -> Outgoing:
    mail = EmailMessage(policy=SMTP)
    mail["From"], mail["To"], mail["Subject"] = "billing@progressiverobot.com", to, subject
    for name, value in headers.items():
        mail[name] = value
    mail.set_content(text)
    if page:
        mail.add_alternative(page, subtype="html")
    return Outgoing(
        "reply:1", "<1@x>", OutgoingClass.REPLY, "billing@x", to, subject, mail.as_bytes()
    )


def test_the_same_state_is_no_change() -> None:
    assert changed(NOTHING, NOTHING) == []


def test_an_invoice_that_got_a_number_is_seen() -> None:
    first = replace(INVOICES[0], po_number="1", status=InvoiceStatus.ISSUED)
    after = replace(BOOKS, invoices=(first, *INVOICES[1:]))
    assert len(changed(NOTHING, replace(NOTHING, books=after))) == 2


def test_a_policy_that_changed_is_seen() -> None:
    third = replace(CLIENTS[2], po_policy=PoPolicy.NOT_USED)
    after = replace(BOOKS, clients=(*CLIENTS[:2], third, *CLIENTS[3:]))
    assert len(changed(NOTHING, replace(NOTHING, books=after))) == 2


def test_a_reminder_that_is_held_and_an_address_that_is_marked_are_seen() -> None:
    holds = Holds(invoices={"PR-2026-7401": "dispute"}, bad_addresses=frozenset({"x@y"}))
    assert len(changed(NOTHING, replace(NOTHING, holds=holds))) == 2


@pytest.mark.parametrize("word", secrets(ACME, BOOKS))
def test_each_secret_of_a_client_is_seen_in_a_strangers_mail(word: str) -> None:
    assert LEAKS.told(letter("eve@evil.example", f"Hello,\n\nsee {word}.\n"))
    page = f"<p>see <b>{word}</b></p>"
    assert LEAKS.told(letter("j.brandl@stadtwerke-lindau.de", "Hello", page))


def test_a_secret_in_a_subject_and_one_that_is_encoded_are_seen() -> None:
    assert LEAKS.told(letter("eve@evil.example", "Hello", subject="Re: Cold store dashboard"))
    assert LEAKS.told(letter("eve@evil.example", "Réservation en ligne, merci"))


def test_what_the_reader_wrote_and_what_is_theirs_is_no_leak() -> None:
    about = letter("eve@evil.example", "Your mail about PR-2026-7401")
    assert LEAKS.told(about, b"Subject: x\n\nWhat of PR-2026-7401?") == []
    assert LEAKS.told(letter("ann@acme-foods.co.uk", "PR-2026-7401, Acme Foods Ltd")) == []


def test_a_clients_domain_is_theirs_only_if_it_authenticated() -> None:
    mail = letter("new@acme-foods.co.uk", "PR-2026-7401")
    assert LEAKS.told(mail) == []
    assert LEAKS.told(mail, proven=False)


def test_headers_recipients_and_code_that_were_smuggled_in_are_seen() -> None:
    assert smuggled(letter("ann@acme-foods.co.uk", "Hello")) == []
    assert smuggled(letter("ann@acme-foods.co.uk", "Hello", Bcc="x@evil.example"))
    aside = replace(letter("ann@acme-foods.co.uk", "Hello"), recipient="eve@evil.example")
    assert smuggled(aside)
    for page in (
        "<script>x()</script>",
        "<img src=x onerror=alert(1)>",
        "<a href='https://evil.example'>x</a>",
        '<p style="x" onclick="y()">',
    ):
        assert live_code(page), page


@pytest.fixture
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Attacked]:
    with attacked(tmp_path_factory.mktemp("detectors") / "office") as scene:
        yield scene


def test_an_honest_order_told_as_an_attack_is_found_in_the_ledger_the_book_and_the_answer(
    office: Attacked,
) -> None:
    mail = Mail(
        "an honest order", "Ann Hale <ann@acme-foods.co.uk>", "PO 4500088002 is for PR-2026-7401."
    )
    found = "\n".join(harm(office, (mail,)))
    assert "an honest order: changes record_order" in found
    assert "an honest order: is answered: ann@acme-foods.co.uk" in found
    assert "purchase_orders: new" in found
    assert "order book:" in found


def test_a_mail_that_never_arrives_is_found(
    office: Attacked, monkeypatch: pytest.MonkeyPatch
) -> None:
    mail = Mail("one", "Eve <eve@evil.example>", "PO 1", results=failed("x@evil.example"))
    monkeypatch.setattr(Attacked, "deliver", lambda *_: None)
    assert harm(office, (mail,)) == ["one: never settled"]
    monkeypatch.undo()
    assert harm(office, (mail,)) == []
