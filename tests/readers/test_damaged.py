"""Documents that were damaged at random, through the confined readers: each is bounded."""

import random
import time
import zipfile
from collections.abc import Callable, Iterator
from io import BytesIO

import pytest

from bot.domain.message import Part
from bot.readers.confined import ConfinedReaders
from tests.readers import test_docx, test_opendocument, test_pdf_forms, test_sheets
from tests.readers.containers import zipped
from tests.readers.order_documents import PEPPOL_ORDER
from tests.readers.word_documents import word
from tests.readers.workbooks import xlsb

ROUNDS = 40
LONGEST = 10.0
FORMATS: dict[str, Callable[[], bytes]] = {
    "order.xlsx": lambda: test_sheets.cell(4892049, "0000000000"),
    "order.xls": lambda: test_sheets.xls(lambda s: s.write(2, 2, 4500123456.0)),
    "order.xlsb": lambda: xlsb([["PO", 4500123456.0]] * 9),
    "order.ods": lambda: test_opendocument.workbook(
        test_opendocument.sheet([test_opendocument.cell("0045", "float", "45")] * 9)
    ),
    "order.odt": lambda: test_opendocument.document("<text:p>PO 4500123456</text:p>" * 9),
    "order.docx": lambda: test_docx.package(test_docx.document(test_docx.paragraph("PO 45") * 9)),
    "order.doc": lambda: word(
        "PO\x0745\x07\x07" * 9 + "\x13 X \x14y\x15\r", row_ends=[6], narrow=9
    ),
    "order.rtf": lambda: (
        b"{\\rtf1{\\fonttbl{\\f0 A;}}" + b"\\intbl PO\\cell\\row\\u8364?" * 9 + b"}"
    ),
    "order.pdf": lambda: test_pdf_forms.form(test_pdf_forms.field(b"4500123456")),
    "files.pdf": lambda: test_pdf_forms.with_files(("order.xml", PEPPOL_ORDER.encode())),
    "order.csv": lambda: b'PO;Net\r\n0045;"1,50"\r\n' * 9,
}


@pytest.fixture(scope="module")
def readers() -> Iterator[ConfinedReaders]:
    confined = ConfinedReaders()
    yield confined
    confined.close()


@pytest.mark.parametrize("name", FORMATS)
def test_a_damaged_document_costs_itself_only(readers: ConfinedReaders, name: str) -> None:
    chance = random.Random(name)  # noqa: S311 - a seed, not a secret
    whole = FORMATS[name]()
    assert readers.read([part(name, whole)])[0].pages
    for number in range(ROUNDS):
        damaged = hurt_inside(chance, whole) if number % 2 else hurt(chance, whole)
        begun = time.monotonic()
        found = readers.read([part(name, damaged)])[0]
        assert time.monotonic() - begun < LONGEST
        assert found.pages or found.orders or found.problem or found.inside
        assert "the reader failed" not in found.problem
        assert found.problem != "the reader process stopped"


def part(name: str, payload: bytes) -> Part:
    return Part("1", "application/octet-stream", name, payload, attachment=True)


def hurt(chance: random.Random, payload: bytes) -> bytes:
    """Return the bytes with some of them changed, lost, added or cut off."""
    damaged = bytearray(payload)
    for _ in range(chance.choice((1, 3, 10))):
        place = chance.randrange(len(damaged)) if damaged else 0
        kind = chance.randrange(4)
        if kind == 0 and damaged:
            damaged[place] = chance.randrange(256)
        elif kind == 1:
            del damaged[place : place + chance.randrange(1, 40)]
        elif kind == 2:
            damaged[place:place] = chance.randbytes(chance.randrange(1, 20))
        else:
            damaged[place : place + 4] = chance.choice(
                (b"\xff" * 4, b"\0" * 4, b"\xff\xff\xff\x7f")
            )
    return bytes(damaged)


def hurt_inside(chance: random.Random, payload: bytes) -> bytes:
    """Return an archive with one member damaged: elsewhere its checksum would give it away."""
    if not payload.startswith(b"PK"):
        return hurt(chance, payload)
    with zipfile.ZipFile(BytesIO(payload)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    victim = chance.choice([name for name in members if name != "mimetype"])
    return zipped({**members, victim: hurt(chance, members[victim])})
