"""The folder of invoices that lie ready for accounts to send.

pobot keeps a list of the drafts that it laid there, and takes away those that no longer may go
out: a file that lies there is one that may be sent. Nothing else in the folder is touched.
"""

import json
from collections.abc import Iterable, Iterator
from itertools import count
from pathlib import Path

from bot.atomic import replace_file
from bot.domain.decision import Attachment
from bot.errors import Permanent

INDEX = ".drafts.json"
"""Names of the drafts that pobot laid into the folder."""


class ReadyFolder:
    """The port of `bot.app.issuing` for a folder; it is made when there is something to hold."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def show(self, files: Iterable[Attachment]) -> None:
        """Hold these drafts, and no draft that was laid there before and is none of them.

        Raises:
            Permanent: the folder cannot be written.
        """
        wanted = _told_apart(files)
        with _told(self.folder):
            held = self._held()
            # Listed before they are there: a crash in between leaves no file that is not known.
            self._list(held | set(wanted))
            for name in held - set(wanted):
                (self.folder / name).unlink(missing_ok=True)
            for name, payload in wanted.items():
                self._put(name, payload)
            self._list(set(wanted))

    def add(self, files: Iterable[Attachment]) -> None:
        """Hold these files until accounts take them away.

        Raises:
            Permanent: the folder cannot be written.
        """
        with _told(self.folder):
            for file in files:
                self._put(self._free(file), file.payload)

    def _free(self, file: Attachment) -> str:
        """Return the file's name, or its first variant that no other paper has."""
        for name in _variants(file.file_name):
            path = self.folder / name
            if not path.exists() or path.read_bytes() == file.payload:
                return name
        raise AssertionError("variants have no end")

    def _put(self, name: str, payload: bytes) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self.folder / name
        if not path.exists() or path.read_bytes() != payload:
            replace_file(path, payload)

    def _held(self) -> set[str]:
        try:
            names = json.loads((self.folder / INDEX).read_text("utf-8"))
        except FileNotFoundError:
            return set()
        except ValueError as error:
            raise Permanent(f"{self.folder / INDEX} is no list of names: {error}") from error
        if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
            raise Permanent(f"{self.folder / INDEX} is no list of names: take it away")
        return {name for name in names if Path(name).name == name}

    def _list(self, names: set[str]) -> None:
        if names != self._held():
            self.folder.mkdir(parents=True, exist_ok=True)
            replace_file(self.folder / INDEX, json.dumps(sorted(names)).encode())


def _told_apart(files: Iterable[Attachment]) -> dict[str, bytes]:
    """Return the papers by name; a further one with a name that is taken gets a suffix."""
    named: dict[str, bytes] = {}
    for file in files:
        name = next(name for name in _variants(file.file_name) if name not in named)
        named[name] = file.payload
    return named


def _variants(name: str) -> Iterator[str]:
    """Yield PR-1.pdf, PR-1-2.pdf, PR-1-3.pdf and so on."""
    path = Path(name)
    yield name
    yield from (f"{path.stem}-{n}{path.suffix}" for n in count(2))


class _told:  # noqa: N801 - reads as a phrase
    """Says which folder could not be written."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        if isinstance(error, OSError):
            raise Permanent(
                f"invoices cannot be laid ready in {self.folder}: {error.strerror}"
            ) from error
