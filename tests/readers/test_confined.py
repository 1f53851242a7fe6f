"""Hostile files against the confined readers: each costs itself, and nothing else."""

import gc
import json
import os
import signal
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from subprocess import DEVNULL, PIPE, run

import pytest

from bot.domain.message import Part, Reading
from bot.readers.confined import ConfinedReaders

HOSTILE = Path(__file__).with_name("hostile.py")
GOOD = Part("good", "text/html", "", b"<p>PO 4500123456</p>")


@pytest.fixture(scope="module")
def readers() -> Iterator[ConfinedReaders]:
    confined = ConfinedReaders(timeout=1.5, memory=250, extra_readers=[HOSTILE])
    if confined.confinement != "sandboxed":
        pytest.skip(f"this kernel does not confine: {confined.gaps}")
    yield confined
    confined.close()


@pytest.fixture(scope="module")
def limited() -> Iterator[ConfinedReaders]:
    confined = ConfinedReaders(timeout=1.5, memory=250, extra_readers=[HOSTILE], sandbox=False)
    yield confined
    confined.close()


def attack(name: str) -> Part:
    return Part(name, "application/x-hostile", "order.bin", name.encode())


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("segfault", "crashed the reader (SIGSEGV)"),
        ("loop", "took too long"),
        ("sleep", "took too long"),
        ("allocate", "needed too much memory"),
        ("allocate_slowly", "needed too much memory"),
        ("recurse", "the reader failed: RecursionError"),
        ("read_file", "the reader failed: PermissionError"),
        ("read_memory", "the reader failed: PermissionError"),
        ("write_file", "the reader failed: PermissionError"),
        ("connect", "the reader failed: PermissionError"),
        ("listen", "the reader failed: PermissionError"),
        ("execute", "the reader failed: PermissionError"),
        ("fork_bomb", "the reader failed: PermissionError"),
        ("kill_parent", "the reader failed: PermissionError"),
        ("kill_all", "the reader failed: PermissionError"),
        ("shout", "too much text"),
        ("interrupt", "crashed the reader"),
    ],
)
def test_a_hostile_file_costs_itself_and_nothing_else(
    readers: ConfinedReaders, name: str, problem: str
) -> None:
    hostile, good = readers.read([attack(name), GOOD])

    assert hostile == Reading(name, problem=problem)
    assert good == Reading("good", ("PO 4500123456",))


def test_every_attack_of_the_hostile_reader_is_tried() -> None:
    source = HOSTILE.read_text("utf-8")
    tried = Path(__file__).read_text("utf-8")
    names = [line.split("_", 1)[1].split("(")[0] for line in source.splitlines() if "def _" in line]
    assert len(names) > 15
    assert [name for name in names if f'"{name}"' not in tried] == []


def test_the_child_has_no_environment(
    readers: ConfinedReaders, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("POBOT_SMTP__PASSWORD", "canary")
    assert readers.read([attack("environment")])[0].pages == ("{}",)


def test_the_child_can_write_to_no_pipe_but_its_own(readers: ConfinedReaders) -> None:
    assert readers.read([attack("forge")])[0].pages == ("nothing to write to",)


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("segfault", "crashed the reader (SIGSEGV)"),
        ("loop", "took too long"),
        ("sleep", "took too long"),
        ("allocate", "needed too much memory"),
    ],
)
def test_without_the_kernels_help_limits_still_hold(
    limited: ConfinedReaders, name: str, problem: str
) -> None:
    hostile, good = limited.read([attack(name), GOOD])

    assert limited.confinement == "limited"
    assert hostile.problem == problem
    assert good.pages == ("PO 4500123456",)


@pytest.mark.parametrize(
    "charset", ["iso-8859-15", "koi8-r", "gb18030", "big5hkscs", "iso-2022-jp"]
)
def test_every_charset_is_known_inside_the_lock(readers: ConfinedReaders, charset: str) -> None:
    text = "注文番号" if charset not in {"iso-8859-15", "koi8-r"} else "заказ"
    text = "commande n° 1 €" if charset == "iso-8859-15" else text
    part = Part("1", "text/html", "", f"<p>{text}</p>".encode(charset), charset)
    assert readers.read([part])[0].pages == (text,)


def test_a_required_sandbox_that_is_not_in_force_reads_no_attachment() -> None:
    confined = ConfinedReaders("required", sandbox=False)
    try:
        assert confined.read([GOOD]) == (Reading("good", problem="the sandbox is not in force"),)
    finally:
        confined.close()


