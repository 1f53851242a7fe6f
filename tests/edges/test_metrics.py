"""Metrics: names, what they count, and who may read them."""

import socket
from datetime import UTC, datetime
from urllib.request import urlopen

import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot.domain.figures import Figures, Tally
from bot.domain.vitals import Backlog, Disk, Failure, FailureKind
from bot.edges.metrics import Exporter
from bot.errors import Permanent

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
BUSY = Figures(
    tally=Tally({"apply": 3}, {("accepted", "reply"): 2}, {"settled": 3, "record_order": 1}),
    backlog=Backlog(
        outbox={"queued": 4, "in_doubt": 1},
        overdue=2,
        overdue_since=NOON,
        unsettled=5,
        unsettled_since=NOON,
        review={"mail": 6},
    ),
    last_poll=NOON,
    up=60.0,
    sending=True,
    failures=(Failure("digest", FailureKind.OTHER, 'a "word"', NOON),),
    troubles=("digest",),
    disks=(Disk("/var/lib/pobot", 7, 8),),
)


def scraped(figures: Figures) -> dict[tuple[str, tuple[str, ...]], float]:
    exporter = Exporter(lambda: figures, 0)
    try:
        with urlopen(f"http://127.0.0.1:{exporter.port}/metrics", timeout=5) as answer:
            text = answer.read().decode()
    finally:
        exporter.close()
    return {
        (sample.name, tuple(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def test_everything_has_its_conventional_name() -> None:
    found = scraped(BUSY)
    at = NOON.timestamp()
    assert {
        ("pobot_mails_settled_total", ("apply",)): 3,
        ("pobot_mails_settled_total", ("review",)): 0,
        ("pobot_outgoing_mails_total", ("reply", "accepted")): 2,
        ("pobot_journal_entries_total", ("record_order",)): 1,
        ("pobot_outbox_rows", ("queued",)): 4,
        ("pobot_outbox_rows", ("held",)): 0,
        ("pobot_outbox_overdue_rows", ()): 2,
        ("pobot_outbox_overdue_since_timestamp_seconds", ()): at,
        ("pobot_unsettled_mails", ()): 5,
        ("pobot_unsettled_since_timestamp_seconds", ()): at,
        ("pobot_review_items", ("mail",)): 6,
        ("pobot_last_poll_timestamp_seconds", ()): at,
        ("pobot_part_failing", ("digest",)): 1,
        ("pobot_trouble", ("digest",)): 1,
        ("pobot_sending", ()): 1,
        ("pobot_store_up", ()): 1,
        ("pobot_disk_free_bytes", ("/var/lib/pobot",)): 7,
    }.items() <= found.items()
    assert any(name == "process_resident_memory_bytes" for name, _ in found)
    assert any(name == "pobot_build_info" for name, _ in found)


def test_what_the_database_does_not_say_is_left_out() -> None:
    found = scraped(Figures(Tally(), None, None, 0.0, sending=False))
    names = {name for name, _ in found}
    assert found["pobot_store_up", ()] == 0
    assert not {"pobot_outbox_rows", "pobot_last_poll_timestamp_seconds"} & names


def test_only_this_machine_can_read_them() -> None:
    exporter = Exporter(lambda: BUSY, 0)
    try:
        with socket.socket() as other:
            other.bind(("127.0.0.2", exporter.port))  # not taken: nothing listens on all addresses
            assert other.getsockname()[1] == exporter.port
    finally:
        exporter.close()


def test_a_port_that_is_taken_says_so() -> None:
    exporter = Exporter(lambda: BUSY, 0)
    try:
        with pytest.raises(Permanent, match=r"metrics\.port"):
            Exporter(lambda: BUSY, exporter.port)
    finally:
        exporter.close()


def test_without_the_extra_the_way_to_get_it_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.edges.metrics.find_spec", lambda _: None)
    with pytest.raises(Permanent, match=r"pobot\[metrics\]"):
        Exporter(lambda: BUSY, 0)
