"""What every implementation of the port `Readers` keeps to."""

from collections.abc import Iterator

import pytest

from bot.domain.message import Part, Reading
from bot.ports import Readers
from bot.readers import InlineReaders
from bot.readers.confined import ConfinedReaders

PARTS = (
    Part("1", "text/plain", "", b"PO 1"),
    Part("2", "text/html", "", b"<p>PO 2</p>"),
    Part("3", "image/heic", "order.heic", b"ftypheic"),
    Part("4", "application/pdf", "po.pdf", b"%PDF-1.4 broken"),
    Part("5", "application/octet-stream", "orders.csv", b"PO;Net\n3;4", attachment=True),
    Part("6", "text/plain", "note.txt", b"PO 6", attachment=True),
)


@pytest.fixture(params=[InlineReaders, ConfinedReaders], scope="module")
def readers(request: pytest.FixtureRequest) -> Iterator[Readers]:
    made: Readers = request.param()
    yield made
    made.close()


def test_there_is_one_reading_per_part_in_order(readers: Readers) -> None:
    assert readers.read(PARTS) == (
        Reading("1", ("PO 1",)),
        Reading("2", ("PO 2",)),
        Reading("3", problem="no reader for image/heic"),
        Reading("4", problem="corrupt"),
        Reading("5", ("PO\tNet\n3\t4",)),
        Reading("6", ("PO 6",)),
    )


def test_nothing_to_read_is_read(readers: Readers) -> None:
    assert readers.read(()) == ()


def test_an_empty_part_is_no_reason_to_fail(readers: Readers) -> None:
    for media_type in ("text/plain", "text/html", "text/csv", "application/pdf", "x/y"):
        assert readers.read([Part("1", media_type, "", b"")])[0].part == "1"


def test_it_says_how_it_is_confined(readers: Readers) -> None:
    assert readers.confinement in {"sandboxed", "limited", "none"}


def test_it_reads_on_after_it_was_closed(readers: Readers) -> None:
    readers.close()
    readers.close()
    assert readers.read([PARTS[1]])[0].pages == ("PO 2",)
