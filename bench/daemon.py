"""What needs a daemon, or a server of another size: polls, sending, memory."""

import smtplib
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import islice
from pathlib import Path

from bench.clock import NOW, FixedClock
from bench.inbox import Letter, letters
from bench.line import Line
from bench.measures import RTT
from bench.world import World, shared_memory, world
from bot.app.outbox import Outbox
from bot.domain.outgoing import Outgoing, OutgoingClass
from bot.wiring import open_mailbox, open_mailer, opened_store, outbox_settings, read_config
from tests.servers.dovecot import Dovecot
from tests.servers.smtp_sink import SmtpSink

POLLS = 21
SENT = 60
WARM = 300
HUGE = 100_000_000
PATIENCE = 900


def polls(place: Path, sizes: tuple[int, int]) -> dict[str, float]:
    """Poll a folder without news, small and large, over one kept connection."""
    found: dict[str, float] = {}
    for size in sizes:
        with shared_memory() as memory, Dovecot(memory / "dovecot") as dovecot:
            for number in range(size):
                dovecot.deliver(b"Subject: %d\r\nFrom: a@b.example\r\n\r\nhello\r\n" % number)
            with Line(dovecot.port) as line:
                config = World(place, dovecot, place, size).configure(
                    place / "polls", port=line.port
                )
                mailbox = open_mailbox(read_config(config).mailbox)
                mailbox.uid_validity()
                newest = mailbox.arrivals(0)[-1].location.uid
                times = []
                for _ in range(POLLS):
                    line.reset()
                    began = time.perf_counter()
                    mailbox.uid_validity()
                    mailbox.arrivals(newest)
                    times.append((time.perf_counter() - began) * 1e3)
                mailbox.close()
                found[f"poll of {size} mails (ms)"] = statistics.median(times)
                found[f"poll of {size} mails (octets)"] = line.octets
                found[f"poll of {size} mails (round trips)"] = line.round_trips
    small, large = (found[f"poll of {size} mails (ms)"] for size in sizes)
    return found | {"large : small (at most 2)": large / small}


def sending(full: World, place: Path) -> dict[str, float]:
    """Send the same answers over a line of 20 ms: smtplib on one connection, and the outbox."""
    mails = tuple(_reply(number) for number in range(SENT))
    with SmtpSink(place / "sink") as sink, Line(sink.port, RTT) as line:
        began = time.perf_counter()
        with smtplib.SMTP("127.0.0.1", line.port, local_hostname="bench") as server:
            for mail in mails:
                server.sendmail(mail.sender, [mail.recipient], mail.source)
        theirs = (time.perf_counter() - began) / SENT * 1e3
        config = read_config(full.configure(place / "sending", smtp=line.port))
        with opened_store(config) as store:
            store.queue([replace(mail, idem_key=f"b{mail.idem_key}") for mail in mails], NOW)
            mailbox = open_mailbox(config.mailbox)
            settings = outbox_settings(config, shadow=False)
            outbox = Outbox(store, open_mailer(config.smtp), mailbox, FixedClock(), settings)
            began = time.perf_counter()
            accepted = outbox.run()
            ours = (time.perf_counter() - began) / SENT * 1e3
    assert accepted == SENT  # noqa: S101 - else the figure is of something else
    return {
        "smtplib, one connection (ms a mail)": theirs,
        "outbox, each mail durable twice (ms a mail)": ours,
        "smtplib : outbox (at least 5)": theirs / ours,
    }


def memory(place: Path, count: int) -> dict[str, float]:
    """Watch the daemon's memory: idle, after many mails, and at a mail of 100 MB."""
    with (
        world(place / "memory", count, filled=False) as empty,
        SmtpSink(place / "mem-sink") as sink,
    ):
        config = empty.configure(place / "memory-run", smtp=sink.port)
        with _daemon(config) as pid:
            time.sleep(15)
            idle = _megabytes(pid, "VmRSS")
            children = sum(_megabytes(child, "VmRSS") for child in _children(pid))
            news = iter(letters(count))
            _deliver(empty, islice(news, min(WARM, count // 2)))
            warm = _megabytes(pid, "VmRSS")
            _deliver(empty, news)
            full = _megabytes(pid, "VmRSS")
            Path(f"/proc/{pid}/clear_refs").write_text("5")
            before = _megabytes(pid, "VmRSS")
            empty.dovecot.deliver(_huge())
            _until(lambda: not empty.dovecot.files())
            peak = _megabytes(pid, "VmHWM") - before
    later = count - min(WARM, count // 2)
    return {
        "idle daemon (MB, at most 64)": idle,
        "its reader process beside it (MB)": children,
        "after the first mails (MB)": warm,
        "growth for 5,000 more mails (MB, at most 5)": (full - warm) / later * 5000,
        "a mail of 100 MB, above that (MB, at most 80)": peak,
    }


def _deliver(empty: World, news: Iterator[Letter]) -> None:
    for letter in news:
        empty.dovecot.deliver(letter.source)
    _until(lambda: not empty.dovecot.files())


def _until(done: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not done():
        if time.monotonic() > deadline:
            raise TimeoutError("the daemon did not get through its mail")
        time.sleep(0.5)
    time.sleep(2)


@contextmanager
def _daemon(config: Path) -> Iterator[int]:
    log = config.with_name("daemon.log").open("wb")
    command = [sys.executable, "-m", "bot", "--config", str(config), "run"]
    process = subprocess.Popen(command, stdout=log, stderr=log)  # noqa: S603 - our own arguments
    try:
        yield process.pid
    finally:
        process.terminate()
        process.wait(60)
        log.close()


def _megabytes(pid: int, what: str) -> float:
    text = Path(f"/proc/{pid}/status").read_text("ascii", "replace")
    return next(int(row.split()[1]) for row in text.splitlines() if row.startswith(what)) / 1024


def _children(pid: int) -> list[int]:
    found = Path(f"/proc/{pid}/task").glob("*/children")
    return [int(child) for file in found for child in file.read_text("ascii").split()]


def _reply(number: int) -> Outgoing:
    head = f"From: us@x.example\r\nTo: them@y.example\r\nMessage-ID: <b{number}@x.example>\r\n\r\n"
    return Outgoing(
        f"reply:{number}",
        f"<b{number}@x.example>",
        OutgoingClass.REPLY,
        "us@x.example",
        "them@y.example",
        "Your order",
        head.encode() + b"Thank you for your order.\r\n" * 90,
    )


def _huge() -> bytes:
    head = (
        b"From: pat@client1.example\r\nTo: billing@progressiverobot.com\r\nSubject: scans\r\n"
        b"Message-ID: <huge@client1.example>\r\nContent-Type: application/zip\r\n"
        b"Content-Transfer-Encoding: base64\r\n\r\n"
    )
    return head + (b"QUJD" * 19 + b"\r\n") * (HUGE // 78)
