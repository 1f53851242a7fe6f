"""Orders on file that a sentence withdraws, though no words beside their number do."""

import pytest

from bot.domain.understanding import Intent
from tests.rules.mails import new, understood

ON_FILE = ("7104420", "PC-26/0318", "7104421")


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("The waiting list order (7104420) has been closed down as of Friday.", "7104420"),
        ("Por orden de la dirección queda sin efecto el PC-26/0318 (tienda).", "PC-26/0318"),
    ],
)
def test_an_order_on_file_is_withdrawn_by_its_sentence(text: str, number: str) -> None:
    found = understood(new(text), known=True, on_file=ON_FILE)
    assert found.intents == (Intent.PO_CANCEL,)
    assert found.withdrawn == (number,)


@pytest.mark.parametrize(
    "text",
    [
        "Has the waiting list order (7104420) been closed down?",
        "Please cancel PR-2026-0117, it names order 7104420.",
        "The help desk has been closed down. Order 7104420 is fine.",
    ],
)
def test_an_order_that_is_only_named_is_not_withdrawn(text: str) -> None:
    assert not understood(new(text), known=True, on_file=ON_FILE).withdrawn
