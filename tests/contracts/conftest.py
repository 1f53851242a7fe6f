"""Fixtures of the contract suites: the store's three kinds."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.ports import Store
from tests.postgres import Cluster, cluster
from tests.store.worlds import World, world

__all__ = ["cluster"]


@pytest.fixture(
    params=["memory", "sqlite", pytest.param("postgres", marks=pytest.mark.postgres)],
)
def a_world(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    """A store of each kind in turn."""
    urls: dict[str, Callable[[], str]] = {
        "memory": lambda: "",
        "sqlite": lambda: f"sqlite:///{tmp_path}/pobot.db",
        "postgres": lambda: _cluster(request).url(),
    }
    opened = world(urls[request.param]())
    yield opened
    opened.close()


@pytest.fixture
def store(a_world: World) -> Store:
    return a_world.store


def _cluster(request: pytest.FixtureRequest) -> Cluster:
    server: Cluster = request.getfixturevalue("cluster")
    return server
