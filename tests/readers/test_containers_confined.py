"""Files in files inside the lock: what a child says of them, and what damage it survives."""

import json
import time
from collections.abc import Iterator
from random import Random

import pytest

from bot.domain.message import Member, Part, Reading
from bot.readers import registry
from bot.readers.confined import ConfinedReaders, wire
from tests.readers.containers import compound, msg, packed_rtf, signed, tnef, zipped

MAIL = b"From: a@c.example\r\nMessage-ID: <1@c>\r\nSubject: PO\r\nTo: b\r\n\r\nPO 4500\r\n"
RTF = packed_rtf(rb"{\rtf1\ansi\fromhtml1 {\*\htmltag64 <p>}PO 4500{\*\htmltag72 </p>}}")
FILES = {0x3707: "po.txt", 0x3701: b"PO 4501"}
SAMPLES = {
    "o.zip": zipped({"a/fwd.eml": MAIL, "b.txt": b"PO 4501", "c.zip": zipped({"d.txt": b"x"})}),
    "m.msg": compound(msg({0x37: "PO", 0x1000: "PO 4500", 0x1009: RTF}, FILES)),
    "winmail.dat": tnef({0x37: "PO", 0x1000: "PO 4500", 0x1009: RTF}, FILES),
    "smime.p7m": signed(b"Content-Type: text/plain\r\n\r\nPO 4500 " + b"x" * 300, whole=False),
    "m.eml": MAIL,
}
SECONDS = 1.5


@pytest.fixture(scope="module")
def readers() -> Iterator[ConfinedReaders]:
    confined = ConfinedReaders(timeout=SECONDS, memory=400)
    if confined.confinement == "none":
        pytest.skip("no child process can be started")
    yield confined
    confined.close()


def part(name: str, payload: bytes) -> Part:
    media_type = "application/pkcs7-mime" if name.endswith(".p7m") else "application/octet-stream"
    return Part("2", media_type, name, payload)


@pytest.mark.parametrize("name", SAMPLES)
def test_a_child_reads_what_an_open_process_reads(readers: ConfinedReaders, name: str) -> None:
    (confined,) = readers.read([part(name, SAMPLES[name])])
    assert confined == registry().read(part(name, SAMPLES[name]))
    assert confined.problem == ""
    assert confined.inside


@pytest.mark.parametrize("name", SAMPLES)
def test_damage_costs_the_file_and_no_time(readers: ConfinedReaders, name: str) -> None:
    chance = Random(f"7 {name}")  # noqa: S311 - the same damage in every run
    for _ in range(40):
        started = time.monotonic()
        (reading,) = readers.read([part(name, mutated(SAMPLES[name], chance))])
        assert time.monotonic() - started < SECONDS + 5
        assert isinstance(reading.problem, str)
    (whole,) = readers.read([part(name, SAMPLES[name])])
    assert whole.problem == ""


def mutated(payload: bytes, chance: Random) -> bytes:
    """Return a file with some octets changed, cut out, or written twice."""
    found = bytearray(payload)
    for _ in range(chance.choice((1, 1, 2, 5, 20))):
        at = chance.randrange(len(found))
        end = at + chance.choice((1, 4, 64))
        match chance.randrange(5):
            case 0:
                found[at] ^= 1 << chance.randrange(8)
            case 1:
                found[at:end] = b"\xff" * len(found[at:end])
            case 2:
                found[at:end] = chance.randbytes(len(found[at:end]))
            case 3:
                found[at:at] = found[at:end]
            case _:
                del found[at : min(end, at + len(found) - 1)]
    return bytes(found)


INSIDE = Reading(
    "2",
    inside=(
        Member(
            Part("2/1", "message/rfc822", "m", b"From: \xfc\n\n", attachment=True), Reading("2/1")
        ),
        Member(
            Part("2/2", "text/plain", "m", b"\x00\xff", "cp1252", inside="2/1", flow="delsp"),
            Reading("2/2", ("text",)),
        ),
    ),
)


def test_what_is_inside_comes_over_the_pipe_as_it_was() -> None:
    assert wire.reading_from(wire.reading_bytes(INSIDE), "2") == INSIDE


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("path", "1"),
        ("path", "22/1"),
        ("path", ""),
        ("path", 3),
        ("inside", "1"),
        ("inside", "22/1"),
        ("payload", "\u20ac"),
        ("payload", None),
        ("attachment", "yes"),
        ("filename", None),
    ],
)
def test_a_taken_over_child_cannot_speak_for_other_parts(field: str, value: object) -> None:
    record = json.loads(wire.reading_bytes(INSIDE))
    record["inside"][0]["part"][field] = value
    with pytest.raises(ValueError, match="not a reading"):
        wire.reading_from(json.dumps(record).encode(), "2")


@pytest.mark.parametrize("more", [{"problem": "x"}, {"inside": [1]}, {"orders": [{}]}])
def test_a_member_has_a_text_and_nothing_else(more: dict[str, object]) -> None:
    record = json.loads(wire.reading_bytes(INSIDE))
    record["inside"][0]["reading"] |= more
    with pytest.raises(ValueError, match="not a reading"):
        wire.reading_from(json.dumps(record).encode(), "2")
