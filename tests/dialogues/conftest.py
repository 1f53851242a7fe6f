"""An office for each conversation."""

from collections.abc import Iterator

import pytest

from bot.domain.ledger import PoPolicy
from tests.crash.world import open_folder
from tests.dialogues.clients import books
from tests.dialogues.office import Office, opened_office


@pytest.fixture
def office() -> Iterator[Office]:
    """Give an office between two servers that writes to nobody of its own accord."""
    with open_folder() as folder, opened_office(folder) as opened:
        yield opened


@pytest.fixture
def asking() -> Iterator[Office]:
    """Give an office that writes of its own accord, to clients of whom it wants no order."""
    ledger = books(PoPolicy.NOT_USED)
    with open_folder() as folder, opened_office(folder, ledger, reminders=True) as opened:
        yield opened


@pytest.fixture
def chasing() -> Iterator[Office]:
    """Give an office that asks for orders of its own accord."""
    with open_folder() as folder, opened_office(folder, reminders=True) as opened:
        yield opened
