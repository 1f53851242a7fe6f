"""Reads ZIP archives: each file in it like an attachment of the mail.

A file that is locked or damaged is named, and does not hide the others. Nothing is written to disk.
"""

import zipfile
from contextlib import suppress

from bot.domain.message import Part
from bot.readers._archive import Archive
from bot.readers._inside import MAX_MEMBERS
from bot.readers._mail import Parts, path_name
from bot.readers._pages import NO_MAIL, Pages, Unreadable

MEDIA_TYPES = frozenset(
    {
        "application/zip",
        "application/x-zip-compressed",
        "application/x-zip",
        "application/zip-compressed",
        "multipart/x-zip",
    }
)
SUFFIXES = frozenset({".zip"})

BY_THE_WAY = ("__macosx/", ".ds_store", "thumbs.db", "desktop.ini")
"""What macOS and Windows put into archives on their own."""

_UTF8_NAME = 0x800


def looks_like(_payload: bytes) -> bool:
    """Return false: the registry asks the directory, which stands at the end."""
    return False


def read(part: Part) -> Pages:
    """Return the files in the archive as parts.

    Raises:
        Unreadable: "corrupt", "too large when unpacked", "an empty archive".
    """
    archive = Archive(part.payload)
    members = [(_name(info), info) for info in archive.members if not _by_the_way(info.filename)]
    if not members:
        raise Unreadable("an empty archive")
    parts = Parts(part.filename)
    for name, info in members[:MAX_MEMBERS]:
        try:
            parts.file(name, archive.read(info), NO_MAIL)
        except Unreadable as unreadable:
            parts.refused.append(f"{parts.named(name)}: {unreadable}")
    if len(members) > MAX_MEMBERS:
        surplus = f"more than {MAX_MEMBERS} files; the rest was not read"
        parts.refused.append(f"{part.filename}: {surplus}")
    return parts.pages()


def _by_the_way(name: str) -> bool:
    return name.lower().startswith(BY_THE_WAY) or name.lower().endswith(BY_THE_WAY)


def _name(info: zipfile.ZipInfo) -> str:
    """Return a file's name for display, "" where nothing of it can be shown.

    zipfile guesses IBM's code page. Many write UTF-8 without saying so.
    """
    name = info.filename
    if not info.flag_bits & _UTF8_NAME and not name.isascii():
        with suppress(UnicodeError):
            name = name.encode("cp437").decode("utf-8")
    return path_name(name)
