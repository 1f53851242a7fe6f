"""What a container file really is: many formats are a ZIP archive or an OLE file inside."""

from bot.readers import _archive
from bot.readers._archive import Archive
from bot.readers._pages import Unreadable

ZIP = "application/zip"
OUTLOOK = "application/vnd.ms-outlook"

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How an OLE compound file begins (MS-CFB 2.2)."""

_OFFICE = "application/vnd.openxmlformats-officedocument"
_PACKAGES = {
    "word/": f"{_OFFICE}.wordprocessingml.document",
    "xl/": f"{_OFFICE}.spreadsheetml.sheet",
    "ppt/": f"{_OFFICE}.presentationml.presentation",
}
_BINARY_SHEET = "application/vnd.ms-excel.sheet.binary.macroenabled.12"

_MAIL_PROPERTIES = "__properties_version1.0".encode("utf-16-le")
"""The stream that every message in an OLE file has (MS-OXMSG 2.4)."""


def media_type_of(payload: bytes) -> str:
    """Return the media type of a ZIP archive or a message in an OLE file, "" for anything else."""
    if payload.startswith((_archive.MAGIC, _archive.EMPTY)):
        return _packed(payload)
    if payload.startswith(OLE) and _MAIL_PROPERTIES in payload:
        return OUTLOOK
    return ""


def _packed(payload: bytes) -> str:
    """Return what an archive's names say it is; "" where its directory cannot be read."""
    try:
        archive = Archive(payload)
    except Unreadable:
        return ""
    names = archive.names
    if "[Content_Types].xml" in names:
        if "xl/workbook.bin" in names:
            return _BINARY_SHEET
        kinds = (kind for start, kind in _PACKAGES.items() if _any_starts(names, start))
        return next(kinds, ZIP)
    if names[:1] == ("mimetype",):
        return _declared(archive)
    return ZIP


def _any_starts(names: tuple[str, ...], start: str) -> bool:
    return any(name.startswith(start) for name in names)


def _declared(archive: Archive) -> str:
    """Return what an OpenDocument file says of itself (ODF 1.3 part 2, 3.3)."""
    try:
        return archive.read("mimetype")[:100].decode("ascii").strip() or ZIP
    except (Unreadable, UnicodeDecodeError):
        return ZIP
