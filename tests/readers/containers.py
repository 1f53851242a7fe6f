"""Writes files that hold other files, for tests: ZIP, Outlook's .msg and winmail.dat, S/MIME."""

import struct
import zipfile
from collections.abc import Mapping
from io import BytesIO

SECTOR, SMALL, CUTOFF = 512, 64, 4096
FREE, END_OF_CHAIN, FAT_SECTOR = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
STORAGE, STREAM, ROOT = 1, 2, 5

Tree = Mapping[str, "bytes | Tree"]


def zipped(files: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return an archive; the same files give the same bytes, whatever the time of day."""
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name), content, method)
    return buffer.getvalue()


def locked(archive: bytes, name: str) -> bytes:
    """Return an archive in which one file says that it is encrypted."""
    found = bytearray(archive)
    for mark, flags, start in ((b"PK\x03\x04", 6, 30), (b"PK\x01\x02", 8, 46)):
        at = -1
        while (at := found.find(mark, at + 1)) >= 0:
            if found[at + start :].startswith(name.encode()):
                found[at + flags] |= 1
    return bytes(found)


def compound(tree: Tree) -> bytes:
    """Return an OLE compound file (MS-CFB, version 3) with these streams and storages."""
    writer = _Compound()
    return writer.written(tree)


class _Compound:
    def __init__(self) -> None:
        self.sectors: list[bytes] = []
        self.fat: list[int] = []
        self.small = bytearray()
        self.small_fat: list[int] = []
        self.entries: list[bytes] = []

    def written(self, tree: Tree) -> bytes:
        self.entries = [b""]
        child = self._children(tree)
        small = self._chain(bytes(self.small))
        self.entries[0] = self._entry("Root Entry", ROOT, child, small, len(self.small))
        while len(self.entries) % 4:
            self.entries.append(bytes(SECTOR // 4))
        directory = self._chain(b"".join(self.entries))
        small_fat = self._chain(_longs(self.small_fat)) if self.small_fat else END_OF_CHAIN
        return self._header(directory, small_fat) + b"".join(self.sectors)

    def _header(self, directory: int, small_fat: int) -> bytes:
        count = 1
        while count * 128 < len(self.fat) + count:
            count += 1
        first = len(self.fat)
        self.fat += [FAT_SECTOR] * count
        self.fat += [FREE] * (count * 128 - len(self.fat))
        self.sectors.append(_longs(self.fat))
        places = list(range(first, first + count))
        small_sectors = -(-len(self.small_fat) // 128)
        head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
        head += struct.pack("<5H6x", 0x3E, 3, 0xFFFE, 9, 6)
        head += struct.pack("<4L", 0, count, directory, 0)
        head += struct.pack("<5L", CUTOFF, small_fat, small_sectors, END_OF_CHAIN, 0)
        return head + struct.pack("<109L", *places, *[FREE] * (109 - count))

    def _children(self, tree: Tree) -> int:
        """Write what is in a storage; return the first entry, to which the others are chained."""
        following = FREE
        for name in sorted(tree, key=lambda one: (len(one), one.upper()), reverse=True):
            content = tree[name]
            number = len(self.entries)
            self.entries.append(b"")
            if isinstance(content, bytes):
                entry = self._entry(name, STREAM, FREE, self._stored(content), len(content))
            else:
                entry = self._entry(name, STORAGE, self._children(content), 0, 0)
            self.entries[number] = entry[:72] + struct.pack("<L", following) + entry[76:]
            following = number
        return following

    def _entry(self, name: str, kind: int, child: int, start: int, size: int) -> bytes:
        encoded = name.encode("utf-16-le") + b"\0\0"
        head = encoded.ljust(64, b"\0") + struct.pack("<HBB", len(encoded), kind, 1)
        head += struct.pack("<3L", FREE, FREE, child)
        return head + bytes(36) + struct.pack("<LQ", start, size)

    def _stored(self, content: bytes) -> int:
        if len(content) >= CUTOFF:
            return self._chain(content)
        if not content:
            return END_OF_CHAIN
        start = len(self.small_fat)
        count = -(-len(content) // SMALL)
        self.small_fat += [*range(start + 1, start + count), END_OF_CHAIN]
        self.small += content.ljust(count * SMALL, b"\0")
        return start

    def _chain(self, content: bytes) -> int:
        if not content:
            return END_OF_CHAIN
        start = len(self.fat)
        count = -(-len(content) // SECTOR)
        self.fat += [*range(start + 1, start + count), END_OF_CHAIN]
        self.sectors.append(content.ljust(count * SECTOR, b"\0"))
        return start


def _longs(numbers: list[int]) -> bytes:
    packed = struct.pack(f"<{len(numbers)}L", *numbers)
    return packed.ljust(-(-len(packed) // SECTOR) * SECTOR, b"\xff")


Values = Mapping[int, object]


def msg(
    properties: Values, *attachments: Values, embedded: bool = False
) -> "dict[str, bytes | Tree]":
    """Return the tree of a message (MS-OXMSG), for `compound`, or to be attached to another.

    Args:
        properties: number to value: text, bytes, or a number.
        attachments: their properties; a mail's tree stands under 0x3701.
        embedded: whether it is attached to another message.
    """
    tree = _storage(properties, 24 if embedded else 32)
    for number, attachment in enumerate(attachments):
        tree[f"__attach_version1.0_#{number:08X}"] = _storage(attachment, 8)
    return tree


def _storage(properties: Values, header: int) -> "dict[str, bytes | Tree]":
    numbers = bytes(header)
    tree: dict[str, bytes | Tree] = {}
    for number, value in properties.items():
        if isinstance(value, int):
            numbers += struct.pack("<HHLq", 3, number, 6, value)
        elif isinstance(value, str):
            tree[f"__substg1.0_{number:04X}001F"] = value.encode("utf-16-le")
        elif isinstance(value, bytes):
            tree[f"__substg1.0_{number:04X}0102"] = value
        elif isinstance(value, dict):
            tree[f"__substg1.0_{number:04X}000D"] = value
    return tree | {"__properties_version1.0": numbers}


def tnef(properties: Values, *files: Values) -> bytes:
    """Return a winmail.dat (MS-OXTNEF) with a mail's properties and those of its files."""
    found = b"\x78\x9f\x3e\x22\x01\x00" + _attribute(1, 0x00069003, _properties(properties))
    for file in files:
        found += _attribute(2, 0x00069002, bytes(14))
        found += _attribute(2, 0x00069005, _properties(file))
    return found


def _attribute(level: int, number: int, data: bytes) -> bytes:
    return (
        struct.pack("<BLL", level, number, len(data)) + data + struct.pack("<H", sum(data) % 65536)
    )


def _properties(properties: Values) -> bytes:
    found = struct.pack("<L", len(properties))
    for number, value in properties.items():
        if isinstance(value, int):
            found += struct.pack("<HHL", 3, number, value)
            continue
        kind = 0x1F if isinstance(value, str) else 0x102
        octets = value.encode("utf-16-le") if isinstance(value, str) else _bytes(value)
        found += struct.pack("<HHLL", kind, number, 1, len(octets))
        found += octets + bytes(-len(octets) % 4)
    return found


def _bytes(value: object) -> bytes:
    assert isinstance(value, bytes)
    return value


def packed_rtf(rtf: bytes) -> bytes:
    """Return RTF as Outlook stores it, all bytes literal (MS-OXRTFCP 2.2)."""
    body = b"".join(b"\0" + rtf[i : i + 8] for i in range(0, len(rtf), 8))
    return struct.pack("<4L", len(body) + 12, len(rtf), 0x75465A4C, 0) + body


def signed(content: bytes, *, whole: bool = True) -> bytes:
    """Return opaque-signed CMS without certificates; in pieces of no stated length if not whole."""
    if whole:
        octets = _value(0x04, content)
    else:
        pieces = (content[i : i + 100] for i in range(0, len(content), 100))
        octets = b"\x24\x80" + b"".join(_value(0x04, piece) for piece in pieces) + b"\0\0"
    capsule = _value(0x30, _oid("2a864886f70d010701") + _value(0xA0, octets))
    data = _value(0x30, b"\x02\x01\x01" + b"\x31\x00" + capsule + b"\x31\x00")
    return _value(0x30, _oid("2a864886f70d010702") + _value(0xA0, data))


def _oid(encoded: str) -> bytes:
    return _value(0x06, bytes.fromhex(encoded))


def _value(tag: int, content: bytes) -> bytes:
    if len(content) < 0x80:
        return bytes((tag, len(content))) + content
    length = len(content).to_bytes(4, "big")
    return bytes((tag, 0x84)) + length + content
