"""Hostile files of every kind: each is contained in its child, and the next file is read."""

import time
from collections.abc import Callable, Iterator

import pytest

from bot.domain.message import Part
from bot.readers.confined import GRACE_SECONDS, ConfinedReaders
from tests.hostile import archives, pdfs, texts

SECONDS = 6.0
MEGABYTES = 600
GOOD = Part("good", "text/html", "", b"<p>PO 4500123456</p>")
OFFICE = "application/vnd.openxmlformats-officedocument."

Builder = Callable[[], bytes]

FILES: tuple[tuple[str, str, tuple[Builder, ...]], ...] = (
    ("application/pdf", "order.pdf", pdfs.ALL),
    ("application/zip", "order.zip", archives.ZIPS),
    (f"{OFFICE}wordprocessingml.document", "order.docx", archives.DOCXS),
    (f"{OFFICE}spreadsheetml.sheet", "order.xlsx", archives.XLSXS),
    ("application/vnd.oasis.opendocument.spreadsheet", "order.ods", archives.ODSS),
    ("application/xml", "order.xml", texts.XMLS),
    ("text/html", "order.html", texts.HTMLS),
    ("application/rtf", "order.rtf", texts.RTFS),
    ("text/csv", "order.csv", texts.CSVS),
    ("application/edifact", "order.edi", texts.EDIS),
    ("application/ms-tnef", "winmail.dat", texts.TNEFS),
    ("application/vnd.ms-outlook", "order.msg", texts.OLES),
    ("application/msword", "order.doc", texts.OLES),
    ("image/png", "order.png", texts.PICTURES),
)
CASES = [
    pytest.param(media_type, filename, builder, id=f"{filename}-{builder.__name__}")
    for media_type, filename, builders in FILES
    for builder in builders
]


@pytest.fixture(scope="module")
def readers() -> Iterator[ConfinedReaders]:
    confined = ConfinedReaders("required", timeout=SECONDS, memory=MEGABYTES)
    yield confined
    confined.close()


@pytest.mark.parametrize(("media_type", "filename", "builder"), CASES)
def test_a_hostile_file_is_contained_and_the_next_one_is_read(
    readers: ConfinedReaders, media_type: str, filename: str, builder: Builder
) -> None:
    hostile = Part("1", media_type, filename, builder(), attachment=True)
    started = time.monotonic()

    found, good = readers.read([hostile, GOOD])

    assert time.monotonic() - started < SECONDS + GRACE_SECONDS
    assert good.pages == ("PO 4500123456",)
    assert found.problem != "the sandbox is not in force"
    assert "root:" not in "".join(found.pages)
    assert len("".join(found.pages)) < 5_000_000


def test_there_are_at_least_sixty_hostile_files() -> None:
    assert len(CASES) >= 60