def test_the_self_test_names_what_is_open(limited: ConfinedReaders) -> None:
    assert limited.gaps == ("switched off",)


@pytest.mark.parametrize(
    ("broken", "gap"),
    [
        ("kernel.allow_only_reading = lambda: None", "open a socket"),
        (
            "kernel.allow_only_reading = lambda: None; kernel.landlock_version = lambda: 0",
            "crashed the reader",
        ),
        ("kernel.NUMBERS.clear()", "the sandbox is not in force"),
        ("kernel.ARCHITECTURES['x86_64'] = kernel.ARCHITECTURES['aarch64'] = 1", "crashed"),
    ],
)
def test_a_lock_that_does_not_hold_is_found_out(
    readers: ConfinedReaders, broken: str, gap: str
) -> None:
    assert readers.confinement == "sandboxed"
    code = f"from bot.readers.confined import kernel, zygote; {broken}; zygote.main()"
    started = run(
        [sys.executable, "-c", code, readers._texts.options],
        stdin=DEVNULL,
        stdout=PIPE,
        check=True,
        timeout=30,
    )
    hello = json.loads(started.stdout[4:])
    assert hello["confinement"] == "limited"
    assert gap in " ".join(hello["gaps"])


def test_a_zygote_that_was_killed_is_replaced(readers: ConfinedReaders) -> None:
    readers.read([GOOD])
    assert readers._texts.zygote is not None
    os.kill(readers._texts.zygote.pid, signal.SIGKILL)

    assert readers.read([GOOD])[0].pages == ("PO 4500123456",)


def test_a_zygote_that_hangs_is_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.readers.confined.GRACE_SECONDS", 0.2)
    confined = ConfinedReaders(timeout=0.3)
    try:
        confined.read([GOOD])
        assert confined._texts.zygote is not None
        os.kill(confined._texts.zygote.pid, signal.SIGSTOP)

        assert confined.read([GOOD])[0].problem == "the reader process stopped"
        assert confined.read([GOOD])[0].pages == ("PO 4500123456",)
    finally:
        confined.close()


def test_without_a_child_process_nothing_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    confined = ConfinedReaders()
    assert confined.confinement == "none"
    assert confined.read([GOOD])[0].problem == "the reader process stopped"


def test_a_file_over_the_limit_is_not_even_sent() -> None:
    confined = ConfinedReaders(largest=1_000_000)
    part = Part("1", "application/pdf", "big.pdf", bytes(1_000_001))
    assert confined.read([part]) == (Reading("1", problem="larger than 1 MB"),)


def test_a_mails_own_text_needs_no_child(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    part = Part("1", "text/plain", "", b"PO 4500123456")
    assert ConfinedReaders().read([part]) == (Reading("1", ("PO 4500123456",)),)


def test_threads_may_read_at_the_same_time(readers: ConfinedReaders) -> None:
    def own(number: int) -> str:
        part = Part(str(number), "text/html", "", f"<p>{number}</p>".encode())
        return readers.read([part])[0].pages[0]

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(own, range(40))) == [str(number) for number in range(40)]


def test_nothing_is_left_behind() -> None:
    gc.collect()
    before = len(list(Path("/proc/self/fd").iterdir()))
    confined = ConfinedReaders(timeout=0.5, extra_readers=[HOSTILE])
    for _ in range(5):
        confined.read([GOOD, attack("segfault")])
    assert confined._texts.zygote is not None
    zygote = confined._texts.zygote.pid
    confined.close()

    assert len(list(Path("/proc/self/fd").iterdir())) == before
    assert not Path(f"/proc/{zygote}").exists()
    assert _eventually_no_child_of(zygote)


def test_a_forgotten_one_ends_its_child() -> None:
    confined = ConfinedReaders()
    confined.read([GOOD])
    assert confined._texts.zygote is not None
    zygote = confined._texts.zygote.pid
    del confined
    gc.collect()

    assert not Path(f"/proc/{zygote}").exists()


def _eventually_no_child_of(parent: int) -> bool:
    """The child that waited for the next file is killed with its parent, soon if not at once."""
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        sessions = [path.read_text("utf-8").split() for path in Path("/proc").glob("[0-9]*/stat")]
        if not any(stat[5] == str(parent) and stat[2] != "Z" for stat in sessions):
            return True
        time.sleep(0.05)
    return False
