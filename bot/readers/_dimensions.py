"""How large a picture says it is, from its first bytes: before anything is decoded.

For what must not be decoded at all: a bomb of sixty thousand pixels square, or a logo. Standards:
PNG (ISO/IEC 15948), GIF89a, JPEG (ITU-T T.81, B.2.2), BMP, WEBP (RFC 9649), TIFF 6.0.
"""

import struct
from typing import Literal

PNG = b"\x89PNG\r\n\x1a\n"
JPEG = b"\xff\xd8\xff"
GIF = (b"GIF87a", b"GIF89a")
TIFF: dict[bytes, Literal["little", "big"]] = {b"II*\0": "little", b"MM\0*": "big"}
WIDTH_TAG, HEIGHT_TAG = 256, 257
MOST_TAGS = 200

_NO_FRAME = frozenset({0xC4, 0xC8, 0xCC})
"""JPEG markers among those of frames that start none: tables, and one that is reserved."""


def is_picture(payload: bytes) -> bool:
    """Say whether the first bytes are a picture's."""
    webp = payload[:4] == b"RIFF" and payload[8:12] == b"WEBP"
    bmp = payload[:2] == b"BM" and payload[6:10] == b"\0\0\0\0"
    return payload.startswith((PNG, JPEG, *GIF, *TIFF)) or webp or bmp


def dimensions(payload: bytes) -> tuple[int, int] | None:
    """Return width and height in pixels, of the first page; None where they cannot be found."""
    try:
        return _dimensions(payload)
    except (struct.error, IndexError):
        return None


def _dimensions(payload: bytes) -> tuple[int, int] | None:
    if payload.startswith(PNG):
        return _pair(">II", payload, 16)
    if payload.startswith(GIF):
        return _pair("<HH", payload, 6)
    if payload.startswith(b"BM"):
        wide, high = _pair("<ii", payload, 18)
        return abs(wide), abs(high)
    if payload.startswith(JPEG):
        return _jpeg(payload)
    if payload.startswith(b"RIFF"):
        return _webp(payload)
    order = TIFF.get(payload[:4])
    return _tiff(payload, order) if order else None


def _pair(layout: str, payload: bytes, at: int) -> tuple[int, int]:
    first, second = struct.unpack_from(layout, payload, at)
    return int(first), int(second)


def _jpeg(payload: bytes) -> tuple[int, int] | None:
    at = 2
    while at + 9 <= len(payload):
        if payload[at] != 0xFF:
            return None
        marker = payload[at + 1]
        if marker == 0xFF:
            at += 1
        elif 0xC0 <= marker <= 0xCF and marker not in _NO_FRAME:
            high, wide = _pair(">HH", payload, at + 5)
            return wide, high
        else:
            at += 2 + int.from_bytes(payload[at + 2 : at + 4], "big")
    return None


def _webp(payload: bytes) -> tuple[int, int] | None:
    kind = payload[12:16]
    if kind == b"VP8X":
        wide, high = (int.from_bytes(payload[at : at + 3], "little") for at in (24, 27))
        return wide + 1, high + 1
    if kind == b"VP8L":
        bits = int.from_bytes(payload[21:25], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    wide, high = _pair("<HH", payload, 26)
    return wide & 0x3FFF, high & 0x3FFF


def _tiff(payload: bytes, order: Literal["little", "big"]) -> tuple[int, int] | None:
    def number(at: int, octets: int) -> int:
        return int.from_bytes(payload[at : at + octets], order)

    directory = number(4, 4)
    found: dict[int, int] = {}
    for entry in range(min(number(directory, 2), MOST_TAGS)):
        at = directory + 2 + 12 * entry
        octets = 2 if number(at + 2, 2) == 3 else 4
        found[number(at, 2)] = number(at + 8, octets)
    if WIDTH_TAG not in found or HEIGHT_TAG not in found:
        return None
    return found[WIDTH_TAG], found[HEIGHT_TAG]
