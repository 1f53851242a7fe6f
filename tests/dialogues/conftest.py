"""An office for each conversation."""

from collections.abc import Iterator

import pytest

from tests.crash.world import open_folder
from tests.dialogues.office import Office, opened_office


@pytest.fixture
def office() -> Iterator[Office]:
    """Give an office between two servers that writes to nobody of its own accord."""
    with open_folder() as folder, opened_office(folder) as opened:
        yield opened


@pytest.fixture
def chasing() -> Iterator[Office]:
    """Give an office that asks for orders of its own accord."""
    with open_folder() as folder, opened_office(folder, reminders=True) as opened:
        yield opened
