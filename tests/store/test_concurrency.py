"""Several threads, several processes, one database: nothing lost, nothing twice."""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from bot.domain.outgoing import OutgoingState
from bot.store.engine import open_store
from tests.store.samples import NOW, arrived, end, ledger, outgoing, record
from tests.store.worlds import World

CLAIMER = """
import sys
from tests.store.samples import NOW
from bot.store.engine import open_store

store = open_store(sys.argv[1])
while rows := store.claim(3, NOW):
    for row in rows:
        print(row.mail.idem_key)
store.close()
"""

HOLDER = """
import sys, time
from bot.store.engine import open_store

store = open_store(sys.argv[1])
lease = store.acquire_lease("inbox", "first")
print(lease.epoch, flush=True)
time.sleep(60)
"""


def python(script: str, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", script, *arguments], stdout=subprocess.PIPE, text=True
    )


def test_four_threads_lose_no_entry_and_the_chain_holds(a_world: World) -> None:
    store = a_world.store
    store.import_ledger(ledger(), (), NOW)

    def work(thread: int) -> None:
        for nth in range(25):
            uid = thread * 100 + nth
            message = arrived(store, uid)
            store.begin(message, NOW)
            store.settle(
                end(message, record(f"PO-9{uid}"), outgoing=(outgoing(f"ack:{uid}"),)), NOW
            )

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(work, range(4)))

    kinds = Counter(entry.kind for entry in store.journal())
    assert (kinds["record_order"], kinds["mail_queued"], kinds["settled"]) == (100, 100, 100)
    assert len(store.snapshot().purchase_orders) == 101
    assert store.snapshot() == a_world.again().snapshot()
    assert store.verify() == ()


def test_four_threads_that_settle_one_mail_settle_it_once(a_world: World) -> None:
    store = a_world.store
    store.import_ledger(ledger(), (), NOW)
    message = arrived(store)

    with ThreadPoolExecutor(4) as threads:
        ends = list(threads.map(lambda _: store.settle(end(message, record()), NOW), range(4)))

    assert sorted(ends) == [False, False, False, True]


def test_two_processes_claim_no_mail_twice(a_world: World) -> None:
    a_world.store.queue([outgoing(f"ack:{nth}") for nth in range(40)], NOW)

    workers = [python(CLAIMER, a_world.url) for _ in range(2)]
    claimed = [key for worker in workers for key in worker.communicate(timeout=30)[0].split()]

    assert sorted(claimed) == sorted(f"ack:{nth}" for nth in range(40))
    assert {row.state for row in a_world.store.outbox()} == {OutgoingState.CLAIMED}


def test_two_processes_open_an_empty_database_at_once(url: str) -> None:
    script = "import sys; from bot.store.engine import open_store; open_store(sys.argv[1]).close()"

    openers = [python(script, url) for _ in range(3)]

    assert [opener.wait(30) for opener in openers] == [0, 0, 0]
    for opener in openers:
        opener.communicate()
    store = open_store(url)
    assert store.verify() == ()
    store.close()


def test_a_killed_process_leaves_its_lease_to_the_next(a_world: World) -> None:
    holder = python(HOLDER, a_world.url)
    assert holder.stdout is not None
    assert holder.stdout.readline() == "1\n"
    assert a_world.store.acquire_lease("inbox", "second") is None

    os.kill(holder.pid, signal.SIGKILL)
    holder.communicate()
    started = time.monotonic()
    lease = a_world.store.acquire_lease("inbox", "second")

    assert lease is not None
    assert lease.epoch == 2
    assert time.monotonic() - started < 2


FORKER = """
import os, sys, time
from bot.store.engine import open_store

lease = open_store(sys.argv[1]).acquire_lease("inbox", "first")
child = os.fork()
if child:
    print(child, flush=True)
time.sleep(60)
"""


def test_a_child_that_outlives_its_parent_does_not_keep_the_lease(a_world: World) -> None:
    holder = python(FORKER, a_world.url)
    assert holder.stdout is not None
    child = int(holder.stdout.readline())

    os.kill(holder.pid, signal.SIGKILL)
    holder.wait()
    lease = a_world.store.acquire_lease("inbox", "second")
    os.kill(child, signal.SIGKILL)
    holder.communicate()

    assert lease is not None
    assert lease.epoch == 2
