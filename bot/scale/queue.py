"""The queue of mails that wait for a decision, in Procrastinate's tables.

Fails with `StoreBusy` while PostgreSQL is away, and with `Permanent` where the extra `scale` or the
right database is missing.
"""

from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime

import procrastinate
import psycopg
from procrastinate.exceptions import AlreadyEnqueued, ConnectorException, UniqueViolation
from procrastinate.jobs import DeleteJobCondition, Job, Status
from procrastinate.manager import JobManager

from bot.errors import StoreBusy, Transient

TASK, SWEEP, QUEUE = "settle", "take_up", "mails"

DEAD_AFTER = 30
"""Seconds without a sign of life after which a worker's job goes to another."""

SIGN_OF_LIFE = 5
"""Seconds between a worker's signs of life."""

SWEEPS = "* * * * * */10"
"""When jobs of dead workers are looked for: every ten seconds (the last field is seconds)."""

CONNECT_SECONDS = 10

LAST_WAIT = 25
"""Seconds that a worker which was told to stop may take for the mail at hand."""


def opened(address: str) -> procrastinate.App:
    """Return the queue to put mails in; its tables are created where they are not there yet.

    Raises:
        StoreBusy: PostgreSQL is away.
    """
    connector = procrastinate.SyncPsycopgConnector(conninfo=address, min_size=1, max_size=2)
    queue = procrastinate.App(connector=connector)
    with _translated():
        # The pool would try for half a minute, and say less of why.
        psycopg.connect(address, connect_timeout=CONNECT_SECONDS).close()
        queue.open()
        _make_tables(queue)
    return queue


def _make_tables(queue: procrastinate.App) -> None:
    if queue.check_connection():
        return
    try:
        queue.schema_manager.apply_schema()
    except ConnectorException:
        if not queue.check_connection():  # else another process has just made them
            raise


def put(queue: procrastinate.App, jobs: Sequence[tuple[int, str]]) -> None:
    """Put mails (row, lock) into the queue, in order. One that waits there already is left alone.

    Raises:
        StoreBusy: PostgreSQL is away.
    """
    with _translated():
        try:
            queue.job_manager.batch_defer_jobs([_job(row_id, lock) for row_id, lock in jobs])
        except AlreadyEnqueued:
            for row_id, lock in jobs:
                _put_one(queue, row_id, lock)


def work(
    address: str, settle: Callable[[int], None], *, name: str, until_empty: bool = False
) -> None:
    """Decide mails until told to stop (SIGTERM or SIGINT), or until none waits.

    Args:
        address: of the database.
        settle: decides the mail of a row; runs in a thread, one at a time.
        name: of this worker, for who looks at the queue.
        until_empty: end when there is nothing to do.

    Raises:
        StoreBusy: PostgreSQL is away.
    """
    opened(address).close()
    connector = procrastinate.PsycopgConnector(conninfo=address, min_size=1, max_size=3)
    queue = procrastinate.App(connector=connector)
    again = procrastinate.RetryStrategy(
        max_attempts=1000, wait=1, exponential_wait=2, retry_exceptions={Transient}
    )
    queue.task(name=TASK, queue=QUEUE, retry=again)(settle)
    take_up = queue.task(name=SWEEP, queue=QUEUE, queueing_lock=SWEEP)(sweeper(queue))
    queue.periodic(cron=SWEEPS)(take_up)
    with _translated():
        queue.run_worker(
            queues=[QUEUE],
            name=name,
            concurrency=1,
            wait=not until_empty,
            delete_jobs=DeleteJobCondition.ALWAYS,
            update_heartbeat_interval=SIGN_OF_LIFE,
            stalled_worker_timeout=DEAD_AFTER,
            shutdown_graceful_timeout=LAST_WAIT,
        )


def sweeper(queue: procrastinate.App) -> Callable[[int], Awaitable[None]]:
    """Return what takes up the jobs of dead workers."""

    async def take_up(timestamp: int) -> None:
        del timestamp
        stalled = await queue.job_manager.get_stalled_jobs(seconds_since_heartbeat=DEAD_AFTER)
        for job in stalled:
            if job.id is not None:
                await _take_up(queue.job_manager, job.id)

    return take_up


async def _take_up(jobs: JobManager, job_id: int) -> None:
    """Give one job to whoever comes first; end it if its mail was handed out anew meanwhile."""
    try:
        await jobs.retry_job_by_id_async(job_id, retry_at=datetime.now(UTC))
    except UniqueViolation:
        await jobs.finish_job_by_id_async(job_id, Status.FAILED, delete_job=True)


def _job(row_id: int, lock: str) -> Job:
    return Job(
        id=None,
        queue=QUEUE,
        lock=lock,
        queueing_lock=f"mail:{row_id}",
        task_name=TASK,
        task_kwargs={"row_id": row_id},
    )


def _put_one(queue: procrastinate.App, row_id: int, lock: str) -> None:
    try:
        queue.job_manager.batch_defer_jobs([_job(row_id, lock)])
    except AlreadyEnqueued:
        return


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except (ConnectorException, psycopg.OperationalError) as error:
        reason = " ".join(str(error.__cause__ or error).split())
        raise StoreBusy(f"the queue in the database: {reason}") from error
