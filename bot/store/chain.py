"""The journal's hash chain: each entry's digest covers the entry before it. Pure.

A changed, removed or inserted entry breaks the chain from there on. The chain does not show that
entries are missing at its end.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from bot.store.text import clean

GENESIS = "0" * 64
"""Stands in for the digest before the first entry."""


@dataclass(frozen=True, slots=True)
class NewEntry:
    """Something that happened, not yet in the journal. `data` is JSON-safe."""

    kind: str
    subject: str
    data: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Link:
    """One entry in its place. `data` is canonical JSON."""

    seq: int
    at: datetime
    kind: str
    subject: str
    data: str
    prev: str
    digest: str


def canonical_json(data: Mapping[str, object]) -> str:
    """Return the one JSON text for this data: sorted keys, no spaces, storable characters."""
    return clean(json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False))


def linked(entries: Iterable[NewEntry], at: datetime, seq: int, digest: str) -> tuple[Link, ...]:
    """Return the entries chained on to the one with this number and digest."""
    links = []
    for entry in entries:
        seq, prev = seq + 1, digest
        kind, subject, data = clean(entry.kind), clean(entry.subject), canonical_json(entry.data)
        digest = _digest(seq, at, kind, subject, data, prev)
        links.append(Link(seq, at, kind, subject, data, prev, digest))
    return tuple(links)


def broken(links: Iterable[Link]) -> tuple[str, ...]:
    """Return what is wrong with the chain, a sentence for each bad entry; empty for a whole one."""
    problems = []
    seq, digest = 0, GENESIS
    for link in links:
        if link.seq != seq + 1:
            problems.append(f"journal: entry {seq + 1} is missing before entry {link.seq}")
        elif link.prev != digest:
            problems.append(f"journal: entry {link.seq} does not follow the entry before it")
        if link.digest != _digest(link.seq, link.at, link.kind, link.subject, link.data, link.prev):
            problems.append(f"journal: entry {link.seq} was altered")
        seq, digest = link.seq, link.digest
    return tuple(problems)


def _digest(seq: int, at: datetime, kind: str, subject: str, data: str, prev: str) -> str:
    moment = at.astimezone(UTC).isoformat(timespec="microseconds")
    text = json.dumps([seq, moment, kind, subject, data, prev], ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()
