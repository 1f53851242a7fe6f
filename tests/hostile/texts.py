"""Hostile XML, HTML, RTF, CSV, EDI, Outlook files and pictures."""

import struct
import zlib
from collections.abc import Callable

from tests.hostile.archives import LAUGHS

MILLION = 1_000_000
ORDER = b'<Order xmlns="urn:oasis:names:specification:ubl:schema:xsd:Order-2">'
OLE = bytes.fromhex("d0cf11e0a1b11ae1")


def billion_laughs() -> bytes:
    return LAUGHS


def quadratic_entities() -> bytes:
    return b'<!DOCTYPE o [<!ENTITY a "' + b"A" * 50_000 + b'">]><o>' + b"&a;" * 50_000 + b"</o>"


def entity_from_a_file() -> bytes:
    return b'<!DOCTYPE o [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + ORDER + b"&a;</Order>"


def entity_from_the_network() -> bytes:
    return b'<!DOCTYPE o [<!ENTITY % a SYSTEM "http://127.0.0.1:9/x">%a;]>' + ORDER + b"</Order>"


def included_file() -> bytes:
    return (
        ORDER + b'<i:include xmlns:i="http://www.w3.org/2001/XInclude" href="/etc/passwd"/></Order>'
    )


def deep_xml() -> bytes:
    return ORDER + b"<a>" * MILLION + b"</a>" * MILLION + b"</Order>"


def million_attributes() -> bytes:
    return b"<Order " + b" ".join(b'a%d="1"' % n for n in range(200_000)) + b"/>"


def endless_attribute() -> bytes:
    return b'<Order a="' + b"x" * (20 * MILLION) + b'"/>'


def million_lines_of_an_order() -> bytes:
    return ORDER + b"<OrderLine><ID>1</ID></OrderLine>" * 300_000 + b"</Order>"


def entities_in_utf16() -> bytes:
    return LAUGHS.decode().encode("utf-16")


def unclosed_xml() -> bytes:
    return ORDER + b"<!--" * MILLION


XMLS: tuple[Callable[[], bytes], ...] = (
    billion_laughs,
    quadratic_entities,
    entity_from_a_file,
    entity_from_the_network,
    included_file,
    deep_xml,
    million_attributes,
    endless_attribute,
    million_lines_of_an_order,
    entities_in_utf16,
    unclosed_xml,
)


def deep_divisions() -> bytes:
    return b"<div>" * MILLION + b"PO 4500012345"


def deep_tables() -> bytes:
    return b"<table><tr><td>" * 200_000 + b"PO"


def million_cells() -> bytes:
    return b"<table>" + b"<tr><td>PO<td>1</tr>" * 300_000 + b"</table>"


def spanning_cells() -> bytes:
    return b'<table><tr><td colspan="99999999" rowspan="99999999">PO</td></tr></table>' * 100


def unclosed_comments() -> bytes:
    return b"<!-- " * MILLION


def endless_style() -> bytes:
    return b'<p style="' + b"color:red;" * MILLION + b'">PO</p>'


def many_styles() -> bytes:
    rules = b"".join(b".a%d{display:none}" % n for n in range(30_000))
    return b"<style>" + rules + b"</style>" + b"<p class=a1>PO</p>" * 30_000


HTMLS: tuple[Callable[[], bytes], ...] = (
    deep_divisions,
    deep_tables,
    million_cells,
    spanning_cells,
    unclosed_comments,
    endless_style,
    many_styles,
)


def deep_groups() -> bytes:
    return rb"{\rtf1 " + b"{" * MILLION + b"PO" + b"}" * MILLION + b"}"


def binary_that_lies() -> bytes:
    return rb"{\rtf1 \bin2147483647 PO}"


def endless_skips() -> bytes:
    return rb"{\rtf1 \uc2147483647" + rb"\u65?" * 500_000 + b"}"


def object_of_hex() -> bytes:
    return rb"{\rtf1 {\object\objdata " + b"41" * (5 * MILLION) + b"}}"


def unclosed_groups() -> bytes:
    return rb"{\rtf1 " + rb"{\*\x " * 500_000


RTFS: tuple[Callable[[], bytes], ...] = (
    deep_groups,
    binary_that_lies,
    endless_skips,
    object_of_hex,
    unclosed_groups,
)


def million_commas() -> bytes:
    return b"," * (10 * MILLION)


def unclosed_quote() -> bytes:
    return b'PO;"' + b"4500012345\n" * MILLION


CSVS: tuple[Callable[[], bytes], ...] = (million_commas, unclosed_quote)


def million_segments() -> bytes:
    return b"UNB+UNOC:3+A+B+261124:0900+1'" + b"LIN+1'" * MILLION


def endless_segment() -> bytes:
    return b"UNB+UNOC:3+" + b"A" * (20 * MILLION)


def interchange_without_end() -> bytes:
    return b"ISA*00*".ljust(105, b" ") + b"~" + b"PO1*1~" * MILLION


EDIS: tuple[Callable[[], bytes], ...] = (million_segments, endless_segment, interchange_without_end)


