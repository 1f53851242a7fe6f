"""The journal in the database: append, read, check."""

import json
from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import Connection, insert, select

from bot.ports import JournalEntry
from bot.store import chain
from bot.store.schema import journal


def append(connection: Connection, entries: Iterable[chain.NewEntry], at: datetime) -> None:
    """Add entries at the end. The caller is the only writer."""
    news = tuple(entries)
    if not news:
        return
    last = connection.execute(
        select(journal.c.seq, journal.c.digest).order_by(journal.c.seq.desc()).limit(1)
    ).first()
    seq, digest = (last.seq, last.digest) if last else (0, chain.GENESIS)
    links = chain.linked(news, at, seq, digest)
    connection.execute(insert(journal), [asdict(link) for link in links])


def entries(connection: Connection, since: datetime | None) -> tuple[JournalEntry, ...]:
    """Return the journal, oldest first."""
    query = select(journal).order_by(journal.c.seq)
    if since is not None:
        query = query.where(journal.c.at >= since)
    return tuple(
        JournalEntry(row.seq, row.at, row.kind, row.subject, json.loads(row.data), row.digest)
        for row in connection.execute(query)
    )


def problems(connection: Connection) -> tuple[str, ...]:
    """Return what is wrong with the hash chain."""
    rows = connection.execute(select(journal).order_by(journal.c.seq)).yield_per(1000)
    return chain.broken(
        chain.Link(row.seq, row.at, row.kind, row.subject, row.data, row.prev, row.digest)
        for row in rows
    )
