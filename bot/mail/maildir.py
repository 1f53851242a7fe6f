"""A folder on this machine's disk.

Standards: Maildir (cur, new, tmp; nothing is ever locked) with Maildir++ subfolders, as Dovecot,
Courier and Python's `mailbox` lay it out. The time of arrival is the file's mtime. Maildir knows no
UIDs: they are kept in a file of our own, which one process at a time writes.
Fails: `Permanent` where there is no Maildir, `ServerGone` where the disk does not answer.
"""

import logging
import os
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.parser import BytesHeaderParser
from pathlib import Path

from bot.crash import crashpoint
from bot.domain.message import Location, RawMessage
from bot.errors import Permanent, PobotError, ServerGone
from bot.mail import FILING_FOLDERS, OWN_ID
from bot.ports import Arrival, Filing

UID_LIST = "pobot-uidlist"
"""Name of the file with the UIDs: a line `1 UIDVALIDITY UIDNEXT`, then lines `UID NAME`."""

HEADER_OCTETS = 256 * 1024
"""How much of an oversized mail is read in search of its header block."""

_log = logging.getLogger(__name__)


class MaildirMailbox:
    """See `bot.ports.Mailbox`."""

    def __init__(
        self,
        name: str,
        root: Path,
        *,
        folder: str = "",
        filing: Mapping[Filing, str] = FILING_FOLDERS,
        sent_folder: str = "Sent",
    ) -> None:
        """Prepare; nothing is read before the first call.

        Args:
            name: what locations call this mailbox.
            root: the Maildir: the directory that holds cur, new and tmp.
            folder: the one of its folders that is read; "" for the inbox. Its name, after a
                slash, goes to that of the mailbox.
            filing: folders that handled mail moves to, `/` between levels.
            sent_folder: where sent mail is kept; "" for nowhere.
        """
        self.name = f"{name}/{folder}" if folder else name
        self._root = root
        self._place = self._folder(folder) if folder else root
        self._filing = dict(filing)
        self._sent_folder = sent_folder
        self._next_uid = 0

    def uid_validity(self) -> int:
        """See `bot.ports.Mailbox`."""
        with self._translated():
            uids = self._scan()
        self._next_uid = uids.next_uid
        return uids.uid_validity

    def uid_next(self) -> int:
        """See `bot.ports.Mailbox`."""
        return self._next_uid

    def arrivals(self, after_uid: int) -> tuple[Arrival, ...]:
        """See `bot.ports.Mailbox`."""
        with self._translated():
            uids = self._scan()
            found: list[Arrival] = []
            for uid, path in sorted(uids.paths.items()):
                if uid > after_uid:
                    with suppress(FileNotFoundError):
                        found.append(self._arrival(uids.uid_validity, uid, path))
            return tuple(found)

    def fetch(self, arrivals: Sequence[Arrival], size_limit: int) -> Iterator[RawMessage]:
        """See `bot.ports.Mailbox`."""
        with self._translated():
            uids = self._scan()
        for arrival in arrivals:
            with self._translated():
                raw = self._read(uids, arrival, size_limit)
                if raw is None:  # renamed by somebody who reads it, or gone
                    uids = self._scan()
                    raw = self._read(uids, arrival, size_limit)
            if raw is not None:
                yield raw

    def file(self, location: Location, filing: Filing) -> bool:
        """See `bot.ports.Mailbox`. Flags stay; a mail nobody has seen stays in `new`."""
        with self._translated():
            path = self._scan().at(location)
            if path is None:
                return False
            folder = self._folder(self._filing[filing])
            _make_folder(folder)
            crashpoint("before-move")
            path.rename(_free_place(folder / path.parent.name, path.name))
            crashpoint("after-move")
            return True

    def find_sent(self, message_id: str) -> bool:
        """See `bot.ports.Mailbox`."""
        if not self._sent_folder:
            return False
        with self._translated():
            return any(
                message_id in _message_ids(path)
                for path in _listing(self._folder(self._sent_folder)).values()
            )

    def close(self) -> None:
        """See `bot.ports.Mailbox`."""

    def _scan(self) -> "_Uids":
        """Give UIDs to mails that have none, forget those that left, and keep the list."""
        listing = _listing(self._place)
        if not (self._place / "cur").is_dir():
            raise Permanent(f"{self._place}: there is no Maildir")
        known = _load(self._place / UID_LIST)
        uids = known or _Uids(uid_validity=int(time.time()))
        kept = {uid: name for uid, name in uids.names.items() if name in listing}
        new = sorted(listing.keys() - set(kept.values()), key=lambda name: _age(listing[name]))
        kept |= dict(enumerate(new, uids.next_uid))
        fresh = _Uids(uids.uid_validity, uids.next_uid + len(new), kept)
        if known is None or fresh.names != uids.names:
            _save(self._place / UID_LIST, fresh)
        fresh.paths = {uid: listing[name] for uid, name in kept.items()}
        return fresh

    def _arrival(self, uid_validity: int, uid: int, path: Path) -> Arrival:
        status = path.stat()
        received = datetime.fromtimestamp(status.st_mtime, UTC)
        return Arrival(Location(self.name, uid_validity, uid), status.st_size, received)

    def _read(self, uids: "_Uids", arrival: Arrival, size_limit: int) -> RawMessage | None:
        path = uids.at(arrival.location)
        if path is None:
            return None
        complete = arrival.size <= size_limit
        try:
            body = path.read_bytes() if complete else _header_block(path)
        except FileNotFoundError:
            return None
        if not body or (complete and len(body) != arrival.size):
            return None
        return RawMessage(arrival.location, arrival.received_at, body, arrival.size, complete)

    def _folder(self, name: str) -> Path:
        return self._root / f".{name.replace('/', '.')}"

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except PobotError:
            raise
        except OSError as error:
            raise ServerGone(f"{self._place}: {error}") from error