def _tnef(*attributes: tuple[int, int, bytes]) -> bytes:
    """Return a TNEF stream; each attribute by its level-and-id word, declared length and data."""
    body = b"".join(
        struct.pack("<BII", 1, name, length) + data + struct.pack("<H", sum(data) & 0xFFFF)
        for name, length, data in attributes
    )
    return struct.pack("<IH", 0x223E9F78, 1) + body


def tnef_length_that_lies() -> bytes:
    return _tnef((0x00069003, 0xFFFFFFFF, b"\x01\x00\x00\x00"))


def tnef_of_empty_attributes() -> bytes:
    return _tnef(*[(0x00069005, 0, b"")] * 300_000)


def tnef_property_count_that_lies() -> bytes:
    properties = struct.pack("<III", 0x7FFFFFFF, 0x1000001E, 0x7FFFFFFF)
    return _tnef((0x00069003, len(properties), properties))


def tnef_cut_off() -> bytes:
    return struct.pack("<IH", 0x223E9F78, 1) + b"\x02\x10\x80"


TNEFS: tuple[Callable[[], bytes], ...] = (
    tnef_length_that_lies,
    tnef_of_empty_attributes,
    tnef_property_count_that_lies,
    tnef_cut_off,
)


def _ole(table: bytes, directory: bytes = b"", sectors: int = 4) -> bytes:
    """Return an OLE file (MS-CFB 2.2) with this allocation table and directory."""
    head = OLE + bytes(16) + struct.pack("<HHHHH6xIIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6,
        0, 1, 1, 0, 0x1000, 2, 1, 0xFFFFFFFE, 0, 0)  # fmt: skip
    head += struct.pack("<I", 0) + b"\xff" * 432
    return head + table.ljust(512, b"\xff") + directory.ljust(512, b"\0") + bytes(512 * sectors)


def _entry(name: str, kind: int, left: int, right: int, child: int) -> bytes:
    label = (name + "\0").encode("utf-16-le")
    return struct.pack(
        "<64sHBBIII36xIQ", label, len(label), kind, 1, left, right, child, 2, 1 << 40
    )


def ole_sectors_in_a_circle() -> bytes:
    return _ole(struct.pack("<IIII", 0xFFFFFFFD, 1, 3, 2))


def ole_directory_in_a_circle() -> bytes:
    table = struct.pack("<III", 0xFFFFFFFD, 0xFFFFFFFE, 2)
    entries = _entry("Root Entry", 5, 0xFFFFFFFF, 0xFFFFFFFF, 1) + _entry(
        "__substg1.0_1000001F", 2, 1, 1, 1
    )
    return _ole(table, entries)


def ole_cut_off() -> bytes:
    return OLE + bytes(100)


def ole_counts_that_lie() -> bytes:
    whole = bytearray(_ole(struct.pack("<I", 0xFFFFFFFD)))
    whole[44:48] = whole[64:68] = whole[72:76] = b"\xff\xff\xff\x7f"
    return bytes(whole)


OLES: tuple[Callable[[], bytes], ...] = (
    ole_sectors_in_a_circle,
    ole_directory_in_a_circle,
    ole_cut_off,
    ole_counts_that_lie,
)


def _png(width: int, height: int, data: bytes) -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        crc = zlib.crc32(kind + body)
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", crc)

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def png_of_absurd_size() -> bytes:
    return _png(60_000, 60_000, zlib.compress(b"\0" * 1000))


def png_bomb() -> bytes:
    packer = zlib.compressobj(9)
    rows = b"".join(packer.compress(b"\0" * (1 << 20)) for _ in range(700)) + packer.flush()
    return _png(15_000, 15_000, rows)


def png_text_bomb() -> bytes:
    body = b"Comment\0\0" + zlib.compress(b"A" * (200 << 20), 9)
    chunk = (
        struct.pack(">I", len(body))
        + b"zTXt"
        + body
        + struct.pack(">I", zlib.crc32(b"zTXt" + body))
    )
    plain = _png(9, 9, zlib.compress(bytes(28 * 9)))
    return plain[:33] + chunk + plain[33:]


def gif_of_many_frames() -> bytes:
    frame = b"\x21\xf9\x04\0\0\0\0\0\x2c\0\0\0\0\xff\x0f\xff\x0f\0\x02\x02\x44\x01\0"
    return b"GIF89a\xff\x0f\xff\x0f\x80\0\0\0\0\0\xff\xff\xff" + frame * 50_000 + b";"


def tiff_directories_in_a_circle() -> bytes:
    tags = (
        struct.pack("<H", 2)
        + struct.pack("<HHII", 256, 3, 1, 9)
        + struct.pack("<HHII", 257, 3, 1, 9)
    )
    return b"II*\0" + struct.pack("<I", 8) + tags + struct.pack("<I", 8)


def jpeg_cut_off() -> bytes:
    return (
        bytes.fromhex("ffd8ffe000104a46494600010100000100010000ffc0001108ffffffff03012200")
        + b"\xff" * 99
    )


PICTURES: tuple[Callable[[], bytes], ...] = (
    png_of_absurd_size,
    png_bomb,
    png_text_bomb,
    gif_of_many_frames,
    tiff_directories_in_a_circle,
    jpeg_cut_off,
)
