"""Mails handed out to workers, over a real PostgreSQL and Procrastinate's own queue."""

import asyncio
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import LiteralString

import psycopg
import pytest
from procrastinate import App, PsycopgConnector

from bot.domain.ledger import Client, ClientId, Contact, Snapshot
from bot.errors import StoreBusy
from bot.ports import Store
from bot.scale.crew import ProcrastinateCrew, lock_of
from bot.scale.queue import TASK, opened, put, sweeper, work
from bot.store.engine import open_store
from tests.postgres import Cluster, cluster
from tests.store.samples import NOW, arrived, end

__all__ = ["cluster"]

pytestmark = pytest.mark.postgres


@pytest.fixture
def url(cluster: Cluster) -> str:
    return cluster.url()


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    opened_store = open_store(url)
    yield opened_store
    opened_store.close()


@pytest.fixture
def crew(url: str, store: Store) -> Iterator[ProcrastinateCrew]:
    made = ProcrastinateCrew(url, store, patience=0)
    yield made
    made.close()


def jobs(url: str) -> list[tuple[int, str]]:
    """Return the mails that wait in the queue, each with its lock, oldest first."""
    with psycopg.connect(url) as connection:
        rows = connection.execute(
            "SELECT (args->>'row_id')::int, lock FROM procrastinate_jobs "
            "WHERE task_name = %s ORDER BY id",
            (TASK,),
        )
        return [(row, lock) for row, lock in rows]


def settling(store: Store, seen: list[int]) -> Callable[[int], None]:
    def settle(row_id: int) -> None:
        seen.append(row_id)
        message = store.stored(row_id)
        assert message is not None
        store.settle(end(message), NOW)

    return settle


def test_what_waits_is_handed_out_once_and_decided_in_order(
    url: str, store: Store, crew: ProcrastinateCrew
) -> None:
    rows = [arrived(store, uid).row_id for uid in (1, 2, 3)]
    assert not crew.settle()
    assert not crew.settle()
    assert jobs(url) == [(row, "domain:acme.example") for row in rows]
    seen: list[int] = []
    work(url, settling(store, seen), name="one", until_empty=True)
    assert seen == rows
    assert crew.settle()
    assert jobs(url) == []


def test_a_daemon_that_starts_again_hands_out_nothing_twice(
    url: str, store: Store, crew: ProcrastinateCrew
) -> None:
    first = arrived(store, 1).row_id
    crew.settle()
    again = ProcrastinateCrew(url, store, patience=0)
    second = arrived(store, 2).row_id
    again.settle()
    again.close()
    assert [row for row, _ in jobs(url)] == [first, second]


def test_a_mail_that_the_world_kept_from_its_end_is_tried_again(
    url: str, store: Store, crew: ProcrastinateCrew
) -> None:
    row = arrived(store, 1).row_id
    crew.settle()

    def away(row_id: int) -> None:
        assert row_id == row
        raise StoreBusy("the database is being restarted")

    work(url, away, name="one", until_empty=True)
    assert [each for each, _ in jobs(url)] == [row]
    seen: list[int] = []
    while not seen:
        time.sleep(0.2)
        work(url, settling(store, seen), name="two", until_empty=True)
    assert crew.settle()


def sweep(url: str) -> None:
    """Look for jobs of dead workers once."""

    async def once() -> None:
        queue = App(connector=PsycopgConnector(conninfo=url))
        async with queue.open_async():
            await sweeper(queue)(0)

    asyncio.run(once())


def run(url: str, statement: LiteralString) -> None:
    with psycopg.connect(url) as connection:
        connection.execute(statement)


def test_the_mail_of_a_dead_worker_goes_to_another(
    url: str, store: Store, crew: ProcrastinateCrew
) -> None:
    row = arrived(store, 1).row_id
    crew.settle()
    run(url, "UPDATE procrastinate_jobs SET status = 'doing'")
    sweep(url)
    assert jobs(url) == [(row, "domain:acme.example")]
    seen: list[int] = []
    work(url, settling(store, seen), name="another", until_empty=True)
    assert seen == [row]


def test_a_mail_handed_out_anew_after_its_worker_died_is_decided_once(
    url: str, store: Store, crew: ProcrastinateCrew
) -> None:
    row = arrived(store, 1).row_id
    crew.settle()
    run(url, "UPDATE procrastinate_jobs SET status = 'doing'")
    again = ProcrastinateCrew(url, store, patience=0)
    again.settle()
    again.close()
    assert [each for each, _ in jobs(url)] == [row, row]
    sweep(url)
    seen: list[int] = []
    work(url, settling(store, seen), name="one", until_empty=True)
    assert seen == [row]
    assert jobs(url) == []


def test_the_crew_has_nothing_to_do_where_nothing_waits(crew: ProcrastinateCrew) -> None:
    assert crew.settle()


def test_two_that_start_together_make_the_tables_once(url: str) -> None:
    first, second = opened(url), opened(url)
    put(first, [(1, "client:a")])
    put(second, [(1, "client:a"), (2, "client:b")])
    first.close()
    second.close()
    assert [row for row, _ in jobs(url)] == [1, 2]


def test_a_database_that_is_away_is_said_to_be(cluster: Cluster) -> None:
    address = f"postgresql://pobot@/nowhere?host={cluster.folder}&connect_timeout=1"
    with pytest.raises(StoreBusy):
        opened(address)


ACME, BOLT = ClientId("acme"), ClientId("bolt")
LEDGER = Snapshot(
    clients=(
        Client(ACME, "Acme", domains=("acme.example", "shared.example")),
        Client(BOLT, "Bolt", domains=("shared.example",)),
    ),
    contacts=(Contact(BOLT, "Pat", "Pat@Freemail.example", "finance"),),
)


@pytest.mark.parametrize(
    ("sender", "lock"),
    [
        ("ann@acme.example", "client:acme"),
        ("ANN@ACME.EXAMPLE", "client:acme"),
        ("pat@freemail.example", "client:bolt"),
        ("who@shared.example", "client:acme"),
        ("eve@elsewhere.example", "domain:elsewhere.example"),
        ("", "domain:"),
    ],
)
def test_mails_of_one_client_share_a_lock(sender: str, lock: str) -> None:
    assert lock_of(sender, LEDGER) == lock


def test_a_client_keeps_its_lock_whatever_the_ledgers_order() -> None:
    turned = replace(LEDGER, clients=LEDGER.clients[::-1])
    assert lock_of("who@shared.example", turned) == "client:acme"