@dataclass(slots=True)
class _Uids:
    """Which UID names which file. `names` are without flags; `paths` are as last seen."""

    uid_validity: int
    next_uid: int = 1
    names: dict[int, str] = field(default_factory=dict)
    paths: dict[int, Path] = field(default_factory=dict)

    def at(self, location: Location) -> Path | None:
        same = location.uid_validity == self.uid_validity
        return self.paths.get(location.uid) if same else None


def _listing(folder: Path) -> dict[str, Path]:
    """Return the mails of a folder by name without flags; new first, as mails move to cur."""
    found: dict[str, Path] = {}
    for part in ("new", "cur"):
        with suppress(FileNotFoundError), os.scandir(folder / part) as entries:
            found |= {
                entry.name.partition(":")[0]: Path(entry.path)
                for entry in entries
                if not entry.name.startswith(".")
            }
    return found


def _age(path: Path) -> tuple[float, str]:
    try:
        return path.stat().st_mtime, path.name
    except FileNotFoundError:
        return 0.0, path.name


def _load(path: Path) -> _Uids | None:
    """Return the list; None where there is none or it is torn, which renumbers the folder."""
    try:
        head, *lines = path.read_text(encoding="utf-8", errors="surrogateescape").split("\n")
        version, uid_validity, next_uid = head.split(" ")
        pairs = (line.split(" ", 1) for line in lines if line)
        names = {int(uid): name for uid, name in pairs}
    except FileNotFoundError:
        return None
    except ValueError:
        _log.warning("%s cannot be read: the folder is numbered anew", path)
        return None
    return _Uids(int(uid_validity), int(next_uid), names) if version == "1" else None


def _save(path: Path, uids: _Uids) -> None:
    """Replace the list in one step, so that a crash leaves the old or the new one."""
    lines = [f"1 {uids.uid_validity} {uids.next_uid}"]
    lines += [f"{uid} {name}" for uid, name in uids.names.items()]
    draft = path.with_name(f"{path.name}.new")
    with draft.open("w", encoding="utf-8", errors="surrogateescape") as file:
        file.write("\n".join(lines) + "\n")
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
    directory = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)


def _make_folder(folder: Path) -> None:
    for part in ("cur", "new", "tmp"):
        (folder / part).mkdir(parents=True, exist_ok=True)
    (folder / "maildirfolder").touch()


def _free_place(directory: Path, name: str) -> Path:
    """Return where a mail can go without replacing another, which rename() would do."""
    base, colon, flags = name.partition(":")
    place = directory / name
    while place.exists():
        base += "_"
        place = directory / f"{base}{colon}{flags}"
    return place


def _header_block(path: Path) -> bytes:
    with path.open("rb") as file:
        start = file.read(HEADER_OCTETS)
    ends = [start.find(gap) + len(gap) for gap in (b"\r\n\r\n", b"\n\n") if gap in start]
    return start[: min(ends)] if ends else start


def _message_ids(path: Path) -> frozenset[str]:
    try:
        header = BytesHeaderParser().parsebytes(_header_block(path))
    except FileNotFoundError:
        return frozenset()
    return frozenset(str(header.get(name, "")).strip() for name in ("Message-ID", OWN_ID))
