"""Health, as a monitor sees it that knows nothing but the store."""

from datetime import timedelta

import pytest

from bot.app.alert_notes import noted
from bot.app.health import Outside, health
from bot.app.notes import ALERTS, LAST_ERROR, LAST_POLL
from bot.domain.alerts import Case
from bot.domain.outgoing import OutgoingState
from bot.domain.vitals import Disk
from bot.store.memory import MemoryStore
from tests.builders import NOW
from tests.store.samples import arrived, outgoing

MINUTE = timedelta(minutes=1)


@pytest.fixture
def store() -> MemoryStore:
    """Return the store of a daemon that has just read the inbox."""
    kept = MemoryStore()
    kept.put_note(LAST_POLL, NOW.isoformat())
    return kept


def found(store: MemoryStore, minutes: int = 1, **more: object) -> dict[str, str]:
    outside = {"poll_every": MINUTE, "sending": True, **more}
    seen = health(store, Outside(NOW + minutes * MINUTE, **outside))  # type: ignore[arg-type]
    return {trouble.key: trouble.what for trouble in seen}


def test_all_is_well_while_the_inbox_is_read(store: MemoryStore) -> None:
    assert found(store) == {}
    assert found(store, 14) == {}


def test_an_inbox_that_was_not_read_for_a_while_is_told(store: MemoryStore) -> None:
    assert "last read at" in found(store, 16)["inbox"]


def test_a_daemon_that_never_read_the_inbox_is_told() -> None:
    assert "has not been read" in found(MemoryStore())["inbox"]


def test_a_part_that_fails_is_told_at_once_with_its_words(store: MemoryStore) -> None:
    store.put_note(f"{LAST_ERROR}:ledger", f"{NOW.isoformat()} the folder is empty")
    assert found(store) == {"ledger": "The ledger does not work: the folder is empty"}


def test_an_inbox_that_fails_is_told_without_waiting(store: MemoryStore) -> None:
    store.put_note(f"{LAST_ERROR}:inbox", f"{NOW.isoformat()} connection refused")
    assert found(store) == {"inbox": "The inbox does not work: connection refused"}


def test_mails_in_doubt_and_a_queue_that_stands_are_told(store: MemoryStore) -> None:
    store.queue((outgoing("a"), outgoing("b")), NOW)
    (row,) = store.claim(1, NOW)
    store.advance(row, OutgoingState.IN_DOUBT, NOW)
    assert set(found(store, 5)) == {"doubt"}
    store.put_note(LAST_POLL, (NOW + 16 * MINUTE).isoformat())
    assert set(found(store, 16)) == {"doubt", "queue"}
    assert set(found(store, 16, sending=False)) == {"doubt"}


def test_mails_that_nobody_decides_are_told(store: MemoryStore) -> None:
    arrived(store, 1)
    late = timedelta(days=2)
    store.put_note(LAST_POLL, (NOW + late).isoformat())
    assert set(found(store, late // MINUTE)) == {"undecided"}


def test_a_disk_that_fills_up_is_told(store: MemoryStore) -> None:
    assert set(found(store, disks=(Disk("/data", 1, 2),))) == {"disk:/data"}


def test_what_only_the_daemon_saw_is_told_until_its_end(store: MemoryStore) -> None:
    lost = Case(NOW, "Another process has taken over", told_at=NOW)
    store.put_note(ALERTS, noted({"lease": lost, "not told": Case(NOW, "a hiccup")}))
    assert found(store) == {"lease": "Another process has taken over"}
    over = Case(NOW, "Another process has taken over", told_at=NOW, gone_since=NOW)
    store.put_note(ALERTS, noted({"lease": over}))
    assert found(store) == {}
