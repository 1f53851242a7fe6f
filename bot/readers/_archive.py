"""Opens ZIP archives from strangers: looks at the directory first, and unpacks within limits.

    archive = Archive(part.payload)
    "word/document.xml" in archive.names
    archive.read("word/document.xml")

Nothing is written to disk, so names that climb out of their folder lead nowhere. What the directory
says of sizes is not believed either: a member that unpacks to more than it says is corrupt.
"""

import lzma
import struct
import zipfile
import zlib
from io import BytesIO

from bot.readers._pages import Unreadable

MAGIC = b"PK\x03\x04"
EMPTY = b"PK\x05\x06"
"""An archive without members is its end record alone (APPNOTE 4.3.16)."""

MAX_ENTRIES = 2_000
MAX_RATIO = 200
"""Deflated XML reaches 50; a thousand is a bomb (deflate's limit is 1,032)."""

MAX_UNPACKED = 50_000_000
SMALL = 1_000_000
"""Octets below which the ratio says nothing: an empty form is mostly blanks."""

TOO_LARGE = "too large when unpacked"
CORRUPT = "corrupt"
LOCKED = "password-protected"
UNKNOWN_METHOD = "compressed in a way that is not known"

_ENCRYPTED = 0x1
_DIRECTORY_ENTRY = b"PK\x01\x02"
_END = struct.Struct("<4s4H2LH")
_LOCAL_HEADER = 30
_CHUNK = 4_096
"""Of a bzip2 or LZMA member, zipfile unpacks what it was fed whole: so it is fed little."""

_DAMAGE = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error,
    EOFError, KeyError, OSError, RuntimeError, ValueError,
)  # fmt: skip


class Archive:
    """A ZIP archive of sane size.

    Args:
        payload: its bytes.
        unpacked: octets that all members together may have when unpacked (or as much as they
            have packed, where that is more: a picture does not shrink).
        entries: members it may have.
        ratio: how many times larger it may be when unpacked.

    Attributes:
        members: its files in the directory's order, folders left out.
        names: their names.

    Raises:
        Unreadable: "too large when unpacked" or "corrupt".
    """

    def __init__(
        self,
        payload: bytes,
        *,
        unpacked: int = MAX_UNPACKED,
        entries: int = MAX_ENTRIES,
        ratio: int = MAX_RATIO,
    ) -> None:
        if _listed(payload) > entries:
            raise Unreadable(TOO_LARGE)
        try:
            self._file = zipfile.ZipFile(BytesIO(payload))
        except NotImplementedError as error:
            raise Unreadable(UNKNOWN_METHOD) from error
        except _DAMAGE as error:
            raise Unreadable(CORRUPT) from error
        infos = self._file.infolist()
        _check_sizes(infos, max(unpacked, len(payload)), ratio)
        _check_overlaps(infos)
        self.members = tuple(info for info in infos if not info.filename.endswith("/"))
        self.names = tuple(info.filename for info in self.members)

    def read(self, member: str | zipfile.ZipInfo) -> bytes:
        """Return a member's bytes.

        Raises:
            Unreadable: "password-protected", "corrupt" (also: there is no such member), or
                compressed in a way that is not known.
        """
        try:
            info = self._file.getinfo(member) if isinstance(member, str) else member
            if info.flag_bits & _ENCRYPTED:
                raise Unreadable(LOCKED)
            with self._file.open(info) as source:
                return b"".join(iter(lambda: source.read(_CHUNK), b""))
        except NotImplementedError as error:
            raise Unreadable(UNKNOWN_METHOD) from error
        except _DAMAGE as error:
            raise Unreadable(CORRUPT) from error


def _listed(payload: bytes) -> int:
    """Return how many members the directory may list, without taking it apart.

    zipfile does not look at the declared number, and would make an object of each entry.
    """
    start = max(0, len(payload) - 0xFFFF - _END.size)
    end = payload.rfind(EMPTY, start)
    if end < 0 or len(payload) - end < _END.size:
        return 0
    size = _END.unpack_from(payload, end)[5]
    begin = end - size if size <= end else 0
    return payload.count(_DIRECTORY_ENTRY, begin if size != 0xFFFFFFFF else 0, end)


def _check_sizes(infos: list[zipfile.ZipInfo], unpacked: int, ratio: int) -> None:
    large = sum(info.file_size for info in infos)
    packed = sum(info.compress_size for info in infos)
    if large > unpacked or (large > SMALL and large > packed * ratio):
        raise Unreadable(TOO_LARGE)


def _check_overlaps(infos: list[zipfile.ZipInfo]) -> None:
    """Refuse members that share their bytes, as those of a bomb without nesting do."""
    end = 0
    for info in sorted(infos, key=lambda one: one.header_offset):
        if info.header_offset < end:
            raise Unreadable(CORRUPT)
        end = info.header_offset + _LOCAL_HEADER + info.compress_size
