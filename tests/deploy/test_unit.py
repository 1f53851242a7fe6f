"""The systemd unit: systemd takes it, it is hardened, and pobot works under it."""

import json
import os
import platform
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bot.readers.confined.kernel import NUMBERS

PROJECT = Path(__file__).parents[2]
UNIT = PROJECT / "deploy" / "pobot.service"

OUR_OWN = {"prctl", "landlock_create_ruleset", "landlock_restrict_self", "socketpair", "setresuid"}
"""Calls by which readers lock themselves in, besides those that they keep."""


def systemd(*arguments: str) -> subprocess.CompletedProcess[str]:
    found = shutil.which("systemd-analyze")
    if found is None:
        pytest.skip("systemd-analyze is not installed: no test of the unit")
    return subprocess.run(
        [found, *arguments], capture_output=True, text=True, check=False, timeout=60
    )


def settings(name: str) -> list[str]:
    return re.findall(rf"(?m)^{name}=(.*)$", UNIT.read_text("utf-8"))


def calls_of(group: str) -> set[str]:
    """Return the system calls of a group such as @system-service, groups in it included."""
    lines = systemd("syscall-filter", group).stdout.splitlines()[1:]
    names = {line.strip() for line in lines if line.strip() and not line.strip().startswith("#")}
    inner = {name for name in names if name.startswith("@")}
    return (names - inner).union(*map(calls_of, inner))


def allowed_calls() -> set[str]:
    names = " ".join(settings("SystemCallFilter")).split()
    groups = {name for name in names if name.startswith("@")}
    return (set(names) - groups).union(*map(calls_of, groups))


def test_systemd_finds_nothing_wrong_with_it(tmp_path: Path) -> None:
    installed = tmp_path / "pobot.service"
    text = UNIT.read_text("utf-8").replace("/opt/pobot/bin/pobot", sys.executable)
    installed.write_text(text, "utf-8")
    checked = systemd("verify", str(installed))
    assert checked.stderr == ""
    assert checked.returncode == 0


def test_it_is_hardened() -> None:
    # The threshold is ten times the exposure that is printed: 2.0 of 10, where 10 is naked.
    checked = systemd("security", "--offline=true", "--threshold=20", str(UNIT))
    assert checked.returncode == 0, checked.stdout.splitlines()[-1]


def test_every_call_that_the_readers_need_is_allowed() -> None:
    kept = {pair.partition("=")[0] for pair in NUMBERS["x86_64"].split()}
    assert kept | OUR_OWN <= allowed_calls()


def under_the_unit(what: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Do something under what the unit takes away, as far as system calls and memory go."""
    calls = allowed_calls()
    if platform.machine() not in NUMBERS:
        pytest.skip(f"readers are not confined on {platform.machine()}")
    return subprocess.run(
        [sys.executable, "-m", "tests.deploy.under_the_unit", what, *sorted(calls)],
        capture_output=True,
        text=True,
        check=False,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(PROJECT)},
        timeout=110,
    )


def test_attachments_are_read_and_confined_under_it(tmp_path: Path) -> None:
    done = under_the_unit("read", tmp_path)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {
        "confinement": "sandboxed",
        "page": "Purchase order 4500123456",
        "picture": "read",
    }


def test_a_whole_day_of_work_is_done_under_it(tmp_path: Path) -> None:
    done = under_the_unit("demo", tmp_path)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "demo" / "digest.html").exists()
    assert list((tmp_path / "demo" / "outgoing").iterdir())


def test_it_waits_longer_than_the_watchdog_is_fed_and_drains_before_it_kills() -> None:
    assert settings("Type") == ["notify"]
    assert settings("WatchdogSec") == ["2min"]
    assert settings("TimeoutStopSec") == ["90s"]
    assert settings("ExecReload") == ["/bin/kill -HUP $MAINPID"]
