"""Fixtures of the store's own tests: the two databases."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.ports import Store
from tests.postgres import Cluster, cluster
from tests.store.worlds import World, world

__all__ = ["cluster"]


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/pobot.db"


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def url(request: pytest.FixtureRequest, sqlite_url: str) -> str:
    """The address of an empty database of each kind in turn."""
    if request.param == "sqlite":
        return sqlite_url
    server: Cluster = request.getfixturevalue("cluster")
    return server.url()


@pytest.fixture
def a_world(url: str) -> Iterator[World]:
    opened = world(url)
    yield opened
    opened.close()


@pytest.fixture
def store(a_world: World) -> Store:
    return a_world.store
