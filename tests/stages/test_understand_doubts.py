"""Numbers and sums that look like an order, and are none."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from bot.domain.message import Location, RawMessage
from bot.domain.understanding import Intent
from bot.stages.parse import parse
from bot.stages.read import read
from bot.stages.screen import screen
from bot.stages.understand import understand
from tests.rules.mails import COMPANY, RULES, new, understood


@pytest.mark.parametrize(
    "text",
    [
        "PO no 7500312345. NB this is just an example of our format, the real one follows.",
        "PO number 4500012345. Please note that this number is only a placeholder.",
        "Bestellnummer 4500012345. Das ist nur ein Beispiel.",
        "Bon de commande n° 4500012345, ce n'est qu'un exemple.",
        "Inkooporder 4500012345, dit is slechts een voorbeeld.",
    ],
)
def test_a_number_called_an_example_is_not_given(text: str) -> None:
    assert understood(new(text)).po_numbers == ()


def test_an_order_for_an_example_is_one_all_the_same() -> None:
    found = understood(new("PO number 4500012345 for the example data set"))
    assert found.po_numbers == ("4500012345",)


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("PO 4500012345, value -£48,000.00", "-48000"),
        ("PO 4500012345, value: -£48,000.00 net", "-48000"),
        ("PO 4500012345, value (£48,000.00) credit", "-48000"),
        ("PO 4500012345 - £48,000.00", "48000"),
        ("PO 4500012345 (£48,000.00)", "48000"),
    ],
)
def test_a_sum_that_is_given_back_is_negative(text: str, amount: str) -> None:
    assert understood(new(text)).facts.amount == Decimal(amount)


@pytest.mark.parametrize(
    "text",
    [
        "Die Rechnung PR-2026-0132 können wir so nicht akzeptieren.",
        "Rechnung PR-2026-0132: die Leistung wurde nicht erbracht.",
        "Nous n'acceptons pas la facture PR-2026-0132.",
        "No aceptamos la factura PR-2026-0132.",
        "Non accettiamo la fattura PR-2026-0132.",
    ],
)
def test_an_invoice_that_is_not_accepted_is_disputed(text: str) -> None:
    assert understood(new(text)).intents == (Intent.DISPUTE,)


def test_of_two_numbers_the_replaced_one_is_not_given() -> None:
    found = understood(
        new("We've replaced PO KI-58821 with PO KI-59902 for the Calibration Portal.")
    )
    assert (found.po_numbers, found.withdrawn) == (("KI-59902",), ("KI-58821",))


def test_parts_that_were_never_looked_at_are_said() -> None:
    deep = b"From: a@b.example\r\n" + b"".join(
        b'Content-Type: multipart/mixed; boundary="%d"\r\n\r\n--%d\r\n' % (n, n) for n in range(12)
    )
    source = deep + b"Content-Type: text/plain\r\n\r\nPO 4500012345\r\n"
    now = datetime(2026, 11, 24, tzinfo=UTC)
    message = parse(RawMessage(Location("x", 1, 1), now, source, len(source)))
    passages = read(message, (), COMPANY)
    screening = screen(message, COMPANY)
    found = understand(message, screening, passages, (), (), RULES, COMPANY)
    assert "are not read" in found.unreadable[0]
