"""A private PostgreSQL for tests: one cluster a session, a fresh database a test.

Uses Debian's server programs, on a unix socket in a temporary folder, without fsync. initdb
refuses root, so under root the server runs as `nobody`.
"""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import psycopg
import pytest

_DATABASES = count(1)


def programs() -> Path | None:
    """Return the folder with initdb and postgres of the newest version installed, or None."""
    found = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda each: int(each.parts[4])
    )
    return found[-1].parent if found else None


class Cluster:
    """A running server; `url()` makes a fresh database and returns its address."""

    def __init__(self, folder: Path, bin_folder: Path) -> None:
        self.folder = folder
        self._bin = bin_folder

    def start(self) -> None:
        """Create the cluster and start it."""
        data = self.folder / "data"
        if os.geteuid() == 0:
            shutil.chown(self.folder, "nobody")
        self.folder.chmod(0o755)
        self._run("initdb", "-D", str(data), "-U", "pobot", "-A", "trust", "-E", "UTF8", "-N")
        options = f"-k {self.folder} -c listen_addresses= -c fsync=off -c max_connections=60"
        self._run("pg_ctl", "-D", str(data), "-o", options, "-l", str(data / "log"), "-w", "start")

    def stop(self) -> None:
        """Stop it, whatever is connected."""
        self._run("pg_ctl", "-D", str(self.folder / "data"), "-m", "immediate", "stop")

    def url(self) -> str:
        """Make a fresh database and return its address."""
        name = f"test_{os.getpid()}_{next(_DATABASES)}"
        with psycopg.connect(
            host=str(self.folder), user="pobot", dbname="postgres", autocommit=True
        ) as connection:
            connection.execute(f'CREATE DATABASE "{name}"'.encode())
        return f"postgresql://pobot@/{name}?host={self.folder}"

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(self._bin / program), *arguments]
        if os.geteuid() == 0:
            command = ["runuser", "-u", "nobody", "--", *command]
        done = subprocess.run(
            command,
            check=False,
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        if done.returncode:
            raise RuntimeError(f"{program}: {done.stderr}")


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """One server for the session; the test is skipped, and says so, where there is none."""
    with running() as server:
        if server is None:
            pytest.skip("PostgreSQL's server programs are not installed")
        yield server


@contextmanager
def running() -> Iterator[Cluster | None]:
    """Give a running cluster, or None where no server programs are installed."""
    bin_folder = programs()
    if bin_folder is None:
        yield None
        return
    # A unix socket's path must stay short (107 bytes), so not below pytest's own folder.
    folder = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))
    cluster = Cluster(folder, bin_folder)
    try:
        cluster.start()
        yield cluster
        cluster.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
