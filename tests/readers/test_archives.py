"""ZIP archives: what is in them is read like the mail's own attachments, within limits."""

import struct
import zipfile
import zlib
from io import BytesIO

import pytest

from bot.domain.message import Part, Reading
from bot.readers import Unreadable, registry
from bot.readers._archive import Archive
from tests.readers.containers import locked, zipped

PO = b"Purchase order 4500123456"
ORDER = (
    b'<Order xmlns="urn:oasis:names:specification:ubl:schema:xsd:Order-2"'
    b' xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2">'
    b"<cbc:ID>4500999</cbc:ID></Order>"
)


def opened(payload: bytes, name: str = "orders.zip", declared: str = "application/zip") -> Reading:
    return registry().read(Part("2", declared, name, payload, attachment=True))


def pages(reading: Reading) -> dict[str, str]:
    return {m.part.filename: "".join(m.reading.pages) for m in reading.inside}


@pytest.mark.parametrize(
    ("name", "declared"),
    [
        ("orders.zip", "application/zip"),
        ("orders.zip", "application/x-zip-compressed"),
        ("orders.zip", "application/octet-stream"),
        ("orders.pdf", "application/pdf"),
        ("orders", "application/x-whatever"),
    ],
)
def test_files_in_an_archive_are_read_under_its_name(name: str, declared: str) -> None:
    found = opened(zipped({"a.txt": PO, "sub/b.csv": b"PO,4500\n"}), name, declared)
    assert found.problem == ""
    assert pages(found) == {f"{name}/a.txt": PO.decode(), f"{name}/sub/b.csv": "PO\t4500"}
    assert [m.part.path for m in found.inside] == ["2/1", "2/2"]


def test_an_order_in_an_archive_is_the_archives_order() -> None:
    found = opened(zipped({"po.xml": ORDER}))
    assert [(o.po_number, o.origin) for o in found.orders] == [
        ("4500999", "attachment:orders.zip/po.xml")
    ]


def test_no_payload_of_a_file_is_given_back() -> None:
    assert [m.part.payload for m in opened(zipped({"a.txt": PO})).inside] == [b""]


def test_an_archive_in_an_archive_is_opened() -> None:
    inner = zipped({"b.txt": PO})
    assert pages(opened(zipped({"in.zip": inner})))["orders.zip/in.zip/b.txt"] == PO.decode()


def test_an_archive_nested_too_deep_is_a_problem() -> None:
    payload = zipped({"po.txt": PO})
    for level in range(2):
        payload = zipped({f"{level}.zip": payload})
    assert pages(opened(payload))["orders.zip/1.zip/0.zip/po.txt"] == PO.decode()
    found = opened(zipped({"2.zip": payload}))
    assert found.problem == "orders.zip/2.zip/1.zip/0.zip: nested too deep"


def test_a_word_file_is_a_word_file_whatever_it_is_called() -> None:
    word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    body = f'<w:document xmlns:w="{word}"><w:body><w:p><w:r><w:t>PO 4500</w:t></w:r></w:p></w:body>'
    docx = zipped(
        {"[Content_Types].xml": b"<Types/>", "word/document.xml": f"{body}</w:document>".encode()}
    )
    assert opened(docx).pages == ("PO 4500",)
    inside = opened(zipped({"word/po.docx": docx}, zipfile.ZIP_STORED))
    assert pages(inside) == {"orders.zip/word/po.docx": "PO 4500"}


def test_what_macos_adds_is_passed_over() -> None:
    found = opened(zipped({"__MACOSX/._a.txt": b"x", ".DS_Store": b"x", "a.txt": PO}))
    assert list(pages(found)) == ["orders.zip/a.txt"]
    assert found.problem == ""


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd.txt", "etc/passwd.txt"),
        ("/etc/po.txt", "etc/po.txt"),
        ("C:\\Users\\me\\po.txt", "Users/me/po.txt"),
        ("a\u202etxt.exe.txt", "atxt.exe.txt"),
        ("Bestellung ü.txt", "Bestellung ü.txt"),
    ],
)
def test_names_lead_nowhere_and_hide_nothing(name: str, shown: str) -> None:
    assert list(pages(opened(zipped({name: PO})))) == [f"orders.zip/{shown}"]


def test_two_files_of_one_name_are_told_apart() -> None:
    found = opened(zipped({"po.txt": PO, "../po.txt": b"other"}))
    assert list(pages(found)) == ["orders.zip/po.txt", "orders.zip/po (2).txt"]


def test_a_name_in_utf8_that_does_not_say_so_is_read() -> None:
    # Macs write UTF-8 without the flag (APPNOTE 4.4.4, bit 11).
    payload = zipped({"Bestellung ü.txt": PO}).replace(b"\x00\x08\x00\x00", b"\x00\x00\x00\x00")
    assert "orders.zip/Bestellung ü.txt" in pages(opened(payload))


def test_a_locked_file_is_named_and_hides_no_other() -> None:
    payload = locked(zipped({"scan.pdf": b"%PDF-1.4", "a.txt": PO}), "scan.pdf")
    found = opened(payload)
    assert found.problem == "orders.zip/scan.pdf: password-protected"
    assert pages(found) == {"orders.zip/a.txt": PO.decode()}


