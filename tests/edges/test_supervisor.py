"""What the service manager hears."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.edges.supervisor import Supervisor


@pytest.fixture
def manager(tmp_path: Path) -> Iterator[socket.socket]:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listening:
        listening.bind(str(tmp_path / "notify"))
        listening.settimeout(5)
        yield listening


def heard(manager: socket.socket) -> str:
    return manager.recv(4096).decode()


def test_ready_alive_reloading_and_stopping_are_said(manager: socket.socket) -> None:
    supervisor = Supervisor({"NOTIFY_SOCKET": manager.getsockname()}, lambda: 12.5)
    supervisor.ready("working")
    assert heard(manager) == "READY=1\nSTATUS=working"
    supervisor.alive("does not work: inbox\nREADY=1")
    assert heard(manager) == "WATCHDOG=1\nSTATUS=does not work: inbox READY=1"
    supervisor.reloading()
    assert heard(manager) == "RELOADING=1\nMONOTONIC_USEC=12500000"
    supervisor.stopping()
    assert heard(manager).startswith("STOPPING=1\n")


def test_a_name_without_a_file_is_understood() -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listening:
        listening.bind("\0pobot-test-notify")
        listening.settimeout(5)
        Supervisor({"NOTIFY_SOCKET": "@pobot-test-notify"}).ready("working")
        assert heard(listening).startswith("READY=1")


def test_the_watchdog_is_fed_in_half_its_time() -> None:
    environ = {"NOTIFY_SOCKET": "/run/x", "WATCHDOG_USEC": "120000000", "WATCHDOG_PID": "7"}
    assert Supervisor(environ, process=7).feed_every == 60
    assert Supervisor(environ, process=8).feed_every is None, "it is meant for another process"
    del environ["WATCHDOG_PID"]
    assert Supervisor(environ, process=8).feed_every == 60


def test_without_a_manager_nothing_is_said_and_nothing_fails(tmp_path: Path) -> None:
    assert Supervisor({"WATCHDOG_USEC": "120000000"}).feed_every is None
    Supervisor({}).ready("working")
    Supervisor({"NOTIFY_SOCKET": str(tmp_path / "nobody")}).alive("working")
