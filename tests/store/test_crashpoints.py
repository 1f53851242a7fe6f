"""What is left when the process dies at each of the store's crash points."""

import os
import subprocess
import sys

import pytest

from bot.crash import EXIT_STATUS
from bot.domain.outgoing import OutgoingState
from bot.ports import MessageState
from bot.store.engine import open_store
from tests.store.samples import NOW

SCRIPT = """
import sys
from bot.domain.message import Location
from bot.domain.outgoing import OutgoingState
from bot.store.engine import open_store
from tests.store.samples import NOW, arrived, end, ledger, outgoing, record

store = open_store(sys.argv[1])
store.import_ledger(ledger(), (), NOW)
message = arrived(store)
store.begin(message, NOW)
store.settle(end(message, record(), outgoing=(outgoing(),)), NOW)
store.filed(Location("inbox", 7, 1), gone=False)
(row,) = store.claim(1, NOW)
store.advance(row, OutgoingState.COMMITTING, NOW)
store.advance(row, OutgoingState.ACCEPTED, NOW)
"""

NOT_YET = (None, None, None)
LEFT = {
    "after-import": NOT_YET,
    "before-T1": NOT_YET,
    "after-T1": (MessageState.RECEIVED, None, None),
    "after-T2": (MessageState.WORKING, None, None),
    "before-T3": (MessageState.WORKING, None, None),
    "after-T3": (MessageState.DONE, "pending", OutgoingState.QUEUED),
    "after-T4": (MessageState.DONE, "filed", OutgoingState.QUEUED),
    "after-claim": (MessageState.DONE, "filed", OutgoingState.CLAIMED),
    "after-committing": (MessageState.DONE, "filed", OutgoingState.COMMITTING),
    "after-accepted": (MessageState.DONE, "filed", OutgoingState.ACCEPTED),
}


@pytest.mark.parametrize("point", LEFT)
def test_each_transaction_is_there_whole_or_not_at_all(url: str, point: str) -> None:
    died = subprocess.run(
        [sys.executable, "-c", SCRIPT, url],
        env={**os.environ, "POBOT_CRASH": point},
        check=False,
        timeout=60,
    )

    store = open_store(url)
    messages, outbox = store.messages_since(NOW), store.outbox()
    waiting = store.unfiled("inbox", 1)
    found = (
        messages[0].state if messages else None,
        ("pending" if waiting else "filed") if messages and messages[0].state.terminal else None,
        outbox[0].state if outbox else None,
    )
    booked = store.snapshot().owners_of("PO-45001")
    problems = store.verify()
    store.close()

    assert died.returncode == EXIT_STATUS
    assert found == LEFT[point]
    assert bool(booked) is bool(outbox)
    assert problems == ()