def test_a_file_that_nobody_reads_is_named() -> None:
    found = opened(zipped({"setup.exe": b"MZ\x90", "a.txt": PO}))
    assert found.problem == "orders.zip/setup.exe: no reader for application/octet-stream"


def test_a_damaged_file_is_named_and_hides_no_other() -> None:
    payload = zipped({"a.txt": PO, "b.txt": b"other"}, zipfile.ZIP_STORED).replace(PO, PO.upper())
    found = opened(payload)
    assert found.problem == "orders.zip/a.txt: corrupt"
    assert pages(found) == {"orders.zip/b.txt": "other"}


@pytest.mark.parametrize(
    ("payload", "problem"),
    [
        (zipped({"a.txt": PO})[:-30], "corrupt"),
        (zipped({"a.txt": PO})[:60], "corrupt"),
        (zipped({}), "an empty archive"),
        (zipped({"a": b"x" * 3_000_000}), "too large when unpacked"),
        (zipped({str(i): b"" for i in range(2_001)}), "too large when unpacked"),
    ],
)
def test_what_cannot_be_opened_says_why(payload: bytes, problem: str) -> None:
    assert opened(payload) == Reading("2", problem=problem)


def test_only_so_many_files_are_read() -> None:
    found = opened(zipped({f"{i}.txt": PO for i in range(60)}))
    assert len(found.inside) == 50
    assert found.problem == "orders.zip: more than 50 files; the rest was not read"


def test_only_so_many_files_are_read_in_all_archives_together() -> None:
    inner = zipped({f"{i}.txt": PO for i in range(20)})
    found = opened(zipped({f"{i}.zip": inner for i in range(20)}))
    assert len(found.inside) == 50
    assert "more than 50 files" in found.problem


def test_a_million_entries_are_not_taken_apart() -> None:
    entry = struct.pack(
        "<4s4B4HL2L5H2L", b"PK\x01\x02", *[0] * 4, *[0] * 4, 0, 0, 0, *[0] * 5, 0, 0
    )
    directory = entry * 1_000_000
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 0xFFFF, 0xFFFF, len(directory), 0, 0)
    with pytest.raises(Unreadable, match="too large when unpacked"):
        Archive(directory + end)


def overlapping(count: int) -> bytes:
    """Return an archive whose entries all point at the same packed bytes."""
    packed = zlib.compressobj(9, zlib.DEFLATED, -15)
    kernel = packed.compress(b"x" * 100_000) + packed.flush()
    sizes = (zlib.crc32(b"x" * 100_000), len(kernel), 100_000, 1)
    local = struct.pack("<4s5H3L2H", b"PK\x03\x04", 20, 0, 8, 0, 0, *sizes, 0) + b"a" + kernel
    entry = struct.pack("<4s6H3L5H2L", b"PK\x01\x02", 20, 20, 0, 8, 0, 0, *sizes, *[0] * 6)
    directory = (entry + b"a") * count
    tail = (0, 0, count, count, len(directory), len(local), 0)
    return local + directory + struct.pack("<4s4H2LH", b"PK\x05\x06", *tail)


def test_files_that_share_their_bytes_are_refused() -> None:
    assert Archive(overlapping(1)).read("a") == b"x" * 100_000
    with pytest.raises(Unreadable, match="corrupt"):
        Archive(overlapping(9))


def test_a_file_larger_than_it_says_is_corrupt() -> None:
    payload = zipped({"a.txt": b"x" * 5_000})
    lie = payload.replace(struct.pack("<L", 5_000), struct.pack("<L", 10))
    with pytest.raises(Unreadable, match="corrupt"):
        Archive(lie).read("a.txt")


def test_a_packing_that_is_not_known_says_so() -> None:
    payload = bytearray(zipped({"a.txt": PO}))
    payload[8], payload[payload.index(b"PK\x01\x02") + 10] = 9, 9
    found = opened(bytes(payload))
    assert found.problem == "orders.zip/a.txt: compressed in a way that is not known"


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_other_packings_are_read(method: int) -> None:
    assert pages(opened(zipped({"a.txt": PO}, method))) == {"orders.zip/a.txt": PO.decode()}


def test_a_file_that_is_not_there_is_corrupt() -> None:
    with pytest.raises(Unreadable, match="corrupt"):
        Archive(zipped({"a": b"x"})).read("b")


def test_a_file_without_a_name_is_read_all_the_same() -> None:
    payload = bytearray(zipped({"a": PO, "b.txt": b"two"}, zipfile.ZIP_STORED))
    for start in (26, payload.index(b"PK\x01\x02") + 28):
        # The length of the name becomes that of the extra field.
        payload[start : start + 4] = b"\0\0\1\0"
    found = opened(bytes(payload))
    assert [m.part.filename for m in found.inside] == ["orders.zip/part-1", "orders.zip/b.txt"]


def test_limits_may_be_set() -> None:
    with pytest.raises(Unreadable, match="too large when unpacked"):
        Archive(zipped({"a": b"ab" * 500}), unpacked=500)
    with pytest.raises(Unreadable, match="too large when unpacked"):
        Archive(zipped({"a": b"", "b": b""}), entries=1)


def test_pictures_that_do_not_shrink_may_be_larger_than_the_limit() -> None:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("a.jpg", b"x" * 1_000)
    assert Archive(buffer.getvalue(), unpacked=500).read("a.jpg") == b"x" * 1_000
