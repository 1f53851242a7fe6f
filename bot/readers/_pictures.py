"""Gives the pictures of a document without text, as parts to be read in their turn."""

from pathlib import PurePosixPath

from bot.domain.message import Part
from bot.readers import Pages, Unreadable
from bot.readers._archive import Archive
from bot.readers._pages import NO_MAIL

MEDIA_TYPES = {".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg"}
MIN_BYTES = 10_000
"""Below this a picture is a logo or a rule."""

MOST = 20


def pictures(archive: Archive) -> Pages:
    """Return an archive's pictures; raises Unreadable("no text") where there is none of size."""
    found = [
        member
        for member in archive.members
        if PurePosixPath(member.filename).suffix.lower() in MEDIA_TYPES
        and member.file_size >= MIN_BYTES
    ]
    if not found:
        raise Unreadable("no text")
    parts = (_part(number, member.filename, archive.read(member)) for number, member in
             enumerate(found[:MOST], 1))  # fmt: skip
    return Pages(inside=tuple(parts), problem="" if len(found) <= MOST else "not all was read")


def _part(number: int, name: str, payload: bytes) -> Part:
    path = PurePosixPath(name)
    media_type = MEDIA_TYPES[path.suffix.lower()]
    # Not by its own name: Word calls its pictures as Outlook calls logos.
    filename = f"picture {number}{path.suffix}"
    return Part(str(number), media_type, filename, payload, attachment=True, inside=NO_MAIL)
