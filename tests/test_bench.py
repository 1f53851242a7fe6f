"""The mailbox that is measured is what docs/benchmarks.md says, and its ledger is in order."""

import hashlib
import socket
import threading
from pathlib import Path

from bench.inbox import letters, write_ledger
from bench.line import Line
from bot.ledgers.csv import CsvLedger

COUNT = 300


def test_the_mailbox_has_the_same_bytes_at_every_run() -> None:
    first, second = (
        hashlib.sha256(b"".join(letter.source for letter in letters(20))).digest() for _ in range(2)
    )
    assert first == second


def test_the_mailbox_is_shaped_like_billing_mail() -> None:
    mails = list(letters(COUNT))
    sizes = sorted(len(mail.source) for mail in mails)
    assert 10_000 < sum(sizes) / COUNT < 15_000
    assert sizes[0] > 3_000
    assert 0.7 < sum(mail.gives_order for mail in mails) / COUNT < 0.8
    assert 0.05 < sum(b"application/pdf" in mail.source for mail in mails) / COUNT < 0.15
    assert all(b"\n" not in mail.source.replace(b"\r\n", b"") for mail in mails)


def test_its_ledger_has_no_bad_row(tmp_path: Path) -> None:
    write_ledger(tmp_path, COUNT)
    ledger, problems = CsvLedger(tmp_path).load()
    assert all("missing" in problem.what for problem in problems)  # what it says nothing of
    assert len(ledger.engagements) == len(ledger.invoices) == COUNT // 2 + 1


def test_a_line_counts_round_trips_and_octets() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = threading.Thread(target=_echo, args=(listener,))
        server.start()
        with Line(listener.getsockname()[1], 0.002) as line:
            with socket.create_connection(("127.0.0.1", line.port)) as client:
                for _ in range(3):
                    client.sendall(b"ask")
                    assert client.recv(9) == b"ask"
            server.join(10)
            assert line.round_trips == 3
            assert line.octets == 18


def _echo(listener: socket.socket) -> None:
    connection, _ = listener.accept()
    with connection:
        while said := connection.recv(9):
            connection.sendall(said)
