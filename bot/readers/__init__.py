"""Reads attachments: bytes in, text out.

A reader is a module in this package:

    MEDIA_TYPES: frozenset[str]          the types it reads, lower case
    SUFFIXES: frozenset[str]             the file names it reads, where the type says nothing
    def looks_like(payload) -> bool      whether the first bytes are unmistakably its own
    def read(part: Part) -> Pages        the text, a page each; raises Unreadable

A container (an archive, an attached mail) gives what is inside it as parts, and each of them is
read in its turn, in the same child.

To add one, add a module. There is no list to extend; two modules that claim the same type are an
error. Modules whose name starts with an underscore are what several readers share. Two packages are
beside them: `confined`, the machinery that runs readers in a confined child process, and `orders`,
what the formats of electronic orders mean.
"""

from collections.abc import Iterable, Sequence
from functools import cache
from importlib import import_module
from pathlib import PurePath
from pkgutil import iter_modules
from typing import Protocol, cast

from bot.domain.message import Part, Reading
from bot.readers import _ocr
from bot.readers._inside import Contents
from bot.readers._kinds import media_type_of
from bot.readers._pages import Pages, Unreadable

__all__ = ["InlineReaders", "Pages", "Reader", "Registry", "Unreadable", "cleaned", "registry"]

UNSPECIFIC = frozenset({"", "text/plain", "application/force-download", "application/x-download"})
"""Declared types that mail clients use for any file; so is everything ending in octet-stream."""

NUL_AND_SURROGATES = {0: None} | dict.fromkeys(range(0xD800, 0xE000), 0xFFFD)
"""Neither can be stored: PostgreSQL refuses U+0000, UTF-8 refuses surrogates."""


class Reader(Protocol):
    """What a module in this package provides."""

    MEDIA_TYPES: frozenset[str]
    SUFFIXES: frozenset[str]

    def looks_like(self, payload: bytes, /) -> bool:
        """Say whether the first bytes can be nothing but this format."""
        ...

    def read(self, part: Part, /) -> Pages:
        """Return the text of a part."""
        ...


class Registry:
    """Which reader reads what."""

    def __init__(self, readers: Iterable[Reader]) -> None:
        self.readers = tuple(readers)
        self.by_type: dict[str, Reader] = {}
        self.by_suffix: dict[str, Reader] = {}
        for reader in self.readers:
            _claim(self.by_type, reader.MEDIA_TYPES, reader)
            _claim(self.by_suffix, reader.SUFFIXES, reader)

    def reader_for(self, part: Part) -> Reader | None:
        """Return the reader for a part: first bytes, then declared type, then file name.

        Senders declare PDFs as octet-stream, Word files as PDFs, and CSV files as plain text.
        An archive is what its directory says: a Word file, a workbook, or an archive.
        """
        if packed := media_type_of(part.payload):
            return self.by_type.get(packed)
        for reader in self.readers:
            if reader.looks_like(part.payload[:4096]):
                return reader
        by_suffix = self.by_suffix.get(PurePath(part.filename).suffix.lower())
        if by_suffix and _is_unspecific(part.media_type):
            return by_suffix
        return self.by_type.get(part.media_type) or by_suffix

    def read(self, part: Part) -> Reading:
        """Return the reading of a part and of what is inside it.

        Never raises: whatever goes wrong is its problem.
        """
        _ocr.begin()
        reading, pages = self._read(part)
        if not pages.inside and not pages.refused:
            return reading
        return Contents(self._read).of(part, reading, pages)

    def _read(self, part: Part) -> tuple[Reading, Pages]:
        """Return the reading of a part alone, and what its reader found inside it."""
        try:
            reader = self.reader_for(part)
            if reader is None:
                return Reading(part.path, problem=f"no reader for {part.media_type}"), Pages()
            pages = reader.read(part)
        except Unreadable as unreadable:
            return Reading(part.path, problem=str(unreadable)), Pages()
        except MemoryError:
            return Reading(part.path, problem="needed too much memory"), Pages()
        except Exception as bug:  # noqa: BLE001 - a hostile file must not stop the next one
            return Reading(part.path, problem=f"the reader failed: {type(bug).__name__}"), Pages()
        reading = Reading(
            part.path,
            tuple(map(cleaned, pages.texts)),
            pages.orders,
            pages.problem,
            scanned=pages.scanned,
            pictured=pages.pictured,
            doubtful=pages.doubtful,
        )
        return reading, pages


@cache
def registry() -> Registry:
    """Return the registry of this package's readers; imports them at the first call."""
    modules = (m for m in iter_modules(__path__) if not m.ispkg and not m.name.startswith("_"))
    names = sorted(module.name for module in modules)
    return Registry(cast("Reader", import_module(f"{__name__}.{name}")) for name in names)


class InlineReaders:
    """Reads in this very process: for tests, and for files that are known to be harmless."""

    confinement = "none"
    pictures = False

    def read(self, parts: Sequence[Part]) -> tuple[Reading, ...]:
        """Return one reading per part, in order."""
        return tuple(registry().read(part) for part in parts)

    def close(self) -> None:
        """Do nothing: there is no child to end."""


def cleaned(text: str) -> str:
    """Return the text without what no database or mail can hold."""
    return text.translate(NUL_AND_SURROGATES) if not text.isascii() or "\0" in text else text


def _claim(table: dict[str, Reader], keys: Iterable[str], reader: Reader) -> None:
    for key in keys:
        if key in table:
            raise TypeError(f"two readers for {key}: {table[key]} and {reader}")
        table[key] = reader


def _is_unspecific(media_type: str) -> bool:
    return media_type in UNSPECIFIC or media_type.endswith("octet-stream")
