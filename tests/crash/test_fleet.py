"""Several pollers and workers on one PostgreSQL, some of them killed: each mail once."""

import pytest

from tests.crash.fleet import play
from tests.crash.world import open_folder, world
from tests.postgres import Cluster, cluster

__all__ = ["cluster"]


@pytest.mark.postgres
@pytest.mark.dovecot
@pytest.mark.timeout(600)
def test_each_mail_is_dealt_with_once_whoever_dies(cluster: Cluster) -> None:
    with open_folder() as folder, world(folder, cluster.url(), 7, faults=True) as scene:
        run = play(scene, mails=60, pollers=2, workers=2, calm=False)
    assert run.wrong == []
    assert run.killed > 0
    assert run.statuses == [0, 0, 0, 0]
