"""Metrics for Prometheus, on this very machine only.

Standards: the text format that `prometheus_client` writes; names by Prometheus' naming conventions:
prefix, base unit, `_total` for what only grows, `_timestamp_seconds` for moments in Unix time.
Counters begin at zero with the process. Labels are pobot's own words, never a client's.
Fails: `Permanent` where the port is taken or the extra `metrics` is not installed.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from importlib.metadata import version
from importlib.util import find_spec
from typing import TYPE_CHECKING

from bot.domain.figures import Figures, Tally
from bot.domain.outgoing import OutgoingState
from bot.domain.vitals import Backlog
from bot.errors import Permanent

if TYPE_CHECKING:
    from prometheus_client import CollectorRegistry, Metric

LOOPBACK = "127.0.0.1"

VERDICTS = ("apply", "clarify", "review", "none")

WAITING = tuple(
    state.value
    for state in OutgoingState
    if state not in {OutgoingState.ACCEPTED, OutgoingState.SUPPRESSED}
)
"""States that are always reported, also with nothing in them: an alert rule needs the zero."""


class Exporter:
    """Serves the figures until it is closed. `port` is where; 0 asks the system for a free one."""

    def __init__(self, figures: Callable[[], Figures], port: int) -> None:
        demand_library()
        from prometheus_client import start_http_server

        try:
            self._server, self._thread = start_http_server(
                port, addr=LOOPBACK, registry=registry(figures)
            )
        except OSError as error:
            raise Permanent(f"metrics.port {port}: {error.strerror}") from error

    @property
    def port(self) -> int:
        """Return where it listens."""
        return int(self._server.server_port)

    def close(self) -> None:
        """Stop serving."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


def demand_library() -> None:
    """Raise Permanent where the extra `metrics` is not installed."""
    if find_spec("prometheus_client") is None:
        raise Permanent("metrics need the library: pip install 'pobot[metrics]'")


def registry(figures: Callable[[], Figures]) -> "CollectorRegistry":
    """Return the metrics of this process and of its work; asked for anew at every scrape."""
    from prometheus_client import CollectorRegistry, ProcessCollector

    metrics = CollectorRegistry()
    ProcessCollector(registry=metrics)
    metrics.register(_Collector(figures))
    return metrics


class _Collector:
    """What `prometheus_client` asks for metrics."""

    def __init__(self, figures: Callable[[], Figures]) -> None:
        self._figures = figures

    def describe(self) -> "Iterator[Metric]":
        """Return nothing: without it the registry would ask for figures when this is registered."""
        return iter(())

    def collect(self) -> "Iterator[Metric]":
        """Return the metrics at this moment."""
        found = self._figures()
        yield _gauge("build_info", "The version at work.", {version("pobot"): 1}, "version")
        yield _gauge("store_up", "Whether the database answers.", int(found.backlog is not None))
        yield _gauge("sending", "Whether mail goes out: not shadow, not stopped.", found.sending)
        if found.last_poll:
            yield _moment("last_poll", "When the inbox was last read.", found.last_poll)
        failing = {failure.part: 1 for failure in found.failures}
        yield _gauge("part_failing", "Parts of the work that fail.", failing, "part")
        troubles = dict.fromkeys(found.troubles, 1)
        yield _gauge("trouble", "Troubles that will be told if they last.", troubles, "trouble")
        free = {disk.place: disk.free for disk in found.disks}
        yield _gauge("disk_free_bytes", "Room on the disk of the database.", free, "place")
        yield from _counted(found.tally)
        if found.backlog is not None:
            yield from _waiting(found.backlog)


def _counted(tally: Tally) -> "Iterator[Metric]":
    settled = dict.fromkeys(VERDICTS, 0) | dict(tally.settled)
    yield _counter("mails_settled", "Mails that got their end.", settled, "verdict")
    yield _counter(
        "outgoing_mails", "Outgoing mails that got so far.", tally.outgoing, "state", "kind"
    )
    yield _counter("journal_entries", "What the journal got.", tally.entries, "kind")


def _waiting(waiting: Backlog) -> "Iterator[Metric]":
    rows = dict.fromkeys(WAITING, 0) | dict(waiting.outbox)
    yield _gauge("outbox_rows", "Outgoing mails that are not done.", rows, "state")
    yield _gauge("outbox_overdue_rows", "Mails that should be on their way.", waiting.overdue)
    yield _gauge("unsettled_mails", "Mails stored and not decided.", waiting.unsettled)
    yield _gauge("review_items", "What waits for a person.", waiting.review, "kind")
    if waiting.overdue_since:
        what = "Since when the first overdue mail waits."
        yield _moment("outbox_overdue_since", what, waiting.overdue_since)
    if waiting.unsettled_since:
        what = "When the first undecided mail was stored."
        yield _moment("unsettled_since", what, waiting.unsettled_since)


def _gauge(name: str, what: str, values: float | Mapping[str, float], label: str = "") -> "Metric":
    from prometheus_client.core import GaugeMetricFamily

    if not isinstance(values, Mapping):
        return GaugeMetricFamily(f"pobot_{name}", what, value=float(values))
    family = GaugeMetricFamily(f"pobot_{name}", what, labels=(label,))
    for key, value in sorted(values.items()):
        family.add_metric((key,), value)
    return family


def _counter(
    name: str, what: str, values: Mapping[str, int] | Mapping[tuple[str, str], int], *labels: str
) -> "Metric":
    from prometheus_client.core import CounterMetricFamily

    family = CounterMetricFamily(f"pobot_{name}", what, labels=labels)
    for key, value in sorted(values.items()):
        family.add_metric((key,) if isinstance(key, str) else key, value)
    return family


def _moment(name: str, what: str, moment: datetime) -> "Metric":
    return _gauge(f"{name}_timestamp_seconds", what, moment.timestamp())
